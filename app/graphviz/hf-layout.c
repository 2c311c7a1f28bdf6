/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout.h"

#include <math.h>

#define MIN_SIZE 1.0
#define MAX_SIZE 10000.0
#define MAX_HINT 1e6

HfLayoutRequest *
hf_layout_request_new (void)
{
  HfLayoutRequest *self = g_new0 (HfLayoutRequest, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = HF_LAYOUT_KIND_AUTO;
  self->direction = HF_LAYOUT_DOWN;
  self->gap = 32;
  self->rank_gap = 48;
  self->boxes = g_array_new (FALSE, FALSE, sizeof (HfLayoutBox));
  self->edges = g_array_new (FALSE, FALSE, sizeof (HfLayoutEdge));

  return self;
}

HfLayoutRequest *
hf_layout_request_ref (HfLayoutRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hf_layout_request_unref (HfLayoutRequest *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->boxes);
  g_array_unref (self->edges);
  g_free (self);
}

static const char *kind_names[] = { "auto", "down", "right", "spring" };
G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == HF_N_LAYOUT_KINDS);

const char *
hf_layout_kind_name (HfLayoutKind kind)
{
  g_return_val_if_fail (kind < HF_N_LAYOUT_KINDS, kind_names[0]);
  return kind_names[kind];
}

gboolean
hf_layout_kind_from_name (const char *name, HfLayoutKind *kind)
{
  for (guint i = 0; i < HF_N_LAYOUT_KINDS; i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      {
        *kind = (HfLayoutKind) i;
        return TRUE;
      }

  return FALSE;
}

void
hf_layout_request_set_kind (HfLayoutRequest *self, HfLayoutKind kind)
{
  g_return_if_fail (self != NULL && kind < HF_N_LAYOUT_KINDS);

  self->kind = kind;
  self->direction = kind == HF_LAYOUT_KIND_RIGHT ? HF_LAYOUT_RIGHT : HF_LAYOUT_DOWN;
}

void
hf_layout_request_set_hint (HfLayoutRequest *self, guint32 box, double x, double y)
{
  HfLayoutBox *hinted;

  g_return_if_fail (self != NULL && box < self->boxes->len);

  hinted = &g_array_index (self->boxes, HfLayoutBox, box);
  hinted->hint_x = (float) CLAMP (x, -MAX_HINT, MAX_HINT);
  hinted->hint_y = (float) CLAMP (y, -MAX_HINT, MAX_HINT);
}

/* A size that is no number becomes the least one. */
static float
clamp_size (double size, double least)
{
  return (float) (size >= least ? MIN (size, MAX_SIZE) : least);
}

guint32
hf_layout_request_add_cluster (HfLayoutRequest *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_clusters++;
}

guint32
hf_layout_request_add_box (HfLayoutRequest *self, double width, double height, guint32 cluster)
{
  HfLayoutBox box;

  g_return_val_if_fail (self != NULL && self->boxes->len < HF_LAYOUT_MAX_BOXES, 0);
  g_return_val_if_fail (cluster == HF_LAYOUT_NO_CLUSTER || cluster < self->n_clusters, 0);

  box.width = clamp_size (width, MIN_SIZE);
  box.height = clamp_size (height, MIN_SIZE);
  box.cluster = cluster;
  box.hint_x = box.hint_y = NAN;
  g_array_append_val (self->boxes, box);

  return self->boxes->len - 1;
}

guint32
hf_layout_request_add_edge (HfLayoutRequest *self, guint32 from, guint32 to, double label_width, double label_height, guint weight)
{
  HfLayoutEdge edge;

  g_return_val_if_fail (self != NULL && self->edges->len < HF_LAYOUT_MAX_EDGES, 0);
  g_return_val_if_fail (from < self->boxes->len && to < self->boxes->len, 0);

  edge.from = from;
  edge.to = to;
  edge.label_width = clamp_size (label_width, 0);
  edge.label_height = clamp_size (label_height, 0);
  edge.weight = CLAMP (weight, 1, 8);
  g_array_append_val (self->edges, edge);

  return self->edges->len - 1;
}

HfLayout *
hf_layout_ref (HfLayout *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hf_layout_unref (HfLayout *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->sentence);
  g_free (self->centers);
  g_free (self->edge_begin);
  g_free (self->points);
  g_free (self->labels);
  g_free (self->clusters);
  g_free (self);
}
