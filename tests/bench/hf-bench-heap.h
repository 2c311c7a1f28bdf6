/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * Heaps to measure on. All are made by the real HfHeapBuilder, the same for the same arguments. References are named as in
 * a program with three thousand attributes, long rows are lists; a quarter of the objects have a value.
 */

/* What the heap of a long-running program looks like: about 4 references an object; most objects have one owner; half are
 * leaves; a few lists have thousands of items; few types and names that very many objects refer to; back pointers; linked
 * lists up to 1/40 of the heap. @n_types types, a few of them common. */
HfHeap *hf_bench_heap_like (guint32 n_objects, guint32 n_types);

/* One singly linked list. */
HfHeap *hf_bench_heap_list (guint32 n_objects);

/* Two linked lists whose cells refer to the same payloads in different orders: an LRU list and an index. A third of
 * @n_objects each. */
HfHeap *hf_bench_heap_shared_payloads (guint32 n_objects);

/* A program in its @round-th round: a third of @n_objects are functions of two hundred modules with their code and constants,
 * each with a way of its own; the rest are sessions of four objects in seven registers, one of which grows by a hundredth
 * of @n_objects a round. */
HfHeap *hf_bench_heap_program (guint32 n_objects, guint32 round);

/* Modules with functions of their own names, three objects each, in the @round-th round a hundredth more: hardly two objects have
 * the same place. */
HfHeap *hf_bench_heap_unique (guint32 n_objects, guint32 round);

G_END_DECLS
