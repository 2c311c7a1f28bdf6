/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cython.h"

#include "hf-ranges.h"
#include "hf-values.h"

typedef struct
{
  PyObject **variable;
  const char *text;
  Py_ssize_t size; /* with the 0 at the end */
  const char *encoding;
  char is_unicode;
  char is_str;
  char is_interned;
} HfCythonString;

/* Other libraries' memory may be looked at in any place. */
#define UNCHECKED __attribute__ ((no_sanitize ("address")))

/* ---- the table --------------------------------------------------------------------------------------------------------------- */

static bool
text_is (PyObject *object, const HfCythonString *entry)
{
  Py_ssize_t length = entry->size - 1;

  if (Py_TYPE (object) == &PyBytes_Type)
    return PyBytes_GET_SIZE (object) == length && memcmp (PyBytes_AS_STRING (object), entry->text, (size_t) length) == 0;
  if (Py_TYPE (object) != &PyUnicode_Type || !hf_py_text_is_ready (object) || !hf_py_text_is_compact (object))
    return false;
  if (!hf_py_text_is_ascii (object))
    return hf_py_text_length (object) < length && length <= 4 * hf_py_text_length (object);
  return hf_py_text_length (object) == length && memcmp (hf_py_text_data (object), entry->text, (size_t) length) == 0;
}

UNCHECKED static bool
is_entry (const HfCythonString *entry)
{
  return entry->size > 0 && entry->size <= 1 << 24 && ((entry->is_unicode | entry->is_str | entry->is_interned) & ~1) == 0
         && hf_range_is_writable (entry->variable, sizeof (PyObject *)) && hf_range_of (entry->text, (size_t) entry->size) != NULL
         && entry->text[entry->size - 1] == '\0';
}

/* What the entry's variable holds, or NULL if that is something else by now. */
UNCHECKED static PyObject *
entry_object (const HfCythonString *entry)
{
  PyObject *object = *entry->variable;

  if (object == NULL || !hf_range_is_writable (object, hf_layout.compact_size) || !hf_range_is_writable (object, hf_layout.compact_size + (size_t) entry->size)
      || !text_is (object, entry))
    return NULL;
  return object;
}

/* The entries lie one behind the other; a module that has few of them is not worth a mistake. */
UNCHECKED static const HfCythonString *
table_find (const HfRange *data, size_t *n)
{
  const size_t wanted = 4;

  for (uintptr_t at = data->start; at + wanted * sizeof (HfCythonString) <= data->end; at += sizeof (void *))
    {
      const HfCythonString *table = (const HfCythonString *) at;
      size_t held = 0;

      for (*n = 0; (uintptr_t) (table + *n + 1) <= data->end && is_entry (table + *n); ++*n)
        held += entry_object (table + *n) != NULL;
      if (held >= wanted)
        return table;
    }
  return NULL;
}

/* ---- constants beside the texts -------------------------------------------------------------------------------------------- */

/* A constant that is not text: the variables of these lie side by side with those of the texts. */
UNCHECKED static PyObject *
constant_at (PyObject **variable)
{
  PyObject *object = *variable;
  PyTypeObject *type = object != NULL && hf_range_is_writable (object, sizeof (PyTupleObject)) ? Py_TYPE (object) : NULL;

  return type == &PyTuple_Type || type == &PySlice_Type || type == &PyCode_Type || type == &PyLong_Type || type == &PyFloat_Type ? object : NULL;
}

UNCHECKED static void
constants_edges (HfWalk *walk, PyObject **from, int step)
{
  const int most_empty = 8;

  for (int empty = 0; empty < most_empty && hf_range_is_writable (from, sizeof *from); from += step)
    {
      PyObject *object = constant_at (from);

      if (object == NULL && *from != NULL)
        return;
      empty = object != NULL ? 0 : empty + 1;
      if (object != NULL)
        hf_edge_internal (walk, object, "__pyx_constants");
    }
}

void
hf_cython_module_edges (HfWalk *walk, PyModuleObject *module)
{
  const HfRange *data = module->md_def != NULL ? hf_range_of (module->md_def, sizeof (void *)) : NULL;
  const HfCythonString *table;
  PyObject **first, **last;
  size_t n;

  if (data == NULL || !data->writable || !data->of_file || data == hf_range_of (&PyModule_Type, sizeof (PyObject)))
    return;
  table = table_find (data, &n);
  if (table == NULL)
    return;
  first = last = table[0].variable;
  for (size_t i = 0; i < n; i++)
    {
      PyObject *object = entry_object (table + i);

      if (object != NULL)
        hf_edge_internal (walk, object, "__pyx_string_tab");
      first = table[i].variable < first ? table[i].variable : first;
      last = table[i].variable > last ? table[i].variable : last;
    }
  constants_edges (walk, first - 1, -1);
  constants_edges (walk, last + 1, 1);
}
