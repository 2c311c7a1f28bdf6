/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-heap.h"

G_BEGIN_DECLS

/**
 * HfHeapBuilder: how a reader makes an HfHeap.
 *
 * A reader adds types, objects with their references, roots and sites in whatever order its file has them, using
 * *dump ids*: objects are numbered 0, 1, 2 … in the order in which they are added. References may name objects that
 * come later; what they name is checked in hf_heap_builder_build(), and references to objects that never came are
 * counted (HfHeapInfo.dangling) and left out. A file that names objects by address instead calls
 * hf_heap_builder_add_ref_to_address(); addresses are resolved at build.
 *
 * The builder never trusts a size: every array grows with g_try_realloc and a failure is HF_ERROR_TOO_LARGE, kept in
 * the builder, so that a reader may add in a loop and look once in a while (hf_heap_builder_check()).
 *
 * hf_heap_builder_build() then
 *   1. puts structural references in their class by the rules (reference-rules.txt) for the runtime,
 *   2. adds roots for what the dump's counts prove: objects whose refcount exceeds their known owning references
 *      (HF_ROOT_NATIVE), immortal objects (HF_ROOT_STATIC); where the dump has no roots at all, objects without
 *      referrers (HF_ROOT_ASSUMED),
 *   3. renumbers to depth-first preorder over owning references, and builds both directions.
 * O(n + m) time; iterative; peak memory about twice the finished heap's.
 *
 * Not thread-safe; use from one thread at a time.
 */
typedef struct _HfHeapBuilder HfHeapBuilder;

HfHeapBuilder *hf_heap_builder_new  (void);
void           hf_heap_builder_free (HfHeapBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHeapBuilder, hf_heap_builder_free)

/* FALSE with the kept error once anything could not be added. */
gboolean hf_heap_builder_check (HfHeapBuilder *self, GError **error);

/* ---- about the dump (strings are copied and cleaned; NULL means "") --------------------------------------------- */
void hf_heap_builder_set_format    (HfHeapBuilder *self, const char *format);
void hf_heap_builder_set_runtime   (HfHeapBuilder *self, const char *runtime);
void hf_heap_builder_set_program   (HfHeapBuilder *self, const char *program);
void hf_heap_builder_set_host      (HfHeapBuilder *self, const char *host);
void hf_heap_builder_set_pid       (HfHeapBuilder *self, gint64 pid);
void hf_heap_builder_set_time      (HfHeapBuilder *self, gint64 microseconds);
/* See HfHeapInfo; one without the other is forgotten. */
void hf_heap_builder_set_tracking   (HfHeapBuilder *self, const char *tracking);
void hf_heap_builder_set_tracked_as (HfHeapBuilder *self, guint32 number);
void hf_heap_builder_add_untracked  (HfHeapBuilder *self, const char *type);
void hf_heap_builder_set_drawn_for (HfHeapBuilder *self, guint64 address);
void hf_heap_builder_set_has       (HfHeapBuilder *self, HfHas has);
void hf_heap_builder_add_lack      (HfHeapBuilder *self, const char *sentence);
void hf_heap_builder_set_truncated (HfHeapBuilder *self, const char *sentence);

/* ---- strings: any bytes; ids are the builder's and go into names below -------------------------------------------- */
guint32 hf_heap_builder_string (HfHeapBuilder *self, const char *text, gssize length);
/* (transfer none) The text of a string id, cleaned; good until the next string is added. */
const char *hf_heap_builder_get_string (const HfHeapBuilder *self, guint32 id);

/* ---- types: returns the type's id, the same for the same (@module, @name) ----------------------------------------
 * @name is the qualified name without the module. The full name is "module.name", or the bare name where @module is
 * "" or "builtins". */
guint32 hf_heap_builder_type (HfHeapBuilder *self, const char *module, const char *name, HfKind kind, HfTypeFlags flags);
/* For readers that know of a type only later what it is. */
void    hf_heap_builder_set_type_kind (HfHeapBuilder *self, guint32 type, HfKind kind, HfTypeFlags flags);
/* Says which object (dump id) is the type itself. */
void    hf_heap_builder_set_type_object (HfHeapBuilder *self, guint32 type, guint32 object);

/* ---- objects ------------------------------------------------------------------------------------------------------ */
typedef struct
{
  guint64 address;      /* 0 if the format has none */
  guint32 type;         /* from hf_heap_builder_type() */
  guint64 shallow;      /* bytes */
  guint32 refcount;     /* HF_REFCOUNT_UNKNOWN if unknown */
  HfObjectFlags flags;
  const char *value;    /* any bytes, or NULL; copied and cleaned */
  gsize value_length;
  guint32 site;         /* from hf_heap_builder_add_site(), 0 if unknown */
  guint32 born;         /* hf_heap_born() */
} HfObjectSpec;

/* Returns the new object's dump id, or HF_NONE after a failure. */
guint32 hf_heap_builder_add_object (HfHeapBuilder *self, const HfObjectSpec *spec);

/* Adds a reference held by the object that was added *last*. @name is a string id; for HF_REF_INDEX it is the
 * position itself. @class is what the dump knows: strong, weak or shared; rules turn strong into structural later. */
void hf_heap_builder_add_ref            (HfHeapBuilder *self, guint32 to, HfRefKind kind, guint32 name, HfRefClass class);
void hf_heap_builder_add_ref_to_address (HfHeapBuilder *self, guint64 to, HfRefKind kind, guint32 name, HfRefClass class);

/* The same, named by another object's value, which may come later: a dict's value under the key object @named_by. */
void hf_heap_builder_add_ref_named_by   (HfHeapBuilder *self, guint32 to, HfRefKind kind, guint32 named_by, HfRefClass class);

/* The same for any object that exists already (formats that list references apart from objects). */
void hf_heap_builder_add_ref_from       (HfHeapBuilder *self, guint32 from, guint32 to, HfRefKind kind, guint32 name, HfRefClass class);

/* ---- formats that put their strings last -----------------------------------------------------------------------------
 * Objects and references come with the file's own numbers in place of types, values, sites and names, and references apart
 * from objects but in the objects' order: each object says how many of them are its own. Nothing is kept twice: the numbers
 * lie where the builder's will. When all is read hf_heap_builder_open() lends the arrays, and the reader puts the builder's
 * numbers (hf_heap_builder_type(), _string(), _add_site()) into all of them. Not to be mixed with the calls above. */
typedef struct
{
  guint64 address;
  guint64 shallow;
  guint32 type;   /* any number of the reader's */
  guint32 value;  /* the same */
  guint32 site;   /* the same; 0 for none */
  guint32 n_refs; /* of all that are added, the next ones that no object before has claimed */
} HfLateObject;

typedef struct
{
  guint32 n_objects;
  guint32 n_refs;
  const guint64 *address;
  guint32 *type;
  guint32 *value;
  guint32 *site;
  guint8 *flags;        /* HfObjectFlags */
  const guint32 *begin; /* [n_objects + 1] each object's first reference */
  guint32 *to;          /* a number beyond n_objects leads nowhere, and is counted as dangling */
  guint32 *name;
  guint8 *kind;         /* at first the reader's number, then hf_late_kind() */
  guint64 n_claimed;    /* references that the objects spoke of: more than n_refs if some never came */
  guint64 n_added;      /* that came: more than n_refs if no object claimed the last ones; those are left out */
} HfLateRows;

static inline guint8
hf_late_kind (HfRefKind kind, HfRefClass class)
{
  return (guint8) (kind | class << 4);
}

/* The same place, which owns nothing. */
static inline guint8
hf_late_shared (guint8 kind)
{
  return (guint8) ((kind & 0x0f) | HF_CLASS_SHARED << 4);
}

guint32  hf_heap_builder_add_late_object (HfHeapBuilder *self, const HfLateObject *object);
void     hf_heap_builder_add_late_ref    (HfHeapBuilder *self, guint32 to, guint8 kind, guint32 name);
/* (transfer none) Once; the arrays are good until the heap is built. From here on types, strings, sites and roots may be added,
 * and references of any object (hf_heap_builder_add_ref_from()), which the arrays do not show. FALSE without memory. */
gboolean hf_heap_builder_open            (HfHeapBuilder *self, HfLateRows *rows, GError **error);
/* Any object's size, to be changed before the heap is built. O(1), below 4 GiB. */
guint64  hf_heap_builder_get_shallow     (const HfHeapBuilder *self, guint32 object);
void     hf_heap_builder_set_shallow     (HfHeapBuilder *self, guint32 object, guint64 shallow);
/* The same of its type, for readers that know of it only later. */
void     hf_heap_builder_set_type        (HfHeapBuilder *self, guint32 object, guint32 type);

/* ---- roots: @words is shown as it is ("module app"); @owns says that the root is one of the counted references ------- */
void hf_heap_builder_add_root            (HfHeapBuilder *self, HfRootKind kind, const char *words, guint32 to, gboolean owns);
void hf_heap_builder_add_root_to_address (HfHeapBuilder *self, HfRootKind kind, const char *words, guint64 to, gboolean owns);

/* ---- allocation sites: most recent call first; returns the site's id (1 …) -------------------------------------------- */
guint32 hf_heap_builder_add_site (HfHeapBuilder *self, const HfSiteFrame *frames, guint n_frames);

/* So far. */
guint32 hf_heap_builder_n_objects (const HfHeapBuilder *self);

/* (transfer full) Consumes what was added: the builder is empty afterwards, whatever the result. NULL on error. */
HfHeap *hf_heap_builder_build (HfHeapBuilder *self, HfProgress *progress, GError **error);

G_END_DECLS
