/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "hf-recent.h"

G_BEGIN_DECLS

/* HfStartPage: what one sees before anything is open. */
#define HF_TYPE_START_PAGE (hf_start_page_get_type ())
G_DECLARE_FINAL_TYPE (HfStartPage, hf_start_page, HF, START_PAGE, GtkWidget)

void hf_start_page_set_recent (HfStartPage *self, HfRecent *recent);

G_END_DECLS
