/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap-builder.h"
#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-dump-input.h"

G_BEGIN_DECLS

/* What the files of the reader of Devel::MAT's dumps share: hf-dump-pmat.c reads records, hf-dump-pmat-heap.c makes objects. */
enum
{
  GLOB = 1,
  SCALAR,
  REF,
  ARRAY,
  HASH,
  STASH,
  CODE,
  IO,
  LVALUE,
  REGEXP,
  FORMAT,
  INVLIST,
  UNDEF,
  TRUE_SV,
  FALSE_SV,
  OBJECT,
  N_TYPES,
  C_STRUCT = 0x7F,
  UNKNOWN = 0xFF
};

typedef struct
{
  guint8 bytes;
  guint8 pointers;
  guint8 texts;
} HfPmatSizes;

typedef struct
{
  guint64 address;
  guint64 size;
  guint64 package; /* the stash that it is blessed into, or 0 */
  guint32 type;
  char *value;     /* or NULL */
  gsize value_length;
} HfPmatObject;

typedef struct
{
  guint32 object;
  guint64 package;
} HfPmatBlessed;

typedef struct
{
  guint32 object;
  guint32 name; /* a string */
} HfPmatStash;

typedef struct
{
  guint64 to;
  guint32 name;
  guint8 kind;
  guint8 class;
} HfPmatReference;

typedef struct
{
  guint64 from;
  HfPmatReference reference;
} HfPmatLooseReference;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfAddressTable numbers;
  HF_VECTOR (HfPmatReference) references; /* of the record that is being read */
  HF_VECTOR (HfPmatBlessed) blessed;
  HF_VECTOR (HfPmatStash) stashes;        /* ascending */
  guint32 types[N_TYPES];           /* plus one */
  HF_VECTOR (HfPmatLooseReference) loose;
  HfPmatSizes sizes[256];
  HfPmatSizes extensions[256];
  HfPmatSizes contexts[256];
  guint n_extensions, n_contexts;
  guint minor;
  gboolean is_big, is_wide, has_wide_pointers, has_long_doubles;
  guint32 version;
  guint64 immortals[3];
  gboolean no_memory;
  gboolean failed; /* what comes cannot be read: the file ends, or is damaged */
  const char *why;

  /* a record's fixed part */
  guint8 bytes[256];
  guint64 pointers[256];
  GString *texts[4];
} HfPmatReader;

/* Adds an object that was read, and the references that were read with it. @number: its number by address, the next one. */
void hf_pmat_add_object (HfPmatReader *self, const HfPmatObject *object, guint32 number);

/* When all is read: what is blessed gets its type; what extensions said of objects, which may come before them. */
void hf_pmat_name_classes         (HfPmatReader *self);
void hf_pmat_add_loose_references (HfPmatReader *self);

G_END_DECLS
