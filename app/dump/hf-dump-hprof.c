/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

/* Java's HPROF, versions 1.0 to 1.0.3: records with lengths, of which some hold sub-records without. This file takes bytes
 * and walks the records. */

#define NAME_RECORD 0x01
#define LOAD_CLASS_RECORD 0x02
#define FRAME_RECORD 0x04
#define TRACE_RECORD 0x05
#define DUMP_RECORD 0x0c
#define SEGMENT_RECORD 0x1c
#define END_RECORD 0x2c
#define MAX_MAGIC 32u

static const char magic[] = "JAVA PROFILE 1.0";

gboolean
hf_dump_sniff_hprof (const guint8 *start,
                     gsize         n)
{
  return n >= sizeof magic - 1 && memcmp (start, magic, sizeof magic - 1) == 0;
}

/* ---- bytes ------------------------------------------------------------------------------------------------------------------------ */

static char *
say_where (const HfHprof *self,
           const char    *why)
{
  return g_strdup_printf ("byte %" G_GUINT64_FORMAT ": %s", hf_dump_input_offset (self->input), why);
}

gboolean
hf_hprof_stop (HfHprof    *self,
               const char *why)
{
  if (self->why == NULL)
    self->why = say_where (self, why);

  return FALSE;
}

gboolean
hf_hprof_spoil (HfHprof    *self,
                const char *why)
{
  if (self->bad || self->why != NULL)
    return FALSE;
  if (self->damage == NULL)
    self->damage = say_where (self, why);
  self->n_damaged++;
  self->bad = TRUE;

  return FALSE;
}

gboolean
hf_hprof_is_good (const HfHprof *self)
{
  return self->why == NULL && !self->bad && !self->no_memory;
}

/* A HEAP_DUMP of more than 4 GiB has a length that lacks its upper half: where something would go past the end, there are
 * another 4 GiB. */
static gboolean
has_left (HfHprof *self,
          guint64  n)
{
  while (self->left < n && self->in_segment == 2)
    self->left += G_GUINT64_CONSTANT (1) << 32;
  if (self->left >= n)
    return TRUE;

  return hf_hprof_spoil (self, "something goes past the end of its record");
}

gboolean
hf_hprof_need (HfHprof *self,
               gsize    n)
{
  if (!hf_hprof_is_good (self) || !has_left (self, n))
    return FALSE;
  if (hf_dump_input_need (self->input, n))
    return TRUE;

  return hf_hprof_stop (self, "the file ends in the middle");
}

guint64
hf_hprof_number (const guint8 *at,
                 guint         n)
{
  guint64 number = 0;

  if (n == 8)
    {
      memcpy (&number, at, 8);
      return GUINT64_FROM_BE (number);
    }
  for (guint i = 0; i < n; i++)
    number = number << 8 | at[i];

  return number;
}

guint64
hf_hprof_take (HfHprof *self,
               guint    n)
{
  guint64 number;

  if (!hf_hprof_need (self, n))
    return 0;
  number = hf_hprof_number (self->input->at, n);
  self->input->at += n;
  self->left -= n;

  return number;
}

/* Whatever was wrong with the record. */
static gboolean
pass (HfHprof *self,
      guint64  n)
{
  while (n > 0)
    {
      guint64 there = (guint64) (self->input->end - self->input->at), piece = MIN (there, n);

      if (piece == 0 && !hf_dump_input_more (self->input))
        return hf_hprof_stop (self, "the file ends in the middle");
      self->input->at += piece;
      self->left -= piece;
      n -= piece;
    }

  return TRUE;
}

gboolean
hf_hprof_skip (HfHprof *self,
               guint64  n)
{
  return hf_hprof_is_good (self) && has_left (self, n) && pass (self, n);
}

guint
hf_hprof_size_of (const HfHprof *self,
                  guint          type)
{
  static const guint8 sizes[] = { 0, 0, 0, 0, 1, 2, 4, 8, 1, 2, 4, 8 };

  if (type == HF_HPROF_TYPE_OBJECT)
    return self->id_size;

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : 0;
}

/* ---- records ---------------------------------------------------------------------------------------------------------------------- */

static void
read_load_class (HfHprof *self)
{
  guint32 serial = (guint32) hf_hprof_take (self, 4), class, name;
  guint64 id = hf_hprof_take (self, self->id_size);

  hf_hprof_take (self, 4);
  name = hf_hprof_name_number (self, hf_hprof_take (self, self->id_size));
  if (!hf_hprof_is_good (self) || (class = hf_hprof_class_of_id (self, id)) == HF_NONE)
    return;
  if (self->classes.at[class].name == HF_NONE)
    self->classes.at[class].name = name;
  g_hash_table_insert (self->class_of_serial, GUINT_TO_POINTER (serial), GUINT_TO_POINTER (class + 1));
}

/* A file may hold several dumps, one after the other: the first is read. */
static void
read_dump (HfHprof *self,
           guint    tag)
{
  gboolean continues = tag == SEGMENT_RECORD && self->open;

  self->n_dumps += !continues;
  self->open = tag == SEGMENT_RECORD;
  if (self->n_dumps > 1)
    return;
  self->in_segment = tag == DUMP_RECORD ? 2 : 1;
  if (tag == DUMP_RECORD && self->left == 0)
    {
      self->endless = TRUE;
      self->left = G_MAXUINT64;
    }
  hf_hprof_read_objects (self);
  if (self->endless)
    hf_hprof_stop (self, "the dump was not finished");
  self->in_segment = 0;
}

static void
read_record (HfHprof *self,
             guint    tag)
{
  self->bad = FALSE;
  switch (tag)
    {
    case NAME_RECORD:
      if (self->left >= self->id_size)
        hf_hprof_read_name (self, self->left);
      break;

    case LOAD_CLASS_RECORD:
      read_load_class (self);
      break;

    case FRAME_RECORD:
      hf_hprof_read_frame (self);
      break;

    case TRACE_RECORD:
      hf_hprof_read_trace (self);
      break;

    case DUMP_RECORD:
    case SEGMENT_RECORD:
      read_dump (self, tag);
      break;

    case END_RECORD:
      self->open = FALSE;
      break;

    case 0: /* what a file system leaves where nothing was written */
      hf_hprof_stop (self, "a record of kind 0");
      break;

    default:
      if (tag > 0x2f)
        hf_hprof_spoil (self, "a record of a kind that there is not");
      break;
    }
  if (self->why == NULL && !self->no_memory && self->left > 0)
    pass (self, self->left);
}

static void
read_records (HfHprof *self)
{
  while (self->why == NULL && !self->no_memory && hf_dump_input_need (self->input, 1))
    {
      guint tag;

      self->bad = FALSE;
      self->left = 9;
      tag = (guint) hf_hprof_take (self, 1);
      hf_hprof_take (self, 4);
      self->left = 4;
      self->left = hf_hprof_take (self, 4);
      if (self->why == NULL)
        read_record (self, tag);
    }
  if (self->why == NULL && self->open && self->n_dumps == 1)
    hf_hprof_stop (self, "the end of the dump is missing");
}

static gboolean
read_header (HfHprof *self,
             GError **error)
{
  const guint8 *at;
  gsize length = 0;
  guint64 milliseconds;

  if (!hf_dump_input_need (self->input, sizeof magic - 1))
    return FALSE;
  while (length < MAX_MAGIC && hf_dump_input_need (self->input, length + 1) && self->input->at[length] != '\0')
    length++;
  if (length == MAX_MAGIC || !hf_dump_input_need (self->input, length + 13))
    {
      if (!hf_dump_input_failed (self->input, error))
        g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "It ends at byte %" G_GUINT64_FORMAT ", inside the header of a Java heap dump.",
                     hf_dump_input_offset (self->input) + (guint64) (self->input->end - self->input->at));
      return FALSE;
    }
  at = self->input->at;
  self->version = length == sizeof magic + 1 && at[length - 2] == '.' ? (guint) g_ascii_digit_value ((char) at[length - 1]) & 15 : 0;
  self->id_size = (guint) hf_hprof_number (at + length + 1, 4);
  milliseconds = hf_hprof_number (at + length + 5, 8);
  self->time = milliseconds <= G_MAXINT64 / 1000 ? (gint64) milliseconds * 1000 : 0;
  self->input->at += length + 13;
  if (self->id_size == 4 || self->id_size == 8)
    return TRUE;
  g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "Damaged at byte %" G_GSIZE_FORMAT ": ids of %u bytes; a Java heap dump has ids of 4 or 8.", length + 1,
               self->id_size);

  return FALSE;
}

/* ---- the end ---------------------------------------------------------------------------------------------------------------------- */

static void
tell_damage (HfHprof *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  g_autoptr (GString) words = g_string_new (packed);

  if (self->damage != NULL)
    g_string_append_printf (words, "%sDamaged at %s; %" G_GUINT64_FORMAT " damaged parts in all were left out.", words->len > 0 ? " " : "", self->damage,
                            self->n_damaged);
  if (self->why != NULL)
    g_string_append_printf (words, "%sIt ends at %s.", words->len > 0 ? " " : "", self->why);
  if (words->len == 0)
    return;
  g_string_append_printf (words, " %u objects were read.", hf_heap_builder_n_objects (self->builder));
  hf_heap_builder_set_truncated (self->builder, words->str);
}

static void
tell (HfHprof *self)
{
  g_autofree char *format = g_strdup_printf (self->version > 0 ? "Java HPROF 1.0.%u" : "Java HPROF 1.0", self->version);

  hf_heap_builder_set_format (self->builder, format);
  hf_heap_builder_set_time (self->builder, self->time);
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_NAMES | (self->roots.n > 0 ? HF_HAS_ROOTS : 0) |
                                            (self->traces.n > 0 && self->threads.n > 0 ? HF_HAS_FRAMES : 0) | (self->traces_of.n > 0 ? HF_HAS_SITES : 0));
  hf_heap_builder_add_lack (self->builder, "Soft references count as weak: what only they hold is told as not kept alive.");
  hf_heap_builder_add_lack (self->builder, "Sizes follow from the fields and the layout that the addresses show; hidden fields and classes' own memory are not in the dump.");
  hf_heap_builder_add_lack (self->builder, "The collector moves objects: two dumps are compared by their types, not by addresses.");
  if (self->n_dumps > 1)
    {
      g_autofree char *sentence = g_strdup_printf ("The file holds %u dumps: the first one is shown.", self->n_dumps);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " objects are in the dump more than once: each counts once.", self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  tell_damage (self);
}

static gboolean
finish (HfHprof *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error))
    return FALSE;
  hf_heap_builder_set_runtime (self->builder, self->version == 3 ? "Android Runtime" : "Java");
  if (!self->no_memory && self->objects.n > 0)
    hf_hprof_feed (self);
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for the heap.");
      return FALSE;
    }
  if (self->objects.n == 0)
    {
      if (self->why == NULL)
        hf_hprof_stop (self, "it ends without a heap dump");
      g_set_error (error, HF_ERROR, self->damage != NULL ? HF_ERROR_CORRUPT : HF_ERROR_TRUNCATED, "Damaged at %s: no object could be read.",
                   self->damage != NULL ? self->damage : self->why);
      return FALSE;
    }
  tell (self);

  return TRUE;
}

static void
begin (HfHprof *self)
{
  self->ids = hf_id_table_new ();
  self->class_ids = hf_id_table_new ();
  self->names = hf_id_table_new ();
  self->frame_ids = hf_id_table_new ();
  self->trace_of_serial = g_hash_table_new (NULL, NULL);
  self->class_of_serial = g_hash_table_new (NULL, NULL);
  self->thread_of_serial = g_hash_table_new (NULL, NULL);
  hf_hprof_object_number (self, 0);
}

static void
clear (HfHprof *self)
{
  hf_id_table_free (self->ids);
  hf_id_table_free (self->class_ids);
  hf_id_table_free (self->names);
  hf_id_table_free (self->frame_ids);
  g_hash_table_unref (self->trace_of_serial);
  g_hash_table_unref (self->class_of_serial);
  g_hash_table_unref (self->thread_of_serial);
  hf_vector_clear (&self->seen);
  hf_vector_clear (&self->objects);
  hf_vector_clear (&self->refs);
  hf_vector_clear (&self->late);
  hf_vector_clear (&self->late_refs);
  hf_vector_clear (&self->kept);
  hf_vector_clear (&self->traces_of);
  hf_vector_clear (&self->cuts);
  hf_vector_clear (&self->classes);
  hf_vector_clear (&self->class_refs);
  hf_vector_clear (&self->fields);
  hf_vector_clear (&self->slots);
  hf_vector_clear (&self->name_at);
  hf_vector_clear (&self->name_bytes);
  hf_vector_clear (&self->frames);
  hf_vector_clear (&self->trace_frames);
  hf_vector_clear (&self->traces);
  hf_vector_clear (&self->threads);
  hf_vector_clear (&self->roots);
  g_free (self->dump_ids);
  g_free (self->why);
  g_free (self->damage);
}

gboolean
hf_dump_read_hprof (HfDumpInput   *input,
                    HfHeapBuilder *builder,
                    HfProgress    *progress,
                    GError       **error)
{
  HfHprof self = { .input = input, .builder = builder, .progress = progress };
  gboolean good;

  if (!read_header (&self, error))
    return FALSE;
  begin (&self);
  read_records (&self);
  good = finish (&self, error);
  clear (&self);

  return good;
}
