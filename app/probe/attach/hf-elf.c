/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-elf.h"

#include <elf.h>
#include <string.h>

#define MAX_HEADERS 64
#define MAX_DYNAMIC 512
#define MAX_NAME 128

static gboolean
find_segments (HfElf *self, guint64 start, Elf64_Phdr *dynamic)
{
  Elf64_Ehdr header;
  Elf64_Phdr segments[MAX_HEADERS];
  gboolean found = FALSE, loaded = FALSE;

  if (!hf_memory_read (self->pid, start, &header, sizeof header) || memcmp (header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64 || header.e_phentsize != sizeof *segments ||
      header.e_phnum == 0 || header.e_phnum > MAX_HEADERS ||
      !hf_memory_read (self->pid, start + header.e_phoff, segments, header.e_phnum * sizeof *segments))
    return FALSE;

  for (guint i = 0; i < header.e_phnum; i++)
    if (segments[i].p_type == PT_DYNAMIC)
      {
        *dynamic = segments[i];
        found = TRUE;
      }
    else if (segments[i].p_type == PT_LOAD && !loaded)
      {
        self->base = start - (segments[i].p_vaddr - segments[i].p_offset);
        loaded = TRUE;
      }

  return found && loaded;
}

/* The loader has made addresses of most offsets, but not in every object. */
static guint64
absolute (const HfElf *self, guint64 value)
{
  return value < self->base ? self->base + value : value;
}

static void
take_entry (HfElf *self, const Elf64_Dyn *entry)
{
  switch (entry->d_tag)
    {
    case DT_SYMTAB:
      self->symbols = absolute (self, entry->d_un.d_ptr);
      break;

    case DT_STRTAB:
      self->strings = absolute (self, entry->d_un.d_ptr);
      break;

    case DT_GNU_HASH:
      self->gnu_hash = absolute (self, entry->d_un.d_ptr);
      break;

    case DT_HASH:
      self->hash = absolute (self, entry->d_un.d_ptr);
      break;

    default:
      break;
    }
}

gboolean
hf_elf_open (HfElf *self, GPid pid, guint64 start)
{
  Elf64_Phdr dynamic;
  Elf64_Dyn entry = { 0 };

  *self = (HfElf) { .pid = pid };
  if (!find_segments (self, start, &dynamic))
    return FALSE;

  for (guint i = 0; i < MAX_DYNAMIC; i++)
    {
      if (!hf_memory_read (pid, self->base + dynamic.p_vaddr + i * sizeof entry, &entry, sizeof entry) || entry.d_tag == DT_NULL)
        break;
      take_entry (self, &entry);
    }

  return self->symbols != 0 && self->strings != 0 && (self->gnu_hash != 0 || self->hash != 0);
}

/* The address of symbol @index if it is @name and defined here. */
static guint64
match (const HfElf *self, guint32 index, const char *name)
{
  gsize n = strlen (name) + 1;
  char text[MAX_NAME];
  Elf64_Sym symbol;

  if (n > sizeof text || !hf_memory_read (self->pid, self->symbols + (guint64) index * sizeof symbol, &symbol, sizeof symbol) ||
      symbol.st_shndx == SHN_UNDEF || symbol.st_value == 0 || ELF64_ST_TYPE (symbol.st_info) == STT_TLS ||
      !hf_memory_read (self->pid, self->strings + symbol.st_name, text, n) || memcmp (text, name, n) != 0)
    return 0;

  return self->base + symbol.st_value;
}

/* Ulrich Drepper, "How To Write Shared Libraries", 2011; the GNU table: a bloom filter, buckets, chains of hashes. */
static guint64
find_gnu (const HfElf *self, const char *name)
{
  struct { guint32 n_buckets, first, n_bloom, shift; } table;
  guint32 hash = 5381, index, chained;
  guint64 buckets, chains;

  for (const guchar *p = (const guchar *) name; *p != '\0'; p++)
    hash = hash * 33 + *p;
  if (!hf_memory_read (self->pid, self->gnu_hash, &table, sizeof table) || table.n_buckets == 0)
    return 0;

  buckets = self->gnu_hash + sizeof table + (guint64) table.n_bloom * 8;
  chains = buckets + (guint64) table.n_buckets * 4;
  if (!hf_memory_read (self->pid, buckets + (guint64) (hash % table.n_buckets) * 4, &index, 4) || index < table.first)
    return 0;
  for (;; index++)
    {
      guint64 found;

      if (!hf_memory_read (self->pid, chains + (guint64) (index - table.first) * 4, &chained, 4))
        return 0;
      found = (chained | 1) == (hash | 1) ? match (self, index, name) : 0;
      if (found != 0 || (chained & 1))
        return found;
    }
}

static guint32
old_hash (const char *name)
{
  guint32 hash = 0;

  for (const guchar *p = (const guchar *) name; *p != '\0'; p++)
    {
      hash = (hash << 4) + *p;
      hash = (hash ^ ((hash & 0xf0000000u) >> 24)) & 0x0fffffffu;
    }

  return hash;
}

static guint64
find_old (const HfElf *self, const char *name)
{
  struct { guint32 n_buckets, n_chains; } table;
  guint32 index;
  guint64 found;

  if (!hf_memory_read (self->pid, self->hash, &table, sizeof table) || table.n_buckets == 0 ||
      !hf_memory_read (self->pid, self->hash + 8 + (guint64) (old_hash (name) % table.n_buckets) * 4, &index, 4))
    return 0;

  for (guint32 steps = 0; index != 0 && steps < table.n_chains; steps++)
    {
      found = match (self, index, name);
      if (found != 0 || !hf_memory_read (self->pid, self->hash + 8 + ((guint64) table.n_buckets + index) * 4, &index, 4))
        return found;
    }

  return 0;
}

guint64
hf_elf_symbol (const HfElf *self, const char *name)
{
  return self->gnu_hash != 0 ? find_gnu (self, name) : find_old (self, name);
}

static gboolean
is_wanted (const char *name, const char *const *prefixes)
{
  for (guint i = 0; prefixes != NULL && prefixes[i] != NULL; i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;

  return prefixes == NULL;
}

guint64
hf_elf_find (const HfMaps *maps, const char *const *prefixes, const char *name)
{
  const char *last = "";

  for (guint i = 0; i < maps->maps->len; i++)
    {
      const HfMap *map = &g_array_index (maps->maps, HfMap, i);
      guint64 found;
      HfElf elf;

      if (map->offset != 0 || !map->readable || !strchr (map->path, '/') || g_str_equal (map->path, last) ||
          !is_wanted (hf_map_name (map), prefixes))
        continue;
      last = map->path;
      found = hf_elf_open (&elf, maps->pid, map->start) ? hf_elf_symbol (&elf, name) : 0;
      if (found != 0)
        return found;
    }

  return 0;
}
