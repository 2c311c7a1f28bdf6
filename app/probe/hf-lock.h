/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-python.h"

#include <pthread.h>
#include <stdbool.h>

/**
 * The interpreter's lock, for a thread that comes from outside.
 *
 * Who waits for the lock asks for it only after an interval (sys.getswitchinterval(), usually 5 ms) in which nobody woke him;
 * only what is asked for is handed over. A program that gives the lock for a few µs around a short system call, and that more
 * often than once in an interval, wakes one who waits each time; he comes too late, and his interval begins anew: so he waits
 * for seconds, and so do the program's own threads (CPython, Python/ceval_gil.h, take_gil()).
 *
 * Whoever has waited for PATIENCE, therefore, has the interval short for moments, until the lock is his: the one means that
 * every version has, that touches no object, and that nobody else has to answer. The rest of the time, in a child that is
 * forked meanwhile, and afterwards it is what it was.
 */

typedef struct
{
  bool (*wanted) (const void *data); /* now and then, from a thread of its own: whether it is still worth the trouble. The waiting
                                      * itself nothing ends. */
  const void *data;
  uint32_t taken;   /* from here on its own */
  bool helped;
  pthread_t helper;
} HfLock;

/* PyGILState_Ensure() that comes soon; to be given back with PyGILState_Release(). */
PyGILState_STATE hf_lock_take  (HfLock *self);
/* Once it is given back: ends the helper. */
void             hf_lock_leave (HfLock *self);
