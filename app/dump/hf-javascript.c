/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-javascript.h"

#include <string.h>

char *
hf_javascript_quote (const char *text,
                     gboolean    cut)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = text; *at != '\0'; at++)
    switch (*at)
      {
      case '\n': g_string_append (quoted, "\\n"); break;
      case '\r': g_string_append (quoted, "\\r"); break;
      case '\t': g_string_append (quoted, "\\t"); break;
      case '\\': g_string_append (quoted, "\\\\"); break;
      case '"': g_string_append (quoted, "\\\""); break;

      default:
        if ((guint8) *at < 0x20 || *at == 0x7f)
          g_string_append_printf (quoted, "\\x%02x", (guint) (guint8) *at);
        else
          g_string_append_c (quoted, *at);
      }
  if (!cut)
    g_string_append_c (quoted, '"');

  return g_string_free (quoted, FALSE);
}

gsize
hf_javascript_length (const char *text)
{
  gsize n = 0;

  /* A character is as long as it has bytes that begin one; those of four bytes are two units. */
  for (; *text != '\0'; text++)
    n += ((guint8) *text & 0xc0) != 0x80 ? 1 + ((guint8) *text >= 0xf0) : 0;

  return n;
}

/* Letters beyond ASCII are taken for letters. A private field begins with "#". */
static gboolean
is_identifier (const char *name)
{
  const char *at = *name == '#' ? name + 1 : name;

  if (*at == '\0' || g_ascii_isdigit (*at))
    return FALSE;
  for (; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && *at != '$' && (guint8) *at < 0x80)
      return FALSE;

  return TRUE;
}

/* "<symbol Symbol.iterator>", "<symbol mine>", "<symbol>". NULL if it is none. */
static char *
symbol_of (const char *name)
{
  gsize length = strlen (name);
  g_autofree char *text = NULL;

  if (!g_str_has_prefix (name, "<symbol") || name[length - 1] != '>' || (name[7] != ' ' && name[7] != '>'))
    return NULL;
  text = name[7] == ' ' ? g_strndup (name + 8, length - 9) : g_strdup ("");

  return g_str_has_prefix (text, "Symbol.") ? g_steal_pointer (&text) : g_strconcat ("Symbol(", text, ")", NULL);
}

HfJavascriptName
hf_javascript_property (const char *name)
{
  char *symbol;

  if (is_identifier (name))
    return (HfJavascriptName) { HF_REF_ATTRIBUTE, g_strdup (name) };
  symbol = symbol_of (name);
  if (symbol != NULL)
    return (HfJavascriptName) { HF_REF_VALUE, symbol };
  if ((g_str_has_prefix (name, "get ") || g_str_has_prefix (name, "set ")) && name[4] != '\0')
    return (HfJavascriptName) { HF_REF_OTHER, g_strdup (name) };

  return (HfJavascriptName) { HF_REF_VALUE, hf_javascript_quote (name, FALSE) };
}

/* "objectElements[3]" */
static gboolean
is_element (const char *name,
            guint32    *position)
{
  guint64 number;
  char *end;

  if (!g_str_has_prefix (name, "objectElements["))
    return FALSE;
  number = g_ascii_strtoull (name + 15, &end, 10);
  *position = (guint32) MIN (number, G_MAXUINT32 - 1);

  return *end == ']' && end[1] == '\0';
}

static gboolean
is_hidden (const char *name)
{
  static const char *const names[] = { "shape", "base", "script", "group", "type", "global", "enclosing_environment", "native data" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;

  return g_str_has_prefix (name, "**") || g_str_has_prefix (name, "CLASS_OBJECT(") || g_str_has_prefix (name, "OrderedHash") ||
         g_str_has_prefix (name, "baseline-") || g_str_has_prefix (name, "cacheir-") || strcmp (name, "value in WeakMap") == 0;
}

HfJavascriptName
hf_javascript_cell_name (const char *name,
                         gboolean    is_engine,
                         guint32    *position)
{
  guint32 number;

  if (is_element (name, &number))
    {
      *position = number;
      return (HfJavascriptName) { HF_REF_INDEX, NULL };
    }

  return is_engine || is_hidden (name) ? (HfJavascriptName) { HF_REF_INTERNAL, g_strdup (name) } : hf_javascript_property (name);
}
