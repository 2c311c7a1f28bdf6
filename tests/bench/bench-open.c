/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analysis/hf-cycles.h"
#include "analysis/hf-growth.h"
#include "analysis/hf-holders.h"
#include "dump/hf-dump.h"
#include "hf-bench-heap.h"

/* Opening a dump as the window does it, without the window, and comparing two: seconds of each stage, memory above what the
 * process has before it begins, and how soon a cancel takes effect in each stage.
 *
 *   bench-open [OBJECTS]               makes two dumps, opens the second, then both
 *   bench-open --make FILE [OBJECTS]   only makes one
 *   bench-open --measure FILE [AFTER]  only opens one, or compares two */

#define SAMPLE_US 500

typedef struct
{
  const char *stage;
  gint64 time; /* µs */
  gint64 peak; /* resident bytes */
} Stage;

typedef struct
{
  HfProgress *progress;
  GArray *stages;           /* of Stage, in order of appearance */
  const char *step;         /* what was asked for: atomic */
  const char *cancel_at;    /* "step: stage", or NULL */
  gint64 cancelled;         /* when */
  gint stop;
} Sampler;

static Stage *
find_stage (GArray *stages, const char *name)
{
  for (guint i = 0; i < stages->len; i++)
    if (g_str_equal (g_array_index (stages, Stage, i).stage, name))
      return &g_array_index (stages, Stage, i);

  g_array_append_vals (stages, &(Stage) { g_intern_string (name), 0, 0 }, 1);

  return &g_array_index (stages, Stage, stages->len - 1);
}

static gint64
resident (void)
{
  g_autofree char *text = NULL;
  char *pages;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || (pages = strchr (text, ' ')) == NULL)
    return 0;

  return g_ascii_strtoll (pages, NULL, 10) * sysconf (_SC_PAGESIZE);
}

static gpointer
sample (gpointer data)
{
  Sampler *self = data;
  gint64 last = g_get_monotonic_time ();

  while (!g_atomic_int_get (&self->stop))
    {
      const char *word = hf_progress_get_stage (self->progress);
      g_autofree char *stage = g_strconcat (g_atomic_pointer_get (&self->step), ": ", word, NULL);
      gint64 now = g_get_monotonic_time ();

      if (*word != '\0')
        {
          Stage *entry = find_stage (self->stages, stage);

          entry->time += now - last;
          entry->peak = MAX (entry->peak, resident ());
        }
      last = now;
      if (self->cancel_at != NULL && self->cancelled == 0 && g_str_equal (stage, self->cancel_at))
        {
          self->cancelled = now;
          hf_progress_cancel (self->progress);
        }
      g_usleep (SAMPLE_US);
    }

  return NULL;
}

static void
begin (Sampler *self, const char *step)
{
  g_atomic_pointer_set (&self->step, step);
}

typedef struct
{
  Sampler sampler;
  const char *path;
  const char *after; /* to compare with, or NULL */
  guint32 n_objects; /* of all heaps */
  gsize names;       /* bytes of unique names and values */
  gsize labels;      /* bytes that say which name a reference has */
  gint64 own;        /* resident bytes before anything was read */
  gint64 kept;       /* resident bytes above that with everything there, and nothing running */
} Run;

static HfAnalysis *
open_one (Run *self, const char *path, const char *load, const char *analyse)
{
  g_autoptr (HfHeap) heap = NULL;

  begin (&self->sampler, load);
  heap = hf_dump_load (path, NULL, self->sampler.progress, NULL);
  if (heap == NULL)
    return NULL;
  self->n_objects += hf_heap_n_objects (heap);
  self->names += hf_heap_name_bytes (heap);
  self->labels += hf_heap_label_bytes (heap);

  begin (&self->sampler, analyse);

  return hf_analysis_new (heap, self->sampler.progress, NULL);
}

/* Everything that the first pages of one dump compute. FALSE if cancelled. */
static gboolean
look_at_pages (Run *self, HfAnalysis *analysis)
{
  HfProgress *progress = self->sampler.progress;
  g_autoptr (HfHistogram) histogram = NULL;
  g_autoptr (HfCycles) cycles = NULL;
  g_autoptr (HfHolders) holders = NULL;
  g_autoptr (GArray) objects = NULL;

  begin (&self->sampler, "types");
  if ((histogram = hf_histogram_new (analysis, HF_GROUP_BY_TYPE, TRUE, progress, NULL)) == NULL)
    return FALSE;
  begin (&self->sampler, "cycles");
  if ((cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, progress, NULL)) == NULL)
    return FALSE;
  begin (&self->sampler, "holders");
  objects = hf_histogram_objects (histogram, 0);
  holders = hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, progress, NULL);
  self->kept = resident () - self->own;

  return holders != NULL;
}

static gboolean
compare_two (Run *self, HfAnalysis *before)
{
  g_autoptr (HfAnalysis) after = open_one (self, self->after, "load after", "analyse after");
  g_autoptr (HfGrowth) growth = NULL;

  if (after == NULL)
    return FALSE;
  begin (&self->sampler, "growth");
  growth = hf_growth_new ((HfAnalysis *[2]) { before, after }, 2, HF_GROUP_BY_TYPE, TRUE, self->sampler.progress, NULL);
  self->kept = resident () - self->own;

  return growth != NULL;
}

static gboolean
open_all (Run *self)
{
  g_autoptr (HfAnalysis) analysis = open_one (self, self->path, "load", "analyse");

  return analysis != NULL && (self->after != NULL ? compare_two (self, analysis) : look_at_pages (self, analysis));
}

static gboolean
run (Run *self, const char *cancel_at, GArray *stages, gint64 *latency)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  GThread *thread;
  gboolean done;

  self->sampler = (Sampler) { .progress = progress, .step = "load", .stages = stages, .cancel_at = cancel_at };
  thread = g_thread_new ("sample", sample, &self->sampler);
  done = open_all (self);
  *latency = self->sampler.cancelled != 0 ? g_get_monotonic_time () - self->sampler.cancelled : 0;
  g_atomic_int_set (&self->sampler.stop, TRUE);
  g_thread_join (thread);

  return done;
}

static void
make (const char *path, guint32 n_objects)
{
  g_autoptr (HfHeap) heap = hf_bench_heap_like (n_objects, 500);
  g_autoptr (GError) error = NULL;

  if (!hf_dump_save (heap, path, HF_DUMP_NATIVE, NULL, &error))
    g_error ("%s", error->message);
  g_print ("%u objects, %u references\n", hf_heap_n_objects (heap), hf_heap_n_references (heap));
}

static double
per_object (const Run *run, gint64 bytes)
{
  return (double) (bytes - run->own) / run->n_objects;
}

static void
print_stage (const Run *measured, const Stage *stage, Run *again)
{
  g_autoptr (GArray) ignored = g_array_new (FALSE, FALSE, sizeof (Stage));
  g_autofree char *until = NULL;
  gint64 latency;

  again->n_objects = 0;
  until = run (again, stage->stage, ignored, &latency) ? g_strdup ("over too soon") : g_strdup_printf ("%.1f", (double) latency / 1e3);
  g_print ("%-44s %9.3f %9.0f %9.1f %18s\n", stage->stage, (double) stage->time / 1e6, (double) stage->peak / 1e6,
           per_object (measured, stage->peak), until);
}

/* In a process of its own, so that the peak is not that of making the dump. */
static void
measure (const char *path, const char *after)
{
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (Stage));
  Run first = { .path = path, .after = after, .own = resident () };
  Run again = first;
  struct rusage usage;
  gint64 latency, peak;

  if (!run (&first, NULL, stages, &latency))
    g_error ("%s could not be opened", path);
  getrusage (RUSAGE_SELF, &usage);
  peak = usage.ru_maxrss * 1024;

  g_print ("\n%s: %u objects\n", after != NULL ? "two dumps" : "one dump", first.n_objects);
  g_print ("  peak %.0f MB, %.0f of them the process's own: %.1f bytes an object", (double) peak / 1e6, (double) first.own / 1e6,
           per_object (&first, peak));
  g_print (", %.1f of them names and values, %.1f which reference has which name\n", (double) first.names / first.n_objects,
           (double) first.labels / first.n_objects);
  g_print ("  with everything there and nothing running: %.1f bytes an object\n", (double) first.kept / first.n_objects);

  g_print ("%-44s %9s %9s %9s %18s\n", "stage", "seconds", "peak MB", "B/object", "ms until cancelled");
  for (guint i = 0; i < stages->len; i++)
    print_stage (&first, &g_array_index (stages, Stage, i), &again);
}

static void
run_self (char *program, const char *what, const char *first, const char *second)
{
  char *argv[] = { program, (char *) what, (char *) first, (char *) second, NULL };

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *fewer = NULL;
  guint64 n_objects;

  if (argc > 2 && g_str_equal (argv[1], "--make"))
    {
      make (argv[2], argc > 3 ? (guint32) g_ascii_strtoull (argv[3], NULL, 10) : 1000000);
      return 0;
    }
  if (argc > 2 && g_str_equal (argv[1], "--measure"))
    {
      measure (argv[2], argv[3]);
      return 0;
    }

  n_objects = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  fewer = g_strdup_printf ("%" G_GUINT64_FORMAT, n_objects * 9 / 10);
  before = g_build_filename (g_get_tmp_dir (), "holdfast-bench-before.hfdump", NULL);
  after = g_build_filename (g_get_tmp_dir (), "holdfast-bench-after.hfdump", NULL);
  run_self (argv[0], "--make", before, fewer);
  run_self (argv[0], "--make", after, argc > 1 ? argv[1] : NULL);
  run_self (argv[0], "--measure", after, NULL);
  run_self (argv[0], "--measure", before, after);
  g_unlink (before);
  g_unlink (after);

  return 0;
}
