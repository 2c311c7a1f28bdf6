/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-choices-private.h"

#include <string.h>

#define MANY 200u /* what "all" adds room for at once */

static GArray *
new_ids (void)
{
  return g_array_new (FALSE, FALSE, sizeof (guint32));
}

static GPtrArray *
new_ways (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
}

static gpointer
ref_way (gconstpointer way, gpointer unused)
{
  return g_array_ref ((GArray *) way);
}

HfChoices *
hf_choices_new (guint32 anchor)
{
  HfChoices *self = g_new0 (HfChoices, 1);

  self->anchors = new_ids ();
  self->collapsed = new_ids ();
  self->expansions = g_array_new (FALSE, FALSE, sizeof (HfExpansion));
  self->objects = new_ids ();
  self->pulled = new_ids ();
  self->turned = new_ids ();
  self->hidden_objects = new_ids ();
  self->hidden_types = new_ids ();
  self->cuts = new_ids ();
  self->chain = g_array_new (FALSE, FALSE, sizeof (HfLink));
  self->ways = new_ways ();
  self->breaking = HF_NONE;
  self->mend = HF_NONE;
  self->level[0] = self->level[1] = HF_CHOICES_STEP;
  self->max_nodes = HF_CHOICES_MAX_NODES;
  self->chain_shown = TRUE;
  if (anchor != HF_NONE)
    g_array_append_val (self->anchors, anchor);

  return self;
}

HfChoices *
hf_choices_copy (const HfChoices *self)
{
  HfChoices *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->anchors = g_array_copy (self->anchors);
  copy->collapsed = g_array_copy (self->collapsed);
  copy->expansions = g_array_copy (self->expansions);
  copy->objects = g_array_copy (self->objects);
  copy->pulled = g_array_copy (self->pulled);
  copy->turned = g_array_copy (self->turned);
  copy->hidden_objects = g_array_copy (self->hidden_objects);
  copy->hidden_types = g_array_copy (self->hidden_types);
  copy->cuts = g_array_copy (self->cuts);
  copy->chain = g_array_copy (self->chain);
  copy->ways = new_ways ();
  g_ptr_array_extend (copy->ways, self->ways, ref_way, NULL);

  return copy;
}

void
hf_choices_free (HfChoices *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->anchors);
  g_array_unref (self->collapsed);
  g_array_unref (self->expansions);
  g_array_unref (self->objects);
  g_array_unref (self->pulled);
  g_array_unref (self->turned);
  g_array_unref (self->hidden_objects);
  g_array_unref (self->hidden_types);
  g_array_unref (self->cuts);
  g_array_unref (self->chain);
  g_ptr_array_unref (self->ways);
  g_free (self);
}

static gboolean
same (const GArray *a, const GArray *b)
{
  gsize size = g_array_get_element_size ((GArray *) a);

  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * size) == 0);
}

static gboolean
same_ways (const GPtrArray *a, const GPtrArray *b)
{
  gboolean equal = a->len == b->len;

  for (guint i = 0; i < a->len && equal; i++)
    equal = same (g_ptr_array_index (a, i), g_ptr_array_index (b, i));

  return equal;
}

gboolean
hf_choices_equal (const HfChoices *a, const HfChoices *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return same (a->anchors, b->anchors) && same (a->collapsed, b->collapsed) && same (a->expansions, b->expansions)
         && same (a->objects, b->objects) && same (a->hidden_objects, b->hidden_objects) && same (a->hidden_types, b->hidden_types)
         && same (a->pulled, b->pulled) && same (a->turned, b->turned) && same (a->cuts, b->cuts) && same (a->chain, b->chain)
         && same_ways (a->ways, b->ways) && a->level[0] == b->level[0] && a->level[1] == b->level[1] && a->max_nodes == b->max_nodes
         && a->layout == b->layout && a->chain_shown == b->chain_shown && a->only_path == b->only_path && a->everything == b->everything
         && a->fold_cycles == b->fold_cycles && a->breaking == b->breaking && a->mend == b->mend
         && a->mend_others == b->mend_others && a->mended == b->mended;
}

static gboolean
find (const GArray *ids, guint32 id, guint *index)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint32, i) == id)
      {
        if (index != NULL)
          *index = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
add_id (GArray *ids, guint32 id)
{
  if (find (ids, id, NULL))
    return FALSE;
  g_array_append_val (ids, id);

  return TRUE;
}

static void
remove_id (GArray *ids, guint32 id)
{
  guint index;

  if (find (ids, id, &index))
    g_array_remove_index (ids, index);
}

void
hf_choices_make_room (HfChoices *self, guint n)
{
  self->max_nodes += MIN (n, HF_CHOICES_HARD_MAX - self->max_nodes);
}

void
hf_choices_add_anchor (HfChoices *self, guint32 object)
{
  g_return_if_fail (self != NULL && object != HF_NONE);

  if (add_id (self->anchors, object))
    hf_choices_make_room (self, 1);
  remove_id (self->hidden_objects, object);
}

guint32
hf_choices_get_anchor (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, HF_NONE);
  return self->anchors->len > 0 ? g_array_index (self->anchors, guint32, 0) : HF_NONE;
}

void
hf_choices_set_level (HfChoices *self, guint referrers, guint referents)
{
  g_return_if_fail (self != NULL);

  self->level[0] = referrers;
  self->level[1] = referents;
}

static void
add_neighbours (HfChoices *self, guint32 object, guint side, guint n)
{
  HfExpansion *expansion = NULL;

  for (guint i = 0; i < self->expansions->len && expansion == NULL; i++)
    if (g_array_index (self->expansions, HfExpansion, i).object == object)
      expansion = &g_array_index (self->expansions, HfExpansion, i);
  if (expansion == NULL)
    {
      g_array_append_vals (self->expansions, &(HfExpansion) { object, { 0, 0 } }, 1);
      expansion = &g_array_index (self->expansions, HfExpansion, self->expansions->len - 1);
    }
  expansion->more[side] += MIN (n, G_MAXUINT - expansion->more[side]);
  hf_choices_make_room (self, MIN (n, MANY));
  self->only_path = FALSE;
}

void
hf_choices_add_referrers (HfChoices *self, guint32 object, guint n)
{
  g_return_if_fail (self != NULL && object != HF_NONE);
  add_neighbours (self, object, 0, n);
}

void
hf_choices_add_referents (HfChoices *self, guint32 object, guint n)
{
  g_return_if_fail (self != NULL && object != HF_NONE);
  add_neighbours (self, object, 1, n);
}

void
hf_choices_collapse (HfChoices *self, guint32 object)
{
  g_return_if_fail (self != NULL);

  for (guint i = self->expansions->len; i-- > 0;)
    if (g_array_index (self->expansions, HfExpansion, i).object == object)
      g_array_remove_index (self->expansions, i);
  if (find (self->anchors, object, NULL))
    add_id (self->collapsed, object);
}

void
hf_choices_draw_object (HfChoices *self, guint32 object)
{
  if (add_id (self->objects, object))
    hf_choices_make_room (self, 1);
  remove_id (self->hidden_objects, object);
}

void
hf_choices_add_object (HfChoices *self, guint32 object)
{
  g_return_if_fail (self != NULL && object != HF_NONE);

  hf_choices_draw_object (self, object);
  add_id (self->pulled, object);
}

void
hf_choices_hide_object (HfChoices *self, guint32 object)
{
  g_return_if_fail (self != NULL);

  add_id (self->hidden_objects, object);
}

void
hf_choices_hide_type (HfChoices *self, guint32 type)
{
  g_return_if_fail (self != NULL);
  add_id (self->hidden_types, type);
}

void
hf_choices_show_hidden (HfChoices *self)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->hidden_objects, 0);
  g_array_set_size (self->hidden_types, 0);
}

gboolean
hf_choices_has_hidden (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->hidden_objects->len > 0 || self->hidden_types->len > 0;
}

void
hf_choices_set_chain_shown (HfChoices *self, gboolean shown)
{
  g_return_if_fail (self != NULL);
  self->chain_shown = shown;
}

void
hf_choices_set_chain (HfChoices *self, const HfChain *chain)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->chain, 0);
  if (chain != NULL)
    g_array_append_vals (self->chain, chain->links, chain->n_links);
}

void
hf_choices_set_only_path (HfChoices *self, gboolean only_path)
{
  g_return_if_fail (self != NULL);
  self->only_path = only_path;
}

gboolean
hf_choices_get_only_path (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->only_path;
}

void
hf_choices_set_everything (HfChoices *self, gboolean everything)
{
  g_return_if_fail (self != NULL);
  self->everything = everything;
}

gboolean
hf_choices_get_everything (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->everything;
}

void
hf_choices_set_fold_cycles (HfChoices *self, gboolean fold)
{
  g_return_if_fail (self != NULL);

  if (self->fold_cycles == fold)
    return;
  self->fold_cycles = fold;
  g_array_set_size (self->turned, 0);
}

gboolean
hf_choices_get_fold_cycles (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->fold_cycles;
}

void
hf_choices_turn_cycle (HfChoices *self, guint32 representative)
{
  g_return_if_fail (self != NULL && representative != HF_NONE);

  if (!add_id (self->turned, representative))
    remove_id (self->turned, representative);
}

gboolean
hf_choices_is_folded (const HfChoices *self, guint32 representative)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->fold_cycles != find (self->turned, representative, NULL);
}

void
hf_choices_cut (HfChoices *self, const guint32 *refs, guint n)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < n; i++)
    if (add_id (self->cuts, refs[i]))
      hf_choices_make_room (self, 2);
}

void
hf_choices_mend (HfChoices *self, const guint32 *refs, guint n)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < n; i++)
    remove_id (self->cuts, refs[i]);
}

const guint32 *
hf_choices_get_cuts (const HfChoices *self, guint *n)
{
  g_return_val_if_fail (self != NULL, NULL);

  *n = self->cuts->len;

  return (const guint32 *) (gconstpointer) self->cuts->data;
}

void
hf_choices_set_layout (HfChoices *self, HfLayoutKind layout)
{
  g_return_if_fail (self != NULL && layout < HF_N_LAYOUT_KINDS);
  self->layout = layout;
}

HfLayoutKind
hf_choices_get_layout (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, HF_LAYOUT_KIND_AUTO);
  return self->layout;
}

void
hf_choices_set_max_nodes (HfChoices *self, guint max_nodes)
{
  g_return_if_fail (self != NULL);
  self->max_nodes = CLAMP (max_nodes, 1, HF_CHOICES_HARD_MAX);
}

guint
hf_choices_get_max_nodes (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->max_nodes;
}

gboolean
hf_choices_add_picture (HfChoices *self, const HfHeap *heap)
{
  guint32 n;

  g_return_val_if_fail (self != NULL && heap != NULL, FALSE);

  n = hf_heap_n_objects (heap);
  if (g_strcmp0 (hf_heap_info (heap)->format, HF_FORMAT_PICTURE) != 0 || n > HF_CHOICES_HARD_MAX)
    return FALSE;
  hf_choices_set_max_nodes (self, HF_CHOICES_HARD_MAX);
  hf_choices_set_level (self, 0, 0);
  for (guint32 object = HF_ROOT + 1; object <= n; object++)
    if (hf_heap_address (heap, object) != 0 || *hf_heap_value (heap, object) != '\0' || !g_str_equal (hf_heap_type_name_of (heap, object), "rest of the cycle"))
      hf_choices_add_object (self, object);

  return TRUE;
}

void
hf_choices_set_break (HfChoices *self, guint32 ref)
{
  g_return_if_fail (self != NULL);

  self->breaking = ref;
}
