/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#define CHAIN_HEAD 4u /* links drawn before the gap of a chain too long to draw */

static guint
n_used (const HfDrawingBuild *self)
{
  return self->nodes->len + self->stacks->len;
}

static guint
room (const HfDrawingBuild *self)
{
  return self->limit - MIN (self->limit, n_used (self));
}

static guint32
append_node (HfDrawingBuild *self, HfNode node)
{
  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

static HfNode
blank_node (HfNodeForm form, guint32 object)
{
  return (HfNode) { .form = form, .object = object, .dict = HF_NONE, .component = HF_NONE, .count = 1 };
}

/* The node of @object, made if it fits; HF_NONE if it does not. */
static guint32
need_object (HfDrawingBuild *self, guint32 object)
{
  guint32 owner = hf_fold_node_of (self->fold, object);
  guint32 found = hf_drawing_build_find (self, owner);
  HfNode node;

  if (found != HF_NONE)
    return found;
  if (room (self) == 0)
    {
      self->left_out++;
      return HF_NONE;
    }

  node = blank_node (HF_NODE_OBJECT, owner);
  node.dict = hf_fold_dict_of (self->fold, owner);
  node.kind = hf_heap_kind (self->heap, owner);
  node.retained = hf_dominators_retained (self->analysis->dominators, owner);
  if (!hf_graph_is_reachable (self->graph, owner))
    node.flags |= HF_NODE_UNREACHABLE;
  found = append_node (self, node);
  g_hash_table_insert (self->node_of, GUINT_TO_POINTER (owner), GUINT_TO_POINTER (found + 1));
  if (node.dict != HF_NONE)
    g_hash_table_insert (self->node_of, GUINT_TO_POINTER (node.dict), GUINT_TO_POINTER (found + 1));

  return found;
}

static gboolean
is_object (const HfDrawingBuild *self, guint32 object)
{
  return object > HF_ROOT && object < self->graph->n;
}

static gboolean
contains (const GArray *ids, guint32 id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint32, i) == id)
      return TRUE;

  return FALSE;
}

static gboolean
is_hidden (const HfDrawingBuild *self, guint32 owner)
{
  guint32 dict;

  if (contains (self->choices->hidden_types, hf_heap_type (self->heap, owner)))
    return TRUE;
  if (self->choices->hidden_objects->len == 0)
    return FALSE;
  dict = hf_fold_dict_of (self->fold, owner);

  return contains (self->choices->hidden_objects, owner) || (dict != HF_NONE && contains (self->choices->hidden_objects, dict));
}

static void
add_anchors (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->choices->anchors->len; i++)
    {
      guint32 object = g_array_index (self->choices->anchors, guint32, i);
      guint32 node = is_object (self, object) ? need_object (self, object) : HF_NONE;

      if (node != HF_NONE)
        g_array_index (self->nodes, HfNode, node).flags |= HF_NODE_IS_ANCHOR;
    }
}

/* One drawn step of a chain: consecutive links whose objects are one node. */
typedef struct
{
  guint32 owner;
  guint32 ref; /* the reference that leads into it from outside, HF_NONE at an unreachable top */
} Stop;

/* (transfer full; of Stop) */
static GArray *
stops_of (HfDrawingBuild *self, const HfLink *links, guint n)
{
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (Stop));

  for (guint i = 0; i < n; i++)
    {
      Stop stop;

      if (!is_object (self, links[i].object) || hf_fold_is_link (self->fold, links[i].object))
        continue;
      stop.owner = hf_fold_owner_of (self->fold, links[i].object);
      stop.ref = links[i].ref;
      if (stops->len == 0 || g_array_index (stops, Stop, stops->len - 1).owner != stop.owner)
        g_array_append_val (stops, stop);
    }

  return stops;
}

static void
join (HfDrawingBuild *self, guint32 from, guint32 to, guint32 ref, gboolean summary)
{
  HfJoint joint = { from, to, ref, summary };

  if (from != HF_NONE && to != HF_NONE)
    g_array_append_val (self->joints, joint);
}

/* Roots that are no objects get a node of their own; of a module, a running frame, a static or assumed root, the object
 * itself says what it is. */
static gboolean
wants_root_node (const HfDrawingBuild *self, guint32 root_ref, guint32 object)
{
  switch (hf_heap_root_kind (self->heap, root_ref))
    {
    case HF_ROOT_THREAD:
      return hf_heap_kind (self->heap, object) != HF_KIND_FRAME;
    case HF_ROOT_INTERPRETER:
    case HF_ROOT_NATIVE:
    case HF_ROOT_OTHER:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A root or a gap that another chain has brought already, or HF_NONE. */
static guint32
find_like (const HfDrawingBuild *self, const HfNode *node)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const HfNode *other = &g_array_index (self->nodes, HfNode, i);

      if (other->form == node->form && other->object == node->object && other->count == node->count
          && other->more_referents == node->more_referents)
        return i;
    }

  return HF_NONE;
}

static void
add_root_node (HfDrawingBuild *self, const Stop *first, guint32 to, gboolean marked)
{
  HfNode node = blank_node (HF_NODE_ROOT, first->owner);
  guint32 index;

  if (first->ref >= hf_heap_n_roots (self->heap) || !wants_root_node (self, first->ref, first->owner) || room (self) == 0)
    return;
  node.kind = HF_KIND_ROOT;
  node.count = hf_heap_root_kind (self->heap, first->ref); /* until the words are made */
  node.more_referents = first->ref;
  node.flags = HF_NODE_IS_ROOT | (marked ? HF_NODE_ON_CHAIN : 0);
  if (hf_heap_root_kind (self->heap, first->ref) == HF_ROOT_NATIVE)
    node.flags |= HF_NODE_IS_OUTSIDE;
  if (find_like (self, &node) != HF_NONE)
    return;
  index = append_node (self, node);
  join (self, index, to, marked ? first->ref : HF_NONE, TRUE);
}

static guint32
add_gap (HfDrawingBuild *self, guint32 first, guint count, gboolean marked)
{
  HfNode node = blank_node (HF_NODE_GAP, first);
  guint32 found;

  node.count = count;
  node.flags = marked ? HF_NODE_ON_CHAIN : 0;
  found = find_like (self, &node);

  return found != HF_NONE ? found : append_node (self, node);
}

/* The chain from its root to the anchor, which is drawn already. A chain too long for two thirds of the picture loses its
 * middle to a gap. @marked: it is the one whose references keep the selection. */
static void
add_chain (HfDrawingBuild *self, const HfLink *links, guint n_links, gboolean marked)
{
  g_autoptr (GArray) stops = stops_of (self, links, n_links);
  guint most = MAX (self->limit * 2 / 3, 3);
  guint cut = stops->len > most ? stops->len - most + 1 : 0;
  guint head = MIN (CHAIN_HEAD, most - 2);
  guint32 before = HF_NONE;
  gboolean skipped = FALSE; /* something lies between @before and the next node */

  for (guint i = 0; i < stops->len && self->limit >= 3; i++)
    {
      const Stop *stop = &g_array_index (stops, Stop, i);
      guint32 node;

      if (cut > 0 && i == head && room (self) > 0)
        {
          node = add_gap (self, stop->owner, cut, marked);
          join (self, before, node, HF_NONE, TRUE);
          before = node;
          skipped = TRUE;
          i += cut - 1;
          continue;
        }
      if (i + 1 < stops->len && is_hidden (self, stop->owner))
        {
          skipped = TRUE;
          continue;
        }
      node = need_object (self, stop->owner);
      if (node == HF_NONE)
        return;
      if (marked)
        g_array_index (self->nodes, HfNode, node).flags |= HF_NODE_ON_CHAIN;
      if (i == 0)
        add_root_node (self, stop, node, marked);
      else if (skipped || marked)
        join (self, before, node, skipped ? HF_NONE : stop->ref, skipped);
      before = node;
      skipped = FALSE;
    }
}

/* Whichever chain is drawn, the marked one is what keeps the anchor now. */
static void
add_first_chain (HfDrawingBuild *self, const HfLink *links, guint n_links)
{
  if (self->cut_chain != NULL)
    add_chain (self, self->cut_chain->links, self->cut_chain->n_links, TRUE);
  add_chain (self, links, n_links, self->cut == NULL);
}

static void
add_chains (HfDrawingBuild *self)
{
  const HfChoices *choices = self->choices;

  for (guint i = 0; i < choices->anchors->len && choices->chain_shown; i++)
    {
      guint32 object = g_array_index (choices->anchors, guint32, i);
      g_autofree HfChain *chain = NULL;

      if (i == 0 && choices->chain->len > 0)
        {
          add_first_chain (self, (const HfLink *) (gconstpointer) choices->chain->data, choices->chain->len);
          continue;
        }
      chain = is_object (self, object) ? hf_chains_get (self->analysis->chains, self->heap, object) : NULL;
      if (chain != NULL && i == 0)
        add_first_chain (self, chain->links, chain->n_links);
      else if (chain != NULL)
        add_chain (self, chain->links, chain->n_links, FALSE);
    }
}

static void
add_ways (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->choices->ways->len; i++)
    {
      const GArray *way = g_ptr_array_index (self->choices->ways, i);

      add_chain (self, (const HfLink *) (gconstpointer) way->data, way->len, FALSE);
    }
}

static void
add_objects (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->choices->objects->len; i++)
    {
      guint32 object = g_array_index (self->choices->objects, guint32, i);

      if (is_object (self, object) && !is_hidden (self, hf_fold_node_of (self->fold, object)))
        need_object (self, object);
    }
}

/* The first strong one. */
static void
need_end (const HfSpan *span, gpointer data)
{
  HfDrawingBuild *self = data;

  if (span->rank == HF_RANK_STRONG && self->seeks_end)
    {
      self->seeks_end = FALSE;
      need_object (self, span->object);
    }
}

/* Where @object is plumbing, it is drawn as an edge: to where it leads. */
static void
need_referent (HfDrawingBuild *self, guint32 object)
{
  need_object (self, object);
  self->seeks_end = hf_fold_is_link (self->fold, object);
  if (self->seeks_end)
    hf_fold_spans (self->fold, object, FALSE, need_end, self);
}

static void
need_ends (HfDrawingBuild *self, guint32 ref)
{
  guint32 from = hf_graph_referrer_of (self->graph, ref);

  if (is_object (self, from))
    need_object (self, from);
  need_referent (self, hf_ref_object (self->graph->out[ref]));
}

/* Both ends of what is cut, and of what a mend makes weak. */
static void
add_cuts (HfDrawingBuild *self)
{
  guint n;
  const guint32 *refs = hf_choices_get_cuts (self->choices, &n);

  for (guint i = 0; i < n; i++)
    need_ends (self, refs[i]);
  if (self->mend != NULL)
    need_ends (self, self->mend->mend.ref);
}

static void
plan_stack (HfDrawingBuild *self, guint32 node, HfSide side)
{
  HfStackPlan plan = { node, side };

  for (guint i = 0; i < self->stacks->len; i++)
    {
      const HfStackPlan *old = &g_array_index (self->stacks, HfStackPlan, i);

      if (old->node == node && old->side == side)
        return;
    }
  if (room (self) > 0)
    g_array_append_val (self->stacks, plan);
}

/* Up to @n neighbours that are not drawn yet, of ranks up to @last. What does not fit or was not asked for is stacked. */
static void
add_neighbours (HfDrawingBuild *self, guint32 node, HfSide side, guint n, HfRank last)
{
  guint32 owner = g_array_index (self->nodes, HfNode, node).object;
  g_autoptr (GArray) neighbours = hf_fold_neighbours (self->fold, owner, side == HF_SIDE_REFERENTS, TRUE);
  guint waiting = 0;

  for (guint i = 0; i < neighbours->len; i++)
    {
      const HfNeighbour *neighbour = &g_array_index (neighbours, HfNeighbour, i);

      waiting += neighbour->rank <= last && hf_drawing_build_find (self, neighbour->object) == HF_NONE && !is_hidden (self, neighbour->object);
    }
  if (waiting > MIN (n, room (self)))
    plan_stack (self, node, side);
  for (guint i = 0; i < neighbours->len && n > 0; i++)
    {
      const HfNeighbour *neighbour = &g_array_index (neighbours, HfNeighbour, i);

      if (neighbour->rank > last || hf_drawing_build_find (self, neighbour->object) != HF_NONE || is_hidden (self, neighbour->object))
        continue;
      if (room (self) == 0)
        {
          self->left_out += MIN (n, waiting);
          return;
        }
      need_object (self, neighbour->object);
      n--;
      waiting--;
    }
}

static void
add_levels (HfDrawingBuild *self)
{
  const HfChoices *choices = self->choices;

  for (guint i = 0; i < choices->anchors->len; i++)
    {
      guint32 object = g_array_index (choices->anchors, guint32, i);
      guint32 node = is_object (self, object) ? hf_drawing_build_find (self, hf_fold_owner_of (self->fold, object)) : HF_NONE;

      if (node == HF_NONE || contains (choices->collapsed, object))
        continue;
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        if (choices->level[side] > 0)
          add_neighbours (self, node, side, choices->level[side], HF_RANK_WEAK);
    }
}

static gboolean
add_expansions (HfDrawingBuild *self, GError **error)
{
  for (guint i = 0; i < self->choices->expansions->len; i++)
    {
      const HfExpansion *expansion = &g_array_index (self->choices->expansions, HfExpansion, i);
      guint32 node = is_object (self, expansion->object) ? hf_drawing_build_find (self, hf_fold_owner_of (self->fold, expansion->object)) : HF_NONE;

      if (hf_progress_step (self->progress, i, error))
        return FALSE;
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS && node != HF_NONE; side++)
        if (expansion->more[side] > 0)
          add_neighbours (self, node, side, expansion->more[side], HF_RANK_SHARED);
    }

  return TRUE;
}

/* A look over the heap's roots: which drawn objects are roots, and which are held from outside. */
void
hf_drawing_build_roots (HfDrawingBuild *self)
{
  for (guint32 r = 0; r < hf_heap_n_roots (self->heap); r++)
    {
      guint32 node = hf_drawing_build_find (self, hf_ref_object (self->graph->out[r]));

      if (node == HF_NONE)
        continue;
      if (hf_heap_root_kind (self->heap, r) == HF_ROOT_NATIVE)
        g_array_index (self->nodes, HfNode, node).flags |= HF_NODE_IS_OUTSIDE;
      else
        g_array_index (self->nodes, HfNode, node).flags |= HF_NODE_IS_ROOT;
    }
}

gboolean
hf_drawing_build_nodes (HfDrawingBuild *self, GError **error)
{
  add_anchors (self);
  add_chains (self);
  add_ways (self);
  add_cuts (self);
  add_objects (self);
  if (!self->choices->only_path)
    {
      add_levels (self);
      if (!add_expansions (self, error))
        return FALSE;
    }

  return TRUE;
}

static guint32
count_rest (HfDrawingBuild *self, guint32 owner, HfSide side)
{
  g_autoptr (GArray) neighbours = hf_fold_neighbours (self->fold, owner, side == HF_SIDE_REFERENTS, FALSE);
  guint32 rest = 0;

  for (guint i = 0; i < neighbours->len; i++)
    rest += hf_drawing_build_find (self, g_array_index (neighbours, HfNeighbour, i).object) == HF_NONE;

  return rest;
}

static void
add_stack (HfDrawingBuild *self, const HfStackPlan *plan)
{
  HfNode *node = &g_array_index (self->nodes, HfNode, plan->node);
  guint32 rest = plan->side == HF_SIDE_REFERRERS ? node->more_referrers : node->more_referents;
  HfNode stack = blank_node (HF_NODE_STACK, node->object);
  guint32 index;

  if (rest < 2)
    return;
  node->stacked[plan->side] = TRUE;
  stack.side = plan->side;
  stack.count = rest;
  index = append_node (self, stack);
  if (plan->side == HF_SIDE_REFERRERS)
    join (self, index, plan->node, HF_NONE, TRUE);
  else
    join (self, plan->node, index, HF_NONE, TRUE);
}

gboolean
hf_drawing_build_rests (HfDrawingBuild *self, GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);

      if (hf_progress_step (self->progress, i, error))
        return FALSE;
      if (node->form != HF_NODE_OBJECT)
        continue;
      node->more_referrers = count_rest (self, node->object, HF_SIDE_REFERRERS);
      node->more_referents = count_rest (self, node->object, HF_SIDE_REFERENTS);
    }
  for (guint i = 0; i < self->stacks->len; i++)
    add_stack (self, &g_array_index (self->stacks, HfStackPlan, i));

  return TRUE;
}
