/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * A reference's name as the interchange form writes it: just as it is shown (".x", "['k']", "[3]", "local x"), from
 * which its kind can be told; see hf-dump-json.h for the table.
 */
typedef struct
{
  HfRefKind kind;
  const char *name; /* inside the label; nothing for HF_REF_INDEX */
  gsize length;
  guint32 number;   /* for HF_REF_INDEX */
} HfJsonLabel;

HfJsonLabel hf_json_label_parse (const char *text, gsize length);

/* The words of "in": "attribute", "index" …; NULL for HF_REF_ROOT. */
const char *hf_json_place_to_string (HfRefKind kind);
/* HF_N_REF_KINDS for words that are none. */
HfRefKind   hf_json_place_from_string (const char *text, gsize length);

G_END_DECLS
