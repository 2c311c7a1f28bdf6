/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfAddressRanges: finds the object that an address lies in, for runtimes whose pointers may lead into the middle of one.
 *
 * Objects are numbered in the order of @addresses. 8 bytes an object, and 4 more while they are put in order.
 */
typedef struct _HfAddressRanges HfAddressRanges;

/* (transfer full) @addresses has to outlive it. O(n log n), O(n) where they ascend already. NULL without memory. */
HfAddressRanges *hf_address_ranges_new  (const guint64 *addresses, guint32 n);
void             hf_address_ranges_free (HfAddressRanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfAddressRanges, hf_address_ranges_free)

/* The object that begins last at or before @address, of several the one that comes first; G_MAXUINT32 if none does. Whether it
 * reaches that far is for the caller to see. O(1) where objects lie evenly, O(log n) at worst. */
guint32          hf_address_ranges_find (const HfAddressRanges *self, guint64 address);

G_END_DECLS
