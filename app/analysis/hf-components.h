/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfComponents: strongly connected components of a reference graph.
 *
 * Every object is in exactly one component. A component is *a cycle* (hf_components_is_cycle()) when it has two members
 * or more, or one that refers to itself. The virtual root is a component of its own. Components are numbered in
 * topological order: a reference between components leads from a lower to a higher number.
 * Immutable; readable from any thread. Memory: 1 to 4 bytes an id (hf-packed.h) + 8 bytes a cycle + 4 bytes a member of one.
 */
typedef struct
{
  guint32 n;               /* components */
  HfPacked of;             /* [graph->n] component of each id */
  guint32 n_cycles;
  guint32 *cycle_component; /* [n_cycles] ascending component numbers */
  guint32 *cycle_begin;    /* [n_cycles + 1] into cycle_member */
  guint32 *cycle_member;   /* ids, ascending within a cycle */
} HfComponents;

static inline guint32
hf_components_of (const HfComponents *self, guint32 object)
{
  return (guint32) hf_packed_get (&self->of, object);
}

/* Over references whose class is in @classes. Iterative path-based search (Gabow, "Path-based depth-first search for
 * strong and biconnected components", 2000). O(n + m) time, 20 bytes an id while it runs. NULL on cancel or lack of memory. */
HfComponents *hf_components_new  (const HfGraph *graph, HfRefClasses classes, HfProgress *progress, GError **error);
void          hf_components_free (HfComponents *self);

/* The cycles that a person means: over strong references among what is held, over owning ones among what is unreachable.
 * Over owning references alone nearly every object of a module would be in one cycle with its class, the class's methods
 * and their globals; but once nothing holds them, those cycles are just what the collector is for. */
static inline HfRefClasses
hf_components_cycle_classes (const HfGraph *graph, guint32 referrer)
{
  return hf_graph_is_reachable (graph, referrer) ? HF_CLASSES_STRONG : HF_CLASSES_OWNING;
}

HfComponents *hf_components_new_for_cycles (const HfGraph *graph, HfProgress *progress, GError **error);

/* Over owning references, of the unreachable objects alone: everything reachable counts as one component. O(n + references
 * of unreachable objects). */
HfComponents *hf_components_new_unreachable (const HfGraph *graph, HfProgress *progress, GError **error);

/* Index of @object's cycle (0 … n_cycles-1), or HF_NONE if its component is no cycle. O(log n_cycles). */
guint32       hf_components_cycle_of (const HfComponents *self, guint32 object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfComponents, hf_components_free)

G_END_DECLS
