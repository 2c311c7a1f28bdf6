/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cycles.h"

#include <string.h>

#include "hf-analysis-private.h"
#include "hf-cycle-shape.h"

#define N_(s) (s)

typedef struct
{
  const HfAnalysis *analysis;
  HfRingFinder *finder;
  const HfBitset *only; /* or NULL: cycles without a member in it are left out */
  GHashTable *by_key;   /* what makes components equal -> index into shapes */
  GArray *shapes;       /* of HfCycleShape */
  guint32 *shape_of;    /* [components->n_cycles]; HF_NONE for those that were not asked for */
} Ledger;

static void
clear_shape (HfCycleShape *shape)
{
  g_free (shape->shape);
  g_free (shape->ring);
}

static guint32
n_members (const HfComponents *components, guint cycle)
{
  return components->cycle_begin[cycle + 1] - components->cycle_begin[cycle];
}

static guint32
member (const HfComponents *components, guint cycle, guint32 i)
{
  return components->cycle_member[components->cycle_begin[cycle] + i];
}

static gboolean
is_garbage (const Ledger *ledger, guint cycle)
{
  return !hf_graph_is_reachable (hf_heap_graph (ledger->analysis->heap), member (ledger->analysis->components, cycle, 0));
}

static int
compare_types (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* The shape, whether it is garbage or plumbing, and the members by type: "A → .x → A|g|17:3,21:3". */
static char *
key_of (const Ledger *ledger, guint cycle, const char *shape, gboolean garbage, gboolean internal)
{
  const HfComponents *components = ledger->analysis->components;
  guint32 n = internal ? 0 : n_members (components, cycle);
  g_autofree guint32 *types = g_new (guint32, n + 1);
  g_autoptr (GString) key = g_string_new (shape);

  for (guint32 i = 0; i < n; i++)
    types[i] = hf_heap_type (ledger->analysis->heap, member (components, cycle, i));
  qsort (types, n, sizeof *types, compare_types);

  g_string_append (key, garbage ? "|g" : "|h");
  g_string_append (key, internal ? "|i" : "|");
  for (guint32 i = 0, begin = 0; i < n; i++)
    if (i + 1 == n || types[i + 1] != types[i])
      {
        g_string_append_printf (key, "%u:%u,", types[i], i + 1 - begin);
        begin = i + 1;
      }

  return g_string_free (g_steal_pointer (&key), FALSE);
}

static gboolean
has_finalizer (const HfHeap *heap, guint32 object)
{
  HfObjectFlags flags = hf_heap_flags (heap, object);

  if (flags & HF_OBJECT_FINALIZED)
    return FALSE;

  return (flags & HF_OBJECT_FINALIZER) || (hf_heap_type_flags (heap, hf_heap_type (heap, object)) & HF_TYPE_FINALIZER);
}

/* A class and its methods, or modules among each other. */
static gboolean
runs_through_code (const HfHeap *heap, const GArray *ring)
{
  for (guint i = 0; i < ring->len; i++)
    {
      HfKind kind = hf_heap_kind (heap, hf_graph_referrer_of (hf_heap_graph (heap), g_array_index (ring, guint32, i)));

      if (kind == HF_KIND_TYPE || kind == HF_KIND_MODULE)
        return TRUE;
    }

  return FALSE;
}

/* Plumbing: every member is of the interpreter's own, or the cycle is what every class or module is in and no instance of
 * the program's takes part. */
static gboolean
is_internal (const Ledger *ledger, guint cycle, const GArray *ring, gboolean structural)
{
  const HfHeap *heap = ledger->analysis->heap;
  gboolean code = structural || runs_through_code (heap, ring);

  for (guint32 i = 0; i < n_members (ledger->analysis->components, cycle); i++)
    {
      guint32 v = member (ledger->analysis->components, cycle, i);
      gboolean internal = (hf_heap_type_flags (heap, hf_heap_type (heap, v)) & HF_TYPE_INTERNAL) != 0;

      if (!internal && (!code || hf_heap_kind (heap, v) == HF_KIND_INSTANCE))
        return FALSE;
    }

  return TRUE;
}

static void
count_members (Ledger *ledger, guint cycle, HfCycleShape *shape)
{
  const HfHeap *heap = ledger->analysis->heap;

  for (guint32 i = 0; i < n_members (ledger->analysis->components, cycle); i++)
    {
      guint32 v = member (ledger->analysis->components, cycle, i);

      shape->shallow += hf_heap_shallow (heap, v);
      shape->finalizer |= has_finalizer (heap, v);
    }
  shape->objects += n_members (ledger->analysis->components, cycle);
  shape->count++;
}

static guint32
new_shape (Ledger *ledger, guint cycle, const char *text, const GArray *ring, gboolean internal, gboolean garbage)
{
  HfCycleShape shape = {
    .shape = g_strdup (text),
    .garbage = garbage,
    .internal = internal,
    .n_ring = ring->len,
    .ring = g_memdup2 (ring->data, ring->len * sizeof (guint32)),
    .break_ref = hf_cycle_shape_break (ledger->finder, cycle, ring),
  };

  g_array_append_val (ledger->shapes, shape);

  return ledger->shapes->len - 1;
}

static gboolean
add_cycle (Ledger *ledger, guint cycle, GArray *ring, HfProgress *progress, GError **error)
{
  gboolean structural, internal, garbage = is_garbage (ledger, cycle);
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  gpointer found;
  guint32 shape;

  if (!hf_ring_shortest (ledger->finder, cycle, ring, &structural, progress, error))
    return FALSE;

  hf_cycle_shape_turn (ledger->analysis->heap, ring);
  text = hf_cycle_shape_text (ledger->analysis->heap, ring);
  internal = is_internal (ledger, cycle, ring, structural);
  key = key_of (ledger, cycle, text, garbage, internal);
  if (g_hash_table_lookup_extended (ledger->by_key, key, NULL, &found))
    shape = GPOINTER_TO_UINT (found);
  else
    {
      shape = new_shape (ledger, cycle, text, ring, internal, garbage);
      g_hash_table_insert (ledger->by_key, g_steal_pointer (&key), GUINT_TO_POINTER (shape));
    }

  ledger->shape_of[cycle] = shape;
  count_members (ledger, cycle, &g_array_index (ledger->shapes, HfCycleShape, shape));

  return TRUE;
}

static gboolean
has_member (const HfComponents *components, guint cycle, const HfBitset *only)
{
  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1]; i++)
    if (hf_bitset_has (only, components->cycle_member[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_wanted (const Ledger *ledger, guint cycle, HfCyclesFilter filter)
{
  if (ledger->only != NULL && !has_member (ledger->analysis->components, cycle, ledger->only))
    return FALSE;

  return filter == HF_CYCLES_ALL || is_garbage (ledger, cycle) == (filter == HF_CYCLES_GARBAGE);
}

static gboolean
add_cycles (Ledger *ledger, HfCyclesFilter filter, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = ledger->analysis->components->n_cycles;

  hf_progress_begin (progress, N_("Comparing cycles"), n);
  for (guint i = 0; i < n; i++)
    {
      if (i % 64 == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      ledger->shape_of[i] = HF_NONE;
      if (is_wanted (ledger, i, filter) && !add_cycle (ledger, i, ring, progress, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_retained (Ledger *ledger, HfProgress *progress, GError **error)
{
  const HfAnalysis *analysis = ledger->analysis;
  g_autofree guint64 *retained = g_new0 (guint64, MAX (ledger->shapes->len, 1));
  HfPacked group;
  gboolean done;

  if (!hf_packed_init (&group, hf_heap_graph (analysis->heap)->n, ledger->shapes->len))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to size the cycles");
      return FALSE;
    }
  for (guint i = 0; i < analysis->components->n_cycles; i++)
    for (guint32 k = 0; k < n_members (analysis->components, i); k++)
      hf_packed_set (&group, member (analysis->components, i, k), ledger->shape_of[i] + 1);

  done = hf_retained_size_of_groups (analysis->heap, analysis->dominators, &group, ledger->shapes->len, retained, progress, error);
  hf_packed_clear (&group);
  if (!done)
    return FALSE;
  for (guint i = 0; i < ledger->shapes->len; i++)
    g_array_index (ledger->shapes, HfCycleShape, i).retained = retained[i];

  return TRUE;
}

static int
compare_shapes (gconstpointer a, gconstpointer b, gpointer shapes)
{
  const HfCycleShape *x = &((const HfCycleShape *) shapes)[*(const guint *) a];
  const HfCycleShape *y = &((const HfCycleShape *) shapes)[*(const guint *) b];

  if (x->internal != y->internal)
    return x->internal ? 1 : -1;
  if (x->retained != y->retained)
    return x->retained < y->retained ? 1 : -1;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  if (x->garbage != y->garbage)
    return x->garbage ? -1 : 1;

  return strcmp (x->shape, y->shape);
}

/* Takes the shapes, in the order in which they are shown, and groups the cycles by them. */
static HfCycles *
arrange (Ledger *ledger)
{
  HfCycles *self = g_new0 (HfCycles, 1);
  HfCycleShape *shapes = (HfCycleShape *) (gpointer) ledger->shapes->data;
  guint n = ledger->shapes->len, begin = 0;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree guint *next = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_shapes, shapes);

  self->n_shapes = n;
  self->shapes = g_new (HfCycleShape, MAX (n, 1));
  self->cycles = g_new (guint32, MAX (ledger->analysis->components->n_cycles, 1));
  for (guint i = 0; i < n; i++)
    {
      self->shapes[i] = shapes[order[i]];
      self->shapes[i].first_cycle = next[order[i]] = begin;
      begin += self->shapes[i].count;
    }
  for (guint32 i = 0; i < ledger->analysis->components->n_cycles; i++)
    if (ledger->shape_of[i] != HF_NONE)
      self->cycles[next[ledger->shape_of[i]]++] = i;
  g_array_set_size (ledger->shapes, 0);

  return self;
}

static void
ledger_clear (Ledger *ledger)
{
  for (guint i = 0; i < ledger->shapes->len; i++)
    clear_shape (&g_array_index (ledger->shapes, HfCycleShape, i));
  g_array_unref (ledger->shapes);
  g_hash_table_unref (ledger->by_key);
  g_free (ledger->shape_of);
}

static HfCycles *
cycles_new (const HfAnalysis *analysis, HfCyclesFilter filter, const HfBitset *only, HfProgress *progress, GError **error)
{
  g_autoptr (HfRingFinder) finder = NULL;
  HfCycles *self = NULL;
  Ledger ledger;
  gboolean done;

  finder = hf_ring_finder_new (analysis->heap, analysis->components, error);
  if (finder == NULL)
    return NULL;

  ledger = (Ledger) {
    .analysis = analysis,
    .finder = finder,
    .only = only,
    .by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .shapes = g_array_new (FALSE, FALSE, sizeof (HfCycleShape)),
    .shape_of = g_new (guint32, MAX (analysis->components->n_cycles, 1)),
  };
  done = add_cycles (&ledger, filter, progress, error);
  g_clear_pointer (&finder, hf_ring_finder_free);
  if (done && add_retained (&ledger, progress, error))
    self = arrange (&ledger);
  ledger_clear (&ledger);

  return self;
}

HfCycles *
hf_cycles_new (const HfAnalysis *analysis, HfCyclesFilter filter, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (analysis != NULL, NULL);

  return cycles_new (analysis, filter, NULL, progress, error);
}

HfCycles *
hf_cycles_new_where (const HfAnalysis *analysis, HfCyclesFilter filter, const HfBitset *only, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (analysis != NULL && only != NULL, NULL);

  return cycles_new (analysis, filter, only, progress, error);
}

void
hf_cycles_free (HfCycles *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_shapes; i++)
    clear_shape (&self->shapes[i]);
  g_free (self->shapes);
  g_free (self->cycles);
  g_free (self);
}

static void
find_ring_through (HfRingFinder *finder, guint32 object, GArray *ring)
{
  if (!hf_ring_through (finder, object, HF_CLASSES_STRONG, G_MAXUINT, ring))
    hf_ring_through (finder, object, hf_components_cycle_classes (finder->graph, object), G_MAXUINT, ring);
}

GArray *
hf_cycles_ring_through (const HfAnalysis *analysis, guint32 object)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HfRingFinder) finder = NULL;

  g_return_val_if_fail (analysis != NULL, ring);

  if (object >= hf_heap_graph (analysis->heap)->n || hf_components_cycle_of (analysis->components, object) == HF_NONE)
    return ring;

  finder = hf_ring_finder_new (analysis->heap, analysis->components, NULL);
  if (finder != NULL)
    find_ring_through (finder, object, ring);

  return ring;
}

static gboolean
find_break (const HfAnalysis *analysis, guint cycle, guint32 through, guint32 *break_ref, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HfRingFinder) finder = hf_ring_finder_new (analysis->heap, analysis->components, error);
  gboolean structural;

  if (finder == NULL)
    return FALSE;
  if (through != HF_NONE)
    find_ring_through (finder, through, ring);
  else if (!hf_ring_shortest (finder, cycle, ring, &structural, progress, error))
    return FALSE;

  *break_ref = HF_NONE;
  if (ring->len > 0)
    {
      hf_cycle_shape_turn (analysis->heap, ring);
      *break_ref = hf_cycle_shape_break (finder, cycle, ring);
    }

  return TRUE;
}

gboolean
hf_cycles_find_break (const HfAnalysis *analysis, guint cycle, guint32 through, guint32 *break_ref, HfProgress *progress, GError **error)
{
  guint64 key = (guint64) cycle << 32 | through;

  g_return_val_if_fail (analysis != NULL && cycle < analysis->components->n_cycles, FALSE);

  if (hf_analysis_recall (analysis, key, break_ref))
    return TRUE;
  if (!find_break (analysis, cycle, through, break_ref, progress, error))
    return FALSE;
  hf_analysis_keep (analysis, key, *break_ref);

  return TRUE;
}

gboolean
hf_cycles_are_alike (const HfHeap *heap, guint32 a, guint32 b)
{
  return hf_ring_are_alike (heap, a, b);
}
