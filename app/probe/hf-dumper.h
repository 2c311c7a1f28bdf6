/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The dumper: the heap of the calling process, as it is now, to a file descriptor in the native format.
 *
 * Two passes. The first marks everything alive in a rank bitmap (hf-ranks.h), from the collector's lists and the roots;
 * the second walks the bitmap in address order and writes. The caller has the GIL, so nothing changes between them. No
 * Python object is made, changed or called; memory comes from mmap() alone: about 1.6 % of the heap and a few MiB.
 */
typedef enum
{
  HF_SITES_NONE,
  HF_SITES_ASKED_FOR,  /* of the interpreter: see hf-sites.h for what that takes */
  HF_SITES_FROM_TABLE, /* after hf_traces_find(), in a cloned child */
} HfSites;

typedef struct
{
  size_t values; /* bytes of a preview; 0: names only */
  HfSites sites; /* where objects were allocated */
  unsigned tracked_as; /* hf_track_next(), 0 without a record of allocations */
  long pid;      /* whose heap it is, where a child writes; 0: the calling process */
  void (*progress) (uint64_t done, uint64_t objects, void *data); /* or NULL: once all are counted, then about a hundred times */
  void *data;    /* for progress() */
} HfDumpOptions;

typedef struct
{
  uint64_t objects;
  uint64_t references;
  uint64_t bytes;
  int error;         /* errno, 0 if all went well */
} HfDumpResult;

void hf_dump (int fd, const HfDumpOptions *options, HfDumpResult *result);
