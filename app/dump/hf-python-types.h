/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * What Python's own types are, for dumps that name types and say no more of them. (The native dump says what it knows from
 * the interpreter; nothing is guessed there.)
 */

/* The kind of a type and its flags. @module: NULL or "" where the dump names none. Types of the program are instances. */
HfKind   hf_python_types_kind       (const char *module, const char *name, HfTypeFlags *flags);

/* "CPython 3.11.2", "PyPy", "python" … */
gboolean hf_python_types_is_runtime (const char *runtime);

/* A name that a builtin of Python has and hardly any other runtime's type: where a dump does not name its runtime, one of
 * these says that it is Python's. */
gboolean hf_python_types_is_telling (const char *module, const char *name);

G_END_DECLS
