/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-components.h"
#include "analysis/hf-dominators.h"

#define EXACT_UP_TO 2000000u /* ids + references up to which a cycle's retained size is asked for exactly */
#define WHOLE_UP_TO 500u     /* members up to which a component is shown as it is */

/*
 * Modules, classes and functions are one component in every program (a function refers to its module's names, a class to its
 * bases and they to it), and most of what a program holds for itself is in it. Drawn as one cycle it would colour the whole
 * picture and hide the real cycles. So inside a component that large, only the components over strong references are shown.
 */
typedef struct
{
  HfDrawingBuild *build;
  GHashTable *refined; /* cycle -> Refined */
} Finder;

typedef struct
{
  HfComponents *components; /* over local ids 1 … n; NULL if memory could not be had */
  guint32 *local;           /* [graph->n] local id, 0 for what is no member */
  const guint32 *members;
  guint32 n_members;
} Refined;

static void
refined_free (gpointer data)
{
  Refined *self = data;

  g_clear_pointer (&self->components, hf_components_free);
  g_free (self->local);
  g_free (self);
}

/* The strong references between the members, as a graph of its own whose root leads nowhere. */
static HfComponents *
refine (const HfGraph *graph, Refined *self)
{
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (HfRef));
  g_autofree guint32 *begin = g_new0 (guint32, (gsize) self->n_members + 2);
  HfGraph local = { .n = self->n_members + 1, .n_reachable = self->n_members, .out_begin = begin };

  self->local = g_try_new0 (guint32, graph->n);
  if (self->local == NULL)
    return NULL;
  for (guint32 i = 0; i < self->n_members; i++)
    self->local[self->members[i]] = i + 1;
  for (guint32 i = 0; i < self->n_members; i++)
    {
      guint32 v = self->members[i];

      begin[i + 1] = out->len;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 to = hf_ref_is (graph->out[r], HF_CLASSES_STRONG) ? self->local[hf_ref_object (graph->out[r])] : 0;

          if (to != 0)
            g_array_append_vals (out, &(HfRef) { hf_ref_pack (to, HF_CLASS_STRONG) }, 1);
        }
    }
  begin[self->n_members + 1] = out->len;
  local.m = out->len;
  local.out = (const HfRef *) (gconstpointer) out->data;

  return hf_components_new (&local, HF_CLASSES_STRONG, NULL, NULL);
}

static const Refined *
refined_cycle (Finder *self, guint32 cycle)
{
  const HfComponents *components = self->build->analysis->components;
  Refined *refined = g_hash_table_lookup (self->refined, GUINT_TO_POINTER (cycle));

  if (refined == NULL)
    {
      refined = g_new0 (Refined, 1);
      refined->members = components->cycle_member + components->cycle_begin[cycle];
      refined->n_members = components->cycle_begin[cycle + 1] - components->cycle_begin[cycle];
      refined->components = refine (self->build->graph, refined);
      g_hash_table_insert (self->refined, GUINT_TO_POINTER (cycle), refined);
    }

  return refined;
}

/* The cycle that @object is in as it is shown: its component's number, and within a large one that of the part. */
static guint64
key_of_object (Finder *self, guint32 object)
{
  const HfComponents *components = self->build->analysis->components;
  guint32 cycle = object == HF_NONE ? HF_NONE : hf_components_cycle_of (components, object);
  const Refined *refined;
  guint32 part = HF_NONE;

  if (cycle == HF_NONE)
    return G_MAXUINT64;
  if (components->cycle_begin[cycle + 1] - components->cycle_begin[cycle] <= WHOLE_UP_TO)
    return (guint64) cycle << 32 | HF_NONE;
  refined = refined_cycle (self, cycle);
  if (refined->components != NULL)
    part = hf_components_cycle_of (refined->components, refined->local[object]);

  return part == HF_NONE ? G_MAXUINT64 : (guint64) cycle << 32 | part;
}

static guint64
key_of_node (Finder *self, const HfNode *node)
{
  guint64 key = node->form == HF_NODE_OBJECT ? key_of_object (self, node->object) : G_MAXUINT64;

  return key == G_MAXUINT64 && node->form == HF_NODE_OBJECT ? key_of_object (self, node->dict) : key;
}

/* (transfer full) */
static guint32 *
members_of (Finder *self, guint64 key, guint32 *n)
{
  const HfComponents *components = self->build->analysis->components;
  guint32 cycle = (guint32) (key >> 32), part = (guint32) key;
  const Refined *refined;
  guint32 *members;
  const guint32 *begin;

  if (part == HF_NONE)
    {
      *n = components->cycle_begin[cycle + 1] - components->cycle_begin[cycle];
      return g_memdup2 (components->cycle_member + components->cycle_begin[cycle], *n * sizeof *members);
    }
  refined = refined_cycle (self, cycle);
  begin = refined->components->cycle_begin;
  *n = begin[part + 1] - begin[part];
  members = g_new (guint32, *n);
  for (guint32 i = 0; i < *n; i++)
    members[i] = refined->members[refined->components->cycle_member[begin[part] + i] - 1];

  return members;
}

static gboolean
refers_to_itself (const HfDrawingBuild *self, const HfNode *node)
{
  HfRefClasses classes = hf_components_cycle_classes (self->graph, node->object);

  return hf_graph_find_ref (self->graph, node->object, node->object, classes) != HF_NONE
         || (node->dict != HF_NONE && hf_graph_find_ref (self->graph, node->dict, node->object, classes) != HF_NONE);
}

/* Whether @object is in the cycle of that key. */
static gboolean
is_member (Finder *self, guint64 key, guint32 object)
{
  const HfComponents *components = self->build->analysis->components;
  const Refined *refined;
  guint32 cycle = (guint32) (key >> 32);

  if (components->of[object] != components->cycle_component[cycle])
    return FALSE;
  if ((guint32) key == HF_NONE)
    return TRUE;
  refined = refined_cycle (self, cycle);

  return refined->components->of[refined->local[object]] == refined->components->cycle_component[(guint32) key];
}

/* What the cycle keeps alive. Where one member dominates all others it is that member's retained size; else it takes a
 * pass over the heap, which large heaps are spared: what the top members keep by themselves is a lower bound then. */
static void
weigh (Finder *self, guint64 key, HfDrawnComponent *component, const guint32 *members)
{
  const HfDominators *dominators = self->build->analysis->dominators;
  const HfGraph *graph = self->build->graph;
  guint tops = 0;

  for (guint32 i = 0; i < component->members; i++)
    {
      guint32 above = dominators->idom[members[i]];

      /* A dominator between two members would be a member. */
      if (above != HF_NONE && is_member (self, key, above))
        continue;
      component->retained += dominators->retained[members[i]];
      tops++;
    }
  component->at_least = tops > 1;
  if (tops > 1 && graph->n + (guint64) graph->m <= EXACT_UP_TO
      && hf_retained_size_of_set (self->build->heap, dominators, members, component->members, &component->retained, NULL, NULL, NULL))
    component->at_least = FALSE;
}

static void
add_component (Finder *self, guint64 key, guint32 drawn)
{
  HfDrawingBuild *build = self->build;
  HfDrawnComponent component = { .cycle = (guint32) (key >> 32), .drawn = drawn };
  g_autofree guint32 *members = members_of (self, key, &component.members);

  component.number = build->components->len + 1;
  component.color = build->components->len;
  component.garbage = !hf_graph_is_reachable (build->graph, members[0]);
  weigh (self, key, &component, members);
  g_array_append_val (build->components, component);
}

/* A cycle is shown as one when two of its members are drawn, or one that refers to itself. */
void
hf_drawing_build_components (HfDrawingBuild *self)
{
  g_autofree guint64 *keys = g_new (guint64, self->nodes->len + 1);
  Finder finder = { self, g_hash_table_new_full (NULL, NULL, NULL, refined_free) };

  for (guint i = 0; i < self->nodes->len; i++)
    keys[i] = key_of_node (&finder, &g_array_index (self->nodes, HfNode, i));
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);
      guint32 drawn = 0;

      if (keys[i] == G_MAXUINT64 || node->component != HF_NONE)
        continue;
      for (guint j = i; j < self->nodes->len; j++)
        drawn += keys[j] == keys[i];
      if (drawn < 2 && !refers_to_itself (self, node))
        continue;
      for (guint j = i; j < self->nodes->len; j++)
        if (keys[j] == keys[i])
          g_array_index (self->nodes, HfNode, j).component = self->components->len;
      add_component (&finder, keys[i], drawn);
    }
  g_hash_table_unref (finder.refined);
}
