/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "hf-dump-v8-private.h"

gboolean
hf_dump_sniff_v8 (const guint8 *start,
                  gsize         n)
{
  gsize at = n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (at < n && strchr (" \t\r\n", start[at]) != NULL && start[at] != 0)
    at++;

  return at < n && start[at] == '{' && hf_dump_sniff_finds (start + at, MIN (n - at, 2000), "\"snapshot\"") &&
         hf_dump_sniff_finds (start + at, MIN (n - at, 4000), "\"meta\"");
}

/* ---- the lists ------------------------------------------------------------------------------------------------------------- */

#define RECORDS 512

gboolean
hf_v8_read_records (HfV8Reader        *self,
                    const HfV8Columns *columns,
                    void (*take) (HfV8Reader *self, const guint64 *record))
{
  guint64 numbers[RECORDS * 8];
  gsize records = G_N_ELEMENTS (numbers) / columns->stride;
  gsize n;

  if (!hf_json_scanner_enter_array (self->scanner))
    return FALSE;
  do
    {
      n = hf_json_scanner_uint64_items (self->scanner, numbers, records * columns->stride);
      for (gsize i = 0; i + columns->stride <= n; i += columns->stride)
        take (self, numbers + i);
      if (!hf_heap_builder_check (self->builder, NULL))
        return hf_json_scanner_fail (self->scanner, "the heap does not fit in memory");
    }
  while (n == records * columns->stride);
  if (!hf_json_scanner_failed (self->scanner) && n % columns->stride != 0)
    hf_json_scanner_fail (self->scanner, "the last entry of a list is not complete");

  return !hf_json_scanner_failed (self->scanner);
}

/* The type keeps its low 16 bits; what is known of detachedness goes above them. */
static void
take_node (HfV8Reader    *self,
           const guint64 *record)
{
  const HfV8Columns *columns = &self->nodes;
  guint32 type = (guint32) MIN (hf_v8_field (columns, record, HF_V8_NODE_TYPE), HF_V8_MAX_TYPES);
  guint32 detached = (guint32) MIN (hf_v8_field (columns, record, HF_V8_NODE_DETACHED), 3);
  guint32 trace = hf_v8_small (hf_v8_field (columns, record, HF_V8_NODE_TRACE));
  HfLateObject object = {
    .address = hf_v8_field (columns, record, HF_V8_NODE_ID),
    .shallow = hf_v8_field (columns, record, HF_V8_NODE_SIZE),
    .type = type | detached << 16,
    .value = hf_v8_small (hf_v8_field (columns, record, HF_V8_NODE_NAME)),
    .site = trace != HF_NONE ? trace : 0,
    .n_refs = (guint32) MIN (hf_v8_field (columns, record, HF_V8_NODE_EDGES), G_MAXUINT32),
  };

  hf_heap_builder_add_late_object (self->builder, &object);
}

static void
take_edge (HfV8Reader    *self,
           const guint64 *record)
{
  const HfV8Columns *columns = &self->edges;

  hf_heap_builder_add_late_ref (self->builder, hf_v8_object_at (self, record[columns->at[HF_V8_EDGE_TO]]),
                                (guint8) MIN (record[columns->at[HF_V8_EDGE_TYPE]], G_MAXUINT8),
                                hf_v8_small (record[columns->at[HF_V8_EDGE_NAME]]));
}

static void
read_strings (HfV8Reader *self)
{
  HfJsonText text;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner) && hf_json_scanner_string (self->scanner, &text))
    {
      if (text.length >= G_MAXUINT32 - self->text.n || !hf_vector_reserve (&self->text, text.length + 1) ||
          !hf_vector_push (&self->text_begin, (guint32) self->text.n))
        {
          hf_json_scanner_fail (self->scanner, "its strings do not fit in memory");
          return;
        }
      memcpy (self->text.at + self->text.n, text.text, text.length);
      self->text.n += text.length;
    }
  self->met_all_strings = !hf_json_scanner_failed (self->scanner);
}

static gboolean
first_time (HfV8Reader *self,
            gboolean   *met)
{
  if (*met)
    return hf_json_scanner_fail (self->scanner, "a list that stands there already begins again");

  return *met = TRUE;
}

static void
read_member (HfV8Reader       *self,
             const HfJsonText *key)
{
  if (hf_json_text_is (key, "snapshot"))
    hf_v8_read_snapshot (self);
  else if (hf_json_text_is (key, "nodes"))
    {
      if (first_time (self, &self->met_nodes) && hf_v8_has_columns (self, &self->nodes, "nodes"))
        self->met_all_nodes = hf_v8_read_records (self, &self->nodes, take_node);
    }
  else if (hf_json_text_is (key, "edges"))
    {
      if (first_time (self, &self->met_edges) && hf_v8_has_columns (self, &self->edges, "edges"))
        self->met_all_edges = hf_v8_read_records (self, &self->edges, take_edge);
    }
  else if (hf_json_text_is (key, "strings"))
    {
      if (first_time (self, &self->met_strings))
        read_strings (self);
    }
  else if (hf_json_text_is (key, "trace_function_infos") && self->functions.stride > 0)
    hf_v8_read_records (self, &self->functions, hf_v8_take_function);
  else if (hf_json_text_is (key, "trace_tree") && self->traces.stride > 0)
    hf_v8_read_trace (self);
  else if (hf_json_text_is (key, "locations") && self->places.stride > 0 && self->nodes.stride > 0)
    hf_v8_read_records (self, &self->places, hf_v8_take_place);
  else
    hf_json_scanner_skip (self->scanner);
}

static void
read_document (HfV8Reader *self)
{
  HfJsonText key;

  hf_dump_input_skip_byte_order_mark (self->input);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    read_member (self, &key);
}

/* ---- what came of it --------------------------------------------------------------------------------------------------------- */

/* Without all nodes no reference is there; without any reference nothing can be asked. */
static gboolean
is_usable (HfV8Reader *self,
           GError    **error)
{
  const char *message = hf_json_scanner_message (self->scanner);
  const char *missing = !self->met_all_nodes ? "its objects are not complete, and its references would come behind them"
                        : "none of its references is there";

  if (self->met_all_nodes && hf_heap_builder_n_objects (self->builder) > 0 && (self->rows.n_refs > 0 || self->met_all_edges))
    return TRUE;
  if (message != NULL)
    g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                 "Damaged at %s; %s.", message, missing);
  else
    g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "It ends at byte %" G_GUINT64_FORMAT " without objects and their references.",
                 hf_dump_input_offset (self->input));

  return FALSE;
}

static HfV8Engine
find_engine (const HfV8Reader *self)
{
  if (self->engine == HF_V8_ENGINE_JULIA)
    return HF_V8_ENGINE_JULIA;
  for (guint32 i = 0; i < MIN (self->rows.n_objects, 64); i++)
    {
      gsize length = 0;
      const char *text = hf_v8_text (self, self->rows.value[i], &length);

      if (text != NULL && length == 10 && memcmp (text, "(GC Roots)", 10) == 0)
        return HF_V8_ENGINE_HERMES;
    }

  return self->nodes.at[HF_V8_NODE_ID] >= 0 && self->rows.address[0] == 0 ? HF_V8_ENGINE_BUN : HF_V8_ENGINE_V8;
}

static void
tell_runtime (HfV8Reader *self)
{
  static const char *const formats[] = { "V8 heap snapshot", "V8 heap snapshot by Bun", "V8 heap snapshot by Hermes", "V8 heap snapshot by Julia" };
  static const char *const runtimes[] = { "JavaScript (V8)", "JavaScript (Bun)", "JavaScript (Hermes)", "Julia" };
  /* Bun numbers what one snapshot holds. */
  HfHas has = HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES | (self->has_sites ? HF_HAS_SITES : 0) |
              (self->engine != HF_V8_ENGINE_BUN && self->nodes.at[HF_V8_NODE_ID] >= 0 ? HF_HAS_ADDRESSES : 0);

  hf_heap_builder_set_format (self->builder, formats[self->engine]);
  hf_heap_builder_set_runtime (self->builder, runtimes[self->engine]);
  hf_heap_builder_set_has (self->builder, has);
  if (self->native_bytes > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("Beside the objects the program holds %" G_GUINT64_FORMAT " bytes that no object of the dump accounts for.",
                                                   self->native_bytes);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
}

static void
tell_truncated (HfV8Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  const char *message = hf_json_scanner_message (self->scanner);
  const HfLateRows *rows = &self->rows;
  GString *sentence = g_string_new (packed);

  if (message != NULL)
    g_string_append_printf (sentence, "%sDamaged at %s.", sentence->len > 0 ? " " : "", message);
  if (self->node_count > rows->n_objects)
    g_string_append_printf (sentence, "%sThe file speaks of %" G_GUINT64_FORMAT " objects and has %u.", sentence->len > 0 ? " " : "",
                            self->node_count, rows->n_objects);
  if (rows->n_claimed > rows->n_refs)
    g_string_append_printf (sentence, "%sOf %" G_GUINT64_FORMAT " references %u are there.", sentence->len > 0 ? " " : "",
                            rows->n_claimed, rows->n_refs);
  if (rows->n_added > rows->n_refs)
    g_string_append_printf (sentence, "%s%" G_GUINT64_FORMAT " references that belong to no object were left out.",
                            sentence->len > 0 ? " " : "", rows->n_added - rows->n_refs);
  if (!self->met_all_strings)
    g_string_append_printf (sentence, "%sThe strings at the file's end are missing%s: what they name is called \"name #1\" and so on.",
                            sentence->len > 0 ? " " : "", self->text_begin.n > 0 ? " in part" : "");
  if (sentence->len > 0 && message == NULL)
    g_string_append_printf (sentence, " The file ends at byte %" G_GUINT64_FORMAT ".", hf_dump_input_offset (self->input));
  if (sentence->len > 0)
    hf_heap_builder_set_truncated (self->builder, sentence->str);
  g_string_free (sentence, TRUE);
}

static gboolean
finish (HfV8Reader *self,
        GError    **error)
{
  static const char *const words[] = { "V8", "Bun", "Hermes", "Julia" };
  guint32 root;

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_open (self->builder, &self->rows, error) || !is_usable (self, error))
    return FALSE;

  self->engine = find_engine (self);
  root = hf_v8_object_at (self, self->root_index);
  if (root >= self->rows.n_objects)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "The root, %" G_GUINT64_FORMAT ", is none of its %u objects; it ends at byte %" G_GUINT64_FORMAT ".",
                   self->root_index, self->rows.n_objects, hf_dump_input_offset (self->input));
      return FALSE;
    }
  if (hf_dump_input_limits (self->input)->chrome_numbers && !hf_v8_count_as_chrome (self, root, error))
    return FALSE;
  if (!hf_v8_spread_detached (self, error) || !hf_v8_settle_sites (self, error) || !hf_v8_settle (self, error))
    return FALSE;
  if (self->page_owned != NULL && !hf_v8_adopt_orphans (self, root, error))
    return FALSE;
  hf_heap_builder_add_root (self->builder, HF_ROOT_INTERPRETER, words[self->engine], root, FALSE);
  tell_runtime (self);
  tell_truncated (self);

  return TRUE;
}

gboolean
hf_dump_read_v8 (HfDumpInput   *input,
                 HfHeapBuilder *builder,
                 HfProgress    *progress,
                 GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  HfV8Reader self = { .scanner = scanner, .input = input, .builder = builder, .progress = progress };
  gboolean good;

  self.node_types = g_array_new (FALSE, FALSE, sizeof (gint));
  self.edge_types = g_array_new (FALSE, FALSE, sizeof (gint));
  self.node_words = g_ptr_array_new_with_free_func (g_free);
  read_document (&self);
  good = finish (&self, error);

  g_array_unref (self.node_types);
  g_array_unref (self.edge_types);
  g_ptr_array_unref (self.node_words);
  for (guint i = 0; i < HF_V8_N_FORMS; i++)
    g_free (self.labels[i]);
  g_free (self.page_owned);
  g_free (self.object_types);
  g_free (self.system_types);
  hf_vector_clear (&self.text);
  hf_vector_clear (&self.text_begin);
  hf_vector_clear (&self.function_list);
  hf_vector_clear (&self.trace_list);
  hf_vector_clear (&self.place_list);

  return good;
}
