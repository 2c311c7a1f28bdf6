/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-progress.h"
#include "hf-maps.h"
#include "probe/hf-inject.h"

G_BEGIN_DECLS

/**
 * HfInjector: puts a library into a running process and calls one function of it, by ptrace. x86-64, Linux.
 *
 * One thread of the process is stopped, for milliseconds, where that harms nothing (hf-safe-place.h). In it are called
 * memfd_create(), dlopen() and the library's entry; then it goes on as it was: registers, the whole extended state,
 * errno, signal mask, an interrupted system call. No file is written: the library lies in memory that the process itself
 * has, so that neither mount namespaces, nor noexec, nor read-only file systems matter. Where the process may not make
 * such memory, the library is copied into a folder that it can read, and unlinked as soon as it is loaded.
 *
 * A library that is loaded stays, and is found again by the next attach.
 */
typedef struct
{
  guint tries;       /* stops until one was at a safe place */
  gint64 stopped;    /* µs that the thread was stopped in the try that worked */
  gboolean loaded;   /* the library was not there yet */
} HfInjection;

/* Calls HF_INJECT_ENTRY of @library (a file) in @pid with @request, which afterwards has what the function wrote. Runs
 * up to 15 s; blocks; returns early when @progress is cancelled. */
gboolean hf_injector_run (GPid pid, const char *library, HfInjectRequest *request, HfInjection *injection, HfProgress *progress,
                          GError **error);

G_END_DECLS
