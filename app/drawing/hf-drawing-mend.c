/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-path.h"

#define HELD_BY_CHARS 200u
#define LABEL_CHARS 80u

gboolean
hf_drawing_build_mend (HfDrawingBuild *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->mend != NULL || self->choices->mend == HF_NONE)
    return TRUE;
  self->mend = hf_mend_effect_new (self->analysis, self->choices->mend, self->progress, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

gboolean
hf_drawing_build_is_mend (const HfDrawingBuild *self, const HfDrawnComponent *component)
{
  return self->mend != NULL && component->cycle == self->mend->cycle;
}

/* ---- what is left of the cycle ---- */

/* The cycle that a node is in still, by itself or by its dict; HF_NONE if in none. */
static guint32
left_of_node (const HfDrawingBuild *self, const HfNode *node)
{
  guint32 left = hf_mend_effect_left_of (self->mend, node->object);

  return left == HF_NONE && node->dict != HF_NONE ? hf_mend_effect_left_of (self->mend, node->dict) : left;
}

/* (transfer full; of guint32, ascending) */
static GArray *
members_left_in (const HfDrawingBuild *self, guint32 left)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < self->mend->n_left; i++)
    if (self->mend->left_cycle[i] == left)
      g_array_append_val (members, self->mend->left[i]);

  return members;
}

static gboolean
is_all_in (const HfNode *node, const GArray *members)
{
  for (guint i = 0; i < members->len; i++)
    if (g_array_index (members, guint32, i) != node->object && g_array_index (members, guint32, i) != node->dict)
      return FALSE;

  return TRUE;
}

/* One cycle that is left; the first keeps number and colour of what it is left of. As elsewhere it is shown when two of its nodes are drawn,
 * or one that is all of it. */
static void
add_left (HfDrawingBuild *self, guint32 first, guint32 left, const HfDrawnComponent *old, GArray *components)
{
  HfNode *nodes = (HfNode *) (gpointer) self->nodes->data;
  g_autoptr (GArray) members = members_left_in (self, left);
  HfDrawnComponent component = *old;
  guint32 index = components->len;

  component.drawn = 0;
  for (guint32 i = first; i < self->nodes->len; i++)
    component.drawn += nodes[i].form == HF_NODE_OBJECT && left_of_node (self, &nodes[i]) == left;
  if (component.drawn < 2 && !is_all_in (&nodes[first], members))
    return;
  for (guint32 i = first; i < self->nodes->len; i++)
    if (nodes[i].form == HF_NODE_OBJECT && left_of_node (self, &nodes[i]) == left)
      nodes[i].component = index;
  for (guint i = 0; i < components->len; i++)
    if (g_array_index (components, HfDrawnComponent, i).number == component.number)
      {
        component.number = components->len + self->components->len;
        component.color = component.number - 1;
        component.representative = g_array_index (members, guint32, 0);
      }
  component.members = members->len;
  hf_drawing_build_weigh (self, &component, (const guint32 *) (gconstpointer) members->data, members->len);
  g_array_append_val (components, component);
}

/* Other cycles stay what they are, and keep their numbers. */
static void
replace_components (HfDrawingBuild *self)
{
  GArray *components = g_array_new (FALSE, TRUE, sizeof (HfDrawnComponent));
  g_autofree guint32 *moved = g_new (guint32, self->components->len + 1);
  const HfDrawnComponent *mended = NULL;

  for (guint c = 0; c < self->components->len; c++)
    {
      const HfDrawnComponent *component = &g_array_index (self->components, HfDrawnComponent, c);

      moved[c] = HF_NONE;
      if (hf_drawing_build_is_mend (self, component))
        {
          mended = component;
          continue;
        }
      moved[c] = components->len;
      g_array_append_vals (components, component, 1);
    }
  for (guint32 i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);

      node->component = node->component != HF_NONE ? moved[node->component] : HF_NONE;
    }
  for (guint32 i = 0; i < self->nodes->len && mended != NULL; i++)
    {
      const HfNode *node = &g_array_index (self->nodes, HfNode, i);
      guint32 left = node->form == HF_NODE_OBJECT && node->component == HF_NONE ? left_of_node (self, node) : HF_NONE;

      if (left != HF_NONE)
        add_left (self, i, left, mended, components);
    }
  g_array_unref (self->components);
  self->components = components;
}

void
hf_drawing_build_mended (HfDrawingBuild *self)
{
  if (self->mend == NULL || !self->mended)
    return;

  replace_components (self);
  for (guint32 i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);

      if (node->form == HF_NODE_OBJECT && hf_mend_effect_is_freed (self->mend, node->object))
        node->flags |= HF_NODE_FREED;
    }
}

/* ---- what is said of it ---- */

HfDrawnMend *
hf_drawing_build_drawn_mend (const HfDrawingBuild *self)
{
  g_autofree char *label = NULL;
  HfDrawnMend *mend;

  if (self->mend == NULL)
    return NULL;
  label = hf_mend_label (self->heap, &self->mend->mend);
  mend = g_new0 (HfDrawnMend, 1);
  mend->effect = hf_mend_effect_ref (self->mend);
  mend->after = self->mended;
  mend->n_others = self->choices->mend_others;
  mend->label = hf_drawing_show_text (label, LABEL_CHARS);
  if (self->mend->held_by != NULL)
    {
      g_autoptr (HfPath) path = hf_path_new (self->heap, self->mend->held_by);
      g_autofree char *words = hf_path_to_string (path, self->heap);

      mend->held_by = hf_drawing_show_text (words, HELD_BY_CHARS);
    }

  return mend;
}

void
hf_drawn_mend_free (HfDrawnMend *mend)
{
  if (mend == NULL)
    return;
  hf_mend_effect_unref (mend->effect);
  g_free (mend->label);
  g_free (mend->held_by);
  g_free (mend);
}
