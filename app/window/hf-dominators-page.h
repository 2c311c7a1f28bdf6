/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "hf-page.h"

G_BEGIN_DECLS

/* HfDominatorsPage: the dominator tree: what keeps the memory. */
#define HF_TYPE_DOMINATORS_PAGE (hf_dominators_page_get_type ())
G_DECLARE_FINAL_TYPE (HfDominatorsPage, hf_dominators_page, HF, DOMINATORS_PAGE, GtkWidget)

G_END_DECLS
