/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-sizes.h"

#include "hf-numpy.h"
#include "hf-public.h"
#include "hf-structures.h"

static uint64_t
size_of_str (PyObject *object)
{
  uint64_t length = (uint64_t) hf_py_text_length (object);

  if (!hf_py_text_is_compact (object) || !hf_py_text_is_ready (object))
    return (uint64_t) Py_TYPE (object)->tp_basicsize;
  if (hf_py_text_is_ascii (object))
    return hf_layout.ascii_size + length + 1;
  return hf_layout.compact_size + (length + 1) * hf_py_text_kind (object);
}

/* Instances of subclasses keep their text apart; what was once asked for as UTF-8 is kept so, too. */
static uint64_t
buffers_of_str (PyObject *object)
{
  uint64_t bytes = 0;
  const void *data, *utf8;

  if (!hf_py_text_is_ready (object) || hf_py_text_is_compact_ascii (object))
    return 0;
  data = hf_py_text_data (object);
  utf8 = HF_AT (const void *, object, utf8);
  if (!hf_py_text_is_compact (object) && data != NULL)
    bytes = hf_block (((uint64_t) hf_py_text_length (object) + 1) * hf_py_text_kind (object));
  return utf8 != NULL && utf8 != data ? bytes + hf_block (HF_AT (uint64_t, object, utf8_length) + 1) : bytes;
}

static bool
is_generator (PyTypeObject *native)
{
  return native == &PyGen_Type || native == &PyCoro_Type || native == &PyAsyncGen_Type;
}

/* The frame lies in the generator, also once it has ended. */
static uint64_t
size_of_generator_frame (PyObject *object)
{
  HfFrame *frame = &HF_AT (HfFrame, object, generator_iframe);
  PyCodeObject *code = hf_layout.generator_code != 0 ? HF_AT (PyCodeObject *, object, generator_code)
                       : hf_py_generator_frame (object) != NULL ? hf_py_frame_code (frame) : NULL;

  return code != NULL ? hf_py_code_frame_slots (code) * sizeof (PyObject *) : 0;
}

static uint64_t
size_of_structure (PyObject *object, const HfType *type)
{
  PyTypeObject *native = type->native;
  uint64_t size = (uint64_t) type->type->tp_basicsize;
  HfFrame *frame;

  if (native == &PyUnicode_Type)
    return size_of_str (object);
  if (!hf_py_frames_are_objects () && is_generator (native))
    return size + size_of_generator_frame (object);
  if (!hf_py_frames_are_objects () && native == &PyFrame_Type)
    {
      frame = hf_py_frame_of (object);
      return frame != NULL ? size + hf_py_code_frame_slots (hf_py_frame_code (frame)) * sizeof (PyObject *) : size;
    }
  if (PyType_Check (object))
    {
      if (!hf_py_is_heap_type ((PyTypeObject *) object))
        return hf_layout.type_size;
      return size + (uint64_t) Py_SIZE (object) * sizeof (PyMemberDef);
    }
  size = hf_py_item_bytes (type->type, hf_py_items (object));
  return native == &PyCode_Type ? (size + 7) & ~(uint64_t) 7 : size;
}

static uint64_t
buffers_of_dict (PyDictObject *self)
{
  PyObject **values = hf_py_dict_values (self);

  if (values != NULL)
    return hf_py_values_are_embedded (values) ? 0 : hf_block (hf_py_values_bytes (values, self->ma_keys));
  return hf_py_keys_references (self->ma_keys) == 1 ? hf_block (hf_py_keys_bytes (self->ma_keys)) : 0;
}

static uint64_t
buffers_of_ordered_dict (HfOrderedDict *self)
{
  uint64_t n = (uint64_t) self->dict.ma_used;

  return buffers_of_dict (&self->dict) + n * hf_block (sizeof (HfOrderedNode))
         + hf_block ((uint64_t) self->n_fast_nodes * sizeof (void *));
}

static uint64_t
buffers_of_deque (HfDeque *self)
{
  /* Older ones have no free blocks of their own. */
  uint64_t n = Py_TYPE (self)->tp_basicsize > (Py_ssize_t) sizeof *self + 64 ? (uint64_t) self->n_free_blocks : 0;

  for (HfDequeBlock *block = self->left_block; block != NULL; block = block->right)
    {
      n++;
      if (block == self->right_block)
        break;
    }
  return n * hf_block (sizeof (HfDequeBlock));
}

static uint64_t
buffers_of_set (PySetObject *self)
{
  return self->table != self->smalltable ? hf_block (((uint64_t) self->mask + 1) * sizeof (setentry)) : 0;
}

static uint64_t
buffers_of_type (PyTypeObject *self)
{
  PyDictKeysObject *keys = hf_py_is_heap_type (self) ? HF_AT (PyDictKeysObject *, self, class_keys) : NULL;

  return keys != NULL ? hf_block (hf_py_keys_bytes (keys)) : 0;
}

/* Blocks that the object owns apart from the one it lies in, attributes of instances aside. */
static uint64_t
buffers_of_native (PyObject *object, PyTypeObject *native)
{
  if (PyType_FastSubclass (native, Py_TPFLAGS_LIST_SUBCLASS))
    return hf_block ((uint64_t) ((PyListObject *) object)->allocated * sizeof (PyObject *));
  if (native == &PyODict_Type)
    return buffers_of_ordered_dict ((HfOrderedDict *) (void *) object);
  if (PyType_FastSubclass (native, Py_TPFLAGS_DICT_SUBCLASS))
    return buffers_of_dict ((PyDictObject *) object);
  if (native == &PySet_Type || native == &PyFrozenSet_Type)
    return buffers_of_set ((PySetObject *) object);
  if (native == &PyUnicode_Type)
    return buffers_of_str (object);
  if (native == &PyByteArray_Type)
    return hf_block ((uint64_t) ((PyByteArrayObject *) object)->ob_alloc);
  if (PyType_FastSubclass (native, Py_TPFLAGS_TYPE_SUBCLASS))
    return buffers_of_type ((PyTypeObject *) object);
  if (strcmp (native->tp_name, "collections.deque") == 0)
    return buffers_of_deque ((HfDeque *) (void *) object);
  if (strcmp (native->tp_name, HF_NUMPY_ARRAY) == 0)
    return hf_numpy_bytes (object, native);
  return 0;
}

/* The values that lie behind the instance are a part of its block, also when a dict has taken them over. */
static uint64_t
size_of_embedded_values (PyObject *object)
{
  if (hf_layout.minor < 13 || !(Py_TYPE (object)->tp_flags & HF_TYPE_INLINE_VALUES))
    return 0;
  return hf_py_values_bytes (hf_py_values ((PyDictValues *) (void *) (object + 1)), NULL);
}

HfSize
hf_size_of (PyObject *object, const HfType *type)
{
  uint64_t before = hf_py_is_collectable (object) ? sizeof (PyGC_Head) : 0;
  HfSize size;
  PyDictKeysObject *keys;
  PyObject **values;

  if (hf_layout.minor == 0)
    return (HfSize) { hf_block (hf_public_size (object) + before), 0 };
  if (before != 0)
    before += hf_py_pre_header (type->type);
  size.object = hf_block (before + size_of_structure (object, type) + size_of_embedded_values (object));
  size.buffers = buffers_of_native (object, type->native);
  values = hf_py_inline_values (object, &keys);
  if (values != NULL && !hf_py_values_are_embedded (values))
    size.buffers += hf_block (hf_py_values_bytes (values, keys));
  return size;
}

HfSize
hf_size_of_frame (HfFrame *frame)
{
  return (HfSize) { hf_layout.frame_slots + hf_py_code_frame_slots (hf_py_frame_code (frame)) * sizeof (PyObject *), 0 };
}
