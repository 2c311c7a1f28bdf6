/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cython.h"
#include "hf-numpy.h"
#include "hf-structures.h"

#define FIELD(Structure, member, name, flags) { name, offsetof (Structure, member), flags, 0, 0, 0 }
#define FIELD_SINCE(Structure, member, name, flags, first) { name, offsetof (Structure, member), flags, 0, first, 0 }
#define PLACE(place, name, flags) { name, 0, flags, offsetof (HfLayout, place), 0, 0 }
#define LAST { NULL, 0, 0, 0, 0, 0 }
#define OWNED HF_FIELD_OWNED
#define HIDDEN (HF_FIELD_OWNED | HF_FIELD_HIDDEN)

/* ---- containers ---------------------------------------------------------------------------------------------------- */

static void
edges_array (HfWalk *walk, PyObject **items, Py_ssize_t n)
{
  bool gap = false;

  for (Py_ssize_t i = 0; i < n; i++)
    {
      hf_edge (walk, items[i], HF_NATIVE_REF_INDEX, HF_STRONG, gap ? HF_NAME_NUMBER : HF_NAME_IMPLIED, gap ? (uintptr_t) i : 0);
      gap = gap || items[i] == NULL;
    }
}

static void
edges_list (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyListObject *self = (PyListObject *) object;

  if (self->ob_item != NULL)
    edges_array (walk, self->ob_item, Py_SIZE (self));
}

static void
edges_tuple (HfWalk *walk, PyObject *object, const HfType *type)
{
  edges_array (walk, ((PyTupleObject *) object)->ob_item, Py_SIZE (object));
}

static void
edges_deque (HfWalk *walk, PyObject *object, const HfType *type)
{
  HfDeque *self = (HfDeque *) (void *) object;
  HfDequeBlock *block = self->left_block;
  Py_ssize_t at = self->left_index;

  for (Py_ssize_t i = 0; i < Py_SIZE (self) && block != NULL; i++)
    {
      hf_edge (walk, block->data[at], HF_NATIVE_REF_INDEX, HF_STRONG, HF_NAME_IMPLIED, 0);
      if (++at == HF_DEQUE_BLOCK)
        {
          at = 0;
          block = block->right;
        }
    }
}

static void
edges_set (HfWalk *walk, PyObject *object, const HfType *type)
{
  PySetObject *self = (PySetObject *) object;

  for (Py_ssize_t i = 0; i <= self->mask; i++)
    if (self->table[i].hash != -1) /* where something was taken out */
      hf_edge (walk, self->table[i].key, HF_NATIVE_REF_MEMBER, HF_STRONG, HF_NAME_NONE, 0);
}

/* The keys of a split dict belong to the table that its class's instances share, unless nobody else has it any more. */
static void
edges_dict (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyDictObject *self = (PyDictObject *) object;
  PyObject **values = hf_py_dict_values (self);
  unsigned key_class = values == NULL || hf_py_keys_references (self->ma_keys) == 1 ? HF_STRONG : HF_SHARED;
  unsigned value_class = values != NULL && hf_py_values_are_embedded (values) ? HF_SHARED : HF_STRONG;
  HfKeys keys = hf_py_keys (self->ma_keys);

  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *value;
      PyObject *key = hf_py_keys_entry (&keys, i, &value);

      if (values != NULL)
        value = values[i];
      if (value == NULL)
        continue;
      hf_edge (walk, key, HF_NATIVE_REF_KEY, key_class, HF_NAME_NONE, 0);
      hf_edge (walk, value, HF_NATIVE_REF_VALUE, value_class, HF_NAME_IMPLIED, 0);
    }
}

static void
edges_defaultdict (HfWalk *walk, PyObject *object, const HfType *type)
{
  edges_dict (walk, object, type);
  hf_edge_field (walk, ((HfDefaultDict *) (void *) object)->default_factory, "default_factory");
}

/* Its list of keys owns each key once more. */
static void
edges_ordered_dict (HfWalk *walk, PyObject *object, const HfType *type)
{
  HfOrderedDict *self = (HfOrderedDict *) (void *) object;

  edges_dict (walk, object, type);
  for (HfOrderedNode *node = self->first; node != NULL; node = node->next)
    hf_edge_internal (walk, node->key, "od_nodes");
}

/* ---- functions ------------------------------------------------------------------------------------------------------ */

static HfField function_fields[] = {
  PLACE (function_code, "__code__", OWNED),
  PLACE (function_globals, "__globals__", OWNED),
  PLACE (function_builtins, "__builtins__", OWNED),
  PLACE (function_name, "__name__", OWNED),
  PLACE (function_qualname, "__qualname__", OWNED),
  PLACE (function_defaults, "__defaults__", OWNED),
  PLACE (function_kwdefaults, "__kwdefaults__", OWNED),
  PLACE (function_closure, "__closure__", OWNED),
  PLACE (function_doc, "__doc__", OWNED),
  PLACE (function_module, "__module__", OWNED),
  PLACE (function_annotations, "__annotations__", OWNED),
  PLACE (function_type_params, "__type_params__", OWNED),
  LAST,
};

/* The closure's cells under the names that the code has for them; the closure tuple is what owns them. */
static void
edges_function (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyCodeObject *code = HF_AT (PyCodeObject *, object, function_code);
  PyObject *closure = HF_AT (PyObject *, object, function_closure);

  if (closure == NULL || !PyTuple_CheckExact (closure))
    return;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (closure); i++)
    {
      PyObject *name = hf_py_code_free_name (code, i);

      if (name != NULL)
        hf_edge (walk, PyTuple_GET_ITEM (closure, i), HF_NATIVE_REF_CELL, HF_SHARED, HF_NAME_OBJECT, (uintptr_t) name);
    }
}

static HfField code_fields[] = {
  PLACE (code_consts, "co_consts", OWNED),
  PLACE (code_names, "co_names", OWNED),
  PLACE (code_exception_table, "co_exceptiontable", OWNED),
  PLACE (code_slot_names, "co_localsplusnames", HIDDEN),
  PLACE (code_slot_kinds, "co_localspluskinds", HIDDEN),
  PLACE (code_filename, "co_filename", OWNED),
  PLACE (code_name, "co_name", OWNED),
  PLACE (code_qualname, "co_qualname", OWNED),
  PLACE (code_line_table, "co_linetable", OWNED),
  PLACE (code_bytes, "co_code", OWNED),
  PLACE (code_varnames, "co_varnames", OWNED),
  PLACE (code_freevars, "co_freevars", OWNED),
  PLACE (code_cellvars, "co_cellvars", OWNED),
  LAST,
};

/* 3.12 and later make what older versions had in the structure when somebody asks, and keep it. */
static void
edges_code (HfWalk *walk, PyObject *object, const HfType *type)
{
  static const char *const names[] = { "co_code", "co_varnames", "co_cellvars", "co_freevars" };
  PyObject **cached = hf_layout.code_cached != 0 ? HF_AT (PyObject **, object, code_cached) : NULL;

  for (size_t i = 0; cached != NULL && i < sizeof names / sizeof *names; i++)
    hf_edge_field (walk, cached[i], names[i]);
}

static HfField method_fields[] = {
  FIELD (PyMethodObject, im_func, "__func__", OWNED),
  FIELD (PyMethodObject, im_self, "__self__", OWNED),
  LAST,
};

static HfField instance_method_fields[] = { FIELD (PyInstanceMethodObject, func, "__func__", OWNED), LAST };

static HfField builtin_fields[] = {
  FIELD (PyCFunctionObject, m_self, "__self__", OWNED),
  FIELD (PyCFunctionObject, m_module, "__module__", OWNED),
  LAST,
};

static HfField builtin_method_fields[] = {
  FIELD (PyCFunctionObject, m_self, "__self__", OWNED),
  FIELD (PyCFunctionObject, m_module, "__module__", OWNED),
  FIELD (PyCMethodObject, mm_class, "mm_class", HIDDEN),
  LAST,
};

static HfField descriptor_fields[] = {
  FIELD (PyDescrObject, d_type, "__objclass__", OWNED),
  FIELD (PyDescrObject, d_name, "__name__", OWNED),
  FIELD (PyDescrObject, d_qualname, "__qualname__", OWNED),
  LAST,
};

static HfField method_wrapper_fields[] = {
  FIELD (HfMethodWrapper, descriptor, "descr", HIDDEN),
  FIELD (HfMethodWrapper, self, "__self__", OWNED),
  LAST,
};

static HfField property_fields[] = {
  FIELD (HfProperty, get, "fget", OWNED),
  FIELD (HfProperty, set, "fset", OWNED),
  FIELD (HfProperty, del, "fdel", OWNED),
  FIELD (HfProperty, doc, "__doc__", OWNED),
  FIELD_SINCE (HfProperty, name, "prop_name", HIDDEN, 10),
  LAST,
};

static HfField class_method_fields[] = { FIELD (HfClassMethod, callable, "__func__", OWNED), LAST };

static HfField super_fields[] = {
  FIELD (HfSuper, type, "__thisclass__", OWNED),
  FIELD (HfSuper, object, "__self__", OWNED),
  FIELD (HfSuper, object_type, "__self_class__", OWNED),
  LAST,
};

static HfField cell_fields[] = { FIELD (PyCellObject, ob_ref, "cell_contents", OWNED), LAST };

static HfField partial_fields[] = {
  FIELD (HfPartial, function, "func", OWNED),
  FIELD (HfPartial, args, "args", OWNED),
  FIELD (HfPartial, keywords, "keywords", OWNED),
  LAST,
};

static HfField lru_cache_fields[] = {
  FIELD (HfLruCache, cache, "cache", HIDDEN),
  FIELD (HfLruCache, function, "func", HIDDEN),
  FIELD_SINCE (HfLruCache, keyword_mark, "kwd_mark", HIDDEN, 10),
  FIELD_SINCE (HfLruCache, element_type, "lru_list_elem_type", HIDDEN, 10),
  FIELD_SINCE (HfLruCache, cache_info_type, "cache_info_type", HIDDEN, 10),
  { "cache_info_type", offsetof (HfLruCache, keyword_mark), HIDDEN, 0, 0, 9 },
  LAST,
};

/* Each element is owned by the list besides the cache's dict. */
static void
edges_lru_cache (HfWalk *walk, PyObject *object, const HfType *type)
{
  HfLruCache *self = (HfLruCache *) (void *) object;

  for (HfLruElement *link = self->root.next; link != NULL && link != &self->root; link = link->next)
    hf_edge_internal (walk, link, "links");
}

static HfField lru_element_fields[] = {
  FIELD (HfLruElement, key, "key", HIDDEN),
  FIELD (HfLruElement, result, "result", HIDDEN),
  LAST,
};

/* ---- frames, generators, exceptions ------------------------------------------------------------------------------------ */

static void
edges_frame (HfWalk *walk, PyObject *object, const HfType *type)
{
  HfFrame *frame;

  if (hf_py_frames_are_objects ())
    {
      hf_frame_edges (walk, (HfFrame *) (void *) object);
      return;
    }
  hf_edge_field (walk, HF_AT (PyObject *, object, frame_object_back), "f_back");
  hf_edge_field (walk, HF_AT (PyObject *, object, frame_object_trace), "f_trace");
  if (hf_layout.frame_object_extra_locals != 0)
    {
      hf_edge_internal (walk, HF_AT (PyObject *, object, frame_object_extra_locals), "f_extra_locals");
      hf_edge_internal (walk, HF_AT (PyObject *, object, frame_object_locals_cache), "f_locals_cache");
    }
  frame = hf_py_frame_of (object);
  if (frame != NULL)
    hf_frame_edges (walk, frame);
}

/* What is not of all three kinds is left to the callers: a plain generator never sets its origin. */
static void
generator_edges (HfWalk *walk, PyObject *object, const char *frame_name, const char *code_name)
{
  HfFrame *frame = hf_py_generator_frame (object);

  if (frame != NULL)
    hf_edge_frame (walk, frame, HF_STRONG, frame_name);
  if (hf_layout.generator_code != 0)
    hf_edge_field (walk, HF_AT (PyObject *, object, generator_code), code_name);
  hf_edge_field (walk, HF_AT (PyObject *, object, generator_name), "__name__");
  hf_edge_field (walk, HF_AT (PyObject *, object, generator_qualname), "__qualname__");
  hf_edge_internal (walk, HF_AT (PyObject *, object, generator_exc_value), "gi_exc_state");
  if (hf_layout.generator_exc_type != 0)
    {
      hf_edge_internal (walk, HF_AT (PyObject *, object, generator_exc_type), "gi_exc_state");
      hf_edge_internal (walk, HF_AT (PyObject *, object, generator_exc_traceback), "gi_exc_state");
    }
}

static void
edges_generator (HfWalk *walk, PyObject *object, const HfType *type)
{
  generator_edges (walk, object, "gi_frame", "gi_code");
}

static void
edges_coroutine (HfWalk *walk, PyObject *object, const HfType *type)
{
  generator_edges (walk, object, "cr_frame", "cr_code");
  hf_edge_field (walk, HF_AT (PyObject *, object, generator_origin), "cr_origin");
}

static void
edges_async_generator (HfWalk *walk, PyObject *object, const HfType *type)
{
  generator_edges (walk, object, "ag_frame", "ag_code");
  hf_edge_internal (walk, HF_AT (PyObject *, object, generator_finalizer), "ag_origin_or_finalizer");
}

static HfField traceback_fields[] = {
  FIELD (PyTracebackObject, tb_next, "tb_next", OWNED),
  FIELD (PyTracebackObject, tb_frame, "tb_frame", OWNED),
  LAST,
};

static HfField exception_fields[] = {
  PLACE (exception_args, "args", OWNED),
  PLACE (exception_notes, "__notes__", OWNED),
  PLACE (exception_traceback, "__traceback__", OWNED),
  PLACE (exception_context, "__context__", OWNED),
  PLACE (exception_cause, "__cause__", OWNED),
  LAST,
};

/* ---- modules, classes, the rest ------------------------------------------------------------------------------------------ */

static HfField module_fields[] = { FIELD (PyModuleObject, md_name, "md_name", HIDDEN), LAST };

static void
edges_module (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyObject *definition = ((PyModuleObject *) (void *) object)->md_def;

  if (definition != NULL && Py_IS_TYPE (definition, &PyModuleDef_Type))
    hf_edge (walk, definition, HF_NATIVE_REF_INTERNAL, HF_SHARED, HF_NAME_WORD, (uintptr_t) "md_def");
  hf_cython_module_edges (walk, (PyModuleObject *) (void *) object);
}

/* What a module that can be made only once looked like at first. */
static HfField module_definition_fields[] = { { "m_copy", offsetof (PyModuleDef, m_base.m_copy), HIDDEN, 0, 0, 0 }, LAST };

static void
edges_heap_type (HfWalk *walk, PyTypeObject *self)
{
  PyDictKeysObject *table = HF_AT (PyDictKeysObject *, self, class_keys);
  HfKeys keys;

  hf_edge_field (walk, HF_AT (PyObject *, self, class_name), "__name__");
  hf_edge_field (walk, HF_AT (PyObject *, self, class_qualname), "__qualname__");
  hf_edge_internal (walk, HF_AT (PyObject *, self, class_slots), "ht_slots");
  if (hf_layout.class_module != 0)
    hf_edge_internal (walk, HF_AT (PyObject *, self, class_module), "ht_module");
  if (table == NULL)
    return;
  keys = hf_py_keys (table);
  for (Py_ssize_t i = 0; i < keys.n; i++)
    {
      PyObject *unused;

      hf_edge_internal (walk, hf_py_keys_entry (&keys, i, &unused), "ht_cached_keys");
    }
}

static void
edges_type (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyTypeObject *self = (PyTypeObject *) object;
  bool heap = hf_py_is_heap_type (self);

  hf_edge (walk, self->tp_base, HF_NATIVE_REF_FIELD, heap ? HF_STRONG : HF_SHARED, HF_NAME_WORD, (uintptr_t) "__base__");
  hf_edge_field (walk, self->tp_bases, "__bases__");
  hf_edge_field (walk, self->tp_mro, "__mro__");
  hf_edge_internal (walk, hf_py_class_subclasses (self), "tp_subclasses");
  hf_edge_internal (walk, self->tp_cache, "tp_cache");
  if (heap)
    edges_heap_type (walk, self);
}

static void
edges_weak_reference (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyWeakReference *self = (PyWeakReference *) object;

  if (self->wr_object != Py_None)
    hf_edge (walk, self->wr_object, HF_NATIVE_REF_WEAK, HF_WEAK, HF_NAME_NONE, 0);
  hf_edge_field (walk, self->wr_callback, "__callback__");
}

static HfField slice_fields[] = {
  FIELD (PySliceObject, start, "start", OWNED),
  FIELD (PySliceObject, stop, "stop", OWNED),
  FIELD (PySliceObject, step, "step", OWNED),
  LAST,
};

static HfField range_fields[] = {
  FIELD (HfRange, start, "start", OWNED),
  FIELD (HfRange, stop, "stop", OWNED),
  FIELD (HfRange, step, "step", OWNED),
  FIELD (HfRange, length, "length", HIDDEN),
  LAST,
};

static HfField mapping_proxy_fields[] = { FIELD (HfMappingProxy, mapping, "mapping", HIDDEN), LAST };

static HfField context_fields[] = {
  FIELD (PyContext, ctx_prev, "ctx_prev", HIDDEN),
  FIELD (PyContext, ctx_vars, "ctx_vars", HIDDEN),
  LAST,
};

static HfField context_variable_fields[] = {
  FIELD (PyContextVar, var_name, "name", OWNED),
  FIELD (PyContextVar, var_default, "var_default", HIDDEN),
  LAST,
};

static HfField context_token_fields[] = {
  FIELD (PyContextToken, tok_ctx, "tok_ctx", HIDDEN),
  FIELD (PyContextToken, tok_var, "var", OWNED),
  FIELD (PyContextToken, tok_oldval, "old_value", OWNED),
  LAST,
};

/* ---- what tp_traverse reports, named --------------------------------------------------------------------------------- */

#define HIDDEN_AT(offset, name) { name, offset, HF_FIELD_HIDDEN, 0, 0, 0 }
#define NAMED_AT(offset, name) { name, offset, HF_FIELD_NAMED, 0, 0, 0 }

#define NAMED_IN(first, last, offset, name) { name, offset, HF_FIELD_NAMED, 0, first, last }
#define HIDDEN_IN(first, last, offset, name) { name, offset, HF_FIELD_HIDDEN, 0, first, last }

/* Futures and tasks begin alike. */
static HfField task_fields[] = {
  NAMED_AT (16, "_loop"),
  HIDDEN_AT (24, "fut_callback0"),
  HIDDEN_AT (32, "fut_context0"),
  HIDDEN_AT (40, "fut_callbacks"),
  NAMED_AT (48, "_exception"),
  HIDDEN_IN (10, 13, 56, "fut_exception_tb"),
  NAMED_IN (8, 9, 56, "_result"),
  NAMED_IN (8, 9, 64, "_source_traceback"),
  NAMED_IN (9, 9, 72, "_cancel_message"),
  NAMED_IN (10, 13, 64, "_result"),
  NAMED_IN (10, 13, 72, "_source_traceback"),
  NAMED_IN (10, 13, 80, "_cancel_message"),
  HIDDEN_IN (11, 12, 120, "fut_cancelled_exc"),
  HIDDEN_IN (13, 13, 88, "fut_cancelled_exc"),
#define TASK(first, last, offset) \
  NAMED_IN (first, last, offset, "_fut_waiter"), \
  NAMED_IN (first, last, offset + 8, "_coro"), \
  HIDDEN_IN (first, last, offset + 16, "task_name"), \
  HIDDEN_IN (first, last, offset + 24, "task_context")
  TASK (8, 8, 104),
  TASK (9, 9, 144),
  TASK (10, 10, 152),
  TASK (11, 12, 128),
  TASK (13, 13, 112),
  LAST,
};

/* The three sets that a class of abc.ABCMeta keeps; old versions do not report them. */
static HfField abc_fields[] = {
  { "_abc_registry", 16, HIDDEN, 0, 0, 0 },
  { "_abc_cache", 24, HIDDEN, 0, 0, 0 },
  { "_abc_negative_cache", 32, HIDDEN, 0, 0, 0 },
  LAST,
};

static HfField pattern_fields[] = {
  { "groupindex", 32, HF_FIELD_OWNED, 0, 0, 0 },
  { "indexgroup", 40, HIDDEN, 0, 0, 0 },
  LAST,
};

static HfField match_fields[] = { { "regs", 32, HF_FIELD_OWNED, 0, 0, 0 }, LAST };
static HfField struct_fields[] = { { "s_format", 40, HIDDEN, 0, 0, 0 }, LAST };
static HfField generic_alias_fields[] = { NAMED_AT (32, "__parameters__"), LAST };
static HfField attribute_getter_fields[] = { HIDDEN_AT (24, "attr"), LAST };
static HfField item_getter_fields[] = { HIDDEN_AT (24, "item"), LAST };
static HfField count_fields[] = { HIDDEN_AT (24, "long_cnt"), HIDDEN_AT (32, "long_step"), LAST };
static HfField memory_view_fields[] = { HIDDEN_AT (24, "mbuf"), LAST };
static HfField managed_buffer_fields[] = { HIDDEN_AT (40, "obj"), LAST };

/* Neither is the collector's to see: ctypes hides more in its dicts than dicts do. */
static HfField decimal_context_fields[] = { { "traps", 64, HF_FIELD_OWNED, 0, 0, 0 }, { "flags", 72, HF_FIELD_OWNED, 0, 0, 0 }, LAST };

static HfField ctypes_dict_fields[] = {
  { "argtypes", 128, HIDDEN, 0, 0, 12 },
  { "converters", 136, HIDDEN, 0, 0, 12 },
  { "restype", 144, HIDDEN, 0, 0, 12 },
  { "checker", 152, HIDDEN, 0, 0, 12 },
  LAST,
};

static HfField thread_local_fields[] = { HIDDEN_IN (8, 12, 48, "dummies"), LAST };

/* What is written is kept in parts, in a list that the collector is not told of, until it is first read. */
static HfField string_io_fields[] = {
  { "accum.large", 56, HIDDEN, 0, 8, 11 },
  { "accum.small", 64, HIDDEN, 0, 8, 11 },
  LAST,
};

static HfField sequence_iterator_fields[] = { HIDDEN_AT (24, "it_seq"), LAST };
static HfField set_iterator_fields[] = { HIDDEN_AT (16, "si_set"), LAST };
static HfField dict_iterator_fields[] = { HIDDEN_AT (16, "di_dict"), HIDDEN_AT (40, "di_result"), LAST };
static HfField dict_view_fields[] = { HIDDEN_AT (16, "dv_dict"), LAST };
static HfField enumerate_fields[] = { HIDDEN_AT (24, "en_sit"), HIDDEN_AT (32, "en_result"), HIDDEN_AT (40, "en_longindex"), LAST };
static HfField map_fields[] = { HIDDEN_AT (16, "iters"), HIDDEN_AT (24, "func"), LAST };
static HfField filter_fields[] = { HIDDEN_AT (16, "func"), HIDDEN_AT (24, "it"), LAST };
static HfField zip_fields[] = { HIDDEN_AT (24, "ittuple"), HIDDEN_AT (32, "result"), LAST };

/* ---- the table ------------------------------------------------------------------------------------------------------------ */

static const HfKnown known_types[] = {
  { &PyBaseObject_Type, NULL, NULL, NULL, true },
  { &PyUnicode_Type, NULL, NULL, NULL, true },
  { &PyBytes_Type, NULL, NULL, NULL, true },
  { &PyLong_Type, NULL, NULL, NULL, true },
  { &PyBool_Type, NULL, NULL, NULL, true },
  { &PyFloat_Type, NULL, NULL, NULL, true },
  { &PyByteArray_Type, NULL, NULL, NULL, true },
  { &PyList_Type, NULL, edges_list, NULL, true },
  { &PyTuple_Type, NULL, edges_tuple, NULL, true },
  { &PyDict_Type, NULL, edges_dict, NULL, true },
  { &PyODict_Type, NULL, edges_ordered_dict, NULL, true },
  { &PySet_Type, NULL, edges_set, NULL, true },
  { &PyFrozenSet_Type, NULL, edges_set, NULL, true },
  { &PyFunction_Type, NULL, edges_function, function_fields, true },
  { &PyCode_Type, NULL, edges_code, code_fields, true },
  { &PyMethod_Type, NULL, NULL, method_fields, true },
  { &PyInstanceMethod_Type, NULL, NULL, instance_method_fields, true },
  { &PyCFunction_Type, NULL, NULL, builtin_fields, true },
  { &PyCMethod_Type, NULL, NULL, builtin_method_fields, true },
  { &PyMethodDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyClassMethodDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyGetSetDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyMemberDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyWrapperDescr_Type, NULL, NULL, descriptor_fields, true },
  { NULL, "method-wrapper", NULL, method_wrapper_fields, true },
  { &PyProperty_Type, NULL, NULL, property_fields, true },
  { &PyClassMethod_Type, NULL, NULL, class_method_fields, true },
  { &PyStaticMethod_Type, NULL, NULL, class_method_fields, true },
  { &PySuper_Type, NULL, NULL, super_fields, true },
  { &PyCell_Type, NULL, NULL, cell_fields, true },
  { &PySlice_Type, NULL, NULL, slice_fields, true },
  { &PyRange_Type, NULL, NULL, range_fields, true },
  { &PyDictProxy_Type, NULL, NULL, mapping_proxy_fields, true },
  { &PyTraceBack_Type, NULL, NULL, traceback_fields, true },
  { &PyFrame_Type, NULL, edges_frame, NULL, true },
  { &PyGen_Type, NULL, edges_generator, NULL, true },
  { &PyCoro_Type, NULL, edges_coroutine, NULL, true },
  { &PyAsyncGen_Type, NULL, edges_async_generator, NULL, true },
  { &PyModule_Type, NULL, edges_module, module_fields, false },
  { &PyModuleDef_Type, NULL, NULL, module_definition_fields, true },
  { &PyType_Type, NULL, edges_type, NULL, true },
  { &_PyWeakref_RefType, NULL, edges_weak_reference, NULL, true },
  { &_PyWeakref_ProxyType, NULL, edges_weak_reference, NULL, true },
  { &_PyWeakref_CallableProxyType, NULL, edges_weak_reference, NULL, true },
  { &PyContext_Type, NULL, NULL, context_fields, true },
  { &PyContextVar_Type, NULL, NULL, context_variable_fields, true },
  { &PyContextToken_Type, NULL, NULL, context_token_fields, true },
  { &PyListIter_Type, NULL, NULL, sequence_iterator_fields, false },
  { &PyTupleIter_Type, NULL, NULL, sequence_iterator_fields, false },
  { &PySetIter_Type, NULL, NULL, set_iterator_fields, false },
  { &PyDictIterKey_Type, NULL, NULL, dict_iterator_fields, false },
  { &PyDictIterValue_Type, NULL, NULL, dict_iterator_fields, false },
  { &PyDictIterItem_Type, NULL, NULL, dict_iterator_fields, false },
  { &PyDictKeys_Type, NULL, NULL, dict_view_fields, false },
  { &PyDictValues_Type, NULL, NULL, dict_view_fields, false },
  { &PyDictItems_Type, NULL, NULL, dict_view_fields, false },
  { &PyEnum_Type, NULL, NULL, enumerate_fields, false },
  { &PyMap_Type, NULL, NULL, map_fields, false },
  { &PyFilter_Type, NULL, NULL, filter_fields, false },
  { &PyZip_Type, NULL, NULL, zip_fields, false },
  { NULL, "re.Pattern", NULL, pattern_fields, false },
  { NULL, "re.Match", NULL, match_fields, false },
  { NULL, "_struct.Struct", NULL, struct_fields, false },
  { NULL, "types.GenericAlias", NULL, generic_alias_fields, false },
  { NULL, "operator.attrgetter", NULL, attribute_getter_fields, false },
  { NULL, "operator.itemgetter", NULL, item_getter_fields, false },
  { NULL, "itertools.count", NULL, count_fields, false },
  { &PyMemoryView_Type, NULL, NULL, memory_view_fields, false },
  { NULL, "managedbuffer", NULL, managed_buffer_fields, false },
  { NULL, "_abc_data", NULL, abc_fields, true },
  { NULL, "_abc._abc_data", NULL, abc_fields, true },
  { NULL, "_asyncio.Future", NULL, task_fields, false },
  { NULL, "_asyncio.Task", NULL, task_fields, false },
  { NULL, "collections.deque", edges_deque, NULL, true },
  { NULL, "collections.defaultdict", edges_defaultdict, NULL, true },
  { NULL, "decimal.Context", NULL, decimal_context_fields, false },
  { NULL, "StgDict", edges_dict, ctypes_dict_fields, true },
  { NULL, HF_NUMPY_RECORD_DTYPE, hf_numpy_dtype_edges, NULL, false },
  { NULL, HF_NUMPY_ARRAY, hf_numpy_edges, hf_numpy_fields, true },
  { NULL, "_thread._local", NULL, thread_local_fields, false },
  { NULL, "_io.StringIO", NULL, string_io_fields, false },
  { NULL, "functools.partial", NULL, partial_fields, true },
  { NULL, "functools._lru_cache_wrapper", edges_lru_cache, lru_cache_fields, true },
  { NULL, "functools._lru_list_elem", NULL, lru_element_fields, true },
};

/* Exceptions written in C share the first fields and add their own. */
static const HfKnown known_exception = { NULL, NULL, NULL, exception_fields, false };

static void
fields_learn (HfField *fields)
{
  HfField *to = fields;

  for (HfField *field = fields; field != NULL && field->name != NULL; field++)
    {
      if (field->place != 0)
        field->offset = (uint16_t) *(const uint32_t *) (const void *) ((const char *) &hf_layout + field->place);
      field->place = 0;
      if (field->offset != 0 && hf_layout.minor >= field->first && (field->last == 0 || hf_layout.minor <= field->last))
        *to++ = *field;
    }
  if (to != NULL)
    to->name = NULL;
}

void
hf_known_learn (void)
{
  for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++)
    fields_learn (known_types[i].fields);
  fields_learn (known_exception.fields);
}

static bool
known_is (const HfKnown *known, PyTypeObject *type)
{
  if (known->name == NULL)
    return known->type == type;
  return !hf_type_is_python (type) && strcmp (known->name, type->tp_name) == 0;
}

const HfKnown *
hf_known_find (PyTypeObject *type)
{
  if (hf_layout.minor == 0)
    return NULL;
  for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++)
    if (known_is (&known_types[i], type))
      return &known_types[i];
  if (PyType_FastSubclass (type, Py_TPFLAGS_BASE_EXC_SUBCLASS) && !hf_type_is_python (type))
    return &known_exception;
  return NULL;
}
