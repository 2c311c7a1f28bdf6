/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-heap.h"

G_BEGIN_DECLS

/* Shallow sizes are kept in 32 bits; the few objects of 4 GiB and more are in a table beside them. */
#define HF_SHALLOW_LARGE G_MAXUINT32

/* A reference's kind sits in the low four bits of its byte. */
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
  guint8 *ref_kind;  /* [m] */
  guint32 *ref_name; /* [m] string id; the position for HF_REF_INDEX */

  guint32 n_roots;
  guint8 *root_kind; /* [n_roots] */
  guint8 *root_owns; /* [n_roots] */

  guint64 *address;  /* [n] */
  guint32 *type;     /* [n] */
  guint32 *shallow;  /* [n] */
  guint32 *refcount; /* [n], or NULL if the dump has none */
  guint32 *value;    /* [n] string id */
  guint32 *site;     /* [n], or NULL if there are none */
  guint8 *flags;     /* [n] */
  guint32 *by_address; /* [n - 1] objects by ascending address */
  GHashTable *large;   /* object → guint64 *, for HF_SHALLOW_LARGE */
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
