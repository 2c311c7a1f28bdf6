/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sys/user.h>

#include "hf-maps.h"

G_BEGIN_DECLS

/**
 * Where a thread may be made to call dlopen(): where it holds no lock of the C library's allocator or of the loader.
 *
 * - It waits in a system call that neither of them makes: poll, sleep, read …; futex only as condition variables and
 *   semaphores wait, not as the allocator's lock does.
 * - Or it is inside the interpreter's own code, the file @python: neither of them calls back into it.
 * - Never inside a signal's handler, since that may have come upon anything: frames that return to @restorer tell.
 * - @bold, after many tries, also inside another library that is no allocator, if nothing on the stack returns into the
 *   loader: for a program that computes in C for minutes.
 */
gboolean hf_place_is_safe (const HfMaps *maps, const char *python, guint64 restorer, const struct user_regs_struct *registers,
                            gboolean bold);

/* A guess without stopping it, from /proc/PID/task/TID: FALSE if the thread waits in a system call that is none of the above,
 * or for a device. */
gboolean hf_place_may_be  (GPid pid, GPid tid);

G_END_DECLS
