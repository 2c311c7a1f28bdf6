/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-components.h"

/*
 * Cycles as boxes, in two steps. First each cycle of the heap that is to be folded becomes one node. Then whatever cycle is
 * left in the picture does: one appears where a node is two objects, an instance and its __dict__, and the way leads into the
 * one and out of the other. Both times nodes are contracted before any edge is made, so that edges, counts and cuts know
 * boxes as they know any node.
 */

/* ---- contracting -------------------------------------------------------------------------------------------------- */

/* Whether @object is drawn as @node, or may be. */
static gboolean
claim (HfDrawingBuild *self, guint32 object, guint32 node)
{
  guint32 drawn = hf_drawing_build_find (self, object);

  if (drawn == HF_NONE)
    g_hash_table_insert (self->node_of, GUINT_TO_POINTER (object), GUINT_TO_POINTER (node + 1));

  return drawn == HF_NONE || drawn == node;
}

static void
add_member (HfDrawingBuild *self, GArray *members, guint32 owner, guint32 node)
{
  guint32 dict = hf_fold_dict_of (self->fold, owner);

  if (!claim (self, owner, node))
    return;
  g_array_append_val (members, owner);
  if (dict != HF_NONE)
    claim (self, dict, node);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static void
take_members (HfNode *box, GArray *members)
{
  guint32 n = 0;

  g_array_sort (members, compare_ids);
  g_free (box->members);
  box->members = g_new (guint32, members->len + 1);
  for (guint i = 0; i < members->len; i++)
    if (n == 0 || box->members[n - 1] != g_array_index (members, guint32, i))
      box->members[n++] = g_array_index (members, guint32, i);
  box->n_members = n;
}

static HfNode
new_box (const HfNode *first, guint32 component)
{
  return (HfNode) {
    .form = HF_NODE_CYCLE,
    .kind = HF_KIND_OTHER,
    .object = first->object,
    .dict = HF_NONE,
    .component = component,
  };
}

/* @node goes into @box. */
static void
absorb (HfNode *box, GArray *members, HfNode *node)
{
  box->flags |= node->flags;
  if (node->form == HF_NODE_OBJECT)
    g_array_append_val (members, node->object);
  if (node->form == HF_NODE_OBJECT)
    box->more_referents++;
  if (node->form == HF_NODE_CYCLE)
    {
      g_array_append_vals (members, node->members, node->n_members);
      box->more_referents += node->more_referents;
      g_clear_pointer (&node->members, g_free);
    }
}

/* What is between two nodes of one box is in it. */
static void
absorb_gaps (const HfDrawingBuild *self, guint32 *box_of)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      guint32 before = HF_NONE, after = HF_NONE;

      if (g_array_index (self->nodes, HfNode, i).form != HF_NODE_GAP)
        continue;
      for (guint j = 0; j < self->joints->len; j++)
        {
          const HfJoint *joint = &g_array_index (self->joints, HfJoint, j);

          if (joint->to == i)
            before = box_of[joint->from];
          if (joint->from == i)
            after = box_of[joint->to];
        }
      if (before == after)
        box_of[i] = before;
    }
}

static void
move_joints (HfDrawingBuild *self, const guint32 *moved)
{
  guint n = 0;

  for (guint i = 0; i < self->joints->len; i++)
    {
      HfJoint joint = g_array_index (self->joints, HfJoint, i);

      joint.from = moved[joint.from];
      joint.to = moved[joint.to];
      if (joint.from != joint.to)
        g_array_index (self->joints, HfJoint, n++) = joint;
    }
  g_array_set_size (self->joints, n);
}

/* What stands behind members comes back with them. */
static void
move_stacks (HfDrawingBuild *self, const guint32 *box_of, const guint32 *moved)
{
  guint n = 0;

  for (guint i = 0; i < self->stacks->len; i++)
    {
      HfStackPlan plan = g_array_index (self->stacks, HfStackPlan, i);

      if (box_of[plan.node] != HF_NONE)
        continue;
      plan.node = moved[plan.node];
      g_array_index (self->stacks, HfStackPlan, n++) = plan;
    }
  g_array_set_size (self->stacks, n);
}

static void
move_objects (HfDrawingBuild *self, const guint32 *moved)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->node_of);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (moved[GPOINTER_TO_UINT (node) - 1] + 1));
}

/* Everything in the cycle is drawn as the box, whether it would have been drawn or not. */
static void
complete (HfDrawingBuild *self, HfNode *box, GArray *members, guint32 node)
{
  const HfComponents *components = self->analysis->components;
  HfDrawnComponent *component = &g_array_index (self->components, HfDrawnComponent, box->component);

  for (guint32 i = component->cycle == HF_NONE ? 0 : components->cycle_begin[component->cycle];
       component->cycle != HF_NONE && i < components->cycle_begin[component->cycle + 1]; i++)
    {
      guint32 object = components->cycle_member[i];

      if (hf_fold_is_link (self->fold, object))
        claim (self, object, node);
      else
        add_member (self, members, hf_fold_owner_of (self->fold, object), node);
    }
  take_members (box, members);
  component->folded = TRUE;
  component->drawn = 1;
  box->count = component->members;
  box->retained = component->retained;
}

/* @box_of: for each node the component that it goes into, or HF_NONE. */
static void
contract (HfDrawingBuild *self, guint32 *box_of)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref); /* by component */
  g_autofree guint32 *moved = g_new (guint32, self->nodes->len + 1);
  g_autofree guint32 *box_at = g_new (guint32, self->components->len + 1);
  GArray *nodes = g_array_new (FALSE, TRUE, sizeof (HfNode));

  absorb_gaps (self, box_of);
  for (guint c = 0; c < self->components->len; c++)
    {
      box_at[c] = HF_NONE;
      g_ptr_array_add (members, g_array_new (FALSE, FALSE, sizeof (guint32)));
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);
      guint32 c = box_of[i];

      moved[i] = c != HF_NONE && box_at[c] != HF_NONE ? box_at[c] : nodes->len;
      if (c == HF_NONE)
        g_array_append_val (nodes, *node);
      else if (box_at[c] == HF_NONE)
        {
          HfNode box = new_box (node, c);

          box_at[c] = nodes->len;
          g_array_append_val (nodes, box);
        }
      if (c != HF_NONE)
        absorb (&g_array_index (nodes, HfNode, moved[i]), g_ptr_array_index (members, c), node);
    }
  move_joints (self, moved);
  move_stacks (self, box_of, moved);
  move_objects (self, moved);
  g_array_unref (self->nodes);
  self->nodes = nodes;
  for (guint c = 0; c < self->components->len; c++)
    if (box_at[c] != HF_NONE)
      complete (self, &g_array_index (nodes, HfNode, box_at[c]), g_ptr_array_index (members, c), box_at[c]);
}

/* ---- the cycles of the heap --------------------------------------------------------------------------------------- */

/* Whether there is anything to fold. */
static gboolean
choose_cycles (const HfDrawingBuild *self, guint32 *box_of)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      guint32 c = g_array_index (self->nodes, HfNode, i).component;
      const HfDrawnComponent *component = c != HF_NONE ? &g_array_index (self->components, HfDrawnComponent, c) : NULL;

      box_of[i] = component != NULL && component->drawn > 1 && !hf_drawing_build_is_mend (self, component)
                      && hf_choices_is_folded (self->choices, component->representative) ? c : HF_NONE;
      any = any || box_of[i] != HF_NONE;
    }

  return any;
}

/* ---- the cycles of the picture ------------------------------------------------------------------------------------ */

typedef struct
{
  HfDrawingBuild *build;
  GArray *refs; /* of HfRef, a node after the other */
  guint32 node;
} Row;

static void
add_to_row (const HfSpan *span, gpointer data)
{
  const Row *row = data;
  const HfGraph *graph = row->build->graph;
  guint32 to = hf_drawing_build_find (row->build, span->object);
  HfRef ref = hf_ref_pack (to + 1, HF_CLASS_STRONG);

  if (to == HF_NONE || to == row->node || (span->classes & ~hf_components_cycle_classes (graph, hf_graph_referrer_of (graph, span->first))) != 0)
    return;
  g_array_append_val (row->refs, ref);
}

/* (transfer full) The strongly connected components of the drawn nodes, whose ids are one more than their indices. */
static HfComponents *
find_components (HfDrawingBuild *self, GError **error)
{
  guint n = self->nodes->len;
  g_autofree guint32 *begin = g_new0 (guint32, n + 2);
  g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (HfRef));
  HfGraph graph = { .n = n + 1, .n_reachable = n, .out_begin = begin };

  for (guint i = 0; i < n; i++)
    {
      Row row = { self, refs, i };

      if (hf_progress_step (self->progress, i, error))
        return NULL;
      begin[i + 1] = refs->len;
      hf_drawing_node_spans (self->fold, &g_array_index (self->nodes, HfNode, i), add_to_row, &row);
    }
  begin[n + 1] = refs->len;
  graph.m = refs->len;
  graph.out = (const HfRef *) (gconstpointer) refs->data;

  return hf_components_new (&graph, HF_CLASSES_STRONG, self->progress, error);
}

static gboolean
is_open (const HfDrawingBuild *self, const HfNode *node)
{
  const HfDrawnComponent *component = node->component != HF_NONE ? &g_array_index (self->components, HfDrawnComponent, node->component) : NULL;

  return component != NULL && !component->folded && component->drawn > 1;
}

/* All objects of the nodes @cycle of @found. */
static GArray *
objects_in (HfDrawingBuild *self, const HfComponents *found, guint32 cycle)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = found->cycle_begin[cycle]; i < found->cycle_begin[cycle + 1]; i++)
    {
      const HfNode *node = &g_array_index (self->nodes, HfNode, found->cycle_member[i] - 1);

      if (node->form == HF_NODE_OBJECT)
        g_array_append_val (objects, node->object);
      g_array_append_vals (objects, node->members, node->n_members);
    }
  for (guint i = 0, n = objects->len; i < n; i++)
    {
      guint32 dict = hf_fold_dict_of (self->fold, g_array_index (objects, guint32, i));

      if (dict != HF_NONE)
        g_array_append_val (objects, dict);
    }
  g_array_sort (objects, compare_ids);

  return objects;
}

/* The component that the nodes of @cycle go into: that of the first box among them, or a new one. HF_NONE: they stay. */
static guint32
component_for (HfDrawingBuild *self, const HfComponents *found, guint32 cycle)
{
  g_autoptr (GArray) objects = objects_in (self, found, cycle);
  const guint32 *ids = (const guint32 *) (gconstpointer) objects->data;
  HfDrawnComponent fresh = { .cycle = HF_NONE, .representative = ids[0] };
  HfDrawnComponent *component;
  guint32 into = HF_NONE;

  for (guint32 i = found->cycle_begin[cycle]; i < found->cycle_begin[cycle + 1]; i++)
    {
      const HfNode *node = &g_array_index (self->nodes, HfNode, found->cycle_member[i] - 1);

      if (is_open (self, node))
        return HF_NONE;
      if (node->form == HF_NODE_CYCLE && into == HF_NONE)
        into = node->component;
    }
  if (into == HF_NONE && !hf_choices_is_folded (self->choices, fresh.representative))
    return HF_NONE;
  if (into == HF_NONE)
    {
      into = self->components->len;
      fresh.garbage = !hf_graph_is_reachable (self->graph, ids[0]);
      g_array_append_val (self->components, fresh);
    }
  component = &g_array_index (self->components, HfDrawnComponent, into);
  component->members = objects->len;
  hf_drawing_build_weigh (self, component, ids, objects->len);

  return into;
}

/* FALSE: error. @any: whether there is anything to fold. */
static gboolean
choose_left (HfDrawingBuild *self, guint32 *box_of, gboolean *any, GError **error)
{
  g_autoptr (HfComponents) found = find_components (self, error);

  *any = FALSE;
  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < self->nodes->len; i++)
    box_of[i] = HF_NONE;
  for (guint32 cycle = 0; cycle < found->n_cycles; cycle++)
    {
      guint32 into = component_for (self, found, cycle);

      for (guint32 i = found->cycle_begin[cycle]; i < found->cycle_begin[cycle + 1]; i++)
        box_of[found->cycle_member[i] - 1] = into;
      *any = *any || into != HF_NONE;
    }

  return TRUE;
}

/* Components of which nothing is drawn any more go; the others are numbered anew. */
static void
drop_components (HfDrawingBuild *self)
{
  g_autofree guint32 *moved = g_new (guint32, self->components->len + 1);
  g_autofree gboolean *used = g_new0 (gboolean, self->components->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->nodes->len; i++)
    if (g_array_index (self->nodes, HfNode, i).component != HF_NONE)
      used[g_array_index (self->nodes, HfNode, i).component] = TRUE;
  for (guint c = 0; c < self->components->len; c++)
    {
      moved[c] = n;
      if (!used[c])
        continue;
      g_array_index (self->components, HfDrawnComponent, n) = g_array_index (self->components, HfDrawnComponent, c);
      g_array_index (self->components, HfDrawnComponent, n).number = n + 1;
      g_array_index (self->components, HfDrawnComponent, n).color = n;
      n++;
    }
  g_array_set_size (self->components, n);
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_array_index (self->nodes, HfNode, i).component != HF_NONE)
      g_array_index (self->nodes, HfNode, i).component = moved[g_array_index (self->nodes, HfNode, i).component];
}

gboolean
hf_drawing_build_fold (HfDrawingBuild *self, GError **error)
{
  g_autofree guint32 *box_of = NULL;
  gboolean any;

  if (!self->choices->fold_cycles && self->choices->turned->len == 0)
    return TRUE;
  box_of = g_new (guint32, self->nodes->len + 1);
  if (choose_cycles (self, box_of))
    contract (self, box_of);
  if (!choose_left (self, box_of, &any, error))
    return FALSE;
  if (any)
    {
      contract (self, box_of);
      drop_components (self);
    }

  return TRUE;
}
