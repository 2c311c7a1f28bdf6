/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-waste-private.h"

#include <stdlib.h>
#include <string.h>

#include "hf-python.h"

#define N_(s) (s)

static const struct
{
  const char *name;
  const char *title;
} kinds[HF_N_WASTES] = {
  [HF_WASTE_STRINGS] = { "strings", N_("Strings that are there more than once") },
  [HF_WASTE_EMPTY] = { "empty", N_("Empty containers") },
  [HF_WASTE_ROOM] = { "room", N_("Containers with room to spare") },
  [HF_WASTE_SLOTS] = { "slots", N_("Instances without __slots__") },
  [HF_WASTE_LARGE] = { "large", N_("Longest collections") },
};

/* ---- rows ---- */

static int
by_waste (gconstpointer a, gconstpointer b)
{
  const HfWasted *x = a, *y = b;

  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;

  return x->object < y->object ? -1 : x->object > y->object;
}

void
hf_waste_add_row (HfWasteWork *self, HfWasteKind kind, guint32 type, gboolean proven, HfWasted *found, guint32 n)
{
  HfWasteRow row = { .kind = kind, .type = type, .count = n, .proven = proven, .begin = self->wasted->len };

  if (n > 1)
    qsort (found, n, sizeof *found, by_waste);
  for (guint32 i = 0; i < n; i++)
    {
      row.shallow += found[i].shallow;
      row.bytes += found[i].bytes;
    }
  row.example = found[0].object;
  if (kind == HF_WASTE_LARGE)
    {
      row.length = found[0].length;
      row.retained = hf_dominators_retained (self->analysis->dominators, row.example);
    }
  if (proven)
    {
      self->bytes[kind] += row.bytes;
      self->counts[kind] += n;
    }
  g_array_append_val (self->rows, row);
  g_array_append_vals (self->wasted, found, n);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const HfWasteRow *x = a, *y = b;

  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->length != y->length)
    return x->length < y->length ? 1 : -1;
  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;

  return x->example < y->example ? -1 : x->example > y->example;
}

/* Takes the rows in their order, without those of strings that are too many. */
static HfWaste *
arrange (HfWasteWork *work)
{
  HfWaste *self = g_new0 (HfWaste, 1);
  HfWasteRow *rows = (HfWasteRow *) (gpointer) work->rows->data;
  guint strings = 0;
  guint32 n_objects = 0;

  if (work->rows->len > 1)
    qsort (rows, work->rows->len, sizeof *rows, compare_rows);
  self->heap = hf_heap_ref (work->analysis->heap);
  self->rows = g_new (HfWasteRow, MAX (work->rows->len, 1));
  self->objects = g_new (guint32, MAX (work->wasted->len, 1));
  for (guint i = 0; i < work->rows->len; i++)
    {
      HfWasteRow row = rows[i];

      if (row.kind == HF_WASTE_STRINGS && strings++ >= HF_WASTE_ROWS)
        continue;
      for (guint32 k = 0; k < row.count; k++)
        self->objects[n_objects + k] = g_array_index (work->wasted, HfWasted, row.begin + k).object;
      row.begin = n_objects;
      n_objects += row.count;
      self->rows[self->n_rows++] = row;
    }
  memcpy (self->bytes, work->bytes, sizeof self->bytes);
  memcpy (self->counts, work->counts, sizeof self->counts);

  return self;
}

/* ---- the heap ---- */

/* The 11 of CPython 3.11 where the sizes of its structures are known; else 0. */
static guint
minor_of (const HfHeap *heap)
{
  const char *runtime = hf_heap_info (heap)->runtime;
  guint64 minor;

  if (runtime == NULL || !g_str_has_prefix (runtime, "CPython 3.") || !(hf_heap_info (heap)->has & HF_HAS_SIZES))
    return 0;
  minor = g_ascii_strtoull (runtime + strlen ("CPython 3."), NULL, 10);

  return minor >= 8 && minor <= 13 ? (guint) minor : 0;
}

static gboolean
find_namespaces (HfWasteWork *work, HfProgress *progress, GError **error)
{
  HfTicker ticker;

  hf_ticker_begin (&ticker, progress, N_("Looking for waste"), work->graph->m, error);
  work->namespaces = hf_bitset_new (work->graph->n);
  if (work->namespaces == NULL)
    {
      hf_kernel_no_memory (error);
      return FALSE;
    }
  for (guint32 r = 0; r < work->graph->m; r++)
    {
      if (hf_ticker_tick (&ticker))
        return FALSE;
      if (hf_heap_ref_kind (work->heap, r) == HF_REF_DICT)
        hf_bitset_add (work->namespaces, hf_ref_object (work->graph->out[r]));
    }

  return TRUE;
}

HfWaste *
hf_waste_new (const HfAnalysis *analysis, const HfBitset *only, HfProgress *progress, GError **error)
{
  HfWasteWork work;
  HfWaste *self = NULL;

  g_return_val_if_fail (analysis != NULL, NULL);

  work = (HfWasteWork) {
    .analysis = analysis,
    .heap = analysis->heap,
    .graph = hf_heap_graph (analysis->heap),
    .only = only,
    .minor = minor_of (analysis->heap),
    .blocks = (hf_heap_info (analysis->heap)->has & HF_HAS_BLOCKS) != 0,
    .rows = g_array_new (FALSE, FALSE, sizeof (HfWasteRow)),
    .wasted = g_array_new (FALSE, FALSE, sizeof (HfWasted)),
  };
  if (find_namespaces (&work, progress, error) && hf_waste_find_strings (&work, progress, error) &&
      hf_waste_find_containers (&work, progress, error) && hf_waste_find_instances (&work, progress, error))
    self = arrange (&work);
  hf_bitset_free (work.namespaces);
  g_array_unref (work.rows);
  g_array_unref (work.wasted);

  return self;
}

void
hf_waste_free (HfWaste *self)
{
  if (self == NULL)
    return;
  hf_heap_unref (self->heap);
  g_free (self->rows);
  g_free (self->objects);
  g_free (self);
}

const guint32 *
hf_waste_objects (const HfWaste *self, guint row)
{
  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);

  return self->objects + self->rows[row].begin;
}

guint32
hf_waste_length_of (const HfHeap *heap, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 n = 0;

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      HfRefKind kind = hf_heap_ref_kind (heap, r);

      n += kind == HF_REF_INDEX || kind == HF_REF_MEMBER || kind == HF_REF_VALUE;
    }

  return n;
}

/* ---- words ---- */

const char *
hf_waste_kind_to_string (HfWasteKind kind)
{
  g_return_val_if_fail (kind < HF_N_WASTES, "");

  return kinds[kind].name;
}

const char *
hf_waste_kind_title (HfWasteKind kind)
{
  g_return_val_if_fail (kind < HF_N_WASTES, "");

  return kinds[kind].title;
}

static const char *
remedy_for_room (const char *type)
{
  if (strcmp (type, "list") == 0)
    return N_("Make the list in one go, with list(…) or a comprehension, or copy it once it is complete; a tuple has no spare room at all.");

  return N_("It held more once: copy it with dict(…) or set(…) after taking much out, or make it anew instead of emptying it.");
}

static const char *
remedy_for_empty (const char *type)
{
  if (strcmp (type, "list") == 0)
    return N_("Leave the attribute at None or at the shared () until there is something to put in.");

  return N_("Leave the attribute at None until there is something to put in.");
}

const char *
hf_waste_remedy (const HfWaste *self, guint row)
{
  const char *type;

  g_return_val_if_fail (self != NULL && row < self->n_rows, "");

  type = hf_heap_type_name (self->heap, self->rows[row].type);
  switch (self->rows[row].kind)
    {
    case HF_WASTE_STRINGS:
      if (!self->rows[row].proven)
        return N_("They are of one size and begin alike: if they are equal, keep one, through a dictionary of those seen.");
      if (strcmp (type, "str") != 0)
        return N_("Keep one: pass it through a dictionary of those seen, where it is read or parsed.");
      return N_("Keep one: pass it through sys.intern(), or through a dictionary of those seen, where it is read or parsed.");

    case HF_WASTE_EMPTY:
      return remedy_for_empty (type);

    case HF_WASTE_ROOM:
      return remedy_for_room (type);

    case HF_WASTE_SLOTS:
      return N_("Give the class and its bases __slots__, or make it @dataclass(slots=True), if no other attributes are ever set.");

    case HF_WASTE_LARGE:
    case HF_N_WASTES:
    default:
      return N_("Bound it: a deque with maxlen, an lru_cache with maxsize, or take out what is done with.");
    }
}
