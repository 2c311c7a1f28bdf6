/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "hf-growth.h"

#define STEP " › "
#define MODULE "module "

/* Folded: "[*]", a repeated step ".next…", or one of several "(.left | .right)…". */
static gboolean
is_many (const char *step)
{
  return strstr (step, "[*]") != NULL || g_str_has_suffix (step, "…") || (*step == '(' && !g_str_has_prefix (step, "(un"));
}

/* Steps that stand for themselves: all before the first folded one; the last step is the type. */
static guint
count_plain (char **steps)
{
  guint n = 0;

  while (steps[n] != NULL && steps[n + 1] != NULL && !is_many (steps[n]))
    n++;

  return n;
}

static gboolean
is_place_of_module (char **steps, guint n)
{
  for (guint i = 1; i < n; i++)
    if (steps[i][0] != '.' && steps[i][0] != '[')
      return FALSE;

  return g_str_has_prefix (steps[0], MODULE);
}

char *
hf_growth_slot (const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, STEP, -1);
  guint n = count_plain (steps);
  GString *slot;

  if (n == 0 || g_str_has_prefix (path, "(unreachable)"))
    return NULL;
  if (!is_place_of_module (steps, n))
    {
      g_clear_pointer (&steps[n], g_free);
      for (guint i = n + 1; steps[i] != NULL; i++)
        g_clear_pointer (&steps[i], g_free);
      return g_strjoinv (STEP, steps);
    }
  slot = g_string_new (steps[0] + strlen (MODULE));
  for (guint i = 1; i < n; i++)
    g_string_append (slot, steps[i]);

  return g_string_free (slot, FALSE);
}
