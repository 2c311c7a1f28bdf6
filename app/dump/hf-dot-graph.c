/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dot-graph.h"

#include <string.h>

#include "hf-dot-scanner.h"

#define MAX_DEPTH 10000u
#define MAX_GROUP_EDGES 4000000u
#define MAX_GROUP_STEPS 200000000u

/* What attribute lists set, for a node, an edge, or as a default. */
typedef struct
{
  guint32 label;
  guint32 fillcolor;
  gint32 weight;
  guint8 red_font;
  guint8 html;
  guint8 has_label;
  guint8 has_fillcolor;
  guint8 has_others;
  guint8 has_marks;
  guint32 marks[HF_DOT_N_MARKS];
} Attributes;

/* One end of an edge: the nodes mentioned from @begin to before @end. */
typedef struct
{
  gsize begin;
  gsize end;
  gboolean is_node;
} Operand;

/* An open { … }, with the statement that it stands in the middle of kept by the level around it. */
typedef struct
{
  Attributes node;
  Attributes edge;
  gsize mentioned; /* where its nodes begin in ->mentioned */
  gsize operands;  /* where its statement's operands begin in ->operands */
  guint32 name;    /* of the subgraph: text id */
} Level;

typedef struct
{
  gsize begin;
  gsize end;
} Group;

typedef struct
{
  HfDotGraph *graph;
  HfDotScanner *scanner;
  GString *name; /* of the node at hand */
  HF_VECTOR (Level) levels;
  HF_VECTOR (guint32) mentioned;
  HF_VECTOR (Operand) operands;
  GHashTable *groups; /* subgraph name's text id → Group */
  GHashTable *pairs;  /* strict graphs: edges that exist */
  HF_VECTOR (guint64) stamps; /* per node: the last group edge that used it */
  guint64 stamp;
  guint64 n_group_edges;
  guint64 n_group_steps;
  gboolean met_node_attributes;
} Parser;

static gboolean
no_memory (Parser *self)
{
  return hf_dot_scanner_fail (self->scanner, "there is not enough memory");
}

static Level *
top (Parser *self)
{
  return &self->levels.at[self->levels.n - 1];
}

static gboolean
failed (const Parser *self)
{
  return hf_dot_scanner_message (self->scanner) != NULL;
}

/* ---- attribute lists ------------------------------------------------------------------------------------------------------ */

static guint32
text_id (Parser           *self,
         const HfDotToken *token)
{
  guint32 id = hf_strings_add (self->graph->texts, token->text, token->length);

  if (id == HF_STRINGS_FULL)
    {
      no_memory (self);
      return 0;
    }

  return id;
}

static const char *const marks[HF_DOT_N_MARKS] = {
  [HF_DOT_KIND] = "hf_kind", [HF_DOT_FORM] = "hf_form", [HF_DOT_TITLE] = "hf_title", [HF_DOT_ROOT] = "hf_root",
  [HF_DOT_WORDS] = "hf_words", [HF_DOT_CYCLE] = "hf_cycle", [HF_DOT_CLASS] = "hf_class", [HF_DOT_LABEL] = "hf_label",
};

static void
set_mark (Parser     *self,
          const char *name,
          Attributes *to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (strcmp (name, marks[i]) == 0)
      {
        to->marks[i] = text_id (self, hf_dot_scanner_peek (self->scanner));
        to->has_marks = TRUE;
      }
}

static void
set_attribute (Parser     *self,
               const char *name,
               Attributes *to)
{
  const HfDotToken *value = hf_dot_scanner_peek (self->scanner);

  if (strcmp (name, "label") == 0)
    {
      to->label = text_id (self, value);
      to->html = value->type == HF_DOT_HTML;
      to->has_label = TRUE;
      return;
    }
  to->has_others = TRUE;
  if (strcmp (name, "fillcolor") == 0)
    {
      to->fillcolor = text_id (self, value);
      to->has_fillcolor = TRUE;
    }
  else if (strcmp (name, "weight") == 0)
    to->weight = (gint32) CLAMP (g_ascii_strtoll (value->text, NULL, 10), 0, G_MAXINT32);
  else if (strcmp (name, "fontcolor") == 0)
    to->red_font |= g_ascii_strcasecmp (value->text, "red") == 0;
  else if (name[0] == 'h' && name[1] == 'f' && name[2] == '_')
    set_mark (self, name, to);
}

/* Any number of [a=b, c=d; e f=g] lists. */
static gboolean
read_attributes (Parser     *self,
                 Attributes *to)
{
  while (hf_dot_scanner_is_mark (self->scanner, '['))
    {
      hf_dot_scanner_next (self->scanner);
      while (!hf_dot_scanner_is_mark (self->scanner, ']'))
        {
          g_autofree char *name = NULL;

          if (hf_dot_scanner_is_mark (self->scanner, ',') || hf_dot_scanner_is_mark (self->scanner, ';'))
            {
              hf_dot_scanner_next (self->scanner);
              continue;
            }
          if (!hf_dot_scanner_is_id (self->scanner))
            return hf_dot_scanner_fail (self->scanner, "an attribute or ] belongs here");
          name = g_strdup (hf_dot_scanner_peek (self->scanner)->text);
          hf_dot_scanner_next (self->scanner);
          if (!hf_dot_scanner_is_mark (self->scanner, '='))
            continue;
          hf_dot_scanner_next (self->scanner);
          if (!hf_dot_scanner_is_id (self->scanner))
            return hf_dot_scanner_fail (self->scanner, "an attribute's value belongs here");
          set_attribute (self, name, to);
          hf_dot_scanner_next (self->scanner);
        }
      hf_dot_scanner_next (self->scanner);
    }

  return !failed (self);
}

/* ---- nodes and edges ------------------------------------------------------------------------------------------------------ */

static void
apply_to_node (HfDotNode        *node,
               const Attributes *from)
{
  if (from->has_label)
    {
      node->label = from->label;
      node->html = from->html;
      node->labelled = TRUE;
    }
  if (from->has_fillcolor)
    node->fillcolor = from->fillcolor;
  node->red_font |= from->red_font;
  if (from->has_marks)
    memcpy (node->marks, from->marks, sizeof node->marks);
}

/* Mentions the node of ->name, making it with the defaults if it is new. */
static void
mention_node (Parser *self)
{
  HfDotGraph *graph = self->graph;
  guint32 known = hf_strings_add (graph->names, self->name->str, self->name->len);

  /* String id 0 is no node's; the node with the empty name is kept under its quotes. */
  if (known == 0)
    known = hf_strings_add (graph->names, "\"\"", 2);
  if (known == HF_STRINGS_FULL)
    {
      no_memory (self);
      return;
    }
  if (known > graph->nodes.n)
    {
      HfDotNode node = { 0 };

      apply_to_node (&node, &top (self)->node);
      node.labelled = FALSE;
      if (!hf_vector_push (&graph->nodes, node))
        no_memory (self);
    }
  if (!hf_vector_push (&self->mentioned, known - 1))
    no_memory (self);
}

static void
add_edge (Parser           *self,
          guint32           tail,
          guint32           head,
          const Attributes *attributes)
{
  HfDotEdge edge = { tail, head, attributes->label, attributes->weight, { 0 } };

  memcpy (edge.marks, attributes->marks + HF_DOT_CLASS, sizeof edge.marks);
  if (self->graph->strict)
    {
      guint64 pair = (guint64) tail << 32 | head;

      if (g_hash_table_contains (self->pairs, &pair))
        return;
      g_hash_table_add (self->pairs, g_memdup2 (&pair, sizeof pair));
    }
  if (!hf_vector_push (&self->graph->edges, edge))
    no_memory (self);
}

/* Each node of a group once, in place. */
static gboolean
make_distinct (Parser  *self,
               Operand *group)
{
  gsize kept = group->begin;

  while (self->stamps.n < self->graph->nodes.n)
    if (!hf_vector_push (&self->stamps, 0))
      return no_memory (self);
  self->n_group_steps += group->end - group->begin;
  if (self->n_group_steps > MAX_GROUP_STEPS)
    return hf_dot_scanner_fail (self->scanner, "the same groups come too often");

  self->stamp++;
  for (gsize i = group->begin; i < group->end; i++)
    {
      guint32 node = self->mentioned.at[i];

      if (self->stamps.at[node] == self->stamp)
        continue;
      self->stamps.at[node] = self->stamp;
      self->mentioned.at[kept++] = node;
    }
  group->end = kept;

  return TRUE;
}

/* From every node of @tails to every node of @heads; the other way too where the graph has no directions. */
static gboolean
connect (Parser           *self,
         Operand          *tails,
         Operand          *heads,
         const Attributes *attributes)
{
  if ((!tails->is_node && !make_distinct (self, tails)) || (!heads->is_node && !make_distinct (self, heads)))
    return FALSE;
  if (!tails->is_node || !heads->is_node)
    self->n_group_edges += (guint64) (tails->end - tails->begin) * (heads->end - heads->begin);
  if (self->n_group_edges > MAX_GROUP_EDGES)
    return hf_dot_scanner_fail (self->scanner, "the edges between groups come to more than 4 million");

  for (gsize i = tails->begin; i < tails->end; i++)
    for (gsize k = heads->begin; k < heads->end; k++)
      {
        guint32 tail = self->mentioned.at[i];
        guint32 head = self->mentioned.at[k];

        add_edge (self, tail, head, attributes);
        if (!self->graph->directed && tail != head)
          add_edge (self, head, tail, attributes);
      }

  return !failed (self);
}

static void
set_node_attributes (Parser           *self,
                     guint32           node,
                     const Attributes *attributes)
{
  HfDotGraph *graph = self->graph;

  apply_to_node (&graph->nodes.at[node], attributes);
  graph->others = graph->others || attributes->has_others;
  graph->marked = graph->marked || attributes->marks[HF_DOT_KIND] != 0;
  self->met_node_attributes = TRUE;
}

/* The operands of the statement are complete; its attributes, if any, come next. */
static gboolean
end_statement (Parser *self)
{
  gsize first = top (self)->operands;
  gsize n = self->operands.n - first;
  gboolean has_list = hf_dot_scanner_is_mark (self->scanner, '[');
  Attributes attributes = n > 1 ? top (self)->edge : (Attributes) { 0 };

  if (!read_attributes (self, &attributes))
    return FALSE;
  if (n == 1 && has_list && self->operands.at[first].is_node)
    set_node_attributes (self, self->mentioned.at[self->operands.at[first].begin], &attributes);
  if (n > 1 && self->met_node_attributes)
    self->graph->edges_first = FALSE;
  for (gsize i = first; i + 1 < self->operands.n; i++)
    if (!connect (self, &self->operands.at[i], &self->operands.at[i + 1], &attributes))
      return FALSE;
  self->operands.n = first;

  return TRUE;
}

/* ---- statements ------------------------------------------------------------------------------------------------------------ */

static gboolean
open_level (Parser *self,
            guint32 name)
{
  Level level = { .edge = { .weight = 1 }, .mentioned = self->mentioned.n, .operands = self->operands.n, .name = name };

  if (self->levels.n > 0)
    {
      level.node = top (self)->node;
      level.edge = top (self)->edge;
    }
  if (self->levels.n >= MAX_DEPTH)
    return hf_dot_scanner_fail (self->scanner, "subgraphs are nested deeper than 10000 levels");
  hf_dot_scanner_next (self->scanner);

  return hf_vector_push (&self->levels, level) || no_memory (self);
}

/* A closed subgraph is an operand of the statement around it. */
static gboolean
close_level (Parser *self)
{
  Level level = *top (self);
  Operand operand = { .begin = level.mentioned, .end = self->mentioned.n };

  hf_dot_scanner_next (self->scanner);
  self->levels.n--;
  if (self->levels.n == 0)
    return TRUE;
  if (level.name != 0)
    {
      Group group = { operand.begin, operand.end };

      g_hash_table_insert (self->groups, GUINT_TO_POINTER (level.name), g_memdup2 (&group, sizeof group));
    }

  return hf_vector_push (&self->operands, operand) || no_memory (self);
}

/* "subgraph", a name or none, and what it contains; without that it means the subgraph that had the name before. */
static gboolean
read_subgraph (Parser   *self,
               gboolean *opened)
{
  Operand operand = { 0 };
  guint32 name = 0;
  const Group *group;

  *opened = TRUE;
  if (hf_dot_scanner_is_word (self->scanner, "subgraph"))
    {
      hf_dot_scanner_next (self->scanner);
      if (hf_dot_scanner_is_id (self->scanner))
        {
          name = text_id (self, hf_dot_scanner_peek (self->scanner));
          hf_dot_scanner_next (self->scanner);
        }
    }
  if (hf_dot_scanner_is_mark (self->scanner, '{'))
    return open_level (self, name);

  *opened = FALSE;
  group = g_hash_table_lookup (self->groups, GUINT_TO_POINTER (name));
  if (group != NULL)
    operand = (Operand) { .begin = group->begin, .end = group->end };

  return hf_vector_push (&self->operands, operand) || no_memory (self);
}

/* A name where a statement may begin; before = it names an attribute of the graph and is no node. */
static gboolean
read_node_operand (Parser   *self,
                   gboolean  first,
                   gboolean *is_attribute)
{
  Operand operand = { .begin = self->mentioned.n, .end = self->mentioned.n + 1, .is_node = TRUE };
  const HfDotToken *token = hf_dot_scanner_peek (self->scanner);

  g_string_truncate (self->name, 0);
  g_string_append_len (self->name, token->text, (gssize) token->length);
  hf_dot_scanner_next (self->scanner);

  *is_attribute = first && hf_dot_scanner_is_mark (self->scanner, '=');
  if (*is_attribute)
    {
      hf_dot_scanner_next (self->scanner);
      if (!hf_dot_scanner_is_id (self->scanner))
        return hf_dot_scanner_fail (self->scanner, "a value belongs behind =");
      hf_dot_scanner_next (self->scanner);
      return TRUE;
    }

  /* Ports say where on the node an edge ends. */
  while (hf_dot_scanner_is_mark (self->scanner, ':'))
    {
      hf_dot_scanner_next (self->scanner);
      if (!hf_dot_scanner_is_id (self->scanner))
        return hf_dot_scanner_fail (self->scanner, "a port belongs behind :");
      hf_dot_scanner_next (self->scanner);
    }
  if (failed (self))
    return FALSE;
  mention_node (self);

  return hf_vector_push (&self->operands, operand) || no_memory (self);
}

/* From an operand on, to the end of the statement, or into the subgraph that opens: the statement then waits. */
static gboolean
read_operands (Parser  *self,
               gboolean first)
{
  for (;; first = FALSE)
    {
      HfDotTokenType type;
      gboolean is_attribute = FALSE;
      gboolean opened = FALSE;

      if (hf_dot_scanner_is_mark (self->scanner, '{') || hf_dot_scanner_is_word (self->scanner, "subgraph"))
        {
          if (!read_subgraph (self, &opened))
            return FALSE;
        }
      else if (!hf_dot_scanner_is_id (self->scanner))
        return hf_dot_scanner_fail (self->scanner, "a node or a subgraph belongs here");
      else if (!read_node_operand (self, first, &is_attribute))
        return FALSE;
      if (opened || is_attribute)
        return TRUE;

      type = hf_dot_scanner_peek (self->scanner)->type;
      if (type != HF_DOT_ARROW && type != HF_DOT_LINE)
        return end_statement (self);
      hf_dot_scanner_next (self->scanner);
    }
}

/* The subgraph that just closed may be the first operand of more. */
static gboolean
go_on_with_statement (Parser *self)
{
  HfDotTokenType type;

  if (self->levels.n == 0)
    return TRUE;

  type = hf_dot_scanner_peek (self->scanner)->type;
  if (type != HF_DOT_ARROW && type != HF_DOT_LINE)
    return end_statement (self);
  hf_dot_scanner_next (self->scanner);

  return read_operands (self, FALSE);
}

/* "node", "edge" or "graph", and attribute lists. */
static gboolean
read_defaults (Parser     *self,
               Attributes *to)
{
  Attributes ignored = { 0 };

  hf_dot_scanner_next (self->scanner);

  return read_attributes (self, to != NULL ? to : &ignored);
}

static gboolean
read_statement (Parser *self)
{
  HfDotScanner *scanner = self->scanner;

  if (hf_dot_scanner_is_mark (scanner, ';') || hf_dot_scanner_is_mark (scanner, ','))
    {
      hf_dot_scanner_next (scanner);
      return TRUE;
    }
  if (hf_dot_scanner_is_mark (scanner, '}'))
    return close_level (self) && go_on_with_statement (self);
  if (hf_dot_scanner_is_word (scanner, "node"))
    return read_defaults (self, &top (self)->node);
  if (hf_dot_scanner_is_word (scanner, "edge"))
    return read_defaults (self, &top (self)->edge);
  if (hf_dot_scanner_is_word (scanner, "graph"))
    return read_defaults (self, NULL);
  if (hf_dot_scanner_peek (scanner)->type == HF_DOT_END && !failed (self))
    return hf_dot_scanner_fail_cut (scanner, "the graph");

  return read_operands (self, TRUE);
}

/* ---- the whole file --------------------------------------------------------------------------------------------------------- */

static gboolean
read_heading (Parser *self)
{
  HfDotScanner *scanner = self->scanner;
  HfDotGraph *graph = self->graph;

  if (hf_dot_scanner_is_word (scanner, "strict"))
    {
      graph->strict = TRUE;
      hf_dot_scanner_next (scanner);
    }
  graph->directed = hf_dot_scanner_is_word (scanner, "digraph");
  if (!graph->directed && !hf_dot_scanner_is_word (scanner, "graph"))
    return hf_dot_scanner_fail (scanner, "\"graph\" or \"digraph\" belongs here");
  hf_dot_scanner_next (scanner);
  if (hf_dot_scanner_is_id (scanner))
    {
      g_free (graph->name);
      graph->name = g_strdup (hf_dot_scanner_peek (scanner)->text);
      hf_dot_scanner_next (scanner);
    }
  if (hf_dot_scanner_is_mark (scanner, '{'))
    return open_level (self, 0);
  if (hf_dot_scanner_peek (scanner)->type == HF_DOT_END && !failed (self))
    return hf_dot_scanner_fail_cut (scanner, "the heading of the graph");

  return hf_dot_scanner_fail (scanner, "{ belongs here");
}

static void
read_graph (Parser *self)
{
  if (!read_heading (self))
    return;
  while (self->levels.n > 0)
    if (!read_statement (self) || failed (self))
      return;
  self->graph->several = hf_dot_scanner_is_id (self->scanner);
}

HfDotGraph *
hf_dot_graph_read (HfDumpInput *input)
{
  g_autoptr (HfDotScanner) scanner = hf_dot_scanner_new (input);
  HfDotGraph *graph = g_new0 (HfDotGraph, 1);
  Parser self = { .graph = graph, .scanner = scanner };

  graph->name = g_strdup ("");
  graph->names = hf_strings_new ();
  graph->texts = hf_strings_new ();
  graph->edges_first = TRUE;
  self.name = g_string_new (NULL);
  self.groups = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self.pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (hf_dump_input_need (input, 3) && memcmp (input->at, "\xef\xbb\xbf", 3) == 0)
    input->at += 3;
  read_graph (&self);
  graph->comment = hf_utf8_clean (hf_dot_scanner_comment (scanner), strlen (hf_dot_scanner_comment (scanner)));
  graph->damage = self.levels.n > 0 || graph->nodes.n == 0 ? g_strdup (hf_dot_scanner_message (scanner)) : NULL;
  graph->cut = hf_dot_scanner_is_cut (scanner);

  g_string_free (self.name, TRUE);
  g_hash_table_unref (self.groups);
  g_hash_table_unref (self.pairs);
  hf_vector_clear (&self.levels);
  hf_vector_clear (&self.mentioned);
  hf_vector_clear (&self.operands);
  hf_vector_clear (&self.stamps);

  return graph;
}

void
hf_dot_graph_free (HfDotGraph *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->comment);
  g_free (self->damage);
  hf_strings_free (self->names);
  hf_strings_free (self->texts);
  hf_vector_clear (&self->nodes);
  hf_vector_clear (&self->edges);
  g_free (self);
}

const char *
hf_dot_graph_node_name (const HfDotGraph *self,
                        guint32           node)
{
  return hf_strings_get (self->names, node + 1);
}

guint32
hf_dot_graph_find_node (const HfDotGraph *self,
                        const char       *name)
{
  guint32 known = hf_strings_find (self->names, name);

  return known != HF_STRINGS_FULL && known > 0 ? known - 1 : HF_NONE;
}

char *
hf_dot_unescape (const char *text,
                 const char *node_name)
{
  GString *to = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text != '\\' || text[1] == '\0')
        {
          g_string_append_c (to, *text);
          continue;
        }
      text++;
      if (*text == 'n' || *text == 'l' || *text == 'r')
        g_string_append_c (to, '\n');
      else if (*text == 'N' && node_name != NULL)
        g_string_append (to, node_name);
      else
        g_string_append_c (to, *text);
    }

  return g_string_free (to, FALSE);
}
