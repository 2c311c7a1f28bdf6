/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * A copy of a heap for people who must not see what the program works on: its structure, without its data.
 *
 * What stays: every object with its address, size, reference count and flags, every reference and root; positions in lists; the
 * runtime's name and version, the time, which facts the dump has; line numbers; and these names:
 *   - __names__ with two underscores on both sides, fields of the runtime, types of the runtime and of its library;
 *   - names that code of the program has (HF_REDACT_DATA alone): functions, variables and attributes that are written in
 *     the code objects of this heap that come from a file, wherever they come up as a name of a type, a module, an attribute or
 *     a variable;
 *   - modules whose file the code or the sites name; the last part of names of files (HF_REDACT_DATA alone).
 *
 * What goes: all values of objects but the names above of modules, types, functions and frames; keys of dictionaries that are no
 * namespace; names of attributes, types and modules that no code has: they were made of data; folders of files; names
 * of threads but MainThread; the command line, host, process, the sentences on what the dump lacks.
 *
 * What must differ for the copy to have the same structure is replaced by "x" and digits: the first 40 bits of an HMAC-SHA-256 of the text
 * under @key. Who has the key can try guesses, nobody else. With one key the copies of several dumps can be compared as their
 * originals can. So the groups, retained sizes and chains are those of the original, under other names.
 *
 * What it cannot hide: numbers of objects, their sizes (lengths of strings), which keys are equal, and files of code that a program
 * wrote out of its data.
 */
typedef enum
{
  HF_REDACT_DATA,  /* what the program works on */
  HF_REDACT_NAMES, /* and what it calls its own things: only the runtime's names stay */
} HfRedact;

/* (transfer full) @key NULL: one made for this copy, which nobody knows. O(n + m) and what building a heap takes. NULL on cancel or
 * lack of memory. */
HfHeap *hf_dump_redact (const HfHeap *heap, HfRedact redact, const char *key, HfProgress *progress, GError **error);

G_END_DECLS
