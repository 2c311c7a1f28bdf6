/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-suspects-private.h"

G_BEGIN_DECLS

/**
 * HfSuspectSearch: what grew, gathered by the place that holds it. Private to analysis/.
 *
 * rows (which of them grow) -> walk (each new object's entry, each entry's group) -> garbage (what hangs together is one) ->
 * grade (what a group's growth looks like) -> hf_suspects_new() (what to tell of it).
 */
#define HF_SUSPECT_NATIVE "native code"

/* Entries of one kind of step: "[*]" or "key *" of a dict. */
typedef struct
{
  char *prefix;
  guint64 *counts; /* [n_heaps] */
  guint main_row;
} HfSuspectSlot;

typedef struct
{
  guint index;
  char *place;         /* folded */
  gboolean rooted;     /* no object holds it: threads, native code, garbage */
  gboolean own;        /* some of it are instances of classes, or running code */
  gboolean plumbing;   /* at least one entry is of a module or the like */
  guint64 n;
  guint64 bytes;
  guint64 retained;
  GHashTable *holders; /* holder -> how many entries */
  GPtrArray *slots;    /* of HfSuspectSlot */
  GHashTable *rows;    /* row -> one of its new objects here */
  guint64 n_entries;
  double first_score;
} HfSuspectGroup;

/* How a row counts. */
typedef enum
{
  HF_SUSPECT_ROW_STILL,  /* not at all, or too little to tell */
  HF_SUSPECT_ROW_FULL,   /* grew, but not in the last step */
  HF_SUSPECT_ROW_GROWS,
} HfSuspectRow;

typedef struct
{
  const HfGrowth *growth;
  const HfAnalysis *last;
  const HfHeap *heap;
  guint8 *row_growth;    /* [rows] HfSuspectRow */
  guint32 *entry;        /* [n] the first growing object on the chain, HF_NONE unknown or not growing */
  guint32 *group_of_row; /* [rows] by the row of the entry */
  GPtrArray *groups;     /* of HfSuspectGroup */
  GHashTable *by_place;
} HfSuspectSearch;

/* @self: growth, last and heap are set. */
gboolean hf_suspect_search_init  (HfSuspectSearch *self, GError **error);
void     hf_suspect_search_clear (HfSuspectSearch *self);

/* Rows of places that are one (threads, native code) are judged together. O(rows). */
void         hf_suspects_judge_rows   (HfSuspectSearch *self);
HfSuspectRow hf_suspect_growth_of     (const HfSuspectSearch *self, guint32 object);
/* (transfer full) Places that differ by how many references native code has, or by a thread's name alone, are one. */
char        *hf_suspect_place_of_root (const char *prefix);

void                 hf_suspect_group_free      (gpointer group);
/* The group of the entries in @row_index, which is seen for the first time. */
void                 hf_suspect_group_open_row  (HfSuspectSearch *self, guint32 row_index, gboolean rooted);
/* The slot that grew most: a dict's keys and values grow together and are one growth. */
const HfSuspectSlot *hf_suspect_group_main_slot (const HfSuspectGroup *group, guint n_heaps);

/* Finds the entry of each new object in rows that count as @growth, and counts it to the entry's group. O(n). */
gboolean hf_suspects_walk             (HfSuspectSearch *self, HfSuspectRow growth, HfProgress *progress, GError **error);
/* Groups of garbage whose objects refer to each other are one thing that was dropped: the one that has most below it is told.
 * O(references of what no root reaches). */
gboolean hf_suspects_join_garbage     (HfSuspectSearch *self, HfProgress *progress, GError **error);
gboolean hf_suspects_add_retained     (HfSuspectSearch *self, HfProgress *progress, GError **error);
/* After the walk; an HfGrowsFunc. */
gboolean hf_suspect_grows             (gconstpointer search, guint32 object);
/* HF_ROOT for what a root holds and for tops of garbage. */
guint32  hf_suspect_parent_of         (const HfSuspectSearch *self, guint32 object);
gboolean hf_suspect_is_weak_reference (const char *type);

gint64         hf_suspect_slot_delta              (const HfSuspectSlot *slot, guint n_heaps);
HfSuspectGrade hf_suspect_slot_grade              (const HfSuspectSlot *slot, guint n_heaps);
gboolean       hf_suspect_group_is_noise          (const HfSuspectGroup *group, const HfSuspectSlot *slot, guint n_heaps);
/* A place inside another one's entries. */
gboolean       hf_suspect_group_is_inside_another (const HfSuspectSearch *self, const HfSuspectGroup *group);
/* Bytes, weighed by how much the place tells: what a person can name and wrote comes before what only follows from it. */
double         hf_suspect_group_score             (const HfSuspectGroup *group, HfSuspectGrade grade);
/* What follows from another growth and grows just like it. @suspects: best first. */
void           hf_suspects_drop_followers         (const HfSuspectSearch *self, GPtrArray *suspects);

G_END_DECLS
