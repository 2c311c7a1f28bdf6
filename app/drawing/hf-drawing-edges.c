/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-cycles.h"

/* A reference between two drawn nodes. */
typedef struct
{
  guint32 from;
  guint32 to;
  int rank; /* HfRank, or CHAIN */
  guint32 ref;
  guint32 last; /* where it leads through plumbing: see HfSpan */
  gboolean owning;
  gboolean broken; /* it is what to break */
} Drawn;

#define CHAIN (-1)
#define MOST_RINGS 12u      /* that are looked for in one component */
#define RINGS_UP_TO 20000u  /* members of components in which it is done at all */

static int
compare_drawn (gconstpointer a, gconstpointer b)
{
  const Drawn *x = a;
  const Drawn *y = b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  if (x->to != y->to)
    return x->to < y->to ? -1 : 1;
  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  if (x->ref != y->ref)
    return x->ref < y->ref ? -1 : 1;
  return x->last < y->last ? -1 : x->last > y->last;
}

typedef struct
{
  HfFold *fold;
  guint32 owner;
  guint32 dict;
  HfSpanFunc func;
  gpointer data;
} NodeSpans;

static void
pass_span (const HfSpan *span, gpointer data)
{
  const NodeSpans *self = data;
  gboolean own = span->object == self->dict && hf_heap_ref_kind (self->fold->heap, span->last) == HF_REF_DICT
                 && hf_graph_referrer_of (self->fold->graph, span->last) == self->owner;

  if (!own)
    self->func (span, self->data);
}

static void
object_spans (HfFold *fold, guint32 owner, guint32 dict, HfSpanFunc func, gpointer data)
{
  NodeSpans spans = { fold, owner, dict, func, data };

  hf_fold_spans (fold, owner, FALSE, dict != HF_NONE ? pass_span : func, dict != HF_NONE ? &spans : data);
  if (dict != HF_NONE)
    hf_fold_spans (fold, dict, TRUE, func, data);
}

void
hf_drawing_node_spans (HfFold *fold, const HfNode *node, HfSpanFunc func, gpointer data)
{
  if (node->form == HF_NODE_OBJECT)
    object_spans (fold, node->object, node->dict, func, data);
  for (guint32 i = 0; i < node->n_members; i++)
    object_spans (fold, node->members[i], hf_fold_dict_of (fold, node->members[i]), func, data);
}

typedef struct
{
  HfDrawingBuild *build;
  GArray *drawn;
  guint32 index;
} Collecting;

/* What a box holds inside is not drawn. */
static void
collect_span (const HfSpan *span, gpointer data)
{
  const Collecting *self = data;
  guint32 to = hf_drawing_build_find (self->build, span->object);
  Drawn one = { self->index, to, (int) span->rank, span->first, span->last, (span->classes & ~HF_CLASSES_OWNING) == 0, FALSE };

  if (to == HF_NONE || (to == self->index && g_array_index (self->build->nodes, HfNode, to).form == HF_NODE_CYCLE))
    return;
  g_array_append_val (self->drawn, one);
}

static HfEdgeFlags
flags_of_rank (int rank)
{
  if (rank == HF_RANK_WEAK)
    return HF_EDGE_WEAK;
  return rank > HF_RANK_WEAK ? HF_EDGE_STRUCTURAL : 0;
}

/* Whether @one is, or leads through, reference @ref. */
static gboolean
leads_through (const HfDrawingBuild *self, const Drawn *one, guint32 ref)
{
  guint32 refs[HF_FOLD_SPAN];
  guint n;

  if (one->ref == ref || one->last == ref || one->ref == one->last)
    return one->ref == ref || one->last == ref;
  n = hf_fold_span_refs (self->fold, one->ref, one->last, refs);
  for (guint i = 0; i < n; i++)
    if (refs[i] == ref)
      return TRUE;

  return FALSE;
}

static gboolean
is_cut (const HfDrawingBuild *self, const Drawn *one)
{
  for (guint32 i = 0; self->cut != NULL && i < self->cut->n_refs; i++)
    if (leads_through (self, one, self->cut->refs[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_made_weak (const HfDrawingBuild *self, const Drawn *one)
{
  guint32 refs[HF_FOLD_SPAN];
  guint n;

  if (self->mend == NULL)
    return FALSE;
  n = one->ref == one->last ? 0 : hf_fold_span_refs (self->fold, one->ref, one->last, refs);
  for (guint i = 0; i < n; i++)
    if (hf_mend_effect_is_weak (self->mend, refs[i]))
      return TRUE;

  return hf_mend_effect_is_weak (self->mend, one->ref) || hf_mend_effect_is_weak (self->mend, one->last);
}

/* What the mend makes of an edge: what it marks before, and what is left after. */
static void
mend_edge (const HfDrawingBuild *self, HfEdge *edge, gboolean weakened, gboolean kept)
{
  if (weakened && !self->mended)
    edge->flags |= HF_EDGE_BREAK;
  if (weakened && self->mended && !kept)
    edge->flags = (edge->flags & ~(HF_EDGE_STRUCTURAL | HF_EDGE_IN_COMPONENT)) | HF_EDGE_WEAK | HF_EDGE_MENDED;
  if ((edge->flags & HF_EDGE_MENDED) != 0)
    edge->component = HF_NONE;
}

/* One edge for a run of references between the same two nodes. */
static void
merge (HfDrawingBuild *self, const Drawn *run, guint n)
{
  HfEdge edge = { .from = run->from, .to = run->to, .component = HF_NONE, .n_refs = n };
  guint32 a = g_array_index (self->nodes, HfNode, run->from).component;
  guint32 b = g_array_index (self->nodes, HfNode, run->to).component;
  gboolean owning = FALSE, uncut = FALSE, weakened = FALSE, kept = FALSE;

  edge.flags = flags_of_rank (run->rank);
  for (guint i = 0; i < n; i++)
    {
      if (i < HF_EDGE_MAX_REFS)
        {
          edge.refs[i] = run[i].ref;
          edge.ends[i] = run[i].last;
        }
      owning = owning || run[i].owning;
      uncut = uncut || (run[i].owning && !is_cut (self, &run[i]));
      weakened = weakened || is_made_weak (self, &run[i]);
      kept = kept || (run[i].owning && !is_made_weak (self, &run[i]));
      if (run[i].broken || (self->choices->breaking != HF_NONE && leads_through (self, &run[i], self->choices->breaking)))
        edge.flags |= HF_EDGE_BREAK;
    }
  if (owning && !uncut)
    edge.flags |= HF_EDGE_CUT;
  if (a != HF_NONE && a == b && owning)
    {
      edge.flags |= HF_EDGE_IN_COMPONENT;
      edge.component = a;
    }
  mend_edge (self, &edge, weakened, kept);
  g_array_append_val (self->edges, edge);
}

/* The references that the chain uses come first, so that their edge is labelled by them. */
static void
mark_chain (HfDrawingBuild *self, GArray *drawn)
{
  g_autoptr (GHashTable) refs = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->joints->len; i++)
    {
      const HfJoint *joint = &g_array_index (self->joints, HfJoint, i);

      if (!joint->summary && joint->ref != HF_NONE)
        g_hash_table_add (refs, GUINT_TO_POINTER (joint->ref + 1));
    }
  for (guint i = 0; i < drawn->len; i++)
    {
      Drawn *one = &g_array_index (drawn, Drawn, i);

      if (g_hash_table_contains (refs, GUINT_TO_POINTER (one->last + 1)) && one->rank != HF_RANK_WEAK)
        one->rank = CHAIN;
    }
}

static gboolean
is_inside (const HfDrawingBuild *self, const Drawn *one, guint32 component)
{
  return g_array_index (self->nodes, HfNode, one->from).component == component
         && g_array_index (self->nodes, HfNode, one->to).component == component && one->owning;
}

/* Marks @broken among the component's drawn references, or the first one like it: where a cycle is larger than the picture,
 * what is drawn of it is much the same as what is not. FALSE if none is drawn. */
static gboolean
mark_break (HfDrawingBuild *self, GArray *drawn, guint32 component, guint32 broken)
{
  Drawn *like = NULL;

  for (guint i = 0; i < drawn->len && broken != HF_NONE; i++)
    {
      Drawn *one = &g_array_index (drawn, Drawn, i);

      if (!is_inside (self, one, component))
        continue;
      if (leads_through (self, one, broken))
        {
          like = one;
          break;
        }
      if (like == NULL && (hf_cycles_are_alike (self->heap, broken, one->ref) || hf_cycles_are_alike (self->heap, broken, one->last)))
        like = one;
    }
  if (like != NULL)
    like->broken = TRUE;

  return like != NULL;
}

/* What to break in the whole component, or where that is not in the picture, in a ring through one of its drawn members. */
static gboolean
mark_component (HfDrawingBuild *self, GArray *drawn, guint32 component, GError **error)
{
  const HfDrawnComponent *what = &g_array_index (self->components, HfDrawnComponent, component);
  guint32 broken;
  guint tries = 0;

  if (!hf_cycles_find_break (self->analysis, what->cycle, HF_NONE, &broken, self->progress, error))
    return FALSE;
  if (mark_break (self, drawn, component, broken) || what->members > RINGS_UP_TO)
    return TRUE;
  for (guint i = 0; i < self->nodes->len && tries < MOST_RINGS; i++)
    {
      const HfNode *node = &g_array_index (self->nodes, HfNode, i);

      if (node->component != component)
        continue;
      tries++;
      if (!hf_cycles_find_break (self->analysis, what->cycle, node->object, &broken, self->progress, error))
        return FALSE;
      if (mark_break (self, drawn, component, broken))
        return TRUE;
    }

  return TRUE;
}

static gboolean
mark_breaks (HfDrawingBuild *self, GArray *drawn, GError **error)
{
  for (guint c = 0; c < self->components->len; c++)
    if (!g_array_index (self->components, HfDrawnComponent, c).folded
        && !hf_drawing_build_is_mend (self, &g_array_index (self->components, HfDrawnComponent, c)) && !mark_component (self, drawn, c, error))
      return FALSE;

  return TRUE;
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const HfEdge *x = a;
  const HfEdge *y = b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return x->to < y->to ? -1 : x->to > y->to;
}

static HfEdge *
find_edge (const HfDrawingBuild *self, guint32 from, guint32 to)
{
  for (guint e = 0; e < self->edges->len; e++)
    {
      HfEdge *edge = &g_array_index (self->edges, HfEdge, e);

      if (edge->from == from && edge->to == to)
        return edge;
    }

  return NULL;
}

static gboolean
on_chain (const HfDrawingBuild *self, guint32 node)
{
  return (g_array_index (self->nodes, HfNode, node).flags & HF_NODE_ON_CHAIN) != 0;
}

/* Edges that stand for no single reference, and the chain's own mark. */
static void
add_joints (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->joints->len; i++)
    {
      const HfJoint *joint = &g_array_index (self->joints, HfJoint, i);
      HfEdge *edge = find_edge (self, joint->from, joint->to);
      gboolean marked = on_chain (self, joint->from) && on_chain (self, joint->to);

      if (edge == NULL && joint->summary)
        {
          HfEdge summary = { .from = joint->from, .to = joint->to, .component = HF_NONE, .flags = HF_EDGE_SUMMARY };

          g_array_append_val (self->edges, summary);
          edge = &g_array_index (self->edges, HfEdge, self->edges->len - 1);
        }
      if (edge != NULL && marked && (edge->flags & HF_EDGE_MENDED) == 0)
        edge->flags |= HF_EDGE_ON_CHAIN;
    }
  g_array_sort (self->edges, compare_edges);
}

gboolean
hf_drawing_build_edges (HfDrawingBuild *self, GError **error)
{
  g_autoptr (GArray) drawn = g_array_new (FALSE, FALSE, sizeof (Drawn));

  for (guint i = 0; i < self->nodes->len; i++)
    {
      Collecting collecting = { self, drawn, i };

      if (hf_progress_step (self->progress, i, error))
        return FALSE;
      hf_drawing_node_spans (self->fold, &g_array_index (self->nodes, HfNode, i), collect_span, &collecting);
    }
  mark_chain (self, drawn);
  g_array_sort (drawn, compare_drawn);
  if (!mark_breaks (self, drawn, error))
    return FALSE;
  for (guint i = 0, end; i < drawn->len; i = end)
    {
      const Drawn *first = &g_array_index (drawn, Drawn, i);

      for (end = i + 1; end < drawn->len && g_array_index (drawn, Drawn, end).from == first->from
                        && g_array_index (drawn, Drawn, end).to == first->to; end++)
        ;
      merge (self, first, end - i);
    }
  add_joints (self);

  return TRUE;
}
