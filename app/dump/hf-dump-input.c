/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hf-unpacker.h"

/* Small enough to stay in the second-level cache between the one who fills it and the one who reads it. Small files get
 * by with less. */
#define BLOCK_SIZE (256u << 10)
#define MIN_BLOCK_SIZE (4u << 10)

#define MAX_RATIO 2000u
#define MIN_UNPACKED (64u << 20)

typedef struct
{
  HfDumpInput window;

  guint8 *buffer; /* the window lies in it */
  gsize room;     /* bytes of it, padding not counted */
  gsize block;    /* bytes that are read at a time */
  guint64 start;  /* offset of the buffer's first byte in the unpacked data */
  gboolean ended;

  int fd; /* or -1 */
  char *path; /* or NULL */
  GBytes *bytes;
  guint64 file_size;
  guint64 file_at;

  HfPacking packing;
  HfUnpacker *unpacker;
  guint8 *packed; /* [block] */
  const guint8 *packed_at;
  const guint8 *packed_end;
  guint64 unpacked;
  guint64 max_unpacked;

  HfDumpLimits limits;
  HfProgress *progress;
  GError *error;
  char *damage;
} Input;

const HfDumpLimits *
hf_dump_input_limits (const HfDumpInput *self)
{
  return &((const Input *) self)->limits;
}

guint64
hf_dump_input_file_size (const HfDumpInput *self)
{
  return ((const Input *) self)->file_size;
}

const char *
hf_dump_input_damage (const HfDumpInput *self)
{
  return ((const Input *) self)->damage;
}

const char *
hf_dump_input_packing (const HfDumpInput *self)
{
  return hf_packing_to_string (((const Input *) self)->packing);
}

void
hf_dump_input_skip_byte_order_mark (HfDumpInput *self)
{
  if (hf_dump_input_need (self, 3) && memcmp (self->at, "\xef\xbb\xbf", 3) == 0)
    self->at += 3;
}

guint64
hf_dump_input_offset (const HfDumpInput *self)
{
  const Input *input = (const Input *) self;

  return input->start + (self->at - input->buffer);
}

gboolean
hf_dump_input_failed (HfDumpInput *self,
                      GError     **error)
{
  Input *input = (Input *) self;

  if (input->error == NULL)
    return FALSE;
  if (error != NULL && *error == NULL)
    *error = g_error_copy (input->error);

  return TRUE;
}

gboolean
hf_dump_input_poll (HfDumpInput *self)
{
  Input *input = (Input *) self;

  if (input->error != NULL)
    return FALSE;

  return !hf_progress_step (input->progress, input->file_at, &input->error);
}

static gsize
read_file (Input  *self,
           guint8 *to,
           gsize   n)
{
  gssize got;

  if (self->fd < 0)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (self->bytes, &size);

      got = MIN (n, size - self->file_at);
      if (got > 0)
        memcpy (to, data + self->file_at, got);
    }
  else
    do
      got = read (self->fd, to, n);
    while (got < 0 && errno == EINTR);

  if (got < 0)
    {
      g_set_error (&self->error, HF_ERROR, HF_ERROR_IO, "Reading failed at byte %" G_GUINT64_FORMAT ": %s.",
                   self->file_at, g_strerror (errno));
      return 0;
    }
  self->file_at += got;

  return got;
}

static void
set_damage (Input      *self,
            const char *why)
{
  if (self->damage != NULL)
    return;

  self->damage = g_strdup_printf ("The %s stream breaks off at byte %" G_GUINT64_FORMAT " of the file: %s.",
                                  hf_packing_to_string (self->packing),
                                  self->file_at - (self->packed_end - self->packed_at), why);
}

/* Returns 0 at the end, also where the end is not a good one. */
static gsize
unpack (Input  *self,
        guint8 *to,
        gsize   n)
{
  HfUnpackerBuffers buffers = { .out = to, .n_out = n };

  while (buffers.n_out == n && self->damage == NULL)
    {
      const char *why;

      if (self->packed_at == self->packed_end)
        {
          self->packed_at = self->packed;
          self->packed_end = self->packed + read_file (self, self->packed, self->block);
          if (self->packed_at == self->packed_end && self->error == NULL && !hf_unpacker_is_complete (self->unpacker))
            set_damage (self, "the file ends before the packed data does");
          if (self->packed_at == self->packed_end)
            break;
        }

      buffers.in = self->packed_at;
      buffers.n_in = self->packed_end - self->packed_at;
      why = hf_unpacker_run (self->unpacker, &buffers);
      self->packed_at = buffers.in;
      if (why != NULL)
        {
          set_damage (self, why);
          break;
        }
    }

  return n - buffers.n_out;
}

gboolean
hf_dump_input_charge (HfDumpInput *self,
                      guint64      bytes)
{
  Input *input = (Input *) self;
  g_autofree char *limit = NULL;

  if (input->error != NULL)
    return FALSE;
  if (bytes <= input->max_unpacked - input->unpacked)
    {
      input->unpacked += bytes;
      return TRUE;
    }

  limit = g_format_size_full (input->max_unpacked, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (&input->error, HF_ERROR, HF_ERROR_TOO_LARGE,
               "It unpacks to more than %s, the limit for a packed file of %" G_GUINT64_FORMAT " bytes.", limit,
               input->file_size);

  return FALSE;
}

/* Makes room for a block behind the window. */
static gboolean
make_room (Input *self)
{
  gsize kept = self->window.end - self->window.at;

  if (self->room - (self->window.end - self->buffer) >= self->block)
    return TRUE;

  self->start += self->window.at - self->buffer;
  if (kept > 0)
    memmove (self->buffer, self->window.at, kept);
  if (self->room - kept < self->block)
    {
      gsize room = self->room * 2;
      guint8 *buffer = g_try_realloc (self->buffer, room + HF_DUMP_INPUT_PADDING);

      if (buffer == NULL)
        g_set_error (&self->error, HF_ERROR, HF_ERROR_TOO_LARGE,
                     "There is not enough memory for a piece of %" G_GSIZE_FORMAT " bytes at byte %" G_GUINT64_FORMAT ".",
                     kept, self->start);
      else
        {
          self->buffer = buffer;
          self->room = room;
        }
    }
  self->window.at = self->buffer;
  self->window.end = self->buffer + kept;

  return self->error == NULL;
}

gboolean
hf_dump_input_more (HfDumpInput *self)
{
  Input *input = (Input *) self;
  guint8 *to;
  gsize got;

  if (input->ended || !hf_dump_input_poll (self) || !make_room (input))
    return FALSE;

  to = (guint8 *) self->end;
  got = input->unpacker != NULL ? unpack (input, to, input->block) : read_file (input, to, input->block);
  if (input->unpacker != NULL && !hf_dump_input_charge (self, got))
    got = 0;
  self->end += got;
  memset (to + got, 0, HF_DUMP_INPUT_PADDING);
  input->ended = got == 0;

  return got > 0;
}

gboolean
hf_dump_input_need (HfDumpInput *self,
                    gsize        n)
{
  while ((gsize) (self->end - self->at) < n)
    if (!hf_dump_input_more (self))
      return FALSE;

  return TRUE;
}

/* The first block was read as it is; if it is packed it becomes the unpacker's input instead. */
static void
look_for_packing (Input *self)
{
  if (!hf_dump_input_need (&self->window, HF_PACKING_MAGIC_SIZE))
    return;
  self->packing = hf_packing_of (self->window.at, self->window.end - self->window.at);
  if (self->packing == HF_PACKING_NONE)
    return;

  self->unpacker = hf_unpacker_new (self->packing);
  self->packed = g_malloc (self->block);
  self->packed_at = self->packed;
  self->packed_end = self->packed + (self->window.end - self->window.at);
  memcpy (self->packed, self->window.at, self->window.end - self->window.at);
  self->window.end = self->window.at;
  memset (self->buffer, 0, HF_DUMP_INPUT_PADDING);
}

static HfDumpInput *
input_new (int                 fd,
           GBytes             *bytes,
           guint64             file_size,
           const HfDumpLimits *limits,
           HfProgress         *progress)
{
  Input *self = g_new0 (Input, 1);
  guint64 by_ratio = file_size > G_MAXUINT64 / MAX_RATIO ? G_MAXUINT64 : file_size * MAX_RATIO;

  self->fd = fd;
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  self->file_size = file_size;
  self->limits = limits != NULL ? *limits : hf_dump_default_limits;
  self->max_unpacked = MIN (self->limits.max_unpacked, MAX (by_ratio, MIN_UNPACKED));
  self->progress = progress != NULL ? hf_progress_ref (progress) : NULL;
  self->block = CLAMP (file_size, MIN_BLOCK_SIZE, BLOCK_SIZE);
  self->room = 2 * self->block;
  self->buffer = g_malloc (self->room + HF_DUMP_INPUT_PADDING);
  memset (self->buffer, 0, HF_DUMP_INPUT_PADDING);
  self->window.at = self->window.end = self->buffer;
  look_for_packing (self);

  return &self->window;
}

HfDumpInput *
hf_dump_input_new_bytes (GBytes             *bytes,
                         const HfDumpLimits *limits,
                         HfProgress         *progress)
{
  return input_new (-1, bytes, g_bytes_get_size (bytes), limits, progress);
}

static const char *
why_not_a_file (const struct stat *status)
{
  if (S_ISDIR (status->st_mode))
    return "It is a folder, not a dump file.";
  if (S_ISFIFO (status->st_mode))
    return "It is a pipe; a dump can only be read from a file.";
  if (S_ISSOCK (status->st_mode))
    return "It is a socket; a dump can only be read from a file.";
  if (!S_ISREG (status->st_mode))
    return "It is a device; a dump can only be read from a file.";

  return NULL;
}

static gboolean
set_open_error (GError **error,
                int      saved_errno)
{
  switch (saved_errno)
    {
    case ENOENT:
      g_set_error_literal (error, HF_ERROR, HF_ERROR_IO, "There is no such file.");
      break;

    case EACCES:
    case EPERM:
      g_set_error_literal (error, HF_ERROR, HF_ERROR_IO, "You have no permission to read it.");
      break;

    case ENXIO:
      g_set_error_literal (error, HF_ERROR, HF_ERROR_IO, "It is a socket; a dump can only be read from a file.");
      break;

    default:
      g_set_error (error, HF_ERROR, HF_ERROR_IO, "It cannot be opened: %s.", g_strerror (saved_errno));
      break;
    }

  return FALSE;
}

HfDumpInput *
hf_dump_input_open (const char         *path,
                    const HfDumpLimits *limits,
                    HfProgress         *progress,
                    GError            **error)
{
  /* Without O_NONBLOCK opening a pipe that nobody writes to would wait for ever. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat status;
  HfDumpInput *input;
  const char *why;

  if (fd < 0)
    {
      set_open_error (error, errno);
      return NULL;
    }
  if (fstat (fd, &status) < 0)
    {
      set_open_error (error, errno);
      close (fd);
      return NULL;
    }
  why = why_not_a_file (&status);
  if (why != NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_IO, why);
      close (fd);
      return NULL;
    }

  input = input_new (fd, NULL, (guint64) status.st_size, limits, progress);
  ((Input *) input)->path = g_strdup (path);

  return input;
}

HfDumpInput *
hf_dump_input_open_beside (const HfDumpInput *self,
                           const char        *name)
{
  const Input *input = (const Input *) self;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (input->path == NULL)
    return NULL;
  folder = g_path_get_dirname (input->path);
  path = g_build_filename (folder, name, NULL);

  return hf_dump_input_open (path, &input->limits, NULL, NULL);
}

void
hf_dump_input_free (HfDumpInput *window)
{
  Input *self = (Input *) window;

  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->unpacker, hf_unpacker_free);
  g_clear_pointer (&self->progress, hf_progress_unref);
  g_clear_error (&self->error);
  g_free (self->packed);
  g_free (self->buffer);
  g_free (self->damage);
  g_free (self->path);
  g_free (self);
}
