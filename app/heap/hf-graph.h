/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfGraph: the bare reference graph, as every kernel in analysis/ sees it.
 *
 * Ids are dense: 0 is the virtual root (HF_ROOT), 1 … n-1 are objects. Roots are simply the references of id 0. The
 * graph is stored twice in compressed rows: out[out_begin[v] … out_begin[v+1]-1] are the references that v holds, in
 * the dump's order; in[in_begin[v] … in_begin[v+1]-1] are the references that lead to v, by ascending referrer.
 * A reference word (HfRef) carries the object at its other end in the low 30 bits and its class in the top two, so a
 * kernel that must leave weak references out reads one array and not two (measured: the second array costs a cache
 * miss a reference).
 *
 * "Reference r" always means the index r into out[]; it is stable for the heap's life and is how a reference's kind
 * and name are asked for (hf_heap_ref_kind()).
 *
 * The numbering is depth-first preorder over owning references: objects 1 … n_reachable are reachable from the
 * virtual root through them, the rest are not (garbage, or held only by weak references). Preorder makes every later
 * kernel 2–5 times faster than dump order.
 */
#define HF_ROOT 0u
#define HF_NONE G_MAXUINT32
#define HF_MAX_OBJECTS (1u << 30)

typedef guint32 HfRef;

typedef enum
{
  HF_CLASS_STRONG,     /* keeps its referent alive */
  HF_CLASS_STRUCTURAL, /* keeps it alive too, but says little: __class__, __globals__, code constants, mro … */
  HF_CLASS_WEAK,       /* never keeps alive */
  HF_CLASS_SHARED,     /* seen there, but owns no reference: shared keys, stale stack slots, borrowed pointers. (A slot of a
                          value stack that explains a reference the runtime counts becomes strong.) */
} HfRefClass;

/* Sets of classes, for kernels that run over some of them. */
typedef guint HfRefClasses;
#define HF_CLASS_BIT(class) (1u << (class))
#define HF_CLASSES_OWNING (HF_CLASS_BIT (HF_CLASS_STRONG) | HF_CLASS_BIT (HF_CLASS_STRUCTURAL))
#define HF_CLASSES_STRONG HF_CLASS_BIT (HF_CLASS_STRONG)
#define HF_CLASSES_ALL 0xFu

typedef struct
{
  guint32 n;           /* ids, the virtual root included */
  guint32 n_reachable; /* ids 1 … n_reachable are reachable over owning references */
  guint32 m;           /* references, those of the virtual root included */
  const guint32 *out_begin; /* [n + 1] */
  const HfRef *out;         /* [m] referents */
  const guint32 *in_begin;  /* [n + 1] */
  const HfRef *in;          /* [m] referrers */
} HfGraph;

static inline guint32
hf_ref_object (HfRef ref)
{
  return ref & (HF_MAX_OBJECTS - 1);
}

static inline HfRefClass
hf_ref_class (HfRef ref)
{
  return (HfRefClass) (ref >> 30);
}

static inline HfRef
hf_ref_pack (guint32 object, HfRefClass class)
{
  return object | ((guint32) class << 30);
}

static inline gboolean
hf_ref_is (HfRef ref, HfRefClasses classes)
{
  return (classes >> (ref >> 30)) & 1;
}

/* The object that holds reference @r (an index into out[]). O(log n). */
guint32 hf_graph_referrer_of (const HfGraph *graph, guint32 r);

/* The first reference from @from to @to whose class is in @classes, as an index into out[], or HF_NONE. O(out-degree). */
guint32 hf_graph_find_ref    (const HfGraph *graph, guint32 from, guint32 to, HfRefClasses classes);

G_END_DECLS
