/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-snapshot.h"

#include <glib/gi18n.h>

#include "dump/hf-dump.h"
#include "hf-format.h"

struct _HfSnapshot
{
  GObject parent_instance;

  GFile *file;
  char *name;
  char *letter;
  HfHeap *heap;
  HfAnalysis *analysis;
  HfJob *job;
  char *problem;
};

enum
{
  PROP_0,
  PROP_FILE,
  PROP_NAME,
  PROP_LETTER,
  PROP_HEAP_READY,
  PROP_ANALYSED,
  PROP_JOB,
  PROP_PROBLEM,
  PROP_NOTICE,
  N_PROPS
};

enum
{
  FAILED,
  CANCELLED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfSnapshot, hf_snapshot, G_TYPE_OBJECT)

static void
free_heap_later (gpointer heap)
{
  hf_free_in_worker (heap, (GDestroyNotify) hf_heap_unref);
}

static void
free_analysis_later (gpointer analysis)
{
  hf_free_in_worker (analysis, (GDestroyNotify) hf_analysis_unref);
}

static void
set_job (HfSnapshot *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
set_problem (HfSnapshot *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* ---- reading ---- */

static gpointer
read_heap (gpointer data, HfProgress *progress, GError **error)
{
  return hf_dump_load (data, NULL, progress, error);
}

static void
read_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  g_autoptr (HfSnapshot) self = g_object_ref (HF_SNAPSHOT (user_data));

  set_job (self, NULL);
  if (result == NULL)
    {
      if (g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        g_signal_emit (self, signals[CANCELLED], 0);
      else
        {
          set_problem (self, error->message);
          g_signal_emit (self, signals[FAILED], 0, error->message);
        }
      return;
    }

  self->heap = result;
  /* First, so that nobody who hears of the heap finds the snapshot idle. */
  hf_snapshot_analyse (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEAP_READY]);
  if (hf_snapshot_get_notice (self) != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

HfSnapshot *
hf_snapshot_new (GFile *file)
{
  HfSnapshot *self = g_object_new (HF_TYPE_SNAPSHOT, NULL);
  g_autofree char *title = NULL;
  char *path = g_file_get_path (file);
  g_autofree char *base = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->name = base != NULL ? g_filename_display_name (base) : g_file_get_parse_name (file);
  if (path == NULL)
    path = g_file_get_parse_name (file);
  /* Translators: %s is a file's name */
  title = g_strdup_printf (_("Opening %s"), self->name);
  self->job = hf_job_start (title, read_heap, path, g_free, free_heap_later, read_cb, self);

  return self;
}

/* ---- analysing ---- */

static gpointer
analyse_heap (gpointer data, HfProgress *progress, GError **error)
{
  return hf_analysis_new (data, progress, error);
}

static void
analysed_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  g_autoptr (HfSnapshot) self = g_object_ref (HF_SNAPSHOT (user_data));

  set_job (self, NULL);
  if (result == NULL)
    {
      if (g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        set_problem (self, _("The analysis was cancelled: counts are there, what keeps objects alive is not."));
      else
        set_problem (self, error->message);
      return;
    }
  self->analysis = result;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANALYSED]);
}

void
hf_snapshot_analyse (HfSnapshot *self)
{
  g_autofree char *title = NULL;

  g_return_if_fail (HF_IS_SNAPSHOT (self));

  if (self->heap == NULL || self->analysis != NULL || self->job != NULL)
    return;
  if (self->problem != NULL)
    set_problem (self, NULL);
  /* Translators: %s is a file's name */
  title = g_strdup_printf (_("Analysing %s"), self->name);
  set_job (self, hf_job_start (title, analyse_heap, hf_heap_ref (self->heap), free_heap_later, free_analysis_later, analysed_cb,
                               self));
}

void
hf_snapshot_cancel (HfSnapshot *self)
{
  g_return_if_fail (HF_IS_SNAPSHOT (self));

  if (self->job != NULL)
    hf_job_cancel (self->job);
}

/* ---- what is known ---- */

GFile *
hf_snapshot_get_file (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->file;
}

const char *
hf_snapshot_get_name (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->name;
}

const char *
hf_snapshot_get_letter (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->letter;
}

void
hf_snapshot_set_letter (HfSnapshot *self, const char *letter)
{
  g_return_if_fail (HF_IS_SNAPSHOT (self));

  if (g_strcmp0 (self->letter, letter) == 0)
    return;
  g_free (self->letter);
  self->letter = g_strdup (letter);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LETTER]);
}

HfHeap *
hf_snapshot_get_heap (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->heap;
}

HfAnalysis *
hf_snapshot_get_analysis (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->analysis;
}

HfJob *
hf_snapshot_get_job (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->job;
}

const char *
hf_snapshot_get_problem (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->problem;
}

const char *
hf_snapshot_get_notice (HfSnapshot *self)
{
  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);
  return self->heap != NULL ? hf_heap_info (self->heap)->truncated : NULL;
}

char *
hf_snapshot_dup_summary (HfSnapshot *self)
{
  g_autofree char *objects = NULL;
  g_autofree char *size = NULL;
  g_autofree char *words = NULL;
  guint32 n;

  g_return_val_if_fail (HF_IS_SNAPSHOT (self), NULL);

  if (self->heap == NULL)
    return g_strdup (self->problem != NULL ? self->problem : _("Opening…"));
  n = hf_heap_n_objects (self->heap);
  objects = hf_format_count (n);
  size = hf_format_size (hf_heap_bytes (self->heap));

  /* Translators: a number of objects and their size in memory */
  words = g_strdup_printf (ngettext ("%s object · %s", "%s objects · %s", n), objects, size);

  /* Translators: after the number of objects of a dump and their size: it has no values of objects */
  return (hf_heap_info (self->heap)->has & HF_HAS_VALUES) != 0 ? g_steal_pointer (&words) : g_strconcat (words, " · ", _("no values"), NULL);
}

static void
hf_snapshot_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfSnapshot *self = HF_SNAPSHOT (object);

  switch (prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_LETTER:
      g_value_set_string (value, self->letter);
      break;
    case PROP_HEAP_READY:
      g_value_set_boolean (value, self->heap != NULL);
      break;
    case PROP_ANALYSED:
      g_value_set_boolean (value, self->analysis != NULL);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, hf_snapshot_get_notice (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_snapshot_dispose (GObject *object)
{
  HfSnapshot *self = HF_SNAPSHOT (object);

  hf_job_clear (&self->job);

  G_OBJECT_CLASS (hf_snapshot_parent_class)->dispose (object);
}

static void
hf_snapshot_finalize (GObject *object)
{
  HfSnapshot *self = HF_SNAPSHOT (object);

  free_analysis_later (g_steal_pointer (&self->analysis));
  free_heap_later (g_steal_pointer (&self->heap));
  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->letter, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (hf_snapshot_parent_class)->finalize (object);
}

static void
install_boolean (guint id, const char *name)
{
  properties[id] = g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_string (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
hf_snapshot_class_init (HfSnapshotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_snapshot_get_property;
  object_class->dispose = hf_snapshot_dispose;
  object_class->finalize = hf_snapshot_finalize;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  install_string (PROP_NAME, "name");
  install_string (PROP_LETTER, "letter");
  install_boolean (PROP_HEAP_READY, "heap-ready");
  install_boolean (PROP_ANALYSED, "analysed");
  install_string (PROP_PROBLEM, "problem");
  install_string (PROP_NOTICE, "notice");
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FAILED] = g_signal_new ("failed", HF_TYPE_SNAPSHOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CANCELLED] = g_signal_new ("cancelled", HF_TYPE_SNAPSHOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_snapshot_init (HfSnapshot *self)
{
  self->letter = g_strdup ("");
}
