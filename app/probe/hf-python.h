/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

/**
 * CPython's C interface as far as the probe needs it: what is alike from 3.8 to 3.13, so that one library fits them all
 * and is built without any Python's headers. What differs from version to version is in hf-layout.h.
 *
 * Symbols that some version lacks are weak: they are NULL there.
 */
typedef ssize_t Py_ssize_t;
typedef ssize_t Py_hash_t;
typedef uint32_t Py_UCS4;
typedef int PyGILState_STATE; /* an enum */

typedef struct _object PyObject;
typedef struct _typeobject PyTypeObject;
typedef struct _is PyInterpreterState;
typedef struct _ts PyThreadState;
typedef struct _PyDictKeysObject PyDictKeysObject;
typedef struct _PyDictValues PyDictValues;
typedef struct _PyCodeObject PyCodeObject;
typedef struct _PyFunctionObject PyFunctionObject;

typedef int (*visitproc) (PyObject *, void *);
typedef int (*traverseproc) (PyObject *, visitproc, void *);
typedef int (*inquiry) (PyObject *);
typedef void (*destructor) (PyObject *);
typedef PyObject *(*PyCFunction) (PyObject *, PyObject *);

struct _object
{
  Py_ssize_t ob_refcnt;
  PyTypeObject *ob_type;
};

typedef struct
{
  PyObject ob_base;
  Py_ssize_t ob_size;
} PyVarObject;

#define PyObject_HEAD PyObject ob_base;
#define PyObject_VAR_HEAD PyVarObject ob_base;
#define Py_REFCNT(object) (((PyObject *) (object))->ob_refcnt)
#define Py_TYPE(object) (((PyObject *) (object))->ob_type)
#define Py_SIZE(object) (((PyVarObject *) (void *) (object))->ob_size)

typedef struct
{
  const char *ml_name;
  PyCFunction ml_meth;
  int ml_flags;
  const char *ml_doc;
} PyMethodDef;

#define METH_KEYWORDS 0x0002
#define METH_NOARGS 0x0004
#define METH_FASTCALL 0x0080

typedef struct
{
  const char *name;
  int type;
  Py_ssize_t offset;
  int flags;
  const char *doc;
} PyMemberDef;

#define T_OBJECT 6
#define T_OBJECT_EX 16

struct _typeobject
{
  PyObject_VAR_HEAD
  const char *tp_name;
  Py_ssize_t tp_basicsize, tp_itemsize;
  destructor tp_dealloc;
  Py_ssize_t tp_vectorcall_offset;
  void *tp_getattr, *tp_setattr, *tp_as_async, *tp_repr, *tp_as_number, *tp_as_sequence, *tp_as_mapping, *tp_hash, *tp_call, *tp_str,
    *tp_getattro, *tp_setattro, *tp_as_buffer;
  unsigned long tp_flags;
  const char *tp_doc;
  traverseproc tp_traverse;
  inquiry tp_clear;
  void *tp_richcompare;
  Py_ssize_t tp_weaklistoffset;
  void *tp_iter, *tp_iternext;
  PyMethodDef *tp_methods;
  PyMemberDef *tp_members;
  void *tp_getset;
  PyTypeObject *tp_base;
  PyObject *tp_dict;
  void *tp_descr_get, *tp_descr_set;
  Py_ssize_t tp_dictoffset;
  void *tp_init, *tp_alloc, *tp_new, *tp_free;
  inquiry tp_is_gc;
  PyObject *tp_bases, *tp_mro, *tp_cache, *tp_subclasses, *tp_weaklist;
  destructor tp_del;
  unsigned int tp_version_tag;
  destructor tp_finalize;
};

#define Py_TPFLAGS_HEAPTYPE (1UL << 9)
#define Py_TPFLAGS_HAVE_GC (1UL << 14)
#define Py_TPFLAGS_LONG_SUBCLASS (1UL << 24)
#define Py_TPFLAGS_LIST_SUBCLASS (1UL << 25)
#define Py_TPFLAGS_TUPLE_SUBCLASS (1UL << 26)
#define Py_TPFLAGS_BYTES_SUBCLASS (1UL << 27)
#define Py_TPFLAGS_UNICODE_SUBCLASS (1UL << 28)
#define Py_TPFLAGS_DICT_SUBCLASS (1UL << 29)
#define Py_TPFLAGS_BASE_EXC_SUBCLASS (1UL << 30)
#define Py_TPFLAGS_TYPE_SUBCLASS (1UL << 31)

#define PyType_FastSubclass(type, flag) (((type)->tp_flags & (flag)) != 0)

typedef struct
{
  uintptr_t _gc_next;
  uintptr_t _gc_prev;
} PyGC_Head;

/* ---- objects -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  PyObject_VAR_HEAD
  PyObject **ob_item;
  Py_ssize_t allocated;
} PyListObject;

typedef struct
{
  PyObject_VAR_HEAD
  PyObject *ob_item[1];
} PyTupleObject;

typedef struct
{
  PyObject_VAR_HEAD
  Py_hash_t ob_shash;
  char ob_sval[1];
} PyBytesObject;

typedef struct
{
  PyObject_VAR_HEAD
  Py_ssize_t ob_alloc;
} PyByteArrayObject;

typedef struct
{
  PyObject_HEAD
  double ob_fval;
} PyFloatObject;

typedef struct
{
  double real;
  double imag;
} Py_complex;

typedef struct
{
  PyObject_HEAD
  Py_complex cval;
} PyComplexObject;

typedef struct
{
  PyObject_HEAD
  Py_ssize_t length;
  Py_hash_t hash;
  uint32_t state; /* 2 bits interned, 3 kind, 1 compact, 1 ascii, 1 ready */
} PyASCIIObject;

typedef struct
{
  PyObject_HEAD
  Py_ssize_t ma_used;
  uint64_t ma_version;
  PyDictKeysObject *ma_keys;
  PyDictValues *ma_values;
} PyDictObject;

typedef struct
{
  PyObject *key;
  Py_hash_t hash;
} setentry;

typedef struct
{
  PyObject_HEAD
  Py_ssize_t fill;
  Py_ssize_t used;
  Py_ssize_t mask;
  setentry *table;
  Py_hash_t hash;
  Py_ssize_t finger;
  setentry smalltable[8];
} PySetObject;

typedef struct
{
  PyObject_HEAD
  PyObject *wr_object;
  PyObject *wr_callback;
} PyWeakReference;

typedef struct
{
  PyObject_HEAD
  PyObject *im_func;
  PyObject *im_self;
} PyMethodObject;

typedef struct
{
  PyObject_HEAD
  PyObject *func;
} PyInstanceMethodObject;

typedef struct
{
  PyObject_HEAD
  PyMethodDef *m_ml;
  PyObject *m_self;
  PyObject *m_module;
  PyObject *m_weakreflist;
  void *vectorcall;
} PyCFunctionObject;

typedef struct
{
  PyCFunctionObject func;
  PyTypeObject *mm_class;
} PyCMethodObject;

typedef struct
{
  PyObject_HEAD
  PyTypeObject *d_type;
  PyObject *d_name;
  PyObject *d_qualname;
} PyDescrObject;

typedef struct
{
  PyObject_HEAD
  PyObject *ob_ref;
} PyCellObject;

typedef struct
{
  PyObject_HEAD
  PyObject *start;
  PyObject *stop;
  PyObject *step;
} PySliceObject;

typedef struct _traceback PyTracebackObject;
struct _traceback
{
  PyObject_HEAD
  PyTracebackObject *tb_next;
  PyObject *tb_frame;
};

typedef struct
{
  PyObject_HEAD
  PyObject *md_dict;
  PyObject *md_def;
  void *md_state;
  PyObject *md_weaklist;
  PyObject *md_name;
} PyModuleObject;

typedef struct
{
  PyObject_HEAD
  PyObject *ctx_prev;
  PyObject *ctx_vars;
} PyContext;

typedef struct
{
  PyObject_HEAD
  PyObject *var_name;
  PyObject *var_default;
} PyContextVar;

typedef struct
{
  PyObject_HEAD
  PyObject *tok_ctx;
  PyObject *tok_var;
  PyObject *tok_oldval;
} PyContextToken;

#define PyTuple_GET_SIZE(object) Py_SIZE (object)
#define PyTuple_GET_ITEM(object, i) (((PyTupleObject *) (void *) (object))->ob_item[i])
#define PyList_GET_SIZE(object) Py_SIZE (object)
#define PyList_GET_ITEM(object, i) (((PyListObject *) (void *) (object))->ob_item[i])
#define PyBytes_GET_SIZE(object) Py_SIZE (object)
#define PyBytes_AS_STRING(object) (((PyBytesObject *) (void *) (object))->ob_sval)

/* ---- types -------------------------------------------------------------------------------------------------------------- */

#define HF_OPTIONAL __attribute__ ((weak))

extern PyTypeObject PyType_Type, PyBaseObject_Type, PyUnicode_Type, PyBytes_Type, PyLong_Type, PyBool_Type, PyFloat_Type, PyComplex_Type,
  PyByteArray_Type, PyList_Type, PyTuple_Type, PyDict_Type, PySet_Type, PyFrozenSet_Type, PyFunction_Type, PyCode_Type, PyMethod_Type,
  PyCFunction_Type, PyMethodDescr_Type, PyWrapperDescr_Type, PyGetSetDescr_Type, PyMemberDescr_Type, PyClassMethodDescr_Type,
  PyProperty_Type, PySuper_Type, PyCell_Type, PySlice_Type, PyRange_Type, PyDictProxy_Type, PyTraceBack_Type, PyFrame_Type, PyGen_Type,
  PyModule_Type, PyCapsule_Type, PyModuleDef_Type, PyEnum_Type, PyMap_Type, PyFilter_Type, PyZip_Type, PyDictIterKey_Type,
  PyDictIterValue_Type, PyDictIterItem_Type, PyDictKeys_Type, PyDictValues_Type, PyDictItems_Type, PyListIter_Type, PyTupleIter_Type,
  PySetIter_Type, PyMemoryView_Type;

extern HF_OPTIONAL PyTypeObject PyODict_Type, PyCMethod_Type, PyInstanceMethod_Type, _PyMethodWrapper_Type, PyClassMethod_Type,
  PyStaticMethod_Type, PyCoro_Type, PyAsyncGen_Type, _PyWeakref_RefType, _PyWeakref_ProxyType, _PyWeakref_CallableProxyType,
  PyContext_Type, PyContextVar_Type, PyContextToken_Type, _PyManagedBuffer_Type;

extern PyObject _Py_NoneStruct, _Py_EllipsisObject, _Py_NotImplementedStruct, _Py_TrueStruct, _Py_FalseStruct;
extern PyObject *PyExc_OSError, *PyExc_TypeError, *PyExc_ValueError, *PyExc_OverflowError, *PyExc_ImportError;

#define Py_None (&_Py_NoneStruct)
#define Py_Ellipsis (&_Py_EllipsisObject)
#define Py_NotImplemented (&_Py_NotImplementedStruct)
#define Py_True (&_Py_TrueStruct)
#define Py_False (&_Py_FalseStruct)

/* ---- functions ------------------------------------------------------------------------------------------------------------ */

PyObject      *_PyType_Lookup                  (PyTypeObject *type, PyObject *name) HF_OPTIONAL;
int            PyType_IsSubtype                (PyTypeObject *type, PyTypeObject *base);
PyObject      *PyObject_CallFunction           (PyObject *callable, const char *format, ...);
PyObject      *PyObject_CallMethod             (PyObject *object, const char *name, const char *format, ...);
PyObject      *PyObject_GetAttrString          (PyObject *object, const char *name);
int            PyObject_SetAttrString          (PyObject *object, const char *name, PyObject *value);
int            PyObject_IsTrue                 (PyObject *object);
void           _Py_Dealloc                     (PyObject *object);
void           Py_IncRef                       (PyObject *object);
void           Py_DecRef                       (PyObject *object);

PyObject      *Py_CompileString                (const char *source, const char *file, int start);
PyObject      *PyEval_EvalCode                 (PyObject *code, PyObject *names, PyObject *locals);
PyObject      *PyUnicode_FromString            (const char *utf8);
struct _Py_Identifier;
PyObject      *_PyUnicode_FromId               (struct _Py_Identifier *identifier) HF_OPTIONAL;
PyObject      *PyDict_GetItemString            (PyObject *dict, const char *key);
PyObject      *PyList_New                      (Py_ssize_t n);
PyObject      *PyDict_New                      (void);
int            PyDict_SetItemString            (PyObject *dict, const char *key, PyObject *value);
void           PyDict_Clear                    (PyObject *dict);
int            PyDict_Next                     (PyObject *dict, Py_ssize_t *at, PyObject **key, PyObject **value);
PyObject      *PyLong_FromLong                 (long value);
PyObject      *PyLong_FromUnsignedLongLong     (unsigned long long value);
unsigned long  PyLong_AsUnsignedLongMask       (PyObject *object);
PyObject      *PyFloat_FromDouble              (double value);
Py_ssize_t     PyNumber_AsSsize_t              (PyObject *object, PyObject *error);
int            PyUnicode_CompareWithASCIIString (PyObject *text, const char *ascii);
int            PyUnicode_FSConverter           (PyObject *path, void *bytes);
Py_ssize_t     PyUnicode_GetLength             (PyObject *text);
Py_UCS4        PyUnicode_ReadChar              (PyObject *text, Py_ssize_t i);
int            _PyUnicode_IsPrintable          (Py_UCS4 c) HF_OPTIONAL;

int            PyCode_Addr2Line                (PyCodeObject *code, int address) HF_OPTIONAL;
PyObject      *PySys_GetObject                 (const char *name);
PyObject      *PyImport_GetModuleDict          (void);
PyObject      *PyImport_ImportModule           (const char *name);
PyObject      *PyEval_GetBuiltins              (void);
Py_ssize_t     PyGC_Collect                    (void);
int            PyGC_Disable                    (void) HF_OPTIONAL;
int            PyGC_Enable                     (void) HF_OPTIONAL;
const char    *Py_GetVersion                   (void);

typedef struct
{
  void *ctx;
  void *(*malloc) (void *ctx, size_t size);
  void *(*calloc) (void *ctx, size_t n, size_t size);
  void *(*realloc) (void *ctx, void *block, size_t size);
  void (*free) (void *ctx, void *block);
} PyMemAllocatorEx;

#define PYMEM_DOMAIN_OBJ 2
#define PyRefTracer_CREATE 0

typedef int (*PyRefTracer) (PyObject *object, int event, void *data);

void           PyMem_GetAllocator              (int domain, PyMemAllocatorEx *allocator);
void           PyMem_SetAllocator              (int domain, PyMemAllocatorEx *allocator);
int            PyRefTracer_SetTracer           (PyRefTracer tracer, void *data) HF_OPTIONAL; /* from 3.13 on */
PyRefTracer    PyRefTracer_GetTracer           (void **data) HF_OPTIONAL;

void           PyErr_Clear                     (void);
PyObject      *PyErr_Occurred                  (void);
void           PyErr_SetString                 (PyObject *type, const char *text);
PyObject      *PyErr_Format                    (PyObject *type, const char *format, ...);
PyObject      *PyErr_SetFromErrnoWithFilenameObject (PyObject *type, PyObject *path);

PyInterpreterState *PyInterpreterState_Head    (void) HF_OPTIONAL;
PyInterpreterState *PyInterpreterState_Next    (PyInterpreterState *interpreter) HF_OPTIONAL;
PyThreadState *PyThreadState_Get               (void);
PyThreadState *PyEval_SaveThread               (void);
void           PyEval_RestoreThread            (PyThreadState *thread);
PyGILState_STATE PyGILState_Ensure             (void);
void           PyGILState_Release              (PyGILState_STATE state);
int            Py_IsInitialized                (void);
PyInterpreterState *PyInterpreterState_Main    (void) HF_OPTIONAL;
unsigned long  _PyEval_GetSwitchInterval       (void) HF_OPTIONAL; /* up to 3.12 */
void           _PyEval_SetSwitchInterval       (unsigned long microseconds) HF_OPTIONAL;

#define Py_BEGIN_ALLOW_THREADS { PyThreadState *hf_saved_thread = PyEval_SaveThread ();
#define Py_END_ALLOW_THREADS PyEval_RestoreThread (hf_saved_thread); }

/* ---- macros, on the functions alone ------------------------------------------------------------------------------------------ */

static inline void
Py_XDECREF (PyObject *object)
{
  Py_DecRef (object);
}

#define Py_DECREF(object) Py_DecRef ((PyObject *) (object))
#define Py_CLEAR(object) do { PyObject *hf_cleared = (PyObject *) (object); (object) = NULL; Py_DecRef (hf_cleared); } while (0)

#define Py_IS_TYPE(object, type) (Py_TYPE (object) == (type))
#define PyType_Check(object) PyType_FastSubclass (Py_TYPE (object), Py_TPFLAGS_TYPE_SUBCLASS)
#define PyDict_Check(object) PyType_FastSubclass (Py_TYPE (object), Py_TPFLAGS_DICT_SUBCLASS)
#define PyUnicode_Check(object) PyType_FastSubclass (Py_TYPE (object), Py_TPFLAGS_UNICODE_SUBCLASS)
#define PyDict_CheckExact(object) Py_IS_TYPE (object, &PyDict_Type)
#define PyUnicode_CheckExact(object) Py_IS_TYPE (object, &PyUnicode_Type)
#define PyTuple_CheckExact(object) Py_IS_TYPE (object, &PyTuple_Type)
#define PyList_CheckExact(object) Py_IS_TYPE (object, &PyList_Type)
#define PyLong_CheckExact(object) Py_IS_TYPE (object, &PyLong_Type)
#define PyModule_CheckExact(object) Py_IS_TYPE (object, &PyModule_Type)
#define PyCell_Check(object) Py_IS_TYPE (object, &PyCell_Type)

/* ---- modules --------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *doc;
} PyStructSequence_Field;

typedef struct
{
  const char *name;
  const char *doc;
  PyStructSequence_Field *fields;
  int n_in_sequence;
} PyStructSequence_Desc;

PyTypeObject  *PyStructSequence_NewType        (PyStructSequence_Desc *description);
PyObject      *PyStructSequence_New            (PyTypeObject *type);
void           PyStructSequence_SetItem        (PyObject *sequence, Py_ssize_t i, PyObject *value);

typedef struct
{
  struct
  {
    PyObject_HEAD
    PyObject *(*m_init) (void);
    Py_ssize_t m_index;
    PyObject *m_copy;
  } m_base;
  const char *m_name;
  const char *m_doc;
  Py_ssize_t m_size;
  PyMethodDef *m_methods;
  void *m_slots, *m_traverse, *m_clear, *m_free;
} PyModuleDef;

#define HF_FILE_INPUT 257
#define HF_MODULE_API 1013

PyObject      *PyModule_Create2                (PyModuleDef *definition, int api);
int            PyModule_AddObject              (PyObject *module, const char *name, PyObject *stolen);
