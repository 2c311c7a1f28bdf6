/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * Snapshots that were taken of running programs and are still there: a folder for each program and day, files by time. They are deleted
 * only if a person says so, and never what is in use: what is open, what a case names that was saved or opened here and is still
 * there, what a draft names. A case that is there and cannot be read may name any of them.
 */
typedef struct
{
  char *path;
  guint64 size;
  gint64 time;  /* of the file, seconds */
  char *reason; /* why it is in use, translated; NULL: it is not */
} HfOldSnapshot;

/* Those of one folder. */
typedef struct
{
  char *path;
  char *name;         /* "shop-4711-20261122" */
  GPtrArray *files;   /* of HfOldSnapshot, oldest first */
  guint64 size;       /* of all of them */
  guint n_free;       /* that are not in use */
  guint64 free_size;
  gint64 time;        /* of the newest */
} HfOldFolder;

/* (transfer full; of HfOldFolder, newest first) What is in @folder. @open: paths of what is open, NULL-terminated. NULL on cancel. Blocks. */
GPtrArray *hf_old_snapshots_find   (const char *folder, const char *const *open, HfProgress *progress, GError **error);
/* Deletes what is not in use, looked up again, in those of the folders that @names names, if it is older than @before (seconds): what has come
 * since the person looked was not meant. Then folders that are empty. How many bytes
 * are free in @freed. The number of files; -1 on cancel or where one could not be deleted (the others are). Blocks. */
int        hf_old_snapshots_delete (const char *folder, const char *const *names, const char *const *open, gint64 before, guint64 *freed,
                                    HfProgress *progress, GError **error);

G_END_DECLS
