/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-pattern.h"
#include "analysis/hf-suspects.h"

static const char *
translate (const char *text)
{
  return _(text);
}

/* ---- output ----------------------------------------------------------------------------------------------------------------- */

static void
add_suspect (JsonBuilder *builder, const HfHeap *heap, const HfSuspects *suspects, const HfSuspect *suspect)
{
  g_autofree char *sentence = hf_suspect_to_sentence (suspects, suspect, translate);
  g_autofree char *remedy = hf_suspect_to_remedy (suspect, translate);

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "sentence", sentence);
  hf_cli_json_string (builder, "holder", suspect->holder);
  hf_cli_json_string (builder, "slot", suspect->slot);
  hf_cli_json_string (builder, "pattern", hf_suspect_pattern_name (suspect));
  hf_cli_json_string (builder, "remedy", remedy);
  hf_cli_json_string (builder, "grade", hf_suspect_grade_to_string (suspect->grade));
  if (suspect->bound > 0)
    hf_cli_json_int (builder, "bound", (gint64) suspect->bound);
  hf_cli_json_int (builder, "count", (gint64) suspect->count);
  hf_cli_json_int (builder, "bytes", (gint64) suspect->bytes);
  hf_cli_json_int (builder, "retained", (gint64) suspect->retained);
  if (suspect->example != HF_NONE)
    hf_cli_json_address (builder, "example", heap, suspect->example);
  else
    hf_cli_json_null (builder, "example");
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < suspects->n_heaps; i++)
    json_builder_add_int_value (builder, suspect->counts[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const HfHeap *heap, const HfSuspects *suspects)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "suspects");
  json_builder_begin_array (builder);
  for (guint i = 0; i < suspects->suspects->len; i++)
    add_suspect (builder, heap, suspects, g_ptr_array_index (suspects->suspects, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_escaped (const char *text)
{
  g_autofree char *safe = hf_cli_escape (text);

  hf_cli_printf ("%s\n", safe);
}

static void
print_person (const HfHeap *heap, const HfSuspects *suspects, guint index)
{
  const HfSuspect *suspect = g_ptr_array_index (suspects->suspects, index);
  g_autofree char *sentence = hf_suspect_to_sentence (suspects, suspect, translate);
  g_autofree char *remedy = hf_suspect_to_remedy (suspect, translate);
  const char *pattern = hf_suspect_pattern_name (suspect);

  hf_cli_printf ("%u. [%s] ", index + 1, hf_suspect_grade_to_words (suspect->grade, translate));
  print_escaped (sentence);
  if (pattern != NULL)
    {
      hf_cli_printf ("   %s. ", _(pattern));
      print_escaped (remedy);
    }
  if (suspect->example != HF_NONE)
    /* TRANSLATORS: an address */
    hf_cli_printf (_("   for example 0x%lx\n"), (gulong) hf_heap_address (heap, suspect->example));
}

/* For programs: grade, count, retained, pattern, holder, sentence. */
static void
print_line (const HfSuspects *suspects, const HfSuspect *suspect)
{
  g_autofree char *sentence = hf_suspect_to_sentence (suspects, suspect, translate);
  g_autofree char *holder = hf_cli_escape (suspect->holder);
  g_autofree char *safe = hf_cli_escape (sentence);
  const char *pattern = hf_suspect_pattern_name (suspect);

  hf_cli_printf ("%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%s\t%s\t%s\n", hf_suspect_grade_to_string (suspect->grade),
                 suspect->count, suspect->retained, pattern != NULL ? pattern : "", holder, safe);
}

/* ---- the command ------------------------------------------------------------------------------------------------------------ */

static HfSuspects *
find_suspects (HfCli *cli, HfAnalysis **analyses, guint n, guint limit, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfGrowth) growth = NULL;
  HfSuspects *suspects = NULL;

  if (n == 1)
    suspects = hf_suspects_new_for_one (analyses[0], limit, cli->progress, &error);
  else
    {
      growth = hf_growth_new (analyses, n, HF_GROUP_BY_HOLDER, FALSE, cli->progress, &error);
      if (growth != NULL)
        suspects = hf_suspects_new (growth, analyses[n - 1], limit, cli->progress, &error);
    }
  if (suspects == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return suspects;
}

static HfCliStatus
answer (HfCli *cli, HfAnalysis **analyses, guint n, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  guint shown = limit < 0 ? HF_SUSPECTS_SHOWN : limit == 0 ? G_MAXINT : (guint) limit;
  g_autoptr (HfSuspects) suspects = find_suspects (cli, analyses, n, shown, &status);
  const HfHeap *heap = analyses[n - 1]->heap;

  if (suspects == NULL)
    return status;
  if (cli->json)
    print_json (heap, suspects);
  else if (suspects->suspects->len == 0)
    return hf_cli_nothing (cli, "%s", n > 1 ? _("Nothing grew that would tell of a leak") : _("Nothing piles up that would be worth a look"));
  else
    for (guint i = 0; i < suspects->suspects->len; i++)
      if (cli->terminal)
        print_person (heap, suspects, i);
      else
        print_line (suspects, g_ptr_array_index (suspects->suspects, i));

  return suspects->suspects->len == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  int limit = HF_CLI_NO_LIMIT;
  g_autoptr (GPtrArray) analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_analysis_unref);
  HfCliStatus status = HF_CLI_DONE;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N suspects; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_suspects, entries, &argc, &argv, 1, G_MAXINT) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;

  for (int i = 1; i < argc; i++)
    {
      HfAnalysis *analysis = hf_cli_analyse (cli, argv[i], &status);

      if (analysis == NULL)
        return status;
      g_ptr_array_add (analyses, analysis);
    }

  return answer (cli, (HfAnalysis **) analyses->pdata, analyses->len, limit);
}

const HfCliCommand hf_cli_suspects = { "suspects", "DUMP…", N_("Say in sentences what looks like a leak, and what would mend it"), run };
