/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfWaste: memory that a program could do without, and what to do about it.
 *
 * - HF_WASTE_STRINGS: strings (and bytes) of one value that lie in memory more than once. Wasted is all but the largest copy.
 *   Where the dump has only the beginning of a value, strings of one size that begin alike are a row that is not @proven; where
 *   sizes are of whole blocks (HF_HAS_BLOCKS) they may differ in length by less than 16 bytes.
 * - HF_WASTE_EMPTY: containers without anything in them, by type; all of their bytes are wasted.
 * - HF_WASTE_ROOM: lists, dictionaries and sets with room that a copy of them would not have, by type. What a runtime keeps
 *   free in any table, so that it works, is not wasted.
 * - HF_WASTE_SLOTS: instances with a dictionary, or with attributes as in one, by class; wasted is what they would not
 *   take had the class __slots__ for as many attributes as any of its instances has.
 * - HF_WASTE_LARGE: the longest collections, one a row; nothing of them is known to be wasted.
 *
 * EMPTY, ROOM and SLOTS follow CPython 3.8 to 3.13 on 64-bit machines and are left out of dumps of anything else. What a copy or a
 * slotted instance would take is reckoned in whole blocks where the dump's sizes are.
 * Dictionaries that are an object's __dict__ count with the object alone. Immutable; readable from any thread.
 */
typedef enum
{
  HF_WASTE_STRINGS,
  HF_WASTE_EMPTY,
  HF_WASTE_ROOM,
  HF_WASTE_SLOTS,
  HF_WASTE_LARGE,
  HF_N_WASTES
} HfWasteKind;

#define HF_WASTE_ROWS 10000u      /* at most so many rows of strings, those that waste most */
#define HF_WASTE_COLLECTIONS 200u /* so many of the longest collections */

typedef struct
{
  HfWasteKind kind;
  guint32 type;     /* of the objects */
  guint32 count;    /* objects */
  guint32 length;   /* LARGE: items; else 0 */
  guint64 shallow;  /* bytes of all the objects; SLOTS: with their dictionaries */
  guint64 bytes;    /* wasted of those; LARGE: 0 */
  guint64 retained; /* LARGE: what the collection keeps; else 0 */
  guint32 example;  /* the one of the objects that wastes most; among equals the first */
  gboolean proven;  /* STRINGS: the values are known to be equal; else TRUE */
  guint32 begin;    /* see hf_waste_objects() */
} HfWasteRow;

typedef struct
{
  HfHeap *heap;
  guint n_rows;
  HfWasteRow *rows;            /* by kind; LARGE by length, the others by wasted bytes, largest first */
  guint32 *objects;            /* ids, grouped by row */
  guint64 bytes[HF_N_WASTES];  /* wasted in all, rows that were left out included; of strings what is proven */
  guint32 counts[HF_N_WASTES]; /* objects, the same */
} HfWaste;

/* Of the objects in @only alone, or of all where it is NULL. O(n log n + m). 12 bytes an id while it runs. NULL on cancel or lack
 * of memory. */
HfWaste       *hf_waste_new     (const HfAnalysis *analysis, const HfBitset *only, HfProgress *progress, GError **error);
void           hf_waste_free    (HfWaste *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfWaste, hf_waste_free)

/* The row's objects: rows[row].count ids, those that waste most first. */
const guint32 *hf_waste_objects (const HfWaste *self, guint row);

/* "strings", "empty", "room", "slots", "large": for --json. */
const char    *hf_waste_kind_to_string (HfWasteKind kind);
/* A heading, untranslated: "Strings that are there more than once". */
const char    *hf_waste_kind_title     (HfWasteKind kind);
/* What to do, in one sentence, untranslated. */
const char    *hf_waste_remedy         (const HfWaste *self, guint row);

/* Items of a collection: elements, members or values. O(out-degree). */
guint32        hf_waste_length_of      (const HfHeap *heap, guint32 object);

G_END_DECLS
