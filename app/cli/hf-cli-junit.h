/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "case/hf-case-verdicts.h"

G_BEGIN_DECLS

/* (transfer full) What went wrong or was found, in one sentence. */
char    *hf_cli_finding_sentence (const HfCheckFinding *finding);

/* Writes the check as JUnit XML: a test case a verdict, and one a place of new growth. */
gboolean hf_cli_junit_write (const HfCheck *check, const char *name, gint64 seconds, const char *path, GError **error);

G_END_DECLS
