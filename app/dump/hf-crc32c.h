/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CRC-32C (Castagnoli, RFC 3720 appendix B.4). @crc is 0, or the sum of what came before. One instruction a word where
 * the processor has SSE 4.2, tables of eight bytes at a time elsewhere. */
guint32 hf_crc32c          (guint32 crc, const void *data, gsize n);
guint32 hf_crc32c_portable (guint32 crc, const void *data, gsize n);

G_END_DECLS
