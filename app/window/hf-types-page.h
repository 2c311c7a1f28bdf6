/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "hf-page.h"

G_BEGIN_DECLS

/* HfTypesPage: objects counted by type, module or allocation line; below, the objects of the activated row. */
#define HF_TYPE_TYPES_PAGE (hf_types_page_get_type ())
G_DECLARE_FINAL_TYPE (HfTypesPage, hf_types_page, HF, TYPES_PAGE, GtkWidget)

G_END_DECLS
