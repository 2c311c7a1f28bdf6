/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-inspector.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/hf-tip.h"
#include "drawing/hf-drawing.h"
#include "drawing/hf-values.h"
#include "hf-case-card.h"
#include "hf-reference-view.h"
#include "hf-template.h"
#include "session/hf-cycle-table.h"
#include "session/hf-format.h"
#include "session/hf-growth-table.h"
#include "session/hf-holder-table.h"

#define VALUE_CHARS 300u
#define TYPE_CHARS 200u
#define NATURAL_CHARS 22
#define BESIDE_CHARS 30
#define MOST_LINES 6
#define CYCLE_CHARS 600u

struct _HfInspector
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *facts;
  GtkWidget *said;
  GtkWidget *referrers;
  GtkWidget *referents;
  GtkWidget *buttons;

  /* Owned */
  HfSession *session;
  int n_facts;
};

G_DEFINE_FINAL_TYPE (HfInspector, hf_inspector, GTK_TYPE_WIDGET)

/* ---- facts: a name at the left, words at the right, or below where they are long ---- */

static void
drop_facts (HfInspector *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->facts)) != NULL)
    gtk_grid_remove (GTK_GRID (self->facts), child);
  self->n_facts = 0;
}

static GtkWidget *
add_fact (HfInspector *self, const char *name, const char *words, const char *tip, const char *css_class)
{
  GtkWidget *left = gtk_label_new (name), *right = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (right), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (right), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (right), MOST_LINES);
  gtk_label_set_max_width_chars (GTK_LABEL (right), NATURAL_CHARS);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_widget_set_can_focus (right, FALSE);
  gtk_widget_set_hexpand (right, TRUE);
  hf_tip_set (right, tip != NULL ? tip : words);
  gtk_widget_add_css_class (right, css_class != NULL ? css_class : "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (right), GTK_ACCESSIBLE_RELATION_LABELLED_BY, left, NULL, -1);
  if (g_utf8_strlen (name, -1) + g_utf8_strlen (words, -1) > BESIDE_CHARS)
    {
      gtk_label_set_xalign (GTK_LABEL (right), 0);
      gtk_grid_attach (GTK_GRID (self->facts), left, 0, self->n_facts++, 2, 1);
      gtk_grid_attach (GTK_GRID (self->facts), right, 0, self->n_facts++, 2, 1);
      return right;
    }
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_label_set_justify (GTK_LABEL (right), GTK_JUSTIFY_RIGHT);
  gtk_grid_attach (GTK_GRID (self->facts), left, 0, self->n_facts, 1, 1);
  gtk_grid_attach (GTK_GRID (self->facts), right, 1, self->n_facts++, 1, 1);
  return right;
}

/* One word that must not be broken. */
static void
add_address (HfInspector *self, const char *address)
{
  GtkWidget *right = add_fact (self, _("Address"), address, NULL, NULL);

  gtk_label_set_wrap (GTK_LABEL (right), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (right), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (right), -1);
}

static void
add_size (HfInspector *self, const char *name, guint64 bytes)
{
  g_autofree char *size = hf_format_size (bytes);
  g_autofree char *exact = hf_format_exact_size (bytes);

  add_fact (self, name, size, exact, NULL);
}

/* ---- an object ---- */

static void
add_refcount (HfInspector *self, const HfHeap *heap, guint32 object)
{
  guint32 refcount = hf_heap_refcount (heap, object);
  gint64 unaccounted;
  g_autofree char *words = NULL;
  g_autofree char *known = NULL;
  g_autofree char *counted = NULL;

  if (refcount == HF_REFCOUNT_UNKNOWN)
    return;
  unaccounted = hf_heap_unaccounted (heap, object);
  known = hf_format_count ((guint64) MAX (0, (gint64) refcount - unaccounted));
  counted = hf_format_count (refcount);
  /* Translators: of the references that the runtime counts, how many the dump knows: 2 of 2 */
  words = g_strdup_printf (_("%s of %s"), known, counted);
  add_fact (self, _("References"), words,
            unaccounted > 0 ? _("The runtime counts more than the dump knows: native code, or the runtime itself, holds the rest")
                            : _("Of the references that the runtime counts, how many the dump knows"), NULL);
}

static void
add_created (HfInspector *self, const HfHeap *heap, guint32 site)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *words = NULL;
  g_autofree char *base = NULL;
  guint depth = site != 0 ? hf_heap_site_depth (heap, site) : 0;

  if (depth == 0)
    return;
  for (guint i = 0; i < depth; i++)
    {
      HfSiteFrame frame = hf_heap_site_frame (heap, site, i);

      g_string_append_printf (all, "%s%s:%u %s", i == 0 ? "" : "\n", frame.file, frame.line, frame.function);
    }
  base = g_path_get_basename (hf_heap_site_frame (heap, site, 0).file);
  words = g_strdup_printf ("%s:%u", base, hf_heap_site_frame (heap, site, 0).line);
  add_fact (self, _("Created"), words, all->str, NULL);
}

/* In its own row below the facts about a cycle. */
static void
add_preview (HfInspector *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Preview the Mend"));

  gtk_widget_set_tooltip_text (button, _("Draw the cycle before and after the mend"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.preview-mend");
  gtk_grid_attach (GTK_GRID (self->facts), button, 0, self->n_facts++, 2, 1);
}

static void
add_cycle (HfInspector *self, HfAnalysis *analysis, guint32 object)
{
  guint32 cycle = hf_components_cycle_of (analysis->components, object);
  g_autofree char *words = NULL;
  g_autofree char *count = NULL;
  guint32 n;

  if (cycle == HF_NONE)
    return;
  n = analysis->components->cycle_begin[cycle + 1] - analysis->components->cycle_begin[cycle];
  count = hf_format_count (n);
  words = n == 1 ? g_strdup (_("refers to itself")) : g_strdup_printf (ngettext ("of %s object", "of %s objects", n), count);
  add_fact (self, _("In a cycle"), words, NULL, NULL);
  add_preview (self);
}

static void
show_object (HfInspector *self, HfSnapshot *snapshot, guint32 object)
{
  HfHeap *heap = hf_snapshot_get_heap (snapshot);
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);
  g_autofree char *type = hf_drawing_show_text (hf_heap_type_name_of (heap, object), TYPE_CHARS);
  g_autofree char *value = hf_drawing_show_text (hf_values_of (heap, object), VALUE_CHARS);
  g_autofree char *address = hf_heap_address (heap, object) != 0 ? hf_format_address (hf_heap_address (heap, object))
                                                                 : g_strdup_printf ("#%u", object);

  gtk_label_set_text (GTK_LABEL (self->title), _("Object"));
  add_fact (self, _("Type"), type, NULL, NULL);
  if (*value != '\0')
    add_fact (self, _("Value"), value, NULL, "code");
  else if ((hf_heap_info (heap)->has & HF_HAS_VALUES) == 0)
    add_fact (self, _("Value"), _("not in the dump"), _("The dump was taken without values, or they were taken out"), NULL);
  else if (!hf_values_get_shown ())
    add_fact (self, _("Value"), _("not shown"), _("Values of objects are hidden in the main menu"), NULL);
  add_address (self, address);
  add_size (self, _("Size"), hf_heap_shallow (heap, object));
  if (analysis != NULL)
    add_size (self, _("Retained"), hf_dominators_retained (analysis->dominators, object));
  add_refcount (self, heap, object);
  add_created (self, heap, hf_heap_site (heap, object));
  if (analysis != NULL)
    add_cycle (self, analysis, object);
  hf_reference_view_set_object (HF_REFERENCE_VIEW (self->referrers), heap, object);
  hf_reference_view_set_object (HF_REFERENCE_VIEW (self->referents), heap, object);
}

/* ---- a type, as a row of Growth ---- */

static void
add_pair (HfInspector *self, const char *name, guint64 left, guint64 right)
{
  g_autofree char *a = hf_format_count (left);
  g_autofree char *b = hf_format_count (right);
  g_autofree char *words = g_strdup_printf ("%s / %s", a, b);

  add_fact (self, name, words, NULL, NULL);
}

/* Over three snapshots or more: how fast it grows, and what stays. */
static void
show_rounds (HfInspector *self, const HfGrowth *growth, guint32 row)
{
  const HfGrowthRow *r = &growth->rows[row];
  g_autofree char *rate = hf_format_delta ((gint64) round (hf_growth_per_round (growth, row)));
  g_autofree char *stayed = hf_format_count (r->n_stayed);

  add_fact (self, _("Per round"), rate, _("How many more objects from snapshot to snapshot, on average"), NULL);
  add_fact (self, _("Stayed"), stayed, _("New in the second snapshot and still there in the last"), NULL);
}

static void
show_growth_facts (HfInspector *self, const HfGrowth *growth, guint32 row)
{
  const HfGrowthRow *r = &growth->rows[row];
  guint last = growth->n_heaps - 1;
  g_autofree char *in = NULL;

  /* Translators: %1$s and %2$s are the letters of two snapshots */
  in = g_strdup_printf (_("In %1$s / in %2$s"), hf_snapshot_get_letter (hf_session_get_base (self->session)),
                        hf_snapshot_get_letter (hf_session_get_target (self->session)));
  add_pair (self, in, r->counts[0], r->counts[last]);
  add_pair (self, _("New / gone"), r->n_new, r->n_gone);
  add_size (self, _("Shallow"), r->sizes[last]);
  if (growth->has_retained)
    add_size (self, _("New retain"), r->new_retained);
  if (r->retained != NULL)
    add_size (self, _("Retained"), r->retained[last]);
  if (r->slot != NULL)
    add_fact (self, _("Slot"), r->slot, _("The first place on the way that keeps many of them"), "code");
  if (growth->n_heaps > 2)
    show_rounds (self, growth, row);
  if (r->approximate)
    add_fact (self, _("Exactness"), _("approximate"), _("Addresses may have been used again between the snapshots"), NULL);
}

/* What is known of the objects that the row stands for once their holders are. */
static void
show_members_facts (HfInspector *self, HfSelection *selection)
{
  HfAnswer *answer = hf_session_get_holders (self->session);
  HfTable *table = hf_answer_get_table (answer);
  g_autofree char *in_cycles = NULL;
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;
  guint32 site, n;

  if (!HF_IS_HOLDER_TABLE (table) || g_strcmp0 (hf_answer_get_subject (answer), hf_selection_get_key (selection)) != 0)
    return;
  site = hf_holder_table_get_site (HF_HOLDER_TABLE (table), &n);
  if (site != 0)
    add_created (self, hf_snapshot_get_heap (hf_selection_get_snapshot (selection)), site);
  in_cycles = hf_format_count (hf_holder_table_get_in_cycles (HF_HOLDER_TABLE (table)));
  count = hf_format_count (hf_holder_table_get_count (HF_HOLDER_TABLE (table)));
  words = g_strdup_printf (_("%s of %s"), in_cycles, count);
  add_fact (self, _("In cycles"), words, _("Of the objects whose holders are listed, how many are in a cycle"), NULL);
}

static void
show_type (HfInspector *self, HfSelection *selection)
{
  HfTable *table = hf_answer_get_table (hf_session_get_growth (self->session));
  const HfGrowth *growth = HF_IS_GROWTH_TABLE (table) ? hf_growth_table_get_growth (HF_GROWTH_TABLE (table)) : NULL;
  g_autofree char *key = hf_drawing_show_text (hf_selection_get_key (selection), TYPE_CHARS);
  guint32 row = HF_NONE;
  const char *title;

  if (growth != NULL && hf_selection_get_snapshot (selection) == hf_session_get_target (self->session))
    row = hf_table_find_row (table, hf_selection_get_key (selection));
  title = row != HF_NONE && growth->by == HF_GROUP_BY_HOLDER ? _("Held at") : _("Type");
  gtk_label_set_text (GTK_LABEL (self->title), title);
  add_fact (self, title, key, NULL, NULL);
  if (row != HF_NONE)
    show_growth_facts (self, growth, row);
  show_members_facts (self, selection);
}

/* ---- a cycle, as a row of Cycles ---- */

static void
add_cell (HfInspector *self, HfTable *table, guint32 row, const char *column, const char *css_class)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (table, &n_columns);
  int i = hf_table_find_column (table, column);
  g_autofree char *words = hf_table_dup_shown (table, row, (guint) i);
  g_autofree char *shown = hf_drawing_show_text (words, CYCLE_CHARS);

  if (*shown != '\0')
    add_fact (self, _(columns[i].title), shown, NULL, css_class);
}

static gboolean
show_cycle (HfInspector *self, HfSelection *selection)
{
  HfTable *table = hf_answer_get_table (hf_session_get_cycles (self->session));
  guint32 row = HF_NONE;

  if (table != NULL)
    row = hf_cycle_table_find (HF_CYCLE_TABLE (table), hf_selection_get_key (selection), hf_selection_get_object (selection));
  if (row == HF_NONE || hf_selection_get_snapshot (selection) != hf_session_get_current (self->session))
    return FALSE;
  gtk_label_set_text (GTK_LABEL (self->title), _("Cycle"));
  add_cell (self, table, row, "shape", "code");
  add_cell (self, table, row, "count", NULL);
  add_cell (self, table, row, "objects", NULL);
  add_cell (self, table, row, "retained", NULL);
  add_cell (self, table, row, "status", NULL);
  add_cell (self, table, row, "finalizer", NULL);
  add_cell (self, table, row, "break", "code");
  add_cell (self, table, row, "mend", "code");
  if (hf_cycle_table_get_mend (HF_CYCLE_TABLE (table), row) != NULL)
    add_preview (self);
  return TRUE;
}

/* ---- from the session ---- */

static void
show_selection (HfInspector *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  HfSelectionKind kind = selection != NULL ? hf_selection_get_kind (selection) : HF_SELECTION_OBJECT;
  gboolean is_type = kind == HF_SELECTION_TYPE, is_cycle = kind == HF_SELECTION_CYCLE;
  guint32 object = selection != NULL ? hf_selection_get_object (selection) : HF_NONE;

  drop_facts (self);
  gtk_widget_set_visible (self->box, selection != NULL);
  gtk_widget_set_visible (self->referrers, !is_type && !is_cycle && object != HF_NONE);
  gtk_widget_set_visible (self->referents, !is_type && !is_cycle && object != HF_NONE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inspector.draw", object != HF_NONE);
  if (selection == NULL)
    return;
  if (is_type)
    show_type (self, selection);
  else if (is_cycle && show_cycle (self, selection))
    return;
  else if (object != HF_NONE)
    show_object (self, hf_selection_get_snapshot (selection), object);
}

static void
show_page (HfInspector *self)
{
  gtk_widget_set_visible (self->buttons, !g_str_equal (hf_session_get_page (self->session), HF_PAGE_GRAPH));
}

static void
reference_selected_cb (HfInspector *self, guint object)
{
  HfSelection *selection = hf_session_get_selection (self->session);

  if (selection != NULL)
    hf_session_select_object (self->session, hf_selection_get_snapshot (selection), object);
}

static void
draw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfInspector *self = HF_INSPECTOR (widget);
  HfSelection *selection = hf_session_get_selection (self->session);

  if (selection != NULL)
    hf_session_show_in_graph (self->session, selection);
}

void
hf_inspector_set_session (HfInspector *self, HfSession *session)
{
  g_return_if_fail (HF_IS_INSPECTOR (self));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::show-values", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::page", G_CALLBACK (show_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_growth (session), "notify::table", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_holders (session), "notify::table", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  show_selection (self);
  show_page (self);
}

void
hf_inspector_set_keeper (HfInspector *self, HfSession *session, HfCaseKeeper *keeper)
{
  g_return_if_fail (HF_IS_INSPECTOR (self));

  hf_case_card_set_keeper (HF_CASE_CARD (self->said), session, keeper);
}

static void
hf_inspector_dispose (GObject *object)
{
  HfInspector *self = HF_INSPECTOR (object);

  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_INSPECTOR);

  G_OBJECT_CLASS (hf_inspector_parent_class)->dispose (object);
}

static void
hf_inspector_class_init (HfInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_inspector_dispose;
  g_type_ensure (HF_TYPE_CASE_CARD);
  g_type_ensure (HF_TYPE_REFERENCE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, HfInspector, box);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, title);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, facts);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, said);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, referrers);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, referents);
  gtk_widget_class_bind_template_child (widget_class, HfInspector, buttons);
  gtk_widget_class_bind_template_callback (widget_class, reference_selected_cb);
  gtk_widget_class_install_action (widget_class, "inspector.draw", NULL, draw_action);
}

static void
hf_inspector_init (HfInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_reference_view_set_side (HF_REFERENCE_VIEW (self->referrers), HF_REFERRERS);
  hf_reference_view_set_side (HF_REFERENCE_VIEW (self->referents), HF_REFERENTS);
}
