/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-status.h"

G_BEGIN_DECLS

/**
 * Why a process cannot be attached to: one sentence, with what helps against it.
 */

/* What decides whether the system permits it. */
typedef struct
{
  guint user;          /* ours, effective */
  gboolean capable;    /* we have CAP_SYS_PTRACE */
  int scope;           /* kernel.yama.ptrace_scope; 0 where there is no such setting */
  gboolean ours;       /* the process was started by us, or by something that we started */
  gboolean readable;   /* its /proc/PID/maps can be read */
} HfAccess;

void  hf_access_look (HfAccess *self, const HfStatus *process);

/* (transfer full) NULL if nothing stands against it. */
char *hf_obstacle_of_access   (const HfAccess *access, const HfStatus *process);
char *hf_obstacle_of_state    (const HfStatus *process);
/* What runs in it: @version as "3.11.2", @free_threaded, and the @library that would be loaded, whose name says for which
 * versions it is built ("_holdfast.cpython-311-….so", "_holdfast.abi3.so"; NULL: there is none). */
char *hf_obstacle_of_version  (const char *version, gboolean free_threaded, const char *library);

G_END_DECLS
