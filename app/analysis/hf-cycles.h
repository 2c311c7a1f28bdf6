/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfCycles: the strongly connected components of a heap, equal ones grouped by shape.
 *
 * A component's shape is that of one real shortest cycle through it, written from its most telling object (application
 * classes first, then by name): "A → .other → A", and the number of its members by type. Two components are equal when
 * both agree. A cycle over strong references is preferred to a shorter one that needs structural ones; dictionaries of
 * instances are folded away, and a ring that repeats itself (three A that name each other .other) is written once. Of
 * interpreter plumbing (every class is a cycle with its method resolution order) the shape alone makes components equal.
 */
typedef enum
{
  HF_CYCLES_ALL,
  HF_CYCLES_GARBAGE, /* unreachable: freed only by the collector */
  HF_CYCLES_HELD,
} HfCyclesFilter;

typedef struct
{
  char *shape;          /* "Message → .session → Session → .messages → list → [*] → Message" */
  guint count;          /* components of this shape */
  guint32 objects;      /* members, all components together */
  guint64 shallow;
  guint64 retained;     /* exact, of the members of all these components as one set */
  gboolean garbage;
  gboolean finalizer;   /* a member has a finalizer */
  gboolean internal;    /* interpreter plumbing only: its types, or classes and functions that only structural references join */
  guint first_cycle;    /* cycles[first_cycle … first_cycle + count - 1]: indices of HfComponents cycles */
  guint n_ring;         /* references of the example's shortest cycle */
  guint32 *ring;        /* [n_ring] indices into out[], in order; the first starts at the most telling object */
  guint32 break_ref;    /* the reference to break: one in the ring that leaves no cycle in the component when it, and all like it (same
                           name, same types at both ends), are made weak; among several, or where none does, the likeliest
                           back reference (parent, owner, callback, .session to a Session …); an index into out[] */
} HfCycleShape;

typedef struct
{
  guint n_shapes;
  HfCycleShape *shapes; /* application ones before internal ones, then by retained size, largest first */
  guint32 *cycles;      /* indices of HfComponents cycles, grouped by shape */
} HfCycles;

HfCycles *hf_cycles_new  (const HfAnalysis *analysis, HfCyclesFilter filter, HfProgress *progress, GError **error);
/* Only the components that have a member in @only. */
HfCycles *hf_cycles_new_where (const HfAnalysis *analysis, HfCyclesFilter filter, const HfBitset *only, HfProgress *progress, GError **error);
void      hf_cycles_free (HfCycles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfCycles, hf_cycles_free)

/* (transfer full; of guint32 indices into out[]) One real shortest cycle through @object inside its component, starting
 * with a reference that @object holds; empty if it is in none. Over strong references where that is possible, else over all
 * owning ones. O(ids + size of the component). */
GArray   *hf_cycles_ring_through (const HfAnalysis *analysis, guint32 object);

/* The reference to break of @cycle (index of HfComponents cycles), as HfCycleShape has it: for pictures, which want that of a
 * few cycles and not a table of all. @through: a member, for what to break in a shortest ring through it, or HF_NONE for a
 * shortest one of the whole component. O(ids), and what such a ring costs, the first time; then it is
 * remembered. FALSE on cancel or lack of memory. */
gboolean  hf_cycles_find_break   (const HfAnalysis *analysis, guint cycle, guint32 through, guint32 *break_ref, HfProgress *progress, GError **error);

/* TRUE if two references (indices into out[]) are alike as break_ref means it. O(log n). */
gboolean  hf_cycles_are_alike    (const HfHeap *heap, guint32 a, guint32 b);

G_END_DECLS
