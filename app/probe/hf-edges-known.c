/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-numpy.h"

#define FIELD(Structure, member, name, flags) { name, offsetof (Structure, member), flags }
#define LAST { NULL, 0, 0 }
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
    if (self->table[i].key != _PySet_Dummy)
      hf_edge (walk, self->table[i].key, HF_NATIVE_REF_MEMBER, HF_STRONG, HF_NAME_NONE, 0);
}

/* The keys of a split dict belong to the table that its class's instances share. */
static void
edges_dict (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyDictObject *self = (PyDictObject *) object;
  PyObject **values = self->ma_values != NULL ? self->ma_values->values : NULL;

  for (Py_ssize_t i = 0; i < self->ma_keys->dk_nentries; i++)
    {
      PyObject *value;
      PyObject *key = hf_py_keys_entry (self->ma_keys, i, &value);

      if (values != NULL)
        value = values[i];
      if (value == NULL)
        continue;
      hf_edge (walk, key, HF_NATIVE_REF_KEY, values != NULL ? HF_SHARED : HF_STRONG, HF_NAME_NONE, 0);
      hf_edge (walk, value, HF_NATIVE_REF_VALUE, HF_STRONG, HF_NAME_IMPLIED, 0);
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

static const HfField function_fields[] = {
  FIELD (PyFunctionObject, func_code, "__code__", OWNED),
  FIELD (PyFunctionObject, func_globals, "__globals__", OWNED),
  FIELD (PyFunctionObject, func_builtins, "__builtins__", OWNED),
  FIELD (PyFunctionObject, func_name, "__name__", OWNED),
  FIELD (PyFunctionObject, func_qualname, "__qualname__", OWNED),
  FIELD (PyFunctionObject, func_defaults, "__defaults__", OWNED),
  FIELD (PyFunctionObject, func_kwdefaults, "__kwdefaults__", OWNED),
  FIELD (PyFunctionObject, func_closure, "__closure__", OWNED),
  FIELD (PyFunctionObject, func_doc, "__doc__", OWNED),
  FIELD (PyFunctionObject, func_module, "__module__", OWNED),
  FIELD (PyFunctionObject, func_annotations, "__annotations__", OWNED),
  LAST,
};

/* The closure's cells under the names that the code has for them; the closure tuple is what owns them. */
static void
edges_function (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyFunctionObject *self = (PyFunctionObject *) object;
  PyCodeObject *code = (PyCodeObject *) self->func_code;
  PyObject *names = code->co_localsplusnames;
  Py_ssize_t first = code->co_nlocalsplus - code->co_nfreevars;

  if (self->func_closure == NULL || !PyTuple_CheckExact (self->func_closure))
    return;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (self->func_closure) && first + i < PyTuple_GET_SIZE (names); i++)
    hf_edge (walk, PyTuple_GET_ITEM (self->func_closure, i), HF_NATIVE_REF_CELL, HF_SHARED, HF_NAME_OBJECT,
             (uintptr_t) PyTuple_GET_ITEM (names, first + i));
}

static const HfField code_fields[] = {
  FIELD (PyCodeObject, co_consts, "co_consts", OWNED),
  FIELD (PyCodeObject, co_names, "co_names", OWNED),
  FIELD (PyCodeObject, co_exceptiontable, "co_exceptiontable", OWNED),
  FIELD (PyCodeObject, co_localsplusnames, "co_localsplusnames", HIDDEN),
  FIELD (PyCodeObject, co_localspluskinds, "co_localspluskinds", HIDDEN),
  FIELD (PyCodeObject, co_filename, "co_filename", OWNED),
  FIELD (PyCodeObject, co_name, "co_name", OWNED),
  FIELD (PyCodeObject, co_qualname, "co_qualname", OWNED),
  FIELD (PyCodeObject, co_linetable, "co_linetable", OWNED),
  FIELD (PyCodeObject, _co_code, "co_code", OWNED),
  LAST,
};

static const HfField method_fields[] = {
  FIELD (PyMethodObject, im_func, "__func__", OWNED),
  FIELD (PyMethodObject, im_self, "__self__", OWNED),
  LAST,
};

static const HfField instance_method_fields[] = { FIELD (PyInstanceMethodObject, func, "__func__", OWNED), LAST };

static const HfField builtin_fields[] = {
  FIELD (PyCFunctionObject, m_self, "__self__", OWNED),
  FIELD (PyCFunctionObject, m_module, "__module__", OWNED),
  LAST,
};

static const HfField builtin_method_fields[] = {
  FIELD (PyCFunctionObject, m_self, "__self__", OWNED),
  FIELD (PyCFunctionObject, m_module, "__module__", OWNED),
  FIELD (PyCMethodObject, mm_class, "mm_class", HIDDEN),
  LAST,
};

static const HfField descriptor_fields[] = {
  FIELD (PyDescrObject, d_type, "__objclass__", OWNED),
  FIELD (PyDescrObject, d_name, "__name__", OWNED),
  FIELD (PyDescrObject, d_qualname, "__qualname__", OWNED),
  LAST,
};

static const HfField method_wrapper_fields[] = {
  FIELD (HfMethodWrapper, descriptor, "descr", HIDDEN),
  FIELD (HfMethodWrapper, self, "__self__", OWNED),
  LAST,
};

static const HfField property_fields[] = {
  FIELD (HfProperty, get, "fget", OWNED),
  FIELD (HfProperty, set, "fset", OWNED),
  FIELD (HfProperty, del, "fdel", OWNED),
  FIELD (HfProperty, doc, "__doc__", OWNED),
  FIELD (HfProperty, name, "prop_name", HIDDEN),
  LAST,
};

static const HfField class_method_fields[] = { FIELD (HfClassMethod, callable, "__func__", OWNED), LAST };

static const HfField super_fields[] = {
  FIELD (HfSuper, type, "__thisclass__", OWNED),
  FIELD (HfSuper, object, "__self__", OWNED),
  FIELD (HfSuper, object_type, "__self_class__", OWNED),
  LAST,
};

static const HfField cell_fields[] = { FIELD (PyCellObject, ob_ref, "cell_contents", OWNED), LAST };

static const HfField partial_fields[] = {
  FIELD (HfPartial, function, "func", OWNED),
  FIELD (HfPartial, args, "args", OWNED),
  FIELD (HfPartial, keywords, "keywords", OWNED),
  LAST,
};

static const HfField lru_cache_fields[] = {
  FIELD (HfLruCache, cache, "cache", HIDDEN),
  FIELD (HfLruCache, function, "func", HIDDEN),
  FIELD (HfLruCache, keyword_mark, "kwd_mark", HIDDEN),
  FIELD (HfLruCache, element_type, "lru_list_elem_type", HIDDEN),
  FIELD (HfLruCache, cache_info_type, "cache_info_type", HIDDEN),
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

static const HfField lru_element_fields[] = {
  FIELD (HfLruElement, key, "key", HIDDEN),
  FIELD (HfLruElement, result, "result", HIDDEN),
  LAST,
};

/* ---- frames, generators, exceptions ------------------------------------------------------------------------------------ */

static void
edges_frame (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyFrameObject *self = (PyFrameObject *) (void *) object;

  hf_edge_field (walk, self->f_back, "f_back");
  hf_edge_field (walk, self->f_trace, "f_trace");
  if (self->f_frame != NULL)
    hf_frame_edges (walk, self->f_frame);
}

/* What is not of all three kinds is left to the callers: a plain generator never sets its gi_origin_or_finalizer. */
static void
generator_edges (HfWalk *walk, PyObject *object, const char *frame_name, const char *code_name)
{
  PyGenObject *self = (PyGenObject *) (void *) object;
  HfFrame *frame = hf_py_generator_frame (object);

  if (frame != NULL)
    hf_edge_frame (walk, frame, HF_STRONG, frame_name);
  hf_edge_field (walk, self->gi_code, code_name);
  hf_edge_field (walk, self->gi_name, "__name__");
  hf_edge_field (walk, self->gi_qualname, "__qualname__");
  hf_edge_internal (walk, self->gi_exc_state.exc_value, "gi_exc_state");
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
  hf_edge_field (walk, ((PyCoroObject *) (void *) object)->cr_origin_or_finalizer, "cr_origin");
}

static void
edges_async_generator (HfWalk *walk, PyObject *object, const HfType *type)
{
  generator_edges (walk, object, "ag_frame", "ag_code");
  hf_edge_internal (walk, ((PyAsyncGenObject *) (void *) object)->ag_origin_or_finalizer, "ag_origin_or_finalizer");
}

static const HfField traceback_fields[] = {
  FIELD (PyTracebackObject, tb_next, "tb_next", OWNED),
  FIELD (PyTracebackObject, tb_frame, "tb_frame", OWNED),
  LAST,
};

static const HfField exception_fields[] = {
  FIELD (PyBaseExceptionObject, args, "args", OWNED),
  FIELD (PyBaseExceptionObject, notes, "__notes__", OWNED),
  FIELD (PyBaseExceptionObject, traceback, "__traceback__", OWNED),
  FIELD (PyBaseExceptionObject, context, "__context__", OWNED),
  FIELD (PyBaseExceptionObject, cause, "__cause__", OWNED),
  LAST,
};

/* ---- modules, classes, the rest ------------------------------------------------------------------------------------------ */

static const HfField module_fields[] = { FIELD (PyModuleObject, md_name, "md_name", HIDDEN), LAST };

static void
edges_heap_type (HfWalk *walk, PyHeapTypeObject *self)
{
  hf_edge_field (walk, self->ht_name, "__name__");
  hf_edge_field (walk, self->ht_qualname, "__qualname__");
  hf_edge_internal (walk, self->ht_slots, "ht_slots");
  hf_edge_internal (walk, self->ht_module, "ht_module");
  for (Py_ssize_t i = 0; self->ht_cached_keys != NULL && i < self->ht_cached_keys->dk_nentries; i++)
    {
      PyObject *unused;

      hf_edge_internal (walk, hf_py_keys_entry (self->ht_cached_keys, i, &unused), "ht_cached_keys");
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
  hf_edge_internal (walk, self->tp_subclasses, "tp_subclasses");
  hf_edge_internal (walk, self->tp_cache, "tp_cache");
  if (heap)
    edges_heap_type (walk, (PyHeapTypeObject *) self);
}

static void
edges_weak_reference (HfWalk *walk, PyObject *object, const HfType *type)
{
  PyWeakReference *self = (PyWeakReference *) object;

  if (self->wr_object != Py_None)
    hf_edge (walk, self->wr_object, HF_NATIVE_REF_WEAK, HF_WEAK, HF_NAME_NONE, 0);
  hf_edge_field (walk, self->wr_callback, "__callback__");
}

static const HfField slice_fields[] = {
  FIELD (PySliceObject, start, "start", OWNED),
  FIELD (PySliceObject, stop, "stop", OWNED),
  FIELD (PySliceObject, step, "step", OWNED),
  LAST,
};

static const HfField range_fields[] = {
  FIELD (HfRange, start, "start", OWNED),
  FIELD (HfRange, stop, "stop", OWNED),
  FIELD (HfRange, step, "step", OWNED),
  FIELD (HfRange, length, "length", HIDDEN),
  LAST,
};

static const HfField mapping_proxy_fields[] = { FIELD (HfMappingProxy, mapping, "mapping", HIDDEN), LAST };

static const HfField context_fields[] = {
  FIELD (PyContext, ctx_prev, "ctx_prev", HIDDEN),
  FIELD (PyContext, ctx_vars, "ctx_vars", HIDDEN),
  LAST,
};

static const HfField context_variable_fields[] = {
  FIELD (PyContextVar, var_name, "name", OWNED),
  FIELD (PyContextVar, var_default, "var_default", HIDDEN),
  LAST,
};

static const HfField context_token_fields[] = {
  FIELD (PyContextToken, tok_ctx, "tok_ctx", HIDDEN),
  FIELD (PyContextToken, tok_var, "var", OWNED),
  FIELD (PyContextToken, tok_oldval, "old_value", OWNED),
  LAST,
};

/* ---- what tp_traverse reports, named --------------------------------------------------------------------------------- */

#define HIDDEN_AT(offset, name) { name, offset, HF_FIELD_HIDDEN }
#define NAMED_AT(offset, name) { name, offset, HF_FIELD_NAMED }

/* Futures and tasks begin alike. */
static const HfField task_fields[] = {
  NAMED_AT (16, "_loop"),
  HIDDEN_AT (24, "fut_callback0"),
  HIDDEN_AT (32, "fut_context0"),
  HIDDEN_AT (40, "fut_callbacks"),
  NAMED_AT (48, "_exception"),
  HIDDEN_AT (56, "fut_exception_tb"),
  NAMED_AT (64, "_result"),
  NAMED_AT (72, "_source_traceback"),
  NAMED_AT (80, "_cancel_message"),
  HIDDEN_AT (120, "fut_cancelled_exc"),
  NAMED_AT (128, "_fut_waiter"),
  NAMED_AT (136, "_coro"),
  HIDDEN_AT (144, "task_name"),
  HIDDEN_AT (152, "task_context"),
  LAST,
};

static const HfField sequence_iterator_fields[] = { HIDDEN_AT (24, "it_seq"), LAST };
static const HfField set_iterator_fields[] = { HIDDEN_AT (16, "si_set"), LAST };
static const HfField dict_iterator_fields[] = { HIDDEN_AT (16, "di_dict"), HIDDEN_AT (40, "di_result"), LAST };
static const HfField dict_view_fields[] = { HIDDEN_AT (16, "dv_dict"), LAST };
static const HfField enumerate_fields[] = { HIDDEN_AT (24, "en_sit"), HIDDEN_AT (32, "en_result"), HIDDEN_AT (40, "en_longindex"), LAST };
static const HfField map_fields[] = { HIDDEN_AT (16, "iters"), HIDDEN_AT (24, "func"), LAST };
static const HfField filter_fields[] = { HIDDEN_AT (16, "func"), HIDDEN_AT (24, "it"), LAST };
static const HfField zip_fields[] = { HIDDEN_AT (24, "ittuple"), HIDDEN_AT (32, "result"), LAST };

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
  { &PyCode_Type, NULL, NULL, code_fields, true },
  { &PyMethod_Type, NULL, NULL, method_fields, true },
  { &PyInstanceMethod_Type, NULL, NULL, instance_method_fields, true },
  { &PyCFunction_Type, NULL, NULL, builtin_fields, true },
  { &PyCMethod_Type, NULL, NULL, builtin_method_fields, true },
  { &PyMethodDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyClassMethodDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyGetSetDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyMemberDescr_Type, NULL, NULL, descriptor_fields, true },
  { &PyWrapperDescr_Type, NULL, NULL, descriptor_fields, true },
  { &_PyMethodWrapper_Type, NULL, NULL, method_wrapper_fields, true },
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
  { &PyModule_Type, NULL, NULL, module_fields, false },
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
  { NULL, "_asyncio.Future", NULL, task_fields, false },
  { NULL, "_asyncio.Task", NULL, task_fields, false },
  { NULL, "collections.deque", edges_deque, NULL, true },
  { NULL, "collections.defaultdict", edges_defaultdict, NULL, true },
  { NULL, HF_NUMPY_ARRAY, hf_numpy_edges, hf_numpy_fields, true },
  { NULL, "functools.partial", NULL, partial_fields, true },
  { NULL, "functools._lru_cache_wrapper", edges_lru_cache, lru_cache_fields, true },
  { NULL, "functools._lru_list_elem", NULL, lru_element_fields, true },
};

/* Exceptions written in C share the first fields and add their own. */
static const HfKnown known_exception = { NULL, NULL, NULL, exception_fields, false };

const HfKnown *
hf_known_find (PyTypeObject *type)
{
  for (size_t i = 0; i < sizeof known_types / sizeof *known_types; i++)
    {
      const HfKnown *known = &known_types[i];

      if (known->type != NULL ? known->type == type : !hf_type_is_python (type) && strcmp (known->name, type->tp_name) == 0)
        return known;
    }
  if (PyType_FastSubclass (type, Py_TPFLAGS_BASE_EXC_SUBCLASS) && !hf_type_is_python (type))
    return &known_exception;
  return NULL;
}
