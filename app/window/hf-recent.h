/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HfRecent: dumps that were opened lately, newest first; a GListModel of GFile. Kept by GtkRecentManager, so that they are
 * known to the desktop too. Files that are gone are left out.
 */
#define HF_RECENT_MAX 8u

#define HF_TYPE_RECENT (hf_recent_get_type ())
G_DECLARE_FINAL_TYPE (HfRecent, hf_recent, HF, RECENT, GObject)

HfRecent *hf_recent_new      (void);
void      hf_recent_add      (HfRecent *self, GFile *file);
/* What was known of a dump when it was open ("1 180 204 objects · 201 MB"), or NULL; (transfer full). */
char     *hf_recent_dup_note (HfRecent *self, GFile *file);
void      hf_recent_set_note (HfRecent *self, GFile *file, const char *note);
/* (transfer full) "~/dumps", or "" for no folder. */
char     *hf_recent_dup_folder (GFile *file);

G_END_DECLS
