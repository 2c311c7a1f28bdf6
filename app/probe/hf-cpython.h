/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-layout.h"
#include "hf-python.h"

/**
 * Everything that the probe asks about the inside of CPython 3.8 to 3.13.
 *
 * The rest of the probe asks through these names; what differs between versions is in hf_layout, which hf-trust.h fills in
 * and checks. Nothing here allocates, changes a reference count or runs Python code.
 */
#define HF_HIDDEN __attribute__ ((visibility ("hidden")))

/* Of the interpreter that this is loaded into. minor is 0 if its structures are not known: only what hf-python.h declares
 * counts then. */
extern HF_HIDDEN HfLayout hf_layout;

/* The field of a structure whose place is in the layout. */
#define HF_AT(type, base, place) (*(type *) (void *) ((char *) (base) + hf_layout.place))

typedef struct _HfFrame HfFrame;

bool hf_public_is_tracked (PyObject *object); /* hf-public.h */

#define HF_IMMORTAL_REFCOUNT 999999999 /* 3.11's, for constants in the program image */

#define HF_TYPE_STATIC_BUILTIN (1UL << 1)   /* 3.12 */
#define HF_TYPE_INLINE_VALUES (1UL << 2)    /* 3.13 */
#define HF_TYPE_MANAGED_WEAKREF (1UL << 3)  /* 3.12 */
#define HF_TYPE_MANAGED_DICT (1UL << 4)     /* 3.11 */

/* ---- objects ------------------------------------------------------------------------------------------------------ */

static inline bool
hf_py_is_collectable (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  return (type->tp_flags & Py_TPFLAGS_HAVE_GC) != 0 && (type->tp_is_gc == NULL || type->tp_is_gc (object));
}

static inline bool
hf_py_is_immortal (PyObject *object)
{
  return hf_layout.minor >= 12 || hf_layout.minor == 0 ? (int32_t) Py_REFCNT (object) < 0 : Py_REFCNT (object) >= HF_IMMORTAL_REFCOUNT;
}

/* The reference count: versions that are not known may keep flags above it. */
static inline Py_ssize_t
hf_py_references (PyObject *object)
{
  return hf_layout.minor == 0 ? (Py_ssize_t) (uint32_t) Py_REFCNT (object) : Py_REFCNT (object);
}

/* For collectable objects alone. 3.12 has tuples in the program image that nothing of the collector's lies before. */
static inline bool
hf_py_is_tracked (PyObject *object)
{
  if (hf_layout.minor >= 12 && Py_IS_TYPE (object, &PyTuple_Type) && hf_py_is_immortal (object))
    return false;
  if (hf_layout.minor == 0)
    return hf_public_is_tracked (object);
  return ((PyGC_Head *) (void *) object - 1)->_gc_next != 0;
}

/* For tracked objects alone. */
static inline bool
hf_py_is_finalized (PyObject *object)
{
  return (((PyGC_Head *) (void *) object - 1)->_gc_prev & 1) != 0;
}

static inline bool
hf_py_is_heap_type (PyTypeObject *type)
{
  return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
}

static inline size_t
hf_py_item_bytes (PyTypeObject *type, Py_ssize_t items)
{
  return (size_t) type->tp_basicsize + (size_t) (items < 0 ? -items : items) * (size_t) type->tp_itemsize;
}

/* How many of its type's items an object has. */
static inline Py_ssize_t
hf_py_items (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);
  Py_ssize_t items;

  if (type->tp_itemsize == 0)
    return 0;
  items = Py_SIZE (object);
  if (hf_layout.minor >= 12 && PyType_FastSubclass (type, Py_TPFLAGS_LONG_SUBCLASS))
    items >>= 3; /* a tag: sign and flags below the number of digits */
  return items < 0 ? -items : items;
}

static inline size_t
hf_py_pre_header (PyTypeObject *type)
{
  unsigned long flags = hf_layout.minor >= 12 ? HF_TYPE_MANAGED_DICT | HF_TYPE_MANAGED_WEAKREF
                        : hf_layout.minor == 11 ? HF_TYPE_MANAGED_DICT : 0;

  return (type->tp_flags & flags) ? 2 * sizeof (void *) : 0;
}

/* Where the memory of an object begins that the allocator gave. */
static inline char *
hf_py_block (PyObject *object)
{
  return (char *) object - (hf_py_is_collectable (object) ? sizeof (PyGC_Head) + hf_py_pre_header (Py_TYPE (object)) : 0);
}

/* ---- dict keys ---------------------------------------------------------------------------------------------------- */

/* A table of keys, opened for reading. */
typedef struct
{
  const char *entries;
  Py_ssize_t n;
  uint16_t stride;
  uint16_t key; /* where an entry has it; the value follows */
} HfKeys;

static inline size_t
hf_py_old_index_bytes (size_t size)
{
  return size * (size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8);
}

static inline HfKeys
hf_py_keys (const PyDictKeysObject *keys)
{
  const char *at = (const char *) keys;

  if (hf_layout.keys_entries != 0)
    {
      bool text = at[10] != 0;

      return (HfKeys) { at + 32 + ((size_t) 1 << at[9]), *(const Py_ssize_t *) (const void *) (at + 24), text ? 16 : 24, text ? 0 : 8 };
    }
  return (HfKeys) { at + 40 + hf_py_old_index_bytes (*(const size_t *) (const void *) (at + 8)),
                    *(const Py_ssize_t *) (const void *) (at + 32), 24, 8 };
}

static inline PyObject *
hf_py_keys_entry (const HfKeys *keys, Py_ssize_t i, PyObject **value)
{
  PyObject *const *entry = (PyObject *const *) (const void *) (keys->entries + (size_t) i * keys->stride + keys->key);

  *value = entry[1];
  return entry[0];
}

static inline Py_ssize_t
hf_py_keys_references (const PyDictKeysObject *keys)
{
  return *(const Py_ssize_t *) (const void *) keys;
}

/* How many entries a table has room for when it is new. */
static inline size_t
hf_py_keys_usable (const PyDictKeysObject *keys)
{
  const char *at = (const char *) keys;
  size_t size = hf_layout.keys_entries != 0 ? (size_t) 1 << at[8] : *(const size_t *) (const void *) (at + 8);

  return (size << 1) / 3;
}

static inline size_t
hf_py_keys_bytes (const PyDictKeysObject *keys)
{
  HfKeys opened = hf_py_keys (keys);

  return (size_t) (opened.entries - (const char *) keys) + hf_py_keys_usable (keys) * opened.stride;
}

/* ---- attributes and dicts --------------------------------------------------------------------------------------------- */

static inline PyObject **
hf_py_values (PyDictValues *values)
{
  return values != NULL ? &HF_AT (PyObject *, values, values_first) : NULL;
}

/* A split dict's values, whose keys are its class's; NULL of any other. */
static inline PyObject **
hf_py_dict_values (const PyDictObject *dict)
{
  return hf_py_values (dict->ma_values);
}

/* Those values are a part of the instance and belong to it. */
static inline bool
hf_py_values_are_embedded (PyObject **values)
{
  return hf_layout.minor >= 13 && ((const uint8_t *) values)[-6] != 0;
}

/* What the instance has before its structure: 3.11 keeps values and dict apart, 3.12 has either, the values with bit 0. */
static inline PyDictValues *
hf_py_managed_values (PyObject *object)
{
  uintptr_t word;

  if (hf_layout.minor == 11)
    return ((PyDictValues **) (void *) object)[-4];
  if (hf_layout.minor == 12)
    {
      word = ((uintptr_t *) (void *) object)[-3];
      return word & 1 ? (PyDictValues *) (word + 1) : NULL;
    }
  if (hf_layout.minor < 13 || !(Py_TYPE (object)->tp_flags & HF_TYPE_INLINE_VALUES))
    return NULL;
  return ((const uint8_t *) (object + 1))[3] != 0 ? (PyDictValues *) (void *) (object + 1) : NULL;
}

/* The attributes that an instance keeps without a dict, and the names that go with them; NULL if it has none. */
static inline PyObject **
hf_py_inline_values (PyObject *object, PyDictKeysObject **keys)
{
  PyTypeObject *type = Py_TYPE (object);
  PyObject **values;

  if (hf_layout.minor < 11 || !(type->tp_flags & HF_TYPE_MANAGED_DICT))
    return NULL;
  values = hf_py_values (hf_py_managed_values (object));
  *keys = HF_AT (PyDictKeysObject *, type, class_keys);
  return values == NULL || *keys == NULL ? NULL : values;
}

/* Bytes of an array of inline or split values. Before 3.13 the order of insertion comes before the values, since 3.11; its
 * size is in the byte before them. Early instances of a class get longer arrays than later ones: where the class's table
 * says less than that byte, the byte is right to 7 values. */
static inline size_t
hf_py_values_bytes (PyObject **values, const PyDictKeysObject *keys)
{
  const char *at = (const char *) keys;
  const uint8_t *before = (const uint8_t *) values;
  size_t prefix, n;

  if (hf_layout.minor < 11)
    return hf_py_keys_usable (keys) * sizeof (PyObject *);
  if (hf_layout.minor >= 13)
    {
      n = before[-8];
      return (n + 1) * sizeof (PyObject *) + ((n + 7) & ~(size_t) 7);
    }
  prefix = before[-1];
  n = (size_t) (((const Py_ssize_t *) (const void *) at)[2] + ((const Py_ssize_t *) (const void *) at)[3]);
  if (n + 9 < prefix)
    n = prefix - 9;
  return prefix + n * sizeof (PyObject *);
}

/* What 3.12 and later keep of a class of the interpreter's own, apart from the class; NULL of any other. */
void *hf_py_static_type (PyTypeObject *type);

static inline PyObject *
hf_py_class_dict (PyTypeObject *type)
{
  void *state = (type->tp_flags & HF_TYPE_STATIC_BUILTIN) && hf_layout.static_types != 0 ? hf_py_static_type (type) : NULL;

  return state != NULL ? HF_AT (PyObject *, state, static_type_dict) : type->tp_dict;
}

static inline PyObject *
hf_py_class_subclasses (PyTypeObject *type)
{
  if (!(type->tp_flags & HF_TYPE_STATIC_BUILTIN) || hf_layout.static_types == 0)
    return type->tp_subclasses;
  type = hf_py_static_type (type);
  return type != NULL ? HF_AT (PyObject *, type, static_type_subclasses) : NULL;
}

/* The instance's __dict__ if there is one already. */
static inline PyObject *
hf_py_instance_dict (PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);
  Py_ssize_t offset = type->tp_dictoffset;

  if (hf_layout.minor >= 11 && (type->tp_flags & HF_TYPE_MANAGED_DICT))
    {
      uintptr_t word = ((uintptr_t *) (void *) object)[-3];

      return hf_layout.minor == 12 && (word & 1) ? NULL : (PyObject *) word;
    }
  if (offset == 0)
    return NULL;
  if (PyType_FastSubclass (type, Py_TPFLAGS_TYPE_SUBCLASS) && offset == offsetof (PyTypeObject, tp_dict))
    return hf_py_class_dict ((PyTypeObject *) object);
  if (offset < 0)
    offset += (Py_ssize_t) ((hf_py_item_bytes (type, hf_py_items (object)) + 7) & ~(size_t) 7);
  return *(PyObject **) (void *) ((char *) object + offset);
}

/* ---- text and numbers ------------------------------------------------------------------------------------------------- */

static inline uint32_t
hf_py_text_state (PyObject *text)
{
  return ((PyASCIIObject *) (void *) text)->state;
}

/* Bytes of a character. */
static inline unsigned
hf_py_text_kind (PyObject *text)
{
  return hf_py_text_state (text) >> 2 & 7;
}

static inline bool
hf_py_text_is_compact (PyObject *text)
{
  return (hf_py_text_state (text) & 1 << 5) != 0;
}

static inline bool
hf_py_text_is_ascii (PyObject *text)
{
  return (hf_py_text_state (text) & 1 << 6) != 0;
}

static inline bool
hf_py_text_is_compact_ascii (PyObject *text)
{
  return (hf_py_text_state (text) & 3 << 5) == 3 << 5;
}

/* False of text whose characters are not laid out yet, which only deprecated C functions of old versions make. */
static inline bool
hf_py_text_is_ready (PyObject *text)
{
  return hf_layout.minor >= 12 || (hf_py_text_state (text) & 1 << 7) != 0;
}

static inline Py_ssize_t
hf_py_text_length (PyObject *text)
{
  return ((PyASCIIObject *) (void *) text)->length;
}

static inline const void *
hf_py_text_data (PyObject *text)
{
  if (!hf_py_text_is_compact (text))
    return HF_AT (const void *, text, text_data);
  return (const char *) text + (hf_py_text_is_ascii (text) ? hf_layout.ascii_size : hf_layout.compact_size);
}

static inline Py_UCS4
hf_py_text_at (PyObject *text, Py_ssize_t i)
{
  const void *data = hf_py_text_data (text);

  switch (hf_py_text_kind (text))
    {
    case 1:
      return ((const uint8_t *) data)[i];
    case 2:
      return ((const uint16_t *) data)[i];
    default:
      return ((const uint32_t *) data)[i];
    }
}

#define HF_DIGIT_BITS 30

/* The digits of an int, 30 bits each from the lowest. */
static inline const uint32_t *
hf_py_int_digits (PyObject *number, Py_ssize_t *n, bool *negative)
{
  Py_ssize_t size = Py_SIZE (number);

  *negative = hf_layout.minor >= 12 ? (size & 3) == 2 : size < 0;
  *n = hf_layout.minor >= 12 ? size >> 3 : size < 0 ? -size : size;
  return &HF_AT (uint32_t, number, long_digits);
}

/* ---- code ----------------------------------------------------------------------------------------------------------------- */

/* How many variables a call of the code has, cells and captured ones last. */
static inline Py_ssize_t
hf_py_code_slots (PyCodeObject *code)
{
  if (hf_layout.code_n_slots != 0)
    return HF_AT (int, code, code_n_slots);
  return HF_AT (int, code, code_n_locals) + PyTuple_GET_SIZE (HF_AT (PyObject *, code, code_cellvars))
         + PyTuple_GET_SIZE (HF_AT (PyObject *, code, code_freevars));
}

static inline PyObject *
hf_py_tuple_at (PyObject *tuple, Py_ssize_t i)
{
  return tuple != NULL && i >= 0 && i < PyTuple_GET_SIZE (tuple) ? PyTuple_GET_ITEM (tuple, i) : NULL;
}

/* The name of variable @i, or NULL. Sets *@is_cell. */
static inline PyObject *
hf_py_code_slot_name (PyCodeObject *code, Py_ssize_t i, bool *is_cell)
{
  PyObject *kinds;
  Py_ssize_t n_cells;

  if (hf_layout.code_slot_names != 0)
    {
      kinds = HF_AT (PyObject *, code, code_slot_kinds);
      *is_cell = i < PyBytes_GET_SIZE (kinds) && (PyBytes_AS_STRING (kinds)[i] & 0xc0) != 0;
      return hf_py_tuple_at (HF_AT (PyObject *, code, code_slot_names), i);
    }
  *is_cell = i >= HF_AT (int, code, code_n_locals);
  if (!*is_cell)
    return hf_py_tuple_at (HF_AT (PyObject *, code, code_varnames), i);
  i -= HF_AT (int, code, code_n_locals);
  n_cells = PyTuple_GET_SIZE (HF_AT (PyObject *, code, code_cellvars));
  return i < n_cells ? hf_py_tuple_at (HF_AT (PyObject *, code, code_cellvars), i)
                     : hf_py_tuple_at (HF_AT (PyObject *, code, code_freevars), i - n_cells);
}

/* The name of captured variable @i, or NULL. */
static inline PyObject *
hf_py_code_free_name (PyCodeObject *code, Py_ssize_t i)
{
  if (hf_layout.code_slot_names == 0)
    return hf_py_tuple_at (HF_AT (PyObject *, code, code_freevars), i);
  return hf_py_tuple_at (HF_AT (PyObject *, code, code_slot_names), HF_AT (int, code, code_n_slots) - HF_AT (int, code, code_n_free) + i);
}

/* The code's name as a programmer says it, where the version has it, else its plain name. */
static inline PyObject *
hf_py_code_name (PyCodeObject *code)
{
  return hf_layout.code_qualname != 0 ? HF_AT (PyObject *, code, code_qualname) : HF_AT (PyObject *, code, code_name);
}

/* ---- frames --------------------------------------------------------------------------------------------------------------- */

enum { HF_FRAME_OF_THREAD = 0, HF_FRAME_OF_GENERATOR = 1, HF_FRAME_OF_OBJECT = 2, HF_FRAME_OF_C = 3 };
enum { HF_GENERATOR_RUNS = 0, HF_GENERATOR_CLEARED = 4 };

/* Up to 3.10 a frame is an object; since then it may get one. */
static inline bool
hf_py_frames_are_objects (void)
{
  return hf_layout.frame_object == 0;
}

/* The frame's object, or NULL. */
static inline PyObject *
hf_py_frame_object (HfFrame *frame)
{
  return hf_py_frames_are_objects () ? (PyObject *) (void *) frame : HF_AT (PyObject *, frame, frame_object);
}

/* The other way round. */
static inline HfFrame *
hf_py_frame_of (PyObject *object)
{
  return hf_py_frames_are_objects () ? (HfFrame *) (void *) object : HF_AT (HfFrame *, object, frame_object_frame);
}

static inline int
hf_py_frame_owner (HfFrame *frame)
{
  if (hf_py_frames_are_objects ())
    return HF_AT (void *, frame, frame_generator) != NULL ? HF_FRAME_OF_GENERATOR : HF_FRAME_OF_THREAD;
  return HF_AT (char, frame, frame_owner);
}

static inline PyCodeObject *
hf_py_frame_code (HfFrame *frame)
{
  return HF_AT (PyCodeObject *, frame, frame_code);
}

/* 3.12 and later put frames that run no code between C and Python: this one, or the nearest caller that is a real one. */
static inline HfFrame *
hf_py_frame_real (HfFrame *frame)
{
  while (frame != NULL && !hf_py_frames_are_objects ()
         && (hf_py_frame_owner (frame) >= HF_FRAME_OF_C || !Py_IS_TYPE ((PyObject *) hf_py_frame_code (frame), &PyCode_Type)))
    frame = HF_AT (HfFrame *, frame, frame_previous);
  return frame;
}

static inline HfFrame *
hf_py_frame_previous (HfFrame *frame)
{
  return hf_py_frame_real (HF_AT (HfFrame *, frame, frame_previous));
}

static inline HfFrame *
hf_py_generator_frame (PyObject *generator)
{
  if (hf_layout.generator_frame != 0)
    return HF_AT (HfFrame *, generator, generator_frame);
  return HF_AT (int8_t, generator, generator_state) < HF_GENERATOR_CLEARED ? &HF_AT (HfFrame, generator, generator_iframe) : NULL;
}

/* The frame that called this one, if it is running; NULL if it waits, has ended or is the first. */
static inline HfFrame *
hf_py_frame_caller (HfFrame *frame)
{
  if (hf_py_frames_are_objects () || hf_py_frame_owner (frame) == HF_FRAME_OF_THREAD)
    return hf_py_frame_previous (frame);
  if (hf_py_frame_owner (frame) != HF_FRAME_OF_GENERATOR)
    return NULL;
  return HF_AT (int8_t, (char *) frame - hf_layout.generator_iframe, generator_state) == HF_GENERATOR_RUNS ? hf_py_frame_previous (frame)
                                                                                                           : NULL;
}

static inline int
hf_py_frame_line (HfFrame *frame)
{
  PyCodeObject *code = hf_py_frame_code (frame);
  int at;

  if (hf_py_frames_are_objects ())
    at = HF_AT (int, frame, frame_instruction) * (hf_layout.minor >= 10 ? 2 : 1);
  else
    at = (int) (HF_AT (char *, frame, frame_instruction) - &HF_AT (char, code, code_instructions));
  return PyCode_Addr2Line != NULL ? PyCode_Addr2Line (code, at) : HF_AT (int, code, code_first_line);
}

/* The slots of variables and of the value stack. */
static inline PyObject **
hf_py_frame_slots (HfFrame *frame)
{
  return &HF_AT (PyObject *, frame, frame_slots);
}

static inline size_t
hf_py_code_frame_slots (PyCodeObject *code)
{
  return (size_t) hf_py_code_slots (code) + (size_t) HF_AT (int, code, code_stack_size);
}

/* The value stack and how deep it is; -1 if the frame runs, when that is in a register and slots may be stale. */
static inline PyObject **
hf_py_frame_stack (HfFrame *frame, Py_ssize_t *depth)
{
  PyObject **stack, **top;

  if (!hf_py_frames_are_objects ())
    {
      Py_ssize_t n = hf_py_code_slots (hf_py_frame_code (frame));

      *depth = HF_AT (int, frame, frame_stack_depth) >= n ? HF_AT (int, frame, frame_stack_depth) - n : -1;
      return hf_py_frame_slots (frame) + n;
    }
  stack = HF_AT (PyObject **, frame, frame_value_stack);
  if (hf_layout.frame_stack_depth != 0)
    *depth = HF_AT (int, frame, frame_stack_depth);
  else
    {
      top = HF_AT (PyObject **, frame, frame_stack_pointer);
      *depth = top != NULL ? top - stack : -1;
    }
  return stack;
}

/* ---- threads and interpreters ------------------------------------------------------------------------------------------------ */

static inline HfFrame *
hf_py_thread_frame (PyThreadState *thread)
{
  void *cframe;

  if (hf_layout.thread_cframe == 0)
    return hf_py_frame_real (HF_AT (HfFrame *, thread, thread_frame));
  cframe = HF_AT (void *, thread, thread_cframe);
  return cframe != NULL ? hf_py_frame_real (HF_AT (HfFrame *, cframe, cframe_frame)) : NULL;
}

extern HF_OPTIONAL char _PyRuntime[];

/* The collector's state: 3.8 has one for all interpreters. */
static inline void *
hf_py_collector (PyInterpreterState *interpreter)
{
  return hf_layout.runtime_gc != 0 ? (void *) (_PyRuntime + hf_layout.runtime_gc) : (void *) &HF_AT (char, interpreter, interpreter_gc);
}

#define HF_N_GENERATIONS 3
#define HF_GENERATION_SIZE 24

static inline PyGC_Head *
hf_py_generation (void *collector, unsigned i)
{
  return (PyGC_Head *) (void *) (&HF_AT (char, collector, gc_generations) + i * HF_GENERATION_SIZE);
}
