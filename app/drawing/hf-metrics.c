/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-metrics.h"

#include <math.h>

#define DEFAULT_FONT "Cantarell, Sans 11"
#define DEFAULT_RESOLUTION 96.0
#define MAX_LAYOUTS 8192u

#define NODE_PADDING_X 14.0
#define NODE_PADDING_Y 8.0
#define NODE_LINE_GAP 3.0
#define NODE_TITLE_GAP 18.0
#define NODE_MIN_WIDTH 84.0
#define NODE_MAX_WIDTH 380.0
#define PILL_PADDING_X 9.0
#define PILL_PADDING_Y 2.0
#define LABEL_PADDING_X 6.0
#define LABEL_PADDING_Y 2.0

struct _HfMetrics
{
  gatomicrefcount ref_count;
  GMutex lock;
  PangoFontMap *map;
  PangoContext *context;
  PangoFontDescription *fonts[HF_N_TEXTS];
  double heights[HF_N_TEXTS];
  double baselines[HF_N_TEXTS];
  GHashTable *layouts; /* "role width text" -> PangoLayout */
};

static const struct
{
  double scale;
  gboolean bold;
  gboolean monospace;
} roles[HF_N_TEXTS] = {
  [HF_TEXT_TITLE] = { 0.90, TRUE, FALSE },
  [HF_TEXT_VALUE] = { 0.80, FALSE, TRUE },
  [HF_TEXT_SIZE] = { 0.78, FALSE, FALSE },
  [HF_TEXT_LABEL] = { 0.77, FALSE, TRUE },
  [HF_TEXT_HANDLE] = { 0.74, TRUE, FALSE },
  [HF_TEXT_LEGEND] = { 0.80, FALSE, FALSE },
  [HF_TEXT_LEGEND_TITLE] = { 0.80, TRUE, FALSE },
};

static PangoFontDescription *
role_font (const PangoFontDescription *base, HfTextRole role, double resolution)
{
  PangoFontDescription *font = pango_font_description_copy (base);
  double size = pango_font_description_get_size (base);

  if (size <= 0)
    size = 11 * PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute (base))
    size *= resolution / 72;
  pango_font_description_set_absolute_size (font, round (size * roles[role].scale));
  if (roles[role].monospace)
    pango_font_description_set_family (font, "Monospace");
  pango_font_description_set_weight (font, roles[role].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);

  return font;
}

/* A context of its own, so that text is the same size in every thread and at every scale: no hinting to whole pixels. */
static PangoContext *
new_context (PangoFontMap *map)
{
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions (context, FALSE);

  return context;
}

static PangoLayout *
new_layout (HfMetrics *self, HfTextRole role, const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);

  pango_layout_set_font_description (layout, self->fonts[role]);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (role == HF_TEXT_SIZE || role == HF_TEXT_HANDLE)
    {
      PangoAttrList *list = pango_attr_list_new ();

      pango_attr_list_insert (list, pango_attr_font_features_new ("tnum=1"));
      pango_layout_set_attributes (layout, list);
      pango_attr_list_unref (list);
    }
  pango_layout_set_text (layout, text, -1);

  return layout;
}

static void
measure_roles (HfMetrics *self)
{
  for (HfTextRole role = 0; role < HF_N_TEXTS; role++)
    {
      g_autoptr (PangoLayout) layout = new_layout (self, role, "Xg");
      PangoRectangle logical;

      pango_layout_get_extents (layout, NULL, &logical);
      self->heights[role] = ceil ((double) logical.height / PANGO_SCALE);
      self->baselines[role] = (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
    }
}

HfMetrics *
hf_metrics_new (const PangoFontDescription *font, double resolution)
{
  g_autoptr (PangoFontDescription) standard = pango_font_description_from_string (DEFAULT_FONT);
  HfMetrics *self = g_new0 (HfMetrics, 1);

  if (resolution <= 0)
    resolution = DEFAULT_RESOLUTION;
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->map = pango_cairo_font_map_new ();
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (self->map), resolution);
  self->context = new_context (self->map);
  for (HfTextRole role = 0; role < HF_N_TEXTS; role++)
    self->fonts[role] = role_font (font ? font : standard, role, resolution);
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  measure_roles (self);

  return self;
}

HfMetrics *
hf_metrics_ref (HfMetrics *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hf_metrics_unref (HfMetrics *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->layouts);
  for (HfTextRole role = 0; role < HF_N_TEXTS; role++)
    pango_font_description_free (self->fonts[role]);
  g_object_unref (self->context);
  g_object_unref (self->map);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* (transfer none) With the lock held. */
static PangoLayout *
layout_for (HfMetrics *self, HfTextRole role, const char *text, int width)
{
  g_autofree char *key = g_strdup_printf ("%c%x %s", 'a' + (int) role, (guint) width, text);
  PangoLayout *layout = g_hash_table_lookup (self->layouts, key);

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (self->layouts) >= MAX_LAYOUTS)
    g_hash_table_remove_all (self->layouts);
  layout = new_layout (self, role, text);
  if (width > 0)
    {
      pango_layout_set_width (layout, width);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  g_hash_table_insert (self->layouts, g_steal_pointer (&key), layout);

  return layout;
}

void
hf_metrics_text (HfMetrics *self, HfTextRole role, const char *text, double *width, double *height)
{
  PangoRectangle logical = { 0, 0, 0, 0 };

  g_return_if_fail (self != NULL && role < HF_N_TEXTS && text != NULL);

  if (text[0] != '\0')
    {
      g_mutex_lock (&self->lock);
      pango_layout_get_extents (layout_for (self, role, text, 0), NULL, &logical);
      g_mutex_unlock (&self->lock);
    }
  if (width != NULL)
    *width = ceil ((double) logical.width / PANGO_SCALE);
  if (height != NULL)
    *height = self->heights[role];
}

double
hf_metrics_baseline (HfMetrics *self, HfTextRole role)
{
  g_return_val_if_fail (self != NULL && role < HF_N_TEXTS, 0);
  return self->baselines[role];
}

PangoFontDescription *
hf_metrics_font (HfMetrics *self, HfTextRole role)
{
  g_return_val_if_fail (self != NULL && role < HF_N_TEXTS, NULL);
  return pango_font_description_copy (self->fonts[role]);
}

void
hf_metrics_node (HfMetrics *self, const HfNode *node, double *width, double *height)
{
  double title, size, value, title_height, value_height;

  g_return_if_fail (self != NULL && node != NULL);

  hf_metrics_text (self, HF_TEXT_TITLE, hf_node_title (node, TRUE), &title, &title_height);
  hf_metrics_text (self, HF_TEXT_SIZE, node->size, &size, NULL);
  hf_metrics_text (self, HF_TEXT_VALUE, node->value, &value, &value_height);
  if (size > 0)
    title += NODE_TITLE_GAP + size;
  *width = CLAMP (MAX (title, value) + 2 * NODE_PADDING_X, NODE_MIN_WIDTH, NODE_MAX_WIDTH);
  *height = title_height + 2 * NODE_PADDING_Y + (node->value[0] != '\0' ? value_height + NODE_LINE_GAP : 0);
}

void
hf_metrics_handle (HfMetrics *self, guint32 count, double *width, double *height)
{
  char text[16];

  g_return_if_fail (self != NULL);

  g_snprintf (text, sizeof text, "+%u", count);
  hf_metrics_text (self, HF_TEXT_HANDLE, text, width, height);
  *width += 2 * PILL_PADDING_X;
  *height += 2 * PILL_PADDING_Y;
}

void
hf_metrics_label (HfMetrics *self, const char *label, double *width, double *height)
{
  g_return_if_fail (self != NULL && label != NULL);

  *width = *height = 0;
  if (label[0] == '\0')
    return;
  hf_metrics_text (self, HF_TEXT_LABEL, label, width, height);
  *width += 2 * LABEL_PADDING_X;
  *height += 2 * LABEL_PADDING_Y;
}

void
hf_metrics_show (HfMetrics *self, cairo_t *cr, HfTextRole role, const char *text, double x, double y, double max_width)
{
  g_return_if_fail (self != NULL && role < HF_N_TEXTS && text != NULL);

  if (text[0] == '\0')
    return;
  cairo_move_to (cr, x, y);
  g_mutex_lock (&self->lock);
  pango_cairo_show_layout (cr, layout_for (self, role, text, max_width > 0 ? (int) (max_width * PANGO_SCALE) : 0));
  g_mutex_unlock (&self->lock);
}
