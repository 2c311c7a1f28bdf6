/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-python.h"

/**
 * Structures that CPython, its library and numpy keep to their .c files. Members at the end that a version lacks are not
 * read in that version: see the tables in hf-edges-known.c.
 */
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
#define HF_NUMPY_VOID 20
#define HF_NUMPY_ITEM_REFCOUNT 0x01
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
  HfNumpyDescr *base;
  PyObject *shape;
} HfNumpySubarray;

/* The part of PyArray_Descr that says what a record is made of. */
typedef struct
{
  HfNumpySubarray *subarray;
  PyObject *fields; /* dict from name, and from title, to (dtype, offset) */
  PyObject *names;
} HfNumpyRecord;

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
