/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-theme.h"

#include <adwaita.h>

const HfPalette *
hf_theme_palette (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return hf_palette_get (adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager));
}

GdkRGBA
hf_theme_color (HfColor color)
{
  return (GdkRGBA) { (float) color.red, (float) color.green, (float) color.blue, (float) color.alpha };
}

GdkRGBA
hf_theme_kind (HfKind kind)
{
  return hf_theme_color (hf_palette_kind (hf_theme_palette (), kind).bar);
}

GdkRGBA
hf_theme_accent (void)
{
  return hf_theme_color (hf_theme_palette ()->accent);
}

GdkRGBA
hf_theme_track (void)
{
  HfColor color = hf_theme_palette ()->text;

  color.alpha = 0.1;
  return hf_theme_color (color);
}

void
hf_theme_follow (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), widget, G_CONNECT_SWAPPED);
}
