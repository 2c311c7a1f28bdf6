/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

/* How the picture is laid out: the action picture.layout, whose state is the picture's own. */

void
hf_graph_page_layout_install (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    HfLayoutKind layout;
  } keys[] = {
    { GDK_KEY_a, HF_LAYOUT_KIND_AUTO },
    { GDK_KEY_d, HF_LAYOUT_KIND_DOWN },
    { GDK_KEY_r, HF_LAYOUT_KIND_RIGHT },
    { GDK_KEY_s, HF_LAYOUT_KIND_SPRING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, GDK_SHIFT_MASK, "picture.layout", "s", hf_layout_kind_name (keys[i].layout));
}

static void
on_layout (HfGraphPage *self)
{
  if (hf_graph_page_get_drawing (self) != NULL)
    hf_graph_page_touch (self);
}

void
hf_graph_page_layout_init (HfGraphPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) layout = g_property_action_new ("layout", self->picture, "layout");

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (layout));
  g_signal_connect_object (self->picture, "notify::layout", G_CALLBACK (on_layout), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "picture", G_ACTION_GROUP (group));
}
