/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-build.h"

#include "analysis/hf-components.h"
#include "analysis/hf-dominators.h"

#define EXACT_UP_TO 2000000u /* ids + references up to which a cycle's retained size is asked for exactly */

/* The cycle that a node is in, by itself or by its dict; HF_NONE if in none. */
static guint32
cycle_of_node (const HfDrawingBuild *self, const HfNode *node)
{
  const HfComponents *components = self->analysis->components;
  guint32 cycle = HF_NONE;

  if (node->form == HF_NODE_OBJECT)
    cycle = hf_components_cycle_of (components, node->object);
  if (cycle == HF_NONE && node->form == HF_NODE_OBJECT && node->dict != HF_NONE)
    cycle = hf_components_cycle_of (components, node->dict);

  return cycle;
}

typedef struct
{
  const HfDrawingBuild *build;
  guint32 node;
  HfRefClasses classes;
  gboolean found;
} Itself;

static void
look_for_itself (const HfSpan *span, gpointer data)
{
  Itself *self = data;

  self->found = self->found || ((span->classes & ~self->classes) == 0 && hf_drawing_build_find (self->build, span->object) == self->node);
}

static gboolean
refers_to_itself (const HfDrawingBuild *self, guint32 index)
{
  const HfNode *node = &g_array_index (self->nodes, HfNode, index);
  Itself itself = { self, index, hf_components_cycle_classes (self->graph, node->object), FALSE };

  hf_drawing_node_spans (self->fold, node, look_for_itself, &itself);

  return itself.found;
}

/* Where one member dominates all others it is that member's retained size; else it takes a
 * pass over the heap, which large heaps are spared: what the top members keep by themselves is a lower bound then. */
static void
weigh (const HfDrawingBuild *self, HfDrawnComponent *component, const guint32 *members)
{
  const HfDominators *dominators = self->analysis->dominators;
  const HfComponents *components = self->analysis->components;
  guint tops = 0;

  for (guint32 i = 0; i < component->members; i++)
    {
      guint32 above = dominators->idom[members[i]];

      /* A dominator between two members would be a member. */
      if (above != HF_NONE && hf_components_of (components, above) == components->cycle_component[component->cycle])
        continue;
      component->retained += hf_dominators_retained (dominators, members[i]);
      tops++;
    }
  component->at_least = tops > 1;
  if (tops > 1 && self->graph->n + (guint64) self->graph->m <= EXACT_UP_TO
      && hf_retained_size_of_set (self->heap, dominators, members, component->members, &component->retained, NULL, NULL, NULL))
    component->at_least = FALSE;
}

void
hf_drawing_build_weigh (const HfDrawingBuild *self, HfDrawnComponent *component, const guint32 *objects, guint32 n)
{
  component->retained = 0;
  component->at_least = FALSE;
  if (self->graph->n + (guint64) self->graph->m <= EXACT_UP_TO
      && hf_retained_size_of_set (self->heap, self->analysis->dominators, objects, n, &component->retained, NULL, NULL, NULL))
    return;
  for (guint32 i = 0; i < n; i++)
    component->retained = MAX (component->retained, hf_dominators_retained (self->analysis->dominators, objects[i]));
  component->at_least = TRUE;
}

static void
add_component (HfDrawingBuild *self, guint32 cycle, guint32 drawn)
{
  const HfComponents *components = self->analysis->components;
  const guint32 *members = components->cycle_member + components->cycle_begin[cycle];
  HfDrawnComponent component = { .cycle = cycle, .representative = members[0], .drawn = drawn };

  component.members = components->cycle_begin[cycle + 1] - components->cycle_begin[cycle];
  component.number = self->components->len + 1;
  component.color = self->components->len;
  component.garbage = !hf_graph_is_reachable (self->graph, members[0]);
  weigh (self, &component, members);
  g_array_append_val (self->components, component);
}

/* A cycle is shown as one when two of its members are drawn, or one that refers to itself. */
void
hf_drawing_build_components (HfDrawingBuild *self)
{
  g_autofree guint32 *cycles = g_new (guint32, self->nodes->len + 1);

  for (guint i = 0; i < self->nodes->len; i++)
    cycles[i] = cycle_of_node (self, &g_array_index (self->nodes, HfNode, i));
  for (guint i = 0; i < self->nodes->len; i++)
    {
      HfNode *node = &g_array_index (self->nodes, HfNode, i);
      guint32 drawn = 0;

      if (cycles[i] == HF_NONE || node->component != HF_NONE)
        continue;
      for (guint j = i; j < self->nodes->len; j++)
        drawn += cycles[j] == cycles[i];
      if (drawn < 2 && !refers_to_itself (self, i))
        continue;
      for (guint j = i; j < self->nodes->len; j++)
        if (cycles[j] == cycles[i])
          g_array_index (self->nodes, HfNode, j).component = self->components->len;
      add_component (self, cycles[i], drawn);
    }
}
