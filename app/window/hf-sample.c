/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-sample.h"

static GPtrArray *
find_in (const char *folder)
{
  static const char *const names[] = { "before.hfdump", "after.hfdump" };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return NULL;
      g_ptr_array_add (files, g_file_new_for_path (path));
    }
  return g_steal_pointer (&files);
}

/* BUILD/app/window/holdfast: the samples are in BUILD/data/samples, or in the sources around BUILD. */
static GPtrArray *
find_in_build (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = program != NULL ? g_path_get_dirname (program) : NULL;
  static const char *const up[] = { "../../data/samples", "../../../data/samples" };
  GPtrArray *files = NULL;

  for (guint i = 0; here != NULL && files == NULL && i < G_N_ELEMENTS (up); i++)
    {
      g_autofree char *folder = g_build_filename (here, up[i], NULL);

      files = find_in (folder);
    }
  return files;
}

GPtrArray *
hf_sample_find (void)
{
  const char *named = g_getenv ("HOLDFAST_SAMPLES");
  GPtrArray *files = NULL;

  if (named != NULL)
    return find_in (named);
  files = find_in (HF_PKGDATADIR "/samples");

  return files != NULL ? files : find_in_build ();
}
