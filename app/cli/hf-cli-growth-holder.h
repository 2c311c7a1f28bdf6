/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-growth.h"

G_BEGIN_DECLS

/* (transfer full) Growth with holder paths for keys: each object of the types that match @match (NULL: every object) counts
 * under the folded path that holds it. Rows by delta. row_of_new is not filled in. All analyses are used in full. */
HfGrowth *hf_cli_growth_by_holder (HfAnalysis **analyses, guint n, const char *match, HfProgress *progress, GError **error);

G_END_DECLS
