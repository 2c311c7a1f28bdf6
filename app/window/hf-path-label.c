/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-path-label.h"

#include <string.h>

#include "canvas/hf-tip.h"
#include "drawing/hf-marks.h"
#include "hf-dot.h"
#include "hf-lines.h"

#define SEPARATOR " › "
#define SPACING 6
#define MOST_LINES 3
#define MOST_STEPS 12u

struct _HfPathLabel
{
  GtkWidget parent_instance;

  GtkWidget *first_dot;
  GtkWidget *steps;
  GtkWidget *arrow;
  GtkWidget *last_dot;
  GtkWidget *type;
  GtkWidget *mark;
  char *path;
};

static GHashTable *alive; /* set of HfPathLabel: views make a few hundred */

G_DEFINE_FINAL_TYPE (HfPathLabel, hf_path_label, GTK_TYPE_WIDGET)

GtkWidget *
hf_path_label_new (void)
{
  return g_object_new (HF_TYPE_PATH_LABEL, NULL);
}

static const char *
last_step (const char *path)
{
  const char *last = g_strrstr (path, SEPARATOR);

  return last != NULL ? last + strlen (SEPARATOR) : path;
}

/* Pango lays out the whole text before it cuts it: of long paths only as much as could be seen is given to it. */
static void
leave_out_middle (GStrv parts)
{
  guint n = g_strv_length (parts), head = MOST_STEPS / 2, tail = MOST_STEPS - head;

  if (n <= MOST_STEPS + 1)
    return;
  for (guint i = head; i < n - tail; i++)
    g_free (parts[i]);
  parts[head] = g_strdup ("…");
  memmove (parts + head + 1, parts + n - tail, (tail + 1) * sizeof *parts);
}

static char *
steps_before (const char *path, const char *last)
{
  g_autofree char *steps = NULL;
  g_auto (GStrv) parts = NULL;

  if (last == path)
    return g_strdup ("");
  steps = g_strndup (path, (gsize) (last - path) - strlen (SEPARATOR));
  parts = g_strsplit (steps, SEPARATOR, -1);
  leave_out_middle (parts);

  return g_strjoinv (" › ", parts);
}

/* What a person said of the place. */
static void
show_mark (HfPathLabel *self)
{
  g_autofree char *words = NULL;
  g_autofree char *sign = self->path != NULL ? hf_marks_of_place (self->path, &words) : NULL;
  g_autofree char *label = sign != NULL ? g_strdup_printf ("%s, %s", self->path, words) : g_strdup (self->path);

  gtk_label_set_text (GTK_LABEL (self->mark), sign != NULL ? sign : "");
  gtk_widget_set_visible (self->mark, sign != NULL);
  hf_tip_set (self->mark, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : "", -1);
}

void
hf_path_label_refresh_marks (void)
{
  GHashTableIter iter;
  gpointer label;

  if (alive == NULL)
    return;
  g_hash_table_iter_init (&iter, alive);
  while (g_hash_table_iter_next (&iter, &label, NULL))
    show_mark (label);
}

void
hf_path_label_set (HfPathLabel *self, const char *path, HfKind first, HfKind last)
{
  const char *type = last_step (path);
  g_autofree char *steps = steps_before (path, type);

  g_return_if_fail (HF_IS_PATH_LABEL (self));

  hf_dot_set_kind (HF_DOT (self->first_dot), first);
  hf_dot_set_kind (HF_DOT (self->last_dot), last);
  hf_lines_set_text (HF_LINES (self->steps), steps, path);
  hf_lines_set_text (HF_LINES (self->type), type, NULL);
  gtk_widget_set_visible (self->first_dot, *steps != '\0');
  gtk_widget_set_visible (self->steps, *steps != '\0');
  gtk_widget_set_visible (self->arrow, *steps != '\0');
  g_free (self->path);
  self->path = g_strdup (path);
  show_mark (self);
}

static void
hf_path_label_dispose (GObject *object)
{
  GtkWidget *child;

  if (alive != NULL)
    g_hash_table_remove (alive, object);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&HF_PATH_LABEL (object)->path, g_free);

  G_OBJECT_CLASS (hf_path_label_parent_class)->dispose (object);
}

static void
hf_path_label_class_init (HfPathLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_path_label_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_child (HfPathLabel *self, GtkWidget *child, const char *css_class)
{
  if (css_class != NULL)
    gtk_widget_add_css_class (child, css_class);
  gtk_widget_set_parent (child, GTK_WIDGET (self));

  return child;
}

static void
hf_path_label_init (HfPathLabel *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), SPACING);
  self->first_dot = add_child (self, hf_dot_new (HF_KIND_OTHER), NULL);
  self->steps = add_child (self, hf_lines_new (MOST_LINES, PANGO_ELLIPSIZE_MIDDLE), "code");
  self->arrow = add_child (self, hf_lines_new (1, PANGO_ELLIPSIZE_NONE), "dim-label");
  hf_lines_set_text (HF_LINES (self->arrow), "›", NULL);
  self->last_dot = add_child (self, hf_dot_new (HF_KIND_OTHER), NULL);
  self->type = add_child (self, hf_lines_new (1, PANGO_ELLIPSIZE_START), "code-type");
  self->mark = add_child (self, gtk_label_new (NULL), "mark");
  gtk_widget_set_visible (self->mark, FALSE);
  if (alive == NULL)
    alive = g_hash_table_new (NULL, NULL);
  g_hash_table_add (alive, self);
}
