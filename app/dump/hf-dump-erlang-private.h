/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the parts of the reader of Erlang's crash dumps share. Private to dump/. */

#include "hf-dump-formats.h"

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-dump-lines.h"

G_BEGIN_DECLS

typedef enum
{
  HF_ERLANG_OTHER,
  HF_ERLANG_BEGIN,
  HF_ERLANG_PROCESS,
  HF_ERLANG_MESSAGES,
  HF_ERLANG_DICTIONARY,
  HF_ERLANG_STACK,
  HF_ERLANG_HEAP,
  HF_ERLANG_LITERALS,
  HF_ERLANG_PERSISTENT,
  HF_ERLANG_ETS,
  HF_ERLANG_BINARY,
  HF_ERLANG_END,
} HfErlangSection;

/* Held by a process, the literals or (from HF_NONE) a root of the runtime. */
typedef struct
{
  guint32 from;
  guint32 to; /* number of an address, or of an object for tables */
  guint32 name;
  gboolean is_object;
} HfErlangHeld;

typedef struct
{
  guint32 object;
  guint32 name; /* registered, or its id */
  guint32 at;   /* the function that it is in */
  gboolean is_registered;
} HfErlangProcess;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfAddressTable numbers;
  HF_VECTOR (guint32) objects; /* of each number; HF_NONE */
  HF_VECTOR (HfErlangHeld) held;
  HF_VECTOR (HfErlangProcess) processes;
  GHashTable *by_id; /* "<0.9.0>" → place in processes plus one */
  HfErlangSection section;
  guint64 address;    /* the binary at hand */
  gint64 process;     /* at hand, or -1 */
  guint32 ets;        /* the table at hand, or HF_NONE */
  guint32 literals;   /* the object, or HF_NONE */
  guint32 frame;      /* name of the function whose variables come */
  guint64 n_messages; /* of the process at hand */
  guint64 n_unknown, n_twice;
  gsize word;
  GString *value;
  gboolean skips;     /* the rest of a long line */
  gboolean no_memory;
  gboolean ended;
} HfErlangReader;

typedef struct
{
  gboolean is_pointer;
  guint64 to;
  HfLine text; /* of what is no pointer, as Erlang writes it */
} HfErlangTerm;

/* ---- hf-dump-erlang-terms.c: each takes what it returns from the beginning of the line ------------------------------------ */

gboolean hf_erlang_take_char  (HfLine *line, char wanted);
/* As many characters as one of @stops is away. */
HfLine   hf_erlang_take_until (HfLine *line, const char *stops);
gboolean hf_erlang_take_hex   (HfLine *line, const char *stops, guint64 *number);
gboolean hf_erlang_take_term  (HfLine *line, HfErlangTerm *term);
/* The number of an address, for references; HF_NONE without memory. */
guint32  hf_erlang_number_of  (HfErlangReader *self, guint64 address);
/* Puts into self->value what base 64 stands for, as far as it is text. */
void     hf_erlang_show_bytes (HfErlangReader *self, HfLine line);
/* A line of a heap: adds its term, and what it refers to. */
void     hf_erlang_read_term  (HfErlangReader *self, HfLine *line);

G_END_DECLS
