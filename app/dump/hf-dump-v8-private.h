/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-json-scanner.h"
#include "heap/hf-heap-builder.h"
#include "heap/hf-vector-private.h"

G_BEGIN_DECLS

/* The reader of V8's heap snapshots, in six files: -meta (what the columns are), hf-dump-v8.c (the arrays as they come),
 * -names (what the numbers mean, once the strings at the file's end are there), -sites (allocation stacks, locations),
 * -detached (parts of a page that are in no page) and -chrome (how Chrome's viewer counts). */

typedef enum
{
  HF_V8_HIDDEN,
  HF_V8_ARRAY,
  HF_V8_STRING,
  HF_V8_OBJECT,
  HF_V8_CODE,
  HF_V8_CLOSURE,
  HF_V8_REGEXP,
  HF_V8_NUMBER,
  HF_V8_NATIVE,
  HF_V8_SYNTHETIC,
  HF_V8_CONCATENATED_STRING,
  HF_V8_SLICED_STRING,
  HF_V8_SYMBOL,
  HF_V8_BIGINT,
  HF_V8_OBJECT_SHAPE,
  HF_V8_WASM_OBJECT,
  HF_V8_UNKNOWN, /* a word of another program's, or a number without a word */
} HfV8NodeType;

typedef enum
{
  HF_V8_CONTEXT,
  HF_V8_ELEMENT,
  HF_V8_PROPERTY,
  HF_V8_INTERNAL,
  HF_V8_HIDDEN_EDGE,
  HF_V8_SHORTCUT,
  HF_V8_WEAK,
  HF_V8_UNKNOWN_EDGE,
} HfV8EdgeType;

typedef enum
{
  HF_V8_ENGINE_V8,
  HF_V8_ENGINE_BUN,
  HF_V8_ENGINE_HERMES,
  HF_V8_ENGINE_JULIA,
} HfV8Engine;

typedef enum { HF_V8_NODE_TYPE, HF_V8_NODE_NAME, HF_V8_NODE_ID, HF_V8_NODE_SIZE, HF_V8_NODE_EDGES, HF_V8_NODE_TRACE,
               HF_V8_NODE_DETACHED, HF_V8_N_NODE_COLUMNS } HfV8NodeColumn;
typedef enum { HF_V8_EDGE_TYPE, HF_V8_EDGE_NAME, HF_V8_EDGE_TO, HF_V8_N_EDGE_COLUMNS } HfV8EdgeColumn;
typedef enum { HF_V8_FUNCTION_NAME, HF_V8_FUNCTION_SCRIPT, HF_V8_FUNCTION_SCRIPT_ID, HF_V8_FUNCTION_LINE,
               HF_V8_N_FUNCTION_COLUMNS } HfV8FunctionColumn;
typedef enum { HF_V8_TRACE_ID, HF_V8_TRACE_FUNCTION, HF_V8_TRACE_CHILDREN, HF_V8_N_TRACE_COLUMNS } HfV8TraceColumn;
typedef enum { HF_V8_PLACE_OBJECT, HF_V8_PLACE_SCRIPT_ID, HF_V8_PLACE_SCRIPT, HF_V8_PLACE_LINE, HF_V8_PLACE_COLUMN,
               HF_V8_N_PLACE_COLUMNS } HfV8PlaceColumn;

#define HF_V8_MAX_COLUMNS 32
#define HF_V8_MAX_TYPES 65535

/* Which column of a list has which of the things that are looked for; -1 where it has none. */
typedef struct
{
  guint stride; /* 0 while it is not known */
  gint8 at[8];
} HfV8Columns;

typedef struct
{
  guint32 name;   /* texts */
  guint32 script;
  guint32 script_id;
  guint32 line;   /* from 1, 0 unknown */
} HfV8Function;

typedef struct
{
  guint32 id;
  guint32 parent; /* HF_NONE: none */
  guint32 function;
  guint32 site;   /* once it has one */
} HfV8TraceNode;

typedef struct
{
  guint32 object;
  guint32 script_id;
  guint32 script; /* object, or HF_NONE */
  guint32 line;   /* from 0 */
  guint32 column;
} HfV8Place;

/* How a text names a reference, once one does. */
typedef struct
{
  guint32 name;
  guint8 kind;
  guint8 is_known;
  guint8 is_structural;
  guint8 is_pair; /* one side of an entry of a WeakMap */
} HfV8Label;

typedef enum { HF_V8_FORM_PROPERTY, HF_V8_FORM_INTERNAL, HF_V8_FORM_PLAIN, HF_V8_N_FORMS } HfV8Form;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfProgress *progress;

  HfV8Columns nodes;
  HfV8Columns edges;
  HfV8Columns functions;
  HfV8Columns traces;
  HfV8Columns places;
  GArray *node_types;       /* of HfV8NodeType, by the file's number */
  GPtrArray *node_words;    /* as the file calls them */
  GArray *edge_types;       /* of HfV8EdgeType */
  HfV8Engine engine;
  guint64 node_count;       /* as the file tells */
  guint64 edge_count;
  guint64 native_bytes;     /* beside the objects */
  guint64 root_index;       /* into the numbers of the nodes */

  gboolean met_nodes;
  gboolean met_edges;
  gboolean met_strings;
  gboolean met_all_nodes;   /* to the list's end */
  gboolean met_all_edges;
  gboolean met_all_strings;

  /* the strings, as the file numbers them */
  HF_VECTOR (char) text;
  HF_VECTOR (guint32) text_begin;

  HF_VECTOR (HfV8Function) function_list;
  HF_VECTOR (HfV8TraceNode) trace_list;
  HF_VECTOR (HfV8Place) place_list;

  HfLateRows rows;
  guint8 *page_owned;               /* [objects] NULL, or what the program's globals reach, where Chrome's numbers are wanted */
  HfV8Label *labels[HF_V8_N_FORMS]; /* [texts] */
  guint32 *object_types;            /* [texts] the builder's type + 1 */
  guint32 *system_types;
  gboolean has_sites;
} HfV8Reader;

/* The member "snapshot"; a failure is the scanner's. In -meta. */
void hf_v8_read_snapshot (HfV8Reader *self);
/* Fails the scanner with @what and returns FALSE where the columns of a list are not told before it. */
gboolean hf_v8_has_columns (HfV8Reader *self, const HfV8Columns *columns, const char *what);

/* Reads the flat list that stands here in records of @columns; @take gets one record. FALSE if the list does not come to its
 * end. */
gboolean hf_v8_read_records (HfV8Reader *self, const HfV8Columns *columns, void (*take) (HfV8Reader *self, const guint64 *record));

static inline guint64
hf_v8_field (const HfV8Columns *columns, const guint64 *record, guint column)
{
  return columns->at[column] >= 0 ? record[columns->at[column]] : 0;
}

/* Numbers of strings, ids and lines are below 2^32; what is not is none. */
static inline guint32
hf_v8_small (guint64 number)
{
  return number < HF_NONE ? (guint32) number : HF_NONE;
}

/* The object that an index into the numbers of the nodes means, or HF_NONE. */
static inline guint32
hf_v8_object_at (const HfV8Reader *self, guint64 index)
{
  guint stride = self->nodes.stride;

  if (G_UNLIKELY (index > G_MAXUINT32))
    return index % stride == 0 && index / stride < HF_NONE ? (guint32) (index / stride) : HF_NONE;

  return (guint32) index % stride == 0 ? (guint32) index / stride : HF_NONE;
}

/* As the file has them until names are settled. */
#define HF_V8_NUMBER_OF(type) ((type) & 0xffffu)
#define HF_V8_DETACHED_OF(type) ((type) >> 16 & 3u)

static inline HfV8NodeType
hf_v8_raw_type (const HfV8Reader *self, guint32 type)
{
  guint32 number = HF_V8_NUMBER_OF (type);

  return number < self->node_types->len ? (HfV8NodeType) g_array_index (self->node_types, gint, number) : HF_V8_UNKNOWN;
}

static inline HfV8NodeType
hf_v8_node_type (const HfV8Reader *self, guint32 v)
{
  return hf_v8_raw_type (self, self->rows.type[v]);
}

static inline HfV8EdgeType
hf_v8_edge_type (const HfV8Reader *self, guint32 r)
{
  guint8 number = self->rows.kind[r];

  return number < self->edge_types->len ? (HfV8EdgeType) g_array_index (self->edge_types, gint, number) : HF_V8_UNKNOWN_EDGE;
}

/* The text of a string's number with its length; NULL if the file has none. In -names. */
const char *hf_v8_text (const HfV8Reader *self, guint32 number, gsize *length);
/* (transfer full) The same, or "name #N". */
char       *hf_v8_name (const HfV8Reader *self, guint32 number);
/* All that the rows hold becomes the builder's. */
gboolean    hf_v8_settle (HfV8Reader *self, GError **error);

/* In -sites. */
void     hf_v8_take_function (HfV8Reader *self, const guint64 *record);
void     hf_v8_take_place    (HfV8Reader *self, const guint64 *record);
void     hf_v8_read_trace    (HfV8Reader *self);
/* While the rows still hold the file's numbers. */
gboolean hf_v8_settle_sites  (HfV8Reader *self, GError **error);

/* Before the names are settled, in -detached: what a detached part of a page has below it is detached too. */
gboolean hf_v8_spread_detached (HfV8Reader *self, GError **error);

/* Before the names are settled, in -chrome: marks what is page-owned, and gives what one owner has for itself to it. */
gboolean hf_v8_count_as_chrome (HfV8Reader *self, guint32 root, GError **error);
/* Once they are: what the root does not reach becomes its own. */
gboolean hf_v8_adopt_orphans   (HfV8Reader *self, guint32 root, GError **error);

G_END_DECLS
