/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-picture.h"

#include <glib/gi18n.h>

#include "drawing/hf-steps.h"
#include "heap/hf-error.h"
#include "session/hf-job.h"

#define MOST_WAYS 8u

struct _HfPicture
{
  GObject parent_instance;

  HfLayoutClient *client;
  HfMetrics *metrics;

  /* What is wanted */
  HfAnalysis *analysis;
  HfChoices *choices;
  HfLayoutKind layout; /* of the choices; of the next ones while there are none */
  HfSteps *history; /* its present step: choices */
  HfNodePlaces *at, *next_at; /* where nodes must lie until the choices change, or NULL; of the next choices */
  HfJob *job;
  GCancellable *cancellable;

  /* What is shown */
  HfChoices *shown_choices;
  HfDrawing *drawing;
  HfGeometry *geometry;
};

/* What is to be looked for in the heap before it can be drawn. */
typedef enum
{
  NO_SEARCH,
  SEARCH_PATH, /* from one object to another */
  SEARCH_WAYS, /* from roots to one object */
} Search;

typedef struct
{
  HfAnalysis *analysis;
  HfChoices *choices;
  HfMetrics *metrics;
  HfLayoutClient *client;
  GCancellable *cancellable;
  HfDrawing *before; /* what is shown, or NULL: nodes that stay keep their order */
  HfGeometry *places;
  HfNodePlaces *at; /* or NULL */
  Search search;
  guint32 from;
  guint32 to;
} Order;

typedef struct
{
  HfChoices *choices; /* NULL where nothing was looked for */
  HfDrawing *drawing;
  HfGeometry *geometry;
} Answer;

enum
{
  PROP_0,
  PROP_BUSY,
  PROP_STAGE,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_LAYOUT,
  N_PROPS
};

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfPicture, hf_picture, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* ---- in the worker ------------------------------------------------------------------------------------------------ */

static void
free_analysis (gpointer analysis)
{
  hf_analysis_unref (analysis);
}

static void
free_drawing (gpointer drawing)
{
  hf_drawing_unref (drawing);
}

static void
order_free (gpointer data)
{
  Order *order = data;

  hf_free_in_worker (order->analysis, free_analysis);
  hf_choices_free (order->choices);
  hf_metrics_unref (order->metrics);
  g_object_unref (order->client);
  hf_free_in_worker (order->before, free_drawing);
  g_clear_pointer (&order->places, hf_geometry_unref);
  g_clear_pointer (&order->at, g_hash_table_unref);
  g_object_unref (order->cancellable);
  g_free (order);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  hf_choices_free (answer->choices);
  hf_free_in_worker (answer->drawing, free_drawing);
  g_clear_pointer (&answer->geometry, hf_geometry_unref);
  g_free (answer);
}

static gboolean
search (Order *order, HfProgress *progress, GError **error)
{
  if (order->search == SEARCH_PATH)
    return hf_choices_add_path (order->choices, order->analysis, order->from, order->to, progress, error);
  if (order->search == SEARCH_WAYS)
    return hf_choices_add_ways (order->choices, order->analysis, order->to, MOST_WAYS, progress, error);

  return TRUE;
}

static HfGeometry *
lay_out (const Order *order, const HfDrawing *drawing, GError **error)
{
  g_autoptr (GError) local = NULL;
  HfGeometry *geometry = NULL;

  if (order->at != NULL)
    geometry = hf_geometry_lay_out_at (drawing, order->at, order->metrics, order->client, order->cancellable, &local);
  if (geometry == NULL && local == NULL)
    return hf_geometry_lay_out_after (drawing, order->before, order->places, order->metrics, order->client, order->cancellable, error);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return geometry;
}

static gpointer
draw (gpointer data, HfProgress *progress, GError **error)
{
  Order *order = data;
  Answer *answer;
  HfDrawing *drawing;
  HfGeometry *geometry;

  if (!search (order, progress, error))
    return NULL;
  drawing = hf_drawing_new (order->analysis, order->choices, progress, error);
  if (drawing == NULL)
    return NULL;

  hf_progress_begin (progress, N_("Laying out the graph"), 0);
  geometry = lay_out (order, drawing, error);
  if (geometry == NULL)
    {
      hf_drawing_unref (drawing);
      return NULL;
    }

  answer = g_new0 (Answer, 1);
  answer->drawing = drawing;
  answer->geometry = geometry;
  if (order->search != NO_SEARCH)
    answer->choices = g_steal_pointer (&order->choices);

  return answer;
}

/* ---- on the main thread ------------------------------------------------------------------------------------------- */

static void
stop (HfPicture *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->job != NULL)
    {
      hf_job_clear (&self->job);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }
}

static void
forget_shown (HfPicture *self)
{
  g_clear_pointer (&self->shown_choices, hf_choices_free);
  if (self->drawing != NULL)
    hf_free_in_worker (g_steal_pointer (&self->drawing), free_drawing);
  g_clear_pointer (&self->geometry, hf_geometry_unref);
}

static void
forget_wanted (HfPicture *self)
{
  stop (self);
  g_clear_pointer (&self->at, g_hash_table_unref);
  g_clear_pointer (&self->choices, hf_choices_free);
  if (self->analysis != NULL)
    hf_free_in_worker (g_steal_pointer (&self->analysis), free_analysis);
}

static void
notify_history (HfPicture *self)
{
  if (self->choices != NULL && hf_choices_get_layout (self->choices) != self->layout)
    {
      self->layout = hf_choices_get_layout (self->choices);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYOUT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
}

/* Back to what is shown, so that the next request starts from there. */
static void
return_to_shown (HfPicture *self)
{
  if (self->shown_choices == NULL)
    return;

  if (self->analysis != self->drawing->analysis)
    {
      hf_free_in_worker (self->analysis, free_analysis);
      self->analysis = hf_analysis_ref (self->drawing->analysis);
      hf_steps_clear (self->history);
    }
  g_clear_pointer (&self->choices, hf_choices_free);
  self->choices = hf_choices_copy (self->shown_choices);
  hf_steps_return_to (self->history, self->choices);
  notify_history (self);
}

/* What was looked for and found is a step like any other. */
static void
take_found (HfPicture *self, HfChoices *choices)
{
  g_clear_pointer (&self->choices, hf_choices_free);
  self->choices = choices;
  hf_steps_push (self->history, choices);
  notify_history (self);
}

static void
on_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfPicture *self = data;
  Answer *answer = result;

  g_clear_object (&self->job);
  g_clear_object (&self->cancellable);
  if (answer != NULL)
    {
      if (answer->choices != NULL)
        take_found (self, g_steal_pointer (&answer->choices));
      forget_shown (self);
      self->drawing = g_steal_pointer (&answer->drawing);
      self->geometry = g_steal_pointer (&answer->geometry);
      self->shown_choices = hf_choices_copy (self->choices);
      g_free (answer);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else
    {
      return_to_shown (self);
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_signal_emit (self, signals[FAILED], 0, _(error->message));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
on_stage (HfPicture *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

static void
start_search (HfPicture *self, Search search_for, guint32 from, guint32 to)
{
  Order *order;

  if (self->analysis == NULL || self->choices == NULL || self->metrics == NULL)
    return;

  stop (self);
  self->cancellable = g_cancellable_new ();
  order = g_new0 (Order, 1);
  order->analysis = hf_analysis_ref (self->analysis);
  order->choices = hf_choices_copy (self->choices);
  order->metrics = hf_metrics_ref (self->metrics);
  order->client = g_object_ref (self->client);
  order->cancellable = g_object_ref (self->cancellable);
  if (self->drawing != NULL)
    {
      order->before = hf_drawing_ref (self->drawing);
      order->places = hf_geometry_ref (self->geometry);
    }
  order->at = self->at != NULL ? g_hash_table_ref (self->at) : NULL;
  order->search = search_for;
  order->from = from;
  order->to = to;
  self->job = hf_job_start (_("Drawing"), draw, order, order_free, answer_free, on_done, self);
  g_signal_connect_object (self->job, "notify::stage", G_CALLBACK (on_stage), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
start (HfPicture *self)
{
  start_search (self, NO_SEARCH, HF_NONE, HF_NONE);
}

/* The choices have been changed. */
static void
step_on (HfPicture *self)
{
  g_clear_pointer (&self->at, g_hash_table_unref);
  self->at = g_steal_pointer (&self->next_at);
  hf_steps_push (self->history, self->choices);
  notify_history (self);
  start (self);
}

void
hf_picture_draw (HfPicture *self, HfAnalysis *analysis, HfChoices *choices)
{
  HfAnalysis *old = self->analysis;

  g_return_if_fail (HF_IS_PICTURE (self));
  g_return_if_fail (analysis != NULL && choices != NULL);

  stop (self);
  if (old != analysis)
    hf_steps_clear (self->history);
  self->analysis = hf_analysis_ref (analysis);
  if (old != NULL)
    hf_free_in_worker (old, free_analysis);
  g_clear_pointer (&self->choices, hf_choices_free);
  self->choices = choices;
  hf_choices_set_layout (choices, self->layout);
  step_on (self);
}

void
hf_picture_draw_at (HfPicture *self, HfAnalysis *analysis, HfChoices *choices, HfNodePlaces *places)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  g_clear_pointer (&self->next_at, g_hash_table_unref);
  self->next_at = places;
  self->layout = hf_choices_get_layout (choices);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYOUT]);
  hf_picture_draw (self, analysis, choices);
}

void
hf_picture_clear (HfPicture *self)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  forget_wanted (self);
  forget_shown (self);
  hf_steps_clear (self->history);
  notify_history (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
hf_picture_cancel (HfPicture *self)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (self->job == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  hf_job_cancel (self->job);
}

void
hf_picture_set_metrics (HfPicture *self, HfMetrics *metrics)
{
  HfMetrics *old = self->metrics;

  g_return_if_fail (HF_IS_PICTURE (self));
  g_return_if_fail (metrics != NULL);

  self->metrics = hf_metrics_ref (metrics);
  g_clear_pointer (&old, hf_metrics_unref);
  start (self);
}

void
hf_picture_refresh (HfPicture *self)
{
  g_return_if_fail (HF_IS_PICTURE (self));
  start (self);
}

static void
change (HfChoices *choices, HfCanvasRequest request, HfAnalysis *analysis, guint32 object)
{
  if (request == HF_CANVAS_EXPAND_REFERRERS)
    hf_choices_add_referrers (choices, object, HF_CHOICES_STEP);
  else if (request == HF_CANVAS_EXPAND_REFERENTS)
    hf_choices_add_referents (choices, object, HF_CHOICES_STEP);
  else if (request == HF_CANVAS_COLLAPSE)
    hf_choices_collapse (choices, object);
  else if (request == HF_CANVAS_HIDE_TYPE)
    hf_choices_hide_type (choices, hf_heap_type (analysis->heap, object));
  else if (request == HF_CANVAS_HIDE_OBJECT)
    hf_choices_hide_object (choices, object);
}

/* What is shown may be of another heap than what is being made. */
static gboolean
can_change (HfPicture *self)
{
  return self->drawing != NULL && self->choices != NULL && self->drawing->analysis == self->analysis;
}

static gboolean
is_object (HfPicture *self, guint32 node)
{
  return node < self->drawing->n_nodes && self->drawing->nodes[node].form == HF_NODE_OBJECT;
}

/* ---- cuts --------------------------------------------------------------------------------------------------------- */

/* (transfer full; of guint32, edges) What is drawn as holding @node: what is cut, or its chain, or every reference that could be. */
static GArray *
edges_that_keep (HfPicture *self, guint32 node)
{
  static const HfEdgeFlags wanted[] = { HF_EDGE_CUT, HF_EDGE_ON_CHAIN, 0 };
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < G_N_ELEMENTS (wanted) && edges->len == 0; i++)
    for (guint32 e = 0; e < self->drawing->n_edges; e++)
      {
        const HfEdge *edge = &self->drawing->edges[e];

        if (edge->to == node && edge->from != node && (edge->flags & wanted[i]) == wanted[i] && (edge->flags & (HF_EDGE_WEAK | HF_EDGE_SUMMARY)) == 0)
          g_array_append_val (edges, e);
      }

  return edges;
}

/* FALSE if the edge stands for nothing that could be cut. */
static gboolean
toggle_cut (HfPicture *self, guint32 edge)
{
  g_autoptr (GArray) refs = hf_drawing_edge_refs (self->drawing, edge);
  const guint32 *data = (const guint32 *) (gpointer) refs->data;

  if ((self->drawing->edges[edge].flags & HF_EDGE_CUT) != 0)
    hf_choices_mend (self->choices, data, refs->len);
  else
    hf_choices_cut (self->choices, data, refs->len);

  return refs->len > 0;
}

static void
mend_all (HfPicture *self)
{
  guint n;
  const guint32 *cuts = hf_choices_get_cuts (self->choices, &n);
  g_autofree guint32 *refs = g_memdup2 (cuts, n * sizeof *cuts);

  hf_choices_mend (self->choices, refs, n);
}

static gboolean
is_cut (HfCanvasRequest request)
{
  return request == HF_CANVAS_CUT || request == HF_CANVAS_CUT_EDGE || request == HF_CANVAS_MEND_ALL;
}

static void
request_cut (HfPicture *self, HfCanvasRequest request, guint32 index)
{
  gboolean done = FALSE;

  if (request == HF_CANVAS_MEND_ALL)
    {
      mend_all (self);
      done = TRUE;
    }
  else if (request == HF_CANVAS_CUT_EDGE)
    done = index < self->drawing->n_edges && toggle_cut (self, index);
  else if (is_object (self, index) || (index < self->drawing->n_nodes && self->drawing->nodes[index].form == HF_NODE_CYCLE))
    {
      g_autoptr (GArray) edges = edges_that_keep (self, index);

      for (guint i = 0; i < edges->len; i++)
        done |= toggle_cut (self, g_array_index (edges, guint32, i));
    }

  if (done)
    step_on (self);
  else
    g_signal_emit (self, signals[FAILED], 0, _("Nothing that is drawn here holds it by a reference that could be cut."));
}

void
hf_picture_cut (HfPicture *self, const guint32 *refs, guint n)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (!can_change (self))
    return;
  hf_choices_cut (self->choices, refs, n);
  step_on (self);
}

gboolean
hf_picture_request (HfPicture *self, HfCanvasRequest request, guint32 node)
{
  g_return_val_if_fail (HF_IS_PICTURE (self), FALSE);

  if (request >= HF_CANVAS_PATH_BETWEEN && !is_cut (request))
    return FALSE;
  if (!can_change (self))
    return TRUE;

  if (request == HF_CANVAS_ALL_WAYS)
    {
      if (is_object (self, node))
        start_search (self, SEARCH_WAYS, HF_NONE, self->drawing->nodes[node].object);
      return TRUE;
    }
  if (is_cut (request))
    {
      request_cut (self, request, node);
      return TRUE;
    }
  if (request == HF_CANVAS_SHOW_HIDDEN)
    hf_choices_show_hidden (self->choices);
  else if (is_object (self, node))
    change (self->choices, request, self->analysis, self->drawing->nodes[node].object);
  else
    return TRUE;
  step_on (self);

  return TRUE;
}

void
hf_picture_add_object (HfPicture *self, guint32 object)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (self->choices == NULL)
    return;

  hf_choices_add_object (self->choices, object);
  step_on (self);
}

void
hf_picture_add_path (HfPicture *self, guint32 from_node, guint32 to_node)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (can_change (self) && is_object (self, from_node) && is_object (self, to_node))
    start_search (self, SEARCH_PATH, self->drawing->nodes[from_node].object, self->drawing->nodes[to_node].object);
}

void
hf_picture_set_layout (HfPicture *self, HfLayoutKind layout)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (self->layout == layout)
    return;

  if (self->choices != NULL)
    {
      hf_choices_set_layout (self->choices, layout);
      step_on (self);
      return;
    }
  self->layout = layout;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYOUT]);
}

HfLayoutKind
hf_picture_get_layout (HfPicture *self)
{
  g_return_val_if_fail (HF_IS_PICTURE (self), HF_LAYOUT_KIND_AUTO);

  return self->layout;
}

void
hf_picture_set_only_path (HfPicture *self, gboolean only_path)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  if (self->choices == NULL || hf_choices_get_only_path (self->choices) == only_path)
    return;

  hf_choices_set_only_path (self->choices, only_path);
  step_on (self);
}

void
hf_picture_change (HfPicture *self, HfChoices *choices)
{
  g_return_if_fail (HF_IS_PICTURE (self) && choices != NULL);

  g_clear_pointer (&self->choices, hf_choices_free);
  self->choices = choices;
  step_on (self);
}

static void
go_to (HfPicture *self, const HfChoices *choices)
{
  if (choices == NULL)
    return;

  g_clear_pointer (&self->choices, hf_choices_free);
  self->choices = hf_choices_copy (choices);
  notify_history (self);
  start (self);
}

void
hf_picture_undo (HfPicture *self)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  go_to (self, hf_steps_undo (self->history));
}

void
hf_picture_redo (HfPicture *self)
{
  g_return_if_fail (HF_IS_PICTURE (self));

  go_to (self, hf_steps_redo (self->history));
}

const HfChoices *
hf_picture_get_choices (HfPicture *self)
{
  return self->choices;
}

HfAnalysis *
hf_picture_get_analysis (HfPicture *self)
{
  return self->analysis;
}

HfDrawing *
hf_picture_get_drawing (HfPicture *self)
{
  return self->drawing;
}

HfGeometry *
hf_picture_get_geometry (HfPicture *self)
{
  return self->geometry;
}

gboolean
hf_picture_is_busy (HfPicture *self)
{
  return self->job != NULL;
}

const char *
hf_picture_get_stage (HfPicture *self)
{
  return self->job != NULL ? hf_job_get_stage (self->job) : "";
}

static void
hf_picture_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfPicture *self = HF_PICTURE (object);

  switch (id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->job != NULL);
      break;

    case PROP_STAGE:
      g_value_set_string (value, hf_picture_get_stage (self));
      break;

    case PROP_CAN_UNDO:
      g_value_set_boolean (value, hf_steps_can_undo (self->history));
      break;

    case PROP_CAN_REDO:
      g_value_set_boolean (value, hf_steps_can_redo (self->history));
      break;

    case PROP_LAYOUT:
      g_value_set_string (value, hf_layout_kind_name (self->layout));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_picture_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfLayoutKind layout;

  if (id != PROP_LAYOUT)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (hf_layout_kind_from_name (g_value_get_string (value), &layout))
    hf_picture_set_layout (HF_PICTURE (object), layout);
}

static void
hf_picture_dispose (GObject *object)
{
  HfPicture *self = HF_PICTURE (object);

  forget_wanted (self);
  forget_shown (self);
  g_clear_pointer (&self->metrics, hf_metrics_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (hf_picture_parent_class)->dispose (object);
}

static void
hf_picture_finalize (GObject *object)
{
  hf_steps_free (HF_PICTURE (object)->history);

  G_OBJECT_CLASS (hf_picture_parent_class)->finalize (object);
}

static void
hf_picture_class_init (HfPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hf_picture_dispose;
  object_class->finalize = hf_picture_finalize;
  object_class->get_property = hf_picture_get_property;
  object_class->set_property = hf_picture_set_property;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STAGE] = g_param_spec_string ("stage", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LAYOUT] = g_param_spec_string ("layout", NULL, NULL, "auto", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hf_picture_init (HfPicture *self)
{
  self->history = hf_steps_new ();
  self->client = hf_layout_client_new ();
  hf_layout_client_start (self->client);
}

HfPicture *
hf_picture_new (void)
{
  return g_object_new (HF_TYPE_PICTURE, NULL);
}
