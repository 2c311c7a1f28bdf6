/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-numpy.h"

#include "hf-structures.h"

#define MAX_NESTING 8 /* of records in records */

static const HfNumpyRecord *
record_of (const HfNumpyDescr *descr)
{
  size_t offset;

  if (descr->type_num != HF_NUMPY_VOID)
    return NULL;
  /* Version 2 has its flags and sizes wider, and puts these behind them. */
  offset = Py_TYPE (descr)->tp_basicsize >= 112 ? 88 : Py_TYPE (descr)->tp_basicsize >= 96 ? 40 : 0;
  return offset != 0 ? (const HfNumpyRecord *) (const void *) ((const char *) descr + offset) : NULL;
}

static Py_ssize_t
item_bytes (const HfNumpyDescr *descr)
{
  const char *base = (const char *) descr;

  return Py_TYPE (descr)->tp_basicsize >= 112 ? *(const Py_ssize_t *) (const void *) (base + 40) : *(const int *) (const void *) (base + 32);
}

static bool
has_objects (const HfNumpyDescr *descr)
{
  unsigned char flags = (unsigned char) (Py_TYPE (descr)->tp_basicsize >= 112 ? ((const char *) descr)[32] : descr->flags);

  return (flags & HF_NUMPY_ITEM_REFCOUNT) != 0;
}

/* A field's type and place; NULL for a title, which is an entry beside the name's. */
static const HfNumpyDescr *
field_of (const HfNumpyRecord *record, PyObject *key, PyObject *field, Py_ssize_t *offset)
{
  const uint32_t *digits;
  Py_ssize_t n;
  bool negative, named = false;

  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (record->names); i++)
    named = named || PyTuple_GET_ITEM (record->names, i) == key;
  if (!named || !PyTuple_CheckExact (field) || PyTuple_GET_SIZE (field) < 2 || !PyLong_CheckExact (PyTuple_GET_ITEM (field, 1)))
    return NULL;
  digits = hf_py_int_digits (PyTuple_GET_ITEM (field, 1), &n, &negative);
  if (negative || n > 1)
    return NULL;
  *offset = n == 1 ? (Py_ssize_t) digits[0] : 0;
  return (const HfNumpyDescr *) (void *) PyTuple_GET_ITEM (field, 0);
}

static void
item_edges (HfWalk *walk, const HfNumpyDescr *descr, const char *at, PyObject *name, int depth)
{
  const HfNumpyRecord *record = record_of (descr);
  Py_ssize_t size, offset;
  HfKeys keys;

  if (descr->type_num == HF_NUMPY_OBJECT)
    {
      PyObject *target;

      memcpy (&target, at, sizeof target);
      hf_edge (walk, target, HF_NATIVE_REF_INTERNAL, HF_STRONG, name != NULL ? HF_NAME_OBJECT : HF_NAME_NONE, (uintptr_t) name);
      return;
    }
  if (record == NULL || depth == MAX_NESTING || !has_objects (descr))
    return;
  if (record->subarray != NULL)
    {
      size = item_bytes (record->subarray->base);
      for (offset = 0; size > 0 && offset + size <= item_bytes (descr); offset += size)
        item_edges (walk, record->subarray->base, at + offset, name, depth + 1);
      return;
    }
  if (record->fields == NULL || !PyDict_CheckExact (record->fields) || record->names == NULL || !PyTuple_CheckExact (record->names))
    return;
  keys = hf_py_keys (((PyDictObject *) record->fields)->ma_keys);
  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *field;
      PyObject *key = hf_py_keys_entry (&keys, i, &field);
      const HfNumpyDescr *inner = field != NULL ? field_of (record, key, field, &offset) : NULL;

      if (inner != NULL)
        item_edges (walk, inner, at + offset, key, depth + 1);
    }
}

void
hf_numpy_record_edges (HfWalk *walk, const HfNumpyDescr *descr, const char *at)
{
  item_edges (walk, descr, at, NULL, 0);
}

bool
hf_numpy_has_records (const HfNumpyDescr *descr)
{
  return record_of (descr) != NULL && has_objects (descr);
}

void
hf_numpy_dtype_edges (HfWalk *walk, PyObject *object, const HfType *type)
{
  const HfNumpyRecord *record = record_of ((const HfNumpyDescr *) (void *) object);

  if (record == NULL)
    return;
  hf_edge_field (walk, record->fields, "fields");
  hf_edge_field (walk, record->names, "names");
  if (record->subarray == NULL)
    return;
  hf_edge_field (walk, record->subarray->base, "base");
  hf_edge_field (walk, record->subarray->shape, "shape");
}
