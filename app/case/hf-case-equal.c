/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case.h"

#include <string.h>

static gboolean
same_rest (const HfCaseRest *a, const HfCaseRest *b)
{
  g_autoptr (JsonNode) x = json_node_alloc ();
  g_autoptr (JsonNode) y = json_node_alloc ();

  if (a == NULL || b == NULL)
    return a == b;
  json_node_init_object (x, (HfCaseRest *) a);
  json_node_init_object (y, (HfCaseRest *) b);

  return json_node_equal (x, y);
}

static gboolean
same_mark (const HfCaseMark *a, const HfCaseMark *b)
{
  return g_strcmp0 (a->place, b->place) == 0 && g_strcmp0 (a->object, b->object) == 0 && a->address == b->address &&
         (a->address == 0 || a->dump == b->dump) && g_strcmp0 (a->type, b->type) == 0 && g_strcmp0 (a->note, b->note) == 0 &&
         a->verdict == b->verdict && g_strcmp0 (a->reason, b->reason) == 0 && a->allow == b->allow && a->count == b->count &&
         same_rest (a->rest, b->rest);
}

static gboolean
has_mark (const HfCase *self, const HfCaseMark *mark, guint likely)
{
  if (likely < self->marks->len && same_mark (g_ptr_array_index (self->marks, likely), mark))
    return TRUE;
  for (guint i = 0; i < self->marks->len; i++)
    if (same_mark (g_ptr_array_index (self->marks, i), mark))
      return TRUE;

  return FALSE;
}

static gboolean
same_marks (const HfCase *a, const HfCase *b)
{
  if (a->marks->len != b->marks->len)
    return FALSE;
  for (guint i = 0; i < a->marks->len; i++)
    if (!has_mark (b, g_ptr_array_index (a->marks, i), i))
      return FALSE;

  return TRUE;
}

static gboolean
same_drawing (const HfCaseDrawing *a, const HfCaseDrawing *b)
{
  GHashTableIter iter;
  gpointer name, words;

  if (a->dump != b->dump || g_hash_table_size (a->lists) != g_hash_table_size (b->lists))
    return FALSE;
  g_hash_table_iter_init (&iter, a->lists);
  while (g_hash_table_iter_next (&iter, &name, &words))
    {
      const char *const *others = hf_case_drawing_get_list (b, name);

      if (others == NULL || !g_strv_equal (words, others))
        return FALSE;
    }

  return TRUE;
}

/* Drawings are shown as soon as their dumps are there, in any order. */
static gboolean
take_same (const HfCase *self, const HfCaseDrawing *drawing, gboolean *taken)
{
  for (guint i = 0; i < self->drawings->len; i++)
    if (!taken[i] && same_drawing (drawing, g_ptr_array_index (self->drawings, i)))
      return taken[i] = TRUE;

  return FALSE;
}

static gboolean
same_drawings (const HfCase *a, const HfCase *b)
{
  g_autofree gboolean *taken = NULL;

  if (a->drawings->len != b->drawings->len)
    return FALSE;
  taken = g_new0 (gboolean, b->drawings->len + 1);
  for (guint i = 0; i < a->drawings->len; i++)
    if (!take_same (b, g_ptr_array_index (a->drawings, i), taken))
      return FALSE;

  return TRUE;
}

static gboolean
same_dumps (const HfCase *a, const HfCase *b)
{
  for (guint i = 0; i < MIN (a->dumps->len, b->dumps->len); i++)
    if (strcmp (((HfCaseDump *) g_ptr_array_index (a->dumps, i))->name, ((HfCaseDump *) g_ptr_array_index (b->dumps, i))->name) != 0)
      return FALSE;

  return TRUE;
}

gboolean
hf_case_says_the_same (const HfCase *a, const HfCase *b, gboolean drawings)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return same_dumps (a, b) && a->tolerance == b->tolerance && a->values == b->values && same_marks (a, b) &&
         (!drawings || same_drawings (a, b));
}
