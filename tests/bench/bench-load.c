/* SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analysis/hf-analysis.h"
#include "dump/hf-dump.h"

/* Opens one dump and prints what that took as one line of JSON: for scripts that compare. Resident bytes are above those that
 * the process had before it began; "heap" are those of the finished heap, once everything that only loading needs was given back.
 *
 *   bench-load [--analyse] [--chrome] [--sizes OUT] FILE
 *
 * --analyse also computes dominators, retained sizes, components and chains; --sizes writes each object's address, shallow and
 * retained size, 64 bits each, in this machine's order of bytes. */
static gboolean analyse;
static gboolean chrome;
static char *sizes;
static char **files;

static const GOptionEntry entries[] = {
  { "analyse", 0, 0, G_OPTION_ARG_NONE, &analyse, "Compute what the first page needs", NULL },
  { "chrome", 0, 0, G_OPTION_ARG_NONE, &chrome, "Count as Chrome does", NULL },
  { "sizes", 0, 0, G_OPTION_ARG_FILENAME, &sizes, "Write retained sizes", "OUT" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE" },
  { NULL }
};

static gint64
status (const char *key)
{
  g_autofree char *text = NULL;
  const char *found;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) || (found = strstr (text, key)) == NULL)
    g_error ("No %s in /proc/self/status", key);

  return g_ascii_strtoll (found + strlen (key), NULL, 10) * 1024;
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
write_sizes (const HfAnalysis *analysis)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;
  guint32 n = hf_heap_n_objects (analysis->heap);

  for (guint32 object = 1; object <= n; object++)
    {
      guint64 row[3] = { hf_heap_address (analysis->heap, object), hf_heap_shallow (analysis->heap, object),
                         hf_dominators_retained (analysis->dominators, object) };

      g_array_append_vals (rows, row, 3);
    }
  if (!g_file_set_contents (sizes, rows->data, (gssize) ((gsize) rows->len * sizeof (guint64)), &error))
    g_error ("%s", error->message);
}

static void
measure (const char *path)
{
  HfDumpLimits limits = hf_dump_default_limits;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  gint64 own = status ("VmRSS:");
  gint64 peak, kept;
  double cpu = cpu_seconds ();

  limits.chrome_numbers = chrome;
  heap = hf_dump_load (path, &limits, NULL, &error);
  if (heap == NULL)
    g_error ("%s", error->message);
  cpu = cpu_seconds () - cpu;
  peak = status ("VmHWM:") - own;
  malloc_trim (0);
  kept = status ("VmRSS:") - own;
  g_print ("{\"objects\": %u, \"references\": %u, \"load_cpu\": %.3f, \"load_peak\": %" G_GINT64_FORMAT ", \"heap\": %" G_GINT64_FORMAT,
           hf_heap_n_objects (heap), hf_heap_n_references (heap), cpu, peak, kept);
  if (analyse || sizes != NULL)
    {
      analysis = hf_analysis_new (heap, NULL, &error);
      if (analysis == NULL)
        g_error ("%s", error->message);
      g_print (", \"retained\": %" G_GUINT64_FORMAT ", \"cpu\": %.3f, \"peak\": %" G_GINT64_FORMAT, hf_dominators_retained (analysis->dominators, HF_ROOT),
               cpu_seconds (), status ("VmHWM:"));
    }
  g_print ("}\n");
  if (sizes != NULL)
    write_sizes (analysis);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (files == NULL || files[1] != NULL)
    g_error ("One file, please");
  measure (files[0]);
  g_strfreev (files);
  g_free (sizes);

  return 0;
}
