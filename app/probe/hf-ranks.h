/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * HfRanks: a set of addresses that numbers its members.
 *
 * One bit for each 8 bytes of the 1 MiB chunks that hold anything, under a two-level directory of the 47-bit address
 * space: 1.6 % of the memory that the objects span. Once sealed, an address's rank (its number in ascending order, which
 * is the node id) is a prefix count and a few popcounts, so there is no table from object to id.
 */
#define HF_RANKS_NONE UINT32_MAX
#define HF_RANKS_WORDS 2048

typedef struct
{
  uint64_t words[HF_RANKS_WORDS];
  uint32_t prefix[HF_RANKS_WORDS / 8]; /* members before each group of eight words, from the chunk's first */
  uint32_t first;                      /* members in the chunks before */
} HfRanksChunk;

typedef struct
{
  HfRanksChunk ***directory; /* [2^13] of [2^14] */
  HfRanksChunk *spare;       /* slab that chunks are cut from */
  unsigned n_spare;
  void **slabs;              /* all slabs, chained through their first word */
  uint32_t n;
  bool failed;
} HfRanks;

bool hf_ranks_init (HfRanks *self);
void hf_ranks_clear (HfRanks *self);

/* TRUE if @address was not a member. Addresses that no object can have are never members. */
bool hf_ranks_add (HfRanks *self, uintptr_t address);

/* Numbers the members. FALSE if there are too many. */
bool hf_ranks_seal (HfRanks *self);

/* The chunk of addresses @number << 20 …, or NULL; @number below HF_RANKS_CHUNKS. */
#define HF_RANKS_CHUNKS (1u << 27)

static inline HfRanksChunk *
hf_ranks_chunk (const HfRanks *self, uint32_t number)
{
  HfRanksChunk **row = self->directory[number >> 14];

  return row != NULL ? row[number & 0x3FFF] : NULL;
}

/* The first chunk from @number on that holds anything, or HF_RANKS_CHUNKS. */
uint32_t hf_ranks_next_chunk (const HfRanks *self, uint32_t number);

static inline bool
hf_ranks_has (const HfRanks *self, uintptr_t address)
{
  const HfRanksChunk *chunk;

  if ((address & 7) != 0 || (address >> 47) != 0)
    return false;
  chunk = hf_ranks_chunk (self, (uint32_t) (address >> 20));
  return chunk != NULL && ((chunk->words[(address >> 9) & 2047] >> ((address >> 3) & 63)) & 1) != 0;
}

/* The rank of @address, or HF_RANKS_NONE. Sealed sets alone. */
static inline uint32_t
hf_ranks_of (const HfRanks *self, uintptr_t address)
{
  const HfRanksChunk *chunk;
  unsigned word, bit, group;
  uint32_t rank;

  if (!hf_ranks_has (self, address))
    return HF_RANKS_NONE;
  chunk = hf_ranks_chunk (self, (uint32_t) (address >> 20));
  word = (address >> 9) & 2047;
  bit = (address >> 3) & 63;
  group = word & ~7u;
  rank = chunk->first + chunk->prefix[word >> 3];
  for (unsigned i = group; i < word; i++)
    rank += (uint32_t) __builtin_popcountll (chunk->words[i]);
  return rank + (uint32_t) __builtin_popcountll (chunk->words[word] & ((UINT64_C (1) << bit) - 1));
}
