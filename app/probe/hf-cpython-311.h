/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/**
 * Everything that the probe knows about the inside of CPython 3.11, and the one header that includes its internals.
 *
 * The rest of the probe asks through these names: a further version of CPython is a further header like this one.
 * Offsets were checked with 3.11.2 and 3.11.7, which are alike. Nothing here allocates, changes a reference count or
 * runs Python code.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_BUILD_CORE_MODULE
#define Py_BUILD_CORE_MODULE 1
#endif
#include <Python.h>
#include <structmember.h>
#include <internal/pycore_code.h>
#include <internal/pycore_context.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_exceptions.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_gc.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_moduleobject.h>
#include <internal/pycore_object.h>
#include <internal/pycore_pystate.h>
#include <internal/pycore_runtime.h>

#include <stdbool.h>
#include <stdint.h>

#if PY_VERSION_HEX < 0x030b0000 || PY_VERSION_HEX >= 0x030c0000
#error "these are the structures of CPython 3.11"
#endif

#define HF_IMMORTAL_REFCOUNT 999999999

typedef _PyInterpreterFrame HfFrame;

/* ---- structures that CPython keeps to its .c files -------------------------------------------------------------- */

typedef struct _HfOrderedNode HfOrderedNode;
struct _HfOrderedNode
{
  PyObject *key;
  Py_hash_t hash;
  HfOrderedNode *next;
  HfOrderedNode *previous;
};

typedef struct
{
  PyDictObject dict;
  HfOrderedNode *first;
  HfOrderedNode *last;
  HfOrderedNode **fast_nodes;
  Py_ssize_t n_fast_nodes;
  void *resize_sentinel;
  size_t state;
  PyObject *instance_dict;
  PyObject *weak_references;
} HfOrderedDict;

#define HF_DEQUE_BLOCK 64

typedef struct _HfDequeBlock HfDequeBlock;
struct _HfDequeBlock
{
  HfDequeBlock *left;
  PyObject *data[HF_DEQUE_BLOCK];
  HfDequeBlock *right;
};

typedef struct
{
  PyObject_VAR_HEAD
  HfDequeBlock *left_block;
  HfDequeBlock *right_block;
  Py_ssize_t left_index;
  Py_ssize_t right_index;
  size_t state;
  Py_ssize_t max_length;
  Py_ssize_t n_free_blocks;
} HfDeque;

/* PyArrayObject_fields and the beginning of PyArray_Descr, as numpy documents them and keeps them from 1.7 to 2.x. */
#define HF_NUMPY_OWNDATA 0x0004
#define HF_NUMPY_OBJECT 17
#define HF_NUMPY_MAX_DIMENSIONS 64

typedef struct
{
  PyObject_HEAD
  PyTypeObject *typeobj;
  char kind;
  char type;
  char byteorder;
  char flags;
  int type_num;
} HfNumpyDescr;

typedef struct
{
  PyObject_HEAD
  char *data;
  int nd;
  Py_ssize_t *dimensions;
  Py_ssize_t *strides; /* bytes */
  PyObject *base;
  HfNumpyDescr *descr;
  int flags;
  PyObject *weakreflist;
} HfNumpyArray;

typedef struct
{
  PyDictObject dict;
  PyObject *default_factory;
} HfDefaultDict;

typedef struct
{
  PyObject_HEAD
  PyObject *get;
  PyObject *set;
  PyObject *del;
  PyObject *doc;
  PyObject *name;
} HfProperty;

typedef struct
{
  PyObject_HEAD
  PyObject *callable;
  PyObject *dict;
} HfClassMethod;

typedef struct
{
  PyObject_HEAD
  PyTypeObject *type;
  PyObject *object;
  PyTypeObject *object_type;
} HfSuper;

typedef struct
{
  PyObject_HEAD
  PyObject *mapping;
} HfMappingProxy;

typedef struct
{
  PyObject_HEAD
  PyObject *descriptor;
  PyObject *self;
} HfMethodWrapper;

typedef struct
{
  PyObject_HEAD
  PyObject *start;
  PyObject *stop;
  PyObject *step;
  PyObject *length;
} HfRange;

typedef struct
{
  PyObject_HEAD
  PyObject *function;
  PyObject *args;
  PyObject *keywords;
} HfPartial;

typedef struct _HfLruElement HfLruElement;
struct _HfLruElement
{
  PyObject_HEAD
  HfLruElement *previous;
  HfLruElement *next;
  Py_hash_t hash;
  PyObject *key;
  PyObject *result;
};

typedef struct
{
  HfLruElement root; /* only its links are used */
  void *wrapper;
  int typed;
  PyObject *cache;
  Py_ssize_t hits;
  PyObject *function;
  Py_ssize_t max_size;
  Py_ssize_t misses;
  PyObject *keyword_mark;
  PyObject *element_type;
  PyObject *cache_info_type;
} HfLruCache;

/* ---- objects ------------------------------------------------------------------------------------------------------ */

static inline bool
hf_py_is_collectable (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  return (type->tp_flags & Py_TPFLAGS_HAVE_GC) != 0 && (type->tp_is_gc == NULL || type->tp_is_gc (object));
}

/* For collectable objects alone. */
static inline bool
hf_py_is_tracked (PyObject *object)
{
  return _Py_AS_GC (object)->_gc_next != 0;
}

static inline bool
hf_py_is_finalized (PyObject *object)
{
  return (_Py_AS_GC (object)->_gc_prev & _PyGC_PREV_MASK_FINALIZED) != 0;
}

static inline bool
hf_py_is_heap_type (PyTypeObject *type)
{
  return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
}

/* The attributes that an instance keeps without a dict, and the names that go with them; NULL if it has none. */
static inline PyObject **
hf_py_inline_values (PyObject *object, PyDictKeysObject **keys)
{
  PyTypeObject *type = Py_TYPE (object);
  PyDictValues *values;

  if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT))
    return NULL;
  values = *_PyObject_ValuesPointer (object);
  *keys = ((PyHeapTypeObject *) type)->ht_cached_keys;
  return values == NULL || *keys == NULL ? NULL : values->values;
}

/* The instance's __dict__ if there is one already. */
static inline PyObject *
hf_py_instance_dict (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);
  Py_ssize_t offset = type->tp_dictoffset;

  if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT)
    return *_PyObject_ManagedDictPointer (object);
  if (offset == 0)
    return NULL;
  if (offset < 0)
    {
      Py_ssize_t items = Py_SIZE (object);

      offset += (Py_ssize_t) _PyObject_VAR_SIZE (type, items < 0 ? -items : items);
    }
  return *(PyObject **) (void *) ((char *) object + offset);
}

static inline size_t
hf_py_pre_header (PyTypeObject *type)
{
  return (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) ? 2 * sizeof (void *) : 0;
}

/* ---- dict keys ---------------------------------------------------------------------------------------------------- */

static inline size_t
hf_py_keys_bytes (PyDictKeysObject *keys)
{
  size_t usable = (((size_t) 1 << keys->dk_log2_size) << 1) / 3;
  size_t entry = DK_IS_UNICODE (keys) ? sizeof (PyDictUnicodeEntry) : sizeof (PyDictKeyEntry);

  return sizeof (PyDictKeysObject) + ((size_t) 1 << keys->dk_log2_index_bytes) + usable * entry;
}

static inline PyObject *
hf_py_keys_entry (PyDictKeysObject *keys, Py_ssize_t i, PyObject **value)
{
  if (DK_IS_UNICODE (keys))
    {
      PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES (keys)[i];

      *value = entry->me_value;
      return entry->me_key;
    }
  else
    {
      PyDictKeyEntry *entry = &DK_ENTRIES (keys)[i];

      *value = entry->me_value;
      return entry->me_key;
    }
}

/* Bytes of an array of inline or split values. The order of insertion comes before the values; its size is in the byte
 * before them. Early instances of a class get longer arrays than later ones: where the class's table says less than that
 * byte, the byte is right to 7 values. */
static inline size_t
hf_py_values_bytes (PyObject **values, PyDictKeysObject *keys)
{
  size_t prefix = ((const uint8_t *) values)[-1];
  size_t n = (size_t) (keys->dk_usable + keys->dk_nentries);

  if (n + 9 < prefix)
    n = prefix - 9;
  return prefix + n * sizeof (PyObject *);
}

/* ---- frames --------------------------------------------------------------------------------------------------------- */

static inline HfFrame *
hf_py_generator_frame (PyObject *generator)
{
  PyGenObject *gen = (PyGenObject *) generator;

  return gen->gi_frame_state < FRAME_CLEARED ? (HfFrame *) gen->gi_iframe : NULL;
}

/* The frame that called this one, if it is running; NULL if it waits, has ended or is the first. */
static inline HfFrame *
hf_py_frame_caller (HfFrame *frame)
{
  if (frame->owner == FRAME_OWNED_BY_THREAD)
    return frame->previous;
  if (frame->owner == FRAME_OWNED_BY_GENERATOR)
    {
      PyGenObject *gen = (PyGenObject *) (void *) ((char *) frame - offsetof (PyGenObject, gi_iframe));

      return gen->gi_frame_state == FRAME_EXECUTING ? frame->previous : NULL;
    }
  return NULL;
}

static inline int
hf_py_frame_line (HfFrame *frame)
{
  return PyCode_Addr2Line (frame->f_code, _PyInterpreterFrame_LASTI (frame) * (int) sizeof (_Py_CODEUNIT));
}

static inline size_t
hf_py_frame_slots (PyCodeObject *code)
{
  return (size_t) code->co_nlocalsplus + (size_t) code->co_stacksize;
}

static inline HfFrame *
hf_py_thread_frame (PyThreadState *thread)
{
  return thread->cframe != NULL ? thread->cframe->current_frame : NULL;
}
