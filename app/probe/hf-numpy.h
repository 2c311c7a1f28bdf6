/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-walk.h"

/**
 * numpy's arrays, read by their documented layout; numpy itself is not needed. They are no concern of the collector's, so
 * nobody else says what an array of objects refers to.
 */
#define HF_NUMPY_ARRAY "numpy.ndarray"

/* The elements of an array of objects that owns them: [i], [i, j], or no name where there are more dimensions. A view lists
 * none: its base does. */
void     hf_numpy_edges (HfWalk *walk, PyObject *object, const HfType *type);

/* Bytes of the elements that the array owns; 0 if that cannot be told. */
uint64_t hf_numpy_bytes (PyObject *object, PyTypeObject *native);

extern HfField hf_numpy_fields[];
