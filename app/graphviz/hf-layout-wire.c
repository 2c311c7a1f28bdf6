/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-wire.h"

#include <math.h>
#include <string.h>

#include "graphviz/hf-layout-private.h"

#define MAX_COORDINATE 1e7f
#define MAX_EDGE_POINTS 4096u

static void
put_u32 (GByteArray *out, guint32 word)
{
  g_byte_array_append (out, (const guint8 *) &word, sizeof word);
}

static void
put_f32 (GByteArray *out, double number)
{
  float word = (float) number;

  g_byte_array_append (out, (const guint8 *) &word, sizeof word);
}

static GByteArray *
begin_message (HfWireKind kind, guint32 serial)
{
  GByteArray *out = g_byte_array_new ();
  HfWireHead head = { HF_WIRE_MAGIC, kind, 0, serial };

  g_byte_array_append (out, (const guint8 *) &head, sizeof head);

  return out;
}

static GByteArray *
end_message (GByteArray *out)
{
  gsize length = out->len - sizeof (HfWireHead);
  guint32 word = (guint32) length;

  if (length > HF_WIRE_MAX_LENGTH)
    {
      g_byte_array_unref (out);
      return NULL;
    }
  memcpy (out->data + G_STRUCT_OFFSET (HfWireHead, length), &word, sizeof word);

  return out;
}

GByteArray *
hf_wire_write_request (const HfLayoutRequest *request, HfEffort effort, guint32 serial)
{
  GByteArray *out = begin_message (HF_WIRE_LAYOUT, serial);

  put_u32 (out, effort);
  put_u32 (out, request->direction);
  put_u32 (out, request->n_clusters);
  put_u32 (out, request->boxes->len);
  put_u32 (out, request->edges->len);
  put_f32 (out, request->gap);
  put_f32 (out, request->rank_gap);
  g_byte_array_append (out, (const guint8 *) request->boxes->data, request->boxes->len * sizeof (HfLayoutBox));
  g_byte_array_append (out, (const guint8 *) request->edges->data, request->edges->len * sizeof (HfLayoutEdge));

  return end_message (out);
}

GByteArray *
hf_wire_write_answer (const HfLayout *layout, guint32 serial)
{
  GByteArray *out = begin_message (HF_WIRE_ANSWER, serial);
  guint32 n_points = layout->edge_begin[layout->n_edges];

  put_u32 (out, layout->n_boxes);
  put_u32 (out, layout->n_edges);
  put_u32 (out, layout->n_clusters);
  put_u32 (out, n_points);
  put_f32 (out, layout->width);
  put_f32 (out, layout->height);
  for (guint32 i = 0; i < layout->n_boxes; i++)
    {
      put_f32 (out, layout->centers[i].x);
      put_f32 (out, layout->centers[i].y);
    }
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      put_u32 (out, layout->edge_begin[e + 1] - layout->edge_begin[e]);
      put_f32 (out, layout->labels[e].x);
      put_f32 (out, layout->labels[e].y);
    }
  for (guint32 p = 0; p < n_points; p++)
    {
      put_f32 (out, layout->points[p].x);
      put_f32 (out, layout->points[p].y);
    }
  for (guint32 c = 0; c < layout->n_clusters; c++)
    {
      put_f32 (out, layout->clusters[c].x);
      put_f32 (out, layout->clusters[c].y);
      put_f32 (out, layout->clusters[c].width);
      put_f32 (out, layout->clusters[c].height);
    }

  return end_message (out);
}

GByteArray *
hf_wire_write_refusal (guint32 serial)
{
  return end_message (begin_message (HF_WIRE_REFUSAL, serial));
}

gboolean
hf_wire_check_head (const HfWireHead *head, guint32 serial)
{
  return head->magic == HF_WIRE_MAGIC && head->length <= HF_WIRE_MAX_LENGTH && (serial == 0 || head->serial == serial);
}

typedef struct
{
  const guint8 *data;
  gsize left;
  gboolean bad;
} Reader;

static guint32
get_u32 (Reader *reader)
{
  guint32 word = 0;

  if (reader->left < sizeof word)
    {
      reader->bad = TRUE;
      return 0;
    }
  memcpy (&word, reader->data, sizeof word);
  reader->data += sizeof word;
  reader->left -= sizeof word;

  return word;
}

/* NAN comes through where @or_nan; everything else that is not a sane coordinate spoils the message. */
static double
get_number (Reader *reader, gboolean or_nan)
{
  guint32 word = get_u32 (reader);
  float number;

  memcpy (&number, &word, sizeof number);
  if (isnan (number) && or_nan)
    return NAN;
  if (!isfinite (number) || fabsf (number) > MAX_COORDINATE)
    {
      reader->bad = TRUE;
      return 0;
    }

  return number;
}

static HfPoint
get_point (Reader *reader, gboolean or_nan)
{
  HfPoint point;

  point.x = get_number (reader, or_nan);
  point.y = get_number (reader, or_nan);

  return point;
}

static void
read_boxes (Reader *reader, HfLayoutRequest *request, guint32 n)
{
  for (guint32 i = 0; i < n && !reader->bad; i++)
    {
      double width = get_number (reader, FALSE);
      double height = get_number (reader, FALSE);
      guint32 cluster = get_u32 (reader);
      HfPoint hint = get_point (reader, TRUE);

      if (width <= 0 || height <= 0 || (cluster != HF_LAYOUT_NO_CLUSTER && cluster >= request->n_clusters))
        reader->bad = TRUE;
      else
        hf_layout_request_set_hint (request, hf_layout_request_add_box (request, width, height, cluster), hint.x, hint.y);
    }
}

static void
read_edges (Reader *reader, HfLayoutRequest *request, guint32 n)
{
  for (guint32 e = 0; e < n && !reader->bad; e++)
    {
      guint32 from = get_u32 (reader);
      guint32 to = get_u32 (reader);
      double width = get_number (reader, FALSE);
      double height = get_number (reader, FALSE);
      guint32 weight = get_u32 (reader);

      if (from >= request->boxes->len || to >= request->boxes->len || width < 0 || height < 0 || weight < 1 || weight > 8)
        reader->bad = TRUE;
      else if (!reader->bad)
        hf_layout_request_add_edge (request, from, to, width, height, weight);
    }
}

HfLayoutRequest *
hf_wire_read_request (const guint8 *data, gsize length, HfEffort *effort)
{
  g_autoptr (HfLayoutRequest) request = hf_layout_request_new ();
  Reader reader = { data, length, FALSE };
  guint32 asked = get_u32 (&reader);
  guint32 direction = get_u32 (&reader);
  guint32 n_boxes, n_edges;

  request->n_clusters = get_u32 (&reader);
  n_boxes = get_u32 (&reader);
  n_edges = get_u32 (&reader);
  request->gap = (float) get_number (&reader, FALSE);
  request->rank_gap = (float) get_number (&reader, FALSE);
  if (reader.bad || asked >= HF_N_EFFORTS || direction > HF_LAYOUT_RIGHT || request->gap < 0 || request->rank_gap < 0
      || n_boxes > HF_LAYOUT_MAX_BOXES || n_edges > HF_LAYOUT_MAX_EDGES || request->n_clusters > n_boxes
      || reader.left != n_boxes * sizeof (HfLayoutBox) + n_edges * sizeof (HfLayoutEdge))
    return NULL;

  *effort = asked;
  request->direction = direction;
  read_boxes (&reader, request, n_boxes);
  read_edges (&reader, request, n_edges);

  return reader.bad ? NULL : g_steal_pointer (&request);
}

/* The rows of edges say how many points each has; a Bézier chain has 3k + 1. */
static void
read_edge_rows (Reader *reader, HfLayout *layout, guint32 n_points)
{
  guint32 sum = 0;

  for (guint32 e = 0; e < layout->n_edges && !reader->bad; e++)
    {
      guint32 n = get_u32 (reader);

      layout->labels[e] = get_point (reader, TRUE);
      if (n > MAX_EDGE_POINTS || n > n_points - sum || (n > 0 && (n < 4 || n % 3 != 1)))
        {
          reader->bad = TRUE;
          return;
        }
      sum += n;
      layout->edge_begin[e + 1] = sum;
    }
  if (sum != n_points)
    reader->bad = TRUE;
}

static void
read_clusters (Reader *reader, HfLayout *layout)
{
  for (guint32 c = 0; c < layout->n_clusters && !reader->bad; c++)
    {
      HfRect *rect = &layout->clusters[c];

      rect->x = get_number (reader, FALSE);
      rect->y = get_number (reader, FALSE);
      rect->width = get_number (reader, FALSE);
      rect->height = get_number (reader, FALSE);
      if (rect->width < 0 || rect->height < 0)
        reader->bad = TRUE;
    }
}

HfLayout *
hf_wire_read_answer (const guint8 *data, gsize length, const HfLayoutRequest *request)
{
  g_autoptr (HfLayout) layout = NULL;
  Reader reader = { data, length, FALSE };
  guint32 n_boxes = get_u32 (&reader);
  guint32 n_edges = get_u32 (&reader);
  guint32 n_clusters = get_u32 (&reader);
  guint32 n_points = get_u32 (&reader);
  double width = get_number (&reader, FALSE);
  double height = get_number (&reader, FALSE);
  guint64 wanted = (guint64) n_boxes * 8 + (guint64) n_edges * 12 + (guint64) n_points * 8 + (guint64) n_clusters * 16;

  if (reader.bad || n_boxes != request->boxes->len || n_edges != request->edges->len || n_clusters != request->n_clusters
      || wanted != reader.left || width < 0 || height < 0)
    return NULL;

  layout = hf_layout_alloc (request, n_points);
  layout->width = width;
  layout->height = height;
  for (guint32 i = 0; i < n_boxes; i++)
    layout->centers[i] = get_point (&reader, FALSE);
  read_edge_rows (&reader, layout, n_points);
  for (guint32 p = 0; p < n_points && !reader.bad; p++)
    layout->points[p] = get_point (&reader, FALSE);
  read_clusters (&reader, layout);

  return reader.bad ? NULL : g_steal_pointer (&layout);
}
