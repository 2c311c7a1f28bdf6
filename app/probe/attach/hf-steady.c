/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-steady.h"

#include <signal.h>
#include <unistd.h>

static const int stops[] = { SIGTSTP, SIGTTIN, SIGTTOU };

static GMutex mutex;
static guint n_between;
static struct sigaction before[G_N_ELEMENTS (stops)];
static gint noted[G_N_ELEMENTS (stops)];

static void
note (int number)
{
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    if (stops[i] == number)
      g_atomic_int_set (&noted[i], 1);
}

void
hf_steady_begin (void)
{
  struct sigaction action = { .sa_handler = note, .sa_flags = SA_RESTART };

  sigemptyset (&action.sa_mask);
  g_mutex_lock (&mutex);
  if (n_between++ == 0)
    for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
      if (sigaction (stops[i], NULL, &before[i]) == 0 && before[i].sa_handler == SIG_DFL)
        sigaction (stops[i], &action, NULL);
  g_mutex_unlock (&mutex);
}

void
hf_steady_end (void)
{
  g_mutex_lock (&mutex);
  if (--n_between == 0)
    for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
      {
        if (before[i].sa_handler == SIG_DFL)
          sigaction (stops[i], &before[i], NULL);
        if (g_atomic_int_compare_and_exchange (&noted[i], 1, 0))
          kill (getpid (), stops[i]);
      }
  g_mutex_unlock (&mutex);
}
