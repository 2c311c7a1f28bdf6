/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-growth.h"

G_BEGIN_DECLS

/**
 * HfHeadline: what grew most, in one sentence, for where no place stands out as a suspect (hf-suspects.h): the first row of
 * growth by type, and the one object through which most of its new objects are held: "app.CACHE (dict) keeps 4 000 new Session
 * objects, 12.0 MB".
 *
 * The holder is the last object that the cheapest chains of all these new objects have in common. Finding it walks each
 * object of the union of the chains once. Where no object holds more than half of the new ones, it only says what grew. All words
 * are translated.
 */
typedef struct
{
  char *title;     /* NULL where nothing grew */
  char *detail;    /* the rest of the truth; NULL without a title */
  char *path;      /* folded, as the holders table has it; or NULL */
  guint32 example; /* one of the new objects; HF_NONE where no holder is known */
  GArray *members; /* of guint32: the new objects that are held this way, at most HF_HEADLINE_MEMBERS of them; NULL without an example */
} HfHeadline;

#define HF_HEADLINE_MEMBERS 10000u

/* @growth: by type, over the heaps of which @last is the last. NULL on cancel or lack of memory. Any thread. */
HfHeadline *hf_headline_find (const HfGrowth *growth, const HfAnalysis *last, HfProgress *progress, GError **error);
void        hf_headline_free (HfHeadline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHeadline, hf_headline_free)

G_END_DECLS
