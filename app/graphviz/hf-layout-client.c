/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-client.h"

#include "graphviz/hf-layout-ladder.h"
#include "heap/hf-error.h"

/* One wish for the worker. A synchronous one is waited for under the worker's lock; else @task gets the answer. */
typedef struct
{
  HfLayoutRequest *request; /* NULL: start the helper (@quit FALSE) or end the thread (@quit TRUE) */
  gboolean quit;
  GCancellable *inner;      /* cancelled by the caller's cancellable and when superseded */
  GTask *task;
  gboolean done;
  HfLayout *layout;
  GError *error;
} Job;

/* The thread's own half, which may live a little longer than the client: the last reference to a client can be dropped by
 * the thread itself, when it gives back a task. */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex lock;
  GCond changed;
  GAsyncQueue *jobs;
  HfLadder ladder;      /* the thread's alone */
  GCancellable *latest; /* of the last asynchronous job; under the lock */
  GPid pid;             /* as others may see them; under the lock */
  guint started;
} Worker;

struct _HfLayoutClient
{
  GObject parent_instance;
  Worker *worker;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (HfLayoutClient, hf_layout_client, G_TYPE_OBJECT)

static void
worker_unref (Worker *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->ladder.helper == NULL);
  hf_ladder_clear (&self->ladder);
  g_async_queue_unref (self->jobs);
  g_clear_object (&self->latest);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
publish (Worker *self)
{
  g_mutex_lock (&self->lock);
  self->pid = self->ladder.helper ? self->ladder.helper->pid : 0;
  self->started = self->ladder.started;
  g_mutex_unlock (&self->lock);
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->request, hf_layout_request_unref);
  g_clear_object (&job->inner);
  g_clear_object (&job->task);
  g_free (job);
}

static void
return_to_task (Job *job, HfLayout *layout, GError *error)
{
  if (layout != NULL)
    g_task_return_pointer (job->task, layout, (GDestroyNotify) hf_layout_unref);
  else
    g_task_return_error (job->task, error);
  job_free (job);
}

static void
do_job (Worker *self, Job *job)
{
  g_autoptr (GError) error = NULL;
  HfLayout *layout;

  hf_ladder_start (&self->ladder);
  publish (self);
  layout = hf_ladder_layout (&self->ladder, job->request, job->inner, &error);
  publish (self);

  if (job->task != NULL)
    {
      return_to_task (job, layout, g_steal_pointer (&error));
      return;
    }
  g_mutex_lock (&self->lock);
  job->layout = layout;
  job->error = g_steal_pointer (&error);
  job->done = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
work (gpointer data)
{
  Worker *self = data;
  gboolean quit = FALSE;

  while (!quit)
    {
      Job *job = g_async_queue_pop (self->jobs);

      quit = job->quit;
      if (job->request != NULL)
        do_job (self, job);
      else
        {
          if (!quit)
            hf_ladder_start (&self->ladder);
          publish (self);
          job_free (job);
        }
    }
  hf_ladder_clear (&self->ladder);
  publish (self);
  worker_unref (self);

  return NULL;
}

static void
hf_layout_client_finalize (GObject *object)
{
  HfLayoutClient *self = HF_LAYOUT_CLIENT (object);
  Job *job = g_new0 (Job, 1);

  /* Every job holds a reference through its task or its waiting caller, so none is under way. */
  job->quit = TRUE;
  g_async_queue_push (self->worker->jobs, job);
  if (self->thread == g_thread_self ())
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  worker_unref (self->worker);

  G_OBJECT_CLASS (hf_layout_client_parent_class)->finalize (object);
}

static void
hf_layout_client_class_init (HfLayoutClientClass *class)
{
  G_OBJECT_CLASS (class)->finalize = hf_layout_client_finalize;
}

static void
hf_layout_client_init (HfLayoutClient *self)
{
  Worker *worker = g_new0 (Worker, 1);

  g_atomic_ref_count_init (&worker->ref_count);
  g_mutex_init (&worker->lock);
  g_cond_init (&worker->changed);
  worker->jobs = g_async_queue_new ();
  self->worker = worker;
}

HfLayoutClient *
hf_layout_client_new_for_program (const char *program)
{
  HfLayoutClient *self = g_object_new (HF_TYPE_LAYOUT_CLIENT, NULL);

  self->worker->ladder.program = g_strdup (program);
  g_atomic_ref_count_inc (&self->worker->ref_count);
  self->thread = g_thread_new ("layout", work, self->worker);

  return self;
}

HfLayoutClient *
hf_layout_client_new (void)
{
  g_autofree char *program = hf_layout_helper_find ();

  return hf_layout_client_new_for_program (program);
}

void
hf_layout_client_start (HfLayoutClient *self)
{
  g_return_if_fail (HF_IS_LAYOUT_CLIENT (self));
  g_async_queue_push (self->worker->jobs, g_new0 (Job, 1));
}

static void
pass_on_cancel (GCancellable *cancellable, gpointer inner)
{
  g_cancellable_cancel (inner);
}

static void
supersede (Worker *worker, GCancellable *inner)
{
  g_autoptr (GCancellable) old = NULL;

  g_mutex_lock (&worker->lock);
  old = worker->latest;
  worker->latest = g_object_ref (inner);
  g_mutex_unlock (&worker->lock);
  if (old != NULL)
    g_cancellable_cancel (old);
}

void
hf_layout_client_layout_async (HfLayoutClient *self, HfLayoutRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job;

  g_return_if_fail (HF_IS_LAYOUT_CLIENT (self) && request != NULL);

  job = g_new0 (Job, 1);
  job->request = hf_layout_request_ref (request);
  job->inner = g_cancellable_new ();
  job->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (job->task, hf_layout_client_layout_async);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (pass_on_cancel), job->inner, 0);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (job->inner);
  supersede (self->worker, job->inner);
  g_async_queue_push (self->worker->jobs, job);
}

HfLayout *
hf_layout_client_layout_finish (HfLayoutClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

HfLayout *
hf_layout_client_layout (HfLayoutClient *self, HfLayoutRequest *request, GCancellable *cancellable, GError **error)
{
  Job job = { 0 };

  g_return_val_if_fail (HF_IS_LAYOUT_CLIENT (self) && request != NULL, NULL);

  g_object_ref (self);
  job.request = request;
  job.inner = cancellable;
  g_async_queue_push (self->worker->jobs, &job);
  g_mutex_lock (&self->worker->lock);
  while (!job.done)
    g_cond_wait (&self->worker->changed, &self->worker->lock);
  g_mutex_unlock (&self->worker->lock);
  g_object_unref (self);
  if (job.error != NULL)
    g_propagate_error (error, job.error);

  return job.layout;
}

GPid
hf_layout_client_get_pid (HfLayoutClient *self)
{
  GPid pid;

  g_mutex_lock (&self->worker->lock);
  pid = self->worker->pid;
  g_mutex_unlock (&self->worker->lock);

  return pid;
}

guint
hf_layout_client_get_started (HfLayoutClient *self)
{
  guint started;

  g_mutex_lock (&self->worker->lock);
  started = self->worker->started;
  g_mutex_unlock (&self->worker->lock);

  return started;
}
