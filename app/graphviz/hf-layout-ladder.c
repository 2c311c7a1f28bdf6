/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-ladder.h"

#include "graphviz/hf-layout-client.h"
#include "graphviz/hf-layout-private.h"
#include "graphviz/hf-layout-wire.h"
#include "heap/hf-error.h"

#define N_(text) (text)

/* What dot can do in time, measured: network simplex grows with boxes x edges, and full quality with labels much faster. */
static const struct
{
  HfEffort effort;
  HfLayoutStep step;
  guint max_boxes;
  guint max_edges;
  gint64 limit; /* µs */
} rungs[] = {
  { HF_EFFORT_FULL, HF_LAYOUT_FULL, 80, 160, 2 * G_USEC_PER_SEC },
  { HF_EFFORT_FAST, HF_LAYOUT_FAST, 1200, 2400, 3 * G_USEC_PER_SEC },
  { HF_EFFORT_SPRING, HF_LAYOUT_SPRING, 3000, 8000, 2 * G_USEC_PER_SEC },
};

void
hf_ladder_clear (HfLadder *self)
{
  g_clear_pointer (&self->helper, hf_layout_helper_kill);
  g_clear_pointer (&self->program, g_free);
}

gboolean
hf_ladder_start (HfLadder *self)
{
  if (self->helper == NULL && self->program != NULL)
    {
      self->helper = hf_layout_helper_start (self->program, NULL);
      if (self->helper != NULL)
        self->started++;
    }

  return self->helper != NULL;
}

static void
drop_helper (HfLadder *self)
{
  g_clear_pointer (&self->helper, hf_layout_helper_kill);
}

static HfAsked
ask_once (HfLadder *self, const HfLayoutRequest *request, HfEffort effort, gint64 deadline, GCancellable *cancellable,
          HfLayout **layout)
{
  g_autoptr (GByteArray) message = NULL;
  g_autoptr (GByteArray) body = NULL;
  HfAsked asked;

  if (++self->serial == 0)
    self->serial = 1;
  message = hf_wire_write_request (request, effort, self->serial);
  if (message == NULL)
    return HF_ASKED_REFUSED;

  asked = hf_layout_helper_ask (self->helper, message, self->serial, deadline, cancellable, &body);
  if (asked == HF_ASKED_ANSWERED)
    {
      *layout = hf_wire_read_answer (body->data, body->len, request);
      if (*layout == NULL)
        asked = HF_ASKED_GARBAGE;
    }
  if ((asked != HF_ASKED_ANSWERED && asked != HF_ASKED_REFUSED) || self->helper->answers >= HF_LAYOUT_CLIENT_RECYCLE)
    drop_helper (self);

  return asked;
}

/* A helper that dies is tried once more: it may have been killed from outside between two layouts. */
static HfAsked
ask (HfLadder *self, const HfLayoutRequest *request, guint rung, GCancellable *cancellable, HfLayout **layout)
{
  gint64 deadline = g_get_monotonic_time () + rungs[rung].limit;
  HfAsked asked = HF_ASKED_DIED;

  for (guint attempt = 0; attempt < 2 && asked == HF_ASKED_DIED; attempt++)
    {
      if (!hf_ladder_start (self))
        return HF_ASKED_DIED;
      asked = ask_once (self, request, rungs[rung].effort, deadline, cancellable, layout);
    }

  return asked;
}

static const char *
sentence_for (HfAsked asked)
{
  switch (asked)
    {
    case HF_ASKED_LATE:
      return N_("This many crossing references take too long to lay out well, so the layout is simplified.");
    case HF_ASKED_DIED:
      return N_("The layout helper stopped in mid-work, so the layout is simplified.");
    case HF_ASKED_GARBAGE:
      return N_("The layout helper gave an answer that makes no sense, so the layout is simplified.");
    default:
      return N_("The layout helper could not lay out this graph, so the layout is simplified.");
    }
}

static gboolean
takes (const HfLayoutRequest *request, guint rung)
{
  gboolean spring = rungs[rung].effort == HF_EFFORT_SPRING;

  if (request->boxes->len > rungs[rung].max_boxes || request->edges->len > rungs[rung].max_edges)
    return FALSE;

  return request->kind == HF_LAYOUT_KIND_AUTO || spring == (request->kind == HF_LAYOUT_KIND_SPRING);
}

static HfLayout *
finish (HfLayout *layout, const HfLayoutRequest *request, HfLayoutStep step, const char *sentence)
{
  layout = hf_layout_complete (layout, request);
  hf_layout_fit (layout, request);
  layout->step = step;
  if (step != HF_LAYOUT_FULL && !(step == HF_LAYOUT_SPRING && request->kind == HF_LAYOUT_KIND_SPRING))
    layout->sentence = g_strdup (sentence);

  return layout;
}

HfLayout *
hf_ladder_layout (HfLadder *self, const HfLayoutRequest *request, GCancellable *cancellable, GError **error)
{
  guint n_rungs = hf_ladder_start (self) ? G_N_ELEMENTS (rungs) : 0;
  const char *sentence = NULL;
  HfLayout *layout = NULL;

  if (self->program == NULL)
    sentence = N_("The layout helper is not installed, so the layout is simplified.");
  else if (n_rungs == 0)
    sentence = N_("The layout helper cannot be started, so the layout is simplified.");

  for (guint r = 0; r < n_rungs; r++)
    {
      HfAsked asked;

      if (!takes (request, r))
        continue;
      asked = ask (self, request, r, cancellable, &layout);
      if (asked == HF_ASKED_ANSWERED)
        return finish (layout, request, rungs[r].step,
                       sentence ? sentence : N_("The graph is too large for the best layout, so it is simplified."));
      if (asked == HF_ASKED_CANCELLED)
        break;
      sentence = sentence_for (asked);
    }

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_CANCELLED, "The layout was cancelled.");
      return NULL;
    }
  layout = hf_layout_new_layered (request);
  layout->sentence = g_strdup (sentence ? sentence : N_("The graph is too large for the best layout, so it is simplified."));

  return layout;
}
