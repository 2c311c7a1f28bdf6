/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-attach.h"

G_BEGIN_DECLS

/**
 * A dump of a program that runs Python 3.14 or newer, taken by the interpreter's own means, PEP 768.
 *
 * The program's interpreter is started a second time to call sys.remote_exec(), which tells the program to run a script when it
 * next can. The script, the dumper's library and the dump lie in a folder that only the program's user and we can write to, in the
 * program's own file system. Nothing is stopped and nothing is called in a foreign thread; a program that waits in a
 * system call runs the script once it goes on.
 */

/* Whether the process is to be asked so. */
gboolean hf_remote_exec_is_for   (const HfProcess *process);

/* As hf_attach_snapshot(), for a @process that has no obstacle. */
gboolean hf_remote_exec_snapshot (const HfProcess *process, const char *library, const char *path, guint values, HfAttachResult *result,
                                  HfProgress *progress, GError **error);

G_END_DECLS
