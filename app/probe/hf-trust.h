/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-cpython.h"

/**
 * What is known of this interpreter's structures, found out once and not believed unseen.
 *
 * The version says which table holds. Then objects are made whose insides are known, and read by the table: a fresh list has
 * to be the last one of the collector's youngest generation, an attribute, a dict's key, a variable of a suspended frame, the
 * text and numbers have to come out. Fields of the interpreter are left out where no object is. Addresses that only the table
 * vouches for are tried by a system call first, so nothing of this can crash.
 */

/* With the GIL. Fills hf_layout in; its minor stays 0 where the table does not hold, or where the environment has
 * HOLDFAST_DISTRUST. @plain is a class without slots. */
void hf_trust_learn (PyTypeObject *plain);

/* FALSE before 3.8 and where not even objects begin as they should: nothing can be dumped then. Needs no learning. */
bool hf_trust_objects (void);

/* Why the dump is not all that it could be, as a sentence, or NULL. */
const char *hf_trust_reason (void);

/* Whether @object is one, as far as its memory says: it can be read, and its type is a type. */
bool hf_trust_is_object (const void *object);

/* hf-roots.c: leaves out of the layout what holds no objects in @interpreter. The number of fields that are left out. */
unsigned hf_roots_learn (PyInterpreterState *interpreter);
