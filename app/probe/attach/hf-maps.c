/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-maps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

static void
clear_map (HfMap *map)
{
  g_free (map->path);
}

static gboolean
parse_line (const char *line, HfMap *map)
{
  char rights[8];
  int at = 0;

  if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s %" G_GINT64_MODIFIER "x %*s %*s %n",
              &map->start, &map->end, rights, &map->offset, &at) < 4 || at == 0)
    return FALSE;
  map->readable = rights[0] == 'r';
  map->executable = rights[2] == 'x';
  map->path = g_strdup (line + at);

  return TRUE;
}

HfMaps *
hf_maps_new (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/maps", (int) pid);
  g_autofree char *line = NULL;
  FILE *file = fopen (path, "re");
  HfMaps *self;
  size_t size = 0;
  gssize length;

  if (file == NULL)
    return NULL;

  self = g_new0 (HfMaps, 1);
  self->pid = pid;
  self->maps = g_array_new (FALSE, TRUE, sizeof (HfMap));
  g_array_set_clear_func (self->maps, (GDestroyNotify) clear_map);
  while ((length = getline (&line, &size, file)) > 0)
    {
      HfMap map;

      if (line[length - 1] == '\n')
        line[length - 1] = '\0';
      if (parse_line (line, &map))
        g_array_append_val (self->maps, map);
    }
  fclose (file);

  return self;
}

void
hf_maps_free (HfMaps *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->maps);
  g_free (self);
}

const HfMap *
hf_maps_at (const HfMaps *self, guint64 address)
{
  guint low = 0, high = self->maps->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      const HfMap *map = &g_array_index (self->maps, HfMap, middle);

      if (address < map->start)
        high = middle;
      else if (address >= map->end)
        low = middle + 1;
      else
        return map;
    }

  return NULL;
}

const char *
hf_map_name (const HfMap *map)
{
  const char *slash = strrchr (map->path, '/');

  return slash != NULL ? slash + 1 : map->path;
}

const HfMap *
hf_maps_find (const HfMaps *self, const char *prefix)
{
  for (guint i = 0; i < self->maps->len; i++)
    {
      const HfMap *map = &g_array_index (self->maps, HfMap, i);

      if (g_str_has_prefix (hf_map_name (map), prefix))
        return map;
    }

  return NULL;
}

gboolean
hf_memory_read (GPid pid, guint64 address, void *data, gsize n)
{
  struct iovec local = { data, n }, remote = { GSIZE_TO_POINTER (address), n };

  return n == 0 || process_vm_readv (pid, &local, 1, &remote, 1, 0) == (gssize) n;
}

gboolean
hf_memory_write (GPid pid, guint64 address, const void *data, gsize n)
{
  struct iovec local = { (void *) data, n }, remote = { GSIZE_TO_POINTER (address), n };

  return n == 0 || process_vm_writev (pid, &local, 1, &remote, 1, 0) == (gssize) n;
}
