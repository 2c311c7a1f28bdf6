/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-sizes.h"

#include "hf-numpy.h"

static uint64_t
size_of_str (PyObject *object)
{
  PyCompactUnicodeObject *self = (PyCompactUnicodeObject *) object;
  uint64_t size;

  if (!PyUnicode_IS_COMPACT (object) || !PyUnicode_IS_READY (object))
    return (uint64_t) Py_TYPE (object)->tp_basicsize;
  if (PyUnicode_IS_ASCII (object))
    return sizeof (PyASCIIObject) + (uint64_t) PyUnicode_GET_LENGTH (object) + 1;
  size = sizeof (PyCompactUnicodeObject) + ((uint64_t) PyUnicode_GET_LENGTH (object) + 1) * PyUnicode_KIND (object);
  return self->utf8 != NULL && self->utf8 != PyUnicode_DATA (object) ? size + (uint64_t) self->utf8_length + 1 : size;
}

/* Instances of subclasses keep their text apart. */
static uint64_t
buffers_of_str (PyObject *object)
{
  PyUnicodeObject *self = (PyUnicodeObject *) object;

  if (PyUnicode_IS_COMPACT (object) || !PyUnicode_IS_READY (object) || self->data.any == NULL)
    return 0;
  return ((uint64_t) PyUnicode_GET_LENGTH (object) + 1) * PyUnicode_KIND (object);
}

static uint64_t
size_of_structure (PyObject *object, const HfType *type)
{
  PyTypeObject *native = type->native;
  uint64_t size = (uint64_t) type->type->tp_basicsize;
  Py_ssize_t items;

  if (native == &PyUnicode_Type)
    return size_of_str (object);
  if (native == &PyGen_Type || native == &PyCoro_Type || native == &PyAsyncGen_Type)
    return size + hf_py_frame_slots (((PyGenObject *) (void *) object)->gi_code) * sizeof (PyObject *);
  if (native == &PyFrame_Type && ((PyFrameObject *) (void *) object)->f_frame != NULL)
    return size + hf_py_frame_slots (((PyFrameObject *) (void *) object)->f_frame->f_code) * sizeof (PyObject *);
  if (PyType_Check (object))
    {
      if (!hf_py_is_heap_type ((PyTypeObject *) object))
        return sizeof (PyTypeObject);
      return size + (uint64_t) Py_SIZE (object) * sizeof (PyMemberDef);
    }
  if (native == &PyCode_Type)
    return _PyObject_VAR_SIZE (native, Py_SIZE (object));
  items = type->type->tp_itemsize != 0 ? Py_SIZE (object) : 0;
  return size + (uint64_t) (items < 0 ? -items : items) * (uint64_t) type->type->tp_itemsize;
}

static uint64_t
buffers_of_dict (PyDictObject *self)
{
  if (self->ma_values != NULL)
    return hf_py_values_bytes (self->ma_values->values, self->ma_keys);
  return self->ma_keys->dk_refcnt == 1 ? hf_py_keys_bytes (self->ma_keys) : 0;
}

static uint64_t
buffers_of_ordered_dict (HfOrderedDict *self)
{
  uint64_t n = (uint64_t) self->dict.ma_used;

  return buffers_of_dict (&self->dict) + n * sizeof (HfOrderedNode) + (uint64_t) self->n_fast_nodes * sizeof (void *);
}

static uint64_t
buffers_of_deque (HfDeque *self)
{
  uint64_t n = (uint64_t) self->n_free_blocks;

  for (HfDequeBlock *block = self->left_block; block != NULL; block = block->right)
    {
      n++;
      if (block == self->right_block)
        break;
    }
  return n * sizeof (HfDequeBlock);
}

static uint64_t
buffers_of_set (PySetObject *self)
{
  return self->table != self->smalltable ? ((uint64_t) self->mask + 1) * sizeof (setentry) : 0;
}

static uint64_t
buffers_of_type (PyTypeObject *self)
{
  PyDictKeysObject *keys = hf_py_is_heap_type (self) ? ((PyHeapTypeObject *) self)->ht_cached_keys : NULL;

  return keys != NULL ? hf_py_keys_bytes (keys) : 0;
}

static uint64_t
buffers_of_native (PyObject *object, PyTypeObject *native)
{
  if (PyType_FastSubclass (native, Py_TPFLAGS_LIST_SUBCLASS))
    return (uint64_t) ((PyListObject *) object)->allocated * sizeof (PyObject *);
  if (native == &PyODict_Type)
    return buffers_of_ordered_dict ((HfOrderedDict *) (void *) object);
  if (PyType_FastSubclass (native, Py_TPFLAGS_DICT_SUBCLASS))
    return buffers_of_dict ((PyDictObject *) object);
  if (native == &PySet_Type || native == &PyFrozenSet_Type)
    return buffers_of_set ((PySetObject *) object);
  if (native == &PyUnicode_Type)
    return buffers_of_str (object);
  if (native == &PyByteArray_Type)
    return (uint64_t) ((PyByteArrayObject *) object)->ob_alloc;
  if (PyType_FastSubclass (native, Py_TPFLAGS_TYPE_SUBCLASS))
    return buffers_of_type ((PyTypeObject *) object);
  if (strcmp (native->tp_name, "collections.deque") == 0)
    return buffers_of_deque ((HfDeque *) (void *) object);
  if (strcmp (native->tp_name, HF_NUMPY_ARRAY) == 0)
    return hf_numpy_bytes (object, native);
  return 0;
}

HfSize
hf_size_of (PyObject *object, const HfType *type)
{
  HfSize size = { size_of_structure (object, type), buffers_of_native (object, type->native) };
  PyDictKeysObject *keys;
  PyObject **values = hf_py_inline_values (object, &keys);

  if (hf_py_is_collectable (object))
    size.object += sizeof (PyGC_Head) + hf_py_pre_header (type->type);
  if (values != NULL)
    size.buffers += hf_py_values_bytes (values, keys);
  return size;
}

HfSize
hf_size_of_frame (HfFrame *frame)
{
  return (HfSize) { offsetof (HfFrame, localsplus) + hf_py_frame_slots (frame->f_code) * sizeof (PyObject *), 0 };
}
