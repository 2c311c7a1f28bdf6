/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * A growing array whose growth can fail instead of aborting: its length comes from a file.
 *
 *   HF_VECTOR (guint32) ids = { 0 };
 *   if (!hf_vector_push (&ids, 7)) … out of memory, the vector is as it was …
 *   ids.at[0]; ids.n; hf_vector_clear (&ids);
 */
#define HF_VECTOR(type) \
  struct                \
  {                     \
    type *at;           \
    gsize n;            \
    gsize room;         \
  }

static inline gboolean
hf_vector_grow_ (gpointer *at,
                 gsize    *room,
                 gsize     need,
                 gsize     element)
{
  gsize bigger = MAX (*room + *room / 2, 64);
  gpointer moved;

  bigger = MAX (bigger, need);
  if (bigger > G_MAXSIZE / element)
    return FALSE;
  moved = g_try_realloc (*at, bigger * element);
  if (moved == NULL)
    return FALSE;
  *at = moved;
  *room = bigger;

  return TRUE;
}

#define hf_vector_reserve(v, extra) \
  ((v)->n + (extra) <= (v)->room ||  \
   hf_vector_grow_ ((gpointer *) &(v)->at, &(v)->room, (v)->n + (extra), sizeof *(v)->at))

#define hf_vector_push(v, value) \
  (hf_vector_reserve (v, 1) ? ((v)->at[(v)->n++] = (value), TRUE) : FALSE)

#define hf_vector_clear(v)        \
  G_STMT_START                    \
  {                               \
    g_clear_pointer (&(v)->at, g_free); \
    (v)->n = (v)->room = 0;       \
  }                               \
  G_STMT_END

G_END_DECLS
