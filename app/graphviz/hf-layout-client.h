/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>
#include "hf-layout.h"

G_BEGIN_DECLS

/**
 * HfLayoutClient: asks the helper program for layouts, and always has an answer.
 *
 * The helper is started on demand in a child process and kept; it is killed when it is late, when its layout is
 * superseded or cancelled, and with the client; it is replaced after HF_LAYOUT_CLIENT_RECYCLE layouts. The ladder:
 *
 *   full quality (at most 80 boxes and 160 edges)   2 s
 *   fast attributes                                 3 s
 *   sfdp, straight edges                            2 s
 *   our own layers, without a helper                always answers
 *
 * Steps that a graph is too large for are left out, and those that do not make the kind of layout that was asked for. A layout fails for one reason only: it was cancelled or superseded
 * (HF_ERROR_CANCELLED).
 *
 * A client lays out one graph at a time, on a thread of its own. Its functions may be called from any thread; callbacks
 * come in the main context that was the caller's default.
 */
#define HF_TYPE_LAYOUT_CLIENT (hf_layout_client_get_type ())
G_DECLARE_FINAL_TYPE (HfLayoutClient, hf_layout_client, HF, LAYOUT_CLIENT, GObject)

#define HF_LAYOUT_CLIENT_RECYCLE 200

/* Finds the helper: $HOLDFAST_GRAPHVIZ, then ../graphviz of the running program's folder (a build folder), then libexecdir. */
HfLayoutClient *hf_layout_client_new (void);
/* With this helper and no other; NULL: none, every answer is our own placement. */
HfLayoutClient *hf_layout_client_new_for_program (const char *program);

/* Starts the helper now, so that the first layout need not wait for it. Returns at once. */
void hf_layout_client_start (HfLayoutClient *self);

/* A new request supersedes the one under way on the same client, which then finishes with HF_ERROR_CANCELLED. */
void      hf_layout_client_layout_async  (HfLayoutClient *self, HfLayoutRequest *request, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
HfLayout *hf_layout_client_layout_finish (HfLayoutClient *self, GAsyncResult *result, GError **error);

/* (transfer full) The same, waiting for the answer; for programs without a main loop and for worker threads. Does not
 * supersede: waits its turn. */
HfLayout *hf_layout_client_layout        (HfLayoutClient *self, HfLayoutRequest *request, GCancellable *cancellable, GError **error);

/* The running helper's process id, 0 if there is none; and how many were started so far. */
GPid  hf_layout_client_get_pid     (HfLayoutClient *self);
guint hf_layout_client_get_started (HfLayoutClient *self);

G_END_DECLS
