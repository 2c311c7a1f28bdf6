/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-query-entry.h"

#include <glib/gi18n.h>

#include "analysis/hf-query.h"
#include "hf-query-help.h"
#include "hf-query-hints.h"

#define MOST_HINTS 8u

struct _HfQueryEntry
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *help;
  GtkWidget *hints_popover;
  GtkWidget *hints_list;
  GtkWidget *fault_popover;
  GtkWidget *fault_label;

  HfQueryHints hints;
  HfSession *session;
  char *label;
  char *applied;
  gboolean is_words;
  gboolean taking; /* a hint is being put in: that is no typing */
};

enum
{
  PROP_0,
  PROP_PLACEHOLDER_TEXT,
  PROP_LABEL,
  PROP_APPLIED,
  PROP_WORDS,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HfQueryEntry, hf_query_entry, GTK_TYPE_WIDGET)

static const char *
text_of (HfQueryEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static GtkText *
inner (HfQueryEntry *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));
}

/* Under the character @column. */
static void
point_at (HfQueryEntry *self, GtkWidget *popover, guint column)
{
  graphene_rect_t strong;
  graphene_point_t at;
  GdkRectangle place;

  gtk_text_compute_cursor_extents (inner (self), column, &strong, NULL);
  if (!gtk_widget_compute_point (GTK_WIDGET (inner (self)), GTK_WIDGET (self),
                                 &GRAPHENE_POINT_INIT (strong.origin.x, strong.origin.y + strong.size.height), &at))
    return;
  place = (GdkRectangle) { CLAMP ((int) at.x, 0, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 1, 0)), (int) at.y, 1, 1 };
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place);
}

/* ---- what is wrong ------------------------------------------------------------------------------------------------------ */

static const char *
translate (const char *text)
{
  return _(text);
}

static void
underline (HfQueryEntry *self, const HfQueryFault *fault)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *text = text_of (self);
  guint length = (guint) g_utf8_strlen (text, -1);
  guint from = MIN (fault->column, length > 0 ? length - 1 : 0);
  guint to = CLAMP (fault->column + fault->length, from + 1, MAX (length, from + 1));
  PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

  line->start_index = (guint) (g_utf8_offset_to_pointer (text, from) - text);
  line->end_index = (guint) (g_utf8_offset_to_pointer (text, MIN (to, length)) - text);
  pango_attr_list_insert (attributes, line);
  gtk_text_set_attributes (inner (self), attributes);
}

static void
show_fault (HfQueryEntry *self, const HfQueryFault *fault)
{
  g_autofree char *message = hf_query_fault_message (fault, translate);

  underline (self, fault);
  gtk_widget_add_css_class (self->entry, "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_label_set_text (GTK_LABEL (self->fault_label), message);
  if (!gtk_widget_get_mapped (self->entry) || gtk_widget_get_visible (self->hints_popover))
    return;
  point_at (self, self->fault_popover, fault->column);
  gtk_popover_popup (GTK_POPOVER (self->fault_popover));
}

static void
clear_fault (HfQueryEntry *self)
{
  if (!gtk_widget_has_css_class (self->entry, "error"))
    return;
  gtk_text_set_attributes (inner (self), NULL);
  gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_popover_popdown (GTK_POPOVER (self->fault_popover));
}

/* ---- what holds ---------------------------------------------------------------------------------------------------------- */

static void
apply (HfQueryEntry *self, const char *text, gboolean is_words)
{
  if (g_str_equal (text, self->applied))
    return;
  g_free (self->applied);
  self->applied = g_strdup (text);
  self->is_words = is_words;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPLIED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

/* What is no query leaves what held before. */
static void
read_text (HfQueryEntry *self)
{
  HfQueryFault fault;
  g_autoptr (HfQuery) query = hf_query_parse (text_of (self), &fault);

  clear_fault (self);
  if (query != NULL)
    apply (self, hf_query_is_empty (query) ? "" : text_of (self), hf_query_is_words (query));
  else
    {
      show_fault (self, &fault);
      hf_query_fault_clear (&fault);
    }
}

/* ---- completion ------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
hint_row (const HfQueryHint *hint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *name = gtk_label_new (hint->text);
  GtkWidget *summary = gtk_label_new (hint->summary);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name), MIN ((int) g_utf8_strlen (hint->text, -1), 40));
  gtk_widget_add_css_class (name, "monospace");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, hint->text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint->summary, -1);

  return row;
}

static void
hide_hints (HfQueryEntry *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->hints_popover));
}

static void
fill_hints (HfQueryEntry *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->hints_list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->hints_list), row);
  for (guint i = 0; i < self->hints.hints->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->hints_list), hint_row (g_ptr_array_index (self->hints.hints, i)));
}

static const HfHeap *
present_heap (HfQueryEntry *self)
{
  HfSnapshot *snapshot = self->session != NULL ? hf_session_get_current (self->session) : NULL;

  return snapshot != NULL ? hf_snapshot_get_heap (snapshot) : NULL;
}

/* @all: also where nothing was typed yet. */
static void
show_hints (HfQueryEntry *self, gboolean all)
{
  guint cursor = (guint) gtk_editable_get_position (GTK_EDITABLE (self->entry));

  hf_query_hints_clear (&self->hints);
  self->hints = hf_query_hints_find (text_of (self), cursor, present_heap (self), MOST_HINTS, all);
  fill_hints (self);
  if (self->hints.hints->len == 0 || !gtk_widget_get_mapped (self->entry))
    {
      hide_hints (self);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (self->fault_popover));
  point_at (self, self->hints_popover, self->hints.begin);
  gtk_popover_popup (GTK_POPOVER (self->hints_popover));
}

static void
take_hint (HfQueryEntry *self, guint index)
{
  const HfQueryHint *hint;
  int position;

  if (index >= self->hints.hints->len)
    return;
  hint = g_ptr_array_index (self->hints.hints, index);
  position = (int) self->hints.begin;
  self->taking = TRUE;
  gtk_editable_delete_text (GTK_EDITABLE (self->entry), position, gtk_editable_get_position (GTK_EDITABLE (self->entry)));
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), hint->text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
  self->taking = FALSE;
  hide_hints (self);
}

static int
selected_hint (HfQueryEntry *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->hints_list));

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static void
choose_hint (HfQueryEntry *self, int step)
{
  int n = (int) self->hints.hints->len, now = selected_hint (self);
  int next = now < 0 ? (step > 0 ? 0 : n - 1) : (now + step + n) % MAX (n, 1);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->hints_list), next);
  const HfQueryHint *hint;

  if (row == NULL || n == 0)
    return;
  hint = g_ptr_array_index (self->hints.hints, (guint) next);
  gtk_list_box_select_row (GTK_LIST_BOX (self->hints_list), row);
  /* The focus stays in the entry: what is chosen is told as its description. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint->text, -1);
}

static gboolean
take_key (HfQueryEntry *self, gboolean tab)
{
  int chosen = selected_hint (self);

  if (chosen < 0 && !tab)
    return GDK_EVENT_PROPAGATE;
  take_hint (self, (guint) MAX (chosen, 0));

  return GDK_EVENT_STOP;
}

static gboolean
key_cb (HfQueryEntry *self, guint key, guint code, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (!gtk_widget_get_visible (self->hints_popover))
    {
      if (key != GDK_KEY_Down || *text_of (self) != '\0')
        return GDK_EVENT_PROPAGATE;
      show_hints (self, TRUE);
      return GDK_EVENT_STOP;
    }
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      choose_hint (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      choose_hint (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      hide_hints (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return take_key (self, FALSE);
    case GDK_KEY_Tab:
      return take_key (self, TRUE);
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* ---- from the person --------------------------------------------------------------------------------------------------------- */

static void
changed_cb (HfQueryEntry *self)
{
  clear_fault (self);
  if (self->taking)
    return;
  if (gtk_widget_has_focus (GTK_WIDGET (inner (self))))
    show_hints (self, FALSE);
}

static void
activate_cb (HfQueryEntry *self)
{
  hide_hints (self);
  read_text (self);
}

static void
row_activated_cb (HfQueryEntry *self, GtkListBoxRow *row)
{
  take_hint (self, (guint) gtk_list_box_row_get_index (row));
}

static void
leave_cb (HfQueryEntry *self)
{
  hide_hints (self);
  gtk_popover_popdown (GTK_POPOVER (self->fault_popover));
}

static void
take_example (gpointer data, const char *example)
{
  HfQueryEntry *self = data;

  self->taking = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), example);
  self->taking = FALSE;
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

void
hf_query_entry_set_session (HfQueryEntry *self, HfSession *session)
{
  g_return_if_fail (HF_IS_QUERY_ENTRY (self));

  g_set_object (&self->session, session);
}

void
hf_query_entry_set_text (HfQueryEntry *self, const char *text)
{
  g_return_if_fail (HF_IS_QUERY_ENTRY (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

const char *
hf_query_entry_get_applied (HfQueryEntry *self)
{
  g_return_val_if_fail (HF_IS_QUERY_ENTRY (self), "");

  return self->applied;
}

/* ---- widget ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
hf_query_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (HF_QUERY_ENTRY (widget)->entry);
}

static void
set_label (HfQueryEntry *self, const char *label)
{
  g_autofree char *help = g_strdup_printf (_("%s: help"), label != NULL ? label : "");

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->help), GTK_ACCESSIBLE_PROPERTY_LABEL, help, -1);
}

static void
hf_query_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfQueryEntry *self = HF_QUERY_ENTRY (object);

  switch (prop_id)
    {
    case PROP_PLACEHOLDER_TEXT:
      g_value_set_string (value, gtk_text_get_placeholder_text (inner (self)));
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_APPLIED:
      g_value_set_string (value, self->applied);
      break;
    case PROP_WORDS:
      g_value_set_string (value, self->is_words ? self->applied : "");
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->is_words ? "" : self->applied);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_query_entry_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HfQueryEntry *self = HF_QUERY_ENTRY (object);

  switch (prop_id)
    {
    case PROP_PLACEHOLDER_TEXT:
      g_object_set (self->entry, "placeholder-text", g_value_get_string (value), NULL);
      break;
    case PROP_LABEL:
      set_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_query_entry_dispose (GObject *object)
{
  HfQueryEntry *self = HF_QUERY_ENTRY (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (hf_query_entry_parent_class)->dispose (object);
}

static void
hf_query_entry_finalize (GObject *object)
{
  HfQueryEntry *self = HF_QUERY_ENTRY (object);

  hf_query_hints_clear (&self->hints);
  g_free (self->label);
  g_free (self->applied);

  G_OBJECT_CLASS (hf_query_entry_parent_class)->finalize (object);
}

static void
hf_query_entry_class_init (HfQueryEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hf_query_entry_get_property;
  object_class->set_property = hf_query_entry_set_property;
  object_class->dispose = hf_query_entry_dispose;
  object_class->finalize = hf_query_entry_finalize;
  widget_class->grab_focus = hf_query_entry_grab_focus;

  properties[PROP_PLACEHOLDER_TEXT] = g_param_spec_string ("placeholder-text", NULL, NULL, NULL, writable);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, writable);
  properties[PROP_APPLIED] = g_param_spec_string ("applied", NULL, NULL, "", readable);
  properties[PROP_WORDS] = g_param_spec_string ("words", NULL, NULL, "", readable);
  properties[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, "", readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
popover_new (HfQueryEntry *self, GtkWidget *child)
{
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), child);
  gtk_popover_set_autohide (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (popover, FALSE);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));

  return popover;
}

static void
make_popovers (HfQueryEntry *self)
{
  self->hints_list = gtk_list_box_new ();
  gtk_widget_set_focusable (self->hints_list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hints_list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Completions"), -1);
  g_signal_connect_swapped (self->hints_list, "row-activated", G_CALLBACK (row_activated_cb), self);
  self->hints_popover = popover_new (self, self->hints_list);
  gtk_widget_add_css_class (self->hints_popover, "query-hints");

  self->fault_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->fault_label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->fault_label), 48);
  gtk_label_set_xalign (GTK_LABEL (self->fault_label), 0);
  self->fault_popover = popover_new (self, self->fault_label);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->fault_popover), TRUE);
  gtk_widget_set_halign (self->fault_popover, GTK_ALIGN_FILL);
}

static void
watch (HfQueryEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (read_text), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
}

static void
hf_query_entry_init (HfQueryEntry *self)
{
  self->applied = g_strdup ("");
  self->is_words = TRUE;
  self->hints.hints = g_ptr_array_new ();

  self->entry = gtk_search_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  /* Whoever places it gives it what is left. */
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  self->help = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->help), "help-about-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->help), hf_query_help_new (take_example, self));
  gtk_widget_set_tooltip_text (self->help, _("What a filter says"));
  gtk_widget_add_css_class (self->help, "flat");
  gtk_widget_set_parent (self->help, GTK_WIDGET (self));
  make_popovers (self);
  watch (self);
}
