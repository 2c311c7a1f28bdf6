/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The members that are known, by record; NULL-terminated. Everything else is kept as it is. */
static const char *const hf_case_members[] = { "drawings", "dumps", "holdfast_case", "marks", "saved_as", "tolerance", "values", "view", NULL };
static const char *const hf_case_dump_members[] = { "name", "sha256", "size", NULL };
static const char *const hf_case_mark_members[] = { "address", "allow", "count", "dump", "note", "object", "place", "reason", "type", "verdict", NULL };
static const char *const hf_case_drawing_members[] = { "dump", "lists", "nodes", NULL };

G_END_DECLS
