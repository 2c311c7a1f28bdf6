/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-maps.h"

G_BEGIN_DECLS

/**
 * HfElf: one loaded ELF object (x86-64) of a process, read from its memory: never from the file, which may be gone, be
 * another by now, or lie in another mount namespace.
 *
 * Symbols come from the dynamic table through its GNU hash (or the older one), so each costs a few small reads.
 */
typedef struct
{
  GPid pid;
  guint64 base;    /* added to every address in it */
  guint64 symbols;
  guint64 strings;
  guint64 gnu_hash; /* 0: none */
  guint64 hash;     /* 0: none */
} HfElf;

/* FALSE if what is loaded at @start (the first mapping of its file) is no 64-bit ELF object with a dynamic table. */
gboolean hf_elf_open   (HfElf *self, GPid pid, guint64 start);
/* The address of a symbol that the object defines; 0 if it does not. */
guint64  hf_elf_symbol (const HfElf *self, const char *name);

/* The same over every object of @maps whose base name begins with one of @prefixes (NULL: all); 0 if none defines it. */
guint64  hf_elf_find   (const HfMaps *maps, const char *const *prefixes, const char *name);

G_END_DECLS
