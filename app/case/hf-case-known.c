/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *
list_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "holdfast", "cases", NULL);
}

/* One write at the end of the file: what another process adds at the same time stays whole. */
void
hf_case_known_add (const char *case_path)
{
  g_autofree char *list = list_path ();
  g_autofree char *folder = g_path_get_dirname (list);
  g_autofree char *full = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GPtrArray) known = NULL;
  int fd;

  g_return_if_fail (case_path != NULL);

  full = g_canonicalize_filename (case_path, NULL);
  known = hf_case_known_list ();
  for (guint i = 0; i < known->len; i++)
    if (strcmp (g_ptr_array_index (known, i), full) == 0)
      return;
  uri = g_filename_to_uri (full, NULL, NULL);
  line = g_strconcat (uri, "\n", NULL);
  g_mkdir_with_parents (folder, 0700);
  fd = g_open (list, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  /* A case that is not known protects nothing, and is no less a case. */
  if (write (fd, line, strlen (line)) < 0)
    g_debug ("%s cannot be written", list);
  close (fd);
}

GPtrArray *
hf_case_known_list (void)
{
  GPtrArray *known = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = list_path ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (list, &text, NULL, NULL))
    return known;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *path = g_filename_from_uri (*line, NULL, NULL);

      if (path != NULL)
        g_ptr_array_add (known, path);
    }

  return known;
}
