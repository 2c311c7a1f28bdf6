/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-ring.h"

#define MAX_WORK G_GUINT64_CONSTANT (200000000)

HfRingFinder *
hf_ring_finder_new (const HfHeap *heap, const HfComponents *components, GError **error)
{
  g_autoptr (HfRingFinder) self = g_new0 (HfRingFinder, 1);
  const HfGraph *graph = hf_heap_graph (heap);

  self->heap = heap;
  self->graph = graph;
  self->components = components;
  self->from_ref = g_try_new0 (guint32, graph->n);
  self->queue = g_try_new (guint32, graph->n);
  self->left_in = g_try_new0 (guint32, graph->n);
  self->left_out = g_try_new0 (guint32, graph->n);
  if (self->from_ref == NULL || self->queue == NULL || self->left_in == NULL || self->left_out == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to find cycles");
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
hf_ring_finder_free (HfRingFinder *self)
{
  if (self == NULL)
    return;
  g_free (self->from_ref);
  g_free (self->queue);
  g_free (self->left_in);
  g_free (self->left_out);
  g_free (self);
}

/* Follows the search back from reference @last, which closes the ring. */
static void
collect (const HfRingFinder *self, guint32 start, guint32 last, GArray *ring)
{
  guint32 r = last;
  guint32 *refs;

  g_array_set_size (ring, 0);
  for (;;)
    {
      guint32 referrer = hf_graph_referrer_of (self->graph, r);

      g_array_append_val (ring, r);
      if (referrer == start)
        break;
      r = self->from_ref[referrer] - 1;
    }

  refs = (guint32 *) (gpointer) ring->data;
  for (guint i = 0; i < ring->len / 2; i++)
    {
      guint32 other = refs[i];

      refs[i] = refs[ring->len - 1 - i];
      refs[ring->len - 1 - i] = other;
    }
}

static gboolean
is_left (const HfRingFinder *self, guint32 v)
{
  return self->left_in[v] > 0 && self->left_out[v] > 0;
}

/* Returns the reference that closes the ring, or HF_NONE. What was set in from_ref[] is left for the caller to clear. */
static guint32
search (HfRingFinder *self, guint32 start, HfRefClasses classes, guint limit, gboolean only_left, guint32 *n_seen, guint64 *work)
{
  const HfGraph *graph = self->graph;
  guint32 component = hf_components_of (self->components, start);
  guint32 level_end = 1;
  guint depth = 0;

  self->queue[0] = start;
  self->from_ref[start] = HF_NONE;
  *n_seen = 1;
  for (guint32 i = 0; i < *n_seen; i++)
    {
      guint32 v = self->queue[i];

      if (i == level_end)
        {
          depth++;
          level_end = *n_seen;
        }
      if (depth >= limit)
        break;
      *work += graph->out_begin[v + 1] - graph->out_begin[v] + 1;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);

          if (!hf_ref_is (graph->out[r], classes) || hf_components_of (self->components, w) != component)
            continue;
          if (w == start)
            return r;
          if (self->from_ref[w] != 0 || (only_left && !is_left (self, w)))
            continue;
          self->from_ref[w] = r + 1;
          self->queue[(*n_seen)++] = w;
        }
    }

  return HF_NONE;
}

static gboolean
ring_through (HfRingFinder *self, guint32 object, HfRefClasses classes, guint limit, gboolean only_left, GArray *ring, guint64 *work)
{
  guint32 n_seen;
  guint32 last = search (self, object, classes, limit, only_left, &n_seen, work);

  if (last != HF_NONE)
    collect (self, object, last, ring);
  for (guint32 i = 0; i < n_seen; i++)
    self->from_ref[self->queue[i]] = 0;

  return last != HF_NONE;
}

gboolean
hf_ring_through (HfRingFinder *self, guint32 object, HfRefClasses classes, guint limit, GArray *ring)
{
  guint64 work = 0;

  return ring_through (self, object, classes, limit, FALSE, ring, &work);
}

static gboolean
is_inner (const HfRingFinder *self, HfRef ref, guint32 component, HfRefClasses classes)
{
  return hf_ref_is (ref, classes) && hf_components_of (self->components, hf_ref_object (ref)) == component;
}

static void
count_degrees (HfRingFinder *self, guint cycle, HfRefClasses classes)
{
  const HfComponents *components = self->components;
  const HfGraph *graph = self->graph;

  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1]; i++)
    {
      guint32 v = components->cycle_member[i];

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        if (is_inner (self, graph->out[r], hf_components_of (components, v), classes))
          {
            self->left_out[v]++;
            self->left_in[hf_ref_object (graph->out[r])]++;
          }
    }
}

static void
forget_degrees (HfRingFinder *self, guint cycle)
{
  const HfComponents *components = self->components;

  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1]; i++)
    self->left_in[components->cycle_member[i]] = self->left_out[components->cycle_member[i]] = 0;
}

/* One reference between @v and a neighbour is away. A neighbour that loses its last one on a side is on no cycle. */
static void
lose (HfRingFinder *self, guint32 *left, guint32 neighbour, guint32 *n_queued)
{
  if (!is_left (self, neighbour))
    return;
  if (--left[neighbour] == 0)
    self->queue[(*n_queued)++] = neighbour;
}

/* Leaves @object out of further searches, and everything that is on no cycle without it. Each member goes once. */
static void
leave_out (HfRingFinder *self, guint32 object, HfRefClasses classes)
{
  const HfGraph *graph = self->graph;
  guint32 component = hf_components_of (self->components, object), n = 0;

  if (!is_left (self, object))
    return;
  self->left_in[object] = 0;
  self->queue[n++] = object;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 v = self->queue[i];

      self->left_in[v] = self->left_out[v] = 0;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        if (is_inner (self, graph->out[r], component, classes))
          lose (self, self->left_in, hf_ref_object (graph->out[r]), &n);
      for (guint32 r = graph->in_begin[v]; r < graph->in_begin[v + 1]; r++)
        if (is_inner (self, graph->in[r], component, classes))
          lose (self, self->left_out, hf_ref_object (graph->in[r]), &n);
    }
}

/* The program's own objects: among equally short rings one of theirs tells more. */
static gboolean
is_telling (const HfRingFinder *self, guint32 v)
{
  return hf_heap_kind (self->heap, v) == HF_KIND_INSTANCE && !(hf_heap_type_flags (self->heap, hf_heap_type (self->heap, v)) & HF_TYPE_INTERNAL);
}

typedef struct
{
  guint best;
  guint64 work;
  guint64 checked;
} Search;

/* Looks from every member of one sort for a ring shorter than the best; FALSE if it must stop. */
static gboolean
search_members (HfRingFinder *self, guint cycle, HfRefClasses classes, gboolean telling, Search *state, GArray *ring, HfProgress *progress,
                GError **error)
{
  const HfComponents *components = self->components;

  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1] && state->best > 1 && state->work < MAX_WORK; i++)
    {
      guint32 v = components->cycle_member[i];
      guint limit = state->best == G_MAXUINT ? G_MAXUINT : state->best - 1;

      if (!is_left (self, v) || is_telling (self, v) != telling)
        continue;
      if (ring_through (self, v, classes, limit, TRUE, ring, &state->work))
        state->best = ring->len;
      leave_out (self, v, classes);
      if (state->work - state->checked > 100000)
        {
          state->checked = state->work;
          if (hf_progress_is_cancelled (progress))
            return !hf_progress_step (progress, cycle, error);
        }
    }

  return TRUE;
}

static gboolean
search_cycle (HfRingFinder *self, guint cycle, HfRefClasses classes, GArray *ring, HfProgress *progress, GError **error)
{
  Search state = { .best = G_MAXUINT };
  gboolean ok;

  g_array_set_size (ring, 0);
  count_degrees (self, cycle, classes);
  ok = search_members (self, cycle, classes, TRUE, &state, ring, progress, error) &&
       search_members (self, cycle, classes, FALSE, &state, ring, progress, error);
  forget_degrees (self, cycle);

  return ok;
}

gboolean
hf_ring_shortest (HfRingFinder *self, guint cycle, GArray *ring, gboolean *structural, HfProgress *progress, GError **error)
{
  *structural = FALSE;
  if (!search_cycle (self, cycle, HF_CLASSES_STRONG, ring, progress, error))
    return FALSE;
  if (ring->len > 0)
    return TRUE;

  *structural = TRUE;

  return search_cycle (self, cycle, HF_CLASSES_OWNING, ring, progress, error);
}

/* References like one another are one place in the program. */
typedef struct
{
  HfRefKind kind;
  guint64 key;
  guint32 from_type;
  guint32 to_type;
} Place;

static Place
place_of (const HfHeap *heap, guint32 from, guint32 r)
{
  HfRefKind kind = hf_heap_ref_kind (heap, r);

  return (Place) {
    .kind = kind,
    .key = kind == HF_REF_INDEX ? 0 : hf_heap_ref_label_key (heap, r),
    .from_type = hf_heap_type (heap, from),
    .to_type = hf_heap_type (heap, hf_ref_object (hf_heap_graph (heap)->out[r])),
  };
}

static gboolean
is_at (const HfHeap *heap, guint32 from, guint32 r, const Place *place)
{
  Place own = place_of (heap, from, r);

  return own.kind == place->kind && own.key == place->key && own.from_type == place->from_type && own.to_type == place->to_type;
}

gboolean
hf_ring_is_like (const HfHeap *heap, guint32 from, guint32 a, guint32 b)
{
  Place place = place_of (heap, hf_graph_referrer_of (hf_heap_graph (heap), b), b);

  return is_at (heap, from, a, &place);
}

gboolean
hf_ring_are_alike (const HfHeap *heap, guint32 a, guint32 b)
{
  return hf_ring_is_like (heap, hf_graph_referrer_of (hf_heap_graph (heap), a), a, b);
}

/* The member that reference @r of @v leads to, or HF_NONE if it is none that counts. */
static guint32
remaining (const HfRingFinder *self, guint32 v, guint32 r, const Place *without)
{
  if (!is_inner (self, self->graph->out[r], hf_components_of (self->components, v), hf_components_cycle_classes (self->graph, v)) || is_at (self->heap, v, r, without))
    return HF_NONE;

  return hf_ref_object (self->graph->out[r]);
}

/* Takes members away that nothing left in the component refers to, until none is left or a cycle remains (Kahn 1962). */
gboolean
hf_ring_falls_apart (HfRingFinder *self, guint cycle, guint32 without)
{
  const HfComponents *components = self->components;
  const HfGraph *graph = self->graph;
  guint32 begin = components->cycle_begin[cycle], n = components->cycle_begin[cycle + 1] - begin;
  const guint32 *members = &components->cycle_member[begin];
  Place place = place_of (self->heap, hf_graph_referrer_of (graph, without), without);
  guint32 tail = 0;

  for (guint32 i = 0; i < n; i++)
    for (guint32 r = graph->out_begin[members[i]]; r < graph->out_begin[members[i] + 1]; r++)
      {
        guint32 to = remaining (self, members[i], r, &place);

        if (to != HF_NONE)
          self->left_in[to]++;
      }

  for (guint32 i = 0; i < n; i++)
    if (self->left_in[members[i]] == 0)
      self->queue[tail++] = members[i];
  for (guint32 head = 0; head < tail; head++)
    for (guint32 r = graph->out_begin[self->queue[head]]; r < graph->out_begin[self->queue[head] + 1]; r++)
      {
        guint32 to = remaining (self, self->queue[head], r, &place);

        if (to != HF_NONE && --self->left_in[to] == 0)
          self->queue[tail++] = to;
      }

  for (guint32 i = 0; i < n; i++)
    self->left_in[members[i]] = 0;

  return tail == n;
}
