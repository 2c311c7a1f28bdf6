/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * The dialogs that GTK renewed after 4.8, behind functions of our own.
 */
typedef void (*HfFilesChosen) (GtkWindow *window, GListModel *files, gpointer data); /* of GFile; not called on cancel */
typedef void (*HfFileChosen)  (GtkWindow *window, GFile *file, gpointer data);

/* @folder: where to begin, or NULL. */
void hf_dialogs_open_dumps (GtkWindow *window, GFile *folder, HfFilesChosen chosen, gpointer data);
/* @name: the name that is proposed. */
void hf_dialogs_save       (GtkWindow *window, GFile *folder, const char *title, const char *name, HfFileChosen chosen, gpointer data);
/* For a case file: Save instead of Export. */
void hf_dialogs_save_case (GtkWindow *window, GFile *folder, const char *name, HfFileChosen chosen, gpointer data);

G_END_DECLS
