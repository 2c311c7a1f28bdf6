/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-unpacker.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>
#ifdef HF_HAVE_ISAL
#include <isa-l/igzip_lib.h>
#endif

typedef struct
{
  gpointer (*start) (void);
  void (*stop) (gpointer state);
  const char *(*run) (HfUnpacker *self, HfUnpackerBuffers *buffers);
} HfUnpackerMethod;

struct _HfUnpacker
{
  const HfUnpackerMethod *method;
  gpointer state;
  gboolean between; /* at a place where the stream may end */
};

static const char damaged[] = "its packed data is damaged";
static const char bad_checksum[] = "the checksum of its unpacked data is wrong";
static const char junk_after_end[] = "what follows the end of its packed data is something else";
static const char no_memory[] = "there is not enough memory to unpack it";

static gboolean
starts_gzip_member (const HfUnpackerBuffers *buffers)
{
  return buffers->n_in > 0 && buffers->in[0] == 0x1f;
}

/* ---- gzip: zlib ---- */

static gpointer
zlib_start (void)
{
  z_stream *stream = g_new0 (z_stream, 1);

  if (inflateInit2 (stream, 15 + 16) != Z_OK)
    g_clear_pointer (&stream, g_free);

  return stream;
}

static void
zlib_stop (gpointer state)
{
  inflateEnd (state);
  g_free (state);
}

static const char *
zlib_run (HfUnpacker        *self,
          HfUnpackerBuffers *buffers)
{
  z_stream *stream = self->state;
  int result;

  if (self->between)
    {
      if (!starts_gzip_member (buffers))
        return junk_after_end;
      inflateReset (stream);
    }

  stream->next_in = (guint8 *) buffers->in;
  stream->avail_in = (uInt) MIN (buffers->n_in, G_MAXUINT);
  stream->next_out = buffers->out;
  stream->avail_out = (uInt) MIN (buffers->n_out, G_MAXUINT);
  result = inflate (stream, Z_NO_FLUSH);
  buffers->n_in -= stream->next_in - buffers->in;
  buffers->in = stream->next_in;
  buffers->n_out -= stream->next_out - buffers->out;
  buffers->out = stream->next_out;
  self->between = result == Z_STREAM_END;

  if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR)
    return NULL;
  if (result == Z_MEM_ERROR)
    return no_memory;

  return g_strcmp0 (stream->msg, "incorrect data check") == 0 ? bad_checksum : damaged;
}

static const HfUnpackerMethod zlib_method = { zlib_start, zlib_stop, zlib_run };

/* ---- gzip: ISA-L ---- */

#ifdef HF_HAVE_ISAL
static gpointer
isal_start (void)
{
  struct inflate_state *state = g_new0 (struct inflate_state, 1);

  isal_inflate_init (state);
  state->crc_flag = ISAL_GZIP;

  return state;
}

static const char *
isal_run (HfUnpacker        *self,
          HfUnpackerBuffers *buffers)
{
  struct inflate_state *state = self->state;
  int result;

  if (self->between)
    {
      if (!starts_gzip_member (buffers))
        return junk_after_end;
      isal_inflate_reset (state);
      state->crc_flag = ISAL_GZIP;
    }

  state->next_in = (guint8 *) buffers->in;
  state->avail_in = (guint32) MIN (buffers->n_in, G_MAXUINT32);
  state->next_out = buffers->out;
  state->avail_out = (guint32) MIN (buffers->n_out, G_MAXUINT32);
  result = isal_inflate (state);
  buffers->n_in -= state->next_in - buffers->in;
  buffers->in = state->next_in;
  buffers->n_out -= state->next_out - buffers->out;
  buffers->out = state->next_out;
  self->between = result == ISAL_DECOMP_OK && state->block_state == ISAL_BLOCK_FINISH;

  if (result >= 0)
    return NULL;

  return result == ISAL_INCORRECT_CHECKSUM ? bad_checksum : damaged;
}

static const HfUnpackerMethod isal_method = { isal_start, g_free, isal_run };
#endif

/* ---- zstd ---- */

static gpointer
zstd_start (void)
{
  return ZSTD_createDStream ();
}

static void
zstd_stop (gpointer state)
{
  ZSTD_freeDStream (state);
}

static const char *
zstd_run (HfUnpacker        *self,
          HfUnpackerBuffers *buffers)
{
  ZSTD_inBuffer in = { buffers->in, buffers->n_in, 0 };
  ZSTD_outBuffer out = { buffers->out, buffers->n_out, 0 };
  gboolean was_between = self->between;
  gsize result = ZSTD_decompressStream (self->state, &out, &in);

  buffers->in += in.pos;
  buffers->n_in -= in.pos;
  buffers->out += out.pos;
  buffers->n_out -= out.pos;
  self->between = result == 0;
  if (!ZSTD_isError (result))
    return NULL;

  switch (ZSTD_getErrorCode (result))
    {
    case ZSTD_error_frameParameter_windowTooLarge:
      return "it was packed with a window above 128 MiB (zstd --long); pack it again without";

    case ZSTD_error_checksum_wrong:
      return bad_checksum;

    case ZSTD_error_memory_allocation:
      return no_memory;

    case ZSTD_error_prefix_unknown:
      return was_between ? junk_after_end : damaged;

    default:
      return damaged;
    }
}

static const HfUnpackerMethod zstd_method = { zstd_start, zstd_stop, zstd_run };

/* ---- any of them ---- */

HfPacking
hf_packing_of (const guint8 *start,
               gsize         n)
{
  if (n >= 2 && start[0] == 0x1f && start[1] == 0x8b)
    return HF_PACKING_GZIP;
  if (n >= 4 && start[0] == 0x28 && start[1] == 0xb5 && start[2] == 0x2f && start[3] == 0xfd)
    return HF_PACKING_ZSTD;
  /* A zstd stream may begin with a skippable frame (pzstd, seekable zstd). */
  if (n >= 4 && (start[0] & 0xf0) == 0x50 && start[1] == 0x2a && start[2] == 0x4d && start[3] == 0x18)
    return HF_PACKING_ZSTD;

  return HF_PACKING_NONE;
}

const char *
hf_packing_to_string (HfPacking packing)
{
  static const char *const names[] = { NULL, "gzip", "zstd", "gzip" };

  return names[packing];
}

static const HfUnpackerMethod *
method_for (HfPacking packing)
{
  switch (packing)
    {
    case HF_PACKING_ZSTD:
      return &zstd_method;

    case HF_PACKING_GZIP:
#ifdef HF_HAVE_ISAL
      return &isal_method;
#endif
    case HF_PACKING_GZIP_ZLIB:
      return &zlib_method;

    case HF_PACKING_NONE:
    default:
      g_assert_not_reached ();
    }
}

HfUnpacker *
hf_unpacker_new (HfPacking packing)
{
  HfUnpacker *self = g_new0 (HfUnpacker, 1);

  self->method = method_for (packing);
  self->state = self->method->start ();

  return self;
}

void
hf_unpacker_free (HfUnpacker *self)
{
  if (self == NULL)
    return;

  if (self->state != NULL)
    self->method->stop (self->state);
  g_free (self);
}

const char *
hf_unpacker_run (HfUnpacker        *self,
                 HfUnpackerBuffers *buffers)
{
  if (self->state == NULL)
    return no_memory;

  return self->method->run (self, buffers);
}

gboolean
hf_unpacker_is_complete (const HfUnpacker *self)
{
  return self->between;
}
