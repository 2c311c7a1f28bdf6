/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* HfApplication: holdfast [FILE…] opens the dumps in one window; a second start hands its files to the first. */
#define HF_TYPE_APPLICATION (hf_application_get_type ())
G_DECLARE_FINAL_TYPE (HfApplication, hf_application, HF, APPLICATION, AdwApplication)

HfApplication *hf_application_new (void);

G_END_DECLS
