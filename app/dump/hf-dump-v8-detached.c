/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-v8-private.h"

#define ATTACHED 1u
#define DETACHED 2u

typedef HF_VECTOR (guint32) Worklist;

typedef struct
{
  HfV8Reader *reader;
  guint8 *seen;
  Worklist lists[DETACHED + 1];
} Walk;

/* Only the embedder's own objects pass it on: whatever JavaScript leads to knows for itself. */
static gboolean
reach (Walk   *walk,
       guint32 v,
       guint   state)
{
  HfLateRows *rows = &walk->reader->rows;

  if (walk->seen[v])
    return TRUE;
  walk->seen[v] = TRUE;
  if (hf_v8_node_type (walk->reader, v) != HF_V8_NATIVE)
    return TRUE;
  rows->type[v] = HF_V8_NUMBER_OF (rows->type[v]) | state << 16;

  return hf_vector_push (&walk->lists[state], v);
}

static gboolean
spread (Walk *walk,
        guint state)
{
  const HfLateRows *rows = &walk->reader->rows;
  Worklist *list = &walk->lists[state];

  while (list->n > 0)
    {
      guint32 v = list->at[--list->n];

      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
        {
          HfV8EdgeType type = hf_v8_edge_type (walk->reader, r);

          if (rows->to[r] < rows->n_objects && type != HF_V8_HIDDEN_EDGE && type != HF_V8_WEAK && !reach (walk, rows->to[r], state))
            return FALSE;
        }
    }

  return TRUE;
}

gboolean
hf_v8_spread_detached (HfV8Reader *self,
                       GError    **error)
{
  g_autofree guint8 *seen = g_try_malloc0 (MAX (self->rows.n_objects, 1));
  Walk walk = { self, seen, { { 0 } } };
  gboolean good = seen != NULL;

  for (guint32 v = 0; v < self->rows.n_objects && good; v++)
    {
      guint state = HF_V8_DETACHED_OF (self->rows.type[v]);

      if (state == ATTACHED || state == DETACHED)
        good = reach (&walk, v, state);
    }
  /* What is reached from both is attached. */
  good = good && spread (&walk, ATTACHED) && spread (&walk, DETACHED);
  hf_vector_clear (&walk.lists[ATTACHED]);
  hf_vector_clear (&walk.lists[DETACHED]);
  if (!good)
    g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "The heap does not fit in memory");

  return good;
}
