/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfDumpOutput: a file that appears under its name only when it is complete.
 *
 * Bytes go to a temporary file beside it, readable for its owner alone (values of a heap can be secrets);
 * hf_dump_output_finish() makes it durable and renames it. Freed without that, the temporary file goes away and an
 * older file under the name stays as it was. Write errors stick and are reported by finish().
 */
typedef struct _HfDumpOutput HfDumpOutput;

HfDumpOutput *hf_dump_output_new    (const char *path, GError **error);
void          hf_dump_output_free   (HfDumpOutput *self);
void          hf_dump_output_write  (HfDumpOutput *self, const void *data, gsize n);
gboolean      hf_dump_output_failed (const HfDumpOutput *self);
gboolean      hf_dump_output_finish (HfDumpOutput *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDumpOutput, hf_dump_output_free)

G_END_DECLS
