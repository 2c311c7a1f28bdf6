/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sys/user.h>

#include "hf-maps.h"

G_BEGIN_DECLS

/**
 * The state of a stopped thread, and a signal frame that holds it.
 *
 * A function that is called in the stopped thread returns into the C library's rt_sigreturn, as a signal handler does,
 * and finds there everything that the thread had: so the thread goes on as it was even if whoever stopped it is killed in
 * the middle. Layout: Linux, arch/x86/include/uapi/asm/sigcontext.h.
 */
typedef struct
{
  struct user_regs_struct registers;
  guint64 mask;      /* blocked signals */
  gint64 rest_of;    /* the system call with which restart_syscall goes on; -1: none, or unknown */
  guint8 *extended;  /* the whole XSAVE area, with the size that the kernel tells */
  gsize n_extended;
} HfThreadState;

void    hf_thread_state_clear (HfThreadState *self);

/* (transfer full) The frame as it must stand at address @at, which hf_frame_place() gives. @restorer is its first word. */
guint8 *hf_frame_new   (const HfThreadState *state, guint64 restorer, guint64 at, gsize *n);
/* Where the frame goes, below @top: a call's return address is its first word, aligned as a called function wants it. */
guint64 hf_frame_place (const HfThreadState *state, guint64 top);

/* The address of the C library's rt_sigreturn, in the same mapping as the address @inside; 0 if it is not found. */
guint64 hf_frame_restorer (const HfMaps *maps, guint64 inside);

/* TRUE if a signal's handler runs on @stack: what it has interrupted may hold any lock. Looks as far as handlers go, 64 KiB. */
gboolean hf_frame_is_near (const HfMaps *maps, guint64 stack, guint64 restorer);

G_END_DECLS
