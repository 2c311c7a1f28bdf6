/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-json.h"
#include "dump/hf-json-scanner.h"
#include "heap/hf-vector-private.h"

G_BEGIN_DECLS

/* The reader of interchange JSON, in three files: -values (words, ids, types, sites), -object (objects, references, roots)
 * and -reader (the document or its lines). A failure is the scanner's; whoever reads a list ends with it. */

typedef struct
{
  guint64 to;
  guint32 name; /* the builder's string, or a position */
  guint8 kind;
  guint8 class;
} HfJsonRef;

/* A type of which the dump gives the name alone. */
typedef struct
{
  guint32 type;
  guint8 flags; /* as declared */
  char *module; /* or NULL */
  char *name;
} HfJsonBareType;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;

  gboolean met_version;
  gboolean met_objects_array;
  gboolean met_has;
  HfHas has;  /* as the header says */
  HfHas seen; /* as the objects show */
  char *truncated;
  guint64 count; /* as the header says, G_MAXUINT64 if it does not */
  guint n_lacks;
  guint n_untracked;
  guint64 n_lines; /* values of the outermost level */

  HfStrings *type_names;         /* full names → */
  HF_VECTOR (guint32) type_ids;  /* the builder's ids + 1, 0 if the name is no type yet */
  HF_VECTOR (HfJsonBareType) bare_types;
  gboolean met_runtime;
  gboolean is_python;            /* by the runtime, or by a type's name */
  gboolean took_hex;             /* the last id was written as "0x…" */
  gboolean has_plain_id;         /* some object's was not */
  gboolean has_odd_id;           /* some object's is where CPython puts none */
  GHashTable *type_objects;      /* id of the object that is a type → the builder's type + 1 */

  /* the object at hand */
  HfObjectSpec spec;
  gboolean has_id;
  GString *value;
  HF_VECTOR (HfJsonRef) refs;

  /* the reference at hand */
  GString *name;
} HfJsonReader;

/* ---- hf-dump-json-values.c ---- */

/* Any member may be null instead of missing: TRUE if the value was, and is used. */
gboolean hf_json_reader_is_null      (HfJsonReader *self);
/* (transfer full) Valid UTF-8; NULL for null and after a failure. */
char    *hf_json_reader_take_string  (HfJsonReader *self);
/* The position of a word among @words; @otherwise if it is none of them. */
gint     hf_json_reader_take_word    (HfJsonReader *self, const char *const *words, gint n, gint otherwise);
/* A list of words as bits. */
guint    hf_json_reader_take_flags   (HfJsonReader *self, const char *const *words, gint n);
gboolean hf_json_reader_take_id      (HfJsonReader *self, guint64 *id);
/* A number that may be null; @seen is then what the dump has. */
gboolean hf_json_reader_take_size    (HfJsonReader *self, HfHas seen, guint64 *size);
/* Fails. */
gboolean hf_json_reader_no_memory    (HfJsonReader *self);

/* The builder's type of a full name. */
guint32  hf_json_reader_type_of_name (HfJsonReader *self, const char *name, gsize length);
void     hf_json_reader_read_type    (HfJsonReader *self);
/* Kinds for types that have none, where the runtime is known to be Python. At the end, when all is known. */
void     hf_json_reader_finish_types (HfJsonReader *self);
void     hf_json_reader_read_site    (HfJsonReader *self);

/* ---- hf-dump-json-object.c ---- */

void     hf_json_reader_begin_object (HfJsonReader *self);
/* FALSE, with nothing read, if @key is no member of an object. */
gboolean hf_json_reader_read_member  (HfJsonReader *self, const HfJsonText *key);
/* Adds what was read since the beginning. */
void     hf_json_reader_end_object   (HfJsonReader *self);
void     hf_json_reader_read_object  (HfJsonReader *self);
void     hf_json_reader_read_root    (HfJsonReader *self);

G_END_DECLS
