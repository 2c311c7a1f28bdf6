/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

void
hf_query_text_init (HfQueryText *self, HfQueryOp op, const char *text, gboolean any_case)
{
  *self = (HfQueryText) { .op = op, .any_case = any_case };
  self->text = op == HF_OP_HAS || any_case ? g_ascii_strdown (text, -1) : g_strdup (text);
  self->length = strlen (self->text);
  if (op == HF_OP_GLOB)
    self->glob = g_pattern_spec_new (self->text);
}

void
hf_query_text_init_word (HfQueryText *self, const char *word)
{
  hf_query_text_init (self, strpbrk (word, "*?") != NULL ? HF_OP_GLOB : HF_OP_HAS, word, TRUE);
}

void
hf_query_text_init_term (HfQueryText *self, const HfQueryNode *node)
{
  HfQueryOp op = node->op == HF_OP_HAS_NOT ? HF_OP_HAS : node->op == HF_OP_IS_NOT ? HF_OP_IS : node->op;

  hf_query_text_init (self, op, node->text != NULL ? node->text : "", FALSE);
}

void
hf_query_text_clear (HfQueryText *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->glob, g_pattern_spec_free);
}

static gboolean
has (const HfQueryText *self, const char *text)
{
  char first = self->text[0];

  if (first == '\0')
    return TRUE;
  for (; *text != '\0'; text++)
    if (g_ascii_tolower (*text) == first && g_ascii_strncasecmp (text, self->text, self->length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
fits_any_case (const HfQueryText *self, const char *text)
{
  g_autofree char *small = g_ascii_strdown (text, -1);

  return g_pattern_spec_match_string (self->glob, small);
}

gboolean
hf_query_text_fits (const HfQueryText *self, const char *text)
{
  switch (self->op)
    {
    case HF_OP_HAS:
      return has (self, text);
    case HF_OP_GLOB:
      return self->any_case ? fits_any_case (self, text) : g_pattern_spec_match_string (self->glob, text);
    case HF_OP_IS:
    default:
      return g_str_equal (self->text, text);
    }
}

gboolean
hf_query_text_fits_quoted (const HfQueryText *self, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *inner = NULL;

  if (hf_query_text_fits (self, text))
    return TRUE;
  if (self->op == HF_OP_HAS || length < 2 || (text[0] != '\'' && text[0] != '"') || text[length - 1] != text[0])
    return FALSE;
  /* Most texts differ in length already. */
  if (self->op == HF_OP_IS)
    return self->length == length - 2 && memcmp (text + 1, self->text, self->length) == 0;
  inner = g_strndup (text + 1, length - 2);

  return hf_query_text_fits (self, inner);
}
