/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-cycle-table.h"

#include <glib/gi18n.h>

#include "analysis/hf-mend.h"
#include "drawing/hf-drawing-text.h"
#include "hf-format.h"

#define MOST_STEPS 100000u
#define MOST_MENDS 500u        /* shapes that proposals are made for: those that retain most */
#define MOST_MEMBERS 100000u   /* of a component that is looked at */

struct _HfCycleTable
{
  HfTable parent_instance;

  HfCycles *cycles;
  HfAnalysis *analysis;
  char **status; /* a sentence a shape */
  char **break_words;
  char **mend_words;
  char **mend_sentences; /* NULL where nothing is proposed */
  gboolean hide_internals;
};

enum
{
  COLUMN_SHAPE,
  COLUMN_COUNT,
  COLUMN_OBJECTS,
  COLUMN_RETAINED,
  COLUMN_STATUS,
  COLUMN_FINALIZER,
  COLUMN_BREAK,
  COLUMN_MEND,
  N_COLUMNS
};

static const HfColumn cycle_columns[N_COLUMNS] = {
  { "shape", N_("Cycle"), N_("A shortest way round; equal cycles are one row"), HF_COLUMN_CODE, TRUE, -1, 0, 3 },
  { "count", N_("Cycles"), N_("How many of this shape"), HF_COLUMN_COUNT, FALSE, 64 },
  { "objects", N_("Objects"), N_("Members of all of them together"), HF_COLUMN_COUNT, FALSE, 72 },
  { "retained", N_("Retained"), N_("Memory that would go if they went, as one unit"), HF_COLUMN_BYTES, FALSE, 78 },
  { "status", N_("Status"), N_("Whether something outside the cycle keeps it"), HF_COLUMN_TEXT, FALSE, 128, 0, 3 },
  { "finalizer", N_("Finalizer"), N_("Whether a member has a finalizer"), HF_COLUMN_TEXT, FALSE, 76, 800 },
  { "break", N_("Reference to break"), N_("Without this reference there would be no cycle"), HF_COLUMN_CODE, FALSE, 160, 640, 3 },
  { "mend", N_("Mend with"), N_("As a reference that owns nothing it would leave no cycle"), HF_COLUMN_CODE, FALSE, 150, 900, 3 },
};

G_DEFINE_FINAL_TYPE (HfCycleTable, hf_cycle_table, HF_TYPE_TABLE)

static guint32
cycle_n_rows (HfTable *table)
{
  return HF_CYCLE_TABLE (table)->cycles->n_shapes;
}

static const HfColumn *
cycle_columns_get (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  return cycle_columns;
}

static gint64
cycle_number (HfTable *table, guint32 row, guint column)
{
  const HfCycleShape *shape = &HF_CYCLE_TABLE (table)->cycles->shapes[row];

  switch (column)
    {
    case COLUMN_COUNT:
      return shape->count;
    case COLUMN_OBJECTS:
      return shape->objects;
    case COLUMN_RETAINED:
      return (gint64) shape->retained;
    default:
      return 0;
    }
}

static const char *
cycle_text (HfTable *table, guint32 row, guint column)
{
  HfCycleTable *self = HF_CYCLE_TABLE (table);

  switch (column)
    {
    case COLUMN_SHAPE:
      return self->cycles->shapes[row].shape;
    case COLUMN_STATUS:
      return self->status[row];
    case COLUMN_FINALIZER:
      return self->cycles->shapes[row].finalizer ? _("yes") : "";
    case COLUMN_BREAK:
      return self->break_words[row];
    case COLUMN_MEND:
      return self->mend_words[row];
    default:
      return NULL;
    }
}

static gboolean
cycle_visible (HfTable *table, guint32 row)
{
  HfCycleTable *self = HF_CYCLE_TABLE (table);

  return !self->hide_internals || !self->cycles->shapes[row].internal;
}

/* The words of the root that an object hangs from. */
static char *
root_words (const HfAnalysis *analysis, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  guint32 n_roots = hf_heap_n_roots (analysis->heap);

  for (guint32 step = 0; step < MOST_STEPS; step++)
    {
      guint32 ref = hf_chains_parent_ref (analysis->chains, object);

      if (ref == HF_NONE)
        return NULL;
      if (ref < n_roots)
        return hf_heap_ref_label (analysis->heap, ref);
      object = hf_graph_referrer_of (graph, ref);
    }
  return NULL;
}

static char *
status_of (const HfAnalysis *analysis, const HfCycleShape *shape)
{
  g_autofree char *words = NULL;

  if (shape->garbage)
    return g_strdup (_("garbage: waits for the collector"));
  if (shape->n_ring > 0)
    words = root_words (analysis, hf_graph_referrer_of (hf_heap_graph (analysis->heap), shape->ring[0]));
  /* Translators: %s is a root, like "module app" */
  return words != NULL ? g_strdup_printf (_("held by %s"), words) : g_strdup (_("held from outside"));
}

static char *
words_of_ref (const HfHeap *heap, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree char *label = NULL;
  g_autofree char *from_type = NULL;
  g_autofree char *to_type = NULL;
  guint32 from, to;

  if (ref >= graph->m)
    return g_strdup ("");
  label = hf_heap_ref_label (heap, ref);
  from = hf_graph_referrer_of (graph, ref);
  to = hf_ref_object (graph->out[ref]);

  from_type = hf_drawing_type_title (heap, from);
  to_type = hf_drawing_type_title (heap, to);

  return g_strdup_printf ("%s %s → %s", from_type, label, to_type);
}

static char *
mend_sentence (const HfHeap *heap, const HfMend *mend)
{
  g_autofree char *label = hf_mend_label (heap, mend);
  g_autofree char *count = hf_format_count (mend->n_freed);
  g_autofree char *size = hf_format_size (mend->freed_bytes);
  g_autofree char *freed = NULL;

  /* Translators: %s is a number, the second %s a size */
  freed = g_strdup_printf (ngettext ("%s object (%s) would be freed at once when nothing else holds it.",
                                     "%s objects (%s) would be freed at once when nothing else holds them.", mend->n_freed), count, size);

  return g_strdup_printf ("%s → %s: %s %s %s", label, hf_mend_way_to_string (mend->way), _(hf_mend_advice (mend->way)),
                          _(hf_mend_reason (mend)), freed);
}

/* The best proposal for the example of a shape, if it has one. */
static void
add_mend (HfCycleTable *self, HfMender *mender, guint i)
{
  const HfCycleShape *shape = &self->cycles->shapes[i];
  const HfComponents *components = self->analysis->components;
  guint cycle = self->cycles->cycles[shape->first_cycle];
  g_autoptr (GArray) mends = NULL;
  const HfMend *mend;
  g_autofree char *label = NULL;

  self->mend_words[i] = g_strdup ("");
  if (mender == NULL || i >= MOST_MENDS || shape->internal || components->cycle_begin[cycle + 1] - components->cycle_begin[cycle] > MOST_MEMBERS)
    return;
  mends = hf_mender_find (mender, cycle, shape->ring, shape->n_ring, NULL, NULL);
  if (mends == NULL || mends->len == 0)
    return;
  mend = &g_array_index (mends, HfMend, 0);
  self->mend_sentences[i] = mend_sentence (self->analysis->heap, mend);
  if (!mend->acyclic)
    return;
  label = hf_mend_label (self->analysis->heap, mend);
  g_free (self->mend_words[i]);
  self->mend_words[i] = g_strdup_printf ("%s → %s", label, hf_mend_way_to_string (mend->way));
}

static void
add_mends (HfCycleTable *self)
{
  g_autoptr (HfMender) mender = hf_mender_new (self->analysis, NULL);

  for (guint i = 0; i < self->cycles->n_shapes; i++)
    add_mend (self, mender, i);
}

const char *
hf_cycle_table_get_mend (HfCycleTable *self, guint32 row)
{
  g_return_val_if_fail (HF_IS_CYCLE_TABLE (self), NULL);

  return row < self->cycles->n_shapes ? self->mend_sentences[row] : NULL;
}

HfTable *
hf_cycle_table_new (HfCycles *cycles, HfAnalysis *analysis)
{
  HfCycleTable *self = g_object_new (HF_TYPE_CYCLE_TABLE, NULL);

  self->cycles = cycles;
  self->analysis = hf_analysis_ref (analysis);
  self->status = g_new0 (char *, cycles->n_shapes + 1);
  self->break_words = g_new0 (char *, cycles->n_shapes + 1);
  self->mend_words = g_new0 (char *, cycles->n_shapes + 1);
  self->mend_sentences = g_new0 (char *, cycles->n_shapes + 1);
  add_mends (self);
  for (guint i = 0; i < cycles->n_shapes; i++)
    {
      self->status[i] = status_of (analysis, &cycles->shapes[i]);
      self->break_words[i] = words_of_ref (analysis->heap, cycles->shapes[i].break_ref);
    }
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

const HfCycles *
hf_cycle_table_get_cycles (HfCycleTable *self)
{
  g_return_val_if_fail (HF_IS_CYCLE_TABLE (self), NULL);
  return self->cycles;
}

guint32
hf_cycle_table_get_object (HfCycleTable *self, guint32 row)
{
  const HfCycleShape *shape;

  g_return_val_if_fail (HF_IS_CYCLE_TABLE (self), HF_NONE);
  g_return_val_if_fail (row < self->cycles->n_shapes, HF_NONE);

  shape = &self->cycles->shapes[row];
  return shape->n_ring > 0 ? hf_graph_referrer_of (hf_heap_graph (self->analysis->heap), shape->ring[0]) : HF_NONE;
}

guint32
hf_cycle_table_find (HfCycleTable *self, const char *shape, guint32 object)
{
  g_return_val_if_fail (HF_IS_CYCLE_TABLE (self), HF_NONE);

  for (guint32 i = 0; i < self->cycles->n_shapes; i++)
    if (hf_cycle_table_get_object (self, i) == object && g_str_equal (self->cycles->shapes[i].shape, shape))
      return i;
  return hf_table_find_row (HF_TABLE (self), shape);
}

void
hf_cycle_table_set_hide_internals (HfCycleTable *self, gboolean hide_internals)
{
  g_return_if_fail (HF_IS_CYCLE_TABLE (self));

  if (self->hide_internals == hide_internals)
    return;
  self->hide_internals = hide_internals;
  hf_table_refresh (HF_TABLE (self));
}

static void
hf_cycle_table_finalize (GObject *object)
{
  HfCycleTable *self = HF_CYCLE_TABLE (object);

  g_clear_pointer (&self->status, g_strfreev);
  g_clear_pointer (&self->break_words, g_strfreev);
  g_clear_pointer (&self->mend_words, g_strfreev);
  for (guint i = 0; self->cycles != NULL && i < self->cycles->n_shapes; i++)
    g_free (self->mend_sentences[i]);
  g_clear_pointer (&self->mend_sentences, g_free);
  hf_free_in_worker (g_steal_pointer (&self->cycles), (GDestroyNotify) hf_cycles_free);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);

  G_OBJECT_CLASS (hf_cycle_table_parent_class)->finalize (object);
}

static void
hf_cycle_table_class_init (HfCycleTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_cycle_table_finalize;

  table_class->n_rows = cycle_n_rows;
  table_class->columns = cycle_columns_get;
  table_class->number = cycle_number;
  table_class->text = cycle_text;
  table_class->visible = cycle_visible;
}

static void
hf_cycle_table_init (HfCycleTable *self)
{
}
