/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

/* What HfHprofObject.value means before hf_hprof_make_texts() makes it a string of the builder's:
 *   an array of bytes or characters: where its beginning lies in kept, + 1; 0 for nothing
 *   a String: 0 one byte a character, 1 two bytes a character, 2 + i: the part cuts[i] of its characters */
#define FIRST_CUT 2u
#define SHOWN_ELEMENTS 16u
#define CLAIMED 4u /* in seen, behind HF_HPROF_SEEN and HF_HPROF_CLASS: the text of a String is the array's too */

/* ---- numbers ------------------------------------------------------------------------------------------------------------------ */

static void
append_character (GString *text,
                  gunichar c,
                  char     quote)
{
  if (c == '\n')
    g_string_append (text, "\\n");
  else if (c == '\r')
    g_string_append (text, "\\r");
  else if (c == '\t')
    g_string_append (text, "\\t");
  else if (c == '\\' || c == (gunichar) quote)
    g_string_append_printf (text, "\\%c", (char) c);
  else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_unichar (text, c);
}

static void
append_floating (GString *text,
                 guint64  bits,
                 gboolean is_double)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  guint32 half = (guint32) bits;
  double number;
  float single;

  memcpy (&number, &bits, sizeof number);
  memcpy (&single, &half, sizeof single);
  g_ascii_formatd (buffer, sizeof buffer, is_double ? "%.17g" : "%.9g", is_double ? number : (double) single);
  /* The shortest that means the same. */
  if (is_double)
    for (int digits = 1; digits < 17; digits++)
      {
        char format[8], shorter[G_ASCII_DTOSTR_BUF_SIZE];

        g_snprintf (format, sizeof format, "%%.%dg", digits);
        if (g_ascii_strtod (g_ascii_formatd (shorter, sizeof shorter, format, number), NULL) == number)
          {
            g_string_append (text, shorter);
            return;
          }
      }
  g_string_append (text, buffer);
}

static void
append_number (GString *text,
               guint    type,
               guint64  bits)
{
  switch (type)
    {
    case HF_HPROF_TYPE_BOOLEAN:
      g_string_append (text, bits != 0 ? "true" : "false");
      break;

    case HF_HPROF_TYPE_CHAR:
      g_string_append_c (text, '\'');
      append_character (text, (gunichar) bits, '\'');
      g_string_append_c (text, '\'');
      break;

    case HF_HPROF_TYPE_FLOAT:
    case HF_HPROF_TYPE_DOUBLE:
      append_floating (text, bits, type == HF_HPROF_TYPE_DOUBLE);
      break;

    case HF_HPROF_TYPE_BYTE:
      g_string_append_printf (text, "%d", (gint8) bits);
      break;

    case HF_HPROF_TYPE_SHORT:
      g_string_append_printf (text, "%d", (gint16) bits);
      break;

    case HF_HPROF_TYPE_INT:
      g_string_append_printf (text, "%d", (gint32) bits);
      break;

    default:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) bits);
      break;
    }
}

/* "{1, 2, 3, …}" */
static guint32
list_of (HfHprof      *self,
         guint         type,
         const guint8 *bytes,
         guint32       n_bytes,
         guint32       n)
{
  guint size = hf_hprof_size_of (self, type);
  guint32 there = n_bytes / size;
  g_autoptr (GString) text = g_string_new ("{");

  for (guint32 i = 0; i < there && i < SHOWN_ELEMENTS; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      append_number (text, type, hf_hprof_number (bytes + i * size, size));
    }
  g_string_append (text, n > MIN (there, SHOWN_ELEMENTS) ? ", …}" : "}");

  return hf_heap_builder_string (self->builder, text->str, (gssize) text->len);
}

/* ---- while reading ------------------------------------------------------------------------------------------------------------- */

guint32
hf_hprof_keep_value (HfHprof      *self,
                     guint         type,
                     const guint8 *bytes,
                     guint32       n_bytes,
                     guint32       n)
{
  guint32 at = (guint32) self->kept.n + 1;

  if (type != HF_HPROF_TYPE_BYTE && type != HF_HPROF_TYPE_CHAR)
    return list_of (self, type, bytes, n_bytes, n);
  if (n_bytes == 0 || self->kept.n > G_MAXUINT32 - 2 * HF_HPROF_KEPT_BYTES)
    return 0;
  if (!hf_vector_reserve (&self->kept, n_bytes))
    {
      self->no_memory = TRUE;
      return 0;
    }
  memcpy (self->kept.at + self->kept.n, bytes, n_bytes);
  self->kept.n += n_bytes;

  return at;
}

static guint32
read_cut (HfHprof            *self,
          const HfHprofClass *class,
          const guint8       *bytes)
{
  HfHprofCut cut = { (guint32) hf_hprof_number (bytes + class->from, 4), (guint32) hf_hprof_number (bytes + class->length, 4) };

  if (self->cuts.n >= G_MAXUINT32 - FIRST_CUT || !hf_vector_push (&self->cuts, cut))
    {
      self->no_memory = TRUE;
      return 0;
    }

  return (guint32) self->cuts.n - 1 + FIRST_CUT;
}

void
hf_hprof_instance_value (HfHprof            *self,
                         const HfHprofClass *class,
                         const guint8       *bytes,
                         HfHprofObject      *object)
{
  g_autoptr (GString) text = NULL;

  if (class->role == HF_HPROF_STRING)
    object->value = class->from != HF_NONE && class->length != HF_NONE ? read_cut (self, class, bytes)
                                                                       : class->coder != HF_NONE && bytes[class->coder] == 1;
  if (class->role != HF_HPROF_BOXED)
    return;
  text = g_string_new (NULL);
  append_number (text, class->value_type, hf_hprof_number (bytes + class->value, hf_hprof_size_of (self, class->value_type)));
  object->value = hf_heap_builder_string (self->builder, text->str, (gssize) text->len);
}

/* ---- Strings and arrays ----------------------------------------------------------------------------------------------------------- */

const HfHprofObject *
hf_hprof_object (const HfHprof *self,
                 guint32        id)
{
  guint32 dump_id = id < hf_id_table_n (self->ids) ? self->dump_ids[id] : HF_NONE;

  return dump_id != HF_NONE && dump_id >= self->n_class_nodes ? &self->objects.at[dump_id - self->n_class_nodes] : NULL;
}

typedef enum
{
  LATIN_1,
  UTF_16_LITTLE, /* in an array of bytes: as the machine has it */
  UTF_16_BIG,    /* in an array of characters: as the format has all numbers */
} Encoding;

static gunichar
unit_at (const guint8 *bytes,
         guint32       i,
         Encoding      encoding)
{
  if (encoding == LATIN_1)
    return bytes[i];

  return encoding == UTF_16_BIG ? (gunichar) (bytes[2 * i] << 8 | bytes[2 * i + 1]) : (gunichar) (bytes[2 * i + 1] << 8 | bytes[2 * i]);
}

/* @from and @n count units; what was not kept of them is left out. Cut text has no quote at its end. */
static guint32
quote (HfHprof             *self,
       const HfHprofObject *array,
       Encoding             encoding,
       guint64              from,
       guint64              n)
{
  guint unit = encoding == LATIN_1 ? 1 : 2;
  guint64 bytes = (guint64) array->n * hf_hprof_size_of (self, array->class), kept = MIN (bytes, HF_HPROF_KEPT_BYTES) / unit;
  gboolean cut = from + n > kept;
  guint32 end = (guint32) MIN (from + n, kept);
  const guint8 *at = self->kept.at + array->value - 1;
  g_autoptr (GString) text = g_string_new ("\"");

  for (guint32 i = (guint32) MIN (from, kept); i < end; i++)
    {
      gunichar c = unit_at (at, i, encoding), low = encoding != LATIN_1 && c >= 0xd800 && c < 0xdc00 && i + 1 < end ? unit_at (at, i + 1, encoding) : 0;

      if (low >= 0xdc00 && low < 0xe000)
        {
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          i++;
        }
      append_character (text, c, '"');
    }
  if (!cut)
    g_string_append_c (text, '"');

  return hf_heap_builder_string (self->builder, text->str, (gssize) text->len);
}

static gboolean
is_characters (const HfHprofObject *array)
{
  return array != NULL && array->kind == HF_HPROF_PRIMITIVES && (array->class == HF_HPROF_TYPE_BYTE || array->class == HF_HPROF_TYPE_CHAR);
}

static guint32
text_of (HfHprof             *self,
         const HfHprofObject *array,
         guint32              value)
{
  Encoding encoding = array->class == HF_HPROF_TYPE_CHAR ? UTF_16_BIG : value == 1 ? UTF_16_LITTLE : LATIN_1;
  guint64 n = encoding == UTF_16_LITTLE ? array->n / 2 : array->n;

  if (value >= FIRST_CUT)
    {
      HfHprofCut cut = self->cuts.at[value - FIRST_CUT];
      guint64 from = MIN (cut.from, n);

      if (array->value == 0)
        return hf_heap_builder_string (self->builder, "\"\"", 2);
      return quote (self, array, encoding, from, MIN (cut.length, n - from));
    }
  if (array->value == 0)
    return n == 0 ? hf_heap_builder_string (self->builder, "\"\"", 2) : 0;

  return quote (self, array, encoding, 0, n);
}

/* Every String with its array; @claim: the arrays take their Strings' text. */
static void
walk_strings (HfHprof *self,
              gboolean claim)
{
  gsize at = 0, late = 0;

  for (gsize i = 0; i < self->objects.n; i++)
    {
      HfHprofObject *object = &self->objects.at[i];
      gboolean is_instance = object->kind == HF_HPROF_INSTANCE || object->kind == HF_HPROF_LATE;
      const HfHprofClass *class = is_instance ? &self->classes.at[object->class] : NULL;
      gsize n = object->kind == HF_HPROF_INSTANCE ? class->n_slots : object->kind == HF_HPROF_PRIMITIVES ? 0 : object->n;
      const guint32 *refs = n == 0 ? NULL : object->kind == HF_HPROF_LATE ? self->late_refs.at + late : self->refs.at + at;

      if (is_instance && class->role == HF_HPROF_STRING)
        {
          const HfHprofObject *array = class->value < n ? hf_hprof_object (self, refs[class->value]) : NULL;

          if (!is_characters (array))
            object->value = 0;
          else if (!claim)
            object->value = text_of (self, array, object->value);
          else if (class->from == HF_NONE && object->value != 0)
            {
              self->objects.at[array - self->objects.at].value = object->value;
              self->seen.at[array->id] |= CLAIMED;
            }
        }
      *(object->kind == HF_HPROF_LATE ? &late : &at) += n;
    }
}

static gboolean
is_printable (const guint8 *bytes,
              guint32       n)
{
  for (guint32 i = 0; i < n; i++)
    if ((bytes[i] < 0x20 && strchr ("\n\r\t", bytes[i]) == NULL) || bytes[i] >= 0x7f || bytes[i] == 0)
      return FALSE;

  return n > 0;
}

static guint32
text_of_own (HfHprof             *self,
             const HfHprofObject *array)
{
  gboolean is_bytes = array->class == HF_HPROF_TYPE_BYTE;
  guint32 kept = (guint32) MIN ((guint64) array->n * hf_hprof_size_of (self, array->class), HF_HPROF_KEPT_BYTES);
  const guint8 *bytes;

  if (array->value == 0)
    return 0;
  bytes = self->kept.at + array->value - 1;
  if (is_bytes && !is_printable (bytes, kept))
    return list_of (self, array->class, bytes, kept, array->n);

  return quote (self, array, is_bytes ? LATIN_1 : UTF_16_BIG, 0, array->n);
}

void
hf_hprof_make_texts (HfHprof *self)
{
  walk_strings (self, FALSE);
  walk_strings (self, TRUE);
  for (gsize i = 0; i < self->objects.n; i++)
    if (is_characters (&self->objects.at[i]) && !(self->seen.at[self->objects.at[i].id] & CLAIMED))
      self->objects.at[i].value = text_of_own (self, &self->objects.at[i]);
  hf_vector_clear (&self->kept);
}
