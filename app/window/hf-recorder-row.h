/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "session/hf-recorder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* HfRecorderRow: what is being recorded, how far it is, and a button that stops it ("win.stop-recording"). Seen only while
 * something is. */
#define HF_TYPE_RECORDER_ROW (hf_recorder_row_get_type ())
G_DECLARE_FINAL_TYPE (HfRecorderRow, hf_recorder_row, HF, RECORDER_ROW, GtkWidget)

void hf_recorder_row_set_recorder (HfRecorderRow *self, HfRecorder *recorder);

G_END_DECLS
