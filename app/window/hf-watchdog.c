/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-watchdog.h"

#define BEAT_MS 5

static guint source;
static gint64 last;
static gint64 longest;

static gboolean
beat_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  longest = MAX (longest, now - last - BEAT_MS * 1000);
  last = now;
  return G_SOURCE_CONTINUE;
}

void
hf_watchdog_start (void)
{
  if (source != 0 || g_strcmp0 (g_getenv ("HOLDFAST_WATCHDOG"), "1") != 0)
    return;
  last = g_get_monotonic_time ();
  source = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, beat_cb, NULL, NULL);
}

void
hf_watchdog_stop (void)
{
  if (source == 0)
    return;
  g_clear_handle_id (&source, g_source_remove);
  g_printerr ("watchdog: the main loop was kept waiting for at most %.1f ms\n", (double) longest / 1000.0);
}
