/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-grouping.h"

#define N_(s) (s)

/* The group called @key, made if it is new. Takes the key. */
static guint32
group_named (HfGrouping *self, GHashTable *groups, char *key)
{
  gpointer group;

  if (g_hash_table_lookup_extended (groups, key, NULL, &group))
    {
      g_free (key);
      return GPOINTER_TO_UINT (group);
    }

  g_ptr_array_add (self->keys, key);
  g_hash_table_insert (groups, key, GUINT_TO_POINTER (self->keys->len - 1));

  return self->keys->len - 1;
}

static char *
site_key (const HfHeap *heap, guint32 site)
{
  HfSiteFrame frame;

  if (site == 0 || hf_heap_site_depth (heap, site) == 0)
    return g_strdup (N_("(no site recorded)"));

  frame = hf_heap_site_frame (heap, site, 0);

  return g_strdup_printf ("%s:%u", frame.file, frame.line);
}

static char *
key_of (const HfGrouping *self, guint32 i)
{
  const char *module;

  switch (self->by)
    {
    case HF_GROUP_BY_SITE:
      return site_key (self->heap, i);

    case HF_GROUP_BY_MODULE:
      module = hf_heap_type_module (self->heap, i);
      return g_strdup (*module != '\0' ? module : N_("(no module)"));

    case HF_GROUP_BY_TYPE:
    case HF_GROUP_BY_HOLDER:
    default:
      return g_strdup (hf_heap_type_name (self->heap, i));
    }
}

HfGrouping *
hf_grouping_new (const HfHeap *heap, HfGroupBy by)
{
  HfGrouping *self = g_new0 (HfGrouping, 1);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  guint32 n = by == HF_GROUP_BY_SITE ? MAX (hf_heap_n_sites (heap), 1) : hf_heap_n_types (heap);

  self->heap = heap;
  self->by = by;
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->group_of = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    self->group_of[i] = group_named (self, groups, key_of (self, i));

  self->n = self->keys->len;
  self->types = g_new (guint32, MAX (self->n, 1));
  for (guint i = 0; i < self->n; i++)
    self->types[i] = HF_NONE;
  if (by == HF_GROUP_BY_TYPE)
    for (guint32 i = 0; i < n; i++)
      self->types[self->group_of[i]] = i;

  return self;
}

static GArray *
members_of (const HfBitset *set)
{
  GArray *members = g_array_sized_new (FALSE, FALSE, sizeof (guint32), 1);

  for (guint32 v = 1; v < set->n; v++)
    if (hf_bitset_has (set, v))
      g_array_append_val (members, v);

  return members;
}

HfGrouping *
hf_grouping_new_by_holder (const HfAnalysis *analysis, HfPlaces *places, const HfBitset *only, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) objects = only != NULL ? members_of (only) : NULL;
  g_autofree guint32 *place_of = objects != NULL ? hf_places_find (places, analysis, (const guint32 *) (gpointer) objects->data, objects->len, progress, error)
                                                 : hf_places_find (places, analysis, NULL, 0, progress, error);
  g_autofree guint32 *group_of_place = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = hf_heap_graph (analysis->heap)->n;
  HfGrouping *self;

  if (place_of == NULL)
    return NULL;
  self = g_new0 (HfGrouping, 1);
  self->heap = analysis->heap;
  self->by = HF_GROUP_BY_HOLDER;
  self->group_of = g_new0 (guint32, n);
  group_of_place = g_new0 (guint32, MAX (hf_places_get_n (places), 1));
  for (guint32 i = 0; i < (objects != NULL ? objects->len : n - 1); i++)
    {
      guint32 v = objects != NULL ? g_array_index (objects, guint32, i) : i + 1, place = place_of[i];

      if (group_of_place[place] == 0)
        {
          g_array_append_val (found, place);
          group_of_place[place] = found->len;
        }
      self->group_of[v] = group_of_place[place] - 1;
    }
  self->n = found->len;
  self->places = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&found), FALSE);

  return self;
}

void
hf_grouping_free (HfGrouping *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_free (self->types);
  g_free (self->places);
  g_free (self->group_of);
  g_free (self);
}
