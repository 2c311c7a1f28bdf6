/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "graphviz/hf-layout-client.h"
#include "shapes.h"

#define WORLD 300u /* objects in the graph that is explored */
#define MOST 60u   /* drawn at once */
#define STEP 6u    /* neighbours that a step adds */
#define ABSENT G_MAXUINT32

/* Somebody explores a graph: what is drawn, and where it was drawn last. */
typedef struct
{
  HfLayoutRequest *world;
  gboolean drawn[WORLD];
  HfPoint last[WORLD]; /* NAN where it was not drawn */
} Explorer;

/* A picture of what is drawn. */
typedef struct
{
  HfLayoutRequest *request;
  guint32 object[WORLD]; /* of each box */
} Picture;

static const HfLayoutEdge *
edge_of (const HfLayoutRequest *request, guint32 e)
{
  return &g_array_index (request->edges, HfLayoutEdge, e);
}

/* Mostly a tree, with edges across: what heaps look like. */
static HfLayoutRequest *
new_world (GRand *rand)
{
  HfLayoutRequest *world = hf_layout_request_new ();

  for (guint32 i = 0; i < WORLD; i++)
    hf_layout_request_add_box (world, 90 + g_rand_int_range (rand, 0, 80), 44, HF_LAYOUT_NO_CLUSTER);
  for (guint32 i = 1; i < WORLD; i++)
    hf_layout_request_add_edge (world, (guint32) g_rand_int_range (rand, 0, (gint32) i), i, 40, 18, 2);
  for (guint32 k = 0; k < WORLD / 4; k++)
    hf_layout_request_add_edge (world, (guint32) g_rand_int_range (rand, 0, WORLD), (guint32) g_rand_int_range (rand, 0, WORLD), 40, 18, 1);

  return world;
}

static guint
count_drawn (const Explorer *self)
{
  guint n = 0;

  for (guint32 i = 0; i < WORLD; i++)
    n += self->drawn[i];

  return n;
}

static guint32
pick_drawn (const Explorer *self, GRand *rand)
{
  guint32 k = (guint32) g_rand_int_range (rand, 0, (gint32) count_drawn (self));

  for (guint32 i = 0; i < WORLD; i++)
    if (self->drawn[i] && k-- == 0)
      return i;
  g_assert_not_reached ();
}

/* Adds neighbours of a drawn object; where the picture is full takes some away instead. */
static void
step (Explorer *self, GRand *rand)
{
  guint32 at = pick_drawn (self, rand);
  guint added = 0;

  if (count_drawn (self) + STEP > MOST)
    {
      for (guint k = 0; k < 2 * STEP; k++)
        self->drawn[pick_drawn (self, rand)] = FALSE;
      self->drawn[at] = TRUE;
      return;
    }
  for (guint32 e = 0; e < self->world->edges->len && added < STEP; e++)
    {
      const HfLayoutEdge *edge = edge_of (self->world, e);
      guint32 other = edge->from == at ? edge->to : edge->from;

      if ((edge->from == at || edge->to == at) && !self->drawn[other])
        {
          self->drawn[other] = TRUE;
          added++;
        }
    }
}

/* In an order of its own, which is the same in every picture: already much better than none. */
static void
picture_init (Picture *self, const Explorer *explorer, HfLayoutKind kind, gboolean hints)
{
  guint32 box_of[WORLD], n = 0;

  self->request = hf_layout_request_new ();
  hf_layout_request_set_kind (self->request, kind);
  for (guint32 i = 0; i < WORLD; i++)
    box_of[i] = ABSENT;
  for (guint32 i = 0; i < WORLD; i++)
    if (explorer->drawn[i])
      self->object[n++] = i;
  for (guint32 i = 0; i < n; i++)
    {
      const HfLayoutBox *box = &g_array_index (explorer->world->boxes, HfLayoutBox, self->object[i]);

      box_of[self->object[i]] = hf_layout_request_add_box (self->request, box->width, box->height, HF_LAYOUT_NO_CLUSTER);
      if (hints)
        hf_layout_request_set_hint (self->request, i, explorer->last[self->object[i]].x, explorer->last[self->object[i]].y);
    }
  for (guint32 e = 0; e < explorer->world->edges->len; e++)
    {
      const HfLayoutEdge *edge = edge_of (explorer->world, e);

      if (box_of[edge->from] != ABSENT && box_of[edge->to] != ABSENT)
        hf_layout_request_add_edge (self->request, box_of[edge->from], box_of[edge->to], edge->label_width, edge->label_height, edge->weight);
    }
}

/* Pairs of boxes that are in one layer now and were before, and how many of them changed sides. */
static void
count_inversions (const Explorer *explorer, const Picture *picture, const HfLayout *layout, guint *pairs, guint *inversions)
{
  gboolean right = picture->request->direction == HF_LAYOUT_RIGHT;

  for (guint32 a = 0; a < layout->n_boxes; a++)
    for (guint32 b = 0; b < a; b++)
      {
        HfPoint now[2] = { layout->centers[a], layout->centers[b] };
        HfPoint before[2] = { explorer->last[picture->object[a]], explorer->last[picture->object[b]] };
        double layers = right ? now[0].x - now[1].x : now[0].y - now[1].y;
        double layers_before = right ? before[0].x - before[1].x : before[0].y - before[1].y;
        double along = right ? now[0].y - now[1].y : now[0].x - now[1].x;
        double along_before = right ? before[0].y - before[1].y : before[0].x - before[1].x;

        if (isnan (layers_before) || fabs (layers) > 1 || fabs (layers_before) > 1)
          continue;
        ++*pairs;
        *inversions += along * along_before < 0;
      }
}

static guint
count_crossings (const Picture *picture, const HfLayout *layout)
{
  guint n = 0;

  for (guint32 a = 0; a < picture->request->edges->len; a++)
    for (guint32 b = 0; b < a; b++)
      {
        const HfLayoutEdge *e = edge_of (picture->request, a), *f = edge_of (picture->request, b);
        HfPoint p = layout->centers[e->from], q = layout->centers[e->to], r = layout->centers[f->from], s = layout->centers[f->to];
        double d1 = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x), d2 = (q.x - p.x) * (s.y - p.y) - (q.y - p.y) * (s.x - p.x);
        double d3 = (s.x - r.x) * (p.y - r.y) - (s.y - r.y) * (p.x - r.x), d4 = (s.x - r.x) * (q.y - r.y) - (s.y - r.y) * (q.x - r.x);

        n += d1 * d2 < 0 && d3 * d4 < 0;
      }

  return n;
}

typedef struct
{
  guint pairs;
  guint inversions;
  guint crossings;
} Figures;

static Figures
explore (HfLayoutClient *client, HfLayoutKind kind, guint steps, gboolean hints, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  Explorer explorer = { .world = new_world (rand), .drawn = { TRUE } };
  Figures figures = { 0 };

  for (guint32 i = 0; i < WORLD; i++)
    explorer.last[i] = (HfPoint) { NAN, NAN };
  for (guint k = 0; k < steps; k++)
    {
      Picture picture;
      g_autoptr (HfLayout) layout = NULL;

      step (&explorer, rand);
      picture_init (&picture, &explorer, kind, hints);
      layout = hf_layout_client_layout (client, picture.request, NULL, NULL);
      assert_sound (layout, picture.request);
      count_inversions (&explorer, &picture, layout, &figures.pairs, &figures.inversions);
      figures.crossings += count_crossings (&picture, layout);
      for (guint32 i = 0; i < WORLD; i++)
        explorer.last[i] = (HfPoint) { NAN, NAN };
      for (guint32 i = 0; i < layout->n_boxes; i++)
        explorer.last[picture.object[i]] = layout->centers[i];
      hf_layout_request_unref (picture.request);
    }
  hf_layout_request_unref (explorer.world);
  g_rand_free (rand);

  return figures;
}

static void
compare (HfLayoutClient *client, HfLayoutKind kind, guint steps)
{
  Figures with = explore (client, kind, steps, TRUE, 42);
  Figures without = explore (client, kind, steps, FALSE, 42);
  double share = (double) with.inversions / with.pairs, share_without = (double) without.inversions / without.pairs;

  g_test_message ("%u steps: with hints %u of %u pairs inverted (%.1f %%), %u crossings; without %u of %u (%.1f %%), %u crossings", steps,
                  with.inversions, with.pairs, 100 * share, with.crossings,
                  without.inversions, without.pairs, 100 * share_without, without.crossings);
  g_assert_cmpuint (with.pairs, >, 20 * steps);
  g_assert_cmpfloat (share, <, share_without / 2);
  g_assert_cmpfloat (with.crossings, <, without.crossings * 1.25 + 10);
}

static void
test_down (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  compare (client, HF_LAYOUT_KIND_DOWN, 200);
}

static void
test_right (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  compare (client, HF_LAYOUT_KIND_RIGHT, 80);
}

static void
test_layered (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new_for_program (NULL);

  compare (client, HF_LAYOUT_KIND_DOWN, 300);
  compare (client, HF_LAYOUT_KIND_RIGHT, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphviz/order/down", test_down);
  g_test_add_func ("/graphviz/order/right", test_right);
  g_test_add_func ("/graphviz/order/layered", test_layered);

  return g_test_run ();
}
