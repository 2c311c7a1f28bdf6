/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* The prices of a chain. Only the differences matter: a price of 8 says that eight plain references are told rather than
 * this one. All are small, so that buckets can hold them; the dearest reference there can be is well below 256.
 * Private to analysis/; header only: the calls are inner-loop. */

static const guint8 hf_chain_class_cost[] = {
  [HF_CLASS_STRONG] = 1,     /* the unit: fewer references are easier to follow */
  [HF_CLASS_STRUCTURAL] = 8, /* "its class, whose globals …" is true of everything and explains nothing */
  [HF_CLASS_WEAK] = 0,       /* keeps nothing alive */
  [HF_CLASS_SHARED] = 0,     /* owns nothing */
};

static const guint8 hf_chain_root_cost[HF_N_ROOT_KINDS] = {
  [HF_ROOT_OTHER] = 4,        /* a root of a kind that this program has no words for */
  [HF_ROOT_MODULE] = 0,       /* where programmers put things: nothing says more */
  [HF_ROOT_THREAD] = 0,       /* a running frame says as much */
  [HF_ROOT_INTERPRETER] = 16, /* the interpreter knows of every module too; the module itself is the better beginning */
  [HF_ROOT_STATIC] = 24,      /* lives for ever, so nobody put anything there lately */
  [HF_ROOT_NATIVE] = 32,      /* "some native code" names nobody; worth telling only when nothing else is near */
  [HF_ROOT_ASSUMED] = 40,     /* not known to be a root at all */
};

static const guint8 hf_chain_kind_cost[HF_N_REF_KINDS] = {
  [HF_REF_KEY] = 1,      /* what is both key and value is better known as the value */
  [HF_REF_STACK] = 1,    /* what is both a local and on the value stack is better known by its name */
  [HF_REF_INTERNAL] = 4, /* no line of the program says this */
};

#define HF_CHAIN_INTERNAL_TYPE_COST 4 /* interpreter plumbing: "hide interpreter internals" would leave it out */

/* What every reference of @referrer costs more because of what holds it. */
static inline guint
hf_chain_cost_of_referrer (const HfHeap *heap, guint32 referrer)
{
  if (referrer == HF_ROOT)
    return 0;

  return hf_heap_type_flags (heap, hf_heap_type (heap, referrer)) & HF_TYPE_INTERNAL ? HF_CHAIN_INTERNAL_TYPE_COST : 0;
}

/* The cost of reference @r that @referrer holds. 0 for references that are never followed. */
static inline guint
hf_chain_cost_of_ref (const HfHeap *heap, guint32 referrer, guint32 r, HfRef ref, guint cost_of_referrer)
{
  guint cost = hf_chain_class_cost[hf_ref_class (ref)];

  if (cost == 0)
    return 0;
  if (referrer == HF_ROOT)
    return cost + hf_chain_root_cost[hf_heap_root_kind (heap, r)];

  return cost + hf_chain_kind_cost[hf_heap_ref_kind (heap, r)] + cost_of_referrer;
}

G_END_DECLS
