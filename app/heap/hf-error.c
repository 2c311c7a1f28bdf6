/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-error.h"

G_DEFINE_QUARK (hf-error-quark, hf_error)
