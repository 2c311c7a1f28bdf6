/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-headline.h"

#include <glib/gi18n.h>

#include "analysis/hf-holders.h"
#include "analysis/hf-path.h"
#include "drawing/hf-drawing-text.h"
#include "hf-format.h"

#define NAME_CHARS 80u

void
hf_headline_free (HfHeadline *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->detail);
  g_free (self->path);
  g_clear_pointer (&self->members, g_array_unref);
  g_free (self);
}

/* ---- the object that all chains have in common ---- */

static guint32
parent_of (const HfAnalysis *analysis, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (analysis->chains, object);

  if (ref == HF_NONE || ref < hf_heap_n_roots (analysis->heap))
    return HF_ROOT;
  return hf_graph_referrer_of (hf_heap_graph (analysis->heap), ref);
}

/* Where @object's chain meets @chain, at index @lowest or below; objects in @seen were on a chain that was walked before. */
static int
meet (const HfAnalysis *analysis, const HfChain *chain, GHashTable *places, HfBitset *seen, guint32 object, int lowest)
{
  while (object != HF_ROOT && !hf_bitset_has (seen, object))
    {
      gpointer place;

      if (g_hash_table_lookup_extended (places, GUINT_TO_POINTER (object), NULL, &place))
        return MIN (lowest, GPOINTER_TO_INT (place));
      hf_bitset_add (seen, object);
      object = parent_of (analysis, object);
    }
  return object == HF_ROOT ? -1 : lowest;
}

/* Index of the last link of @chain that is on the chains of all @members and none of the new @objects; -1 if there is none. */
static int
common_link (const HfAnalysis *analysis, const HfChain *chain, const guint32 *members, guint32 n, const GArray *objects)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autoptr (HfBitset) seen = hf_bitset_new (hf_heap_graph (analysis->heap)->n);
  g_autoptr (HfBitset) new_ones = hf_bitset_new (hf_heap_graph (analysis->heap)->n);
  int lowest = (int) chain->n_links - 1;

  if (seen == NULL || new_ones == NULL)
    return -1;
  for (guint i = 0; i < chain->n_links; i++)
    g_hash_table_insert (places, GUINT_TO_POINTER (chain->links[i].object), GINT_TO_POINTER ((int) i));
  for (guint32 i = 0; i < n && lowest >= 0; i++)
    lowest = meet (analysis, chain, places, seen, members[i], lowest);
  for (guint i = 0; i < objects->len; i++)
    hf_bitset_add (new_ones, g_array_index (objects, guint32, i));
  while (lowest >= 0 && hf_bitset_has (new_ones, chain->links[lowest].object))
    lowest--;

  return lowest;
}

/* ---- its name ---- */

/* "app.CACHE"; "thread worker-3 › serve() › local s" where it is no plain place of a module. */
static char *
name_of_place (const HfHeap *heap, const HfPath *path, guint n_steps)
{
  const HfStep *steps = (const HfStep *) (gpointer) path->steps->data;
  g_autoptr (GString) plain = g_string_new (hf_heap_value (heap, steps[0].object));
  g_autoptr (GString) whole = g_string_new (steps[0].label);
  gboolean is_plain = hf_heap_kind (heap, steps[0].object) == HF_KIND_MODULE && plain->len > 0;

  for (guint i = 1; i < n_steps; i++)
    {
      const char *label = steps[i].label;

      is_plain = is_plain && (*label == '.' || *label == '[');
      g_string_append (plain, label);
      g_string_append_printf (whole, " › %s", label);
    }
  return hf_drawing_show_text (is_plain ? plain->str : whole->str, NAME_CHARS);
}

/* How many whole steps of @path lie within the links up to @link. */
static guint
steps_within (const HfPath *path, int link)
{
  guint n = 0;

  while (n < path->steps->len)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, n);

      if ((int) (step->first_link + step->n_links) - 1 > link)
        break;
      n++;
    }
  return n;
}

/* ---- the sentences ---- */

static void
add_sentence (HfHeadline *self, const char *sentence)
{
  char *before = self->detail;

  self->detail = before != NULL ? g_strdup_printf ("%s %s", before, sentence) : g_strdup (sentence);
  g_free (before);
}

static void
add_share (HfHeadline *self, guint32 held, guint32 all)
{
  g_autofree char *part = hf_format_count (held);
  g_autofree char *whole = hf_format_count (all);
  g_autofree char *words = NULL;

  if (held == all)
    {
      add_sentence (self, _("All the new ones are held this way."));
      return;
    }
  words = g_strdup_printf (_("%1$s of %2$s new ones are held this way."), part, whole);
  add_sentence (self, words);
}

static gboolean
all_in_cycles (const HfAnalysis *analysis, const guint32 *members, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    if (hf_components_cycle_of (analysis->components, members[i]) == HF_NONE)
      return FALSE;
  return TRUE;
}

static void
tell_garbage (HfHeadline *self, const HfHolder *holder, const char *what)
{
  g_autofree char *count = hf_format_count (holder->count);
  g_autofree char *size = hf_format_size (holder->retained);

  /* Translators: a number, a type, a size: 4 000 new Session objects are garbage, 12.0 MB */
  self->title = g_strdup_printf (ngettext ("%1$s new %2$s object is garbage, %3$s", "%1$s new %2$s objects are garbage, %3$s", holder->count),
                                    count, what, size);
  add_sentence (self, _("Nothing reaches them: they wait for the collector."));
}

static void
tell_holder (HfHeadline *self, const HfHeap *heap, const HfHolder *holder, const char *what, const char *place, guint32 keeper)
{
  g_autofree char *count = hf_format_count (holder->count);
  g_autofree char *size = hf_format_size (holder->retained);
  g_autofree char *type = hf_drawing_type_title (heap, keeper);

  /* Translators: a place, its type, a number, a type, a size: app.CACHE (dict) keeps 4 000 new Session objects, 12.0 MB */
  self->title = g_strdup_printf (ngettext ("%1$s (%2$s) keeps %3$s new %4$s object, %5$s", "%1$s (%2$s) keeps %3$s new %4$s objects, %5$s",
                                              holder->count),
                                    place, type, count, what, size);
}

/* What is known without any holder. */
static void
tell_growth (HfHeadline *self, const HfGrowthRow *row, const char *detail)
{
  g_autofree char *count = hf_format_count ((guint64) row->delta);
  g_autofree char *size = hf_format_size ((guint64) MAX (row->delta_size, 0));
  g_autofree char *what = hf_drawing_show_text (row->key, NAME_CHARS);

  /* Translators: a type, a number, a size: app.Session grew by 4 000 objects, 12.0 MB */
  self->title = g_strdup_printf (ngettext ("%1$s grew by %2$s object, %3$s", "%1$s grew by %2$s objects, %3$s", (gulong) row->delta),
                                    what, count, size);
  add_sentence (self, detail);
}

static void
tell (HfHeadline *self, const HfGrowthRow *row, const HfAnalysis *last, const HfHolders *holders, const GArray *objects)
{
  const HfHolder *holder = &holders->holders[0];
  const guint32 *members = holders->members + holder->first;
  g_autofree HfChain *chain = hf_chains_get (last->chains, last->heap, holder->example);
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (last->heap, chain) : NULL;
  g_autofree char *what = hf_drawing_type_title (last->heap, holder->example);
  g_autofree char *place = NULL;
  guint n_steps;

  if (path == NULL)
    return;
  if (!path->reachable)
    {
      tell_garbage (self, holder, what);
      return;
    }
  n_steps = steps_within (path, common_link (last, chain, members, holder->count, objects));
  if (n_steps == 0)
    return;
  place = name_of_place (last->heap, path, n_steps);
  tell_holder (self, last->heap, holder, what, place, g_array_index (path->steps, HfStep, n_steps - 1).object);
  add_share (self, holder->count, objects->len);
  if (all_in_cycles (last, members, holder->count))
    add_sentence (self, _("Every one is in a cycle too, but that is not what keeps them."));
  if (row->approximate)
    add_sentence (self, _("Addresses may have been used again in between, so the number is approximate."));
}

/* The first row that did grow and is not the interpreter's own. */
static guint
first_row (const HfGrowth *growth)
{
  for (guint i = 0; i < growth->n_rows && growth->rows[i].delta > 0; i++)
    if (growth->rows[i].n_new > 0 && !growth->rows[i].internal)
      return i;

  return HF_NONE;
}

HfHeadline *
hf_headline_find (const HfGrowth *growth, const HfAnalysis *last, HfProgress *progress, GError **error)
{
  guint row = first_row (growth);
  g_autoptr (GArray) objects = NULL;
  g_autoptr (HfHolders) holders = NULL;
  HfHeadline *self = g_new0 (HfHeadline, 1);

  self->example = HF_NONE;
  if (row == HF_NONE)
    return self;
  objects = hf_growth_new_objects (growth, row);
  holders = hf_holders_new (last, (const guint32 *) (gpointer) objects->data, objects->len, progress, error);
  if (holders == NULL)
    {
      hf_headline_free (self);
      return NULL;
    }
  if (holders->n_holders == 0)
    {
      tell_growth (self, &growth->rows[row], _("What holds them is not known."));
      return self;
    }
  self->example = holders->holders[0].example;
  self->path = g_strdup (holders->holders[0].path);
  self->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (self->members, holders->members + holders->holders[0].first, MIN (holders->holders[0].count, HF_HEADLINE_MEMBERS));
  if (holders->holders[0].count > objects->len / 2)
    tell (self, &growth->rows[row], last, holders, objects);
  if (self->title == NULL)
    tell_growth (self, &growth->rows[row], _("They are held in several ways: no single object keeps more than half of them."));

  return self;
}
