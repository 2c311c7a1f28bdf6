/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#include <string.h>

#define SEPARATOR " › "
#define STEADY .7 /* of the mean of the steps before: the last one is not "less and less" */
#define NOISE 2u  /* modules and classes a round */

static gint64
step_of (const HfSuspectSlot *slot, guint i)
{
  return (gint64) slot->counts[i + 1] - (gint64) slot->counts[i];
}

gint64
hf_suspect_slot_delta (const HfSuspectSlot *slot, guint n_heaps)
{
  return (gint64) slot->counts[n_heaps - 1] - (gint64) slot->counts[0];
}

static gboolean
is_of_keys (const HfSuspectSlot *slot)
{
  return g_str_has_suffix (slot->prefix, SEPARATOR "key *");
}

/* The slot that grew most: a dict's keys and values grow together and are one growth. */
const HfSuspectSlot *
hf_suspect_group_main_slot (const HfSuspectGroup *group, guint n_heaps)
{
  const HfSuspectSlot *best = NULL;

  for (guint i = 0; i < group->slots->len; i++)
    {
      const HfSuspectSlot *slot = g_ptr_array_index (group->slots, i);

      if (best == NULL || hf_suspect_slot_delta (slot, n_heaps) > hf_suspect_slot_delta (best, n_heaps) ||
          (hf_suspect_slot_delta (slot, n_heaps) == hf_suspect_slot_delta (best, n_heaps) && is_of_keys (best)))
        best = slot;
    }

  return best;
}

HfSuspectGrade
hf_suspect_slot_grade (const HfSuspectSlot *slot, guint n_heaps)
{
  gint64 last = step_of (slot, n_heaps - 2);
  double before = 0;

  if (n_heaps < 3)
    return HF_SUSPECT_GROWING;
  if (last <= 0)
    return HF_SUSPECT_FULL;
  for (guint i = 0; i + 2 < n_heaps; i++)
    {
      if (step_of (slot, i) <= 0)
        return HF_SUSPECT_GROWING;
      before += (double) step_of (slot, i) / (n_heaps - 2);
    }

  return (double) last >= STEADY * before ? HF_SUSPECT_LEAK : HF_SUSPECT_GROWING;
}

gboolean
hf_suspect_group_is_noise (const HfSuspectGroup *group, const HfSuspectSlot *slot, guint n_heaps)
{
  if (slot == NULL || hf_suspect_slot_delta (slot, n_heaps) <= 0)
    return TRUE;

  return group->plumbing && hf_suspect_slot_delta (slot, n_heaps) < NOISE * (n_heaps - 1);
}

/* A place inside another one's entries. */
static gboolean
is_inside (const HfSuspectGroup *group, const HfSuspectGroup *other)
{
  if (group == other || group->retained > other->retained || other->rooted)
    return FALSE;
  for (guint i = 0; i < other->slots->len; i++)
    {
      const HfSuspectSlot *slot = g_ptr_array_index (other->slots, i);

      if (g_str_has_prefix (group->place, slot->prefix) && (group->place[strlen (slot->prefix)] == '\0' ||
          g_str_has_prefix (group->place + strlen (slot->prefix), SEPARATOR)))
        return TRUE;
    }

  return FALSE;
}

gboolean
hf_suspect_group_is_inside_another (const HfSuspectSearch *self, const HfSuspectGroup *group)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (is_inside (group, g_ptr_array_index (self->groups, i)))
      return TRUE;

  return FALSE;
}

/* What follows from another growth and grows just like it: keys beside their values, where the paths are folded differently; weak
 * references to the same objects; other frames of the same threads; what native code keeps beside. */
static gboolean
follows (const HfSuspectSearch *self, const HfSuspect *suspect, const HfSuspect *from)
{
  for (guint i = 0; i + 1 < self->growth->n_heaps; i++)
    if (suspect->counts[i + 1] - suspect->counts[i] != from->counts[i + 1] - from->counts[i])
      return FALSE;
  if (strcmp (suspect->holder, from->holder) == 0)
    return TRUE;
  if (hf_suspect_is_weak_reference (self->growth->rows[suspect->row].type) || g_str_has_prefix (suspect->holder, HF_SUSPECT_NATIVE))
    return TRUE;

  return g_str_has_prefix (suspect->holder, "thread *") && g_str_has_prefix (from->holder, "thread *");
}

void
hf_suspects_drop_followers (const HfSuspectSearch *self, GPtrArray *suspects)
{
  for (guint i = suspects->len; i-- > 1;)
    for (guint j = 0; j < i; j++)
      if (follows (self, g_ptr_array_index (suspects, i), g_ptr_array_index (suspects, j)))
        {
          g_ptr_array_remove_index (suspects, i);
          break;
        }
}

/* Bytes, weighed by how much the place tells: what a person can name and wrote comes before what only follows from it. */
double
hf_suspect_group_score (const HfSuspectGroup *group, HfSuspectGrade grade)
{
  static const double weights[] = { [HF_SUSPECT_LEAK] = 4, [HF_SUSPECT_GROWING] = 1, [HF_SUSPECT_FULL] = .05, [HF_SUSPECT_LARGE] = 1 };
  double score = (double) MAX (group->retained, group->bytes) * weights[grade];

  if (g_str_has_prefix (group->place, HF_SUSPECT_NATIVE))
    score /= 8;
  if (group->own)
    score *= 4;

  return score;
}
