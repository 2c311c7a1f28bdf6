/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/helper/hf-dot.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include <gvc.h>

#include "graphviz/hf-fans.h"
#include "graphviz/hf-layout-private.h"

#define COURIER_ADVANCE 0.6  /* of the font size: Graphviz's own table, used where no text plugin is loaded */
#define LINE_SPACING 1.2
#define MAX_PLACEHOLDER 200
#define STRAIGHT_FROM 200u   /* boxes from which fast edges are straight and not routed round boxes */
#define CLUSTER_MARGIN "14"
#define COLUMN_WEIGHT 4
#define LABEL_FITS 20.0      /* height of a label for which there is room between two rows of a fan anyway */
#define MOST_LINES 12.0
#define MOST_RANK_GAP 140.0
#define SPRING_WIDER 2.0     /* boxes, in gaps, for springs to keep them apart */
#define SPRING_HIGHER 1.4
#define PATIENCE_MS 40.0 /* CPU time that all tries together may take, unless the first one alone does */

struct _HfDot
{
  GVC_t *gvc;
  gboolean has_placeholders; /* label sizes are estimated by Graphviz itself: no fonts, no threads, no files */
};

/* Where dot begins decides where it ends. */
typedef struct
{
  gboolean reversed; /* from right to left; the picture is mirrored afterwards */
  gboolean lazy;     /* with little effort to uncross edges, so that more stays as it was told */
} Try;

/* One layout under way. */
typedef struct
{
  HfDot *dot;
  const HfLayoutRequest *request;
  HfEffort effort;
  Try try;
  HfFans *fans; /* NULL where boxes are not in layers */
  Agraph_t *graph;
  Agnode_t **nodes;
  Agedge_t **edges;
  Agraph_t **clusters;
  guint32 *box_order;
  guint32 *edge_order;
} Run;

static int
ignore_message (char *message)
{
  return 0;
}

/* The file of @stem in Graphviz's plugin folder, which lies beside the library that gvc was loaded from. */
static gpointer
open_plugin (const char *folder, const char *stem)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gpointer library = NULL;

  while (dir != NULL && library == NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, stem) && strstr (name, ".so.") != NULL)
      {
        g_autofree char *file = g_build_filename (folder, name, NULL);

        library = dlopen (file, RTLD_NOW | RTLD_LOCAL);
      }

  return library;
}

static gboolean
add_plugin (GVC_t *gvc, const char *folder, const char *stem, const char *symbol)
{
  gpointer library = open_plugin (folder, stem);
  gpointer plugin = library ? dlsym (library, symbol) : NULL;

  if (plugin != NULL)
    gvAddLibrary (gvc, plugin);

  return plugin != NULL;
}

/* A context with the two layout plugins alone: without Pango's, Graphviz opens no font and starts no thread, and is ready
 * in 1 ms and not 15. */
static GVC_t *
new_bare_context (void)
{
  static const lt_symlist_t none[] = { { NULL, NULL } };
  g_autofree char *folder = NULL;
  g_autofree char *plugins = NULL;
  Dl_info info;
  GVC_t *gvc;

  if (dladdr ((gpointer) (gsize) gvContextPlugins, &info) == 0 || info.dli_fname == NULL)
    return NULL;
  folder = g_path_get_dirname (info.dli_fname);
  plugins = g_build_filename (folder, "graphviz", NULL);
  gvc = gvContextPlugins (none, FALSE);
  if (gvc == NULL)
    return NULL;
  if (!add_plugin (gvc, plugins, "libgvplugin_dot_layout.so", "gvplugin_dot_layout_LTX_library")
      || !add_plugin (gvc, plugins, "libgvplugin_neato_layout.so", "gvplugin_neato_layout_LTX_library"))
    {
      gvFreeContext (gvc);
      return NULL;
    }

  return gvc;
}

HfDot *
hf_dot_new (void)
{
  HfDot *self = g_new0 (HfDot, 1);

  agseterrf (ignore_message);
  self->gvc = new_bare_context ();
  self->has_placeholders = self->gvc != NULL;
  if (self->gvc == NULL)
    self->gvc = gvContext ();
  if (self->gvc == NULL)
    g_clear_pointer (&self, g_free);

  return self;
}

void
hf_dot_free (HfDot *self)
{
  gvFreeContext (self->gvc);
  g_free (self);
}

/* Attribute values of a graph are numbers printed here; cgraph copies them. */
static void
set (gpointer object, const char *name, const char *value)
{
  agsafeset (object, (char *) name, (char *) value, (char *) "");
}

static void
set_number (gpointer object, const char *name, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  set (object, name, g_ascii_formatd (text, sizeof text, "%.4f", number));
}

/* A label on an edge that enters or leaves a cluster crashed 45 of 100 random graphs; within one cluster, or outside all,
 * none of 2,300. */
static gboolean
may_have_label (const Run *run, guint32 from, guint32 to)
{
  const HfLayoutBox *boxes = (const HfLayoutBox *) (gconstpointer) run->request->boxes->data;

  return run->effort == HF_EFFORT_FULL && run->dot->has_placeholders && boxes[from].cluster == boxes[to].cluster;
}

/* Room for the labels that dot cannot be told of, too. */
static double
rank_gap (const Run *run)
{
  double gap = run->request->rank_gap;

  for (guint32 e = 0; e < run->request->edges->len; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (run->request->edges, HfLayoutEdge, e);

      if (edge->from != edge->to && !may_have_label (run, edge->from, edge->to))
        gap = MAX (gap, MIN (edge->label_height + run->request->gap, MOST_RANK_GAP));
    }

  return gap;
}

static void
set_graph_attributes (Run *run)
{
  guint n = run->request->boxes->len;

  set_number (run->graph, "nodesep", run->request->gap / POINTS_PER_INCH);
  set_number (run->graph, "ranksep", rank_gap (run) / POINTS_PER_INCH);
  set (run->graph, "rankdir", "TB");
  switch (run->effort)
    {
    case HF_EFFORT_FULL:
      set (run->graph, "splines", "true");
      if (run->try.lazy)
        set (run->graph, "mclimit", "0.1");
      break;
    case HF_EFFORT_FAST:
      set (run->graph, "splines", n >= STRAIGHT_FROM ? "line" : "polyline");
      set (run->graph, "nslimit", "1");
      set (run->graph, "nslimit1", "1");
      set (run->graph, "mclimit", "0.2");
      break;
    default:
      set (run->graph, "splines", "none");
      set (run->graph, "overlap", "prism");
      break;
    }
}

static void
reverse (guint32 *order, guint32 n)
{
  for (guint32 a = 0, b = n; a + 1 < b; a++)
    {
      guint32 kept = order[a];

      order[a] = order[--b];
      order[b] = kept;
    }
}

/* The order in which things are told is the one in which dot begins to arrange them. */
static void
find_orders (Run *run)
{
  g_autofree double *wishes = hf_layout_wishes (run->request);

  run->box_order = hf_layout_box_order (run->request, wishes);
  run->edge_order = hf_layout_edge_order (run->request, wishes);
  if (run->try.reversed)
    {
      reverse (run->box_order, run->request->boxes->len);
      reverse (run->edge_order, run->request->edges->len);
    }
}

static void
add_clusters (Run *run)
{
  char name[32];

  for (guint32 c = 0; c < run->request->n_clusters; c++)
    {
      g_snprintf (name, sizeof name, "cluster_%u", c);
      run->clusters[c] = agsubg (run->graph, name, TRUE);
      set (run->clusters[c], "margin", CLUSTER_MARGIN);
    }
}

static void
add_boxes (Run *run)
{
  double around = run->effort == HF_EFFORT_SPRING ? run->request->gap : 0;
  char name[32];

  for (guint32 k = 0; k < run->request->boxes->len; k++)
    {
      guint32 i = run->box_order[k];
      const HfLayoutBox *asked = &g_array_index (run->request->boxes, HfLayoutBox, i);

      g_snprintf (name, sizeof name, "n%u", i);
      run->nodes[i] = agnode (run->graph, name, TRUE);
      set (run->nodes[i], "shape", "box");
      set (run->nodes[i], "fixedsize", "true");
      set (run->nodes[i], "label", "");
      set (run->nodes[i], "margin", "0");
      set_number (run->nodes[i], "width", (asked->width + around * SPRING_WIDER) / POINTS_PER_INCH);
      set_number (run->nodes[i], "height", (asked->height + around * SPRING_HIGHER) / POINTS_PER_INCH);
      if (run->effort == HF_EFFORT_FULL && asked->cluster != HF_LAYOUT_NO_CLUSTER)
        agsubnode (run->clusters[asked->cluster], run->nodes[i], TRUE);
    }
}

/* A run of one letter whose estimated size is the wanted one: the only text that Graphviz ever sees. What is higher than wide
 * (labels of a layout that is turned) is a few lines of it. */
static void
set_placeholder (Agedge_t *edge, double width, double height)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint lines = (guint) CLAMP (floor (height / MAX (width * 1.5, 1)), 1, MOST_LINES);
  double size = height / lines / LINE_SPACING;
  guint n = (guint) CLAMP (ceil (width / (size * COURIER_ADVANCE)), 1, MAX_PLACEHOLDER);

  for (guint i = 0; i < lines; i++)
    {
      if (i > 0)
        g_string_append (text, "\\n");
      for (guint k = 0; k < n; k++)
        g_string_append_c (text, 'x');
    }
  set (edge, "fontname", "Courier");
  set_number (edge, "fontsize", size);
  set (edge, "label", text->str);
}

static gboolean
is_told (const Run *run, guint32 e)
{
  return run->fans == NULL || !run->fans->untold[e];
}

/* Keeps the boxes of a fan below one another. */
static void
add_columns (Run *run)
{
  char name[32];

  for (guint32 i = 0; i < run->fans->columns->len; i++)
    {
      const HfFanColumn *column = &g_array_index (run->fans->columns, HfFanColumn, i);
      Agedge_t *edge;

      g_snprintf (name, sizeof name, "c%u", i);
      edge = agedge (run->graph, run->nodes[column->above], run->nodes[column->below], name, TRUE);
      set (edge, "arrowhead", "none");
      set_number (edge, "weight", COLUMN_WEIGHT);
      /* Room for what is more than one label between two rows. */
      if (column->label_room >= LABEL_FITS + 4 && may_have_label (run, column->above, column->below))
        set_placeholder (edge, 1, column->label_room - LABEL_FITS);
    }
}

static void
add_edges (Run *run)
{
  char name[32];

  for (guint32 k = 0; k < run->request->edges->len; k++)
    {
      guint32 e = run->edge_order[k];
      const HfLayoutEdge *edge = &g_array_index (run->request->edges, HfLayoutEdge, e);

      if (!is_told (run, e))
        continue;
      g_snprintf (name, sizeof name, "e%u", e);
      run->edges[e] = agedge (run->graph, run->nodes[edge->from], run->nodes[edge->to], name, TRUE);
      set (run->edges[e], "arrowhead", "none");
      set_number (run->edges[e], "weight", edge->weight);
      if (edge->label_width > 0 && edge->label_height >= 4 && may_have_label (run, edge->from, edge->to))
        set_placeholder (run->edges[e], edge->label_width, edge->label_height);
    }
}

static HfPoint
to_pixels (const Run *run, pointf at)
{
  boxf bounds = GD_bb (run->graph);

  return (HfPoint) { at.x - bounds.LL.x, bounds.UR.y - at.y };
}

/* Graphviz may cut an edge into several chains; they are taken while each begins where the one before ended. */
static guint32
count_points (const splines *spline)
{
  guint32 n = 0;

  for (int i = 0; spline != NULL && i < spline->size; i++)
    {
      const bezier *piece = &spline->list[i];
      const bezier *before = i > 0 ? &spline->list[i - 1] : NULL;

      if (piece->size < 4 || piece->size % 3 != 1)
        break;
      if (before != NULL && hypot (before->list[before->size - 1].x - piece->list[0].x, before->list[before->size - 1].y - piece->list[0].y) > 1)
        break;
      n += (guint32) piece->size - (i > 0 ? 1 : 0);
    }

  return n;
}

static void
read_edge (const Run *run, guint32 e, HfLayout *layout)
{
  const splines *spline = ED_spl (run->edges[e]);
  textlabel_t *label = ED_label (run->edges[e]);
  HfPoint *points = layout->points + layout->edge_begin[e];
  guint32 n = layout->edge_begin[e + 1] - layout->edge_begin[e];
  guint32 got = 0;

  for (int i = 0; got < n; i++)
    for (int k = i > 0 ? 1 : 0; k < spline->list[i].size && got < n; k++)
      points[got++] = to_pixels (run, spline->list[i].list[k]);
  if (label != NULL && label->set)
    layout->labels[e] = to_pixels (run, label->pos);
}

static HfLayout *
read_layout (const Run *run)
{
  guint32 n_points = 0;
  g_autofree guint32 *counts = g_new0 (guint32, (gsize) run->request->edges->len + 1);
  HfLayout *layout;

  for (guint32 e = 0; e < run->request->edges->len; e++)
    {
      counts[e] = run->effort == HF_EFFORT_SPRING || !is_told (run, e) ? 0 : count_points (ED_spl (run->edges[e]));
      n_points += counts[e];
    }
  layout = hf_layout_alloc (run->request, n_points);
  layout->width = GD_bb (run->graph).UR.x - GD_bb (run->graph).LL.x;
  layout->height = GD_bb (run->graph).UR.y - GD_bb (run->graph).LL.y;
  for (guint32 i = 0; i < layout->n_boxes; i++)
    layout->centers[i] = to_pixels (run, ND_coord (run->nodes[i]));
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      layout->edge_begin[e + 1] = layout->edge_begin[e] + counts[e];
      if (is_told (run, e))
        read_edge (run, e, layout);
    }
  for (guint32 c = 0; c < layout->n_clusters && run->effort == HF_EFFORT_FULL; c++)
    {
      boxf bounds = GD_bb (run->clusters[c]);
      HfPoint corner = to_pixels (run, (pointf) { bounds.LL.x, bounds.UR.y });

      layout->clusters[c] = (HfRect) { corner.x, corner.y, bounds.UR.x - bounds.LL.x, bounds.UR.y - bounds.LL.y };
    }

  if (hf_layout_has_hints (run->request))
    hf_layout_mirror_like_before (layout, run->request, run->effort != HF_EFFORT_SPRING);

  return run->fans != NULL ? hf_fans_route (run->fans, layout, run->request) : layout;
}

/* Layers lie below one another. */
static HfLayout *
lay_out_once (HfDot *self, const HfLayoutRequest *request, HfEffort effort, double aspect, Try try)
{
  Run run = { .dot = self, .request = request, .effort = effort, .try = try };
  HfLayout *layout = NULL;

  run.graph = agopen ((char *) "g", Agdirected, NULL);
  run.nodes = g_new0 (Agnode_t *, request->boxes->len);
  run.edges = g_new0 (Agedge_t *, (gsize) request->edges->len + 1);
  run.clusters = g_new0 (Agraph_t *, (gsize) request->n_clusters + 1);
  if (effort != HF_EFFORT_SPRING)
    run.fans = hf_fans_new (request, aspect);
  find_orders (&run);
  set_graph_attributes (&run);
  if (effort == HF_EFFORT_FULL)
    add_clusters (&run);
  add_boxes (&run);
  add_edges (&run);
  if (run.fans != NULL)
    add_columns (&run);
  if (gvLayout (self->gvc, run.graph, effort == HF_EFFORT_SPRING ? "sfdp" : "dot") == 0)
    {
      layout = read_layout (&run);
      gvFreeLayout (self->gvc, run.graph);
    }
  agclose (run.graph);
  g_free (run.nodes);
  g_free (run.edges);
  g_free (run.clusters);
  g_free (run.box_order);
  g_free (run.edge_order);
  hf_fans_free (run.fans);

  return layout;
}

/* Of a few tries the one that is most like the picture before: there is no way to tell dot an order that it must keep. */
static HfLayout *
lay_out (HfDot *self, const HfLayoutRequest *request, HfEffort effort, double aspect)
{
  static const Try tries[] = { { FALSE, FALSE }, { TRUE, FALSE }, { FALSE, TRUE }, { TRUE, TRUE } };
  guint n = effort == HF_EFFORT_FULL && hf_layout_has_hints (request) ? G_N_ELEMENTS (tries) : 1;
  clock_t begun = clock ();
  HfLayout *best = NULL;
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < n && least > 0; i++)
    {
      HfLayout *layout;
      double change, spent = 1000.0 * (double) (clock () - begun) / CLOCKS_PER_SEC;

      if (i > 0 && spent + spent / i > PATIENCE_MS)
        break;
      layout = lay_out_once (self, request, effort, aspect, tries[i]);
      change = layout != NULL && n > 1 ? hf_layout_change (layout, request) : 0;
      if (layout != NULL && (best == NULL || change < least))
        {
          HfLayout *worse = best;

          best = layout;
          least = change;
          layout = worse;
        }
      g_clear_pointer (&layout, hf_layout_unref);
    }

  return best;
}

HfLayout *
hf_dot_layout (HfDot *self, const HfLayoutRequest *request, HfEffort effort)
{
  g_autoptr (HfLayoutRequest) turned = NULL;
  HfLayout *layout;

  if (request->boxes->len == 0)
    return hf_layout_alloc (request, 0);
  if (request->direction == HF_LAYOUT_DOWN || effort == HF_EFFORT_SPRING)
    return lay_out (self, request, effort, HF_FANS_ASPECT);

  turned = hf_layout_request_turned (request);
  layout = lay_out (self, turned, effort, 1 / HF_FANS_ASPECT);
  if (layout != NULL)
    hf_layout_turn (layout);

  return layout;
}
