/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/**
 * HfPage: what the window asks of each of its pages.
 */
#define HF_TYPE_PAGE (hf_page_get_type ())
G_DECLARE_INTERFACE (HfPage, hf_page, HF, PAGE, GtkWidget)

struct _HfPageInterface
{
  GTypeInterface parent_iface;

  void      (*set_session) (HfPage *self, HfSession *session);
  void      (*find)        (HfPage *self); /* puts the cursor where one searches or filters */
  HfTable  *(*dup_table)   (HfPage *self); /* what "Export the table" writes; NULL if there is none */
  gboolean  (*sort_by)     (HfPage *self, const char *column, gboolean descending);
};

void     hf_page_set_session (HfPage *self, HfSession *session);
void     hf_page_find        (HfPage *self);
HfTable *hf_page_dup_table   (HfPage *self); /* (transfer full) */
gboolean hf_page_sort_by     (HfPage *self, const char *column, gboolean descending);

G_END_DECLS
