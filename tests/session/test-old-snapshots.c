/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <unistd.h>

#include "case/hf-case-file.h"
#include "session/hf-old-snapshots.h"

static char *top;
static char *folder;

static char *
place (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));

  return path;
}

static void
put (const char *name, const char *text)
{
  g_free (place (name, text));
}

/* A case at @path that names @dumps, absolute or not. */
static void
put_case (const char *path, const char *const *dumps, gboolean known)
{
  g_autoptr (HfCase) content = hf_case_new ();

  for (guint i = 0; dumps[i] != NULL; i++)
    hf_case_add_dump (content, dumps[i], NULL, 0);
  g_assert_true (hf_case_save (content, path, NULL));
  if (known)
    hf_case_known_add (path);
}

static const HfOldFolder *
folder_named (GPtrArray *found, const char *name)
{
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((HfOldFolder *) g_ptr_array_index (found, i))->name, name))
      return g_ptr_array_index (found, i);

  return NULL;
}

static gboolean
is_there (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static int
delete_all (const char *const *open, guint64 *freed)
{
  static const char *const names[] = { "shop-1-20260101", "shop-2-20260102", "other-3-20260103", "empty", NULL };

  return hf_old_snapshots_delete (folder, names, open, G_MAXINT64, freed, NULL, NULL);
}

/* What is open, what a known case names (moved or not), and what a draft names stays; all else goes, once it is asked for. */
static void
test_uses (void)
{
  g_autofree char *open_one = place ("shop-1-20260101/10-00-00.hfdump", "1");
  g_autofree char *named = place ("shop-1-20260101/10-00-10.hfdump", "22");
  g_autofree char *in_draft = place ("shop-2-20260102/11-00-00.hfdump", "4444");
  g_autofree char *case_path = g_build_filename (top, "leak.hfcase", NULL);
  g_autofree char *inside = g_build_filename (folder, "shop-2-20260102", "inside.hfcase", NULL);
  g_autofree char *draft = hf_case_draft_name ();
  const char *const open[] = { open_one, NULL }, *const in_case[] = { named, "/gone/elsewhere.hfdump", NULL }, *const beside[] = { "11-00-10.hfdump", NULL };
  g_autoptr (HfCase) unsaved = hf_case_new ();
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) found = NULL;
  const HfOldFolder *one, *two;
  guint64 freed;

  put ("shop-1-20260101/10-00-20.hfdump", "333");
  put ("shop-2-20260102/11-00-10.hfdump", "55555");
  put ("shop-2-20260102/11-00-20.hfdump", "666666");
  put ("shop-2-20260102/notes.txt", "mine");
  put ("other-3-20260103/12-00-00.hfdump", "7777777");
  put ("other-3-20260103/.holdfast-99-x.hfdump.part", "unfinished");
  put_case (case_path, in_case, TRUE);
  put_case (inside, beside, TRUE);
  hf_case_add_dump (unsaved, in_draft, NULL, 0);
  text = hf_case_to_draft (unsaved, NULL);
  g_assert_true (hf_case_write (text, draft, NULL));

  found = hf_old_snapshots_find (folder, open, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 3);
  one = folder_named (found, "shop-1-20260101");
  two = folder_named (found, "shop-2-20260102");
  g_assert_cmpuint (one->files->len, ==, 3);
  g_assert_cmpuint (one->size, ==, 6);
  g_assert_cmpuint (one->n_free, ==, 1);
  g_assert_cmpuint (one->free_size, ==, 3);
  g_assert_cmpstr (((HfOldSnapshot *) g_ptr_array_index (one->files, 0))->reason, ==, "open");
  g_assert_cmpstr (((HfOldSnapshot *) g_ptr_array_index (one->files, 1))->reason, ==, "named by leak.hfcase");
  g_assert_null (((HfOldSnapshot *) g_ptr_array_index (one->files, 2))->reason);
  g_assert_cmpuint (two->files->len, ==, 3);
  g_assert_cmpuint (two->n_free, ==, 1);
  g_assert_true (is_there ("shop-1-20260101/10-00-20.hfdump"));

  g_assert_cmpint (delete_all (open, &freed), ==, 3);
  g_assert_cmpuint (freed, ==, 3 + 6 + 7);
  g_assert_true (is_there ("shop-1-20260101/10-00-00.hfdump") && is_there ("shop-1-20260101/10-00-10.hfdump"));
  g_assert_true (is_there ("shop-2-20260102/11-00-00.hfdump") && is_there ("shop-2-20260102/11-00-10.hfdump"));
  g_assert_true (is_there ("shop-2-20260102/notes.txt") && is_there ("other-3-20260103/.holdfast-99-x.hfdump.part"));
  g_assert_false (is_there ("shop-1-20260101/10-00-20.hfdump") || is_there ("other-3-20260103/12-00-00.hfdump"));

  /* A case that is gone names nothing any more, and neither does what is closed. */
  g_unlink (case_path);
  g_unlink (draft);
  g_assert_cmpint (delete_all (NULL, &freed), ==, 3);
  g_assert_false (is_there ("shop-1-20260101"));
  g_assert_true (is_there ("shop-2-20260102/11-00-10.hfdump"));
  g_unlink (inside);
}

/* Of a case that is there and cannot be read, nobody knows what it names. */
static void
test_unreadable_case (void)
{
  g_autofree char *broken = g_build_filename (top, "broken.hfcase", NULL);
  guint64 freed;

  put ("shop-1-20260101/10-00-00.hfdump", "1");
  g_assert_true (g_file_set_contents (broken, "{\"holdfast_case\": 99}", -1, NULL));
  hf_case_known_add (broken);
  g_assert_cmpint (delete_all (NULL, &freed), ==, 0);
  g_assert_true (is_there ("shop-1-20260101/10-00-00.hfdump"));
  g_unlink (broken);
  g_assert_cmpint (delete_all (NULL, &freed), >=, 1);
  g_assert_false (is_there ("shop-1-20260101/10-00-00.hfdump"));
}

/* Nothing is there; links lead nowhere. */
static void
test_nothing (void)
{
  g_autofree char *outside = g_build_filename (top, "outside", NULL);
  g_autofree char *dump = g_build_filename (outside, "10-00-00.hfdump", NULL);
  g_autofree char *link = g_build_filename (folder, "empty", NULL);
  g_autofree char *file_link = g_build_filename (folder, "shop-1-20260101", "x.hfdump", NULL);
  g_autoptr (GPtrArray) found = hf_old_snapshots_find ("/nowhere/at/all", NULL, NULL, NULL);
  guint64 freed;

  g_assert_cmpuint (found->len, ==, 0);
  g_mkdir_with_parents (outside, 0700);
  g_assert_true (g_file_set_contents (dump, "mine", -1, NULL));
  put ("shop-1-20260101/10-00-00.hfdump", "1");
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (symlink (dump, file_link), ==, 0);
  g_assert_cmpint (delete_all (NULL, &freed), ==, 1);
  g_assert_true (g_file_test (dump, G_FILE_TEST_EXISTS));
  g_unlink (link);
  g_unlink (file_link);
}

static void
test_known (void)
{
  g_autoptr (GPtrArray) before = hf_case_known_list ();
  g_autoptr (GPtrArray) after = NULL;

  hf_case_known_add ("/tmp/with a blank\nand a line.hfcase");
  hf_case_known_add ("/tmp/with a blank\nand a line.hfcase");
  hf_case_known_add ("/tmp/../tmp/x.hfcase");
  after = hf_case_known_list ();
  g_assert_cmpuint (after->len, ==, before->len + 2);
  g_assert_cmpstr (g_ptr_array_index (after, after->len - 2), ==, "/tmp/with a blank\nand a line.hfcase");
  g_assert_cmpstr (g_ptr_array_index (after, after->len - 1), ==, "/tmp/x.hfcase");
}

int
main (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *command = NULL;
  int status;

  top = g_dir_make_tmp ("hf-old-XXXXXX", NULL);
  folder = g_build_filename (top, "snapshots", NULL);
  state = g_build_filename (top, "state", NULL);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/old-snapshots/uses", test_uses);
  g_test_add_func ("/session/old-snapshots/unreadable-case", test_unreadable_case);
  g_test_add_func ("/session/old-snapshots/nothing", test_nothing);
  g_test_add_func ("/session/old-snapshots/known", test_known);
  status = g_test_run ();
  command = g_strdup_printf ("rm -rf '%s'", top);
  if (!g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL))
    g_message ("%s stays", top);
  g_free (top);
  g_free (folder);

  return status;
}
