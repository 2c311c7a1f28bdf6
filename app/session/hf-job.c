/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-job.h"

#include <glib/gi18n.h>

#include "heap/hf-error.h"

#define LOOK_INTERVAL_MS 100

struct _HfJob
{
  GObject parent_instance;

  char *title;
  HfProgress *progress;
  HfJobDone done;
  gpointer user_data;
  guint look_source;
  gboolean running;
  gboolean superseded;

  /* As last notified */
  const char *stage;
  double fraction;
};

typedef struct
{
  HfJobFunc func;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
  HfProgress *progress;
} Work;

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Waste;

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_STAGE,
  PROP_FRACTION,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint n_running;

G_DEFINE_FINAL_TYPE (HfJob, hf_job, G_TYPE_OBJECT)

static void
work_free (gpointer data)
{
  Work *work = data;

  hf_progress_unref (work->progress);
  g_free (work);
}

/* ---- freeing elsewhere ---- */

static void
waste_free (gpointer data)
{
  g_free (data);
}

static void
waste_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Waste *waste = task_data;

  waste->destroy (waste->data);
  g_task_return_boolean (task, TRUE);
}

void
hf_free_in_worker (gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = NULL;
  Waste *waste;

  if (data == NULL)
    return;
  waste = g_new0 (Waste, 1);
  waste->data = data;
  waste->destroy = destroy;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, hf_free_in_worker);
  g_task_set_task_data (task, waste, waste_free);
  g_task_run_in_thread (task, waste_in_thread);
}

/* ---- the work ---- */

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;
  gpointer result;

  if (hf_progress_is_cancelled (work->progress))
    {
      result = NULL;
      g_set_error_literal (&error, HF_ERROR, HF_ERROR_CANCELLED, "Cancelled");
    }
  else
    result = work->func (work->data, work->progress, &error);

  if (result == NULL && error == NULL)
    g_set_error_literal (&error, HF_ERROR, HF_ERROR_NO_ANSWER, "No answer");

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, NULL);
}

static void
look (HfJob *self)
{
  const char *stage = hf_progress_get_stage (self->progress);
  double fraction = !hf_progress_is_measured (self->progress) ? -1.0 : hf_progress_get_permille (self->progress) / 1000.0;

  if (stage != self->stage)
    {
      self->stage = stage;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
    }
  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
}

static gboolean
look_cb (gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

static void
set_stopped (HfJob *self)
{
  if (!self->running)
    return;
  self->running = FALSE;
  n_running--;
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HfJob *self = HF_JOB (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean unwanted;

  /* First, since what was worked on may be the last to hold whoever would want the answer. */
  if (work->data_free != NULL && work->data != NULL)
    g_clear_pointer (&work->data, work->data_free);
  /* A cancel that came too late to stop the work still means that the person does not want it. */
  unwanted = self->superseded || self->done == NULL || hf_progress_is_cancelled (self->progress);
  if (unwanted && answer != NULL && work->result_free != NULL)
    work->result_free (answer);

  set_stopped (self);
  if (self->superseded || self->done == NULL)
    return;

  if (unwanted && error == NULL)
    {
      answer = NULL;
      g_set_error_literal (&error, HF_ERROR, HF_ERROR_CANCELLED, "Cancelled");
    }
  self->done (self, answer, error, self->user_data);
}

HfJob *
hf_job_start (const char *title, HfJobFunc func, gpointer data, GDestroyNotify data_free, GDestroyNotify result_free,
              HfJobDone done, gpointer user_data)
{
  HfJob *self = g_object_new (HF_TYPE_JOB, NULL);
  g_autoptr (GTask) task = g_task_new (self, NULL, finished_cb, NULL);
  Work *work = g_new0 (Work, 1);

  self->title = g_strdup (title);
  self->done = done;
  self->user_data = user_data;
  self->running = TRUE;
  n_running++;
  self->look_source = g_timeout_add_full (G_PRIORITY_LOW, LOOK_INTERVAL_MS, look_cb, self, NULL);

  work->func = func;
  work->data = data;
  work->data_free = data_free;
  work->result_free = result_free;
  work->progress = hf_progress_ref (self->progress);
  g_task_set_source_tag (task, hf_job_start);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run_in_thread);

  return self;
}

void
hf_job_cancel (HfJob *self)
{
  g_return_if_fail (HF_IS_JOB (self));

  hf_progress_cancel (self->progress);
}

void
hf_job_supersede (HfJob *self)
{
  g_return_if_fail (HF_IS_JOB (self));

  self->superseded = TRUE;
  hf_progress_cancel (self->progress);
}

void
hf_job_clear (HfJob **job)
{
  if (*job == NULL)
    return;
  hf_job_supersede (*job);
  g_clear_object (job);
}

gboolean
hf_job_replace (HfJob **slot, HfJob *job)
{
  if (*slot == job)
    return FALSE;
  hf_job_clear (slot);
  *slot = job;

  return TRUE;
}

gboolean
hf_job_is_running (HfJob *self)
{
  g_return_val_if_fail (HF_IS_JOB (self), FALSE);
  return self->running;
}

const char *
hf_job_get_title (HfJob *self)
{
  g_return_val_if_fail (HF_IS_JOB (self), NULL);
  return self->title;
}

const char *
hf_job_get_stage (HfJob *self)
{
  g_return_val_if_fail (HF_IS_JOB (self), NULL);
  return self->stage == NULL || *self->stage == '\0' ? "" : _(self->stage);
}

double
hf_job_get_fraction (HfJob *self)
{
  g_return_val_if_fail (HF_IS_JOB (self), -1.0);
  return self->fraction;
}

guint
hf_jobs_running (void)
{
  return n_running;
}

static void
hf_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfJob *self = HF_JOB (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STAGE:
      g_value_set_string (value, hf_job_get_stage (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_job_finalize (GObject *object)
{
  HfJob *self = HF_JOB (object);

  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->progress, hf_progress_unref);
  g_clear_pointer (&self->title, g_free);

  G_OBJECT_CLASS (hf_job_parent_class)->finalize (object);
}

static void
hf_job_class_init (HfJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_job_get_property;
  object_class->finalize = hf_job_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STAGE] = g_param_spec_string ("stage", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1.0, 1.0, -1.0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_job_init (HfJob *self)
{
  self->progress = hf_progress_new ();
  self->fraction = -1.0;
}
