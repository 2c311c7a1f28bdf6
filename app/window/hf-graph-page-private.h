/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "canvas/hf-hidden-list.h"
#include "canvas/hf-legend.h"
#include "canvas/hf-minimap.h"
#include "canvas/hf-outline.h"
#include "canvas/hf-picture.h"
#include "window/hf-cut-card.h"
#include "window/hf-graph-page.h"
#include "window/hf-mend-card.h"

G_BEGIN_DECLS

struct _HfGraphPage
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *states;
  AdwStatusPage *waiting;
  GtkProgressBar *waiting_progress;
  GtkStack *views;
  HfCanvas *canvas;
  HfOutline *outline;
  GtkWidget *toolbar;
  GtkToggleButton *outline_button;
  GtkToggleButton *path_button;
  GtkToggleButton *fold_button;
  GtkButton *fit_button;
  GtkLabel *note;
  HfLegend *legend;
  HfCutCard *cut_card;
  HfMendCard *mend_card;
  HfMinimap *minimap;
  GtkWidget *zoom_box;
  GtkButton *zoom_out_button;
  GtkButton *zoom_button;
  GtkButton *zoom_in_button;
  GtkWidget *busy;
  GtkLabel *busy_label;
  GtkButton *cancel_button;
  GtkWidget *problem;
  GtkLabel *problem_label;
  GtkButton *problem_close;
  GtkWidget *find_box;
  GtkEditable *find_entry;
  GtkLabel *find_count;

  /* owned */
  HfSession *session;
  HfPicture *picture;
  HfSelection *focus;     /* what is drawn, or waits for its analysis */
  HfSnapshot *awaited;    /* its analysis is waited for */
  HfSnapshot *drawn;      /* the picture's */
  GtkWidget *hidden_popover;
  GtkWidget *hidden_list;
  char *title;            /* or NULL: nothing is drawn */
  gboolean active;        /* follows the session */
  guint32 picked;         /* the object that the person selected in the picture last, or HF_NONE */
  guint patience;
  guint resized;          /* source: the cards are to be fitted to the view */
  gboolean opens_mend;    /* a mend was asked for on another page */
  gboolean fits;          /* the picture is fitted once the cards are */
  double view_width;      /* to which they were */
  double view_height;
  guint pulse;
};

/* hf-graph-page.c */
void hf_graph_page_show_problem (HfGraphPage *self, const char *sentence); /* NULL: none */
void hf_graph_page_set_title    (HfGraphPage *self, const char *title);    /* or NULL */
void hf_graph_page_open         (HfGraphPage *self, guint32 object);       /* asks for another drawing, of this */

/* hf-graph-page-focus.c: what is drawn, and how it follows the session */
void     hf_graph_page_show_state       (HfGraphPage *self, const char *name); /* "empty", "waiting", "picture" */
void     hf_graph_page_stop_waiting     (HfGraphPage *self);
gboolean hf_graph_page_draws            (HfGraphPage *self, HfSelection *selection);
void     hf_graph_page_follow_focus     (HfGraphPage *self);
/* Marks what is selected where it is drawn; draws it if the person sees this page and it is not there. */
void     hf_graph_page_follow_selection (HfGraphPage *self);
/* The person selected @object in the picture. */
void     hf_graph_page_pick             (HfGraphPage *self, guint object);

/* hf-graph-page-requests.c: what the person asks for at a node */
void hf_graph_page_request      (HfGraphPage *self, guint request, guint node);
/* What is drawn has been changed by hand, and may be kept. */
void hf_graph_page_touch        (HfGraphPage *self);

/* hf-graph-page-mend.c: a cycle before and after a mend */
void hf_graph_page_mend_init    (HfGraphPage *self);
void hf_graph_page_request_mend (HfGraphPage *self, guint32 node);
void hf_graph_page_mend_update  (HfGraphPage *self); /* another picture */

/* hf-graph-page-layout.c: downward, to the right, by springs */
void hf_graph_page_layout_install (GtkWidgetClass *klass);
void hf_graph_page_layout_init    (HfGraphPage *self);

/* hf-graph-page-find.c: Ctrl+F */
void hf_graph_page_find_install (GtkWidgetClass *klass);
void hf_graph_page_find_init    (HfGraphPage *self);
void hf_graph_page_find_refresh (HfGraphPage *self); /* another picture: count anew */
void hf_graph_page_find_place   (HfGraphPage *self); /* beside the toolbar, or below it where there is no room */

G_END_DECLS
