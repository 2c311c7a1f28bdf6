/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-ruby-private.h"

#include <string.h>

#define SHOWN_TEXT 200u
#define MAX_SHAPES 1000u

guint32
hf_ruby_number (HfRuby *self,
                guint64 address)
{
  guint32 number = hf_id_table_add (self->addresses, address);

  if (number == HF_NONE || (number >= self->dump_ids.n && !hf_vector_push (&self->dump_ids, HF_NONE)))
    {
      self->no_memory = TRUE;
      return HF_NONE;
    }

  return number;
}

/* ---- what is no object -------------------------------------------------------------------------------------------------------- */

static HfRootKind
root_kind (const char *category)
{
  if (strcmp (category, "machine_context") == 0)
    return HF_ROOT_THREAD;
  if (strcmp (category, "vm") == 0 || strcmp (category, "finalizers") == 0 || strcmp (category, "global_symbols") == 0)
    return HF_ROOT_INTERPRETER;

  return g_str_has_prefix (category, "global_") ? HF_ROOT_STATIC : HF_ROOT_OTHER;
}

static void
add_roots (HfRuby *self)
{
  g_autofree char *clean = hf_utf8_clean (self->line.root->str, self->line.root->len);
  g_autofree char *words = g_strdup_printf ("root %s", clean);
  guint32 id = hf_heap_builder_string (self->builder, words, -1);

  for (gsize i = 0; i < self->line.refs.n; i++)
    {
      HfRubyRoot root = { hf_ruby_number (self, self->line.refs.at[i]), id, (guint8) root_kind (clean) };
      guint64 key = (guint64) root.to << 32 | id;

      if (g_hash_table_add (self->roots_met, g_memdup2 (&key, sizeof key)) && !hf_vector_push (&self->roots, root))
        self->no_memory = TRUE;
    }
}

static void
add_shape (HfRuby *self)
{
  HfRubyShape shape = { HF_NONE, 0 };

  self->n_shapes++;
  if (!self->line.has_id || self->line.id >= HF_NONE)
    return;
  if (self->line.has_parent && self->line.parent < HF_NONE)
    shape.parent = (guint32) self->line.parent;
  if (self->line.edge->len > 0 && self->line.edge->str[0] == '@')
    shape.edge = hf_heap_builder_string (self->builder, self->line.edge->str, (gssize) self->line.edge->len);
  g_hash_table_insert (self->shapes, GUINT_TO_POINTER ((guint32) self->line.id + 1), g_memdup2 (&shape, sizeof shape));
}

static void
add_class (HfRuby *self,
           guint32 number)
{
  HfRubyClass *class = hf_ruby_class (self, number);

  class->singleton = self->line.singleton;
  class->super = self->line.superclass != 0 ? hf_ruby_number (self, self->line.superclass) : HF_NONE;
  if (self->line.name->len > 0)
    class->name = hf_heap_builder_string (self->builder, self->line.name->str, (gssize) self->line.name->len);
}

/* ---- values ------------------------------------------------------------------------------------------------------------------- */

/* A beginning never ends in a quote. */
static void
append_quoted (GString       *words,
               const GString *text)
{
  g_string_append_c (words, '"');
  for (gsize i = 0; i < text->len && i < SHOWN_TEXT; i++)
    switch (text->str[i])
      {
      case '\n': g_string_append (words, "\\n"); break;
      case '\r': g_string_append (words, "\\r"); break;
      case '\t': g_string_append (words, "\\t"); break;
      case '\033': g_string_append (words, "\\e"); break;
      case '\\': g_string_append (words, "\\\\"); break;
      case '"': g_string_append (words, "\\\""); break;
      default:
        if ((guchar) text->str[i] < 0x20 || text->str[i] == 0x7f)
          g_string_append_printf (words, "\\x%02X", (guint) text->str[i]);
        else
          g_string_append_c (words, text->str[i]);
      }
  if (text->len <= SHOWN_TEXT)
    g_string_append_c (words, '"');
  else if (words->str[words->len - 1] == '"')
    g_string_truncate (words, words->len - 2);
}

static void
append_count (GString    *words,
              guint64     n,
              const char *one,
              const char *many)
{
  if (n != G_MAXUINT64)
    g_string_append_printf (words, "%" G_GUINT64_FORMAT " %s", n, n == 1 ? one : many);
}

/* What is not 7-bit text has no value in the dump. */
static void
describe_string (const HfRubyLine *line,
                 GString          *words)
{
  if (line->has_value)
    {
      append_quoted (words, line->value);
      return;
    }
  append_count (words, line->length, "byte", "bytes");
  if (words->len > 0 && line->encoding->len > 0)
    g_string_append_printf (words, ", %s", line->encoding->str);
  if (words->len > 0 && line->shared)
    g_string_append (words, ", shared");
}

static void
describe_class (const HfRubyLine *line,
                GString          *words)
{
  if (line->name->len > 0)
    g_string_append_len (words, line->name->str, (gssize) line->name->len);
  else
    g_string_append (words, line->singleton ? "singleton class" : "anonymous class");
}

static void
describe_other (const HfRubyLine *line,
                GString          *words)
{
  if (line->structure->len > 0)
    g_string_append_len (words, line->structure->str, (gssize) line->structure->len);
  else if (line->called->len > 0)
    g_string_append_len (words, line->called->str, (gssize) line->called->len);
  else if (strcmp (line->type->str, "FILE") == 0 && line->fd > 0)
    g_string_append_printf (words, "file descriptor %" G_GUINT64_FORMAT, line->fd);
}

static guint32
value_of (HfRuby    *self,
          HfRubyKind kind)
{
  const HfRubyLine *line = &self->line;
  g_autoptr (GString) words = g_string_new (NULL);

  switch (kind)
    {
    case HF_RUBY_STRING:
      describe_string (line, words);
      break;

    case HF_RUBY_SYMBOL:
      if (line->has_value)
        g_string_append_printf (words, ":%s", line->value->str);
      break;

    case HF_RUBY_NUMBER:
      g_string_append_len (words, line->value->str, (gssize) line->value->len);
      break;

    case HF_RUBY_CLASS:
      describe_class (line, words);
      break;

    case HF_RUBY_ARRAY:
      append_count (words, line->length, "element", "elements");
      if (words->len > 0 && line->shared)
        g_string_append (words, ", shared");
      break;

    case HF_RUBY_HASH:
      append_count (words, line->length, "entry", "entries");
      break;

    default:
      describe_other (line, words);
      break;
    }
  if (line->has_generation && kind != HF_RUBY_STRING && kind != HF_RUBY_SYMBOL && kind != HF_RUBY_NUMBER && kind != HF_RUBY_CLASS)
    g_string_append_printf (words, "%sgeneration %" G_GUINT64_FORMAT, words->len > 0 ? ", " : "", line->generation);

  return words->len > 0 ? hf_heap_builder_string (self->builder, words->str, (gssize) words->len) : 0;
}

static guint32
site_of (HfRuby *self)
{
  HfRubySite site;
  HfSiteFrame frame = { self->line.file->str, self->line.method->str, (guint32) MIN (self->line.line, G_MAXUINT32) };
  guint known;

  if (self->line.file->len == 0)
    return 0;
  site.file = hf_heap_builder_string (self->builder, self->line.file->str, (gssize) self->line.file->len);
  site.method = hf_heap_builder_string (self->builder, self->line.method->str, (gssize) self->line.method->len);
  site.line = frame.line;
  known = GPOINTER_TO_UINT (g_hash_table_lookup (self->sites, &site));
  if (known == 0)
    {
      known = hf_heap_builder_add_site (self->builder, &frame, 1);
      g_hash_table_insert (self->sites, g_memdup2 (&site, sizeof site), GUINT_TO_POINTER (known));
    }

  return known;
}

/* ---- references ------------------------------------------------------------------------------------------------------------------- */

/* The names of an object's instance variables, if its shape has as many as it has references: variables that hold nil, a small
 * number or the like are no references, and nothing says which ones they are. Last one first. */
static guint
name_variables (const HfRuby *self,
                guint32      *names)
{
  guint n = 0;
  guint32 id;

  if (!self->line.has_shape || self->line.shape >= HF_NONE)
    return 0;
  id = (guint32) self->line.shape;
  for (guint steps = 0; steps < MAX_SHAPES; steps++)
    {
      const HfRubyShape *shape = g_hash_table_lookup (self->shapes, GUINT_TO_POINTER (id + 1));

      if (shape == NULL)
        return 0;
      if (shape->edge != 0)
        names[n++] = shape->edge;
      if (shape->parent == HF_NONE || shape->parent == id)
        return n == self->line.refs.n ? n : 0;
      id = shape->parent;
    }

  return 0;
}

static void
add_ref (HfRuby    *self,
         guint64    to,
         HfRefKind  kind,
         guint32    name,
         HfRefClass class)
{
  hf_heap_builder_add_late_ref (self->builder, hf_ruby_number (self, to), hf_late_kind (kind, class), name);
}

static void
add_plain_ref (HfRuby    *self,
               guint64    to,
               HfRubyKind kind)
{
  if (kind == HF_RUBY_CLASS && to == self->line.superclass)
    add_ref (self, to, HF_REF_INTERNAL, self->word_super, HF_CLASS_STRUCTURAL);
  else if (kind == HF_RUBY_HASH && to == self->line.default_value)
    add_ref (self, to, HF_REF_INTERNAL, self->word_default, HF_CLASS_STRONG);
  else
    add_ref (self, to, HF_REF_OTHER, self->word_reference, HF_CLASS_STRONG);
}

static void
add_refs (HfRuby    *self,
          HfRubyKind kind)
{
  const HfRubyLine *line = &self->line;
  gsize n = line->refs.n;
  guint32 names[MAX_SHAPES];
  guint n_names = kind == HF_RUBY_OBJECT ? name_variables (self, names) : 0;
  gboolean is_list = kind == HF_RUBY_ARRAY && line->length == n && !line->shared;
  gboolean is_table = kind == HF_RUBY_HASH && line->length < n && line->length * 2 == n && line->default_value == 0;

  for (gsize i = 0; i < n; i++)
    if (n_names > 0)
      add_ref (self, line->refs.at[i], HF_REF_OTHER, names[n_names - 1 - i], HF_CLASS_STRONG);
    else if (is_list)
      add_ref (self, line->refs.at[i], HF_REF_INDEX, (guint32) i, HF_CLASS_STRONG);
    else if (is_table)
      hf_heap_builder_add_late_ref (self->builder, hf_ruby_number (self, line->refs.at[i]), i % 2 == 0 ? HF_RUBY_REF_KEY : HF_RUBY_REF_VALUE, 0);
    else
      add_plain_ref (self, line->refs.at[i], kind);
}

static void
add_object (HfRuby *self)
{
  HfRubyLine *line = &self->line;
  HfRubyKind kind = hf_ruby_kind (line->type->str);
  /* What stands there in an IMEMO is no class. */
  gboolean has_class = line->class != 0 && kind != HF_RUBY_IMEMO;
  guint32 number = hf_ruby_number (self, line->address), class = has_class ? hf_ruby_number (self, line->class) : HF_NONE;
  HfLateObject object = { .address = line->address, .shallow = line->memsize };
  guint32 id;

  if (self->no_memory)
    return;
  if (self->dump_ids.at[number] != HF_NONE)
    {
      self->n_twice++;
      return;
    }
  if (kind == HF_RUBY_CLASS)
    add_class (self, number);
  if (has_class && hf_ruby_class (self, class)->kind == HF_RUBY_OTHER)
    hf_ruby_class (self, class)->kind = kind;
  object.type = has_class ? class : hf_ruby_own_type (self, kind) | HF_RUBY_OWN_TYPE;
  object.value = value_of (self, kind);
  object.site = site_of (self);
  object.n_refs = (guint32) (line->refs.n + has_class);
  id = hf_heap_builder_add_late_object (self->builder, &object);
  if (id == HF_NONE)
    return;
  self->dump_ids.at[number] = id;
  if (has_class)
    add_ref (self, line->class, HF_REF_INTERNAL, self->word_class, HF_CLASS_STRUCTURAL);
  add_refs (self, kind);
}

void
hf_ruby_add (HfRuby *self)
{
  if (strcmp (self->line.type->str, "ROOT") == 0)
    add_roots (self);
  else if (strcmp (self->line.type->str, "SHAPE") == 0)
    add_shape (self);
  else if (self->line.address != 0 && self->line.type->len > 0)
    add_object (self);
}
