/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-private.h"

#include <math.h>

#define MOST_ROUNDS 16u /* of guessing from neighbours */
#define SAME_LAYER 1.0
#define CROSSING 4.0 /* as bad as so many inversions */

static const HfLayoutBox *
box_at (const HfLayoutRequest *request, guint32 i)
{
  return &g_array_index (request->boxes, HfLayoutBox, i);
}

static const HfLayoutEdge *
edge_at (const HfLayoutRequest *request, guint32 e)
{
  return &g_array_index (request->edges, HfLayoutEdge, e);
}

gboolean
hf_layout_has_hints (const HfLayoutRequest *request)
{
  for (guint32 i = 0; i < request->boxes->len; i++)
    if (!isnan (box_at (request, i)->hint_x))
      return TRUE;

  return FALSE;
}

/* One round: boxes without a wish take the mean of their neighbours'. FALSE if there was nothing to take. */
static gboolean
guess (const HfLayoutRequest *request, double *wishes, double *sum, guint32 *count)
{
  gboolean more = FALSE;

  for (guint32 e = 0; e < request->edges->len; e++)
    {
      guint32 ends[2] = { edge_at (request, e)->from, edge_at (request, e)->to };

      for (guint k = 0; k < 2; k++)
        if (isnan (wishes[ends[k]]) && !isnan (wishes[ends[1 - k]]))
          {
            sum[ends[k]] += wishes[ends[1 - k]];
            count[ends[k]]++;
          }
    }
  for (guint32 i = 0; i < request->boxes->len; i++)
    if (isnan (wishes[i]) && count[i] > 0)
      {
        wishes[i] = sum[i] / count[i];
        more = TRUE;
      }

  return more;
}

double *
hf_layout_wishes (const HfLayoutRequest *request)
{
  gsize n = request->boxes->len;
  double *wishes = g_new (double, n + 1);
  g_autofree double *sum = g_new0 (double, n + 1);
  g_autofree guint32 *count = g_new0 (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    wishes[i] = request->direction == HF_LAYOUT_DOWN ? box_at (request, i)->hint_x : box_at (request, i)->hint_y;
  for (guint round = 0; round < MOST_ROUNDS && guess (request, wishes, sum, count); round++)
    ;

  return wishes;
}

typedef struct
{
  double key;
  guint32 index;
} Sorted;

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  const Sorted *x = a;
  const Sorted *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static guint32 *
sort (Sorted *sorted, guint32 n)
{
  guint32 *order = g_new (guint32, (gsize) n + 1);

  qsort (sorted, n, sizeof *sorted, compare_sorted);
  for (guint32 i = 0; i < n; i++)
    order[i] = sorted[i].index;

  return order;
}

guint32 *
hf_layout_box_order (const HfLayoutRequest *request, const double *wishes)
{
  guint32 n = request->boxes->len;
  g_autofree Sorted *sorted = g_new (Sorted, (gsize) n + 1);

  for (guint32 i = 0; i < n; i++)
    sorted[i] = (Sorted) { isnan (wishes[i]) ? G_MAXDOUBLE : wishes[i], i };

  return sort (sorted, n);
}

/* By the sum of both ends' wishes: the edges of any one box then come in the order of their other ends. */
guint32 *
hf_layout_edge_order (const HfLayoutRequest *request, const double *wishes)
{
  guint32 m = request->edges->len;
  g_autofree Sorted *sorted = g_new (Sorted, (gsize) m + 1);

  for (guint32 e = 0; e < m; e++)
    {
      double sum = wishes[edge_at (request, e)->from] + wishes[edge_at (request, e)->to];

      sorted[e] = (Sorted) { isnan (sum) ? G_MAXDOUBLE : sum, e };
    }

  return sort (sorted, m);
}

/* How much places in @axis of the boxes in a group go with those of before: above 0 if more than against them. */
static double
agreement (const HfLayout *layout, const HfLayoutRequest *request, const Sorted *group, guint32 n, gboolean vertical)
{
  double mean_now = 0, mean_before = 0, sum = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint32 i = 0; i < n; i++)
      {
        const HfLayoutBox *box = box_at (request, group[i].index);
        HfPoint at = layout->centers[group[i].index];
        double now = vertical ? at.y : at.x, before = vertical ? box->hint_y : box->hint_x;

        if (pass == 0)
          {
            mean_now += now / n;
            mean_before += before / n;
          }
        else
          sum += (now - mean_now) * (before - mean_before);
      }

  return sum;
}

static void
mirror (HfLayout *layout, gboolean vertical)
{
  double size = vertical ? layout->height : layout->width;
  HfPoint *sets[] = { layout->centers, layout->points, layout->labels };
  guint32 counts[] = { layout->n_boxes, layout->edge_begin[layout->n_edges], layout->n_edges };

  for (guint s = 0; s < G_N_ELEMENTS (sets); s++)
    for (guint32 i = 0; i < counts[s]; i++)
      {
        double *at = vertical ? &sets[s][i].y : &sets[s][i].x;

        *at = size - *at;
      }
  for (guint32 c = 0; c < layout->n_clusters; c++)
    if (vertical)
      layout->clusters[c].y = size - layout->clusters[c].y - layout->clusters[c].height;
    else
      layout->clusters[c].x = size - layout->clusters[c].x - layout->clusters[c].width;
}

void
hf_layout_mirror_like_before (HfLayout *layout, const HfLayoutRequest *request, gboolean in_layers)
{
  g_autofree Sorted *hinted = g_new (Sorted, (gsize) layout->n_boxes + 1);
  guint32 n = 0;
  double sum = 0;

  for (guint32 i = 0; i < layout->n_boxes; i++)
    if (!isnan (box_at (request, i)->hint_x) && !isnan (box_at (request, i)->hint_y))
      hinted[n++] = (Sorted) { layout->centers[i].y, i };
  if (!in_layers)
    {
      if (agreement (layout, request, hinted, n, FALSE) < 0)
        mirror (layout, FALSE);
      if (agreement (layout, request, hinted, n, TRUE) < 0)
        mirror (layout, TRUE);
      return;
    }

  qsort (hinted, n, sizeof *hinted, compare_sorted);
  for (guint32 from = 0, to; from < n; from = to)
    {
      for (to = from + 1; to < n && hinted[to].key - hinted[to - 1].key < SAME_LAYER; to++)
        ;
      sum += agreement (layout, request, hinted + from, to - from, FALSE);
    }
  if (sum < 0)
    mirror (layout, FALSE);
}

static gboolean
change_sides (const HfLayout *layout, const HfLayoutRequest *request, guint32 a, guint32 b)
{
  double before = (double) box_at (request, a)->hint_x - box_at (request, b)->hint_x;

  return fabs (layout->centers[a].y - layout->centers[b].y) < SAME_LAYER && (layout->centers[a].x - layout->centers[b].x) * before < 0;
}

/* On which side of the line through @p and @q @r is. */
static double
side_of (HfPoint p, HfPoint q, HfPoint r)
{
  return (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
}

static gboolean
cross (const HfLayout *layout, const HfLayoutEdge *e, const HfLayoutEdge *f)
{
  HfPoint p = layout->centers[e->from], q = layout->centers[e->to], r = layout->centers[f->from], s = layout->centers[f->to];

  return side_of (p, q, r) * side_of (p, q, s) < 0 && side_of (r, s, p) * side_of (r, s, q) < 0;
}

double
hf_layout_change (const HfLayout *layout, const HfLayoutRequest *request)
{
  double change = 0;

  for (guint32 a = 0; a < layout->n_boxes; a++)
    for (guint32 b = 0; b < a; b++)
      change += change_sides (layout, request, a, b);
  for (guint32 a = 0; a < layout->n_edges; a++)
    for (guint32 b = 0; b < a; b++)
      change += CROSSING * cross (layout, edge_at (request, a), edge_at (request, b));

  return change;
}

HfLayoutRequest *
hf_layout_request_turned (const HfLayoutRequest *request)
{
  HfLayoutRequest *turned = hf_layout_request_new ();

  turned->gap = request->gap;
  turned->rank_gap = request->rank_gap;
  turned->n_clusters = request->n_clusters;
  for (guint32 i = 0; i < request->boxes->len; i++)
    {
      const HfLayoutBox *box = box_at (request, i);

      hf_layout_request_set_hint (turned, hf_layout_request_add_box (turned, box->height, box->width, box->cluster), box->hint_y, box->hint_x);
    }
  for (guint32 e = 0; e < request->edges->len; e++)
    {
      const HfLayoutEdge *edge = edge_at (request, e);

      hf_layout_request_add_edge (turned, edge->from, edge->to, edge->label_height, edge->label_width, edge->weight);
    }

  return turned;
}

static void
turn_points (HfPoint *points, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    points[i] = (HfPoint) { points[i].y, points[i].x };
}

void
hf_layout_turn (HfLayout *layout)
{
  double width = layout->width;

  layout->width = layout->height;
  layout->height = width;
  turn_points (layout->centers, layout->n_boxes);
  turn_points (layout->points, layout->edge_begin[layout->n_edges]);
  turn_points (layout->labels, layout->n_edges);
  for (guint32 c = 0; c < layout->n_clusters; c++)
    {
      HfRect rect = layout->clusters[c];

      layout->clusters[c] = (HfRect) { rect.y, rect.x, rect.height, rect.width };
    }
}
