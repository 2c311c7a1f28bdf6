/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>

#include "changes.h"
#include "heap/hf-heap-builder.h"
#include "leak-dump.h"
#include "session/hf-cycle-table.h"
#include "session/hf-dominator-list.h"
#include "session/hf-dominator-table.h"
#include "session/hf-growth-table.h"
#include "session/hf-holder-table.h"
#include "session/hf-object-table.h"
#include "session/hf-reference-list.h"
#include "session/hf-session.h"

static char *folder;

/* ---- helpers ---- */

static GFile *
dump (const char *name, const LeakShape *shape)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  leak_dump_write (shape, path);
  return g_file_new_for_path (path);
}

static HfSnapshot *
open_dump (HfSession *session, const char *name, const LeakShape *shape)
{
  g_autoptr (GFile) file = dump (name, shape);

  return hf_session_open (session, file);
}

static void
wait_for (HfSession *session)
{
  wait_until (!hf_session_is_busy (session));
  wait_for_quiet ();
}

/* before.hfdump with 3 sessions, after.hfdump with 40 and two garbage rings. */
static HfSession *
session_with_leak (void)
{
  HfSession *session = hf_session_new ();

  open_dump (session, "before.hfdump", &(LeakShape) { .sessions = 3, .time = 1000 });
  open_dump (session, "after.hfdump", &(LeakShape) { .sessions = 40, .garbage_rings = 2, .time = 2000 });
  wait_for (session);

  return session;
}

static void
session_end (HfSession *session)
{
  g_assert_finalize_object (session);
  wait_for_quiet ();
}

static char *
cell (HfTable *table, guint position, const char *column)
{
  return hf_table_dup_exact (table, hf_table_row_at (table, position), (guint) hf_table_find_column (table, column));
}

#define assert_cell(table, position, column, expected) \
  G_STMT_START \
  { \
    g_autofree char *_cell = cell ((table), (position), (column)); \
    g_assert_cmpstr (_cell, ==, (expected)); \
  } \
  G_STMT_END

static void
assert_alive (HfSession *session, const char *expected)
{
  GListModel *steps = hf_alive_get_steps (hf_session_get_alive (session));
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HfStepRow) step = g_list_model_get_item (steps, i);
      g_autofree char *label = hf_step_row_dup_label (step);

      g_string_append_printf (words, "%s%s", i == 0 ? "" : " ", label);
    }
  g_assert_cmpstr (words->str, ==, expected);
}

static void
count_notify_cb (GObject *object, GParamSpec *pspec, int *count)
{
  (*count)++;
}

/* ---- tests ---- */

static void
test_growth_to_chain (void)
{
  HfSession *session = session_with_leak ();
  HfTable *growth = hf_answer_get_table (hf_session_get_growth (session));
  HfTable *holders;
  HfSelection *selection;

  g_assert_cmpstr (hf_session_get_page (session), ==, HF_PAGE_GROWTH);
  g_assert_cmpstr (hf_snapshot_get_letter (hf_session_get_base (session)), ==, "A");
  g_assert_cmpstr (hf_snapshot_get_name (hf_session_get_target (session)), ==, "after.hfdump");
  g_assert_nonnull (growth);
  g_assert_true (hf_growth_table_get_growth (HF_GROWTH_TABLE (growth))->has_retained);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (growth)), ==, 5);
  hf_table_sort (growth, hf_table_find_column (growth, "new-retained"), TRUE);
  hf_table_set_filter (growth, "app.Session");
  assert_cell (growth, 0, "key", "app.Session");
  assert_cell (growth, 0, "first", "3");
  assert_cell (growth, 0, "last", "40");
  assert_cell (growth, 0, "delta", "37");
  assert_cell (growth, 0, "delta-size", "2368");
  assert_cell (growth, 0, "new-retained", "7400"); /* 37 × (64 + 88 + 48) */

  hf_session_select_growth_row (session, hf_table_row_at (growth, 0));
  g_assert_cmpint (hf_selection_get_kind (hf_session_get_selection (session)), ==, HF_SELECTION_TYPE);
  wait_for (session);
  holders = hf_answer_get_table (hf_session_get_holders (session));
  g_assert_nonnull (holders);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (holders)), ==, 1);
  assert_cell (holders, 0, "path", "module app › .CACHE › [*] › Session");
  assert_cell (holders, 0, "count", "37");
  assert_cell (holders, 0, "retained", "7400");
  g_assert_cmpuint (hf_holder_table_get_count (HF_HOLDER_TABLE (holders)), ==, 37);

  g_assert_cmpuint (hf_holder_table_get_in_cycles (HF_HOLDER_TABLE (holders)), ==, 37);

  /* Back from a holder to its type: what stands for it is known already. */
  hf_session_select_holder (session, 0);
  hf_session_select_growth_row (session, hf_table_row_at (growth, 0));
  g_assert_cmpint (hf_selection_get_kind (hf_session_get_selection (session)), ==, HF_SELECTION_TYPE);
  g_assert_cmpuint (hf_selection_get_object (hf_session_get_selection (session)), !=, HF_NONE);

  hf_session_select_holder (session, 0);
  wait_for (session);
  selection = hf_session_get_selection (session);
  g_assert_cmpint (hf_selection_get_kind (selection), ==, HF_SELECTION_HOLDER);
  g_assert_cmpuint (hf_selection_get_object (selection), !=, HF_NONE);
  g_assert_true (g_str_has_prefix (hf_alive_get_expression (hf_session_get_alive (session)), "sys.modules['app'].CACHE['u-"));
  session_end (session);
}

static void
test_modes (void)
{
  HfSession *session = hf_session_new ();
  HfTable *growth;

  open_dump (session, "1.hfdump", &(LeakShape) { .sessions = 10, .garbage_rings = 1, .time = 1000 });
  open_dump (session, "2.hfdump", &(LeakShape) { .sessions = 30, .garbage_rings = 0, .time = 2000 });
  open_dump (session, "3.hfdump", &(LeakShape) { .sessions = 20, .garbage_rings = 3, .time = 3000 });
  wait_for (session);
  growth = hf_answer_get_table (hf_session_get_growth (session));
  hf_table_set_filter (growth, "app.*");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (growth)), ==, 3); /* Session, Message, Node */

  g_object_set (session, "growth-mode", HF_GROWTH_MODE_PEAK, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (growth)), ==, 1);
  assert_cell (growth, 0, "key", "app.Node");
  assert_cell (growth, 0, "delta", "6");
  g_object_set (session, "growth-mode", HF_GROWTH_MODE_GROWTH, "every-step", TRUE, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (growth)), ==, 0);

  g_object_set (session, "every-step", FALSE, NULL);
  hf_session_set_pair (session, hf_session_get_target (session), hf_session_get_base (session));
  g_assert_cmpstr (hf_snapshot_get_name (hf_session_get_base (session)), ==, "1.hfdump");
  {
    g_autoptr (HfSnapshot) second = g_list_model_get_item (hf_session_get_snapshots (session), 1);

    hf_session_set_pair (session, second, hf_session_get_target (session));
  }
  g_object_set (session, "growth-mode", HF_GROWTH_MODE_SIGNED, NULL);
  wait_for (session);
  growth = hf_answer_get_table (hf_session_get_growth (session));
  hf_table_set_filter (growth, "app.Session");
  assert_cell (growth, 0, "delta", "-10");
  session_end (session);
}

/* What is opened first need not be older. */
static void
test_order (void)
{
  HfSession *session = hf_session_new ();
  HfSnapshot *after = open_dump (session, "after.hfdump", &(LeakShape) { .sessions = 40, .time = 2000 });
  HfSnapshot *before = open_dump (session, "before.hfdump", &(LeakShape) { .sessions = 3, .time = 1000 });
  g_autoptr (GFile) again = g_object_ref (hf_snapshot_get_file (after));

  wait_for (session);
  g_assert_true (hf_session_get_base (session) == before);
  g_assert_true (hf_session_get_target (session) == after);
  g_assert_cmpstr (hf_snapshot_get_letter (before), ==, "A");
  g_assert_cmpstr (hf_snapshot_get_letter (after), ==, "B");
  g_assert_true (hf_session_open (session, again) == after);

  hf_session_remove (session, before);
  g_assert_null (hf_session_get_base (session));
  g_assert_true (hf_session_get_current (session) == after);
  g_assert_null (hf_answer_get_table (hf_session_get_growth (session)));
  hf_session_remove (session, after);
  g_assert_null (hf_session_get_current (session));
  session_end (session);
}

static void
test_history (void)
{
  HfSession *session = session_with_leak ();
  HfSnapshot *target = hf_session_get_target (session);
  HfHeap *heap = hf_snapshot_get_heap (target);
  guint32 session_type = hf_heap_find_type (heap, "app.Session");
  guint32 first = HF_NONE, second = HF_NONE;
  gboolean back, forward;
  int drawn = 0;

  for (guint32 i = 1; i < hf_heap_graph (heap)->n && second == HF_NONE; i++)
    if (hf_heap_type (heap, i) == session_type)
      *(first == HF_NONE ? &first : &second) = i;

  g_signal_connect (session, "notify::graph-focus", G_CALLBACK (count_notify_cb), &drawn);
  hf_session_select_object (session, target, first);
  hf_session_select_object (session, target, first); /* the same once more is nothing */
  hf_session_set_page (session, HF_PAGE_GRAPH);
  g_assert_cmpint (drawn, ==, 1);
  hf_session_select_object (session, target, second);
  g_assert_cmpint (drawn, ==, 1);
  wait_for (session);
  g_object_get (session, "can-go-back", &back, "can-go-forward", &forward, NULL);
  g_assert_true (back);
  g_assert_false (forward);

  hf_session_go_back (session);
  g_assert_cmpuint (hf_selection_get_object (hf_session_get_selection (session)), ==, first);
  hf_session_set_page (session, HF_PAGE_TYPES);
  hf_session_go_forward (session);
  g_assert_cmpuint (hf_selection_get_object (hf_session_get_selection (session)), ==, second);
  g_assert_cmpstr (hf_session_get_page (session), ==, HF_PAGE_GRAPH);
  hf_session_go_forward (session);
  hf_session_go_back (session);
  g_assert_cmpstr (hf_session_get_page (session), ==, HF_PAGE_TYPES);
  wait_for (session);
  g_assert_cmpuint (g_list_model_get_n_items (hf_alive_get_steps (hf_session_get_alive (session))), ==, 3);

  /* Elsewhere: what was forward is forgotten. */
  hf_session_select_object (session, target, first + 1);
  g_object_get (session, "can-go-forward", &forward, NULL);
  g_assert_false (forward);
  hf_session_remove (session, target);
  g_assert_null (hf_session_get_selection (session));
  g_assert_null (hf_session_get_graph_focus (session));
  session_end (session);
}

static void
test_types_and_objects (void)
{
  HfSession *session = session_with_leak ();
  HfTable *types, *objects;

  hf_session_set_page (session, HF_PAGE_TYPES);
  wait_for (session);
  types = hf_answer_get_table (hf_session_get_types (session));
  hf_table_set_filter (types, "app.Session");
  assert_cell (types, 0, "count", "40");
  assert_cell (types, 0, "shallow", "2560");
  assert_cell (types, 0, "retained", "8000");
  hf_session_list_objects (session, hf_table_row_at (types, 0));
  wait_for (session);
  g_assert_cmpstr (hf_answer_get_subject (hf_session_get_objects (session)), ==, "app.Session");
  objects = hf_answer_get_table (hf_session_get_objects (session));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (objects)), ==, 40);
  g_assert_cmpint (hf_table_find_column (objects, "type"), ==, -1);
  g_assert_cmpint (hf_table_find_column (objects, "refcount"), ==, -1); /* the dump has none */
  hf_table_set_filter (objects, "*u-7'");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (objects)), ==, 1);
  assert_cell (objects, 0, "value", "id='u-7'");
  assert_cell (objects, 0, "retained", "200");

  /* Another snapshot and back: what was counted is remembered. */
  hf_session_set_current (session, hf_session_get_base (session));
  wait_for (session);
  types = hf_answer_get_table (hf_session_get_types (session));
  hf_table_set_filter (types, "app.Session");
  assert_cell (types, 0, "count", "3");
  hf_session_set_current (session, hf_session_get_target (session));
  g_assert_nonnull (hf_answer_get_table (hf_session_get_types (session)));
  g_assert_null (hf_answer_get_job (hf_session_get_types (session)));

  g_object_set (session, "types-by", HF_GROUP_BY_MODULE, NULL);
  wait_for (session);
  types = hf_answer_get_table (hf_session_get_types (session));
  hf_table_set_filter (types, "app");
  assert_cell (types, 0, "count", "86"); /* 40 sessions, 40 messages, 6 nodes */
  session_end (session);
}

static void
test_cycles (void)
{
  HfSession *session = session_with_leak ();
  HfTable *cycles;
  guint n;

  hf_session_set_page (session, HF_PAGE_CYCLES);
  g_object_set (session, "cycles-filter", HF_CYCLES_GARBAGE, NULL);
  wait_for (session);
  cycles = hf_answer_get_table (hf_session_get_cycles (session));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cycles)), ==, 1);
  assert_cell (cycles, 0, "count", "2");
  assert_cell (cycles, 0, "objects", "6");
  assert_cell (cycles, 0, "retained", "240");
  hf_session_select_cycle (session, 0);
  wait_for (session);
  hf_selection_get_refs (hf_session_get_selection (session), &n);
  g_assert_cmpuint (n, ==, 3);
  hf_selection_get_objects (hf_session_get_selection (session), &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (g_str_has_prefix (hf_alive_get_sentence (hf_session_get_alive (session)), "Nothing reaches it"));

  g_object_set (session, "cycles-filter", HF_CYCLES_HELD, NULL);
  wait_for (session);
  cycles = hf_answer_get_table (hf_session_get_cycles (session));
  assert_cell (cycles, 0, "count", "40");
  assert_cell (cycles, 0, "status", "held by module app");
  session_end (session);
}

static void
test_lists (void)
{
  HfSession *session = session_with_leak ();
  HfSnapshot *target = hf_session_get_target (session);
  HfHeap *heap = hf_snapshot_get_heap (target);
  g_autoptr (HfDominatorList) top = hf_dominator_list_new_top (hf_snapshot_get_analysis (target), NULL, HF_DOMINATORS_BY_OBJECT, NULL);
  g_autoptr (HfDominatorList) by_type = hf_dominator_list_new_top (hf_snapshot_get_analysis (target), NULL, HF_DOMINATORS_BY_TYPE, NULL);
  g_autoptr (HfDominatorRow) unreachable = g_list_model_get_item (G_LIST_MODEL (top), 0);
  g_autoptr (HfDominatorRow) module = g_list_model_get_item (G_LIST_MODEL (top), 1);
  g_autoptr (HfDominatorList) below = hf_dominator_list_new_below (module);
  g_autoptr (HfDominatorRow) group = g_list_model_get_item (G_LIST_MODEL (by_type), 1);
  g_autofree char *group_title = hf_dominator_row_dup_title (group);
  g_autoptr (GListModel) referents = NULL, referrers = NULL;
  g_autoptr (HfReferenceRow) reference = NULL;
  g_autofree char *label = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (top)), ==, 2);
  g_assert_cmpint (hf_dominator_row_get_form (unreachable), ==, HF_DOMINATOR_UNREACHABLE);
  g_assert_cmpuint (hf_dominator_row_get_retained (unreachable), ==, 240);
  g_assert_cmpuint (hf_dominator_row_get_retained (module), ==, hf_heap_bytes (heap) - 240);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (below)), ==, 1);
  g_assert_cmpstr (group_title, ==, "module");

  referents = hf_reference_list_new (heap, hf_dominator_row_get_object (module), HF_REFERENTS);
  g_assert_cmpuint (g_list_model_get_n_items (referents), ==, 1);
  referrers = hf_reference_list_new (heap, hf_dominator_row_get_object (module), HF_REFERRERS);
  reference = g_list_model_get_item (referrers, 0);
  label = hf_reference_row_dup_label (reference);
  g_assert_cmpstr (label, ==, "module app");
  g_assert_cmpuint (hf_reference_row_get_object (reference), ==, HF_ROOT);
  session_end (session);
}

static void
assert_exact (HfTable *table, guint32 row, const char *column, const char *expected)
{
  g_autofree char *words = hf_table_dup_exact (table, row, (guint) hf_table_find_column (table, column));

  g_assert_cmpstr (words, ==, expected);
}

static HfDominatorRow *
first_row_of (HfAnalysis *analysis, HfDominatorsBy by, const char *filter, guint expect_rows)
{
  g_autoptr (HfDominatorList) list = hf_dominator_list_new_top (analysis, NULL, by, filter);

  wait_until (hf_dominator_list_get_job (list) == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, expect_rows);
  return g_list_model_get_item (G_LIST_MODEL (list), 0);
}

/* Only the top level is filtered; what is below a row that matches stays whole. */
static void
test_filtered_tree (void)
{
  HfSession *session = session_with_leak ();
  HfAnalysis *analysis = hf_snapshot_get_analysis (hf_session_get_target (session));
  g_autoptr (HfDominatorRow) by_object = first_row_of (analysis, HF_DOMINATORS_BY_OBJECT, "modu*", 1);
  g_autoptr (HfDominatorRow) by_words = first_row_of (analysis, HF_DOMINATORS_BY_OBJECT, "app", 1);
  g_autoptr (HfDominatorRow) by_type = first_row_of (analysis, HF_DOMINATORS_BY_TYPE, "odul", 1);
  g_autoptr (HfDominatorRow) unreachable = first_row_of (analysis, HF_DOMINATORS_BY_TYPE, "\"any root\"", 1);
  g_autoptr (HfDominatorRow) all = first_row_of (analysis, HF_DOMINATORS_BY_OBJECT, "", 2);
  g_autoptr (HfDominatorList) below = hf_dominator_list_new_below (by_object);

  g_assert_null (first_row_of (analysis, HF_DOMINATORS_BY_OBJECT, "nothing", 0));
  g_assert_null (first_row_of (analysis, HF_DOMINATORS_BY_MODULE, "module*", 0));
  g_assert_cmpint (hf_dominator_row_get_form (by_object), ==, HF_DOMINATOR_OBJECT);
  g_assert_cmpuint (hf_dominator_row_get_object (by_object), ==, hf_dominator_row_get_object (by_words));
  g_assert_cmpint (hf_dominator_row_get_form (by_type), ==, HF_DOMINATOR_GROUP);
  g_assert_cmpint (hf_dominator_row_get_form (unreachable), ==, HF_DOMINATOR_UNREACHABLE);
  g_assert_cmpint (hf_dominator_row_get_form (all), ==, HF_DOMINATOR_UNREACHABLE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (below)), ==, 1);
  session_end (session);
}

/* Roots hold @n objects, every third of them an app.Third. */
static HfHeap *
flat_heap_new (guint n)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  guint32 third = hf_heap_builder_type (builder, "app", "Third", HF_KIND_INSTANCE, 0);
  guint32 other = hf_heap_builder_type (builder, "app", "Other", HF_KIND_INSTANCE, 0);
  HfHeap *heap;

  for (guint i = 0; i < n; i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .type = i % 3 == 0 ? third : other, .shallow = 16, .refcount = 1 };

      hf_heap_builder_add_root (builder, HF_ROOT_OTHER, "root", hf_heap_builder_add_object (builder, &spec), TRUE);
    }
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);

  return heap;
}

/* Of the objects that are held, most come from the second site; those of which nothing is known do not count. */
static void
test_commonest_site (void)
{
  static const guint sites_of[] = { 0, 1, 2, 0, 2, 0, 2, 1, 0 };
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "Thing", HF_KIND_INSTANCE, 0), sites[3] = { 0 };
  guint32 objects[G_N_ELEMENTS (sites_of)], n;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfTable) table = NULL;

  hf_heap_builder_set_has (builder, HF_HAS_SITES);
  for (guint i = 1; i < 3; i++)
    sites[i] = hf_heap_builder_add_site (builder, &(HfSiteFrame) { .file = "app.py", .function = "", .line = 10 * i }, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sites_of); i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .type = type, .shallow = 16, .refcount = 1, .site = sites[sites_of[i]] };

      hf_heap_builder_add_root (builder, HF_ROOT_OTHER, "root", hf_heap_builder_add_object (builder, &spec), TRUE);
    }
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sites_of); i++)
    objects[i] = hf_heap_find_address (heap, 0x1000 + 16 * i);
  table = hf_holder_table_new (hf_holders_new (analysis, objects, G_N_ELEMENTS (objects), NULL, NULL), analysis);
  g_assert_cmpuint (hf_heap_site_frame (heap, hf_holder_table_get_site (HF_HOLDER_TABLE (table), &n), 0).line, ==, 20);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (hf_holder_table_get_in_cycles (HF_HOLDER_TABLE (table)), ==, 0);
}

/* A level that is long is filtered in a worker. */
static void
test_long_filter (void)
{
  g_autoptr (HfHeap) heap = flat_heap_new (9000);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
  g_autoptr (HfDominatorList) list = hf_dominator_list_new_top (analysis, NULL, HF_DOMINATORS_BY_OBJECT, "*.Third");
  g_autoptr (HfDominatorRow) more = NULL;

  g_assert_nonnull (hf_dominator_list_get_job (list));
  wait_until (hf_dominator_list_get_job (list) == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, HF_DOMINATOR_ROWS + 1);
  for (guint i = 0; i < HF_DOMINATOR_ROWS; i++)
    {
      g_autoptr (HfDominatorRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_cmpstr (hf_heap_type_name_of (heap, hf_dominator_row_get_object (row)), ==, "app.Third");
    }
  more = g_list_model_get_item (G_LIST_MODEL (list), HF_DOMINATOR_ROWS);
  g_assert_cmpint (hf_dominator_row_get_form (more), ==, HF_DOMINATOR_MORE);
  g_assert_cmpuint (hf_dominator_row_get_retained (more), ==, (3000 - HF_DOMINATOR_ROWS) * 16);
  wait_for_quiet ();
}

/* Rows of several levels are a table, each with its level and exact sizes. */
static void
test_tree_as_table (void)
{
  g_autoptr (HfHeap) heap = flat_heap_new (600);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
  g_autoptr (HfDominatorRow) group = first_row_of (analysis, HF_DOMINATORS_BY_TYPE, "*Other", 1);
  g_autoptr (HfDominatorRow) more = NULL;
  g_autoptr (HfDominatorList) list = hf_dominator_list_new_top (analysis, NULL, HF_DOMINATORS_BY_OBJECT, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (HfTable) table = NULL;
  guint one = 1, two = 2;

  g_ptr_array_add (rows, g_object_ref (group));
  g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (list), 0));
  g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (list), HF_DOMINATOR_ROWS));
  g_array_append_val (levels, one);
  g_array_append_val (levels, two);
  g_array_append_val (levels, two);
  table = hf_dominator_table_new (rows, levels);
  g_assert_cmpuint (hf_table_get_n_rows (table), ==, 3);
  assert_exact (table, 0, "level", "1");
  assert_exact (table, 0, "object", "app.Other");
  assert_exact (table, 0, "value", "400 objects");
  assert_exact (table, 0, "address", "");
  assert_exact (table, 0, "shallow", "6400");
  assert_exact (table, 0, "retained", "6400");
  assert_exact (table, 1, "level", "2");
  assert_exact (table, 1, "address", "0x1000");
  assert_exact (table, 1, "retained", "16");
  assert_exact (table, 2, "object", "100 more");
  assert_exact (table, 2, "shallow", "");
  assert_exact (table, 2, "retained", "1600");
}

/* A level of the tree is shown a part at a time. */
static void
test_long_level (void)
{
  g_autoptr (HfHeap) heap = leak_heap_new (&(LeakShape) { .sessions = 20000, .time = 1 });
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
  g_autoptr (HfDominatorList) list = hf_dominator_list_new_top (analysis, NULL, HF_DOMINATORS_BY_OBJECT, NULL);
  g_autoptr (HfDominatorRow) more = NULL;
  GString *changes;

  for (guint depth = 0; depth < 3; depth++)
    {
      g_autoptr (HfDominatorRow) row = g_list_model_get_item (G_LIST_MODEL (list), 0);
      HfDominatorList *below = hf_dominator_list_new_below (row);

      g_set_object (&list, below);
      g_object_unref (below);
    }
  g_assert_nonnull (hf_dominator_list_get_job (list)); /* long enough for a worker */
  changes = changes_watch (list);
  wait_until (hf_dominator_list_get_job (list) == NULL);
  assert_changes (changes, "0-0+501");
  more = g_list_model_get_item (G_LIST_MODEL (list), 500);
  g_assert_cmpint (hf_dominator_row_get_form (more), ==, HF_DOMINATOR_MORE);
  g_assert_cmpuint (hf_dominator_row_get_retained (more), ==, 19500 * 200);
  hf_dominator_list_show_more (list);
  assert_changes (changes, "500-1+501");
  g_string_free (changes, TRUE);
  wait_for_quiet ();
}

static void
problem_cb (HfSession *session, const char *sentence, GString *problems)
{
  g_string_append_printf (problems, "%s|", sentence);
}

/* What cannot be read says why and leaves what was open. */
static void
test_problems (void)
{
  HfSession *session = session_with_leak ();
  g_autoptr (GString) problems = g_string_new (NULL);
  g_autofree char *garbage = g_build_filename (folder, "garbage.hfdump", NULL);
  g_autoptr (GFile) garbage_file = g_file_new_for_path (garbage);
  g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent/x.hfdump");
  g_autoptr (GFile) directory = g_file_new_for_path (folder);

  g_assert_true (g_file_set_contents (garbage, "\001\002this is no dump", -1, NULL));
  g_signal_connect (session, "problem", G_CALLBACK (problem_cb), problems);
  hf_session_open (session, garbage_file);
  hf_session_open (session, missing);
  hf_session_open (session, directory);
  wait_for (session);
  g_assert_nonnull (strstr (problems->str, garbage));
  g_assert_nonnull (strstr (problems->str, "/nonexistent/x.hfdump"));
  g_assert_cmpuint (g_list_model_get_n_items (hf_session_get_snapshots (session)), ==, 2);
  g_assert_nonnull (hf_answer_get_table (hf_session_get_growth (session)));
  g_remove (garbage);
  session_end (session);
}

static void
test_cancel (void)
{
  HfSession *session = session_with_leak ();
  HfSnapshot *large = open_dump (session, "large.hfdump", &(LeakShape) { .sessions = 30000, .time = 3000 });

  hf_snapshot_cancel (large);
  wait_for (session);
  g_assert_cmpuint (g_list_model_get_n_items (hf_session_get_snapshots (session)), ==, 2);

  /* While it is analysed: the counts stay, and it can be analysed after all. */
  large = open_dump (session, "large.hfdump", &(LeakShape) { .sessions = 30000, .time = 3000 });
  wait_until (hf_snapshot_get_heap (large) != NULL);
  if (hf_snapshot_get_analysis (large) == NULL)
    {
      hf_snapshot_cancel (large);
      wait_until (hf_snapshot_get_job (large) == NULL);
    }
  if (hf_snapshot_get_analysis (large) == NULL)
    {
      g_assert_nonnull (hf_snapshot_get_problem (large));
      hf_snapshot_analyse (large);
      g_assert_null (hf_snapshot_get_problem (large));
    }
  wait_for (session);
  g_assert_nonnull (hf_snapshot_get_analysis (large));
  session_end (session);
}

/* The session goes while everything runs. */
static void
test_gone (void)
{
  HfSession *session = hf_session_new ();

  open_dump (session, "a.hfdump", &(LeakShape) { .sessions = 5000, .time = 1000 });
  open_dump (session, "b.hfdump", &(LeakShape) { .sessions = 9000, .time = 2000 });
  wait_until (hf_answer_get_job (hf_session_get_growth (session)) != NULL || !hf_session_is_busy (session));
  g_object_unref (session);
  wait_for_quiet ();
}

static void
test_strange (void)
{
  HfSession *session = hf_session_new ();
  HfSnapshot *snapshot = open_dump (session, "strange.hfdump", &(LeakShape) { .sessions = 1, .strange = TRUE });
  HfTable *types, *objects;

  wait_for (session);
  g_assert_cmpstr (hf_session_get_page (session), ==, HF_PAGE_TYPES);
  types = hf_answer_get_table (hf_session_get_types (session));
  hf_table_set_filter (types, "app.Right*");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (types)), ==, 1);
  {
    g_autofree char *shown = cell (types, 0, "key");

    g_assert_null (strchr (shown, '\n'));
    g_assert_null (strstr (shown, "\u202e"));
  }
  hf_session_list_objects (session, hf_table_row_at (types, 0));
  wait_for (session);
  objects = hf_answer_get_table (hf_session_get_objects (session));
  hf_session_select_object (session, snapshot, hf_object_table_get_object (HF_OBJECT_TABLE (objects), 0));
  wait_for (session);
  g_assert_cmpuint (g_list_model_get_n_items (hf_alive_get_steps (hf_session_get_alive (session))), ==, 3);
  session_end (session);
}

static void
test_alive (void)
{
  HfSession *session = session_with_leak ();
  HfSnapshot *target = hf_session_get_target (session);
  HfHeap *heap = hf_snapshot_get_heap (target);
  guint32 type = hf_heap_find_type (heap, "app.Message");

  for (guint32 i = 1; i < hf_heap_graph (heap)->n; i++)
    if (hf_heap_type (heap, i) == type)
      {
        hf_session_select_object (session, target, i);
        break;
      }
  wait_for (session);
  assert_alive (session, "module app .CACHE ['u-0'] .messages [0]");
  g_assert_cmpuint (hf_alive_get_n_ways (hf_session_get_alive (session)), ==, 1);
  g_assert_cmpstr (hf_alive_get_expression (hf_session_get_alive (session)), ==, "sys.modules['app'].CACHE['u-0'].messages[0]");
  g_assert_null (hf_alive_get_sentence (hf_session_get_alive (session)));
  session_end (session);
}

static void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("holdfast-session-XXXXXX", NULL);
  g_test_add_func ("/session/growth-to-chain", test_growth_to_chain);
  g_test_add_func ("/session/modes", test_modes);
  g_test_add_func ("/session/order", test_order);
  g_test_add_func ("/session/history", test_history);
  g_test_add_func ("/session/types-and-objects", test_types_and_objects);
  g_test_add_func ("/session/cycles", test_cycles);
  g_test_add_func ("/session/lists", test_lists);
  g_test_add_func ("/session/long-level", test_long_level);
  g_test_add_func ("/session/long-filter", test_long_filter);
  g_test_add_func ("/session/commonest-site", test_commonest_site);
  g_test_add_func ("/session/filtered-tree", test_filtered_tree);
  g_test_add_func ("/session/tree-as-table", test_tree_as_table);
  g_test_add_func ("/session/problems", test_problems);
  g_test_add_func ("/session/cancel", test_cancel);
  g_test_add_func ("/session/gone", test_gone);
  g_test_add_func ("/session/strange", test_strange);
  g_test_add_func ("/session/alive", test_alive);
  status = g_test_run ();
  remove_folder ();
  return status;
}
