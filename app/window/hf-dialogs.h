/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * The dialogs that GTK renewed after 4.8, behind functions of our own.
 */
typedef void (*HfFilesChosen) (GtkWindow *window, GListModel *files, gpointer data); /* of GFile; not called on cancel */
typedef void (*HfFileChosen)  (GtkWindow *window, GFile *file, gpointer data);

/* A check box in a dialog, for a boolean action of the window: it shows its state, and sets it before the answer is given. */
typedef struct
{
  const char *action; /* "show-values" */
  const char *label;  /* translated */
} HfDialogOption;

/* @options: ended by one without action; or NULL. @folder: where to begin, or NULL. */
void hf_dialogs_open_dumps (GtkWindow *window, GFile *folder, const HfDialogOption *options, HfFilesChosen chosen, gpointer data);
/* @name: the name that is proposed. */
void hf_dialogs_save       (GtkWindow *window, GFile *folder, const char *title, const char *name, const HfDialogOption *options,
                            HfFileChosen chosen, gpointer data);
/* For a case file: Save instead of Export. */
void hf_dialogs_save_case  (GtkWindow *window, GFile *folder, const char *name, const HfDialogOption *options, HfFileChosen chosen, gpointer data);
/* For one file that is there. */
void hf_dialogs_locate     (GtkWindow *window, GFile *folder, const char *title, HfFileChosen chosen, gpointer data);

G_END_DECLS
