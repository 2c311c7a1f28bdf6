/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-formats.h"

G_BEGIN_DECLS

/**
 * Holdfast interchange JSON: for dumps that other people's tools write.
 *
 * As one document:
 *
 *   { "holdfast": 1,
 *     "runtime": "CPython 3.11.2", "program": "python3 app.py", "host": "name", "pid": 12, "time": 1700000000.25,
 *     "count": 1, "tracking": "name of a record", "tracked_as": 2, "untracked": ["float"],
 *     "has": ["refcounts", "sizes", "blocks", "values", "frames", "sites", "roots", "names", "addresses"],
 *     "lacks": ["a sentence on what this dump cannot answer"],
 *     "types": [ { "name": "app.Session", "module": "app", "kind": "instance", "flags": ["finalizer"], "object": 7 } ],
 *     "sites": [ [ { "file": "app.py", "function": "work", "line": 12 } ] ],
 *     "objects": [ { "id": 1, "type": "app.Session", "size": 64, "value": "…", "refcount": 2, "site": 1, "born": 1,
 *                    "flags": ["tracked"],
 *                    "refs": [ 2, { "to": 3, "name": ".data", "kind": "strong" } ] } ],
 *     "roots": [ { "to": 1, "kind": "module", "name": "module app", "owns": true } ] }
 *
 * or as JSON Lines, for dumps of any size: each line is one object of the program (it has "id"), or a piece of the
 * document:
 *
 *   {"holdfast": 1, "runtime": "…"}
 *   {"types": [ … ]}
 *   {"id": 1, "type": "app.Session", "size": 64, "refs": [2, 3]}
 *   {"roots": [ … ]}
 *
 * "holdfast" must stand within the first 64 KiB: that is how the form is known. Everything else may be missing, members
 * may come in any order, unknown ones are ignored. Only "types" and "sites" must come before the objects that use them.
 *
 *   id        the object's address if the runtime has addresses, else any number; in JSON up to 2^64-1, or as a string,
 *             "0x7f…" or decimal. Each object has its own.
 *   type      full name. Types that "types" does not list are taken apart at the last dot: module and name.
 *             Where a type has no "kind" and the runtime is Python (or not named, and a type's name is "dict", "tuple" or
 *             the like), kinds of Python's own types are known by their names; all others are instances.
 *   size      bytes. value: as the language would write it; "cut": true says that it is only the beginning.
 *   site      1 for the first of "sites". A site is a traceback, most recent call first.
 *   flags     of an object: tracked collector finalized finalizer immortal synthetic unexpanded;
 *             of a type: internal dict string finalizer.
 *   kind      of a type: other module frame type function container instance value;
 *             of a reference: strong (the default), weak (never keeps alive), shared (owns no reference);
 *             of a root: other module thread interpreter static native.
 *   name      of a reference: as a programmer would say it. ".x" attribute, "['k']" value under a key, "[3]" position,
 *             "key 'k'" a key itself, "local x" and "closure x" variables, "{…}" member of a set; anything else is
 *             shown as it is. Where that would say the wrong thing, "in" says what kind of place it is and "name" is
 *             then bare: attribute index value key member local closure stack field internal dict type weak other.
 *   owns      of a root: it is one of the references that the object's "refcount" counts.
 *   has       what the dump has. If it is missing, what is there counts: a size somewhere means sizes. "blocks" means that
 *             sizes are of whole blocks, as the allocator gave them out, and not of what was asked for. "addresses"
 *             means that ids are the runtime's own, so that objects can be followed from dump to dump; without "has",
 *             ids that are all written as "0x7f…" are, and Python's if all could be (multiples of 8 from 4096 on).
 *   count     how many objects there are: a file that was cut between two lines is known by it.
 *   tracking  the program's allocations were recorded: dumps of the same record are numbered as they are written
 *             ("tracked_as": 1, 2, 3 …), and "born" of an object says how many of them there were when it was allocated
 *             (0 if missing). "untracked" names types whose free objects are used again without a trace.
 *   truncated a sentence, if the dump is only a beginning.
 *
 * A damaged line of JSON Lines is left out; of a document what stands before the damage is used. The heap's info says
 * where. The reader is a pull scanner (hf-json-scanner.h) and holds one object at a time, so a document may be of any
 * size as well. (json-glib is not used: version 1.6 overflows the stack on deep nesting and leaks on malformed input,
 * so that everything would have to be scanned before it, and it takes nineteen times the file in memory.)
 */

/* The words above, in the order of their enumerations. */
extern const char *const hf_dump_json_type_kinds[];   /* [HF_KIND_VALUE + 1]; NULL for HF_KIND_ROOT */
extern const char *const hf_dump_json_type_flags[4];  /* bit 0, 1 … */
extern const char *const hf_dump_json_object_flags[8];
extern const char *const hf_dump_json_classes[4];
#define HF_DUMP_JSON_N_ROOT_KINDS 6
extern const char *const hf_dump_json_root_kinds[HF_DUMP_JSON_N_ROOT_KINDS];

G_END_DECLS
