/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing.h"

#include "config.h"

#define _(text) g_dgettext (GETTEXT_PACKAGE, text)
#define ngettext(one, many, n) g_dngettext (GETTEXT_PACKAGE, one, many, n)

char *
hf_drawing_mend_title (const HfDrawing *self)
{
  const HfMend *mend;
  g_autofree char *count = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->mend == NULL)
    return NULL;
  mend = &self->mend->effect->mend;
  if (mend->n_refs > 1)
    count = g_strdup_printf (ngettext (" \xc2\xb7 %u reference", " \xc2\xb7 %u references", mend->n_refs), mend->n_refs);

  return g_strdup_printf ("%s \xe2\x86\x92 %s%s", self->mend->label, hf_mend_way_to_string (mend->way), count != NULL ? count : "");
}

/* One more sentence; takes it. */
static void
say (GString *words, char *sentence)
{
  g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

static void
say_before (GString *words, const HfMendEffect *effect, guint32 members)
{
  if (effect->garbage)
    say (words, g_strdup_printf (ngettext ("Now: a cycle of %u object that only the collector frees.",
                                           "Now: a cycle of %u objects that only the collector frees.", members), members));
  else
    say (words, g_strdup_printf (ngettext ("Now: a cycle of %u object. When the last reference from outside goes, only the collector frees it.",
                                           "Now: a cycle of %u objects. When the last reference from outside goes, only the collector frees them.",
                                           members), members));
}

static void
say_freed (GString *words, const HfMendEffect *effect)
{
  guint32 n = effect->mend.n_freed;
  g_autofree char *size = hf_drawing_format_size (effect->mend.freed_bytes);

  if (n == 0)
    say (words, g_strdup (_("Nothing would be freed without the collector.")));
  else if (effect->garbage)
    /* Translators: %s is a size */
    say (words, g_strdup_printf (ngettext ("%u object, %s, would have been freed at once, without the collector.",
                                           "%u objects, %s, would have been freed at once, without the collector.", n), n, size));
  else
    say (words, g_strdup_printf (ngettext ("%u object, %s, would be freed as soon as the last reference from outside goes.",
                                           "%u objects, %s, would be freed as soon as the last reference from outside goes.", n), n, size));
}

static void
say_after (GString *words, const HfDrawnMend *mend)
{
  const HfMendEffect *effect = mend->effect;

  say_freed (words, effect);
  if (effect->n_early > 0)
    say (words, g_strdup_printf (ngettext ("Careful: %u object would go at once, as nothing but these references holds it.",
                                           "Careful: %u objects would go at once, as nothing but these references holds them.",
                                           effect->n_early), effect->n_early));
  if (effect->n_left > 0)
    say (words, g_strdup_printf (ngettext ("%u object stays in a cycle.", "%u objects stay in cycles.", effect->n_left), effect->n_left));
}

static void
say_holder (GString *words, const HfDrawnMend *mend)
{
  if (mend->held_by != NULL)
    /* Translators: %s is a path: module app › .CACHE › [17] › Session */
    say (words, g_strdup_printf (_("Still held by %s."), mend->held_by));
}

char *
hf_drawing_mend_words (const HfDrawing *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const HfComponents *components;
  guint cycle, others;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->mend == NULL)
    return NULL;
  components = self->analysis->components;
  cycle = self->mend->effect->cycle;
  others = self->mend->n_others;
  if (self->mend->after)
    say_after (words, self->mend);
  else
    say_before (words, self->mend->effect, components->cycle_begin[cycle + 1] - components->cycle_begin[cycle]);
  if (others > 0)
    say (words, g_strdup_printf (ngettext ("The same in %u other cycle.", "The same in %u other cycles.", others), others));
  if (self->mend->after)
    say_holder (words, self->mend);

  return g_string_free (g_steal_pointer (&words), FALSE);
}
