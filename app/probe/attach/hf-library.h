/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-maps.h"

G_BEGIN_DECLS

/**
 * HfLibrary: the file that is put into another process, and the ways that it gets there.
 *
 * Its name tells its content, so that a process that already has it loaded is recognised.
 */
typedef struct _HfLibrary HfLibrary;

/* NULL with HF_ERROR_IO if the file cannot be read. */
HfLibrary  *hf_library_new    (const char *path, GError **error);
void        hf_library_free   (HfLibrary *self);

const char *hf_library_name   (const HfLibrary *self);
gboolean    hf_library_is_in  (const HfLibrary *self, const HfMaps *maps);
/* The address of a symbol of it where it is loaded; 0 if there is none. */
guint64     hf_library_symbol (const HfLibrary *self, const HfMaps *maps, const char *symbol);

/* (transfer full; of gint) Descriptors of the process that an attach which was killed has left open. */
GArray     *hf_library_strays (GPid pid);
/* Whether @fd is such a one now. */
gboolean    hf_library_is_stray (GPid pid, int fd);

/* Writes it to descriptor @fd of the process. */
gboolean    hf_library_fill   (const HfLibrary *self, GPid pid, int fd);

/* A copy in a folder of the process's own file system. Such folders that a killed attach has left are removed on the way. */
typedef struct
{
  int place;    /* the folder that it is made in; -1: none */
  int folder;   /* its own; -1: none */
  char *name;   /* of its own folder */
  char *file;   /* name in it */
  char *inside; /* as the process sees the file; NULL where it could not be written */
} HfCopy;

/* FALSE if there is no @n-th place. */
gboolean    hf_library_copy   (const HfLibrary *self, GPid pid, guint n, HfCopy *copy);
void        hf_copy_clear     (HfCopy *self); /* removes it */

G_END_DECLS
