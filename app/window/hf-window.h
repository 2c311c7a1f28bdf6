/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/**
 * HfWindow: one session on the screen.
 *
 * Actions that scripts and tests may use as well (org.gtk.Actions): win.open-uri 's', win.open-sample, win.page 's',
 * win.focus-object 's' (an address, #ID or path: selected and drawn), win.export-to 's' (a path; its ending chooses PNG,
 * SVG, PDF, DOT or CSV), win.sort-by 's' ("delta", "-delta" downward), win.back, win.forward, win.find.
 */
#define HF_TYPE_WINDOW (hf_window_get_type ())
G_DECLARE_FINAL_TYPE (HfWindow, hf_window, HF, WINDOW, AdwApplicationWindow)

HfWindow  *hf_window_new         (AdwApplication *application);
HfSession *hf_window_get_session (HfWindow *self);
void       hf_window_open        (HfWindow *self, GFile *file);
/* Tells the person something, for a moment. */
void       hf_window_tell        (HfWindow *self, const char *words);
/* Tells the person what went wrong, until it is dismissed. */
void       hf_window_complain    (HfWindow *self, const char *sentence);
/* The program ends whatever the person would say: what is unsaved is kept as a draft, and closing does not ask. */
void       hf_window_end         (HfWindow *self);
/* Whether closing it asks the person first. */
gboolean   hf_window_is_unsaved  (HfWindow *self);

G_END_DECLS
