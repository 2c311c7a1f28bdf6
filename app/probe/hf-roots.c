/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-values.h"
#include "hf-walk.h"

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
  PyDictObject *dict = (PyDictObject *) modules;
  char name[WORDS - 16], words[WORDS];

  for (Py_ssize_t i = 0; modules != NULL && PyDict_CheckExact (modules) && i < dict->ma_keys->dk_nentries; i++)
    {
      PyObject *module;
      PyObject *key = hf_py_keys_entry (dict->ma_keys, i, &module);

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

  if (!PyLong_CheckExact (object) || Py_SIZE (object) < 0 || Py_SIZE (object) > 3)
    return false;
  for (Py_ssize_t i = Py_SIZE (object); i-- > 0;)
    value = (value << PyLong_SHIFT) | ((PyLongObject *) object)->ob_digit[i];
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
  PyObject *module = hf_dict_peek (interpreter->modules, "threading");
  PyObject *active = module != NULL && PyModule_CheckExact (module)
                     ? hf_dict_peek (((PyModuleObject *) module)->md_dict, "_active") : NULL;

  return active != NULL && PyDict_CheckExact (active) ? (PyDictObject *) active : NULL;
}

static bool
same_text (PyObject *a, PyObject *b)
{
  return PyUnicode_GET_LENGTH (a) == PyUnicode_GET_LENGTH (b) && PyUnicode_KIND (a) == PyUnicode_KIND (b)
         && memcmp (PyUnicode_DATA (a), PyUnicode_DATA (b), (size_t) PyUnicode_GET_LENGTH (a) * PyUnicode_KIND (a)) == 0;
}

/* The name of the thread and how many have it; NULL if threading does not know the thread. */
static PyObject *
thread_name (PyDictObject *active, unsigned long identity, unsigned *n_same)
{
  PyObject *name = NULL;

  for (Py_ssize_t i = 0; active != NULL && name == NULL && i < active->ma_keys->dk_nentries; i++)
    {
      PyObject *thread;
      PyObject *key = hf_py_keys_entry (active->ma_keys, i, &thread);

      if (thread != NULL && is_number (key, identity))
        name = thread_name_of (thread);
    }
  *n_same = 0;
  for (Py_ssize_t i = 0; name != NULL && i < active->ma_keys->dk_nentries; i++)
    {
      PyObject *thread, *other;

      hf_py_keys_entry (active->ma_keys, i, &thread);
      other = thread != NULL ? thread_name_of (thread) : NULL;
      *n_same += other != NULL && same_text (name, other);
    }
  return name;
}

static void
thread_words (PyThreadState *thread, char *words)
{
  char text[WORDS - 48];
  unsigned n_same;
  PyObject *name = thread_name (threads_active (thread->interp), thread->thread_id, &n_same);

  if (name == NULL)
    {
      snprintf (words, WORDS, "thread %lu", thread->thread_id);
      return;
    }
  hf_utf8_copy (name, text, sizeof text);
  if (n_same == 1)
    snprintf (words, WORDS, "thread %s", text);
  else
    snprintf (words, WORDS, "thread %s (%lu)", text, thread->thread_id);
}

static void
thread_field (HfWalk *walk, void *target, const char *thread, const char *field)
{
  char words[WORDS + 64];

  snprintf (words, sizeof words, "%s: %s", thread, field);
  root (walk, target, HF_NATIVE_ROOT_THREAD, words);
}

/* The innermost frame first. A generator owns the reference to its frame's object. */
static void
roots_thread (HfWalk *walk, PyThreadState *thread)
{
  char words[WORDS];

  thread_words (thread, words);
  for (HfFrame *frame = hf_py_thread_frame (thread); frame != NULL; frame = frame->previous)
    {
      bool synthetic = frame->frame_obj == NULL;

      walk->root (walk, synthetic ? (void *) frame : (void *) frame->frame_obj, synthetic, HF_NATIVE_ROOT_THREAD,
                  !synthetic && frame->owner == FRAME_OWNED_BY_THREAD, words);
    }
  thread_field (walk, thread->exc_state.exc_value, words, "exception being handled");
  thread_field (walk, thread->curexc_type, words, "type of the exception being raised");
  thread_field (walk, thread->curexc_value, words, "exception being raised");
  thread_field (walk, thread->curexc_traceback, words, "traceback of the exception being raised");
  thread_field (walk, thread->async_exc, words, "exception to raise");
  thread_field (walk, thread->dict, words, "thread-local values");
  thread_field (walk, thread->context, words, "context");
  thread_field (walk, thread->c_profileobj, words, "profile function");
  thread_field (walk, thread->c_traceobj, words, "trace function");
  thread_field (walk, thread->async_gen_firstiter, words, "asynchronous generator hook");
  thread_field (walk, thread->async_gen_finalizer, words, "asynchronous generator finalizer");
  if (thread->on_delete != NULL)
    thread_field (walk, thread->on_delete_data, words, "lock to release at the end");
}

/* ---- the interpreter ------------------------------------------------------------------------------------------------------ */

static void
roots_exit_functions (HfWalk *walk, const struct atexit_state *state)
{
  for (int i = 0; i < state->ncallbacks; i++)
    {
      const atexit_callback *callback = state->callbacks != NULL ? state->callbacks[i] : NULL;

      if (callback == NULL)
        continue;
      root (walk, callback->func, HF_NATIVE_ROOT_INTERPRETER, "atexit function");
      root (walk, callback->args, HF_NATIVE_ROOT_INTERPRETER, "atexit arguments");
      root (walk, callback->kwargs, HF_NATIVE_ROOT_INTERPRETER, "atexit keyword arguments");
    }
}

static void
roots_fields (HfWalk *walk, PyInterpreterState *self)
{
  const struct { PyObject *target; const char *words; } fields[] = {
    { self->modules, "sys.modules" },
    { self->modules_by_index, "modules by index" },
    { self->sysdict, "sys.__dict__" },
    { self->builtins, "builtins.__dict__" },
    { self->importlib, "importlib" },
    { self->codec_search_path, "codec search functions" },
    { self->codec_search_cache, "codec cache" },
    { self->codec_error_registry, "codec error handlers" },
    { self->dict, "interpreter dict" },
    { self->builtins_copy, "copy of builtins" },
    { self->import_func, "import function" },
    { self->before_forkers, "functions to call before a fork" },
    { self->after_forkers_parent, "functions to call after a fork in the parent" },
    { self->after_forkers_child, "functions to call after a fork in the child" },
    { self->warnings.filters, "warnings filters" },
    { self->warnings.once_registry, "warnings registry" },
    { self->warnings.default_action, "warnings action" },
    { self->audit_hooks, "audit hooks" },
    { self->exc_state.errnomap, "exceptions by errno" },
    { self->exc_state.PyExc_ExceptionGroup, "ExceptionGroup" },
    { self->gc.garbage, "gc.garbage" },
    { self->gc.callbacks, "gc.callbacks" },
  };

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    root (walk, fields[i].target, HF_NATIVE_ROOT_INTERPRETER, fields[i].words);
}

/* Tables with thousands of entries are nodes of their own, so that the roots stay few. */
static void
roots_tables (HfWalk *walk, PyInterpreterState *self)
{
  walk->root (walk, &self->type_cache, true, HF_NATIVE_ROOT_INTERPRETER, false, "attribute cache");
  walk->root (walk, &self->unicode.ids, true, HF_NATIVE_ROOT_INTERPRETER, false, "identifiers");
  if (self->ast.initialized)
    walk->root (walk, &self->ast.AST_type, true, HF_NATIVE_ROOT_INTERPRETER, false, "syntax tree classes");
}

void
hf_roots (HfWalk *walk)
{
  for (PyInterpreterState *self = PyInterpreterState_Head (); self != NULL; self = PyInterpreterState_Next (self))
    {
      for (PyThreadState *thread = self->threads.head; thread != NULL; thread = thread->next)
        roots_thread (walk, thread);
      roots_modules (walk, self->modules);
      roots_fields (walk, self);
      roots_exit_functions (walk, &self->atexit);
      roots_tables (walk, self);
    }
}

static void
edges_of_table (HfWalk *walk, PyObject **items, size_t n)
{
  for (size_t i = 0; i < n; i++)
    hf_edge (walk, items[i], HF_NATIVE_REF_INTERNAL, HF_STRONG, HF_NAME_NONE, 0);
}

bool
hf_table_edges (HfWalk *walk, void *node)
{
  for (PyInterpreterState *self = PyInterpreterState_Head (); self != NULL; self = PyInterpreterState_Next (self))
    {
      if (node == &self->type_cache)
        for (size_t i = 0; i < (size_t) 1 << MCACHE_SIZE_EXP; i++)
          edges_of_table (walk, &self->type_cache.hashtable[i].name, 1);
      else if (node == &self->unicode.ids)
        edges_of_table (walk, self->unicode.ids.array, (size_t) self->unicode.ids.size);
      else if (node == &self->ast.AST_type)
        edges_of_table (walk, &self->ast.AST_type, (sizeof self->ast - offsetof (struct ast_state, AST_type)) / sizeof (PyObject *));
      else
        continue;
      return true;
    }
  return false;
}
