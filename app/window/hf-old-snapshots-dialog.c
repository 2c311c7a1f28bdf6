/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-old-snapshots-dialog.h"

#include <glib/gi18n.h>

#include "session/hf-format.h"
#include "session/hf-job.h"
#include "session/hf-old-snapshots.h"

#define MOST_ROWS 200u

struct _HfOldSnapshotsDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkWidget *remove;
  GtkWidget *summary;
  GtkWidget *list;

  char *folder;
  char **open;
  gint64 listed;    /* when it was looked for them, seconds */
  GPtrArray *found; /* of HfOldFolder; NULL until they are */
  GPtrArray *marks; /* of GtkCheckButton, as found */
  HfJob *job;
};

enum
{
  TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfOldSnapshotsDialog, hf_old_snapshots_dialog, ADW_TYPE_WINDOW)

/* ---- in the worker ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  char **open;
  gint64 listed;
  char **names; /* to be deleted */
} Order;

static Order *
order_new (HfOldSnapshotsDialog *self)
{
  Order *order = g_new0 (Order, 1);

  order->folder = g_strdup (self->folder);
  order->open = g_strdupv (self->open);
  order->listed = self->listed;

  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->folder);
  g_strfreev (order->open);
  g_strfreev (order->names);
  g_free (order);
}

static gpointer
find (gpointer data, HfProgress *progress, GError **error)
{
  const Order *order = data;

  return hf_old_snapshots_find (order->folder, (const char *const *) order->open, progress, error);
}

static void
free_found (gpointer found)
{
  g_ptr_array_unref (found);
}

/* Returns the sentence on what was done. */
static gpointer
delete (gpointer data, HfProgress *progress, GError **error)
{
  const Order *order = data;
  guint64 freed;
  int n = hf_old_snapshots_delete (order->folder, (const char *const *) order->names, (const char *const *) order->open,
                                   order->listed, &freed, progress, error);
  g_autofree char *size = hf_format_size (freed);

  if (n < 0)
    return NULL;

  /* Translators: %2$s is a size */
  return g_strdup_printf (ngettext ("%1$d snapshot was deleted: %2$s are free", "%1$d snapshots were deleted: %2$s are free", (gulong) n), n, size);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

/* Each reason once: "2 open, 1 named by shop.hfcase". */
static void
add_reasons (GString *words, const HfOldFolder *folder)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < folder->files->len; i++)
    {
      const char *reason = ((HfOldSnapshot *) g_ptr_array_index (folder->files, i))->reason;

      if (reason != NULL)
        g_hash_table_insert (counts, (gpointer) reason, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason)) + 1));
    }
  for (guint i = 0; i < folder->files->len; i++)
    {
      const char *reason = ((HfOldSnapshot *) g_ptr_array_index (folder->files, i))->reason;
      guint n = reason != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason)) : 0;

      if (n == 0)
        continue;
      g_string_append_printf (words, "\n%u %s", n, reason);
      g_hash_table_remove (counts, reason);
    }
}

static char *
say_folder (const HfOldFolder *folder)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (folder->time);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%x") : g_strdup ("");
  g_autofree char *size = hf_format_size (folder->size);
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, ngettext ("%u snapshot", "%u snapshots", folder->files->len), folder->files->len);
  g_string_append_printf (words, " · %s · %s", size, day);
  add_reasons (words, folder);

  return g_string_free (words, FALSE);
}

static void
update (HfOldSnapshotsDialog *self)
{
  guint n = 0;
  guint64 size = 0;
  g_autofree char *words = NULL, *free_size = NULL;

  for (guint i = 0; i < self->marks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->marks, i)))
      {
        n += ((HfOldFolder *) g_ptr_array_index (self->found, i))->n_free;
        size += ((HfOldFolder *) g_ptr_array_index (self->found, i))->free_size;
      }
  free_size = hf_format_size (size);
  /* Translators: a button; %s is a size */
  words = n > 0 ? g_strdup_printf (ngettext ("_Delete %u (%s)", "_Delete %u (%s)", n), n, free_size) : g_strdup (_("_Delete"));
  gtk_button_set_label (GTK_BUTTON (self->remove), words);
  gtk_widget_set_sensitive (self->remove, n > 0 && self->job == NULL);
}

static void
add_row (HfOldSnapshotsDialog *self, const HfOldFolder *folder)
{
  GtkWidget *row = adw_action_row_new (), *mark = gtk_check_button_new ();
  g_autofree char *words = say_folder (folder);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), folder->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_widget_set_tooltip_text (row, folder->path);
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (mark, folder->n_free > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, folder->name, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), mark);
  g_signal_connect_object (mark, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  g_ptr_array_add (self->marks, mark);
}

static void
show_summary (HfOldSnapshotsDialog *self)
{
  guint n = 0;
  guint64 all = 0;
  g_autofree char *size = NULL, *words = NULL;

  for (guint i = 0; i < self->found->len; i++)
    {
      n += ((HfOldFolder *) g_ptr_array_index (self->found, i))->files->len;
      all += ((HfOldFolder *) g_ptr_array_index (self->found, i))->size;
    }
  size = hf_format_size (all);
  /* Translators: a size and a folder */
  words = n > 0 ? g_strdup_printf (ngettext ("%1$u snapshot of a running program takes %2$s in %3$s. What is in use stays; what is deleted is gone.",
                                             "%1$u snapshots of running programs take %2$s in %3$s. What is in use stays; what is deleted is gone.", n),
                                   n, size, self->folder)
                : g_strdup (_("No snapshots of running programs are kept."));
  gtk_label_set_text (GTK_LABEL (self->summary), words);
}

static void
found_cb (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfOldSnapshotsDialog *self = data;

  g_clear_object (&self->job);
  if (result == NULL)
    return;
  self->found = result;
  for (guint i = 0; i < MIN (self->found->len, MOST_ROWS); i++)
    add_row (self, g_ptr_array_index (self->found, i));
  gtk_widget_set_visible (self->list, self->found->len > 0);
  show_summary (self);
  update (self);
}

static void
deleted_cb (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfOldSnapshotsDialog *self = data;

  g_clear_object (&self->job);
  g_signal_emit (self, signals[TOLD], 0, result != NULL ? result : error->message);
  g_free (result);
  gtk_window_close (GTK_WINDOW (self));
}

static void
delete_cb (HfOldSnapshotsDialog *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  Order *order = order_new (self);

  for (guint i = 0; i < self->marks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->marks, i)))
      g_strv_builder_add (names, ((HfOldFolder *) g_ptr_array_index (self->found, i))->name);
  order->names = g_strv_builder_end (names);
  self->job = hf_job_start (_("Deleting"), delete, order, order_free, g_free, deleted_cb, self);
  update (self);
}

/* ---- the dialog ---------------------------------------------------------------------------------------------------------------------- */

static void
hf_old_snapshots_dialog_dispose (GObject *object)
{
  HfOldSnapshotsDialog *self = HF_OLD_SNAPSHOTS_DIALOG (object);

  hf_job_clear (&self->job);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->open, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_OLD_SNAPSHOTS_DIALOG);

  G_OBJECT_CLASS (hf_old_snapshots_dialog_parent_class)->dispose (object);
}

static void
hf_old_snapshots_dialog_class_init (HfOldSnapshotsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_old_snapshots_dialog_dispose;
  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/old-snapshots.ui");
  gtk_widget_class_bind_template_child (widget_class, HfOldSnapshotsDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, HfOldSnapshotsDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, HfOldSnapshotsDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hf_old_snapshots_dialog_init (HfOldSnapshotsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->marks = g_ptr_array_new ();
}

GtkWidget *
hf_old_snapshots_dialog_new (GtkWindow *parent, const char *folder, const char *const *open)
{
  HfOldSnapshotsDialog *self = g_object_new (HF_TYPE_OLD_SNAPSHOTS_DIALOG, "transient-for", parent, NULL);

  self->folder = g_strdup (folder);
  self->open = g_strdupv ((char **) open);
  self->listed = g_get_real_time () / G_USEC_PER_SEC;
  self->job = hf_job_start (_("Looking for old snapshots"), find, order_new (self), order_free, free_found, found_cb, self);

  return GTK_WIDGET (self);
}
