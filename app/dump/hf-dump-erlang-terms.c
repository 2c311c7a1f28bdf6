/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-erlang-private.h"

#include <string.h>

#define MAX_VALUE 48

gboolean
hf_erlang_take_char (HfLine *line,
                     char    wanted)
{
  if (line->length == 0 || line->at[0] != wanted)
    return FALSE;
  line->at++;
  line->length--;

  return TRUE;
}

/* As many characters as one of @stops is away. */
HfLine
hf_erlang_take_until (HfLine     *line,
                      const char *stops)
{
  HfLine part = { line->at, 0 };

  while (part.length < line->length && strchr (stops, line->at[part.length]) == NULL)
    part.length++;
  line->at += part.length;
  line->length -= part.length;

  return part;
}

gboolean
hf_erlang_take_hex (HfLine     *line,
                    const char *stops,
                    guint64    *number)
{
  HfLine part = hf_erlang_take_until (line, stops);

  return hf_line_address (&part, number);
}

static gboolean
take_atom (HfLine       *line,
           HfErlangTerm *term)
{
  guint64 length;

  if (!hf_erlang_take_hex (line, ":", &length) || !hf_erlang_take_char (line, ':') || length > line->length)
    return FALSE;
  term->text = (HfLine) { line->at, (gsize) length };
  line->at += length;
  line->length -= (gsize) length;

  return TRUE;
}

gboolean
hf_erlang_take_term (HfLine       *line,
                     HfErlangTerm *term)
{
  *term = (HfErlangTerm) { FALSE, 0, { "", 0 } };
  if (hf_erlang_take_char (line, 'H'))
    {
      term->is_pointer = TRUE;
      return hf_erlang_take_hex (line, ",|:", &term->to);
    }
  if (hf_erlang_take_char (line, 'A'))
    return take_atom (line, term);
  if (hf_erlang_take_char (line, 'N'))
    term->text = (HfLine) { "[]", 2 };
  else if (hf_erlang_take_char (line, 'I') || hf_erlang_take_char (line, 'P') || hf_erlang_take_char (line, 'p'))
    term->text = hf_erlang_take_until (line, ",|:");
  else
    {
      term->text = hf_erlang_take_until (line, ",|:");
      return term->text.length > 0;
    }

  return TRUE;
}

guint32
hf_erlang_number_of (HfErlangReader *self,
                     guint64         address)
{
  guint32 number = hf_address_table_number (&self->numbers, address);

  if (number == HF_NONE || (number == self->objects.n && !hf_vector_push (&self->objects, HF_NONE)))
    {
      self->no_memory = TRUE;
      return HF_NONE;
    }

  return number;
}

/* ---- terms of a heap ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  HfLateObject object;
  const char *type;
  HfKind kind;
  HfLine record; /* the atom that a tuple begins with */
} Cell;

static void
show (HfErlangReader     *self,
      const HfErlangTerm *term)
{
  if (self->value->len > MAX_VALUE)
    return;
  if (term->is_pointer)
    g_string_append (self->value, "…");
  else
    g_string_append_len (self->value, term->text.at, (gssize) MIN (term->text.length, MAX_VALUE));
}

static void
refer (HfErlangReader *self,
       Cell           *cell,
       guint64         to,
       guint8          kind,
       guint32         name)
{
  guint32 number = hf_erlang_number_of (self, to);

  if (number == HF_NONE)
    return;
  hf_heap_builder_add_late_ref (self->builder, number, hf_late_kind (kind, HF_CLASS_STRONG), name);
  cell->object.n_refs++;
}

/* Terms with commas between them; how many. */
static guint64
take_elements (HfErlangReader *self,
               Cell           *cell,
               HfLine         *line,
               guint           first)
{
  guint64 n = 0;
  HfErlangTerm term;

  while (line->length > 0 && !self->no_memory && hf_erlang_take_term (line, &term))
    {
      if (n == 0 && !term.is_pointer)
        cell->record = term.text;
      if (self->value->len <= MAX_VALUE && n > 0)
        g_string_append_c (self->value, ',');
      show (self, &term);
      if (term.is_pointer)
        refer (self, cell, term.to, HF_REF_INDEX, (guint32) MIN (n + first, HF_NONE - 1));
      n++;
      if (!hf_erlang_take_char (line, ','))
        break;
    }

  return n;
}

static gboolean
take_cons (HfErlangReader *self,
           Cell           *cell,
           HfLine         *line)
{
  HfErlangTerm head, tail;

  if (!hf_erlang_take_term (line, &head) || !hf_erlang_take_char (line, '|') || !hf_erlang_take_term (line, &tail))
    return FALSE;
  g_string_append_c (self->value, '[');
  show (self, &head);
  g_string_append_c (self->value, '|');
  show (self, &tail);
  g_string_append_c (self->value, ']');
  if (head.is_pointer)
    refer (self, cell, head.to, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, "hd", 2));
  if (tail.is_pointer)
    refer (self, cell, tail.to, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, "tl", 2));
  cell->object.shallow = 2;
  cell->type = "list";
  cell->kind = HF_KIND_CONTAINER;

  return TRUE;
}

static gboolean
take_tuple (HfErlangReader *self,
            Cell           *cell,
            HfLine         *line)
{
  guint64 arity, n;

  if (!hf_erlang_take_hex (line, ":", &arity) || !hf_erlang_take_char (line, ':'))
    return FALSE;
  g_string_append_c (self->value, '{');
  n = take_elements (self, cell, line, 1);
  g_string_append (self->value, self->value->len > MAX_VALUE ? "…}" : "}");
  cell->object.shallow = 1 + n;
  cell->type = "tuple";
  cell->kind = HF_KIND_CONTAINER;
  if (n < 2 || cell->record.length == 0 || !g_ascii_islower (cell->record.at[0]))
    cell->record.length = 0;
  else
    cell->kind = HF_KIND_INSTANCE;

  return n == arity;
}

static gboolean
take_map (HfErlangReader *self,
          Cell           *cell,
          HfLine         *line)
{
  guint64 size = 0, n;
  gboolean is_flat = hf_erlang_take_char (line, 'f'), is_head = !is_flat && hf_erlang_take_char (line, 'h');
  HfErlangTerm keys = { FALSE, 0, { "", 0 } };

  cell->type = is_flat || is_head ? "map" : "map node";
  cell->kind = HF_KIND_CONTAINER;
  if ((!is_flat && !is_head && !hf_erlang_take_char (line, 'n')) || !hf_erlang_take_hex (line, ":", &size) || !hf_erlang_take_char (line, ':'))
    return FALSE;
  if (is_flat && (!hf_erlang_take_term (line, &keys) || !hf_erlang_take_char (line, ':')))
    return FALSE;
  if (is_head && (!hf_erlang_take_hex (line, ":", &n) || !hf_erlang_take_char (line, ':')))
    return FALSE;
  n = take_elements (self, cell, line, 0);
  cell->record.length = 0;
  g_string_truncate (self->value, 0);
  if (is_flat || is_head)
    g_string_append_printf (self->value, "%" G_GUINT64_FORMAT " keys", size);
  if (keys.is_pointer)
    refer (self, cell, keys.to, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, "keys", 4));
  cell->object.shallow = n + (is_flat ? 3 : is_head ? 2 : 1);

  return TRUE;
}

/* What base 64 stands for, as far as it is text. */
void
hf_erlang_show_bytes (HfErlangReader *self,
                      HfLine          line)
{
  char packed[MAX_VALUE * 2 + 1];
  gsize n = MIN (line.length & ~(gsize) 3, sizeof packed - 1), length = 0;
  gboolean is_cut = n < line.length;

  g_string_truncate (self->value, 0);
  memcpy (packed, line.at, n);
  packed[n] = '\0';
  if (n == 0 || memchr (packed, '\0', n) != NULL)
    return;
  g_base64_decode_inplace (packed, &length);
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (packed[i]))
      return;
  g_string_append_printf (self->value, "<<\"%.*s\"%s>>", (int) length, packed, is_cut ? "…" : "");
}

static gboolean
take_binary (HfErlangReader *self,
             Cell           *cell,
             HfLine         *line)
{
  guint64 to, length;
  gboolean is_handle;

  cell->kind = HF_KIND_VALUE;
  if (hf_erlang_take_char (line, 'h'))
    {
      if (!hf_erlang_take_hex (line, ":", &length) || !hf_erlang_take_char (line, ':') || length > G_MAXUINT32)
        return FALSE;
      hf_erlang_show_bytes (self, *line);
      cell->type = "heap binary";
      cell->object.shallow = 2 + (length + self->word - 1) / self->word;
      return TRUE;
    }
  is_handle = hf_erlang_take_char (line, 'c');
  if ((!is_handle && !hf_erlang_take_char (line, 's')) || !hf_erlang_take_hex (line, ":", &to))
    return FALSE;
  refer (self, cell, to, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, "binary", 6));
  cell->type = is_handle ? "refc binary" : "sub binary";
  cell->object.shallow = is_handle ? 6 : 5;

  return TRUE;
}

/* In the external term format, in base 64: the third letter of which is the kind's. */
static gboolean
take_external (Cell           *cell,
               HfErlangReader *self,
               HfLine         *line)
{
  static const struct { const char *begin, *type; guint words; } kinds[] = {
    { "g3E", "external fun", 2 }, { "g3A", "fun", 5 }, { "g1o", "reference", 4 }, { "g1g", "external pid", 4 }, { "g3g", "external port", 4 },
  };
  guint64 length;

  if (!hf_erlang_take_hex (line, ":", &length) || !hf_erlang_take_char (line, ':') || length > G_MAXUINT32)
    return FALSE;
  cell->type = "external term";
  cell->kind = HF_KIND_VALUE;
  cell->object.shallow = 1 + (length + self->word - 1) / self->word;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (hf_line_starts (line, kinds[i].begin))
      {
        cell->type = kinds[i].type;
        cell->object.shallow = kinds[i].words;
        cell->kind = i < 2 ? HF_KIND_FUNCTION : HF_KIND_VALUE;
      }

  return TRUE;
}

static gboolean
take_number (HfErlangReader *self,
             Cell           *cell,
             HfLine         *line,
             gboolean        is_float)
{
  guint64 length;

  if (is_float && (!hf_erlang_take_hex (line, ":", &length) || !hf_erlang_take_char (line, ':')))
    return FALSE;
  g_string_append_len (self->value, line->at, (gssize) MIN (line->length, MAX_VALUE));
  cell->type = is_float ? "float" : "integer";
  cell->kind = HF_KIND_VALUE;
  /* log2 (10) bits a digit */
  cell->object.shallow = 1 + (is_float ? 8 / self->word : (line->length * 3322 / 1000 / 8 + self->word) / self->word);

  return line->length > 0;
}

static gboolean
take_cell (HfErlangReader *self,
           Cell           *cell,
           HfLine         *line)
{
  if (hf_erlang_take_char (line, 'l'))
    return take_cons (self, cell, line);
  if (hf_erlang_take_char (line, 't'))
    return take_tuple (self, cell, line);
  if (hf_erlang_take_char (line, 'M'))
    return take_map (self, cell, line);
  if (hf_erlang_take_char (line, 'Y'))
    return take_binary (self, cell, line);
  if (hf_erlang_take_char (line, 'E'))
    return take_external (cell, self, line);
  if (hf_erlang_take_char (line, 'F'))
    return take_number (self, cell, line, TRUE);
  if (hf_erlang_take_char (line, 'B'))
    return take_number (self, cell, line, FALSE);

  return FALSE;
}

static guint32
type_of_cell (HfErlangReader *self,
              const Cell     *cell)
{
  g_autofree char *name = NULL;

  if (cell->record.length > 0)
    name = g_strdup_printf ("{%.*s,…}/%" G_GUINT64_FORMAT, (int) MIN (cell->record.length, 255), cell->record.at, cell->object.shallow - 1);

  return hf_heap_builder_type (self->builder, "", name != NULL ? name : cell->type, cell->kind, 0);
}

/* The references of a line that is found to be damaged stay with what could be read of it. */
void
hf_erlang_read_term (HfErlangReader *self,
                     HfLine         *line)
{
  Cell cell = { .type = "damaged term" };
  guint32 number;
  gboolean good;

  g_string_truncate (self->value, 0);
  if (line->length == 0)
    return;
  if (!hf_erlang_take_hex (line, ":", &cell.object.address) || !hf_erlang_take_char (line, ':'))
    {
      self->n_unknown++;
      return;
    }
  number = hf_erlang_number_of (self, cell.object.address);
  if (number == HF_NONE)
    return;
  if (self->objects.at[number] != HF_NONE)
    {
      self->n_twice++;
      return;
    }
  self->objects.at[number] = hf_heap_builder_n_objects (self->builder);
  good = take_cell (self, &cell, line);
  self->n_unknown += !good;
  cell.object.type = type_of_cell (self, &cell);
  cell.object.value = hf_heap_builder_string (self->builder, self->value->str, (gssize) self->value->len);
  cell.object.shallow *= self->word;
  hf_heap_builder_add_late_object (self->builder, &cell.object);
  if (self->section == HF_ERLANG_LITERALS)
    {
      HfErlangHeld held = { self->literals, number, 0, FALSE };

      self->no_memory = self->no_memory || !hf_vector_push (&self->held, held);
    }
}
