/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-chains.h"

G_BEGIN_DECLS

/**
 * HfPath: a chain as a person of the language says it.
 *
 * Plumbing folds into the step after it where nothing is lost: module or instance -> __dict__ -> ['x'] is the one step
 * ".x"; bound method, cell and frame internals likewise (hf-path.c has the list). Each step keeps the real links that it
 * stands for.
 */
typedef struct
{
  guint32 object;   /* the object that the step leads to */
  guint first_link; /* the step covers chain->links[first_link … first_link + n_links - 1] */
  guint n_links;
  char *label;      /* ".x", "['k']", "[3]", "local job", "module app"; "" at the top of an unreachable chain */
  char *folded;     /* the label with positions and keys folded: "[*]" for every index and key of a container; names stay */
} HfStep;

typedef struct
{
  gboolean reachable;
  GArray *steps;    /* of HfStep, root first */
  GArray *links;    /* of HfLink: the chain itself, so that the path outlives it */
} HfPath;

HfPath *hf_path_new  (const HfHeap *heap, const HfChain *chain);
/* The cheapest chain to whoever holds reference @r (an index into out[]), and @r. */
HfPath *hf_path_new_through (const HfHeap *heap, const HfChains *chains, guint32 r);
void    hf_path_free (HfPath *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPath, hf_path_free)

/* (transfer full) "module app › .CACHE › [17] › Session": the labels, then the last object's type. */
char   *hf_path_to_string (const HfPath *self, const HfHeap *heap);

/* (transfer full) The path as an expression that evaluates to the object in the running program, in the dump's language,
 * or NULL if there is none (native root, unreachable, a place code cannot reach): sys.modules['app'].CACHE[17].data
 *
 * It needs nothing but `sys` and the builtins. Rather none than a wrong one: where a class may answer for an attribute
 * with something else, the instance's own dictionary is asked; where a key is no plain literal, the entry is found by
 * the key's id. JavaScript, Java and Ruby have expressions too, from globals and classes on: globalThis.app.list[3]. */
char   *hf_path_to_expression (const HfPath *self, const HfHeap *heap);
/* "Python", "JavaScript", "Java", "Ruby": of its expressions; NULL for runtimes that have none. */
const char *hf_path_language (const HfHeap *heap);

G_END_DECLS
