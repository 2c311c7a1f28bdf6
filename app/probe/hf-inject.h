/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/**
 * What passes between Holdfast and the library that it puts into a running program.
 *
 * Holdfast calls hf_inject_start() in one stopped thread of the program, with a request on that thread's stack. It makes
 * a thread, nothing else, and returns. Holdfast lets the stopped thread go on as if nothing had been. The new thread makes
 * two pipes and says so in its slot; Holdfast opens their read ends as /proc/PID/fd/N and says that in the slot. The thread
 * closes its own read ends, waits for the interpreter's lock like any other thread, clones a child that writes the dump,
 * releases the lock and reports.
 *
 * Where Holdfast goes away, the pipes have no reader: the thread finds that out once it has the lock, and ends. Nothing
 * of the program is touched in the thread that was stopped: no Python object, no allocation of Python's.
 */
#define HF_INJECT_MAGIC 0x30464866u
#define HF_INJECT_ENTRY "hf_inject_start"

/* On the stopped thread's stack. */
typedef struct
{
  uint32_t magic;
  uint32_t size;      /* of this structure */
  uint64_t values;    /* HfDumpOptions.values */
  uint32_t seconds;   /* after which the child gives up */
  int32_t  error;     /* out: errno, 0 if the thread runs */
  uint64_t slot;      /* out: address of a HfInjectSlot */
} HfInjectRequest;

/* In the program's memory, written and read while it runs. */
typedef struct
{
  uint32_t ready;     /* 1: what follows is valid */
  int32_t  error;     /* errno, 0 if there are pipes */
  int32_t  control;   /* read end of the pipe of HfInjectReport */
  int32_t  dump;      /* read end of the pipe of the dump */
  uint32_t opened;    /* Holdfast sets it to 1 when it has opened both, to 2 when it has given up */
} HfInjectSlot;

typedef enum
{
  HF_INJECT_WAITING,    /* the thread runs and asks for the lock */
  HF_INJECT_RUNNING,    /* it has had the lock, and what writes the dump has begun */
  HF_INJECT_WRITING,    /* from the child, now and then: how far it is */
  HF_INJECT_WRITTEN,    /* from the child: the dump is written */
  HF_INJECT_DONE,       /* the last one */
} HfInjectStage;

/* Why there is no dump; errors of the system are in `error`. */
typedef enum
{
  HF_INJECT_FINE,
  HF_INJECT_NOT_INITIALIZED, /* no interpreter in the process, or no longer */
  HF_INJECT_UNKNOWN,         /* an interpreter that the library does not understand */
  HF_INJECT_CLOSED,          /* the program closed the pipes meanwhile */
  HF_INJECT_KILLED,          /* the child was killed, or was not done in time */
} HfInjectReason;

typedef struct
{
  uint32_t magic;
  uint32_t stage;       /* HfInjectStage */
  uint32_t reason;      /* HfInjectReason */
  int32_t  error;       /* errno of writing */
  uint64_t objects;     /* all that there are; 0 while that is not known */
  uint64_t done;        /* of these, while it writes */
  uint64_t references;
  uint64_t bytes;
  uint64_t waited;      /* nanoseconds until the lock was had */
  uint64_t held;        /* nanoseconds that it was held: what the program waited */
  uint64_t cloned;      /* nanoseconds of these that the system took to clone the process */
  uint32_t in_process;  /* 1: there could be no child */
  uint32_t unused;
  char     words[168];  /* more about the reason, in plain text; or "" */
} HfInjectReport;
