/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-layout-private.h"

HfLayout *
hf_layout_new_placed (const HfLayoutRequest *request, const HfPoint *centers)
{
  HfLayout *layout = hf_layout_alloc (request, 0);

  for (guint32 i = 0; i < layout->n_boxes; i++)
    layout->centers[i] = centers[i];
  layout = hf_layout_complete (layout, request);
  hf_layout_fit (layout, request);

  return layout;
}
