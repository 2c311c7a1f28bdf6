/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dot-graph.h"
#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * DOT files that this program wrote: the drawn part of a heap with what it takes to draw it again, in attributes of its own
 * (HfDotMark). Everything drawn is an object: stacks, gaps and folded cycles too (HF_OBJECT_SYNTHETIC), so that the same nodes
 * are there; only roots are roots. A cycle of which not all is drawn is closed by one more object, which is not drawn.
 *
 * FALSE if the graph is not such a one, and nothing is added.
 */
gboolean hf_dump_picture_add (const HfDotGraph *graph, HfHeapBuilder *builder, HfDumpInput *input);

G_END_DECLS
