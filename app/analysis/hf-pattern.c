/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-pattern.h"

#include <string.h>

#include "hf-python.h"

#define MAX_ELEMENTS 63
#define GAP "…"

static const char default_text[] =
#include "leak-patterns.inc"
  ;

static const char *const flag_names[] = { "holder", "growing", "entry", "cycle", "finalizer", "unreachable" };
static const char *const kind_names[] = { "other", "root", "module", "frame", "type", "function", "container", "instance", "value" };

typedef struct
{
  GPatternSpec *glob; /* NULL: a kind is asked for */
  char *base;         /* a class, with what inherits from it; else NULL */
  HfKind kind;
} TypeTest;

typedef struct
{
  GPtrArray *labels; /* of GPatternSpec; NULL: any */
  GArray *types;     /* of TypeTest; NULL: any */
  HfPatternFlags flags;
} Element;

/* State i: the first i elements fit. A state that is in @gaps stays while steps go by. */
typedef struct
{
  guint pattern;
  GPtrArray *elements; /* of Element */
  guint64 gaps;
} Chain;

typedef struct
{
  char *id;
  gboolean fallback;
} Pattern;

struct _HfPatterns
{
  GArray *patterns;  /* of Pattern */
  GPtrArray *chains; /* of Chain */
};

/* ---- reading the table ------------------------------------------------------------------------------------------------------ */

static void
free_glob (gpointer glob)
{
  g_pattern_spec_free (glob);
}

static void
clear_type (gpointer data)
{
  TypeTest *type = data;

  g_clear_pointer (&type->glob, g_pattern_spec_free);
  g_free (type->base);
}

static void
free_element (gpointer data)
{
  Element *element = data;

  g_clear_pointer (&element->labels, g_ptr_array_unref);
  g_clear_pointer (&element->types, g_array_unref);
  g_free (element);
}

static void
free_chain (gpointer data)
{
  Chain *chain = data;

  g_ptr_array_unref (chain->elements);
  g_free (chain);
}

static void
clear_pattern (gpointer data)
{
  g_free (((Pattern *) data)->id);
}

static GPtrArray *
read_labels (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "|", -1);
  GPtrArray *labels = g_ptr_array_new_with_free_func (free_glob);

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (labels, g_pattern_spec_new (words[i]));

  return labels;
}

static gint
index_in (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (names[i], name) == 0)
      return (gint) i;

  return -1;
}

static gboolean
read_types (Element *element, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "|", -1);

  element->types = g_array_new (FALSE, FALSE, sizeof (TypeTest));
  g_array_set_clear_func (element->types, clear_type);
  for (guint i = 0; words[i] != NULL; i++)
    {
      TypeTest type = { 0 };

      if (*words[i] == '@')
        {
          gint kind = index_in (kind_names, G_N_ELEMENTS (kind_names), words[i] + 1);

          if (kind < 0)
            return FALSE;
          type.kind = (HfKind) kind;
        }
      else
        {
          if (g_str_has_suffix (words[i], "+"))
            {
              words[i][strlen (words[i]) - 1] = '\0';
              type.base = g_strdup (words[i]);
            }
          type.glob = g_pattern_spec_new (words[i]);
        }
      g_array_append_val (element->types, type);
    }

  return TRUE;
}

static gboolean
read_flags (Element *element, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gint flag = index_in (flag_names, G_N_ELEMENTS (flag_names), words[i]);

      if (flag < 0)
        return FALSE;
      element->flags |= 1u << flag;
    }

  return TRUE;
}

/* LABEL[=TYPE][!FLAGS]; @text is cut up. */
static Element *
read_element (char *text)
{
  Element *element = g_new0 (Element, 1);
  char *flags = strrchr (text, '!'), *types;
  gboolean ok = TRUE;

  if (flags != NULL)
    {
      *flags = '\0';
      ok = read_flags (element, flags + 1);
    }
  types = strchr (text, '=');
  if (types != NULL)
    {
      *types = '\0';
      ok = ok && read_types (element, types + 1);
    }
  if (strcmp (text, "*") != 0)
    element->labels = read_labels (text);
  if (ok && *text != '\0')
    return element;
  free_element (element);

  return NULL;
}

static gboolean
read_chain (HfPatterns *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "›", -1);
  Chain *chain = g_new0 (Chain, 1);

  chain->pattern = self->patterns->len - 1;
  chain->elements = g_ptr_array_new_with_free_func (free_element);
  g_ptr_array_add (self->chains, chain);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = g_strstrip (words[i]);
      Element *element;

      if (strcmp (word, GAP) == 0)
        {
          chain->gaps |= G_GUINT64_CONSTANT (1) << chain->elements->len;
          continue;
        }
      element = read_element (word);
      if (element == NULL || chain->elements->len == MAX_ELEMENTS)
        {
          g_clear_pointer (&element, free_element);
          return FALSE;
        }
      g_ptr_array_add (chain->elements, element);
    }

  return chain->elements->len > 0;
}

static gboolean
read_pattern (HfPatterns *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = g_strv_length (words);
  Pattern pattern;

  if (n < 1 || n > 2 || (n == 2 && strcmp (words[1], "fallback") != 0) || hf_patterns_find (self, words[0]) != HF_NONE)
    return FALSE;
  pattern = (Pattern) { g_strdup (words[0]), n == 2 };
  g_array_append_val (self->patterns, pattern);

  return TRUE;
}

static gboolean
read_line (HfPatterns *self, const char *line)
{
  if (*line == '#' || *line == '\0')
    return TRUE;
  if (g_str_has_prefix (line, "pattern "))
    return read_pattern (self, line + strlen ("pattern "));

  return g_str_has_prefix (line, "chain ") && self->patterns->len > 0 && read_chain (self, line + strlen ("chain "));
}

HfPatterns *
hf_patterns_new (const char *text, GError **error)
{
  g_autoptr (HfPatterns) self = g_new0 (HfPatterns, 1);
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self->patterns = g_array_new (FALSE, FALSE, sizeof (Pattern));
  g_array_set_clear_func (self->patterns, clear_pattern);
  self->chains = g_ptr_array_new_with_free_func (free_chain);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!read_line (self, g_strchomp (lines[i])))
      {
        g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "Line %u of the table of patterns is not understood", i + 1);
        return NULL;
      }

  return g_steal_pointer (&self);
}

void
hf_patterns_free (HfPatterns *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->patterns);
  g_ptr_array_unref (self->chains);
  g_free (self);
}

const HfPatterns *
hf_patterns_get_default (void)
{
  static gsize once;
  static HfPatterns *patterns;

  if (g_once_init_enter (&once))
    {
      patterns = hf_patterns_new (default_text, NULL);
      g_assert (patterns != NULL);
      g_once_init_leave (&once, 1);
    }

  return patterns;
}

guint
hf_patterns_get_n (const HfPatterns *self)
{
  return self->patterns->len;
}

const char *
hf_patterns_get_id (const HfPatterns *self, guint pattern)
{
  g_return_val_if_fail (pattern < self->patterns->len, NULL);

  return g_array_index (self->patterns, Pattern, pattern).id;
}

gboolean
hf_patterns_is_fallback (const HfPatterns *self, guint pattern)
{
  g_return_val_if_fail (pattern < self->patterns->len, FALSE);

  return g_array_index (self->patterns, Pattern, pattern).fallback;
}

guint
hf_patterns_find (const HfPatterns *self, const char *id)
{
  for (guint i = 0; i < self->patterns->len; i++)
    if (strcmp (g_array_index (self->patterns, Pattern, i).id, id) == 0)
      return i;

  return HF_NONE;
}

/* ---- matching --------------------------------------------------------------------------------------------------------------- */

static gboolean
label_fits (const GPtrArray *labels, const char *label)
{
  for (guint i = 0; i < labels->len; i++)
    if (g_pattern_spec_match_string (g_ptr_array_index (labels, i), label))
      return TRUE;

  return FALSE;
}

static gboolean
type_fits (const GArray *types, const HfHeap *heap, const HfPatternStep *step)
{
  for (guint i = 0; i < types->len; i++)
    {
      const TypeTest *type = &g_array_index (types, TypeTest, i);

      if (type->glob == NULL ? type->kind == step->kind : g_pattern_spec_match_string (type->glob, step->type))
        return TRUE;
      if (type->base != NULL && heap != NULL && hf_python_is_a (heap, step->object, type->base))
        return TRUE;
    }

  return FALSE;
}

static gboolean
element_fits (const Element *element, const HfHeap *heap, const HfPatternStep *step)
{
  return (element->flags & ~step->flags) == 0 && (element->labels == NULL || label_fits (element->labels, step->label)) &&
         (element->types == NULL || type_fits (element->types, heap, step));
}

/* The step at which the chain's last element first fits, or HF_NONE. */
static guint
run_chain (const Chain *chain, const HfHeap *heap, const HfPatternStep *steps, guint n_steps)
{
  guint64 states = 1, end = G_GUINT64_CONSTANT (1) << chain->elements->len;

  for (guint i = 0; i < n_steps && states != 0; i++)
    {
      guint64 next = states & chain->gaps;

      for (guint64 left = states; left != 0; left &= left - 1)
        {
          guint state = (guint) __builtin_ctzll (left);

          if (element_fits (g_ptr_array_index (chain->elements, state), heap, &steps[i]))
            next |= G_GUINT64_CONSTANT (2) << state;
        }
      if (next & end)
        return i;
      states = next;
    }

  return HF_NONE;
}

static gboolean
is_better (const HfPatterns *self, guint pattern, guint step, const HfPatternMatch *best)
{
  gboolean fallback, best_fallback;

  if (best->pattern == HF_NONE)
    return TRUE;
  fallback = hf_patterns_is_fallback (self, pattern);
  best_fallback = hf_patterns_is_fallback (self, best->pattern);
  if (fallback != best_fallback)
    return best_fallback;

  return fallback ? pattern == best->pattern && step < best->step : step < best->step;
}

gboolean
hf_patterns_match (const HfPatterns *self, const HfHeap *heap, const HfPatternStep *steps, guint n_steps, HfPatternMatch *match)
{
  g_return_val_if_fail (self != NULL && (steps != NULL || n_steps == 0) && match != NULL, FALSE);

  *match = (HfPatternMatch) { HF_NONE, HF_NONE };
  for (guint i = 0; i < self->chains->len; i++)
    {
      const Chain *chain = g_ptr_array_index (self->chains, i);
      guint step = run_chain (chain, heap, steps, n_steps);

      if (step != HF_NONE && is_better (self, chain->pattern, step, match))
        *match = (HfPatternMatch) { chain->pattern, step };
    }

  return match->pattern != HF_NONE;
}
