/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "hf-page.h"

G_BEGIN_DECLS

/* HfGrowthPage: what grew between the snapshots, and who holds the new objects of the selected row. */
#define HF_TYPE_GROWTH_PAGE (hf_growth_page_get_type ())
G_DECLARE_FINAL_TYPE (HfGrowthPage, hf_growth_page, HF, GROWTH_PAGE, GtkWidget)

/* Whether there is little room for words. */
void hf_growth_page_set_narrow (HfGrowthPage *self, gboolean narrow);
/* How the page is divided, kept from one start to the next. */
int  hf_growth_page_get_split (HfGrowthPage *self);
void hf_growth_page_set_split (HfGrowthPage *self, int split);

G_END_DECLS
