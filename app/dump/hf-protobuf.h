/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfProtobuf: reads one message of Protocol Buffers that lies in memory, field by field, in the order in which they were written.
 *
 *   while (hf_protobuf_next (&message))
 *     if (message.field == 1 && message.wire == HF_PROTOBUF_NUMBER)
 *       id = message.number;
 *   if (message.is_damaged) …
 */
typedef enum
{
  HF_PROTOBUF_NUMBER = 0,
  HF_PROTOBUF_FIXED64 = 1,
  HF_PROTOBUF_BYTES = 2, /* also text, and messages inside */
  HF_PROTOBUF_FIXED32 = 5,
} HfProtobufWire;

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean is_damaged;

  guint field;
  HfProtobufWire wire;
  guint64 number;      /* for numbers of each kind */
  const guint8 *bytes; /* for HF_PROTOBUF_BYTES, with @length; inside the message */
  gsize length;
} HfProtobuf;

static inline HfProtobuf
hf_protobuf_init (const guint8 *bytes, gsize length)
{
  return (HfProtobuf) { .at = bytes, .end = bytes + length };
}

/* FALSE at the end, and where the message is damaged. */
gboolean hf_protobuf_next   (HfProtobuf *self);

/* A number of 1 to 10 bytes at @at, which is moved behind it. FALSE if it is not whole before @end. */
gboolean hf_protobuf_varint (const guint8 **at, const guint8 *end, guint64 *number);

G_END_DECLS
