/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-picture.h"

#include <string.h>

#include "hf-python-types.h"

typedef struct
{
  const HfDotGraph *graph;
  HfHeapBuilder *builder;
  HfDumpInput *input;
  guint32 *object_of; /* node → dump id, or HF_NONE for roots */
  gboolean has_anchor;
  guint8 *is_held;    /* by node: something refers to it, or it is said what does */
} Reader;

static const char *
mark_of (const Reader *self,
         guint32       node,
         HfDotMark     mark)
{
  return hf_strings_get (self->graph->texts, self->graph->nodes.at[node].marks[mark]);
}

static guint
number (const char *text,
        guint       below)
{
  guint64 value = g_ascii_strtoull (text, NULL, 10);

  return value < below ? (guint) value : 0;
}

/* The kind is the file's: another runtime's types are not known here. */
static guint32
add_type (Reader     *self,
          const char *full,
          guint32     node)
{
  const char *dot = strrchr (full, '.');
  g_autofree char *module = dot != NULL && dot > full && dot[1] != '\0' ? g_strndup (full, dot - full) : NULL;
  const char *name = module != NULL ? dot + 1 : full;
  HfTypeFlags flags;

  hf_python_types_kind (module, name, &flags);

  return hf_heap_builder_type (self->builder, module, name, number (mark_of (self, node, HF_DOT_KIND), HF_KIND_VALUE + 1), flags);
}

static void
add_root (Reader *self,
          guint32 marked,
          guint32 to)
{
  const char *root = mark_of (self, marked, HF_DOT_ROOT);
  g_autofree char *words = hf_dot_unescape (mark_of (self, marked, HF_DOT_WORDS), NULL);

  if (*root == '\0' || self->object_of[to] == HF_NONE)
    return;
  self->is_held[to] = TRUE;
  if (strcmp (root, "none") != 0)
    hf_heap_builder_add_root (self->builder, number (root, HF_ROOT_ASSUMED + 1), words, self->object_of[to], FALSE);
}

static void
add_object (Reader *self,
            guint32 node)
{
  const char *name = hf_dot_graph_node_name (self->graph, node);
  gboolean is_object = *mark_of (self, node, HF_DOT_FORM) == '\0';
  g_autofree char *label = hf_dot_unescape (hf_strings_get (self->graph->texts, self->graph->nodes.at[node].label), name);
  g_autofree char *title = hf_dot_unescape (mark_of (self, node, HF_DOT_TITLE), NULL);
  char *value = strchr (label, '\n');
  HfObjectSpec spec = { .refcount = HF_REFCOUNT_UNKNOWN, .flags = HF_OBJECT_UNEXPANDED | (is_object ? 0 : HF_OBJECT_SYNTHETIC) };

  if (value != NULL)
    *value++ = '\0';
  spec.value = value != NULL ? value : "";
  spec.value_length = strlen (spec.value);
  spec.type = add_type (self, is_object ? label : title, node);
  if (is_object && name[0] == 'o')
    spec.address = g_ascii_strtoull (name + 1, NULL, 10);
  self->object_of[node] = hf_heap_builder_add_object (self->builder, &spec);
  if (is_object)
    add_root (self, node, node);
  if (self->graph->nodes.at[node].red_font)
    {
      g_autofree char *sentence = g_strdup_printf ("It was drawn for this object: %s at 0x%" G_GINT64_MODIFIER "x.", label, spec.address);

      hf_heap_builder_add_lack (self->builder, sentence);
      if (!self->has_anchor)
        hf_heap_builder_set_drawn_for (self->builder, spec.address);
      self->has_anchor = TRUE;
    }
}

static void
add_reference (Reader          *self,
               const HfDotEdge *edge)
{
  HfStrings *texts = self->graph->texts;
  g_autofree char *label = hf_dot_unescape (hf_strings_get (texts, edge->label), NULL);
  g_autofree char *shown = hf_dot_unescape (hf_strings_get (texts, edge->marks[HF_DOT_LABEL - HF_DOT_CLASS]), NULL);
  HfRefClass class = number (hf_strings_get (texts, edge->marks[0]), HF_CLASS_SHARED + 1);
  HfRefKind kind = *shown != '\0' || *label == '\0' ? HF_REF_OTHER : HF_REF_FIELD;
  gsize length = strlen (shown);

  if (self->object_of[edge->tail] == HF_NONE)
    {
      add_root (self, edge->tail, edge->head);
      return;
    }
  if (self->object_of[edge->head] == HF_NONE)
    return;
  /* "['k']" is a key; what is neither a key nor an attribute is shown as it is. */
  if (length > 2 && shown[0] == '[' && shown[length - 1] == ']')
    {
      shown[length - 1] = '\0';
      memmove (shown, shown + 1, length - 1);
      kind = HF_REF_VALUE;
    }
  if (edge->tail != edge->head)
    self->is_held[edge->head] = TRUE;
  hf_heap_builder_add_ref_from (self->builder, self->object_of[edge->tail], self->object_of[edge->head], kind,
                                hf_heap_builder_string (self->builder, *shown != '\0' ? shown : label, -1), class);
}

/* One object a cycle for all of it that is not drawn; members and it refer to each other. */
static void
close_cycles (Reader *self)
{
  g_autoptr (GHashTable) rests = g_hash_table_new (NULL, NULL);

  for (guint32 i = 0; i < self->graph->nodes.n; i++)
    {
      guint cycle = number (mark_of (self, i, HF_DOT_CYCLE), G_MAXINT32);
      guint32 rest = GPOINTER_TO_UINT (g_hash_table_lookup (rests, GUINT_TO_POINTER (cycle))) - 1;

      if (cycle == 0 || self->object_of[i] == HF_NONE)
        continue;
      if (rest == HF_NONE)
        {
          HfObjectSpec spec = { .refcount = HF_REFCOUNT_UNKNOWN, .flags = HF_OBJECT_UNEXPANDED | HF_OBJECT_SYNTHETIC };

          spec.type = hf_heap_builder_type (self->builder, NULL, "rest of the cycle", HF_KIND_OTHER, 0);
          rest = hf_heap_builder_add_object (self->builder, &spec);
          if (rest == HF_NONE)
            return;
          g_hash_table_insert (rests, GUINT_TO_POINTER (cycle), GUINT_TO_POINTER (rest + 1));
        }
      hf_heap_builder_add_ref_from (self->builder, self->object_of[i], rest, HF_REF_OTHER, 0, HF_CLASS_STRONG);
      hf_heap_builder_add_ref_from (self->builder, rest, self->object_of[i], HF_REF_OTHER, 0, HF_CLASS_STRONG);
    }
}

static void
add_all (Reader *self)
{
  const HfDotGraph *graph = self->graph;

  for (guint32 i = 0; i < graph->nodes.n; i++)
    self->object_of[i] = HF_NONE;
  for (guint32 i = 0; i < graph->nodes.n && (i % HF_PROGRESS_INTERVAL != 0 || hf_dump_input_poll (self->input)); i++)
    if (strcmp (mark_of (self, i, HF_DOT_FORM), "root") != 0)
      add_object (self, i);
  for (gsize i = 0; i < graph->edges.n && (i % HF_PROGRESS_INTERVAL != 0 || hf_dump_input_poll (self->input)); i++)
    add_reference (self, &graph->edges.at[i]);
  close_cycles (self);
  for (guint32 i = 0; i < graph->nodes.n; i++)
    if (!self->is_held[i] && self->object_of[i] != HF_NONE)
      hf_heap_builder_add_root (self->builder, HF_ROOT_ASSUMED, "its referrers are not drawn", self->object_of[i], FALSE);
}

gboolean
hf_dump_picture_add (const HfDotGraph *graph,
                     HfHeapBuilder    *builder,
                     HfDumpInput      *input)
{
  Reader self = { .graph = graph, .builder = builder, .input = input };
  g_autofree guint32 *object_of = NULL;
  g_autofree guint8 *is_held = NULL;

  if (!graph->directed || !graph->marked)
    return FALSE;

  object_of = self.object_of = g_try_new (guint32, graph->nodes.n);
  is_held = self.is_held = g_try_malloc0 (MAX (graph->nodes.n, 1));
  if (object_of == NULL || is_held == NULL)
    return TRUE;
  add_all (&self);
  hf_heap_builder_set_format (builder, HF_FORMAT_PICTURE);
  hf_heap_builder_set_has (builder, HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_NAMES | HF_HAS_ROOTS);
  hf_heap_builder_add_lack (builder, "Sizes are not recorded.");
  hf_heap_builder_add_lack (builder, "This is a drawing of a part of the heap: objects may have more references and referrers than are shown.");

  return TRUE;
}
