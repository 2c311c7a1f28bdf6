/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-heap.h"
#include "hf-packed.h"

G_BEGIN_DECLS

/* A label is a reference's kind, in the low four bits, and above it the string id of its name; the position for
 * HF_REF_INDEX. */
#define HF_KIND_SHIFT 4
#define HF_KIND_BITS 0x0F

typedef struct
{
  guint32 name;   /* full name */
  guint32 module;
  guint32 object; /* id of the type's own object, or HF_NONE */
  guint8 kind;
  guint8 flags;
} HfTypeRecord;

typedef struct
{
  guint32 file;
  guint32 function;
  guint32 line;
} HfSiteFrameRecord;

struct _HfHeap
{
  gatomicrefcount ref_count;
  HfHeapInfo info;
  HfStrings *strings;

  HfGraph graph; /* its arrays are owned here */
  HfPacked label; /* [m] */

  guint32 n_roots;
  guint8 *root_kind; /* [n_roots] */
  guint8 *root_owns; /* [n_roots] */

  guint64 address_base; /* the least address there is */
  HfPacked address;     /* [n] above the base */
  HfPacked type;        /* [n] */
  HfPacked shallow;     /* [n] */
  HfPacked refcount;    /* [n] one more than the count; 0 for HF_REFCOUNT_UNKNOWN */
  HfPacked value;       /* [n] string id */
  HfPacked site;        /* [n] */
  HfPacked born;        /* [n] */
  HfPacked by_address;  /* [n - 1] objects by ascending address */
  guint8 *flags;        /* [n] */
  guint64 bytes;

  guint32 n_types;
  HfTypeRecord *types;
  GHashTable *type_by_name; /* full name (in strings) → type + 1 */

  guint32 n_sites;     /* site 0 included */
  guint32 *site_begin; /* [n_sites + 1] */
  HfSiteFrameRecord *site_frames;
};

void hf_heap_info_clear (HfHeapInfo *info);

G_END_DECLS
