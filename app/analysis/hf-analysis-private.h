/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-analysis.h"

G_BEGIN_DECLS

/* Answers that pictures ask for again and again are remembered with the analysis. Any thread. Private to analysis/. */

/* FALSE if nothing is known under @key. */
gboolean hf_analysis_recall (const HfAnalysis *self, guint64 key, guint32 *answer);
void     hf_analysis_keep   (const HfAnalysis *self, guint64 key, guint32 answer);

G_END_DECLS
