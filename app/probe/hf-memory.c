/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-memory.h"

#include <sys/mman.h>

#define HF_BUFFER_MIN ((size_t) 64 << 10)

void *
hf_pages_new (size_t bytes)
{
  void *pages = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return pages == MAP_FAILED ? NULL : pages;
}

void
hf_pages_free (void *pages, size_t bytes)
{
  if (pages != NULL)
    munmap (pages, bytes);
}

bool
hf_buffer_grow (HfBuffer *self, size_t more)
{
  size_t capacity = self->capacity != 0 ? self->capacity : HF_BUFFER_MIN;
  void *data;

  if (self->failed || more > SIZE_MAX / 4 - self->length)
    return false;
  while (capacity - self->length < more)
    capacity *= 2;
  data = self->data == NULL ? hf_pages_new (capacity) : mremap (self->data, self->capacity, capacity, MREMAP_MAYMOVE);
  if (data == NULL || data == MAP_FAILED)
    {
      self->failed = true;
      return false;
    }
  self->data = data;
  self->capacity = capacity;
  return true;
}

void
hf_buffer_free (HfBuffer *self)
{
  hf_pages_free (self->data, self->capacity);
  memset (self, 0, sizeof *self);
}

static inline size_t
map_place (const HfMap *self, uint64_t key)
{
  size_t i = (size_t) ((key * UINT64_C (0x9E3779B97F4A7C15)) >> 20) & self->mask;

  while (self->slots[i].key != 0 && self->slots[i].key != key)
    i = (i + 1) & self->mask;
  return i;
}

static bool
map_grow (HfMap *self)
{
  HfMap bigger = { .n = self->n, .mask = self->slots != NULL ? self->mask * 2 + 1 : 4095 };

  bigger.slots = hf_pages_new ((bigger.mask + 1) * sizeof *bigger.slots);
  if (bigger.slots == NULL)
    {
      self->failed = true;
      return false;
    }
  for (size_t i = 0; self->slots != NULL && i <= self->mask; i++)
    if (self->slots[i].key != 0)
      bigger.slots[map_place (&bigger, self->slots[i].key)] = self->slots[i];
  hf_map_free (self);
  *self = bigger;
  return true;
}

uint64_t *
hf_map_at (HfMap *self, uint64_t key)
{
  size_t i;

  if ((self->slots == NULL || self->n * 2 > self->mask) && !map_grow (self))
    return NULL;
  i = map_place (self, key);
  if (self->slots[i].key == 0)
    {
      self->slots[i].key = key;
      self->n++;
    }
  return &self->slots[i].value;
}

void
hf_map_free (HfMap *self)
{
  if (self->slots != NULL)
    hf_pages_free (self->slots, (self->mask + 1) * sizeof *self->slots);
  memset (self, 0, sizeof *self);
}
