/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-dump-lines.h"

/* PyPy's gc.dump_rpy_heap(): machine words alone, without a header. An object is its address, the number of its type, its size,
 * what it refers to, and -1; roots come first, and 0 0 0 -1 behind them. What the types are called PyPy writes beside the dump,
 * into typeids.txt: "member417  GcStruct pypy.interpreter.pycode.PyCode { super, … }". */

#define TYPES_FILE "typeids.txt"
#define MAX_TYPES (1u << 20)
#define MAX_SIZE ((guint64) 1 << 40)
#define MAX_ADDRESS ((guint64) 1 << 56)

typedef struct
{
  gsize width; /* bytes of a word; 0 for none */
  gboolean is_big;
} Words;

typedef struct
{
  guint64 address;
  guint64 type;
  guint64 size;
} Record;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  Words words;
  GPtrArray *names;            /* of types, each NULL or as the file has it; NULL without the file */
  HF_VECTOR (guint32) types;   /* the builder's, plus one; 0 for those that no object had yet */
  gboolean is_behind_roots;
  gboolean no_memory;
  const char *why; /* it cannot be read further */
} Reader;

static guint64
word_at (const Words  *words,
         const guint8 *at)
{
  guint64 wide;
  guint32 narrow;

  if (words->width == 8)
    {
      memcpy (&wide, at, 8);
      return words->is_big ? GUINT64_FROM_BE (wide) : GUINT64_FROM_LE (wide);
    }
  memcpy (&narrow, at, 4);

  return words->is_big ? GUINT32_FROM_BE (narrow) : GUINT32_FROM_LE (narrow);
}

static guint64
last_word (const Words *words)
{
  return words->width == 8 ? G_MAXUINT64 : G_MAXUINT32;
}

static gboolean
is_address (const Words *words,
            guint64      word)
{
  return word != 0 && word % words->width == 0 && word < MAX_ADDRESS;
}

static gboolean
is_object (const Words  *words,
           const Record *record)
{
  return is_address (words, record->address) && record->type < MAX_TYPES && record->size > 0 && record->size < MAX_SIZE;
}

static gboolean
is_mark (const Record *record)
{
  return record->address == 0 && record->type == 0 && record->size == 0;
}

/* ---- which words ------------------------------------------------------------------------------------------------------------- */

/* There is no magic number: everything that is there must have the shape, and two entries must be complete. */
static gboolean
fits (const Words  *words,
      const guint8 *start,
      gsize         n)
{
  gsize at = 0, n_complete = 0, n_marks = 0, width = words->width;

  while (at + 3 * width <= n)
    {
      Record record = { word_at (words, start + at), word_at (words, start + at + width), word_at (words, start + at + 2 * width) };
      guint64 word = 0;

      if (is_mark (&record))
        n_marks++;
      if (is_mark (&record) ? n_complete == 0 || n_marks > 1 : !is_object (words, &record) || record.size % width != 0)
        return FALSE;
      for (at += 3 * width; at + width <= n && word != last_word (words); at += width)
        {
          word = word_at (words, start + at);
          if (word != last_word (words) && (!is_address (words, word) || is_mark (&record)))
            return FALSE;
        }
      n_complete += word == last_word (words);
    }

  return n_complete >= 2;
}

static Words
words_of (const guint8 *start,
          gsize         n)
{
  static const Words choices[] = { { 8, FALSE }, { 4, FALSE }, { 8, TRUE }, { 4, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (fits (&choices[i], start, n))
      return choices[i];

  return (Words) { 0, FALSE };
}

gboolean
hf_dump_sniff_rpy (const guint8 *start,
                   gsize         n)
{
  return words_of (start, n).width != 0;
}

/* ---- types --------------------------------------------------------------------------------------------------------------------- */

static void
read_names (Reader *self)
{
  g_autoptr (HfDumpInput) file = hf_dump_input_open_beside (self->input, TYPES_FILE);
  HfLine line, word;

  if (file == NULL)
    return;
  self->names = g_ptr_array_new_with_free_func (g_free);
  while (self->names->len < MAX_TYPES && hf_dump_next_line (file, &line))
    {
      if (!hf_line_starts (&line, "member") || !hf_line_word (&line, &word))
        {
          g_clear_pointer (&self->names, g_ptr_array_unref);
          return;
        }
      g_ptr_array_add (self->names, g_strstrip (g_strndup (line.at, line.length)));
    }
}

/* "GcArray of odictentry { key: Signed, value: * GcStruct object { typeptr } }": what a structure has inside is said by its name. */
static char *
without_fields (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *structure;

  while ((structure = strstr (text, "GcStruct ")) != NULL)
    {
      gsize length = strcspn (structure, "{},");
      gsize open = 0;
      const char *at = structure + length;

      while (length > 0 && structure[length - 1] == ' ')
        length--;
      g_string_append_len (out, text, structure + length - text);
      for (; *at == '{' || (open > 0 && *at != '\0'); at++)
        {
          open += *at == '{';
          open -= *at == '}' && open > 0;
        }
      text = at;
    }
  g_string_append (out, text);

  return g_strchomp (g_string_free (out, FALSE));
}

static gboolean
has_part (const char        *name,
          const char *const *parts)
{
  for (; *parts != NULL; parts++)
    if (strstr (name, *parts) != NULL)
      return TRUE;

  return FALSE;
}

static HfKind
kind_of (const char *name)
{
  static const char *const functions[] = { ".PyCode", ".Function", ".BuiltinCode", ".BuiltinFunction", ".Method", NULL };
  static const char *const containers[] = { ".W_ListObject", ".W_TupleObject", ".W_DictMultiObject", ".W_DictObject", ".W_SetObject",
                                            ".W_ModuleDictObject", ".W_SpecialisedTupleObject", NULL };
  static const char *const values[] = { ".W_UnicodeObject", ".W_BytesObject", ".W_IntObject", ".W_LongObject", ".W_FloatObject", NULL };
  static const char *const modules[] = { ".Module ", ".module.Module", ".MixedModule", NULL };

  if (g_str_has_prefix (name, "pypy.") && strstr (name, ".W_ObjectObject") != NULL)
    return HF_KIND_INSTANCE;
  if (strstr (name, ".PyFrame") != NULL)
    return HF_KIND_FRAME;
  if (strstr (name, ".W_TypeObject") != NULL)
    return HF_KIND_TYPE;
  if (has_part (name, functions))
    return HF_KIND_FUNCTION;
  if (has_part (name, modules))
    return HF_KIND_MODULE;
  if (has_part (name, values))
    return HF_KIND_VALUE;
  if (g_str_equal (name, "list") || g_str_equal (name, "dicttable") || has_part (name, containers))
    return HF_KIND_CONTAINER;

  return HF_KIND_OTHER;
}

static guint32
add_structure (Reader     *self,
               const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *module = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup ("");

  if (g_str_equal (name, "rpy_string") || g_str_equal (name, "rpy_unicode"))
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_VALUE, HF_TYPE_STRING);

  return hf_heap_builder_type (self->builder, module, dot != NULL ? dot + 1 : name, kind_of (name),
                               g_str_has_prefix (name, "rpython.") ? HF_TYPE_INTERNAL : 0);
}

static guint32
add_type (Reader *self,
          guint32 number)
{
  const char *text = self->names != NULL && number < self->names->len ? g_ptr_array_index (self->names, number) : "?";
  g_autofree char *name = without_fields (text);

  if (g_str_has_prefix (name, "GcStruct ") && name[strlen ("GcStruct ")] != '\0')
    return add_structure (self, name + strlen ("GcStruct "));
  if (g_str_equal (name, "?") || *name == '\0')
    {
      g_autofree char *numbered = g_strdup_printf ("type %u", number);

      return hf_heap_builder_type (self->builder, "", numbered, HF_KIND_OTHER, 0);
    }

  return hf_heap_builder_type (self->builder, "", name, g_str_has_prefix (name, "GcArray ") ? HF_KIND_CONTAINER : HF_KIND_OTHER, 0);
}

static guint32
type_of (Reader *self,
         guint32 number)
{
  while (self->types.n <= number)
    if (!hf_vector_push (&self->types, 0))
      {
        self->no_memory = TRUE;
        return 0;
      }
  if (self->types.at[number] == 0)
    self->types.at[number] = add_type (self, number) + 1;

  return self->types.at[number] - 1;
}

/* ---- objects --------------------------------------------------------------------------------------------------------------------- */

static gboolean
take_word (Reader  *self,
           guint64 *word)
{
  if (!hf_dump_input_need (self->input, self->words.width))
    {
      self->why = "the file ends there, within an object";
      return FALSE;
    }
  *word = word_at (&self->words, self->input->at);
  self->input->at += self->words.width;

  return TRUE;
}

static void
take_references (Reader *self)
{
  guint64 word;

  while (take_word (self, &word) && word != last_word (&self->words))
    if (is_address (&self->words, word))
      hf_heap_builder_add_ref_to_address (self->builder, word, HF_REF_OTHER, 0, HF_CLASS_STRONG);
    else
      {
        self->why = "what should be an address is none";
        return;
      }
}

static void
take_mark (Reader *self)
{
  guint64 word;

  if (self->is_behind_roots)
    self->why = "the mark behind the roots comes twice";
  else if (take_word (self, &word) && word != last_word (&self->words))
    self->why = "what should be the mark behind the roots is none";
  else
    self->is_behind_roots = TRUE;
}

static void
take_object (Reader       *self,
             const Record *record)
{
  HfObjectSpec spec = { .address = record->address, .shallow = record->size, .refcount = HF_REFCOUNT_UNKNOWN };
  guint32 object;

  spec.type = type_of (self, (guint32) record->type);
  object = hf_heap_builder_add_object (self->builder, &spec);
  if (!self->is_behind_roots)
    hf_heap_builder_add_root (self->builder, HF_ROOT_OTHER, "GC root", object, FALSE);
  take_references (self);
}

static void
read_objects (Reader *self)
{
  gsize width = self->words.width;

  for (guint32 i = 0; self->why == NULL && !self->no_memory && hf_dump_input_need (self->input, 1); i++)
    {
      const guint8 *at = self->input->at;
      Record record;

      if (i % 65536 == 0 && !hf_heap_builder_check (self->builder, NULL))
        return;
      if (!hf_dump_input_need (self->input, 3 * width))
        {
          self->why = "the file ends there, within an object";
          return;
        }
      at = self->input->at;
      record = (Record) { word_at (&self->words, at), word_at (&self->words, at + width), word_at (&self->words, at + 2 * width) };
      if (!is_mark (&record) && !is_object (&self->words, &record))
        {
          self->why = "what should be an object has no shape of one";
          return;
        }
      self->input->at += 3 * width;
      if (is_mark (&record))
        take_mark (self);
      else
        take_object (self, &record);
    }
}

/* ---- the heap ---------------------------------------------------------------------------------------------------------------------- */

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  const char *why = self->why;

  hf_heap_builder_set_format (self->builder, "PyPy RPython heap");
  hf_heap_builder_set_runtime (self->builder, "PyPy");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_ROOTS | HF_HAS_ADDRESSES);
  hf_heap_builder_add_lack (self->builder, "Objects are shown as RPython has them: of which class of the program they are, and what a reference "
                                           "is called, is not in the dump.");
  hf_heap_builder_add_lack (self->builder, "What weak references refer to is not in the dump.");
  if (self->names == NULL)
    hf_heap_builder_add_lack (self->builder, "What types are called is not in the dump: PyPy writes it into the file " TYPES_FILE
                                             ", which must lie beside it.");
  if (why == NULL && !self->is_behind_roots)
    why = "the mark behind the roots has not come, so that every object is taken for a root";
  if (why != NULL || packed != NULL)
    {
      g_autofree char *sentence =
        g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. %u objects were read.", packed != NULL ? packed : "",
                         packed != NULL ? " " : "", hf_dump_input_offset (self->input), why != NULL ? why : "the packed stream is damaged",
                         hf_heap_builder_n_objects (self->builder));

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory || hf_heap_builder_n_objects (self->builder) == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED, "%s (byte %" G_GUINT64_FORMAT ").",
                   self->no_memory ? "There is not enough memory for its types" : "No object could be read", hf_dump_input_offset (self->input));
      return FALSE;
    }
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_rpy (HfDumpInput   *input,
                  HfHeapBuilder *builder,
                  HfProgress    *progress,
                  GError       **error)
{
  Reader self = { .input = input, .builder = builder };
  gboolean good;

  self.words = words_of (input->at, MIN ((gsize) (input->end - input->at), HF_DUMP_SNIFF_SIZE));
  read_names (&self);
  read_objects (&self);
  good = finish (&self, error);

  g_clear_pointer (&self.names, g_ptr_array_unref);
  hf_vector_clear (&self.types);

  return good;
}
