/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-history.h"

typedef struct
{
  const char *page; /* interned */
  HfSelection *selection;
} Entry;

struct _HfHistory
{
  GArray *entries; /* of Entry */
  int present;     /* -1: none */
};

static void
entry_clear (gpointer data)
{
  g_clear_pointer (&((Entry *) data)->selection, hf_selection_unref);
}

HfHistory *
hf_history_new (void)
{
  HfHistory *self = g_new0 (HfHistory, 1);

  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->present = -1;

  return self;
}

void
hf_history_free (HfHistory *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static Entry *
present (const HfHistory *self)
{
  return self->present < 0 ? NULL : &g_array_index (self->entries, Entry, self->present);
}

void
hf_history_push (HfHistory *self, const char *page, HfSelection *selection)
{
  Entry entry = { g_intern_string (page), hf_selection_ref (selection) };

  g_array_set_size (self->entries, (guint) (self->present + 1));
  if (self->entries->len == HF_HISTORY_MAX)
    g_array_remove_index (self->entries, 0);
  g_array_append_val (self->entries, entry);
  self->present = (int) self->entries->len - 1;
}

void
hf_history_set_page (HfHistory *self, const char *page)
{
  Entry *entry = present (self);

  if (entry != NULL)
    entry->page = g_intern_string (page);
}

void
hf_history_set_selection (HfHistory *self, HfSelection *selection)
{
  Entry *entry = present (self);

  if (entry == NULL)
    return;
  hf_selection_ref (selection);
  hf_selection_unref (entry->selection);
  entry->selection = selection;
}

gboolean
hf_history_can_go (const HfHistory *self, int by)
{
  int to = self->present + by;

  return self->present >= 0 && to >= 0 && to < (int) self->entries->len;
}

gboolean
hf_history_go (HfHistory *self, int by)
{
  if (!hf_history_can_go (self, by))
    return FALSE;
  self->present += by;
  return TRUE;
}

const char *
hf_history_get_page (const HfHistory *self)
{
  const Entry *entry = present (self);

  return entry != NULL ? entry->page : NULL;
}

HfSelection *
hf_history_get_selection (const HfHistory *self)
{
  const Entry *entry = present (self);

  return entry != NULL ? entry->selection : NULL;
}

void
hf_history_forget (HfHistory *self, HfSnapshot *snapshot)
{
  for (int i = (int) self->entries->len; i-- > 0;)
    {
      if (hf_selection_get_snapshot (g_array_index (self->entries, Entry, i).selection) != snapshot)
        continue;
      g_array_remove_index (self->entries, (guint) i);
      if (i <= self->present)
        self->present--;
    }
  if (self->present < 0 && self->entries->len > 0)
    self->present = 0;
}
