/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dot-scanner.h"

#include <string.h>

#define MAX_COMMENT 200

struct _HfDotScanner
{
  HfDumpInput *input;
  gsize max_text;
  guint64 line;
  gboolean at_line_start;
  HfDotToken token;
  gboolean has_token;
  GString *text;
  GString *comment;
  gboolean met_comment;
  char *message;
  gboolean cut;
};

HfDotScanner *
hf_dot_scanner_new (HfDumpInput *input)
{
  HfDotScanner *self = g_new0 (HfDotScanner, 1);

  self->input = input;
  self->max_text = hf_dump_input_limits (input)->max_json;
  self->line = 1;
  self->at_line_start = TRUE;
  self->text = g_string_new (NULL);
  self->comment = g_string_new (NULL);

  return self;
}

void
hf_dot_scanner_free (HfDotScanner *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_string_free (self->comment, TRUE);
  g_free (self->message);
  g_free (self);
}

const char *
hf_dot_scanner_message (const HfDotScanner *self)
{
  return self->message;
}

gboolean
hf_dot_scanner_is_cut (const HfDotScanner *self)
{
  return self->cut;
}

const char *
hf_dot_scanner_comment (const HfDotScanner *self)
{
  return self->comment->str;
}

gboolean
hf_dot_scanner_fail (HfDotScanner *self,
                     const char   *why)
{
  gboolean at_end = self->has_token && self->token.type == HF_DOT_END;

  if (self->message == NULL)
    {
      self->cut = self->cut || at_end;
      self->message = g_strdup_printf ("line %" G_GUINT64_FORMAT " (byte %" G_GUINT64_FORMAT "): %s%s", self->line,
                                       hf_dump_input_offset (self->input), at_end ? "the file ends where " : "", why);
    }
  self->token = (HfDotToken) { .type = HF_DOT_END };
  self->has_token = TRUE;

  return FALSE;
}

gboolean
hf_dot_scanner_fail_cut (HfDotScanner *self,
                         const char   *what)
{
  g_autofree char *why = g_strdup_printf ("the file ends inside %s", what);

  self->cut = self->cut || self->message == NULL;
  self->has_token = FALSE;

  return hf_dot_scanner_fail (self, why);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------------- */

/* The byte @ahead of the next, or -1 behind the end. */
static inline int
peek_byte (HfDotScanner *self,
           gsize         ahead)
{
  HfDumpInput *input = self->input;

  if (G_UNLIKELY ((gsize) (input->end - input->at) <= ahead) && !hf_dump_input_need (input, ahead + 1))
    return -1;

  return input->at[ahead];
}

static inline void
skip_byte (HfDotScanner *self)
{
  self->at_line_start = *self->input->at == '\n';
  self->line += self->at_line_start;
  self->input->at++;
}

static void
skip_line (HfDotScanner *self)
{
  for (int c = peek_byte (self, 0); c >= 0 && c != '\n'; c = peek_byte (self, 0))
    {
      if (!self->met_comment && self->comment->len < MAX_COMMENT)
        g_string_append_c (self->comment, (char) c);
      skip_byte (self);
    }
  self->met_comment = TRUE;
}

static gboolean
skip_long_comment (HfDotScanner *self)
{
  self->met_comment = TRUE;
  self->input->at += 2;
  for (int c = peek_byte (self, 0); c >= 0; c = peek_byte (self, 0))
    {
      if (c == '*' && peek_byte (self, 1) == '/')
        {
          self->input->at += 2;
          return TRUE;
        }
      skip_byte (self);
    }

  return hf_dot_scanner_fail_cut (self, "a comment");
}

/* To the next byte that is part of a token; -1 at the end. */
static int
skip_space (HfDotScanner *self)
{
  for (;;)
    {
      int c = peek_byte (self, 0);

      if (c == '/' && peek_byte (self, 1) == '/')
        skip_line (self);
      else if (c == '/' && peek_byte (self, 1) == '*')
        {
          if (!skip_long_comment (self))
            return -1;
        }
      else if (c == '#' && self->at_line_start)
        skip_line (self);
      else if (c == ' ' || (c >= '\t' && c <= '\r'))
        {
          gboolean was_start = self->at_line_start;

          skip_byte (self);
          self->at_line_start = self->at_line_start || (was_start && c != '\n');
        }
      else
        return c;
    }
}

/* ---- tokens ------------------------------------------------------------------------------------------------------------ */

static gboolean
put (HfDotScanner *self,
     int           c)
{
  if (self->text->len >= self->max_text)
    return hf_dot_scanner_fail (self, "a text is too long");
  g_string_append_c (self->text, (char) c);

  return TRUE;
}

static gboolean
is_word_byte (int c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c >= 0x80;
}

static void
take_word (HfDotScanner *self)
{
  int c = peek_byte (self, 0);

  do
    {
      if (!put (self, c))
        return;
      skip_byte (self);
      c = peek_byte (self, 0);
    }
  while (is_word_byte (c));
  self->token.type = HF_DOT_WORD;
}

/* Behind the opening quote. */
static gboolean
take_quoted (HfDotScanner *self)
{
  for (;;)
    {
      int c = peek_byte (self, 0);
      int next;

      if (c < 0)
        return hf_dot_scanner_fail_cut (self, "a quoted text");
      skip_byte (self);
      if (c == '"')
        return TRUE;
      if (c != '\\')
        {
          if (!put (self, c))
            return FALSE;
          continue;
        }

      next = peek_byte (self, 0);
      if (next == '\r' && peek_byte (self, 1) == '\n')
        {
          skip_byte (self);
          next = '\n';
        }
      if (next != '"' && next != '\n' && !put (self, '\\'))
        return FALSE;
      if (next == '\\' && !put (self, '\\'))
        return FALSE;
      if (next == '"' && !put (self, '"'))
        return FALSE;
      if (next == '\\' || next == '"' || next == '\n')
        skip_byte (self);
    }
}

static void
take_string (HfDotScanner *self)
{
  int c;

  do
    {
      skip_byte (self);
      if (!take_quoted (self))
        return;
      c = skip_space (self);
      if (c != '+')
        break;
      skip_byte (self);
      c = skip_space (self);
      if (c != '"' && self->message == NULL)
        hf_dot_scanner_fail (self, "a quoted text belongs behind +");
    }
  while (c == '"');
  if (self->message == NULL)
    self->token.type = HF_DOT_STRING;
}

static void
take_html (HfDotScanner *self)
{
  gsize depth = 1;

  skip_byte (self);
  for (;;)
    {
      int c = peek_byte (self, 0);

      if (c < 0)
        {
          hf_dot_scanner_fail_cut (self, "an HTML text");
          return;
        }
      skip_byte (self);
      depth += c == '<';
      depth -= c == '>';
      if (depth == 0)
        break;
      if (!put (self, c))
        return;
    }
  self->token.type = HF_DOT_HTML;
}

static void
take_mark (HfDotScanner *self,
           int           c)
{
  int next = c == '-' ? peek_byte (self, 1) : 0;

  if (next == '>' || next == '-')
    {
      self->token.type = next == '>' ? HF_DOT_ARROW : HF_DOT_LINE;
      self->input->at += 2;
    }
  else if (g_ascii_isdigit (next) || next == '.')
    take_word (self);
  else if (c > 0 && strchr ("{}[]=;,:", c) != NULL)
    {
      self->token.type = HF_DOT_MARK;
      self->token.mark = (char) c;
      skip_byte (self);
    }
  else
    hf_dot_scanner_fail (self, "this has no meaning in DOT");
}

const HfDotToken *
hf_dot_scanner_peek (HfDotScanner *self)
{
  int c;

  if (self->has_token)
    return &self->token;

  self->token = (HfDotToken) { .type = HF_DOT_END };
  self->has_token = TRUE;
  g_string_truncate (self->text, 0);
  if (self->message != NULL)
    return &self->token;

  c = skip_space (self);
  self->at_line_start = FALSE;
  if (c < 0)
    return &self->token;
  if (c == '"')
    take_string (self);
  else if (c == '<')
    take_html (self);
  else if (is_word_byte (c))
    take_word (self);
  else
    take_mark (self, c);
  self->token.text = self->text->str;
  self->token.length = self->text->len;

  return &self->token;
}

void
hf_dot_scanner_next (HfDotScanner *self)
{
  hf_dot_scanner_peek (self);
  self->has_token = self->message != NULL;
}

gboolean
hf_dot_scanner_is_mark (HfDotScanner *self,
                        char          mark)
{
  const HfDotToken *token = hf_dot_scanner_peek (self);

  return token->type == HF_DOT_MARK && token->mark == mark;
}

gboolean
hf_dot_scanner_is_id (HfDotScanner *self)
{
  HfDotTokenType type = hf_dot_scanner_peek (self)->type;

  return type == HF_DOT_WORD || type == HF_DOT_STRING || type == HF_DOT_HTML;
}

gboolean
hf_dot_scanner_is_word (HfDotScanner *self,
                        const char   *word)
{
  const HfDotToken *token = hf_dot_scanner_peek (self);

  return token->type == HF_DOT_WORD && g_ascii_strcasecmp (token->text, word) == 0;
}
