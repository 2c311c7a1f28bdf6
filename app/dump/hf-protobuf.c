/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-protobuf.h"

gboolean
hf_protobuf_varint (const guint8 **at,
                    const guint8  *end,
                    guint64       *number)
{
  const guint8 *next = *at;

  *number = 0;
  for (guint shift = 0; shift < 70 && next < end; shift += 7)
    {
      if (shift < 64)
        *number |= (guint64) (*next & 0x7f) << shift;
      if ((*next++ & 0x80) == 0)
        {
          *at = next;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
take_fixed (HfProtobuf *self,
            gsize       n)
{
  if ((gsize) (self->end - self->at) < n)
    return FALSE;
  self->number = 0;
  for (gsize i = 0; i < n; i++)
    self->number |= (guint64) self->at[i] << 8 * i;
  self->at += n;

  return TRUE;
}

static gboolean
take_value (HfProtobuf *self)
{
  guint64 length;

  switch (self->wire)
    {
    case HF_PROTOBUF_NUMBER: return hf_protobuf_varint (&self->at, self->end, &self->number);
    case HF_PROTOBUF_FIXED64: return take_fixed (self, 8);
    case HF_PROTOBUF_FIXED32: return take_fixed (self, 4);

    case HF_PROTOBUF_BYTES:
      if (!hf_protobuf_varint (&self->at, self->end, &length) || length > (guint64) (self->end - self->at))
        return FALSE;
      self->bytes = self->at;
      self->length = (gsize) length;
      self->at += length;
      return TRUE;

    default:
      return FALSE;
    }
}

gboolean
hf_protobuf_next (HfProtobuf *self)
{
  guint64 key;

  if (self->is_damaged || self->at == self->end)
    return FALSE;
  self->is_damaged = TRUE;
  if (!hf_protobuf_varint (&self->at, self->end, &key) || key >> 3 == 0 || key >> 3 > G_MAXUINT32 >> 3)
    return FALSE;
  self->field = (guint) (key >> 3);
  self->wire = (HfProtobufWire) (key & 7);
  self->is_damaged = !take_value (self);

  return !self->is_damaged;
}
