/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "canvas-scene.h"
#include "canvas/hf-canvas-private.h"

G_BEGIN_DECLS

/**
 * A canvas in a window that shows the sample heap around one object, and what it told: a fixture for g_test_add().
 */
typedef struct
{
  GtkWidget *window;
  HfCanvas *canvas;
  Scene *scene;
  HfChoices *choices;
  guint32 selected;
  guint request;
  guint32 request_node;
} Stage;

/* @anchor: the name of the object that is drawn. */
void             stage_set_up             (Stage *stage, gconstpointer anchor);
void             stage_tear_down          (Stage *stage, gconstpointer anchor); /* asserts that the canvas is gone */

/* Until the next frame is on the screen; until @done says so. Fail after a long time. */
void             stage_wait_for_frame     (GtkWidget *window);
void             stage_wait_until         (gboolean (*done) (gpointer data), gpointer data);

void             stage_show_choices       (Stage *stage);
void             stage_expand             (Stage *stage, const char *name); /* ten more on both sides */
guint32          stage_node               (Stage *stage, const char *name); /* asserts that it is drawn */
graphene_point_t stage_middle             (Stage *stage, guint32 node); /* in the widget */
guint            stage_count_node_widgets (Stage *stage);
void             stage_act                (Stage *stage, const char *action);

G_END_DECLS
