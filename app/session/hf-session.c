/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-session-private.h"

#include <glib/gi18n.h>

#include "drawing/hf-values.h"

enum
{
  PROP_0,
  PROP_BASE,
  PROP_TARGET,
  PROP_CURRENT,
  PROP_PAGE,
  PROP_SELECTION,
  PROP_GRAPH_FOCUS,
  PROP_CAN_GO_BACK,
  PROP_CAN_GO_FORWARD,
  PROP_GROWTH_MODE,
  PROP_GROWTH_BY,
  PROP_TYPES_BY,
  PROP_EVERY_STEP,
  PROP_HIDE_INTERNALS,
  PROP_SHOW_VALUES,
  PROP_CYCLES_FILTER,
  PROP_DOMINATORS_BY,
  N_PROPS
};

enum
{
  PROBLEM,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfSession, hf_session, G_TYPE_OBJECT)

static void
notify (HfSession *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

HfSession *
hf_session_new (void)
{
  return g_object_new (HF_TYPE_SESSION, NULL);
}

/* ---- asking ---- */

/* Growth is what people come for, so it is made at once; the rest when its page is looked at. */
void
hf_session_ask_page (HfSession *self)
{
  hf_session_ask_growth (self);
  hf_session_ask_suspects (self);
  if (g_str_equal (self->page, HF_PAGE_TYPES))
    hf_session_ask_types (self);
  else if (g_str_equal (self->page, HF_PAGE_CYCLES))
    hf_session_ask_cycles (self);
  hf_session_ask_holders (self);
  hf_session_ask_alive (self);
}

void
hf_session_ask_again (HfSession *self)
{
  g_return_if_fail (HF_IS_SESSION (self));

  if (self->current != NULL)
    hf_snapshot_analyse (self->current);
  g_clear_pointer (&self->growth_question, g_free);
  g_clear_pointer (&self->types_question, g_free);
  g_clear_pointer (&self->cycles_question, g_free);
  g_clear_pointer (&self->holders_question, g_free);
  hf_session_ask_page (self);
}

gboolean
hf_session_is_busy (HfSession *self)
{
  HfAnswer *answers[] = { self->growth, self->holders, self->types, self->objects, self->cycles };

  g_return_val_if_fail (HF_IS_SESSION (self), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (hf_answer_get_job (answers[i]) != NULL)
      return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->snapshots)); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (G_LIST_MODEL (self->snapshots), i);

      if (hf_snapshot_get_job (snapshot) != NULL)
        return TRUE;
    }
  return hf_alive_get_job (self->alive) != NULL || hf_session_is_suspecting (self);
}

/* ---- snapshots ---- */

static HfSnapshot *
snapshot_at (HfSession *self, guint i)
{
  g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (G_LIST_MODEL (self->snapshots), i);

  return snapshot; /* the list keeps it */
}

static guint
n_snapshots (HfSession *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->snapshots));
}

static gboolean
is_open (HfSession *self, HfSnapshot *snapshot)
{
  return snapshot != NULL && g_list_store_find (self->snapshots, snapshot, NULL);
}

static void
name_snapshots (HfSession *self)
{
  for (guint i = 0; i < n_snapshots (self); i++)
    {
      g_autofree char *letter = i < 26 ? g_strdup_printf ("%c", 'A' + i) : g_strdup_printf ("%u", i + 1);

      hf_snapshot_set_letter (snapshot_at (self, i), letter);
    }
}

static void
set_snapshot (HfSession *self, HfSnapshot **field, HfSnapshot *snapshot, guint prop)
{
  if (g_set_object (field, snapshot))
    notify (self, prop);
}

static void
choose_page (HfSession *self)
{
  if (self->page_is_chosen || n_snapshots (self) == 0)
    return;
  self->page = n_snapshots (self) == 1 ? HF_PAGE_TYPES : HF_PAGE_GROWTH;
  notify (self, PROP_PAGE);
}

/* What is compared and looked at unless the person said otherwise: the oldest with the newest, and the newest. */
static void
choose_snapshots (HfSession *self)
{
  guint n = n_snapshots (self);

  if (self->pair_is_chosen && !(is_open (self, self->base) && is_open (self, self->target)))
    self->pair_is_chosen = FALSE;
  if (!self->pair_is_chosen)
    {
      set_snapshot (self, &self->base, n >= 2 ? snapshot_at (self, 0) : NULL, PROP_BASE);
      set_snapshot (self, &self->target, n >= 1 ? snapshot_at (self, n - 1) : NULL, PROP_TARGET);
    }
  if (!is_open (self, self->current))
    self->current_is_chosen = FALSE;
  if (!self->current_is_chosen)
    set_snapshot (self, &self->current, self->target, PROP_CURRENT);
}

static void
snapshots_changed (HfSession *self)
{
  name_snapshots (self);
  choose_snapshots (self);
  choose_page (self);
  hf_session_ask_page (self);
}

static gint64
time_of (HfSnapshot *snapshot)
{
  HfHeap *heap = hf_snapshot_get_heap (snapshot);

  return heap != NULL ? hf_heap_info (heap)->time : 0;
}

static guint
arrival_of (HfSnapshot *snapshot)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (snapshot), "hf-arrival"));
}

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 ta = time_of ((HfSnapshot *) a), tb = time_of ((HfSnapshot *) b);

  return ta < tb ? -1 : ta > tb;
}

static int
compare_arrivals (gconstpointer a, gconstpointer b, gpointer data)
{
  guint aa = arrival_of ((HfSnapshot *) a), ab = arrival_of ((HfSnapshot *) b);

  return aa < ab ? -1 : aa > ab;
}

/* Oldest first, if all of them know their time; else as they were opened. Changes nothing that is in order already. */
static void
sort_snapshots (HfSession *self)
{
  GCompareDataFunc compare = compare_times;

  for (guint i = 0; i < n_snapshots (self); i++)
    if (time_of (snapshot_at (self, i)) == 0)
      compare = compare_arrivals;
  for (guint i = 1; i < n_snapshots (self); i++)
    if (compare (snapshot_at (self, i - 1), snapshot_at (self, i), NULL) > 0)
      {
        g_list_store_sort (self->snapshots, compare, NULL);
        return;
      }
}

static void
heap_ready_cb (HfSession *self, GParamSpec *pspec, HfSnapshot *snapshot)
{
  HfHeap *heap = hf_snapshot_get_heap (snapshot);
  guint64 drawn_for = heap != NULL ? hf_heap_info (heap)->drawn_for : 0;

  sort_snapshots (self);
  snapshots_changed (self);
  /* Who opens a drawing wants to see it. */
  if (drawn_for != 0 && hf_heap_find_address (heap, drawn_for) != HF_NONE)
    {
      g_autoptr (HfSelection) selection = hf_selection_new_object (snapshot, hf_heap_find_address (heap, drawn_for));

      hf_session_show_in_graph (self, selection);
    }
}

static void
analysed_cb (HfSession *self, GParamSpec *pspec, HfSnapshot *snapshot)
{
  hf_session_ask_page (self);
}

static void
failed_cb (HfSession *self, const char *message, HfSnapshot *snapshot)
{
  g_autofree char *words = g_strdup (message);

  hf_session_remove (self, snapshot);
  g_signal_emit (self, signals[PROBLEM], 0, words);
}

static void
cancelled_cb (HfSession *self, HfSnapshot *snapshot)
{
  hf_session_remove (self, snapshot);
}

static HfSnapshot *
find_file (HfSession *self, GFile *file)
{
  for (guint i = 0; i < n_snapshots (self); i++)
    if (g_file_equal (hf_snapshot_get_file (snapshot_at (self, i)), file))
      return snapshot_at (self, i);
  return NULL;
}

HfSnapshot *
hf_session_open (HfSession *self, GFile *file)
{
  g_autoptr (HfSnapshot) snapshot = NULL;
  HfSnapshot *already;

  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  already = find_file (self, file);
  if (already != NULL)
    return already;

  snapshot = hf_snapshot_new (file);
  g_object_set_data (G_OBJECT (snapshot), "hf-arrival", GUINT_TO_POINTER (++self->opened));
  g_signal_connect_object (snapshot, "notify::heap-ready", G_CALLBACK (heap_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (snapshot, "notify::analysed", G_CALLBACK (analysed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (snapshot, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (snapshot, "cancelled", G_CALLBACK (cancelled_cb), self, G_CONNECT_SWAPPED);
  g_list_store_append (self->snapshots, snapshot);
  snapshots_changed (self);

  return snapshot;
}

static void
notify_history (HfSession *self)
{
  notify (self, PROP_CAN_GO_BACK);
  notify (self, PROP_CAN_GO_FORWARD);
}

static gboolean
set_boxed (HfSelection **field, HfSelection *selection)
{
  HfSelection *old = *field;

  if (old == selection)
    return FALSE;
  *field = selection != NULL ? hf_selection_ref (selection) : NULL;
  g_clear_pointer (&old, hf_selection_unref);
  return TRUE;
}

static void
forget_snapshot (HfSession *self, HfSnapshot *snapshot)
{
  hf_history_forget (self->history, snapshot);
  if (self->graph_focus != NULL && hf_selection_get_snapshot (self->graph_focus) == snapshot)
    {
      set_boxed (&self->graph_focus, NULL);
      notify (self, PROP_GRAPH_FOCUS);
    }
  if (self->selection != NULL && hf_selection_get_snapshot (self->selection) == snapshot)
    {
      set_boxed (&self->selection, NULL);
      notify (self, PROP_SELECTION);
    }
  notify_history (self);
}

void
hf_session_remove (HfSession *self, HfSnapshot *snapshot)
{
  g_autoptr (HfSnapshot) keep = NULL;
  guint position;

  g_return_if_fail (HF_IS_SESSION (self));

  if (!g_list_store_find (self->snapshots, snapshot, &position))
    return;
  keep = g_object_ref (snapshot);
  g_signal_handlers_disconnect_by_data (snapshot, self);
  g_list_store_remove (self->snapshots, position);
  forget_snapshot (self, snapshot);
  snapshots_changed (self);
  /* Stops what is being read or computed of it. */
  g_object_run_dispose (G_OBJECT (snapshot));
}

GListModel *
hf_session_get_snapshots (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return G_LIST_MODEL (self->snapshots);
}

HfSnapshot *
hf_session_get_base (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->base;
}

HfSnapshot *
hf_session_get_target (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->target;
}

HfSnapshot *
hf_session_get_current (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->current;
}

void
hf_session_set_pair (HfSession *self, HfSnapshot *base, HfSnapshot *target)
{
  guint b, t;

  g_return_if_fail (HF_IS_SESSION (self));

  if (!g_list_store_find (self->snapshots, base, &b) || !g_list_store_find (self->snapshots, target, &t) || b == t)
    return;
  if (b > t)
    {
      HfSnapshot *older = target;

      target = base;
      base = older;
    }
  self->pair_is_chosen = TRUE;
  set_snapshot (self, &self->base, base, PROP_BASE);
  set_snapshot (self, &self->target, target, PROP_TARGET);
  choose_snapshots (self);
  hf_session_ask_page (self);
}

void
hf_session_set_current (HfSession *self, HfSnapshot *snapshot)
{
  g_return_if_fail (HF_IS_SESSION (self));

  if (!is_open (self, snapshot) || snapshot == self->current)
    return;
  self->current_is_chosen = TRUE;
  set_snapshot (self, &self->current, snapshot, PROP_CURRENT);
  hf_session_ask_page (self);
}

/* ---- where the person is ---- */

const char *
hf_session_get_page (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->page;
}

static void
focus_graph (HfSession *self, HfSelection *selection)
{
  set_boxed (&self->graph_focus, selection);
  notify (self, PROP_GRAPH_FOCUS);
}

static void
go_to_page (HfSession *self, const char *page)
{
  self->page = page;
  hf_history_set_page (self->history, page);
  notify (self, PROP_PAGE);
  hf_session_ask_page (self);
}

void
hf_session_set_page (HfSession *self, const char *page)
{
  static const char *const pages[] = { HF_PAGE_GROWTH, HF_PAGE_TYPES, HF_PAGE_CYCLES, HF_PAGE_DOMINATORS, HF_PAGE_GRAPH, NULL };

  g_return_if_fail (HF_IS_SESSION (self));

  if (page == NULL || !g_strv_contains (pages, page))
    return;
  page = g_intern_string (page);
  if (g_str_equal (page, self->page))
    return;
  self->page_is_chosen = TRUE;
  if (g_str_equal (page, HF_PAGE_GRAPH) && self->selection != NULL && !hf_selection_equal (self->selection, self->graph_focus))
    focus_graph (self, self->selection);
  go_to_page (self, page);
}

HfSelection *
hf_session_get_selection (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->selection;
}

HfSelection *
hf_session_get_graph_focus (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->graph_focus;
}

static void
take_selection (HfSession *self, HfSelection *selection)
{
  set_boxed (&self->selection, selection);
  notify (self, PROP_SELECTION);
  hf_session_ask_holders (self);
  hf_session_ask_alive (self);
}

void
hf_session_select (HfSession *self, HfSelection *selection)
{
  g_autoptr (HfSelection) keep = NULL;

  g_return_if_fail (HF_IS_SESSION (self));

  if (hf_selection_equal (selection, self->selection))
    return;
  if (selection != NULL)
    {
      keep = hf_selection_ref (selection);
      hf_history_push (self->history, self->page, selection);
    }
  take_selection (self, selection);
  notify_history (self);
}

void
hf_session_refine_selection (HfSession *self, HfSelection *selection)
{
  gboolean focused = self->graph_focus != NULL && hf_selection_equal (self->graph_focus, selection);

  hf_history_set_selection (self->history, selection);
  take_selection (self, selection);
  /* The graph was asked to draw it before anybody knew what stands for it. */
  if (focused)
    focus_graph (self, selection);
}

void
hf_session_select_object (HfSession *self, HfSnapshot *snapshot, guint32 object)
{
  g_autoptr (HfSelection) selection = NULL;

  g_return_if_fail (HF_IS_SESSION (self));
  g_return_if_fail (HF_IS_SNAPSHOT (snapshot));
  g_return_if_fail (hf_snapshot_get_heap (snapshot) != NULL);

  if (object == HF_ROOT || object >= hf_heap_graph (hf_snapshot_get_heap (snapshot))->n)
    return;
  selection = hf_selection_new_object (snapshot, object);
  hf_session_select (self, selection);
}

void
hf_session_show_in_graph (HfSession *self, HfSelection *selection)
{
  g_autoptr (HfSelection) keep = NULL;

  g_return_if_fail (HF_IS_SESSION (self));
  g_return_if_fail (selection != NULL);

  keep = hf_selection_ref (selection);
  hf_session_select (self, keep);
  self->page_is_chosen = TRUE;
  focus_graph (self, self->selection);
  if (!g_str_equal (self->page, HF_PAGE_GRAPH))
    go_to_page (self, g_intern_static_string (HF_PAGE_GRAPH));
}

static void
go (HfSession *self, int by)
{
  HfSelection *selection;

  if (!hf_history_go (self->history, by))
    return;
  selection = hf_history_get_selection (self->history);
  take_selection (self, selection);
  if (g_str_equal (hf_history_get_page (self->history), HF_PAGE_GRAPH))
    focus_graph (self, selection);
  go_to_page (self, hf_history_get_page (self->history));
  notify_history (self);
}

void
hf_session_go_back (HfSession *self)
{
  g_return_if_fail (HF_IS_SESSION (self));
  go (self, -1);
}

void
hf_session_go_forward (HfSession *self)
{
  g_return_if_fail (HF_IS_SESSION (self));
  go (self, 1);
}

/* ---- object ---- */

static void
hf_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfSession *self = HF_SESSION (object);

  switch (prop_id)
    {
    case PROP_BASE:
      g_value_set_object (value, self->base);
      break;
    case PROP_TARGET:
      g_value_set_object (value, self->target);
      break;
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;
    case PROP_PAGE:
      g_value_set_string (value, self->page);
      break;
    case PROP_SELECTION:
      g_value_set_boxed (value, self->selection);
      break;
    case PROP_GRAPH_FOCUS:
      g_value_set_boxed (value, self->graph_focus);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, hf_history_can_go (self->history, -1));
      break;
    case PROP_CAN_GO_FORWARD:
      g_value_set_boolean (value, hf_history_can_go (self->history, 1));
      break;
    case PROP_GROWTH_MODE:
      g_value_set_int (value, self->growth_mode);
      break;
    case PROP_GROWTH_BY:
      g_value_set_int (value, self->growth_by);
      break;
    case PROP_TYPES_BY:
      g_value_set_int (value, self->types_by);
      break;
    case PROP_EVERY_STEP:
      g_value_set_boolean (value, self->every_step);
      break;
    case PROP_HIDE_INTERNALS:
      g_value_set_boolean (value, self->hide_internals);
      break;
    case PROP_SHOW_VALUES:
      g_value_set_boolean (value, self->show_values);
      break;
    case PROP_CYCLES_FILTER:
      g_value_set_int (value, self->cycles_filter);
      break;
    case PROP_DOMINATORS_BY:
      g_value_set_int (value, self->dominators_by);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* TRUE if it changed. */
static gboolean
set_mode (HfSession *self, guint prop_id, const GValue *value)
{
#define SET(field, type, get) \
  { \
    type wanted = (type) get (value); \
    if (self->field == wanted) \
      return FALSE; \
    self->field = wanted; \
    return TRUE; \
  }
  switch (prop_id)
    {
    case PROP_GROWTH_MODE:
      SET (growth_mode, HfGrowthMode, g_value_get_int)
    case PROP_GROWTH_BY:
      SET (growth_by, HfGroupBy, g_value_get_int)
    case PROP_TYPES_BY:
      SET (types_by, HfGroupBy, g_value_get_int)
    case PROP_EVERY_STEP:
      SET (every_step, gboolean, g_value_get_boolean)
    case PROP_HIDE_INTERNALS:
      SET (hide_internals, gboolean, g_value_get_boolean)
    case PROP_SHOW_VALUES:
      SET (show_values, gboolean, g_value_get_boolean)
    case PROP_CYCLES_FILTER:
      SET (cycles_filter, HfCyclesFilter, g_value_get_int)
    case PROP_DOMINATORS_BY:
      SET (dominators_by, HfDominatorsBy, g_value_get_int)
    default:
      return FALSE;
    }
#undef SET
}

/* Before anybody hears of it, so that whoever looks again sees the difference. */
static void
apply_show_values (HfSession *self)
{
  HfTable *objects = hf_answer_get_table (self->objects);

  hf_values_set_shown (self->show_values);
  if (objects != NULL)
    hf_table_refresh (objects);
}

static void
hf_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HfSession *self = HF_SESSION (object);

  if (prop_id == PROP_PAGE)
    {
      hf_session_set_page (self, g_value_get_string (value));
      return;
    }
  if (!set_mode (self, prop_id, value))
    return;
  if (prop_id == PROP_SHOW_VALUES)
    apply_show_values (self);
  g_object_notify_by_pspec (object, pspec);
  hf_session_apply_modes (self);
  hf_session_ask_page (self);
}

static void
hf_session_dispose (GObject *object)
{
  HfSession *self = HF_SESSION (object);

  g_clear_object (&self->growth);
  g_clear_object (&self->holders);
  g_clear_object (&self->types);
  g_clear_object (&self->objects);
  g_clear_object (&self->cycles);
  g_clear_object (&self->alive);
  g_clear_object (&self->base);
  g_clear_object (&self->target);
  g_clear_object (&self->current);
  g_clear_pointer (&self->selection, hf_selection_unref);
  g_clear_pointer (&self->graph_focus, hf_selection_unref);
  g_clear_pointer (&self->history, hf_history_free);
  g_clear_object (&self->snapshots);

  G_OBJECT_CLASS (hf_session_parent_class)->dispose (object);
}

static void
hf_session_finalize (GObject *object)
{
  HfSession *self = HF_SESSION (object);

  g_clear_pointer (&self->growth_question, g_free);
  g_clear_pointer (&self->growth_where, g_free);
  g_clear_pointer (&self->types_where, g_free);
  g_clear_pointer (&self->cycles_where, g_free);
  g_clear_pointer (&self->types_question, g_free);
  g_clear_pointer (&self->cycles_question, g_free);
  g_clear_pointer (&self->holders_question, g_free);

  G_OBJECT_CLASS (hf_session_parent_class)->finalize (object);
}

static void
install_modes (void)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, HF_PAGE_GROWTH, writable);
  properties[PROP_GROWTH_MODE] = g_param_spec_int ("growth-mode", NULL, NULL, 0, HF_GROWTH_MODE_STAYED, 0, writable);
  properties[PROP_GROWTH_BY] = g_param_spec_int ("growth-by", NULL, NULL, 0, HF_GROUP_BY_HOLDER, 0, writable);
  properties[PROP_TYPES_BY] = g_param_spec_int ("types-by", NULL, NULL, 0, HF_GROUP_BY_SITE, 0, writable);
  properties[PROP_EVERY_STEP] = g_param_spec_boolean ("every-step", NULL, NULL, FALSE, writable);
  properties[PROP_HIDE_INTERNALS] = g_param_spec_boolean ("hide-internals", NULL, NULL, TRUE, writable);
  properties[PROP_SHOW_VALUES] = g_param_spec_boolean ("show-values", NULL, NULL, TRUE, writable);
  properties[PROP_CYCLES_FILTER] = g_param_spec_int ("cycles-filter", NULL, NULL, 0, HF_CYCLES_HELD, 0, writable);
  properties[PROP_DOMINATORS_BY] = g_param_spec_int ("dominators-by", NULL, NULL, 0, HF_DOMINATORS_BY_THREAD, 0, writable);
}

static void
hf_session_class_init (HfSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hf_session_get_property;
  object_class->set_property = hf_session_set_property;
  object_class->dispose = hf_session_dispose;
  object_class->finalize = hf_session_finalize;

  properties[PROP_BASE] = g_param_spec_object ("base", NULL, NULL, HF_TYPE_SNAPSHOT, readable);
  properties[PROP_TARGET] = g_param_spec_object ("target", NULL, NULL, HF_TYPE_SNAPSHOT, readable);
  properties[PROP_CURRENT] = g_param_spec_object ("current", NULL, NULL, HF_TYPE_SNAPSHOT, readable);
  properties[PROP_SELECTION] = g_param_spec_boxed ("selection", NULL, NULL, HF_TYPE_SELECTION, readable);
  properties[PROP_GRAPH_FOCUS] = g_param_spec_boxed ("graph-focus", NULL, NULL, HF_TYPE_SELECTION, readable);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, readable);
  properties[PROP_CAN_GO_FORWARD] = g_param_spec_boolean ("can-go-forward", NULL, NULL, FALSE, readable);
  install_modes ();
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PROBLEM] = g_signal_new ("problem", HF_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hf_session_init (HfSession *self)
{
  self->snapshots = g_list_store_new (HF_TYPE_SNAPSHOT);
  self->history = hf_history_new ();
  self->page = g_intern_static_string (HF_PAGE_GROWTH);
  self->hide_internals = TRUE;
  self->show_values = hf_values_get_shown ();
  self->growth = hf_answer_new ();
  self->holders = hf_answer_new ();
  self->types = hf_answer_new ();
  self->objects = hf_answer_new ();
  self->cycles = hf_answer_new ();
  self->alive = hf_alive_new ();
  hf_session_connect_answers (self);
}
