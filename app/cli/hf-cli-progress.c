/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TICK (120 * G_TIME_SPAN_MILLISECOND)

static struct
{
  HfProgress *progress;
  GThread *thread;
  GMutex lock;
  GCond cond;
  gboolean stopping;
} ticker;

/* Only atomics are touched, so this is safe at any instant. */
static void
interrupted (int number)
{
  hf_progress_cancel (ticker.progress);
}

static void
show_line (gsize *shown)
{
  const char *stage = hf_progress_get_stage (ticker.progress);
  guint permille = hf_progress_get_permille (ticker.progress);
  g_autofree char *line = NULL;
  gsize width;

  if (*stage == '\0')
    return;

  line = hf_progress_is_measured (ticker.progress) ? g_strdup_printf ("%s … %u %%", _(stage), permille / 10) : g_strdup_printf ("%s …", _(stage));
  width = (gsize) g_utf8_strlen (line, -1);
  fprintf (stderr, "\r%s%*s", line, (int) (*shown > width ? *shown - width : 0), "");
  fflush (stderr);
  *shown = MAX (*shown, width);
}

static gpointer
tick (gpointer data)
{
  gsize shown = 0;

  g_mutex_lock (&ticker.lock);
  while (!ticker.stopping)
    {
      g_cond_wait_until (&ticker.cond, &ticker.lock, g_get_monotonic_time () + TICK);
      if (!ticker.stopping)
        show_line (&shown);
    }
  g_mutex_unlock (&ticker.lock);

  if (shown > 0)
    {
      fprintf (stderr, "\r%*s\r", (int) (2 * shown), "");
      fflush (stderr);
    }

  return NULL;
}

void
hf_cli_progress_start (HfProgress *progress)
{
  struct sigaction action = { .sa_handler = interrupted, .sa_flags = (int) SA_RESETHAND };

  if (ticker.thread != NULL)
    return;

  if (ticker.progress == NULL)
    ticker.progress = hf_progress_ref (progress);
  ticker.stopping = FALSE;
  sigaction (SIGINT, &action, NULL);
  if (isatty (STDERR_FILENO))
    ticker.thread = g_thread_new ("progress", tick, NULL);
}

void
hf_cli_progress_stop (void)
{
  if (ticker.thread == NULL)
    return;

  g_mutex_lock (&ticker.lock);
  ticker.stopping = TRUE;
  g_cond_signal (&ticker.cond);
  g_mutex_unlock (&ticker.lock);
  g_clear_pointer (&ticker.thread, g_thread_join);
}
