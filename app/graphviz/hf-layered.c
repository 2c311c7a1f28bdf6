/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-private.h"

#include <math.h>
#include <string.h>

#define LEAST_WRAP_WIDTH 1600.0
#define LEAST_WRAP_HEIGHT 900.0 /* of the columns that layers are where edges point to the right */
#define ASPECT 1.8
#define MANY_BOXES 3000u
#define BEFORE_WEIGHT 1.0 /* of where a box was before, in neighbours */

/* A placement under way. Lengths along a row are "width", across rows "height", whatever the direction. */
typedef struct
{
  const HfLayoutRequest *request;
  guint32 n;
  double *width;      /* [n] along the row */
  double *height;     /* [n] across */
  guint32 *begin;     /* [n + 1] neighbours, both directions, without loops */
  guint32 *neighbor;
  guint8 *down;       /* beside neighbor: the edge leads away from this box once cycles are broken */
  guint32 *layer;     /* [n] */
  guint32 n_layers;
  guint32 n_rows;
  guint32 *row_begin; /* [n_rows + 1] into order */
  guint32 *order;     /* [n] boxes row by row, from left to right */
  guint32 *row;       /* [n] */
  double *x;          /* [n] middles */
  double *y;
} Layers;

static void
layers_clear (Layers *self)
{
  g_free (self->width);
  g_free (self->height);
  g_free (self->begin);
  g_free (self->neighbor);
  g_free (self->down);
  g_free (self->layer);
  g_free (self->row_begin);
  g_free (self->order);
  g_free (self->row);
  g_free (self->x);
  g_free (self->y);
}

static void
layers_init (Layers *self, const HfLayoutRequest *request)
{
  gboolean down = request->direction == HF_LAYOUT_DOWN;
  gsize n = request->boxes->len;

  memset (self, 0, sizeof *self);
  self->request = request;
  self->n = (guint32) n;
  self->width = g_new0 (double, n + 1);
  self->height = g_new0 (double, n + 1);
  self->layer = g_new0 (guint32, n + 1);
  self->order = g_new0 (guint32, n + 1);
  self->row = g_new0 (guint32, n + 1);
  self->row_begin = g_new0 (guint32, n + 2);
  self->x = g_new0 (double, n + 1);
  self->y = g_new0 (double, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);

      self->width[i] = down ? box->width : box->height;
      self->height[i] = down ? box->height : box->width;
    }
}

static void
collect_neighbors (Layers *self)
{
  const HfLayoutEdge *edges = (const HfLayoutEdge *) (const void *) self->request->edges->data;
  guint m = self->request->edges->len;
  g_autofree guint32 *next = NULL;

  self->begin = g_new0 (guint32, (gsize) self->n + 2);
  for (guint e = 0; e < m; e++)
    if (edges[e].from != edges[e].to)
      {
        self->begin[edges[e].from + 1]++;
        self->begin[edges[e].to + 1]++;
      }
  for (guint32 i = 0; i < self->n; i++)
    self->begin[i + 1] += self->begin[i];

  next = g_memdup2 (self->begin, ((gsize) self->n + 1) * sizeof *next);
  self->neighbor = g_new (guint32, (gsize) self->begin[self->n] + 1);
  self->down = g_new0 (guint8, (gsize) self->begin[self->n] + 1);
  for (guint e = 0; e < m; e++)
    if (edges[e].from != edges[e].to)
      {
        self->down[next[edges[e].from]] = TRUE;
        self->neighbor[next[edges[e].from]++] = edges[e].to;
        self->neighbor[next[edges[e].to]++] = edges[e].from;
      }
}

typedef enum
{
  FRESH,
  OPEN,
  DONE,
} Visit;

/* Depth-first from @root over the edges' own direction; finished boxes are appended to @finished, so that read backward
 * they are a topological order once edges to open boxes are turned round. */
static void
visit_from (Layers *self, guint32 root, guint8 *state, guint32 *cursor, guint32 *stack, guint32 *finished, guint32 *n_finished)
{
  guint32 depth = 0;

  if (state[root] != FRESH)
    return;
  state[root] = OPEN;
  stack[depth++] = root;
  while (depth > 0)
    {
      guint32 v = stack[depth - 1];

      if (cursor[v] == self->begin[v + 1])
        {
          state[v] = DONE;
          finished[(*n_finished)++] = v;
          depth--;
        }
      else
        {
          guint32 i = cursor[v]++;
          guint32 w = self->neighbor[i];

          if (self->down[i] && state[w] == FRESH)
            {
              state[w] = OPEN;
              stack[depth++] = w;
            }
        }
    }
}

/* (transfer full) A topological order of all boxes, cycles broken where depth-first search closes them. Boxes that nothing
 * leads to begin. */
static guint32 *
topological_order (Layers *self)
{
  g_autofree guint8 *state = g_new0 (guint8, (gsize) self->n + 1);
  g_autofree guint32 *cursor = g_memdup2 (self->begin, ((gsize) self->n + 1) * sizeof (guint32));
  g_autofree guint32 *stack = g_new (guint32, (gsize) self->n + 1);
  guint32 *finished = g_new (guint32, (gsize) self->n + 1);
  guint32 n_finished = 0;

  for (guint32 v = 0; v < self->n; v++)
    {
      gboolean held = FALSE;

      for (guint32 i = self->begin[v]; i < self->begin[v + 1] && !held; i++)
        held = !self->down[i];
      if (!held)
        visit_from (self, v, state, cursor, stack, finished, &n_finished);
    }
  for (guint32 v = 0; v < self->n; v++)
    visit_from (self, v, state, cursor, stack, finished, &n_finished);
  for (guint32 i = 0; i < n_finished / 2; i++)
    {
      guint32 kept = finished[i];

      finished[i] = finished[n_finished - 1 - i];
      finished[n_finished - 1 - i] = kept;
    }

  return finished;
}

static void
assign_layers (Layers *self)
{
  g_autofree guint32 *order = topological_order (self);
  g_autofree guint32 *place = g_new (guint32, (gsize) self->n + 1);

  for (guint32 i = 0; i < self->n; i++)
    place[order[i]] = i;
  for (guint32 k = 0; k < self->n; k++)
    {
      guint32 v = order[k];

      for (guint32 i = self->begin[v]; i < self->begin[v + 1]; i++)
        if (place[self->neighbor[i]] > k)
          self->layer[self->neighbor[i]] = MAX (self->layer[self->neighbor[i]], self->layer[v] + 1);
      self->n_layers = MAX (self->n_layers, self->layer[v] + 1);
    }

  /* A box that nothing leads to comes down to just above what it leads to. */
  for (guint32 k = self->n; k-- > 0;)
    {
      guint32 v = order[k];
      guint32 least = G_MAXUINT32;
      gboolean held = FALSE;

      for (guint32 i = self->begin[v]; i < self->begin[v + 1]; i++)
        {
          held = held || place[self->neighbor[i]] < k;
          least = MIN (least, self->layer[self->neighbor[i]]);
        }
      if (!held && least != G_MAXUINT32 && least > 0)
        self->layer[v] = least - 1;
    }
}

typedef struct
{
  double key;
  guint32 layer;
  guint32 box;
} Sorted;

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  const Sorted *x = a;
  const Sorted *y = b;

  if (x->layer != y->layer)
    return x->layer < y->layer ? -1 : 1;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

/* One sweep: every box goes where the mean of its neighbours in the layers above (or below) is, drawn back a little to where it
 * was before. The keys are positions in 0 … 1, so layers of any length compare. */
static void
sweep_order (Layers *self, Sorted *sorted, double *at, const double *before, gboolean downward)
{
  guint32 from = 0;

  for (guint32 v = 0; v < self->n; v++)
    {
      double sum = 0, count = 0;

      for (guint32 i = self->begin[v]; i < self->begin[v + 1]; i++)
        {
          guint32 w = self->neighbor[i];

          if (downward ? self->layer[w] < self->layer[v] : self->layer[w] > self->layer[v])
            {
              sum += at[w];
              count++;
            }
        }
      if (before != NULL)
        {
          sum += BEFORE_WEIGHT * before[v];
          count += BEFORE_WEIGHT;
        }
      sorted[v] = (Sorted) { count > 0 ? sum / count : at[v], self->layer[v], v };
    }
  qsort (sorted, self->n, sizeof *sorted, compare_sorted);

  while (from < self->n)
    {
      guint32 to = from;

      while (to < self->n && sorted[to].layer == sorted[from].layer)
        to++;
      for (guint32 i = from; i < to; i++)
        at[sorted[i].box] = (i - from + 0.5) / (to - from);
      from = to;
    }
}

/* Places in 0 … 1 within each layer for boxes that come in this order. */
static void
spread_by_layer (const Layers *self, const guint32 *order, double *place)
{
  g_autofree guint32 *in_layer = g_new0 (guint32, (gsize) self->n_layers + 1);
  g_autofree guint32 *so_far = g_new0 (guint32, (gsize) self->n_layers + 1);

  for (guint32 v = 0; v < self->n; v++)
    in_layer[self->layer[v]]++;
  for (guint32 i = 0; i < self->n; i++)
    place[order[i]] = (so_far[self->layer[order[i]]]++ + 0.5) / in_layer[self->layer[order[i]]];
}

static void
order_layers (Layers *self)
{
  g_autofree Sorted *sorted = g_new (Sorted, (gsize) self->n + 1);
  g_autofree double *at = g_new0 (double, (gsize) self->n + 1);
  g_autofree double *wishes = hf_layout_wishes (self->request);
  g_autofree guint32 *first = hf_layout_box_order (self->request, wishes);
  g_autofree double *before = hf_layout_has_hints (self->request) ? g_new (double, (gsize) self->n + 1) : NULL;
  guint sweeps = self->n > MANY_BOXES ? 4 : 12;

  for (guint32 i = 0; i < self->n; i++)
    at[first[i]] = (i + 0.5) / self->n;
  if (before != NULL)
    spread_by_layer (self, first, before);
  for (guint s = 0; s < sweeps; s++)
    sweep_order (self, sorted, at, before, s % 2 == 0);
  for (guint32 i = 0; i < self->n; i++)
    self->order[i] = sorted[i].box;
}

/* Rows: layers, cut where they grow too wide to be read. */
static void
cut_rows (Layers *self)
{
  double gap = self->request->gap;
  double area = 0, width = 0, limit;

  for (guint32 v = 0; v < self->n; v++)
    area += (self->width[v] + gap) * (self->height[v] + self->request->rank_gap);
  limit = self->request->direction == HF_LAYOUT_DOWN ? MAX (LEAST_WRAP_WIDTH, sqrt (area * ASPECT)) : MAX (LEAST_WRAP_HEIGHT, sqrt (area / ASPECT));

  for (guint32 i = 0; i < self->n; i++)
    {
      guint32 v = self->order[i];
      gboolean begins = i == 0 || self->layer[v] != self->layer[self->order[i - 1]] || width + self->width[v] > limit;

      if (begins)
        {
          self->row_begin[self->n_rows++] = i;
          width = 0;
        }
      self->row[v] = self->n_rows - 1;
      width += self->width[v] + gap;
    }
  self->row_begin[self->n_rows] = self->n;
}

static void
stack_rows (Layers *self)
{
  double y = 0;

  for (guint32 r = 0; r < self->n_rows; r++)
    {
      double height = 0, below = self->request->rank_gap;
      guint32 first = self->order[self->row_begin[r]];

      for (guint32 i = self->row_begin[r]; i < self->row_begin[r + 1]; i++)
        height = MAX (height, self->height[self->order[i]]);
      for (guint32 i = self->row_begin[r]; i < self->row_begin[r + 1]; i++)
        self->y[self->order[i]] = y + height / 2;
      if (r + 1 < self->n_rows && self->layer[self->order[self->row_begin[r + 1]]] == self->layer[first])
        below = MIN (below, self->request->gap);
      y += height + below;
    }
}

/* The nearest places to @wanted (least squares) that keep the row's order and gaps: pool adjacent violators. */
static void
place_row (Layers *self, guint32 r, const double *wanted, double *sum, guint32 *count)
{
  guint32 begin = self->row_begin[r];
  guint32 n = self->row_begin[r + 1] - begin;
  guint32 blocks = 0, i = 0;
  double offset = 0;

  for (guint32 k = 0; k < n; k++)
    {
      guint32 v = self->order[begin + k];

      if (k > 0)
        offset += (self->width[self->order[begin + k - 1]] + self->width[v]) / 2 + self->request->gap;
      self->x[v] = offset;
      sum[blocks] = wanted[v] - offset;
      count[blocks++] = 1;
      while (blocks > 1 && sum[blocks - 2] / count[blocks - 2] >= sum[blocks - 1] / count[blocks - 1])
        {
          sum[blocks - 2] += sum[blocks - 1];
          count[blocks - 2] += count[blocks - 1];
          blocks--;
        }
    }
  for (guint32 b = 0; b < blocks; b++)
    for (guint32 k = 0; k < count[b]; k++)
      self->x[self->order[begin + i++]] += sum[b] / count[b];
}

static double
wanted_place (const Layers *self, guint32 v, guint sweep)
{
  double sum = 0;
  guint32 count = 0;

  for (guint32 i = self->begin[v]; i < self->begin[v + 1]; i++)
    {
      guint32 w = self->neighbor[i];

      if (sweep % 2 == 0 ? self->row[w] < self->row[v] : self->row[w] > self->row[v])
        {
          sum += self->x[w];
          count++;
        }
    }

  return count > 0 ? sum / count : self->x[v];
}

static void
place_rows (Layers *self)
{
  g_autofree double *wanted = g_new0 (double, (gsize) self->n + 1);
  g_autofree double *sum = g_new0 (double, (gsize) self->n + 1);
  g_autofree guint32 *count = g_new0 (guint32, (gsize) self->n + 1);

  /* First each row alone, its middle at 0. */
  for (guint32 r = 0; r < self->n_rows; r++)
    place_row (self, r, wanted, sum, count);
  for (guint sweep = 0; sweep < 6; sweep++)
    for (guint32 k = 0; k < self->n_rows; k++)
      {
        guint32 r = sweep % 2 == 0 ? k : self->n_rows - 1 - k;

        for (guint32 i = self->row_begin[r]; i < self->row_begin[r + 1]; i++)
          wanted[self->order[i]] = wanted_place (self, self->order[i], sweep);
        place_row (self, r, wanted, sum, count);
      }
}

/* Down: leaves below, enters above, in the middle. Up: the other way round, a little to the right, so that the two ways of a
 * pair part. Within a row: an arc over the row. */
static void
draw_between (const Layers *self, guint32 a, guint32 b, HfPoint *points)
{
  double from = self->x[a], to = self->x[b], start, end, reach;

  if (self->row[a] < self->row[b])
    {
      start = self->y[a] + self->height[a] / 2;
      end = self->y[b] - self->height[b] / 2;
      reach = (end - start) / 2;
    }
  else if (self->row[a] > self->row[b])
    {
      from += self->width[a] / 4;
      to += self->width[b] / 4;
      start = self->y[a] - self->height[a] / 2;
      end = self->y[b] + self->height[b] / 2;
      reach = (end - start) / 2;
    }
  else
    {
      start = self->y[a] - self->height[a] / 2;
      end = self->y[b] - self->height[b] / 2;
      reach = -MAX (self->request->rank_gap * 0.7, 8);
    }
  points[0] = (HfPoint) { from, start };
  points[1] = (HfPoint) { from, start + reach };
  points[2] = (HfPoint) { to, self->row[a] == self->row[b] ? end + reach : end - reach };
  points[3] = (HfPoint) { to, end };
}

static void
turn (HfPoint *points, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    points[i] = (HfPoint) { points[i].y, points[i].x };
}

static HfLayout *
to_layout (const Layers *self)
{
  const HfLayoutRequest *request = self->request;
  HfLayout *layout = hf_layout_alloc (request, 4 * request->edges->len);
  guint32 n_points = 0;

  layout->step = HF_LAYOUT_LAYERED;
  for (guint32 v = 0; v < self->n; v++)
    layout->centers[v] = (HfPoint) { self->x[v], self->y[v] };
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);

      if (edge->from != edge->to)
        {
          draw_between (self, edge->from, edge->to, layout->points + n_points);
          n_points += 4;
        }
      layout->edge_begin[e + 1] = n_points;
    }
  if (request->direction == HF_LAYOUT_RIGHT)
    {
      turn (layout->centers, layout->n_boxes);
      turn (layout->points, n_points);
    }
  layout = hf_layout_complete (layout, request);
  hf_layout_fit (layout, request);

  return layout;
}

guint32 *
hf_layout_layers (const HfLayoutRequest *request)
{
  guint32 *layer;
  Layers layers;

  layers_init (&layers, request);
  collect_neighbors (&layers);
  assign_layers (&layers);
  layer = g_steal_pointer (&layers.layer);
  layers_clear (&layers);

  return layer;
}

HfLayout *
hf_layout_new_layered (const HfLayoutRequest *request)
{
  Layers layers;
  HfLayout *layout;

  g_return_val_if_fail (request != NULL, NULL);

  layers_init (&layers, request);
  collect_neighbors (&layers);
  assign_layers (&layers);
  order_layers (&layers);
  cut_rows (&layers);
  stack_rows (&layers);
  place_rows (&layers);
  layout = to_layout (&layers);
  layers_clear (&layers);

  return layout;
}
