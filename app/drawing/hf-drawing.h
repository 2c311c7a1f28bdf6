/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-cut.h"
#include "analysis/hf-mend-effect.h"
#include "hf-choices.h"

G_BEGIN_DECLS

/**
 * HfDrawing: what is drawn, before anything has a place: nodes, edges between them, and the cycles they are in.
 *
 * Reference counted (atomically), immutable, readable from any thread; hf_drawing_new() may run in a worker. Keeps its
 * analysis alive. Every text in it is ready to be shown: valid UTF-8 on one line, control and bidirectional formatting
 * characters replaced by visible ones, never markup.
 *
 * Folding: an instance (module, class) and its __dict__ are one node; what the dict refers to reads ".x". Plumbing that one
 * object alone holds (bound methods, closures and their cells, frames of generators, descriptors: hf-fold.h) is part of the
 * references that lead through it: ".callback → Handler.on_event", "closure x". References between two drawn nodes are merged into one edge. hf_choices_set_everything() undoes all but
 * the last.
 *
 * Cycles may be folded (hf_choices_set_fold_cycles()): then a cycle of which two nodes or more would be drawn is one box,
 * which stands for all its members, drawn otherwise or not, and what is left is a picture without cycles: a DAG of strong
 * references (of owning ones among what no root reaches: the same references that make a cycle one).
 */
typedef enum
{
  HF_NODE_OBJECT,
  HF_NODE_ROOT,  /* a root that is no object: native code, interpreter state … */
  HF_NODE_STACK, /* "+380 more": referrers or referents of one node that are not drawn */
  HF_NODE_GAP,   /* the middle of a chain too long to draw */
  HF_NODE_CYCLE, /* a folded cycle */
} HfNodeForm;

typedef enum
{
  HF_NODE_IS_ANCHOR   = 1 << 0,
  HF_NODE_ON_CHAIN    = 1 << 1, /* on the first anchor's chain */
  HF_NODE_IS_ROOT     = 1 << 2, /* a root of the heap: accent bar */
  HF_NODE_IS_OUTSIDE  = 1 << 3, /* held by references the dump does not know: dashed border */
  HF_NODE_UNREACHABLE = 1 << 4, /* no root reaches it */
  HF_NODE_FREED       = 1 << 5, /* after the mend: goes by itself when the last reference from outside does */
} HfNodeFlags;

typedef enum
{
  HF_SIDE_REFERRERS,
  HF_SIDE_REFERENTS,
} HfSide;

typedef struct
{
  HfNodeForm form;
  HfNodeFlags flags;
  HfKind kind;             /* chooses the fill */
  guint32 object;          /* OBJECT: itself; ROOT: the object it holds; STACK: the object whose neighbours these are; GAP: the first one left out;
                              CYCLE: the member that would be drawn first */
  guint32 dict;            /* the __dict__ drawn with it, or HF_NONE */
  guint32 component;       /* index into components, or HF_NONE */
  guint32 more_referrers;  /* distinct nodes that refer to it and are not drawn */
  guint32 more_referents;  /* CYCLE: the nodes that opening it brings, and no referrers */
  gboolean stacked[2];     /* by HfSide: a STACK stands for them, so no handle is shown */
  HfFate fate;             /* OBJECT: what the cuts do to it; else, and where nothing is cut, HF_FATE_HELD or as it was */
  HfSide side;             /* STACK: which neighbours of the object */
  guint32 count;           /* STACK, GAP, CYCLE: how many objects it stands for; else 1 */
  guint32 *members;        /* CYCLE: what would be nodes of their own, ascending; else NULL */
  guint32 n_members;
  guint64 retained;        /* bytes; 0 for ROOT */
  char *title;             /* type's name without its module, or "+380 more", or the root's kind */
  char *value;             /* short value, cut at HF_DRAWING_VALUE_CHARS; "" if none */
  char *size;              /* "12.3 MB", or "" */
  char *description;       /* one sentence for tooltips, <title> and screen readers */
  char *marked_title;      /* the same with what a person said of the object (hf-marks.h), for who may see that; NULL: nothing */
  char *marked_description;
} HfNode;

#define HF_DRAWING_VALUE_CHARS 40

typedef enum
{
  HF_EDGE_ON_CHAIN     = 1 << 0, /* keeps the first anchor alive, on the chain that is drawn */
  HF_EDGE_IN_COMPONENT = 1 << 1, /* inside a cycle's component */
  HF_EDGE_WEAK         = 1 << 2, /* only weak references */
  HF_EDGE_STRUCTURAL   = 1 << 3, /* only structural (or shared) ones */
  HF_EDGE_BREAK        = 1 << 4, /* holds its component's reference to break, or where that is not drawn the first one like it */
  HF_EDGE_SUMMARY      = 1 << 5, /* to or from a STACK, GAP or ROOT */
  HF_EDGE_CUT          = 1 << 6, /* all its owning references are cut */
  HF_EDGE_MENDED       = 1 << 7, /* after the mend: all its owning references are weak; HF_EDGE_WEAK with it */
} HfEdgeFlags;

#define HF_EDGE_MAX_REFS 16u

typedef struct
{
  guint32 from;      /* indices into nodes */
  guint32 to;
  HfEdgeFlags flags;
  guint32 component; /* index into components, or HF_NONE */
  guint32 n_refs;    /* references merged in it; 0 to and from STACK and GAP */
  guint32 refs[HF_EDGE_MAX_REFS]; /* the first of them, strong ones first: indices into out[] */
  guint32 ends[HF_EDGE_MAX_REFS]; /* where each leads through folded plumbing: its last reference; else the same as in refs */
  char *label;       /* ".other", ".a, .b", "['k'] +3"; "" if there is nothing to say */
  char *description; /* one sentence */
} HfEdge;

typedef struct
{
  guint32 cycle;    /* index of HfComponents cycles; HF_NONE: one that folding __dict__ into its owner makes in the picture alone */
  guint32 representative; /* the object by which the choices know it: its first member */
  gboolean folded;  /* it is a box */
  guint number;     /* what is written in the badge, from 1 */
  guint color;      /* index for hf_palette_component() */
  guint32 members;  /* in the heap */
  guint32 drawn;    /* nodes in this drawing */
  gboolean garbage; /* unreachable: only the collector frees it */
  guint64 retained; /* of all its members as one unit */
  gboolean at_least; /* retained is a lower bound: the heap is too large to ask for the exact one at each picture */
} HfDrawnComponent;

/* A mend, as hf_choices_set_mend() asks for it. */
typedef struct
{
  HfMendEffect *effect;
  gboolean after;   /* the picture is as after it; else as it is now, with the references that would be weak marked as those to break */
  guint n_others;   /* cycles that it would do the same to */
  char *label;      /* ".parent", ready to be shown */
  char *held_by;    /* what holds the cycle from outside after the mend, "module app › .CACHE › [17] › Session", ready to be shown; NULL: nothing */
} HfDrawnMend;

typedef struct _HfDrawing
{
  gatomicrefcount ref_count;
  HfAnalysis *analysis;
  guint n_nodes;
  HfNode *nodes; /* anchors first, then chains, then what was added */
  guint n_edges;
  HfEdge *edges; /* by (from, to) */
  guint n_components;
  HfDrawnComponent *components;
  HfCut *cut;       /* what the chosen cuts do, or NULL if there are none */
  char *held_by;    /* cuts: what still keeps the first anchor, "module app › .CACHE › [17] › Session", ready to be shown; NULL: nothing */
  HfDrawnMend *mend; /* or NULL */
  struct _HfDrawing *unmended; /* mend->after: the same nodes and edges as before it, by which they are laid out; else NULL */
  HfLayoutKind layout; /* how it is to be laid out */
  guint32 left_out; /* nodes that were asked for but did not fit below the limit */
  guint n_hidden_objects; /* by the person's choice */
  guint n_hidden_types;
  gboolean values;  /* its texts may have values of objects in them (hf-values.h) */
  gboolean everything; /* internal, as is kept: what was folded */
  GHashTable *kept;
  GHashTable *node_of; /* internal: object id -> node index + 1 */
} HfDrawing;

/* O(references of the drawn objects), plus O(n + m) a cycle in small heaps, and where something is cut. While something is cut
 * the first anchor's marked chain is the cheapest that is left; its chain without the cuts is drawn too. NULL on cancel or
 * lack of memory. */
HfDrawing *hf_drawing_new   (HfAnalysis *analysis, const HfChoices *choices, HfProgress *progress, GError **error);
void       hf_drawn_mend_free (HfDrawnMend *mend);
HfDrawing *hf_drawing_ref   (HfDrawing *self);
void       hf_drawing_unref (HfDrawing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDrawing, hf_drawing_unref)

/* (transfer full) What the mend of the drawing is: ".parent → weakref.ref"; and in sentences what it does, or what the cycle
 * is before it. NULL without a mend. */
char       *hf_drawing_mend_title (const HfDrawing *self);
char       *hf_drawing_mend_words (const HfDrawing *self);

/* (transfer none) The title and the sentence, with what a person said of the object where @notes. */
const char *hf_node_title       (const HfNode *node, gboolean notes);
const char *hf_node_description (const HfNode *node, gboolean notes);

/* Equal for the same thing in two drawings of one heap, and only for that. */
guint64 hf_drawing_node_key  (const HfNode *node);

/* The node that draws @object (itself, or with the instance whose __dict__ it is), or HF_NONE. O(1). */
guint32 hf_drawing_find_node (const HfDrawing *self, guint32 object);
/* The edge between two nodes, or HF_NONE. O(log n_edges). */
guint32 hf_drawing_find_edge (const HfDrawing *self, guint32 from, guint32 to);

/* (transfer full; of guint32, indices into out[], ascending) All owning references that an edge stands for, also those past
 * HF_EDGE_MAX_REFS; none for summaries. Of what leads through plumbing those at its beginning: without them the rest is gone,
 * too. O(references of the node and its __dict__; of a folded cycle those of all its members). */
GArray *hf_drawing_edge_refs (const HfDrawing *self, guint32 edge);

/* (transfer full) How reference @i (below HF_EDGE_MAX_REFS) of an edge reads by itself: ".x", ".callback → Handler.on_event". */
char   *hf_drawing_edge_text (const HfDrawing *self, guint32 edge, guint32 i);
/* Whether @object is plumbing that is drawn as a part of an edge, or would be if that were drawn: its holder is. */
gboolean hf_drawing_folds (const HfDrawing *self, guint32 object);
/* (transfer full; of guint32) The plumbing that is folded into the edge's first HF_EDGE_MAX_REFS references, in their order. */
GArray *hf_drawing_edge_folded (const HfDrawing *self, guint32 edge);

/* (transfer full; of guint32) The objects behind a handle or a STACK: neighbours of @node on @side that are not drawn,
 * the most telling first. O(degree log degree). */
GArray *hf_drawing_hidden_neighbours (const HfDrawing *self, guint32 node, HfSide side);

/* The object that is drawn for @object: the owner if @object is the __dict__ of exactly one object, else itself.
 * O(references of its referrers) for dicts, else O(1). */
guint32 hf_drawing_owner_of (const HfHeap *heap, guint32 object);

/* (transfer full) "12.3 MB", as everywhere in the program. */
char   *hf_drawing_format_size (guint64 bytes);

/* (transfer full) @text fit to be shown: one line, at most @max_chars characters (then "…"), control characters as
 * pictures (U+2400 …), bidirectional controls as "⟨U+202E⟩". */
char   *hf_drawing_show_text (const char *text, guint max_chars);

G_END_DECLS
