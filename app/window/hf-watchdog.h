/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* With HOLDFAST_WATCHDOG=1 in the environment: measures how long the main loop is ever kept from running, and how much of its
 * own processor time that took (what is left of it on a quiet machine), and writes the longest times on stderr.
 *
 * From when the loop, once started, first has nothing better to do (the first window has been drawn) to when the last window
 * is closed: before and after that there is nobody to wait. Main thread only. */
void hf_watchdog_start (void);
void hf_watchdog_stop  (void);

G_END_DECLS
