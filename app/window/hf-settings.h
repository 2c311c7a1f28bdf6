/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) The program's settings, or NULL where their schema is not installed: then nothing is kept. */
GSettings *hf_settings_new (void);

G_END_DECLS
