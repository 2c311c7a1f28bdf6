/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analysis/hf-suspects.h"

static const char *
translate (const char *text)
{
  return _(text);
}

static gboolean
add_suspect (HfReportWork *self, const HfSuspects *suspects, const HfSuspect *suspect, GError **error)
{
  g_autofree char *sentence = hf_suspect_to_sentence (suspects, suspect, translate);
  g_autofree char *remedy = hf_suspect_to_remedy (suspect, translate);
  const char *pattern = hf_suspect_pattern_name (suspect);
  g_autofree char *rest = pattern != NULL ? g_strdup_printf ("%s. %s", _(pattern), remedy != NULL ? remedy : "") : NULL;

  hf_report_finding (self->report, hf_suspect_grade_to_words (suspect->grade, translate), sentence, rest);

  return suspect->example == HF_NONE || hf_report_add_chain (self, suspect->example, error);
}

static const char *
introduction (guint n_heaps)
{
  if (n_heaps == 1)
    return _("Nobody can tell a leak from one snapshot: these are the large accumulations.");
  if (n_heaps == 2)
    return _("Two snapshots tell what grew, not that it goes on: a third would.");

  return NULL;
}

gboolean
hf_report_add_suspects (HfReportWork *self, GError **error)
{
  guint n_heaps = self->heaps->n;
  g_autoptr (HfSuspects) suspects = NULL;

  suspects = n_heaps > 1 ? hf_suspects_new (self->holders, self->last, HF_SUSPECTS_SHOWN, self->progress, error)
                         : hf_suspects_new_for_one (self->last, HF_SUSPECTS_SHOWN, self->progress, error);
  if (suspects == NULL)
    return FALSE;

  hf_report_heading (self->report, 2, _("Suspects"));
  if (suspects->suspects->len == 0)
    hf_report_text (self->report, n_heaps > 1 ? _("Nothing that grew stands out.") : _("Nothing in it stands out."));
  else if (introduction (n_heaps) != NULL)
    hf_report_text (self->report, introduction (n_heaps));
  for (guint i = 0; i < suspects->suspects->len; i++)
    if (!add_suspect (self, suspects, g_ptr_array_index (suspects->suspects, i), error))
      return FALSE;

  return TRUE;
}
