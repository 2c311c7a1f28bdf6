/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dot-graph.h"
#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * DOT files of the Python tools that draw references: what their labels, colours and weights mean.
 *
 *   objgraph  show_refs, show_backrefs, show_chain: nodes "o123" are objects, 123 the address; the label is the type (a
 *             count in brackets is the reference count) and, from the second line on, the value. "too_many_o123" and
 *             "o123_has_a_del" are no objects but say something of one. An edge of weight 10 is an attribute or a field
 *             of the runtime, of weight 2 a dict's value under a key that is an identifier; any other label is a
 *             dict's key as "type, value". Nodes in red were asked about.
 *   pympler   refgraph: nodes "X7f00…" are addresses; the value is the first line of the label, the type the second.
 *   refcycle  nodes are small numbers, all edges come before all labels; "list[3]", "object", "function" … are types.
 *
 * All of these are drawings of a part of a heap, without sizes: objects that the drawing does not expand are marked
 * HF_OBJECT_UNEXPANDED. Modules, frames, and where there are neither what was asked about become roots.
 *
 * Each returns FALSE and adds nothing if the graph is not its own; TRUE, with less added, once @input says that the
 * person cancelled.
 */
gboolean hf_dump_objgraph_add (const HfDotGraph *graph, HfHeapBuilder *builder, HfDumpInput *input);
gboolean hf_dump_pympler_add  (const HfDotGraph *graph, HfHeapBuilder *builder, HfDumpInput *input);
gboolean hf_dump_refcycle_add (const HfDotGraph *graph, HfHeapBuilder *builder, HfDumpInput *input);

/* What refcycle says of an object, split at its line break: @type and @value, both set and (transfer full), become what they mean. */
void     hf_dump_refcycle_label (char **type, char **value);

G_END_DECLS
