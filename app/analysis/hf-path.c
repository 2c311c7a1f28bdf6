/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path.h"

#include "hf-path-fold.h"

#define SEPARATOR " › "

static void
clear_step (HfStep *step)
{
  g_free (step->label);
  g_free (step->folded);
}

static HfFold
fold_at (const HfHeap *heap, const HfChain *chain, guint end)
{
  guint32 back[HF_FOLD_LINKS];

  for (guint i = 0; i < HF_FOLD_LINKS; i++)
    back[i] = i <= end ? chain->links[end - i].ref : HF_NONE;

  return hf_fold_step (heap, chain->links[end].object, back);
}

static HfStep
make_step (const HfHeap *heap, const HfFold *fold, guint end)
{
  g_autoptr (GString) label = g_string_new (NULL);
  g_autoptr (GString) folded = g_string_new (NULL);

  hf_fold_append_label (heap, fold, label);
  hf_fold_append_folded (heap, fold, folded);

  return (HfStep) {
    .object = fold->object,
    .first_link = end + 1 - fold->n_links,
    .n_links = fold->n_links,
    .label = g_string_free (g_steal_pointer (&label), FALSE),
    .folded = g_string_free (g_steal_pointer (&folded), FALSE),
  };
}

static void
reverse (GArray *steps)
{
  HfStep *data = (HfStep *) (gpointer) steps->data;

  for (guint i = 0; i < steps->len / 2; i++)
    {
      HfStep other = data[i];

      data[i] = data[steps->len - 1 - i];
      data[steps->len - 1 - i] = other;
    }
}

HfPath *
hf_path_new (const HfHeap *heap, const HfChain *chain)
{
  HfPath *self;

  g_return_val_if_fail (heap != NULL && chain != NULL, NULL);

  self = g_new0 (HfPath, 1);
  self->reachable = chain->reachable;
  self->steps = g_array_new (FALSE, FALSE, sizeof (HfStep));
  g_array_set_clear_func (self->steps, (GDestroyNotify) clear_step);
  self->links = g_array_sized_new (FALSE, FALSE, sizeof (HfLink), chain->n_links);
  g_array_append_vals (self->links, chain->links, chain->n_links);

  for (guint left = chain->n_links; left > 0;)
    {
      HfFold fold = fold_at (heap, chain, left - 1);
      HfStep step = make_step (heap, &fold, left - 1);

      g_array_append_val (self->steps, step);
      left -= fold.n_links;
    }
  reverse (self->steps);

  return self;
}

HfPath *
hf_path_new_through (const HfHeap *heap, const HfChains *chains, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree HfChain *before = hf_chains_get (chains, heap, hf_graph_referrer_of (graph, r));
  guint n = before != NULL ? before->n_links : 0;
  g_autofree HfChain *chain = g_malloc (sizeof (HfChain) + (n + 1) * sizeof (HfLink));

  chain->reachable = before == NULL || before->reachable;
  chain->n_links = n + 1;
  if (n > 0)
    memcpy (chain->links, before->links, n * sizeof (HfLink));
  chain->links[n] = (HfLink) { r, hf_ref_object (graph->out[r]) };

  return hf_path_new (heap, chain);
}

void
hf_path_free (HfPath *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->steps);
  g_array_unref (self->links);
  g_free (self);
}

char *
hf_path_to_string (const HfPath *self, const HfHeap *heap)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL && heap != NULL, NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const HfStep *step = &g_array_index (self->steps, HfStep, i);

      /* The top of an unreachable chain has no label; its folded form says what it is. */
      g_string_append (text, step->label[0] != '\0' ? step->label : step->folded);
      g_string_append (text, SEPARATOR);
    }
  if (self->steps->len > 0)
    g_string_append (text, hf_fold_short_type (heap, g_array_index (self->steps, HfStep, self->steps->len - 1).object));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
