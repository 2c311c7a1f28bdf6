/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * While a thread of another process is stopped, ours must not be: Ctrl-Z would leave the other one stopped until we go on.
 *
 * Between the two calls SIGTSTP, SIGTTIN and SIGTTOU are only noted, if the program has no handler of its own for them, and
 * done at the end. Several threads may be between them at once. Against SIGSTOP nothing can be done.
 */
void hf_steady_begin (void);
void hf_steady_end   (void);

G_END_DECLS
