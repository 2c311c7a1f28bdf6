/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

static const char *
spelling (const HfQueryNode *node)
{
  switch (node->op)
    {
    case HF_OP_GLOB: return ":";
    case HF_OP_HAS: return "~";
    case HF_OP_HAS_NOT: return "!~";
    case HF_OP_IS: return "=";
    case HF_OP_IS_NOT: return "!=";
    case HF_OP_LESS: return "<";
    case HF_OP_AT_MOST: return "<=";
    case HF_OP_AT_LEAST: return ">=";
    case HF_OP_MORE: return ">";
    case HF_OP_NONE:
    default: return "";
    }
}

static gboolean
is_plain (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("_.*?", *text) == NULL)
      return FALSE;

  return TRUE;
}

/* Other keywords are words too where nothing is compared with them. */
static gboolean
stands_for_more (const char *word)
{
  const HfQueryWord *found = hf_query_word_find (word);

  return (found != NULL && found->takes == HF_QUERY_FLAG) || g_ascii_strcasecmp (word, "or") == 0 || g_ascii_strcasecmp (word, "and") == 0 ||
         g_ascii_strcasecmp (word, "not") == 0;
}

static void
append_quoted (GString *text, const char *word)
{
  g_string_append_c (text, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"' || *word == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *word);
    }
  g_string_append_c (text, '"');
}

static void
append_text (GString *text, const char *word, gboolean quoted)
{
  if (quoted || !is_plain (word))
    append_quoted (text, word);
  else
    g_string_append (text, word);
}

static const char *
name_of (const HfQueryNode *node)
{
  guint n;
  const HfQueryWord *words = hf_query_words (&n);

  /* The first of those that mean the same. */
  for (guint i = 0; i < n; i++)
    if (words[i].key == node->word->key)
      return words[i].name;

  return node->word->name;
}

static void
append_node (GString *text, const HfQueryNode *node, gboolean inner)
{
  gboolean grouped = inner && (node->kind == HF_NODE_ALL || node->kind == HF_NODE_ANY);

  switch (node->kind)
    {
    case HF_NODE_WORD:
      append_text (text, node->text, stands_for_more (node->text));
      return;
    case HF_NODE_TERM:
      g_string_append (text, name_of (node));
      g_string_append (text, spelling (node));
      if (node->word->takes == HF_QUERY_NUMBER || node->word->takes == HF_QUERY_BYTES)
        g_string_append (text, node->text);
      else if (node->text != NULL)
        append_text (text, node->text, FALSE);
      return;
    case HF_NODE_NOT:
      g_string_append_c (text, '-');
      append_node (text, g_ptr_array_index (node->children, 0), TRUE);
      return;
    case HF_NODE_ALL:
    case HF_NODE_ANY:
    default:
      break;
    }
  if (grouped)
    g_string_append_c (text, '(');
  for (guint i = 0; i < node->children->len; i++)
    {
      if (i > 0)
        g_string_append (text, node->kind == HF_NODE_ANY ? " or " : " ");
      append_node (text, g_ptr_array_index (node->children, i), TRUE);
    }
  if (grouped)
    g_string_append_c (text, ')');
}

char *
hf_query_to_string (const HfQuery *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  append_node (text, self->root, FALSE);

  return g_string_free (text, FALSE);
}
