/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>

#include "case/hf-case-file.h"

static char *folder;

/* ---- random cases ------------------------------------------------------------------------------------------------------------- */

static char *
random_text (GRand *rand)
{
  static const char *const pieces[] = { "app", ".CACHE", " › ", "[*]", "\"", "\\", "\n", "\t", "é", "漢字", "\x01", "</script>", "'k'", "{", "]", ":", ",", " " };
  GString *text = g_string_new ("x");

  for (int i = g_rand_int_range (rand, 0, 12); i > 0; i--)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

static HfCaseRest *
random_rest (GRand *rand)
{
  HfCaseRest *rest;
  g_autofree char *text = random_text (rand);

  if (g_rand_boolean (rand))
    return NULL;
  rest = json_object_new ();
  json_object_set_string_member (rest, "future", text);
  json_object_set_double_member (rest, "half", g_rand_double (rand));
  json_object_set_double_member (rest, "whole", 3.0);
  json_object_set_int_member (rest, "big", G_MAXINT64);
  json_object_set_null_member (rest, "nothing");
  json_object_set_array_member (rest, "empty", json_array_new ());

  return rest;
}

static void
add_random_mark (HfCase *self, GRand *rand, guint i)
{
  HfCaseMark *mark = hf_case_add_mark (self);
  g_autofree char *text = random_text (rand);

  if (g_rand_boolean (rand))
    mark->place = g_strdup_printf ("%s %u", text, i);
  else if (self->dumps->len > 0 && g_rand_boolean (rand))
    {
      mark->address = G_MAXUINT64 - i;
      mark->dump = (guint) g_rand_int_range (rand, 0, (gint32) self->dumps->len);
      mark->object = g_rand_boolean (rand) ? g_strdup_printf ("%s.%u", text, i) : NULL;
    }
  else
    mark->object = g_strdup_printf ("%s.%u", text, i);
  mark->verdict = (HfVerdict) g_rand_int_range (rand, 0, HF_N_VERDICTS);
  mark->note = g_rand_boolean (rand) ? random_text (rand) : NULL;
  mark->reason = g_rand_boolean (rand) ? random_text (rand) : NULL;
  mark->type = g_rand_boolean (rand) ? random_text (rand) : NULL;
  mark->allow = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, G_MAXINT) : HF_CASE_NO_LIMIT;
  mark->count = g_rand_int_range (rand, -1, 1000);
  mark->rest = random_rest (rand);
}

static void
add_random_drawing (HfCase *self, GRand *rand)
{
  HfCaseDrawing *drawing = hf_case_add_drawing (self, (guint) g_rand_int_range (rand, 0, (gint32) self->dumps->len));

  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
      g_autofree char *name = random_text (rand);

      for (int k = g_rand_int_range (rand, 1, 30); k > 0; k--)
        {
          g_autofree char *word = random_text (rand);

          g_strv_builder_add (words, word);
        }
      hf_case_drawing_set_list (drawing, name, g_strv_builder_end (words));
    }
  for (int i = g_rand_int_range (rand, 0, 50); i > 0; i--)
    hf_case_drawing_add_place (drawing, "0x7f", g_rand_double_range (rand, -1e6, 1e6), (double) g_rand_int_range (rand, -100, 100));
  drawing->rest = random_rest (rand);
}

static HfCase *
random_case (GRand *rand)
{
  HfCase *self = hf_case_new ();

  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_autofree char *name = random_text (rand);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

      hf_case_add_dump (self, name, g_rand_boolean (rand) ? digest : NULL, g_rand_int (rand))->rest = random_rest (rand);
    }
  for (int i = g_rand_int_range (rand, 0, 30); i > 0; i--)
    add_random_mark (self, rand, (guint) i);
  for (int i = self->dumps->len > 0 ? g_rand_int_range (rand, 0, 3) : 0; i > 0; i--)
    add_random_drawing (self, rand);
  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    {
      g_autofree char *key = random_text (rand);
      g_autofree char *value = random_text (rand);

      hf_case_set_view (self, key, value);
    }
  self->values = g_rand_boolean (rand);
  self->tolerance = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 1000) : HF_CASE_NO_LIMIT;
  self->rest = random_rest (rand);

  return self;
}

/* ---- equality, member by member ------------------------------------------------------------------------------------------------- */

static void
assert_same_rest (const HfCaseRest *a, const HfCaseRest *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a != NULL)
    {
      g_autoptr (JsonNode) x = json_node_alloc ();
      g_autoptr (JsonNode) y = json_node_alloc ();

      json_node_init_object (x, (HfCaseRest *) a);
      json_node_init_object (y, (HfCaseRest *) b);
      g_assert_true (json_node_equal (x, y));
    }
}

static void
assert_same_mark (const HfCaseMark *a, const HfCaseMark *b)
{
  g_assert_cmpstr (a->place, ==, b->place);
  g_assert_cmpstr (a->object, ==, b->object);
  g_assert_cmpuint (a->address, ==, b->address);
  g_assert_cmpuint (a->dump, ==, b->dump);
  g_assert_cmpstr (a->type, ==, b->type);
  g_assert_cmpstr (a->note, ==, b->note);
  g_assert_cmpint (a->verdict, ==, b->verdict);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpint (a->allow, ==, b->allow);
  g_assert_cmpint (a->count, ==, b->count);
  assert_same_rest (a->rest, b->rest);
}

static void
assert_same_drawing (const HfCaseDrawing *a, const HfCaseDrawing *b)
{
  GHashTableIter iter;
  gpointer name, words;

  g_assert_cmpuint (a->dump, ==, b->dump);
  g_assert_cmpuint (g_hash_table_size (a->lists), ==, g_hash_table_size (b->lists));
  g_hash_table_iter_init (&iter, a->lists);
  while (g_hash_table_iter_next (&iter, &name, &words))
    g_assert_true (g_strv_equal (words, (gpointer) hf_case_drawing_get_list (b, name)));
  g_assert_cmpuint (a->places->len, ==, b->places->len);
  for (guint i = 0; i < a->places->len; i++)
    {
      const HfCasePlace *p = &g_array_index (a->places, HfCasePlace, i), *q = &g_array_index (b->places, HfCasePlace, i);

      g_assert_cmpstr (p->key, ==, q->key);
      g_assert_cmpfloat (p->x, ==, q->x);
      g_assert_cmpfloat (p->y, ==, q->y);
    }
  assert_same_rest (a->rest, b->rest);
}

static void
assert_same (const HfCase *a, const HfCase *b)
{
  GHashTableIter iter;
  gpointer key, value;

  g_assert_cmpuint (a->dumps->len, ==, b->dumps->len);
  for (guint i = 0; i < a->dumps->len; i++)
    {
      const HfCaseDump *p = g_ptr_array_index (a->dumps, i), *q = g_ptr_array_index (b->dumps, i);

      g_assert_cmpstr (p->name, ==, q->name);
      g_assert_cmpstr (p->sha256, ==, q->sha256);
      g_assert_cmpuint (p->size, ==, q->size);
      assert_same_rest (p->rest, q->rest);
    }
  g_assert_cmpuint (a->marks->len, ==, b->marks->len);
  for (guint i = 0; i < a->marks->len; i++)
    assert_same_mark (g_ptr_array_index (a->marks, i), g_ptr_array_index (b->marks, i));
  g_assert_cmpuint (a->drawings->len, ==, b->drawings->len);
  for (guint i = 0; i < a->drawings->len; i++)
    assert_same_drawing (g_ptr_array_index (a->drawings, i), g_ptr_array_index (b->drawings, i));
  g_assert_cmpuint (g_hash_table_size (a->view), ==, g_hash_table_size (b->view));
  g_hash_table_iter_init (&iter, a->view);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_assert_cmpstr (hf_case_get_view (b, key), ==, value);
  g_assert_cmpint (a->tolerance, ==, b->tolerance);
  g_assert_cmpint (a->values, ==, b->values);
  assert_same_rest (a->rest, b->rest);
}

static void
test_round_trip (void)
{
  g_autofree char *path = g_build_filename (folder, "round.hfcase", NULL);
  g_autofree char *again = g_build_filename (folder, "again.hfcase", NULL);

  for (guint seed = 0; seed < 300; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (HfCase) self = random_case (rand);
      g_autoptr (HfCase) copy = hf_case_copy (self);
      g_autoptr (HfCase) read = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      g_assert_true (hf_case_save (self, path, &error));
      g_assert_no_error (error);
      read = hf_case_load (path, &error);
      g_assert_no_error (error);
      assert_same (self, read);
      g_assert_true (hf_case_is_case (path));
      g_assert_true (hf_case_save (read, again, NULL));
      g_assert_true (g_file_get_contents (path, &first, NULL, NULL));
      g_assert_true (g_file_get_contents (again, &second, NULL, NULL));
      g_assert_cmpstr (first, ==, second);
      g_free (second);
      second = hf_case_to_text (copy);
      g_assert_cmpstr (first, ==, second);
    }
}

/* One item a line: a change of one mark is a change of one line. */
static void
test_lines (void)
{
  g_autoptr (HfCase) self = hf_case_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) lines_after = NULL;
  guint changed = 0;

  hf_case_add_dump (self, "a.hfdump", NULL, 1);
  for (guint i = 0; i < 30; i++)
    hf_case_add_mark (self)->object = g_strdup_printf ("app.x%02u", i);
  before = hf_case_to_text (self);
  hf_case_set_string (&((HfCaseMark *) g_ptr_array_index (self->marks, 7))->note, "a note");
  after = hf_case_to_text (self);
  lines = g_strsplit (before, "\n", -1);
  lines_after = g_strsplit (after, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (lines_after));
  g_assert_cmpuint (g_strv_length (lines), >, 30);
  for (guint i = 0; lines[i] != NULL; i++)
    changed += strcmp (lines[i], lines_after[i]) != 0;
  g_assert_cmpuint (changed, ==, 1);
}

/* ---- what counts as a change ------------------------------------------------------------------------------------------------------------ */

static void
assert_differs (const HfCase *a, const HfCase *b, gboolean drawings, gboolean differs)
{
  g_assert_cmpint (hf_case_says_the_same (a, b, drawings), ==, !differs);
  g_assert_cmpint (hf_case_says_the_same (b, a, drawings), ==, !differs);
}

/* The order of marks and drawings is no change, nor where nodes lie, nor the view. */
static void
shuffle (HfCase *self, GRand *rand)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      guint k = (guint) g_rand_int_range (rand, 0, (gint32) self->marks->len);
      gpointer mark = self->marks->pdata[i];

      self->marks->pdata[i] = self->marks->pdata[k];
      self->marks->pdata[k] = mark;
    }
  for (guint i = 0; i < self->drawings->len; i++)
    hf_case_drawing_add_place (g_ptr_array_index (self->drawings, i), "0x1", 1, 2);
  if (self->drawings->len > 1)
    {
      gpointer drawing = g_ptr_array_steal_index (self->drawings, 0);

      g_ptr_array_add (self->drawings, drawing);
    }
  hf_case_set_view (self, "page", "graph");
  hf_case_add_dump (self, "another.hfdump", NULL, 3);
}

static void
test_same (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint n_marks = 0, n_drawings = 0, n_dumps = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (HfCase) self = random_case (rand);
      g_autoptr (HfCase) other = hf_case_copy (self);

      assert_differs (self, other, TRUE, FALSE);
      shuffle (other, rand);
      assert_differs (self, other, TRUE, FALSE);
      if (other->marks->len > 0 && ++n_marks)
        {
          HfCaseMark *mark = g_ptr_array_index (other->marks, 0);
          gint64 allow = mark->allow;

          mark->allow = 123456789;
          assert_differs (self, other, FALSE, TRUE);
          mark->allow = allow;
          assert_differs (self, other, TRUE, FALSE);
          hf_case_remove_mark (other, mark);
          assert_differs (self, other, FALSE, TRUE);
          hf_case_free (other);
          other = hf_case_copy (self);
        }
      if (other->drawings->len > 0 && ++n_drawings)
        {
          hf_case_drawing_set_list (g_ptr_array_index (other->drawings, 0), "hidden", g_strsplit ("0x1 0x2", " ", -1));
          assert_differs (self, other, TRUE, TRUE);
          assert_differs (self, other, FALSE, FALSE);
        }
      other->values = !other->values;
      assert_differs (self, other, FALSE, TRUE);
      other->values = self->values;
      if (self->dumps->len > 0 && ++n_dumps)
        {
          HfCaseDump *dump = g_ptr_array_index (other->dumps, 0);

          g_free (dump->name);
          dump->name = g_strdup ("elsewhere");
          assert_differs (self, other, FALSE, TRUE);
        }
    }
  g_assert_cmpuint (MIN (n_marks, MIN (n_drawings, n_dumps)), >, 50);
}

/* ---- what is wrong --------------------------------------------------------------------------------------------------------------- */

static void
assert_refused (const char *text, gssize length, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hf_case_parse (text, length < 0 ? strlen (text) : (gsize) length, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == HF_ERROR);
  if (strstr (error->message, words) == NULL)
    g_error ("%s: %s", text, error->message);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "" },
    { "[]", "no case file" },
    { "{}", "no case file" },
    { "{\"holdfast\":1,\"objects\":[]}", "no case file" },
    { "{\"holdfast_case\":2}", "format 2" },
    { "{\"holdfast_case\":\"1\"}", "whole number" },
    { "{\"holdfast_case\":1,\"holdfast_case\":1}", "twice" },
    { "{\"holdfast_case\":1,\"dumps\":{}}", "list" },
    { "{\"holdfast_case\":1,\"dumps\":[3]}", "object" },
    { "{\"holdfast_case\":1,\"dumps\":[{}]}", "no name" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":3}]}", "text" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\",\"size\":-1}]}", "0 or more" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\",\"sha256\":\"xyz\"}]}", "64 digits" },
    { "{\"holdfast_case\":1,\"marks\":[{}]}", "either" },
    { "{\"holdfast_case\":1,\"marks\":[{\"place\":\"a\",\"object\":\"b\"}]}", "either" },
    { "{\"holdfast_case\":1,\"marks\":[{\"object\":\"b\",\"verdict\":\"bad\"}]}", "verdict" },
    { "{\"holdfast_case\":1,\"marks\":[{\"object\":\"b\"},{\"object\":\"b\"}]}", "two marks" },
    { "{\"holdfast_case\":1,\"marks\":[{\"object\":\"b\",\"note\":\"x\",\"note\":\"y\"}]}", "twice" },
    { "{\"holdfast_case\":1,\"marks\":[{\"object\":\"b\",\"dump\":0}]}", "no dump 0" },
    { "{\"holdfast_case\":1,\"marks\":[{\"address\":\"0x12\"}]}", "go together" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\"}],\"marks\":[{\"address\":\"12\",\"dump\":0}]}", "0x7f00" },
    { "{\"holdfast_case\":1,\"drawings\":[{}]}", "no dump" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\"}],\"drawings\":[{\"dump\":0,\"nodes\":[[\"a\",1]]}]}", "number" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\"}],\"drawings\":[{\"dump\":0,\"nodes\":[[\"a\",1e300,2]]}]}", "number" },
    { "{\"holdfast_case\":1,\"dumps\":[{\"name\":\"a\"}],\"drawings\":[{\"dump\":0,\"lists\":{\"a\":[1]}}]}", "list of text" },
    { "{\"holdfast_case\":1,\"view\":{\"page\":1}}", "text" },
    { "{\"holdfast_case\":1,\"values\":1}", "true or false" },
    { "{\"holdfast_case\":1 /* \" */ }", "not JSON" },
    { "{\"holdfast_case\":1", "" },
    { "{\"holdfast_case\":1}}", "" },
    { "{\"holdfast_case\":1,}", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, -1, cases[i].words);
  assert_refused ("{\"holdfast_case\":1,\"a\":\"\xff\"}", -1, "UTF-8");
  assert_refused ("{\"holdfast_case\":1}\0\0", 21, "");
}

static void
test_deep (void)
{
  GString *text = g_string_new ("{\"holdfast_case\":1,\"future\":");

  for (guint i = 0; i < 2000000; i++)
    g_string_append_c (text, '[');
  assert_refused (text->str, (gssize) text->len, "levels");
  g_string_truncate (text, 0);
  for (guint i = 0; i < HF_CASE_MAX_BYTES + 2; i++)
    g_string_append_c (text, ' ');
  assert_refused (text->str, (gssize) text->len, "MiB");
  g_string_free (text, TRUE);
}

/* Whatever stands in the file: an error or a case, never an end of the program. */
static void
test_damaged (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (HfCase) self = random_case (rand);
  g_autofree char *text = NULL;
  guint n_read = 0;
  gsize length;

  while (self->marks->len < 4 || self->drawings->len == 0)
    {
      hf_case_free (self);
      self = random_case (rand);
    }
  text = hf_case_to_text (self);
  length = strlen (text);
  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *damaged = g_memdup2 (text, length + 1);
      gsize n = g_rand_boolean (rand) ? length : (gsize) g_rand_int_range (rand, 0, (gint32) length);
      g_autoptr (GError) error = NULL;
      HfCase *read;

      for (int k = g_rand_int_range (rand, 0, 3); k > 0 && n > 0; k--)
        damaged[g_rand_int_range (rand, 0, (gint32) n)] = (char) g_rand_int_range (rand, 0, 256);
      read = hf_case_parse (damaged, n, &error);
      g_assert_true ((read == NULL) == (error != NULL));
      n_read += read != NULL;
      hf_case_free (read);
    }
  g_assert_cmpuint (n_read, >, 0);
}

/* ---- dumps -------------------------------------------------------------------------------------------------------------------------- */

static void
write_file (const char *path, const char *text)
{
  g_autofree char *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_found (const HfCaseDump *dump, const char *case_path, HfCaseFound wanted, const char *where)
{
  HfCaseFound found;
  g_autofree char *path = hf_case_find_dump (dump, case_path, &found, NULL, NULL);

  g_assert_cmpint (found, ==, wanted);
  g_assert_cmpstr (path, ==, where);
}

static void
test_dumps (void)
{
  g_autofree char *case_path = g_build_filename (folder, "found", "a.hfcase", NULL);
  g_autofree char *inside = g_build_filename (folder, "found", "dumps", "a.hfdump", NULL);
  g_autofree char *beside = g_build_filename (folder, "found", "a.hfdump", NULL);
  g_autofree char *outside = g_build_filename (folder, "else", "a.hfdump", NULL);
  g_autofree char *digest = NULL;
  g_autofree char *name = NULL;
  g_autoptr (HfCase) self = hf_case_new ();
  HfCaseDump *dump;
  guint64 size;

  write_file (inside, "the dump");
  digest = hf_case_checksum (inside, &size, NULL, NULL);
  g_assert_cmpuint (size, ==, 8);
  name = hf_case_name_for (inside, case_path);
  g_assert_cmpstr (name, ==, "dumps/a.hfdump");
  dump = hf_case_add_dump (self, name, digest, size);

  g_assert_true (hf_case_dump_is (dump, inside, NULL, NULL, NULL));
  assert_found (dump, case_path, HF_CASE_DUMP_THERE, inside);
  write_file (beside, "another!");
  assert_found (dump, case_path, HF_CASE_DUMP_THERE, inside);
  {
    g_autofree char *found = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_false (hf_case_dump_is (dump, beside, &found, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (strlen (found), ==, 64);
    g_assert_false (hf_case_dump_is (dump, "/nowhere/a.hfdump", NULL, NULL, &error));
    g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  }
  g_unlink (inside);
  assert_found (dump, case_path, HF_CASE_DUMP_CHANGED, beside);
  write_file (beside, "the dump");
  assert_found (dump, case_path, HF_CASE_DUMP_MOVED, beside);
  write_file (inside, "longer than the dump");
  assert_found (dump, case_path, HF_CASE_DUMP_MOVED, beside);
  g_unlink (beside);
  assert_found (dump, case_path, HF_CASE_DUMP_CHANGED, inside);
  g_unlink (inside);
  assert_found (dump, case_path, HF_CASE_DUMP_MISSING, NULL);

  hf_case_rebase (self, case_path, NULL);
  g_assert_cmpstr (dump->name, ==, inside);
  hf_case_rebase (self, NULL, outside);
  g_assert_cmpstr (dump->name, ==, inside);
  hf_case_rebase (self, NULL, case_path);
  g_assert_cmpstr (dump->name, ==, "dumps/a.hfdump");
}

/* ---- drafts ------------------------------------------------------------------------------------------------------------------------- */

static void
test_drafts (void)
{
  g_autofree char *drafts = hf_case_drafts_folder ();
  g_autofree char *mine = hf_case_draft_name ();
  g_autofree char *gone = g_build_filename (drafts, "1999999999-0.hfcase", NULL);
  g_autofree char *left = g_build_filename (drafts, ".holdfast-1999999999-abcdef", NULL);
  g_autoptr (HfCase) self = hf_case_new ();
  g_autoptr (HfCase) read = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *saved_as = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_str_has_prefix (drafts, folder));
  hf_case_add_mark (self)->object = g_strdup ("app.x");
  text = hf_case_to_draft (self, "/somewhere/b.hfcase");
  g_assert_true (hf_case_write (text, mine, NULL));
  g_assert_true (hf_case_write (text, gone, NULL));
  write_file (left, "half");
  found = hf_case_find_drafts ();
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (found, 0), ==, gone);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  read = hf_case_load_draft (gone, &saved_as, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (saved_as, ==, "/somewhere/b.hfcase");
  assert_same (self, read);
  g_assert_null (read->rest);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("hf-case-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case/round-trip", test_round_trip);
  g_test_add_func ("/case/lines", test_lines);
  g_test_add_func ("/case/same", test_same);
  g_test_add_func ("/case/refused", test_refused);
  g_test_add_func ("/case/deep", test_deep);
  g_test_add_func ("/case/damaged", test_damaged);
  g_test_add_func ("/case/dumps", test_dumps);
  g_test_add_func ("/case/drafts", test_drafts);
  status = g_test_run ();
  remove_all (folder);
  g_free (folder);

  return status;
}
