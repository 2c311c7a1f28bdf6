/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "hf-alive-pane.h"
#include "hf-cycles-page.h"
#include "hf-dominators-page.h"
#include "hf-graph-tabs.h"
#include "hf-growth-page.h"
#include "hf-inspector.h"
#include "hf-job-bar.h"
#include "hf-settings.h"
#include "hf-sidebar.h"
#include "hf-start-page.h"
#include "hf-types-page.h"
#include "hf-watchdog.h"

/* Narrower than this the side bar opens only on request. */
#define NARROW 1000
#define SIDE_NARROW 220
#define SIDE_WIDE 280
#define MOST_COMPLAINTS 4u

G_DEFINE_FINAL_TYPE (HfWindow, hf_window, ADW_TYPE_APPLICATION_WINDOW)

HfWindow *
hf_window_new (AdwApplication *application)
{
  return g_object_new (HF_TYPE_WINDOW, "application", application, NULL);
}

HfSession *
hf_window_get_session (HfWindow *self)
{
  g_return_val_if_fail (HF_IS_WINDOW (self), NULL);
  return self->session;
}

void
hf_window_tell (HfWindow *self, const char *words)
{
  AdwToast *toast;
  g_autofree char *markup = g_markup_escape_text (words, -1);

  g_return_if_fail (HF_IS_WINDOW (self));

  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

/* ---- the bar for what went wrong and what is missing ---- */

static void
show_notice (HfWindow *self)
{
  HfSnapshot *current = hf_session_get_current (self->session);
  const char *notice = current != NULL ? hf_snapshot_get_notice (current) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->complaints->len; i++)
    g_string_append_printf (words, "%s%s", i == 0 ? "" : "\n", (char *) g_ptr_array_index (self->complaints, i));
  if (words->len == 0 && notice != NULL && g_strcmp0 (notice, self->dismissed_notice) != 0)
    g_string_append_printf (words, "%s: %s", hf_snapshot_get_name (current), notice);
  gtk_label_set_text (GTK_LABEL (self->notice_label), words->str);
  gtk_widget_set_visible (self->notice, words->len > 0);
}

void
hf_window_complain (HfWindow *self, const char *sentence)
{
  g_return_if_fail (HF_IS_WINDOW (self));

  if (self->complaints->len == MOST_COMPLAINTS)
    g_ptr_array_remove_index (self->complaints, 0);
  g_ptr_array_add (self->complaints, g_strdup (sentence));
  show_notice (self);
}

/* ---- opening ---- */

/* "CPython 3.11.2 · 40 786 objects · 5.3 MB · 22/11/26 11:40", as far as the dump says. */
static char *
note_of (HfSnapshot *snapshot)
{
  const HfHeapInfo *info = hf_heap_info (hf_snapshot_get_heap (snapshot));
  g_autoptr (GDateTime) time = info->time > 0 ? g_date_time_new_from_unix_local (info->time / G_USEC_PER_SEC) : NULL;
  g_autofree char *summary = hf_snapshot_dup_summary (snapshot);
  g_autofree char *date = time != NULL ? g_date_time_format (time, "%x %H:%M") : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  if (*info->runtime != '\0')
    g_string_append_printf (words, "%s · ", info->runtime);
  g_string_append (words, summary);
  if (date != NULL)
    g_string_append_printf (words, " · %s", date);

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
heap_ready_cb (HfWindow *self, GParamSpec *pspec, HfSnapshot *snapshot)
{
  g_autofree char *note = note_of (snapshot);

  if (self->settings == NULL || g_settings_get_boolean (self->settings, "remember-recent"))
    hf_recent_set_note (self->recent, hf_snapshot_get_file (snapshot), note);
  show_notice (self);
}

void
hf_window_open (HfWindow *self, GFile *file)
{
  HfSnapshot *snapshot;

  g_return_if_fail (HF_IS_WINDOW (self));

  if (hf_window_open_case (self, file))
    return;
  snapshot = hf_session_open (self->session, file);
  g_signal_handlers_disconnect_by_func (snapshot, heap_ready_cb, self);
  g_signal_connect_object (snapshot, "notify::heap-ready", G_CALLBACK (heap_ready_cb), self, G_CONNECT_SWAPPED);
}

/* ---- progress ---- */

static HfJob *
present_job (HfWindow *self)
{
  GListModel *snapshots = hf_session_get_snapshots (self->session);

  if (self->export_job != NULL)
    return self->export_job;
  if (hf_case_keeper_get_job (self->keeper) != NULL)
    return hf_case_keeper_get_job (self->keeper);
  if (self->recorder != NULL && hf_recorder_get_job (self->recorder) != NULL)
    return hf_recorder_get_job (self->recorder);
  /* The side bar shows these itself. */
  if (gtk_widget_get_visible (self->sidebar))
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (snapshots, i);

      if (hf_snapshot_get_job (snapshot) != NULL)
        return hf_snapshot_get_job (snapshot);
    }
  return NULL;
}

void
hf_window_show_jobs (HfWindow *self)
{
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), present_job (self));
}

static void
snapshots_changed_cb (HfWindow *self)
{
  GListModel *snapshots = hf_session_get_snapshots (self->session);
  guint n = g_list_model_get_n_items (snapshots);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (snapshots, i);

      g_signal_handlers_disconnect_by_func (snapshot, hf_window_show_jobs, self);
      g_signal_connect_object (snapshot, "notify::job", G_CALLBACK (hf_window_show_jobs), self, G_CONNECT_SWAPPED);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->top), n > 0 ? "session" : "start");
  gtk_widget_set_visible (self->switcher, n > 0);
  gtk_widget_set_visible (self->sidebar_toggle, n > 0);
  gtk_widget_set_visible (self->inspector_toggle, n > 0);
  hf_window_update_actions (self);
  hf_window_update_exports (self);
  hf_window_show_jobs (self);
}

/* ---- pages ---- */

static void
show_page (HfWindow *self)
{
  const char *page = hf_session_get_page (self->session);

  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), page);
  /* The other pages give it to their filters; what is drawn is walked with the keys at once. */
  if (g_str_equal (page, HF_PAGE_GRAPH) && gtk_widget_get_mapped (self->graph))
    gtk_widget_grab_focus (GTK_WIDGET (hf_graph_tabs_get_active (HF_GRAPH_TABS (self->graph))));
  hf_window_update_exports (self);
}

static void
page_changed_cb (HfWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (GTK_STACK (self->pages));

  if (page != NULL && self->session != NULL)
    hf_session_set_page (self->session, page);
}

static void
selection_changed_cb (HfWindow *self)
{
  hf_window_update_actions (self);
}

/* ---- narrow and wide ---- */

/* Pictures take less room than words. */
static void
show_labels (HfWindow *self)
{
  GtkMenuButton *open = GTK_MENU_BUTTON (self->open_button), *export = GTK_MENU_BUTTON (self->export_button);

  gtk_widget_set_visible (self->find_button, !self->narrow);
  hf_window_show_buttons (self);
  hf_alive_pane_set_narrow (HF_ALIVE_PANE (self->alive), self->narrow);
  hf_growth_page_set_narrow (HF_GROWTH_PAGE (self->growth), self->narrow);
  gtk_widget_set_size_request (self->side, self->narrow ? SIDE_NARROW : SIDE_WIDE, -1);
  if (self->narrow)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
      gtk_menu_button_set_icon_name (open, "document-open-symbolic");
      gtk_menu_button_set_icon_name (export, "document-save-symbolic");
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  gtk_menu_button_set_label (open, _("_Open"));
  gtk_menu_button_set_label (export, _("_Export"));
}

static gboolean
narrow_cb (gpointer data)
{
  HfWindow *self = HF_WINDOW (data);

  self->narrow_source = 0;
  if (self->narrow)
    {
      self->sidebar_wanted = gtk_widget_get_visible (self->sidebar);
      hf_window_note_side (self);
    }
  gtk_widget_set_visible (self->sidebar, self->narrow ? FALSE : self->sidebar_wanted);
  show_labels (self);
  hf_window_place_side (self);
  hf_window_show_jobs (self);
  return G_SOURCE_REMOVE;
}

/* Panes must not come and go in the middle of an allocation. */
static void
hf_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfWindow *self = HF_WINDOW (widget);
  gboolean narrow = width < NARROW;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->narrow_source == 0)
        self->narrow_source = g_idle_add (narrow_cb, self);
    }
  GTK_WIDGET_CLASS (hf_window_parent_class)->size_allocate (widget, width, height, baseline);
}

/* ---- files dropped anywhere ---- */

static gboolean
drop_cb (HfWindow *self, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l != NULL; l = l->next)
    hf_window_open (self, l->data);
  g_slist_free (files);
  return TRUE;
}

void
hf_window_watch_drops (HfWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- recent dumps in the Open button's menu ---- */

static void
recent_changed_cb (HfWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->recent)); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->recent), i);
      g_autofree char *base = g_file_get_basename (file);
      g_autofree char *folder = hf_recent_dup_folder (file);
      g_autofree char *name = g_filename_display_name (base);
      g_autofree char *words = g_strdup_printf ("%s — %s", name, folder);
      g_autofree char *uri = g_file_get_uri (file);
      g_auto (GStrv) parts = g_strsplit (words, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts); /* no mnemonics in file names */
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
      g_menu_append_item (files, item);
    }
  g_menu_append (others, _("_Open Dumps…"), "win.open");
  g_menu_append (others, _("_Take a Snapshot of a Running Program…"), "win.take-snapshot");
  g_menu_append (others, _("Try the _Sample"), "win.open-sample");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
  if (g_menu_model_get_n_items (G_MENU_MODEL (files)) > 0)
    g_menu_append_section (menu, _("Recent dumps"), G_MENU_MODEL (files));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->open_button), G_MENU_MODEL (menu));
}

static gboolean
hf_window_close_request (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);

  if (hf_window_asks_to_save (HF_WINDOW (window)))
    return TRUE;
  hf_window_keep_state (HF_WINDOW (window));
  /* Off the screen first: to take apart lists of many rows costs GTK half a second while assistive tools listen. */
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  if (application != NULL && g_list_length (gtk_application_get_windows (application)) == 1)
    hf_watchdog_stop ();
  return GTK_WINDOW_CLASS (hf_window_parent_class)->close_request (window);
}

/* ---- object ---- */

static void
connect_session (HfWindow *self)
{
  HfSession *session = self->session;

  g_signal_connect_object (hf_session_get_snapshots (session), "items-changed", G_CALLBACK (snapshots_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::page", G_CALLBACK (show_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (show_notice), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::can-go-back", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::can-go-forward", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "problem", G_CALLBACK (hf_window_complain), self, G_CONNECT_SWAPPED);
  hf_page_set_session (HF_PAGE (self->growth), session);
  hf_page_set_session (HF_PAGE (self->types), session);
  hf_page_set_session (HF_PAGE (self->cycles), session);
  hf_page_set_session (HF_PAGE (self->dominators), session);
  hf_graph_tabs_set_session (HF_GRAPH_TABS (self->graph), session);
  hf_sidebar_set_session (HF_SIDEBAR (self->sidebar), session);
  hf_alive_pane_set_session (HF_ALIVE_PANE (self->alive), session);
  hf_inspector_set_session (HF_INSPECTOR (self->inspector), session);
}

static void
add_property_action (HfWindow *self, const char *name, gpointer object, const char *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

static void
hf_window_dispose (GObject *object)
{
  HfWindow *self = HF_WINDOW (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_handle_id (&self->panes_source, g_source_remove);
  hf_job_clear (&self->export_job);
  if (self->job_bar != NULL)
    hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
  self->job_bar = NULL;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_WINDOW);
  g_clear_handle_id (&self->offer_source, g_source_remove);
  g_clear_pointer (&self->kept_drawings, hf_case_free);
  g_clear_object (&self->keeper);
  g_clear_object (&self->session);
  g_clear_object (&self->recorder);
  g_clear_object (&self->recent);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->complaints, g_ptr_array_unref);
  g_clear_pointer (&self->dismissed_notice, g_free);

  G_OBJECT_CLASS (hf_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HfWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, values_button);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, sidebar_toggle);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, inspector_toggle);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, top);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, start);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, growth);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, types);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, cycles);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, dominators);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, graph);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, side);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, alive);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, HfWindow, job_box);
}

static void
hf_window_class_init (HfWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_window_dispose;
  widget_class->size_allocate = hf_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = hf_window_close_request;
  hf_window_watch_mouse ();
  g_type_ensure (HF_TYPE_START_PAGE);
  g_type_ensure (HF_TYPE_SIDEBAR);
  g_type_ensure (HF_TYPE_GROWTH_PAGE);
  g_type_ensure (HF_TYPE_TYPES_PAGE);
  g_type_ensure (HF_TYPE_CYCLES_PAGE);
  g_type_ensure (HF_TYPE_DOMINATORS_PAGE);
  g_type_ensure (HF_TYPE_GRAPH_TABS);
  g_type_ensure (HF_TYPE_ALIVE_PANE);
  g_type_ensure (HF_TYPE_INSPECTOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  hf_window_bind_keys (widget_class);
}

/* A status page scrolls in a window of its own, which takes the keyboard without a name and without anything to do there. */
static void
leave_out_status_pages (GtkWidget *top)
{
  g_autoptr (GQueue) queue = g_queue_new ();

  for (GtkWidget *widget = top; widget != NULL; widget = g_queue_pop_head (queue))
    {
      GtkWidget *child = gtk_widget_get_first_child (widget);

      if (ADW_IS_STATUS_PAGE (widget) && child != NULL)
        gtk_widget_set_focusable (child, FALSE);
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        g_queue_push_tail (queue, child);
    }
}

static void
hf_window_init (HfWindow *self)
{
  self->complaints = g_ptr_array_new_with_free_func (g_free);
  self->sidebar_wanted = TRUE;
  self->settings = hf_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  leave_out_status_pages (GTK_WIDGET (self));

  hf_window_add_actions (self);
  hf_window_add_exports (self);
  self->session = hf_session_new ();
  self->recent = hf_recent_new ();
  self->job_bar = hf_job_bar_new ();
  gtk_box_append (GTK_BOX (self->job_box), self->job_bar);
  hf_start_page_set_recent (HF_START_PAGE (self->start), self->recent);
  g_signal_connect_object (self->recent, "items-changed", G_CALLBACK (recent_changed_cb), self, G_CONNECT_SWAPPED);
  recent_changed_cb (self);
  connect_session (self);
  hf_window_add_case (self);
  hf_window_add_recorder (self);
  add_property_action (self, "every-step", self->session, "every-step");
  add_property_action (self, "hide-internals", self->session, "hide-internals");
  add_property_action (self, "show-values", self->session, "show-values");
  add_property_action (self, "show-sidebar", self->sidebar, "visible");
  add_property_action (self, "show-inspector", self->side, "visible");
  g_signal_connect_object (self->session, "notify::show-values", G_CALLBACK (hf_window_show_buttons), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar, "notify::visible", G_CALLBACK (hf_window_show_jobs), self, G_CONNECT_SWAPPED);
  hf_window_watch_drops (self);
  hf_window_restore_state (self);
  show_labels (self);
  show_page (self);
  snapshots_changed_cb (self);
}
