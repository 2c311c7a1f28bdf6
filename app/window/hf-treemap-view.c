/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-treemap-view.h"

#include <glib/gi18n.h>

#include "hf-theme.h"
#include "session/hf-dominator-list.h"
#include "session/hf-format.h"
#include "session/hf-job.h"

#define MIN_SIZE 160
#define NATURAL_SIZE 420
#define MIN_TITLE_WIDTH 44.0f
#define MAX_TITLES 200u /* widgets; the smallest have theirs painted */

struct _HfTreemapView
{
  GtkWidget parent_instance;

  HfAnalysis *analysis;
  HfDominatorList *top;
  GArray *way;        /* of HfTreemapPlace: from the top level in */
  HfTreemap *map;     /* what is shown; may be of an older size */
  GPtrArray *titles;  /* of GtkLabel: children, one for each cell that has room */
  HfJob *job;
  guint32 selected;
  guint32 cursor;     /* cell that the keyboard is at */
  int asked_width, asked_height;
  guint place;        /* counts the changes of top and way */
  guint asked_place;
  guint map_place;
};

enum
{
  SELECTED,
  ZOOMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfTreemapView, hf_treemap_view, GTK_TYPE_WIDGET)

/* ---- words ---- */

char *
hf_treemap_view_dup_name_of (HfTreemapView *self, const HfTreemapPlace *place)
{
  g_autofree char *words = NULL;

  if (place->group != HF_NONE)
    return hf_dominator_list_dup_group_name (self->top, place->group);
  words = hf_dominator_list_words_of (self->analysis, place->object);

  return g_strdup_printf ("%s %s", hf_heap_type_name_of (self->analysis->heap, place->object), words);
}

static char *
dup_name (HfTreemapView *self, const HfTreemapCell *cell)
{
  g_autofree char *count = NULL;

  if (cell->own)
    return g_strdup (_("itself"));
  if (cell->object != HF_NONE || cell->group != HF_NONE)
    return hf_treemap_view_dup_name_of (self, &(HfTreemapPlace) { cell->object, cell->group });
  count = hf_format_count (cell->n_rest);

  return g_strdup_printf (ngettext ("%s more", "%s more", cell->n_rest), count);
}

static char *
dup_title (HfTreemapView *self, const HfTreemapCell *cell)
{
  g_autofree char *name = dup_name (self, cell);
  g_autofree char *size = hf_format_size (cell->bytes);

  return cell->depth == 0 ? g_strdup_printf ("%s · %s", name, size) : g_steal_pointer (&name);
}

static char *
dup_spoken (HfTreemapView *self, const HfTreemapCell *cell)
{
  guint64 whole = hf_heap_bytes (self->analysis->heap);
  g_autofree char *name = dup_name (self, cell);
  g_autofree char *size = hf_format_size (cell->bytes);
  g_autofree char *share = hf_format_share (whole == 0 ? 0 : (guint) MIN (1000.0, (double) cell->bytes * 1000.0 / (double) whole + 0.5));

  if (cell->own)
    return g_strdup_printf ("%s: %s, %s", name, size, share);
  /* Translators: an object, a size, a share of the whole heap: dict app.CACHE: retains 12.0 MB, 45 % */
  return g_strdup_printf (_("%1$s: retains %2$s, %3$s"), name, size, share);
}

static void
tell_cursor (HfTreemapView *self)
{
  g_autofree char *words = NULL;

  if (self->map == NULL || self->cursor >= self->map->n_cells)
    return;
  words = dup_spoken (self, &self->map->cells[self->cursor]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* ---- the map ---- */

static void
drop_titles (HfTreemapView *self)
{
  for (guint i = 0; i < self->titles->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->titles, i));
  g_ptr_array_set_size (self->titles, 0);
}

static gboolean
has_room (const HfTreemapCell *cell)
{
  return cell->width >= MIN_TITLE_WIDTH && cell->height >= HF_TREEMAP_TITLE;
}

static GtkWidget *
make_title (HfTreemapView *self, const HfTreemapCell *cell)
{
  g_autofree char *title = dup_title (self, cell);
  g_autofree char *spoken = dup_spoken (self, cell);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, cell->depth == 0 ? "map-title" : "map-inner-title");
  gtk_widget_set_can_target (label, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return label;
}

/* Outer cells come first. */
static void
make_titles (HfTreemapView *self)
{
  drop_titles (self);
  for (guint i = 0; i < self->map->n_cells && self->titles->len < MAX_TITLES; i++)
    {
      GtkWidget *label;

      if (!has_room (&self->map->cells[i]))
        continue;
      label = make_title (self, &self->map->cells[i]);
      g_object_set_data (G_OBJECT (label), "cell", GUINT_TO_POINTER (i));
      gtk_widget_set_parent (label, GTK_WIDGET (self));
      g_ptr_array_add (self->titles, label);
    }
}

typedef struct
{
  HfAnalysis *analysis;
  HfDominatorList *top;
  HfTreemapPlace place; /* neither: the top level */
  double width, height;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  hf_free_in_worker (wish->analysis, (GDestroyNotify) hf_analysis_unref);
  g_object_unref (wish->top);
  g_free (wish);
}

static gpointer
lay_out (gpointer data, HfProgress *progress, GError **error)
{
  const Wish *wish = data;

  if (wish->place.object != HF_NONE)
    return hf_treemap_new (wish->analysis, wish->place.object, wish->width, wish->height, progress, error);

  return hf_dominator_list_lay_out (wish->top, wish->place.group, wish->width, wish->height, progress, error);
}

static void
laid_out_cb (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfTreemapView *self = HF_TREEMAP_VIEW (data);

  g_clear_object (&self->job);
  if (result == NULL)
    return;
  g_clear_pointer (&self->map, hf_treemap_free);
  self->map = result;
  if (self->map_place != self->asked_place || self->cursor >= self->map->n_cells)
    self->cursor = 0;
  self->map_place = self->asked_place;
  make_titles (self);
  tell_cursor (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ask (HfTreemapView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  Wish *wish;

  if (self->analysis == NULL || width <= 0 || height <= 0)
    return;
  if (width == self->asked_width && height == self->asked_height && self->place == self->asked_place)
    return;
  self->asked_width = width;
  self->asked_height = height;
  self->asked_place = self->place;
  hf_job_clear (&self->job);
  wish = g_new (Wish, 1);
  *wish = (Wish) { hf_analysis_ref (self->analysis), g_object_ref (self->top), { HF_NONE, HF_NONE }, width, height };
  if (self->way->len > 0)
    wish->place = g_array_index (self->way, HfTreemapPlace, self->way->len - 1);
  self->job = hf_job_start (_("Drawing the map"), lay_out, wish, wish_free, (GDestroyNotify) hf_treemap_free, laid_out_cb, self);
}

static void
moved (HfTreemapView *self)
{
  self->place++;
  ask (self);
  g_signal_emit (self, signals[ZOOMED], 0);
}

static void
drop_map (HfTreemapView *self)
{
  hf_job_clear (&self->job);
  drop_titles (self);
  g_clear_pointer (&self->map, hf_treemap_free);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);
  g_clear_object (&self->top);
}

void
hf_treemap_view_set_top (HfTreemapView *self, HfAnalysis *analysis, HfDominatorList *top)
{
  g_return_if_fail (HF_IS_TREEMAP_VIEW (self));
  g_return_if_fail (top == NULL || (analysis != NULL && hf_dominator_list_get_job (top) == NULL));

  if (self->top == top)
    return;
  drop_map (self);
  if (top != NULL)
    {
      self->analysis = hf_analysis_ref (analysis);
      self->top = g_object_ref (top);
    }
  g_array_set_size (self->way, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  moved (self);
}

guint
hf_treemap_view_get_depth (HfTreemapView *self)
{
  g_return_val_if_fail (HF_IS_TREEMAP_VIEW (self), 0);
  return self->way->len;
}

const HfTreemapPlace *
hf_treemap_view_get_place (HfTreemapView *self, guint step)
{
  g_return_val_if_fail (HF_IS_TREEMAP_VIEW (self) && step < self->way->len, NULL);
  return &g_array_index (self->way, HfTreemapPlace, step);
}

void
hf_treemap_view_go_out (HfTreemapView *self, guint depth)
{
  g_return_if_fail (HF_IS_TREEMAP_VIEW (self));

  if (depth >= self->way->len)
    return;
  g_array_set_size (self->way, depth);
  moved (self);
}

void
hf_treemap_view_set_selected (HfTreemapView *self, guint32 object)
{
  g_return_if_fail (HF_IS_TREEMAP_VIEW (self));

  if (self->selected == object)
    return;
  self->selected = object;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- from the person ---- */

static gboolean
can_go_into (HfTreemapView *self, const HfTreemapCell *cell)
{
  guint32 n = 0;

  if (cell->group != HF_NONE)
    return TRUE;
  if (cell->object != HF_NONE && !cell->own)
    hf_dominators_children (self->analysis->dominators, cell->object, &n);

  return n > 0;
}

/* Into a cell where something is below it, through all that are around it. */
static void
zoom_into (HfTreemapView *self, guint32 cell)
{
  guint before = self->way->len;

  if (self->map_place != self->place || !can_go_into (self, &self->map->cells[cell]))
    return;
  for (; cell != HF_NONE; cell = self->map->cells[cell].parent)
    {
      HfTreemapPlace place = { self->map->cells[cell].object, self->map->cells[cell].group };

      g_array_insert_val (self->way, before, place);
    }
  moved (self);
}

static void
zoom_out (HfTreemapView *self)
{
  hf_treemap_view_go_out (self, self->way->len - 1);
}

static void
select_cell (HfTreemapView *self, guint32 cell)
{
  if (self->map->cells[cell].object == HF_NONE || self->map->cells[cell].object == HF_ROOT)
    return;
  hf_treemap_view_set_selected (self, self->map->cells[cell].object);
  g_signal_emit (self, signals[SELECTED], 0, self->map->cells[cell].object);
}

static void
pressed_cb (HfTreemapView *self, int n_press, double x, double y)
{
  guint32 cell = self->map != NULL ? hf_treemap_at (self->map, x, y) : HF_NONE;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (cell == HF_NONE)
    return;
  self->cursor = cell;
  tell_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (n_press == 1)
    select_cell (self, cell);
  else if (n_press == 2)
    zoom_into (self, cell);
}

/* The nearest cell as deep whose middle lies that way from the cursor's. */
static guint32
next_cell (const HfTreemap *map, guint32 from, int dx, int dy)
{
  const HfTreemapCell *cell = &map->cells[from];
  float x = cell->x + cell->width / 2, y = cell->y + cell->height / 2, best = G_MAXFLOAT;
  guint32 found = from;

  for (guint i = 0; i < map->n_cells; i++)
    {
      float across = map->cells[i].x + map->cells[i].width / 2 - x, down = map->cells[i].y + map->cells[i].height / 2 - y;
      float along = across * (float) dx + down * (float) dy, aside = ABS (across * (float) dy) + ABS (down * (float) dx);

      if (i != from && map->cells[i].depth == cell->depth && along > 0.5f && along + 2 * aside < best)
        {
          best = along + 2 * aside;
          found = i;
        }
    }

  return found;
}

static gboolean
go_to (HfTreemapView *self, guint32 cell)
{
  if (cell == HF_NONE)
    return TRUE;
  self->cursor = cell;
  tell_cursor (self);
  select_cell (self, cell);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

static gboolean
walk (HfTreemapView *self, int dx, int dy)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  return go_to (self, next_cell (self->map, self->cursor, dx, dy));
}

/* The largest cell inside the one that the keyboard is at: inner cells come after it, largest first. */
static guint32
inner_cell (const HfTreemap *map, guint32 cell)
{
  for (guint32 i = cell + 1; i < map->n_cells; i++)
    if (map->cells[i].parent == cell)
      return i;

  return cell;
}

static gboolean
key_cb (HfTreemapView *self, guint key, guint code, GdkModifierType state)
{
  if (self->map == NULL || self->cursor >= self->map->n_cells || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:
      return walk (self, -1, 0);
    case GDK_KEY_Right: case GDK_KEY_KP_Right:
      return walk (self, 1, 0);
    case GDK_KEY_Up: case GDK_KEY_KP_Up:
      return walk (self, 0, -1);
    case GDK_KEY_Down: case GDK_KEY_KP_Down:
      return walk (self, 0, 1);
    case GDK_KEY_Page_Down: case GDK_KEY_KP_Page_Down:
      return go_to (self, inner_cell (self->map, self->cursor));
    case GDK_KEY_Page_Up: case GDK_KEY_KP_Page_Up:
      return go_to (self, self->map->cells[self->cursor].parent);
    case GDK_KEY_Return: case GDK_KEY_KP_Enter:
      zoom_into (self, self->cursor);
      return TRUE;
    case GDK_KEY_Escape: case GDK_KEY_BackSpace:
      if (self->way->len == 0)
        return FALSE;
      zoom_out (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* ---- on the screen ---- */

static void
hf_treemap_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  HfTreemapView *self = HF_TREEMAP_VIEW (widget);

  for (guint i = 0; i < self->titles->len; i++)
    gtk_widget_measure (g_ptr_array_index (self->titles, i), orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = MIN_SIZE;
  *natural = NATURAL_SIZE;
}

static void
hf_treemap_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfTreemapView *self = HF_TREEMAP_VIEW (widget);

  for (guint i = 0; i < self->titles->len; i++)
    {
      GtkWidget *label = g_ptr_array_index (self->titles, i);
      const HfTreemapCell *cell = &self->map->cells[GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (label), "cell"))];
      int least_width, least_height;

      gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
      gtk_widget_size_allocate (label, &(GtkAllocation) { (int) cell->x + 4, (int) cell->y + 1, MAX (least_width, (int) cell->width - 8),
                                                          MAX (least_height, (int) HF_TREEMAP_TITLE - 2) }, -1);
    }
  ask (self);
}

static void
paint_border (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color, float thickness)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, rect, 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { thickness, thickness, thickness, thickness },
                              (GdkRGBA[4]) { *color, *color, *color, *color });
}

static void
paint_inner_title (HfTreemapView *self, GtkSnapshot *snapshot, const HfTreemapCell *cell)
{
  g_autofree char *name = dup_name (self, cell);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), name);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA color = hf_theme_color (hf_theme_palette ()->text);
  int height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int) (cell->width - 8) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (cell->x + 4, cell->y + MAX (1, ((float) HF_TREEMAP_TITLE - (float) height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
paint_cell (HfTreemapView *self, GtkSnapshot *snapshot, guint32 i)
{
  const HfTreemapCell *cell = &self->map->cells[i];
  HfKind kind = cell->group != HF_NONE    ? hf_dominator_list_get_group_kind (self->top, cell->group)
                : cell->object != HF_NONE ? hf_heap_kind (self->analysis->heap, cell->object)
                                          : HF_KIND_OTHER;
  HfKindColors colors = hf_palette_kind (hf_theme_palette (), kind);
  GdkRGBA fill = hf_theme_color (colors.fill), border = hf_theme_color (colors.border);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (cell->x + 0.5f, cell->y + 0.5f, MAX (cell->width - 1, 0.5f), MAX (cell->height - 1, 0.5f));

  gtk_snapshot_append_color (snapshot, &fill, &rect);
  if (cell->width >= 4 && cell->height >= 4)
    paint_border (snapshot, &rect, &border, 1);
}

static void
paint_ring (HfTreemapView *self, GtkSnapshot *snapshot, guint32 i, float thickness)
{
  const HfTreemapCell *cell = &self->map->cells[i];
  GdkRGBA accent = hf_theme_accent ();

  paint_border (snapshot, &GRAPHENE_RECT_INIT (cell->x, cell->y, cell->width, cell->height), &accent, thickness);
}

static void
hf_treemap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfTreemapView *self = HF_TREEMAP_VIEW (widget);
  guint n_titles = 0;

  if (self->map == NULL)
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget)));
  for (guint i = 0; i < self->map->n_cells; i++)
    {
      const HfTreemapCell *cell = &self->map->cells[i];

      paint_cell (self, snapshot, i);
      if (has_room (cell) && n_titles++ >= self->titles->len && n_titles <= 2 * MAX_TITLES)
        paint_inner_title (self, snapshot, cell);
    }
  for (guint i = 0; i < self->map->n_cells; i++)
    if (self->map->cells[i].object == self->selected && self->selected != HF_NONE && !self->map->cells[i].own)
      paint_ring (self, snapshot, i, 3);
  if (gtk_widget_has_visible_focus (widget) && self->cursor < self->map->n_cells)
    paint_ring (self, snapshot, self->cursor, 2);
  for (guint i = 0; i < self->titles->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->titles, i), snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
hf_treemap_view_dispose (GObject *object)
{
  HfTreemapView *self = HF_TREEMAP_VIEW (object);

  drop_map (self);

  G_OBJECT_CLASS (hf_treemap_view_parent_class)->dispose (object);
}

static void
hf_treemap_view_finalize (GObject *object)
{
  g_ptr_array_unref (HF_TREEMAP_VIEW (object)->titles);
  g_array_unref (HF_TREEMAP_VIEW (object)->way);

  G_OBJECT_CLASS (hf_treemap_view_parent_class)->finalize (object);
}

static void
hf_treemap_view_class_init (HfTreemapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_treemap_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = hf_treemap_view_finalize;
  widget_class->measure = hf_treemap_view_measure;
  widget_class->size_allocate = hf_treemap_view_size_allocate;
  widget_class->snapshot = hf_treemap_view_snapshot;
  signals[SELECTED] = g_signal_new ("selected", HF_TYPE_TREEMAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ZOOMED] = g_signal_new ("zoomed", HF_TYPE_TREEMAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "treemap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
hf_treemap_view_init (HfTreemapView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->titles = g_ptr_array_new ();
  self->way = g_array_new (FALSE, FALSE, sizeof (HfTreemapPlace));
  self->selected = HF_NONE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Map of what keeps the memory"), -1);
  hf_theme_follow (GTK_WIDGET (self));
}
