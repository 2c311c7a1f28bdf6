/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full; of GFile, oldest first) The dumps of the sample, or NULL where they are not installed: looked for in
 * $HOLDFAST_SAMPLES, with the program's data, and in the build folder that the program runs from. */
GPtrArray *hf_sample_find (void);

G_END_DECLS
