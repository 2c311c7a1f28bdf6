/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfStatus: what /proc tells everybody of one process.
 */
typedef struct
{
  GPid pid;
  GPid leader;       /* the process that it belongs to: pid, unless pid is a thread */
  GPid tracer;       /* 0: none */
  guint user;        /* effective */
  char state;        /* R, S, D, T, t, Z, X … */
  guint64 capabilities; /* effective */
  gboolean shadow_stack;
  gboolean limited;     /* system calls of its choice are refused, or deadly */
  char *name;        /* the kernel's, up to 15 bytes */
  char *program;     /* the file that it runs; NULL if that cannot be seen */
  char *command;     /* its words with blanks between; "[name]" if it has none */
  char **words;
  guint64 memory;    /* resident bytes */
  gint64 started;    /* µs since 1970 */
} HfStatus;

/* What changes when a process runs another program, or another process has its number. 0: it cannot be told. */
guint64   hf_status_identity (GPid pid, GPid tid);

/* (transfer full) NULL if there is no such process. */
HfStatus *hf_status_new  (GPid pid);
void      hf_status_free (HfStatus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfStatus, hf_status_free)

G_END_DECLS
