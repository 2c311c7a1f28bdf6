/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include "drawing/hf-choices-words.h"
#include "hf-graph-tabs.h"
#include "hf-query-entry.h"

/* What a case keeps of the window: which snapshots are compared and which page is seen, modes, filters, and the drawings. */

static const char *const modes[] = { "growth-mode", "growth-by", "types-by", "every-step", "cycles-filter", "dominators-by" };

typedef struct
{
  const char *key;
  GtkWidget *page;
} Filter;

/* ---- filters ------------------------------------------------------------------------------------------------------------------ */

static HfQueryEntry *
entry_in (GtkWidget *top)
{
  g_autoptr (GQueue) queue = g_queue_new ();

  for (GtkWidget *widget = top; widget != NULL; widget = g_queue_pop_head (queue))
    {
      if (HF_IS_QUERY_ENTRY (widget))
        return HF_QUERY_ENTRY (widget);
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        g_queue_push_tail (queue, child);
    }

  return NULL;
}

static void
filters_of (HfWindow *self, Filter filters[4])
{
  filters[0] = (Filter) { "filter-growth", self->growth };
  filters[1] = (Filter) { "filter-types", self->types };
  filters[2] = (Filter) { "filter-cycles", self->cycles };
  filters[3] = (Filter) { "filter-dominators", self->dominators };
}

/* ---- modes ------------------------------------------------------------------------------------------------------------------------ */

static void
keep_mode (HfWindow *self, HfCase *content, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self->session), name);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_value_init (&value, pspec->value_type);
  g_value_init (&number, G_TYPE_INT);
  g_object_get_property (G_OBJECT (self->session), name, &value);
  if (!g_value_transform (&value, &number))
    return;
  text = g_strdup_printf ("%d", g_value_get_int (&number));
  hf_case_set_view (content, name, text);
}

static void
show_mode (HfWindow *self, const HfCase *content, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (self->session), name);
  const char *text = hf_case_get_view (content, name);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;
  gint64 mode;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT, &mode, NULL))
    return;
  g_value_init (&number, G_TYPE_INT);
  g_value_init (&value, pspec->value_type);
  g_value_set_int (&number, (int) mode);
  if (g_value_transform (&number, &value) && !g_param_value_validate (pspec, &value))
    g_object_set_property (G_OBJECT (self->session), name, &value);
}

/* ---- snapshots ---------------------------------------------------------------------------------------------------------------------- */

static void
keep_snapshot (HfWindow *self, HfCase *content, const char *key, HfSnapshot *snapshot)
{
  g_autofree char *text = snapshot != NULL ? g_strdup_printf ("%u", hf_case_keeper_index_of (self->keeper, snapshot)) : NULL;

  hf_case_set_view (content, key, text);
}

static HfSnapshot *
kept_snapshot (HfWindow *self, const HfCase *content, const char *key)
{
  const char *text = hf_case_get_view (content, key);
  guint64 index;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT - 1, &index, NULL) ? hf_case_keeper_snapshot (self->keeper, (guint) index)
                                                                                               : NULL;
}

/* ---- drawings ------------------------------------------------------------------------------------------------------------------------ */

static double
hundredth (double number)
{
  return (double) (gint64) (number * 100 + (number < 0 ? -0.5 : 0.5)) / 100;
}

static void
keep_drawing (HfWindow *self, HfCase *content, HfGraphPage *page)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (page);
  HfGeometry *geometry = hf_graph_page_get_geometry (page);
  const HfChoices *choices = hf_graph_page_get_choices (page);
  HfSnapshot *snapshot = hf_graph_page_get_snapshot (page);
  HfCaseDrawing *kept;

  if (choices == NULL || snapshot == NULL || hf_snapshot_get_heap (snapshot) == NULL || hf_choices_get_anchor (choices) == HF_NONE)
    return;
  kept = hf_case_add_drawing (content, hf_case_keeper_index_of (self->keeper, snapshot));
  g_hash_table_unref (kept->lists);
  kept->lists = hf_choices_to_words (choices, hf_snapshot_get_heap (snapshot));
  /* While it is made, the layout has the last word when it is shown again. */
  for (guint i = 0; drawing != NULL && geometry != NULL && i < drawing->n_nodes; i++)
    {
      const HfRect *box = &geometry->nodes[i];
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_MODIFIER "x", hf_drawing_node_key (&drawing->nodes[i]));

      hf_case_drawing_add_place (kept, key, hundredth (box->x + box->width / 2), hundredth (box->y + box->height / 2));
    }
}

static void
show_drawing (HfWindow *self, const HfCaseDrawing *kept, HfSnapshot *snapshot)
{
  HfHeap *heap = hf_snapshot_get_heap (snapshot);
  HfChoices *choices = hf_choices_from_words (kept->lists, heap);
  guint32 anchor = hf_choices_get_anchor (choices);
  HfNodePlaces *places;

  if (anchor == HF_NONE)
    {
      hf_choices_free (choices);
      return;
    }
  places = hf_node_places_new ();
  for (guint i = 0; i < kept->places->len; i++)
    {
      const HfCasePlace *place = &g_array_index (kept->places, HfCasePlace, i);

      hf_node_places_add (places, g_ascii_strtoull (place->key, NULL, 16), place->x, place->y);
    }
  hf_graph_page_restore (hf_graph_tabs_add (HF_GRAPH_TABS (self->graph)), snapshot, choices, places);
  if (hf_session_get_selection (self->session) == NULL && g_str_equal (hf_session_get_page (self->session), HF_PAGE_GRAPH))
    hf_session_select_object (self->session, snapshot, anchor);
}

/* Those whose dumps are analysed by now; what is left waits for the others. */
static void
show_drawings (HfWindow *self)
{
  g_autoptr (HfCase) shown = hf_case_new ();

  for (guint i = 0; self->kept_drawings != NULL && i < self->kept_drawings->drawings->len;)
    {
      HfCaseDrawing *kept = g_ptr_array_index (self->kept_drawings->drawings, i);
      HfSnapshot *snapshot = hf_case_keeper_snapshot (self->keeper, kept->dump);

      if (snapshot == NULL || hf_snapshot_get_analysis (snapshot) == NULL)
        {
          i++;
          continue;
        }
      kept = g_ptr_array_steal_index (self->kept_drawings->drawings, i);
      show_drawing (self, kept, snapshot);
      g_ptr_array_add (shown->drawings, kept);
    }
}

/* ---- all of it ----------------------------------------------------------------------------------------------------------------------- */

void
hf_window_keep_view (HfWindow *self, HfCase *content)
{
  Filter filters[4];

  filters_of (self, filters);
  hf_case_set_view (content, "page", hf_session_get_page (self->session));
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    keep_mode (self, content, modes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      HfQueryEntry *entry = entry_in (filters[i].page);

      hf_case_set_view (content, filters[i].key, entry != NULL ? hf_query_entry_get_applied (entry) : NULL);
    }
  keep_snapshot (self, content, "base", hf_session_get_base (self->session));
  keep_snapshot (self, content, "target", hf_session_get_target (self->session));
  keep_snapshot (self, content, "current", hf_session_get_current (self->session));
  /* Drawings that are not shown yet stay as they are in the file. */
  g_ptr_array_set_size (content->drawings, 0);
  for (guint i = 0; i < hf_graph_tabs_get_n (HF_GRAPH_TABS (self->graph)); i++)
    keep_drawing (self, content, hf_graph_tabs_get_nth (HF_GRAPH_TABS (self->graph), i));
  if (self->kept_drawings != NULL)
    {
      g_autoptr (HfCase) rest = hf_case_copy (self->kept_drawings);

      g_ptr_array_extend_and_steal (content->drawings, g_steal_pointer (&rest->drawings));
      rest->drawings = g_ptr_array_new ();
    }
}

static void
watch_snapshots (HfWindow *self, const HfCase *content)
{
  for (guint i = 0; i < content->dumps->len; i++)
    {
      HfSnapshot *snapshot = hf_case_keeper_snapshot (self->keeper, i);

      if (snapshot == NULL)
        continue;
      g_signal_handlers_disconnect_by_func (snapshot, show_drawings, self);
      g_signal_connect_object (snapshot, "notify::analysed", G_CALLBACK (show_drawings), self, G_CONNECT_SWAPPED);
    }
  show_drawings (self);
}

static void
show_pair (HfWindow *self, const HfCase *content)
{
  HfSnapshot *base = kept_snapshot (self, content, "base"), *target = kept_snapshot (self, content, "target");
  HfSnapshot *current = kept_snapshot (self, content, "current");

  if (base != NULL && target != NULL && base != target)
    hf_session_set_pair (self->session, base, target);
  if (current != NULL)
    hf_session_set_current (self->session, current);
}

void
hf_window_show_located (HfWindow *self, HfCase *content)
{
  show_pair (self, content);
  watch_snapshots (self, content);
}

void
hf_window_show_view (HfWindow *self, HfCase *content)
{
  const char *page = hf_case_get_view (content, "page");
  static const char *const pages[] = { HF_PAGE_GROWTH, HF_PAGE_TYPES, HF_PAGE_CYCLES, HF_PAGE_DOMINATORS, HF_PAGE_GRAPH, NULL };
  Filter filters[4];

  filters_of (self, filters);
  g_clear_pointer (&self->kept_drawings, hf_case_free);
  self->kept_drawings = hf_case_copy (content);
  show_pair (self, content);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    show_mode (self, content, modes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      HfQueryEntry *entry = entry_in (filters[i].page);
      const char *text = hf_case_get_view (content, filters[i].key);

      if (entry != NULL && text != NULL)
        hf_query_entry_set_text (entry, text);
    }
  if (page != NULL && g_strv_contains (pages, page))
    hf_session_set_page (self->session, page);
  watch_snapshots (self, content);
}
