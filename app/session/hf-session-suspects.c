/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-session-private.h"

#define KEY "holdfast-suspects"

/* Made when somebody first asks; lives as long as the session. */
HfSuspectList *
hf_session_get_suspects (HfSession *self)
{
  HfSuspectList *list;

  g_return_val_if_fail (HF_IS_SESSION (self), NULL);

  list = g_object_get_data (G_OBJECT (self), KEY);
  if (list == NULL)
    {
      list = hf_suspect_list_new ();
      g_object_set_data_full (G_OBJECT (self), KEY, list, g_object_unref);
    }

  return list;
}

gboolean
hf_session_is_suspecting (HfSession *self)
{
  return hf_suspect_list_get_job (hf_session_get_suspects (self)) != NULL;
}

/* Those from base to target; the one that is looked at where there is nothing to compare. */
static GPtrArray *
compared (HfSession *self)
{
  GPtrArray *snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean pair = self->base != NULL && self->target != NULL && self->base != self->target, inside = FALSE;

  if (!pair && self->current != NULL)
    g_ptr_array_add (snapshots, g_object_ref (self->current));
  for (guint i = 0; pair && i < g_list_model_get_n_items (G_LIST_MODEL (self->snapshots)); i++)
    {
      HfSnapshot *snapshot = g_list_model_get_item (G_LIST_MODEL (self->snapshots), i);

      inside = inside || snapshot == self->base;
      if (inside)
        g_ptr_array_add (snapshots, snapshot);
      else
        g_object_unref (snapshot);
      if (snapshot == self->target)
        break;
    }

  return snapshots;
}

void
hf_session_ask_suspects (HfSession *self)
{
  g_autoptr (GPtrArray) snapshots = compared (self);

  hf_suspect_list_ask (hf_session_get_suspects (self), snapshots);
}

void
hf_session_show_suspect (HfSession *self, guint index)
{
  g_autoptr (HfSelection) selection = NULL;

  g_return_if_fail (HF_IS_SESSION (self));

  selection = hf_suspect_list_dup_selection (hf_session_get_suspects (self), index);
  if (selection != NULL)
    hf_session_show_in_graph (self, selection);
}
