/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What another process has open, opened here.
 *
 * The process may change under our hands what a number stands for, on purpose even, and we may have more rights than it has: so
 * what is there is held first, looked at, and opened for reading or writing only if it is what was meant.
 */

/* A descriptor of the read end of the process's pipe @fd, which does not block; -1 with errno. */
int hf_foreign_pipe   (GPid pid, int fd);
/* A descriptor to write to the process's memory file @fd, which is empty and named @name; -1 with errno. */
int hf_foreign_memory (GPid pid, int fd, const char *name);

/* A descriptor of a folder as the process sees it, through no symbolic link: one could lead out of the process's root. -1 with errno. */
int hf_foreign_folder (GPid pid, const char *path);

G_END_DECLS
