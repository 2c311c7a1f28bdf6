/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-graph.h"
#include "hf-packed.h"
#include "hf-progress.h"
#include "hf-strings.h"

G_BEGIN_DECLS

/**
 * HfHeap: one snapshot of a runtime's heap, immutable.
 *
 * Made by HfHeapBuilder (see hf-heap-builder.h), which every reader of dump files uses. Flat arrays indexed by object
 * id; reference counted (atomically); safe to read from any number of threads. Everything it returns "transfer none"
 * lives as long as the heap. All accessors are O(1) unless they say otherwise, and want ids below hf_heap_graph()->n.
 *
 * Memory: 9 bytes an object and 8 a reference for the graph; everything else takes as many bytes as its largest value needs
 * (hf-packed.h). For a Python heap of a million objects that is 25 to 30 bytes an object and 11 a reference in all, and
 * unique names and values (hf_heap_name_bytes()).
 */
typedef struct _HfHeap HfHeap;

HfHeap *hf_heap_ref   (HfHeap *self);
void    hf_heap_unref (HfHeap *self); /* may free gigabytes: give the last reference away in a worker thread */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHeap, hf_heap_unref)

/* ---- what the dump says of itself ------------------------------------------------------------------------------ */

typedef enum
{
  HF_HAS_REFCOUNTS = 1 << 0, /* each object's reference count, exact enough to subtract known references from */
  HF_HAS_SIZES     = 1 << 1,
  HF_HAS_VALUES    = 1 << 2,
  HF_HAS_FRAMES    = 1 << 3, /* threads with frames and locals as roots */
  HF_HAS_SITES     = 1 << 4, /* allocation sites */
  HF_HAS_ADDRESSES = 1 << 5, /* addresses are the runtime's own, so objects can be followed between dumps */
  HF_HAS_ROOTS     = 1 << 6, /* the dump names its roots; without, objects without referrers stand in for them */
  HF_HAS_NAMES     = 1 << 7, /* references are named */
  HF_HAS_BLOCKS    = 1 << 8, /* sizes are of whole blocks, as the allocator gave them out, not of what was asked for */
} HfHas;

/* The format of a drawing that this program wrote: all of it is what was drawn. */
#define HF_FORMAT_PICTURE "Holdfast drawing"

typedef struct
{
  char *format;    /* "Holdfast native", "Holdfast interchange JSON", "objgraph DOT", "Graphviz DOT" … */
  char *runtime;   /* "CPython 3.11.2", or "" */
  char *program;   /* command line of the program, or "" */
  char *host;      /* or "" */
  gint64 pid;      /* 0 if unknown */
  gint64 time;     /* µs since the epoch, UTC; 0 if unknown */
  HfHas has;
  char **lacks;    /* NULL-terminated: sentences that say what the dump cannot answer; untranslated */
  char *truncated; /* NULL, or a sentence that says where the file ends and what is missing */
  char *tracking;  /* NULL, or which record of allocations hf_heap_born() comes from: dumps with the same one can be compared */
  guint32 tracked_as;    /* the dump's number in that record: 1, 2, 3 … */
  char **untracked;      /* NULL, or NULL-terminated full names of types that are not recorded every time one is made */
  guint64 drawn_for; /* a drawing: the address of the object that it was made for; else 0 */
  guint64 dangling; /* references whose referent is not in the dump; they were left out */
} HfHeapInfo;

const HfHeapInfo *hf_heap_info (const HfHeap *self);

/* ---- the graph ------------------------------------------------------------------------------------------------- */

const HfGraph *hf_heap_graph       (const HfHeap *self);
guint32        hf_heap_n_objects   (const HfHeap *self); /* without the virtual root */
guint32        hf_heap_n_references (const HfHeap *self); /* between objects: roots not counted */
guint32        hf_heap_n_roots     (const HfHeap *self); /* references of the virtual root: edge indices 0 … n_roots-1 */
guint64        hf_heap_bytes       (const HfHeap *self); /* sum of all shallow sizes */
gsize          hf_heap_name_bytes  (const HfHeap *self); /* memory that unique names and values take */
gsize          hf_heap_label_bytes (const HfHeap *self); /* memory that says which kind and name each reference has */

static inline gboolean
hf_graph_is_reachable (const HfGraph *graph, guint32 object)
{
  return object <= graph->n_reachable;
}

/* ---- types ----------------------------------------------------------------------------------------------------- */

typedef enum
{
  HF_KIND_OTHER,
  HF_KIND_ROOT,      /* the virtual root alone */
  HF_KIND_MODULE,
  HF_KIND_FRAME,
  HF_KIND_TYPE,
  HF_KIND_FUNCTION,  /* functions, methods, code, cells */
  HF_KIND_CONTAINER, /* lists, dicts, sets, arrays … */
  HF_KIND_INSTANCE,  /* of a class that the program (or a library) defined */
  HF_KIND_VALUE,     /* strings, numbers, bytes */
} HfKind;

typedef enum
{
  HF_TYPE_INTERNAL  = 1 << 0, /* interpreter plumbing that "hide interpreter internals" leaves out */
  HF_TYPE_DICT      = 1 << 1, /* a mapping that can be an instance's or module's __dict__ */
  HF_TYPE_STRING    = 1 << 2,
  HF_TYPE_FINALIZER = 1 << 3, /* its objects have __del__ or the runtime's like */
} HfTypeFlags;

guint32     hf_heap_n_types     (const HfHeap *self);
const char *hf_heap_type_name   (const HfHeap *self, guint32 type); /* full: "app.Session"; builtins bare: "dict" */
const char *hf_heap_type_module (const HfHeap *self, guint32 type); /* "app", "builtins"; "" if unknown */
HfKind      hf_heap_type_kind   (const HfHeap *self, guint32 type);
HfTypeFlags hf_heap_type_flags  (const HfHeap *self, guint32 type);
/* The object that is this type, or HF_NONE. */
guint32     hf_heap_type_object (const HfHeap *self, guint32 type);
/* Type by its full name, or HF_NONE. */
guint32     hf_heap_find_type   (const HfHeap *self, const char *name);

/* ---- objects --------------------------------------------------------------------------------------------------- */

typedef enum
{
  HF_OBJECT_TRACKED    = 1 << 0, /* on the collector's lists at the time of the dump */
  HF_OBJECT_COLLECTOR  = 1 << 1, /* the collector knows its kind */
  HF_OBJECT_FINALIZED  = 1 << 2, /* its finalizer ran already */
  HF_OBJECT_FINALIZER  = 1 << 3, /* has a finalizer that has not run */
  HF_OBJECT_IMMORTAL   = 1 << 4, /* its reference count means nothing */
  HF_OBJECT_SYNTHETIC  = 1 << 5, /* not an object of the runtime: a frame that lives on the C stack, a thread … */
  HF_OBJECT_VALUE_CUT  = 1 << 6, /* the value is only the beginning */
  HF_OBJECT_UNEXPANDED = 1 << 7, /* the dump does not say what it refers to (partial graphs) */
} HfObjectFlags;

#define HF_REFCOUNT_UNKNOWN G_MAXUINT32

guint64       hf_heap_address  (const HfHeap *self, guint32 object); /* 0 for the virtual root */
guint32       hf_heap_type     (const HfHeap *self, guint32 object);
guint64       hf_heap_shallow  (const HfHeap *self, guint32 object); /* bytes, own buffers included */
guint32       hf_heap_refcount (const HfHeap *self, guint32 object); /* HF_REFCOUNT_UNKNOWN if unknown or immortal */
HfObjectFlags hf_heap_flags    (const HfHeap *self, guint32 object);
/* What the object reads like in its own language ("'u-1093'", "42", "work() at app.py:12"), valid UTF-8, or "". */
const char   *hf_heap_value    (const HfHeap *self, guint32 object);
HfKind        hf_heap_kind     (const HfHeap *self, guint32 object);
/* Values and names of references are interned: equal text has one number, below hf_heap_n_texts(). */
guint32       hf_heap_n_texts   (const HfHeap *self);
const char   *hf_heap_text      (const HfHeap *self, guint32 text);
guint32       hf_heap_value_text (const HfHeap *self, guint32 object);
/* How many dumps of the record HfHeapInfo.tracking had been written when the object was allocated: what dump number k has was
 * born below k. 0 where there is no record. */
guint32       hf_heap_born     (const HfHeap *self, guint32 object);
/* Convenience: the type's full name. */
const char   *hf_heap_type_name_of (const HfHeap *self, guint32 object);

/* References that the runtime counts but the dump does not know: refcount - known owning references. 0 where nothing
 * is known (no refcounts, immortal). Negative where the dump saw more than the runtime counts. O(in-degree + roots). */
gint64        hf_heap_unaccounted (const HfHeap *self, guint32 object);

/* By address; HF_NONE if there is no such object. O(log n). */
guint32       hf_heap_find_address (const HfHeap *self, guint64 address);

/* Objects by ascending address: @rank 0 … n-2. Of equal addresses the one that comes first in the dump comes first. */
guint32       hf_heap_by_address   (const HfHeap *self, guint32 rank);

/* Per-object shallow sizes for kernels that read them all. */
const HfPacked *hf_heap_shallow_array (const HfHeap *self);

/* ---- allocation sites ------------------------------------------------------------------------------------------ */

/* A site is a traceback, most recent call first. Site 0 means "unknown". */
typedef struct
{
  const char *file;
  const char *function; /* "" if unknown */
  guint32 line;
} HfSiteFrame;

guint32     hf_heap_n_sites    (const HfHeap *self);
guint32     hf_heap_site       (const HfHeap *self, guint32 object);
guint       hf_heap_site_depth (const HfHeap *self, guint32 site);
HfSiteFrame hf_heap_site_frame (const HfHeap *self, guint32 site, guint index);

/* ---- references ------------------------------------------------------------------------------------------------ */

/* What kind of place in the referrer a reference sits in. With the name this is what a programmer would say. */
typedef enum
{
  HF_REF_OTHER,     /* nothing known; the name, if any, is shown as it is */
  HF_REF_ATTRIBUTE, /* name "x": .x (also slots) */
  HF_REF_INDEX,     /* number 3: [3] */
  HF_REF_VALUE,     /* dict value; name is the key as written in the language: ['k'] */
  HF_REF_KEY,       /* dict key; name is the key as written: key 'k' */
  HF_REF_MEMBER,    /* set member, deque item without a position: {…} */
  HF_REF_LOCAL,     /* frame local; name "x": local x */
  HF_REF_CELL,      /* closure cell, from a function or frame; name "x": closure x */
  HF_REF_STACK,     /* a frame's value stack */
  HF_REF_FIELD,     /* field of a runtime structure that code can reach under this name: .__self__ */
  HF_REF_INTERNAL,  /* field that code cannot reach; name as the runtime's sources call it, or "+0x98" */
  HF_REF_DICT,      /* the __dict__ of an instance, module or class */
  HF_REF_TYPE,      /* __class__ */
  HF_REF_WEAK,      /* a weak reference's referent, or an entry of a weak container */
  HF_REF_ROOT,      /* from the virtual root; name is the root's words */
  HF_N_REF_KINDS
} HfRefKind;

/* @r is an index into hf_heap_graph()->out. */
HfRefKind   hf_heap_ref_kind   (const HfHeap *self, guint32 r);
/* The name, or "" for HF_REF_INDEX and unnamed references. */
const char *hf_heap_ref_name   (const HfHeap *self, guint32 r);
/* The same as hf_heap_text() numbers it. */
guint32     hf_heap_ref_name_text (const HfHeap *self, guint32 r);
/* The position, for HF_REF_INDEX alone; else 0. */
guint32     hf_heap_ref_number (const HfHeap *self, guint32 r);
/* A cheap identity of (kind, name, number): equal labels have equal keys within one heap. */
guint64     hf_heap_ref_label_key (const HfHeap *self, guint32 r);
/* Appends the reference as a programmer would say it: ".x", "['k']", "[3]", "local x", "module app". */
void        hf_heap_ref_append_label (const HfHeap *self, guint32 r, GString *text);
char       *hf_heap_ref_label  (const HfHeap *self, guint32 r); /* (transfer full) the same, as a new string */

/* ---- roots ----------------------------------------------------------------------------------------------------- */

typedef enum
{
  HF_ROOT_OTHER,
  HF_ROOT_MODULE,      /* "module app" */
  HF_ROOT_THREAD,      /* "thread MainThread" */
  HF_ROOT_INTERPRETER, /* interpreter state: "sys.modules", "codecs" … */
  HF_ROOT_STATIC,      /* part of the program image: static types, immortal objects */
  HF_ROOT_NATIVE,      /* "native code (2 references)": refcount says that somebody holds it */
  HF_ROOT_ASSUMED,     /* the dump names no roots: an object without referrers */
  HF_N_ROOT_KINDS
} HfRootKind;

/* @r < hf_heap_n_roots(). The words are hf_heap_ref_name(). */
HfRootKind  hf_heap_root_kind      (const HfHeap *self, guint32 r);
/* TRUE if the root is one of the references that the target's reference count counts. */
gboolean    hf_heap_root_owns      (const HfHeap *self, guint32 r);
const char *hf_root_kind_to_string (HfRootKind kind); /* "module", "thread", … untranslated, for --json */

G_END_DECLS
