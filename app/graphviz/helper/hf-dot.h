/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "graphviz/hf-layout-wire.h"

G_BEGIN_DECLS

/**
 * HfDot: the one place that calls Graphviz.
 *
 * Only attributes of a profile that stayed clean in thousands of runs under a sanitizer are ever set, and all their values
 * are made here from numbers: boxes of fixed size without text, weights 1–8, flat disjoint clusters, label placeholders on
 * edges that cross no cluster's border.
 * Never ports, ranks, constraint=false, ortho, HTML, records, concentrate.
 *
 * Not thread-safe, like Graphviz.
 */
typedef struct _HfDot HfDot;

/* Loads the layout plugins. NULL if Graphviz has none. */
HfDot    *hf_dot_new    (void);
void      hf_dot_free   (HfDot *self);

/* (transfer full) An answer without step and sentence; edges that got no spline have no points. NULL if Graphviz refused. */
HfLayout *hf_dot_layout (HfDot *self, const HfLayoutRequest *request, HfEffort effort);

G_END_DECLS
