/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>
#include <zstd.h>

#include "heap/hf-vector-private.h"
#include "hf-crc32c.h"
#include "hf-dump-write.h"
#include "hf-native-format.h"

#define CHUNK_SIZE (1u << 20)
#define ZSTD_LEVEL 1

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  HfDumpOutput *output;
  ZSTD_CCtx *zstd;
  guint8 *packed;
  gsize packed_room;
  guint32 crc_of_crcs;
  gboolean no_memory;

  GString *strings; /* STRS records that are not written yet */
  GString *records; /* of the chunk at hand */
  GHashTable *string_ids; /* the heap's own pointer → string id + 1 */
  guint32 n_strings;
  guint64 n_refs;
  guint64 n_roots;

  guint32 *rank;      /* object → node id */
  guint32 *type_ids;  /* heap's type → type id, or HF_NONE */
  guint32 n_types;
  guint64 address_unit;
} Writer;

/* ---- fields ------------------------------------------------------------------------------------------------------------ */

static void
put_varint (GString *to,
            guint64  value)
{
  char bytes[10];
  gsize n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (char) (value | 0x80);
  bytes[n++] = (char) value;
  g_string_append_len (to, bytes, (gssize) n);
}

static void
put_zigzag (GString *to,
            gint64   value)
{
  put_varint (to, ((guint64) value << 1) ^ (guint64) (value >> 63));
}

static void
put_text (GString    *to,
          const char *text)
{
  gsize length = strlen (text);

  put_varint (to, length);
  g_string_append_len (to, text, (gssize) length);
}

/* ---- chunks ------------------------------------------------------------------------------------------------------------- */

static gsize
pack (Writer        *self,
      const GString *payload)
{
  gsize room = ZSTD_compressBound (payload->len);
  gsize packed;

  if (self->packed_room < room)
    {
      g_free (self->packed);
      self->packed = g_try_malloc (room);
      self->packed_room = self->packed != NULL ? room : 0;
    }
  if (self->packed == NULL)
    return payload->len;
  packed = ZSTD_compressCCtx (self->zstd, self->packed, self->packed_room, payload->str, payload->len, ZSTD_LEVEL);

  return ZSTD_isError (packed) ? payload->len : packed;
}

/* Writes @payload as one chunk, packed if that makes it smaller, and empties it. */
static void
write_chunk (Writer     *self,
             const char *tag,
             GString    *payload)
{
  HfNativeChunk chunk = { .raw = GUINT64_TO_LE (payload->len) };
  const void *data = payload->str;
  gsize packed = pack (self, payload);
  gsize stored = MIN (packed, payload->len);
  guint32 crc;

  if (stored < payload->len)
    {
      chunk.flags = GUINT32_TO_LE (HF_NATIVE_ZSTD);
      data = self->packed;
    }
  memcpy (chunk.tag, tag, 4);
  chunk.stored = GUINT64_TO_LE (stored);
  crc = GUINT32_TO_LE (hf_crc32c (0, data, stored));
  chunk.crc = crc;
  chunk.header_crc = GUINT32_TO_LE (hf_crc32c (0, &chunk, 28));
  self->crc_of_crcs = hf_crc32c (self->crc_of_crcs, &crc, 4);
  hf_dump_output_write (self->output, &chunk, sizeof chunk);
  hf_dump_output_write (self->output, data, stored);
  g_string_truncate (payload, 0);
}

/* Strings go first, since the records may name them. */
static void
flush (Writer     *self,
       const char *tag,
       gsize       from)
{
  if (self->records->len < from && self->strings->len < CHUNK_SIZE)
    return;
  if (self->strings->len > 0)
    write_chunk (self, "STRS", self->strings);
  if (self->records->len > 0)
    write_chunk (self, tag, self->records);
}

static void
put_string_id (Writer     *self,
               const char *text)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->string_ids, text));

  if (known == 0)
    {
      put_text (self->strings, text);
      known = ++self->n_strings;
      g_hash_table_insert (self->string_ids, (gpointer) text, GUINT_TO_POINTER (known));
    }
  put_varint (self->records, known - 1);
}

/* ---- META --------------------------------------------------------------------------------------------------------------- */

static void
put_json_string (GString    *to,
                 const char *text)
{
  g_string_append_c (to, '"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      g_string_append_printf (to, "\\%c", *text);
    else if ((guchar) *text < 0x20)
      g_string_append_printf (to, "\\u%04x", *text);
    else
      g_string_append_c (to, *text);
  g_string_append_c (to, '"');
}

static void
put_member (GString    *to,
            const char *name,
            const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (to, ",\"%s\":", name);
  put_json_string (to, text);
}

/* "CPython 3.11.2" is two members. */
static void
put_runtime (GString    *to,
             const char *runtime)
{
  const char *space = strrchr (runtime, ' ');
  g_autofree char *name = NULL;

  if (space == NULL || space == runtime || !g_ascii_isdigit (space[1]))
    {
      put_member (to, "runtime", runtime);
      return;
    }
  name = g_strndup (runtime, space - runtime);
  put_member (to, "runtime", name);
  put_member (to, "version", space + 1);
}

static void
put_tracking (GString          *to,
              const HfHeapInfo *info)
{
  if (info->tracking == NULL)
    return;
  g_string_append (to, ",\"tracking\":{\"id\":");
  put_json_string (to, info->tracking);
  g_string_append_printf (to, ",\"dump\":%u,\"untracked\":[", info->tracked_as);
  for (guint i = 0; info->untracked != NULL && info->untracked[i] != NULL; i++)
    {
      g_string_append (to, i > 0 ? "," : "");
      put_json_string (to, info->untracked[i]);
    }
  g_string_append (to, "]}");
}

static void
write_meta (Writer *self)
{
  const HfHeapInfo *info = hf_heap_info (self->heap);
  GString *to = self->records;
  const char *comma = "";

  g_string_append (to, "{\"format\":1");
  put_runtime (to, info->runtime);
  if (info->program[0] != '\0')
    {
      g_string_append (to, ",\"argv\":[");
      put_json_string (to, info->program);
      g_string_append_c (to, ']');
    }
  put_member (to, "host", info->host);
  if (info->pid != 0)
    g_string_append_printf (to, ",\"pid\":%" G_GINT64_FORMAT, info->pid);
  if (info->time != 0)
    g_string_append_printf (to, ",\"time\":%s%" G_GINT64_FORMAT ".%06u", info->time < 0 ? "-" : "",
                            ABS (info->time) / G_USEC_PER_SEC, (guint) (ABS (info->time) % G_USEC_PER_SEC));
  g_string_append_printf (to, ",\"address_unit\":%" G_GUINT64_FORMAT ",\"has\":[", self->address_unit);
  for (guint i = 0; i < HF_DUMP_N_HAS_WORDS; i++)
    if (info->has & hf_dump_has_words[i].has)
      {
        g_string_append_printf (to, "%s\"%s\"", comma, hf_dump_has_words[i].word);
        comma = ",";
      }
  g_string_append (to, "],\"lacks\":[");
  for (guint i = 0; info->lacks != NULL && info->lacks[i] != NULL; i++)
    {
      g_string_append (to, i > 0 ? "," : "");
      put_json_string (to, info->lacks[i]);
    }
  g_string_append_c (to, ']');
  put_tracking (to, info);
  put_member (to, "truncated", info->truncated);
  put_member (to, "writer", "holdfast " HF_VERSION " (C)");
  g_string_append_c (to, '}');
  write_chunk (self, "META", to);
}

/* ---- TYPE, SITE --------------------------------------------------------------------------------------------------------- */

/* The virtual root's own type is no type of the program. */
static gboolean
is_root_type (const Writer *self,
              guint32       type)
{
  return hf_heap_type_kind (self->heap, type) == HF_KIND_ROOT;
}

static void
write_types (Writer *self)
{
  guint32 n = hf_heap_n_types (self->heap);

  for (guint32 type = 0; type < n; type++)
    {
      guint32 object = hf_heap_type_object (self->heap, type);
      HfKind kind = hf_heap_type_kind (self->heap, type);

      self->type_ids[type] = HF_NONE;
      if (is_root_type (self, type))
        continue;
      self->type_ids[type] = self->n_types++;
      put_text (self->records, hf_heap_type_module (self->heap, type));
      put_text (self->records, hf_dump_type_qualname (self->heap, type));
      put_varint (self->records, kind == HF_KIND_OTHER ? HF_NATIVE_KIND_OTHER : (guint) kind - 1);
      put_varint (self->records, hf_heap_type_flags (self->heap, type));
      put_varint (self->records, object != HF_NONE ? (guint64) self->rank[object] + 1 : 0);
      flush (self, "TYPE", CHUNK_SIZE);
    }
  flush (self, "TYPE", 1);
}

static void
write_sites (Writer *self)
{
  guint32 n = hf_heap_n_sites (self->heap);

  for (guint32 site = 1; site < n; site++)
    {
      guint depth = hf_heap_site_depth (self->heap, site);

      put_varint (self->records, depth);
      for (guint i = 0; i < depth; i++)
        {
          HfSiteFrame frame = hf_heap_site_frame (self->heap, site, i);

          put_string_id (self, frame.file);
          put_string_id (self, frame.function);
          put_varint (self->records, frame.line);
        }
      flush (self, "SITE", CHUNK_SIZE);
    }
  flush (self, "SITE", 1);
}

/* ---- NODE --------------------------------------------------------------------------------------------------------------- */

static guint
native_flags (HfObjectFlags flags)
{
  static const struct
  {
    HfObjectFlags flag;
    guint native;
  } pairs[] = {
    { HF_OBJECT_TRACKED, HF_NATIVE_NODE_TRACKED },     { HF_OBJECT_COLLECTOR, HF_NATIVE_NODE_COLLECTOR },
    { HF_OBJECT_FINALIZED, HF_NATIVE_NODE_FINALIZED }, { HF_OBJECT_FINALIZER, HF_NATIVE_NODE_FINALIZER },
    { HF_OBJECT_IMMORTAL, HF_NATIVE_NODE_IMMORTAL },   { HF_OBJECT_SYNTHETIC, HF_NATIVE_NODE_SYNTHETIC },
    { HF_OBJECT_VALUE_CUT, HF_NATIVE_NODE_VALUE_CUT }, { HF_OBJECT_UNEXPANDED, HF_NATIVE_NODE_UNEXPANDED },
  };
  guint native = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (flags & pairs[i].flag)
      native |= pairs[i].native;

  return native;
}

static void
put_object (Writer *self,
            guint32 object,
            guint64 address_before)
{
  const char *value = hf_heap_value (self->heap, object);
  guint32 refcount = hf_heap_refcount (self->heap, object);
  guint32 site = hf_heap_site (self->heap, object);
  guint32 born = hf_heap_born (self->heap, object);
  guint flags = native_flags (hf_heap_flags (self->heap, object));

  flags |= *value != '\0' ? HF_NATIVE_NODE_VALUE : 0;
  flags |= refcount == HF_REFCOUNT_UNKNOWN ? HF_NATIVE_NODE_NO_REFCOUNT : 0;
  flags |= site != 0 ? HF_NATIVE_NODE_SITE : 0;
  flags |= born != 0 ? HF_NATIVE_NODE_BORN : 0;
  put_varint (self->records, (hf_heap_address (self->heap, object) - address_before) / self->address_unit);
  put_varint (self->records, self->type_ids[hf_heap_type (self->heap, object)]);
  put_varint (self->records, flags);
  put_varint (self->records, hf_heap_shallow (self->heap, object));
  if (refcount != HF_REFCOUNT_UNKNOWN)
    put_varint (self->records, refcount);
  if (*value != '\0')
    put_text (self->records, value);
  if (site != 0)
    put_varint (self->records, site);
  if (born != 0)
    put_varint (self->records, born);
}

typedef struct
{
  gint64 target;
  guint32 next_index;
  const char *key; /* value of the object that the KEY reference before leads to, or NULL */
} RefState;

static guint
naming_of (Writer         *self,
           guint32         r,
           const RefState *state)
{
  HfRefKind kind = hf_heap_ref_kind (self->heap, r);
  const char *name = hf_heap_ref_name (self->heap, r);

  if (kind == HF_REF_INDEX)
    return hf_heap_ref_number (self->heap, r) == state->next_index ? HF_NATIVE_NAME_IMPLIED : HF_NATIVE_NAME_NUMBER;
  if (kind == HF_REF_VALUE && state->key != NULL && strcmp (name, state->key) == 0)
    return HF_NATIVE_NAME_IMPLIED;

  return *name != '\0' ? HF_NATIVE_NAME_STRING : HF_NATIVE_NAME_NONE;
}

static void
put_reference (Writer   *self,
               guint32   r,
               RefState *state)
{
  HfRef ref = self->graph->out[r];
  guint32 object = hf_ref_object (ref);
  HfRefClass class = hf_ref_class (ref) == HF_CLASS_STRUCTURAL ? HF_CLASS_STRONG : hf_ref_class (ref);
  HfRefKind kind = hf_heap_ref_kind (self->heap, r);
  guint naming = naming_of (self, r, state);
  guint32 to = self->rank[object];

  g_string_append_c (self->records, (char) (kind | class << 4 | naming << 6));
  if (naming == HF_NATIVE_NAME_STRING)
    put_string_id (self, hf_heap_ref_name (self->heap, r));
  else if (naming == HF_NATIVE_NAME_NUMBER)
    put_varint (self->records, hf_heap_ref_number (self->heap, r));
  put_zigzag (self->records, to - state->target);

  state->target = to;
  if (kind == HF_REF_INDEX)
    state->next_index = hf_heap_ref_number (self->heap, r) + (hf_heap_ref_number (self->heap, r) < G_MAXUINT32);
  if (kind == HF_REF_KEY)
    state->key = hf_heap_value (self->heap, object);
  self->n_refs++;
}

static gboolean
write_nodes (Writer     *self,
             HfProgress *progress,
             GError    **error)
{
  guint32 n = self->graph->n - 1;
  guint64 address = 0;

  for (guint32 node = 0; node < n; node++)
    {
      guint32 object = hf_heap_by_address (self->heap, node);
      guint32 begin = self->graph->out_begin[object];
      guint32 end = self->graph->out_begin[object + 1];
      RefState state = { .target = node };

      if (node % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, node, error))
        return FALSE;
      if (hf_dump_output_failed (self->output))
        return TRUE;
      put_object (self, object, address);
      address = hf_heap_address (self->heap, object);
      put_varint (self->records, end - begin);
      for (guint32 r = begin; r < end; r++)
        {
          if ((r - begin) % HF_PROGRESS_INTERVAL == HF_PROGRESS_INTERVAL - 1 && hf_progress_step (progress, node, error))
            return FALSE;
          put_reference (self, r, &state);
        }
      if (self->records->len > HF_NATIVE_MAX_CHUNK || self->strings->len > HF_NATIVE_MAX_CHUNK)
        {
          g_set_error (error, HF_ERROR, HF_ERROR_TOO_LARGE,
                       "The object at 0x%" G_GINT64_MODIFIER "x has too many references or too long a value for the format.",
                       address);
          return FALSE;
        }
      flush (self, "NODE", CHUNK_SIZE);
    }
  flush (self, "NODE", 1);

  return TRUE;
}

/* ---- ROOT, END ------------------------------------------------------------------------------------------------------------ */

static void
write_roots (Writer *self)
{
  guint32 n = hf_heap_n_roots (self->heap);

  for (guint32 r = 0; r < n; r++)
    {
      if (!hf_dump_root_is_given (self->heap, r))
        continue;
      put_varint (self->records, hf_heap_root_kind (self->heap, r));
      put_varint (self->records, hf_heap_root_owns (self->heap, r) ? HF_NATIVE_ROOT_OWNS : 0);
      put_text (self->records, hf_heap_ref_name (self->heap, r));
      put_varint (self->records, self->rank[hf_ref_object (self->graph->out[r])]);
      self->n_roots++;
      flush (self, "ROOT", CHUNK_SIZE);
    }
  flush (self, "ROOT", 1);
}

static void
write_end (Writer *self)
{
  guint64 counts[5] = { GUINT64_TO_LE (self->graph->n - 1), GUINT64_TO_LE (self->n_refs), GUINT64_TO_LE (self->n_types),
                        GUINT64_TO_LE (self->n_strings), GUINT64_TO_LE (self->n_roots) };
  guint32 crcs[2] = { GUINT32_TO_LE (self->crc_of_crcs), 0 };

  g_string_append_len (self->records, (const char *) counts, sizeof counts);
  g_string_append_len (self->records, (const char *) crcs, sizeof crcs);
  write_chunk (self, "END ", self->records);
}

/* ---- the whole file --------------------------------------------------------------------------------------------------------- */

static gboolean
prepare (Writer *self,
         GError **error)
{
  guint32 n = self->graph->n;

  self->rank = g_try_new (guint32, n);
  self->type_ids = g_try_new (guint32, hf_heap_n_types (self->heap));
  self->zstd = ZSTD_createCCtx ();
  if (self->rank == NULL || self->type_ids == NULL || self->zstd == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to write the dump.");
      return FALSE;
    }

  self->address_unit = 8;
  for (guint32 node = 0; node + 1 < n; node++)
    {
      guint32 object = hf_heap_by_address (self->heap, node);

      self->rank[object] = node;
      if (hf_heap_address (self->heap, object) % 8 != 0)
        self->address_unit = 1;
    }

  return TRUE;
}

gboolean
hf_dump_write_native (const HfHeap *heap,
                      HfDumpOutput *output,
                      HfProgress   *progress,
                      GError      **error)
{
  Writer self = { .heap = heap, .graph = hf_heap_graph (heap), .output = output };
  gboolean good = FALSE;

  self.strings = g_string_new (NULL);
  self.records = g_string_new (NULL);
  self.string_ids = g_hash_table_new (NULL, NULL);
  if (prepare (&self, error))
    {
      hf_dump_output_write (output, HF_NATIVE_MAGIC, HF_NATIVE_MAGIC_SIZE);
      write_meta (&self);
      write_types (&self);
      write_sites (&self);
      good = write_nodes (&self, progress, error);
      write_roots (&self);
      write_end (&self);
    }

  g_string_free (self.strings, TRUE);
  g_string_free (self.records, TRUE);
  g_hash_table_unref (self.string_ids);
  ZSTD_freeCCtx (self.zstd);
  g_free (self.packed);
  g_free (self.rank);
  g_free (self.type_ids);

  return good;
}
