/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-lock.h"

#include "hf-layout.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 15   /* ms */
#define MOMENT 30     /* ms, so that those who wait by the usual interval begin anew within */
#define PAUSE 90      /* ms between two moments */
#define SHORT 103ul   /* µs; nobody else would choose it */
#define LONGEST 60000000ul
#define STATE_SIZE (4u << 20) /* more than any PyInterpreterState has */
#define STACK_SIZE (64 << 10)

/* One for all takers of the process. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long before; /* the interval while it is short, in µs; 0: it is not */

/* ---- the interval ------------------------------------------------------------------------------------------------------- */

/* From 3.12 on the functions want a thread that has the lock. */
static unsigned long *
find_interval (unsigned minor)
{
  const HfLayout *layout = hf_layout_find (minor);
  uintptr_t state = PyInterpreterState_Main != NULL ? (uintptr_t) PyInterpreterState_Main () : 0, at;

  if (layout == NULL || layout->interpreter_gil == 0 || state == 0 || strstr (Py_GetVersion (), "free-threading") != NULL)
    return NULL;
  memcpy (&at, (const char *) state + layout->interpreter_gil, sizeof at);
  /* The main interpreter has its own within itself, the interval first. */
  if (at < state || at >= state + STATE_SIZE || at % sizeof (long) != 0)
    return NULL;
  return (unsigned long *) at;
}

static unsigned
minor_version (void)
{
  const char *version = Py_GetVersion ();

  return strncmp (version, "3.", 2) == 0 ? (unsigned) strtoul (version + 2, NULL, 10) : 0;
}

/* 0 where it is not known. */
static unsigned long
read_interval (void)
{
  unsigned minor = minor_version ();
  const unsigned long *place;
  unsigned long interval;

  if (minor <= 11)
    interval = _PyEval_GetSwitchInterval != NULL && _PyEval_SetSwitchInterval != NULL ? _PyEval_GetSwitchInterval () : 0;
  else
    interval = (place = find_interval (minor)) != NULL ? __atomic_load_n (place, __ATOMIC_RELAXED) : 0;
  return interval <= LONGEST ? interval : 0;
}

static void
write_interval (unsigned long interval)
{
  unsigned minor = minor_version ();

  if (minor <= 11)
    _PyEval_SetSwitchInterval (interval);
  else
    __atomic_store_n (find_interval (minor), interval, __ATOMIC_RELAXED);
}

/* Unless the program has just chosen another. */
static void
give_back (void)
{
  if (before != 0 && read_interval () == SHORT)
    write_interval (before);
  before = 0;
}

static void
shorten (const HfLock *self)
{
  unsigned long interval;

  pthread_mutex_lock (&mutex);
  interval = before == 0 ? read_interval () : 0;
  if (interval > SHORT && __atomic_load_n (&self->taken, __ATOMIC_ACQUIRE) == 0)
    {
      before = interval;
      write_interval (SHORT);
    }
  pthread_mutex_unlock (&mutex);
}

static void
lengthen (void)
{
  pthread_mutex_lock (&mutex);
  give_back ();
  pthread_mutex_unlock (&mutex);
}

/* A child has the memory of this moment, and no helper. */
static void
before_fork (void)
{
  pthread_mutex_lock (&mutex);
}

static void
after_fork (void)
{
  pthread_mutex_unlock (&mutex);
}

static void
after_fork_in_child (void)
{
  give_back ();
  pthread_mutex_unlock (&mutex);
}

static void
watch_forks (void)
{
  pthread_atfork (before_fork, after_fork, after_fork_in_child);
}

/* ---- the helper --------------------------------------------------------------------------------------------------------- */

/* TRUE once the lock is taken. */
static bool
wait_taken (HfLock *self, long milliseconds)
{
  const struct timespec time = { 0, milliseconds * 1000000 };
  int before_wait = errno;

  if (__atomic_load_n (&self->taken, __ATOMIC_ACQUIRE) == 0)
    syscall (SYS_futex, &self->taken, FUTEX_WAIT_PRIVATE, 0, &time, NULL, 0);
  errno = before_wait;
  return __atomic_load_n (&self->taken, __ATOMIC_ACQUIRE) != 0;
}

static void *
helper_main (void *data)
{
  HfLock *self = data;
  bool taken = wait_taken (self, PATIENCE);

  while (!taken && self->wanted (self->data))
    {
      shorten (self);
      taken = wait_taken (self, MOMENT);
      lengthen ();
      taken = taken || wait_taken (self, PAUSE);
    }
  return NULL;
}

static bool
start_helper (HfLock *self)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_attr_t attributes;
  int error;

  if (read_interval () == 0 || pthread_once (&once, watch_forks) != 0 || pthread_attr_init (&attributes) != 0)
    return false;
  pthread_attr_setstacksize (&attributes, STACK_SIZE);
  error = pthread_create (&self->helper, &attributes, helper_main, self);
  pthread_attr_destroy (&attributes);
  return error == 0;
}

PyGILState_STATE
hf_lock_take (HfLock *self)
{
  PyGILState_STATE state;

  self->taken = 0;
  self->helped = start_helper (self);
  state = PyGILState_Ensure ();
  if (!self->helped)
    return state;
  pthread_mutex_lock (&mutex);
  __atomic_store_n (&self->taken, 1, __ATOMIC_RELEASE);
  give_back ();
  pthread_mutex_unlock (&mutex);
  syscall (SYS_futex, &self->taken, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  return state;
}

void
hf_lock_leave (HfLock *self)
{
  if (self->helped)
    pthread_join (self->helper, NULL);
}
