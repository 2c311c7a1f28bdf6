/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-watchdog.h"

#include <time.h>

#define BEAT_MS 5

static guint source;
static gint64 started;
static gint64 last;
static gint64 longest;
static gint64 longest_at;
static gint64 last_work;
static gint64 longest_work;

/* µs of processor time of this thread. */
static gint64
work_time (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
beat_cb (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  if (now - last - BEAT_MS * 1000 > longest)
    {
      longest = now - last - BEAT_MS * 1000;
      longest_at = last;
    }
  last = now;
  now = work_time ();
  longest_work = MAX (longest_work, now - last_work);
  last_work = now;
  return G_SOURCE_CONTINUE;
}

static gboolean
begin_cb (gpointer data)
{
  started = last = g_get_monotonic_time ();
  last_work = work_time ();
  source = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_MS, beat_cb, NULL, NULL);
  return G_SOURCE_REMOVE;
}

void
hf_watchdog_start (void)
{
  if (source == 0 && g_strcmp0 (g_getenv ("HOLDFAST_WATCHDOG"), "1") == 0)
    source = g_idle_add_full (G_PRIORITY_LOW, begin_cb, NULL, NULL);
}

void
hf_watchdog_stop (void)
{
  if (source == 0)
    return;
  g_clear_handle_id (&source, g_source_remove);
  g_printerr ("watchdog: the main loop was kept waiting for at most %.1f ms (%.1f s after the start), "
              "and worked for at most %.1f ms at a stretch\n",
              (double) longest / 1000.0, (double) (longest_at - started) / G_USEC_PER_SEC, (double) longest_work / 1000.0);
}
