/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-frame.h"

G_BEGIN_DECLS

/**
 * HfTracee: one thread of another process, stopped by ptrace, in which functions can be called.
 *
 * All calls come from one thread of ours, which must end soon after: whatever went wrong, the kernel then lets the thread
 * go. PTRACE_O_EXITKILL is never set. From hf_tracee_prepare() on the thread would go on by itself, too, as hf-frame.h says.
 */
typedef struct
{
  GPid pid;
  GPid tid;
  HfThreadState state; /* as it was when it was stopped */
  guint64 frame;       /* the frame's address; 0 before hf_tracee_prepare() */
  guint64 restorer;
  guint64 scratch;     /* HF_TRACEE_SCRATCH bytes of its stack, for arguments */
  gint64 result;       /* of the last system call that a called function made */
  gboolean late;       /* a call is still under way: it ends by itself */
  gboolean stop_came;  /* a SIGSTOP was held back, until the release */
} HfTracee;

#define HF_TRACEE_SCRATCH 512u

typedef enum
{
  HF_STOP_DONE,
  HF_STOP_DENIED,  /* errno says why */
  HF_STOP_GONE,    /* there is no such thread any more */
  HF_STOP_LATE,    /* it did not stop: it waits for a device */
  HF_STOP_STOPPED, /* it was stopped already, by SIGSTOP or a terminal */
} HfStop;

/* Stops the thread and saves its registers. Unless HF_STOP_DONE, nothing has to be undone. */
HfStop   hf_tracee_stop    (HfTracee *self, GPid pid, GPid tid);
/* Gives everything back and lets the thread go. */
void     hf_tracee_release (HfTracee *self);

/* Puts the frame on its stack; FALSE if there is no room. */
gboolean hf_tracee_prepare (HfTracee *self, guint64 restorer);
/* Calls @function and runs it to its end; FALSE if it did not come back within @seconds, or crashed. Then only release
 * makes sense: it lets a call that is late end by itself. */
gboolean hf_tracee_call    (HfTracee *self, guint64 function, const guint64 arguments[3], guint seconds);

/* Where the thread has its errno, read out of @function, the C library's __errno_location(), without running it: a thread that
 * is stepped through code would die with its tracer. 0 where the code is of another kind. */
guint64  hf_tracee_errno   (const HfTracee *self, guint64 function);

G_END_DECLS
