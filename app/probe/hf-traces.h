/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-types.h"

/**
 * Where objects were allocated, out of tracemalloc's own table: for a cloned child, which must not ask the interpreter
 * (see hf-sites.h) since another thread may have held the table's lock, or malloc's, when it was cloned.
 *
 * No symbol leads to the table. It is looked for in the interpreter's static memory, by an object of which the interpreter
 * has said where it was allocated.
 */
typedef struct
{
  uint64_t hash;
  uint16_t n;
  uint16_t n_more;
  struct __attribute__ ((packed))
  {
    PyObject *file;
    uint32_t line;
  } frames[]; /* most recent call first */
} __attribute__ ((packed)) HfTrace;

/* In the program itself, with the GIL, before it is cloned. FALSE if nothing is traced, or the table is not found. */
bool           hf_traces_find (void);
/* One traceback for all objects from the same place, or NULL. Needs hf_ranges_load(). */
const HfTrace *hf_trace_of    (PyObject *object);
