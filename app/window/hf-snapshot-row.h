/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-snapshot.h"

G_BEGIN_DECLS

/* HfSnapshotRow: one open dump in the side bar: its letter, name, size, progress and notice. */
#define HF_TYPE_SNAPSHOT_ROW (hf_snapshot_row_get_type ())
G_DECLARE_FINAL_TYPE (HfSnapshotRow, hf_snapshot_row, HF, SNAPSHOT_ROW, GtkListBoxRow)

GtkWidget *hf_snapshot_row_new (HfSnapshot *snapshot);

G_END_DECLS
