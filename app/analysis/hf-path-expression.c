/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path.h"

#include <string.h>

#include "hf-path-fold.h"
#include "hf-path-language.h"
#include "hf-python.h"

#define KIND(kind) (1u << (kind))

/* An expression that grows from the left: each step wraps or follows what is there. */
typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  GString *text;
  gboolean last; /* the step that is being written is the path's last */
} Writer;

static guint32
referent (const Writer *w, guint32 r)
{
  return hf_ref_object (w->graph->out[r]);
}

static gboolean
is_type (const Writer *w, guint32 object, const char *name)
{
  return g_str_equal (hf_heap_type_name_of (w->heap, object), name);
}

static gboolean
is_exact (const Writer *w, guint32 object, const char *const *names)
{
  return g_strv_contains (names, hf_heap_type_name_of (w->heap, object));
}

static void
follow (Writer *w, const char *text)
{
  g_string_append (w->text, text);
}

static void
wrap (Writer *w, const char *before, const char *after)
{
  g_string_prepend (w->text, before);
  g_string_append (w->text, after);
}

static gboolean
is_dunder (const char *name)
{
  gsize length = strlen (name);

  return length > 4 && g_str_has_prefix (name, "__") && g_str_has_suffix (name, "__");
}

/* Another owning reference of the same object says the same: then the words do not tell which is meant. */
static gboolean
is_ambiguous (const Writer *w, guint32 owner, guint32 r)
{
  guint64 key = hf_heap_ref_label_key (w->heap, r);

  for (guint32 i = w->graph->out_begin[owner]; i < w->graph->out_begin[owner + 1]; i++)
    if (i != r && hf_heap_ref_label_key (w->heap, i) == key && w->graph->out[i] != w->graph->out[r])
      return TRUE;

  return FALSE;
}

/* ---- entries of dictionaries and sets ----------------------------------------------------------------------------- */

static gboolean
can_ask_id (const Writer *w, guint32 object)
{
  return object != HF_NONE && (hf_heap_info (w->heap)->has & HF_HAS_ADDRESSES) && hf_heap_address (w->heap, object) != 0 &&
         !(hf_heap_flags (w->heap, object) & HF_OBJECT_SYNTHETIC);
}

static gboolean
pick_by_id (Writer *w, const char *what, const char *over, guint32 object)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!can_ask_id (w, object))
    return FALSE;

  before = g_strdup_printf ("next(%s in ", what);
  after = g_strdup_printf ("%s if id(k) == 0x%" G_GINT64_MODIFIER "x)", over, hf_heap_address (w->heap, object));
  wrap (w, before, after);

  return TRUE;
}

static gboolean
is_dict (const Writer *w, guint32 object)
{
  static const char *const names[] = { "dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", NULL };

  return is_exact (w, object, names) || hf_python_is_a (w->heap, object, "dict") ||
         (hf_heap_type_flags (w->heap, hf_heap_type (w->heap, object)) & HF_TYPE_DICT);
}

/* The key object of a dict's value: the writers put it just before. */
static guint32
key_of (const Writer *w, guint32 dict, guint32 r)
{
  if (r == w->graph->out_begin[dict] || hf_heap_ref_kind (w->heap, r - 1) != HF_REF_KEY)
    return HF_NONE;

  return referent (w, r - 1);
}

/* The key's words are the key itself, and not the beginning of one or what a class makes of one. */
static gboolean
is_literal_key (const Writer *w, guint32 key, const char *words)
{
  static const char *const exact[] = { "str", "int", "bytes", "bool", "float", "NoneType", "tuple", NULL };

  if (!hf_python_is_literal (words))
    return FALSE;
  if (key == HF_NONE)
    return TRUE;

  return is_exact (w, key, exact) && !(hf_heap_flags (w->heap, key) & HF_OBJECT_VALUE_CUT);
}

/* A dict subclass may answer [key] in its own manner. */
static gboolean
answers_itself (const Writer *w, guint32 object, const char *const *exact, const char *method)
{
  gboolean known;
  guint32 found;

  if (is_exact (w, object, exact))
    return FALSE;

  found = hf_python_class_find (w->heap, hf_python_class_of (w->heap, object), method, &known);

  return found != HF_NONE && is_type (w, found, "function");
}

/* Two positions in an array of objects: "2, 5". */
static gboolean
write_place (Writer *w, guint32 r)
{
  const char *place = hf_heap_ref_name (w->heap, r);

  if (*place == '\0' || strspn (place, "0123456789, ") != strlen (place))
    return FALSE;

  g_string_append_printf (w->text, "[%s]", place);

  return TRUE;
}

static gboolean
write_value (Writer *w, guint32 dict, guint32 r)
{
  static const char *const exact[] = { "dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", NULL };
  const char *words = hf_heap_ref_name (w->heap, r);
  guint32 key = key_of (w, dict, r);

  if (is_type (w, dict, "numpy.ndarray"))
    return write_place (w, r);
  if (!is_dict (w, dict))
    return FALSE;

  if (is_literal_key (w, key, words))
    {
      if (answers_itself (w, dict, exact, "__getitem__"))
        {
          g_autofree char *after = g_strdup_printf (", %s)", words);

          wrap (w, "dict.__getitem__(", after);
        }
      else
        g_string_append_printf (w->text, "[%s]", words);
      return TRUE;
    }
  if (answers_itself (w, dict, exact, "items"))
    return FALSE;

  return pick_by_id (w, "v for k, v", ".items()", key);
}

static gboolean
write_key (Writer *w, guint32 dict, guint32 r)
{
  static const char *const exact[] = { "dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", NULL };

  return is_dict (w, dict) && !answers_itself (w, dict, exact, "__iter__") && pick_by_id (w, "k for k", "", referent (w, r));
}

static gboolean
write_member (Writer *w, guint32 owner, guint32 r)
{
  static const char *const exact[] = { "set", "frozenset", "collections.deque", NULL };

  return !answers_itself (w, owner, exact, "__iter__") && pick_by_id (w, "k for k", "", referent (w, r));
}

static gboolean
write_index (Writer *w, guint32 owner, guint32 r)
{
  static const char *const exact[] = { "list", "tuple", "collections.deque", "numpy.ndarray", NULL };

  if (!is_exact (w, owner, exact))
    {
      gboolean known;
      guint32 found = hf_python_class_find (w->heap, hf_python_class_of (w->heap, owner), "__getitem__", &known);

      if (known && (found == HF_NONE || is_type (w, found, "function")))
        return FALSE;
      if (known && !hf_python_is_a (w->heap, owner, "list") && !hf_python_is_a (w->heap, owner, "tuple") &&
          !hf_python_is_a (w->heap, owner, "collections.deque"))
        return FALSE;
    }
  g_string_append_printf (w->text, "[%u]", hf_heap_ref_number (w->heap, r));

  return TRUE;
}

/* ---- attributes ---------------------------------------------------------------------------------------------------- */

static void
write_dict_item (Writer *w, const char *name)
{
  follow (w, ".__dict__[");
  hf_python_append_str (w->text, name);
  follow (w, "]");
}

/* Asking a class for what is in its dictionary may bind it: only what is known not to is asked by its name. */
static gboolean
class_gives_it_plain (const Writer *w, guint32 class, guint32 value)
{
  static const char *const plain[] = { "dict", "list", "tuple", "set", "frozenset", "str", "bytes", "bytearray", "int", "float", "bool",
                                       "NoneType", "function", "type", "module", "collections.deque", "collections.OrderedDict",
                                       "collections.defaultdict", "collections.Counter", NULL };
  gboolean known;

  if (!is_type (w, class, "type"))
    return FALSE;
  if (is_exact (w, value, plain))
    return TRUE;
  if (hf_python_kind (w->heap, value) != HF_KIND_INSTANCE)
    return FALSE;

  return hf_python_class_find (w->heap, hf_python_class_of (w->heap, value), "__get__", &known) == HF_NONE && known;
}

/* What the class has under the name of an instance's own entry comes first if it is a data descriptor. */
static gboolean
instance_gives_it_plain (const Writer *w, guint32 owner, const char *name)
{
  static const char *const plain[] = { "dict", "list", "tuple", "set", "frozenset", "str", "bytes", "int", "float", "bool", "NoneType",
                                       "function", NULL };
  guint32 class = hf_python_class_of (w->heap, owner);
  gboolean known;
  guint32 found = hf_python_class_find (w->heap, class, "__getattribute__", &known);

  if (found != HF_NONE && is_type (w, found, "function"))
    return FALSE;
  found = hf_python_class_find (w->heap, class, name, &known);

  return found == HF_NONE || is_exact (w, found, plain);
}

static gboolean
write_dict_attribute (Writer *w, guint32 owner, guint32 r)
{
  g_autofree char *name = hf_python_name_of_literal (hf_heap_ref_name (w->heap, r));
  gboolean plain;

  if (is_type (w, owner, "module"))
    plain = !g_str_equal (name, "__dict__") && !g_str_equal (name, "__class__");
  else if (is_dunder (name) && !g_str_equal (name, "__wrapped__"))
    plain = FALSE;
  else if (hf_python_kind (w->heap, owner) == HF_KIND_TYPE)
    plain = class_gives_it_plain (w, owner, referent (w, r));
  else
    plain = instance_gives_it_plain (w, owner, name);

  if (plain)
    g_string_append_printf (w->text, ".%s", name);
  else
    write_dict_item (w, name);

  return TRUE;
}

/* An attribute without a dictionary object: a slot, or an entry of the values that the interpreter keeps in the instance. */
static gboolean
write_attribute (Writer *w, guint32 owner, guint32 r)
{
  const char *name = hf_heap_ref_name (w->heap, r);
  gboolean known;
  guint32 found;

  if (is_ambiguous (w, owner, r) || strstr (name, "\357\277\275") != NULL || name[0] == '\0')
    return FALSE;

  found = hf_python_class_find (w->heap, hf_python_class_of (w->heap, owner), name, &known);
  if (hf_python_kind (w->heap, owner) == HF_KIND_TYPE)
    {
      write_dict_item (w, name);
      return TRUE;
    }
  if (!hf_python_is_name (name))
    {
      follow (w, ", ");
      hf_python_append_str (w->text, name);
      wrap (w, "getattr(", ")");
      return TRUE;
    }
  if ((found == HF_NONE || !is_type (w, found, "member_descriptor")) && !instance_gives_it_plain (w, owner, name))
    {
      write_dict_item (w, name);
      return TRUE;
    }
  g_string_append_printf (w->text, ".%s", name);

  return TRUE;
}

static gboolean
write_field (Writer *w, guint32 r)
{
  const char *name = hf_heap_ref_name (w->heap, r);

  if (!hf_python_is_name (name))
    return FALSE;
  /* CPython 3.11 keeps a function's annotations as a tuple until somebody asks. */
  if (g_str_equal (name, "__annotations__") && is_type (w, referent (w, r), "tuple"))
    return FALSE;

  g_string_append_printf (w->text, ".%s", name);

  return TRUE;
}

/* Names like ".x" of formats that only have the words. */
static gboolean
write_words (Writer *w, guint32 r)
{
  const char *name = hf_heap_ref_name (w->heap, r);

  if (name[0] != '.' || !hf_python_is_name (name + 1))
    return FALSE;

  follow (w, name);

  return TRUE;
}

/* ---- frames, cells -------------------------------------------------------------------------------------------------- */

static gboolean
write_locals_item (Writer *w, guint32 r)
{
  follow (w, ".f_locals[");
  hf_python_append_str (w->text, hf_heap_ref_name (w->heap, r));
  follow (w, "]");

  return TRUE;
}

/* The attribute under which a suspended frame's owner gives it. */
static const char *
frame_attribute (const Writer *w, guint32 owner)
{
  if (is_type (w, owner, "generator"))
    return ".gi_frame";
  if (is_type (w, owner, "coroutine"))
    return ".cr_frame";
  if (is_type (w, owner, "async_generator"))
    return ".ag_frame";

  return NULL;
}

static gboolean
write_local (Writer *w, guint32 owner, guint32 r)
{
  const char *frame = frame_attribute (w, owner);

  if (frame == NULL && hf_python_kind (w->heap, owner) != HF_KIND_FRAME)
    return FALSE;
  if (frame != NULL)
    follow (w, frame);

  return write_locals_item (w, r);
}

/* A cell of a frame is not to be had from code, its contents are; a function's closure is a tuple in the order of the
 * code's free variables. */
static gboolean
write_cell (Writer *w, guint32 owner, guint32 r, gboolean contents)
{
  g_autofree char *function = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (hf_python_kind (w->heap, owner) == HF_KIND_FRAME || frame_attribute (w, owner) != NULL)
    return contents && write_local (w, owner, r);
  if (!is_type (w, owner, "function") || !hf_python_is_name (hf_heap_ref_name (w->heap, r)))
    return FALSE;

  function = g_strdup (w->text->str);
  before = g_strdup_printf ("next(c for n, c in zip(%s.__code__.co_freevars, ", function);
  after = g_strdup_printf (".__closure__) if n == '%s')%s", hf_heap_ref_name (w->heap, r), contents ? ".cell_contents" : "");
  wrap (w, before, after);

  return TRUE;
}

static gboolean
write_dict (Writer *w, guint32 owner)
{
  /* A class shows its dictionary through a proxy: another object with the same entries. */
  if (hf_python_kind (w->heap, owner) == HF_KIND_TYPE && w->last)
    return FALSE;

  follow (w, ".__dict__");

  return TRUE;
}

static gboolean
write_weak (Writer *w, guint32 owner)
{
  static const char *const names[] = { "weakref", "weakref.ReferenceType", "weakref.KeyedRef", "weakref.weakref", "ReferenceType", NULL };

  if (!is_exact (w, owner, names) && !hf_python_is_a (w->heap, owner, "weakref.ReferenceType") && !hf_python_is_a (w->heap, owner, "weakref"))
    return FALSE;

  follow (w, "()");

  return TRUE;
}

/* No attribute leads there, but the collector does: what an object's traversal reports can be asked for. */
static gboolean
write_reported (Writer *w, guint32 owner, guint32 object)
{
  static const char *const reporting[] = { "functools._lru_cache_wrapper", "_contextvars.ContextVar", "map", "filter", "zip", "enumerate",
                                           "list_iterator", "tuple_iterator", "set_iterator", "dict_keyiterator", "dict_valueiterator",
                                           "dict_itemiterator", "dict_keys", "dict_values", "dict_items", NULL };

  if (!is_exact (w, owner, reporting) || !can_ask_id (w, object))
    return FALSE;

  wrap (w, "__import__('gc').get_referents(", ")");

  return pick_by_id (w, "k for k", "", object);
}

/* ---- roots ---------------------------------------------------------------------------------------------------------- */

static gboolean
write_module (Writer *w, const char *name)
{
  if (name[0] == '\0' || strstr (name, "\357\277\275") != NULL)
    return FALSE;

  follow (w, "sys.modules[");
  hf_python_append_str (w->text, name);
  follow (w, "]");

  return TRUE;
}

/* Parts of the interpreter's state that code reaches too. */
static const struct
{
  const char *words;
  const char *code;
} root_code[] = {
  { "sys.modules", "sys.modules" },
  { "sys.__dict__", "sys.__dict__" },
  { "builtins.__dict__", "sys.modules['builtins'].__dict__" },
  { "gc.garbage", "__import__('gc').garbage" },
  { "gc.callbacks", "__import__('gc').callbacks" },
};

static gboolean
write_root (Writer *w, guint32 r)
{
  const char *words = hf_heap_ref_name (w->heap, r);

  if (hf_heap_root_kind (w->heap, r) == HF_ROOT_MODULE)
    {
      if (g_str_has_prefix (words, "module "))
        return write_module (w, words + strlen ("module "));
      return hf_python_kind (w->heap, referent (w, r)) == HF_KIND_MODULE && write_module (w, words);
    }

  for (guint i = 0; i < G_N_ELEMENTS (root_code); i++)
    if (hf_heap_root_kind (w->heap, r) == HF_ROOT_INTERPRETER && g_str_equal (words, root_code[i].words))
      {
        follow (w, root_code[i].code);
        return TRUE;
      }

  return FALSE;
}

/* The thread's identity. The words are "thread NAME" where only one thread has the name, "thread NAME (IDENTITY)" where more
 * have it, "thread IDENTITY" where the threading module does not know it. */
static gboolean
write_identity (Writer *w, const char *words)
{
  const char *name = words + strlen ("thread ");
  const char *open = strrchr (name, '(');
  const char *digits = open != NULL ? open + 1 : name;
  gsize n = strspn (digits, "0123456789");

  if (!g_str_has_prefix (words, "thread ") || *name == '\0' || strlen (name) > 200 || strstr (name, "\357\277\275") != NULL)
    return FALSE;
  /* Identities are addresses or large numbers; a name may have a small one in it. */
  if (n > 5 && g_str_equal (digits + n, open != NULL ? ")" : ""))
    {
      g_string_append_len (w->text, digits, (gssize) n);
      return TRUE;
    }

  follow (w, "next(t.ident for t in sys.modules['threading'].enumerate() if t.name == ");
  hf_python_append_str (w->text, name);
  follow (w, ")");

  return TRUE;
}

/* Counted from the thread's outermost frame: while a person looks, other frames come and go at the inner end. */
static gboolean
write_thread (Writer *w, guint32 root)
{
  const char *words = hf_heap_ref_name (w->heap, root);
  guint position = 1;

  for (guint32 r = root + 1; r < hf_heap_n_roots (w->heap); r++)
    position += hf_heap_root_kind (w->heap, r) == HF_ROOT_THREAD && g_str_equal (hf_heap_ref_name (w->heap, r), words) &&
                hf_python_kind (w->heap, referent (w, r)) == HF_KIND_FRAME;

  follow (w, "[*__import__('traceback').walk_stack(sys._current_frames()[");
  if (!write_identity (w, words))
    return FALSE;
  g_string_append_printf (w->text, "])][-%u][0]", position);

  return TRUE;
}

/* ---- steps ---------------------------------------------------------------------------------------------------------- */

static gboolean
write_ref (Writer *w, guint32 owner, guint32 r)
{
  switch (hf_heap_ref_kind (w->heap, r))
    {
    case HF_REF_ROOT:
      return write_root (w, r);

    case HF_REF_ATTRIBUTE:
      return write_attribute (w, owner, r);

    case HF_REF_INDEX:
      return write_index (w, owner, r);

    case HF_REF_VALUE:
      return write_value (w, owner, r);

    case HF_REF_KEY:
      return write_key (w, owner, r);

    case HF_REF_MEMBER:
      return write_member (w, owner, r);

    case HF_REF_LOCAL:
      return write_local (w, owner, r);

    case HF_REF_CELL:
      return write_cell (w, owner, r, FALSE);

    case HF_REF_FIELD:
      return write_field (w, r);

    case HF_REF_DICT:
      return write_dict (w, owner);

    case HF_REF_TYPE:
      wrap (w, "type(", ")");
      return TRUE;

    case HF_REF_WEAK:
      return write_weak (w, owner);

    case HF_REF_OTHER:
      return write_words (w, r);

    case HF_REF_INTERNAL:
      return write_reported (w, owner, referent (w, r));

    case HF_REF_STACK:
    default:
      return FALSE;
    }
}

static gboolean
write_module_entry (Writer *w, guint32 r)
{
  follow (w, "sys.modules");
  g_string_append_printf (w->text, "[%s]", hf_heap_ref_name (w->heap, r));

  return TRUE;
}

/* @refs: the references of one step, @owner who holds the first of them. */
static gboolean
write_step (Writer *w, HfFoldRule rule, guint32 owner, const guint32 *refs)
{
  switch (rule)
    {
    case HF_FOLD_ATTRIBUTE:
      return write_dict_attribute (w, owner, refs[1]);

    case HF_FOLD_MODULE:
      return write_module_entry (w, refs[1]);

    case HF_FOLD_CELL:
      return write_cell (w, owner, refs[0], TRUE);

    case HF_FOLD_CLOSURE:
      g_string_append_printf (w->text, ".__closure__[%u].cell_contents", hf_heap_ref_number (w->heap, refs[1]));
      return TRUE;

    case HF_FOLD_FRAME:
    case HF_FOLD_FRAME_CELL:
      return write_ref (w, owner, refs[0]) && write_locals_item (w, refs[1]);

    case HF_FOLD_NONE:
      return write_ref (w, owner, refs[0]);

    case HF_FOLD_CORO:
      follow (w, ".get_coro()");
      return TRUE;

    case HF_FOLD_THREAD:
      return write_thread (w, refs[0]);

    case HF_FOLD_CACHED:
      return write_reported (w, owner, referent (w, refs[1]));

    /* Only code of that thread or in that context can ask for them. */
    case HF_FOLD_VARIABLE:
    case HF_FOLD_THREAD_LOCAL:
    case HF_FOLD_TOP:
    default:
      return FALSE;
    }
}

static HfFold
fold_of_step (const HfPath *path, const HfHeap *heap, const HfStep *step)
{
  guint32 back[HF_FOLD_LINKS];
  guint end = step->first_link + step->n_links - 1;

  for (guint i = 0; i < HF_FOLD_LINKS; i++)
    back[i] = i <= end ? g_array_index (path->links, HfLink, end - i).ref : HF_NONE;

  return hf_fold_step (heap, step->object, back);
}

char *
hf_path_to_expression (const HfPath *self, const HfHeap *heap)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writer writer = { .heap = heap, .graph = heap != NULL ? hf_heap_graph (heap) : NULL, .text = text };
  guint32 owner = HF_ROOT;

  g_return_val_if_fail (self != NULL && heap != NULL, NULL);

  if (!self->reachable || self->steps->len == 0)
    return NULL;
  if (!hf_python_is_runtime (heap))
    return hf_path_to_language (self, heap);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const HfStep *step = &g_array_index (self->steps, HfStep, i);
      HfFold fold = fold_of_step (self, heap, step);

      writer.last = i + 1 == self->steps->len;
      if (!write_step (&writer, fold.rule, owner, fold.refs))
        return NULL;
      owner = step->object;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
