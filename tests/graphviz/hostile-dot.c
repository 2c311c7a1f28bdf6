/* SPDX-License-Identifier: Apache-2.0 */
/* The helper's own Graphviz part, which for requests of a mark lays out another graph than the one that was asked for: one that is
 * known to crash Graphviz, to keep it busy for ever, or to eat all memory. All else is the real helper, sandbox and all. */
#define hf_dot_new honest_dot_new
#define hf_dot_layout honest_dot_layout
#include "graphviz/helper/hf-dot.c"
#undef hf_dot_new
#undef hf_dot_layout
#include "hostile.h"

HfDot    *hf_dot_new    (void);
HfLayout *hf_dot_layout (HfDot *self, const HfLayoutRequest *request, HfEffort effort);

static GPtrArray *texts;

/* A label of a hundred thousand lines: "out of memory", whatever there is. */
static char *
many_lines (void)
{
  GString *text = g_string_new ("digraph { a [label=\"");

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "\\n");
  g_string_append (text, "\"] }");

  return g_string_free (text, FALSE);
}

HfDot *
hf_dot_new (void)
{
  const char *folder = g_getenv ("HF_HOSTILE");

  texts = g_ptr_array_new ();
  for (guint i = 0; i < HOSTILE_N_FILES; i++)
    {
      g_autofree char *place = g_build_filename (folder, hostile_files[i], NULL);
      char *text = NULL;

      if (!g_file_get_contents (place, &text, NULL, NULL))
        return NULL;
      g_ptr_array_add (texts, text);
    }
  g_ptr_array_add (texts, many_lines ());

  return honest_dot_new ();
}

HfLayout *
hf_dot_layout (HfDot *self, const HfLayoutRequest *request, HfEffort effort)
{
  int which = (int) request->gap - HOSTILE_MARK;
  Agraph_t *graph;

  if (which < 0 || which >= (int) texts->len)
    return honest_dot_layout (self, request, effort);

  graph = agmemread (g_ptr_array_index (texts, (guint) which));
  if (graph != NULL)
    gvLayout (self->gvc, graph, (char *) "dot");

  return NULL;
}
