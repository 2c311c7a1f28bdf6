/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

#define N_(s) (s)

#define EXPECTED_ONE N_("expected: a word, a keyword or “(”")
#define EXPECTED_NUMBER N_("expected: a number, like 10 or 1.5k")
#define EXPECTED_BYTES N_("expected: a size, like 500, 1.5k or 2MB")
#define EXPECTED_COMPARISON N_("expected: <, <=, =, >=, > or !=")
#define EXPECTED_MATCH N_("expected: :, ~, !~, = or !=")
#define EXPECTED_OBJECT N_("expected: an address, #ID or a path like app.CACHE[17]")
#define EXPECTED_KEYWORD N_("expected: a keyword like type or size, or quotation marks around text")
#define EXPECTED_KIND N_("expected: module, frame, type, function, container, instance, value or other")

typedef struct
{
  const char *text;
  const char *at;
  guint nesting;
  gboolean failed;
  HfQueryFault *fault;
} Parser;

static HfQueryNode *parse_any (Parser *parser);

/* ---- reading --------------------------------------------------------------------------------------------------------- */

static guint
column_of (const Parser *parser, const char *at)
{
  return (guint) g_utf8_pointer_to_offset (parser->text, at);
}

/* What is wrong from @from up to @to. */
static gpointer
fail (Parser *parser, const char *from, const char *to, const char *sentence, const char *word, const char *expected)
{
  if (!parser->failed)
    hf_query_fault_set (parser->fault, column_of (parser, from), (guint) g_utf8_pointer_to_offset (from, to), sentence, word, expected);
  parser->failed = TRUE;

  return NULL;
}

static gboolean
is_blank (const char *at)
{
  return g_unichar_isspace (g_utf8_get_char (at));
}

static const char *
past_blanks (const char *at)
{
  while (*at != '\0' && is_blank (at))
    at = g_utf8_next_char (at);

  return at;
}

static gboolean
ends_word (const char *at)
{
  return *at == '\0' || *at == '(' || *at == ')' || is_blank (at);
}

static const char *
end_of_word (const char *at)
{
  while (!ends_word (at))
    at = g_utf8_next_char (at);

  return at;
}

/* "app.f(x)": parentheses that were opened in it belong to it. */
static const char *
end_of_text (const char *at)
{
  guint open = 0;

  for (; *at != '\0' && !is_blank (at) && (*at != ')' || open > 0); at = g_utf8_next_char (at))
    open += *at == '(' ? 1 : *at == ')' ? -1 : 0;

  return at;
}

static const char *
end_of_quoted (const char *at)
{
  char mark = *at;

  for (at++; *at != '\0' && *at != mark; at = g_utf8_next_char (at))
    if (*at == '\\' && at[1] != '\0')
      at++;

  return at;
}

/* "app.CACHE['a b'][0]": blanks inside brackets and quotation marks belong to it. */
static const char *
end_of_object (const char *at)
{
  guint open = 0;

  while (*at != '\0' && (open > 0 || (!is_blank (at) && *at != ')')))
    {
      if (*at == '\'' || *at == '"')
        at = end_of_quoted (at);
      else if (*at == '(' || *at == '[')
        open++;
      else if (*at == ')' || *at == ']')
        open -= open > 0;
      if (*at != '\0')
        at = g_utf8_next_char (at);
    }

  return at;
}

/* The keyword that joins queries, in small letters or capitals. */
static gboolean
at_joiner (const char *at, const char *joiner)
{
  gsize length = strlen (joiner);
  g_autofree char *capitals = g_ascii_strup (joiner, -1);

  return (strncmp (at, joiner, length) == 0 || strncmp (at, capitals, length) == 0) && ends_word (at + length);
}

/* What is between the quotation marks at @at, without its backslashes; parser->at is behind it afterwards. */
static char *
read_quoted (Parser *parser)
{
  const char *from = parser->at;
  const char *to = end_of_quoted (from);
  GString *text;

  if (*to == '\0')
    return fail (parser, from, to, N_("The quotation mark is not closed"), NULL, NULL);
  text = g_string_new (NULL);
  for (const char *at = from + 1; at < to; at++)
    {
      if (*at == '\\' && (at[1] == '\\' || at[1] == '"' || at[1] == '\''))
        at++;
      g_string_append_c (text, *at);
    }
  parser->at = to + 1;
  if (!ends_word (parser->at))
    {
      g_string_free (text, TRUE);
      return fail (parser, parser->at, parser->at, N_("A blank is missing after the quotation mark"), NULL, NULL);
    }

  return g_string_free (text, FALSE);
}

/* ---- operators --------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *text;
  HfQueryOp number; /* HF_OP_NONE: numbers have none such */
  HfQueryOp match;
} operators[] = {
  { "<=", HF_OP_AT_MOST, HF_OP_NONE }, { ">=", HF_OP_AT_LEAST, HF_OP_NONE }, { "!=", HF_OP_IS_NOT, HF_OP_IS_NOT },
  { "==", HF_OP_IS, HF_OP_IS },        { "!~", HF_OP_NONE, HF_OP_HAS_NOT },  { "<", HF_OP_LESS, HF_OP_NONE },
  { ">", HF_OP_MORE, HF_OP_NONE },     { "=", HF_OP_IS, HF_OP_IS },          { "~", HF_OP_NONE, HF_OP_HAS },
  { ":", HF_OP_NONE, HF_OP_GLOB },
};

/* Index of the operator at @at, or -1. */
static int
operator_at (const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (at, operators[i].text))
      return (int) i;

  return -1;
}

/* ---- operands ---------------------------------------------------------------------------------------------------------- */

static gboolean
read_unit (const char **at, gboolean bytes, guint64 *unit)
{
  static const char letters[] = "kmgt";
  const char *letter = **at != '\0' ? strchr (letters, g_ascii_tolower (**at)) : NULL;

  *unit = 1;
  if (letter != NULL)
    {
      guint64 base = (*at)[1] == 'i' ? 1024 : 1000;

      *at += base == 1024 ? 2 : 1;
      for (const char *l = letters; l <= letter; l++)
        *unit *= base;
    }
  if (bytes && (**at == 'B' || **at == 'b'))
    (*at)++;

  return **at == '\0';
}

typedef enum
{
  NUMBER_GOOD,
  NUMBER_BAD,
  NUMBER_LARGE,
} NumberState;

/* "1.5k" is 1500; what is left of a unit is refused: there are no halves of bytes or references. */
static NumberState
read_number (const char *text, gboolean bytes, guint64 *number)
{
  const char *at = text;
  guint64 digits = 0, tens = 1, unit;
  gboolean fraction = FALSE;

  if (!g_ascii_isdigit (*at))
    return NUMBER_BAD;
  for (; g_ascii_isdigit (*at) || (*at == '.' && !fraction && g_ascii_isdigit (at[1])); at++)
    {
      if (*at == '.')
        {
          fraction = TRUE;
          continue;
        }
      if (digits > (G_MAXINT64 - 9) / 10 || (fraction && tens > G_MAXINT64 / 10))
        return NUMBER_LARGE;
      digits = digits * 10 + (guint64) (*at - '0');
      tens *= fraction ? 10 : 1;
    }
  if (!read_unit (&at, bytes, &unit))
    return NUMBER_BAD;
  while (tens > 1 && digits % 10 == 0)
    {
      digits /= 10;
      tens /= 10;
    }
  if (unit > 1 && digits > G_MAXINT64 / unit)
    return NUMBER_LARGE;
  *number = digits * unit / tens;

  return digits * unit % tens == 0 ? NUMBER_GOOD : NUMBER_BAD;
}

static gboolean
parse_number (Parser *parser, HfQueryNode *node)
{
  gboolean bytes = node->word->takes == HF_QUERY_BYTES;
  const char *from = parser->at;
  const char *to = end_of_word (from);

  node->text = g_strndup (from, (gsize) (to - from));
  if (*node->text == '\0')
    return fail (parser, from, to, N_("A number is missing after “%s”"), node->word->name, bytes ? EXPECTED_BYTES : EXPECTED_NUMBER) != NULL;
  switch (read_number (node->text, bytes, &node->number))
    {
    case NUMBER_BAD:
      return fail (parser, from, to, N_("“%s” is no whole number of what is counted here"), node->text, bytes ? EXPECTED_BYTES : EXPECTED_NUMBER) != NULL;
    case NUMBER_LARGE:
      return fail (parser, from, to, N_("“%s” is larger than anything that is counted"), node->text, bytes ? EXPECTED_BYTES : EXPECTED_NUMBER) != NULL;
    case NUMBER_GOOD:
    default:
      parser->at = to;
      return TRUE;
    }
}

static gboolean
is_kind (const HfQueryNode *node)
{
  HfQueryText text;
  gboolean fits = FALSE;

  hf_query_text_init_term (&text, node);
  for (guint kind = HF_KIND_OTHER; kind <= HF_KIND_VALUE; kind++)
    fits |= kind != HF_KIND_ROOT && hf_query_text_fits (&text, hf_query_kind_name (kind));
  hf_query_text_clear (&text);

  return fits;
}

static gboolean
parse_text (Parser *parser, HfQueryNode *node)
{
  gboolean object = node->word->takes == HF_QUERY_OBJECT;
  const char *from = parser->at;
  const char *to = object ? end_of_object (from) : end_of_text (from);

  if (*from == '"' || *from == '\'')
    node->text = read_quoted (parser);
  else
    {
      node->text = g_strndup (from, (gsize) (to - from));
      parser->at = to;
    }
  if (parser->failed)
    return FALSE;
  if (*node->text == '\0' && object)
    return fail (parser, from, parser->at, N_("An object is missing after “%s”"), node->word->name, EXPECTED_OBJECT) != NULL;
  if (*node->text == '\0' && from == to)
    return fail (parser, from, to, N_("Text is missing after “%s”"), node->word->name, N_("expected: text, or \"\" for none")) != NULL;
  if (node->word->key == HF_KEY_KIND && !is_kind (node))
    return fail (parser, from, parser->at, N_("There is no kind “%s”"), node->text, EXPECTED_KIND) != NULL;

  node->column = column_of (parser, from);
  node->length = (guint) g_utf8_pointer_to_offset (from, parser->at);

  return TRUE;
}

/* ---- terms ------------------------------------------------------------------------------------------------------------- */

/* parser->at is at operator @op, which ends with what it is compared with. */
static gboolean
parse_operand (Parser *parser, HfQueryNode *node, int op)
{
  const char *from = parser->at;
  const char *to = from + strlen (operators[op].text);
  gboolean number = node->word->takes == HF_QUERY_NUMBER || node->word->takes == HF_QUERY_BYTES;

  node->op = number ? operators[op].number : operators[op].match;
  if (node->word->takes == HF_QUERY_FLAG)
    return fail (parser, from, to, N_("“%s” stands alone"), node->word->name, N_("expected: a blank")) != NULL;
  if (node->word->takes == HF_QUERY_OBJECT && node->op != HF_OP_GLOB)
    return fail (parser, from, to, N_("“%s” takes an object"), node->word->name, N_("expected: “:”")) != NULL;
  if (node->op == HF_OP_NONE && number)
    return fail (parser, from, to, N_("“%s” is compared with a number"), node->word->name, EXPECTED_COMPARISON) != NULL;
  if (node->op == HF_OP_NONE)
    return fail (parser, from, to, N_("“%s” is compared with text"), node->word->name, EXPECTED_MATCH) != NULL;

  parser->at = node->op == HF_OP_GLOB ? to : past_blanks (to);

  return number ? parse_number (parser, node) : parse_text (parser, node);
}

static gpointer
unknown_keyword (Parser *parser, const char *from, const char *to, const char *name)
{
  const HfQueryWord *nearest = hf_query_word_nearest (name);

  if (nearest == NULL)
    return fail (parser, from, to, N_("There is no keyword “%s”"), name, EXPECTED_KEYWORD);

  return fail (parser, from, to, N_("There is no keyword “%s”: is this one meant?"), name, nearest->name);
}

/* "Makefile:31" is a place in a file and not a keyword. */
static gboolean
is_line (const char *at)
{
  return *at == ':' && g_ascii_isdigit (at[1]) && ends_word (at + 1 + strspn (at + 1, "0123456789"));
}

/* A keyword and what it is compared with. NULL if there is none at all at parser->at, or after a failure. */
static HfQueryNode *
parse_keyword (Parser *parser)
{
  const char *from = parser->at;
  const char *to = from;
  g_autofree char *name = NULL;
  const HfQueryWord *word;
  HfQueryNode *node;
  const char *operator_from;
  int op;

  while (g_ascii_isalpha (*to) || (*to == '-' && to > from))
    to++;
  name = g_strndup (from, (gsize) (to - from));
  word = hf_query_word_find (name);
  op = operator_at (to);
  operator_from = to;
  if (word != NULL && word->takes != HF_QUERY_FLAG && op < 0)
    {
      operator_from = past_blanks (to);
      op = operator_at (operator_from);
      op = op >= 0 && operators[op].match == HF_OP_GLOB ? -1 : op;
    }
  if (*name != '\0' && word == NULL && op >= 0 && !is_line (to))
    return unknown_keyword (parser, from, to, name);
  if (word == NULL || (op < 0 && (word->takes != HF_QUERY_FLAG || !ends_word (to))))
    return NULL;

  parser->at = operator_from;
  node = hf_query_node_new (HF_NODE_TERM);
  node->word = word;
  node->column = column_of (parser, from);
  node->length = (guint) (to - from);
  if (op >= 0 && !parse_operand (parser, node, op))
    g_clear_pointer (&node, hf_query_node_free);

  return node;
}

static HfQueryNode *
parse_word (Parser *parser)
{
  const char *from = parser->at;
  const char *to = end_of_word (from);
  HfQueryNode *node = hf_query_node_new (HF_NODE_WORD);
  int op = operator_at (from);

  if (*from == '"' || *from == '\'')
    node->text = read_quoted (parser);
  else
    {
      node->text = g_strndup (from, (gsize) (to - from));
      parser->at = to;
      if (op >= 0 && g_str_equal (operators[op].text, node->text))
        fail (parser, from, to, N_("A keyword is missing before “%s”"), node->text, EXPECTED_KEYWORD);
    }
  if (parser->failed)
    g_clear_pointer (&node, hf_query_node_free);

  return node;
}

/* ---- joined ------------------------------------------------------------------------------------------------------------- */

static HfQueryNode *
negate (HfQueryNode *node)
{
  HfQueryNode *not;

  /* Two of them are none. */
  if (node->kind == HF_NODE_NOT)
    {
      not = g_ptr_array_steal_index (node->children, 0);
      hf_query_node_free (node);
      return not;
    }
  not = hf_query_node_new (HF_NODE_NOT);
  g_ptr_array_add (not->children, node);

  return not;
}

static HfQueryNode *
parse_group (Parser *parser)
{
  const char *open = parser->at++;
  HfQueryNode *node;

  if (parser->nesting++ >= HF_QUERY_NESTING)
    return fail (parser, open, open + 1, N_("The parentheses are nested too deeply"), NULL, NULL);
  node = parse_any (parser);
  parser->nesting--;
  if (node != NULL && *parser->at != ')')
    {
      hf_query_node_free (node);
      return fail (parser, open, open + 1, N_("The parenthesis is not closed"), NULL, NULL);
    }
  parser->at += node != NULL;

  return node;
}

/* Where a term must be: what stands there instead. @after: the word that it must follow, or NULL. */
static gpointer
missing (Parser *parser, const char *after)
{
  if (after != NULL)
    return fail (parser, parser->at, parser->at, N_("Something is missing after “%s”"), after, EXPECTED_ONE);
  if (*parser->at == ')')
    return fail (parser, parser->at, parser->at + 1, N_("The parenthesis was not opened"), NULL, EXPECTED_ONE);

  return fail (parser, parser->at, end_of_word (parser->at), N_("Something is missing before “or” and “and”"), NULL, EXPECTED_ONE);
}

static HfQueryNode *
parse_one (Parser *parser, const char *after)
{
  gboolean negated = FALSE;
  HfQueryNode *node;

  for (;;)
    {
      gboolean dash = *parser->at == '-';

      if (!dash && !at_joiner (parser->at, "not"))
        break;
      negated = !negated;
      parser->at += dash ? 1 : strlen ("not");
      after = dash ? "-" : "not";
      if (!dash)
        parser->at = past_blanks (parser->at);
      else if (ends_word (parser->at) && *parser->at != '(')
        return missing (parser, after);
    }
  if (*parser->at == '\0' || *parser->at == ')' || at_joiner (parser->at, "or") || at_joiner (parser->at, "and"))
    return missing (parser, after);

  if (*parser->at == '(')
    node = parse_group (parser);
  else
    {
      node = parse_keyword (parser);
      if (node == NULL && !parser->failed)
        node = parse_word (parser);
    }

  return node != NULL && negated ? negate (node) : node;
}

/* One child stands for itself. */
static HfQueryNode *
settle (HfQueryNode *node)
{
  HfQueryNode *only;

  if (node->children->len != 1)
    return node;
  only = g_ptr_array_steal_index (node->children, 0);
  hf_query_node_free (node);

  return only;
}

/* (a b) c is a b c. */
static void
adopt (HfQueryNode *node, HfQueryNode *child)
{
  if (child->kind != node->kind)
    {
      g_ptr_array_add (node->children, child);
      return;
    }
  g_ptr_array_extend_and_steal (node->children, g_steal_pointer (&child->children));
  hf_query_node_free (child);
}

static HfQueryNode *
parse_all (Parser *parser, const char *after)
{
  HfQueryNode *node = hf_query_node_new (HF_NODE_ALL);

  do
    {
      HfQueryNode *one = parse_one (parser, after);

      if (one == NULL)
        {
          hf_query_node_free (node);
          return NULL;
        }
      adopt (node, one);
      after = NULL;
      parser->at = past_blanks (parser->at);
      if (at_joiner (parser->at, "and"))
        {
          parser->at = past_blanks (parser->at + strlen ("and"));
          after = "and";
        }
    }
  while (after != NULL || (*parser->at != '\0' && *parser->at != ')' && !at_joiner (parser->at, "or")));

  return settle (node);
}

static HfQueryNode *
parse_any (Parser *parser)
{
  HfQueryNode *node = hf_query_node_new (HF_NODE_ANY);
  const char *after = parser->nesting > 0 ? "(" : NULL;

  for (;;)
    {
      HfQueryNode *all;

      parser->at = past_blanks (parser->at);
      all = parse_all (parser, after);
      if (all == NULL)
        {
          hf_query_node_free (node);
          return NULL;
        }
      adopt (node, all);
      if (!at_joiner (parser->at, "or"))
        return settle (node);
      parser->at += strlen ("or");
      after = "or";
    }
}

static HfQueryNode *
parse (Parser *parser)
{
  HfQueryNode *node;

  parser->at = past_blanks (parser->at);
  if (*parser->at == '\0')
    return hf_query_node_new (HF_NODE_ALL);
  node = parse_any (parser);
  if (node != NULL && *parser->at != '\0')
    {
      hf_query_node_free (node);
      return missing (parser, NULL);
    }

  return node;
}

HfQuery *
hf_query_parse (const char *text, HfQueryFault *fault)
{
  Parser parser = { .text = text, .at = text, .fault = fault };
  const char *end;
  HfQueryNode *root;
  HfQuery *self;

  g_return_val_if_fail (text != NULL, NULL);

  hf_query_fault_set (fault, 0, 0, NULL, NULL, NULL);
  if (!g_utf8_validate (text, -1, &end))
    return fail (&parser, end, end, N_("This is not UTF-8 text"), NULL, NULL);
  root = parse (&parser);
  if (root == NULL)
    return NULL;

  self = g_new0 (HfQuery, 1);
  self->root = root;

  return self;
}
