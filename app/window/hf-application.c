/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "hf-settings.h"
#include "hf-watchdog.h"
#include "hf-window.h"

struct _HfApplication
{
  AdwApplication parent_instance;

  GSettings *settings; /* NULL where the schema is not installed */
  guint signals[2];
};

G_DEFINE_FINAL_TYPE (HfApplication, hf_application, ADW_TYPE_APPLICATION)

HfApplication *
hf_application_new (void)
{
  return g_object_new (HF_TYPE_APPLICATION,
                       "application-id", HF_APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/holdfast/Holdfast",
                       NULL);
}

static HfWindow *
get_window (HfApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !HF_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL ? HF_WINDOW (window) : hf_window_new (ADW_APPLICATION (self));
}

static void
hf_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (HF_APPLICATION (application))));
}

static void
hf_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  HfWindow *window = get_window (HF_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    hf_window_open (window, files[i]);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- actions ---- */

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows;

  /* Windows keep their size when they are closed. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (data))) != NULL)
    {
      GtkWindow *window = windows->data;

      gtk_window_close (window);
      if (gtk_application_get_windows (GTK_APPLICATION (data)) != NULL && HF_IS_WINDOW (window) && hf_window_is_unsaved (HF_WINDOW (window)))
        return;
      if (gtk_application_get_windows (GTK_APPLICATION (data)) == windows)
        gtk_window_destroy (window);
    }
  g_application_quit (G_APPLICATION (data));
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (hf_window_new (ADW_APPLICATION (data))));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const developers[] = { "The Holdfast developers", NULL };

  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (data)),
                         "application-name", "Holdfast",
                         "application-icon", HF_APP_ID,
                         "version", HF_VERSION,
                         "developer-name", developers[0],
                         "developers", developers,
                         "comments", _("Shows what keeps objects alive"),
                         "license-type", GTK_LICENSE_APACHE_2_0,
                         NULL);
}

static void
apply_color_scheme (GSimpleAction *action, const char *name)
{
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_strcmp0 (name, "light") == 0)
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_strcmp0 (name, "dark") == 0)
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
  g_simple_action_set_state (action, g_variant_new_string (name));
}

static void
color_scheme_change (GSimpleAction *action, GVariant *value, gpointer data)
{
  HfApplication *self = HF_APPLICATION (data);
  const char *name = g_variant_get_string (value, NULL);

  if (g_strcmp0 (name, "system") != 0 && g_strcmp0 (name, "light") != 0 && g_strcmp0 (name, "dark") != 0)
    return;
  apply_color_scheme (action, name);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "color-scheme", name);
}

static const GActionEntry entries[] = {
  { "quit", quit_action },
  { "new-window", new_window_action },
  { "about", about_action },
  { "color-scheme", NULL, "s", "'system'", color_scheme_change },
};

static void
set_keys (GtkApplication *application)
{
  static const char *const quit[] = { "<Control>q", NULL }, *const close[] = { "<Control>w", NULL };
  static const char *const new_window[] = { "<Control>n", NULL };

  gtk_application_set_accels_for_action (application, "app.quit", quit);
  gtk_application_set_accels_for_action (application, "app.new-window", new_window);
  gtk_application_set_accels_for_action (application, "win.close", close);
}

/* Asked to end from outside (a session that closes, a person at a terminal): as if asked by the menu. */
static gboolean
signal_cb (gpointer data)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (data)); l != NULL; l = l->next)
    if (HF_IS_WINDOW (l->data))
      hf_window_end (HF_WINDOW (l->data));
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);

  return G_SOURCE_CONTINUE;
}

static void
hf_application_startup (GApplication *application)
{
  HfApplication *self = HF_APPLICATION (application);
  g_autofree char *scheme = NULL;
  GAction *action;

  G_APPLICATION_CLASS (hf_application_parent_class)->startup (application);

  self->settings = hf_settings_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  set_keys (GTK_APPLICATION (self));
  gtk_window_set_default_icon_name (HF_APP_ID);
  action = g_action_map_lookup_action (G_ACTION_MAP (self), "color-scheme");
  scheme = self->settings != NULL ? g_settings_get_string (self->settings, "color-scheme") : g_strdup ("system");
  apply_color_scheme (G_SIMPLE_ACTION (action), scheme);
  self->signals[0] = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->signals[1] = g_unix_signal_add (SIGINT, signal_cb, self);
  hf_watchdog_start ();
}

static void
hf_application_shutdown (GApplication *application)
{
  HfApplication *self = HF_APPLICATION (application);

  hf_watchdog_stop ();
  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_object (&self->settings);
  g_settings_sync ();

  G_APPLICATION_CLASS (hf_application_parent_class)->shutdown (application);
}

static int
hf_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  printf ("holdfast %s\n", HF_VERSION);
  return 0;
}

static void
hf_application_class_init (HfApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = hf_application_activate;
  application_class->open = hf_application_open;
  application_class->startup = hf_application_startup;
  application_class->shutdown = hf_application_shutdown;
  application_class->handle_local_options = hf_application_handle_local_options;
}

static void
hf_application_init (HfApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 'v', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self), _("Opens heap dumps and shows what keeps objects alive."));
}
