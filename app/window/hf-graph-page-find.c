/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define GAP 8

static gboolean
matches (const HfNode *node, const char *wanted)
{
  g_autofree char *title = g_utf8_casefold (node->title, -1);
  g_autofree char *value = g_utf8_casefold (node->value, -1);
  g_autofree char *description = g_utf8_casefold (hf_node_description (node, TRUE), -1);

  return strstr (title, wanted) != NULL || strstr (value, wanted) != NULL || strstr (description, wanted) != NULL;
}

/* (transfer full; of guint32) The nodes that match the entry, in the drawing's order. */
static GArray *
find_nodes (HfGraphPage *self)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  HfDrawing *drawing = hf_graph_page_get_drawing (self);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->find_entry), -1);

  for (guint32 i = 0; drawing != NULL && *wanted != '\0' && i < drawing->n_nodes; i++)
    if (matches (&drawing->nodes[i], wanted))
      g_array_append_val (found, i);

  return found;
}

static void
show_count (HfGraphPage *self, int place, guint n)
{
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->find_entry) == '\0')
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (_("none"));
  else if (place < 0)
    text = g_strdup_printf ("%u", n);
  else
    /* Translators: "2 of 5": the second match of five */
    text = g_strdup_printf (_("%d of %u"), place + 1, n);
  gtk_label_set_label (self->find_count, text);
}

/* Where the selected node is among the matches; -1 if it is none of them. */
static int
present_place (HfGraphPage *self, GArray *found)
{
  guint32 selected = hf_canvas_get_selected_node (self->canvas);

  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, guint32, i) == selected)
      return (int) i;

  return -1;
}

/* Goes on by @step matches, round the end; 0 stays where the selection matches already. */
static void
go_on (HfGraphPage *self, int step)
{
  g_autoptr (GArray) found = find_nodes (self);
  int place = present_place (self, found);

  if (found->len > 0)
    {
      int n = (int) found->len;

      place = place < 0 ? (step < 0 ? n - 1 : 0) : (place + step + n) % n;
      hf_canvas_pick_node (self->canvas, g_array_index (found, guint32, place));
    }
  show_count (self, place, found->len);
}

static void
on_search (HfGraphPage *self)
{
  go_on (self, 0);
}

static void
on_next (HfGraphPage *self)
{
  go_on (self, 1);
}

static void
on_previous (HfGraphPage *self)
{
  go_on (self, -1);
}

static void
on_stop (HfGraphPage *self)
{
  gtk_widget_set_visible (self->find_box, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
hf_graph_page_find_place (HfGraphPage *self)
{
  GtkRequisition toolbar, find;

  gtk_widget_get_preferred_size (self->toolbar, NULL, &toolbar);
  gtk_widget_get_preferred_size (self->find_box, NULL, &find);
  gtk_widget_set_margin_top (self->find_box, toolbar.width + find.width + GAP > gtk_widget_get_width (GTK_WIDGET (self->views))
                                             ? toolbar.height + GAP : gtk_widget_get_margin_top (self->toolbar));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);

  if (!hf_graph_page_has_picture (self))
    return;

  gtk_widget_set_visible (self->find_box, TRUE);
  hf_graph_page_find_place (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->find_entry));
  gtk_editable_select_region (self->find_entry, 0, -1);
}

void
hf_graph_page_find_refresh (HfGraphPage *self)
{
  g_autoptr (GArray) found = NULL;

  if (!gtk_widget_get_visible (self->find_box))
    return;

  found = find_nodes (self);
  show_count (self, present_place (self, found), found->len);
}

void
hf_graph_page_find_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "graph.find", NULL, find_action);
}

void
hf_graph_page_find_init (HfGraphPage *self)
{
  g_signal_connect_object (self->find_entry, "search-changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "activate", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "next-match", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "previous-match", G_CALLBACK (on_previous), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_entry, "stop-search", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
}
