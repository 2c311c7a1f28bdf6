/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-dump-lines.h"

/* A log of Firefox's cycle collector (cc-edges): "ADDRESS [rc=3] LABEL" is a counted object of C++, "ADDRESS [gc] LABEL" or
 * "[gc.marked]" one of JavaScript; "> ADDRESS NAME" its references; what the collector found comes behind a line of "=". Who
 * holds a counted object from outside is seen by its count. */

typedef struct
{
  guint64 key;
  guint64 value;
} WeakEntry;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfAddressTable numbers; /* dump ids */
  HF_VECTOR (WeakEntry) weak;
  gboolean no_memory;
  gboolean met_separator;
  gboolean in_node;
  guint64 n_unknown;
  guint64 n_twice;
} Reader;

gboolean
hf_dump_sniff_cc_edges (const guint8 *start,
                        gsize         n)
{
  const char *at = (const char *) start;

  for (guint i = 0; i < 10 && n > 0; i++)
    {
      const char *end = memchr (at, '\n', n);
      HfLine line = { at, end != NULL ? (gsize) (end - at) : n }, word;
      guint64 address;

      if (hf_line_starts (&line, "# WantAllTraces=") || hf_line_starts (&line, "IncrementalRoot 0x"))
        return TRUE;
      if (line.length > 0 && line.at[0] != '#' && !hf_line_starts (&line, "WeakMapEntry "))
        return hf_line_starts (&line, "0x") && hf_line_word (&line, &word) && hf_line_address (&word, &address) &&
               (hf_line_starts (&line, "[rc=") || hf_line_starts (&line, "[gc]") || hf_line_starts (&line, "[gc.marked]"));
      if (end == NULL)
        break;
      n -= (gsize) (end + 1 - at);
      at = end + 1;
    }

  return FALSE;
}

/* ---- lines -------------------------------------------------------------------------------------------------------------------- */

static void
take_weak_entry (Reader *self,
                 HfLine *line)
{
  WeakEntry entry = { 0 };
  HfLine word;

  while (hf_line_word (line, &word))
    {
      gboolean is_key = hf_line_starts (&word, "key="), is_value = hf_line_starts (&word, "value=");
      gsize skip = is_key ? 4 : 6;
      HfLine number = { word.at + skip, word.length - skip };

      if (is_key || is_value)
        hf_line_address (&number, is_key ? &entry.key : &entry.value);
    }
  if (entry.key != 0 && entry.value != 0)
    self->no_memory = self->no_memory || !hf_vector_push (&self->weak, entry);
}

/* "JS Object (Function - name)", "JS Scope", "nsDocument normal (xhtml) about:blank" */
static guint32
type_of (Reader       *self,
         const HfLine *label,
         HfLine       *value)
{
  HfLine name = *label, rest = *label;
  g_autofree char *text = NULL;

  if (hf_line_starts (label, "JS Object ("))
    {
      const char *inside = label->at + 11, *end = label->at + label->length;
      const char *dash = memmem (inside, (gsize) (end - inside), " - ", 3);
      const char *close = memrchr (inside, ')', (gsize) (end - inside));

      close = close != NULL ? close : end;
      name = (HfLine) { inside, (gsize) ((dash != NULL && dash < close ? dash : close) - inside) };
      *value = dash != NULL && dash < close ? (HfLine) { dash + 3, (gsize) (close - dash - 3) } : (HfLine) { inside, 0 };
    }
  else if (hf_line_starts (label, "JS "))
    *value = (HfLine) { label->at, 0 };
  else
    {
      hf_line_word (&rest, &name);
      *value = rest;
    }
  text = name.length > 0 ? g_strndup (name.at, MIN (name.length, 1024)) : g_strdup ("unknown");

  return hf_heap_builder_type (self->builder, "", text, strcmp (text, "Function") == 0 ? HF_KIND_FUNCTION : HF_KIND_INSTANCE, 0);
}

static void
take_node (Reader *self,
           guint64 address,
           HfLine *label)
{
  HfObjectSpec spec = { .address = address, .refcount = HF_REFCOUNT_UNKNOWN };
  guint32 number = self->numbers.n, met;
  HfLine mark, value;
  gboolean is_marked;

  self->in_node = FALSE;
  if (!hf_line_word (label, &mark) || mark.at[0] != '[')
    {
      self->n_unknown++;
      return;
    }
  met = hf_address_table_number (&self->numbers, address);
  self->no_memory = self->no_memory || met == HF_NONE;
  if (met != number)
    {
      self->n_twice++;
      return;
    }
  is_marked = hf_line_starts (&mark, "[gc.marked]");
  if (hf_line_starts (&mark, "[rc=") && mark.length > 5)
    {
      HfLine count = { mark.at + 4, mark.length - 5 };
      guint64 references;

      if (hf_line_number (&count, &references) && references < (guint64) 1 << 31)
        spec.refcount = (guint32) references;
    }
  spec.type = type_of (self, label, &value);
  spec.value = value.at;
  spec.value_length = value.length;
  self->in_node = hf_heap_builder_add_object (self->builder, &spec) != HF_NONE;
  if (is_marked)
    hf_heap_builder_add_root (self->builder, HF_ROOT_INTERPRETER, "marked by the garbage collector", number, FALSE);
}

static void
take_ref (Reader *self,
          HfLine *line)
{
  HfLine word;
  guint64 to;

  *line = (HfLine) { line->at + 2, line->length - 2 };
  if (!hf_line_word (line, &word) || !hf_line_address (&word, &to))
    self->n_unknown++;
  else if (self->in_node)
    hf_heap_builder_add_ref_to_address (self->builder, to, HF_REF_OTHER,
                                        hf_heap_builder_string (self->builder, line->at, (gssize) line->length), HF_CLASS_STRONG);
}

static void
take_line (Reader *self,
           HfLine *line)
{
  HfLine word;
  guint64 address;

  if (line->length == 0 || line->at[0] == '#' || self->met_separator)
    return;
  if (hf_line_starts (line, "=========="))
    self->met_separator = TRUE;
  else if (hf_line_starts (line, "> "))
    take_ref (self, line);
  else if (hf_line_starts (line, "WeakMapEntry "))
    take_weak_entry (self, line);
  else if (hf_line_starts (line, "IncrementalRoot "))
    {
      hf_line_word (line, &word);
      if (hf_line_word (line, &word) && hf_line_address (&word, &address))
        hf_heap_builder_add_root_to_address (self->builder, HF_ROOT_INTERPRETER, "root of an incremental collection", address, FALSE);
    }
  else if (hf_line_word (line, &word) && hf_line_address (&word, &address))
    take_node (self, address, line);
  else
    self->n_unknown++;
}

/* ---- the file -------------------------------------------------------------------------------------------------------------------- */

static void
add_weak_entries (Reader *self)
{
  guint32 name = hf_heap_builder_string (self->builder, "value in WeakMap", -1);

  for (gsize i = 0; i < self->weak.n; i++)
    {
      guint32 from = hf_address_table_find (&self->numbers, self->weak.at[i].key);
      guint32 to = hf_address_table_find (&self->numbers, self->weak.at[i].value);

      if (from != HF_NONE && to != HF_NONE)
        hf_heap_builder_add_ref_from (self->builder, from, to, HF_REF_INTERNAL, name, HF_CLASS_STRONG);
    }
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_format (self->builder, "Firefox cycle collector log");
  hf_heap_builder_set_runtime (self->builder, "Firefox");
  hf_heap_builder_set_has (self->builder, HF_HAS_REFCOUNTS | HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES);
  hf_heap_builder_add_lack (self->builder, "The log has no sizes.");
  hf_heap_builder_add_lack (self->builder, "What the cycle collector did not look at is missing, so that who is not in it may still hold an object.");
  if (self->n_unknown > 0 || self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " lines could not be understood and %" G_GUINT64_FORMAT
                                                   " objects are listed again: they were left out.", self->n_unknown, self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (!self->met_separator || packed != NULL || self->input->end > self->input->at)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sThe file ends at byte %" G_GUINT64_FORMAT ", in the middle; %u objects were read.",
                                                   packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   hf_dump_input_offset (self->input), self->numbers.n);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory || self->numbers.n == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED,
                   "%s (byte %" G_GUINT64_FORMAT ").", self->no_memory ? "There is not enough memory for its objects" : "It ends before its first object",
                   hf_dump_input_offset (self->input));
      return FALSE;
    }
  add_weak_entries (self);
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_cc_edges (HfDumpInput   *input,
                       HfHeapBuilder *builder,
                       HfProgress    *progress,
                       GError       **error)
{
  Reader self = { .input = input, .builder = builder };
  HfLine line;
  gboolean good;

  while (!self.no_memory && hf_dump_next_line (input, &line))
    {
      take_line (&self, &line);
      if (!hf_heap_builder_check (builder, NULL))
        break;
    }
  good = finish (&self, error);

  hf_address_table_clear (&self.numbers);
  hf_vector_clear (&self.weak);

  return good;
}
