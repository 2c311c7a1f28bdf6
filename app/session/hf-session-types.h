/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The modes that pages have, as properties of HfSession. */
typedef enum
{
  HF_GROWTH_MODE_GROWTH, /* what grew */
  HF_GROWTH_MODE_SIGNED, /* what grew and what shrank */
  HF_GROWTH_MODE_PEAK,   /* what is above its highest count so far */
  HF_GROWTH_MODE_STAYED, /* what was new in the second of three snapshots or more and is still there in the last */
} HfGrowthMode;

typedef enum
{
  HF_DOMINATORS_BY_OBJECT,
  HF_DOMINATORS_BY_TYPE,
  HF_DOMINATORS_BY_MODULE,
  HF_DOMINATORS_BY_THREAD, /* what only one thread keeps: hf-threads.h */
} HfDominatorsBy;

G_END_DECLS
