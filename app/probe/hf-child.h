/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-dumper.h"

#include <sys/types.h>

/**
 * A dump from a cloned child: the program stops only for as long as it takes to copy its page tables.
 *
 * The child has the memory of this process as it is at hf_child_start(). It has no exit signal, so that the program's own
 * handling of children never sees it, and it makes only system calls, since another thread may have held any lock.
 */
typedef struct
{
  int fd;                      /* where the dump goes */
  int keep;                    /* another descriptor that report() needs, or -1; all others are closed in the child */
  const HfDumpOptions *options;
  HfDumpResult *result;        /* shared with the child */
  void (*report) (const HfDumpResult *result, void *data); /* or NULL; in the child, once the dump is written */
  void *data;
  unsigned seconds;            /* after which a child that is not done ends, and it gives way to the program; 0: neither */
} HfChild;

/* Memory that a child's result reaches; NULL if there is none. */
HfDumpResult *hf_child_result_new  (void);
void          hf_child_result_free (HfDumpResult *result);

/* With the GIL. -1 if there can be no child. */
pid_t hf_child_start (const HfChild *self);
/* Without the GIL: other threads may go on. */
void  hf_child_wait  (pid_t child);
