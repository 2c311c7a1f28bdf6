/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "session/hf-job.h"

G_BEGIN_DECLS

/* Notes what a list model says of itself: "0-3+5" for items-changed (0, 3, 5). */
static inline void
changes_cb (GListModel *model, guint position, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%s%u-%u+%u", changes->len == 0 ? "" : " ", position, removed, added);
}

static inline GString *
changes_watch (gpointer model)
{
  GString *changes = g_string_new (NULL);

  g_signal_connect (model, "items-changed", G_CALLBACK (changes_cb), changes);
  return changes;
}

/* What was said since the last time. */
#define assert_changes(changes, expected) \
  G_STMT_START \
  { \
    g_assert_cmpstr ((changes)->str, ==, (expected)); \
    g_string_truncate ((changes), 0); \
  } \
  G_STMT_END

/* Runs the main loop until it holds; two minutes at most. */
#define wait_until(condition) \
  G_STMT_START \
  { \
    gint64 _end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC; \
    guint _beat = g_timeout_add (5, wait_beat_cb, NULL); \
    while (!(condition)) \
      { \
        g_assert_cmpint (g_get_monotonic_time (), <, _end); \
        g_main_context_iteration (NULL, TRUE); \
      } \
    g_source_remove (_beat); \
  } \
  G_STMT_END

static inline gboolean
wait_beat_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until no worker runs: what they hold may be asserted to be gone then. */
static inline void
wait_for_quiet (void)
{
  wait_until (hf_jobs_running () == 0);
}

G_END_DECLS
