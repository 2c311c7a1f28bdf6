/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-progress.h"
#include "hf-status.h"

G_BEGIN_DECLS

/**
 * HfProcess: a running process, what Python it runs, and whether it can be attached to.
 *
 * All from /proc: nothing is stopped or asked. Any thread.
 */
typedef struct
{
  HfStatus *status;
  gboolean python;        /* a Python runs in it, as far as can be seen */
  gboolean free_threaded;
  char *version;          /* "3.11.2", or "3.8" where no more can be told; NULL: unknown */
  char *obstacle;         /* a sentence that says why it cannot be attached to, and what helps; NULL if it can */
} HfProcess;

/* (transfer full) NULL if there is no such process. */
HfProcess *hf_process_new  (GPid pid);
void       hf_process_free (HfProcess *self);
/* (transfer full) A word for the program: its script or module, else the name of the file that it runs. */
char      *hf_process_word (const HfProcess *self);

/* (transfer full; of HfProcess) All that run Python, this one left out, by pid. NULL when cancelled. */
GPtrArray *hf_processes_list (HfProgress *progress, GError **error);

/* (transfer full) The library that is put into processes: HOLDFAST_PROBE (a file, or the folder of the Python module), the
 * build tree's beside this program, or the installed one. NULL if there is none. */
char      *hf_probe_find   (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfProcess, hf_process_free)

G_END_DECLS
