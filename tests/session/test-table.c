/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>

#include "changes.h"
#include "heap/hf-graph.h"
#include "session/hf-csv.h"
#include "session/hf-order.h"
#include "session/hf-table.h"

/* ---- a table of made-up rows ---- */

#define TEST_TYPE_TABLE (test_table_get_type ())
G_DECLARE_FINAL_TYPE (TestTable, test_table, TEST, TABLE, HfTable)

struct _TestTable
{
  HfTable parent_instance;

  guint32 n;
  char **names;
  gint64 *numbers;
};

G_DEFINE_FINAL_TYPE (TestTable, test_table, HF_TYPE_TABLE)

static const HfColumn columns[] = {
  { "name", "Name", NULL, HF_COLUMN_TEXT, TRUE, -1 },
  { "number", "Number", NULL, HF_COLUMN_DELTA, FALSE, -1 },
};

static guint32
n_rows (HfTable *table)
{
  return TEST_TABLE (table)->n;
}

static const HfColumn *
get_columns (HfTable *table, guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

static gint64
number (HfTable *table, guint32 row, guint column)
{
  return TEST_TABLE (table)->numbers[row];
}

static const char *
text (HfTable *table, guint32 row, guint column)
{
  return column == 0 ? TEST_TABLE (table)->names[row] : NULL;
}

static void
test_table_finalize (GObject *object)
{
  TestTable *self = TEST_TABLE (object);

  g_strfreev (self->names);
  g_free (self->numbers);
  G_OBJECT_CLASS (test_table_parent_class)->finalize (object);
}

static void
test_table_class_init (TestTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_table_finalize;
  table_class->n_rows = n_rows;
  table_class->columns = get_columns;
  table_class->number = number;
  table_class->text = text;
}

static void
test_table_init (TestTable *self)
{
}

/* "b:2 a:-1 c:?" */
static HfTable *
table_from_text (const char *words)
{
  TestTable *self = g_object_new (TEST_TYPE_TABLE, NULL);
  g_auto (GStrv) rows = g_strsplit (words, " ", -1);

  self->n = g_strv_length (rows);
  self->names = g_new0 (char *, self->n + 1);
  self->numbers = g_new0 (gint64, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      char *colon = strchr (rows[i], ':');

      self->names[i] = g_strndup (rows[i], (gsize) (colon - rows[i]));
      self->numbers[i] = colon[1] == '?' ? HF_UNKNOWN_NUMBER : g_ascii_strtoll (colon + 1, NULL, 10);
    }
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

static HfTable *
table_at_random (guint32 n, GRand *rand)
{
  TestTable *self = g_object_new (TEST_TYPE_TABLE, NULL);

  self->n = n;
  self->names = g_new0 (char *, n + 1);
  self->numbers = g_new0 (gint64, n);
  for (guint32 i = 0; i < n; i++)
    {
      self->names[i] = g_strdup_printf ("%s%u", i % 3 == 0 ? "common.prefix." : "", g_rand_int_range (rand, 0, (int) n / 4 + 1));
      self->numbers[i] = (gint64) g_rand_int_range (rand, -1000, 1000) * (i % 5 == 0 ? G_GINT64_CONSTANT (10000000000) : 1);
    }
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

static void
assert_rows (HfTable *table, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (table)); i++)
    {
      g_autoptr (HfRow) row = g_list_model_get_item (G_LIST_MODEL (table), i);

      g_assert_cmpuint (hf_row_get_index (row), ==, hf_table_row_at (table, i));
      g_string_append_printf (names, "%s%s", i == 0 ? "" : " ", hf_table_text (table, hf_row_get_index (row), 0));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

/* ---- tests ---- */

static void
test_sorts (void)
{
  g_autoptr (HfTable) table = table_from_text ("b:2 a:-1 c:? d:10 a:0");
  GString *changes = changes_watch (table);

  assert_rows (table, "b a c d a");
  hf_table_sort (table, 1, TRUE);
  assert_changes (changes, "0-5+5");
  assert_rows (table, "d b a a c");
  hf_table_sort (table, 1, FALSE);
  assert_rows (table, "a a b d c");
  g_assert_cmpuint (hf_table_row_at (table, 0), ==, 1);
  hf_table_sort (table, 0, FALSE);
  assert_rows (table, "a a b c d");
  g_assert_cmpuint (hf_table_row_at (table, 0), ==, 1); /* stable */
  hf_table_sort (table, 0, TRUE);
  assert_rows (table, "d c b a a");
  hf_table_sort (table, -1, FALSE);
  assert_rows (table, "b a c d a");
  g_string_truncate (changes, 0);
  hf_table_sort (table, -1, FALSE);
  assert_changes (changes, "");
  g_string_free (changes, TRUE);
}

static void
test_filters (void)
{
  g_autoptr (HfTable) table = table_from_text ("app.Session:1 app.Message:2 dict:3 application:4");
  GString *changes = changes_watch (table);

  hf_table_set_filter (table, "app.*");
  assert_changes (changes, "0-4+2");
  assert_rows (table, "app.Session app.Message");
  hf_table_set_filter (table, "ess");
  assert_changes (changes, "0-2+2");
  assert_rows (table, "app.Session app.Message");
  hf_table_sort (table, 1, TRUE);
  assert_rows (table, "app.Message app.Session");
  g_string_truncate (changes, 0);
  hf_table_set_filter (table, "nothing like it");
  assert_changes (changes, "0-2+0");
  g_assert_cmpuint (hf_table_get_n_matching (table), ==, 0);
  hf_table_set_filter (table, "");
  assert_changes (changes, "0-0+4");
  assert_rows (table, "application dict app.Message app.Session");
  g_assert_cmpuint (hf_table_position_of (table, 0), ==, 3);
  g_assert_cmpuint (hf_table_find_row (table, "dict"), ==, 2);
  g_assert_cmpuint (hf_table_find_row (table, "gone"), ==, HF_NONE);
  g_string_free (changes, TRUE);
}

typedef struct
{
  HfTable *table;
  guint column;
  gboolean descending;
} Plain;

static int
compare_plainly (gconstpointer a, gconstpointer b, gpointer data)
{
  const Plain *plain = data;
  guint32 ra = *(const guint32 *) a, rb = *(const guint32 *) b;
  int order;

  if (plain->column == 0)
    order = strcmp (hf_table_text (plain->table, ra, 0), hf_table_text (plain->table, rb, 0));
  else
    {
      gint64 na = hf_table_number (plain->table, ra, 1), nb = hf_table_number (plain->table, rb, 1);

      order = na < nb ? -1 : na > nb;
    }
  return plain->descending ? -order : order;
}

/* Large enough for a worker; against the plainest sort there is. */
static void
test_large (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (HfTable) table = table_at_random (60000, rand);
  GString *changes = changes_watch (table);

  for (guint mode = 0; mode < 4; mode++)
    {
      Plain plain = { table, mode & 1, mode >> 1 };
      g_autofree guint32 *rows = g_new (guint32, 60000);

      for (guint32 i = 0; i < 60000; i++)
        rows[i] = i;
      g_qsort_with_data (rows, 60000, sizeof (guint32), compare_plainly, &plain);
      hf_table_sort (table, (int) plain.column, plain.descending);
      wait_until (changes->len > 0);
      assert_changes (changes, "0-60000+60000");
      for (guint32 i = 0; i < 60000; i++)
        g_assert_cmpuint (hf_table_row_at (table, i), ==, rows[i]);
    }
  wait_for_quiet ();
  g_string_free (changes, TRUE);
}

/* Only the last wish is granted, and a table can go while a worker sorts it. */
static void
test_superseded (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  HfTable *table = table_at_random (60000, rand);
  GString *changes = changes_watch (table);

  hf_table_sort (table, 0, FALSE);
  hf_table_sort (table, 0, TRUE);
  hf_table_set_filter (table, "common.*");
  wait_for_quiet ();
  assert_changes (changes, "0-60000+20000");
  hf_table_sort (table, 1, TRUE);
  g_object_add_weak_pointer (G_OBJECT (table), (gpointer *) &table);
  g_object_unref (table);
  wait_for_quiet ();
  wait_until (table == NULL);
  assert_changes (changes, "");
  g_string_free (changes, TRUE);
}

static void
test_many_keys (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint round = 0; round < 200; round++)
    {
      guint32 n = (guint32) g_rand_int_range (rand, 0, 300);
      g_autofree guint64 *keys = g_new (guint64, n + 1);
      g_autofree guint32 *rows = g_new (guint32, n + 1);

      for (guint32 i = 0; i < n; i++)
        {
          keys[i] = hf_order_key ((gint64) g_rand_int (rand) - (1 << 30), round & 1) & (round % 3 == 0 ? 0xf : G_MAXUINT64);
          rows[i] = i;
        }
      g_assert_true (hf_order_by_keys (keys, rows, n, NULL, NULL));
      for (guint32 i = 1; i < n; i++)
        g_assert_true (keys[i - 1] < keys[i] || (keys[i - 1] == keys[i] && rows[i - 1] < rows[i]));
    }
}

static void
test_csv (void)
{
  g_autoptr (HfTable) table = table_from_text ("=SUM(A1):-12 a,b:3 say\"so\":0 @x:? plain:4000");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp (NULL, &error);
  g_autofree char *path = g_build_filename (folder, "table.csv", NULL);
  g_autofree char *content = NULL;
  g_autofree guint32 *rows = NULL;
  guint n;

  hf_table_sort (table, 1, TRUE);
  rows = hf_table_dup_order (table, &n);
  g_assert_true (hf_csv_write (table, rows, n, path, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, &error));
  g_assert_cmpstr (content, ==, "Name,Number\r\nplain,4000\r\n\"a,b\",3\r\n\"say\"\"so\"\"\",0\r\n\"'=SUM(A1)\",-12\r\n\"'@x\",\r\n");
  g_remove (path);
  g_rmdir (folder);
  g_assert_false (hf_csv_write (table, rows, n, path, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/table/sorts", test_sorts);
  g_test_add_func ("/session/table/filters", test_filters);
  g_test_add_func ("/session/table/large", test_large);
  g_test_add_func ("/session/table/superseded", test_superseded);
  g_test_add_func ("/session/table/many-keys", test_many_keys);
  g_test_add_func ("/session/table/csv", test_csv);
  status = g_test_run ();
  wait_for_quiet ();

  return status;
}
