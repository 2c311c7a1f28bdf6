/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-types.h"

#include "hf-public.h"
#include "hf-trust.h"

static traverseproc subtype_traverse;
static destructor subtype_dealloc;
static destructor slot_finalize;

static PyTypeObject *
learn_class (const char *name, const char *attribute)
{
  return (PyTypeObject *) PyObject_CallFunction ((PyObject *) &PyType_Type, "s(){s:()s:s}", name, attribute, "__module__", "holdfast");
}

int
hf_types_learn (void)
{
  static PyTypeObject *plain, *finalized; /* theirs is the reference that keeps them */

  if (slot_finalize != NULL)
    return 0;
  plain = learn_class ("holdfast_plain", "__doc__");
  finalized = plain != NULL ? learn_class ("holdfast_finalized", "__del__") : NULL;
  if (finalized != NULL)
    {
      subtype_traverse = plain->tp_traverse;
      subtype_dealloc = plain->tp_dealloc;
      slot_finalize = finalized->tp_finalize;
      hf_trust_learn (plain);
      hf_known_learn ();
    }
  /* They stay: a class that nobody has any more is a cycle for the collector, and would be in the dump as such. */
  return finalized != NULL ? 0 : -1;
}

bool
hf_type_is_python (PyTypeObject *type)
{
  /* C code that leaves tp_dealloc out gets the same one, but it has a tp_traverse of its own. */
  return hf_py_is_heap_type (type) && type->tp_dealloc == subtype_dealloc
         && (type->tp_traverse == subtype_traverse || !(type->tp_flags & Py_TPFLAGS_HAVE_GC));
}

bool
hf_type_has_finalizer (PyTypeObject *type)
{
  return type->tp_del != NULL || (type->tp_finalize != NULL && type->tp_finalize == slot_finalize);
}

bool
hf_type_is_cython_function (PyTypeObject *type)
{
  const char *name = strrchr (type->tp_name, '.');

  return type->tp_basicsize > (Py_ssize_t) sizeof (PyCFunctionObject)
         && strcmp (name != NULL ? name + 1 : type->tp_name, "cython_function_or_method") == 0 && !hf_type_is_python (type);
}

/* ---- reading without running code ---------------------------------------------------------------------------------- */

static bool
is_text (PyObject *object, const char *text)
{
  size_t n = strlen (text);

  return object != NULL && PyUnicode_Check (object) && hf_py_text_is_compact_ascii (object)
         && (size_t) hf_py_text_length (object) == n && memcmp (hf_py_text_data (object), text, n) == 0;
}

static PyObject *
keys_peek (const PyDictKeysObject *table, PyObject **values, const char *text)
{
  HfKeys keys = hf_py_keys (table);

  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *value;
      PyObject *key = hf_py_keys_entry (&keys, i, &value);

      if (is_text (key, text))
        return values != NULL ? values[i] : value;
    }
  return NULL;
}

PyObject *
hf_dict_peek (PyObject *dict, const char *key)
{
  PyDictObject *self = (PyDictObject *) dict;

  if (dict == NULL || !PyDict_Check (dict))
    return NULL;
  if (hf_layout.minor == 0)
    return hf_public_dict_peek (dict, key);
  return keys_peek (self->ma_keys, hf_py_dict_values (self), key);
}

PyObject *
hf_attribute_peek (PyObject *object, const char *name)
{
  PyDictKeysObject *keys;
  PyObject **values = hf_py_inline_values (object, &keys);

  if (values != NULL)
    return keys_peek (keys, values, name);
  return hf_dict_peek (hf_py_instance_dict (object), name);
}

/* ---- classes of the interpreter's own ------------------------------------------------------------------------------ */

static void *
static_type_at (PyTypeObject *type, PyInterpreterState *interpreter, uint32_t table, uint32_t n, size_t i)
{
  void **state;

  if (table == 0 || i >= n)
    return NULL;
  state = (void **) (void *) ((char *) interpreter + table + i * hf_layout.static_type_size);
  return state[0] == type ? state : NULL;
}

/* tp_subclasses is a number, from 1, in a table of each interpreter's. The main interpreter is the last one. */
void *
hf_py_static_type (PyTypeObject *type)
{
  size_t i = (size_t) (uintptr_t) type->tp_subclasses - 1;
  PyInterpreterState *interpreter = PyInterpreterState_Head ();
  void *state;

  while (interpreter != NULL && PyInterpreterState_Next (interpreter) != NULL)
    interpreter = PyInterpreterState_Next (interpreter);
  if (interpreter == NULL)
    return NULL;
  state = static_type_at (type, interpreter, hf_layout.static_types, hf_layout.n_static_types, i);
  return state != NULL ? state
                       : static_type_at (type, interpreter, hf_layout.static_extension_types, hf_layout.n_static_extension_types,
                                         i - hf_layout.n_static_types);
}

/* ---- what a type is ------------------------------------------------------------------------------------------------- */

static bool
has_object_members (PyTypeObject *type)
{
  for (PyMemberDef *member = type->tp_members; member != NULL && member->name != NULL; member++)
    if (member->type == T_OBJECT || member->type == T_OBJECT_EX)
      return true;
  return false;
}

/* The nearest base whose fields C code lays out. Types in C that add nothing for the collector count as their base. */
static void
type_find_native (HfType *self)
{
  PyTypeObject *type = self->type;

  while (type->tp_base != NULL && hf_type_is_python (type))
    {
      self->slots = self->slots || has_object_members (type);
      type = type->tp_base;
    }
  self->native = type;
  self->known = hf_known_find (type);
  while (self->known == NULL && type->tp_base != NULL && type->tp_traverse != NULL
         && type->tp_traverse == type->tp_base->tp_traverse
         && (type->tp_basicsize == type->tp_base->tp_basicsize || PyType_FastSubclass (type, Py_TPFLAGS_DICT_SUBCLASS)))
    {
      type = type->tp_base;
      self->known = hf_known_find (type);
    }
  for (type = self->native; type != NULL; type = type->tp_base)
    self->members = self->members || has_object_members (type);
}

static bool
type_is_leaf (const HfType *self)
{
  PyTypeObject *type = self->type;

  if (self->heap || type->tp_dictoffset != 0 || self->members)
    return false;
  if (self->known != NULL)
    return self->known->complete && self->known->edges == NULL && self->known->fields == NULL;
  return type->tp_traverse == NULL;
}

static bool
type_is_one_of (PyTypeObject *type, PyTypeObject *const *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (type == list[i])
      return true;
  return false;
}

#define IS_ONE_OF(type, list) type_is_one_of (type, list, sizeof list / sizeof *list)

static uint32_t
type_kind (const HfType *self)
{
  static PyTypeObject *const functions[] = {
    &PyFunction_Type, &PyMethod_Type, &PyCFunction_Type, &PyCode_Type, &PyCell_Type, &PyMethodDescr_Type, &PyWrapperDescr_Type,
    &PyGetSetDescr_Type, &PyMemberDescr_Type, &PyClassMethodDescr_Type, &_PyMethodWrapper_Type, &PyClassMethod_Type,
    &PyStaticMethod_Type, &PyProperty_Type, &PyCMethod_Type,
  };
  static PyTypeObject *const containers[] = { &PyList_Type, &PyTuple_Type, &PyDict_Type, &PySet_Type, &PyFrozenSet_Type,
                                              &PyODict_Type, &PyDictProxy_Type };
  static PyTypeObject *const values[] = { &PyUnicode_Type, &PyBytes_Type, &PyLong_Type, &PyFloat_Type, &PyBool_Type,
                                          &PyComplex_Type, &PyByteArray_Type, &PyRange_Type, &PySlice_Type };
  PyTypeObject *type = self->type;

  if (PyType_FastSubclass (type, Py_TPFLAGS_TYPE_SUBCLASS))
    return HF_NATIVE_KIND_TYPE;
  if (PyType_IsSubtype (type, &PyModule_Type))
    return HF_NATIVE_KIND_MODULE;
  if (type == &PyFrame_Type)
    return HF_NATIVE_KIND_FRAME;
  if (IS_ONE_OF (type, functions) || self->cython)
    return HF_NATIVE_KIND_FUNCTION;
  if (IS_ONE_OF (type, containers) || strncmp (type->tp_name, "collections.", 12) == 0)
    return HF_NATIVE_KIND_CONTAINER;
  if (IS_ONE_OF (type, values) || type == Py_TYPE (Py_None) || type == Py_TYPE (Py_Ellipsis))
    return HF_NATIVE_KIND_VALUE;
  return self->heap ? HF_NATIVE_KIND_INSTANCE : HF_NATIVE_KIND_OTHER;
}

static uint32_t
type_flags (const HfType *self)
{
  static PyTypeObject *const plumbing[] = {
    &PyCode_Type, &PyMethodDescr_Type, &PyWrapperDescr_Type, &PyGetSetDescr_Type, &PyMemberDescr_Type, &PyClassMethodDescr_Type,
    &PyCapsule_Type, &PyModuleDef_Type, &PyCell_Type,
  };
  PyTypeObject *type = self->type;
  uint32_t flags = 0;

  if (IS_ONE_OF (type, plumbing) || strcmp (type->tp_name, "functools._lru_list_elem") == 0
      || strncmp (type->tp_name, "hamt", 4) == 0)
    flags |= HF_NATIVE_TYPE_INTERNAL;
  if (type == &PyDict_Type)
    flags |= HF_NATIVE_TYPE_DICT;
  if (type == &PyUnicode_Type)
    flags |= HF_NATIVE_TYPE_STRING;
  if (hf_type_has_finalizer (type))
    flags |= HF_NATIVE_TYPE_FINALIZER;
  return flags;
}

static const HfType *
types_add (HfTypes *self, PyTypeObject *type, uint64_t *place)
{
  HfType entry = { .type = type, .id = hf_types_n (self), .heap = hf_py_is_heap_type (type) };

  type_find_native (&entry);
  entry.cython = hf_type_is_cython_function (type);
  entry.leaf = type_is_leaf (&entry);
  entry.kind = type_kind (&entry);
  entry.flags = type_flags (&entry);
  hf_buffer_bytes (&self->array, &entry, sizeof entry);
  if (self->array.failed)
    return NULL;
  *place = entry.id + 1;
  return hf_types_at (self, entry.id);
}

const HfType *
hf_types_get (HfTypes *self, PyTypeObject *type, bool *is_new)
{
  uint64_t *place;

  if (is_new != NULL)
    *is_new = false;
  if (type == self->last_type)
    return hf_types_at (self, self->last_id);
  place = hf_map_at (&self->map, (uintptr_t) type);
  if (place == NULL)
    return NULL;
  if (*place == 0)
    {
      if (is_new != NULL)
        *is_new = true;
      if (types_add (self, type, place) == NULL)
        return NULL;
    }
  self->last_type = type;
  self->last_id = (uint32_t) *place - 1;
  return hf_types_at (self, self->last_id);
}

void
hf_types_free (HfTypes *self)
{
  hf_buffer_free (&self->array);
  hf_map_free (&self->map);
}
