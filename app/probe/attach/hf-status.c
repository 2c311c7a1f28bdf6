/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STARTED = 22, START_CODE = 26, START_STACK = 28 };

static char *
read_file (GPid pid, const char *name, gsize *n)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int) pid, name);
  char *text = NULL;

  return g_file_get_contents (path, &text, n, NULL) ? text : NULL;
}

/* The words after @key at the beginning of a line; "" if it is not there. */
static const char *
field (const char *text, const char *key)
{
  gsize n = strlen (key);

  for (const char *line = text; line != NULL && *line != '\0'; line = strchr (line, '\n') ? strchr (line, '\n') + 1 : NULL)
    if (strncmp (line, key, n) == 0)
      return line + n + strspn (line + n, " \t");

  return "";
}

static void
take_status (HfStatus *self, const char *text)
{
  const char *name = field (text, "Name:");
  const char *users = field (text, "Uid:");

  self->name = g_strndup (name, strcspn (name, "\n"));
  self->state = *field (text, "State:");
  self->leader = (GPid) atoi (field (text, "Tgid:"));
  self->tracer = (GPid) atoi (field (text, "TracerPid:"));
  self->user = (guint) strtoul (users + strcspn (users, " \t\n"), NULL, 10);
  self->memory = strtoull (field (text, "VmRSS:"), NULL, 10) * 1024;
  self->capabilities = strtoull (field (text, "CapEff:"), NULL, 16);
  self->limited = atoi (field (text, "Seccomp:")) != 0;
  self->shadow_stack = strstr (field (text, "x86_Thread_features:"), "shstk") != NULL;
}

static void
take_command (HfStatus *self)
{
  gsize n = 0;
  g_autofree char *text = read_file (self->pid, "cmdline", &n);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (gsize at = 0; text != NULL && at < n; at += strlen (text + at) + 1)
    g_ptr_array_add (words, g_utf8_make_valid (text + at, -1));
  g_ptr_array_add (words, NULL);
  self->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  self->command = self->words[0] != NULL ? g_strjoinv (" ", self->words) : g_strdup_printf ("[%s]", self->name);
}

/* Of proc_pid_stat(5), counted from 1. */
static guint64
stat_field (const char *text, guint n)
{
  const char *at = text != NULL ? strrchr (text, ')') : NULL;

  for (guint i = 2; at != NULL && i < n; i++)
    {
      at = strchr (at, ' ');
      at = at != NULL ? at + 1 : NULL;
    }

  return at != NULL ? strtoull (at, NULL, 10) : 0;
}

/* Ticks since the system started. */
static guint64
start_ticks (GPid pid)
{
  g_autofree char *text = read_file (pid, "stat", NULL);

  return stat_field (text, STARTED);
}

/* All threads have one stack's beginning, at another random place in each program. */
guint64
hf_status_identity (GPid pid, GPid tid)
{
  g_autofree char *name = g_strdup_printf ("task/%d/stat", (int) tid);
  g_autofree char *text = read_file (pid, name, NULL);

  return stat_field (text, START_STACK) ^ stat_field (text, START_CODE) << 20;
}

static gint64
system_start (void)
{
  g_autofree char *text = NULL;

  return g_file_get_contents ("/proc/stat", &text, NULL, NULL) ? (gint64) strtoull (field (text, "btime"), NULL, 10) : 0;
}

HfStatus *
hf_status_new (GPid pid)
{
  g_autofree char *text = read_file (pid, "status", NULL);
  g_autofree char *link = g_strdup_printf ("/proc/%d/exe", (int) pid);
  long ticks = sysconf (_SC_CLK_TCK);
  HfStatus *self;

  if (text == NULL)
    return NULL;

  self = g_new0 (HfStatus, 1);
  self->pid = pid;
  take_status (self, text);
  self->program = g_file_read_link (link, NULL);
  take_command (self);
  self->started = system_start () * G_USEC_PER_SEC + (gint64) (start_ticks (pid) * G_USEC_PER_SEC / (guint64) MAX (ticks, 1));

  return self;
}

void
hf_status_free (HfStatus *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->program);
  g_free (self->command);
  g_strfreev (self->words);
  g_free (self);
}
