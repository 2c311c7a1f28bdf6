/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-track.h"

#include "hf-python.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MAGIC 0x314B434152544648u /* "HFTRACK1": the layout of HfTrack */
#define REGION_SHIFT 30
#define GRANULE_SHIFT 4
#define REGION_BYTES ((size_t) 1 << (REGION_SHIFT - GRANULE_SHIFT))
#define N_REGIONS ((size_t) 1 << (47 - REGION_SHIFT))
#define MOST_DUMPS 255u

typedef struct
{
  uint64_t magic;
  PyMemAllocatorEx next;  /* which ours stands before */
  bool traces;            /* by a PyRefTracer, too */
  bool lost;              /* something could not be noted: there is no record any more */
  unsigned dumps;         /* that have got a number */
  unsigned generation;    /* of records in this process */
  long pid;
  long long start;        /* ns: what distinguishes two programs of one process id */
  uint8_t *regions[N_REGIONS]; /* a byte for each granule of memory: dumps when it was last allocated; NULL: never */
} HfTrack;

/* ---- the notes ------------------------------------------------------------------------------------------------------- */

static uint8_t *
region_new (void)
{
  void *region = mmap (NULL, REGION_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  return region != MAP_FAILED ? region : NULL;
}

static void
note (HfTrack *self, const void *block)
{
  uintptr_t address = (uintptr_t) block;
  size_t region = address >> REGION_SHIFT;

  /* What was there before the first dump needs no note. */
  if (self->dumps == 0 || block == NULL)
    return;
  if (region < N_REGIONS && self->regions[region] == NULL)
    self->regions[region] = region_new ();
  if (region >= N_REGIONS || self->regions[region] == NULL)
    self->lost = true;
  else
    self->regions[region][(address & (((uintptr_t) 1 << REGION_SHIFT) - 1)) >> GRANULE_SHIFT] = (uint8_t) self->dumps;
}

static unsigned
noted (const HfTrack *self, const void *block)
{
  uintptr_t address = (uintptr_t) block;
  size_t region = address >> REGION_SHIFT;

  if (region >= N_REGIONS || self->regions[region] == NULL)
    return 0;
  return self->regions[region][(address & (((uintptr_t) 1 << REGION_SHIFT) - 1)) >> GRANULE_SHIFT];
}

static void
forget_notes (HfTrack *self)
{
  for (size_t i = 0; i < N_REGIONS; i++)
    if (self->regions[i] != NULL)
      {
        munmap (self->regions[i], REGION_BYTES);
        self->regions[i] = NULL;
      }
  self->lost = false;
}

/* ---- the hooks ------------------------------------------------------------------------------------------------------- */

static void *
hook_malloc (void *data, size_t size)
{
  HfTrack *self = data;
  void *block = self->next.malloc (self->next.ctx, size);

  note (self, block);
  return block;
}

static void *
hook_calloc (void *data, size_t n, size_t size)
{
  HfTrack *self = data;
  void *block = self->next.calloc (self->next.ctx, n, size);

  note (self, block);
  return block;
}

/* What keeps its place is the same object. */
static void *
hook_realloc (void *data, void *before, size_t size)
{
  HfTrack *self = data;
  uintptr_t was = (uintptr_t) before;
  void *block = self->next.realloc (self->next.ctx, before, size);

  if ((uintptr_t) block != was)
    note (self, block);
  return block;
}

static void
hook_free (void *data, void *block)
{
  HfTrack *self = data;

  self->next.free (self->next.ctx, block);
}

static int
trace (PyObject *object, int event, void *data)
{
  if (event == PyRefTracer_CREATE)
    note (data, object);
  return 0;
}

/* What the dump that is being written belongs to: a clone must not ask for it, since that takes a lock. */
static const HfTrack *present;

/* ---- the record ------------------------------------------------------------------------------------------------------ */

/* Ours, or another copy of this library's. */
static HfTrack *
find (void)
{
  PyMemAllocatorEx allocator;
  HfTrack *self;

  PyMem_GetAllocator (PYMEM_DOMAIN_OBJ, &allocator);
  self = allocator.ctx;
  return self != NULL && self->magic == MAGIC ? self : NULL;
}

static void
begin_record (HfTrack *self)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  forget_notes (self);
  self->pid = getpid ();
  self->start = (long long) now.tv_sec * 1000000000 + now.tv_nsec;
  self->dumps = 0;
  self->generation++;
}

static void
hook (HfTrack *self)
{
  PyMemAllocatorEx ours = { self, hook_malloc, hook_calloc, hook_realloc, hook_free };
  void *data;

  PyMem_GetAllocator (PYMEM_DOMAIN_OBJ, &self->next);
  PyMem_SetAllocator (PYMEM_DOMAIN_OBJ, &ours);
  self->traces = PyRefTracer_SetTracer != NULL && PyRefTracer_GetTracer (&data) == NULL && PyRefTracer_SetTracer (trace, self) == 0;
}

int
hf_track_start (void)
{
  HfTrack *self = find ();

  if (self != NULL)
    return 0;
  self = mmap (NULL, sizeof *self, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (self == MAP_FAILED)
    return errno;
  self->magic = MAGIC;
  begin_record (self);
  hook (self);
  return 0;
}

/* A hook that another stands before by now cannot be taken out; find() does not see it either. */
void
hf_track_stop (void)
{
  HfTrack *self = find ();

  if (self == NULL)
    return;
  if (self->traces)
    PyRefTracer_SetTracer (NULL, NULL);
  PyMem_SetAllocator (PYMEM_DOMAIN_OBJ, &self->next);
  forget_notes (self);
  munmap (self, sizeof *self);
}

unsigned
hf_track_next (void)
{
  HfTrack *self = find ();

  present = self;
  if (self == NULL)
    return 0;
  /* A forked process goes its own way. */
  if (self->dumps == MOST_DUMPS || self->lost || self->pid != getpid ())
    begin_record (self);
  return ++self->dumps;
}

/* Inside an object no younger block can have begun, so the younger of both notes is the object's. */
unsigned
hf_track_born (const void *block, const void *object)
{
  unsigned of_block = noted (present, block), of_object = noted (present, object);

  return of_block > of_object ? of_block : of_object;
}

void
hf_track_append_meta (HfBuffer *out, unsigned number)
{
  static const char untracked[] = "\"float\", \"list\", \"dict\", \"tuple\", \"slice\", \"method\", \"builtin_function_or_method\", \"_contextvars.Context\", "
                                  "\"_asyncio.FutureIter\", \"async_generator_asend\", \"async_generator_wrapped_value\", ";
  static const char end[] = "\"frame\"]}";
  const HfTrack *self = present;
  char text[160];

  snprintf (text, sizeof text, ", \"tracking\": {\"id\": \"%ld-%lld-%u\", \"dump\": %u, \"untracked\": [", self->pid, self->start, self->generation, number);
  hf_buffer_bytes (out, text, strlen (text));
  /* No frame that runs is an object of its own. */
  if (!self->traces)
    hf_buffer_bytes (out, untracked, sizeof untracked - 1);
  hf_buffer_bytes (out, end, sizeof end - 1);
}
