/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-recorder.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "heap/hf-error.h"
#include "hf-job.h"
#include "probe/attach/hf-attach.h"

#define SAME_START (2 * G_USEC_PER_SEC) /* the clock may have been set */

struct _HfRecorder
{
  GObject parent_instance;

  HfSession *session;
  char *folder;

  /* What is recorded */
  GPid pid;
  gint64 started;   /* when the program was */
  char *title;
  guint pace;
  guint keep;
  gboolean values;
  guint taken;
  gint64 begun;     /* monotonic: when the last snapshot was asked for */
  GPtrArray *open;  /* of HfSnapshot, in the order in which they were taken */

  HfJob *job;
  guint next;       /* source */
};

enum
{
  PROP_0,
  PROP_JOB,
  PROP_TITLE,
  PROP_TAKEN,
  PROP_PACE,
  N_PROPS
};

enum
{
  TAKEN,
  FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfRecorder, hf_recorder, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* ---- in the worker ------------------------------------------------------------------------------------------------ */

typedef struct
{
  GPid pid;
  gint64 started;
  gboolean values;
  char *folder;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->folder);
  g_free (order);
}

/* Another program may have got the number of one that has ended. */
static gboolean
is_program (const HfProcess *process, const Order *order)
{
  return process != NULL && ABS (process->status->started - order->started) < SAME_START;
}

/* (transfer full) "…/shop-4711-20261122/18-45-00.hfdump": in a list of one program's snapshots the time is what tells them
 * apart, so it alone is the name. */
static char *
make_path (const char *folder, const HfProcess *process)
{
  g_autofree char *name = hf_attach_name (process);
  const char *time = strrchr (name, '-');

  g_assert (time != NULL && strlen (time) > 7);

  return g_strdup_printf ("%s/%.*s/%.2s-%.2s-%.2s%s", folder, (int) (time - name), name, time + 1, time + 3, time + 5, time + 7);
}

/* (transfer full) the file's path */
static gpointer
take (gpointer data, HfProgress *progress, GError **error)
{
  Order *order = data;
  const HfAttachOptions options = { .values = order->values ? HF_ATTACH_VALUES : 0 };
  g_autoptr (HfProcess) process = hf_process_new (order->pid);
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  if (!is_program (process, order))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, N_("The program has ended."));
      return NULL;
    }
  path = make_path (order->folder, process);
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_IO, "%s: %s", folder, g_strerror (errno));
      return NULL;
    }

  return hf_attach_snapshot (order->pid, path, &options, NULL, progress, error) ? g_steal_pointer (&path) : NULL;
}

/* ---- on the main thread ------------------------------------------------------------------------------------------- */

static void take_next (HfRecorder *self);

static void
notify_job (HfRecorder *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
end (HfRecorder *self)
{
  g_clear_handle_id (&self->next, g_source_remove);
  self->pace = 0;
  g_clear_pointer (&self->title, g_free);
  g_ptr_array_set_size (self->open, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PACE]);
}

void
hf_recorder_stop (HfRecorder *self)
{
  g_return_if_fail (HF_IS_RECORDER (self));

  if (!hf_recorder_is_active (self))
    return;
  if (self->job != NULL)
    {
      hf_job_clear (&self->job);
      notify_job (self);
    }
  end (self);
}

static gboolean
on_time (gpointer data)
{
  HfRecorder *self = data;

  self->next = 0;
  take_next (self);

  return G_SOURCE_REMOVE;
}

static void
wait_for_next (HfRecorder *self)
{
  gint64 wait = self->begun + (gint64) self->pace * G_USEC_PER_SEC - g_get_monotonic_time ();

  self->next = g_timeout_add ((guint) (MAX (wait, 0) / 1000), on_time, self);
}

static gboolean
is_in_session (HfRecorder *self, HfSnapshot *snapshot)
{
  GListModel *snapshots = hf_session_get_snapshots (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr (HfSnapshot) one = g_list_model_get_item (snapshots, i);

      if (one == snapshot)
        return TRUE;
    }

  return FALSE;
}

/* The person may have closed some. */
static void
drop_old (HfRecorder *self)
{
  for (guint i = self->open->len; i-- > 0;)
    if (!is_in_session (self, g_ptr_array_index (self->open, i)))
      g_ptr_array_remove_index (self->open, i);
  while (self->keep >= 2 && self->open->len > self->keep)
    {
      hf_session_remove (self->session, g_ptr_array_index (self->open, 1));
      g_ptr_array_remove_index (self->open, 1);
    }
}

static void
add (HfRecorder *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  HfSnapshot *snapshot = hf_session_open (self->session, file);

  self->taken++;
  g_ptr_array_add (self->open, g_object_ref (snapshot));
  drop_old (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAKEN]);
  g_signal_emit (self, signals[TAKEN], 0, snapshot);
}

static void
on_taken (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfRecorder *self = data;
  g_autofree char *path = result;

  g_clear_object (&self->job);
  notify_job (self);
  if (path != NULL)
    add (self, path);
  if (path != NULL && self->pace > 0)
    {
      wait_for_next (self);
      return;
    }
  if (path == NULL && !g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
    {
      g_autofree char *sentence = g_strdup_printf ("%s: %s", self->title, _(error->message));

      g_signal_emit (self, signals[FAILED], 0, sentence);
    }
  end (self);
}

static void
take_next (HfRecorder *self)
{
  Order *order = g_new0 (Order, 1);
  /* Translators: %s is a program, "shop (4711)" */
  g_autofree char *words = g_strdup_printf (_("Taking a snapshot of %s"), self->title);

  order->pid = self->pid;
  order->started = self->started;
  order->values = self->values;
  order->folder = g_strdup (self->folder);
  self->begun = g_get_monotonic_time ();
  self->job = hf_job_start (words, take, order, order_free, g_free, on_taken, self);
  notify_job (self);
}

void
hf_recorder_start (HfRecorder *self, const HfProcess *process, guint pace, guint keep, gboolean values)
{
  g_autofree char *word = NULL;

  g_return_if_fail (HF_IS_RECORDER (self));
  g_return_if_fail (process != NULL);

  hf_recorder_stop (self);
  word = hf_process_word (process);
  self->pid = process->status->pid;
  self->started = process->status->started;
  self->title = g_strdup_printf ("%s (%d)", word, (int) self->pid);
  self->pace = pace;
  self->keep = keep;
  self->values = values;
  self->taken = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PACE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAKEN]);
  take_next (self);
}

gboolean
hf_recorder_is_active (HfRecorder *self)
{
  g_return_val_if_fail (HF_IS_RECORDER (self), FALSE);

  return self->title != NULL;
}

HfJob *
hf_recorder_get_job (HfRecorder *self)
{
  g_return_val_if_fail (HF_IS_RECORDER (self), NULL);

  return self->job;
}

const char *
hf_recorder_get_title (HfRecorder *self)
{
  g_return_val_if_fail (HF_IS_RECORDER (self), "");

  return self->title != NULL ? self->title : "";
}

guint
hf_recorder_get_taken (HfRecorder *self)
{
  g_return_val_if_fail (HF_IS_RECORDER (self), 0);

  return self->taken;
}

guint
hf_recorder_get_pace (HfRecorder *self)
{
  g_return_val_if_fail (HF_IS_RECORDER (self), 0);

  return self->pace;
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
hf_recorder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfRecorder *self = HF_RECORDER (object);

  switch (id)
    {
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;

    case PROP_TITLE:
      g_value_set_string (value, hf_recorder_get_title (self));
      break;

    case PROP_TAKEN:
      g_value_set_uint (value, self->taken);
      break;

    case PROP_PACE:
      g_value_set_uint (value, self->pace);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_recorder_dispose (GObject *object)
{
  HfRecorder *self = HF_RECORDER (object);

  g_clear_handle_id (&self->next, g_source_remove);
  hf_job_clear (&self->job);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (hf_recorder_parent_class)->dispose (object);
}

static void
hf_recorder_finalize (GObject *object)
{
  HfRecorder *self = HF_RECORDER (object);

  g_free (self->folder);
  g_free (self->title);

  G_OBJECT_CLASS (hf_recorder_parent_class)->finalize (object);
}

static void
hf_recorder_class_init (HfRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hf_recorder_dispose;
  object_class->finalize = hf_recorder_finalize;
  object_class->get_property = hf_recorder_get_property;
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TAKEN] = g_param_spec_uint ("taken", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PACE] = g_param_spec_uint ("pace", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[TAKEN] = g_signal_new ("taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, HF_TYPE_SNAPSHOT);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hf_recorder_init (HfRecorder *self)
{
  self->open = g_ptr_array_new_with_free_func (g_object_unref);
}

HfRecorder *
hf_recorder_new (HfSession *session, const char *folder)
{
  HfRecorder *self = g_object_new (HF_TYPE_RECORDER, NULL);

  self->session = g_object_ref (session);
  self->folder = g_strdup (folder);

  return self;
}
