/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * What the paths know of the Python language and of CPython's objects, as a dump shows them. Private to analysis/.
 * All functions are O(out-degree) of the objects they look at, and read-only.
 */

/* TRUE if the dump comes from a Python. */
gboolean hf_python_is_runtime (const HfHeap *heap);

/* The object's kind; where the dump does not say, what the names of modules, frames and classes tell. */
HfKind   hf_python_kind (const HfHeap *heap, guint32 object);

/* TRUE for an ASCII identifier that is no keyword: what may stand after a dot. */
gboolean hf_python_is_name (const char *text);

/* If @literal is a str literal ("'x'") without escapes whose text may stand after a dot, (transfer full) the text; else NULL. */
char    *hf_python_name_of_literal (const char *literal);

/* TRUE for a complete str, bytes or number literal, None, True, False, or a tuple of such: evaluating it gives the value that
 * it shows. */
gboolean hf_python_is_literal (const char *text);

/* Appends @text as a str literal. */
void     hf_python_append_str (GString *out, const char *text);

/* The first reference of @object called @name with one of the kinds (1u << HfRefKind), as an index into out[]; HF_NONE if none. */
guint32  hf_python_find_ref (const HfHeap *heap, guint32 object, const char *name, guint kinds);

/* The dict of its own attributes, or HF_NONE. */
guint32  hf_python_dict_of  (const HfHeap *heap, guint32 object);

/* The class of @object, or HF_NONE where the dump does not have it. */
guint32  hf_python_class_of (const HfHeap *heap, guint32 object);

/* What @class or, along its method resolution order, a base has under @name in its own dictionary; HF_NONE if nothing is
 * known. @known says whether the order itself was there to be searched. */
guint32  hf_python_class_find (const HfHeap *heap, guint32 class, const char *name, gboolean *known);

/* TRUE if @object's type is @name or inherits from it (full names, "collections.deque"). Where the dump does not show
 * the classes, FALSE unless the type itself has the name. */
gboolean hf_python_is_a (const HfHeap *heap, guint32 object, const char *name);

G_END_DECLS
