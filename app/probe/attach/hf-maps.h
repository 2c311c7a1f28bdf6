/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfMaps: what a process has mapped, from /proc/PID/maps, and its memory read through the kernel.
 *
 * A snapshot of the moment: nothing here stops the process. Reading needs the permission that ptrace needs.
 */
typedef struct
{
  guint64 start;
  guint64 end;
  guint64 offset;
  gboolean readable;
  gboolean executable;
  char *path; /* "" for anonymous memory; "[stack]", "/lib/… (deleted)" */
} HfMap;

typedef struct
{
  GPid pid;
  GArray *maps; /* of HfMap, by address */
} HfMaps;

/* (transfer full) NULL with errno where they cannot be read. */
HfMaps      *hf_maps_new  (GPid pid);
void         hf_maps_free (HfMaps *self);

/* NULL where nothing is mapped. */
const HfMap *hf_maps_at   (const HfMaps *self, guint64 address);
/* The first mapping of the file whose base name begins with @prefix: where it was loaded. NULL if there is none. */
const HfMap *hf_maps_find (const HfMaps *self, const char *prefix);
const char  *hf_map_name  (const HfMap *map); /* the base name */

/* FALSE if not all @n bytes could be read. */
gboolean     hf_memory_read  (GPid pid, guint64 address, void *data, gsize n);
gboolean     hf_memory_write (GPid pid, guint64 address, const void *data, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMaps, hf_maps_free)

G_END_DECLS
