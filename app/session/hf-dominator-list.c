/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dominator-list.h"

#include <glib/gi18n.h>

#include "drawing/hf-drawing.h"
#include "drawing/hf-values.h"
#include "analysis/hf-query-tops.h"
#include "analysis/hf-threads.h"
#include "hf-filter.h"
#include "hf-format.h"
#include "hf-order.h"

#define OBJECTS_AT_ONCE 8192u
#define FILTERED_AT_ONCE 1024u
#define TITLE_CHARS 200u
#define VALUE_CHARS 120u

typedef struct
{
  char *name;
  guint64 retained;
  guint64 shallow;
  GArray *objects; /* of guint32 */
} Group;

/* A level as a worker made it. */
typedef struct
{
  GArray *objects;   /* of guint32, sorted; NULL when grouped */
  GPtrArray *groups; /* of Group, sorted; or NULL */
  guint64 *rest;     /* NULL, or retained sizes added up from each row to the end: rest[i] */
  gboolean unreachable;
  guint64 unreachable_retained;
} Level;

struct _HfDominatorList
{
  GObject parent_instance;

  HfAnalysis *analysis;
  Level *level; /* NULL until it is sorted */
  guint n_shown;
  HfJob *job;
};

struct _HfDominatorRow
{
  GObject parent_instance;

  HfDominatorList *list;
  HfDominatorForm form;
  guint index;
};

typedef struct
{
  HfAnalysis *analysis;
  HfHeap *earlier; /* or NULL */
  GArray *objects;
  HfDominatorsBy by;
  HfQuery *query; /* or NULL */
  HfThreads *threads; /* by thread; else NULL */
  gboolean top;
} Wish;

enum
{
  PROP_0,
  PROP_JOB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void hf_dominator_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfDominatorList, hf_dominator_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_dominator_list_model_init))
G_DEFINE_FINAL_TYPE (HfDominatorRow, hf_dominator_row, G_TYPE_OBJECT)

/* ---- levels ---- */

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->name);
  g_array_unref (group->objects);
  g_free (group);
}

static void
level_free (gpointer data)
{
  Level *level = data;

  g_clear_pointer (&level->objects, g_array_unref);
  g_clear_pointer (&level->groups, g_ptr_array_unref);
  g_free (level->rest);
  g_free (level);
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  hf_free_in_worker (wish->analysis, (GDestroyNotify) hf_analysis_unref);
  hf_free_in_worker (wish->earlier, (GDestroyNotify) hf_heap_unref);
  g_clear_pointer (&wish->objects, g_array_unref);
  hf_query_free (wish->query);
  hf_threads_free (wish->threads);
  g_free (wish);
}

static gboolean
sort_objects (const HfAnalysis *analysis, GArray *objects, HfProgress *progress, GError **error)
{
  g_autofree guint64 *keys = g_new (guint64, MAX (objects->len, 1));

  for (guint i = 0; i < objects->len; i++)
    keys[i] = ~hf_dominators_retained (analysis->dominators, g_array_index (objects, guint32, i));
  return hf_order_by_keys (keys, (guint32 *) (gpointer) objects->data, objects->len, progress, error);
}

static guint64
row_retained (const HfAnalysis *analysis, const Level *level, guint i)
{
  if (level->groups != NULL)
    return ((Group *) g_ptr_array_index (level->groups, i))->retained;
  return hf_dominators_retained (analysis->dominators, g_array_index (level->objects, guint32, i));
}

static guint
level_n_rows (const Level *level)
{
  return level->groups != NULL ? level->groups->len : level->objects->len;
}

static void
sum_rest (const HfAnalysis *analysis, Level *level)
{
  guint n = level_n_rows (level);

  if (n <= HF_DOMINATOR_ROWS)
    return;
  level->rest = g_new (guint64, n + 1);
  level->rest[n] = 0;
  for (guint i = n; i-- > 0;)
    level->rest[i] = level->rest[i + 1] + row_retained (analysis, level, i);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *ga = *(Group *const *) a, *gb = *(Group *const *) b;

  if (ga->retained != gb->retained)
    return ga->retained > gb->retained ? -1 : 1;
  return g_strcmp0 (ga->name, gb->name);
}

static Group *
group_for (GHashTable *by_name, GPtrArray *groups, const char *name)
{
  Group *group = g_hash_table_lookup (by_name, name);

  if (group != NULL)
    return group;
  group = g_new0 (Group, 1);
  group->name = g_strdup (name);
  group->objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_hash_table_insert (by_name, group->name, group);
  g_ptr_array_add (groups, group);

  return group;
}

/* Its value; else whose __dict__ it is; else how the reference is called that leads to it. */
static char *
object_words (const HfAnalysis *analysis, guint32 object)
{
  const HfHeap *heap = analysis->heap;
  guint32 owner = hf_drawing_owner_of (heap, object), ref = hf_chains_parent_ref (analysis->chains, object);
  g_autofree char *words = NULL;

  if (owner != object)
    words = g_strdup_printf (_("__dict__ of %s %s"), hf_heap_type_name_of (heap, owner), hf_values_of (heap, owner));
  else if (*hf_values_of (heap, object) == '\0' && ref != HF_NONE)
    words = hf_heap_ref_label (heap, ref);

  return hf_drawing_show_text (words != NULL ? words : hf_values_of (heap, object), VALUE_CHARS);
}

char *
hf_dominator_list_words_of (HfAnalysis *analysis, guint32 object)
{
  g_return_val_if_fail (analysis != NULL, NULL);

  return object_words (analysis, object);
}

static const char *
name_for (const Wish *wish, guint32 object)
{
  const HfHeap *heap = wish->analysis->heap;
  guint32 type = hf_heap_type (heap, object);

  if (wish->threads != NULL)
    return hf_threads_of (wish->threads, object) != HF_NONE ? hf_threads_name_of (wish->threads, object)
                                                             : _("Kept by modules, the interpreter or several threads");
  return wish->by == HF_DOMINATORS_BY_MODULE ? hf_heap_type_module (heap, type) : hf_heap_type_name (heap, type);
}

static gboolean
wish_matches (const Wish *wish, guint32 object)
{
  g_autofree char *words = NULL;

  if (hf_query_fits_name (wish->query, name_for (wish, object)))
    return TRUE;
  if (wish->by != HF_DOMINATORS_BY_OBJECT)
    return FALSE;
  words = object_words (wish->analysis, object);
  return hf_query_fits_name (wish->query, words);
}

/* The topmost objects that are meant take the place of the top level. What asks for something that is not there finds none. */
static gboolean
find_tops (const Wish *wish, HfProgress *progress, GError **error)
{
  const HfDominators *dominators = wish->analysis->dominators;
  g_autoptr (GError) problem = NULL;
  g_autoptr (HfBitset) found = hf_filter_run (wish->query, wish->analysis->heap, wish->analysis, wish->earlier, progress, &problem);
  g_autoptr (GArray) held = found != NULL ? hf_query_tops (dominators, HF_ROOT, found) : NULL;
  g_autoptr (GArray) garbage = found != NULL ? hf_query_tops (dominators, HF_NONE, found) : NULL;

  g_array_set_size (wish->objects, 0);
  if (found == NULL && !g_error_matches (problem, HF_ERROR, HF_ERROR_NO_ANSWER))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (found != NULL)
    {
      g_array_append_vals (wish->objects, held->data, held->len);
      g_array_append_vals (wish->objects, garbage->data, garbage->len);
    }

  return TRUE;
}

static gboolean
filter_objects (const Wish *wish, HfProgress *progress, GError **error)
{
  guint n = 0;

  if (wish->query == NULL)
    return TRUE;
  if (!hf_query_is_words (wish->query))
    return find_tops (wish, progress, error);
  hf_progress_begin (progress, N_("Filtering"), wish->objects->len);
  for (guint i = 0; i < wish->objects->len; i++)
    {
      guint32 object = g_array_index (wish->objects, guint32, i);

      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      if (wish_matches (wish, object))
        g_array_index (wish->objects, guint32, n++) = object;
    }
  g_array_set_size (wish->objects, n);

  return TRUE;
}

static GPtrArray *
make_groups (const Wish *wish)
{
  const HfHeap *heap = wish->analysis->heap;
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < wish->objects->len; i++)
    {
      guint32 object = g_array_index (wish->objects, guint32, i);
      Group *group = group_for (by_name, groups, name_for (wish, object));

      group->retained += hf_dominators_retained (wish->analysis->dominators, object);
      group->shallow += hf_heap_shallow (heap, object);
      g_array_append_val (group->objects, object);
    }
  g_ptr_array_sort (groups, compare_groups);

  return groups;
}

static const char *
unreachable_title (void)
{
  return _("Not reachable from any root");
}

static void
add_unreachable (const HfAnalysis *analysis, Level *level)
{
  guint32 n;
  const guint32 *tops = hf_dominators_children (analysis->dominators, HF_NONE, &n);

  level->unreachable = n > 0;
  for (guint32 i = 0; i < n; i++)
    level->unreachable_retained += hf_dominators_retained (analysis->dominators, tops[i]);
}

static gpointer
make_level (gpointer data, HfProgress *progress, GError **error)
{
  Wish *wish = data;
  Level *level;

  if (wish->by == HF_DOMINATORS_BY_THREAD && (wish->threads = hf_threads_new (wish->analysis->heap, progress, error)) == NULL)
    return NULL;
  if (!filter_objects (wish, progress, error))
    return NULL;
  level = g_new0 (Level, 1);
  if (wish->by != HF_DOMINATORS_BY_OBJECT)
    level->groups = make_groups (wish);
  else
    {
      level->objects = g_array_ref (wish->objects);
      if (!sort_objects (wish->analysis, level->objects, progress, error))
        {
          level_free (level);
          return NULL;
        }
    }
  sum_rest (wish->analysis, level);
  if (wish->top && (wish->query == NULL || (hf_query_is_words (wish->query) && hf_query_fits_name (wish->query, unreachable_title ()))))
    add_unreachable (wish->analysis, level);

  return level;
}

/* ---- the list ---- */

static guint
n_shown_rows (HfDominatorList *self)
{
  return self->level == NULL ? 0 : MIN (self->n_shown, level_n_rows (self->level));
}

static gboolean
has_more (HfDominatorList *self)
{
  return self->level != NULL && level_n_rows (self->level) > self->n_shown;
}

static gboolean
has_unreachable (HfDominatorList *self)
{
  return self->level != NULL && self->level->unreachable;
}

static GType
hf_dominator_list_get_item_type (GListModel *model)
{
  return HF_TYPE_DOMINATOR_ROW;
}

static guint
hf_dominator_list_get_n_items (GListModel *model)
{
  HfDominatorList *self = HF_DOMINATOR_LIST (model);

  return n_shown_rows (self) + has_more (self) + has_unreachable (self);
}

static gpointer
hf_dominator_list_get_item (GListModel *model, guint position)
{
  HfDominatorList *self = HF_DOMINATOR_LIST (model);
  HfDominatorRow *row;
  HfDominatorForm form;

  if (position >= hf_dominator_list_get_n_items (model))
    return NULL;
  /* What nothing reaches comes first: it is what a person would not find. */
  if (has_unreachable (self) && position-- == 0)
    form = HF_DOMINATOR_UNREACHABLE;
  else if (position < n_shown_rows (self))
    form = self->level->groups != NULL ? HF_DOMINATOR_GROUP : HF_DOMINATOR_OBJECT;
  else
    form = HF_DOMINATOR_MORE;

  row = g_object_new (HF_TYPE_DOMINATOR_ROW, NULL);
  row->list = g_object_ref (self);
  row->form = form;
  row->index = position;

  return row;
}

static void
hf_dominator_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_dominator_list_get_item_type;
  iface->get_n_items = hf_dominator_list_get_n_items;
  iface->get_item = hf_dominator_list_get_item;
}

static void
take_level (HfDominatorList *self, Level *level)
{
  self->level = level;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self)));
}

static void
level_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfDominatorList *self = HF_DOMINATOR_LIST (user_data);

  g_clear_object (&self->job);
  if (result != NULL)
    take_level (self, result);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static GArray *
copy_ids (const guint32 *ids, guint32 n)
{
  GArray *array = g_array_sized_new (FALSE, FALSE, sizeof (guint32), MAX (n, 1));

  if (n > 0)
    g_array_append_vals (array, ids, n);
  return array;
}

/* Takes @objects and @query. */
static HfDominatorList *
list_new (HfAnalysis *analysis, HfHeap *earlier, GArray *objects, HfDominatorsBy by, HfQuery *query, gboolean top)
{
  HfDominatorList *self = g_object_new (HF_TYPE_DOMINATOR_LIST, NULL);
  Wish *wish = g_new0 (Wish, 1);

  self->analysis = hf_analysis_ref (analysis);
  wish->analysis = hf_analysis_ref (analysis);
  wish->earlier = earlier != NULL ? hf_heap_ref (earlier) : NULL;
  wish->objects = objects;
  wish->by = by;
  wish->query = query;
  wish->top = top;
  if (by != HF_DOMINATORS_BY_THREAD && (query == NULL || hf_query_is_words (query)) && objects->len <= (query != NULL ? FILTERED_AT_ONCE : OBJECTS_AT_ONCE))
    {
      take_level (self, make_level (wish, NULL, NULL));
      wish_free (wish);
    }
  else
    self->job = hf_job_start (_("Sorting the dominator tree"), make_level, wish, wish_free, level_free, level_cb, self);

  return self;
}

HfDominatorList *
hf_dominator_list_new_top (HfAnalysis *analysis, HfHeap *earlier, HfDominatorsBy by, const char *filter)
{
  guint32 n;
  const guint32 *ids = hf_dominators_children (analysis->dominators, HF_ROOT, &n);

  return list_new (analysis, earlier, copy_ids (ids, n), by, hf_filter_new (filter), TRUE);
}

HfDominatorList *
hf_dominator_list_new_below (HfDominatorRow *row)
{
  HfDominatorList *above;
  HfAnalysis *analysis;
  const guint32 *ids;
  guint32 n;

  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (row), NULL);

  above = row->list;
  analysis = above->analysis;
  switch (row->form)
    {
    case HF_DOMINATOR_OBJECT:
      ids = hf_dominators_children (analysis->dominators, hf_dominator_row_get_object (row), &n);
      return n == 0 ? NULL : list_new (analysis, NULL, copy_ids (ids, n), HF_DOMINATORS_BY_OBJECT, NULL, FALSE);
    case HF_DOMINATOR_GROUP:
      {
        GArray *objects = ((Group *) g_ptr_array_index (above->level->groups, row->index))->objects;

        return list_new (analysis, NULL, copy_ids ((const guint32 *) (gpointer) objects->data, objects->len), HF_DOMINATORS_BY_OBJECT, NULL, FALSE);
      }
    case HF_DOMINATOR_UNREACHABLE:
      ids = hf_dominators_children (analysis->dominators, HF_NONE, &n);
      return list_new (analysis, NULL, copy_ids (ids, n), HF_DOMINATORS_BY_OBJECT, NULL, FALSE);
    case HF_DOMINATOR_MORE:
    default:
      return NULL;
    }
}

void
hf_dominator_list_show_more (HfDominatorList *self)
{
  guint before, n;

  g_return_if_fail (HF_IS_DOMINATOR_LIST (self));

  if (!has_more (self))
    return;
  before = n_shown_rows (self) + has_unreachable (self);
  self->n_shown += HF_DOMINATOR_ROWS;
  n = g_list_model_get_n_items (G_LIST_MODEL (self));
  g_list_model_items_changed (G_LIST_MODEL (self), before, 1, n - before);
}

HfJob *
hf_dominator_list_get_job (HfDominatorList *self)
{
  g_return_val_if_fail (HF_IS_DOMINATOR_LIST (self), NULL);
  return self->job;
}

/* ---- the map ---- */

static const Group *
group_at (HfDominatorList *self, guint32 group)
{
  return g_ptr_array_index (self->level->groups, group);
}

static HfTreemapGroup
treemap_group (const Group *group)
{
  return (HfTreemapGroup) { (const guint32 *) (gpointer) group->objects->data, group->objects->len, group->retained };
}

HfTreemap *
hf_dominator_list_lay_out (HfDominatorList *self, guint32 group, double width, double height, HfProgress *progress, GError **error)
{
  const Level *level = self->level;
  g_autofree HfTreemapGroup *groups = NULL;
  guint n = level->groups != NULL ? level->groups->len : 0;

  if (level->groups == NULL || group != HF_NONE)
    {
      HfTreemapGroup list = group != HF_NONE ? treemap_group (group_at (self, group))
                                             : (HfTreemapGroup) { (const guint32 *) (gpointer) level->objects->data, level->objects->len,
                                                                  hf_dominator_list_get_mapped (self) };

      return hf_treemap_new_for_objects (self->analysis, &list, width, height, progress, error);
    }
  groups = g_new (HfTreemapGroup, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    groups[i] = treemap_group (group_at (self, i));

  return hf_treemap_new_for_groups (self->analysis, groups, n, width, height, progress, error);
}

char *
hf_dominator_list_dup_group_name (HfDominatorList *self, guint32 group)
{
  return *group_at (self, group)->name != '\0' ? hf_drawing_show_text (group_at (self, group)->name, TITLE_CHARS) : g_strdup (_("(no module)"));
}

HfKind
hf_dominator_list_get_group_kind (HfDominatorList *self, guint32 group)
{
  return hf_heap_kind (self->analysis->heap, g_array_index (group_at (self, group)->objects, guint32, 0));
}

guint64
hf_dominator_list_get_mapped (HfDominatorList *self)
{
  guint64 bytes = 0;

  for (guint i = 0; self->level != NULL && i < level_n_rows (self->level); i++)
    bytes += row_retained (self->analysis, self->level, i);

  return bytes;
}

/* ---- rows ---- */

static const Group *
row_group (HfDominatorRow *self)
{
  return group_at (self->list, self->index);
}

HfDominatorForm
hf_dominator_row_get_form (HfDominatorRow *self)
{
  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (self), HF_DOMINATOR_OBJECT);
  return self->form;
}

guint32
hf_dominator_row_get_object (HfDominatorRow *self)
{
  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (self), HF_NONE);
  return self->form == HF_DOMINATOR_OBJECT ? g_array_index (self->list->level->objects, guint32, self->index) : HF_NONE;
}

HfDominatorList *
hf_dominator_row_get_list (HfDominatorRow *self)
{
  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (self), NULL);
  return self->list;
}

HfKind
hf_dominator_row_get_kind (HfDominatorRow *self)
{
  const HfHeap *heap = self->list->analysis->heap;

  if (self->form == HF_DOMINATOR_OBJECT)
    return hf_heap_kind (heap, hf_dominator_row_get_object (self));
  if (self->form == HF_DOMINATOR_GROUP)
    return hf_dominator_list_get_group_kind (self->list, self->index);
  return HF_KIND_OTHER;
}

guint64
hf_dominator_row_get_address (HfDominatorRow *self)
{
  return self->form == HF_DOMINATOR_OBJECT ? hf_heap_address (self->list->analysis->heap, hf_dominator_row_get_object (self)) : 0;
}

guint64
hf_dominator_row_get_retained (HfDominatorRow *self)
{
  switch (self->form)
    {
    case HF_DOMINATOR_UNREACHABLE:
      return self->list->level->unreachable_retained;
    case HF_DOMINATOR_MORE:
      return self->list->level->rest[self->index];
    case HF_DOMINATOR_OBJECT:
    case HF_DOMINATOR_GROUP:
    default:
      return row_retained (self->list->analysis, self->list->level, self->index);
    }
}

guint64
hf_dominator_row_get_shallow (HfDominatorRow *self)
{
  if (self->form == HF_DOMINATOR_OBJECT)
    return hf_heap_shallow (self->list->analysis->heap, hf_dominator_row_get_object (self));
  return self->form == HF_DOMINATOR_GROUP ? row_group (self)->shallow : 0;
}

guint
hf_dominator_row_get_permille (HfDominatorRow *self)
{
  guint64 whole = hf_heap_bytes (self->list->analysis->heap);

  return whole == 0 ? 0 : (guint) MIN (1000.0, (double) hf_dominator_row_get_retained (self) * 1000.0 / (double) whole + 0.5);
}

static char *
more_title (HfDominatorRow *self)
{
  guint n = level_n_rows (self->list->level) - self->index;
  g_autofree char *count = hf_format_count (n);

  return g_strdup_printf (ngettext ("%s more", "%s more", n), count);
}

char *
hf_dominator_row_dup_title (HfDominatorRow *self)
{
  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (self), NULL);

  switch (self->form)
    {
    case HF_DOMINATOR_GROUP:
      return hf_dominator_list_dup_group_name (self->list, self->index);
    case HF_DOMINATOR_UNREACHABLE:
      return g_strdup (unreachable_title ());
    case HF_DOMINATOR_MORE:
      return more_title (self);
    case HF_DOMINATOR_OBJECT:
    default:
      return hf_drawing_show_text (hf_heap_type_name_of (self->list->analysis->heap, hf_dominator_row_get_object (self)), TITLE_CHARS);
    }
}

char *
hf_dominator_row_dup_value (HfDominatorRow *self)
{
  g_autofree char *count = NULL;
  guint n;

  g_return_val_if_fail (HF_IS_DOMINATOR_ROW (self), NULL);

  if (self->form == HF_DOMINATOR_OBJECT)
    return object_words (self->list->analysis, hf_dominator_row_get_object (self));
  if (self->form != HF_DOMINATOR_GROUP)
    return g_strdup ("");
  n = row_group (self)->objects->len;
  count = hf_format_count (n);
  return g_strdup_printf (ngettext ("%s object", "%s objects", n), count);
}

static void
hf_dominator_row_finalize (GObject *object)
{
  g_clear_object (&HF_DOMINATOR_ROW (object)->list);

  G_OBJECT_CLASS (hf_dominator_row_parent_class)->finalize (object);
}

static void
hf_dominator_row_class_init (HfDominatorRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_dominator_row_finalize;
}

static void
hf_dominator_row_init (HfDominatorRow *self)
{
}

static void
hf_dominator_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_JOB)
    g_value_set_object (value, HF_DOMINATOR_LIST (object)->job);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
hf_dominator_list_finalize (GObject *object)
{
  HfDominatorList *self = HF_DOMINATOR_LIST (object);

  hf_job_clear (&self->job);
  hf_free_in_worker (g_steal_pointer (&self->level), level_free);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);

  G_OBJECT_CLASS (hf_dominator_list_parent_class)->finalize (object);
}

static void
hf_dominator_list_class_init (HfDominatorListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_dominator_list_get_property;
  object_class->finalize = hf_dominator_list_finalize;

  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_dominator_list_init (HfDominatorList *self)
{
  self->n_shown = HF_DOMINATOR_ROWS;
}
