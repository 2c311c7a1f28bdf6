/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-waste-private.h"

#include <string.h>

#define N_(s) (s)

/* How a type keeps its items. */
typedef enum
{
  OTHER,
  PLAIN, /* a container whose room is not looked at */
  LIST,
  DICT,
  SET,
} Sort;

typedef struct
{
  Sort sort;
  guint64 base;   /* bytes of one without items; G_MAXUINT64 before any was seen */
  GArray *empty;  /* of HfWasted */
  GArray *roomy;  /* of HfWasted */
} Type;

static Sort
sort_of_type (const HfHeap *heap, guint32 type)
{
  static const struct
  {
    const char *name;
    Sort sort;
  } sorts[] = {
    { "list", LIST }, { "dict", DICT }, { "set", SET }, { "bytearray", OTHER }, { "collections.deque", PLAIN },
    { "collections.OrderedDict", PLAIN }, { "collections.defaultdict", DICT }, { "collections.Counter", PLAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (strcmp (sorts[i].name, hf_heap_type_name (heap, type)) == 0)
      return sorts[i].sort;

  return OTHER;
}

/* ---- what a copy would take ---- */

/* The size of a table with 2^@log slots and entries of @entry bytes (Objects/dictobject.c). */
static guint64
dict_table (const HfWasteWork *work, guint log, guint64 entry)
{
  guint64 slots = G_GUINT64_CONSTANT (1) << log;
  guint64 index = log < 8 ? 1 : log < 16 ? 2 : log < 32 ? 4 : 8;

  return hf_waste_block (work, (work->minor < 11 ? 40 : 32) + slots * index + slots * 2 / 3 * entry);
}

/* Bytes that a dictionary's table of @bytes has more than one with the least slots that hold @n; 0 where it is no table
 * that is known, as the values of a shared one. */
static guint64
dict_room (const HfWasteWork *work, guint64 bytes, guint32 n)
{
  static const guint64 entries[] = { 24, 16 };

  for (guint i = 0; i < (work->minor < 11 ? 1u : 2u); i++)
    for (guint log = 3; log < 40; log++)
      {
        guint least = 3;

        if (dict_table (work, log, entries[i]) != bytes)
          continue;
        if (n == 0)
          return bytes;
        while ((G_GUINT64_CONSTANT (1) << least) * 2 / 3 < n)
          least++;
        return least < log ? bytes - dict_table (work, least, entries[i]) : 0;
      }

  return 0;
}

/* The same of a set, whose first 8 slots lie in it (Objects/setobject.c). */
static guint64
set_room (const HfWasteWork *work, guint64 bytes, guint32 n)
{
  guint64 slots = 8;

  if (bytes == 0 || bytes % 16 != 0)
    return 0;
  if (n > 4)
    while (slots <= 2 * (guint64) n)
      slots *= 2;

  return slots > 8 ? bytes - MIN (bytes, hf_waste_block (work, slots * 16)) : bytes;
}

static guint64
room_of (const HfWasteWork *work, const Type *type, guint64 shallow, guint32 n)
{
  guint64 buffer = shallow - MIN (shallow, type->base);

  switch (type->sort)
    {
    case LIST:
      return buffer - MIN (buffer, hf_waste_block (work, 8 * (guint64) n));
    case DICT:
      return dict_room (work, buffer, n);
    case SET:
      return set_room (work, buffer, n);
    case OTHER:
    case PLAIN:
    default:
      return 0;
    }
}

/* ---- the containers ---- */

/* The smallest is as large as one without items, the items of lists taken off: a header that no dump has to tell. */
static gboolean
find_bases (HfWasteWork *work, Type *types, const guint32 *lengths, HfTicker *ticker)
{
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      Type *type = &types[hf_heap_type (work->heap, v)];
      guint64 shallow = hf_heap_shallow (work->heap, v);

      if (hf_ticker_tick (ticker))
        return FALSE;
      if (type->sort == LIST)
        shallow -= MIN (shallow, hf_waste_block (work, 8 * (guint64) lengths[v]));
      if (type->sort != OTHER)
        type->base = MIN (type->base, shallow);
    }

  return TRUE;
}

static void
add_container (HfWasteWork *work, Type *type, guint32 v, guint32 length)
{
  HfWasted found = { .object = v, .shallow = hf_heap_shallow (work->heap, v) };

  if (type->sort == OTHER || hf_bitset_has (work->namespaces, v) || (hf_heap_flags (work->heap, v) & HF_OBJECT_UNEXPANDED))
    return;
  found.bytes = length == 0 ? found.shallow : room_of (work, type, found.shallow, length);
  if (found.bytes > 0)
    g_array_append_val (length == 0 ? type->empty : type->roomy, found);
}

static void
add_rows (HfWasteWork *work, HfWasteKind kind, guint32 type, const GArray *found)
{
  if (found->len > 0)
    hf_waste_add_row (work, kind, type, TRUE, (HfWasted *) (gpointer) found->data, found->len);
}

static gboolean
find_types (HfWasteWork *work, Type *types, const guint32 *lengths, HfTicker *ticker)
{
  if (!find_bases (work, types, lengths, ticker))
    return FALSE;
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      if (hf_waste_is_wanted (work, v))
        add_container (work, &types[hf_heap_type (work->heap, v)], v, lengths[v]);
    }
  for (guint32 t = 0; t < hf_heap_n_types (work->heap); t++)
    if (types[t].sort != OTHER)
      {
        add_rows (work, HF_WASTE_EMPTY, t, types[t].empty);
        add_rows (work, HF_WASTE_ROOM, t, types[t].roomy);
      }

  return TRUE;
}

static gboolean
find_by_type (HfWasteWork *work, const guint32 *lengths, HfTicker *ticker)
{
  guint32 n_types = hf_heap_n_types (work->heap);
  g_autofree Type *types = g_new0 (Type, MAX (n_types, 1));
  gboolean done;

  for (guint32 t = 0; t < n_types; t++)
    {
      types[t].sort = sort_of_type (work->heap, t);
      types[t].base = G_MAXUINT64;
      if (types[t].sort == OTHER)
        continue;
      types[t].empty = g_array_new (FALSE, FALSE, sizeof (HfWasted));
      types[t].roomy = g_array_new (FALSE, FALSE, sizeof (HfWasted));
    }
  done = find_types (work, types, lengths, ticker);
  for (guint32 t = 0; t < n_types; t++)
    {
      g_clear_pointer (&types[t].empty, g_array_unref);
      g_clear_pointer (&types[t].roomy, g_array_unref);
    }

  return done;
}

/* ---- the longest ---- */

static gboolean
is_longer (const guint32 *lengths, guint32 a, guint32 b)
{
  return lengths[a] != lengths[b] ? lengths[a] > lengths[b] : a < b;
}

/* Puts @v among the longest so far, longest first. */
static void
keep_longest (guint32 *longest, guint *n, const guint32 *lengths, guint32 v)
{
  guint i = *n;

  if (*n == HF_WASTE_COLLECTIONS && !is_longer (lengths, v, longest[*n - 1]))
    return;
  if (*n < HF_WASTE_COLLECTIONS)
    (*n)++;
  else
    i--;
  for (; i > 0 && is_longer (lengths, v, longest[i - 1]); i--)
    longest[i] = longest[i - 1];
  longest[i] = v;
}

static gboolean
find_longest (HfWasteWork *work, const guint32 *lengths, HfTicker *ticker)
{
  guint32 longest[HF_WASTE_COLLECTIONS];
  guint n = 0;

  for (guint32 v = 1; v < work->graph->n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      if (lengths[v] > 0 && hf_waste_is_wanted (work, v) && !hf_bitset_has (work->namespaces, v))
        keep_longest (longest, &n, lengths, v);
    }
  for (guint i = 0; i < n; i++)
    {
      HfWasted found = { .object = longest[i], .length = lengths[longest[i]], .shallow = hf_heap_shallow (work->heap, longest[i]) };

      hf_waste_add_row (work, HF_WASTE_LARGE, hf_heap_type (work->heap, longest[i]), TRUE, &found, 1);
    }

  return TRUE;
}

gboolean
hf_waste_find_containers (HfWasteWork *work, HfProgress *progress, GError **error)
{
  g_autofree guint32 *lengths = NULL;
  HfTicker ticker;

  hf_ticker_begin (&ticker, progress, N_("Measuring containers"), 4 * (guint64) work->graph->n, error);
  lengths = hf_kernel_new0 (guint32, work->graph->n, error);
  if (lengths == NULL)
    return FALSE;
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      HfKind kind = hf_heap_kind (work->heap, v);

      if (hf_ticker_tick (&ticker))
        return FALSE;
      if (kind == HF_KIND_CONTAINER || kind == HF_KIND_INSTANCE || kind == HF_KIND_OTHER)
        lengths[v] = hf_waste_length_of (work->heap, v);
    }

  return (work->minor == 0 || find_by_type (work, lengths, &ticker)) && find_longest (work, lengths, &ticker);
}
