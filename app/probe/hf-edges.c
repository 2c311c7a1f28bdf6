/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-public.h"

#define NAMED_VISITS 64

static inline PyObject *
field_at (PyObject *object, Py_ssize_t offset)
{
  return *(PyObject **) (void *) ((char *) object + offset);
}

static inline bool
member_is_object (const PyMemberDef *member)
{
  return member->type == T_OBJECT || member->type == T_OBJECT_EX;
}

/* ---- attributes ------------------------------------------------------------------------------------------------------ */

static void
edges_slots (HfWalk *walk, PyObject *object, const HfType *type)
{
  for (PyTypeObject *class = type->type; class != type->native; class = class->tp_base)
    for (PyMemberDef *member = class->tp_members; member != NULL && member->name != NULL; member++)
      if (member_is_object (member))
        hf_edge (walk, field_at (object, member->offset), HF_NATIVE_REF_ATTRIBUTE, HF_STRONG, HF_NAME_WORD, (uintptr_t) member->name);
}

static void
edges_attributes (HfWalk *walk, PyObject *object)
{
  PyDictKeysObject *keys;
  PyObject **values = hf_py_inline_values (object, &keys);
  HfKeys opened;

  if (values == NULL || hf_layout.minor >= 13) /* which keeps the values beside a dict too */
    hf_edge (walk, hf_py_instance_dict (object), HF_NATIVE_REF_DICT, HF_STRONG, HF_NAME_NONE, 0);
  if (values == NULL)
    return;
  opened = hf_py_keys (keys);
  for (Py_ssize_t i = 0; i < opened.n; i++)
    {
      PyObject *unused;
      PyObject *name = hf_py_keys_entry (&opened, i, &unused);

      hf_edge (walk, values[i], HF_NATIVE_REF_ATTRIBUTE, HF_STRONG, name != NULL ? HF_NAME_OBJECT : HF_NAME_NONE, (uintptr_t) name);
    }
}

/* ---- what tp_traverse reports ------------------------------------------------------------------------------------------ */

static int
visit (PyObject *object, void *data)
{
  HfWalk *walk = data;

  hf_buffer_bytes (&walk->visits, &object, sizeof object);
  return 0;
}

static inline size_t
visits_n (const HfWalk *walk)
{
  return walk->visits.length / sizeof (PyObject *);
}

/* Takes one report of @target away. */
static bool
visits_take (HfWalk *walk, PyObject *target)
{
  PyObject **visits = (PyObject **) (void *) walk->visits.data;

  for (size_t i = 0; i < visits_n (walk) && i < NAMED_VISITS; i++)
    if (visits[i] == target)
      {
        visits[i] = NULL;
        return true;
      }
  return false;
}

static void
visits_collect (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyTypeObject *native = type->native;
  PyObject *dict = hf_py_instance_dict (object);

  walk->visits.length = 0;
  if (native->tp_traverse == NULL || !hf_py_is_collectable (object))
    return;
  native->tp_traverse (object, visit, walk);
  if (hf_py_is_heap_type (native))
    visits_take (walk, (PyObject *) type->type);
  if (native->tp_dictoffset != 0 && dict != NULL)
    visits_take (walk, dict);
}

static void
edges_fields (HfWalk *walk, PyObject *object, const HfField *field)
{
  for (; field->name != NULL; field++)
    {
      PyObject *target = field_at (object, field->offset);

      if (target == NULL || !(visits_take (walk, target) || (field->flags & HF_FIELD_OWNED)))
        continue;
      if (field->flags & HF_FIELD_HIDDEN)
        hf_edge_internal (walk, target, field->name);
      else
        hf_edge_field (walk, target, field->name);
    }
}

/* A C type that says which of its fields are objects owns them, unless it has a traversal that leaves them out. */
static void
edges_members (HfWalk *walk, PyObject *object, const HfType *type)
{
  bool traversed = type->native->tp_traverse != NULL;

  for (PyTypeObject *class = type->native; class != NULL; class = class->tp_base)
    for (PyMemberDef *member = class->tp_members; member != NULL && member->name != NULL; member++)
      {
        PyObject *target = member_is_object (member) ? field_at (object, member->offset) : NULL;

        if (target != NULL && (visits_take (walk, target) || !traversed))
          hf_edge_field (walk, target, member->name);
      }
}

/* What is left goes by its place in the structure, and what is not in the structure itself has no name. */
static void
edges_offsets (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyTypeObject *native = type->native;
  Py_ssize_t end = native->tp_basicsize + native->tp_itemsize * (native->tp_itemsize != 0 ? hf_py_items (object) : 0);
  size_t left = 0;

  for (size_t i = 0; i < visits_n (walk); i++)
    left += ((PyObject **) (void *) walk->visits.data)[i] != NULL;
  for (Py_ssize_t at = sizeof (PyObject); left > 0 && at + (Py_ssize_t) sizeof (PyObject *) <= end; at += sizeof (PyObject *))
    {
      PyObject *target = field_at (object, at);

      if (target == NULL || !visits_take (walk, target))
        continue;
      hf_edge (walk, target, HF_NATIVE_REF_INTERNAL, HF_STRONG, HF_NAME_NUMBER, (uintptr_t) at);
      left--;
    }
}

static void
edges_rest (HfWalk *walk, const HfType *type)
{
  bool state = type->native == &PyModule_Type;

  for (size_t i = 0; i < visits_n (walk); i++)
    {
      PyObject *target = ((PyObject **) (void *) walk->visits.data)[i];

      if (state)
        hf_edge_internal (walk, target, "module state");
      else
        hf_edge (walk, target, HF_NATIVE_REF_OTHER, HF_STRONG, HF_NAME_NONE, 0);
    }
}

/* ---- all ----------------------------------------------------------------------------------------------------------------- */

void
hf_edges (HfWalk *walk, PyObject *object, const HfType *known_type)
{
  HfType copy = *known_type; /* listing may meet new types, which move the table */
  const HfType *type = &copy;
  const HfKnown *known = type->known;

  if (type->leaf)
    return;
  if (hf_layout.minor == 0)
    {
      hf_public_edges (walk, object, type);
      return;
    }
  if (type->heap)
    hf_edge (walk, type->type, HF_NATIVE_REF_TYPE, HF_STRONG, HF_NAME_NONE, 0);
  if (type->slots)
    edges_slots (walk, object, type);
  if (type->type->tp_dictoffset != 0)
    edges_attributes (walk, object);
  if (known != NULL && known->edges != NULL)
    known->edges (walk, object, type);
  if (known != NULL && known->complete && known->fields == NULL)
    return;
  walk->visits.length = 0;
  if (known == NULL || !known->complete)
    visits_collect (walk, object, type);
  if (known != NULL && known->fields != NULL)
    edges_fields (walk, object, known->fields);
  if (known != NULL && known->complete)
    return;
  if (type->members)
    edges_members (walk, object, type);
  if (visits_n (walk) == 0)
    return;
  edges_offsets (walk, object, type);
  edges_rest (walk, type);
}
