/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-progress.h"
#include "hf-processes.h"

G_BEGIN_DECLS

/**
 * A dump of a running Python program that was not prepared for it.
 *
 * The program's thread is stopped for milliseconds (hf-injector.h); a thread of its own then waits for the interpreter's
 * lock like any other, clones the process and lets it go on; the clone writes the dump to us.
 */
typedef struct
{
  guint values;  /* longest preview of a str, bytes or number, in bytes; 0: none */
  guint seconds; /* after which a clone that is not done gives up; 0: ten minutes */
} HfAttachOptions;

#define HF_ATTACH_VALUES 100

typedef struct
{
  guint64 objects;
  guint64 references;
  guint64 bytes;
  guint tries;          /* stops until one was at a safe place */
  gint64 stopped;       /* µs that one thread was stopped */
  gint64 waited;        /* µs until the interpreter's lock was had */
  gint64 held;          /* µs that it was held: what the program waited */
  gint64 cloned;        /* µs of these that the system took to clone the process */
  gboolean in_process;  /* it could not be cloned, so it waited for the whole dump */
} HfAttachResult;

/* Writes a dump of process @pid to @path, which appears whole or not at all. Blocks; for a worker thread. @progress says what it
 * waits for, and cancels at any time: the process is then left as it was. FALSE with HF_ERROR: NO_ANSWER if there is no such
 * Python program, UNSUPPORTED or IO with a sentence that says what helps. @result may be NULL. */
gboolean hf_attach_snapshot (GPid pid, const char *path, const HfAttachOptions *options, HfAttachResult *result, HfProgress *progress,
                             GError **error);

/* (transfer full) "shop-4711-20261122-184500.hfdump", for a process and the present time. */
char    *hf_attach_name     (const HfProcess *process);

G_END_DECLS
