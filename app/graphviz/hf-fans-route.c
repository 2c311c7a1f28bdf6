/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-fans.h"

#include <math.h>
#include <string.h>

#include "graphviz/hf-layout-private.h"

#define CLEAR 5.0     /* kept between a line and a box that it passes */
#define SPREAD 3.0    /* between lines that pass through one gap */
#define OUTSIDE 12.0  /* from the outermost box */

/* Boxes as obstacles, from top to bottom. */
typedef struct
{
  double left;
  double right;
  double top;
  double bottom;
  guint32 box;
} Obstacle;

typedef struct
{
  const HfLayoutRequest *request;
  const HfLayout *layout;
  GArray *obstacles; /* of Obstacle, by top */
  GArray *spans;     /* of Obstacle, scratch: those of one band, by left */
  GArray *points;    /* of HfPoint, of all edges that are drawn here */
  double *over;      /* [boxes] room taken by the labels put above it so far */
  double *under;
} Router;

static int
compare_tops (gconstpointer a, gconstpointer b)
{
  double x = ((const Obstacle *) a)->top, y = ((const Obstacle *) b)->top;

  return x < y ? -1 : x > y;
}

static int
compare_lefts (gconstpointer a, gconstpointer b)
{
  double x = ((const Obstacle *) a)->left, y = ((const Obstacle *) b)->left;

  return x < y ? -1 : x > y;
}

static Obstacle
obstacle_of (const HfLayoutRequest *request, const HfLayout *layout, guint32 i)
{
  const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);
  HfPoint at = layout->centers[i];

  return (Obstacle) { at.x - box->width / 2, at.x + box->width / 2, at.y - box->height / 2, at.y + box->height / 2, i };
}

static void
add_point (Router *self, double x, double y)
{
  g_array_append_val (self->points, ((HfPoint) { x, y }));
}

/* To (x, y), which is further down, leaving and arriving upright. */
static void
curve_to (Router *self, double x, double y)
{
  HfPoint from = g_array_index (self->points, HfPoint, self->points->len - 1);
  double reach = (y - from.y) / 2;

  add_point (self, from.x, from.y + reach);
  add_point (self, x, y - reach);
  add_point (self, x, y);
}

/* Each column has a gap of its own, at its left, so that no two columns' labels meet in one. */
static double
cost (double x, double wanted)
{
  return x <= wanted ? wanted - x : 2 * (x - wanted);
}

/* Where a line passes the band's boxes. */
static double
find_gap (Router *self, double wanted, double shift)
{
  double best = NAN, end = -G_MAXDOUBLE;

  g_array_sort (self->spans, compare_lefts);
  for (guint i = 0; i <= self->spans->len; i++)
    {
      const Obstacle *next = i < self->spans->len ? &g_array_index (self->spans, Obstacle, i) : NULL;
      double x;

      if (i == 0)
        x = MIN (next->left - OUTSIDE, wanted);
      else if (next == NULL)
        x = MAX (end + OUTSIDE, wanted);
      else
        x = (end + next->left) / 2;
      if ((i == 0 || next == NULL || next->left - end >= 2 * CLEAR) && (isnan (best) || cost (x, wanted) < cost (best, wanted)))
        best = x;
      if (next != NULL)
        end = MAX (end, next->right);
    }

  return best + shift;
}

/* Lets the line pass every band of boxes between @a and @b. Where a band reaches beside one of them, it is left or entered
 * right there. */
static void
pass_bands (Router *self, const Obstacle *a, const Obstacle *b, double wanted, double shift)
{
  double top = a->bottom, bottom = b->top;
  double band_top = NAN, band_bottom = NAN;

  g_array_set_size (self->spans, 0);
  for (guint i = 0; i <= self->obstacles->len; i++)
    {
      const Obstacle *obstacle = i < self->obstacles->len ? &g_array_index (self->obstacles, Obstacle, i) : NULL;

      if (obstacle != NULL && (obstacle->bottom <= top + 1 || obstacle->top >= bottom - 1 || obstacle->box == a->box || obstacle->box == b->box))
        continue;
      if (self->spans->len > 0 && (obstacle == NULL || obstacle->top > band_bottom))
        {
          double x = find_gap (self, band_top < top ? (a->left + a->right) / 2 : band_bottom > bottom ? (b->left + b->right) / 2 : wanted, shift);

          curve_to (self, x, MAX (band_top - CLEAR, g_array_index (self->points, HfPoint, self->points->len - 1).y));
          curve_to (self, x, MIN (band_bottom + CLEAR, bottom));
          g_array_set_size (self->spans, 0);
        }
      if (obstacle == NULL)
        break;
      band_top = self->spans->len == 0 ? obstacle->top : MIN (band_top, obstacle->top);
      band_bottom = self->spans->len == 0 ? obstacle->bottom : MAX (band_bottom, obstacle->bottom);
      g_array_append_val (self->spans, *obstacle);
    }
}

static HfPoint
point_at (const HfPoint *p, double t)
{
  double s = 1 - t;

  return (HfPoint) { s * s * s * p[0].x + 3 * s * s * t * p[1].x + 3 * s * t * t * p[2].x + t * t * t * p[3].x,
                     s * s * s * p[0].y + 3 * s * s * t * p[1].y + 3 * s * t * t * p[2].y + t * t * t * p[3].y };
}

/* Where a piece that leads downward is at that height, or its nearer end. */
static HfPoint
point_at_height (const HfPoint *p, double y)
{
  double low = 0, high = 1;

  for (guint i = 0; i < 20; i++)
    {
      double t = (low + high) / 2;

      if (point_at (p, t).y < y)
        low = t;
      else
        high = t;
    }

  return point_at (p, low);
}

static void
reverse (HfPoint *points, guint n)
{
  for (guint a = 0, b = n - 1; a < b; a++, b--)
    {
      HfPoint point = points[a];

      points[a] = points[b];
      points[b] = point;
    }
}

/* Draws one edge; its label goes where it comes to the box that is in the fan. Nothing if it does not lead downward. */
static void
route (Router *self, const HfFans *fans, guint32 e, HfPoint *label)
{
  const HfLayoutEdge *edge = &g_array_index (self->request->edges, HfLayoutEdge, e);
  gboolean down = self->layout->centers[edge->from].y < self->layout->centers[edge->to].y;
  guint32 upper = down ? edge->from : edge->to, lower = down ? edge->to : edge->from;
  Obstacle a = obstacle_of (self->request, self->layout, upper), b = obstacle_of (self->request, self->layout, lower);
  gboolean to_fan = fans->row[lower] != HF_FANS_NO_ROW && fans->row[lower] > 0;
  double ax = (a.left + a.right) / 2, bx = (b.left + b.right) / 2;
  double shift = ((int) (e % 5) - 2) * SPREAD;
  guint first = self->points->len, n;
  HfPoint *points;

  if (a.bottom + 2 > b.top)
    return;
  add_point (self, ax, a.bottom);
  pass_bands (self, &a, &b, to_fan ? bx : ax, shift);
  n = self->points->len - first;
  points = &g_array_index (self->points, HfPoint, first);
  /* Toward the side on which it comes, so that several do not end in one point. */
  if (n > 1 && to_fan)
    bx += CLAMP (points[n - 1].x - bx, -0.15, 0.15) * (b.right - b.left) + shift;
  else if (n > 1)
    points[0].x = points[1].x = ax + CLAMP (points[3].x - ax, -0.15, 0.15) * (a.right - a.left) + shift;
  /* Where boxes of its row are higher it has come to the border already. */
  if (points[n - 1].y < b.top - 1 || n == 1 || points[n - 1].x < b.left || points[n - 1].x > b.right)
    curve_to (self, bx, b.top);
  n = self->points->len - first;
  points = &g_array_index (self->points, HfPoint, first);
  if (edge->label_width > 0 && to_fan)
    {
      *label = point_at_height (points + n - 4, b.top - fans->label_at - edge->label_height / 2 - self->over[lower]);
      self->over[lower] += edge->label_height + HF_FANS_LABEL_GAP;
    }
  else if (edge->label_width > 0)
    {
      *label = point_at_height (points, a.bottom + fans->label_at + edge->label_height / 2 + self->under[upper]);
      self->under[upper] += edge->label_height + HF_FANS_LABEL_GAP;
    }
  if (!down)
    reverse (points, n);
}

HfLayout *
hf_fans_route (const HfFans *self, HfLayout *layout, const HfLayoutRequest *request)
{
  Router router = { .request = request, .layout = layout };
  g_autofree guint32 *begin = NULL;
  g_autofree HfPoint *old = NULL;
  g_autofree double *over = NULL;
  g_autofree double *under = NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HfPoint));
  g_autoptr (GArray) obstacles = g_array_new (FALSE, FALSE, sizeof (Obstacle));
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Obstacle));

  if (self->n_untold == 0)
    return layout;

  router.points = points;
  router.obstacles = obstacles;
  router.spans = spans;
  router.over = over = g_new0 (double, (gsize) layout->n_boxes + 1);
  router.under = under = g_new0 (double, (gsize) layout->n_boxes + 1);
  for (guint32 i = 0; i < layout->n_boxes; i++)
    {
      Obstacle obstacle = obstacle_of (request, layout, i);

      g_array_append_val (obstacles, obstacle);
    }
  g_array_sort (obstacles, compare_tops);

  begin = g_steal_pointer (&layout->edge_begin);
  old = g_steal_pointer (&layout->points);
  layout->edge_begin = g_new0 (guint32, (gsize) layout->n_edges + 1);
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      if (self->untold[e])
        route (&router, self, e, &layout->labels[e]);
      else
        g_array_append_vals (points, old + begin[e], begin[e + 1] - begin[e]);
      layout->edge_begin[e + 1] = points->len;
    }
  layout->points = g_new0 (HfPoint, (gsize) points->len + 1);
  memcpy (layout->points, points->data, points->len * sizeof (HfPoint));

  return layout;
}
