/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-structures.h"
#include "hf-walk.h"

/**
 * numpy's arrays, read by their documented layout; numpy itself is not needed. They are no concern of the collector's, so
 * nobody else says what an array of objects refers to.
 */
#define HF_NUMPY_ARRAY "numpy.ndarray"
#define HF_NUMPY_RECORD_DTYPE "numpy.dtype[void]"

/* The elements of an array of objects that owns them: [i], [i, j], or no name where there are more dimensions. A view lists
 * none: its base does. */
void     hf_numpy_edges (HfWalk *walk, PyObject *object, const HfType *type);

/* The block of the elements that the array owns; 0 if that cannot be told. */
uint64_t hf_numpy_bytes (PyObject *object, PyTypeObject *native);

/* hf-numpy-records.c: the objects in one record at @at, by the names of their fields; records in records, and arrays in them,
 * are gone through. */
void     hf_numpy_record_edges (HfWalk *walk, const HfNumpyDescr *descr, const char *at);
bool     hf_numpy_has_records  (const HfNumpyDescr *descr);
/* What the dtype of records refers to. */
void     hf_numpy_dtype_edges  (HfWalk *walk, PyObject *object, const HfType *type);

extern HfField hf_numpy_fields[];
