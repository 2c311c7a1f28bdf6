/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HfLayoutHelper: the client's end of one running helper process: a child, its socket, and how many answers it gave.
 *
 * Used by one thread, which must outlive the child: the child dies with the thread that started it (PR_SET_PDEATHSIG).
 * Nothing here raises SIGPIPE or leaves a zombie.
 */
typedef struct
{
  GPid pid;
  int fd;
  guint answers;
  guint32 serial; /* of the last message */
} HfLayoutHelper;

typedef enum
{
  HF_ASKED_ANSWERED,
  HF_ASKED_REFUSED,   /* the helper could not do it */
  HF_ASKED_LATE,
  HF_ASKED_DIED,
  HF_ASKED_GARBAGE,   /* what came is no message */
  HF_ASKED_CANCELLED,
} HfAsked;

/* NULL with HF_ERROR_LAYOUT if @program cannot be started. */
HfLayoutHelper *hf_layout_helper_start (const char *program, GError **error);

/* Kills the child and waits until it is gone. */
void            hf_layout_helper_kill  (HfLayoutHelper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfLayoutHelper, hf_layout_helper_kill)

/* Sends a whole message of serial @serial and waits for its answer until @deadline (monotonic µs). On HF_ASKED_ANSWERED
 * @body is set to the answer's body. After anything but that and a refusal the helper is of no more use: kill it. */
HfAsked         hf_layout_helper_ask   (HfLayoutHelper *self, const GByteArray *message, guint32 serial, gint64 deadline,
                                        GCancellable *cancellable, GByteArray **body);

/* (transfer full; filename) The helper to use: $HOLDFAST_GRAPHVIZ if set, else the first that exists of the build folder's
 * and the installed one. NULL if there is none. */
char           *hf_layout_helper_find  (void);

G_END_DECLS
