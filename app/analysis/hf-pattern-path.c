/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-pattern-path.h"

#include <string.h>

#include "hf-path-fold.h"
#include "hf-python.h"

#define MOST_LINKS 2000u
#define SHORT_VALUE 60u
#define SEPARATOR " › "

static const HfStep *
step_at (const HfPatternPath *self, guint i)
{
  return &g_array_index (self->path->steps, HfStep, i);
}

static HfPatternFlags
flags_of (const HfAnalysis *analysis, guint32 object)
{
  const HfHeap *heap = analysis->heap;
  HfPatternFlags flags = 0;

  if (hf_components_cycle_of (analysis->components, object) != HF_NONE)
    flags |= HF_PATTERN_CYCLE;
  if ((hf_heap_flags (heap, object) & (HF_OBJECT_FINALIZER | HF_OBJECT_FINALIZED)) ||
      (hf_heap_type_flags (heap, hf_heap_type (heap, object)) & HF_TYPE_FINALIZER))
    flags |= HF_PATTERN_FINALIZER;
  if (!hf_graph_is_reachable (hf_heap_graph (heap), object))
    flags |= HF_PATTERN_UNREACHABLE;

  return flags;
}

static gboolean
is_many (const HfStep *step)
{
  return strcmp (step->folded, "[*]") == 0 || strcmp (step->folded, "key *") == 0 || g_str_has_prefix (step->folded, "cached ") ||
         g_str_has_prefix (step->folded, "atexit ");
}

/* The index of the first step that grows. */
static guint
find_entry (const HfPatternPath *self, HfGrowsFunc grows, gconstpointer data)
{
  for (guint i = 0; i < self->n; i++)
    if (grows != NULL ? grows (data, self->steps[i].object) : is_many (step_at (self, i)))
      return i;

  return self->n - 1;
}

static void
mark_growing (HfPatternPath *self, guint entry)
{
  self->holder = entry > 0 ? entry - 1 : HF_NONE;
  if (entry > 0)
    self->steps[entry - 1].flags |= HF_PATTERN_HOLDER;
  self->steps[entry].flags |= HF_PATTERN_ENTRY;
  for (guint i = entry; i < self->n; i++)
    self->steps[i].flags |= HF_PATTERN_GROWING;
}

HfPatternPath *
hf_pattern_path_new (const HfAnalysis *analysis, guint32 object, HfGrowsFunc grows, gconstpointer data)
{
  const HfHeap *heap = analysis->heap;
  g_autofree HfChain *chain = NULL;
  HfPatternPath *self;

  if (hf_chains_distance (analysis->chains, object) > MOST_LINKS)
    return NULL;
  chain = hf_chains_get (analysis->chains, heap, object);
  if (chain == NULL || chain->n_links == 0)
    return NULL;

  self = g_new0 (HfPatternPath, 1);
  self->path = hf_path_new (heap, chain);
  self->n = self->path->steps->len;
  self->steps = g_new0 (HfPatternStep, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      guint32 at = step_at (self, i)->object;

      self->steps[i] = (HfPatternStep) {
        .label = step_at (self, i)->label,
        .type = hf_heap_type_name_of (heap, at),
        .kind = hf_python_kind (heap, at),
        .object = at,
        .flags = flags_of (analysis, at),
      };
    }
  mark_growing (self, find_entry (self, grows, data));

  return self;
}

void
hf_pattern_path_free (HfPatternPath *self)
{
  if (self == NULL)
    return;
  hf_path_free (self->path);
  g_free (self->steps);
  g_free (self);
}

gboolean
hf_pattern_path_match (const HfPatternPath *self, const HfHeap *heap, HfPatternMatch *match)
{
  const HfPatterns *patterns = hf_patterns_get_default ();

  if (!hf_patterns_match (patterns, heap, self->steps, self->n, match))
    return FALSE;

  return !(self->steps[0].flags & HF_PATTERN_UNREACHABLE) || match->pattern == hf_patterns_find (patterns, "finalizer");
}

char *
hf_pattern_path_to_place (const HfPatternPath *self, const HfHeap *heap, guint step, gboolean folded)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autoptr (GString) whole = g_string_new (NULL);
  gboolean is_plain = g_str_has_prefix (step_at (self, 0)->label, "module ") && self->steps[0].kind == HF_KIND_MODULE;

  for (guint i = 0; i <= step && i < self->n; i++)
    {
      const char *label = folded || *step_at (self, i)->label == '\0' ? step_at (self, i)->folded : step_at (self, i)->label;

      if (i == 0 && is_plain)
        g_string_append (plain, label + strlen ("module "));
      else
        g_string_append (plain, label);
      is_plain = is_plain && (i == 0 || *label == '.' || *label == '[');
      g_string_append_printf (whole, "%s%s", i > 0 ? SEPARATOR : "", label);
    }

  return g_strdup (is_plain ? plain->str : whole->str);
}

char *
hf_pattern_what (const HfHeap *heap, guint32 object)
{
  const char *value = hf_heap_value (heap, object);

  return g_strdup (*value != '\0' && strlen (value) <= SHORT_VALUE ? value : hf_fold_short_type (heap, object));
}

HfPatternFinding *
hf_pattern_find (const HfAnalysis *analysis, guint32 object)
{
  const HfPatterns *patterns = hf_patterns_get_default ();
  g_autoptr (HfPatternPath) path = NULL;
  HfPatternFinding *finding;
  HfPatternMatch match;

  g_return_val_if_fail (analysis != NULL, NULL);

  path = hf_pattern_path_new (analysis, object, NULL, NULL);
  if (path == NULL || !hf_pattern_path_match (path, analysis->heap, &match) ||
      hf_patterns_is_fallback (patterns, match.pattern))
    return NULL;

  finding = g_new0 (HfPatternFinding, 1);
  finding->pattern = match.pattern;
  finding->remedy = g_strdup (hf_pattern_remedy (hf_patterns_get_id (patterns, match.pattern)));
  finding->holder = hf_pattern_path_to_place (path, analysis->heap, path->holder != HF_NONE ? path->holder : 0, FALSE);
  finding->entry = g_strdup (hf_fold_short_type (analysis->heap, object));
  finding->what = hf_pattern_what (analysis->heap, path->steps[match.step].object);

  return finding;
}

void
hf_pattern_finding_free (HfPatternFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->remedy);
  g_free (self->holder);
  g_free (self->entry);
  g_free (self->what);
  g_free (self);
}
