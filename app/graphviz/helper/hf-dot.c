/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/helper/hf-dot.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

#include <gvc.h>

#include "graphviz/hf-fans.h"
#include "graphviz/hf-layout-private.h"

#define COURIER_ADVANCE 0.6  /* of the font size: Graphviz's own table, used where no text plugin is loaded */
#define LINE_SPACING 1.2
#define MAX_PLACEHOLDER 200
#define STRAIGHT_FROM 200u   /* boxes from which fast edges are straight and not routed round boxes */
#define CLUSTER_MARGIN "14"
#define COLUMN_WEIGHT 4
#define MOST_STACKED 4u

struct _HfDot
{
  GVC_t *gvc;
  gboolean has_placeholders; /* label sizes are estimated by Graphviz itself: no fonts, no threads, no files */
};

/* One layout under way. */
typedef struct
{
  HfDot *dot;
  const HfLayoutRequest *request;
  HfEffort effort;
  HfFans *fans; /* NULL where boxes are not in layers */
  Agraph_t *graph;
  Agnode_t **nodes;
  Agedge_t **edges;
  Agraph_t **clusters;
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

static void
set_graph_attributes (Run *run)
{
  guint n = run->request->boxes->len;

  set_number (run->graph, "nodesep", run->request->gap / POINTS_PER_INCH);
  set_number (run->graph, "ranksep", run->request->rank_gap / POINTS_PER_INCH);
  set (run->graph, "rankdir", run->request->direction == HF_LAYOUT_RIGHT ? "LR" : "TB");
  switch (run->effort)
    {
    case HF_EFFORT_FULL:
      set (run->graph, "splines", "true");
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
  char name[32];

  for (guint32 i = 0; i < run->request->boxes->len; i++)
    {
      const HfLayoutBox *asked = &g_array_index (run->request->boxes, HfLayoutBox, i);

      g_snprintf (name, sizeof name, "n%u", i);
      run->nodes[i] = agnode (run->graph, name, TRUE);
      set (run->nodes[i], "shape", "box");
      set (run->nodes[i], "fixedsize", "true");
      set (run->nodes[i], "label", "");
      set (run->nodes[i], "margin", "0");
      set_number (run->nodes[i], "width", asked->width / POINTS_PER_INCH);
      set_number (run->nodes[i], "height", asked->height / POINTS_PER_INCH);
      if (run->effort == HF_EFFORT_FULL && asked->cluster != HF_LAYOUT_NO_CLUSTER)
        agsubnode (run->clusters[asked->cluster], run->nodes[i], TRUE);
    }
}

/* A run of one letter whose estimated size is the wanted one: the only text that Graphviz ever sees. */
static void
set_placeholder (Agedge_t *edge, double width, double height)
{
  char text[MAX_PLACEHOLDER + 1];
  double size = height / LINE_SPACING;
  guint n = (guint) CLAMP (ceil (width / (size * COURIER_ADVANCE)), 1, MAX_PLACEHOLDER);

  memset (text, 'x', n);
  text[n] = '\0';
  set (edge, "fontname", "Courier");
  set_number (edge, "fontsize", size);
  set (edge, "label", text);
}

/* A label on an edge that enters or leaves a cluster crashed 45 of 100 random graphs; within one cluster, or outside all,
 * none of 2,300. */
static gboolean
may_have_label (const Run *run, guint32 from, guint32 to)
{
  const HfLayoutBox *boxes = (const HfLayoutBox *) (gconstpointer) run->request->boxes->data;

  return run->effort == HF_EFFORT_FULL && run->dot->has_placeholders && boxes[from].cluster == boxes[to].cluster;
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
      /* Room for more than one label between two rows. */
      if (column->n_labels > 1 && may_have_label (run, column->above, column->below))
        set_placeholder (edge, 1, MIN (column->n_labels - 1, MOST_STACKED) * HF_FANS_LABEL_STEP);
    }
}

static void
add_edges (Run *run)
{
  char name[32];

  for (guint32 e = 0; e < run->request->edges->len; e++)
    {
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

  return run->fans != NULL ? hf_fans_route (run->fans, layout, run->request) : layout;
}

HfLayout *
hf_dot_layout (HfDot *self, const HfLayoutRequest *request, HfEffort effort)
{
  Run run = { .dot = self, .request = request, .effort = effort };
  HfLayout *layout = NULL;

  if (request->boxes->len == 0)
    return hf_layout_alloc (request, 0);

  run.graph = agopen ((char *) "g", Agdirected, NULL);
  run.nodes = g_new0 (Agnode_t *, request->boxes->len);
  run.edges = g_new0 (Agedge_t *, (gsize) request->edges->len + 1);
  run.clusters = g_new0 (Agraph_t *, (gsize) request->n_clusters + 1);
  if (effort != HF_EFFORT_SPRING)
    run.fans = hf_fans_new (request);
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
  hf_fans_free (run.fans);

  return layout;
}
