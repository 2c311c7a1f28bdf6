/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-private.h"

#include <string.h>

#include "hf-path-fold.h"

#define N_(s) (s)
#define ONE_HOLDER .8 /* of the entries hang at one object: then that is named */

HfSuspect *
hf_suspect_new (guint n_heaps)
{
  HfSuspect *self = g_new0 (HfSuspect, 1);

  self->holder_object = self->example = self->ref = HF_NONE;
  self->pattern = self->row = HF_NONE;
  self->counts = g_new0 (guint32, n_heaps);
  self->objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  return self;
}

void
hf_suspect_free (gpointer data)
{
  HfSuspect *self = data;

  g_free (self->holder);
  g_free (self->holder_type);
  g_free (self->slot);
  g_free (self->entry);
  g_free (self->what);
  g_free (self->counts);
  g_array_unref (self->objects);
  g_free (self);
}

void
hf_suspects_free (HfSuspects *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->suspects, g_ptr_array_unref);
  g_free (self);
}

int
hf_suspect_compare (gconstpointer a, gconstpointer b)
{
  const HfSuspect *x = *(const HfSuspect *const *) a, *y = *(const HfSuspect *const *) b;

  if (x->score != y->score)
    return x->score < y->score ? 1 : -1;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;

  return strcmp (x->holder, y->holder);
}

void
hf_suspect_take_place (HfSuspect *self, const HfHeap *heap, const HfPatternPath *path, double share)
{
  guint holder = path->holder;
  const HfStep *entry;

  if (holder == HF_NONE)
    return;
  entry = &g_array_index (path->path->steps, HfStep, holder + 1);
  /* lru_cache: people know the function, not the dict inside it. */
  if (holder > 0 && strcmp (path->steps[holder].label, "cache") == 0 &&
      strcmp (path->steps[holder - 1].type, "functools._lru_cache_wrapper") == 0)
    holder--;
  g_free (self->holder);
  self->holder = hf_pattern_path_to_place (path, heap, holder, share < ONE_HOLDER);
  self->slot = g_strdup (entry->folded);
  self->ref = g_array_index (path->path->links, HfLink, entry->first_link).ref;
  if (share >= ONE_HOLDER)
    {
      self->holder_object = path->steps[holder].object;
      self->holder_type = g_strdup (hf_fold_short_type (heap, path->steps[holder].object));
    }
}

const char *
hf_suspect_grade_to_string (HfSuspectGrade grade)
{
  static const char *const names[] = { "leak", "growing", "full", "large" };

  return names[grade];
}

/* ---- sentences -------------------------------------------------------------------------------------------------------------- */

static const char *
as_it_is (const char *text)
{
  return text;
}

static const char *
template_of (const HfSuspects *self, const HfSuspect *suspect)
{
  if (suspect->bound > 0 && suspect->grade == HF_SUSPECT_GROWING)
    return N_("{holder} grew by {count} × {entry} and is filling: bounded at {bound}; it keeps {size} that was not there in A.");
  switch (suspect->grade)
    {
    case HF_SUSPECT_LARGE:
      return N_("{holder} holds {count} × {entry} and keeps {size}; a second snapshot would tell whether it grows.");

    case HF_SUSPECT_FULL:
      return N_("{holder} grew by {count} × {entry} and then no more: it looks full and stable; it keeps {size} that was not there in A.");

    case HF_SUSPECT_GROWING:
      return self->n_heaps < 3 ? N_("{holder} grew by {count} × {entry}; it keeps {size} that was not there in A.")
                               : N_("{holder} grew by {count} × {entry}, which may end by itself; it keeps {size} that was not there in A.");

    case HF_SUSPECT_LEAK:
    default:
      return N_("{holder} grew by {rate} × {entry} a round; it keeps {size} that was not there in A.");
    }
}

const char *
hf_suspect_grade_to_words (HfSuspectGrade grade, HfTranslate translate)
{
  static const char *const words[] = { N_("Leak"), N_("Growing"), N_("Stable"), N_("Large") };

  return (translate != NULL ? translate : as_it_is) (words[grade]);
}

static void
replace (GString *text, const char *slot, const char *value)
{
  const char *at = strstr (text->str, slot);
  gssize position = at != NULL ? at - text->str : -1;

  if (position < 0)
    return;
  g_string_erase (text, position, (gssize) strlen (slot));
  g_string_insert (text, position, value);
}

char *
hf_suspect_to_sentence (const HfSuspects *self, const HfSuspect *suspect, HfTranslate translate)
{
  GString *text = g_string_new ((translate != NULL ? translate : as_it_is) (template_of (self, suspect)));
  guint64 rounds = MAX (self->n_heaps, 2) - 1;
  g_autofree char *count = g_strdup_printf ("%'" G_GUINT64_FORMAT, suspect->count);
  g_autofree char *rate = g_strdup_printf ("%'" G_GUINT64_FORMAT, (suspect->count + rounds / 2) / rounds);
  g_autofree char *bound = g_strdup_printf ("%'" G_GUINT64_FORMAT, suspect->bound);
  g_autofree char *size = g_format_size (suspect->retained);
  g_autofree char *holder = suspect->holder_type != NULL ? g_strdup_printf ("%s (%s)", suspect->holder, suspect->holder_type)
                                                         : g_strdup (suspect->holder);

  /* The holder last: it may read like a slot. */
  replace (text, "{count}", count);
  replace (text, "{rate}", rate);
  replace (text, "{bound}", bound);
  replace (text, "{size}", size);
  replace (text, "{entry}", suspect->entry);
  replace (text, "{holder}", holder);

  return g_string_free (text, FALSE);
}

const char *
hf_suspect_pattern_name (const HfSuspect *suspect)
{
  return suspect->pattern != HF_NONE ? hf_pattern_name (hf_patterns_get_id (hf_patterns_get_default (), suspect->pattern)) : NULL;
}

char *
hf_suspect_to_remedy (const HfSuspect *suspect, HfTranslate translate)
{
  const char *remedy;

  if (suspect->pattern == HF_NONE)
    return NULL;
  remedy = hf_pattern_remedy (hf_patterns_get_id (hf_patterns_get_default (), suspect->pattern));
  if (remedy == NULL)
    return NULL;

  return hf_pattern_fill ((translate != NULL ? translate : as_it_is) (remedy), suspect->holder, suspect->entry, suspect->what);
}
