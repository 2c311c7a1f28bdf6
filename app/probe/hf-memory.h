/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * HfBuffer: memory that grows, from mmap() and never from malloc() or Python's allocator.
 *
 * While the heap is walked nothing may allocate where the heap lives, and in a cloned child another thread may have held
 * malloc's lock. Growing is mremap(), so nothing is copied. When memory ends the buffer is `failed` and takes no more.
 */
typedef struct
{
  uint8_t *data;
  size_t length;
  size_t capacity;
  bool failed;
} HfBuffer;

bool  hf_buffer_grow  (HfBuffer *self, size_t more);
void  hf_buffer_free  (HfBuffer *self);

/* Zeroed pages; NULL if there are none. */
void *hf_pages_new    (size_t bytes);
void  hf_pages_free   (void *pages, size_t bytes);

static inline bool
hf_buffer_reserve (HfBuffer *self, size_t more)
{
  return more <= self->capacity - self->length || hf_buffer_grow (self, more);
}

static inline void
hf_buffer_bytes (HfBuffer *self, const void *bytes, size_t n)
{
  if (n == 0 || !hf_buffer_reserve (self, n))
    return;
  memcpy (self->data + self->length, bytes, n);
  self->length += n;
}

static inline void
hf_buffer_byte (HfBuffer *self, uint8_t byte)
{
  if (hf_buffer_reserve (self, 1))
    self->data[self->length++] = byte;
}

static inline void
hf_buffer_varint (HfBuffer *self, uint64_t value)
{
  if (!hf_buffer_reserve (self, 10))
    return;
  while (value >= 0x80)
    {
      self->data[self->length++] = (uint8_t) (value | 0x80);
      value >>= 7;
    }
  self->data[self->length++] = (uint8_t) value;
}

static inline void
hf_buffer_zigzag (HfBuffer *self, int64_t value)
{
  hf_buffer_varint (self, ((uint64_t) value << 1) ^ (uint64_t) (value >> 63));
}

static inline void
hf_buffer_text (HfBuffer *self, const char *text)
{
  size_t n = strlen (text);

  hf_buffer_varint (self, n);
  hf_buffer_bytes (self, text, n);
}

/* HfMap: from an address to a number, by open addressing. For the few: types, names, sites; objects need no table. */
typedef struct
{
  struct { uint64_t key; uint64_t value; } *slots; /* key 0: free */
  size_t mask;
  size_t n;
  bool failed;
} HfMap;

/* The value's place, valid until the next call; *@value is 0 if @key (not 0) is new. NULL when memory ends. */
uint64_t *hf_map_at   (HfMap *self, uint64_t key);
void      hf_map_free (HfMap *self);
