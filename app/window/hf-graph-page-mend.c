/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

/* A change of the drawing that is kept with the case. */
static void
touch (HfGraphPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.case-touched", NULL);
}

static void
propose (HfGraphPage *self, guint32 object)
{
  HfAnalysis *analysis = self->drawn != NULL ? hf_snapshot_get_analysis (self->drawn) : NULL;

  if (analysis != NULL && object != HF_NONE)
    hf_mend_card_propose (self->mend_card, analysis, object);
}

/* Beside the card there is less room for the picture than there was. */
void
hf_graph_page_preview_mend (HfGraphPage *self, HfSelection *selection)
{
  g_return_if_fail (HF_IS_GRAPH_PAGE (self));
  g_return_if_fail (selection != NULL);

  if (hf_selection_get_snapshot (selection) != self->drawn)
    return;
  self->opens_mend = TRUE;
  propose (self, hf_selection_get_object (selection));
}

/* What is drawn may be of another dump by now. */
static void
on_chosen (HfGraphPage *self, guint object, guint ref, guint n_others)
{
  HfAnalysis *analysis = hf_picture_get_analysis (self->picture);

  if (analysis == NULL || hf_mend_card_get_analysis (self->mend_card) != analysis || hf_snapshot_get_analysis (self->drawn) != analysis)
    return;
  hf_picture_set_mend (self->picture, object, ref, n_others);
  touch (self);
}

static void
on_turned (HfGraphPage *self, gboolean after)
{
  hf_picture_set_mended (self->picture, after);
  touch (self);
}

static void
on_mend_failed (HfGraphPage *self, const char *sentence)
{
  self->opens_mend = FALSE;
  hf_graph_page_show_problem (self, sentence);
}

static void
on_close (HfGraphPage *self)
{
  hf_picture_set_mend (self->picture, HF_NONE, HF_NONE, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  touch (self);
}

void
hf_graph_page_mend_update (HfGraphPage *self)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);

  hf_mend_card_update (self->mend_card, drawing);
  if (drawing == NULL || drawing->mend == NULL)
    return;
  self->fits = self->fits || self->opens_mend;
  self->opens_mend = FALSE;
}

void
hf_graph_page_mend_init (HfGraphPage *self)
{
  g_signal_connect_object (self->mend_card, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mend_card, "turned", G_CALLBACK (on_turned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mend_card, "close", G_CALLBACK (on_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mend_card, "failed", G_CALLBACK (on_mend_failed), self, G_CONNECT_SWAPPED);
}

void
hf_graph_page_request_mend (HfGraphPage *self, guint32 node)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);

  if (drawing != NULL && drawing->mend != NULL)
    hf_mend_card_turn (self->mend_card);
  else if (drawing != NULL && node < drawing->n_nodes)
    propose (self, drawing->nodes[node].n_members > 0 ? drawing->nodes[node].members[0] : drawing->nodes[node].object);
}
