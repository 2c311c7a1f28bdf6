/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Takes a template's children away in dispose, also those that are bound to no field (GTK 4.8 leaves these). */
static inline void
hf_template_dispose (gpointer widget, GType type)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (widget), type);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (widget))) != NULL)
    gtk_widget_unparent (child);
}

G_END_DECLS
