/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-json-private.h"

#include <math.h>
#include <string.h>

#include "hf-dump-write.h"
#include "hf-python-types.h"

gboolean
hf_dump_sniff_json (const guint8 *start,
                    gsize         n)
{
  if (n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    {
      start += 3;
      n -= 3;
    }
  while (n > 0 && (*start == ' ' || *start == '\t' || *start == '\r' || *start == '\n'))
    {
      start++;
      n--;
    }

  return n > 0 && *start == '{' && memmem (start, n, "\"holdfast\"", 10) != NULL;
}

/* ---- the document's members ------------------------------------------------------------------------------------------------------- */

static void
read_list (HfJsonReader *self,
           void (*read_one) (HfJsonReader *self))
{
  if (hf_json_reader_is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    read_one (self);
}

static void
read_version (HfJsonReader *self)
{
  guint64 version;

  if (!hf_json_scanner_uint64 (self->scanner, &version))
    return;
  self->met_version = version == 1;
  if (!self->met_version)
    hf_json_scanner_fail (self->scanner, "\"holdfast\" is not 1, the only version of the form that is known");
}

static void
read_lack (HfJsonReader *self)
{
  g_autofree char *sentence = hf_json_reader_take_string (self);

  if (sentence != NULL && self->n_lacks++ < HF_DUMP_MAX_LACKS)
    hf_heap_builder_add_lack (self->builder, sentence);
}

static void
read_untracked (HfJsonReader *self)
{
  g_autofree char *type = hf_json_reader_take_string (self);

  if (type != NULL && self->n_untracked++ < HF_DUMP_MAX_UNTRACKED)
    hf_heap_builder_add_untracked (self->builder, type);
}

static void
read_has_word (HfJsonReader *self)
{
  HfJsonText text;

  self->met_has = TRUE;
  if (hf_json_scanner_string (self->scanner, &text))
    self->has |= hf_dump_has_from_word (text.text, text.length);
}

static void
read_text_member (HfJsonReader *self,
                  void (*set) (HfHeapBuilder *builder, const char *text))
{
  g_autofree char *text = hf_json_reader_take_string (self);

  if (text != NULL)
    set (self->builder, text);
}

static void
read_runtime (HfJsonReader *self)
{
  g_autofree char *runtime = hf_json_reader_take_string (self);

  if (runtime == NULL || *runtime == '\0')
    return;
  self->met_runtime = TRUE;
  self->is_python = hf_python_types_is_runtime (runtime);
  hf_heap_builder_set_runtime (self->builder, runtime);
}

static void
read_number_member (HfJsonReader *self,
                    gboolean      is_time)
{
  double number;

  if (hf_json_reader_is_null (self) || !hf_json_scanner_double (self->scanner, &number) || fabs (number) > 9e12)
    return;
  if (is_time)
    hf_heap_builder_set_time (self->builder, llround (number * 1e6));
  else
    hf_heap_builder_set_pid (self->builder, (gint64) number);
}

static void
read_document_member (HfJsonReader     *self,
                      const HfJsonText *key)
{
  guint64 number;

  if (hf_json_text_is (key, "objects"))
    {
      self->met_objects_array = TRUE;
      read_list (self, hf_json_reader_read_object);
    }
  else if (hf_json_text_is (key, "roots"))
    {
      self->seen |= HF_HAS_ROOTS;
      read_list (self, hf_json_reader_read_root);
    }
  else if (hf_json_text_is (key, "types"))
    read_list (self, hf_json_reader_read_type);
  else if (hf_json_text_is (key, "sites"))
    read_list (self, hf_json_reader_read_site);
  else if (hf_json_text_is (key, "holdfast"))
    read_version (self);
  else if (hf_json_text_is (key, "runtime"))
    read_runtime (self);
  else if (hf_json_text_is (key, "program"))
    read_text_member (self, hf_heap_builder_set_program);
  else if (hf_json_text_is (key, "host"))
    read_text_member (self, hf_heap_builder_set_host);
  else if (hf_json_text_is (key, "pid") || hf_json_text_is (key, "time"))
    read_number_member (self, hf_json_text_is (key, "time"));
  else if (hf_json_text_is (key, "has"))
    {
      self->met_has = TRUE;
      read_list (self, read_has_word);
    }
  else if (hf_json_text_is (key, "lacks"))
    read_list (self, read_lack);
  else if (hf_json_text_is (key, "tracking"))
    read_text_member (self, hf_heap_builder_set_tracking);
  else if (hf_json_text_is (key, "tracked_as"))
    {
      if (hf_json_reader_take_size (self, 0, &number))
        hf_heap_builder_set_tracked_as (self->builder, (guint32) MIN (number, G_MAXUINT32));
    }
  else if (hf_json_text_is (key, "untracked"))
    read_list (self, read_untracked);
  else if (hf_json_text_is (key, "count"))
    hf_json_reader_take_size (self, 0, &self->count);
  else if (hf_json_text_is (key, "truncated"))
    {
      g_free (self->truncated);
      self->truncated = hf_json_reader_take_string (self);
    }
  else
    hf_json_scanner_skip (self->scanner);
}

/* A line, or the whole document: an object of the program if it has an id. */
static void
read_top (HfJsonReader *self)
{
  HfJsonText key;

  hf_json_reader_begin_object (self);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (!hf_json_reader_read_member (self, &key))
      read_document_member (self, &key);
  if (!hf_json_scanner_failed (self->scanner) && self->has_id)
    hf_json_reader_end_object (self);
}

/* ---- the whole file ----------------------------------------------------------------------------------------------------------------- */

/* Reads to the end, past damaged lines. Returns what was wrong, or NULL. */
static char *
read_all (HfJsonReader *self)
{
  g_autofree char *first = NULL;
  guint64 n_damaged = 0;

  for (;;)
    {
      if (hf_json_scanner_peek (self->scanner) != HF_JSON_END)
        {
          self->n_lines++;
          read_top (self);
        }
      if (!hf_json_scanner_failed (self->scanner))
        {
          if (hf_json_scanner_peek (self->scanner) == HF_JSON_END && !hf_json_scanner_failed (self->scanner))
            break;
          if (!hf_json_scanner_failed (self->scanner))
            continue;
        }

      n_damaged++;
      if (first == NULL)
        first = g_strdup (hf_json_scanner_message (self->scanner));
      if (self->met_objects_array || !self->met_version || !hf_heap_builder_check (self->builder, NULL) ||
          !hf_json_scanner_next_line (self->scanner))
        break;
    }

  if (first == NULL)
    return NULL;
  if (n_damaged == 1)
    return g_strdup_printf ("Damaged at %s.", first);

  return g_strdup_printf ("Damaged at %s; %" G_GUINT64_FORMAT " lines in all were left out.", first, n_damaged);
}

/* An id is the object's address if the runtime has addresses. CPython has, and puts objects at multiples of eight; of other
 * runtimes only those who write "0x7f…" can be taken to mean one. */
static gboolean
ids_are_addresses (const HfJsonReader *self)
{
  return !self->has_plain_id || (self->is_python && !self->has_odd_id);
}

static gboolean
finish (HfJsonReader *self,
        const char   *damage,
        GError      **error)
{
  const char *packed_damage = hf_dump_input_damage (self->input);
  guint32 n = hf_heap_builder_n_objects (self->builder);
  g_autofree char *sentence = NULL;

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (damage == NULL && packed_damage == NULL && !self->met_version)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_NOT_A_DUMP,
                   "It is JSON, but no object in it (from byte 0 on) has the member \"holdfast\" of the interchange form.");
      return FALSE;
    }
  if (n == 0 && damage == NULL && self->count != G_MAXUINT64 && self->count > 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "It ends at byte %" G_GUINT64_FORMAT ", before the first of %" G_GUINT64_FORMAT " objects.",
                   hf_dump_input_offset (self->input), self->count);
      return FALSE;
    }
  if ((damage != NULL || packed_damage != NULL) && (n == 0 || !self->met_version))
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s No object could be read%s.", damage != NULL ? damage : "It ends too early.",
                   self->met_version ? "" : " as the interchange form");
      return FALSE;
    }

  hf_heap_builder_set_format (self->builder, self->met_objects_array || self->n_lines <= 1 ? "Holdfast interchange JSON"
                                                                                            : "Holdfast interchange JSON Lines");
  if (ids_are_addresses (self))
    self->seen |= HF_HAS_ADDRESSES;
  hf_heap_builder_set_has (self->builder, self->met_has ? self->has : self->seen);
  if (self->truncated != NULL)
    hf_heap_builder_set_truncated (self->builder, self->truncated);
  else if (self->count != G_MAXUINT64 && self->count != n)
    {
      sentence = g_strdup_printf ("The file ends at byte %" G_GUINT64_FORMAT " with %u objects; there should be %" G_GUINT64_FORMAT ".",
                                  hf_dump_input_offset (self->input), n, self->count);
      hf_heap_builder_set_truncated (self->builder, sentence);
    }
  if (damage != NULL || packed_damage != NULL)
    {
      g_free (sentence);
      sentence = g_strdup_printf ("%s%s%s What else there is was read: %u objects.", packed_damage != NULL ? packed_damage : "",
                                  packed_damage != NULL && damage != NULL ? " " : "", damage != NULL ? damage : "", n);
      hf_heap_builder_set_truncated (self->builder, sentence);
      if (!(self->seen & HF_HAS_ROOTS))
        hf_heap_builder_set_has (self->builder, (self->met_has ? self->has : self->seen) & ~HF_HAS_ROOTS);
    }

  return TRUE;
}

gboolean
hf_dump_read_json (HfDumpInput   *input,
                   HfHeapBuilder *builder,
                   HfProgress    *progress,
                   GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  g_autoptr (HfStrings) type_names = hf_strings_new ();
  HfJsonReader self = { .scanner = scanner, .input = input, .builder = builder, .type_names = type_names,
                  .count = G_MAXUINT64 };
  g_autofree char *damage = NULL;
  gboolean good;

  self.value = g_string_new (NULL);
  self.name = g_string_new (NULL);
  self.type_objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  hf_dump_input_skip_byte_order_mark (input);
  damage = read_all (&self);
  hf_json_reader_finish_types (&self);
  good = finish (&self, damage, error);

  g_string_free (self.value, TRUE);
  g_string_free (self.name, TRUE);
  g_hash_table_unref (self.type_objects);
  g_free (self.truncated);
  hf_vector_clear (&self.type_ids);
  hf_vector_clear (&self.refs);

  return good;
}
