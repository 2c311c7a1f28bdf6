/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-growth.h"
#include "analysis/hf-lookup.h"
#include "dump/hf-dump.h"

HfHeap *
hf_cli_load (HfCli *cli, const char *path, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  HfDumpLimits limits = hf_dump_default_limits;
  HfHeap *heap;

  limits.chrome_numbers = cli->chrome;
  heap = hf_dump_load (path, &limits, cli->progress, &error);
  if (heap == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));
  else if (hf_heap_info (heap)->truncated != NULL)
    {
      g_autofree char *name = hf_cli_escape (path);
      g_autofree char *sentence = hf_cli_escape (hf_heap_info (heap)->truncated);

      fprintf (stderr, "%s: %s\n", name, sentence);
    }

  return heap;
}

HfAnalysis *
hf_cli_analyse (HfCli *cli, const char *path, HfCliStatus *status)
{
  g_autoptr (HfHeap) heap = hf_cli_load (cli, path, status);
  g_autoptr (GError) error = NULL;
  HfAnalysis *analysis;

  if (heap == NULL)
    return NULL;

  analysis = hf_analysis_new (heap, cli->progress, &error);
  if (analysis == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return analysis;
}

guint32
hf_cli_find (HfCli *cli, const HfHeap *heap, const char *text, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  guint32 object = hf_lookup_object (heap, text, &error);

  if (object == HF_NONE)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return object;
}

gboolean
hf_cli_name_matches (const char *name, GPatternSpec *glob)
{
  return glob == NULL || g_pattern_spec_match_string (glob, name);
}

gboolean
hf_cli_type_matches (const HfHeap *heap, guint32 type, GPatternSpec *glob)
{
  const char *name = hf_heap_type_name (heap, type);
  gsize length = strlen (hf_heap_type_module (heap, type));

  if (hf_cli_name_matches (name, glob))
    return TRUE;

  return length > 0 && strncmp (name, hf_heap_type_module (heap, type), length) == 0 && name[length] == '.' &&
         g_pattern_spec_match_string (glob, name + length + 1);
}

static HfBitset *
known_before (HfCli *cli, const HfHeap *before, const HfHeap *heap, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  HfBitset *known = hf_growth_match (before, heap, cli->progress, &error);

  if (known == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return known;
}

GArray *
hf_cli_select (HfCli *cli, const HfHeap *heap, const char *glob, const HfHeap *before, HfCliStatus *status)
{
  g_autoptr (GPatternSpec) spec = glob != NULL ? g_pattern_spec_new (glob) : NULL;
  g_autoptr (HfBitset) known = NULL;
  g_autofree gboolean *wanted = g_new (gboolean, MAX (hf_heap_n_types (heap), 1));
  GArray *objects;

  if (before != NULL && (known = known_before (cli, before, heap, status)) == NULL)
    return NULL;

  objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < hf_heap_n_types (heap); i++)
    wanted[i] = hf_cli_type_matches (heap, i, spec);
  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    if (wanted[hf_heap_type (heap, v)] && (known == NULL || !hf_bitset_has (known, v)))
      g_array_append_val (objects, v);

  return objects;
}
