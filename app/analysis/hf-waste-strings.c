/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-waste-private.h"

#include <stdlib.h>
#include <string.h>

#define N_(s) (s)

typedef struct
{
  guint64 shallow; /* 0 where values are whole: equal ones may differ in size */
  guint32 text;
  guint32 type;
  guint32 object;
} Text;

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  const Text *x = a, *y = b;

  if (x->text != y->text)
    return x->text < y->text ? -1 : 1;
  if (x->type != y->type)
    return x->type < y->type ? -1 : 1;
  if (x->shallow != y->shallow)
    return x->shallow < y->shallow ? -1 : 1;

  return x->object < y->object ? -1 : x->object > y->object;
}

static gboolean
is_text (const HfHeap *heap, guint32 object)
{
  guint32 type = hf_heap_type (heap, object);

  return (hf_heap_type_flags (heap, type) & HF_TYPE_STRING) || strcmp (hf_heap_type_name (heap, type), "bytes") == 0;
}

/* What could not be decoded, or only begins, does not prove that two values are equal. */
static gboolean
is_whole (const HfHeap *heap, guint32 object)
{
  return !(hf_heap_flags (heap, object) & HF_OBJECT_VALUE_CUT) && strstr (hf_heap_value (heap, object), "\357\277\275") == NULL;
}

/* How often each text is a string's value, as far as it matters: 0, 1, 2. */
static guint8 *
count_texts (HfWasteWork *work, HfTicker *ticker)
{
  g_autofree guint8 *count = hf_kernel_new0 (guint8, MAX (hf_heap_n_texts (work->heap), 1), ticker->error);

  if (count == NULL)
    return NULL;
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      guint8 *own = &count[hf_heap_value_text (work->heap, v)];

      if (hf_ticker_tick (ticker))
        return NULL;
      if (*own < 2 && hf_waste_is_wanted (work, v) && is_text (work->heap, v))
        (*own)++;
    }

  return g_steal_pointer (&count);
}

static GArray *
list_texts (HfWasteWork *work, HfTicker *ticker)
{
  g_autofree guint8 *count = count_texts (work, ticker);
  g_autoptr (GArray) texts = NULL;

  if (count == NULL)
    return NULL;
  texts = g_array_new (FALSE, FALSE, sizeof (Text));
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      Text text = { .text = hf_heap_value_text (work->heap, v), .type = hf_heap_type (work->heap, v), .object = v };

      if (hf_ticker_tick (ticker))
        return NULL;
      /* Text 0 is "": the dump does not say what the string is. */
      if (text.text == 0 || count[text.text] < 2 || !hf_waste_is_wanted (work, v) || !is_text (work->heap, v))
        continue;
      text.shallow = is_whole (work->heap, v) ? 0 : hf_heap_shallow (work->heap, v);
      g_array_append_val (texts, text);
    }

  return g_steal_pointer (&texts);
}

/* All but the largest copy is waste. */
static void
add_equal (HfWasteWork *work, const Text *texts, guint32 n)
{
  g_autofree HfWasted *found = g_new0 (HfWasted, n);
  guint32 largest = 0;

  for (guint32 i = 0; i < n; i++)
    {
      found[i].object = texts[i].object;
      found[i].shallow = found[i].bytes = hf_heap_shallow (work->heap, texts[i].object);
      if (found[i].shallow > found[largest].shallow)
        largest = i;
    }
  found[largest].bytes = 0;
  hf_waste_add_row (work, HF_WASTE_STRINGS, texts[0].type, texts[0].shallow == 0, found, n);
}

gboolean
hf_waste_find_strings (HfWasteWork *work, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) found = NULL;
  HfTicker ticker;
  const Text *texts;

  hf_ticker_begin (&ticker, progress, N_("Comparing strings"), 3 * (guint64) work->graph->n, error);
  found = list_texts (work, &ticker);
  if (found == NULL)
    return FALSE;

  if (found->len > 1)
    qsort (found->data, found->len, sizeof (Text), compare_texts);
  texts = (const Text *) (gconstpointer) found->data;
  for (guint32 i = 0, begin = 0; i < found->len; i++)
    {
      if (hf_ticker_tick (&ticker))
        return FALSE;
      if (i + 1 < found->len && texts[i + 1].text == texts[i].text && texts[i + 1].type == texts[i].type &&
          texts[i + 1].shallow == texts[i].shallow)
        continue;
      if (i > begin)
        add_equal (work, texts + begin, i + 1 - begin);
      begin = i + 1;
    }

  return TRUE;
}
