/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfPairTable: pairs of numbers to numbers, open addressing with linear probing. Private to analysis/.
 *
 * An entry is twelve bytes in one array, where GHashTable has a block of its own for each such key: what is asked for millions of
 * times costs one cache miss and not three. Nothing is ever removed but all at once.
 */
typedef struct
{
  guint32 a, b;
  guint32 value; /* HF_NONE: empty */
} HfPairEntry;

typedef struct
{
  HfPairEntry *entries;
  guint32 n;
  guint bits; /* 1 << bits entries */
} HfPairTable;

void    hf_pair_table_init   (HfPairTable *self);
void    hf_pair_table_clear  (HfPairTable *self);
void    hf_pair_table_forget (HfPairTable *self); /* all entries */

/* HF_NONE for a pair that is not there. */
guint32 hf_pair_table_get    (const HfPairTable *self, guint32 a, guint32 b);
/* The pair is not there yet; @value is not HF_NONE. */
void    hf_pair_table_add    (HfPairTable *self, guint32 a, guint32 b, guint32 value);

G_END_DECLS
