/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-verdicts.h"

#include <string.h>

/* ---- verdicts ---------------------------------------------------------------------------------------------------------------- */

static HfCheckResult
judge (const HfCaseMark *mark, HfCheckFinding *finding)
{
  gint64 limit = mark->allow;

  if (limit == HF_CASE_NO_LIMIT)
    limit = mark->verdict == HF_VERDICT_EXPECTED ? -1 : 0;
  finding->allow = limit;
  if (mark->verdict != HF_VERDICT_UNKNOWN)
    return limit >= 0 && finding->now > limit ? HF_CHECK_FAILED : HF_CHECK_PASSED;
  if (finding->before < 0)
    return HF_CHECK_SKIPPED;

  return finding->now - finding->before > limit ? HF_CHECK_FAILED : HF_CHECK_PASSED;
}

static void
add_verdicts (HfCheck *self, const HfCase *given, const HfCaseVerdicts *first, const HfCaseVerdicts *last)
{
  for (guint i = 0; i < given->marks->len; i++)
    {
      const HfCaseMark *mark = g_ptr_array_index (given->marks, i);
      HfCheckFinding finding = { .mark = mark };
      char buffer[32];

      if (mark->verdict == HF_VERDICT_NONE)
        continue;
      finding.subject = g_strdup (hf_case_mark_subject (mark, buffer));
      finding.now = (gint64) last->counts[i];
      finding.bytes = last->bytes[i];
      finding.before = self->compared ? (gint64) first->counts[i] : mark->count;
      finding.result = judge (mark, &finding);
      g_array_append_val (self->findings, finding);
    }
}

/* ---- new growth --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  HfPlaces *places;
  const HfAnalysis *analysis;  /* of the last dump */
  const HfCaseVerdicts *last;
  gint64 tolerance;
  guint32 n;
  gint64 *before;    /* [places] objects without a verdict */
  gint64 *now;
  guint64 *bytes;
  guint32 *examples; /* [places] an object of the last dump, or HF_NONE */
} Growth;

static void
growth_count (Growth *self, const HfCaseVerdicts *first)
{
  const HfCaseVerdicts *last = self->last;

  for (guint32 v = 1; v < first->n; v++)
    self->before[first->places[v]] += first->over[v] == 0;
  for (guint32 v = last->n - 1; v >= 1; v--)
    if (last->over[v] == 0)
      {
        self->now[last->places[v]]++;
        self->bytes[last->places[v]] += hf_heap_shallow (self->analysis->heap, v);
        self->examples[last->places[v]] = v;
      }
}

static gboolean
grew (const Growth *self, guint32 place)
{
  return self->now[place] - self->before[place] > self->tolerance;
}

/* Whether what holds the place's objects grew in the same way: then it is told of that alone. */
static gboolean
is_below_growth (const Growth *self, guint32 place)
{
  const HfGraph *graph = hf_heap_graph (self->analysis->heap);
  guint32 at = self->examples[place];

  for (;;)
    {
      guint32 ref = hf_chains_parent_ref (self->analysis->chains, at);

      if (ref == HF_NONE || (at = hf_graph_referrer_of (graph, ref)) == HF_ROOT)
        return FALSE;
      if (self->last->over[at] == 0 && self->last->places[at] != place && grew (self, self->last->places[at]))
        return TRUE;
    }
}

static int
most_first (gconstpointer a, gconstpointer b)
{
  const HfCheckFinding *x = a, *y = b;
  gint64 p = x->now - x->before, q = y->now - y->before;

  return p != q ? (p < q ? 1 : -1) : strcmp (x->subject, y->subject);
}

static void
growth_add (const Growth *self, HfCheck *check, gboolean strict)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (HfCheckFinding));

  for (guint32 place = 0; place < self->n; place++)
    if (grew (self, place) && !is_below_growth (self, place))
      {
        HfCheckFinding finding = { .result = strict ? HF_CHECK_FAILED : HF_CHECK_PASSED, .before = self->before[place],
                                   .now = self->now[place], .allow = self->tolerance, .bytes = self->bytes[place] };

        finding.subject = hf_places_dup_path (self->places, place);
        g_array_append_val (rows, finding);
      }
  g_array_sort (rows, most_first);
  check->n_growth = rows->len;
  g_array_append_vals (check->findings, rows->data, rows->len);
  g_array_unref (rows);
}

static void
add_growth (HfCheck *self, HfPlaces *places, const HfCase *given, const HfAnalysis *analysis, const HfCaseVerdicts *first,
            const HfCaseVerdicts *last, gboolean strict)
{
  guint32 n = hf_places_get_n (places);
  Growth growth = { .places = places, .analysis = analysis, .last = last, .n = n };

  growth.tolerance = given->tolerance == HF_CASE_NO_LIMIT ? HF_CASE_TOLERANCE : given->tolerance;
  growth.before = g_new0 (gint64, MAX (n, 1));
  growth.now = g_new0 (gint64, MAX (n, 1));
  growth.bytes = g_new0 (guint64, MAX (n, 1));
  growth.examples = g_new0 (guint32, MAX (n, 1));
  growth_count (&growth, first);
  growth_add (&growth, self, strict);
  g_free (growth.before);
  g_free (growth.now);
  g_free (growth.bytes);
  g_free (growth.examples);
}

/* ---- both ------------------------------------------------------------------------------------------------------------------------ */

static void
finding_clear (gpointer data)
{
  HfCheckFinding *finding = data;

  g_free (finding->subject);
}

HfCheck *
hf_check_new (const HfCase *self, HfAnalysis **analyses, const guint *dumps, guint n, gboolean strict, HfProgress *progress, GError **error)
{
  g_autoptr (HfPlaces) places = hf_places_new ();
  g_autoptr (HfCaseVerdicts) first = NULL;
  g_autoptr (HfCaseVerdicts) last = NULL;
  HfCheck *check;

  g_return_val_if_fail (self != NULL && analyses != NULL && n > 0, NULL);

  if (n > 1 && (first = hf_case_verdicts_new (self, places, analyses[0], dumps[0], progress, error)) == NULL)
    return NULL;
  last = hf_case_verdicts_new (self, places, analyses[n - 1], dumps[n - 1], progress, error);
  if (last == NULL)
    return NULL;

  check = g_new0 (HfCheck, 1);
  check->compared = n > 1;
  check->findings = g_array_new (FALSE, FALSE, sizeof (HfCheckFinding));
  g_array_set_clear_func (check->findings, finding_clear);
  add_verdicts (check, self, first, last);
  if (check->compared)
    add_growth (check, places, self, analyses[n - 1], first, last, strict);
  for (guint i = 0; i < check->findings->len; i++)
    {
      check->n_failed += g_array_index (check->findings, HfCheckFinding, i).result == HF_CHECK_FAILED;
      check->n_skipped += g_array_index (check->findings, HfCheckFinding, i).result == HF_CHECK_SKIPPED;
    }

  return check;
}

void
hf_check_free (HfCheck *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->findings);
  g_free (self);
}
