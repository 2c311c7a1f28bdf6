/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-dump-lines.h"
#include "hf-javascript.h"

/* SpiderMonkey's heap as text (System.dumpHeap() of GJS, gc-edges logs of Firefox): "ADDRESS COLOUR LABEL" a line. Roots and
 * weak maps come first; behind a line of "=" the cells, each followed by its references, which begin with "> ". A comment
 * says how large the cells of an arena are. What class an object has only its prototype's constructor tells, so that
 * types are settled when all is read. */

typedef struct
{
  guint32 object; /* HF_NONE as long as its cell has not come */
  guint32 weak;   /* the first entry of a weak map whose key it is, or HF_NONE */
} Cell;

typedef struct
{
  guint32 value; /* a cell's number */
  guint32 next;
} WeakEntry;

typedef struct
{
  guint32 cell;
  guint32 words;
} Root;

typedef struct
{
  guint32 name;
  guint8 kind; /* hf_late_kind(); 0 with name 0: not asked for yet */
  gboolean known;
} Label;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfProgress *progress;
  HfAddressTable numbers; /* of cells, as they are met */
  HfAddressTable met_roots;
  HF_VECTOR (Cell) cells;
  HF_VECTOR (WeakEntry) weak;
  HF_VECTOR (Root) roots;
  gboolean no_memory;
  gboolean met_separator;
  gboolean is_coloured;
  gboolean knows_colours;
  gboolean has_sizes;
  guint64 n_unknown;
  guint64 n_twice;
  guint64 size;     /* of the cells of this arena */

  gboolean in_cell; /* whose references come now */
  HfLateObject cell;
  HfLateRows rows;
} Reader;

/* ---- what it looks like ------------------------------------------------------------------------------------------------------ */

static gboolean
is_colour (const HfLine *word)
{
  return word->length == 1 && strchr ("BGWUX?", word->at[0]) != NULL && word->at[0] != '\0';
}

gboolean
hf_dump_sniff_spidermonkey (const guint8 *start,
                            gsize         n)
{
  const char *at = (const char *) start;

  for (guint i = 0; i < 10 && n > 0; i++)
    {
      const char *end = memchr (at, '\n', n);
      HfLine line = { at, end != NULL ? (gsize) (end - at) : n }, word;
      guint64 address;

      if (hf_line_starts (&line, "# Roots.") || hf_line_starts (&line, "WeakMapEntry map=") || hf_line_starts (&line, "# Weak maps."))
        return memmem (start, MIN (n + (gsize) (at - (const char *) start), 4096), "# WantAllTraces", 15) == NULL;
      if (line.length > 0 && line.at[0] != '#')
        return hf_line_starts (&line, "0x") && hf_line_word (&line, &word) && hf_line_address (&word, &address) &&
               hf_line_word (&line, &word) && is_colour (&word) && line.length > 0;
      if (end == NULL)
        break;
      n -= (gsize) (end + 1 - at);
      at = end + 1;
    }

  return FALSE;
}

/* ---- lines ----------------------------------------------------------------------------------------------------------------- */

/* HF_NONE without memory. */
static guint32
cell_of (Reader *self,
         guint64 address)
{
  guint32 number = hf_address_table_number (&self->numbers, address);

  if (number == self->cells.n && !hf_vector_push (&self->cells, ((Cell) { HF_NONE, HF_NONE })))
    number = HF_NONE;
  if (number == HF_NONE || number >= self->cells.n)
    {
      self->no_memory = TRUE;
      return HF_NONE;
    }

  return number;
}

/* Takes "ADDRESS [COLOUR] " and leaves the label. */
static gboolean
take_address (Reader  *self,
              HfLine  *line,
              guint64 *address,
              char    *colour)
{
  HfLine word, rest;

  *colour = 'B';
  if (!hf_line_word (line, &word) || !hf_line_address (&word, address))
    return FALSE;
  rest = *line;
  if (hf_line_word (&rest, &word) && is_colour (&word) && (self->is_coloured || !self->knows_colours))
    {
      self->is_coloured = TRUE;
      *colour = word.at[0];
      *line = rest;
    }
  self->knows_colours = TRUE;

  return TRUE;
}

static void
take_root (Reader *self,
           HfLine *line)
{
  guint64 address, key;
  guint32 cell, words, n = self->met_roots.n;
  char colour;

  if (!take_address (self, line, &address, &colour))
    {
      self->n_unknown++;
      return;
    }
  cell = cell_of (self, address);
  if (colour == 'G')
    {
      g_autofree char *text = g_strdup_printf ("%.*s (gray)", (int) MIN (line->length, 4096), line->at);

      words = hf_heap_builder_string (self->builder, text, -1);
    }
  else
    words = hf_heap_builder_string (self->builder, line->at, (gssize) MIN (line->length, 4096));
  key = (guint64) cell << 32 | words;
  if (cell == HF_NONE || hf_address_table_number (&self->met_roots, key) != n)
    return;
  self->no_memory = self->no_memory || !hf_vector_push (&self->roots, ((Root) { cell, words }));
}

/* "WeakMapEntry map=0x1 key=0x2 keyDelegate=0x3 value=0x4": the value lives as long as the key (and the map) does. */
static void
take_weak_entry (Reader *self,
                 HfLine *line)
{
  guint64 key = 0, delegate = 0, value = 0;
  guint32 from, to;
  HfLine word;

  while (hf_line_word (line, &word))
    {
      const char *equals = memchr (word.at, '=', word.length);
      HfLine number = equals != NULL ? (HfLine) { equals + 1, word.length - (gsize) (equals + 1 - word.at) } : word;

      if (hf_line_starts (&word, "key="))
        hf_line_address (&number, &key);
      else if (hf_line_starts (&word, "keyDelegate="))
        hf_line_address (&number, &delegate);
      else if (hf_line_starts (&word, "value="))
        hf_line_address (&number, &value);
    }
  key = key != 0 ? key : delegate;
  if (key == 0 || value == 0)
    return;
  from = cell_of (self, key);
  to = cell_of (self, value);
  if (from == HF_NONE || to == HF_NONE)
    return;
  if (!hf_vector_push (&self->weak, ((WeakEntry) { to, self->cells.at[from].weak })))
    self->no_memory = TRUE;
  else
    self->cells.at[from].weak = (guint32) self->weak.n - 1;
}

/* "# arena allockind=26 size=40" */
static void
take_comment (Reader *self,
              HfLine *line)
{
  static const char words[] = "# arena ";
  HfLine word;

  if (!hf_line_starts (line, words))
    return;
  self->size = 0;
  while (hf_line_word (line, &word))
    if (hf_line_starts (&word, "size="))
      {
        HfLine number = { word.at + 5, word.length - 5 };

        self->has_sizes = hf_line_number (&number, &self->size) || self->has_sizes;
        self->size = MIN (self->size, (guint64) 1 << 32);
      }
}

/* ---- cells ------------------------------------------------------------------------------------------------------------------ */

/* What the engine makes for itself. */
static gboolean
is_engines (const HfLine *word)
{
  static const char *const names[] = { "shape", "base_shape", "prop_map", "script", "lazy_script", "scope", "jitcode", "getter_setter",
                                       "object_group", "type_object", "regexp_shared", "fat_inline_string", "ScriptSource", "ForOfPIC" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (word->length == strlen (names[i]) && memcmp (word->at, names[i], word->length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_word (const HfLine *word,
         const char   *wanted)
{
  return word->length == strlen (wanted) && memcmp (word->at, wanted, word->length) == 0;
}

static gboolean
is_text (const HfLine *word)
{
  return is_word (word, "string") || is_word (word, "substring");
}

static guint32
type_of (Reader       *self,
         const HfLine *word)
{
  g_autofree char *name = word->length > 0 ? g_strndup (word->at, MIN (word->length, 1024)) : g_strdup ("unknown");

  if (is_text (word))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_VALUE, HF_TYPE_STRING);
  if (is_word (word, "symbol") || is_word (word, "BigInt"))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_VALUE, 0);
  if (is_word (word, "Function"))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_FUNCTION, 0);
  if (is_engines (word))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_OTHER, HF_TYPE_INTERNAL);
  if (is_word (word, "Array") || is_word (word, "Map") || is_word (word, "Set") || is_word (word, "WeakMap") || is_word (word, "WeakSet"))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_CONTAINER, 0);

  return hf_heap_builder_type (self->builder, "", name, HF_KIND_INSTANCE, 0);
}

/* "<atom: length 11> text": the text is escaped and may be a beginning only; lengths are in UTF-16 units. */
static guint32
value_of_text (Reader       *self,
               const HfLine *label,
               gboolean     *cut)
{
  const char *close = memmem (label->at, label->length, "> ", 2);
  const char *told = memmem (label->at, label->length, "length ", 7);
  g_autofree char *text = NULL;
  g_autofree char *value = NULL;
  guint64 length;
  gsize units = 0;

  if (close == NULL || told == NULL || told > close)
    return hf_heap_builder_string (self->builder, label->at, (gssize) label->length);
  text = g_strndup (close + 2, label->length - (gsize) (close + 2 - label->at));
  length = g_ascii_strtoull (told + 7, NULL, 10);
  for (const char *at = text; *at != '\0'; units++)
    {
      gsize step = *at != '\\' ? 1 : at[1] == 'x' ? 4 : at[1] == 'u' ? 6 : 2;

      while (step-- > 0 && *at != '\0')
        at++;
    }
  *cut = length > units;
  value = g_strconcat ("\"", text, *cut ? NULL : "\"", NULL);

  return hf_heap_builder_string (self->builder, value, -1);
}

static void
end_cell (Reader *self)
{
  if (self->in_cell)
    hf_heap_builder_add_late_object (self->builder, &self->cell);
  self->in_cell = FALSE;
}

static void
add_ref (Reader       *self,
         guint32       to,
         const HfLine *name)
{
  if (to == HF_NONE)
    return;
  hf_heap_builder_add_late_ref (self->builder, to, 0, hf_heap_builder_string (self->builder, name->at, (gssize) MIN (name->length, 4096)));
  self->cell.n_refs++;
}

/* The low bit of "site" lends itself to say that the value is a beginning: nothing here has sites. */
static void
begin_cell (Reader *self,
            guint64 address,
            HfLine *label)
{
  static const HfLine pair = { "value in WeakMap", 16 };
  guint32 number = cell_of (self, address);
  gboolean cut = FALSE;
  HfLine word;

  end_cell (self);
  if (number == HF_NONE)
    return;
  if (self->cells.at[number].object != HF_NONE)
    {
      self->n_twice++;
      return;
    }
  hf_line_word (label, &word);
  self->in_cell = TRUE;
  self->cells.at[number].object = hf_heap_builder_n_objects (self->builder);
  self->cell = (HfLateObject) { .address = address, .shallow = self->size, .type = type_of (self, &word) };
  if (is_text (&word))
    self->cell.value = value_of_text (self, label, &cut);
  else if (label->length > 0 && !is_word (label, "<unknown object>"))
    self->cell.value = hf_heap_builder_string (self->builder, label->at, (gssize) label->length);
  self->cell.site = cut;
  for (guint32 i = self->cells.at[number].weak; i != HF_NONE; i = self->weak.at[i].next)
    add_ref (self, self->weak.at[i].value, &pair);
}

static void
take_cell_or_ref (Reader *self,
                  HfLine *line)
{
  gboolean is_ref = hf_line_starts (line, "> ");
  guint64 address;
  char colour;

  if (is_ref)
    *line = (HfLine) { line->at + 2, line->length - 2 };
  if (!take_address (self, line, &address, &colour))
    self->n_unknown++;
  else if (!is_ref)
    begin_cell (self, address, line);
  else if (self->in_cell && address != 0)
    add_ref (self, cell_of (self, address), line);
}

static void
take_line (Reader *self,
           HfLine *line)
{
  if (line->length == 0)
    return;
  if (line->at[0] == '#')
    take_comment (self, line);
  else if (hf_line_starts (line, "=========="))
    self->met_separator = TRUE;
  else if (hf_line_starts (line, "WeakMapEntry "))
    take_weak_entry (self, line);
  else if (self->met_separator)
    take_cell_or_ref (self, line);
  else
    take_root (self, line);
}

/* ---- classes and names --------------------------------------------------------------------------------------------------------- */

/* What @from refers to under @name, or HF_NONE. */
static guint32
referent (const Reader *self,
          guint32       from,
          guint32       name)
{
  const HfLateRows *rows = &self->rows;

  for (guint32 r = rows->begin[from]; r < rows->begin[from + 1]; r++)
    if (rows->name[r] == name && rows->to[r] < rows->n_objects)
      return rows->to[r];

  return HF_NONE;
}

typedef struct
{
  guint32 shape, base, old_base, proto, old_proto, constructor;
  guint32 function;
} Words;

/* The type that @shape's objects have: the name of the function that their prototype calls its constructor; or HF_NONE. */
static guint32
class_of_shape (Reader      *self,
                const Words *words,
                guint32      shape)
{
  const HfLateRows *rows = &self->rows;
  guint32 base = referent (self, shape, words->base);
  guint32 proto = base != HF_NONE ? referent (self, base, words->proto) : HF_NONE;
  guint32 constructor;
  const char *name;
  g_autofree char *class = NULL;

  if (proto == HF_NONE && base != HF_NONE)
    proto = referent (self, base, words->old_proto);
  constructor = proto != HF_NONE ? referent (self, proto, words->constructor) : HF_NONE;
  if (constructor == HF_NONE || rows->type[constructor] != words->function || rows->value[constructor] == 0)
    return HF_NONE;
  name = hf_heap_builder_get_string (self->builder, rows->value[constructor]);
  if (*name == '\0' || strcmp (name, "Object") == 0 || strcmp (name, "Function") == 0)
    return HF_NONE;
  class = g_strdup (name);

  return type_of (self, &(HfLine) { class, strlen (class) });
}

#define UNTOLD (HF_NONE - 1)

static gboolean
settle_types (Reader  *self,
              GError **error)
{
  HfLateRows *rows = &self->rows;
  Words words = { 0 };
  g_autofree guint32 *class = g_try_new (guint32, (gsize) rows->n_objects + 1);
  g_autofree guint32 *types = g_try_new (guint32, (gsize) rows->n_objects + 1);
  HfLine function = { "Function", 8 };
  guint32 n = rows->n_objects;

  if (class == NULL || types == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for its classes.");
      return FALSE;
    }
  words.shape = hf_heap_builder_string (self->builder, "shape", -1);
  words.base = hf_heap_builder_string (self->builder, "base", -1);
  words.proto = hf_heap_builder_string (self->builder, "baseshape_proto", -1);
  words.old_proto = hf_heap_builder_string (self->builder, "proto", -1);
  words.constructor = hf_heap_builder_string (self->builder, "constructor", -1);
  words.function = type_of (self, &function);
  memcpy (types, rows->type, n * sizeof *types);
  for (guint32 v = 0; v < n; v++)
    class[v] = UNTOLD;
  for (guint32 v = 0; v < n && (v % 65536 != 0 || hf_dump_input_poll (self->input)); v++)
    {
      guint32 shape = rows->type[v] != words.function && rows->value[v] == 0 ? referent (self, v, words.shape) : HF_NONE;

      if (shape == HF_NONE)
        continue;
      if (class[shape] == UNTOLD)
        class[shape] = class_of_shape (self, &words, shape);
      if (class[shape] != HF_NONE)
        types[v] = class[shape];
    }
  memcpy (rows->type, types, n * sizeof *types);

  return TRUE;
}

/* How a name reads that an object of the program has, or one of the engine's own cells. */
static Label
label_of (Reader  *self,
          guint32  raw,
          gboolean is_engine)
{
  g_autofree char *name = g_strdup (hf_heap_builder_get_string (self->builder, raw));
  Label label = { raw, 0, TRUE };
  HfJavascriptName read = hf_javascript_cell_name (name, is_engine, &label.name);
  gboolean is_structural = read.kind == HF_REF_INTERNAL && (is_engine || strcmp (name, "shape") == 0 || strcmp (name, "script") == 0);

  label.kind = hf_late_kind (read.kind, is_structural ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG);
  if (read.name != NULL)
    label.name = hf_heap_builder_string (self->builder, read.name, -1);
  g_free (read.name);

  return label;
}

static gboolean
settle_names (Reader  *self,
              GError **error)
{
  HfLateRows *rows = &self->rows;
  g_autofree Label *labels = NULL;
  guint32 last = 0;

  for (guint32 r = 0; r < rows->n_refs; r++)
    last = MAX (last, rows->name[r]);
  labels = g_try_new0 (Label, ((gsize) last + 1) * 2);
  if (labels == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for its names.");
      return FALSE;
    }
  for (guint32 v = 0; v < rows->n_objects && (v % 65536 != 0 || hf_dump_input_poll (self->input)); v++)
    {
      gboolean is_engine = (rows->flags[v] & HF_OBJECT_SYNTHETIC) != 0;

      rows->flags[v] &= (guint8) ~HF_OBJECT_SYNTHETIC;
      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
        {
          Label *label = &labels[(gsize) rows->name[r] * 2 + is_engine];

          if (!label->known)
            *label = label_of (self, rows->name[r], is_engine);
          rows->name[r] = label->name;
          rows->kind[r] = label->kind;
        }
    }

  return TRUE;
}

/* Marks, for the time being, what is the engine's. */
static void
settle_cells (Reader *self)
{
  HfLateRows *rows = &self->rows;
  g_autoptr (GHashTable) engines = g_hash_table_new (NULL, NULL);
  static const char *const names[] = { "shape", "base_shape", "prop_map", "script", "lazy_script", "scope", "jitcode", "getter_setter",
                                       "object_group", "type_object", "regexp_shared" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_add (engines, GUINT_TO_POINTER (type_of (self, &(HfLine) { names[i], strlen (names[i]) }) + 1));
  for (guint32 r = 0; r < rows->n_refs; r++)
    rows->to[r] = rows->to[r] < self->cells.n ? self->cells.at[rows->to[r]].object : HF_NONE;
  for (guint32 v = 0; v < rows->n_objects; v++)
    {
      if (rows->site[v] != 0)
        rows->flags[v] |= HF_OBJECT_VALUE_CUT;
      rows->site[v] = 0;
      if (g_hash_table_contains (engines, GUINT_TO_POINTER (rows->type[v] + 1)))
        rows->flags[v] |= HF_OBJECT_SYNTHETIC;
    }
}

/* ---- the file --------------------------------------------------------------------------------------------------------------------- */

static HfRootKind
kind_of_root (const char *words)
{
  if (g_str_has_prefix (words, "exact-") || g_str_has_prefix (words, "baseline-") || strstr (words, "stack[") != NULL)
    return HF_ROOT_THREAD;
  if (g_str_has_suffix (words, "global object") || g_str_has_suffix (words, "global"))
    return HF_ROOT_MODULE;
  if (strstr (words, "atom") != NULL || g_str_has_prefix (words, "Atom "))
    return HF_ROOT_STATIC;

  return HF_ROOT_INTERPRETER;
}

static void
add_roots (Reader *self)
{
  guint64 n_missing = 0;

  for (gsize i = 0; i < self->roots.n; i++)
    {
      guint32 object = self->cells.at[self->roots.at[i].cell].object;
      g_autofree char *words = g_strdup (hf_heap_builder_get_string (self->builder, self->roots.at[i].words));

      if (object == HF_NONE)
        n_missing++;
      else
        hf_heap_builder_add_root (self->builder, kind_of_root (words), words, object, FALSE);
    }
  if (n_missing > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " roots hold cells that the dump does not list.", n_missing);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  gboolean cut = self->input->end > self->input->at;

  hf_heap_builder_set_format (self->builder, "SpiderMonkey heap text");
  hf_heap_builder_set_runtime (self->builder, "JavaScript (SpiderMonkey)");
  hf_heap_builder_set_has (self->builder, HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES | (self->has_sizes ? HF_HAS_SIZES : 0));
  hf_heap_builder_add_lack (self->builder, self->has_sizes ? "Sizes are of the collector's cells alone, without what they own beside it."
                                                           : "The dump has no sizes.");
  if (self->n_twice > 0 || self->n_unknown > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " lines could not be understood and %" G_GUINT64_FORMAT
                                                   " cells are listed again: they were left out.", self->n_unknown, self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (cut || packed != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sThe last line, at byte %" G_GUINT64_FORMAT ", is not complete; %u cells were read.",
                                                   packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   hf_dump_input_offset (self->input), self->rows.n_objects);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for its cells.");
      return FALSE;
    }
  if (hf_heap_builder_n_objects (self->builder) == 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "It ends at byte %" G_GUINT64_FORMAT " before its first cell.",
                   hf_dump_input_offset (self->input));
      return FALSE;
    }
  if (!hf_heap_builder_open (self->builder, &self->rows, error))
    return FALSE;
  settle_cells (self);
  if (!settle_types (self, error) || !settle_names (self, error) || hf_dump_input_failed (self->input, error))
    return FALSE;
  add_roots (self);
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_spidermonkey (HfDumpInput   *input,
                           HfHeapBuilder *builder,
                           HfProgress    *progress,
                           GError       **error)
{
  Reader self = { .input = input, .builder = builder, .progress = progress };
  HfLine line;
  gboolean good;

  hf_dump_input_skip_byte_order_mark (input);
  while (!self.no_memory && hf_dump_next_line (input, &line))
    {
      take_line (&self, &line);
      if (!hf_heap_builder_check (builder, NULL))
        break;
    }
  end_cell (&self);
  good = finish (&self, error);

  hf_address_table_clear (&self.numbers);
  hf_address_table_clear (&self.met_roots);
  hf_vector_clear (&self.cells);
  hf_vector_clear (&self.weak);
  hf_vector_clear (&self.roots);

  return good;
}
