/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before anything else: the helper dies with its parent, never writes a core, has a bounded stack, memory and time. */
void hf_sandbox_limit (void);

/* After a warm-up layout has loaded everything: no new files, processes or privileges from here on; reading and writing the
 * socket and computing is all that is left. FALSE if the kernel refuses. */
gboolean hf_sandbox_close (void);

/* Ends the process by a signal if the next layout takes more CPU time than any client waits for. */
void hf_sandbox_arm (void);

G_END_DECLS
