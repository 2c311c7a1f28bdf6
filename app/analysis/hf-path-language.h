/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-path.h"

G_BEGIN_DECLS

/* Paths as expressions of other languages than Python, see hf_path_to_expression(). Private to analysis/.
 *
 * JavaScript begins at the global object: globalThis.app.cache["two words"][3]. Java begins at a class: Outer.table.slots[3].value, as a
 * debugger evaluates it, which does not ask who may read a field. Ruby begins at a class or module and asks for instance variables by
 * their names. (transfer full) NULL where a step is none that code takes. */
char *hf_path_to_language (const HfPath *self, const HfHeap *heap);

G_END_DECLS
