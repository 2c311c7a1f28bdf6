/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-walk.h"

/**
 * What Python 3.8 and 3.9 keep in static variables to which no symbol leads: later versions have it in the interpreter.
 *
 * - What C code calls attributes by (_Py_IDENTIFIER) is a list; whoever adds a name of his own has the list behind it.
 * - The attribute cache is a table that holds a name in each entry. A name that was just asked for is found in it, and which entry
 *   it must be its hash tells (Objects/typeobject.c, MCACHE_HASH_METHOD); then all entries must be such.
 * - The integers from -5 to 256 are static in 3.8, and begin with a count of one. Whoever asks for such a number gets it.
 */
typedef struct
{
  void *node; /* NULL: not found */
  const char *words;
  void (*edges) (HfWalk *walk);
} HfStaticNames;

#define HF_STATIC_NAMES 3

/* With the GIL, before a dump, and never in a child. */
void                 hf_static_names_look (void);
const HfStaticNames *hf_static_names      (unsigned i);
