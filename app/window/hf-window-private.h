/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-recent.h"
#include "hf-shot.h"
#include "hf-window.h"

#include "session/hf-case-keeper.h"
#include "session/hf-recorder.h"

G_BEGIN_DECLS

struct _HfWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  GtkWidget *toasts;
  GtkWidget *open_button;
  GtkWidget *export_button;
  GtkWidget *find_button;
  GtkWidget *save_button;
  GtkWidget *values_button;
  GtkWidget *sidebar_toggle;
  GtkWidget *inspector_toggle;
  GtkWidget *switcher;
  GtkWidget *notice;
  GtkWidget *notice_label;
  GtkWidget *top;
  GtkWidget *start;
  GtkWidget *outer;
  GtkWidget *inner;
  GtkWidget *sidebar;
  GtkWidget *pages;
  GtkWidget *growth;
  GtkWidget *types;
  GtkWidget *cycles;
  GtkWidget *dominators;
  GtkWidget *graph;
  GtkWidget *side;
  GtkWidget *alive;
  GtkWidget *inspector;
  GtkWidget *job_box;

  /* Owned */
  HfSession *session;
  HfRecorder *recorder;
  HfCaseKeeper *keeper;
  HfCase *kept_drawings; /* of the case that was opened: those that wait for their dumps */
  HfRecent *recent;
  GSettings *settings; /* NULL where the schema is not installed */
  GtkWidget *job_bar;
  HfJob *export_job;
  GPtrArray *complaints;
  char *dismissed_notice;

  gboolean narrow;
  gboolean close_when_saved;
  gboolean ending;
  guint offer_source;
  gboolean sidebar_wanted;
  guint narrow_source;
  guint panes_source;
  int side_width;       /* of the explanation while the window is wide */
  gboolean side_placed; /* it has been that wide */
};

void   hf_window_bind_keys       (GtkWidgetClass *widget_class);
void   hf_window_add_actions     (HfWindow *self);
void   hf_window_add_exports     (HfWindow *self);
void   hf_window_add_image       (HfWindow *self);
/* The case: what a person says of the dumps. */
void   hf_window_add_case        (HfWindow *self);
void   hf_window_show_buttons    (HfWindow *self); /* those in the header that are not always there */
void   hf_window_keep_view       (HfWindow *self, HfCase *content); /* into the case */
void   hf_window_show_view       (HfWindow *self, HfCase *content);
void   hf_window_show_located    (HfWindow *self, HfCase *content); /* what waited for dumps that are open now */
void   hf_window_add_missing     (HfWindow *self); /* asks for dumps of the case that were not found */
gboolean hf_window_open_case     (HfWindow *self, GFile *file); /* FALSE if it is none */
gboolean hf_window_asks_to_save  (HfWindow *self);         /* FALSE if nothing is unsaved */
void   hf_window_add_print       (HfWindow *self);
/* Writes a file in a worker; @func returns its path. Takes @data. Tells how it went. */
void   hf_window_start_export    (HfWindow *self, HfJobFunc func, gpointer data, GDestroyNotify data_free);
void   hf_window_export_report   (HfWindow *self, const char *path); /* of the snapshots that are compared, or the one that is open */
void   hf_window_add_recorder    (HfWindow *self);
char  *hf_window_propose_name    (HfWindow *self, const char *extension); /* (transfer full) of a file; without ending if NULL */
HfShot *hf_window_shoot          (HfWindow *self); /* what the Graph page shows, in the colours that were asked for; NULL: said why */
HfShot *hf_window_shoot_light    (HfWindow *self); /* the same in light colours, for paper */
void   hf_window_enable          (HfWindow *self, const char *action, gboolean enabled);
void   hf_window_update_actions  (HfWindow *self);
void   hf_window_update_exports  (HfWindow *self);
void   hf_window_show_jobs       (HfWindow *self);
void   hf_window_watch_mouse     (void);                   /* once: the side buttons go back and forward, in every window */
void   hf_window_watch_drops     (HfWindow *self);
void   hf_window_restore_state   (HfWindow *self);
void   hf_window_keep_state      (HfWindow *self);
void   hf_window_note_side       (HfWindow *self);
void   hf_window_place_side      (HfWindow *self);
GFile *hf_window_get_folder      (HfWindow *self);        /* (transfer full) last used, or NULL */
void   hf_window_set_folder      (HfWindow *self, GFile *file); /* that the file is in */

G_END_DECLS
