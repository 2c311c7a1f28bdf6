/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

/* ---- what is wrong ---- */

void
hf_query_fault_clear (HfQueryFault *fault)
{
  g_clear_pointer (&fault->word, g_free);
  g_clear_pointer (&fault->expected, g_free);
  *fault = (HfQueryFault) { 0 };
}

void
hf_query_fault_set (HfQueryFault *fault, guint column, guint length, const char *sentence, const char *word, const char *expected)
{
  if (fault != NULL)
    *fault = (HfQueryFault) { column, length, sentence, g_strdup (word), g_strdup (expected) };
}

static const char *
translated (HfQueryTranslate translate, const char *text)
{
  return translate != NULL ? translate (text) : text;
}

char *
hf_query_fault_message (const HfQueryFault *fault, HfQueryTranslate translate)
{
  const char *sentence, *place;
  GString *message;

  g_return_val_if_fail (fault != NULL && fault->sentence != NULL, NULL);

  sentence = translated (translate, fault->sentence);
  place = strstr (sentence, "%s");
  message = g_string_new (NULL);
  if (place != NULL)
    {
      g_string_append_len (message, sentence, place - sentence);
      g_string_append (message, fault->word != NULL ? fault->word : "");
      g_string_append (message, place + strlen ("%s"));
    }
  else
    g_string_append (message, sentence);
  if (fault->expected != NULL)
    g_string_append_printf (message, " (%s)", translated (translate, fault->expected));

  return g_string_free (message, FALSE);
}

/* ---- the tree ---- */

HfQueryNode *
hf_query_node_new (HfNodeKind kind)
{
  HfQueryNode *self = g_new0 (HfQueryNode, 1);

  self->kind = kind;
  if (kind < HF_NODE_WORD)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_query_node_free);

  return self;
}

void
hf_query_node_free (HfQueryNode *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

void
hf_query_free (HfQuery *self)
{
  if (self == NULL)
    return;
  hf_query_node_free (self->root);
  g_free (self);
}

static HfQueryCost
cost_of_key (int key)
{
  switch ((HfQueryKey) key)
    {
    case HF_KEY_TYPE:
    case HF_KEY_MODULE:
    case HF_KEY_KIND:
    case HF_KEY_INTERNAL:
      return HF_COST_TYPES;
    case HF_KEY_VALUE:
      return HF_COST_TEXT;
    case HF_KEY_NAME:
    case HF_KEY_ITEMS:
    case HF_KEY_REFERRERS:
    case HF_KEY_UNACCOUNTED:
      return HF_COST_REFERENCES;
    case HF_KEY_NEW:
    case HF_KEY_HELD_BY:
    case HF_KEY_REACHABLE_FROM:
    case HF_KEY_REACHES:
      return HF_COST_SEARCH;
    default:
      return HF_COST_COLUMNS;
    }
}

HfQueryCost
hf_query_node_cost (const HfQueryNode *self)
{
  HfQueryCost cost = self->kind == HF_NODE_TERM ? cost_of_key (self->word->key) : HF_COST_TYPES;

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    cost = MAX (cost, hf_query_node_cost (g_ptr_array_index (self->children, i)));

  return cost;
}

gboolean
hf_query_node_is_contrary (const HfQueryNode *self)
{
  return self->kind == HF_NODE_TERM && self->word->takes == HF_QUERY_TEXT && (self->op == HF_OP_HAS_NOT || self->op == HF_OP_IS_NOT);
}

/* ---- what is asked for ---- */

gboolean
hf_query_is_empty (const HfQuery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->root->kind == HF_NODE_ALL && self->root->children->len == 0;
}

static gboolean
is_words (const HfQueryNode *node)
{
  if (node->kind == HF_NODE_TERM)
    return FALSE;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (!is_words (g_ptr_array_index (node->children, i)))
      return FALSE;

  return TRUE;
}

gboolean
hf_query_is_words (const HfQuery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return is_words (self->root);
}

static gboolean
word_fits (const HfQueryNode *node, const char *name)
{
  HfQueryText text;
  gboolean fits;

  hf_query_text_init_word (&text, node->text);
  fits = hf_query_text_fits (&text, name);
  hf_query_text_clear (&text);

  return fits;
}

static gboolean
node_fits (const HfQueryNode *node, const char *name)
{
  if (node->kind == HF_NODE_WORD)
    return word_fits (node, name);
  if (node->kind == HF_NODE_TERM)
    return TRUE;
  for (guint i = 0; i < node->children->len; i++)
    if (node_fits (g_ptr_array_index (node->children, i), name) != (node->kind == HF_NODE_ALL))
      return node->kind == HF_NODE_ANY;

  return node->kind != HF_NODE_ANY;
}

gboolean
hf_query_fits_name (const HfQuery *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  return node_fits (self->root, name);
}

static HfQueryNeeds
node_needs (const HfQueryNode *node)
{
  HfQueryNeeds needs = 0;

  if (node->kind == HF_NODE_TERM)
    switch ((HfQueryKey) node->word->key)
      {
      case HF_KEY_NEW:
        return HF_QUERY_NEEDS_EARLIER;
      case HF_KEY_RETAINED:
      case HF_KEY_DISTANCE:
      case HF_KEY_HELD_BY:
      case HF_KEY_CYCLE:
        return HF_QUERY_NEEDS_ANALYSIS;
      default:
        return 0;
      }
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    needs |= node_needs (g_ptr_array_index (node->children, i));

  return needs;
}

HfQueryNeeds
hf_query_needs (const HfQuery *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return node_needs (self->root);
}
