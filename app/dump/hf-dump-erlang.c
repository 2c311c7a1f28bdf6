/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-erlang-private.h"

#include <string.h>

/* Erlang's crash dump: text in sections. Each process has its own heap, one term a line, which refers to others by address; big
 * binaries lie outside and are shared. A process, what is written of its tables of ets, and the area of literals become objects
 * too: it is they who hold terms, and one wants to know how much. */

#define MAGIC "=erl_crash_dump:"
#define HEAD_OF_BINARY (4u << 10)

static const struct
{
  const char *tag;
  HfErlangSection section;
} sections[] = {
  { "=erl_crash_dump:", HF_ERLANG_BEGIN },
  { "=proc:", HF_ERLANG_PROCESS },
  { "=proc_messages:", HF_ERLANG_MESSAGES },
  { "=proc_dictionary:", HF_ERLANG_DICTIONARY },
  { "=proc_stack:", HF_ERLANG_STACK },
  { "=proc_heap:", HF_ERLANG_HEAP },
  { "=literals", HF_ERLANG_LITERALS },
  { "=persistent_terms", HF_ERLANG_PERSISTENT },
  { "=ets:", HF_ERLANG_ETS },
  { "=binary:", HF_ERLANG_BINARY },
  { "=end", HF_ERLANG_END },
};

gboolean
hf_dump_sniff_erlang (const guint8 *start,
                      gsize         n)
{
  return n >= strlen (MAGIC) && memcmp (start, MAGIC, strlen (MAGIC)) == 0;
}

/* ---- lines ---------- ------------------------------------------------------------------------------------------------------------ */

/* Of lines longer than @limit the beginning. FALSE for a last line without its end, unless it is the file's. */
static gboolean
next_line (HfErlangReader *self,
           gsize           limit,
           HfLine         *line)
{
  gsize searched = 0;

  for (;;)
    {
      gsize n = (gsize) (self->input->end - self->input->at);
      const guint8 *end = n > searched ? memchr (self->input->at + searched, '\n', n - searched) : NULL;
      gsize length = end != NULL ? (gsize) (end - self->input->at) : n;

      if (self->skips)
        {
          self->skips = end == NULL;
          self->input->at += length + (end != NULL);
          if (end == NULL && !hf_dump_input_more (self->input))
            return FALSE;
          continue;
        }
      if (end != NULL || n > limit)
        {
          *line = (HfLine) { (const char *) self->input->at, MIN (length, limit) };
          self->skips = length > limit;
          self->input->at += self->skips ? limit : length + 1;
          if (line->length > 0 && line->at[line->length - 1] == '\r')
            line->length--;
          return TRUE;
        }
      searched = n;
      if (!hf_dump_input_more (self->input))
        {
          *line = (HfLine) { (const char *) self->input->at, n };
          return n == 4 && memcmp (line->at, "=end", 4) == 0;
        }
    }
}

static guint32
string_of (HfErlangReader *self,
           const HfLine   *text)
{
  return hf_heap_builder_string (self->builder, text->at, (gssize) MIN (text->length, 4096));
}

/* ---- what holds terms ------------------------------------------------------------------------------------------------------------------- */

static guint32
add_holder (HfErlangReader *self,
            const char     *type,
            HfKind          kind,
            guint32         value)
{
  HfLateObject object = { .type = hf_heap_builder_type (self->builder, "", type, kind, 0), .value = value };

  return hf_heap_builder_add_late_object (self->builder, &object);
}

static void
hold (HfErlangReader *self,
      guint32         from,
      HfLine          line,
      const char     *name)
{
  HfErlangHeld held = { from, 0, 0, FALSE };
  HfErlangTerm term;

  if (!hf_erlang_take_term (&line, &term) || !term.is_pointer)
    return;
  held.name = hf_heap_builder_string (self->builder, name, -1);
  held.to = hf_erlang_number_of (self, term.to);
  if (held.to != HF_NONE && !hf_vector_push (&self->held, held))
    self->no_memory = TRUE;
}

static gint64
process_of (HfErlangReader *self,
            HfLine          id)
{
  g_autofree char *key = g_strndup (id.at, MIN (id.length, 64));
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, key));
  HfErlangProcess process = { HF_NONE, 0, 0 };

  if (known != 0)
    return (gint64) known - 1;
  process.name = hf_heap_builder_string (self->builder, key, -1);
  process.object = add_holder (self, "process", HF_KIND_FRAME, process.name);
  if (process.object == HF_NONE || !hf_vector_push (&self->processes, process))
    {
      self->no_memory = TRUE;
      return -1;
    }
  g_hash_table_insert (self->by_id, g_steal_pointer (&key), GUINT_TO_POINTER ((guint) self->processes.n));

  return (gint64) self->processes.n - 1;
}

/* What stands in the last parentheses of "0x0000… (leakgen:holder/1 + 80)". */
static gboolean
function_in (HfLine  line,
             HfLine *name)
{
  const char *open = line.length > 0 ? memchr (line.at, '(', line.length) : NULL;

  if (open == NULL)
    return FALSE;
  name->at = open + 1;
  name->length = 0;
  while (name->at + name->length < line.at + line.length && strchr (" )", name->at[name->length]) == NULL)
    name->length++;

  return name->length > 0;
}

static void
read_process (HfErlangReader *self,
              HfLine         *line)
{
  HfErlangProcess *process = &self->processes.at[self->process];
  HfLine name;

  if (hf_line_starts (line, "Name: ") && !process->is_registered)
    {
      g_autofree char *words = g_strdup_printf ("%.*s %s", (int) MIN (line->length - 6, 255), line->at + 6,
                                                hf_heap_builder_get_string (self->builder, process->name));

      process->name = hf_heap_builder_string (self->builder, words, -1);
      process->is_registered = TRUE;
    }
  else if (hf_line_starts (line, "Program counter: ") && function_in (*line, &name))
    process->at = string_of (self, &name);
}

static void
read_stack (HfErlangReader *self,
            HfLine         *line)
{
  g_autofree char *name = NULL;
  HfLine variable, function;

  if (!hf_erlang_take_char (line, 'y'))
    {
      if (function_in (*line, &function))
        self->frame = string_of (self, &function);
      return;
    }
  variable = hf_erlang_take_until (line, ":");
  if (!hf_erlang_take_char (line, ':'))
    return;
  name = g_strdup_printf ("y%.*s of %s", (int) MIN (variable.length, 20), variable.at, hf_heap_builder_get_string (self->builder, self->frame));
  hold (self, (guint32) self->process, *line, name);
}

static void
read_ets (HfErlangReader *self,
          HfLine         *line)
{
  HfLine rest = *line;
  guint64 n;
  HfLine name;

  if (hf_line_starts (line, "Name: "))
    {
      HfErlangHeld held = { (guint32) self->process, 0, 0, TRUE };
      g_autofree char *words = NULL;

      name = (HfLine) { line->at + 6, line->length - 6 };
      words = g_strdup_printf ("ets table %.*s", (int) MIN (name.length, 255), name.at);
      held.name = hf_heap_builder_string (self->builder, words, -1);
      self->ets = held.to = add_holder (self, "ets table", HF_KIND_CONTAINER, string_of (self, &name));
      if (self->ets != HF_NONE && !hf_vector_push (&self->held, held))
        self->no_memory = TRUE;
    }
  else if (hf_line_starts (line, "Words: ") && self->ets != HF_NONE)
    {
      rest.at += 7;
      rest.length -= 7;
      if (hf_line_number (&rest, &n) && n < G_MAXUINT32)
        hf_heap_builder_set_shallow (self->builder, self->ets, n * self->word);
    }
}

static void
read_binary (HfErlangReader *self,
             HfLine         *line)
{
  HfLateObject object = { .address = self->address };
  guint32 number = hf_erlang_number_of (self, self->address);
  guint64 length;

  self->section = HF_ERLANG_OTHER;
  if (number == HF_NONE)
    return;
  if (self->objects.at[number] != HF_NONE || !hf_erlang_take_hex (line, ":", &length) || length > (guint64) 1 << 48)
    {
      self->n_unknown++;
      return;
    }
  hf_erlang_take_char (line, ':');
  hf_erlang_show_bytes (self, *line);
  object.type = hf_heap_builder_type (self->builder, "", "binary", HF_KIND_VALUE, 0);
  object.value = hf_heap_builder_string (self->builder, self->value->str, (gssize) self->value->len);
  object.shallow = length;
  self->objects.at[number] = hf_heap_builder_add_late_object (self->builder, &object);
}

static void
read_begin (HfErlangReader *self,
            HfLine         *line)
{
  static const char *const before = "System version: ";
  const char *wide;

  if (!hf_line_starts (line, before))
    return;
  wide = memmem (line->at, line->length, "[64-bit]", 8);
  self->word = wide != NULL ? 8 : 4;
  line->at += strlen (before);
  line->length -= strlen (before);
  {
    HfLine name = hf_erlang_take_until (line, "[");
    g_autofree char *runtime = g_strndup (name.at, MIN (name.length, 255));

    hf_heap_builder_set_runtime (self->builder, g_strchomp (runtime));
  }
}

/* ---- sections ------------------------------------------------------------------------------------------------------------------------------ */

static void
begin_section (HfErlangReader *self,
               HfLine          line)
{
  self->section = HF_ERLANG_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    if (hf_line_starts (&line, sections[i].tag))
      {
        self->section = sections[i].section;
        line.at += strlen (sections[i].tag);
        line.length -= strlen (sections[i].tag);
        break;
      }
  self->ets = HF_NONE;
  self->n_messages = 0;
  self->ended = self->section == HF_ERLANG_END;
  if ((self->section >= HF_ERLANG_PROCESS && self->section <= HF_ERLANG_HEAP) || self->section == HF_ERLANG_ETS)
    self->process = process_of (self, line);
  if (self->section == HF_ERLANG_STACK && self->process >= 0)
    self->frame = self->processes.at[self->process].at;
  if (self->section == HF_ERLANG_LITERALS && self->literals == HF_NONE)
    self->literals = add_holder (self, "literals", HF_KIND_MODULE, hf_heap_builder_string (self->builder, "literals of modules", -1));
  if (self->section == HF_ERLANG_BINARY && !hf_line_address (&line, &self->address))
    self->section = HF_ERLANG_OTHER;
}

static void
read_line (HfErlangReader *self,
           HfLine         *line)
{
  char name[48];

  switch (self->section)
    {
    case HF_ERLANG_BEGIN: read_begin (self, line); break;
    case HF_ERLANG_PROCESS: read_process (self, line); break;
    case HF_ERLANG_STACK: read_stack (self, line); break;
    case HF_ERLANG_ETS: read_ets (self, line); break;
    case HF_ERLANG_BINARY: read_binary (self, line); break;
    case HF_ERLANG_DICTIONARY: hold (self, (guint32) self->process, *line, "process dictionary"); break;

    case HF_ERLANG_HEAP:
    case HF_ERLANG_LITERALS:
      hf_erlang_read_term (self, line);
      break;

    case HF_ERLANG_MESSAGES:
      g_snprintf (name, sizeof name, "message %" G_GUINT64_FORMAT, ++self->n_messages);
      hold (self, (guint32) self->process, *line, name);
      break;

    case HF_ERLANG_PERSISTENT:
      {
        HfLine rest = *line;
        g_autofree char *words = NULL;
        HfErlangTerm key;

        if (!hf_erlang_take_term (&rest, &key) || !hf_erlang_take_char (&rest, '|'))
          break;
        words = g_strdup_printf ("persistent term %.*s", (int) MIN (key.is_pointer ? 0 : key.text.length, 255), key.text.at);
        hold (self, HF_NONE, *line, g_strchomp (words));
        hold (self, HF_NONE, rest, words);
        break;
      }

    case HF_ERLANG_OTHER:
    case HF_ERLANG_END:
    default:
      break;
    }
}

static void
read_lines (HfErlangReader *self)
{
  HfLine line;

  while (!self->ended && !self->no_memory && hf_heap_builder_check (self->builder, NULL) &&
         next_line (self, self->section == HF_ERLANG_BINARY || self->section == HF_ERLANG_OTHER ? HEAD_OF_BINARY
                                                                                             : (gsize) hf_dump_input_limits (self->input)->max_json, &line))
    if (line.length > 0 && line.at[0] == '=')
      begin_section (self, line);
    else if (self->process >= 0 || self->section < HF_ERLANG_PROCESS || self->section > HF_ERLANG_STACK)
      read_line (self, &line);
}

/* ---- the heap that comes of it ---------------------------------------------------------------------------------------------------------- */

static void
add_held (HfErlangReader *self)
{
  for (gsize i = 0; i < self->held.n && (i % 65536 != 0 || hf_dump_input_poll (self->input)); i++)
    {
      const HfErlangHeld *held = &self->held.at[i];
      guint32 to = held->is_object ? held->to : self->objects.at[held->to];
      g_autofree char *words = g_strdup (hf_heap_builder_get_string (self->builder, held->name));

      if (to == HF_NONE)
        continue;
      if (held->from == HF_NONE)
        hf_heap_builder_add_root (self->builder, HF_ROOT_STATIC, words, to, FALSE);
      else if (held->from == self->literals && held->name == 0)
        hf_heap_builder_add_ref_from (self->builder, held->from, to, HF_REF_OTHER, 0, HF_CLASS_STRONG);
      else
        hf_heap_builder_add_ref_from (self->builder, self->processes.at[held->from].object, to, HF_REF_INTERNAL, held->name, HF_CLASS_STRONG);
    }
}

static gboolean
resolve (HfErlangReader *self,
         GError        **error)
{
  HfLateRows rows;

  hf_address_table_clear (&self->numbers);
  if (!hf_heap_builder_open (self->builder, &rows, error))
    return FALSE;
  for (guint32 r = 0; r < rows.n_refs && (r % 65536 != 0 || hf_dump_input_poll (self->input)); r++)
    rows.to[r] = rows.to[r] < self->objects.n ? self->objects.at[rows.to[r]] : HF_NONE;
  for (gsize i = 0; i < self->processes.n; i++)
    {
      const HfErlangProcess *process = &self->processes.at[i];
      g_autofree char *words = g_strdup_printf ("process %s", hf_heap_builder_get_string (self->builder, process->name));

      rows.value[process->object] = process->name;
      rows.flags[process->object] |= HF_OBJECT_SYNTHETIC;
      hf_heap_builder_add_root (self->builder, HF_ROOT_THREAD, words, process->object, FALSE);
    }
  if (self->literals != HF_NONE)
    {
      rows.flags[self->literals] |= HF_OBJECT_SYNTHETIC;
      hf_heap_builder_add_root (self->builder, HF_ROOT_STATIC, "literals of modules", self->literals, FALSE);
    }
  add_held (self);

  return hf_heap_builder_check (self->builder, error);
}

static void
tell (HfErlangReader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES);
  hf_heap_builder_add_lack (self->builder, "What tables of ets and funs hold is not in a crash dump: binaries that only they have look unreachable.");
  hf_heap_builder_add_lack (self->builder, "The sizes of funs, references and large integers are estimates.");
  if (self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " terms are in the dump more than once.", self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (!self->ended || self->n_unknown > 0 || packed != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sIt %s byte %" G_GUINT64_FORMAT "; %" G_GUINT64_FORMAT " lines could not be read.",
                                                   packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   self->ended ? "was read up to" : "lacks its end, which should come after",
                                                   hf_dump_input_offset (self->input), self->n_unknown);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (HfErlangReader *self,
        GError        **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory || hf_heap_builder_n_objects (self->builder) == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED, "%s (byte %" G_GUINT64_FORMAT ").",
                   self->no_memory ? "There is not enough memory for its terms" : "It has no process and no term, at least not up to here",
                   hf_dump_input_offset (self->input));
      return FALSE;
    }
  if (!resolve (self, error))
    return FALSE;
  tell (self);

  return !hf_dump_input_failed (self->input, error);
}

gboolean
hf_dump_read_erlang (HfDumpInput   *input,
                     HfHeapBuilder *builder,
                     HfProgress    *progress,
                     GError       **error)
{
  g_autofree HfErlangReader *self = g_new0 (HfErlangReader, 1);
  gboolean good;

  self->input = input;
  self->builder = builder;
  self->word = 8;
  self->process = -1;
  self->ets = self->literals = HF_NONE;
  self->value = g_string_new (NULL);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  read_lines (self);
  good = finish (self, error);

  g_hash_table_unref (self->by_id);
  g_string_free (self->value, TRUE);
  hf_address_table_clear (&self->numbers);
  hf_vector_clear (&self->objects);
  hf_vector_clear (&self->held);
  hf_vector_clear (&self->processes);

  return good;
}
