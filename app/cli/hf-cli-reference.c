/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-lookup.h"

/* A person writes .CACHE, CACHE or ['CACHE'] for one and the same. */
static gboolean
is_called (const HfHeap *heap, guint32 r, const char *name)
{
  g_autofree char *label = hf_heap_ref_label (heap, r);
  const char *bare = name[0] == '.' ? name + 1 : name;
  g_autofree char *attribute = g_strconcat (".", bare, NULL);
  g_autofree char *key = g_strconcat ("['", bare, "']", NULL);
  g_autofree char *item = g_strconcat ("[", bare, "]", NULL);
  const char *const forms[] = { name, attribute, key, item, NULL };

  return g_strv_contains (forms, label);
}

/* Owning references of @from that lead to @to (HF_NONE: anywhere) and are called @name (NULL: anything). */
static void
add_refs_of (const HfHeap *heap, guint32 from, guint32 to, const char *name, GArray *refs)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1]; r++)
    if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && (to == HF_NONE || hf_ref_object (graph->out[r]) == to)
        && (name == NULL || is_called (heap, r, name)))
      g_array_append_val (refs, r);
}

/* The same, also where an instance's or module's own dictionary has them. */
static gboolean
add_refs (const HfHeap *heap, guint32 from, guint32 to, const char *name, GArray *refs)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint before = refs->len;

  add_refs_of (heap, from, to, name, refs);
  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1] && refs->len == before; r++)
    if (hf_heap_ref_kind (heap, r) == HF_REF_DICT)
      add_refs_of (heap, hf_ref_object (graph->out[r]), to, name, refs);

  return refs->len > before;
}

/* "FROM→TO" or "FROM->TO": the two parts, or FALSE. */
static gboolean
split_arrow (const char *text, char **from, char **to)
{
  static const char *const arrows[] = { "→", "->" };

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      const char *arrow = strstr (text, arrows[i]);

      if (arrow == NULL)
        continue;
      *from = g_strstrip (g_strndup (text, (gsize) (arrow - text)));
      *to = g_strstrip (g_strdup (arrow + strlen (arrows[i])));
      return TRUE;
    }

  return FALSE;
}

static gboolean
find_between (HfCli *cli, const HfHeap *heap, const char *from, const char *to, GArray *refs, HfCliStatus *status)
{
  guint32 a = hf_cli_find (cli, heap, from, status), b;

  if (a == HF_NONE)
    return FALSE;
  b = hf_cli_find (cli, heap, to, status);
  if (b == HF_NONE)
    return FALSE;
  if (add_refs (heap, a, b, NULL, refs))
    return TRUE;
  *status = hf_cli_nothing (cli, _("%s holds no reference to %s"), from, to);

  return FALSE;
}

/* Keys may have colons in them too: of those in the text, the last that leaves an object before it. */
static gboolean
find_named (HfCli *cli, const HfHeap *heap, const char *text, GArray *refs, HfCliStatus *status)
{
  const char *colon = strrchr (text, ':');
  guint32 from = HF_NONE;

  while (colon != NULL && colon > text)
    {
      g_autofree char *before = g_strndup (text, (gsize) (colon - text));
      guint32 object = hf_lookup_object (heap, before, NULL);

      if (object != HF_NONE && add_refs (heap, object, HF_NONE, colon + 1, refs))
        return TRUE;
      from = object != HF_NONE ? object : from;
      colon = g_strrstr_len (text, colon - text, ":");
    }
  if (strchr (text, ':') == NULL)
    *status = hf_cli_usage (cli, _("“%s” names no reference: FROM→TO or FROM:NAME is wanted"), text);
  else if (from == HF_NONE)
    *status = hf_cli_nothing (cli, _("“%s” begins with no object of this dump"), text);
  else
    *status = hf_cli_nothing (cli, _("No reference is called as in “%s”"), text);

  return FALSE;
}

gboolean
hf_cli_find_refs (HfCli *cli, const HfHeap *heap, const char *text, GArray *refs, HfCliStatus *status)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (split_arrow (text, &from, &to))
    return find_between (cli, heap, from, to, refs, status);

  return find_named (cli, heap, text, refs, status);
}
