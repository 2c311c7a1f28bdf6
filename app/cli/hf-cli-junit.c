/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli-junit.h"

#include <glib/gi18n.h>

#include "case/hf-case-file.h"
#include "hf-cli.h"

char *
hf_cli_finding_sentence (const HfCheckFinding *finding)
{
  gint64 more = finding->now - finding->before;

  if (finding->mark == NULL)
    return g_strdup_printf (_("%+lld objects here, and no verdict on them"), (long long) more);
  if (finding->result == HF_CHECK_SKIPPED)
    return g_strdup (_("How much it held before is not known: give two dumps"));
  if (finding->mark->verdict == HF_VERDICT_UNKNOWN)
    return g_strdup_printf (_("%+lld objects; at most %+lld is allowed"), (long long) more, (long long) finding->allow);
  if (finding->allow < 0)
    return g_strdup_printf (_("%lld objects; any number is expected"), (long long) finding->now);

  return g_strdup_printf (_("%lld objects; at most %lld is allowed"), (long long) finding->now, (long long) finding->allow);
}

/* An attribute's value. Control characters cannot stand in XML at all. */
static void
put_attribute (GString *to, const char *name, const char *text)
{
  g_autofree char *clean = hf_cli_escape (text);
  g_autofree char *escaped = g_markup_escape_text (clean, -1);
  g_autoptr (GString) valid = g_string_new (escaped);

  g_string_replace (valid, "\xef\xbf\xbe", "\xef\xbf\xbd", 0);
  g_string_replace (valid, "\xef\xbf\xbf", "\xef\xbf\xbd", 0);
  g_string_append_printf (to, " %s=\"%s\"", name, valid->str);
}

static void
put_finding (GString *to, const HfCheckFinding *finding)
{
  g_autofree char *sentence = hf_cli_finding_sentence (finding);

  g_string_append (to, "  <testcase");
  put_attribute (to, "classname", finding->mark != NULL ? hf_verdict_name (finding->mark->verdict) : "growth");
  put_attribute (to, "name", finding->subject);
  if (finding->result == HF_CHECK_PASSED)
    {
      g_string_append (to, "/>\n");
      return;
    }
  g_string_append (to, finding->result == HF_CHECK_FAILED ? ">\n   <failure type=\"holdfast\"" : ">\n   <skipped");
  put_attribute (to, "message", sentence);
  g_string_append (to, "/>\n  </testcase>\n");
}

gboolean
hf_cli_junit_write (const HfCheck *check, const char *name, gint64 seconds, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n <testsuite");

  put_attribute (text, "name", name);
  g_string_append_printf (text, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" time=\"%" G_GINT64_FORMAT "\">\n",
                          check->findings->len, check->n_failed, check->n_skipped, seconds);
  for (guint i = 0; i < check->findings->len; i++)
    put_finding (text, &g_array_index (check->findings, HfCheckFinding, i));
  g_string_append (text, " </testsuite>\n</testsuites>\n");

  return hf_case_write (text->str, path, error);
}
