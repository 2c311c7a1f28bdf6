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

/* Opening a dump as the window does it, without the window: seconds of each stage, memory, and how soon a cancel takes
 * effect in each stage.
 *
 *   bench-open [OBJECTS]          makes a dump, opens it
 *   bench-open --make FILE [OBJECTS]   only makes it */

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

/* Everything that opening and looking at the first pages computes. FALSE if cancelled. */
static gboolean
open_all (const char *path, Sampler *sampler, guint32 *n_objects)
{
  HfProgress *progress = sampler->progress;
  g_autoptr (HfHeap) heap = hf_dump_load (path, NULL, progress, NULL);
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfHistogram) histogram = NULL;
  g_autoptr (HfGrowth) growth = NULL;
  g_autoptr (HfCycles) cycles = NULL;
  g_autoptr (HfHolders) holders = NULL;
  g_autoptr (GArray) objects = NULL;

  if (heap == NULL)
    return FALSE;
  if (n_objects != NULL)
    *n_objects = hf_heap_n_objects (heap);

  begin (sampler, "analysis");
  if ((analysis = hf_analysis_new (heap, progress, NULL)) == NULL)
    return FALSE;
  begin (sampler, "types");
  if ((histogram = hf_histogram_new (analysis, HF_GROUP_BY_TYPE, TRUE, progress, NULL)) == NULL)
    return FALSE;
  begin (sampler, "growth");
  if ((growth = hf_growth_new ((HfAnalysis *[2]) { analysis, analysis }, 2, HF_GROUP_BY_TYPE, TRUE, progress, NULL)) == NULL)
    return FALSE;
  begin (sampler, "cycles");
  if ((cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, progress, NULL)) == NULL)
    return FALSE;
  begin (sampler, "holders");
  objects = hf_histogram_objects (histogram, 0);
  holders = hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, progress, NULL);

  return holders != NULL;
}

static gboolean
run (const char *path, const char *cancel_at, GArray *stages, gint64 *latency, guint32 *n_objects)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  Sampler sampler = { .progress = progress, .step = "load", .stages = stages, .cancel_at = cancel_at };
  GThread *thread = g_thread_new ("sample", sample, &sampler);
  gboolean done = open_all (path, &sampler, n_objects);

  *latency = sampler.cancelled != 0 ? g_get_monotonic_time () - sampler.cancelled : 0;
  g_atomic_int_set (&sampler.stop, TRUE);
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

/* In a process of its own, so that the peak is not that of making the dump. */
static void
measure (const char *path)
{
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (Stage));
  g_autoptr (GArray) ignored = g_array_new (FALSE, FALSE, sizeof (Stage));
  struct rusage usage;
  guint32 n_objects = 0;
  gint64 latency;

  if (!run (path, NULL, stages, &latency, &n_objects))
    g_error ("%s could not be opened", path);
  getrusage (RUSAGE_SELF, &usage);
  g_print ("peak %.0f MB = %.0f bytes an object\n", (double) usage.ru_maxrss / 1024,
           (double) usage.ru_maxrss * 1024 / (double) n_objects);

  g_print ("%-44s %9s %9s %18s\n", "stage", "seconds", "MB", "ms until cancelled");
  for (guint i = 0; i < stages->len; i++)
    {
      const Stage *stage = &g_array_index (stages, Stage, i);

      if (run (path, stage->stage, ignored, &latency, NULL))
        g_print ("%-44s %9.3f %9.0f %18s\n", stage->stage, (double) stage->time / 1e6, (double) stage->peak / 1e6, "over too soon");
      else
        g_print ("%-44s %9.3f %9.0f %18.1f\n", stage->stage, (double) stage->time / 1e6, (double) stage->peak / 1e6, (double) latency / 1e3);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;
  g_autofree char *size = NULL;

  if (argc > 2 && g_str_equal (argv[1], "--make"))
    {
      make (argv[2], argc > 3 ? (guint32) g_ascii_strtoull (argv[3], NULL, 10) : 1000000);
      return 0;
    }
  if (argc > 2 && g_str_equal (argv[1], "--measure"))
    {
      measure (argv[2]);
      return 0;
    }

  path = g_build_filename (g_get_tmp_dir (), "holdfast-bench-open.hfdump", NULL);
  size = g_strdup (argc > 1 ? argv[1] : "1000000");
  g_spawn_sync (NULL, (char *[]) { argv[0], (char *) "--make", path, size, NULL }, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_spawn_sync (NULL, (char *[]) { argv[0], (char *) "--measure", path, NULL }, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_unlink (path);

  return 0;
}
