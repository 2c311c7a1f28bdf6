/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-query.h"

G_BEGIN_DECLS

/* (transfer full) What a filter entry means (hf-query.h). NULL, which matches everything, for NULL, for what says nothing, and
 * for what is no query: entries tell of mistakes themselves and give none away. */
HfQuery  *hf_filter_new   (const char *filter);

/* (transfer full) The objects that @filter means; none where it asks for something that is not there, when @error says so. In a
 * worker. NULL on cancel or lack of memory, too. */
HfBitset *hf_filter_run   (const HfQuery *filter, const HfHeap *heap, const HfAnalysis *analysis, const HfHeap *earlier,
                           HfProgress *progress, GError **error);

G_END_DECLS
