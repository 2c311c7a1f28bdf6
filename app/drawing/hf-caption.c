/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-caption.h"

#include "config.h"
#include "drawing/hf-drawing-text.h"

#define _(text) g_dgettext (GETTEXT_PACKAGE, text)
#define NAMED_CUTS 3u
#define NAME_CHARS 120u

char *
hf_caption_source (const HfHeap *heap, const char *dump_name)
{
  gint64 time = hf_heap_info (heap)->time;
  g_autofree char *base = dump_name ? g_path_get_basename (dump_name) : NULL;
  g_autofree char *readable = base ? g_filename_display_name (base) : NULL;
  g_autofree char *name = readable ? hf_drawing_show_text (readable, NAME_CHARS) : NULL;
  g_autoptr (GDateTime) date = time != 0 ? g_date_time_new_from_unix_local (time / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = date ? g_date_time_format (date, "%-d %B %Y, %H:%M") : NULL;

  if (name != NULL && day != NULL)
    return g_strdup_printf ("%s \xc2\xb7 %s", name, day);
  return g_strdup (name ? name : day ? day : "");
}

static void
add_part (GString *line, const char *before, char *part)
{
  g_string_append (line, line->len == 0 ? before : "; ");
  g_string_append (line, part);
  g_free (part);
}

/* What the +n handles and the stacks say one by one. */
static void
add_left_out (const HfDrawing *drawing, GString *line, const char *before)
{
  gulong referrers = 0, referents = 0;

  for (guint i = 0; i < drawing->n_nodes; i++)
    if (drawing->nodes[i].form == HF_NODE_OBJECT)
      {
        referrers += drawing->nodes[i].more_referrers;
        referents += drawing->nodes[i].more_referents;
      }
  if (referrers > 0)
    add_part (line, before, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu referrer", "%lu referrers", referrers), referrers));
  if (referents > 0)
    add_part (line, before, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu referent", "%lu referents", referents), referents));
}

static char *
not_drawn (const HfDrawing *drawing)
{
  GString *line = g_string_new (NULL);
  const char *before = _("Not drawn: ");

  add_left_out (drawing, line, before);
  if (drawing->n_hidden_objects > 0)
    add_part (line, before, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u object hidden by choice", "%u objects hidden by choice",
                                                          drawing->n_hidden_objects), drawing->n_hidden_objects));
  if (drawing->n_hidden_types > 0)
    add_part (line, before, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u type hidden by choice", "%u types hidden by choice",
                                                          drawing->n_hidden_types), drawing->n_hidden_types));
  if (drawing->left_out > 0)
    add_part (line, before, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u object that did not fit", "%u objects that did not fit",
                                                          drawing->left_out), drawing->left_out));

  return g_string_free (line, FALSE);
}

/* "Session.views", "dict['k']"; what a folded __dict__ holds is its owner's. */
static void
add_cut_name (const HfHeap *heap, guint32 ref, GString *line)
{
  guint32 referrer = hf_graph_referrer_of (hf_heap_graph (heap), ref);
  guint32 from = hf_drawing_owner_of (heap, referrer);
  g_autofree char *label = hf_drawing_ref_text (heap, ref, from != referrer);
  const char *gap = label[0] == '.' || label[0] == '[' || label[0] == '\0' ? "" : " ";
  g_autofree char *whole = g_strconcat (from == HF_ROOT ? "" : hf_heap_type_name_of (heap, from), gap, label, NULL);
  g_autofree char *shown = hf_drawing_show_text (g_strstrip (whole), NAME_CHARS / 2);

  if (line->len > 0)
    g_string_append (line, ", ");
  g_string_append (line, shown);
}

static char *
what_is_cut (const HfDrawing *drawing)
{
  const HfCut *cut = drawing->cut;
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *freed = NULL, *collected = NULL;

  if (cut == NULL || cut->n_refs == 0)
    return g_strdup ("");
  for (guint32 i = 0; i < MIN (cut->n_refs, NAMED_CUTS); i++)
    add_cut_name (drawing->analysis->heap, cut->refs[i], names);
  if (cut->n_refs > NAMED_CUTS)
    g_string_append_printf (names, " +%u", cut->n_refs - NAMED_CUTS);
  freed = hf_drawing_format_size (cut->freed_bytes);
  collected = hf_drawing_format_size (cut->collected_bytes);

  /* Translators: %1$s names references ("Session.views"), %2$s and %3$s are sizes */
  return g_strdup_printf (_("Cut: %1$s, which frees %2$s at once and %3$s with the collector"), names->str, freed, collected);
}

/* The cycle before the mend, or what it does. */
static char *
what_is_mended (const HfDrawing *drawing)
{
  g_autofree char *title = hf_drawing_mend_title (drawing);
  g_autofree char *words = hf_drawing_mend_words (drawing);

  if (title == NULL)
    return g_strdup ("");
  /* Translators: %1$s is ".parent → weakref.ref", %2$s are sentences */
  return g_strdup_printf (drawing->mend->after ? _("After the mend %1$s: %2$s") : _("Before the mend %1$s: %2$s"), title, words);
}

/* Of a dump that has none, nothing was left out. */
static gboolean
says_values (const HfDrawing *drawing)
{
  return drawing->values || (hf_heap_info (drawing->analysis->heap)->has & HF_HAS_VALUES) == 0;
}

char *
hf_caption_new (const HfDrawing *drawing, const HfGeometry *geometry, const char *dump_name)
{
  g_autofree char *source = NULL, *missing = NULL, *cut = NULL, *mend = NULL;
  const char *lines[6];
  GString *caption;

  g_return_val_if_fail (drawing != NULL, NULL);

  source = hf_caption_source (drawing->analysis->heap, dump_name);
  missing = not_drawn (drawing);
  cut = what_is_cut (drawing);
  lines[0] = source;
  lines[1] = missing;
  lines[2] = cut;
  mend = what_is_mended (drawing);
  lines[3] = mend;
  lines[4] = says_values (drawing) ? "" : _("Values are left out, names and keys are not");
  lines[5] = geometry != NULL && geometry->sentence != NULL ? _(geometry->sentence) : "";
  caption = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i][0] != '\0')
      {
        if (caption->len > 0)
          g_string_append_c (caption, '\n');
        g_string_append (caption, lines[i]);
      }

  return g_string_free (caption, FALSE);
}

char *
hf_caption_title (const HfDrawing *drawing)
{
  const HfNode *first = NULL;
  GString *title = g_string_new (NULL);
  guint others = 0;

  g_return_val_if_fail (drawing != NULL, g_string_free (title, FALSE));

  for (guint i = 0; i < drawing->n_nodes; i++)
    if ((drawing->nodes[i].flags & HF_NODE_IS_ANCHOR) != 0)
      {
        if (first == NULL)
          first = &drawing->nodes[i];
        else
          others++;
      }
  if (first == NULL)
    return g_string_free (title, FALSE);
  g_string_append (title, first->title);
  if (first->value[0] != '\0')
    g_string_append_printf (title, " %s", first->value);
  if (others > 0)
    {
      g_string_append_c (title, ' ');
      g_string_append_printf (title, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", others), others);
    }

  return g_string_free (title, FALSE);
}
