/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "drawing/hf-drawing-text.h"
#include "drawing/hf-values.h"

#define N_(text) (text)

static void
build_clear (HfDrawingBuild *self)
{
  for (guint i = 0; self->nodes != NULL && i < self->nodes->len; i++)
    g_free (g_array_index (self->nodes, HfNode, i).members);
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->edges, g_array_unref);
  g_clear_pointer (&self->components, g_array_unref);
  g_clear_pointer (&self->stacks, g_array_unref);
  g_clear_pointer (&self->joints, g_array_unref);
  g_clear_pointer (&self->node_of, g_hash_table_unref);
  g_clear_pointer (&self->cut, hf_cut_free);
  g_clear_pointer (&self->cut_chain, g_free);
  g_clear_pointer (&self->mend, hf_mend_effect_unref);
  g_clear_pointer (&self->fold, hf_fold_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfDrawingBuild, build_clear)

static void
keep_all (HfFold *fold, const GArray *objects)
{
  for (guint i = 0; i < objects->len; i++)
    hf_fold_keep (fold, g_array_index (objects, guint32, i));
}

static gboolean
build_init (HfDrawingBuild *self, HfAnalysis *analysis, const HfChoices *choices, HfProgress *progress, GError **error)
{
  self->fold = hf_fold_new (analysis, error);
  if (self->fold == NULL)
    return FALSE;

  self->analysis = analysis;
  self->heap = analysis->heap;
  self->graph = hf_heap_graph (analysis->heap);
  self->choices = choices;
  self->progress = progress;
  self->nodes = g_array_new (FALSE, TRUE, sizeof (HfNode));
  self->edges = g_array_new (FALSE, TRUE, sizeof (HfEdge));
  self->components = g_array_new (FALSE, TRUE, sizeof (HfDrawnComponent));
  self->stacks = g_array_new (FALSE, FALSE, sizeof (HfStackPlan));
  self->joints = g_array_new (FALSE, FALSE, sizeof (HfJoint));
  self->node_of = g_hash_table_new (NULL, NULL);
  self->limit = choices->max_nodes;
  if (choices->everything)
    hf_fold_set_everything (self->fold);
  keep_all (self->fold, choices->anchors);
  keep_all (self->fold, choices->pulled);

  return TRUE;
}

/* (transfer full; of HfNeighbour) What a stack stands for. */
static GArray *
stacked (HfDrawingBuild *self, const HfNode *stack)
{
  g_autoptr (GArray) neighbours = hf_fold_neighbours (self->fold, stack->object, stack->side == HF_SIDE_REFERENTS, FALSE);
  GArray *hidden = g_array_new (FALSE, FALSE, sizeof (HfNeighbour));

  for (guint i = 0; i < neighbours->len; i++)
    {
      const HfNeighbour *neighbour = &g_array_index (neighbours, HfNeighbour, i);

      if (hf_drawing_build_find (self, neighbour->object) == HF_NONE)
        g_array_append_vals (hidden, neighbour, 1);
    }

  return hidden;
}

static void
describe_cycle (HfDrawingBuild *self, HfNode *node)
{
  const HfDrawnComponent *component = &g_array_index (self->components, HfDrawnComponent, node->component);
  const HfComponents *components = self->analysis->components;
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (component->cycle != HF_NONE && component->members == components->cycle_begin[component->cycle + 1] - components->cycle_begin[component->cycle])
    g_array_append_vals (objects, components->cycle_member + components->cycle_begin[component->cycle], component->members);
  for (guint32 i = 0; i < node->n_members && objects->len < component->members; i++)
    {
      guint32 dict = hf_fold_dict_of (self->fold, node->members[i]);

      g_array_append_val (objects, node->members[i]);
      if (dict != HF_NONE)
        g_array_append_val (objects, dict);
    }
  g_assert (objects->len >= component->members);
  hf_drawing_describe_cycle (self->fold, node, component, (const guint32 *) (gconstpointer) objects->data);
}

static void
describe_nodes (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);
      const char *root_words = NULL;
      g_autoptr (GArray) hidden = NULL;

      if (node->form == HF_NODE_ROOT)
        {
          root_words = hf_heap_ref_name (self->heap, node->more_referents);
          node->more_referents = 0;
        }
      else if (node->form == HF_NODE_STACK)
        hidden = stacked (self, node);
      else if (node->form == HF_NODE_CYCLE)
        {
          describe_cycle (self, node);
          continue;
        }
      hf_drawing_describe_node (self->fold, node, root_words, hidden);
    }
}

static HfDrawing *
finish (HfDrawingBuild *self)
{
  HfDrawing *drawing = g_new0 (HfDrawing, 1);
  gsize length;

  g_atomic_ref_count_init (&drawing->ref_count);
  hf_drawing_build_fates (self);
  drawing->values = hf_values_get_shown ();
  describe_nodes (self);
  drawing->values |= hf_values_get_shown ();
  for (guint e = 0; e < self->edges->len; e++)
    hf_drawing_describe_edge (self->fold, (const HfNode *) (gconstpointer) self->nodes->data, &g_array_index (self->edges, HfEdge, e));
  drawing->analysis = hf_analysis_ref (self->analysis);
  drawing->everything = self->choices->everything;
  drawing->kept = self->fold->kept != NULL ? g_hash_table_ref (self->fold->kept) : NULL;
  drawing->nodes = g_array_steal (self->nodes, &length);
  drawing->n_nodes = (guint) length;
  drawing->edges = g_array_steal (self->edges, &length);
  drawing->n_edges = (guint) length;
  drawing->components = g_array_steal (self->components, &length);
  drawing->n_components = (guint) length;
  drawing->held_by = hf_drawing_build_held_by (self);
  drawing->cut = g_steal_pointer (&self->cut);
  drawing->mend = hf_drawing_build_drawn_mend (self);
  drawing->left_out = self->left_out;
  drawing->n_hidden_objects = self->choices->hidden_objects->len;
  drawing->n_hidden_types = self->choices->hidden_types->len;
  drawing->layout = self->choices->layout;
  drawing->node_of = g_steal_pointer (&self->node_of);

  return drawing;
}

/* @effect: of the mend, if that is known already. @mended: draw what is after it. */
static HfDrawing *
build_drawing (HfAnalysis *analysis, const HfChoices *choices, HfMendEffect *effect, gboolean mended, HfProgress *progress, GError **error)
{
  g_auto (HfDrawingBuild) build = { 0 };

  build.mend = effect != NULL ? hf_mend_effect_ref (effect) : NULL;
  build.mended = mended;
  if (!build_init (&build, analysis, choices, progress, error) || !hf_drawing_build_cut (&build, error)
      || !hf_drawing_build_mend (&build, error) || !hf_drawing_build_nodes (&build, error))
    return NULL;
  hf_drawing_build_components (&build);
  if (!hf_drawing_build_fold (&build, error))
    return NULL;
  hf_drawing_build_roots (&build);
  if (!hf_drawing_build_rests (&build, error))
    return NULL;
  hf_drawing_build_mended (&build);
  if (!hf_drawing_build_edges (&build, error))
    return NULL;

  return finish (&build);
}

HfDrawing *
hf_drawing_new (HfAnalysis *analysis, const HfChoices *choices, HfProgress *progress, GError **error)
{
  HfDrawing *before, *after;

  g_return_val_if_fail (analysis != NULL && choices != NULL, NULL);

  hf_progress_begin (progress, N_("Choosing what to draw"), 0);
  before = build_drawing (analysis, choices, NULL, FALSE, progress, error);
  if (before == NULL || before->mend == NULL || !choices->mended)
    return before;
  after = build_drawing (analysis, choices, before->mend->effect, TRUE, progress, error);
  if (after == NULL)
    {
      hf_drawing_unref (before);
      return NULL;
    }
  g_assert (after->n_nodes == before->n_nodes && after->n_edges == before->n_edges);
  after->unmended = before;

  return after;
}
