/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfMender: how a reference cycle could be mended, by a reference that does not own.
 *
 * Every reference of the component whose removal, with all that are alike (one place in the program: hf_cycles_are_alike()),
 * leaves no cycle lies on each of its cycles, and so on any ring through it: proposals are made for the references of one
 * ring. A reference to what no weak reference can be made to (lists, dictionaries, strings, frames …), or that a
 * program cannot write, is not proposed. Values and keys of a dictionary are alike whatever the key: it is the dictionary that
 * is made weak.
 *
 * Scratch space for one analysis, used from one thread at a time: 8 bytes an id, of which only those that are looked at
 * take memory.
 */
typedef struct _HfMender HfMender;

typedef enum
{
  HF_MEND_REF,       /* an attribute or local: weakref.ref */
  HF_MEND_METHOD,    /* a bound method: weakref.WeakMethod */
  HF_MEND_CLOSURE,   /* a cell of a closure: pass the value, or close over a weak reference */
  HF_MEND_VALUES,    /* a value of a dictionary: weakref.WeakValueDictionary */
  HF_MEND_KEYS,      /* a key of a dictionary: weakref.WeakKeyDictionary */
  HF_MEND_SET,       /* a member of a set: weakref.WeakSet */
  HF_MEND_ITEM,      /* an item of a list or deque: weakref.ref in it */
  HF_MEND_TRACEBACK, /* of an exception: with_traceback (None) */
  HF_N_MENDS
} HfMendWay;

typedef struct
{
  guint32 ref;         /* of the ring; an index into out[] */
  HfMendWay way;
  guint32 n_refs;      /* references like it inside the component, itself included */
  gboolean acyclic;    /* without them the component has no cycle */
  gboolean to_owner;   /* acyclic, and what is left hangs on objects that something else holds, or, in garbage, on one object:
                          nothing would go too early. That is: they lead back */
  gboolean gathers;    /* several of them lead to one object */
  gboolean named_back; /* its name says that it leads back: .parent, .owner, .session to a Session … */
  guint32 n_freed;     /* objects that reference counting frees at once when the last reference from outside goes */
  guint64 freed_bytes; /* shallow sizes of those */
} HfMend;

HfMender   *hf_mender_new  (const HfAnalysis *analysis, GError **error);
void        hf_mender_free (HfMender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMender, hf_mender_free)

/* (transfer full; of HfMend) Proposals for the component of cycle @cycle (index of HfComponents cycles), of which @ring is a
 * cycle (see HfCycleShape); best first: those that leave no cycle, lead back by structure, gather, are named so, are plain
 * attributes or methods, free the most; empty if there is none. O(ring x references of the component and of what it keeps).
 * NULL on cancel. */
GArray     *hf_mender_find (HfMender *self, guint cycle, const guint32 *ring, guint n_ring, HfProgress *progress, GError **error);

/* FALSE if @ref is no reference inside the component of @cycle that could be made weak; else what a proposal says of it. As
 * hf_mender_find(), for one reference. */
gboolean    hf_mender_look_at (HfMender *self, guint cycle, guint32 ref, HfMend *mend);

/* (transfer full; of guint32, ascending) All references inside the component of @cycle that are like @ref. */
GArray     *hf_mender_refs (HfMender *self, guint cycle, guint32 ref);

/* (transfer full; of guint32, ascending) The objects that n_freed counts. */
GArray     *hf_mender_freed (HfMender *self, guint cycle, guint32 ref);

/* (transfer full) The place as a programmer would say it, indices folded: ".parent", "[*]". */
char       *hf_mend_label (const HfHeap *heap, const HfMend *mend);
/* "weakref.ref", "weakref.WeakMethod" …: what to write. */
const char *hf_mend_way_to_string (HfMendWay way);
/* How, in one sentence; untranslated. */
const char *hf_mend_advice (HfMendWay way);
/* Why this one, in one sentence; untranslated. */
const char *hf_mend_reason (const HfMend *mend);

G_END_DECLS
