/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "hf-dump-json.h"
#include "hf-dump-write.h"
#include "hf-json-label.h"

#define FLUSH_SIZE (256u << 10)

/* Numbers above this are rounded by tools that keep them as floating point. */
#define MAX_EXACT (G_GUINT64_CONSTANT (1) << 53)

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  HfDumpOutput *output;
  gboolean lines;
  gboolean own_ids; /* addresses are not distinct: 1, 2, 3 … by address instead */
  guint32 *rank;    /* for own ids: object → position */
  GString *to;
  GString *label;
} Writer;

static void
flush (Writer *self,
       gsize   from)
{
  if (self->to->len < from)
    return;
  hf_dump_output_write (self->output, self->to->str, self->to->len);
  g_string_truncate (self->to, 0);
}

static void
put_string (GString    *to,
            const char *text,
            gsize       length)
{
  const char *end = text + length;

  g_string_append_c (to, '"');
  while (text < end)
    {
      const char *plain = text;

      while (text < end && (guchar) *text >= 0x20 && *text != '"' && *text != '\\' && *text != 0x7F)
        text++;
      g_string_append_len (to, plain, text - plain);
      if (text == end)
        break;
      if (*text == '"' || *text == '\\')
        {
          g_string_append_c (to, '\\');
          g_string_append_c (to, *text);
        }
      else
        g_string_append_printf (to, "\\u%04x", (guchar) *text);
      text++;
    }
  g_string_append_c (to, '"');
}

static void
put_text (GString    *to,
          const char *text)
{
  put_string (to, text, strlen (text));
}

static void
put_member (GString    *to,
            const char *name,
            const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (to, ",\"%s\":", name);
  put_text (to, text);
}

static void
put_number (GString *to,
            guint64  number)
{
  char digits[24];
  char *at = digits + sizeof digits;

  do
    *--at = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  g_string_append_len (to, at, digits + sizeof digits - at);
}

static void
put_id (Writer *self,
        guint32 object)
{
  guint64 id = self->own_ids ? (guint64) self->rank[object] + 1 : hf_heap_address (self->heap, object);

  if (id < MAX_EXACT)
    put_number (self->to, id);
  else
    g_string_append_printf (self->to, "\"0x%" G_GINT64_MODIFIER "x\"", id);
}

static void
put_flags (GString           *to,
           guint              flags,
           const char *const *words,
           guint              n)
{
  const char *comma = "";

  g_string_append (to, ",\"flags\":[");
  for (guint bit = 0; bit < n; bit++)
    if (flags & (1u << bit))
      {
        g_string_append_printf (to, "%s\"%s\"", comma, words[bit]);
        comma = ",";
      }
  g_string_append_c (to, ']');
}

/* ---- the pieces in the order of the file; each begins where its line does ------------------------------------------------ */

static void
put_list (GString     *to,
          const char  *name,
          char *const *texts)
{
  g_string_append_printf (to, ",\"%s\":[", name);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_string_append (to, i > 0 ? "," : "");
      put_text (to, texts[i]);
    }
  g_string_append_c (to, ']');
}

static void
put_tracking (GString          *to,
              const HfHeapInfo *info)
{
  if (info->tracking == NULL)
    return;
  put_member (to, "tracking", info->tracking);
  g_string_append_printf (to, ",\"tracked_as\":%u", info->tracked_as);
  put_list (to, "untracked", info->untracked);
}

static void
put_header (Writer *self)
{
  const HfHeapInfo *info = hf_heap_info (self->heap);
  HfHas has = self->own_ids ? info->has & ~HF_HAS_ADDRESSES : info->has;
  const char *comma = "";
  GString *to = self->to;

  g_string_append (to, "{\"holdfast\":1");
  put_member (to, "runtime", info->runtime);
  put_member (to, "program", info->program);
  put_member (to, "host", info->host);
  if (info->pid != 0)
    g_string_append_printf (to, ",\"pid\":%" G_GINT64_FORMAT, info->pid);
  if (info->time != 0)
    g_string_append_printf (to, ",\"time\":%s%" G_GINT64_FORMAT ".%06u", info->time < 0 ? "-" : "",
                            ABS (info->time) / G_USEC_PER_SEC, (guint) (ABS (info->time) % G_USEC_PER_SEC));
  g_string_append (to, ",\"has\":[");
  for (guint i = 0; i < HF_DUMP_N_HAS_WORDS; i++)
    if (has & hf_dump_has_words[i].has)
      {
        g_string_append_printf (to, "%s\"%s\"", comma, hf_dump_has_words[i].word);
        comma = ",";
      }
  g_string_append_c (to, ']');
  put_list (to, "lacks", info->lacks);
  put_tracking (to, info);
  put_member (to, "truncated", info->truncated);
  g_string_append_printf (to, ",\"count\":%u", hf_heap_n_objects (self->heap));
}

/* What stands before the list @name, and after it. */
static void
begin_list (Writer     *self,
            const char *name)
{
  g_string_append_printf (self->to, self->lines ? "{\"%s\":[" : ",\n\"%s\":[", name);
}

static void
end_list (Writer *self)
{
  g_string_append (self->to, self->lines ? "]}\n" : "]");
  flush (self, FLUSH_SIZE);
}

static void
put_types (Writer *self)
{
  guint32 n = hf_heap_n_types (self->heap);
  const char *comma = "";

  begin_list (self, "types");
  for (guint32 type = 0; type < n; type++)
    {
      guint32 object = hf_heap_type_object (self->heap, type);
      HfKind kind = hf_heap_type_kind (self->heap, type);

      if (kind == HF_KIND_ROOT)
        continue;
      g_string_append_printf (self->to, "%s%s{\"name\":", comma, self->lines ? "" : "\n");
      put_text (self->to, hf_heap_type_name (self->heap, type));
      put_member (self->to, "module", hf_heap_type_module (self->heap, type));
      g_string_append_printf (self->to, ",\"kind\":\"%s\"", hf_dump_json_type_kinds[kind]);
      if (hf_heap_type_flags (self->heap, type) != 0)
        put_flags (self->to, hf_heap_type_flags (self->heap, type), hf_dump_json_type_flags, 4);
      if (object != HF_NONE)
        {
          g_string_append (self->to, ",\"object\":");
          put_id (self, object);
        }
      g_string_append_c (self->to, '}');
      flush (self, FLUSH_SIZE);
      comma = ",";
    }
  end_list (self);
}

static void
put_sites (Writer *self)
{
  guint32 n = hf_heap_n_sites (self->heap);

  if (n <= 1)
    return;

  begin_list (self, "sites");
  for (guint32 site = 1; site < n; site++)
    {
      guint depth = hf_heap_site_depth (self->heap, site);

      g_string_append (self->to, site > 1 ? ",[" : "[");
      for (guint i = 0; i < depth; i++)
        {
          HfSiteFrame frame = hf_heap_site_frame (self->heap, site, i);

          g_string_append (self->to, i > 0 ? ",{\"file\":" : "{\"file\":");
          put_text (self->to, frame.file);
          put_member (self->to, "function", frame.function);
          g_string_append_printf (self->to, ",\"line\":%u}", frame.line);
        }
      g_string_append_c (self->to, ']');
      flush (self, FLUSH_SIZE);
    }
  end_list (self);
}

/* The label as it is shown says everything, or the kind is said besides. */
static void
put_ref_name (Writer *self,
              guint32 r)
{
  HfRefKind kind = hf_heap_ref_kind (self->heap, r);
  const char *name = hf_heap_ref_name (self->heap, r);
  HfJsonLabel parsed;

  g_string_truncate (self->label, 0);
  hf_heap_ref_append_label (self->heap, r, self->label);
  parsed = hf_json_label_parse (self->label->str, self->label->len);
  if (parsed.kind == kind && parsed.number == hf_heap_ref_number (self->heap, r) &&
      strlen (name) == parsed.length && memcmp (name, parsed.name, parsed.length) == 0)
    {
      if (self->label->len == 0)
        return;
      g_string_append (self->to, ",\"name\":");
      put_string (self->to, self->label->str, self->label->len);
      return;
    }

  g_string_append_printf (self->to, ",\"in\":\"%s\"", hf_json_place_to_string (kind));
  put_member (self->to, "name", name);
}

static void
put_ref (Writer *self,
         guint32 r)
{
  HfRef ref = self->graph->out[r];
  HfRefClass class = hf_ref_class (ref);

  g_string_append (self->to, "{\"to\":");
  put_id (self, hf_ref_object (ref));
  put_ref_name (self, r);
  if (class != HF_CLASS_STRONG && class != HF_CLASS_STRUCTURAL)
    g_string_append_printf (self->to, ",\"kind\":\"%s\"", hf_dump_json_classes[class]);
  g_string_append_c (self->to, '}');
}

static gboolean
put_object (Writer     *self,
            guint32     object,
            HfProgress *progress,
            GError    **error)
{
  guint32 begin = self->graph->out_begin[object];
  guint32 end = self->graph->out_begin[object + 1];
  guint32 refcount = hf_heap_refcount (self->heap, object);
  GString *to = self->to;

  g_string_append (to, "{\"id\":");
  put_id (self, object);
  g_string_append (to, ",\"type\":");
  put_text (to, hf_heap_type_name_of (self->heap, object));
  g_string_append (to, ",\"size\":");
  put_number (to, hf_heap_shallow (self->heap, object));
  put_member (to, "value", hf_heap_value (self->heap, object));
  if (refcount != HF_REFCOUNT_UNKNOWN)
    g_string_append_printf (to, ",\"refcount\":%u", refcount);
  if (hf_heap_flags (self->heap, object) != 0)
    put_flags (to, hf_heap_flags (self->heap, object), hf_dump_json_object_flags, 8);
  if (hf_heap_site (self->heap, object) != 0)
    g_string_append_printf (to, ",\"site\":%u", hf_heap_site (self->heap, object));
  if (hf_heap_born (self->heap, object) != 0)
    g_string_append_printf (to, ",\"born\":%u", hf_heap_born (self->heap, object));
  if (begin < end)
    {
      g_string_append (to, ",\"refs\":[");
      for (guint32 r = begin; r < end; r++)
        {
          if ((r - begin) % HF_PROGRESS_INTERVAL == HF_PROGRESS_INTERVAL - 1 && hf_progress_step (progress, 0, error))
            return FALSE;
          if (r > begin)
            g_string_append_c (to, ',');
          put_ref (self, r);
          flush (self, FLUSH_SIZE);
        }
      g_string_append_c (to, ']');
    }
  g_string_append_c (to, '}');

  return TRUE;
}

static gboolean
put_objects (Writer     *self,
             HfProgress *progress,
             GError    **error)
{
  guint32 n = self->graph->n - 1;

  if (!self->lines)
    begin_list (self, "objects");
  for (guint32 i = 0; i < n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      if (hf_dump_output_failed (self->output))
        return TRUE;
      if (!self->lines)
        g_string_append (self->to, i > 0 ? ",\n" : "\n");
      if (!put_object (self, hf_heap_by_address (self->heap, i), progress, error))
        return FALSE;
      if (self->lines)
        g_string_append_c (self->to, '\n');
      flush (self, FLUSH_SIZE);
    }
  if (!self->lines)
    end_list (self);

  return TRUE;
}

static void
put_roots (Writer *self)
{
  guint32 n = hf_heap_n_roots (self->heap);
  const char *comma = "";

  if (!(hf_heap_info (self->heap)->has & HF_HAS_ROOTS) && (n == 0 || hf_heap_root_kind (self->heap, 0) == HF_ROOT_ASSUMED))
    return;

  begin_list (self, "roots");
  for (guint32 r = 0; r < n; r++)
    {
      if (!hf_dump_root_is_given (self->heap, r))
        continue;
      g_string_append_printf (self->to, "%s{\"to\":", comma);
      put_id (self, hf_ref_object (self->graph->out[r]));
      g_string_append_printf (self->to, ",\"kind\":\"%s\",\"name\":", hf_dump_json_root_kinds[hf_heap_root_kind (self->heap, r)]);
      put_text (self->to, hf_heap_ref_name (self->heap, r));
      g_string_append (self->to, hf_heap_root_owns (self->heap, r) ? ",\"owns\":true}" : "}");
      flush (self, FLUSH_SIZE);
      comma = ",";
    }
  end_list (self);
}

/* ---- the whole file --------------------------------------------------------------------------------------------------------- */

/* Ids must be distinct, which addresses are unless the dump has none. */
static gboolean
choose_ids (Writer  *self,
            GError **error)
{
  guint32 n = self->graph->n - 1;

  for (guint32 i = 1; i < n && !self->own_ids; i++)
    self->own_ids = hf_heap_address (self->heap, hf_heap_by_address (self->heap, i - 1)) == hf_heap_address (self->heap, hf_heap_by_address (self->heap, i));
  if (!self->own_ids)
    return TRUE;

  self->rank = g_try_new (guint32, (gsize) n + 1);
  if (self->rank == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to write the dump.");
      return FALSE;
    }
  for (guint32 i = 0; i < n; i++)
    self->rank[hf_heap_by_address (self->heap, i)] = i;

  return TRUE;
}

gboolean
hf_dump_write_json (const HfHeap *heap,
                    gboolean      lines,
                    HfDumpOutput *output,
                    HfProgress   *progress,
                    GError      **error)
{
  Writer self = { .heap = heap, .graph = hf_heap_graph (heap), .output = output, .lines = lines };
  gboolean good;

  if (!choose_ids (&self, error))
    return FALSE;

  self.to = g_string_sized_new (2 * FLUSH_SIZE);
  self.label = g_string_new (NULL);
  put_header (&self);
  if (lines)
    g_string_append (self.to, "}\n");
  put_types (&self);
  put_sites (&self);
  good = put_objects (&self, progress, error);
  if (good)
    put_roots (&self);
  if (!lines)
    g_string_append (self.to, "}\n");
  flush (&self, 0);

  g_string_free (self.to, TRUE);
  g_string_free (self.label, TRUE);
  g_free (self.rank);

  return good;
}
