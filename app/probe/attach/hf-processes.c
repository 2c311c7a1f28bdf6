/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-processes.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hf-elf.h"
#include "hf-obstacle.h"

#define N_(s) (s)
#define MODULE "_holdfast"

/* ---- the library ------------------------------------------------------------------------------------------------------- */

static char *
find_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *found = NULL;

  /* "abi3" comes before "cpython-…". */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, MODULE ".") && g_str_has_suffix (name, ".so") && (found == NULL || strstr (name, "abi3") != NULL))
      {
        g_free (found);
        found = g_build_filename (folder, name, NULL);
      }

  return found;
}

char *
hf_probe_find (void)
{
  const char *given = g_getenv ("HOLDFAST_PROBE");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  const char *beside[] = { "../probe/holdfast", "../../app/probe/holdfast" };

  if (given != NULL && given[0] != '\0')
    return g_file_test (given, G_FILE_TEST_IS_DIR) ? find_in (given) : g_strdup (given);
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], NULL);
      char *found = find_in (path);

      if (found != NULL)
        return found;
    }

  return find_in (HF_PROBE_DIR);
}

/* ---- which Python -------------------------------------------------------------------------------------------------------- */

/* "3.11" from "…python3.11…" or "…cpython-311…"; NULL if there is neither. */
static char *
version_in (const char *text, gboolean *free_threaded)
{
  static const char *const words[] = { "python3.", "cpython-3", "python2.", "pypy3.", NULL };

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *at = strstr (text, words[i]);
      gsize digits = at != NULL ? strspn (at + strlen (words[i]), "0123456789") : 0;

      if (digits == 0 || digits > 2)
        continue;
      at += strlen (words[i]);
      *free_threaded |= at[digits] == 't';
      return g_strdup_printf ("%c.%.*s", words[i][strcspn (words[i], "23")], (int) digits, at);
    }

  return NULL;
}

static gboolean
is_interpreter (const HfMap *map)
{
  const char *name = hf_map_name (map);

  return map->path[0] == '/' && (g_str_has_prefix (name, "libpython") || g_str_has_prefix (name, "python"));
}

/* From the names of what is mapped: the interpreter's own first, then its extension modules'. */
static void
look_at_names (HfProcess *self, const HfMaps *maps)
{
  for (guint pass = 0; pass < 2 && self->version == NULL; pass++)
    for (guint i = 0; i < maps->maps->len && self->version == NULL; i++)
      {
        const HfMap *map = &g_array_index (maps->maps, HfMap, i);
        gboolean own = is_interpreter (map);

        self->python |= own;
        if (pass == 0 ? own : strstr (map->path, "cpython-3") != NULL || strstr (map->path, "/python3.") != NULL)
          self->version = version_in (pass == 0 ? hf_map_name (map) : map->path, &self->free_threaded);
      }
  self->python |= self->version != NULL;
}

/* Newer ones say it exactly, in a variable. */
static void
look_at_symbols (HfProcess *self, const HfMaps *maps)
{
  static const char *const usual[] = { "python", "libpython", NULL };
  guint64 place = hf_elf_find (maps, usual, "Py_Version"), value = 0;

  if (place != 0 && hf_memory_read (maps->pid, place, &value, sizeof value) && value >> 32 == 0)
    {
      g_free (self->version);
      self->version = g_strdup_printf ("%u.%u.%u", (guint) (value >> 24 & 255), (guint) (value >> 16 & 255), (guint) (value >> 8 & 255));
    }
  self->free_threaded |= hf_elf_find (maps, usual, "_Py_DecRefShared") != 0;
}

/* Where the maps may not be read: what everybody sees. */
static void
look_at_words (HfProcess *self)
{
  const char *first = self->status->words[0];
  g_autofree char *name = first != NULL ? g_path_get_basename (first) : NULL;

  self->python = name != NULL && g_str_has_prefix (name, "python");
  if (self->python)
    self->version = version_in (name, &self->free_threaded);
}

/* ---- what stands against it ------------------------------------------------------------------------------------------------ */

static char *
obstacle_of_machine (const HfStatus *status)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/exe", (int) status->pid);
  Elf64_Ehdr header = { 0 };
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize n = fd >= 0 ? read (fd, &header, sizeof header) : -1;

  if (fd >= 0)
    close (fd);
  if (n != sizeof header || memcmp (header.e_ident, ELFMAG, SELFMAG) != 0)
    return NULL;
  if (header.e_ident[EI_CLASS] == ELFCLASS32)
    return g_strdup ("It is a 32-bit program, and only 64-bit ones can be attached to: import holdfast_fallback in it.");
  if (header.e_machine != EM_X86_64)
    return g_strdup ("It is a program for another kind of processor: import holdfast_fallback in it.");

  return NULL;
}

static char *
obstacle_of_library (const HfMaps *maps)
{
  if (hf_maps_find (maps, "ld-musl") != NULL || hf_maps_find (maps, "libc.musl") != NULL)
    return g_strdup ("It runs with the C library musl, for which the dumper is not built: import holdfast_fallback in it.");
  if (hf_maps_find (maps, "libc.so") == NULL && hf_maps_find (maps, "libc-") == NULL)
    return g_strdup ("Its Python is linked statically and cannot load a library: import holdfast_fallback in it.");
  if (hf_maps_find (maps, "libpypy") != NULL)
    return g_strdup ("It runs PyPy, whose heap only the program itself can tell of: import holdfast_fallback in it.");

  return NULL;
}

static char *
obstacle_of_python (const HfProcess *self, const HfMaps *maps)
{
  char *obstacle = obstacle_of_machine (self->status);
  g_autofree char *library = hf_probe_find ();

  if (obstacle == NULL)
    obstacle = obstacle_of_library (maps);
  if (obstacle == NULL)
    obstacle = hf_obstacle_of_version (self->version, self->free_threaded, library);

  return obstacle;
}

static void
look_at_access (HfProcess *self)
{
  HfAccess access;

  self->obstacle = hf_obstacle_of_state (self->status);
  hf_access_look (&access, self->status);
  if (self->obstacle == NULL)
    self->obstacle = hf_obstacle_of_access (&access, self->status);
}

HfProcess *
hf_process_new (GPid pid)
{
  HfStatus *status = hf_status_new (pid);
  g_autoptr (HfMaps) maps = status != NULL ? hf_maps_new (pid) : NULL;
  HfProcess *self;

  if (status == NULL)
    return NULL;

  self = g_new0 (HfProcess, 1);
  self->status = status;
  if (maps != NULL && maps->maps->len > 0)
    look_at_names (self, maps);
  else
    look_at_words (self);
  if (self->python && maps != NULL && maps->maps->len > 0)
    look_at_symbols (self, maps);
  look_at_access (self);
  if (self->python && self->obstacle == NULL && maps != NULL)
    self->obstacle = obstacle_of_python (self, maps);

  return self;
}

void
hf_process_free (HfProcess *self)
{
  if (self == NULL)
    return;

  hf_status_free (self->status);
  g_free (self->version);
  g_free (self->obstacle);
  g_free (self);
}

/* The first word that is no option; -m's is the module, -c has none. */
char *
hf_process_word (const HfProcess *self)
{
  char **words = self->status->words;
  g_autofree char *base = NULL;

  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], "-m") && words[i + 1] != NULL)
        return g_strdup (words[i + 1]);
      if (g_str_equal (words[i], "-c"))
        break;
      if (g_str_equal (words[i], "-X") || g_str_equal (words[i], "-W"))
        i++;
      else if (words[i][0] != '-' && words[i][0] != '\0')
        {
          base = g_path_get_basename (words[i]);
          return g_str_has_suffix (base, ".py") ? g_strndup (base, strlen (base) - 3) : g_steal_pointer (&base);
        }
    }

  return g_strdup (self->status->name);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const HfProcess *one = *(const HfProcess *const *) a, *two = *(const HfProcess *const *) b;

  return (one->status->pid > two->status->pid) - (one->status->pid < two->status->pid);
}

GPtrArray *
hf_processes_list (HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_process_free);
  g_autoptr (GDir) folder = g_dir_open ("/proc", 0, NULL);
  const char *name;

  hf_progress_begin (progress, N_("Looking for Python programs"), 0);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      GPid pid = (GPid) atoi (name);
      HfProcess *process = pid > 0 && pid != getpid () ? hf_process_new (pid) : NULL;

      if (process != NULL && process->python)
        g_ptr_array_add (list, process);
      else
        hf_process_free (process);
      if (hf_progress_step (progress, 0, error))
        return NULL;
    }
  g_ptr_array_sort (list, compare);

  return g_steal_pointer (&list);
}
