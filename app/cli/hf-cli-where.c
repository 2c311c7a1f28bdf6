/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli-where.h"

#include <glib/gi18n.h>

/* ---- what is wrong with a query ------------------------------------------------------------------------------------------ */

static const char *
translate (const char *text)
{
  return _(text);
}

/* Columns that a terminal takes for @text; what is combined takes none. */
static guint
width_of (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

static char *
clean_part (const char *text, guint column, guint length)
{
  g_autofree char *part = g_utf8_substring (text, column, column + length);

  return hf_cli_escape (part);
}

static void
print_caret (const char *where, const HfQueryFault *fault)
{
  g_autofree char *text = g_utf8_make_valid (where, -1);
  g_autofree char *clean = hf_cli_escape (text);
  g_autofree char *before = clean_part (text, 0, fault->column);
  g_autofree char *meant = clean_part (text, fault->column, fault->length);
  guint width = width_of (meant);
  g_autofree char *marks = g_strnfill (width > 1 ? width - 1 : 0, '~');

  fprintf (stderr, "  %s\n  %*s^%s\n", clean, (int) width_of (before), "", marks);
}

static HfCliStatus
complain (HfCli *cli, const char *where, HfQueryFault *fault, HfCliStatus status)
{
  g_autofree char *message = hf_query_fault_message (fault, translate);

  hf_cli_nothing (cli, "--where: %s", message);
  print_caret (where, fault);
  hf_query_fault_clear (fault);

  return status;
}

/* ---- what is wanted --------------------------------------------------------------------------------------------------------- */

gboolean
hf_cli_wanted_init (HfCliWanted *self, HfCli *cli, const char *type, const char *where)
{
  HfQueryFault fault;

  *self = (HfCliWanted) { .type = type, .where = where };
  if (where == NULL)
    return TRUE;

  self->query = hf_query_parse (where, &fault);
  if (self->query == NULL)
    complain (cli, where, &fault, HF_CLI_USAGE);

  return self->query != NULL;
}

void
hf_cli_wanted_clear (HfCliWanted *self)
{
  g_clear_pointer (&self->query, hf_query_free);
}

const char *
hf_cli_wanted_words (const HfCliWanted *self)
{
  return self->where != NULL ? self->where : self->type;
}

static HfBitset *
run_query (const HfCliWanted *self, HfCli *cli, const HfAnalysis *analysis, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  HfQueryFault fault;
  HfBitset *found = hf_query_run (self->query, analysis->heap, analysis, self->before, cli->progress, &fault, &error);
  gboolean lacks = (hf_query_needs (self->query) & HF_QUERY_NEEDS_EARLIER) && self->before == NULL;

  if (found == NULL && fault.sentence != NULL)
    *status = complain (cli, self->where, &fault, lacks ? HF_CLI_USAGE : HF_CLI_NO_ANSWER);
  else if (found == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return found;
}

static HfBitset *
set_of (const HfHeap *heap, const GArray *objects)
{
  HfBitset *set = hf_bitset_new (hf_heap_graph (heap)->n);

  for (guint i = 0; set != NULL && i < objects->len; i++)
    hf_bitset_add (set, g_array_index (objects, guint32, i));

  return set;
}

static HfBitset *
no_memory (HfCli *cli, HfCliStatus *status)
{
  *status = hf_cli_fail (cli, g_error_new_literal (HF_ERROR, HF_ERROR_TOO_LARGE, _("There is not enough memory")));

  return NULL;
}

HfBitset *
hf_cli_wanted_find (const HfCliWanted *self, HfCli *cli, const HfAnalysis *analysis, HfCliStatus *status)
{
  gboolean says_new = self->query != NULL && (hf_query_needs (self->query) & HF_QUERY_NEEDS_EARLIER);
  g_autoptr (GArray) objects = hf_cli_select (cli, analysis->heap, self->type, says_new ? NULL : self->before, status);
  g_autoptr (HfBitset) set = objects != NULL ? set_of (analysis->heap, objects) : NULL;
  g_autoptr (HfBitset) found = NULL;

  if (objects == NULL)
    return NULL;
  if (set == NULL)
    return no_memory (cli, status);
  if (self->query == NULL)
    return g_steal_pointer (&set);

  found = run_query (self, cli, analysis, status);
  if (found == NULL)
    return NULL;
  for (gsize i = 0; i < ((gsize) set->n + 63) / 64; i++)
    found->words[i] &= set->words[i];

  return g_steal_pointer (&found);
}

GArray *
hf_cli_wanted_list (const HfCliWanted *self, HfCli *cli, const HfAnalysis *analysis, HfCliStatus *status)
{
  g_autoptr (HfBitset) found = hf_cli_wanted_find (self, cli, analysis, status);
  GArray *objects;

  if (found == NULL)
    return NULL;

  objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 v = 1; v < found->n; v++)
    if (hf_bitset_has (found, v))
      g_array_append_val (objects, v);

  return objects;
}
