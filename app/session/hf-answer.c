/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-answer.h"

#include <glib/gi18n.h>

#include "heap/hf-error.h"

struct _HfAnswer
{
  GObject parent_instance;

  HfTable *table;
  HfJob *job;
  char *message;
  char *subject;
};

enum
{
  PROP_0,
  PROP_TABLE,
  PROP_JOB,
  PROP_MESSAGE,
  PROP_SUBJECT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HfAnswer, hf_answer, G_TYPE_OBJECT)

HfAnswer *
hf_answer_new (void)
{
  return g_object_new (HF_TYPE_ANSWER, NULL);
}

HfTable *
hf_answer_get_table (HfAnswer *self)
{
  g_return_val_if_fail (HF_IS_ANSWER (self), NULL);
  return self->table;
}

HfJob *
hf_answer_get_job (HfAnswer *self)
{
  g_return_val_if_fail (HF_IS_ANSWER (self), NULL);
  return self->job;
}

const char *
hf_answer_get_message (HfAnswer *self)
{
  g_return_val_if_fail (HF_IS_ANSWER (self), NULL);
  return self->message;
}

const char *
hf_answer_get_subject (HfAnswer *self)
{
  g_return_val_if_fail (HF_IS_ANSWER (self), NULL);
  return self->subject;
}

static void
set_string (HfAnswer *self, char **field, const char *value, guint prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_job (HfAnswer *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

void
hf_answer_set_message (HfAnswer *self, const char *message)
{
  g_return_if_fail (HF_IS_ANSWER (self));
  set_string (self, &self->message, message, PROP_MESSAGE);
}

void
hf_answer_set_subject (HfAnswer *self, const char *subject)
{
  g_return_if_fail (HF_IS_ANSWER (self));
  set_string (self, &self->subject, subject, PROP_SUBJECT);
}

void
hf_answer_set_table (HfAnswer *self, HfTable *table)
{
  g_return_if_fail (HF_IS_ANSWER (self));

  if (g_set_object (&self->table, table))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABLE]);
  if (table != NULL)
    hf_answer_set_message (self, NULL);
}

void
hf_answer_clear (HfAnswer *self)
{
  g_return_if_fail (HF_IS_ANSWER (self));

  set_job (self, NULL);
  hf_answer_set_table (self, NULL);
  hf_answer_set_message (self, NULL);
  hf_answer_set_subject (self, NULL);
}

static void
computed_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfAnswer *self = HF_ANSWER (user_data);
  g_autoptr (HfTable) table = result;

  set_job (self, NULL);
  if (table != NULL)
    hf_answer_set_table (self, table);
  else if (g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
    hf_answer_set_message (self, _("You cancelled this."));
  else
    hf_answer_set_message (self, error->message);
}

void
hf_answer_compute (HfAnswer *self, const char *title, HfJobFunc func, gpointer data, GDestroyNotify data_free)
{
  g_return_if_fail (HF_IS_ANSWER (self));

  hf_answer_set_message (self, NULL);
  set_job (self, hf_job_start (title, func, data, data_free, g_object_unref, computed_cb, self));
}

static void
hf_answer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfAnswer *self = HF_ANSWER (object);

  switch (prop_id)
    {
    case PROP_TABLE:
      g_value_set_object (value, self->table);
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_answer_dispose (GObject *object)
{
  HfAnswer *self = HF_ANSWER (object);

  hf_job_clear (&self->job);
  g_clear_object (&self->table);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->subject, g_free);

  G_OBJECT_CLASS (hf_answer_parent_class)->dispose (object);
}

static void
hf_answer_class_init (HfAnswerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_answer_get_property;
  object_class->dispose = hf_answer_dispose;

  properties[PROP_TABLE] = g_param_spec_object ("table", NULL, NULL, HF_TYPE_TABLE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_answer_init (HfAnswer *self)
{
}
