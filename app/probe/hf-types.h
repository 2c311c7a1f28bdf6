/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-native-format.h"
#include "hf-cpython.h"
#include "hf-memory.h"

/**
 * HfType: what the probe found out about one type, once: how its objects' references are listed and named.
 */
typedef struct _HfWalk HfWalk;
typedef struct _HfType HfType;

typedef void (*HfEdges) (HfWalk *walk, PyObject *object, const HfType *type);

/* A field of a C structure. OWNED fields are references whether or not tp_traverse reports them; the others only name
 * what it reports. Code reaches the field under its name unless HIDDEN. */
typedef enum
{
  HF_FIELD_NAMED = 0,
  HF_FIELD_OWNED = 1 << 0,
  HF_FIELD_HIDDEN = 1 << 1,
} HfFieldFlags;

typedef struct
{
  const char *name;
  uint16_t offset;
  uint16_t flags;
  uint16_t place; /* of the offset in HfLayout, 0 if offset is the same in all versions */
  uint8_t first;  /* minor version that has it first, or 0 */
  uint8_t last;   /* and last, or 0 */
} HfField;

/* What is known of a type that CPython or its library defines. */
typedef struct
{
  PyTypeObject *type;   /* or NULL: found by name */
  const char *name;     /* tp_name, where type is NULL */
  HfEdges edges;        /* or NULL: fields alone */
  HfField *fields;      /* up to a NULL name; or NULL */
  bool complete;        /* edges and fields are all: tp_traverse is not asked */
} HfKnown;

const HfKnown *hf_known_find (PyTypeObject *type);

/* Looks the fields' offsets up, once hf_layout is what it is going to be. */
void hf_known_learn (void);

struct _HfType
{
  PyTypeObject *type;
  uint32_t id;
  uint32_t kind;  /* HfNativeKind */
  uint32_t flags; /* HfNativeTypeFlags */
  PyTypeObject *native;   /* the nearest base written in C */
  const HfKnown *known;   /* of that base, or NULL */
  bool leaf;              /* its objects refer to nothing */
  bool heap;
  bool slots;             /* some class on the way to `native` has slots */
  bool cython;            /* a compiled function: see hf_type_is_cython_function() */
  bool members;           /* `native` or its bases have T_OBJECT members */
};

typedef struct
{
  HfBuffer array;         /* of HfType */
  HfMap map;              /* PyTypeObject → 1 + id */
  PyTypeObject *last_type;
  uint32_t last_id;
} HfTypes;

/* The pointer is valid until the next call that meets a new type. NULL when memory ends. *@is_new (or NULL) is set for a
 * type that was not met before. */
const HfType *hf_types_get (HfTypes *self, PyTypeObject *type, bool *is_new);
void          hf_types_free (HfTypes *self);

static inline uint32_t
hf_types_n (const HfTypes *self)
{
  return (uint32_t) (self->array.length / sizeof (HfType));
}

static inline const HfType *
hf_types_at (const HfTypes *self, uint32_t id)
{
  return (const HfType *) (void *) self->array.data + id;
}

/* Learns what the interpreter is that this was loaded into (see hf-trust.h), and what classes written in Python look like,
 * from two that it makes; with the GIL. Only the first call does anything. -1 with an exception set on
 * failure. */
int hf_types_learn (void);

/* TRUE for a class statement's type, FALSE for one that C code made. */
bool hf_type_is_python (PyTypeObject *type);
bool hf_type_has_finalizer (PyTypeObject *type);
/* A function that Cython compiled begins as a builtin one does. */
bool hf_type_is_cython_function (PyTypeObject *type);

/* Reads from dicts without running code: the value under a str key, or NULL. */
PyObject *hf_dict_peek (PyObject *dict, const char *key);
/* The same for an instance's attributes, whether inline or in a dict. */
PyObject *hf_attribute_peek (PyObject *object, const char *name);
