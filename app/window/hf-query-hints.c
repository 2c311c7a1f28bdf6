/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-query-hints.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-query.h"

static void
hint_free (gpointer data)
{
  HfQueryHint *hint = data;

  g_free (hint->text);
  g_free (hint);
}

/* Takes @text. */
static void
add (HfQueryHints *self, char *text, const char *summary)
{
  HfQueryHint *hint = g_new (HfQueryHint, 1);

  *hint = (HfQueryHint) { text, summary };
  g_ptr_array_add (self->hints, hint);
}

/* What is written right behind a word of the language. */
static const char *
joint (const HfQueryWord *word)
{
  switch (word->takes)
    {
    case HF_QUERY_NUMBER:
    case HF_QUERY_BYTES:
      return ">";
    case HF_QUERY_TEXT:
    case HF_QUERY_OBJECT:
      return ":";
    case HF_QUERY_FLAG:
    default:
      return "";
    }
}

static void
add_words (HfQueryHints *self, const char *word, guint most)
{
  guint n;
  const HfQueryWord *words = hf_query_words (&n);

  for (guint i = 0; i < n && self->hints->len < most; i++)
    if (g_str_has_prefix (words[i].name, word) && !(words[i].takes == HF_QUERY_FLAG && g_str_equal (words[i].name, word)))
      add (self, g_strconcat (words[i].name, joint (&words[i]), NULL), _(words[i].summary));
}

/* A name that reads as nothing but itself. */
static gboolean
is_plain (const char *name)
{
  return name[strcspn (name, " \t()\"'<>=~:*?\\")] == '\0';
}

static void
add_types (HfQueryHints *self, const HfHeap *heap, const char *before, const char *part, guint most)
{
  g_autofree char *small = g_utf8_strdown (part, -1);

  for (guint32 i = 0; i < hf_heap_n_types (heap) && self->hints->len < most; i++)
    {
      const char *name = hf_heap_type_name (heap, i);
      g_autofree char *name_small = g_utf8_strdown (name, -1);

      if (strstr (name_small, small) != NULL && !g_str_equal (name, part) && is_plain (name))
        add (self, g_strconcat (before, name, NULL), "");
    }
}

static const char *
begin_of_word (const char *text, const char *end)
{
  const char *at = end;

  while (at > text)
    {
      const char *before = g_utf8_prev_char (at);

      if (g_unichar_isspace (g_utf8_get_char (before)) || strchr ("()\"'", *before) != NULL)
        break;
      at = before;
    }

  return *at == '-' && at < end ? at + 1 : at;
}

HfQueryHints
hf_query_hints_find (const char *text, guint cursor, const HfHeap *heap, guint most, gboolean all)
{
  HfQueryHints self = { 0, g_ptr_array_new_with_free_func (hint_free) };
  const char *end = g_utf8_offset_to_pointer (text, (glong) cursor);
  const char *begin = begin_of_word (text, end);
  g_autofree char *word = g_strndup (begin, (gsize) (end - begin));

  self.begin = (guint) g_utf8_pointer_to_offset (text, begin);
  if (*word == '\0' && !all)
    return self;
  add_words (&self, word, *word == '\0' ? G_MAXUINT : most);
  if (heap != NULL && g_str_has_prefix (word, "type:") && word[5] != '\0')
    add_types (&self, heap, "type:", word + 5, most);
  else if (heap != NULL && strlen (word) >= 2 && is_plain (word))
    add_types (&self, heap, "", word, most);

  return self;
}

void
hf_query_hints_clear (HfQueryHints *self)
{
  g_clear_pointer (&self->hints, g_ptr_array_unref);
}
