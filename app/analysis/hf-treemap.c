/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-treemap.h"

#include <math.h>
#include <stdlib.h>

#define N_(s) (s)

typedef struct
{
  guint32 object;
  guint32 n_rest;
  gboolean own;
  guint64 bytes;
} Item;

typedef struct
{
  double x, y, width, height;
} Rect;

typedef struct
{
  const HfAnalysis *analysis;
  GArray *cells; /* of HfTreemapCell */
  GArray *items; /* of Item: the level that is being divided */
} Work;

void
hf_treemap_free (HfTreemap *self)
{
  if (self == NULL)
    return;
  g_free (self->cells);
  g_free (self);
}

/* ---- levels ---- */

static int
by_size (gconstpointer a, gconstpointer b)
{
  const Item *x = a, *y = b;

  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;

  return x->object < y->object ? -1 : x->object > y->object;
}

static void
add_item (Work *work, Item item, guint64 least, Item *rest)
{
  if (item.bytes >= least && item.bytes > 0)
    {
      g_array_append_val (work->items, item);
      return;
    }
  rest->bytes += item.bytes;
  rest->n_rest++;
}

/* What @object dominates, largest first, and what it takes itself; the small ones as one. */
static void
list_items (Work *work, guint32 object, double area)
{
  const HfAnalysis *analysis = work->analysis;
  guint64 whole = hf_dominators_retained (analysis->dominators, object);
  guint64 least = (guint64) ceil ((double) whole * HF_TREEMAP_LEAST / MAX (area, 1));
  Item own = { .object = object, .own = TRUE, .bytes = object != HF_ROOT ? hf_heap_shallow (analysis->heap, object) : 0 };
  Item rest = { .object = HF_NONE };
  guint32 n;
  const guint32 *children = hf_dominators_children (analysis->dominators, object, &n);

  g_array_set_size (work->items, 0);
  for (guint32 i = 0; i < n; i++)
    add_item (work, (Item) { .object = children[i], .bytes = hf_dominators_retained (analysis->dominators, children[i]) }, least, &rest);
  if (own.bytes > 0)
    add_item (work, own, least, &rest);
  if (rest.bytes > 0)
    g_array_append_val (work->items, rest);
  g_array_sort (work->items, by_size);
}

/* ---- rows ---- */

/* The worst ratio of sides in a row of @sum bytes along @side, from its largest and smallest. @scale: area of a byte. */
static double
worst_of (double sum, double largest, double smallest, double side, double scale)
{
  double thickness = sum * scale / side, square = thickness * thickness;

  return MAX (largest * scale / square, square / (smallest * scale));
}

static const Item *
item_at (const Work *work, guint i)
{
  return &g_array_index (work->items, Item, i);
}

/* Where the row ends that begins with item @begin: as long as another item makes it more square. */
static guint
end_of_row (const Work *work, guint begin, double side, double scale, double *sum)
{
  const double largest = (double) item_at (work, begin)->bytes;
  double worst;
  guint end = begin + 1;

  *sum = largest;
  worst = worst_of (*sum, largest, largest, side, scale);
  for (; end < work->items->len; end++)
    {
      double bytes = (double) item_at (work, end)->bytes, next;

      next = worst_of (*sum + bytes, largest, bytes, side, scale);
      if (next > worst)
        break;
      *sum += bytes;
      worst = next;
    }

  return end;
}

static void
add_cell (Work *work, const Item *item, Rect rect, guint32 parent, guint depth)
{
  HfTreemapCell cell = {
    .x = (float) rect.x, .y = (float) rect.y, .width = (float) rect.width, .height = (float) rect.height,
    .object = item->object, .n_rest = item->n_rest, .parent = parent, .depth = (guint16) depth, .own = item->own, .bytes = item->bytes,
  };

  g_array_append_val (work->cells, cell);
}

/* Puts a row along the shorter side and takes its strip off @left. */
static void
lay_row (Work *work, guint begin, guint end, double sum, double scale, Rect *left, guint32 parent, guint depth)
{
  gboolean upright = left->width >= left->height;
  double thickness = sum * scale / (upright ? left->height : left->width), at = 0;

  for (guint i = begin; i < end; i++)
    {
      double length = (double) item_at (work, i)->bytes * scale / thickness;
      Rect rect = upright ? (Rect) { left->x, left->y + at, thickness, length } : (Rect) { left->x + at, left->y, length, thickness };

      add_cell (work, item_at (work, i), rect, parent, depth);
      at += length;
    }
  if (upright)
    left->x += thickness;
  else
    left->y += thickness;
  left->width -= upright ? thickness : 0;
  left->height -= upright ? 0 : thickness;
}

/* Levels that would pass the most cells stay undivided. */
static void
divide (Work *work, guint32 object, Rect left, guint32 parent, guint depth)
{
  double whole = 0, scale, sum;

  list_items (work, object, left.width * left.height);
  if (work->cells->len + work->items->len > HF_TREEMAP_CELLS && depth > 0)
    return;
  for (guint i = 0; i < work->items->len; i++)
    whole += (double) item_at (work, i)->bytes;
  if (whole <= 0 || left.width <= 0 || left.height <= 0)
    return;
  scale = left.width * left.height / whole;
  for (guint i = 0; i < work->items->len && left.width > 1e-6 && left.height > 1e-6;)
    {
      guint end = end_of_row (work, i, MIN (left.width, left.height), scale, &sum);

      lay_row (work, i, end, sum, scale, &left, parent, depth);
      i = end;
    }
}

static gboolean
can_be_divided (const Work *work, const HfTreemapCell *cell)
{
  guint32 n;

  if (cell->object == HF_NONE || cell->own || cell->depth + 1u >= HF_TREEMAP_DEPTH)
    return FALSE;
  if (cell->width < 40 || cell->height < HF_TREEMAP_TITLE + 16)
    return FALSE;
  hf_dominators_children (work->analysis->dominators, cell->object, &n);

  return n > 0;
}

HfTreemap *
hf_treemap_new (const HfAnalysis *analysis, guint32 focus, double width, double height, HfProgress *progress, GError **error)
{
  Work work = { .analysis = analysis };
  g_autoptr (HfTreemap) self = NULL;

  g_return_val_if_fail (analysis != NULL && focus < hf_heap_graph (analysis->heap)->n, NULL);

  self = g_new0 (HfTreemap, 1);
  self->focus = focus;
  self->width = (float) width;
  self->height = (float) height;
  work.cells = g_array_new (FALSE, FALSE, sizeof (HfTreemapCell));
  work.items = g_array_new (FALSE, FALSE, sizeof (Item));
  hf_progress_begin (progress, N_("Laying out the map"), HF_TREEMAP_CELLS);
  divide (&work, focus, (Rect) { 0, 0, width, height }, HF_NONE, 0);
  self->n_outer = work.cells->len;
  for (guint i = 0; i < work.cells->len; i++)
    {
      HfTreemapCell cell = g_array_index (work.cells, HfTreemapCell, i);
      const double margin = HF_TREEMAP_MARGIN, title = HF_TREEMAP_TITLE;

      if (hf_progress_step (progress, i, error))
        break;
      if (can_be_divided (&work, &cell))
        divide (&work, cell.object, (Rect) { cell.x + margin, cell.y + title, cell.width - 2 * margin, cell.height - title - margin }, i, cell.depth + 1u);
    }
  g_array_unref (work.items);
  self->n_cells = work.cells->len;
  self->cells = (HfTreemapCell *) (gpointer) g_array_free (work.cells, FALSE);

  return hf_progress_is_cancelled (progress) ? NULL : g_steal_pointer (&self);
}

guint32
hf_treemap_at (const HfTreemap *self, double x, double y)
{
  /* Inner cells come after those around them. */
  for (guint i = self->n_cells; i-- > 0;)
    {
      const HfTreemapCell *cell = &self->cells[i];

      if (x >= cell->x && y >= cell->y && x < cell->x + cell->width && y < cell->y + cell->height)
        return i;
    }

  return HF_NONE;
}
