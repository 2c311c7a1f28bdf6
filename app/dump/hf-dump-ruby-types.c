/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-ruby-private.h"

#include <string.h>

/* Singleton classes can form a ring. */
#define MAX_ANCESTORS 1000u

HfRubyClass *
hf_ruby_class (HfRuby *self,
               guint32 number)
{
  HfRubyClass *class = g_hash_table_lookup (self->classes, GUINT_TO_POINTER (number + 1));

  if (class == NULL)
    {
      class = g_new0 (HfRubyClass, 1);
      class->super = HF_NONE;
      g_hash_table_insert (self->classes, GUINT_TO_POINTER (number + 1), class);
    }

  return class;
}

HfRubyKind
hf_ruby_kind (const char *type)
{
  static const struct
  {
    const char *type;
    HfRubyKind kind;
  } kinds[] = {
    { "OBJECT", HF_RUBY_OBJECT },   { "CLASS", HF_RUBY_CLASS },     { "MODULE", HF_RUBY_CLASS },   { "ICLASS", HF_RUBY_CLASS },
    { "STRING", HF_RUBY_STRING },   { "SYMBOL", HF_RUBY_SYMBOL },   { "FLOAT", HF_RUBY_NUMBER },   { "BIGNUM", HF_RUBY_NUMBER },
    { "RATIONAL", HF_RUBY_NUMBER }, { "COMPLEX", HF_RUBY_NUMBER },  { "REGEXP", HF_RUBY_NUMBER },  { "ARRAY", HF_RUBY_ARRAY },
    { "HASH", HF_RUBY_HASH },       { "STRUCT", HF_RUBY_STRUCT },   { "DATA", HF_RUBY_DATA },      { "IMEMO", HF_RUBY_IMEMO },
    { "NODE", HF_RUBY_IMEMO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (type, kinds[i].type) == 0)
      return kinds[i].kind;

  return HF_RUBY_OTHER;
}

static HfKind
heap_kind (HfRubyKind   kind,
           const char  *name,
           HfTypeFlags *flags)
{
  static const char *const callables[] = { "Proc", "Method", "UnboundMethod", "Binding", "RubyVM::InstructionSequence", "IMEMO:iseq", "IMEMO:ment", NULL };

  if (kind == HF_RUBY_IMEMO)
    *flags |= HF_TYPE_INTERNAL;
  if (kind == HF_RUBY_STRING)
    *flags |= HF_TYPE_STRING;
  if (g_strv_contains (callables, name))
    return HF_KIND_FUNCTION;
  switch (kind)
    {
    case HF_RUBY_OBJECT:
    case HF_RUBY_STRUCT:
      return HF_KIND_INSTANCE;

    case HF_RUBY_CLASS:
      return HF_KIND_TYPE;

    case HF_RUBY_STRING:
    case HF_RUBY_SYMBOL:
    case HF_RUBY_NUMBER:
      return HF_KIND_VALUE;

    case HF_RUBY_ARRAY:
    case HF_RUBY_HASH:
      return HF_KIND_CONTAINER;

    default:
      return HF_KIND_OTHER;
    }
}

static guint32
make_type (HfRuby     *self,
           const char *name,
           HfRubyKind  kind)
{
  HfTypeFlags flags = 0;
  HfKind of = heap_kind (kind, name, &flags);

  return hf_heap_builder_type (self->builder, "", name, of, flags);
}

/* "IMEMO:ment", "DATA:autoload_i", "ARRAY": objects of the interpreter's own. */
guint32
hf_ruby_own_type (HfRuby    *self,
                  HfRubyKind kind)
{
  const HfRubyLine *line = &self->line;
  const GString *more = kind == HF_RUBY_IMEMO ? line->imemo : line->structure;
  g_autofree char *raw = g_strconcat (line->type->str, more->len > 0 ? ":" : "", more->str, NULL);
  g_autofree char *name = hf_utf8_clean (raw, strlen (raw));

  return make_type (self, name, kind);
}

/* The class that Ruby names: of singleton and nameless classes the first above them that is neither. */
static guint32
named_class (HfRuby *self,
             guint32 number)
{
  guint32 at = number;

  for (guint steps = 0; steps < MAX_ANCESTORS && at != HF_NONE; steps++)
    {
      const HfRubyClass *class = g_hash_table_lookup (self->classes, GUINT_TO_POINTER (at + 1));

      if (class == NULL)
        return HF_NONE;
      if (!class->singleton && class->name != 0)
        return at;
      at = class->super;
    }

  return HF_NONE;
}

static guint32
type_of_class (HfRuby *self,
               guint32 number)
{
  HfRubyClass *class = hf_ruby_class (self, number);
  guint32 named;
  g_autofree char *name = NULL;

  if (class->has_type)
    return class->type;
  named = named_class (self, number);
  name = named != HF_NONE ? g_strdup (hf_heap_builder_get_string (self->builder, hf_ruby_class (self, named)->name))
                          : g_strdup_printf ("class 0x%" G_GINT64_MODIFIER "x", hf_id_table_id (self->addresses, number));
  class->type = make_type (self, name, class->kind);
  class->has_type = TRUE;
  if (named == number && self->dump_ids.at[number] != HF_NONE)
    hf_heap_builder_set_type_object (self->builder, class->type, self->dump_ids.at[number]);

  return class->type;
}

/* Keys come before their values. */
static void
name_entry (HfLateRows *rows,
            guint32     r)
{
  gboolean is_key = rows->kind[r] == HF_RUBY_REF_KEY;
  guint32 key = is_key || r == 0 ? rows->to[r] : rows->to[r - 1];

  rows->name[r] = key < rows->n_objects ? rows->value[key] : 0;
  rows->kind[r] = hf_late_kind (is_key ? HF_REF_KEY : HF_REF_VALUE, HF_CLASS_STRONG);
}

static gboolean
is_cut (const HfRuby *self,
        guint32       value)
{
  const char *text = hf_heap_builder_get_string (self->builder, value);

  return text[0] == '"' && (text[1] == '\0' || text[strlen (text) - 1] != '"');
}

gboolean
hf_ruby_settle (HfRuby  *self,
                GError **error)
{
  HfLateRows rows;

  if (!hf_heap_builder_open (self->builder, &rows, error))
    return FALSE;
  for (guint32 i = 0; i < rows.n_objects; i++)
    {
      rows.type[i] = rows.type[i] & HF_RUBY_OWN_TYPE ? rows.type[i] & ~HF_RUBY_OWN_TYPE : type_of_class (self, rows.type[i]);
      if (is_cut (self, rows.value[i]))
        rows.flags[i] |= HF_OBJECT_VALUE_CUT;
    }
  for (guint32 r = 0; r < rows.n_refs; r++)
    rows.to[r] = rows.to[r] < self->dump_ids.n ? self->dump_ids.at[rows.to[r]] : HF_NONE;
  for (guint32 r = 0; r < rows.n_refs; r++)
    if (rows.kind[r] == HF_RUBY_REF_KEY || rows.kind[r] == HF_RUBY_REF_VALUE)
      name_entry (&rows, r);
  for (gsize i = 0; i < self->roots.n; i++)
    {
      g_autofree char *words = g_strdup (hf_heap_builder_get_string (self->builder, self->roots.at[i].words));

      hf_heap_builder_add_root (self->builder, (HfRootKind) self->roots.at[i].kind, words, self->dump_ids.at[self->roots.at[i].to], FALSE);
    }

  return hf_heap_builder_check (self->builder, error);
}
