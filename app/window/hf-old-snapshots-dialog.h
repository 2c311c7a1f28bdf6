/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HfOldSnapshotsDialog: what was taken of running programs, with its size, to be deleted by program and day. Nothing is marked at
 * first; what is in use stays, and says why (hf-old-snapshots.h). Signal "told" (sentence): what was done, or what went wrong.
 */
#define HF_TYPE_OLD_SNAPSHOTS_DIALOG (hf_old_snapshots_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HfOldSnapshotsDialog, hf_old_snapshots_dialog, HF, OLD_SNAPSHOTS_DIALOG, AdwWindow)

/* @folder: of all snapshots; @open: NULL-terminated paths of what is open. */
GtkWidget *hf_old_snapshots_dialog_new (GtkWindow *parent, const char *folder, const char *const *open);

G_END_DECLS
