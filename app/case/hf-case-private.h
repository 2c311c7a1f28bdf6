/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-case-file.h"

G_BEGIN_DECLS

/* As hf_case_parse(); @saved_as (may be NULL) gets what a draft says of itself. */
HfCase *hf_case_parse_draft (const char *text, gsize length, char **saved_as, GError **error);

G_END_DECLS
