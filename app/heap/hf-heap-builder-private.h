/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-heap-builder.h"
#include "hf-vector-private.h"

G_BEGIN_DECLS

/* In a reference's kind byte: the class, and that the name is a dump id whose value is the name. */
#define HF_BUILDER_CLASS_SHIFT 4
#define HF_BUILDER_NAMED_BY 0x40

typedef struct
{
  guint32 from;
  guint32 to;
  guint32 name;
  guint8 kind; /* with class and flag */
} HfLooseRef;

/* Packed, since there may be one for each reference. */
typedef struct __attribute__ ((packed, aligned (4)))
{
  guint32 index; /* of the reference or root */
  guint64 address;
} HfAddressRef;

typedef struct
{
  guint32 to;
  guint32 words;
  guint8 kind;
  guint8 owns;
} HfRootRecord;

typedef struct
{
  guint32 name; /* full */
  guint32 module;
  guint32 object; /* dump id */
  guint8 kind;
  guint8 flags;
} HfBuilderType;

/* Shallow sizes are collected in 32 bits; the few objects of 4 GiB and more are in a list beside them. */
#define HF_BUILDER_LARGE G_MAXUINT32

typedef struct
{
  guint32 object;
  guint64 shallow;
} HfLargeObject;

struct _HfHeapBuilder
{
  GError *error;
  HfHeapInfo info;
  HfStrings *strings;

  HF_VECTOR (HfBuilderType) types;
  GHashTable *type_ids; /* full name's string id → type + 1 */

  /* one entry an object */
  HF_VECTOR (guint64) address;
  HF_VECTOR (guint32) type;
  HF_VECTOR (guint32) shallow;
  HF_VECTOR (guint32) value;
  HF_VECTOR (guint32) refcount; /* plus one; only as long as the last object of which it is known */
  HF_VECTOR (guint32) site;     /* only as long as the last object that has one */
  HF_VECTOR (guint32) born;     /* the same */
  HF_VECTOR (guint8) flags;
  HF_VECTOR (guint32) out_begin;
  HF_VECTOR (HfLargeObject) large;

  /* one entry a reference, grouped by holder */
  HF_VECTOR (guint32) to; /* dump id; HF_NONE until an address is resolved */
  HF_VECTOR (guint32) ref_name;
  HF_VECTOR (guint8) ref_kind;
  HF_VECTOR (HfLooseRef) loose;
  HF_VECTOR (HfAddressRef) ref_addresses;

  guint64 n_claimed; /* references, by objects that were added late */
  gboolean is_late;  /* and their names are not the builder's yet */

  HF_VECTOR (HfRootRecord) roots;
  HF_VECTOR (HfAddressRef) root_addresses;

  HF_VECTOR (guint32) site_begin;
  HF_VECTOR (guint32) site_words; /* file, function, line of each frame */
};

/* Most dumps have none of these numbers at all. */
#define HF_BUILDER_PUSH_RARE(vector, object, number)                                             \
  ((number) == 0 ||                                                                              \
   (hf_vector_reserve (vector, (object) + 1 - (vector)->n) &&                                    \
    (memset ((vector)->at + (vector)->n, 0, ((object) - (vector)->n) * sizeof *(vector)->at),    \
     (vector)->at[object] = (number), (vector)->n = (gsize) (object) + 1, TRUE)))

/* FALSE without memory. */
gboolean hf_heap_builder_push_shallow (HfHeapBuilder *self, guint32 object, guint64 shallow);
/* Keeps "does not fit in memory" as the builder's error. */
void     hf_heap_builder_fail         (HfHeapBuilder *self);

/* Where each address is; see hf-heap-addresses.c. */
typedef struct __attribute__ ((packed, aligned (4)))
{
  guint64 address;
  guint32 object; /* dump id */
} HfPlace;

typedef struct
{
  const guint64 *address; /* the builder's, where the dump is in order; else NULL */
  HfPlace *place;         /* [n] in ascending order of addresses, of equal ones the first object's first; or NULL */
  guint32 n;
  guint64 least;
  guint shift;            /* (address - least) >> shift is the bucket */
  guint32 *bucket;        /* [n_buckets + 1] where each begins */
  guint32 n_buckets;
} HfAddressOrder;

/* FALSE without memory. O(n) where the dump is in order already, else O(n) for each of the bytes in which addresses differ;
 * 12 bytes an object, none where the dump is in order. @to_find adds a table of about 4 bytes an object for hf_address_order_find(). */
gboolean hf_address_order_init  (HfAddressOrder *self, const HfHeapBuilder *builder, gboolean to_find);
void     hf_address_order_clear (HfAddressOrder *self);
/* The first object at @address, or HF_NONE. O(1) where addresses are spread evenly, O(log n) at worst. */
guint32  hf_address_order_find  (const HfAddressOrder *self, guint64 address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfAddressOrder, hf_address_order_clear)

static inline guint32
hf_address_order_object (const HfAddressOrder *self,
                         guint32               i)
{
  return self->place != NULL ? self->place[i].object : i;
}

/* ---- the steps of hf_heap_builder_build(), each in its own file ------------------------------------------------------ */

/* hf-heap-resolve.c: addresses and late names become ids; loose references join their holders; references that lead
 * nowhere go. Afterwards out_begin has one entry more than there are objects. */
gboolean hf_heap_builder_resolve (HfHeapBuilder *self, HfProgress *progress, GError **error);

/* hf-heap-roots.c: classes by the rules; roots that the counts prove. */
gboolean hf_heap_builder_find_roots (HfHeapBuilder *self, HfProgress *progress, GError **error);

/* hf-heap-order.c: new_id[dump id] by depth-first preorder, 1 …; sets *@n_reachable. */
guint32 *hf_heap_builder_order (HfHeapBuilder *self, guint32 *n_reachable, HfProgress *progress, GError **error);

/* hf-heap-finish.c: the finished arrays in the new order. */
HfHeap *hf_heap_builder_finish (HfHeapBuilder *self, const guint32 *new_id, guint32 n_reachable, HfProgress *progress, GError **error);

/* Sets HF_ERROR_TOO_LARGE; always FALSE, so that a step can return it. */
gboolean hf_heap_builder_no_memory (GError **error);

G_END_DECLS
