/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-gradual-list.h"

/* Each row costs some 0.5 ms to make, and as much to drop while assistive tools listen. */
#define STEP_ROWS 7u
/* So long a frame may spend on rows coming or going; laying them out takes about as long again. */
#define FRAME_BUDGET_US 8000
/* GTK makes widgets for no more than 205 rows: at the top of the list, what lies beyond costs nothing. */
#define COSTLY_ROWS 240u
/* One step a frame, so that each is laid out by itself. */
#define STEP_MS 16

struct _HfGradualList
{
  GObject parent_instance;

  GtkWidget *view; /* weak */
  GListModel *model;
  guint n;       /* of @model, as far as its changes were told */
  guint shown;
  guint source;
  gboolean leaving; /* the rows are those of before, and go */
  gboolean deep;    /* somebody looked at rows past the costly ones */

  /* The first rows, MIN (shown, COSTLY_ROWS) of them: they outlive the list that they are from until they are gone. */
  GObject *kept[COSTLY_ROWS];
};

static void hf_gradual_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfGradualList, hf_gradual_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_gradual_list_list_model_init))

/* The rows from @position on are others, and there are @n_rows in all. */
static void
keep (HfGradualList *self, guint position, guint n_rows)
{
  for (guint i = position; i < COSTLY_ROWS; i++)
    {
      g_clear_object (&self->kept[i]);
      if (i < n_rows)
        self->kept[i] = g_list_model_get_item (self->model, i);
    }
}

static void
change (HfGradualList *self, guint position, guint removed, guint added)
{
  self->shown = self->shown - removed + added;
  keep (self, position, self->shown);
  if (removed != 0 || added != 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* ---- rows come ---- */

static gboolean
can_come (HfGradualList *self)
{
  return self->view != NULL && gtk_widget_get_mapped (self->view);
}

/* One step more, or all the others once they cost nothing. */
static void
come (HfGradualList *self)
{
  guint n = self->shown + STEP_ROWS;

  if (n >= self->n || n >= COSTLY_ROWS)
    n = self->n;
  change (self, self->shown, 0, n - self->shown);
}

static gboolean
come_cb (gpointer data)
{
  HfGradualList *self = data;
  gint64 end = g_get_monotonic_time () + FRAME_BUDGET_US;

  if (!can_come (self))
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  do
    come (self);
  while (self->shown < self->n && g_get_monotonic_time () < end);
  if (self->shown < self->n)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
go_on (HfGradualList *self)
{
  if (self->shown == self->n)
    g_clear_handle_id (&self->source, g_source_remove);
  else if (self->source == 0 && can_come (self))
    self->source = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, STEP_MS, come_cb, self, NULL);
}

static void
map_cb (HfGradualList *self)
{
  if (!self->leaving)
    go_on (self);
}

static void
arrive (HfGradualList *self)
{
  self->leaving = FALSE;
  self->deep = FALSE;
  self->n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  change (self, 0, self->shown, MIN (self->n, STEP_ROWS));
  go_on (self);
}

/* ---- rows go ---- */

static gboolean
go_cb (gpointer data)
{
  HfGradualList *self = data;
  gint64 end = g_get_monotonic_time () + FRAME_BUDGET_US;

  while (self->shown > STEP_ROWS && g_get_monotonic_time () < end)
    change (self, self->shown - STEP_ROWS, STEP_ROWS, 0);
  if (self->shown > STEP_ROWS)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  arrive (self);
  return G_SOURCE_REMOVE;
}

static void
leave (HfGradualList *self)
{
  /* Whoever looks far down loses his place anyway: rows near the new end would only be made to be dropped. */
  guint rest = self->deep ? 0 : COSTLY_ROWS;

  if (self->leaving)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  self->leaving = TRUE;
  if (self->shown > rest)
    change (self, rest, self->shown - rest, 0);
  if (self->shown > STEP_ROWS)
    self->source = g_idle_add (go_cb, self);
  else
    arrive (self);
}

static void
items_changed_cb (HfGradualList *self, guint position, guint removed, guint added)
{
  guint gone, come;

  if (self->leaving)
    return;
  if (position == 0 && removed == self->n)
    {
      leave (self);
      return;
    }
  gone = position < self->shown ? MIN (removed, self->shown - position) : 0;
  /* Rows that are added past the end of what is shown wait with the others. */
  come = position < self->shown || self->shown == self->n ? added : 0;
  self->n = self->n - removed + added;
  change (self, position, gone, come);
  go_on (self);
}

void
hf_gradual_list_set_model (HfGradualList *self, GListModel *model)
{
  g_return_if_fail (HF_IS_GRADUAL_LIST (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (model == self->model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  leave (self);
}

void
hf_gradual_list_clear (HfGradualList *self)
{
  g_return_if_fail (HF_IS_GRADUAL_LIST (self));

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_handle_id (&self->source, g_source_remove);
  self->leaving = TRUE;
  change (self, 0, self->shown, 0);
  arrive (self);
}

void
hf_gradual_list_reach (HfGradualList *self, guint position)
{
  g_return_if_fail (HF_IS_GRADUAL_LIST (self));

  if (self->leaving)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      arrive (self);
    }
  if (position < self->shown || position >= self->n)
    return;
  change (self, self->shown, 0, self->n - self->shown);
  go_on (self);
}

HfGradualList *
hf_gradual_list_new (GtkWidget *view)
{
  HfGradualList *self = g_object_new (HF_TYPE_GRADUAL_LIST, NULL);

  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (view, "map", G_CALLBACK (map_cb), self, G_CONNECT_SWAPPED);

  return self;
}

static GType
hf_gradual_list_get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
hf_gradual_list_get_n_items (GListModel *list)
{
  return HF_GRADUAL_LIST (list)->shown;
}

static gpointer
hf_gradual_list_get_item (GListModel *list, guint position)
{
  HfGradualList *self = HF_GRADUAL_LIST (list);

  if (position >= self->shown)
    return NULL;
  if (position < COSTLY_ROWS)
    return g_object_ref (self->kept[position]);
  self->deep = TRUE;
  return g_list_model_get_item (self->model, position);
}

static void
hf_gradual_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_gradual_list_get_item_type;
  iface->get_n_items = hf_gradual_list_get_n_items;
  iface->get_item = hf_gradual_list_get_item;
}

static void
hf_gradual_list_dispose (GObject *object)
{
  HfGradualList *self = HF_GRADUAL_LIST (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->view);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  self->shown = self->n = 0;
  for (guint i = 0; i < COSTLY_ROWS; i++)
    g_clear_object (&self->kept[i]);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (hf_gradual_list_parent_class)->dispose (object);
}

static void
hf_gradual_list_class_init (HfGradualListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_gradual_list_dispose;
}

static void
hf_gradual_list_init (HfGradualList *self)
{
}
