/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-fans.h"

#include <math.h>

#include "graphviz/hf-layout-private.h"

#define LEAST_FAN 6u
#define LEAST_COLUMNS 5.0
#define FEWEST_COLUMNS 3.0 /* where several fans share a layer */
#define SAME_ROW 8.0
#define LABEL_AT 15.0
#define LABEL_BESIDE 32.0 /* where edges are to point to the right there are handles between */
#define HEAVY 5u           /* weight from which an edge wants to be short and straight */

typedef struct
{
  guint32 layer;
  guint32 hub;
  guint32 cluster;
  HfPoint before; /* NAN: was not there */
  guint32 box;
} Member;

typedef struct
{
  const HfLayoutRequest *request;
  HfFans *fans;
  double aspect;
  guint32 n;
  guint32 *layer;    /* [n] */
  guint32 *begin;    /* [n + 1] into neighbor: both directions, without loops, ascending */
  guint32 *neighbor;
  guint32 *fan;      /* [n] index of the fan + 1; 0 for none */
  guint32 *last_row; /* [fan + 1] */
} Planner;

static const HfLayoutEdge *
edge_at (const Planner *self, guint32 e)
{
  return &g_array_index (self->request->edges, HfLayoutEdge, e);
}

static const HfLayoutBox *
box_at (const Planner *self, guint32 i)
{
  return &g_array_index (self->request->boxes, HfLayoutBox, i);
}

static void
collect_neighbors (Planner *self)
{
  guint m = self->request->edges->len;
  g_autofree guint32 *next = NULL;

  self->begin = g_new0 (guint32, (gsize) self->n + 2);
  for (guint32 e = 0; e < m; e++)
    if (edge_at (self, e)->from != edge_at (self, e)->to)
      {
        self->begin[edge_at (self, e)->from + 1]++;
        self->begin[edge_at (self, e)->to + 1]++;
      }
  for (guint32 i = 0; i < self->n; i++)
    self->begin[i + 1] += self->begin[i];
  next = g_memdup2 (self->begin, ((gsize) self->n + 1) * sizeof *next);
  self->neighbor = g_new (guint32, (gsize) self->begin[self->n] + 1);
  for (guint32 e = 0; e < m; e++)
    if (edge_at (self, e)->from != edge_at (self, e)->to)
      {
        self->neighbor[next[edge_at (self, e)->from]++] = edge_at (self, e)->to;
        self->neighbor[next[edge_at (self, e)->to]++] = edge_at (self, e)->from;
      }
}

/* Whether @box has no other neighbour than @only. */
static gboolean
hangs_on (const Planner *self, guint32 box, guint32 only)
{
  for (guint32 i = self->begin[box]; i < self->begin[box + 1]; i++)
    if (self->neighbor[i] != only)
      return FALSE;

  return TRUE;
}

/* (transfer full) Which boxes may be in a fan. */
static gboolean *
find_eligible (const Planner *self)
{
  gboolean *eligible = g_new0 (gboolean, (gsize) self->n + 1);

  for (guint32 v = 0; v < self->n; v++)
    {
      eligible[v] = self->begin[v] < self->begin[v + 1];
      for (guint32 i = self->begin[v]; i < self->begin[v + 1] && eligible[v]; i++)
        eligible[v] = self->layer[self->neighbor[i]] != self->layer[v] && !hangs_on (self, self->neighbor[i], v);
    }
  for (guint32 e = 0; e < self->request->edges->len; e++)
    if (edge_at (self, e)->weight >= HEAVY)
      eligible[edge_at (self, e)->from] = eligible[edge_at (self, e)->to] = FALSE;

  return eligible;
}

/* How many eligible boxes of a layer are around @hub. */
static guint32
count_around (const Planner *self, const gboolean *eligible, guint32 hub, guint32 layer)
{
  guint32 count = 0;

  for (guint32 i = self->begin[hub]; i < self->begin[hub + 1]; i++)
    count += eligible[self->neighbor[i]] && self->layer[self->neighbor[i]] == layer;

  return count;
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *x = a;
  const Member *y = b;

  if (x->layer != y->layer)
    return x->layer < y->layer ? -1 : 1;
  if (x->hub != y->hub)
    return x->hub < y->hub ? -1 : 1;
  if (x->cluster != y->cluster)
    return x->cluster < y->cluster ? -1 : 1;
  if (isnan (x->before.x) != isnan (y->before.x))
    return isnan (x->before.x) ? 1 : -1;
  if (!isnan (x->before.x) && x->before.y != y->before.y)
    return x->before.y < y->before.y ? -1 : 1;
  if (!isnan (x->before.x) && x->before.x != y->before.x)
    return x->before.x < y->before.x ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

/* Rows of a fan are told apart by a box's height, not by what boxes of other heights differ in. */
static HfPoint
before (const Planner *self, guint32 v)
{
  const HfLayoutBox *box = box_at (self, v);

  return isnan (box->hint_y) ? (HfPoint) { NAN, NAN } : (HfPoint) { box->hint_x, round (box->hint_y / SAME_ROW) };
}

/* (transfer full; of Member) Each eligible box with the neighbour around which most are, sorted. */
static GArray *
find_members (const Planner *self, const gboolean *eligible)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));
  g_autofree guint32 *around = g_new0 (guint32, (gsize) self->n + 1);
  g_autofree guint32 *around_layer = g_new0 (guint32, (gsize) self->n + 1);

  for (guint32 v = 0; v < self->n; v++)
    {
      Member member = { self->layer[v], 0, box_at (self, v)->cluster, before (self, v), v };
      guint32 most = 0;

      for (guint32 i = self->begin[v]; i < self->begin[v + 1] && eligible[v]; i++)
        {
          guint32 hub = self->neighbor[i];

          /* Boxes come in any order, but those of one fan mostly together. */
          if (around[hub] == 0 || around_layer[hub] != self->layer[v])
            {
              around[hub] = count_around (self, eligible, hub, self->layer[v]);
              around_layer[hub] = self->layer[v];
            }
          if (around[hub] > most || (around[hub] == most && hub < member.hub))
            {
              most = around[hub];
              member.hub = hub;
            }
        }
      if (most >= LEAST_FAN)
        g_array_append_val (members, member);
    }
  g_array_sort (members, compare_members);

  return members;
}

static gboolean
is_same_fan (const Member *a, const Member *b)
{
  return a->layer == b->layer && a->hub == b->hub && a->cluster == b->cluster;
}

/* How many columns a layer with @n such boxes should have for its rows and columns to make a picture of a good shape. */
static double
columns_for (const Planner *self, const Member *members, guint n)
{
  double width = 0, height = 0;

  for (guint i = 0; i < n; i++)
    {
      width += box_at (self, members[i].box)->width + self->request->gap;
      height = MAX (height, box_at (self, members[i].box)->height + self->request->rank_gap);
    }

  return MAX (LEAST_COLUMNS, ceil (sqrt (self->aspect * n * height / (width / n))));
}

/* Row by row in the boxes' order; the row that is not full is the one furthest from the hub. */
static void
place_fan (Planner *self, const Member *members, guint n, guint32 columns, guint32 fan)
{
  guint32 rows = (n + columns - 1) / columns;
  gboolean hub_above = self->layer[members[0].hub] < members[0].layer;
  guint32 missing;

  columns = (n + rows - 1) / rows;
  missing = hub_above ? 0 : rows * columns - n;
  for (guint i = 0; i < n; i++)
    {
      guint32 place = i + missing;

      self->fans->row[members[i].box] = place / columns;
      self->fan[members[i].box] = fan;
      if (place >= columns && i >= columns)
        g_array_append_vals (self->fans->columns, &(HfFanColumn) { members[i - columns].box, members[i].box, 0 }, 1);
    }
  self->last_row[fan] = rows - 1;
}

static void
place_layer (Planner *self, const Member *members, guint n, guint32 *n_fans)
{
  double columns = columns_for (self, members, n);

  for (guint i = 0, end; i < n; i = end)
    {
      double share;

      for (end = i + 1; end < n && is_same_fan (&members[i], &members[end]); end++)
        ;
      share = MAX (FEWEST_COLUMNS, round (columns * (end - i) / n));
      if (end - i >= LEAST_FAN && end - i > share)
        place_fan (self, members + i, end - i, (guint32) share, ++*n_fans);
    }
}

static guint32
upper_end (const Planner *self, guint32 e)
{
  const HfLayoutEdge *edge = edge_at (self, e);

  return self->layer[edge->from] < self->layer[edge->to] ? edge->from : edge->to;
}

static guint32
lower_end (const Planner *self, guint32 e)
{
  const HfLayoutEdge *edge = edge_at (self, e);

  return self->layer[edge->from] < self->layer[edge->to] ? edge->to : edge->from;
}

/* Edges between a box and the far rows of a fan are not told where another one joins it to the near row: the columns keep
 * the order. @above: for boxes above the fan. */
static void
leave_out (Planner *self, gboolean above)
{
  guint m = self->request->edges->len;
  g_autoptr (GHashTable) near_rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint pass = 0; pass < 2; pass++)
    for (guint32 e = 0; e < m; e++)
      {
        guint32 member = above ? lower_end (self, e) : upper_end (self, e);
        guint32 other = above ? upper_end (self, e) : lower_end (self, e);
        guint32 fan = self->fan[member];
        guint64 key = (guint64) fan << 32 | other;
        gboolean is_near;

        if (fan == 0 || member == other || self->fans->untold[e])
          continue;
        is_near = self->fans->row[member] == (above ? 0 : self->last_row[fan]);
        if (pass == 0 && is_near)
          g_hash_table_add (near_rows, g_memdup2 (&key, sizeof key));
        else if (pass == 1 && !is_near && g_hash_table_contains (near_rows, &key))
          {
            self->fans->untold[e] = TRUE;
            self->fans->n_untold++;
          }
      }
}

static void
measure_labels (Planner *self)
{
  g_autofree double *over = g_new0 (double, (gsize) self->n + 1);  /* [n] between a box and what is above it */
  g_autofree double *under = g_new0 (double, (gsize) self->n + 1);

  for (guint32 e = 0; e < self->request->edges->len; e++)
    if (self->fans->untold[e] && edge_at (self, e)->label_width > 0)
      {
        guint32 upper = upper_end (self, e), lower = lower_end (self, e);

        if (self->fan[lower] != 0 && self->fans->row[lower] > 0)
          over[lower] += edge_at (self, e)->label_height + HF_FANS_LABEL_GAP;
        else
          under[upper] += edge_at (self, e)->label_height + HF_FANS_LABEL_GAP;
      }
  for (guint i = 0; i < self->fans->columns->len; i++)
    {
      HfFanColumn *column = &g_array_index (self->fans->columns, HfFanColumn, i);

      column->label_room = MAX (over[column->below], under[column->above]);
      if (column->label_room > 0)
        column->label_room = MIN (column->label_room + self->fans->label_at - LABEL_AT, HF_FANS_MOST_ROOM);
    }
}

static void
plan (Planner *self)
{
  g_autofree gboolean *eligible = NULL;
  g_autoptr (GArray) members = NULL;
  guint32 n_fans = 0;

  self->layer = hf_layout_layers (self->request);
  collect_neighbors (self);
  eligible = find_eligible (self);
  members = find_members (self, eligible);
  self->fan = g_new0 (guint32, (gsize) self->n + 1);
  self->last_row = g_new0 (guint32, (gsize) members->len + 1);
  for (guint i = 0, end; i < members->len; i = end)
    {
      const Member *first = &g_array_index (members, Member, i);

      for (end = i + 1; end < members->len && g_array_index (members, Member, end).layer == first->layer; end++)
        ;
      place_layer (self, first, end - i, &n_fans);
    }
  leave_out (self, TRUE);
  leave_out (self, FALSE);
  measure_labels (self);
}

HfFans *
hf_fans_new (const HfLayoutRequest *request, double aspect)
{
  HfFans *self = g_new0 (HfFans, 1);
  Planner planner = { .request = request, .fans = self, .aspect = aspect, .n = request->boxes->len };

  self->row = g_new (guint32, (gsize) planner.n + 1);
  self->untold = g_new0 (gboolean, (gsize) request->edges->len + 1);
  self->columns = g_array_new (FALSE, FALSE, sizeof (HfFanColumn));
  self->label_at = aspect >= 1 ? LABEL_AT : LABEL_BESIDE;
  for (guint32 i = 0; i < planner.n; i++)
    self->row[i] = HF_FANS_NO_ROW;
  plan (&planner);
  g_free (planner.layer);
  g_free (planner.begin);
  g_free (planner.neighbor);
  g_free (planner.fan);
  g_free (planner.last_row);

  return self;
}

void
hf_fans_free (HfFans *self)
{
  if (self == NULL)
    return;

  g_free (self->row);
  g_free (self->untold);
  g_array_unref (self->columns);
  g_free (self);
}
