/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Numbers as people read them: sizes in decimal units ("12.9 MB", "310 B"), counts grouped by the locale (a narrow
 * space where the locale has no grouping), signs always shown on changes. All (transfer full).
 */
char *hf_format_size       (guint64 bytes);
char *hf_format_count      (guint64 count);
char *hf_format_delta      (gint64 count);  /* "+4 020", "−12", "0" */
char *hf_format_delta_size (gint64 bytes);  /* "+1.8 MB" */
char *hf_format_exact_size (guint64 bytes); /* "12 934 211 bytes" */
char *hf_format_share      (guint permille); /* "12 %", "< 0.1 %" */
char *hf_format_address    (guint64 address); /* "0x7f3a5c1e90d0" */

G_END_DECLS
