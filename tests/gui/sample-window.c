/* SPDX-License-Identifier: Apache-2.0 */
/* A window with one of each thing that the driver must be able to use; test-driver.py uses it. */
#include <gtk/gtk.h>

static void
name_it (gpointer widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_clicked (GtkButton *button, GtkLabel *label)
{
  int count = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (label), "count")) + 1;
  g_autofree char *words = g_strdup_printf ("clicked %d", count);

  g_object_set_data (G_OBJECT (label), "count", GINT_TO_POINTER (count));
  gtk_label_set_label (label, words);
}

static void
on_changed (GtkEditable *entry, GtkLabel *label)
{
  g_autofree char *words = g_strdup_printf ("typed %s", gtk_editable_get_text (entry));

  gtk_label_set_label (label, words);
}

static void
say (GSimpleAction *action, GVariant *words, gpointer label)
{
  gtk_label_set_label (label, g_variant_get_string (words, NULL));
}

static void
on_activate (GtkApplication *app)
{
  static const GActionEntry entries[] = { { "say", say, "s", NULL, NULL, { 0 } } };
  GtkWidget *window = gtk_application_window_new (app);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new ("nothing yet");
  GtkWidget *button = gtk_button_new_with_mnemonic ("_Press…");
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *icon = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_window_set_title (GTK_WINDOW (window), "Sample");
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), icon);
  name_it (entry, "Word");
  name_it (button, "Press…");
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), label);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), label);
  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), label);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) app = gtk_application_new ("org.holdfast.SampleWindow", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (app, "activate", G_CALLBACK (on_activate), NULL);

  return g_application_run (G_APPLICATION (app), argc, argv);
}
