/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#include <string.h>

#define SEPARATOR " › "

static void
free_slot (gpointer data)
{
  HfSuspectSlot *slot = data;

  g_free (slot->prefix);
  g_free (slot->counts);
  g_free (slot);
}

void
hf_suspect_group_free (gpointer data)
{
  HfSuspectGroup *group = data;

  g_free (group->place);
  g_hash_table_unref (group->holders);
  g_ptr_array_unref (group->slots);
  g_hash_table_unref (group->rows);
  g_free (group);
}

static void
cut_last_step (char *path)
{
  char *at = g_strrstr (path, SEPARATOR);

  if (at != NULL)
    *at = '\0';
  else
    *path = '\0';
}

/* (transfer full) @prefix: the row's path without the type. */
static char *
place_of_entry (const char *prefix, gboolean rooted)
{
  g_autofree char *place = hf_suspect_place_of_root (prefix);

  if (rooted)
    return g_steal_pointer (&place);
  cut_last_step (place);
  /* lru_cache: what one of its fields holds is the wrapper's. */
  if (g_str_has_suffix (place, SEPARATOR "cache"))
    cut_last_step (place);

  return g_steal_pointer (&place);
}

static HfSuspectGroup *
group_for (HfSuspectSearch *self, char *place, gboolean rooted)
{
  gpointer found;
  HfSuspectGroup *group;

  if (g_hash_table_lookup_extended (self->by_place, place, NULL, &found))
    {
      g_free (place);
      return g_ptr_array_index (self->groups, GPOINTER_TO_UINT (found));
    }
  group = g_new0 (HfSuspectGroup, 1);
  group->index = self->groups->len;
  group->place = place;
  group->rooted = rooted;
  group->holders = g_hash_table_new (NULL, NULL);
  group->slots = g_ptr_array_new_with_free_func (free_slot);
  group->rows = g_hash_table_new (NULL, NULL);
  g_ptr_array_add (self->groups, group);
  g_hash_table_insert (self->by_place, place, GUINT_TO_POINTER (group->index));

  return group;
}

static HfSuspectSlot *
slot_for (HfSuspectGroup *group, const char *prefix, guint n_heaps)
{
  HfSuspectSlot *slot;

  for (guint i = 0; i < group->slots->len; i++)
    {
      slot = g_ptr_array_index (group->slots, i);
      if (strcmp (slot->prefix, prefix) == 0)
        return slot;
    }
  slot = g_new0 (HfSuspectSlot, 1);
  slot->prefix = g_strdup (prefix);
  slot->counts = g_new0 (guint64, n_heaps);
  slot->main_row = HF_NONE;
  g_ptr_array_add (group->slots, slot);

  return slot;
}

/* The group of the entries in @row, which is seen for the first time. */
void
hf_suspect_group_open_row (HfSuspectSearch *self, guint32 row_index, gboolean rooted)
{
  const HfGrowthRow *row = &self->growth->rows[row_index];
  g_autofree char *prefix = g_strdup (row->key);
  HfSuspectGroup *group;
  HfSuspectSlot *slot;

  cut_last_step (prefix);
  group = group_for (self, place_of_entry (prefix, rooted), rooted);
  self->group_of_row[row_index] = group->index;
  slot = slot_for (group, rooted ? row->type : prefix, self->growth->n_heaps);
  for (guint i = 0; i < self->growth->n_heaps; i++)
    slot->counts[i] += row->counts[i];
  if (slot->main_row == HF_NONE || row->delta > self->growth->rows[slot->main_row].delta)
    slot->main_row = row_index;
}
