/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-dumper.h"

#include "hf-meta.h"
#include "hf-public.h"
#include "hf-ranges.h"
#include "hf-sites.h"
#include "hf-track.h"
#include "hf-sizes.h"
#include "hf-traces.h"
#include "hf-stream.h"
#include "hf-values.h"
#include "hf-walk.h"

#include <errno.h>
#include <stdio.h>

#define CHUNK_BYTES ((size_t) 1 << 20)
#define STAGE_BYTES ((size_t) 1 << 18)
#define N_REPORTS 100

/* Where a node's references go while it is listed. */
typedef enum
{
  HF_ENCODE_STORE, /* into `references` while they fit, and counted */
  HF_ENCODE_CRC,   /* of a node that does not fit: into the chunk's checksum */
  HF_ENCODE_WRITE, /* and then to the file */
} HfEncodeMode;

typedef struct
{
  HfWalk walk; /* first */
  const HfDumpOptions *options;
  HfRanks ranks;
  HfRanks synthetic;
  HfTypes types;

  /* marking */
  HfBuffer pending;   /* objects that are marked but not listed: addresses, bit 0 for synthetic nodes */
  bool collecting;    /* the collector's lists are not whole */

  /* writing */
  HfStream stream;
  HfBuffer chunk_types, chunk_strings, chunk_sites, chunk_nodes, chunk_roots;
  HfMap names;        /* str object or C string → 1 + string id */
  HfMap sites;        /* hf_site_key() → site number */
  uint64_t n_strings, n_sites, n_roots, n_references;
  uintptr_t last_address;

  HfEncodeMode mode;
  HfBuffer references;
  bool fits;
  uint64_t n_node_references, node_bytes;
  uint32_t node_id, last_target, crc;
  uint64_t next_report; /* node id */
} HfDumper;

/* ---- marking ------------------------------------------------------------------------------------------------------- */

static void
mark_push (HfDumper *self, uintptr_t word)
{
  hf_buffer_bytes (&self->pending, &word, sizeof word);
}

static const HfType *
mark_type (HfDumper *self, PyTypeObject *type);

/* A tracked object is on one of the lists that are gone through anyway: it needs no place among the pending ones. */
static void
mark_object (HfDumper *self, PyObject *object)
{
  const HfType *type;

  if (((uintptr_t) object & 7) != 0 || Py_REFCNT (object) <= 0 || !hf_ranks_add (&self->ranks, (uintptr_t) object))
    return;
  if (!self->collecting && hf_py_is_collectable (object) && hf_py_is_tracked (object))
    return;
  type = mark_type (self, Py_TYPE (object));
  if (type != NULL && !type->leaf)
    mark_push (self, (uintptr_t) object);
}

static const HfType *
mark_type (HfDumper *self, PyTypeObject *type)
{
  bool is_new;
  const HfType *entry = hf_types_get (&self->types, type, &is_new);

  if (!is_new)
    return entry;
  mark_object (self, (PyObject *) type);
  return hf_types_get (&self->types, type, NULL);
}

static void
mark_synthetic (HfDumper *self, void *node)
{
  if (hf_ranks_add (&self->ranks, (uintptr_t) node) && hf_ranks_add (&self->synthetic, (uintptr_t) node))
    mark_push (self, (uintptr_t) node | 1);
}

static void
mark_edge (HfWalk *walk, void *target, HfEdgeSort sort, uintptr_t name)
{
  HfDumper *self = (HfDumper *) walk;

  if (sort.class == HF_CANDIDATE)
    return;
  if (sort.synthetic)
    mark_synthetic (self, target);
  else
    mark_object (self, target);
}

static void
mark_root (HfWalk *walk, void *target, bool synthetic, unsigned kind, bool owns, const char *words)
{
  mark_edge (walk, target, (HfEdgeSort) { .synthetic = synthetic }, 0);
}

static void
list_synthetic (HfDumper *self, void *node)
{
  if (!hf_table_edges (&self->walk, node))
    hf_frame_edges (&self->walk, node);
}

static void
mark_pending (HfDumper *self)
{
  while (self->pending.length > 0)
    {
      uintptr_t word;
      const HfType *type;

      self->pending.length -= sizeof word;
      memcpy (&word, self->pending.data + self->pending.length, sizeof word);
      if (word & 1)
        list_synthetic (self, (void *) (word & ~(uintptr_t) 1));
      else if ((type = mark_type (self, Py_TYPE ((PyObject *) word))) != NULL)
        hf_edges (&self->walk, (PyObject *) word, type);
    }
}

static void
mark_generation (HfDumper *self, PyGC_Head *head)
{
  for (PyGC_Head *at = (PyGC_Head *) head->_gc_next; at != head; at = (PyGC_Head *) at->_gc_next)
    {
      PyObject *object = (PyObject *) (at + 1);
      const HfType *type;

      if (Py_REFCNT (object) <= 0 || (type = mark_type (self, Py_TYPE (object))) == NULL)
        continue;
      hf_ranks_add (&self->ranks, (uintptr_t) object);
      hf_edges (&self->walk, object, type);
      mark_pending (self);
    }
}

static void
mark_collector (HfDumper *self, void *collector)
{
  for (unsigned i = 0; i < HF_N_GENERATIONS; i++)
    mark_generation (self, hf_py_generation (collector, i));
  mark_generation (self, &HF_AT (PyGC_Head, collector, gc_permanent));
}

static int
mark_visited (PyObject *object, void *data)
{
  HfDumper *self = data;

  mark_object (self, object);
  mark_pending (self);
  return 1;
}

static bool
mark_end (HfDumper *self)
{
  return !self->ranks.failed && !self->pending.failed && !self->types.array.failed && hf_ranks_seal (&self->ranks);
}

/* No list is gone through: what is met is pending. */
static bool
mark_public (HfDumper *self)
{
  self->collecting = true;
  mark_type (self, &PyFrame_Type);
  hf_roots (&self->walk);
  mark_pending (self);
  hf_public_objects (mark_visited, self);
  return mark_end (self);
}

static bool
mark_all (HfDumper *self)
{
  self->walk.edge = mark_edge;
  self->walk.root = mark_root;
  if (hf_layout.minor == 0)
    return mark_public (self);
  for (PyInterpreterState *i = PyInterpreterState_Head (); i != NULL; i = PyInterpreterState_Next (i))
    self->collecting = self->collecting || HF_AT (int, hf_py_collector (i), gc_collecting) != 0;
  mark_type (self, &PyFrame_Type);
  mark_object (self, Py_None);
  hf_roots (&self->walk);
  mark_pending (self);
  for (PyInterpreterState *i = PyInterpreterState_Head (); i != NULL; i = PyInterpreterState_Next (i))
    if (i == PyInterpreterState_Head () || hf_layout.runtime_gc == 0)
      mark_collector (self, hf_py_collector (i));
  return mark_end (self);
}

/* ---- writing: chunks -------------------------------------------------------------------------------------------------- */

static void
flush_chunks (HfDumper *self)
{
  hf_stream_chunk (&self->stream, "STRS", &self->chunk_strings);
  hf_stream_chunk (&self->stream, "SITE", &self->chunk_sites);
  hf_stream_chunk (&self->stream, "NODE", &self->chunk_nodes);
}

static uint64_t
string_id (HfDumper *self, HfNaming naming, uintptr_t name)
{
  uint64_t *place = hf_map_at (&self->names, name);
  size_t start;

  if (place == NULL)
    {
      self->stream.error = ENOMEM;
      return 0;
    }
  if (*place != 0)
    return *place - 1;
  *place = ++self->n_strings;
  if (naming == HF_NAME_WORD)
    {
      hf_buffer_text (&self->chunk_strings, (const char *) name);
      return self->n_strings - 1;
    }
  if (naming == HF_NAME_PAIR)
    {
      char text[48];

      snprintf (text, sizeof text, "%lu, %lu", (unsigned long) (name >> 31 & (HF_PAIR_LIMIT - 1)),
                (unsigned long) (name & (HF_PAIR_LIMIT - 1)));
      hf_buffer_text (&self->chunk_strings, text);
      return self->n_strings - 1;
    }
  start = self->references.length; /* the tail of another buffer serves to learn the text's length first */
  hf_utf8_append (&self->references, (PyObject *) name);
  hf_buffer_varint (&self->chunk_strings, self->references.length - start);
  hf_buffer_bytes (&self->chunk_strings, self->references.data + start, self->references.length - start);
  self->references.length = start;
  return self->n_strings - 1;
}

static void
put_type_name (HfBuffer *out, PyTypeObject *type)
{
  HfBuffer text = { 0 };
  const char *dot = strrchr (type->tp_name, '.');
  PyObject *module;

  if (!hf_py_is_heap_type (type))
    {
      size_t n = dot != NULL ? (size_t) (dot - type->tp_name) : 0;

      hf_buffer_varint (out, dot != NULL ? n : strlen ("builtins"));
      hf_buffer_bytes (out, dot != NULL ? type->tp_name : "builtins", dot != NULL ? n : strlen ("builtins"));
      hf_buffer_text (out, dot != NULL ? dot + 1 : type->tp_name);
      return;
    }
  module = hf_dict_peek (type->tp_dict, "__module__");
  if (module != NULL && PyUnicode_CheckExact (module))
    hf_utf8_append (&text, module);
  hf_buffer_varint (out, text.length);
  hf_buffer_bytes (out, text.data, text.length);
  text.length = 0;
  if (hf_layout.minor != 0)
    hf_utf8_append (&text, HF_AT (PyObject *, type, class_qualname));
  else
    hf_buffer_bytes (&text, type->tp_name, strlen (type->tp_name));
  hf_buffer_varint (out, text.length);
  hf_buffer_bytes (out, text.data, text.length);
  hf_buffer_free (&text);
}

static void
write_types (HfDumper *self)
{
  HfBuffer *out = &self->chunk_types;

  for (uint32_t i = 0; i < hf_types_n (&self->types); i++)
    {
      const HfType *type = hf_types_at (&self->types, i);

      put_type_name (out, type->type);
      hf_buffer_varint (out, type->kind);
      hf_buffer_varint (out, type->flags);
      hf_buffer_varint (out, (uint64_t) hf_ranks_of (&self->ranks, (uintptr_t) type->type) + 1);
      if (out->length >= CHUNK_BYTES)
        hf_stream_chunk (&self->stream, "TYPE", out);
    }
  hf_buffer_text (out, "");
  hf_buffer_text (out, "interpreter table");
  hf_buffer_varint (out, HF_NATIVE_KIND_OTHER);
  hf_buffer_varint (out, HF_NATIVE_TYPE_INTERNAL);
  hf_buffer_varint (out, 0);
  hf_stream_chunk (&self->stream, "TYPE", out);
}

static void
write_root (HfWalk *walk, void *target, bool synthetic, unsigned kind, bool owns, const char *words)
{
  HfDumper *self = (HfDumper *) walk;
  uint32_t id = hf_ranks_of (&self->ranks, (uintptr_t) target);

  if (id == HF_RANKS_NONE)
    return;
  hf_buffer_varint (&self->chunk_roots, kind);
  hf_buffer_varint (&self->chunk_roots, owns ? HF_NATIVE_ROOT_OWNS : 0);
  hf_buffer_text (&self->chunk_roots, words);
  hf_buffer_varint (&self->chunk_roots, id);
  self->n_roots++;
  if (self->chunk_roots.length >= CHUNK_BYTES)
    hf_stream_chunk (&self->stream, "ROOT", &self->chunk_roots);
}

/* What the program image owns one reference to. */
static void
write_static_root (HfDumper *self, PyObject *object)
{
  char words[256];

  if (object == Py_None || object == Py_True || object == Py_False || object == Py_Ellipsis || object == Py_NotImplemented)
    write_root (&self->walk, object, false, HF_NATIVE_ROOT_STATIC, true, "constant");
  else if (PyType_Check (object) && !hf_py_is_heap_type ((PyTypeObject *) object))
    {
      snprintf (words, sizeof words, "static type %s", ((PyTypeObject *) object)->tp_name);
      write_root (&self->walk, object, false, HF_NATIVE_ROOT_STATIC, true, words);
    }
  else if (Py_IS_TYPE (object, &PyModuleDef_Type))
    write_root (&self->walk, object, false, HF_NATIVE_ROOT_STATIC, true, "module definition");
}

/* ---- writing: nodes ------------------------------------------------------------------------------------------------------ */

/* Empties what was staged of a node that is written in pieces. */
static void
stage_flush (HfDumper *self)
{
  if (self->mode == HF_ENCODE_CRC)
    self->crc = hf_crc32c (self->crc, self->references.data, self->references.length);
  else if (self->mode == HF_ENCODE_WRITE)
    hf_stream_bytes (&self->stream, self->references.data, self->references.length);
  self->references.length = 0;
}

static void
encode_keep (HfDumper *self, const HfBuffer *out, size_t start)
{
  self->n_node_references++;
  self->node_bytes += out->length - start;
  if (self->mode == HF_ENCODE_STORE && out->length >= CHUNK_BYTES)
    self->fits = false;
  if (!self->fits && self->mode == HF_ENCODE_STORE)
    self->references.length = 0;
  else if (self->mode != HF_ENCODE_STORE && out->length >= STAGE_BYTES)
    stage_flush (self);
}

static void
encode_edge (HfWalk *walk, void *target, HfEdgeSort sort, uintptr_t name)
{
  HfDumper *self = (HfDumper *) walk;
  HfBuffer *out = &self->references;
  uint32_t id = hf_ranks_of (&self->ranks, (uintptr_t) target);
  unsigned class = sort.class == HF_CANDIDATE ? HF_SHARED : sort.class;
  uint64_t number = name;
  unsigned naming = sort.naming;
  size_t start;

  if (id == HF_RANKS_NONE)
    return;
  if (naming >= HF_NAME_WORD)
    {
      number = string_id (self, (HfNaming) naming, name);
      naming = HF_NATIVE_NAME_STRING;
    }
  start = out->length;
  hf_buffer_byte (out, (uint8_t) (sort.kind | class << 4 | naming << 6));
  if (naming >= HF_NATIVE_NAME_STRING)
    hf_buffer_varint (out, number);
  hf_buffer_zigzag (out, (int64_t) id - (int64_t) self->last_target);
  self->last_target = id;
  encode_keep (self, out, start);
}

static uint64_t
node_flags (const HfDumper *self, PyObject *object, const HfType *type)
{
  uint64_t flags = 0;

  if (hf_py_is_immortal (object))
    flags |= HF_NATIVE_NODE_IMMORTAL;
  if (hf_py_is_collectable (object))
    {
      flags |= HF_NATIVE_NODE_COLLECTOR;
      if (hf_py_is_tracked (object))
        flags |= HF_NATIVE_NODE_TRACKED;
      if (hf_layout.minor != 0 && !hf_py_is_immortal (object) && hf_py_is_finalized (object))
        flags |= HF_NATIVE_NODE_FINALIZED;
    }
  if ((type->flags & HF_NATIVE_TYPE_FINALIZER) && !(flags & HF_NATIVE_NODE_FINALIZED))
    flags |= HF_NATIVE_NODE_FINALIZER;
  return flags;
}

static void
list_again (HfDumper *self, HfEncodeMode mode, void *node, const HfType *type)
{
  self->mode = mode;
  self->references.length = 0;
  self->n_node_references = self->node_bytes = 0;
  self->last_target = self->node_id;
  if (type != NULL)
    hf_edges (&self->walk, node, type);
  else
    list_synthetic (self, node);
  if (mode != HF_ENCODE_STORE)
    stage_flush (self);
}

/* A node whose references do not fit in memory's small change is a chunk of its own and is listed three times: for the
 * length, for the checksum, for the file. */
static void
write_big_node (HfDumper *self, void *node, const HfType *type, HfBuffer *record)
{
  uint64_t bytes = self->node_bytes;

  if (record->length + bytes > HF_NATIVE_MAX_CHUNK)
    {
      self->stream.error = EFBIG;
      return;
    }
  self->crc = hf_crc32c (0, record->data, record->length);
  list_again (self, HF_ENCODE_CRC, node, type);
  hf_stream_begin (&self->stream, "NODE", record->length + bytes, self->crc);
  hf_stream_bytes (&self->stream, record->data, record->length);
  record->length = 0;
  list_again (self, HF_ENCODE_WRITE, node, type);
}

/* @record holds the node up to the number of its references. @type is NULL for synthetic nodes. */
static void
write_references (HfDumper *self, void *node, const HfType *type, size_t start)
{
  HfBuffer *out = &self->chunk_nodes;
  HfBuffer record = { 0 };

  self->fits = true;
  list_again (self, HF_ENCODE_STORE, node, type);
  hf_buffer_varint (out, self->n_node_references);
  self->n_references += self->n_node_references;
  if (self->fits)
    {
      hf_buffer_bytes (out, self->references.data, self->references.length);
      if (out->length >= CHUNK_BYTES)
        flush_chunks (self);
      return;
    }
  hf_buffer_bytes (&record, out->data + start, out->length - start);
  out->length = start;
  flush_chunks (self);
  write_big_node (self, node, type, &record);
  hf_buffer_free (&record);
}

static void
put_node_head (HfDumper *self, void *node, uint32_t type, uint64_t flags, HfSize size)
{
  HfBuffer *out = &self->chunk_nodes;

  hf_buffer_varint (out, ((uintptr_t) node - self->last_address) >> 3);
  hf_buffer_varint (out, type);
  hf_buffer_varint (out, flags | (size.buffers != 0 ? HF_NATIVE_NODE_BUFFER : 0));
  hf_buffer_varint (out, size.object);
  if (size.buffers != 0)
    hf_buffer_varint (out, size.buffers);
  self->last_address = (uintptr_t) node;
}

static void
put_value (HfDumper *self)
{
  hf_buffer_varint (&self->chunk_nodes, self->references.length);
  hf_buffer_bytes (&self->chunk_nodes, self->references.data, self->references.length);
}

static void
site_frame (HfDumper *self, PyObject *file, uint64_t line)
{
  hf_buffer_varint (&self->chunk_sites, string_id (self, HF_NAME_OBJECT, (uintptr_t) file));
  hf_buffer_varint (&self->chunk_sites, string_id (self, HF_NAME_WORD, (uintptr_t) ""));
  hf_buffer_varint (&self->chunk_sites, line);
}

static uint64_t
site_of_trace (HfDumper *self, const HfTrace *trace)
{
  uint64_t *place = trace != NULL ? hf_map_at (&self->sites, (uintptr_t) trace) : NULL;

  if (place == NULL || *place != 0)
    return place != NULL ? *place : 0;
  *place = ++self->n_sites;
  hf_buffer_varint (&self->chunk_sites, trace->n);
  for (unsigned i = 0; i < trace->n; i++)
    site_frame (self, trace->frames[i].file, trace->frames[i].line);
  return *place;
}

static uint64_t
site_of_traceback (HfDumper *self, PyObject *traceback)
{
  uint64_t *place = hf_map_at (&self->sites, hf_site_key (traceback));

  if (place == NULL || *place != 0)
    return place != NULL ? *place : 0;
  *place = ++self->n_sites;
  hf_buffer_varint (&self->chunk_sites, (uint64_t) PyTuple_GET_SIZE (traceback));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (traceback); i++)
    {
      PyObject *frame = PyTuple_GET_ITEM (traceback, i);

      site_frame (self, PyTuple_GET_ITEM (frame, 0), PyLong_AsUnsignedLongMask (PyTuple_GET_ITEM (frame, 1)));
    }
  return *place;
}

/* The number of the object's allocation site, 0 if it is not known. */
static uint64_t
site_number (HfDumper *self, PyObject *object)
{
  PyObject *traceback;
  uint64_t number;

  if (self->options->sites == HF_SITES_FROM_TABLE)
    return site_of_trace (self, hf_trace_of (object));
  traceback = self->options->sites == HF_SITES_ASKED_FOR ? hf_site_of (object) : NULL;
  if (traceback == NULL)
    return 0;
  number = site_of_traceback (self, traceback);
  Py_DECREF (traceback);
  return number;
}

static void
write_object (HfDumper *self, PyObject *object)
{
  const HfType *type = hf_types_get (&self->types, Py_TYPE (object), NULL);
  uint64_t flags = node_flags (self, object, type);
  size_t start = self->chunk_nodes.length;
  uint64_t site = site_number (self, object);
  unsigned born = self->options->tracked_as != 0 ? hf_track_born (hf_py_block (object), object) : 0;

  if (born != 0)
    flags |= HF_NATIVE_NODE_BORN;
  if (site != 0)
    flags |= HF_NATIVE_NODE_SITE;
  self->references.length = 0;
  if (hf_value_append (&self->references, object, self->options->values))
    flags |= HF_NATIVE_NODE_VALUE_CUT;
  if (type->cython)
    hf_builtin_name_append (&self->references, object);
  if (self->references.length > 0)
    flags |= HF_NATIVE_NODE_VALUE;
  put_node_head (self, object, type->id, flags, hf_size_of (object, type));
  hf_buffer_varint (&self->chunk_nodes, (uint64_t) hf_py_references (object));
  if (flags & HF_NATIVE_NODE_VALUE)
    put_value (self);
  if (site != 0)
    hf_buffer_varint (&self->chunk_nodes, site);
  if (born != 0)
    hf_buffer_varint (&self->chunk_nodes, born);
  write_static_root (self, object);
  write_references (self, object, type, start);
}

static void
ignore_edge (HfWalk *walk, void *target, HfEdgeSort sort, uintptr_t name)
{
}

static void
write_synthetic (HfDumper *self, void *node)
{
  size_t start = self->chunk_nodes.length;
  uint64_t flags = HF_NATIVE_NODE_SYNTHETIC | HF_NATIVE_NODE_NO_REFCOUNT;

  self->references.length = 0;
  self->walk.edge = ignore_edge;
  if (hf_table_edges (&self->walk, node))
    put_node_head (self, node, hf_types_n (&self->types), flags, (HfSize) { 0, 0 });
  else
    {
      uint32_t type = hf_types_get (&self->types, &PyFrame_Type, NULL)->id;

      put_node_head (self, node, type, flags | HF_NATIVE_NODE_VALUE, hf_size_of_frame (node));
      hf_frame_value_append (&self->references, node);
      put_value (self);
    }
  self->walk.edge = encode_edge;
  write_references (self, node, NULL, start);
}

static void
report_progress (HfDumper *self)
{
  if (self->options->progress == NULL || self->node_id < self->next_report)
    return;
  self->options->progress (self->node_id, self->ranks.n, self->options->data);
  self->next_report = self->node_id + self->ranks.n / N_REPORTS + 1;
}

static void
write_nodes (HfDumper *self)
{
  for (uint32_t c = hf_ranks_next_chunk (&self->ranks, 0); c < HF_RANKS_CHUNKS; c = hf_ranks_next_chunk (&self->ranks, c + 1))
    {
      const HfRanksChunk *chunk = hf_ranks_chunk (&self->ranks, c);
      bool plain = hf_ranks_chunk (&self->synthetic, c) == NULL;

      report_progress (self);
      for (unsigned word = 0; word < HF_RANKS_WORDS && self->stream.error == 0; word++)
        for (uint64_t bits = chunk->words[word]; bits != 0; bits &= bits - 1)
          {
            uintptr_t address = ((uintptr_t) c << 20) | (word << 9) | ((unsigned) __builtin_ctzll (bits) << 3);

            if (plain || !hf_ranks_has (&self->synthetic, address))
              write_object (self, (PyObject *) address);
            else
              write_synthetic (self, (void *) address);
            self->node_id++;
          }
    }
}

static void
write_all (HfDumper *self)
{
  HfBuffer meta = { 0 };

  self->walk.edge = encode_edge;
  self->walk.root = write_root;
  hf_stream_bytes (&self->stream, HF_NATIVE_MAGIC, HF_NATIVE_MAGIC_SIZE);
  hf_meta_append (&meta, self->options);
  hf_stream_chunk (&self->stream, "META", &meta);
  hf_buffer_free (&meta);
  write_types (self);
  hf_roots (&self->walk);
  write_nodes (self);
  flush_chunks (self);
  hf_stream_chunk (&self->stream, "ROOT", &self->chunk_roots);
  hf_stream_end (&self->stream, self->node_id, self->n_references, hf_types_n (&self->types) + 1, self->n_strings, self->n_roots);
}

static void
dumper_free (HfDumper *self)
{
  HfBuffer *buffers[] = { &self->walk.visits, &self->pending, &self->chunk_types, &self->chunk_strings, &self->chunk_sites, &self->chunk_nodes,
                          &self->chunk_roots, &self->references };

  for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
    hf_buffer_free (buffers[i]);
  hf_ranks_clear (&self->ranks);
  hf_ranks_clear (&self->synthetic);
  hf_types_free (&self->types);
  hf_map_free (&self->names);
  hf_map_free (&self->sites);
}

void
hf_dump (int fd, const HfDumpOptions *options, HfDumpResult *result)
{
  HfDumper self = { .options = options, .stream = { .fd = fd } };

  hf_ranges_load ();
  if (hf_ranks_init (&self.ranks) && hf_ranks_init (&self.synthetic) && mark_all (&self))
    write_all (&self);
  else
    self.stream.error = ENOMEM;
  if (self.references.failed || self.walk.visits.failed)
    self.stream.error = ENOMEM;
  *result = (HfDumpResult) { self.node_id, self.n_references, self.stream.bytes, self.stream.error };
  dumper_free (&self);
  hf_ranges_free ();
}
