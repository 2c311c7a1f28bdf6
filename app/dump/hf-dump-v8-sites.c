/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-v8-private.h"

#include <string.h>

/* Deeper stacks than V8 itself takes down are cut. */
#define MAX_FRAMES 256

/* ---- reading ------------------------------------------------------------------------------------------------------------------- */

void
hf_v8_take_function (HfV8Reader    *self,
                     const guint64 *record)
{
  const HfV8Columns *columns = &self->functions;
  guint32 line = hf_v8_small (hf_v8_field (columns, record, HF_V8_FUNCTION_LINE));
  HfV8Function function = {
    .name = hf_v8_small (hf_v8_field (columns, record, HF_V8_FUNCTION_NAME)),
    .script = hf_v8_small (hf_v8_field (columns, record, HF_V8_FUNCTION_SCRIPT)),
    .script_id = hf_v8_small (hf_v8_field (columns, record, HF_V8_FUNCTION_SCRIPT_ID)),
    .line = line != HF_NONE ? line : 0,
  };

  if (!hf_vector_push (&self->function_list, function))
    hf_json_scanner_fail (self->scanner, "its functions do not fit in memory");
}

void
hf_v8_take_place (HfV8Reader    *self,
                  const guint64 *record)
{
  const HfV8Columns *columns = &self->places;
  HfV8Place place = {
    .object = columns->at[HF_V8_PLACE_OBJECT] >= 0 ? hf_v8_object_at (self, record[columns->at[HF_V8_PLACE_OBJECT]]) : HF_NONE,
    .script_id = hf_v8_small (hf_v8_field (columns, record, HF_V8_PLACE_SCRIPT_ID)),
    .script = columns->at[HF_V8_PLACE_SCRIPT] >= 0 ? hf_v8_object_at (self, record[columns->at[HF_V8_PLACE_SCRIPT]]) : HF_NONE,
    .line = hf_v8_small (hf_v8_field (columns, record, HF_V8_PLACE_LINE)),
    .column = hf_v8_small (hf_v8_field (columns, record, HF_V8_PLACE_COLUMN)),
  };

  if (!hf_vector_push (&self->place_list, place))
    hf_json_scanner_fail (self->scanner, "its locations do not fit in memory");
}

/* The next byte that is neither white space nor a comma, unused; 0 at the end. */
static guint8
next_sign (HfV8Reader *self)
{
  for (;;)
    {
      guint8 c = *self->input->at;

      if (c > ' ' && c != ',')
        return c;
      if (self->input->at >= self->input->end)
        {
          if (!hf_dump_input_more (self->input))
            return 0;
        }
      else
        self->input->at++;
    }
}

static gboolean
push_trace_node (HfV8Reader    *self,
                 const guint64 *record,
                 guint32        parent)
{
  HfV8TraceNode node = {
    .id = hf_v8_small (hf_v8_field (&self->traces, record, HF_V8_TRACE_ID)),
    .parent = parent,
    .function = hf_v8_small (hf_v8_field (&self->traces, record, HF_V8_TRACE_FUNCTION)),
  };

  if (self->trace_list.n >= HF_NONE - 1 || !hf_vector_push (&self->trace_list, node))
    return hf_json_scanner_fail (self->scanner, "its allocation stacks do not fit in memory");

  return TRUE;
}

/* [id, function, count, size, [children of the same kind]], nested as deep as the program's stack is. Where a list begins its
 * owner is the node that was met last; where it ends one goes back to the owner's own parent, so no stack is needed. */
void
hf_v8_read_trace (HfV8Reader *self)
{
  guint64 record[HF_V8_MAX_COLUMNS] = { 0 };
  guint children = (guint) self->traces.at[HF_V8_TRACE_CHILDREN];
  guint32 parent = HF_NONE;
  guint64 depth = 0;
  guint column = 0;

  if (self->traces.at[HF_V8_TRACE_CHILDREN] < 0 || children + 1 != self->traces.stride)
    {
      hf_json_scanner_skip (self->scanner);
      return;
    }
  do
    {
      guint8 c = next_sign (self);

      if (c == '[' && (depth == 0 || column == children))
        {
          if (depth++ > 0)
            {
              if (!push_trace_node (self, record, parent))
                return;
              parent = (guint32) self->trace_list.n - 1;
            }
          self->input->at++;
          column = 0;
        }
      else if (c == ']' && column == 0 && depth > 0)
        {
          parent = parent != HF_NONE ? self->trace_list.at[parent].parent : HF_NONE;
          depth--;
          self->input->at++;
        }
      else if (c >= '0' && c <= '9' && depth > 0 && column < children)
        {
          if (!hf_json_scanner_uint64 (self->scanner, &record[column++]))
            return;
        }
      else
        {
          hf_json_scanner_fail (self->scanner, c == 0 ? "the data ends within the allocation stacks" : "the allocation stacks are not nested as they should be");
          return;
        }
    }
  while (depth > 0);
}

/* ---- allocation stacks ------------------------------------------------------------------------------------------------------------- */

static char *
script_name (HfV8Reader *self,
             guint32     text,
             guint32     script_id)
{
  gsize length;

  if (hf_v8_text (self, text, &length) != NULL && length > 0)
    return hf_v8_name (self, text);

  return script_id != 0 && script_id != HF_NONE ? g_strdup_printf ("script %u", script_id) : g_strdup ("");
}

static guint32
make_stack_site (HfV8Reader *self,
                 guint32     leaf)
{
  HfSiteFrame frames[MAX_FRAMES];
  char *texts[MAX_FRAMES * 2];
  guint n = 0;
  guint32 site;

  for (guint32 i = leaf; i != HF_NONE && n < MAX_FRAMES; i = self->trace_list.at[i].parent)
    {
      guint32 number = self->trace_list.at[i].function;
      const HfV8Function *function = number < self->function_list.n ? &self->function_list.at[number] : NULL;

      /* The outermost is "(root)", which is no function. */
      if (function == NULL || (self->trace_list.at[i].parent == HF_NONE && n > 0))
        continue;
      texts[2 * n] = script_name (self, function->script, function->script_id);
      texts[2 * n + 1] = hf_v8_name (self, function->name);
      frames[n] = (HfSiteFrame) { texts[2 * n] != NULL ? texts[2 * n] : "", texts[2 * n + 1] != NULL && *texts[2 * n + 1] != '\0' ? texts[2 * n + 1] : "(anonymous)",
                                  function->line };
      n++;
    }
  site = n > 0 ? hf_heap_builder_add_site (self->builder, frames, n) : 0;
  for (guint i = 0; i < 2 * n; i++)
    g_free (texts[i]);

  return site;
}

/* The objects' sites are ids of the tree's nodes until here. */
static void
settle_stacks (HfV8Reader *self)
{
  HfLateRows *rows = &self->rows;
  g_autoptr (GHashTable) by_id = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < self->trace_list.n; i++)
    g_hash_table_insert (by_id, GUINT_TO_POINTER (self->trace_list.at[i].id), GUINT_TO_POINTER ((guint) i + 1));
  for (guint32 v = 0; v < rows->n_objects; v++)
    {
      guint i = rows->site[v] != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (by_id, GUINT_TO_POINTER (rows->site[v]))) : 0;
      HfV8TraceNode *node = i > 0 ? &self->trace_list.at[i - 1] : NULL;

      if (node != NULL && node->site == 0)
        node->site = make_stack_site (self, i - 1);
      rows->site[v] = node != NULL ? node->site : 0;
      self->has_sites = self->has_sites || rows->site[v] != 0;
    }
}

/* ---- locations ------------------------------------------------------------------------------------------------------------------------ */

/* The object that @from refers to by an internal reference of this name, or HF_NONE. */
static guint32
follow (const HfV8Reader *self,
        guint32           from,
        const char       *name)
{
  const HfLateRows *rows = &self->rows;
  gsize wanted = strlen (name);

  if (from >= rows->n_objects)
    return HF_NONE;
  for (guint32 r = rows->begin[from]; r < rows->begin[from + 1]; r++)
    {
      gsize length;
      const char *text = hf_v8_text (self, rows->name[r], &length);
      guint8 number = rows->kind[r];

      if (number < self->edge_types->len && g_array_index (self->edge_types, gint, number) == HF_V8_INTERNAL && text != NULL &&
          length == wanted && memcmp (text, name, length) == 0)
        return rows->to[r] < rows->n_objects ? rows->to[r] : HF_NONE;
    }

  return HF_NONE;
}

/* (transfer full) The file of "system / Script / file.js"; NULL if it says none. */
static char *
file_of_script (const HfV8Reader *self,
                guint32           script)
{
  static const char mark[] = "system / Script / ";
  gsize length;
  const char *text = script < self->rows.n_objects ? hf_v8_text (self, self->rows.value[script], &length) : NULL;

  if (text == NULL || length <= sizeof mark - 1 || memcmp (text, mark, sizeof mark - 1) != 0)
    return NULL;

  return hf_utf8_clean (text + sizeof mark - 1, length - (sizeof mark - 1));
}

static guint32
script_of_closure (const HfV8Reader *self,
                   guint32           closure)
{
  guint32 shared = follow (self, closure, "shared");
  guint32 script = follow (self, shared, "script");

  return script != HF_NONE ? script : follow (self, shared, "script_or_debug_info");
}

/* script id → file, as any of the closures that come from it can tell. */
static GHashTable *
find_files (HfV8Reader *self)
{
  GHashTable *files = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (gsize i = 0; i < self->function_list.n; i++)
    {
      const HfV8Function *function = &self->function_list.at[i];
      gsize length;

      if (hf_v8_text (self, function->script, &length) != NULL && length > 0)
        g_hash_table_insert (files, GUINT_TO_POINTER (function->script_id), hf_v8_name (self, function->script));
    }
  for (gsize i = 0; i < self->place_list.n; i++)
    {
      const HfV8Place *place = &self->place_list.at[i];
      char *file = NULL;

      if (g_hash_table_contains (files, GUINT_TO_POINTER (place->script_id)))
        continue;
      file = file_of_script (self, place->script);
      if (file == NULL)
        file = file_of_script (self, script_of_closure (self, place->object));
      if (file != NULL)
        g_hash_table_insert (files, GUINT_TO_POINTER (place->script_id), file);
    }

  return files;
}

static guint
hash_place (gconstpointer data)
{
  const HfV8Place *place = data;

  return (place->script_id * 31 + place->line) * 1031 + place->column;
}

static gboolean
equal_places (gconstpointer a,
              gconstpointer b)
{
  const HfV8Place *left = a;
  const HfV8Place *right = b;

  return left->script_id == right->script_id && left->line == right->line && left->column == right->column;
}

static guint32
make_place_site (HfV8Reader      *self,
                 const HfV8Place *place,
                 GHashTable      *files)
{
  const char *known = g_hash_table_lookup (files, GUINT_TO_POINTER (place->script_id));
  g_autofree char *file = known != NULL ? g_strdup (known) : script_name (self, HF_NONE, place->script_id);
  g_autofree char *name = hf_v8_name (self, self->rows.value[place->object]);
  HfSiteFrame frame = { file, name != NULL ? name : "", place->line < HF_NONE - 1 ? place->line + 1 : 0 };

  return hf_heap_builder_add_site (self->builder, &frame, 1);
}

/* Where a function, or an object's constructor, is written: for objects without a stack. */
static void
settle_places (HfV8Reader *self)
{
  HfLateRows *rows = &self->rows;
  g_autoptr (GHashTable) files = find_files (self);
  g_autoptr (GHashTable) sites = g_hash_table_new (hash_place, equal_places);

  for (gsize i = 0; i < self->place_list.n; i++)
    {
      HfV8Place *place = &self->place_list.at[i];
      guint site;

      if (place->object >= rows->n_objects || rows->site[place->object] != 0)
        continue;
      site = GPOINTER_TO_UINT (g_hash_table_lookup (sites, place));
      if (site == 0)
        {
          site = make_place_site (self, place, files);
          g_hash_table_insert (sites, place, GUINT_TO_POINTER (site));
        }
      rows->site[place->object] = site;
      self->has_sites = self->has_sites || site != 0;
    }
}

gboolean
hf_v8_settle_sites (HfV8Reader *self,
                    GError    **error)
{
  settle_stacks (self);
  settle_places (self);

  return hf_heap_builder_check (self->builder, error);
}
