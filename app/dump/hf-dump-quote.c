/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-quote.h"

char *
hf_dump_quote (const char *text,
               gsize       length,
               gboolean    cut)
{
  GString *quoted = g_string_new ("'");

  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '\n':
        g_string_append (quoted, "\\n");
        break;
      case '\r':
        g_string_append (quoted, "\\r");
        break;
      case '\t':
        g_string_append (quoted, "\\t");
        break;
      case '\\':
      case '\'':
        g_string_append_c (quoted, '\\');
        g_string_append_c (quoted, text[i]);
        break;
      default:
        g_string_append_c (quoted, text[i]);
      }
  if (!cut)
    g_string_append_c (quoted, '\'');

  return g_string_free (quoted, FALSE);
}
