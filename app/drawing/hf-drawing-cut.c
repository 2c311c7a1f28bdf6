/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-path.h"

#define HELD_BY_CHARS 400u

static gboolean
is_object (const HfDrawingBuild *self, guint32 object)
{
  return object > HF_ROOT && object < self->graph->n;
}

gboolean
hf_drawing_build_cut (HfDrawingBuild *self, GError **error)
{
  guint n;
  const guint32 *refs = hf_choices_get_cuts (self->choices, &n);
  guint32 anchor = hf_choices_get_anchor (self->choices);

  if (n == 0)
    return TRUE;
  self->cut = hf_cut_new (self->heap, refs, n, self->progress, error);
  if (self->cut == NULL)
    return FALSE;
  if (!is_object (self, anchor))
    return TRUE;

  return hf_cut_find_chain (self->cut, self->heap, anchor, &self->cut_chain, self->progress, error);
}

/* A box whose members fare differently is as it was. */
static HfFate
common_fate (const HfCut *cut, const HfNode *box)
{
  HfFate fate = hf_cut_fate (cut, box->members[0]);

  for (guint32 i = 1; i < box->n_members; i++)
    if (hf_cut_fate (cut, box->members[i]) != fate)
      return HF_FATE_HELD;

  return fate;
}

void
hf_drawing_build_fates (HfDrawingBuild *self)
{
  for (guint i = 0; i < self->nodes->len && self->cut != NULL; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);

      if (node->form == HF_NODE_OBJECT)
        node->fate = hf_cut_fate (self->cut, node->object);
      else if (node->form == HF_NODE_CYCLE)
        node->fate = common_fate (self->cut, node);
    }
}

char *
hf_drawing_build_held_by (const HfDrawingBuild *self)
{
  g_autoptr (HfPath) path = NULL;
  g_autofree char *words = NULL;

  if (self->cut_chain == NULL)
    return NULL;
  path = hf_path_new (self->heap, self->cut_chain);
  words = hf_path_to_string (path, self->heap);

  return hf_drawing_show_text (words, HELD_BY_CHARS);
}
