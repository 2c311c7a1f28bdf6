/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#define BACK 8u
#define FORWARD 9u

/* GTK 4.8 gives the widget under the pointer an implicit grab when any button is pressed, and takes it back only when one of the
 * buttons 1 to 5 is released: the click after a side button would go to where that was pressed. So GTK must not see the side
 * buttons. Its handler of a surface's events is the first that is connected; what comes before any handler is an emission hook,
 * which blocks that handler for the one event. */

static guint event_signal;
static GdkSurface *blocked; /* whose handler is, since the event before; has a reference */
static gpointer handler;    /* what GTK connected it for: the window */

static void
unblock (void)
{
  if (blocked == NULL)
    return;
  g_signal_handlers_unblock_matched (blocked, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA, event_signal, 0, NULL, NULL, handler);
  g_clear_object (&blocked);
}

static void
block (GdkSurface *surface, gpointer window)
{
  blocked = g_object_ref (surface);
  handler = window;
  g_signal_handlers_block_matched (surface, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA, event_signal, 0, NULL, NULL, handler);
}

static gboolean
is_behind_a_dialog (GtkWindow *window)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (gtk_window_get_modal (l->data) && gtk_window_get_transient_for (l->data) == window && gtk_widget_get_visible (l->data))
      return TRUE;

  return FALSE;
}

static gboolean
event_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GdkSurface *surface = g_value_get_object (&values[0]);
  GdkEvent *event = g_value_peek_pointer (&values[1]);
  GdkEventType type = gdk_event_get_event_type (event);
  GtkNative *native = gtk_native_get_for_surface (surface);
  guint button = type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE ? gdk_button_event_get_button (event) : 0;

  unblock ();
  if ((button != BACK && button != FORWARD) || !HF_IS_WINDOW (native))
    return TRUE;
  block (surface, native);
  if (type == GDK_BUTTON_RELEASE || is_behind_a_dialog (GTK_WINDOW (native)))
    return TRUE;
  if (button == BACK)
    hf_session_go_back (HF_WINDOW (native)->session);
  else
    hf_session_go_forward (HF_WINDOW (native)->session);

  return TRUE;
}

void
hf_window_watch_mouse (void)
{
  g_type_class_unref (g_type_class_ref (GDK_TYPE_SURFACE)); /* which knows its signals from then on */
  event_signal = g_signal_lookup ("event", GDK_TYPE_SURFACE);
  g_signal_add_emission_hook (event_signal, 0, event_hook, NULL, NULL);
}
