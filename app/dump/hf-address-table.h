/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers addresses 0, 1, 2 … in the order in which they are met, for files whose references come before what they name.
 * Open addressing; O(1) each; 12 to 24 bytes an address. */
typedef struct
{
  guint64 *keys;
  guint32 *numbers; /* plus one; 0 for a free place */
  gsize size;       /* a power of two, or 0 */
  guint32 n;
} HfAddressTable;

/* The number of @address, a new one if it was not met before. G_MAXUINT32 without memory; the table is as it was then. */
guint32 hf_address_table_number (HfAddressTable *self, guint64 address);
/* The number of @address, or G_MAXUINT32. */
guint32 hf_address_table_find   (const HfAddressTable *self, guint64 address);
void    hf_address_table_clear  (HfAddressTable *self);

G_END_DECLS
