/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "graphviz/hf-layout-client.h"

/* One client that is asked for many layouts, one after another. */
typedef struct
{
  HfLayoutClient *client;
  GRand *rand;
  GMainLoop *loop;
  guint steps[4];       /* answers by HfLayoutStep */
  guint superseded;     /* requests that ended so */
  guint stopped;        /* answers that say that the helper stopped in mid-work */
  guint late;           /* that it took too long */
  gint64 longest;       /* µs to an answer */
  gsize resident;       /* bytes, when it began to be watched */
} Endurance;

void     endurance_init      (Endurance *self, guint32 seed);
/* Ends the client; no child may be left. */
void     endurance_clear     (Endurance *self);

/* Asks and waits for the answer, which must be a sound picture, with a sentence if it is simplified. Takes @request. */
void     endurance_ask       (Endurance *self, HfLayoutRequest *request);
/* Asks for one more before the first is answered: the first ends as superseded, the second has its answer. */
void     endurance_supersede (Endurance *self, HfLayoutRequest *first, HfLayoutRequest *second);
/* Kills the helper in the middle. */
void     endurance_kill      (Endurance *self, HfLayoutRequest *request);

/* (transfer full) An ordinary graph of up to @most boxes: labels, clusters, loops, hints, any kind of layout. */
HfLayoutRequest *endurance_graph   (Endurance *self, guint most);
/* (transfer full) One for which the hostile helper does what @which (of HOSTILE_N) says; @kind decides how often it is asked. */
HfLayoutRequest *endurance_hostile (guint which, HfLayoutKind kind);

/* Nobody waits for a dead child of this process. */
void     endurance_assert_no_zombie (void);
/* Bytes that this process has in memory above what it had when watching began. */
gssize   endurance_grown     (Endurance *self);
