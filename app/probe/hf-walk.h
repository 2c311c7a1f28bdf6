/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-ranks.h"
#include "hf-types.h"

/**
 * HfWalk: one listing of references, whatever it is for.
 *
 * The functions that know objects (hf-edges*.c, hf-frames.c, hf-roots.c) list references by hf_edge(). Marking pushes
 * what they find, writing encodes it. An object is listed several times and must come out the same each time.
 */
typedef enum
{
  HF_NAME_NONE = HF_NATIVE_NAME_NONE,
  HF_NAME_IMPLIED = HF_NATIVE_NAME_IMPLIED,
  HF_NAME_NUMBER = HF_NATIVE_NAME_NUMBER,
  HF_NAME_WORD = 4,   /* name is a const char * that lives as long as the process */
  HF_NAME_OBJECT = 5, /* name is a str object */
  HF_NAME_PAIR = 6,   /* name is an hf_name_pair(): "2, 5" */
} HfNaming;

typedef enum
{
  HF_STRONG = HF_NATIVE_CLASS_STRONG,
  HF_WEAK = HF_NATIVE_CLASS_WEAK,
  HF_SHARED = HF_NATIVE_CLASS_SHARED,
  HF_CANDIDATE = 4, /* a pointer that may be stale: shared if it is the address of an object that is known otherwise */
} HfClass;

typedef struct
{
  uint8_t kind;   /* HfNativeRefKind */
  uint8_t class;  /* HfClass */
  uint8_t naming; /* HfNaming */
  bool synthetic; /* the target is no object but a frame, or a table of the interpreter */
} HfEdgeSort;

struct _HfWalk
{
  void (*edge) (HfWalk *self, void *target, HfEdgeSort sort, uintptr_t name);
  void (*root) (HfWalk *self, void *target, bool synthetic, unsigned kind, bool owns, const char *words);
  HfBuffer visits; /* what tp_traverse reported and nothing has named yet */
};

/* Two positions; no address looks like that. Both must be below HF_PAIR_LIMIT. */
#define HF_PAIR_LIMIT ((uintptr_t) 1 << 31)

static inline uintptr_t
hf_name_pair (uintptr_t first, uintptr_t second)
{
  return (uintptr_t) 1 << 63 | first << 31 | second;
}

static inline void
hf_edge (HfWalk *walk, void *target, unsigned kind, unsigned class, unsigned naming, uintptr_t name)
{
  if (target != NULL)
    walk->edge (walk, target, (HfEdgeSort) { (uint8_t) kind, (uint8_t) class, (uint8_t) naming, false }, name);
}

static inline void
hf_edge_field (HfWalk *walk, void *target, const char *name)
{
  hf_edge (walk, target, HF_NATIVE_REF_FIELD, HF_STRONG, HF_NAME_WORD, (uintptr_t) name);
}

static inline void
hf_edge_internal (HfWalk *walk, void *target, const char *name)
{
  hf_edge (walk, target, HF_NATIVE_REF_INTERNAL, HF_STRONG, HF_NAME_WORD, (uintptr_t) name);
}

/* All references of an object. */
void hf_edges (HfWalk *walk, PyObject *object, const HfType *type);

/* hf-frames.c: a frame's node is its frame object, or the frame itself if it has none yet. */
void hf_edge_frame  (HfWalk *walk, HfFrame *frame, unsigned class, const char *name);
void hf_frame_edges (HfWalk *walk, HfFrame *frame);

/* hf-roots.c: all roots but those that nodes are by themselves (static types). */
void hf_roots       (HfWalk *walk);
/* The references of a synthetic node that is not a frame; FALSE if it is one. */
bool hf_table_edges (HfWalk *walk, void *node);
