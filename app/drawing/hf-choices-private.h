/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-choices.h"

G_BEGIN_DECLS

/* What was added around one object, in the order in which it was first asked for. By HfSide. */
typedef struct
{
  guint32 object;
  guint more[2];
} HfExpansion;

struct _HfChoices
{
  GArray *anchors;        /* of guint32 */
  GArray *collapsed;      /* of guint32: anchors whose first level is not drawn */
  GArray *expansions;     /* of HfExpansion */
  GArray *objects;        /* of guint32, drawn whatever else is */
  GArray *pulled;         /* of guint32: those of them that a person asked for by name, so that none is folded away */
  GArray *hidden_objects; /* of guint32 */
  GArray *hidden_types;   /* of guint32 */
  GArray *cuts;           /* of guint32, references */
  guint32 breaking;       /* a reference to break, or HF_NONE */
  guint32 mend;           /* a reference that would be weak, or HF_NONE */
  guint mend_others;      /* cycles of the same shape besides its own */
  gboolean mended;        /* the picture is as after that */
  GArray *chain;          /* of HfLink; empty: the cheapest */
  GPtrArray *ways;        /* of GArray of HfLink: chains drawn besides those of the anchors; shared, never changed */
  HfLayoutKind layout;
  guint level[2];
  guint max_nodes;
  gboolean chain_shown;
  gboolean only_path;
  gboolean everything;
  gboolean fold_cycles;
  GArray *turned;         /* of guint32, representatives of cycles that are open though the rest is folded, or the other way round */
};

/* Draws @object, folded into an edge where it is plumbing. */
void hf_choices_draw_object (HfChoices *self, guint32 object);

/* The picture may have @n nodes more. */
void hf_choices_make_room (HfChoices *self, guint n);

G_END_DECLS
