/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case.h"

#include <string.h>

static const char *const verdict_names[HF_N_VERDICTS] = { "", "leak", "expected", "unknown" };

const char *
hf_verdict_name (HfVerdict verdict)
{
  g_return_val_if_fail (verdict < HF_N_VERDICTS, "");

  return verdict_names[verdict];
}

gboolean
hf_verdict_from_name (const char *name, HfVerdict *verdict)
{
  for (guint i = 1; i < HF_N_VERDICTS; i++)
    if (strcmp (name, verdict_names[i]) == 0)
      {
        *verdict = i;
        return TRUE;
      }

  return FALSE;
}

/* ---- records -------------------------------------------------------------------------------------------------------------- */

static void
dump_free (gpointer data)
{
  HfCaseDump *self = data;

  g_free (self->name);
  g_free (self->sha256);
  g_clear_pointer (&self->rest, json_object_unref);
  g_free (self);
}

static void
mark_free (gpointer data)
{
  HfCaseMark *self = data;

  g_free (self->place);
  g_free (self->object);
  g_free (self->type);
  g_free (self->note);
  g_free (self->reason);
  g_clear_pointer (&self->rest, json_object_unref);
  g_free (self);
}

static void
place_clear (gpointer data)
{
  HfCasePlace *self = data;

  g_free (self->key);
}

static void
drawing_free (gpointer data)
{
  HfCaseDrawing *self = data;

  g_hash_table_unref (self->lists);
  g_array_unref (self->places);
  g_clear_pointer (&self->rest, json_object_unref);
  g_free (self);
}

HfCase *
hf_case_new (void)
{
  HfCase *self = g_new0 (HfCase, 1);

  self->dumps = g_ptr_array_new_with_free_func (dump_free);
  self->marks = g_ptr_array_new_with_free_func (mark_free);
  self->drawings = g_ptr_array_new_with_free_func (drawing_free);
  self->view = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tolerance = HF_CASE_NO_LIMIT;

  return self;
}

void
hf_case_free (HfCase *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->dumps);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->drawings);
  g_hash_table_unref (self->view);
  g_clear_pointer (&self->rest, json_object_unref);
  g_free (self);
}

HfCaseDump *
hf_case_add_dump (HfCase *self, const char *name, const char *sha256, guint64 size)
{
  HfCaseDump *dump = g_new0 (HfCaseDump, 1);

  dump->name = g_strdup (name);
  dump->sha256 = g_strdup (sha256);
  dump->size = size;
  g_ptr_array_add (self->dumps, dump);

  return dump;
}

HfCaseMark *
hf_case_add_mark (HfCase *self)
{
  HfCaseMark *mark = g_new0 (HfCaseMark, 1);

  mark->dump = HF_CASE_NO_DUMP;
  mark->allow = HF_CASE_NO_LIMIT;
  mark->count = -1;
  g_ptr_array_add (self->marks, mark);

  return mark;
}

HfCaseDrawing *
hf_case_add_drawing (HfCase *self, guint dump)
{
  HfCaseDrawing *drawing = g_new0 (HfCaseDrawing, 1);

  drawing->dump = dump;
  drawing->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  drawing->places = g_array_new (FALSE, FALSE, sizeof (HfCasePlace));
  g_array_set_clear_func (drawing->places, place_clear);
  g_ptr_array_add (self->drawings, drawing);

  return drawing;
}

/* ---- copies --------------------------------------------------------------------------------------------------------------- */

static HfCaseRest *
copy_rest (const HfCaseRest *rest)
{
  return rest != NULL ? json_object_ref ((HfCaseRest *) rest) : NULL; /* never changed */
}

static void
copy_mark (HfCase *to, const HfCaseMark *mark)
{
  HfCaseMark *copy = hf_case_add_mark (to);

  *copy = *mark;
  copy->place = g_strdup (mark->place);
  copy->object = g_strdup (mark->object);
  copy->type = g_strdup (mark->type);
  copy->note = g_strdup (mark->note);
  copy->reason = g_strdup (mark->reason);
  copy->rest = copy_rest (mark->rest);
}

static void
copy_drawing (HfCase *to, const HfCaseDrawing *drawing)
{
  HfCaseDrawing *copy = hf_case_add_drawing (to, drawing->dump);
  GHashTableIter iter;
  gpointer name, words;

  g_hash_table_iter_init (&iter, drawing->lists);
  while (g_hash_table_iter_next (&iter, &name, &words))
    hf_case_drawing_set_list (copy, name, g_strdupv (words));
  for (guint i = 0; i < drawing->places->len; i++)
    {
      const HfCasePlace *place = &g_array_index (drawing->places, HfCasePlace, i);

      hf_case_drawing_add_place (copy, place->key, place->x, place->y);
    }
  copy->rest = copy_rest (drawing->rest);
}

HfCase *
hf_case_copy (const HfCase *self)
{
  HfCase *copy = hf_case_new ();
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < self->dumps->len; i++)
    {
      const HfCaseDump *dump = g_ptr_array_index (self->dumps, i);

      hf_case_add_dump (copy, dump->name, dump->sha256, dump->size)->rest = copy_rest (dump->rest);
    }
  for (guint i = 0; i < self->marks->len; i++)
    copy_mark (copy, g_ptr_array_index (self->marks, i));
  for (guint i = 0; i < self->drawings->len; i++)
    copy_drawing (copy, g_ptr_array_index (self->drawings, i));
  g_hash_table_iter_init (&iter, self->view);
  while (g_hash_table_iter_next (&iter, &key, &value))
    hf_case_set_view (copy, key, value);
  copy->tolerance = self->tolerance;
  copy->values = self->values;
  copy->rest = copy_rest (self->rest);

  return copy;
}

/* ---- marks ---------------------------------------------------------------------------------------------------------------- */

HfCaseMark *
hf_case_find_place (const HfCase *self, const char *place)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      HfCaseMark *mark = g_ptr_array_index (self->marks, i);

      if (g_strcmp0 (mark->place, place) == 0)
        return mark;
    }

  return NULL;
}

HfCaseMark *
hf_case_find_object (const HfCase *self, const char *object, guint dump, guint64 address)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      HfCaseMark *mark = g_ptr_array_index (self->marks, i);

      if (mark->place == NULL && ((object != NULL && g_strcmp0 (mark->object, object) == 0) ||
                                  (address != 0 && mark->address == address && mark->dump == dump)))
        return mark;
    }

  return NULL;
}

void
hf_case_remove_mark (HfCase *self, HfCaseMark *mark)
{
  g_ptr_array_remove (self->marks, mark);
}

void
hf_case_set_string (char **field, const char *text)
{
  g_free (*field);
  *field = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

gboolean
hf_case_mark_says_something (const HfCaseMark *mark)
{
  return mark->note != NULL || mark->verdict != HF_VERDICT_NONE || mark->rest != NULL;
}

const char *
hf_case_mark_subject (const HfCaseMark *mark, char buffer[32])
{
  if (mark->place != NULL)
    return mark->place;
  if (mark->object != NULL)
    return mark->object;
  g_snprintf (buffer, 32, "0x%" G_GINT64_MODIFIER "x", mark->address);

  return buffer;
}

int
hf_case_mark_compare (const HfCaseMark *a, const HfCaseMark *b)
{
  int order = (a->place == NULL) - (b->place == NULL);

  if (order == 0)
    order = g_strcmp0 (a->place, b->place);
  if (order == 0)
    order = g_strcmp0 (a->object, b->object);
  if (order == 0)
    order = (a->dump > b->dump) - (a->dump < b->dump);

  return order != 0 ? order : (a->address > b->address) - (a->address < b->address);
}

/* ---- drawings, view ----------------------------------------------------------------------------------------------------------- */

void
hf_case_drawing_add_place (HfCaseDrawing *self, const char *key, double x, double y)
{
  HfCasePlace place = { g_strdup (key), x, y };

  g_array_append_val (self->places, place);
}

void
hf_case_drawing_set_list (HfCaseDrawing *self, const char *name, char **words)
{
  if (words != NULL && words[0] != NULL)
    g_hash_table_replace (self->lists, g_strdup (name), words);
  else
    {
      g_strfreev (words);
      g_hash_table_remove (self->lists, name);
    }
}

const char *const *
hf_case_drawing_get_list (const HfCaseDrawing *self, const char *name)
{
  return g_hash_table_lookup (self->lists, name);
}

void
hf_case_set_view (HfCase *self, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    g_hash_table_replace (self->view, g_strdup (key), g_strdup (value));
  else
    g_hash_table_remove (self->view, key);
}

const char *
hf_case_get_view (const HfCase *self, const char *key)
{
  return g_hash_table_lookup (self->view, key);
}
