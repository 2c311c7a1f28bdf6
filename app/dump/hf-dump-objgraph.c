/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-objgraph.h"

#include <string.h>

#include "hf-python-types.h"

#define N_START_OBJECTS_NAMED 3

/* FALSE once the person cancelled; asked in every loop over all nodes or edges. */
static inline gboolean
may_go_on (HfDumpInput *input,
           gsize        i)
{
  return i % HF_PROGRESS_INTERVAL != 0 || hf_dump_input_poll (input);
}

/* ---- what all three share -------------------------------------------------------------------------------------------------- */

/* @full: "LeakNode" or "app.LeakNode". Sets *@is_plain for types whose objects refer to nothing. */
static guint32
add_type (HfHeapBuilder *builder,
          const char    *full,
          gboolean      *is_plain)
{
  const char *dot = strrchr (full, '.');
  g_autofree char *module = dot != NULL && dot > full && dot[1] != '\0' ? g_strndup (full, dot - full) : NULL;
  const char *name = module != NULL ? dot + 1 : full;
  HfTypeFlags flags;
  HfKind kind = hf_python_types_kind (module, name, &flags);

  *is_plain = kind == HF_KIND_VALUE;
  if (g_strcmp0 (module, "__builtin__") == 0)
    return hf_heap_builder_type (builder, "builtins", name, kind, flags);

  return hf_heap_builder_type (builder, module, name, kind, flags);
}

typedef struct
{
  char *type;
  char *value;
} Label;

/* Modules and frames are where chains begin. */
static gboolean
add_anchor (HfHeapBuilder *builder,
            guint32        object,
            const Label   *label)
{
  const char *dot = strrchr (label->type, '.');
  const char *name = dot != NULL ? dot + 1 : label->type;
  g_autofree char *words = g_strdup_printf ("%s %s", name, label->value);

  if (g_str_equal (name, "module"))
    hf_heap_builder_add_root (builder, HF_ROOT_MODULE, words, object, FALSE);
  else if (g_str_equal (name, "frame"))
    hf_heap_builder_add_root (builder, HF_ROOT_OTHER, words, object, FALSE);
  else
    return FALSE;

  return TRUE;
}

/* What only looks like garbage because the drawing ends there: objects that nothing in it refers to. */
static void
add_boundary_roots (HfHeapBuilder    *builder,
                    const HfDotGraph *graph,
                    const guint32    *object_of,
                    const guint8     *is_anchor)
{
  g_autofree guint8 *is_held = g_try_malloc0 (MAX (graph->nodes.n, 1));

  if (is_held == NULL)
    return;
  for (gsize i = 0; i < graph->edges.n; i++)
    if (object_of[graph->edges.at[i].tail] != HF_NONE && graph->edges.at[i].tail != graph->edges.at[i].head)
      is_held[graph->edges.at[i].head] = TRUE;
  for (guint32 i = 0; i < graph->nodes.n; i++)
    if (object_of[i] != HF_NONE && !is_held[i] && !is_anchor[i])
      hf_heap_builder_add_root (builder, HF_ROOT_OTHER, "its referrers are not drawn", object_of[i], FALSE);
}

static void
add_common_lacks (HfHeapBuilder *builder)
{
  hf_heap_builder_add_lack (builder, "Sizes are not recorded.");
  hf_heap_builder_add_lack (builder, "This is a drawing of a part of the heap: objects may have more references and referrers than are shown.");
}

/* The label's first line and the rest. */
static Label
split_label (const HfDotGraph *graph,
             guint32           text)
{
  char *whole = hf_dot_unescape (hf_strings_get (graph->texts, text), NULL);
  char *rest = strchr (whole, '\n');
  Label label;

  if (rest != NULL)
    *rest++ = '\0';
  label.value = g_strdup (rest != NULL ? rest : "");
  label.type = whole;

  return label;
}

static void
label_clear (Label *label)
{
  g_free (label->type);
  g_free (label->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Label, label_clear)

/* ---- objgraph ----------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const HfDotGraph *graph;
  HfHeapBuilder *builder;
  HfDumpInput *input; /* to poll */
  guint32 *object_of; /* node → dump id, or HF_NONE for what is no object */
  guint8 *is_anchor;
  guint8 *expanded;   /* the drawing shows what it refers to */
  guint64 n_more;     /* references that markers speak of */
  guint32 n_markers;
  guint32 n_asked;
  gboolean forward;   /* show_refs: what was asked about is where it begins */
} Objgraph;

/* "o123", "o_123" for a negative id. */
static gboolean
parse_object_name (const char *name,
                   guint64    *address)
{
  gboolean negative = name[0] == 'o' && name[1] == '_';
  guint64 number;

  if (name[0] != 'o' || !g_ascii_string_to_unsigned (name + (negative ? 2 : 1), 10, 0, G_MAXUINT64, &number, NULL))
    return FALSE;
  *address = negative ? -number : number;

  return TRUE;
}

static gboolean
is_marker (const char *name)
{
  return g_str_has_prefix (name, "too_many_") || g_str_has_suffix (name, "_has_a_del");
}

/* Where the file ends in the middle of a name. */
static gboolean
is_cut_name (const HfDotGraph *graph,
             guint32           node)
{
  return graph->damage != NULL && node + 1 == graph->nodes.n;
}

static gboolean
is_objgraph (const HfDotGraph *graph)
{
  guint64 address;
  gsize n_objects = 0;

  for (guint32 i = 0; i < graph->nodes.n; i++)
    {
      const char *name = hf_dot_graph_node_name (graph, i);

      if (parse_object_name (name, &address))
        n_objects++;
      else if (!is_marker (name) && !is_cut_name (graph, i))
        return FALSE;
    }

  return n_objects > 0;
}

/* " [3]" behind the type is the reference count. */
static guint32
take_refcount (char *type)
{
  char *bracket = g_str_has_suffix (type, "]") ? strrchr (type, '[') : NULL;
  guint64 number;
  g_autofree char *digits = NULL;

  if (bracket == NULL || bracket == type || bracket[-1] != ' ')
    return HF_REFCOUNT_UNKNOWN;
  digits = g_strndup (bracket + 1, strlen (bracket) - 2);
  if (!g_ascii_string_to_unsigned (digits, 10, 0, HF_REFCOUNT_UNKNOWN - 1, &number, NULL))
    return HF_REFCOUNT_UNKNOWN;
  bracket[-1] = '\0';

  return (guint32) number;
}

/* What the pseudo nodes say of the objects that they hang on. */
static void
read_markers (Objgraph *self)
{
  const HfDotGraph *graph = self->graph;

  for (gsize i = 0; i < graph->edges.n && may_go_on (self->input, i); i++)
    {
      const HfDotEdge *edge = &graph->edges.at[i];
      gboolean from_marker = is_marker (hf_dot_graph_node_name (graph, edge->tail));
      gboolean to_marker = is_marker (hf_dot_graph_node_name (graph, edge->head));
      guint32 marker = from_marker ? edge->tail : edge->head;

      if (!from_marker && !to_marker)
        {
          self->expanded[edge->tail] = TRUE;
          continue;
        }
      if (!g_str_has_prefix (hf_dot_graph_node_name (graph, marker), "too_many_"))
        continue;
      self->n_markers++;
      self->n_more += g_ascii_strtoull (hf_strings_get (graph->texts, graph->nodes.at[marker].label), NULL, 10);
    }
}

static gboolean
has_marker (Objgraph   *self,
            const char *format_prefix,
            guint32     node,
            const char *suffix)
{
  g_autofree char *name = g_strconcat (format_prefix, hf_dot_graph_node_name (self->graph, node), suffix, NULL);

  return hf_dot_graph_find_node (self->graph, name) != HF_NONE;
}

static void
add_object (Objgraph *self,
            guint32   i)
{
  const HfDotNode *node = &self->graph->nodes.at[i];
  g_auto (Label) label = split_label (self->graph, node->label);
  HfObjectSpec spec = { .value = label.value, .value_length = strlen (label.value) };
  gboolean is_plain;

  parse_object_name (hf_dot_graph_node_name (self->graph, i), &spec.address);
  spec.refcount = take_refcount (label.type);
  spec.type = add_type (self->builder, node->labelled ? label.type : "unknown", &is_plain);
  /* Referrers are drawn with the references that lead to what was asked about, and no others. */
  if (!is_plain && (!self->expanded[i] || !self->forward || has_marker (self, "too_many_", i, "")))
    spec.flags |= HF_OBJECT_UNEXPANDED;
  if (has_marker (self, "", i, "_has_a_del"))
    spec.flags |= HF_OBJECT_FINALIZER;
  self->object_of[i] = hf_heap_builder_add_object (self->builder, &spec);
  if (self->object_of[i] == HF_NONE)
    return;

  self->is_anchor[i] = node->labelled && add_anchor (self->builder, self->object_of[i], &label);
  self->n_asked += node->red_font;
  if (node->red_font && self->forward && !self->is_anchor[i])
    {
      hf_heap_builder_add_root (self->builder, HF_ROOT_OTHER, "asked about", self->object_of[i], FALSE);
      self->is_anchor[i] = TRUE;
    }
  if (node->red_font && self->n_asked <= N_START_OBJECTS_NAMED)
    {
      g_autofree char *sentence = g_strdup_printf ("It was drawn for this object: %s at 0x%" G_GINT64_MODIFIER "x.",
                                                   label.type, spec.address);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
}

/* show_refs goes from what was asked about along references, the others against them: there the label of an edge's
 * tail comes after that of its head. Nodes are numbered as they are first mentioned, starting with what was asked. */
static gboolean
goes_forward (const HfDotGraph *graph,
              HfDumpInput      *input)
{
  for (gsize i = 0; i < graph->edges.n && may_go_on (input, i); i++)
    {
      const HfDotEdge *edge = &graph->edges.at[i];

      if (edge->tail == edge->head || is_marker (hf_dot_graph_node_name (graph, edge->tail)) ||
          is_marker (hf_dot_graph_node_name (graph, edge->head)))
        continue;
      if (graph->nodes.at[edge->tail].red_font != graph->nodes.at[edge->head].red_font)
        return graph->nodes.at[edge->tail].red_font;
    }

  return TRUE;
}

static void
add_reference (Objgraph        *self,
               const HfDotEdge *edge)
{
  HfRefKind kind = HF_REF_OTHER;
  guint32 name = 0;

  if (edge->label != 0)
    {
      g_auto (Label) label = split_label (self->graph, edge->label);
      g_autofree char *quoted = g_strdup_printf ("'%s'", label.type);

      if (edge->weight == 10)
        {
          kind = g_str_equal (label.type, "__dict__") ? HF_REF_DICT : HF_REF_FIELD;
          name = kind == HF_REF_DICT ? 0 : hf_heap_builder_string (self->builder, label.type, -1);
        }
      else
        {
          kind = HF_REF_VALUE;
          name = hf_heap_builder_string (self->builder, edge->weight == 2 ? quoted : *label.value != '\0' ? label.value : label.type, -1);
        }
    }
  hf_heap_builder_add_ref_from (self->builder, self->object_of[edge->tail], self->object_of[edge->head], kind, name, HF_CLASS_STRONG);
}

static void
describe_objgraph (Objgraph *self)
{
  g_autofree char *more = NULL;

  hf_heap_builder_set_format (self->builder, "objgraph DOT");
  hf_heap_builder_set_runtime (self->builder, "Python");
  hf_heap_builder_set_has (self->builder, HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_NAMES | HF_HAS_ROOTS);
  add_common_lacks (self->builder);
  if (self->n_asked > N_START_OBJECTS_NAMED)
    {
      g_autofree char *sentence = g_strdup_printf ("It was drawn for %u objects in all.", self->n_asked);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (self->n_markers == 0)
    return;
  more = g_strdup_printf ("%u of its objects have %" G_GUINT64_FORMAT " more %s that were left out of the drawing.",
                          self->n_markers, self->n_more, self->forward ? "references" : "referrers");
  hf_heap_builder_add_lack (self->builder, more);
}

gboolean
hf_dump_objgraph_add (const HfDotGraph *graph,
                      HfHeapBuilder    *builder,
                      HfDumpInput      *input)
{
  Objgraph self = { .graph = graph, .builder = builder, .input = input };
  gsize n = graph->nodes.n;
  guint64 address;

  if (!graph->directed || !is_objgraph (graph))
    return FALSE;

  self.object_of = g_try_new (guint32, n);
  self.is_anchor = g_try_malloc0 (n);
  self.expanded = g_try_malloc0 (n);
  if (self.object_of != NULL && self.is_anchor != NULL && self.expanded != NULL)
    {
      self.forward = goes_forward (graph, input);
      read_markers (&self);
      for (guint32 i = 0; i < n; i++)
        self.object_of[i] = HF_NONE;
      for (guint32 i = 0; i < n && may_go_on (input, i); i++)
        {
          if (parse_object_name (hf_dot_graph_node_name (graph, i), &address))
            add_object (&self, i);
        }
      for (gsize i = 0; i < graph->edges.n && may_go_on (input, i); i++)
        if (self.object_of[graph->edges.at[i].tail] != HF_NONE && self.object_of[graph->edges.at[i].head] != HF_NONE)
          add_reference (&self, &graph->edges.at[i]);
      add_boundary_roots (builder, graph, self.object_of, self.is_anchor);
      describe_objgraph (&self);
    }
  g_free (self.object_of);
  g_free (self.is_anchor);
  g_free (self.expanded);

  return TRUE;
}

/* ---- pympler and refcycle ------------------------------------------------------------------------------------------------------- */

typedef gboolean (*AddressFunc) (const char *name, guint64 *address);
typedef Label (*LabelFunc) (const HfDotGraph *graph, guint32 text);

/* Objects and references of a tool that draws all references of each of its objects. */
static void
add_simple (const HfDotGraph *graph,
            HfHeapBuilder    *builder,
            HfDumpInput      *input,
            AddressFunc       address_of,
            LabelFunc         label_of)
{
  g_autofree guint32 *object_of = g_try_new0 (guint32, graph->nodes.n);
  g_autofree guint8 *is_anchor = g_try_malloc0 (graph->nodes.n);

  if (object_of == NULL || is_anchor == NULL)
    return;
  for (guint32 i = 0; i < graph->nodes.n && may_go_on (input, i); i++)
    {
      const HfDotNode *node = &graph->nodes.at[i];
      g_auto (Label) label = label_of (graph, node->label);
      HfObjectSpec spec = { .refcount = HF_REFCOUNT_UNKNOWN, .value = label.value, .value_length = strlen (label.value) };
      gboolean is_plain;

      address_of (hf_dot_graph_node_name (graph, i), &spec.address);
      spec.type = add_type (builder, node->labelled ? label.type : "unknown", &is_plain);
      object_of[i] = hf_heap_builder_add_object (builder, &spec);
      is_anchor[i] = object_of[i] != HF_NONE && node->labelled && add_anchor (builder, object_of[i], &label);
    }
  for (gsize i = 0; i < graph->edges.n && may_go_on (input, i); i++)
    {
      const HfDotEdge *edge = &graph->edges.at[i];
      g_autofree char *name = hf_dot_unescape (hf_strings_get (graph->texts, edge->label), NULL);

      hf_heap_builder_add_ref_from (builder, object_of[edge->tail], object_of[edge->head], HF_REF_OTHER,
                                    hf_heap_builder_string (builder, name, -1), HF_CLASS_STRONG);
    }
  if (!hf_dump_input_poll (input))
    return;
  add_boundary_roots (builder, graph, object_of, is_anchor);
  hf_heap_builder_set_runtime (builder, "Python");
  add_common_lacks (builder);
}

static gboolean
all_names (const HfDotGraph *graph,
           AddressFunc       address_of)
{
  guint64 address;

  for (guint32 i = 0; i < graph->nodes.n; i++)
    if (!address_of (hf_dot_graph_node_name (graph, i), &address))
      return FALSE;

  return graph->nodes.n > 0;
}

/* "X7f00a0", "Xx7f00a0": hex() of the id without its leading 0, behind an X. */
static gboolean
pympler_address (const char *name,
                 guint64    *address)
{
  if (name[0] != 'X')
    return FALSE;

  return g_ascii_string_to_unsigned (name + (name[1] == 'x' ? 2 : 1), 16, 0, G_MAXUINT64, address, NULL);
}

/* The value comes first, cut and in capitals or not, and the type behind the line break. */
static Label
pympler_label (const HfDotGraph *graph,
               guint32           text)
{
  Label label = split_label (graph, text);
  char *type = label.value;

  if (*type == '\0')
    return label;
  label.value = label.type;
  label.type = type;

  return label;
}

gboolean
hf_dump_pympler_add (const HfDotGraph *graph,
                     HfHeapBuilder    *builder,
                     HfDumpInput      *input)
{
  if (!graph->directed || strstr (graph->comment, "Process this file with graphviz") == NULL ||
      !all_names (graph, pympler_address))
    return FALSE;

  add_simple (graph, builder, input, pympler_address, pympler_label);
  hf_heap_builder_set_format (builder, "pympler DOT");
  hf_heap_builder_set_has (builder, HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_NAMES | HF_HAS_ROOTS);

  return TRUE;
}

static gboolean
refcycle_address (const char *name,
                  guint64    *address)
{
  /* Its numbers begin at 0, and an address of 0 is none. */
  if (!g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT32, address, NULL))
    return FALSE;
  (*address)++;

  return TRUE;
}

/* "object", "function" and the like stand before what they are; "list[3]" says how long it is; the rest are literals. */
void
hf_dump_refcycle_label (char **type,
                        char **value)
{
  gsize plain = strcspn (*type, "[");
  char *whole;

  if (g_str_equal (*type, "object") && **value != '\0')
    {
      g_free (*type);
      *type = g_steal_pointer (value);
      *value = g_strdup ("");
      return;
    }
  if (**value != '\0')
    return;
  if ((*type)[plain] == '[' && (g_str_has_prefix (*type, "list[") || g_str_has_prefix (*type, "tuple[") || g_str_has_prefix (*type, "dict[")))
    {
      g_free (*value);
      *value = g_strdup_printf ("%.*s items", (int) (strlen (*type) - plain - 2), *type + plain + 1);
      (*type)[plain] = '\0';
      return;
    }

  whole = *type;
  g_free (*value);
  *value = whole;
  if (*whole == '\'' || *whole == '"')
    *type = g_strdup ("str");
  else if (g_str_has_prefix (whole, "b'") || g_str_has_prefix (whole, "b\""))
    *type = g_strdup ("bytes");
  else if (g_ascii_isdigit (*whole) || *whole == '-')
    *type = g_strdup (strpbrk (whole, ".ej") != NULL ? "float" : "int");
  else if (g_str_equal (whole, "None"))
    *type = g_strdup ("NoneType");
  else if (g_str_has_prefix (whole, "weakref "))
    *type = g_strdup ("weakref");
  else
    *type = g_strdup (g_str_equal (whole, "True") || g_str_equal (whole, "False") ? "bool" : "object");
}

static Label
refcycle_label (const HfDotGraph *graph,
                guint32           text)
{
  Label label = split_label (graph, text);

  hf_dump_refcycle_label (&label.type, &label.value);

  return label;
}

/* One of its own words in at least one label tells it from other graphs with numbers for names. */
static gboolean
has_refcycle_words (const HfDotGraph *graph)
{
  static const char *const words[] = { "object\\n", "function\\n", "instancemethod\\n", "module\\n", "type\\n", "frame\\n",
                                       "list[", "tuple[", "dict[" };

  for (guint32 i = 0; i < graph->nodes.n; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
      if (g_str_has_prefix (hf_strings_get (graph->texts, graph->nodes.at[i].label), words[k]))
        return TRUE;

  return FALSE;
}

gboolean
hf_dump_refcycle_add (const HfDotGraph *graph,
                      HfHeapBuilder    *builder,
                      HfDumpInput      *input)
{
  if (!graph->directed || !graph->edges_first || graph->others || !g_str_equal (graph->name, "G") ||
      !all_names (graph, refcycle_address) || !has_refcycle_words (graph))
    return FALSE;

  add_simple (graph, builder, input, refcycle_address, refcycle_label);
  hf_heap_builder_set_format (builder, "refcycle DOT");
  hf_heap_builder_set_has (builder, HF_HAS_VALUES | HF_HAS_NAMES | HF_HAS_ROOTS);

  return TRUE;
}
