/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "hf-job.h"

G_BEGIN_DECLS

/**
 * HfSnapshot: one opened dump.
 *
 * The heap is there once the file is read, the analysis (components, dominators, chains) some time after; until then
 * their getters return NULL. Both are immutable and never replaced. Properties: "file", "name" (short, for people),
 * "letter" (A, B, C … its place among the open snapshots), "heap-ready", "analysed", "job" (the running HfJob or
 * NULL), "problem" (a sentence or NULL), "notice" (what the dump lacks by truncation, a sentence or NULL).
 *
 * Main thread only; the heap and the analysis may be handed to workers (take a reference).
 */
#define HF_TYPE_SNAPSHOT (hf_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (HfSnapshot, hf_snapshot, HF, SNAPSHOT, GObject)

/* Starts to read at once. */
HfSnapshot *hf_snapshot_new          (GFile *file);

GFile      *hf_snapshot_get_file     (HfSnapshot *self);
const char *hf_snapshot_get_name     (HfSnapshot *self);
const char *hf_snapshot_get_letter   (HfSnapshot *self);
void        hf_snapshot_set_letter   (HfSnapshot *self, const char *letter);
HfHeap     *hf_snapshot_get_heap     (HfSnapshot *self); /* (transfer none) NULL until it is read */
HfAnalysis *hf_snapshot_get_analysis (HfSnapshot *self); /* (transfer none) NULL until it is analysed */
HfJob      *hf_snapshot_get_job      (HfSnapshot *self);
const char *hf_snapshot_get_problem  (HfSnapshot *self);
const char *hf_snapshot_get_notice   (HfSnapshot *self);
/* (transfer full) "1 180 204 objects · 201 MB", or what is being done. */
char       *hf_snapshot_dup_summary  (HfSnapshot *self);
void        hf_snapshot_cancel       (HfSnapshot *self);

/* Emits "failed" (message) once when the file cannot be read, and "cancelled" when the person cancelled reading it.
 * A cancelled analysis keeps the heap; hf_snapshot_analyse() starts it again. */
void        hf_snapshot_analyse      (HfSnapshot *self);

G_END_DECLS
