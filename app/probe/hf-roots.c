/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-public.h"
#include "hf-static-names.h"
#include "hf-trust.h"
#include "hf-values.h"

#include <stdio.h>

#define WORDS 256

static void
root (HfWalk *walk, void *target, unsigned kind, const char *words)
{
  if (target != NULL)
    walk->root (walk, target, false, kind, true, words);
}

/* ---- modules ----------------------------------------------------------------------------------------------------------- */

/* sys.modules owns its modules, so these roots do not. */
static void
roots_modules (HfWalk *walk, PyObject *modules)
{
  char name[WORDS - 16], words[WORDS];
  HfKeys keys = { 0 };

  if (modules != NULL && PyDict_CheckExact (modules))
    keys = hf_py_keys (((PyDictObject *) modules)->ma_keys);
  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *module;
      PyObject *key = hf_py_keys_entry (&keys, i, &module);

      if (module == NULL || module == Py_None || !PyUnicode_CheckExact (key))
        continue;
      hf_utf8_copy (key, name, sizeof name);
      snprintf (words, sizeof words, "module %s", name);
      walk->root (walk, module, false, HF_NATIVE_ROOT_MODULE, false, words);
    }
}

/* ---- threads ------------------------------------------------------------------------------------------------------------- */

static bool
is_number (PyObject *object, unsigned long number)
{
  unsigned long value = 0;
  const uint32_t *digits;
  Py_ssize_t n;
  bool negative;

  if (!PyLong_CheckExact (object))
    return false;
  digits = hf_py_int_digits (object, &n, &negative);
  if (negative || n > 3)
    return false;
  while (n-- > 0)
    value = (value << HF_DIGIT_BITS) | digits[n];
  return value == number;
}

static PyObject *
thread_name_of (PyObject *thread)
{
  PyObject *name = hf_attribute_peek (thread, "_name");

  return name != NULL && PyUnicode_CheckExact (name) ? name : NULL;
}

/* threading._active, a dict from identity to Thread, or NULL. */
static PyDictObject *
threads_active (PyInterpreterState *interpreter)
{
  PyObject *module = hf_dict_peek (HF_AT (PyObject *, interpreter, modules), "threading");
  PyObject *active = module != NULL && PyModule_CheckExact (module)
                     ? hf_dict_peek (((PyModuleObject *) module)->md_dict, "_active") : NULL;

  return active != NULL && PyDict_CheckExact (active) ? (PyDictObject *) active : NULL;
}

static bool
same_text (PyObject *a, PyObject *b)
{
  return hf_py_text_length (a) == hf_py_text_length (b) && hf_py_text_kind (a) == hf_py_text_kind (b)
         && memcmp (hf_py_text_data (a), hf_py_text_data (b), (size_t) hf_py_text_length (a) * hf_py_text_kind (a)) == 0;
}

/* The name of the thread and how many have it; NULL if threading does not know the thread. */
static PyObject *
thread_name (PyDictObject *active, unsigned long identity, unsigned *n_same)
{
  PyObject *name = NULL;
  HfKeys keys = { 0 };

  if (active != NULL)
    keys = hf_py_keys (active->ma_keys);
  for (Py_ssize_t i = 0; name == NULL && i < keys.n; i++)
    {
      PyObject *thread;
      PyObject *key = hf_py_keys_entry (&keys, i, &thread);

      if (thread != NULL && is_number (key, identity))
        name = thread_name_of (thread);
    }
  *n_same = 0;
  for (Py_ssize_t i = 0; name != NULL && i < keys.n; i++)
    {
      PyObject *thread, *other;

      hf_py_keys_entry (&keys, i, &thread);
      other = thread != NULL ? thread_name_of (thread) : NULL;
      *n_same += other != NULL && same_text (name, other);
    }
  return name;
}

/* New threads stand at the head of the interpreter's list. */
static bool
is_oldest (PyThreadState *thread)
{
  return HF_AT (PyThreadState *, thread, thread_next) == NULL;
}

/* Where threading was never imported, the thread that it would call so is called so. */
static void
thread_words (PyThreadState *thread, char *words)
{
  char text[WORDS - 48];
  unsigned n_same;
  unsigned long identity = HF_AT (unsigned long, thread, thread_identity);
  PyDictObject *active = threads_active (HF_AT (PyInterpreterState *, thread, thread_interpreter));
  PyObject *name = thread_name (active, identity, &n_same);

  if (name == NULL)
    {
      if (active == NULL && is_oldest (thread))
        snprintf (words, WORDS, "thread MainThread");
      else
        snprintf (words, WORDS, "thread %lu", identity);
      return;
    }
  hf_utf8_copy (name, text, sizeof text);
  if (n_same == 1)
    snprintf (words, WORDS, "thread %s", text);
  else
    snprintf (words, WORDS, "thread %s (%lu)", text, identity);
}

typedef struct
{
  uint16_t place; /* in HfLayout */
  const char *words;
} HfRootField;

#define ROOT(place, words) { offsetof (HfLayout, place), words }

/* What the structure @base has there; NULL if this version has no such field. */
static PyObject *
root_at (void *base, const HfRootField *field)
{
  uint32_t offset = *(const uint32_t *) (const void *) ((const char *) &hf_layout + field->place);

  return offset != 0 ? *(PyObject **) (void *) ((char *) base + offset) : NULL;
}

static void
roots_thread_fields (HfWalk *walk, PyThreadState *thread, const char *name)
{
  static const HfRootField fields[] = {
    ROOT (thread_exc_value, "exception being handled"),
    ROOT (thread_exc_type, "type of the exception being handled"),
    ROOT (thread_exc_traceback, "traceback of the exception being handled"),
    ROOT (thread_curexc_type, "type of the exception being raised"),
    ROOT (thread_curexc_value, "exception being raised"),
    ROOT (thread_curexc_traceback, "traceback of the exception being raised"),
    ROOT (thread_current_exception, "exception being raised"),
    ROOT (thread_async_exc, "exception to raise"),
    ROOT (thread_dict, "thread-local values"),
    ROOT (thread_context, "context"),
    ROOT (thread_profile, "profile function"),
    ROOT (thread_trace, "trace function"),
    ROOT (thread_async_gen_firstiter, "asynchronous generator hook"),
    ROOT (thread_async_gen_finalizer, "asynchronous generator finalizer"),
    ROOT (thread_local_key, "key of thread-local values"),
    ROOT (thread_local_sentinel, "end of thread-local values"),
  };
  char words[WORDS + 64];

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    {
      snprintf (words, sizeof words, "%s: %s", name, fields[i].words);
      root (walk, root_at (thread, &fields[i]), HF_NATIVE_ROOT_THREAD, words);
    }
  if (hf_layout.thread_on_delete == 0 || HF_AT (void *, thread, thread_on_delete) == NULL)
    return;
  snprintf (words, sizeof words, "%s: lock to release at the end", name);
  root (walk, HF_AT (PyObject *, thread, thread_on_delete_data), HF_NATIVE_ROOT_THREAD, words);
}

/* The innermost frame first. A generator owns the reference to its frame's object. */
static void
roots_thread (HfWalk *walk, PyThreadState *thread)
{
  char words[WORDS];

  thread_words (thread, words);
  for (HfFrame *frame = hf_py_thread_frame (thread); frame != NULL; frame = hf_py_frame_previous (frame))
    {
      PyObject *object = hf_py_frame_object (frame);

      walk->root (walk, object != NULL ? (void *) object : (void *) frame, object == NULL, HF_NATIVE_ROOT_THREAD,
                  object != NULL && hf_py_frame_owner (frame) == HF_FRAME_OF_THREAD, words);
    }
  roots_thread_fields (walk, thread, words);
}

/* ---- the interpreter ------------------------------------------------------------------------------------------------------ */

static void
roots_exit_functions (HfWalk *walk, PyInterpreterState *self)
{
  PyObject ***functions = hf_layout.exit_functions != 0 ? HF_AT (PyObject ***, self, exit_functions) : NULL;

  for (int i = 0; functions != NULL && i < HF_AT (int, self, n_exit_functions); i++)
    {
      if (functions[i] == NULL)
        continue;
      root (walk, functions[i][0], HF_NATIVE_ROOT_INTERPRETER, "atexit function");
      root (walk, functions[i][1], HF_NATIVE_ROOT_INTERPRETER, "atexit arguments");
      root (walk, functions[i][2], HF_NATIVE_ROOT_INTERPRETER, "atexit keyword arguments");
    }
}

static const HfRootField interpreter_roots[] = {
  ROOT (modules, "sys.modules"),
  ROOT (modules_by_index, "modules by index"),
  ROOT (sysdict, "sys.__dict__"),
  ROOT (builtins, "builtins.__dict__"),
  ROOT (importlib, "importlib"),
  ROOT (codec_search_path, "codec search functions"),
  ROOT (codec_search_cache, "codec cache"),
  ROOT (codec_errors, "codec error handlers"),
  ROOT (interpreter_dict, "interpreter dict"),
  ROOT (builtins_copy, "copy of builtins"),
  ROOT (sysdict_copy, "copy of sys"),
  ROOT (import_func, "import function"),
  ROOT (before_forkers, "functions to call before a fork"),
  ROOT (after_forkers_parent, "functions to call after a fork in the parent"),
  ROOT (after_forkers_child, "functions to call after a fork in the child"),
  ROOT (warnings_filters, "warnings filters"),
  ROOT (warnings_once, "warnings registry"),
  ROOT (warnings_action, "warnings action"),
  ROOT (audit_hooks, "audit hooks"),
  ROOT (errnomap, "exceptions by errno"),
  ROOT (exception_group, "ExceptionGroup"),
  ROOT (str_replace_inf, "text of infinity"),
  ROOT (objreduce, "object.__reduce__"),
  ROOT (type_slots_name, "name of a slot"),
  ROOT (generic_type, "typing.Generic"),
};

static void
roots_fields (HfWalk *walk, PyInterpreterState *self)
{
  void *collector = hf_py_collector (self);

  for (size_t i = 0; i < sizeof interpreter_roots / sizeof *interpreter_roots; i++)
    root (walk, root_at (self, &interpreter_roots[i]), HF_NATIVE_ROOT_INTERPRETER, interpreter_roots[i].words);
  if (hf_layout.runtime_gc != 0 && self != PyInterpreterState_Head ())
    return;
  root (walk, HF_AT (PyObject *, collector, gc_garbage), HF_NATIVE_ROOT_INTERPRETER, "gc.garbage");
  root (walk, HF_AT (PyObject *, collector, gc_callbacks), HF_NATIVE_ROOT_INTERPRETER, "gc.callbacks");
}

/* Tables with thousands of entries are nodes of their own, so that the roots stay few. */
typedef struct
{
  HfRootField field;
  void (*edges) (HfWalk *walk, char *table, PyInterpreterState *self);
} HfTable;

static void
table_edges (HfWalk *walk, void *table, size_t n, size_t stride)
{
  for (size_t i = 0; i < n; i++)
    hf_edge (walk, *(PyObject **) (void *) ((char *) table + i * stride), HF_NATIVE_REF_INTERNAL, HF_STRONG, HF_NAME_NONE, 0);
}

static void
edges_type_cache (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, table, hf_layout.n_type_cache, hf_layout.type_cache_entry);
}

static void
edges_identifiers (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, *(void **) (void *) table, HF_AT (size_t, self, n_identifiers), sizeof (PyObject *));
}

static void
edges_syntax_types (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, table, (hf_layout.syntax_types_end - hf_layout.syntax_types) / sizeof (PyObject *), sizeof (PyObject *));
}

static void
edges_latin1 (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, table, 256, sizeof (PyObject *));
}

static void
edges_small_ints (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, table, 5 + 257, sizeof (PyObject *));
}

static void
edges_monitoring (HfWalk *walk, char *table, PyInterpreterState *self)
{
  table_edges (walk, table, (hf_layout.monitoring_end - hf_layout.monitoring_callables) / sizeof (PyObject *), sizeof (PyObject *));
}

/* Text that is interned is not kept by that: its dict's references are not in the counts. But what is immortal may be held
 * by nothing else. */
static void
edges_interned (HfWalk *walk, char *table, PyInterpreterState *self)
{
  PyObject *dict = *(PyObject **) (void *) table;
  HfKeys keys;

  if (dict == NULL || !PyDict_CheckExact (dict))
    return;
  keys = hf_py_keys (((PyDictObject *) dict)->ma_keys);
  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *unused;

      hf_edge (walk, hf_py_keys_entry (&keys, i, &unused), HF_NATIVE_REF_INTERNAL, HF_SHARED, HF_NAME_NONE, 0);
    }
}

static const HfTable tables[] = {
  { ROOT (type_cache, "attribute cache"), edges_type_cache },
  { ROOT (identifiers, "identifiers"), edges_identifiers },
  { ROOT (syntax_types, "syntax tree classes"), edges_syntax_types },
  { ROOT (latin1, "characters"), edges_latin1 },
  { ROOT (small_ints, "small integers"), edges_small_ints },
  { ROOT (monitoring_callables, "monitoring functions"), edges_monitoring },
  { ROOT (interned, "interned text"), edges_interned },
};

/* The node's address, or NULL. */
static char *
table_at (const HfTable *table, PyInterpreterState *self)
{
  uint32_t offset = *(const uint32_t *) (const void *) ((const char *) &hf_layout + table->field.place);

  return offset != 0 ? (char *) self + offset : NULL;
}

static void
roots_tables (HfWalk *walk, PyInterpreterState *self)
{
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    if (table_at (&tables[i], self) != NULL)
      walk->root (walk, table_at (&tables[i], self), true, HF_NATIVE_ROOT_INTERPRETER, false, tables[i].field.words);
}

static void
roots_static_names (HfWalk *walk)
{
  for (unsigned i = 0; i < HF_STATIC_NAMES; i++)
    if (hf_static_names (i)->node != NULL)
      walk->root (walk, hf_static_names (i)->node, true, HF_NATIVE_ROOT_INTERPRETER, false, hf_static_names (i)->words);
}

void
hf_roots (HfWalk *walk)
{
  if (hf_layout.minor == 0)
    {
      hf_public_roots (walk);
      return;
    }
  for (PyInterpreterState *self = PyInterpreterState_Head (); self != NULL; self = PyInterpreterState_Next (self))
    {
      PyThreadState *thread = HF_AT (PyThreadState *, self, interpreter_threads);

      for (; thread != NULL; thread = HF_AT (PyThreadState *, thread, thread_next))
        roots_thread (walk, thread);
      roots_modules (walk, HF_AT (PyObject *, self, modules));
      roots_fields (walk, self);
      roots_exit_functions (walk, self);
      roots_tables (walk, self);
    }
  roots_static_names (walk);
}

bool
hf_table_edges (HfWalk *walk, void *node)
{
  for (PyInterpreterState *self = PyInterpreterState_Head (); self != NULL; self = PyInterpreterState_Next (self))
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
      if (table_at (&tables[i], self) == node)
        {
          tables[i].edges (walk, node, self);
          return true;
        }
  for (unsigned i = 0; i < HF_STATIC_NAMES; i++)
    if (hf_static_names (i)->node == node)
      {
        hf_static_names (i)->edges (walk);
        return true;
      }
  return false;
}

/* ---- what the layout says, tried -------------------------------------------------------------------------------------------- */

#define TRIED 32 /* entries of a table */

static bool
entries_are_objects (char *table, size_t n, size_t stride)
{
  for (size_t i = 0; i < n && i < TRIED; i++)
    {
      PyObject *entry = *(PyObject **) (void *) (table + i * stride);

      if (entry != NULL && !hf_trust_is_object (entry))
        return false;
    }
  return true;
}

static bool
field_holds (void *base, const HfRootField *field)
{
  PyObject *found = root_at (base, field);

  return found == NULL || hf_trust_is_object (found);
}

static void
leave_out (const HfRootField *field)
{
  *(uint32_t *) (void *) ((char *) &hf_layout + field->place) = 0;
}

/* The first words of a table are objects, or a pointer to an array of such. */
static bool
table_holds (const HfTable *table, PyInterpreterState *self)
{
  char *at = table_at (table, self);

  if (at == NULL)
    return true;
  if (table->edges == edges_identifiers)
    {
      at = *(char **) (void *) at;
      return at == NULL || (hf_trust_is_object (*(void **) (void *) at) || *(void **) (void *) at == NULL);
    }
  return entries_are_objects (at, table->edges == edges_interned ? 1 : TRIED,
                              table->edges == edges_type_cache ? hf_layout.type_cache_entry : sizeof (PyObject *));
}

unsigned
hf_roots_learn (PyInterpreterState *self)
{
  unsigned n = 0;

  for (size_t i = 0; i < sizeof interpreter_roots / sizeof *interpreter_roots; i++)
    if (!field_holds (self, &interpreter_roots[i]))
      {
        leave_out (&interpreter_roots[i]);
        n++;
      }
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    if (!table_holds (&tables[i], self))
      {
        leave_out (&tables[i].field);
        n++;
      }
  return n;
}
