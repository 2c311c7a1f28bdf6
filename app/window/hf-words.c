/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-words.h"

#include <glib/gi18n.h>

#include "session/hf-format.h"

char *
hf_words_objects (guint64 n)
{
  g_autofree char *count = hf_format_count (n);

  return g_strdup_printf (ngettext ("%s object", "%s objects", (gulong) n), count);
}

char *
hf_words_objects_and_size (guint64 n, guint64 bytes)
{
  g_autofree char *objects = hf_words_objects (n);
  g_autofree char *size = hf_format_size (bytes);

  /* Translators: a number of objects and their size */
  return g_strdup_printf (_("%s · %s"), objects, size);
}
