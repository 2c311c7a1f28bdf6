/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* How JavaScript writes what a dump has as plain text. All texts are valid UTF-8. */

typedef struct
{
  HfRefKind kind;
  char *name; /* (transfer full) */
} HfJavascriptName;

/* (transfer full) In double quotes; one that is @cut has no closing quote. */
char            *hf_javascript_quote    (const char *text, gboolean cut);
/* In UTF-16 units, as JavaScript counts. */
gsize            hf_javascript_length   (const char *text);
/* A property as V8's snapshots name it: ".x", "["two words"]", "[Symbol.iterator]", "get x" for an accessor's function. */
HfJavascriptName hf_javascript_property (const char *name);
/* A reference as SpiderMonkey names it: "objectElements[3]" is a position, "**UNKNOWN SLOT 5**" and "shape" are its own, and so is
 * everything in a cell of the engine's; what else there is, is a property. HF_REF_INDEX has no name but @position. */
HfJavascriptName hf_javascript_cell_name (const char *name, gboolean is_engine, guint32 *position);

G_END_DECLS
