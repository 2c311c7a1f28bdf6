/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-ranks.h"

#include "hf-memory.h"

#define ROWS (1u << 13)
#define COLUMNS (1u << 14)
#define SLAB_CHUNKS 60
#define SLAB_BYTES (sizeof (HfRanksChunk) * SLAB_CHUNKS + 64)

bool
hf_ranks_init (HfRanks *self)
{
  memset (self, 0, sizeof *self);
  self->directory = hf_pages_new (ROWS * sizeof *self->directory);
  return self->directory != NULL;
}

void
hf_ranks_clear (HfRanks *self)
{
  if (self->directory == NULL)
    return;
  for (unsigned i = 0; i < ROWS; i++)
    hf_pages_free (self->directory[i], COLUMNS * sizeof (HfRanksChunk *));
  hf_pages_free (self->directory, ROWS * sizeof *self->directory);
  while (self->slabs != NULL)
    {
      void **slab = self->slabs;

      self->slabs = *slab;
      hf_pages_free (slab, SLAB_BYTES);
    }
  memset (self, 0, sizeof *self);
}

static HfRanksChunk *
ranks_cut_chunk (HfRanks *self)
{
  if (self->n_spare == 0)
    {
      void **slab = hf_pages_new (SLAB_BYTES);

      if (slab == NULL)
        return NULL;
      *slab = self->slabs;
      self->slabs = slab;
      self->spare = (HfRanksChunk *) (void *) ((char *) slab + 64);
      self->n_spare = SLAB_CHUNKS;
    }
  self->n_spare--;
  return self->spare++;
}

static HfRanksChunk *
ranks_make_chunk (HfRanks *self, uint32_t number)
{
  HfRanksChunk ***row = &self->directory[number >> 14];
  HfRanksChunk *chunk = NULL;

  if (*row == NULL)
    *row = hf_pages_new (COLUMNS * sizeof (HfRanksChunk *));
  if (*row != NULL)
    chunk = (*row)[number & (COLUMNS - 1)] = ranks_cut_chunk (self);
  if (chunk == NULL)
    self->failed = true;
  return chunk;
}

bool
hf_ranks_add (HfRanks *self, uintptr_t address)
{
  HfRanksChunk *chunk;
  uint64_t bit = UINT64_C (1) << ((address >> 3) & 63);
  uint64_t *word;

  if ((address & 7) != 0 || (address >> 47) != 0 || address < 4096)
    return false;
  chunk = hf_ranks_chunk (self, (uint32_t) (address >> 20));
  if (chunk == NULL && (chunk = ranks_make_chunk (self, (uint32_t) (address >> 20))) == NULL)
    return false;
  word = &chunk->words[(address >> 9) & (HF_RANKS_WORDS - 1)];
  if (*word & bit)
    return false;
  *word |= bit;
  self->n++;
  return true;
}

uint32_t
hf_ranks_next_chunk (const HfRanks *self, uint32_t number)
{
  while (number < HF_RANKS_CHUNKS)
    {
      HfRanksChunk **row = self->directory[number >> 14];

      if (row == NULL)
        number = ((number >> 14) + 1) << 14;
      else if (row[number & (COLUMNS - 1)] == NULL)
        number++;
      else
        return number;
    }
  return HF_RANKS_CHUNKS;
}

bool
hf_ranks_seal (HfRanks *self)
{
  uint64_t total = 0;

  for (uint32_t c = hf_ranks_next_chunk (self, 0); c < HF_RANKS_CHUNKS; c = hf_ranks_next_chunk (self, c + 1))
    {
      HfRanksChunk *chunk = hf_ranks_chunk (self, c);
      uint32_t n = 0;

      chunk->first = (uint32_t) total;
      for (unsigned word = 0; word < HF_RANKS_WORDS; word++)
        {
          if ((word & 7) == 0)
            chunk->prefix[word >> 3] = n;
          n += (uint32_t) __builtin_popcountll (chunk->words[word]);
        }
      total += n;
    }
  return total < HF_RANKS_NONE;
}
