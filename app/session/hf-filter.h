/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) What a filter entry means: a glob ("app.*", "*Session*"); text without wildcards matches anywhere.
 * NULL, which matches everything, for NULL and "". */
GPatternSpec *hf_filter_new (const char *filter);

G_END_DECLS
