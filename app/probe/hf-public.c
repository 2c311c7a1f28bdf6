/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-public.h"

#include "hf-values.h"

#include <stdio.h>

PyObject *PyList_GetItem (PyObject *list, Py_ssize_t i);
PyObject *PyTuple_GetItem (PyObject *tuple, Py_ssize_t i);
int       PyObject_GC_IsTracked (PyObject *object) HF_OPTIONAL;
void      PyUnstable_GC_VisitObjects (int (*visit) (PyObject *object, void *data), void *data) HF_OPTIONAL;

void
hf_public_objects (int (*visit) (PyObject *object, void *data), void *data)
{
  if (PyUnstable_GC_VisitObjects != NULL)
    PyUnstable_GC_VisitObjects (visit, data);
}

bool
hf_public_is_tracked (PyObject *object)
{
  return PyObject_GC_IsTracked != NULL && PyObject_GC_IsTracked (object);
}

PyObject *
hf_public_dict_peek (PyObject *dict, const char *key)
{
  PyObject *at_key, *value;
  Py_ssize_t at = 0;

  while (PyDict_Next (dict, &at, &at_key, &value))
    if (PyUnicode_CheckExact (at_key) && PyUnicode_CompareWithASCIIString (at_key, key) == 0)
      return value;
  return NULL;
}

uint64_t
hf_public_size (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);
  uint64_t size = (uint64_t) type->tp_basicsize;

  if (type == &PyTuple_Type || type == &PyBytes_Type)
    size += (uint64_t) Py_SIZE (object) * (uint64_t) type->tp_itemsize;
  return size;
}

/* ---- references ----------------------------------------------------------------------------------------------------- */

/* Text among the keys may belong to a table that several dicts share: that cannot be told. */
static void
edges_dict (HfWalk *walk, PyObject *object)
{
  PyObject *key, *value;
  Py_ssize_t at = 0;

  while (PyDict_Next (object, &at, &key, &value))
    {
      hf_edge (walk, key, HF_NATIVE_REF_KEY, PyUnicode_Check (key) ? HF_SHARED : HF_STRONG, HF_NAME_NONE, 0);
      hf_edge (walk, value, HF_NATIVE_REF_VALUE, HF_STRONG, HF_NAME_IMPLIED, 0);
    }
}

static void
edges_items (HfWalk *walk, PyObject *object, PyObject *(*item) (PyObject *, Py_ssize_t))
{
  for (Py_ssize_t i = 0; i < Py_SIZE (object); i++)
    hf_edge (walk, item (object, i), HF_NATIVE_REF_INDEX, HF_STRONG, HF_NAME_NUMBER, (uintptr_t) i);
}

static bool
edges_container (HfWalk *walk, PyObject *object, PyTypeObject *type)
{
  if (type == &PyDict_Type)
    edges_dict (walk, object);
  else if (type == &PyList_Type)
    edges_items (walk, object, PyList_GetItem);
  else if (type == &PyTuple_Type)
    edges_items (walk, object, PyTuple_GetItem);
  else
    return false;
  return true;
}

static int
visit (PyObject *object, void *data)
{
  HfWalk *walk = data;

  hf_buffer_bytes (&walk->visits, &object, sizeof object);
  return 0;
}

static bool
take (HfWalk *walk, PyObject *target)
{
  PyObject **visits = (PyObject **) (void *) walk->visits.data;

  for (size_t i = 0; i < walk->visits.length / sizeof *visits; i++)
    if (visits[i] == target)
      {
        visits[i] = NULL;
        return true;
      }
  return false;
}

/* What a member descriptor names, of what was reported. */
static void
edges_members (HfWalk *walk, PyObject *object, const HfType *type)
{
  bool of_python = true;

  for (PyTypeObject *class = type->type; class != NULL; class = class->tp_base)
    {
      of_python = of_python && class != type->native;
      for (PyMemberDef *member = class->tp_members; member != NULL && member->name != NULL; member++)
        {
          PyObject *target;

          if (member->type != T_OBJECT && member->type != T_OBJECT_EX)
            continue;
          target = *(PyObject **) (void *) ((char *) object + member->offset);
          if (target != NULL && take (walk, target))
            hf_edge (walk, target, of_python ? HF_NATIVE_REF_ATTRIBUTE : HF_NATIVE_REF_FIELD, HF_STRONG, HF_NAME_WORD, (uintptr_t) member->name);
        }
    }
}

static void
edges_rest (HfWalk *walk, PyObject *object, const HfType *type)
{
  bool is_dict = type->heap && PyType_FastSubclass (type->type, Py_TPFLAGS_DICT_SUBCLASS) == false;

  for (size_t i = 0; i < walk->visits.length / sizeof (PyObject *); i++)
    {
      PyObject *target = ((PyObject **) (void *) walk->visits.data)[i];

      if (target != NULL)
        hf_edge (walk, target, is_dict && PyDict_CheckExact (target) ? HF_NATIVE_REF_DICT : HF_NATIVE_REF_OTHER, HF_STRONG, HF_NAME_NONE, 0);
    }
}

void
hf_public_edges (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyTypeObject *class = type->type;

  if (edges_container (walk, object, class))
    return;
  walk->visits.length = 0;
  if (class->tp_traverse != NULL && hf_py_is_collectable (object))
    class->tp_traverse (object, visit, walk);
  if (type->heap)
    {
      take (walk, (PyObject *) class);
      hf_edge (walk, class, HF_NATIVE_REF_TYPE, HF_STRONG, HF_NAME_NONE, 0);
    }
  edges_members (walk, object, type);
  edges_rest (walk, object, type);
}

/* ---- roots ---------------------------------------------------------------------------------------------------------- */

/* sys.modules owns its modules. */
void
hf_public_roots (HfWalk *walk)
{
  PyObject *modules = PyImport_GetModuleDict ();
  PyObject *key, *module;
  char name[200], words[256];
  Py_ssize_t at = 0;

  if (modules == NULL || !PyDict_CheckExact (modules))
    return;
  while (PyDict_Next (modules, &at, &key, &module))
    {
      if (module == Py_None || !PyUnicode_CheckExact (key))
        continue;
      hf_utf8_copy (key, name, sizeof name);
      snprintf (words, sizeof words, "module %s", name);
      walk->root (walk, module, false, HF_NATIVE_ROOT_MODULE, false, words);
    }
  walk->root (walk, modules, false, HF_NATIVE_ROOT_INTERPRETER, true, "sys.modules");
}
