/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-recent.h"

#include <string.h>

#define MIME_TYPE "application/x-holdfast-dump"
#define GROUP "Holdfast"

struct _HfRecent
{
  GObject parent_instance;

  GtkRecentManager *manager;
  GPtrArray *files; /* of GFile */
};

static void hf_recent_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfRecent, hf_recent, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_recent_list_model_init))

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  GtkRecentInfo *ia = *(GtkRecentInfo *const *) a, *ib = *(GtkRecentInfo *const *) b;

  return g_date_time_compare (gtk_recent_info_get_visited (ib), gtk_recent_info_get_visited (ia));
}

static GPtrArray *
collect (HfRecent *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_recent_info_unref);
  GList *items = gtk_recent_manager_get_items (self->manager);

  for (GList *l = items; l != NULL; l = l->next)
    g_ptr_array_add (infos, l->data);
  g_list_free (items);
  g_ptr_array_sort (infos, compare_newest_first);
  for (guint i = 0; i < infos->len && files->len < HF_RECENT_MAX; i++)
    {
      GtkRecentInfo *info = g_ptr_array_index (infos, i);

      if (gtk_recent_info_has_group (info, GROUP) && gtk_recent_info_is_local (info) && gtk_recent_info_exists (info))
        g_ptr_array_add (files, g_file_new_for_uri (gtk_recent_info_get_uri (info)));
    }

  return files;
}

static void
changed_cb (HfRecent *self)
{
  guint before = self->files->len;

  g_ptr_array_unref (self->files);
  self->files = collect (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->files->len);
}

HfRecent *
hf_recent_new (void)
{
  return g_object_new (HF_TYPE_RECENT, NULL);
}

static void
add (HfRecent *self, GFile *file, const char *note)
{
  g_autofree char *uri = g_file_get_uri (file);
  /* GTK takes the list for empty where the lowest byte of its first pointer is 0 (it looks at the list as if it were a text), so
   * the name lies at an odd address. */
  static _Alignas (16) const char name[] = " " GROUP;
  char *groups[] = { (char *) name + 1, NULL };
  GtkRecentData data = {
    .description = (char *) note,
    .mime_type = (char *) MIME_TYPE,
    .app_name = (char *) "Holdfast",
    .app_exec = (char *) "holdfast %u",
    .groups = groups,
  };

  gtk_recent_manager_add_full (self->manager, uri, &data);
}

void
hf_recent_add (HfRecent *self, GFile *file)
{
  g_autofree char *note = NULL;

  g_return_if_fail (HF_IS_RECENT (self));

  note = hf_recent_dup_note (self, file);
  add (self, file, note);
}

void
hf_recent_set_note (HfRecent *self, GFile *file, const char *note)
{
  g_return_if_fail (HF_IS_RECENT (self));
  add (self, file, note);
}

char *
hf_recent_dup_note (HfRecent *self, GFile *file)
{
  g_autofree char *uri = NULL;
  g_autoptr (GtkRecentInfo) info = NULL;

  g_return_val_if_fail (HF_IS_RECENT (self), NULL);

  uri = g_file_get_uri (file);
  info = gtk_recent_manager_lookup_item (self->manager, uri, NULL);

  return info != NULL ? g_strdup (gtk_recent_info_get_description (info)) : NULL;
}

char *
hf_recent_dup_folder (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;
  const char *home = g_get_home_dir ();

  if (path == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (path, home) && (path[strlen (home)] == '/' || path[strlen (home)] == '\0'))
    {
      g_autofree char *name = g_filename_display_name (path + strlen (home));

      return g_strconcat ("~", name, NULL);
    }
  return g_filename_display_name (path);
}

static GType
hf_recent_get_item_type (GListModel *model)
{
  return G_TYPE_FILE;
}

static guint
hf_recent_get_n_items (GListModel *model)
{
  return HF_RECENT (model)->files->len;
}

static gpointer
hf_recent_get_item (GListModel *model, guint position)
{
  HfRecent *self = HF_RECENT (model);

  return position < self->files->len ? g_object_ref (g_ptr_array_index (self->files, position)) : NULL;
}

static void
hf_recent_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_recent_get_item_type;
  iface->get_n_items = hf_recent_get_n_items;
  iface->get_item = hf_recent_get_item;
}

static void
hf_recent_finalize (GObject *object)
{
  g_clear_pointer (&HF_RECENT (object)->files, g_ptr_array_unref);

  G_OBJECT_CLASS (hf_recent_parent_class)->finalize (object);
}

static void
hf_recent_class_init (HfRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_recent_finalize;
}

static void
hf_recent_init (HfRecent *self)
{
  self->manager = gtk_recent_manager_get_default ();
  self->files = collect (self);
  g_signal_connect_object (self->manager, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
