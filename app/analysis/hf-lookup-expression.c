/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-lookup-private.h"

#include <string.h>

#include "hf-path-fold.h"
#include "hf-python.h"

#define KIND(kind) (1u << (kind))
#define FIELDS (KIND (HF_REF_FIELD) | KIND (HF_REF_INTERNAL) | KIND (HF_REF_ATTRIBUTE) | KIND (HF_REF_OTHER))
#define MAX_NESTING 64

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const char *text;
  const char *at;
  guint nesting;
} Parser;

static guint32 parse_expression (Parser *parser, GError **error);

static guint32
referent (const Parser *parser, guint32 r)
{
  return r == HF_NONE ? HF_NONE : hf_ref_object (parser->graph->out[r]);
}

static guint32
fail (const Parser *parser, GError **error, const char *why)
{
  g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "“%s” cannot be followed at “%s”: %s", parser->text, *parser->at != '\0' ? parser->at : "…", why);

  return HF_NONE;
}

static void
skip_spaces (Parser *parser)
{
  while (*parser->at == ' ')
    parser->at++;
}

static gboolean
accept (Parser *parser, const char *text)
{
  skip_spaces (parser);
  if (!g_str_has_prefix (parser->at, text))
    return FALSE;
  parser->at += strlen (text);

  return TRUE;
}

/* (transfer full) A word, or NULL. */
static char *
read_name (Parser *parser)
{
  const char *begin;

  skip_spaces (parser);
  begin = parser->at;
  while (g_ascii_isalnum (*parser->at) || *parser->at == '_' || (guchar) *parser->at >= 0x80)
    parser->at++;

  return parser->at > begin && !g_ascii_isdigit (*begin) ? g_strndup (begin, (gsize) (parser->at - begin)) : NULL;
}

/* (transfer full) What stands up to the closing bracket, quotes respected; the bracket is read. */
static char *
read_to (Parser *parser, char close)
{
  const char *begin;
  char quote = '\0';

  skip_spaces (parser);
  begin = parser->at;
  for (guint depth = 0; *parser->at != '\0'; parser->at++)
    {
      char c = *parser->at;

      if (quote != '\0')
        {
          if (c == '\\' && parser->at[1] != '\0')
            parser->at++;
          else if (c == quote)
            quote = '\0';
        }
      else if (c == '\'' || c == '"')
        quote = c;
      else if (c == close && depth == 0)
        return g_strchomp (g_strndup (begin, (gsize) (parser->at++ - begin)));
      else if (c == '[' || c == '(')
        depth++;
      else if ((c == ']' || c == ')') && depth > 0)
        depth--;
    }

  return NULL;
}

/* ---- what words mean at an object ----------------------------------------------------------------------------------------- */

/* A key as a dump writes it: with single quotes, unless the text has one and no double one. */
static char *
normal_literal (const char *literal)
{
  gsize length = strlen (literal);

  if (length < 2 || literal[0] != '"' || literal[length - 1] != '"' || strpbrk (literal, "'\\") != NULL)
    return g_strdup (literal);

  return g_strdup_printf ("'%.*s'", (int) (length - 2), literal + 1);
}

static guint32
find_number (const Parser *parser, guint32 object, const char *literal)
{
  gint64 wanted;
  guint32 last = HF_NONE;

  if (!g_ascii_string_to_signed (literal, 10, -(gint64) G_MAXUINT32, G_MAXUINT32, &wanted, NULL))
    return HF_NONE;
  if (wanted < 0)
    {
      for (guint32 r = parser->graph->out_begin[object]; r < parser->graph->out_begin[object + 1]; r++)
        if (hf_heap_ref_kind (parser->heap, r) == HF_REF_INDEX)
          last = r;
      if (last == HF_NONE)
        return HF_NONE;
      wanted += (gint64) hf_heap_ref_number (parser->heap, last) + 1;
    }
  for (guint32 r = parser->graph->out_begin[object]; r < parser->graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (parser->heap, r) == HF_REF_INDEX && hf_heap_ref_number (parser->heap, r) == wanted)
      return r;

  return HF_NONE;
}

static guint32
item_of (const Parser *parser, guint32 object, const char *literal)
{
  g_autofree char *key = normal_literal (literal);
  guint32 r = hf_python_find_ref (parser->heap, object, key, KIND (HF_REF_VALUE));

  return referent (parser, r != HF_NONE ? r : find_number (parser, object, key));
}

static guint32
dict_of (const Parser *parser, guint32 object)
{
  for (guint32 r = parser->graph->out_begin[object]; r < parser->graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (parser->heap, r) == HF_REF_DICT)
      return referent (parser, r);

  return HF_NONE;
}

/* An entry of an object's own dictionary, or of the values that stand for one. */
static guint32
own_attribute (const Parser *parser, guint32 object, const char *name)
{
  guint32 dict = dict_of (parser, object);
  g_autoptr (GString) literal = g_string_new (NULL);
  guint32 r = HF_NONE;

  hf_python_append_str (literal, name);
  if (dict != HF_NONE)
    r = hf_python_find_ref (parser->heap, dict, literal->str, KIND (HF_REF_VALUE));
  if (r == HF_NONE)
    r = hf_python_find_ref (parser->heap, object, name, KIND (HF_REF_ATTRIBUTE));

  return referent (parser, r);
}

static guint32
attribute_of (const Parser *parser, guint32 object, const char *name)
{
  g_autofree char *dotted = g_strconcat (".", name, NULL);
  guint32 r = hf_python_find_ref (parser->heap, object, name, FIELDS);
  guint32 found;
  gboolean known;

  if (r != HF_NONE)
    return referent (parser, r);
  found = own_attribute (parser, object, name);
  if (found != HF_NONE)
    return found;
  r = hf_python_find_ref (parser->heap, object, dotted, KIND (HF_REF_OTHER));
  if (r != HF_NONE)
    return referent (parser, r);
  if (g_str_equal (name, "__dict__"))
    return dict_of (parser, object);
  if (g_str_equal (name, "__class__"))
    return hf_python_class_of (parser->heap, object);
  if (hf_python_kind (parser->heap, object) == HF_KIND_TYPE)
    return hf_python_class_find (parser->heap, object, name, &known);

  return hf_python_class_find (parser->heap, hf_python_class_of (parser->heap, object), name, &known);
}

static guint32
contents_of (const Parser *parser, guint32 cell)
{
  return referent (parser, hf_python_find_ref (parser->heap, cell, "cell_contents", FIELDS));
}

guint32
hf_lookup_variable (const HfHeap *heap, guint32 owner, const char *name)
{
  Parser parser = { .heap = heap, .graph = hf_heap_graph (heap) };
  guint32 r = hf_python_find_ref (heap, owner, name, KIND (HF_REF_LOCAL));

  if (r != HF_NONE)
    return referent (&parser, r);

  r = hf_python_find_ref (heap, owner, name, KIND (HF_REF_CELL));

  return r == HF_NONE ? HF_NONE : contents_of (&parser, referent (&parser, r));
}

/* The n-th cell of a function whose closure is not shown as a tuple. */
static guint32
closure_cell (const Parser *parser, guint32 function, guint n)
{
  for (guint32 r = parser->graph->out_begin[function]; r < parser->graph->out_begin[function + 1]; r++)
    if (hf_heap_ref_kind (parser->heap, r) == HF_REF_CELL && n-- == 0)
      return referent (parser, r);

  return HF_NONE;
}

/* ---- postfix parts ----------------------------------------------------------------------------------------------------------- */

/* "['x']" after a name that stands for variables or attributes; NULL if something else follows. */
static char *
read_str_item (Parser *parser)
{
  g_autofree char *item = NULL;
  gsize length;

  if (!accept (parser, "["))
    return NULL;
  item = read_to (parser, ']');
  length = item != NULL ? strlen (item) : 0;
  if (length < 2 || (item[0] != '\'' && item[0] != '"') || item[length - 1] != item[0])
    return NULL;

  return g_strndup (item + 1, length - 2);
}

static gboolean
is_frame_name (const char *name)
{
  return g_str_equal (name, "gi_frame") || g_str_equal (name, "cr_frame") || g_str_equal (name, "ag_frame");
}

static guint32
follow_variables (Parser *parser, guint32 object, GError **error)
{
  g_autofree char *name = read_str_item (parser);
  guint32 found = name != NULL ? hf_lookup_variable (parser->heap, object, name) : HF_NONE;

  return found != HF_NONE ? found : fail (parser, error, "there is no such variable");
}

static guint32
follow_dict (Parser *parser, guint32 object, GError **error)
{
  const char *begin = parser->at;
  g_autofree char *name = read_str_item (parser);
  guint32 found = name != NULL ? own_attribute (parser, object, name) : HF_NONE;

  if (found != HF_NONE)
    return found;

  parser->at = begin;
  found = dict_of (parser, object);

  return found != HF_NONE ? found : fail (parser, error, "the object has no __dict__");
}

static guint32
follow_closure (Parser *parser, guint32 object, GError **error)
{
  guint32 tuple = referent (parser, hf_python_find_ref (parser->heap, object, "__closure__", FIELDS));
  g_autofree char *item = NULL;
  guint64 n;
  guint32 cell = HF_NONE;

  if (tuple != HF_NONE)
    return tuple;

  if (accept (parser, "["))
    item = read_to (parser, ']');
  if (item != NULL && g_ascii_string_to_unsigned (item, 10, 0, G_MAXUINT32, &n, NULL))
    cell = closure_cell (parser, object, (guint) n);

  return cell != HF_NONE ? cell : fail (parser, error, "the function has no such cell");
}

static guint32
follow_coroutine (Parser *parser, guint32 task, GError **error)
{
  for (guint32 r = parser->graph->out_begin[task]; r < parser->graph->out_begin[task + 1]; r++)
    if (g_str_equal (hf_heap_type_name_of (parser->heap, referent (parser, r)), "coroutine"))
      return referent (parser, r);

  return fail (parser, error, "the task has no coroutine");
}

static guint32
follow_name (Parser *parser, guint32 object, GError **error)
{
  g_autofree char *name = read_name (parser);
  guint32 found;

  if (name == NULL)
    return fail (parser, error, "a name must follow the dot");
  if (g_str_equal (name, "f_locals"))
    return follow_variables (parser, object, error);
  if (g_str_equal (name, "__dict__"))
    return follow_dict (parser, object, error);
  if (g_str_equal (name, "__closure__"))
    return follow_closure (parser, object, error);
  if (g_str_equal (name, "get_coro") && accept (parser, "()"))
    return follow_coroutine (parser, object, error);

  found = attribute_of (parser, object, name);
  /* A suspended frame may be shown as part of its generator. */
  if (found == HF_NONE && is_frame_name (name))
    return object;
  if (found == HF_NONE)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "“%s” cannot be followed: %s has no .%s", parser->text, hf_fold_short_type (parser->heap, object), name);
      return HF_NONE;
    }

  return found;
}

static guint32
follow_item (Parser *parser, guint32 object, GError **error)
{
  g_autofree char *item = read_to (parser, ']');
  guint32 found;

  if (item == NULL)
    return fail (parser, error, "a bracket is not closed");

  found = item_of (parser, object, item);
  if (found == HF_NONE)
    g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "“%s” cannot be followed: %s has no [%s]", parser->text, hf_fold_short_type (parser->heap, object), item);

  return found;
}

static guint32
follow_call (Parser *parser, guint32 object, GError **error)
{
  for (guint32 r = parser->graph->out_begin[object]; r < parser->graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (parser->heap, r) == HF_REF_WEAK)
      return referent (parser, r);

  return fail (parser, error, "only a weak reference can be called");
}

static guint32
parse_postfix (Parser *parser, guint32 object, GError **error)
{
  while (object != HF_NONE)
    {
      if (accept (parser, "()"))
        object = follow_call (parser, object, error);
      else if (!g_str_has_prefix (parser->at, ".items()") && accept (parser, "."))
        object = follow_name (parser, object, error);
      else if (accept (parser, "["))
        object = follow_item (parser, object, error);
      else
        break;
    }

  return object;
}

/* ---- primaries ------------------------------------------------------------------------------------------------------------------ */

static guint32
object_at (Parser *parser, GError **error)
{
  g_autofree char *digits = read_to (parser, ')');
  guint64 address;
  guint32 found = HF_NONE;

  if (digits != NULL && g_ascii_string_to_unsigned (digits, 16, 1, G_MAXUINT64, &address, NULL))
    found = hf_heap_find_address (parser->heap, address);

  return found != HF_NONE ? found : fail (parser, error, "there is no object at that address");
}

/* "D.items() if id(k) == 0x…)", after "next(v for k, v in " */
static guint32
parse_value_by_key (Parser *parser, GError **error)
{
  const char *items = NULL;
  guint32 dict, key;

  dict = parse_expression (parser, error);
  if (dict == HF_NONE)
    return HF_NONE;
  items = parser->at;
  if (!accept (parser, ".items()") || !accept (parser, "if id(k) == 0x"))
    {
      parser->at = items;
      return fail (parser, error, "not understood");
    }
  key = object_at (parser, error);
  for (guint32 r = parser->graph->out_begin[dict]; key != HF_NONE && r + 1 < parser->graph->out_begin[dict + 1]; r++)
    if (hf_heap_ref_kind (parser->heap, r) == HF_REF_KEY && referent (parser, r) == key && hf_heap_ref_kind (parser->heap, r + 1) == HF_REF_VALUE)
      return referent (parser, r + 1);

  return key != HF_NONE ? fail (parser, error, "the dictionary has no such key") : HF_NONE;
}

/* "S if id(k) == 0x…)", after "next(k for k in ", or the same of what S reports to the collector */
static guint32
parse_member_by_id (Parser *parser, GError **error)
{
  gboolean reported = accept (parser, "__import__('gc').get_referents(");

  if (parse_expression (parser, error) == HF_NONE)
    return HF_NONE;
  if ((reported && !accept (parser, ")")) || !accept (parser, "if id(k) == 0x"))
    return fail (parser, error, "not understood");

  return object_at (parser, error);
}

/* "F.__code__.co_freevars, F.__closure__) if n == 'x')", after "next(c for n, c in zip(": the cell */
static guint32
parse_cell_by_name (Parser *parser, GError **error)
{
  g_autofree char *inside = read_to (parser, ')');
  g_autofree char *condition = inside != NULL ? read_to (parser, ')') : NULL;
  char *end = inside != NULL ? strstr (inside, ".__code__.co_freevars, ") : NULL;
  Parser inner = *parser;
  g_autofree char *name = NULL;
  guint32 function, r;

  if (end == NULL || condition == NULL || !g_str_has_prefix (condition, "if n == '"))
    return fail (parser, error, "not understood");

  *end = '\0';
  inner.at = inside;
  function = parse_expression (&inner, error);
  if (function == HF_NONE)
    return HF_NONE;
  name = g_strndup (condition + strlen ("if n == '"), strlen (condition) - strlen ("if n == '") - 1);
  r = hf_python_find_ref (parser->heap, function, name, KIND (HF_REF_CELL));

  return r != HF_NONE ? referent (parser, r) : fail (parser, error, "the function has no such cell");
}

static guint32
parse_next (Parser *parser, GError **error)
{
  if (accept (parser, "v for k, v in "))
    return parse_value_by_key (parser, error);
  if (accept (parser, "k for k in "))
    return parse_member_by_id (parser, error);
  if (accept (parser, "c for n, c in zip("))
    return parse_cell_by_name (parser, error);

  return fail (parser, error, "not understood");
}

static guint32
parse_type (Parser *parser, GError **error)
{
  guint32 object = parse_expression (parser, error);

  if (object == HF_NONE)
    return HF_NONE;
  if (!accept (parser, ")"))
    return fail (parser, error, "a parenthesis is not closed");
  object = hf_python_class_of (parser->heap, object);

  return object != HF_NONE ? object : fail (parser, error, "the dump does not have the class");
}

/* "X, 'name')" or "D, key)" */
static guint32
parse_pair (Parser *parser, gboolean item, GError **error)
{
  guint32 object = parse_expression (parser, error);
  g_autofree char *second = NULL;
  g_autofree char *name = NULL;

  if (object == HF_NONE)
    return HF_NONE;
  second = accept (parser, ",") ? read_to (parser, ')') : NULL;
  if (second == NULL || (!item && strlen (second) < 2))
    return fail (parser, error, "not understood");
  name = item ? NULL : g_strndup (second + 1, strlen (second) - 2);
  object = item ? item_of (parser, object, second) : attribute_of (parser, object, name);

  return object != HF_NONE ? object : fail (parser, error, "there is no such entry");
}

static guint32
parse_modules_item (Parser *parser, GError **error)
{
  g_autofree char *name = read_str_item (parser);
  guint32 module = name != NULL ? hf_lookup_module (parser->heap, name) : HF_NONE;

  return module != HF_NONE ? module : fail (parser, error, "there is no such module");
}

/* "pkg.mod.NAME": the longest beginning that is a module; a lone name is looked for in __main__. */
static guint32
parse_module (Parser *parser, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *begin = parser->at, *end = parser->at;
  guint32 module = HF_NONE;

  for (guint i = 0; i < MAX_NESTING; i++)
    {
      g_autofree char *part = read_name (parser);
      guint32 longer;

      if (part == NULL)
        break;
      g_string_append_printf (name, "%s%s", i > 0 ? "." : "", part);
      longer = hf_lookup_module (parser->heap, name->str);
      if (longer != HF_NONE)
        {
          module = longer;
          end = parser->at;
        }
      if (!accept (parser, "."))
        break;
    }
  parser->at = end;
  if (module == HF_NONE && name->len > 0 && (module = hf_lookup_module (parser->heap, "__main__")) != HF_NONE)
    {
      parser->at = begin;
      return follow_name (parser, module, error);
    }

  return module != HF_NONE ? module : fail (parser, error, "there is no such module");
}

static const struct
{
  const char *code;
  const char *words;
} named_roots[] = {
  { "sys.__dict__", "sys.__dict__" },
  { "sys.modules['builtins'].__dict__", "builtins.__dict__" },
  { "__import__('gc').garbage", "gc.garbage" },
  { "__import__('gc').callbacks", "gc.callbacks" },
};

static guint32
root_called (const Parser *parser, const char *words)
{
  for (guint32 r = 0; r < hf_heap_n_roots (parser->heap); r++)
    if (g_str_equal (hf_heap_ref_name (parser->heap, r), words))
      return referent (parser, r);

  return HF_NONE;
}

/* The words that a thread's roots have: from its identity, or from the condition that finds it by name. */
static gboolean
is_thread (const char *words, const char *identity)
{
  const char *equal = strstr (identity, "t.name == '");
  const char *name = g_str_has_prefix (words, "thread ") ? words + strlen ("thread ") : "";
  g_autoptr (GString) literal = g_string_new (NULL);

  if (equal == NULL)
    return g_str_equal (name, identity) || (g_str_has_suffix (name, ")") && strstr (name, identity) != NULL);

  hf_python_append_str (literal, name);
  g_string_append_c (literal, ')');

  return g_str_equal (equal + strlen ("t.name == "), literal->str);
}

/* "IDENTITY])][-N][0]": the N-th frame of a thread from its outer end */
static guint32
parse_frame (Parser *parser, GError **error)
{
  g_autofree char *identity = read_to (parser, ']');
  g_autofree char *position = NULL;
  guint64 n = 0;

  if (identity != NULL && accept (parser, ")][-"))
    position = read_to (parser, ']');
  if (position == NULL || !g_ascii_string_to_unsigned (position, 10, 1, G_MAXUINT32, &n, NULL) || !accept (parser, "[0]"))
    return fail (parser, error, "not understood");

  for (guint32 r = hf_heap_n_roots (parser->heap); r-- > 0;)
    if (hf_heap_root_kind (parser->heap, r) == HF_ROOT_THREAD && hf_python_kind (parser->heap, referent (parser, r)) == HF_KIND_FRAME &&
        is_thread (hf_heap_ref_name (parser->heap, r), identity) && --n == 0)
      return referent (parser, r);

  return fail (parser, error, "the dump has no such frame");
}

static guint32
parse_primary (Parser *parser, GError **error)
{
  skip_spaces (parser);
  if (accept (parser, "sys.modules["))
    {
      parser->at--;
      return parse_modules_item (parser, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (named_roots); i++)
    if (g_str_has_prefix (parser->at, named_roots[i].code) && root_called (parser, named_roots[i].words) != HF_NONE)
      {
        parser->at += strlen (named_roots[i].code);
        return root_called (parser, named_roots[i].words);
      }
  if (accept (parser, "[*__import__('traceback').walk_stack(sys._current_frames()["))
    return parse_frame (parser, error);
  if (accept (parser, "next("))
    return parse_next (parser, error);
  if (accept (parser, "type("))
    return parse_type (parser, error);
  if (accept (parser, "getattr("))
    return parse_pair (parser, FALSE, error);
  if (accept (parser, "dict.__getitem__("))
    return parse_pair (parser, TRUE, error);

  return parse_module (parser, error);
}

static guint32
parse_expression (Parser *parser, GError **error)
{
  guint32 object;

  if (parser->nesting++ >= MAX_NESTING)
    return fail (parser, error, "nested too deeply");
  object = parse_postfix (parser, parse_primary (parser, error), error);
  parser->nesting--;

  return object;
}

guint32
hf_lookup_expression (const HfHeap *heap, const char *text, GError **error)
{
  Parser parser = { .heap = heap, .graph = hf_heap_graph (heap), .text = text, .at = text };
  guint32 object;

  if (*text == '\0')
    return fail (&parser, error, "it is empty");

  object = parse_expression (&parser, error);
  skip_spaces (&parser);
  if (object != HF_NONE && *parser.at != '\0')
    return fail (&parser, error, "not understood");

  return object;
}
