/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

#include "analysis/hf-path-fold.h"
#include "session/hf-format.h"

#define CYCLE_NODES 60u

void
hf_graph_page_show_state (HfGraphPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->states, name);
}

static HfChoices *
choices_for (HfGraphPage *self, HfSelection *focus, HfAnalysis *analysis)
{
  guint32 object = hf_selection_get_object (focus);
  HfChoices *choices = hf_choices_new (object);
  gboolean fold_cycles = FALSE, everything = FALSE;

  if (hf_selection_get_kind (focus) == HF_SELECTION_CYCLE)
    {
      hf_choices_add_cycle (choices, analysis, object, CYCLE_NODES);
      hf_choices_set_level (choices, 2, 2);
    }

  if (hf_selection_get_kind (focus) == HF_SELECTION_HOLDER)
    {
      guint n;
      const guint32 *refs = hf_selection_get_refs (focus, &n);

      if (n == 1)
        hf_choices_set_break (choices, refs[0]);
    }

  g_object_get (self->canvas, "fold-cycles", &fold_cycles, "everything", &everything, NULL);
  hf_choices_set_fold_cycles (choices, fold_cycles);
  hf_choices_set_everything (choices, everything);
  hf_choices_add_picture (choices, analysis->heap);

  return choices;
}

void
hf_graph_page_stop_waiting (HfGraphPage *self)
{
  if (self->awaited != NULL)
    g_signal_handlers_disconnect_by_data (self->awaited, self);
  g_clear_object (&self->awaited);
  g_clear_handle_id (&self->pulse, g_source_remove);
}

static void
show_title (HfGraphPage *self)
{
  HfHeap *heap = hf_snapshot_get_heap (self->drawn);
  guint32 object = hf_selection_get_object (self->focus);
  g_autofree char *address = hf_format_address (hf_heap_address (heap, object));
  g_autofree char *title = g_strdup_printf ("%s %s", hf_fold_short_type (heap, object), address);

  hf_graph_page_set_title (self, title);
}

static void
draw_focus (HfGraphPage *self)
{
  HfSnapshot *snapshot = hf_selection_get_snapshot (self->focus);
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);

  hf_graph_page_stop_waiting (self);
  hf_graph_page_show_problem (self, NULL);
  if (hf_graph_page_has_picture (self))
    hf_graph_page_show_state (self, "picture");
  g_set_object (&self->drawn, snapshot);
  show_title (self);
  hf_picture_draw (self->picture, analysis, choices_for (self, self->focus, analysis));
}

static gboolean
on_pulse (gpointer data)
{
  HfGraphPage *self = data;
  HfJob *job = self->awaited != NULL ? hf_snapshot_get_job (self->awaited) : NULL;

  if (job == NULL)
    return G_SOURCE_CONTINUE;

  if (hf_job_get_fraction (job) >= 0)
    gtk_progress_bar_set_fraction (self->waiting_progress, hf_job_get_fraction (job));
  else
    gtk_progress_bar_pulse (self->waiting_progress);
  gtk_progress_bar_set_text (self->waiting_progress, hf_job_get_stage (job));

  return G_SOURCE_CONTINUE;
}

static void
on_analysed (HfGraphPage *self)
{
  if (self->awaited != NULL && hf_snapshot_get_analysis (self->awaited) != NULL && self->focus != NULL)
    draw_focus (self);
}

static void
wait_for_analysis (HfGraphPage *self, HfSnapshot *snapshot)
{
  hf_graph_page_stop_waiting (self);
  self->awaited = g_object_ref (snapshot);
  g_signal_connect_swapped (snapshot, "notify::analysed", G_CALLBACK (on_analysed), self);
  self->pulse = g_timeout_add (100, on_pulse, self);
  adw_status_page_set_description (self->waiting, hf_snapshot_get_name (snapshot));
  hf_graph_page_show_state (self, "waiting");
}

static void
clear (HfGraphPage *self)
{
  hf_graph_page_stop_waiting (self);
  g_clear_pointer (&self->focus, hf_selection_unref);
  g_clear_object (&self->drawn);
  hf_picture_clear (self->picture);
  hf_graph_page_set_title (self, NULL);
  hf_graph_page_show_state (self, "empty");
}

static void
set_focus (HfGraphPage *self, HfSelection *focus)
{
  HfSelection *old = self->focus;

  if (focus == NULL || hf_selection_get_object (focus) == HF_NONE)
    {
      clear (self);
      return;
    }

  self->focus = hf_selection_ref (focus);
  g_clear_pointer (&old, hf_selection_unref);
  if (hf_snapshot_get_analysis (hf_selection_get_snapshot (focus)) != NULL)
    draw_focus (self);
  else
    wait_for_analysis (self, hf_selection_get_snapshot (focus));
}

gboolean
hf_graph_page_draws (HfGraphPage *self, HfSelection *selection)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);

  return drawing != NULL && self->drawn == hf_selection_get_snapshot (selection) &&
         hf_drawing_find_node (drawing, hf_selection_get_object (selection)) != HF_NONE;
}

/* ---- how it follows ----------------------------------------------------------------------------------------------- */

/* Whether the dump that is drawn, or shall be, has not been closed. */
static gboolean
is_open (HfGraphPage *self)
{
  GListModel *snapshots = hf_session_get_snapshots (self->session);
  HfSnapshot *snapshot = hf_selection_get_snapshot (self->focus);

  for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr (HfSnapshot) other = g_list_model_get_item (snapshots, i);

      if (other == snapshot)
        return TRUE;
    }

  return FALSE;
}

gboolean
hf_graph_page_drop_closed (HfGraphPage *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_PAGE (self), FALSE);

  if (self->focus == NULL || is_open (self))
    return FALSE;
  clear (self);

  return TRUE;
}

void
hf_graph_page_set_active (HfGraphPage *self, gboolean active)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);
  guint32 node = hf_canvas_get_selected_node (self->canvas);

  g_return_if_fail (HF_IS_GRAPH_PAGE (self));

  self->active = active;
  if (active && drawing != NULL && node != HF_NONE && drawing->nodes[node].form == HF_NODE_OBJECT)
    hf_graph_page_pick (self, drawing->nodes[node].object);
}

/* Coming back with what was picked in this very picture leaves the picture as the person made it. */
void
hf_graph_page_follow_focus (HfGraphPage *self)
{
  HfSelection *focus = hf_session_get_graph_focus (self->session);

  if (!self->active)
    return;
  if (focus == NULL && self->focus != NULL && is_open (self))
    return;
  if (focus != NULL && hf_selection_get_kind (focus) == HF_SELECTION_OBJECT && hf_selection_get_object (focus) == self->picked &&
      hf_graph_page_draws (self, focus))
    return;

  self->picked = HF_NONE;
  set_focus (self, focus);
}

/* It is in the picture, as a part of a reference. */
static gboolean
folds (HfGraphPage *self, HfSelection *selection)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);

  return drawing != NULL && self->drawn == hf_selection_get_snapshot (selection) && hf_drawing_folds (drawing, hf_selection_get_object (selection));
}

void
hf_graph_page_follow_selection (HfGraphPage *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  guint32 object = selection != NULL ? hf_selection_get_object (selection) : HF_NONE;

  if (!self->active || object == HF_NONE)
    return;

  if (hf_graph_page_draws (self, selection))
    {
      hf_canvas_select_object (self->canvas, object);
      hf_outline_select_object (self->outline, object);
    }
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !hf_picture_is_busy (self->picture))
    {
      if (folds (self, selection))
        hf_picture_unfold_object (self->picture, object);
      else
        set_focus (self, selection);
    }
}

void
hf_graph_page_pick (HfGraphPage *self, guint object)
{
  self->picked = object;
  if (self->session != NULL && self->drawn != NULL)
    hf_session_select_object (self->session, self->drawn, object);
}

/* ---- what was kept -------------------------------------------------------------------------------------------------- */

const HfChoices *
hf_graph_page_get_choices (HfGraphPage *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_PAGE (self), NULL);

  return self->drawn != NULL ? hf_picture_get_choices (self->picture) : NULL;
}

void
hf_graph_page_restore (HfGraphPage *self, HfSnapshot *snapshot, HfChoices *choices, HfNodePlaces *places)
{
  HfSelection *old = self->focus;

  g_return_if_fail (HF_IS_GRAPH_PAGE (self));

  hf_graph_page_stop_waiting (self);
  hf_graph_page_show_problem (self, NULL);
  self->focus = hf_selection_new_object (snapshot, hf_choices_get_anchor (choices));
  g_clear_pointer (&old, hf_selection_unref);
  self->picked = hf_choices_get_anchor (choices);
  g_set_object (&self->drawn, snapshot);
  show_title (self);
  hf_picture_draw_at (self->picture, hf_snapshot_get_analysis (snapshot), choices, places);
}

void
hf_graph_page_refresh (HfGraphPage *self)
{
  g_return_if_fail (HF_IS_GRAPH_PAGE (self));

  if (hf_graph_page_get_drawing (self) != NULL)
    hf_picture_refresh (self->picture);
}
