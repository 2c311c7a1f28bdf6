/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"
#include "heap/hf-vector-private.h"

G_BEGIN_DECLS

/**
 * HfDotGraph: the nodes and edges of a Graphviz DOT file, with the few attributes that say something about a heap.
 *
 * Read by this program itself and not by Graphviz: its parser is no safer than its layout (it would have to run in a
 * process that can be killed, with a form to send the graph back), takes several times as long, and gives up a broken
 * file as a whole where this keeps what stands before the damage. All of DOT's syntax is known; attributes other than
 * those below are passed over, so that nothing in a file can name another file or a picture.
 *
 * Iterative; memory grows with the file, and edges between groups ({a b} -> {c d}) are limited.
 */
/* Attributes of nodes and edges that this program writes itself. */
typedef enum
{
  HF_DOT_KIND,  /* node: HfKind */
  HF_DOT_FORM,  /* node: what it is if it is no object */
  HF_DOT_TITLE, /* node: what such a one is called */
  HF_DOT_ROOT,  /* node: HfRootKind, or "none": no root reaches it */
  HF_DOT_WORDS, /* node: of the root */
  HF_DOT_CYCLE, /* node: in a cycle of this number, which is not drawn whole */
  HF_DOT_N_NODE_MARKS,
  HF_DOT_CLASS = HF_DOT_N_NODE_MARKS, /* edge: HfRefClass */
  HF_DOT_LABEL, /* edge: its label as it is shown */
  HF_DOT_N_MARKS
} HfDotMark;

#define HF_DOT_N_EDGE_MARKS (HF_DOT_N_MARKS - HF_DOT_N_NODE_MARKS)

typedef struct
{
  guint32 marks[HF_DOT_N_NODE_MARKS]; /* text ids, 0 if there is none */
  guint32 label;     /* text id, 0 if there is none */
  guint32 fillcolor; /* text id */
  guint8 red_font;   /* at some time */
  guint8 html;       /* the label is HTML */
  guint8 labelled;
} HfDotNode;

typedef struct
{
  guint32 tail;
  guint32 head;
  guint32 label; /* text id, 0 if there is none */
  gint32 weight; /* 1 if not given */
  guint32 marks[HF_DOT_N_EDGE_MARKS]; /* text ids, from HF_DOT_CLASS on */
} HfDotEdge;

typedef struct
{
  gboolean directed;
  gboolean strict;
  gboolean several;     /* other graphs follow; only the first is here */
  gboolean edges_first; /* all edges stand before all nodes with attributes */
  gboolean marked;      /* this program wrote it */
  gboolean others;      /* some node has attributes other than a label */
  char *name;
  char *comment;  /* the first line comment, or "" */
  HfStrings *names; /* of nodes: string id - 1 is the node */
  HfStrings *texts; /* labels and colours as they stand in the file, \n and the like not undone */
  HF_VECTOR (HfDotNode) nodes;
  HF_VECTOR (HfDotEdge) edges;
  char *damage;   /* NULL, or where and why reading stopped: no sentence */
  gboolean cut;   /* the damage is that the file ends */
} HfDotGraph;

/* (transfer full) Never NULL; look at ->damage, and at the input's own failure. */
HfDotGraph *hf_dot_graph_read (HfDumpInput *input);
void        hf_dot_graph_free (HfDotGraph *self);

const char *hf_dot_graph_node_name (const HfDotGraph *self, guint32 node);
/* The node's id, or HF_NONE. */
guint32     hf_dot_graph_find_node (const HfDotGraph *self, const char *name);
/* (transfer full) A label with its escapes undone: \n \l \r are line breaks, \N is the node's name. */
char       *hf_dot_unescape        (const char *text, const char *node_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDotGraph, hf_dot_graph_free)

G_END_DECLS
