/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-treemap.h"

#include <math.h>
#include <stdlib.h>

#define N_(s) (s)

typedef struct
{
  guint32 object;
  guint32 group;
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
  const HfTreemapGroup *groups; /* or NULL */
  guint32 n_groups;
} Work;

/* What a level is made of. */
typedef struct
{
  const guint32 *objects;
  guint32 n_objects;
  guint32 owner;    /* what takes some itself; HF_NONE */
  gboolean grouped; /* all groups instead of objects */
  guint64 whole;
} Level;

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
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;

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

static Level
level_below (const Work *work, guint32 object)
{
  Level level = { .owner = object != HF_ROOT ? object : HF_NONE, .whole = hf_dominators_retained (work->analysis->dominators, object) };

  level.objects = hf_dominators_children (work->analysis->dominators, object, &level.n_objects);

  return level;
}

static Level
level_of_group (const HfTreemapGroup *group)
{
  return (Level) { .objects = group->objects, .n_objects = group->n_objects, .owner = HF_NONE, .whole = group->bytes };
}

static Level
level_of_groups (const Work *work)
{
  Level level = { .owner = HF_NONE, .grouped = TRUE };

  for (guint32 i = 0; i < work->n_groups; i++)
    level.whole += work->groups[i].bytes;

  return level;
}

static Level
level_in (const Work *work, const HfTreemapCell *cell)
{
  return cell->group != HF_NONE ? level_of_group (&work->groups[cell->group]) : level_below (work, cell->object);
}

/* Largest first, with what the owner takes itself; the small ones as one. */
static void
list_items (Work *work, const Level *level, double area)
{
  const HfAnalysis *analysis = work->analysis;
  guint64 least = (guint64) ceil ((double) level->whole * HF_TREEMAP_LEAST / MAX (area, 1));
  guint64 own = level->owner != HF_NONE ? hf_heap_shallow (analysis->heap, level->owner) : 0;
  Item rest = { .object = HF_NONE, .group = HF_NONE };

  g_array_set_size (work->items, 0);
  for (guint32 i = 0; level->grouped && i < work->n_groups; i++)
    add_item (work, (Item) { .object = HF_NONE, .group = i, .bytes = work->groups[i].bytes }, least, &rest);
  for (guint32 i = 0; i < level->n_objects; i++)
    add_item (work, (Item) { .object = level->objects[i], .group = HF_NONE,
                             .bytes = hf_dominators_retained (analysis->dominators, level->objects[i]) }, least, &rest);
  if (own > 0)
    add_item (work, (Item) { .object = level->owner, .group = HF_NONE, .own = TRUE, .bytes = own }, least, &rest);
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
    .object = item->object, .group = item->group, .n_rest = item->n_rest, .parent = parent, .depth = (guint16) depth, .own = item->own, .bytes = item->bytes,
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
divide (Work *work, const Level *level, Rect left, guint32 parent, guint depth)
{
  double whole = 0, scale, sum;

  list_items (work, level, left.width * left.height);
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
  if (cell->own || cell->depth + 1u >= HF_TREEMAP_DEPTH || (cell->object == HF_NONE && cell->group == HF_NONE))
    return FALSE;
  if (cell->width < 40 || cell->height < HF_TREEMAP_TITLE + 16)
    return FALSE;

  return level_in (work, cell).n_objects > 0;
}

static HfTreemap *
lay_out (Work *work, const Level *outer, guint32 focus, double width, double height, HfProgress *progress, GError **error)
{
  g_autoptr (HfTreemap) self = g_new0 (HfTreemap, 1);
  const double margin = HF_TREEMAP_MARGIN, title = HF_TREEMAP_TITLE;

  self->focus = focus;
  self->width = (float) width;
  self->height = (float) height;
  work->cells = g_array_new (FALSE, FALSE, sizeof (HfTreemapCell));
  work->items = g_array_new (FALSE, FALSE, sizeof (Item));
  hf_progress_begin (progress, N_("Laying out the map"), HF_TREEMAP_CELLS);
  divide (work, outer, (Rect) { 0, 0, width, height }, HF_NONE, 0);
  self->n_outer = work->cells->len;
  for (guint i = 0; i < work->cells->len; i++)
    {
      HfTreemapCell cell = g_array_index (work->cells, HfTreemapCell, i);
      Level level;

      if (hf_progress_step (progress, i, error))
        break;
      if (!can_be_divided (work, &cell))
        continue;
      level = level_in (work, &cell);
      divide (work, &level, (Rect) { cell.x + margin, cell.y + title, cell.width - 2 * margin, cell.height - title - margin }, i, cell.depth + 1u);
    }
  g_array_unref (work->items);
  self->n_cells = work->cells->len;
  self->cells = (HfTreemapCell *) (gpointer) g_array_free (work->cells, FALSE);

  return hf_progress_is_cancelled (progress) ? NULL : g_steal_pointer (&self);
}

HfTreemap *
hf_treemap_new (const HfAnalysis *analysis, guint32 focus, double width, double height, HfProgress *progress, GError **error)
{
  Work work = { .analysis = analysis };
  Level outer;

  g_return_val_if_fail (analysis != NULL && focus < hf_heap_graph (analysis->heap)->n, NULL);

  outer = level_below (&work, focus);
  return lay_out (&work, &outer, focus, width, height, progress, error);
}

HfTreemap *
hf_treemap_new_for_objects (const HfAnalysis *analysis, const HfTreemapGroup *list, double width, double height, HfProgress *progress,
                            GError **error)
{
  Work work = { .analysis = analysis };
  Level outer;

  g_return_val_if_fail (analysis != NULL && list != NULL, NULL);

  outer = level_of_group (list);
  return lay_out (&work, &outer, HF_NONE, width, height, progress, error);
}

HfTreemap *
hf_treemap_new_for_groups (const HfAnalysis *analysis, const HfTreemapGroup *groups, guint32 n_groups, double width, double height,
                           HfProgress *progress, GError **error)
{
  Work work = { .analysis = analysis, .groups = groups, .n_groups = n_groups };
  Level outer;

  g_return_val_if_fail (analysis != NULL && (groups != NULL || n_groups == 0), NULL);

  outer = level_of_groups (&work);
  return lay_out (&work, &outer, HF_NONE, width, height, progress, error);
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
