/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-ruby-private.h"

#include <string.h>

/* More of a text is not kept. */
#define MAX_TEXT 200u

/* "0x7ff4535d7ee8"; 0 for anything else. */
static guint64
parse_address (const HfJsonText *text)
{
  guint64 address = 0;

  if (text->length < 3 || text->length > 18 || text->text[0] != '0' || text->text[1] != 'x')
    return 0;
  for (gsize i = 2; i < text->length; i++)
    {
      gint digit = g_ascii_xdigit_value (text->text[i]);

      if (digit < 0)
        return 0;
      address = address << 4 | (guint64) digit;
    }

  return address;
}

static void
take_address (HfRuby  *self,
              guint64 *address)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
    hf_json_scanner_skip (self->scanner);
  else if (hf_json_scanner_string (self->scanner, &text))
    *address = parse_address (&text);
}

static gboolean
take_text (HfRuby  *self,
           GString *into,
           gsize    most)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
    {
      hf_json_scanner_skip (self->scanner);
      return FALSE;
    }
  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  g_string_truncate (into, 0);
  g_string_append_len (into, text.text, (gssize) MIN (text.length, most));

  return TRUE;
}

static gboolean
take_number (HfRuby  *self,
             guint64 *number)
{
  double value = 0;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_NUMBER)
    {
      hf_json_scanner_skip (self->scanner);
      return FALSE;
    }
  if (!hf_json_scanner_double (self->scanner, &value))
    return FALSE;
  *number = value > 0 && value < 9e18 ? (guint64) value : 0;

  return TRUE;
}

static void
take_boolean (HfRuby   *self,
              gboolean *value)
{
  if (hf_json_scanner_peek (self->scanner) != HF_JSON_BOOLEAN)
    hf_json_scanner_skip (self->scanner);
  else
    hf_json_scanner_boolean (self->scanner, value);
}

static void
take_references (HfRuby *self)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_ARRAY)
    {
      hf_json_scanner_skip (self->scanner);
      return;
    }
  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
      hf_json_scanner_skip (self->scanner);
    else if (hf_json_scanner_string (self->scanner, &text) && !hf_vector_push (&self->line.refs, parse_address (&text)))
      hf_json_scanner_fail (self->scanner, "there is not enough memory for its references");
}

static gboolean
read_text_member (HfRuby           *self,
                  const HfJsonText *key)
{
  HfRubyLine *line = &self->line;

  if (hf_json_text_is (key, "type"))
    return take_text (self, line->type, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "imemo_type"))
    return take_text (self, line->imemo, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "name"))
    return take_text (self, line->name, MAX_TEXT * 4), TRUE;
  if (hf_json_text_is (key, "struct"))
    return take_text (self, line->structure, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "encoding"))
    return take_text (self, line->encoding, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "file"))
    return take_text (self, line->file, G_MAXSIZE), TRUE;
  if (hf_json_text_is (key, "method"))
    return take_text (self, line->method, G_MAXSIZE), TRUE;
  if (hf_json_text_is (key, "root"))
    return take_text (self, line->root, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "edge_name"))
    return take_text (self, line->edge, MAX_TEXT), TRUE;
  if (hf_json_text_is (key, "called_id") || hf_json_text_is (key, "mid"))
    return take_text (self, line->called, MAX_TEXT), TRUE;

  return FALSE;
}

static gboolean
read_number_member (HfRuby           *self,
                    const HfJsonText *key)
{
  HfRubyLine *line = &self->line;

  if (hf_json_text_is (key, "memsize"))
    return take_number (self, &line->memsize), TRUE;
  if (hf_json_text_is (key, "bytesize") || hf_json_text_is (key, "length") || hf_json_text_is (key, "size"))
    return take_number (self, &line->length), TRUE;
  if (hf_json_text_is (key, "line"))
    return take_number (self, &line->line), TRUE;
  if (hf_json_text_is (key, "fd"))
    return take_number (self, &line->fd), TRUE;
  if (hf_json_text_is (key, "generation"))
    return line->has_generation = take_number (self, &line->generation), TRUE;
  if (hf_json_text_is (key, "shape_id"))
    return line->has_shape = take_number (self, &line->shape), TRUE;
  if (hf_json_text_is (key, "parent_id"))
    return line->has_parent = take_number (self, &line->parent), TRUE;
  if (hf_json_text_is (key, "id"))
    return line->has_id = take_number (self, &line->id), TRUE;

  return FALSE;
}

static void
read_member (HfRuby           *self,
             const HfJsonText *key)
{
  HfRubyLine *line = &self->line;

  if (hf_json_text_is (key, "address"))
    take_address (self, &line->address);
  else if (hf_json_text_is (key, "class"))
    take_address (self, &line->class);
  else if (hf_json_text_is (key, "references"))
    take_references (self);
  else if (hf_json_text_is (key, "value"))
    line->has_value = take_text (self, line->value, MAX_TEXT + 1);
  else if (hf_json_text_is (key, "superclass"))
    take_address (self, &line->superclass);
  else if (hf_json_text_is (key, "default"))
    take_address (self, &line->default_value);
  else if (hf_json_text_is (key, "singleton"))
    take_boolean (self, &line->singleton);
  else if (hf_json_text_is (key, "shared"))
    take_boolean (self, &line->shared);
  else if (!read_text_member (self, key) && !read_number_member (self, key))
    hf_json_scanner_skip (self->scanner);
}

static void
forget (HfRubyLine *line)
{
  GString *texts[] = { line->type, line->imemo, line->value, line->name, line->structure, line->encoding,
                       line->file, line->method, line->root, line->edge, line->called };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_truncate (texts[i], 0);
  line->address = line->class = line->superclass = line->default_value = line->memsize = line->line = line->fd = 0;
  line->length = G_MAXUINT64;
  line->has_generation = line->has_shape = line->has_parent = line->has_value = line->singleton = line->shared = line->has_id = FALSE;
  line->refs.n = 0;
}

gboolean
hf_ruby_read_line (HfRuby *self)
{
  HfJsonText key;

  /* ObjectSpace.dump (1) writes "1". */
  if (hf_json_scanner_peek (self->scanner) != HF_JSON_OBJECT)
    {
      hf_json_scanner_skip (self->scanner);
      return FALSE;
    }
  forget (&self->line);
  if (!hf_json_scanner_enter_object (self->scanner))
    return FALSE;
  while (hf_json_scanner_next_member (self->scanner, &key))
    read_member (self, &key);

  return !hf_json_scanner_failed (self->scanner);
}
