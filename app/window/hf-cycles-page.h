/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "hf-page.h"

G_BEGIN_DECLS

/* HfCyclesPage: shapes of cycles; activating one draws it. */
#define HF_TYPE_CYCLES_PAGE (hf_cycles_page_get_type ())
G_DECLARE_FINAL_TYPE (HfCyclesPage, hf_cycles_page, HF, CYCLES_PAGE, GtkWidget)

G_END_DECLS
