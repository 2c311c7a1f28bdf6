/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-types.h"

/**
 * How many bytes an object takes: its structure with the collector's header and what else lies before it, and apart from
 * that the memory that it alone owns (a list's array, a dict's table, inline attributes). sys.getsizeof() leaves both
 * the header of attributes and the inline attributes out. What several objects share counts at the class.
 */
typedef struct
{
  uint64_t object;
  uint64_t buffers;
} HfSize;

HfSize hf_size_of       (PyObject *object, const HfType *type);
HfSize hf_size_of_frame (HfFrame *frame);
