/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-cpython.h"
#include "hf-memory.h"

/**
 * What objects read like, for exact builtin types alone: nothing here calls a method.
 */

/* Appends what @object reads like in Python, at most about @limit bytes of it: literals for str, bytes, numbers and tuples
 * of them, names for functions, modules and classes. TRUE if it was cut. With @limit 0 names alone. */
bool hf_value_append (HfBuffer *out, PyObject *object, size_t limit);

/* The name of a builtin function, or of one that begins as these do. */
void hf_builtin_name_append (HfBuffer *out, PyObject *object);

/* "work() at app.py:12" */
void hf_frame_value_append (HfBuffer *out, HfFrame *frame);

/* The text of a str as UTF-8 (what UTF-8 cannot say becomes U+FFFD), whole. */
void hf_utf8_append (HfBuffer *out, PyObject *text);

/* The same into @bytes of memory, cut at a character, with a NUL. */
void hf_utf8_copy (PyObject *text, char *to, size_t bytes);
