/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-v8-private.h"

#include <string.h>

#include "hf-javascript.h"

#define N_(text) (text)

/* In a type, while names are not settled: the value is that of the object that is referred to as "value" or "name". */
#define IS_TOLD 0x80000000u

/* What a node is called where its own name is not its class: as Chrome calls it. */
static const struct
{
  const char *class; /* NULL: its name */
  HfKind kind;
  HfTypeFlags flags;
} classes[] = {
  [HF_V8_HIDDEN] = { "(system)", HF_KIND_OTHER, HF_TYPE_INTERNAL },
  [HF_V8_ARRAY] = { "(array)", HF_KIND_OTHER, HF_TYPE_INTERNAL },
  [HF_V8_STRING] = { "(string)", HF_KIND_VALUE, HF_TYPE_STRING },
  [HF_V8_OBJECT] = { NULL, HF_KIND_INSTANCE, 0 },
  [HF_V8_CODE] = { "(compiled code)", HF_KIND_OTHER, HF_TYPE_INTERNAL },
  [HF_V8_CLOSURE] = { "Function", HF_KIND_FUNCTION, 0 },
  [HF_V8_REGEXP] = { "RegExp", HF_KIND_VALUE, 0 },
  [HF_V8_NUMBER] = { "(number)", HF_KIND_VALUE, 0 },
  [HF_V8_NATIVE] = { NULL, HF_KIND_INSTANCE, 0 },
  [HF_V8_SYNTHETIC] = { NULL, HF_KIND_OTHER, HF_TYPE_INTERNAL },
  [HF_V8_CONCATENATED_STRING] = { "(concatenated string)", HF_KIND_VALUE, 0 },
  [HF_V8_SLICED_STRING] = { "(sliced string)", HF_KIND_VALUE, 0 },
  [HF_V8_SYMBOL] = { "(symbol)", HF_KIND_VALUE, 0 },
  [HF_V8_BIGINT] = { "(bigint)", HF_KIND_VALUE, 0 },
  [HF_V8_OBJECT_SHAPE] = { "(object shape)", HF_KIND_OTHER, HF_TYPE_INTERNAL },
  [HF_V8_WASM_OBJECT] = { NULL, HF_KIND_INSTANCE, 0 },
  [HF_V8_UNKNOWN] = { NULL, HF_KIND_INSTANCE, 0 },
};

static const char *const containers[] = { "Array", "Object", "Map", "Set", "WeakMap", "WeakSet" };

/* References that hold what they lead to but explain nothing: an object's hidden class, a function's code. */
static const char *const structural_internals[] = {
  "map", "shared", "code", "feedback_cell", "feedback_vector", "native_context", "descriptors", "back_pointer", "constructor", "prototype_info",
  "dependent_code", "script", "script_or_debug_info", "name_or_scope_info", "raw_outer_scope_info_or_feedback_metadata", "function_data",
  "trusted_function_data", "bytecode_array", "constant_pool", "enum_cache", "transition_info",
};
static const char *const structural_properties[] = { "__proto__", "constructor" };

/* ---- texts ------------------------------------------------------------------------------------------------------------------ */

const char *
hf_v8_text (const HfV8Reader *self,
            guint32           number,
            gsize            *length)
{
  gsize end;

  *length = 0;
  if (number >= self->text_begin.n)
    return NULL;
  end = number + 1 < self->text_begin.n ? self->text_begin.at[number + 1] : self->text.n;
  *length = end - self->text_begin.at[number];

  /* Strings of no bytes at all may have no memory. */
  return *length > 0 ? self->text.at + self->text_begin.at[number] : "";
}

char *
hf_v8_name (const HfV8Reader *self,
            guint32           number)
{
  gsize length;
  const char *text = hf_v8_text (self, number, &length);

  return text != NULL ? hf_utf8_clean (text, length) : g_strdup_printf ("name #%u", number);
}

static gboolean
is_one_of (const char        *text,
           const char *const *words,
           gsize              n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (text, words[i]) == 0)
      return TRUE;

  return FALSE;
}

#define IS_ONE_OF(text, words) is_one_of (text, words, G_N_ELEMENTS (words))

/* ---- references -------------------------------------------------------------------------------------------------------------- */

/* "3 / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)": both the key and the table have it. */
static gboolean
is_pair (const char *text)
{
  const char *digits = text + strspn (text, "0123456789");

  return digits > text && g_str_has_prefix (digits, " / part of key (") && strstr (digits, " pair in WeakMap (table @") != NULL;
}

/* The table's id, from the text's end on, since names may hold anything. */
static guint64
table_of_pair (const char *text,
               gsize       length)
{
  static const char mark[] = " pair in WeakMap (table @";
  gsize at = length;

  if (at == 0 || text[--at] != ')')
    return G_MAXUINT64;
  while (at > 0 && g_ascii_isdigit (text[at - 1]))
    at--;
  if (at < sizeof mark - 1 || memcmp (text + at - (sizeof mark - 1), mark, sizeof mark - 1) != 0)
    return G_MAXUINT64;

  return g_ascii_strtoull (text + at, NULL, 10);
}

static void
label_property (HfV8Reader *self,
                const char *name,
                HfV8Label  *label)
{
  HfJavascriptName place = hf_javascript_property (name);

  label->kind = (guint8) place.kind;
  label->name = hf_heap_builder_string (self->builder, place.name, -1);
  label->is_structural = IS_ONE_OF (name, structural_properties);
  g_free (place.name);
}

static void
label_internal (HfV8Reader *self,
                const char *name,
                HfV8Label  *label)
{
  g_autofree char *text = NULL;

  label->kind = HF_REF_INTERNAL;
  label->is_pair = is_pair (name);
  if (label->is_pair)
    text = g_strdup_printf ("[[%s]]", name + strspn (name, "0123456789") + 3);
  else
    text = g_strdup_printf ("[[%s]]", name);
  label->name = hf_heap_builder_string (self->builder, text, -1);
  label->is_structural = IS_ONE_OF (name, structural_internals);
}

static void
make_label (HfV8Reader *self,
            HfV8Form    form,
            guint32     number,
            HfV8Label  *label)
{
  g_autofree char *name = hf_v8_name (self, number);

  *label = (HfV8Label) { .kind = HF_REF_OTHER, .is_known = TRUE };
  if (name == NULL)
    return;
  if (form == HF_V8_FORM_PROPERTY)
    label_property (self, name, label);
  else if (form == HF_V8_FORM_INTERNAL)
    label_internal (self, name, label);
  else
    label->name = hf_heap_builder_string (self->builder, name, -1);
}

static HfV8Label
label_of (HfV8Reader *self,
          HfV8Form    form,
          guint32     number)
{
  HfV8Label label;

  if (number < self->text_begin.n)
    {
      HfV8Label *kept = &self->labels[form][number];

      if (!kept->is_known)
        make_label (self, form, number, kept);
      return *kept;
    }
  make_label (self, form, number, &label);

  return label;
}

/* A value of a WeakMap lives as long as both its key and the map: it is the key's, as V8's own viewer has it. */
static gboolean
is_table_side (const HfV8Reader *self,
               guint32           from,
               guint32           name)
{
  gsize length;
  const char *text = hf_v8_text (self, name, &length);

  return text != NULL && table_of_pair (text, length) == self->rows.address[from];
}

static void
settle_internal (HfV8Reader *self,
                 guint32     from,
                 guint32     r)
{
  HfLateRows *rows = &self->rows;
  HfV8Label label = label_of (self, HF_V8_FORM_INTERNAL, rows->name[r]);
  HfRefClass class = label.is_structural ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG;
  gsize length;
  const char *text = hf_v8_text (self, rows->name[r], &length);

  if (label.is_pair && is_table_side (self, from, rows->name[r]))
    class = HF_CLASS_SHARED;
  /* Hermes tells an object's first properties twice. */
  else if (self->engine == HF_V8_ENGINE_HERMES && length > 10 && memcmp (text, "directProp", 10) == 0)
    class = HF_CLASS_SHARED;
  rows->kind[r] = hf_late_kind (HF_REF_INTERNAL, class);
  rows->name[r] = label.name;
}

/* What leads to one of V8's lists of roots is called as the list is: "(Stack roots)". */
static void
settle_element (HfV8Reader *self,
                guint32     from,
                guint32     root,
                guint32     r)
{
  HfLateRows *rows = &self->rows;
  HfRefClass class = from == root ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG;
  guint32 to = rows->to[r];

  rows->kind[r] = hf_late_kind (HF_REF_INDEX, class);
  if (hf_v8_node_type (self, from) == HF_V8_SYNTHETIC && to < rows->n_objects &&
      hf_v8_node_type (self, to) == HF_V8_SYNTHETIC)
    {
      rows->kind[r] = hf_late_kind (HF_REF_OTHER, class);
      rows->name[r] = label_of (self, HF_V8_FORM_PLAIN, rows->value[to]).name;
    }
}

/* Shortcuts repeat what another path has, but for the root's: those lead to the program's globals, and have a number as name. */
static void
settle_shortcut (HfV8Reader *self,
                 guint32     from,
                 guint32     root,
                 guint32     r)
{
  HfLateRows *rows = &self->rows;
  guint32 to = rows->to[r];
  gsize length = 0;
  const char *text = from == root && to < rows->n_objects ? hf_v8_text (self, rows->value[to], &length) : NULL;

  rows->kind[r] = hf_late_kind (HF_REF_OTHER, from == root ? HF_CLASS_STRONG : HF_CLASS_SHARED);
  if (text == NULL)
    rows->name[r] = label_of (self, HF_V8_FORM_PLAIN, rows->name[r]).name;
  else if (length == 0 || (length == 6 && memcmp (text, "Object", 6) == 0))
    rows->name[r] = hf_heap_builder_string (self->builder, "global", -1);
  else
    rows->name[r] = label_of (self, HF_V8_FORM_PLAIN, rows->value[to]).name;
}

static void
settle_ref (HfV8Reader *self,
            guint32     from,
            guint32     root,
            guint32     r)
{
  HfLateRows *rows = &self->rows;
  HfV8EdgeType type = hf_v8_edge_type (self, r);
  HfV8Label label;

  switch (type)
    {
    case HF_V8_ELEMENT:
      settle_element (self, from, root, r);
      break;

    case HF_V8_SHORTCUT:
      settle_shortcut (self, from, root, r);
      break;

    case HF_V8_HIDDEN_EDGE:
      rows->kind[r] = hf_late_kind (HF_REF_INTERNAL, HF_CLASS_STRUCTURAL);
      rows->name[r] = hf_heap_builder_string (self->builder, "[[hidden]]", 10);
      break;

    case HF_V8_INTERNAL:
      settle_internal (self, from, r);
      break;

    case HF_V8_PROPERTY:
      label = label_of (self, HF_V8_FORM_PROPERTY, rows->name[r]);
      rows->kind[r] = hf_late_kind ((HfRefKind) label.kind, label.is_structural ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG);
      rows->name[r] = label.name;
      break;

    case HF_V8_CONTEXT:
    case HF_V8_WEAK:
    case HF_V8_UNKNOWN_EDGE:
    default:
      label = label_of (self, HF_V8_FORM_PLAIN, rows->name[r]);
      rows->name[r] = label.name;
      rows->kind[r] = type == HF_V8_WEAK      ? hf_late_kind (HF_REF_WEAK, HF_CLASS_WEAK)
                      : type == HF_V8_CONTEXT ? hf_late_kind (HF_REF_CELL, HF_CLASS_STRONG)
                                              : hf_late_kind (HF_REF_OTHER, HF_CLASS_STRONG);
      break;
    }
}

/* ---- types -------------------------------------------------------------------------------------------------------------------- */

static guint32
make_type (HfV8Reader  *self,
           const char  *name,
           HfV8NodeType type)
{
  HfKind kind = type != HF_V8_SYNTHETIC && IS_ONE_OF (name, containers) ? HF_KIND_CONTAINER : classes[type].kind;

  return hf_heap_builder_type (self->builder, "", *name != '\0' ? name : type == HF_V8_SYNTHETIC ? "(root)" : "(no name)", kind, classes[type].flags);
}

/* Types by a text are asked for again and again. */
static guint32
known_type (guint32 *types,
            gsize    n,
            guint32  number)
{
  return number < n ? types[number] : 0;
}

static guint32
named_type (HfV8Reader  *self,
            guint32      number,
            HfV8NodeType type,
            gboolean     is_detached)
{
  guint32 known = is_detached || type == HF_V8_SYNTHETIC ? 0 : known_type (self->object_types, self->text_begin.n, number);
  g_autofree char *name = NULL;

  if (known != 0)
    return known - 1;
  name = hf_v8_name (self, number);
  if (is_detached && name != NULL && !g_str_has_prefix (name, "Detached "))
    {
      g_autofree char *detached = g_strconcat ("Detached ", name, NULL);

      return make_type (self, detached, type);
    }
  known = make_type (self, name != NULL ? name : "", type);
  if (number < self->text_begin.n && !is_detached && type != HF_V8_SYNTHETIC)
    self->object_types[number] = known + 1;

  return known;
}

/* "system / Script / file.js": a type, and what is told of this one. Returns the length of the first part, 0 if it is none. */
static gsize
system_part (const char *text,
             gsize       length)
{
  static const char mark[] = "system / ";
  const char *rest;

  if (text == NULL || length <= sizeof mark - 1 || memcmp (text, mark, sizeof mark - 1) != 0)
    return 0;
  rest = memmem (text + sizeof mark - 1, length - (sizeof mark - 1), " / ", 3);

  return rest != NULL ? (gsize) (rest - text) : length;
}

static guint32
system_type (HfV8Reader  *self,
             guint32      number,
             HfV8NodeType type)
{
  guint32 known = known_type (self->system_types, self->text_begin.n, number);
  gsize length;
  const char *text = hf_v8_text (self, number, &length);
  gsize part = system_part (text, length);
  g_autofree char *name = NULL;

  if (known != 0)
    return known - 1;
  if (part == 0)
    return hf_heap_builder_type (self->builder, "", classes[type].class, classes[type].kind, classes[type].flags);
  name = hf_utf8_clean (text, part);
  known = make_type (self, name != NULL ? name : "", type);
  self->system_types[number] = known + 1;

  return known;
}

static guint32
type_of (HfV8Reader *self,
         guint32     number,
         guint32     raw)
{
  HfV8NodeType type = hf_v8_raw_type (self, raw);

  if (type == HF_V8_UNKNOWN)
    {
      /* Julia's types are its own; a number without a word is V8's newest. */
      g_autofree char *name = HF_V8_NUMBER_OF (raw) < self->node_words->len
                                ? g_strdup (g_ptr_array_index (self->node_words, HF_V8_NUMBER_OF (raw)))
                                : g_strdup_printf ("(unknown type %u)", HF_V8_NUMBER_OF (raw));

      return make_type (self, name, type);
    }
  if (type == HF_V8_HIDDEN || type == HF_V8_CODE || type == HF_V8_OBJECT_SHAPE)
    return system_type (self, number, type);
  if (classes[type].class != NULL)
    return hf_heap_builder_type (self->builder, "", classes[type].class, classes[type].kind, classes[type].flags);

  return named_type (self, number, type, HF_V8_DETACHED_OF (raw) == 2);
}

/* ---- values ------------------------------------------------------------------------------------------------------------------- */

/* V8 writes no more of a string. */
#define STRING_LIMIT 1024

static guint32
string_value (HfV8Reader *self,
              guint32     number,
              guint8     *flags)
{
  gsize length;
  const char *text = hf_v8_text (self, number, &length);
  g_autofree char *clean = text != NULL ? hf_utf8_clean (text, length) : NULL;
  g_autofree char *quoted = NULL;
  gboolean cut;

  if (clean == NULL)
    return 0;
  cut = length >= STRING_LIMIT && hf_javascript_length (clean) >= STRING_LIMIT;
  quoted = hf_javascript_quote (clean, cut);
  *flags |= cut ? HF_OBJECT_VALUE_CUT : 0;

  return hf_heap_builder_string (self->builder, quoted, -1);
}

static guint32
formed_value (HfV8Reader *self,
              const char *before,
              guint32     number,
              const char *after)
{
  g_autofree char *name = hf_v8_name (self, number);
  g_autofree char *text = name != NULL ? g_strconcat (before, name, after, NULL) : NULL;

  return text != NULL ? hf_heap_builder_string (self->builder, text, -1) : 0;
}

/* What a number's node is called when it is not told which number it is. */
static guint32
number_value (HfV8Reader *self,
              guint32     number,
              gboolean    is_told)
{
  static const char *const kinds[] = { "heap number", "smi number", "number", "int", "bool" };
  g_autofree char *name = hf_v8_name (self, number);

  return name != NULL && (is_told || !IS_ONE_OF (name, kinds)) ? hf_heap_builder_string (self->builder, name, -1) : 0;
}

static guint32
closure_value (HfV8Reader *self,
               guint32     number)
{
  gsize length;
  const char *text = hf_v8_text (self, number, &length);

  return text != NULL && length == 0 ? hf_heap_builder_string (self->builder, "(anonymous)()", -1) : formed_value (self, "", number, "()");
}

/* What is behind "system / Script / ". */
static guint32
system_value (HfV8Reader *self,
              guint32     number)
{
  gsize length;
  const char *text = hf_v8_text (self, number, &length);
  gsize part = system_part (text, length);

  if (part == 0)
    return formed_value (self, "", number, "");

  return part + 3 <= length ? hf_heap_builder_string (self->builder, text + part + 3, (gssize) (length - part - 3)) : 0;
}

static guint32
value_of (HfV8Reader *self,
          guint32     number,
          guint32     raw,
          guint8     *flags)
{
  switch (hf_v8_raw_type (self, raw))
    {
    case HF_V8_STRING:
      return string_value (self, number, flags);

    case HF_V8_REGEXP:
      return formed_value (self, "/", number, "/");

    case HF_V8_NUMBER:
    case HF_V8_BIGINT:
      return hf_v8_raw_type (self, raw) == HF_V8_NUMBER || raw & IS_TOLD ? number_value (self, number, (raw & IS_TOLD) != 0) : 0;

    case HF_V8_SYMBOL:
      return raw & IS_TOLD ? formed_value (self, "Symbol(", number, ")") : 0;

    case HF_V8_CLOSURE:
      return closure_value (self, number);

    case HF_V8_HIDDEN:
    case HF_V8_CODE:
    case HF_V8_OBJECT_SHAPE:
      return system_value (self, number);

    case HF_V8_ARRAY:
    case HF_V8_UNKNOWN:
      return formed_value (self, "", number, "");

    case HF_V8_SYNTHETIC:
      *flags |= HF_OBJECT_SYNTHETIC;
      return 0;

    case HF_V8_OBJECT:
    case HF_V8_NATIVE:
    case HF_V8_CONCATENATED_STRING:
    case HF_V8_SLICED_STRING:
    case HF_V8_WASM_OBJECT:
    default:
      return 0;
    }
}

/* ---- all of it ------------------------------------------------------------------------------------------------------------------ */

/* A number's digits and a symbol's description are the name of a string that it refers to. */
static void
find_told (HfV8Reader *self,
           guint32     v)
{
  HfLateRows *rows = &self->rows;
  HfV8NodeType type = hf_v8_node_type (self, v);
  const char *wanted = type == HF_V8_SYMBOL ? "name" : "value";

  if (type != HF_V8_NUMBER && type != HF_V8_SYMBOL && type != HF_V8_BIGINT)
    return;
  for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
    {
      guint32 to = rows->to[r];
      gsize length;
      const char *text = hf_v8_text (self, rows->name[r], &length);

      if (hf_v8_edge_type (self, r) == HF_V8_INTERNAL && to < rows->n_objects && text != NULL && length == strlen (wanted) &&
          memcmp (text, wanted, length) == 0 && hf_v8_node_type (self, to) == HF_V8_STRING)
        {
          rows->value[v] = rows->value[to];
          rows->type[v] |= IS_TOLD;
          return;
        }
    }
}

static gboolean
settle_objects (HfV8Reader *self,
                GError    **error)
{
  HfLateRows *rows = &self->rows;

  hf_progress_begin (self->progress, N_("Naming objects"), rows->n_objects);
  for (guint32 v = 0; v < rows->n_objects; v++)
    {
      guint32 number = rows->value[v];
      guint32 raw = rows->type[v];

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (self->progress, v, error))
        return FALSE;
      rows->type[v] = type_of (self, number, raw);
      rows->value[v] = value_of (self, number, raw, &rows->flags[v]);
    }

  return TRUE;
}

/* With Chrome's rules, what is not the page's has no part in holding what is. */
static void
leave_to_page (HfV8Reader *self,
               guint32     from,
               guint32     root,
               guint32     r)
{
  HfLateRows *rows = &self->rows;

  if (from != root && rows->to[r] < rows->n_objects && self->page_owned[rows->to[r]] && !self->page_owned[from])
    rows->kind[r] = hf_late_shared (rows->kind[r]);
}

/* Before the objects: what a reference is called may depend on the types and names that the file gives them. */
static gboolean
settle_refs (HfV8Reader *self,
             GError    **error)
{
  HfLateRows *rows = &self->rows;
  guint32 root = hf_v8_object_at (self, self->root_index);

  for (guint32 v = 0; v < rows->n_objects; v++)
    find_told (self, v);
  hf_progress_begin (self->progress, N_("Naming references"), rows->n_objects);
  for (guint32 v = 0; v < rows->n_objects; v++)
    {
      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (self->progress, v, error))
        return FALSE;
      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
        {
          settle_ref (self, v, root, r);
          if (self->page_owned != NULL)
            leave_to_page (self, v, root, r);
        }
    }

  return TRUE;
}

gboolean
hf_v8_settle (HfV8Reader *self,
              GError    **error)
{
  gsize n = self->text_begin.n + 1;

  self->object_types = g_try_new0 (guint32, n);
  self->system_types = g_try_new0 (guint32, n);
  for (guint i = 0; i < HF_V8_N_FORMS; i++)
    self->labels[i] = g_try_new0 (HfV8Label, n);
  if (self->object_types == NULL || self->system_types == NULL || self->labels[0] == NULL || self->labels[1] == NULL || self->labels[2] == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "The names of its objects do not fit in memory.");
      return FALSE;
    }

  return settle_refs (self, error) && settle_objects (self, error) && hf_heap_builder_check (self->builder, error);
}
