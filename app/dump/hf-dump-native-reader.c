/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>
#include <zstd.h>

#include "heap/hf-vector-private.h"
#include "hf-crc32c.h"
#include "hf-dump-formats.h"
#include "hf-dump-native-meta.h"
#include "hf-native-format.h"

#define MAX_STORED (HF_NATIVE_MAX_CHUNK + (HF_NATIVE_MAX_CHUNK >> 7) + 1024)

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfHas has;
  guint64 address_unit;
  ZSTD_DCtx *zstd;
  guint8 *unpacked;
  gsize unpacked_room;

  HfNativeChunk chunk;
  char tag[5];          /* for messages */
  guint64 chunk_offset; /* of the chunk's header */
  guint32 crc_of_crcs;
  gboolean met_meta;
  gboolean met_end;

  /* the payload at hand */
  const guint8 *begin;
  const guint8 *at;
  const guint8 *end;
  const char *wrong; /* why the record at hand cannot be */

  HF_VECTOR (guint32) types;   /* the builder's ids */
  HF_VECTOR (guint32) strings; /* the builder's ids */
  guint32 n_sites;
  guint64 n_refs;
  guint64 n_roots;
  guint64 address; /* of the node before */

  HfError stop_code;
  char *stopped; /* why no more was read: a sentence */
} Reader;

gboolean
hf_dump_sniff_native (const guint8 *start,
                      gsize         n)
{
  return n >= 6 && memcmp (start, HF_NATIVE_MAGIC, 6) == 0;
}

G_GNUC_PRINTF (3, 4)
static gboolean
stop (Reader     *self,
      HfError     code,
      const char *format,
      ...)
{
  va_list args;

  if (self->stopped != NULL)
    return FALSE;
  va_start (args, format);
  self->stopped = g_strdup_vprintf (format, args);
  va_end (args);
  self->stop_code = code;

  return FALSE;
}

/* ---- fields: past the end they read as 0 and the record is wrong ------------------------------------------------------ */

static gboolean
wrong (Reader     *self,
       const char *why)
{
  if (self->wrong == NULL)
    self->wrong = why;

  return FALSE;
}

static guint64
take_long_varint (Reader *self)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      guint8 byte;

      if (self->at == self->end)
        {
          wrong (self, "it goes on past the end of the chunk");
          return 0;
        }
      byte = *self->at++;
      if (shift == 63 && byte > 1)
        break;
      value |= (guint64) (byte & 0x7F) << shift;
      if (byte < 0x80)
        return value;
    }
  wrong (self, "a number in it has more than 64 bits");

  return 0;
}

static inline guint64
take_varint (Reader *self)
{
  if (G_LIKELY (self->at < self->end && *self->at < 0x80))
    return *self->at++;

  return take_long_varint (self);
}

static guint32
take_varint32 (Reader *self,
               guint32 max)
{
  guint64 value = take_varint (self);

  return value < max ? (guint32) value : max;
}

static const char *
take_text (Reader *self,
           gsize  *length)
{
  guint64 n = take_varint (self);
  const char *text = (const char *) self->at;

  if (n > (guint64) (self->end - self->at))
    {
      wrong (self, "a text in it goes on past the end of the chunk");
      n = 0;
    }
  self->at += n;
  *length = n;

  return text;
}

static char *
take_clean_text (Reader *self)
{
  gsize length;
  const char *text = take_text (self, &length);
  char *clean = hf_utf8_clean (text, length);

  return clean != NULL ? clean : g_strdup ("");
}

/* ---- META ------------------------------------------------------------------------------------------------------------- */

static gboolean
read_meta (Reader *self)
{
  HfNativeMeta meta;
  g_autofree char *wrong_with_it = hf_native_meta_read (&meta, self->at, self->end - self->at,
                                                        hf_dump_input_limits (self->input), self->builder);

  if (wrong_with_it != NULL)
    return stop (self, HF_ERROR_CORRUPT, "The META chunk at byte %" G_GUINT64_FORMAT " %s.", self->chunk_offset, wrong_with_it);
  if (meta.format != 1)
    return stop (self, HF_ERROR_UNSUPPORTED,
                 "The META chunk at byte %" G_GUINT64_FORMAT " says format %g; this Holdfast reads format 1.",
                 self->chunk_offset, meta.format);

  self->address_unit = meta.address_unit;
  self->has = meta.has;
  self->met_meta = TRUE;

  return TRUE;
}

/* ---- TYPE, STRS, SITE --------------------------------------------------------------------------------------------------- */

static gboolean
read_type (Reader *self)
{
  g_autofree char *module = take_clean_text (self);
  g_autofree char *name = take_clean_text (self);
  guint64 kind = take_varint (self);
  HfTypeFlags flags = (HfTypeFlags) (take_varint (self) & 0xFF);
  guint32 object = take_varint32 (self, HF_MAX_OBJECTS);
  guint32 type;

  if (self->wrong != NULL)
    return FALSE;

  /* Kinds that a later format may add are shown like any other. In HfKind the virtual root's own comes second. */
  kind = kind > HF_NATIVE_KIND_VALUE || kind == HF_NATIVE_KIND_OTHER ? HF_KIND_OTHER : kind + 1;
  type = hf_heap_builder_type (self->builder, module, name, (HfKind) kind, flags);
  if (object > 0)
    hf_heap_builder_set_type_object (self->builder, type, object - 1);

  return hf_vector_push (&self->types, type) || wrong (self, "there is not enough memory for it");
}

static gboolean
read_string (Reader *self)
{
  gsize length;
  const char *text = take_text (self, &length);

  if (self->wrong != NULL)
    return FALSE;

  return hf_vector_push (&self->strings, hf_heap_builder_string (self->builder, text, (gssize) length)) ||
         wrong (self, "there is not enough memory for it");
}

static const char *
take_string_id (Reader *self)
{
  guint64 id = take_varint (self);

  if (id < self->strings.n)
    return hf_heap_builder_get_string (self->builder, self->strings.at[id]);

  wrong (self, "it names a string that has not come");

  return "";
}

static gboolean
read_site (Reader *self)
{
  guint64 n = take_varint (self);
  g_autofree HfSiteFrame *frames = NULL;

  if (n > (guint64) (self->end - self->at) / 3)
    return wrong (self, "it has more frames than the chunk has room for");
  frames = g_try_new0 (HfSiteFrame, MAX (n, 1));
  if (frames == NULL)
    return wrong (self, "there is not enough memory for it");

  for (guint64 i = 0; i < n; i++)
    {
      frames[i].file = take_string_id (self);
      frames[i].function = take_string_id (self);
      frames[i].line = take_varint32 (self, G_MAXUINT32);
    }
  if (self->wrong != NULL)
    return FALSE;
  hf_heap_builder_add_site (self->builder, frames, (guint) n);
  self->n_sites++;

  return TRUE;
}

/* ---- NODE --------------------------------------------------------------------------------------------------------------- */

static HfObjectFlags
object_flags (guint64 native)
{
  static const struct
  {
    guint native;
    HfObjectFlags flag;
  } pairs[] = {
    { HF_NATIVE_NODE_TRACKED, HF_OBJECT_TRACKED },     { HF_NATIVE_NODE_COLLECTOR, HF_OBJECT_COLLECTOR },
    { HF_NATIVE_NODE_FINALIZED, HF_OBJECT_FINALIZED }, { HF_NATIVE_NODE_FINALIZER, HF_OBJECT_FINALIZER },
    { HF_NATIVE_NODE_IMMORTAL, HF_OBJECT_IMMORTAL },   { HF_NATIVE_NODE_SYNTHETIC, HF_OBJECT_SYNTHETIC },
    { HF_NATIVE_NODE_VALUE_CUT, HF_OBJECT_VALUE_CUT }, { HF_NATIVE_NODE_UNEXPANDED, HF_OBJECT_UNEXPANDED },
  };
  HfObjectFlags flags = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (native & pairs[i].native)
      flags |= pairs[i].flag;

  return flags;
}

static gboolean
read_address (Reader  *self,
              guint64 *address)
{
  guint64 delta = take_varint (self);

  if (delta > (G_MAXUINT64 - self->address) / self->address_unit)
    return wrong (self, "its address has more than 64 bits");
  *address = self->address + delta * self->address_unit;

  return TRUE;
}

static gboolean
read_object (Reader *self)
{
  HfObjectSpec spec = { .refcount = HF_REFCOUNT_UNKNOWN };
  guint64 type;
  guint64 flags;

  if (!read_address (self, &spec.address))
    return FALSE;
  type = take_varint (self);
  flags = take_varint (self);
  spec.flags = object_flags (flags);
  spec.shallow = take_varint (self);
  if (flags & HF_NATIVE_NODE_BUFFER)
    {
      guint64 buffer = take_varint (self);

      spec.shallow = buffer > G_MAXUINT64 - spec.shallow ? G_MAXUINT64 : spec.shallow + buffer;
    }
  if (!(flags & HF_NATIVE_NODE_NO_REFCOUNT))
    spec.refcount = take_varint32 (self, HF_REFCOUNT_UNKNOWN - 1);
  if (flags & HF_NATIVE_NODE_VALUE)
    spec.value = take_text (self, &spec.value_length);
  if (flags & HF_NATIVE_NODE_SITE)
    spec.site = take_varint32 (self, G_MAXUINT32);
  if (flags & HF_NATIVE_NODE_BORN)
    spec.born = take_varint32 (self, G_MAXUINT32);

  if (self->wrong != NULL)
    return FALSE;
  if (type >= self->types.n)
    return wrong (self, "it has a type that has not come");
  if (spec.site > self->n_sites)
    return wrong (self, "it names an allocation site that has not come");
  spec.type = self->types.at[type];
  self->address = spec.address;

  return hf_heap_builder_add_object (self->builder, &spec) != HF_NONE || wrong (self, "there is not enough memory for it");
}

typedef struct
{
  gint64 target;
  guint32 next_index;
  guint32 key; /* the target of the KEY reference before, or HF_NONE */
} RefState;

static guint32
name_of_number (Reader *self,
                guint64 number)
{
  char text[24];

  g_snprintf (text, sizeof text, "+0x%" G_GINT64_MODIFIER "x", number);

  return hf_heap_builder_string (self->builder, text, -1);
}

/* A reference's name as the builder wants it; *@named_by is set instead where it is another object's value. */
static guint32
read_name (Reader   *self,
           RefState *state,
           HfRefKind kind,
           guint     naming,
           guint32  *named_by)
{
  guint64 number = 0;

  switch (naming)
    {
    case HF_NATIVE_NAME_IMPLIED:
      if (kind == HF_REF_INDEX)
        return state->next_index;
      *named_by = state->key;
      if (kind != HF_REF_VALUE || state->key == HF_NONE)
        wrong (self, "a reference in it takes its name from a key, and there is none before it");
      return 0;

    case HF_NATIVE_NAME_STRING:
      number = take_varint (self);
      if (number >= self->strings.n)
        wrong (self, "a reference in it names a string that has not come");
      return self->wrong == NULL && kind != HF_REF_INDEX ? self->strings.at[number] : 0;

    case HF_NATIVE_NAME_NUMBER:
      number = take_varint (self);
      return kind == HF_REF_INDEX ? (guint32) MIN (number, G_MAXUINT32) : name_of_number (self, number);

    case HF_NATIVE_NAME_NONE:
    default:
      return 0;
    }
}

static void
read_reference (Reader   *self,
                RefState *state)
{
  static const HfRefClass classes[] = { HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_WEAK, HF_CLASS_SHARED };
  guint8 byte = self->at < self->end ? *self->at++ : 0;
  HfRefKind kind = (HfRefKind) (byte & 0x0F);
  guint32 named_by = HF_NONE;
  guint64 zigzag;
  guint32 name;
  guint32 to;

  /* A place that a later format may add is shown by its name alone. */
  if (kind > HF_REF_WEAK)
    kind = HF_REF_OTHER;
  name = read_name (self, state, kind, byte >> 6, &named_by);
  zigzag = take_varint (self);
  state->target = (gint64) ((guint64) state->target + ((zigzag >> 1) ^ -(zigzag & 1)));
  if (state->target < 0 || state->target >= HF_MAX_OBJECTS)
    wrong (self, "a reference in it leads to an object that cannot be");
  if (self->wrong != NULL)
    return;

  to = (guint32) state->target;
  if (named_by != HF_NONE)
    hf_heap_builder_add_ref_named_by (self->builder, to, kind, named_by, classes[(byte >> 4) & 3]);
  else
    hf_heap_builder_add_ref (self->builder, to, kind, name, classes[(byte >> 4) & 3]);
  if (kind == HF_REF_INDEX)
    state->next_index = name + (name < G_MAXUINT32);
  if (kind == HF_REF_KEY)
    state->key = to;
  self->n_refs++;
}

static gboolean
read_node (Reader *self)
{
  RefState state = { .target = hf_heap_builder_n_objects (self->builder), .key = HF_NONE };
  guint64 n;

  if (state.target % HF_PROGRESS_INTERVAL == 0 && !hf_dump_input_poll (self->input))
    return FALSE;
  if (!read_object (self))
    return FALSE;

  n = take_varint (self);
  if (n > (guint64) (self->end - self->at) / 2)
    return wrong (self, "it has more references than the chunk has room for");
  for (guint64 i = 0; i < n && self->wrong == NULL; i++)
    {
      read_reference (self, &state);
      if (i % HF_PROGRESS_INTERVAL == HF_PROGRESS_INTERVAL - 1 && !hf_dump_input_poll (self->input))
        return FALSE;
    }

  return self->wrong == NULL;
}

/* ---- ROOT, END ------------------------------------------------------------------------------------------------------------ */

static gboolean
read_root (Reader *self)
{
  guint64 kind = take_varint (self);
  guint64 flags = take_varint (self);
  g_autofree char *words = take_clean_text (self);
  guint32 to = take_varint32 (self, HF_MAX_OBJECTS);

  if (self->wrong != NULL)
    return FALSE;
  if (kind > HF_NATIVE_ROOT_NATIVE)
    kind = HF_NATIVE_ROOT_OTHER;
  hf_heap_builder_add_root (self->builder, (HfRootKind) kind, words, to, (flags & HF_NATIVE_ROOT_OWNS) != 0);
  self->n_roots++;

  return TRUE;
}

static gboolean
read_end (Reader *self)
{
  guint64 said[5];
  guint64 found[5] = { hf_heap_builder_n_objects (self->builder), self->n_refs, self->types.n, self->strings.n,
                       self->n_roots };
  guint32 crc;

  self->met_end = TRUE;
  if (self->end - self->at < (gssize) (sizeof said + 8))
    return stop (self, HF_ERROR_CORRUPT, "The END chunk at byte %" G_GUINT64_FORMAT " is too short.", self->chunk_offset);

  memcpy (said, self->at, sizeof said);
  memcpy (&crc, self->at + sizeof said, 4);
  for (guint i = 0; i < 5; i++)
    if (GUINT64_FROM_LE (said[i]) != found[i])
      return stop (self, HF_ERROR_CORRUPT,
                   "The END chunk at byte %" G_GUINT64_FORMAT " counts %" G_GUINT64_FORMAT " %s, but %" G_GUINT64_FORMAT
                   " were found: something in between is missing.",
                   self->chunk_offset, GUINT64_FROM_LE (said[i]),
                   ((const char *const[]) { "objects", "references", "types", "strings", "roots" })[i], found[i]);
  if (GUINT32_FROM_LE (crc) != self->crc_of_crcs)
    return stop (self, HF_ERROR_CORRUPT,
                 "The END chunk at byte %" G_GUINT64_FORMAT " disagrees with the checksums of the chunks before it.",
                 self->chunk_offset);

  return TRUE;
}

/* ---- chunks --------------------------------------------------------------------------------------------------------------- */

static gboolean
read_records (Reader *self,
              gboolean (*read_one) (Reader *self))
{
  guint64 number = 0;

  self->wrong = NULL;
  while (self->at < self->end)
    {
      const guint8 *start = self->at;

      number++;
      if (read_one (self))
        continue;
      if (hf_dump_input_failed (self->input, NULL) || !hf_heap_builder_check (self->builder, NULL))
        return FALSE;
      return stop (self, HF_ERROR_CORRUPT,
                   "Record %" G_GUINT64_FORMAT " of the %s chunk at byte %" G_GUINT64_FORMAT " (byte %" G_GSIZE_FORMAT
                   " of its data) is damaged: %s.",
                   number, self->tag, self->chunk_offset, (gsize) (start - self->begin), self->wrong);
    }

  return TRUE;
}

static gboolean
read_payload (Reader *self)
{
  static const struct
  {
    char tag[5];
    gboolean (*read_one) (Reader *self);
  } records[] = {
    { "TYPE", read_type }, { "STRS", read_string }, { "SITE", read_site }, { "NODE", read_node }, { "ROOT", read_root },
  };

  if (memcmp (self->chunk.tag, "META", 4) == 0)
    return read_meta (self);
  if (!self->met_meta)
    return stop (self, HF_ERROR_CORRUPT, "The first chunk, at byte %" G_GUINT64_FORMAT ", is not META.", self->chunk_offset);
  if (memcmp (self->chunk.tag, "END ", 4) == 0)
    return read_end (self);
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    if (memcmp (self->chunk.tag, records[i].tag, 4) == 0)
      return read_records (self, records[i].read_one);

  return TRUE;
}

/* A slice of the work on a large chunk, so that a cancel is noticed. */
#define SLICE_SIZE (8u << 20)

static gboolean
sum_payload (Reader  *self,
             guint32 *crc)
{
  *crc = 0;
  for (guint64 done = 0; done < self->chunk.stored; done += SLICE_SIZE)
    {
      *crc = hf_crc32c (*crc, self->input->at + done, MIN (self->chunk.stored - done, SLICE_SIZE));
      if (!hf_dump_input_poll (self->input))
        return FALSE;
    }

  return TRUE;
}

static gboolean
make_room (Reader *self)
{
  /* The claim is only believed as far as the limit for packed files goes. */
  if (!hf_dump_input_charge (self->input, self->chunk.raw))
    return FALSE;
  if (self->unpacked_room >= self->chunk.raw)
    return TRUE;

  g_free (self->unpacked);
  self->unpacked = g_try_malloc (self->chunk.raw);
  self->unpacked_room = self->unpacked != NULL ? self->chunk.raw : 0;
  if (self->unpacked == NULL)
    return stop (self, HF_ERROR_TOO_LARGE, "There is not enough memory for the %s chunk at byte %" G_GUINT64_FORMAT ".",
                 self->tag, self->chunk_offset);

  return TRUE;
}

static gboolean
unpack_payload (Reader *self)
{
  ZSTD_inBuffer in = { self->input->at, self->chunk.stored, 0 };
  ZSTD_outBuffer out = { NULL, 0, 0 };
  gsize result;

  if (!make_room (self))
    return FALSE;
  if (self->zstd == NULL)
    self->zstd = ZSTD_createDCtx ();
  if (self->zstd == NULL)
    return stop (self, HF_ERROR_TOO_LARGE, "There is not enough memory to unpack the chunk at byte %" G_GUINT64_FORMAT ".",
                 self->chunk_offset);
  ZSTD_DCtx_reset (self->zstd, ZSTD_reset_session_only);
  out.dst = self->unpacked;
  do
    {
      gsize done = in.pos + out.pos;

      out.size = MIN (self->chunk.raw, out.pos + SLICE_SIZE);
      result = ZSTD_decompressStream (self->zstd, &out, &in);
      if (!hf_dump_input_poll (self->input))
        return FALSE;
      if (ZSTD_isError (result) || in.pos + out.pos == done)
        break;
    }
  while (result != 0);

  if (result != 0 || out.pos != self->chunk.raw)
    return stop (self, HF_ERROR_CORRUPT, "The %s chunk at byte %" G_GUINT64_FORMAT " cannot be unpacked: %s.",
                 self->tag, self->chunk_offset,
                 ZSTD_isError (result) ? ZSTD_getErrorName (result) : "it is not as long as its header says");
  self->begin = self->at = self->unpacked;
  self->end = self->unpacked + out.pos;

  return TRUE;
}

static void
stop_cut (Reader     *self,
          const char *where)
{
  HfDumpInput *input = self->input;

  if (hf_dump_input_failed (input, NULL))
    return;
  stop (self, HF_ERROR_TRUNCATED, "The dump ends at byte %" G_GUINT64_FORMAT ", %s.",
        hf_dump_input_offset (input) + (guint64) (input->end - input->at), where);
}

static gboolean
read_chunk_header (Reader *self)
{
  HfDumpInput *input = self->input;
  HfNativeChunk *chunk = &self->chunk;

  self->chunk_offset = hf_dump_input_offset (input);
  if (!hf_dump_input_need (input, sizeof *chunk))
    {
      stop_cut (self, input->at < input->end ? "in the header of a chunk" : "without an END chunk");
      return FALSE;
    }

  memcpy (chunk, input->at, sizeof *chunk);
  chunk->flags = GUINT32_FROM_LE (chunk->flags);
  chunk->stored = GUINT64_FROM_LE (chunk->stored);
  chunk->raw = GUINT64_FROM_LE (chunk->raw);
  chunk->crc = GUINT32_FROM_LE (chunk->crc);
  if (hf_crc32c (0, input->at, 28) != GUINT32_FROM_LE (chunk->header_crc))
    return stop (self, HF_ERROR_CORRUPT, "The chunk header at byte %" G_GUINT64_FORMAT " is damaged: its checksum is wrong.",
                 self->chunk_offset);
  for (guint i = 0; i < 4; i++)
    self->tag[i] = g_ascii_isgraph (chunk->tag[i]) ? chunk->tag[i] : i == 3 && chunk->tag[i] == ' ' ? '\0' : '?';
  if (chunk->flags & ~(guint32) HF_NATIVE_ZSTD)
    return stop (self, HF_ERROR_UNSUPPORTED, "The %s chunk at byte %" G_GUINT64_FORMAT " is packed in a way that this Holdfast does not know.",
                 self->tag, self->chunk_offset);
  if (chunk->raw > HF_NATIVE_MAX_CHUNK || chunk->stored > MAX_STORED)
    return stop (self, HF_ERROR_CORRUPT,
                 "The %s chunk at byte %" G_GUINT64_FORMAT " claims %" G_GUINT64_FORMAT " bytes; a chunk has at most %u.",
                 self->tag, self->chunk_offset, MAX (chunk->raw, chunk->stored), HF_NATIVE_MAX_CHUNK);
  if (!(chunk->flags & HF_NATIVE_ZSTD) && chunk->raw != chunk->stored)
    return stop (self, HF_ERROR_CORRUPT, "The %s chunk at byte %" G_GUINT64_FORMAT " is not packed and still claims two sizes.",
                 self->tag, self->chunk_offset);
  input->at += sizeof *chunk;

  return TRUE;
}

static gboolean
read_chunk (Reader *self)
{
  HfDumpInput *input = self->input;
  HfNativeChunk *chunk = &self->chunk;
  guint32 crc;

  if (!read_chunk_header (self))
    return FALSE;
  if (!hf_dump_input_need (input, chunk->stored))
    {
      g_autofree char *where = g_strdup_printf ("in the %s chunk that begins at byte %" G_GUINT64_FORMAT, self->tag,
                                                self->chunk_offset);

      stop_cut (self, where);
      return FALSE;
    }

  if (!sum_payload (self, &crc))
    return FALSE;
  if (crc != chunk->crc)
    return stop (self, HF_ERROR_CORRUPT, "The %s chunk at byte %" G_GUINT64_FORMAT " is damaged: its checksum is wrong.",
                 self->tag, self->chunk_offset);
  self->begin = self->at = input->at;
  self->end = input->at + chunk->stored;
  if ((chunk->flags & HF_NATIVE_ZSTD) && !unpack_payload (self))
    return FALSE;
  if (!read_payload (self))
    return FALSE;

  crc = GUINT32_TO_LE (crc);
  self->crc_of_crcs = hf_crc32c (self->crc_of_crcs, &crc, 4);
  input->at += chunk->stored;

  return TRUE;
}

/* ---- the whole file --------------------------------------------------------------------------------------------------------- */

static gboolean
read_magic (Reader *self)
{
  HfDumpInput *input = self->input;

  if (!hf_dump_input_need (input, HF_NATIVE_MAGIC_SIZE))
    {
      stop_cut (self, "in its first line");
      return FALSE;
    }
  if (memcmp (input->at, HF_NATIVE_MAGIC, HF_NATIVE_MAGIC_SIZE) != 0)
    return stop (self, HF_ERROR_UNSUPPORTED,
                 "Its first bytes (from byte 0 on) name a version of the native format that this Holdfast does not know.");
  input->at += HF_NATIVE_MAGIC_SIZE;

  return TRUE;
}

/* What was read before the stop is used, if there is anything. */
static gboolean
finish (Reader  *self,
        GError **error)
{
  guint32 n = hf_heap_builder_n_objects (self->builder);
  g_autofree char *sentence = NULL;

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->stopped != NULL && n == 0)
    {
      g_set_error (error, HF_ERROR, self->stop_code, "%s No object could be read before that.", self->stopped);
      return FALSE;
    }

  if (self->stopped != NULL)
    {
      const char *damage = hf_dump_input_damage (self->input);

      sentence = g_strdup_printf ("%s%s%s What came before it was read: %u objects%s.",
                                  damage != NULL ? damage : "", damage != NULL ? " " : "", self->stopped, n,
                                  self->n_roots == 0 ? ", no roots" : "");
      hf_heap_builder_set_truncated (self->builder, sentence);
      if (self->n_roots == 0)
        self->has &= ~HF_HAS_ROOTS;
    }
  hf_heap_builder_set_has (self->builder, self->has);

  return TRUE;
}

gboolean
hf_dump_read_native (HfDumpInput   *input,
                     HfHeapBuilder *builder,
                     HfProgress    *progress,
                     GError       **error)
{
  Reader self = { .input = input, .builder = builder, .address_unit = 8 };
  gboolean good = read_magic (&self);

  while (good && !self.met_end)
    good = read_chunk (&self);
  good = finish (&self, error);

  ZSTD_freeDCtx (self.zstd);
  g_free (self.unpacked);
  g_free (self.stopped);
  hf_vector_clear (&self.types);
  hf_vector_clear (&self.strings);

  return good;
}
