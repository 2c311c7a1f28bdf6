/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "probe/attach/hf-processes.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HfProcessDialog: which running Python program to take a snapshot of, and how often.
 *
 * Lists what hf_processes_list() finds, looked up again every two seconds in a worker. Programs that cannot be attached to
 * say why. Signal "chosen" (HfProcess, guint pace: seconds between two snapshots, 0 for one alone; gboolean values: with short values
 * of objects); the dialog closes then.
 */
#define HF_TYPE_PROCESS_DIALOG (hf_process_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HfProcessDialog, hf_process_dialog, HF, PROCESS_DIALOG, AdwWindow)

/* @values: how the check box for them is at first. */
GtkWidget *hf_process_dialog_new (GtkWindow *parent, gboolean values);

G_END_DECLS
