/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-history.h"
#include "hf-session.h"

G_BEGIN_DECLS

struct _HfSession
{
  GObject parent_instance;

  /* Snapshots */
  GListStore *snapshots;
  HfSnapshot *base;
  HfSnapshot *target;
  HfSnapshot *current;
  gboolean pair_is_chosen;
  gboolean current_is_chosen;
  guint opened; /* so far: snapshots without a time keep this order */

  /* Where the person is */
  const char *page; /* interned */
  gboolean page_is_chosen;
  HfSelection *selection;
  HfSelection *graph_focus;
  HfHistory *history;

  /* Modes */
  HfGrowthMode growth_mode;
  HfGroupBy growth_by;
  HfGroupBy types_by;
  gboolean every_step;
  gboolean hide_internals;
  gboolean show_values;
  HfCyclesFilter cycles_filter;
  char *growth_where; /* queries, or NULL */
  char *types_where;
  char *cycles_where;
  HfDominatorsBy dominators_by;

  /* Answers, and what each was asked about */
  HfAnswer *growth;
  HfAnswer *holders;
  HfAnswer *types;
  HfAnswer *objects;
  HfAnswer *cycles;
  HfAlive *alive;
  char *growth_question;
  char *types_question;
  char *cycles_question;
  char *holders_question;
};

/* Look at what is open and asked for, and start what is missing. Cheap when nothing changed. */
void hf_session_ask_growth  (HfSession *self);
void hf_session_ask_types   (HfSession *self);
void hf_session_ask_cycles  (HfSession *self);
void hf_session_ask_holders (HfSession *self);
void hf_session_ask_alive   (HfSession *self);
void hf_session_ask_suspects (HfSession *self);
gboolean hf_session_is_suspecting (HfSession *self);
void hf_session_ask_page    (HfSession *self);
void hf_session_apply_modes (HfSession *self);
void hf_session_connect_answers (HfSession *self);
/* Puts @selection in the place of the present one: the same thing, better known. */
void hf_session_refine_selection (HfSession *self, HfSelection *selection);

G_END_DECLS
