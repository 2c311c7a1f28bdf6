/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

#include <glib/gi18n.h>

#include "analysis/hf-path.h"
#include "session/hf-format.h"

static void
copy_text (HfGraphPage *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
copy_expression (HfGraphPage *self, HfDrawing *drawing, guint32 object)
{
  HfHeap *heap = drawing->analysis->heap;
  g_autofree HfChain *chain = hf_chains_get (drawing->analysis->chains, heap, object);
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (heap, chain) : NULL;
  g_autofree char *expression = path != NULL ? hf_path_to_expression (path, heap) : NULL;

  if (expression != NULL)
    copy_text (self, expression);
  else
    hf_graph_page_show_problem (self, _("No expression leads to this object: nothing that code can name holds it."));
}

void
hf_graph_page_touch (HfGraphPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.case-touched", NULL);
}

static void
on_chosen (HfGraphPage *self, guint object)
{
  gtk_popover_popdown (GTK_POPOVER (self->hidden_popover));
  hf_picture_add_object (self->picture, object);
  hf_graph_page_touch (self);
}

static void
open_stack (HfGraphPage *self, HfDrawing *drawing, guint32 node)
{
  GdkRectangle place;
  guint32 owner = hf_drawing_find_node (drawing, drawing->nodes[node].object);
  double x, y;

  if (owner == HF_NONE || !hf_canvas_get_popup_place (self->canvas, node, &place))
    return;

  if (self->hidden_popover == NULL)
    {
      self->hidden_list = hf_hidden_list_new ();
      g_signal_connect_object (self->hidden_list, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
      self->hidden_popover = gtk_popover_new ();
      gtk_popover_set_child (GTK_POPOVER (self->hidden_popover), self->hidden_list);
      gtk_widget_set_parent (self->hidden_popover, GTK_WIDGET (self));
    }
  hf_hidden_list_set_node (HF_HIDDEN_LIST (self->hidden_list), drawing, owner, drawing->nodes[node].side);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->canvas), GTK_WIDGET (self), place.x, place.y, &x, &y);
  place.x = (int) x;
  place.y = (int) y;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->hidden_popover), &place);
  gtk_popover_popup (GTK_POPOVER (self->hidden_popover));
}

void
hf_graph_page_request (HfGraphPage *self, guint request, guint node)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);
  guint32 object;

  if (request == HF_CANVAS_PREVIEW_MEND)
    {
      hf_graph_page_request_mend (self, node);
      return;
    }
  if (hf_picture_request (self->picture, (HfCanvasRequest) request, node))
    {
      hf_graph_page_touch (self);
      return;
    }

  if (drawing == NULL || node >= drawing->n_nodes)
    return;
  object = drawing->nodes[node].object;
  if (request == HF_CANVAS_PATH_BETWEEN)
    hf_picture_add_path (self->picture, hf_canvas_get_marked_node (self->canvas), node);
  else if (request == HF_CANVAS_OPEN_TAB)
    hf_graph_page_open (self, object);
  else if (request == HF_CANVAS_TURN_CYCLE)
    {
      hf_picture_turn_cycle (self->picture, node);
      hf_graph_page_touch (self);
    }
  else if (request == HF_CANVAS_OPEN_STACK)
    open_stack (self, drawing, node);
  else if (request == HF_CANVAS_SUGGEST_CUTS)
    hf_cut_card_suggest (self->cut_card, drawing->analysis, object);
  else if (request == HF_CANVAS_COPY_EXPRESSION)
    copy_expression (self, drawing, object);
  else if (request == HF_CANVAS_COPY_ADDRESS)
    {
      g_autofree char *address = hf_format_address (hf_heap_address (drawing->analysis->heap, object));

      copy_text (self, address);
    }
}
