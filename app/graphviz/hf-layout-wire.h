/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-layout.h"

G_BEGIN_DECLS

/**
 * The messages between the layout client and the helper program: two ends of one machine, so words are in its own order.
 *
 * A message is an HfWireHead and `length` bytes. The helper answers every message it reads, in order, with the same
 * serial. Neither side trusts the other: a head with a wrong magic or a length above the cap ends the talk, and bodies
 * are read by the checked readers below.
 *
 * Layout request: u32 effort, direction, n_clusters, n_boxes, n_edges; f32 gap, rank_gap; n_boxes x (f32 width, height,
 * u32 cluster, f32 x, y of the hint, NAN if none); n_edges x (u32 from, to; f32 label width, height; u32 weight).
 * Layout answer: u32 n_boxes, n_edges, n_clusters, n_points; f32 width, height; n_boxes x (f32 x, y of the centre);
 * n_edges x (u32 points; f32 x, y of the label, NAN if none); n_points x (f32 x, y); n_clusters x (f32 x, y, width, height).
 */
#define HF_WIRE_MAGIC 0x31474648u /* "HFG1" */
#define HF_WIRE_MAX_LENGTH (8u << 20)

typedef enum
{
  HF_WIRE_LAYOUT = 1,   /* asks for a layout */
  HF_WIRE_ANSWER = 129, /* the layout */
  HF_WIRE_REFUSAL,      /* could not be done; no body */
} HfWireKind;

typedef enum
{
  HF_EFFORT_FULL,
  HF_EFFORT_FAST,
  HF_EFFORT_SPRING,
  HF_N_EFFORTS
} HfEffort;

typedef struct
{
  guint32 magic;
  guint32 kind;
  guint32 length;
  guint32 serial;
} HfWireHead;

/* (transfer full) A whole message, head included. NULL if it would be longer than the cap. */
GByteArray      *hf_wire_write_request (const HfLayoutRequest *request, HfEffort effort, guint32 serial);
GByteArray      *hf_wire_write_answer  (const HfLayout *layout, guint32 serial);
GByteArray      *hf_wire_write_refusal (guint32 serial);

/* TRUE if @head may begin a message of @serial (0: any). */
gboolean         hf_wire_check_head    (const HfWireHead *head, guint32 serial);

/* (transfer full) Bodies; NULL for anything that is not exactly right: counts, indices, lengths, numbers that are not
 * finite. An answer must fit its @request; it has no step and no sentence yet, and edges without points stay empty. */
HfLayoutRequest *hf_wire_read_request  (const guint8 *data, gsize length, HfEffort *effort);
HfLayout        *hf_wire_read_answer   (const guint8 *data, gsize length, const HfLayoutRequest *request);

G_END_DECLS
