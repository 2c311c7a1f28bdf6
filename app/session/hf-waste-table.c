/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-waste-table.h"

#include <glib/gi18n.h>

#include "drawing/hf-drawing-text.h"
#include "drawing/hf-values.h"
#include "hf-object-table.h"

struct _HfWasteTable
{
  HfTable parent_instance;

  HfWaste *waste;
};

enum
{
  COLUMN_WHAT,
  COLUMN_KIND,
  COLUMN_COUNT,
  COLUMN_WASTED,
  COLUMN_SHALLOW,
  N_COLUMNS
};

static const HfColumn waste_columns[N_COLUMNS] = {
  { "what", N_("What"), N_("The type, or the value of strings that are equal"), HF_COLUMN_CODE, TRUE, -1 },
  { "kind", N_("Kind"), N_("Why it counts as waste"), HF_COLUMN_TEXT, FALSE, 190, 0, 2 },
  { "count", N_("Count"), N_("Objects; of a long collection its items"), HF_COLUMN_COUNT, FALSE, 76 },
  { "wasted", N_("Wasted"), N_("Bytes that the remedy would save"), HF_COLUMN_BYTES, FALSE, 84 },
  { "shallow", N_("Shallow"), N_("Bytes of all these objects"), HF_COLUMN_BYTES, FALSE, 84, 560 },
};

G_DEFINE_FINAL_TYPE (HfWasteTable, hf_waste_table, HF_TYPE_TABLE)

static guint32
waste_n_rows (HfTable *table)
{
  return HF_WASTE_TABLE (table)->waste->n_rows;
}

static const HfColumn *
waste_columns_get (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  return waste_columns;
}

static gint64
waste_number (HfTable *table, guint32 row, guint column)
{
  const HfWasteRow *own = &HF_WASTE_TABLE (table)->waste->rows[row];

  switch (column)
    {
    case COLUMN_COUNT:
      return own->kind == HF_WASTE_LARGE ? own->length : own->count;
    case COLUMN_WASTED:
      return own->kind == HF_WASTE_LARGE ? HF_UNKNOWN_NUMBER : (gint64) own->bytes;
    case COLUMN_SHALLOW:
      return (gint64) own->shallow;
    default:
      return 0;
    }
}

static const char *
waste_text (HfTable *table, guint32 row, guint column)
{
  const HfWaste *waste = HF_WASTE_TABLE (table)->waste;
  const HfWasteRow *own = &waste->rows[row];

  switch (column)
    {
    case COLUMN_WHAT:
      if (own->kind == HF_WASTE_STRINGS && *hf_values_of (waste->heap, own->example) != '\0')
        return hf_values_of (waste->heap, own->example);
      return hf_heap_type_name (waste->heap, own->type);
    case COLUMN_KIND:
      return own->proven ? _(hf_waste_kind_title (own->kind)) : _("Strings that begin alike");
    default:
      return NULL;
    }
}

static char *
waste_shown (HfTable *table, guint32 row, guint column)
{
  return column == COLUMN_WHAT ? hf_drawing_show_text (waste_text (table, row, column), 120) : NULL;
}

HfTable *
hf_waste_table_new (HfWaste *waste)
{
  HfWasteTable *self = g_object_new (HF_TYPE_WASTE_TABLE, NULL);

  self->waste = waste;
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

const HfWaste *
hf_waste_table_get_waste (HfWasteTable *self)
{
  g_return_val_if_fail (HF_IS_WASTE_TABLE (self), NULL);
  return self->waste;
}

const char *
hf_waste_table_get_remedy (HfWasteTable *self, guint32 row)
{
  g_return_val_if_fail (HF_IS_WASTE_TABLE (self) && row < self->waste->n_rows, NULL);
  return _(hf_waste_remedy (self->waste, row));
}

guint32
hf_waste_table_get_object (HfWasteTable *self, guint32 row)
{
  g_return_val_if_fail (HF_IS_WASTE_TABLE (self) && row < self->waste->n_rows, HF_NONE);
  return self->waste->rows[row].example;
}

static void
hf_waste_table_finalize (GObject *object)
{
  hf_free_in_worker (g_steal_pointer (&HF_WASTE_TABLE (object)->waste), (GDestroyNotify) hf_waste_free);

  G_OBJECT_CLASS (hf_waste_table_parent_class)->finalize (object);
}

static void
hf_waste_table_class_init (HfWasteTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_waste_table_finalize;

  table_class->n_rows = waste_n_rows;
  table_class->columns = waste_columns_get;
  table_class->number = waste_number;
  table_class->text = waste_text;
  table_class->shown = waste_shown;
}

static void
hf_waste_table_init (HfWasteTable *self)
{
}

/* ---- questions ---- */

typedef struct
{
  HfAnalysis *analysis;
  HfWasteTable *table; /* its row's objects are asked for, or NULL */
  guint32 row;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  hf_free_in_worker (question->analysis, (GDestroyNotify) hf_analysis_unref);
  g_clear_object (&question->table);
  g_free (question);
}

static Question *
question_about (HfSnapshot *snapshot)
{
  Question *question = g_new0 (Question, 1);

  question->analysis = hf_analysis_ref (hf_snapshot_get_analysis (snapshot));

  return question;
}

static gpointer
make_waste (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  HfWaste *waste = hf_waste_new (question->analysis, NULL, progress, error);

  return waste != NULL ? hf_waste_table_new (waste) : NULL;
}

void
hf_waste_ask (HfAnswer *answer, HfSnapshot *snapshot)
{
  g_return_if_fail (HF_IS_ANSWER (answer) && hf_snapshot_get_analysis (snapshot) != NULL);

  hf_answer_compute (answer, _("Looking for waste"), make_waste, question_about (snapshot), question_free);
}

static gpointer
make_objects (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  const HfWasteRow *row = &question->table->waste->rows[question->row];
  g_autoptr (GArray) objects = g_array_sized_new (FALSE, FALSE, sizeof (guint32), row->count);

  g_array_append_vals (objects, hf_waste_objects (question->table->waste, question->row), row->count);

  return hf_object_table_new (question->analysis->heap, question->analysis, objects, TRUE);
}

void
hf_waste_list_objects (HfAnswer *answer, HfSnapshot *snapshot, HfWasteTable *table, guint32 row)
{
  Question *question;

  g_return_if_fail (HF_IS_ANSWER (answer) && hf_snapshot_get_analysis (snapshot) != NULL);
  g_return_if_fail (HF_IS_WASTE_TABLE (table) && row < table->waste->n_rows);

  question = question_about (snapshot);
  question->table = g_object_ref (table);
  question->row = row;
  hf_answer_clear (answer);
  hf_answer_set_subject (answer, waste_text (HF_TABLE (table), row, COLUMN_WHAT));
  hf_answer_compute (answer, _("Listing objects"), make_objects, question, question_free);
}
