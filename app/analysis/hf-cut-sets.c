/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cut-sets.h"

#include "hf-min-cut.h"

#define N_(s) (s)

/* Sets with much in common are found again and again; after so many searches what is known must do. */
#define MAX_SEARCHES 400u

#define STRUCTURAL_PRICE 64u
#define INTERNAL_TYPE_PRICE 16u /* what holds it is interpreter plumbing */

static const guint16 kind_price[HF_N_REF_KINDS] = {
  [HF_REF_OTHER] = 20,
  [HF_REF_ATTRIBUTE] = HF_CUT_PLAIN_PRICE,
  [HF_REF_INDEX] = HF_CUT_PLAIN_PRICE,
  [HF_REF_VALUE] = HF_CUT_PLAIN_PRICE,
  [HF_REF_KEY] = 24, /* goes with its value only */
  [HF_REF_MEMBER] = HF_CUT_PLAIN_PRICE,
  [HF_REF_LOCAL] = HF_CUT_PLAIN_PRICE,
  [HF_REF_CELL] = 20,
  [HF_REF_STACK] = 40,  /* the function must return */
  [HF_REF_FIELD] = 24,  /* __self__, __traceback__: mostly goes with what has it */
  [HF_REF_INTERNAL] = 64,
  [HF_REF_DICT] = 40,   /* all attributes at once */
  [HF_REF_TYPE] = 96,
  [HF_REF_WEAK] = HF_CUT_PLAIN_PRICE,
  [HF_REF_ROOT] = 0,    /* by the root's kind */
};

static const guint16 root_price[HF_N_ROOT_KINDS] = {
  [HF_ROOT_OTHER] = 128,
  [HF_ROOT_MODULE] = 64, /* nobody deletes a module to mend a leak */
  [HF_ROOT_THREAD] = 48, /* the function must return */
  [HF_ROOT_INTERPRETER] = 128,
  [HF_ROOT_STATIC] = 240,
  [HF_ROOT_NATIVE] = 200,
  [HF_ROOT_ASSUMED] = 128,
};

guint
hf_cut_price (const HfHeap *heap, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 referrer;
  guint price;

  if (!hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
    return 0;
  price = hf_ref_class (graph->out[r]) == HF_CLASS_STRUCTURAL ? STRUCTURAL_PRICE : 0;
  if (r < graph->out_begin[HF_ROOT + 1])
    return price + root_price[hf_heap_root_kind (heap, r)];
  referrer = hf_graph_referrer_of (graph, r);
  if (hf_heap_type_flags (heap, hf_heap_type (heap, referrer)) & HF_TYPE_INTERNAL)
    price += INTERNAL_TYPE_PRICE;

  return price + kind_price[hf_heap_ref_kind (heap, r)];
}

/* ---- the next best ---- */

/* A set, and the references that were kept when it was found. */
typedef struct
{
  HfCutSet *set;
  GArray *kept; /* of guint32, ascending */
} Candidate;

typedef struct
{
  HfMinCut min_cut;
  const guint32 *objects;
  guint32 n_objects;
  guint32 max_price;
  GPtrArray *candidates; /* of Candidate, cheapest first, found first of equal ones */
  GHashTable *tried;     /* of GBytes: references that were kept in a search */
  GHashTable *told;      /* of GBytes: references of the sets in the answer */
} Search;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->set);
  g_array_unref (candidate->kept);
  g_free (candidate);
}

/* TRUE if they are new. */
static gboolean
note (GHashTable *known, gconstpointer refs, guint32 n_refs)
{
  return g_hash_table_add (known, g_bytes_new (refs, n_refs * sizeof (guint32)));
}

static void
insert (Search *self, Candidate *candidate)
{
  guint place = self->candidates->len;

  while (place > 0 && ((Candidate *) g_ptr_array_index (self->candidates, place - 1))->set->price > candidate->set->price)
    place--;
  g_ptr_array_insert (self->candidates, (int) place, candidate);
}

/* Takes @kept. FALSE on cancel. */
static gboolean
add_candidate (Search *self, GArray *kept)
{
  Candidate *candidate;
  HfCutSet *set = NULL;

  if (!note (self->tried, kept->data, kept->len) || g_hash_table_size (self->tried) > MAX_SEARCHES)
    {
      g_array_unref (kept);
      return TRUE;
    }
  if (!hf_min_cut_find (&self->min_cut, self->objects, self->n_objects, kept, self->max_price, &set))
    {
      g_array_unref (kept);
      return FALSE;
    }
  if (set == NULL)
    {
      g_array_unref (kept);
      return TRUE;
    }
  if (self->candidates->len == 0 && g_hash_table_size (self->told) == 0)
    self->max_price = MIN (self->max_price, set->price * HF_CUT_DEAREST);
  candidate = g_new0 (Candidate, 1);
  candidate->set = set;
  candidate->kept = kept;
  insert (self, candidate);

  return TRUE;
}

/* Every other set lacks at least one reference of this one. */
static gboolean
branch (Search *self, const Candidate *candidate)
{
  for (guint32 i = 0; i < candidate->set->n_refs; i++)
    {
      GArray *kept = g_array_copy (candidate->kept);
      guint32 r = candidate->set->refs[i];

      g_array_insert_val (kept, hf_kernel_lower_bound ((const guint32 *) (gpointer) kept->data, kept->len, r), r);
      if (!add_candidate (self, kept))
        return FALSE;
    }

  return TRUE;
}

static gboolean
find_sets (Search *self, GPtrArray *sets, guint max_sets)
{
  if (!add_candidate (self, g_array_new (FALSE, FALSE, sizeof (guint32))))
    return FALSE;
  while (self->candidates->len > 0)
    {
      Candidate *best = g_ptr_array_steal_index (self->candidates, 0);
      gboolean done;

      if (note (self->told, best->set->refs, best->set->n_refs))
        g_ptr_array_add (sets, g_memdup2 (best->set, sizeof *best->set + best->set->n_refs * sizeof *best->set->refs));
      done = sets->len == max_sets || branch (self, best);
      candidate_free (best);
      if (!done)
        return FALSE;
      if (sets->len == max_sets)
        break;
    }

  return TRUE;
}

static GArray *
reachable_of (const HfGraph *graph, const guint32 *objects, guint32 n_objects)
{
  GArray *reachable = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < n_objects; i++)
    if (objects[i] != HF_ROOT && hf_graph_is_reachable (graph, objects[i]))
      g_array_append_val (reachable, objects[i]);

  return reachable;
}

GPtrArray *
hf_cut_sets_find (const HfHeap *heap, const guint32 *objects, guint32 n_objects, guint max_sets, guint max_refs, HfProgress *progress,
                  GError **error)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) reachable = reachable_of (graph, objects, n_objects);
  Search self = { .objects = (const guint32 *) (gpointer) reachable->data, .n_objects = reachable->len };
  HfTicker ticker;
  gboolean done;

  if (reachable->len == 0 || max_sets == 0)
    return g_steal_pointer (&sets);

  self.max_price = (guint32) MIN ((guint64) max_refs * HF_CUT_PLAIN_PRICE, G_MAXUINT32 / 2);
  self.candidates = g_ptr_array_new_with_free_func (candidate_free);
  self.tried = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  self.told = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  hf_ticker_begin (&ticker, progress, N_("Looking for the smallest cuts"), (guint64) max_sets * graph->m, error);
  done = hf_min_cut_init (&self.min_cut, heap, &ticker, error) && find_sets (&self, sets, max_sets);
  hf_min_cut_clear (&self.min_cut);
  g_ptr_array_unref (self.candidates);
  g_hash_table_unref (self.tried);
  g_hash_table_unref (self.told);

  return done ? g_steal_pointer (&sets) : NULL;
}
