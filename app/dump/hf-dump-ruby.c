/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-ruby-private.h"

#include <string.h>

/* Ruby's ObjectSpace.dump_all(): JSON Lines, {"address":"0x7f…", "type":"STRING", "class":"0x7f…", "value":"…", "references":["0x…"]},
 * roots by category before them, and from 3.2 on the shapes of objects. */

static gboolean
has (const guint8 *start,
     gsize         n,
     const char   *text)
{
  return memmem (start, n, text, strlen (text)) != NULL;
}

/* Types are written in capitals, addresses as texts; others write neither so. */
gboolean
hf_dump_sniff_ruby (const guint8 *start,
                    gsize         n)
{
  const guint8 *end;

  if (n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    {
      start += 3;
      n -= 3;
    }
  end = memchr (start, '\n', n);
  if (end != NULL)
    n = (gsize) (end - start);
  n = MIN (n, 1000);
  if (n == 0 || *start != '{')
    return FALSE;

  return (has (start, n, "\"type\":\"ROOT\"") && has (start, n, "\"root\"")) || (has (start, n, "\"address\":\"0x") && has (start, n, "\"type\":\""));
}

/* ---- the file ---------------------------------------------------------------------------------------------------------------- */

static void
read_lines (HfRuby *self)
{
  while (!self->no_memory && (hf_json_scanner_peek (self->scanner) != HF_JSON_END || hf_json_scanner_failed (self->scanner)))
    {
      if (!hf_json_scanner_failed (self->scanner) && hf_ruby_read_line (self))
        hf_ruby_add (self);
      if (!hf_json_scanner_failed (self->scanner))
        continue;
      self->n_damaged++;
      if (self->first_damage == NULL)
        self->first_damage = g_strdup (hf_json_scanner_message (self->scanner));
      if (!hf_heap_builder_check (self->builder, NULL) || !hf_json_scanner_next_line (self->scanner))
        return;
    }
}

static void
tell_damage (HfRuby *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  g_autoptr (GString) words = g_string_new (packed);

  if (self->first_damage != NULL)
    g_string_append_printf (words, "%sDamaged at %s. %" G_GUINT64_FORMAT " lines in all were left out.", words->len > 0 ? " " : "", self->first_damage,
                            self->n_damaged);
  if (words->len == 0)
    return;
  g_string_append_printf (words, " %u objects were read.", hf_heap_builder_n_objects (self->builder));
  hf_heap_builder_set_truncated (self->builder, words->str);
}

static void
tell (HfRuby *self)
{
  hf_heap_builder_set_format (self->builder, "Ruby ObjectSpace");
  hf_heap_builder_set_runtime (self->builder, self->n_shapes > 0 ? "Ruby (3.2 or newer)" : "Ruby");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES | (self->roots.n > 0 ? HF_HAS_ROOTS : 0) |
                                            (g_hash_table_size (self->sites) > 0 ? HF_HAS_SITES : 0) | (self->n_shapes > 0 ? HF_HAS_NAMES : 0));
  hf_heap_builder_add_lack (self->builder, "Ruby writes every slot that was not swept yet: what no root reaches is mostly garbage that waits for the collector.");
  hf_heap_builder_add_lack (self->builder, self->n_shapes > 0 ? "Instance variables have names where all of an object's hold objects; other references have none."
                                                              : "References have no names in it.");
  if (self->roots.n == 0)
    hf_heap_builder_add_lack (self->builder, "It has no roots, as dumps of new objects alone: objects without referrers stand in for them.");
  if (self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " objects are in the dump more than once: each counts once.", self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  tell_damage (self);
}

static gboolean
finish (HfRuby  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for the heap.");
      return FALSE;
    }
  if (hf_heap_builder_n_objects (self->builder) == 0)
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT, "%s%s: no object could be read.",
                   self->first_damage != NULL ? "Damaged at " : "It ends at line 1", self->first_damage != NULL ? self->first_damage : "");
      return FALSE;
    }
  hf_id_table_seal (self->addresses);
  if (!hf_ruby_settle (self, error))
    return FALSE;
  tell (self);

  return TRUE;
}

/* ---- making and clearing --------------------------------------------------------------------------------------------------------- */

static guint
hash_site (gconstpointer data)
{
  const HfRubySite *site = data;

  return site->file * 0x9E3779B1u ^ site->method * 0x85EBCA6Bu ^ site->line * 0xC2B2AE35u;
}

/* The number is in the upper half, which g_int64_hash() leaves out. */
static guint
hash_root (gconstpointer key)
{
  return (guint) ((*(const guint64 *) key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32);
}

static gboolean
equal_sites (gconstpointer a,
             gconstpointer b)
{
  return memcmp (a, b, sizeof (HfRubySite)) == 0;
}

static GString **
texts_of (HfRubyLine *line,
          guint       i)
{
  GString **const texts[] = { &line->type, &line->imemo, &line->value, &line->name, &line->structure, &line->encoding,
                              &line->file, &line->method, &line->root, &line->edge, &line->called };

  return i < G_N_ELEMENTS (texts) ? texts[i] : NULL;
}

static void
begin (HfRuby *self)
{
  for (guint i = 0; texts_of (&self->line, i) != NULL; i++)
    *texts_of (&self->line, i) = g_string_new (NULL);
  self->addresses = hf_id_table_new ();
  self->classes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->shapes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->roots_met = g_hash_table_new_full (hash_root, g_int64_equal, g_free, NULL);
  self->sites = g_hash_table_new_full (hash_site, equal_sites, g_free, NULL);
  self->word_class = hf_heap_builder_string (self->builder, "class", -1);
  self->word_super = hf_heap_builder_string (self->builder, "superclass", -1);
  self->word_default = hf_heap_builder_string (self->builder, "default", -1);
  self->word_reference = hf_heap_builder_string (self->builder, "reference", -1);
}

static void
clear (HfRuby *self)
{
  for (guint i = 0; texts_of (&self->line, i) != NULL; i++)
    g_string_free (*texts_of (&self->line, i), TRUE);
  hf_vector_clear (&self->line.refs);
  hf_id_table_free (self->addresses);
  hf_vector_clear (&self->dump_ids);
  g_hash_table_unref (self->classes);
  g_hash_table_unref (self->shapes);
  g_hash_table_unref (self->roots_met);
  g_hash_table_unref (self->sites);
  hf_vector_clear (&self->roots);
  g_free (self->first_damage);
}

gboolean
hf_dump_read_ruby (HfDumpInput   *input,
                   HfHeapBuilder *builder,
                   HfProgress    *progress,
                   GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  HfRuby self = { .scanner = scanner, .input = input, .builder = builder, .progress = progress };
  gboolean good;

  begin (&self);
  hf_dump_input_skip_byte_order_mark (input);
  read_lines (&self);
  good = finish (&self, error);
  clear (&self);

  return good;
}
