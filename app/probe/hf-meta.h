/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-dumper.h"
#include "hf-memory.h"

/* Appends the META chunk's JSON. */
void hf_meta_append (HfBuffer *out, const HfDumpOptions *options);
