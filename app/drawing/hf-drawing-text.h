/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-drawing.h"
#include "hf-fold.h"

G_BEGIN_DECLS

/* (transfer full) The words of nodes and edges, ready to be shown. */
char *hf_drawing_type_title  (const HfHeap *heap, guint32 object);  /* "Session" for app.Session */
char *hf_drawing_value_text  (HfFold *fold, guint32 object);        /* value, or "3 items", or a telling attribute, or "" */
char *hf_drawing_ref_text    (const HfHeap *heap, guint32 ref, gboolean from_dict); /* ".x", "['k']", "local x" */
/* The same for what leads through plumbing: ".callback → Handler.on_event", "closure x". */
char *hf_drawing_span_text   (HfFold *fold, guint32 first, guint32 last);
char *hf_drawing_count_title (guint32 count);                        /* "+380 more" */

/* Fills in title, value, size and description of a node whose numbers are all known. */
void  hf_drawing_describe_node (HfFold *fold, HfNode *node, const char *root_words, GArray *hidden);
void  hf_drawing_describe_edge (HfFold *fold, const HfNode *nodes, HfEdge *edge);
void  hf_drawing_describe_cycle (HfFold *fold, HfNode *node, const HfDrawnComponent *component, const guint32 *members);

G_END_DECLS
