/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-ranges.h"

#include "hf-memory.h"

#include <fcntl.h>
#include <unistd.h>

static HfBuffer ranges; /* of HfRange, by address */

/* ---- /proc/self/maps, without stdio ------------------------------------------------------------------------------------- */

static const char *
number_read (const char *at, uintptr_t *number)
{
  for (*number = 0;; at++)
    {
      unsigned digit = *at >= '0' && *at <= '9' ? (unsigned) (*at - '0') : *at >= 'a' && *at <= 'f' ? (unsigned) (*at - 'a') + 10 : 16;

      if (digit == 16)
        return at;
      *number = *number << 4 | digit;
    }
}

/* "start-end rw-p …/path" */
static void
range_read (const char *line)
{
  HfRange range = { 0 };
  const char *at = number_read (line, &range.start);

  if (*at != '-')
    return;
  at = number_read (at + 1, &range.end);
  if (at[0] != ' ' || at[1] != 'r')
    return;
  range.writable = at[2] == 'w';
  range.of_file = strchr (at, '/') != NULL;
  hf_buffer_bytes (&ranges, &range, sizeof range);
}

static void
lines_take (char *text, size_t *length)
{
  char *from = text, *end;

  while ((end = memchr (from, '\n', *length - (size_t) (from - text))) != NULL)
    {
      *end = '\0';
      range_read (from);
      from = end + 1;
    }
  *length -= (size_t) (from - text);
  memmove (text, from, *length);
}

void
hf_ranges_load (void)
{
  char text[8192];
  size_t length = 0;
  ssize_t n;
  int fd = open ("/proc/self/maps", O_RDONLY | O_CLOEXEC);

  ranges.length = 0;
  while (fd >= 0 && length < sizeof text && (n = read (fd, text + length, sizeof text - length)) > 0)
    {
      length += (size_t) n;
      lines_take (text, &length);
    }
  if (fd >= 0)
    close (fd);
}

void
hf_ranges_free (void)
{
  hf_buffer_free (&ranges);
}

const HfRange *
hf_range_of (const void *at, size_t n)
{
  const HfRange *all = (const HfRange *) (void *) ranges.data;
  size_t low = 0, high = ranges.length / sizeof (HfRange);

  while (low < high)
    {
      size_t middle = (low + high) / 2;

      if (all[middle].end <= (uintptr_t) at)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == ranges.length / sizeof (HfRange) || all[low].start > (uintptr_t) at || n > all[low].end - (uintptr_t) at)
    return NULL;
  return &all[low];
}

bool
hf_range_is_writable (const void *at, size_t n)
{
  const HfRange *range = (uintptr_t) at % sizeof (void *) == 0 ? hf_range_of (at, n) : NULL;

  return range != NULL && range->writable;
}

const HfRange *
hf_range_behind (const HfRange *self)
{
  const HfRange *end = (const HfRange *) (void *) ranges.data + ranges.length / sizeof (HfRange);

  return self + 1 < end && self[1].start == self->end && self[1].writable ? self + 1 : NULL;
}
