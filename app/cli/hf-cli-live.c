/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli-live.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dump/hf-dump.h"
#include "probe/attach/hf-attach.h"

#define TICK 100 /* ms between looks at Ctrl+C */
#define SUFFIX ".hfdump"

/* One type, or all. */
typedef struct
{
  gint64 objects;
  gint64 bytes;
} Count;

typedef struct
{
  HfCli *cli;
  const HfCliLive *options;
  char *base;           /* the files' names without number and suffix */
  guint number;         /* of the last file */
  guint taken;
  GQueue files;         /* of this run, oldest first */
  GHashTable *types;    /* name → Count, of the last dump */
  Count all;            /* of the last dump */
  int process;          /* readable once the program has ended; -1: cannot be told */
} Live;

/* What one snapshot says. */
typedef struct
{
  const char *path;
  GDateTime *time;
  Count all, change;
  const char *type;     /* that has grown most; NULL if none has */
  Count grown;
} Line;

/* ---- counting ---------------------------------------------------------------------------------------------------------- */

static void
count_one (GHashTable *types, const char *name, guint64 bytes)
{
  Count *count = g_hash_table_lookup (types, name);

  if (count == NULL)
    {
      count = g_new0 (Count, 1);
      g_hash_table_insert (types, g_strdup (name), count);
    }
  count->objects++;
  count->bytes += (gint64) bytes;
}

/* (transfer full) NULL after a failure, which has been printed. */
static GHashTable *
count_types (Live *self, const char *path, Count *all, HfCliStatus *status)
{
  g_autoptr (HfHeap) heap = hf_cli_load (self->cli, path, status);
  GHashTable *types;

  if (heap == NULL)
    return NULL;
  types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  *all = (Count) { 0, 0 };
  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    {
      guint32 type = hf_heap_type (heap, v);
      guint64 bytes = hf_heap_shallow (heap, v);

      all->objects++;
      all->bytes += (gint64) bytes;
      if (!(hf_heap_type_flags (heap, type) & HF_TYPE_INTERNAL))
        count_one (types, hf_heap_type_name (heap, type), bytes);
    }

  return types;
}

static gboolean
grew_more (const Count *grown, const char *name, const Line *line)
{
  if (line->type == NULL || grown->objects != line->grown.objects)
    return line->type == NULL || grown->objects > line->grown.objects;

  return grown->bytes != line->grown.bytes ? grown->bytes > line->grown.bytes : g_strcmp0 (name, line->type) < 0;
}

static void
compare (const Live *self, GHashTable *types, Line *line)
{
  GHashTableIter iter;
  gpointer name, value;

  line->change = (Count) { line->all.objects - self->all.objects, line->all.bytes - self->all.bytes };
  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const Count *now = value, *before = g_hash_table_lookup (self->types, name);
      Count grown = { now->objects - (before != NULL ? before->objects : 0), now->bytes - (before != NULL ? before->bytes : 0) };

      if (grown.objects > 0 && grew_more (&grown, name, line))
        {
          line->type = name;
          line->grown = grown;
        }
    }
}

/* ---- a line ------------------------------------------------------------------------------------------------------------ */

static void
print_json (const Live *self, const Line *line)
{
  g_autofree char *time = g_date_time_format_iso8601 (line->time);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", line->path);
  hf_cli_json_int (builder, "pid", self->options->pid);
  hf_cli_json_string (builder, "time", time);
  hf_cli_json_int (builder, "objects", line->all.objects);
  hf_cli_json_int (builder, "bytes", line->all.bytes);
  hf_cli_json_int (builder, "objects_change", line->change.objects);
  hf_cli_json_int (builder, "bytes_change", line->change.bytes);
  hf_cli_json_string (builder, "type", line->type);
  hf_cli_json_int (builder, "type_change", line->grown.objects);
  json_builder_end_object (builder);
  hf_cli_json_line (builder);
}

static char *
signed_size (const HfCli *cli, gint64 bytes)
{
  g_autofree char *size = hf_cli_size (cli, (guint64) ABS (bytes));

  return g_strconcat (bytes < 0 ? "-" : "+", size, NULL);
}

static void
print_titles (void)
{
  hf_cli_printf ("%-8s %11s %10s %11s %10s  %s\n", _("Time"), _("Objects"), _("Size"), _("Change"), _("Change"), _("Grew most"));
}

static void
print_text (const Live *self, const Line *line)
{
  const HfCli *cli = self->cli;
  g_autofree char *time = g_date_time_format (line->time, "%H:%M:%S");
  g_autofree char *size = hf_cli_size (cli, (guint64) line->all.bytes);
  g_autofree char *change = signed_size (cli, line->change.bytes);
  g_autofree char *type = hf_cli_escape (line->type != NULL ? line->type : "");
  g_autofree char *path = hf_cli_escape (line->path);
  g_autofree char *grown = line->type != NULL ? g_strdup_printf ("%+" G_GINT64_FORMAT, line->grown.objects) : g_strdup ("");

  if (!cli->terminal)
    {
      hf_cli_printf ("%s\t%" G_GINT64_FORMAT "\t%s\t%+" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\n", time, line->all.objects, size,
                     line->change.objects, change, type, grown, path);
      return;
    }
  if (self->taken == 1)
    print_titles ();
  hf_cli_printf ("%-8s %11" G_GINT64_FORMAT " %10s %+11" G_GINT64_FORMAT " %10s  %s %s\n", time, line->all.objects, size,
                 line->change.objects, change, type, grown);
}

/* Whoever reads a pipe wants each line when it comes. */
static void
print_line (Live *self, const Line *line)
{
  hf_cli_progress_stop ();
  if (self->cli->json)
    print_json (self, line);
  else
    print_text (self, line);
  fflush (stdout);
}

/* ---- files ------------------------------------------------------------------------------------------------------------- */

/* (transfer full) Files that are there stay. */
static char *
next_path (Live *self)
{
  for (;;)
    {
      g_autofree char *path = g_strdup_printf ("%s-%04u" SUFFIX, self->base, ++self->number);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

static void
drop_old (Live *self)
{
  while (self->options->keep > 0 && self->files.length > self->options->keep)
    {
      g_autofree char *path = g_queue_pop_head (&self->files);

      g_unlink (path);
    }
}

static char *
make_base (const HfCliLive *options)
{
  g_autoptr (HfProcess) process = options->output == NULL ? hf_process_new (options->pid) : NULL;
  g_autofree char *name = options->output != NULL ? g_strdup (options->output) : process != NULL ? hf_attach_name (process) : g_strdup ("-");

  if (g_str_has_suffix (name, SUFFIX))
    name[strlen (name) - strlen (SUFFIX)] = '\0';

  return g_steal_pointer (&name);
}

/* ---- the pace ---------------------------------------------------------------------------------------------------------- */

static gboolean
has_ended (const Live *self, int milliseconds)
{
  struct pollfd end = { self->process, POLLIN, 0 };

  return poll (&end, 1, milliseconds) > 0 && self->process >= 0;
}

/* FALSE if there is nothing more to take: the program has ended, or Ctrl+C. */
static gboolean
wait_until (const Live *self, gint64 time)
{
  for (;;)
    {
      gint64 left = (time - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

      if (hf_progress_is_cancelled (self->cli->progress) || has_ended (self, (int) CLAMP (left, 0, TICK)))
        return FALSE;
      if (left <= 0)
        return TRUE;
    }
}

/* The first snapshot has nothing to be compared with. */
static HfCliStatus
report (Live *self, const char *path)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  Line line = { .path = path, .time = now };
  GHashTable *types = count_types (self, path, &line.all, &status);

  if (types == NULL)
    return status;
  if (self->types != NULL)
    compare (self, types, &line);
  self->taken++;
  print_line (self, &line);
  g_clear_pointer (&self->types, g_hash_table_unref);
  self->types = types;
  self->all = line.all;

  return HF_CLI_DONE;
}

static HfCliStatus
take (Live *self, GError **error)
{
  const HfAttachOptions options = { .values = self->options->values };
  g_autofree char *path = next_path (self);
  char *file;

  hf_cli_progress_start (self->cli->progress);
  if (!hf_attach_snapshot (self->options->pid, path, &options, NULL, self->cli->progress, error))
    return HF_CLI_FILE;
  file = g_steal_pointer (&path);
  g_queue_push_tail (&self->files, file);
  drop_old (self);

  return report (self, file);
}

/* Ctrl+C is how a person ends it, and what was taken is there. */
static HfCliStatus
end (Live *self, HfCliStatus status, GError *error)
{
  g_autoptr (GError) owned = error;
  gboolean cancelled = hf_progress_is_cancelled (self->cli->progress);

  hf_cli_progress_stop ();
  if (self->taken == 0 && owned != NULL)
    return hf_cli_fail (self->cli, g_steal_pointer (&owned));
  if (cancelled)
    return self->taken > 0 ? HF_CLI_DONE : HF_CLI_CANCELLED;
  if (has_ended (self, 0))
    {
      hf_cli_nothing (self->cli, ngettext ("Process %d has ended, after %u snapshot", "Process %d has ended, after %u snapshots", self->taken),
                      (int) self->options->pid, self->taken);
      return self->options->count > 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
    }
  if (owned != NULL)
    return hf_cli_fail (self->cli, g_steal_pointer (&owned));

  return status;
}

HfCliStatus
hf_cli_live (HfCli *cli, const HfCliLive *options)
{
  Live self = { .cli = cli, .options = options, .base = make_base (options), .process = (int) syscall (SYS_pidfd_open, options->pid, 0) };
  HfCliStatus status = HF_CLI_DONE;
  GError *error = NULL;
  gboolean more = TRUE;

  while (more && status == HF_CLI_DONE)
    {
      gint64 start = g_get_monotonic_time ();

      status = take (&self, &error);
      more = status == HF_CLI_DONE && (options->count == 0 || self.taken < options->count) &&
             wait_until (&self, start + (gint64) (options->every * G_TIME_SPAN_SECOND));
    }
  if (options->count > 0 && self.taken >= options->count && status == HF_CLI_DONE)
    hf_cli_progress_stop ();
  else
    status = end (&self, status, error);

  if (self.process >= 0)
    close (self.process);
  g_clear_pointer (&self.types, g_hash_table_unref);
  g_queue_clear_full (&self.files, g_free);
  g_free (self.base);

  return status;
}
