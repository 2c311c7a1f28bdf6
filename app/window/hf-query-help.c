/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-query-help.h"

#include <glib/gi18n.h>

#include "analysis/hf-query.h"

typedef struct
{
  GtkWidget *popover;
  HfQueryHelpTake take;
  gpointer data;
} Help;

static void
clicked_cb (GtkButton *button, gpointer data)
{
  Help *help = data;

  gtk_popover_popdown (GTK_POPOVER (help->popover));
  help->take (help->data, g_object_get_data (G_OBJECT (button), "example"));
}

static GtkWidget *
words_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static GtkWidget *
example_new (Help *help, const HfQueryWord *word)
{
  GtkWidget *button = gtk_button_new_with_label (word->example);

  g_object_set_data (G_OBJECT (button), "example", (gpointer) word->example);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "monospace");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _("Filter by this"));
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), help);

  return button;
}

static GtkWidget *
table_new (Help *help)
{
  GtkWidget *grid = gtk_grid_new ();
  guint n;
  const HfQueryWord *words = hf_query_words (&n);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < n; i++)
    {
      gtk_grid_attach (GTK_GRID (grid), example_new (help, &words[i]), 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), words_new (_(words[i].summary), "dim-label"), 1, (int) i, 1, 1);
    }

  return grid;
}

GtkWidget *
hf_query_help_new (HfQueryHelpTake take, gpointer data)
{
  Help *help = g_new0 (Help, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  *help = (Help) { gtk_popover_new (), take, data };
  g_object_set_data_full (G_OBJECT (help->popover), "help", help, g_free);
  gtk_box_append (GTK_BOX (box), words_new (_("What a filter says"), "heading"));
  gtk_box_append (GTK_BOX (box), words_new (_("A word is looked for in the names; with * or ? it is a pattern for the whole name. "
                                              "Conditions side by side must hold together; “or” joins others, “-” or “not” "
                                              "turns one round, and there are parentheses. Text with blanks stands in "
                                              "quotation marks. Sizes: 10k, 1.5M, 4KiB."), NULL));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), table_new (help));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (help->popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (help->popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What a filter says"), -1);

  return help->popover;
}
