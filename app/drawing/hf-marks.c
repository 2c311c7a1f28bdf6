/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-marks.h"

static GMutex mutex;
static GHashTable *owners; /* owner -> GArray of HfShownMark */

void
hf_shown_mark_clear (HfShownMark *mark)
{
  g_clear_pointer (&mark->place, g_free);
  g_clear_pointer (&mark->sign, g_free);
  g_clear_pointer (&mark->words, g_free);
}

void
hf_marks_set (gconstpointer owner, GArray *marks)
{
  g_mutex_lock (&mutex);
  if (owners == NULL)
    owners = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  if (marks != NULL)
    g_hash_table_replace (owners, (gpointer) owner, marks);
  else
    g_hash_table_remove (owners, owner);
  g_mutex_unlock (&mutex);
}

static gboolean
is_meant (const HfShownMark *mark, gconstpointer heap, guint32 object, const char *place)
{
  return place != NULL ? g_strcmp0 (mark->place, place) == 0 : mark->heap == heap && mark->place == NULL && mark->object == object;
}

static char *
find (gconstpointer heap, guint32 object, const char *place, char **words)
{
  GHashTableIter iter;
  gpointer value;
  char *sign = NULL;

  g_mutex_lock (&mutex);
  if (owners != NULL)
    {
      g_hash_table_iter_init (&iter, owners);
      while (sign == NULL && g_hash_table_iter_next (&iter, NULL, &value))
        for (guint i = 0; i < ((GArray *) value)->len && sign == NULL; i++)
          {
            const HfShownMark *mark = &g_array_index ((GArray *) value, HfShownMark, i);

            if (!is_meant (mark, heap, object, place))
              continue;
            sign = g_strdup (mark->sign);
            if (words != NULL)
              *words = g_strdup (mark->words);
          }
    }
  g_mutex_unlock (&mutex);

  return sign;
}

char *
hf_marks_of_object (const HfHeap *heap, guint32 object, char **words)
{
  return find (heap, object, NULL, words);
}

char *
hf_marks_of_place (const char *place, char **words)
{
  return find (NULL, HF_NONE, place, words);
}
