/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-vector-private.h"
#include "hf-dump-formats.h"
#include "hf-id-table.h"
#include "hf-json-scanner.h"

G_BEGIN_DECLS

/**
 * The parts of the reader of Ruby's ObjectSpace.dump_all().
 *
 * Objects go to the builder as they come, with the number of their class's address in place of a type and numbers of addresses
 * in place of referents; hf_ruby_settle() puts in what they are when all has been read. Beside the builder's own arrays that
 * takes about 20 bytes an object.
 */
typedef enum
{
  HF_RUBY_OTHER,
  HF_RUBY_OBJECT,
  HF_RUBY_CLASS, /* and modules */
  HF_RUBY_STRING,
  HF_RUBY_SYMBOL,
  HF_RUBY_NUMBER,
  HF_RUBY_ARRAY,
  HF_RUBY_HASH,
  HF_RUBY_STRUCT,
  HF_RUBY_DATA,
  HF_RUBY_IMEMO,
} HfRubyKind;

/* A reference's kind until it is known: behind the heap's, below what fits the builder's byte. */
#define HF_RUBY_REF_KEY 0xf0u
#define HF_RUBY_REF_VALUE 0xf1u

/* A type without a class: the builder's number with this bit. */
#define HF_RUBY_OWN_TYPE 0x80000000u

typedef struct
{
  guint32 name;       /* a string of the builder's, 0 for none */
  guint32 super;      /* number of its address, HF_NONE for none */
  gboolean singleton;
  gboolean has_type;
  guint32 type;       /* of the builder */
  HfRubyKind kind;    /* of its first instance */
} HfRubyClass;

typedef struct
{
  guint32 parent;
  guint32 edge; /* a string of the builder's, 0 for none */
} HfRubyShape;

typedef struct
{
  guint32 to;    /* number of its address */
  guint32 words; /* a string of the builder's */
  guint8 kind;
} HfRubyRoot;

typedef struct
{
  guint32 file, method, line;
} HfRubySite;

/* What a line says. */
typedef struct
{
  guint64 address, class, superclass, default_value, memsize;
  guint64 length;      /* of an array; pairs of a hash; bytes of a string; G_MAXUINT64 if not told */
  guint64 generation, shape, parent, fd, line;
  gboolean has_generation, has_shape, has_parent, has_value, singleton, shared, frozen, has_id;
  guint64 id;
  GString *type, *imemo, *value, *name, *structure, *encoding, *file, *method, *root, *edge, *called;
  HF_VECTOR (guint64) refs;
} HfRubyLine;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfProgress *progress;
  HfRubyLine line;
  gboolean no_memory;
  guint64 n_damaged, n_twice, n_shapes;
  char *first_damage;

  HfIdTable *addresses;
  HF_VECTOR (guint32) dump_ids;  /* by number of the address */
  GHashTable *classes;           /* number of the address + 1 → HfRubyClass */
  GHashTable *shapes;            /* id + 1 → HfRubyShape */
  GHashTable *roots_met;         /* guint64 of number and words */
  HF_VECTOR (HfRubyRoot) roots;
  GHashTable *sites;             /* HfRubySite → number */
  gboolean has_shapes;
  guint32 word_class, word_super, word_default, word_reference;
} HfRuby;

/* hf-dump-ruby-line.c: FALSE if the next value is no object, or cannot be read (the scanner then says why). */
gboolean hf_ruby_read_line (HfRuby *self);

/* hf-dump-ruby-objects.c */
guint32 hf_ruby_number  (HfRuby *self, guint64 address); /* HF_NONE without memory */
void    hf_ruby_add     (HfRuby *self); /* what the line says */

/* hf-dump-ruby-types.c */
HfRubyClass *hf_ruby_class  (HfRuby *self, guint32 number); /* made if need be */
guint32      hf_ruby_own_type (HfRuby *self, HfRubyKind kind); /* of an object without a class */
HfRubyKind   hf_ruby_kind   (const char *type);
gboolean     hf_ruby_settle (HfRuby *self, GError **error);

G_END_DECLS
