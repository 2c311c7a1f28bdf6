/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-pattern-path.h"
#include "hf-test-graph.h"

#include <string.h>

/* ---- random tables and paths ------------------------------------------------------------------------------------------------ */

#define MAX_LENGTH 7
#define MAX_CHAINS 8
#define N_PATTERNS 4

typedef struct
{
  gboolean gap;
  const char *label; /* a glob, or two with a bar */
  const char *type;  /* NULL: any */
  HfPatternFlags flags;
} Word;

typedef struct
{
  guint pattern;
  guint n;
  Word words[MAX_LENGTH];
} Line;

typedef struct
{
  gboolean fallback[N_PATTERNS];
  guint n;
  Line lines[MAX_CHAINS];
} Table;

static const char *const labels[] = { "*", ".a", ".b", ".*", ".a|[3]", "[*]", "local ?" };
static const char *const types[] = { NULL, "T", "U", "T|U", "m.*", "@value", "@instance" };
static const char *const real_labels[] = { ".a", ".b", "[3]", "[10]", "local x", "['k']" };
static const char *const real_types[] = { "T", "U", "m.X", "V" };
static const char *const flag_names[] = { "holder", "growing", "entry", "cycle", "finalizer", "unreachable" };

static guint
random_below (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

static HfPatternFlags
random_flags (GRand *rand, guint one_in)
{
  HfPatternFlags flags = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (random_below (rand, one_in) == 0)
      flags |= 1u << i;

  return flags;
}

static Table
random_table (GRand *rand)
{
  Table table = { .n = 1 + random_below (rand, MAX_CHAINS) };

  for (guint i = 0; i < N_PATTERNS; i++)
    table.fallback[i] = random_below (rand, 3) == 0;
  for (guint i = 0; i < table.n; i++)
    {
      Line *line = &table.lines[i];

      line->pattern = i * N_PATTERNS / table.n;
      line->n = 1 + random_below (rand, MAX_LENGTH);
      for (guint j = 0; j < line->n; j++)
        line->words[j] = (Word) {
          .gap = j + 1 < line->n && random_below (rand, 3) == 0,
          .label = labels[random_below (rand, G_N_ELEMENTS (labels))],
          .type = types[random_below (rand, G_N_ELEMENTS (types))],
          .flags = random_flags (rand, 12),
        };
    }

  return table;
}

static void
append_word (GString *text, const Word *word)
{
  gboolean first = TRUE;

  if (word->gap)
    {
      g_string_append (text, "…");
      return;
    }
  g_string_append (text, word->label);
  if (word->type != NULL)
    g_string_append_printf (text, "=%s", word->type);
  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (word->flags & (1u << i))
      {
        g_string_append_printf (text, "%c%s", first ? '!' : ',', flag_names[i]);
        first = FALSE;
      }
}

static char *
table_text (const Table *table)
{
  GString *text = g_string_new ("# a comment\n");
  guint line = 0;

  for (guint pattern = 0; pattern < N_PATTERNS; pattern++)
    {
      g_string_append_printf (text, "\npattern p%u%s\n", pattern, table->fallback[pattern] ? " fallback" : "");
      for (; line < table->n && table->lines[line].pattern == pattern; line++)
        {
          g_string_append (text, "chain ");
          for (guint i = 0; i < table->lines[line].n; i++)
            {
              g_string_append (text, i > 0 ? " › " : "");
              append_word (text, &table->lines[line].words[i]);
            }
          g_string_append (text, "\n");
        }
    }

  return g_string_free (text, FALSE);
}

/* ---- the naive answer ------------------------------------------------------------------------------------------------------- */

static gboolean
naive_glob (const char *glob, const char *text)
{
  if (*glob == '\0')
    return *text == '\0';
  if (*glob == '*')
    return naive_glob (glob + 1, text) || (*text != '\0' && naive_glob (glob, text + 1));

  return *text != '\0' && (*glob == '?' || *glob == *text) && naive_glob (glob + 1, text + 1);
}

static gboolean
naive_any (const char *globs, const HfPatternStep *step, const char *text)
{
  g_auto (GStrv) words = g_strsplit (globs, "|", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "@value") == 0 ? step->kind == HF_KIND_VALUE
        : strcmp (words[i], "@instance") == 0 ? step->kind == HF_KIND_INSTANCE : naive_glob (words[i], text))
      return TRUE;

  return FALSE;
}

static gboolean
naive_fits (const Word *word, const HfPatternStep *step)
{
  return naive_any (word->label, step, step->label) && (word->type == NULL || naive_any (word->type, step, step->type)) &&
         (step->flags & word->flags) == word->flags;
}

/* TRUE if words from @w on fit exactly the steps @from … @to. */
static gboolean
naive_run (const Line *line, guint w, const HfPatternStep *steps, guint from, guint to)
{
  if (w == line->n)
    return from == to + 1;
  if (line->words[w].gap)
    return naive_run (line, w + 1, steps, from, to) || (from <= to && naive_run (line, w, steps, from + 1, to));

  return from <= to && naive_fits (&line->words[w], &steps[from]) && naive_run (line, w + 1, steps, from + 1, to);
}

static guint
naive_end (const Line *line, const HfPatternStep *steps, guint n)
{
  for (guint to = 0; to < n; to++)
    if (naive_run (line, 0, steps, 0, to))
      return to;

  return HF_NONE;
}

static HfPatternMatch
naive_match (const Table *table, const HfPatternStep *steps, guint n)
{
  guint end_of[N_PATTERNS];
  HfPatternMatch best = { HF_NONE, HF_NONE };

  for (guint i = 0; i < N_PATTERNS; i++)
    end_of[i] = HF_NONE;
  for (guint i = 0; i < table->n; i++)
    end_of[table->lines[i].pattern] = MIN (end_of[table->lines[i].pattern], naive_end (&table->lines[i], steps, n));
  for (guint i = 0; i < N_PATTERNS; i++)
    if (!table->fallback[i] && end_of[i] < best.step)
      best = (HfPatternMatch) { i, end_of[i] };
  for (guint i = 0; i < N_PATTERNS && best.pattern == HF_NONE; i++)
    if (table->fallback[i] && end_of[i] != HF_NONE)
      best = (HfPatternMatch) { i, end_of[i] };

  return best;
}

static void
test_random (void)
{
  guint found = 0, none = 0;

  for (guint32 seed = 1; seed <= 4000; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      Table table = random_table (rand);
      g_autofree char *text = table_text (&table);
      g_autoptr (GError) error = NULL;
      g_autoptr (HfPatterns) patterns = hf_patterns_new (text, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (hf_patterns_get_n (patterns), ==, N_PATTERNS);
      for (guint path = 0; path < 10; path++)
        {
          HfPatternStep steps[12];
          guint n = random_below (rand, G_N_ELEMENTS (steps) + 1);
          HfPatternMatch match, naive;
          gboolean any;

          for (guint i = 0; i < n; i++)
            steps[i] = (HfPatternStep) {
              .label = real_labels[random_below (rand, G_N_ELEMENTS (real_labels))],
              .type = real_types[random_below (rand, G_N_ELEMENTS (real_types))],
              .kind = random_below (rand, 2) ? HF_KIND_VALUE : HF_KIND_INSTANCE,
              .flags = random_flags (rand, 2),
            };
          any = hf_patterns_match (patterns, NULL, steps, n, &match);
          naive = naive_match (&table, steps, n);
          g_assert_cmpint (any, ==, naive.pattern != HF_NONE);
          g_assert_cmpuint (match.pattern, ==, naive.pattern);
          g_assert_cmpuint (match.step, ==, naive.step);
          found += any;
          none += !any;
        }
    }
  g_assert_cmpuint (found, >, 1000);
  g_assert_cmpuint (none, >, 1000);
}

/* ---- the table -------------------------------------------------------------------------------------------------------------- */

static void
test_bad_tables (void)
{
  const char *const bad[] = {
    "chain .a", "pattern", "pattern a b", "pattern a\npattern a", "pattern a\nchain …", "pattern a\nchain .x!wrong",
    "pattern a\nchain .x=@nothing", "pattern a\nchain =T", "pattern a\nchain .x ›", "nothing",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HfPatterns) patterns = hf_patterns_new (bad[i], &error);

      if (patterns != NULL)
        g_error ("“%s” was read", bad[i]);
      g_assert_error (error, HF_ERROR, HF_ERROR_CORRUPT);
    }
}

static void
test_words (void)
{
  const HfPatterns *patterns = hf_patterns_get_default ();

  g_assert_cmpuint (hf_patterns_get_n (patterns), >=, 15);
  for (guint i = 0; i < hf_patterns_get_n (patterns); i++)
    {
      const char *id = hf_patterns_get_id (patterns, i);

      g_assert_cmpuint (hf_patterns_find (patterns, id), ==, i);
      g_assert_nonnull (hf_pattern_name (id));
      g_assert_nonnull (hf_pattern_remedy (id));
    }
  g_assert_null (hf_pattern_name ("no such pattern"));
}

static void
test_fill (void)
{
  g_autofree char *text = hf_pattern_fill ("Take {entry} out of {holder}: {what} {other}", "app.{entry}", "Session", NULL);

  g_assert_cmpstr (text, ==, "Take Session out of app.{entry}:  {other}");
}

/* A chain through a traceback, asked for by somebody who looks at the last object; and one without. */
static void
test_finding (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (
    "m=module l=list e=ValueError t=traceback f=frame x=app.Line y=app.Line r>m@module:app m>l@.failed l>e@[0] "
    "e>t@.__traceback__ t>f@.tb_frame f>x@local:line l>y@[1]");
  g_autoptr (GError) error = NULL;
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, &error);
  g_autoptr (HfPatternFinding) finding = NULL;

  g_assert_no_error (error);
  finding = hf_pattern_find (analysis, hf_test_graph_id (graph, "x"));
  g_assert_nonnull (finding);
  g_assert_cmpstr (hf_patterns_get_id (hf_patterns_get_default (), finding->pattern), ==, "traceback");
  g_assert_cmpstr (finding->holder, ==, "app.failed");
  g_assert_null (hf_pattern_find (analysis, hf_test_graph_id (graph, "y")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pattern/random", test_random);
  g_test_add_func ("/pattern/bad-tables", test_bad_tables);
  g_test_add_func ("/pattern/words", test_words);
  g_test_add_func ("/pattern/fill", test_fill);
  g_test_add_func ("/pattern/finding", test_finding);

  return g_test_run ();
}
