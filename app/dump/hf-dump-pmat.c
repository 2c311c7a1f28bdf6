/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "hf-dump-pmat-private.h"
#include "hf-dump-quote.h"

/* Perl's Devel::MAT::Dumper. The header tells how many bytes, pointers and texts a record of each type has, so that later
 * versions may have more; what a class is called is said by the record of its stash, which may come later: what is
 * blessed gets its type when all is read. */

typedef HfPmatReader Reader;
typedef HfPmatObject Object;
typedef HfPmatSizes Sizes;
typedef HfPmatReference Reference;
typedef HfPmatLooseReference LooseReference;

gboolean
hf_dump_sniff_pmat (const guint8 *start,
                    gsize         n)
{
  return n >= 8 && memcmp (start, "PMAT", 4) == 0 && start[5] == 0;
}

/* ---- numbers and texts ---------------------------------------------------------------------------------------------------------- */

static gboolean
fail (Reader     *self,
      const char *why)
{
  if (!self->failed)
    self->why = why;
  self->failed = TRUE;

  return FALSE;
}

static gboolean
need (Reader *self,
      gsize   n)
{
  if (!self->failed && !hf_dump_input_need (self->input, n))
    fail (self, "the file ends there");

  return !self->failed;
}

static guint64
number_at (const Reader *self,
           const guint8 *at,
           gsize         size)
{
  guint64 number = 0;

  for (gsize i = 0; i < size; i++)
    number |= (guint64) at[i] << 8 * (self->is_big ? size - 1 - i : i);

  return number;
}

static guint64
take (Reader *self,
      gsize   size)
{
  guint64 number;

  if (!need (self, size))
    return 0;
  number = number_at (self, self->input->at, size);
  self->input->at += size;

  return number;
}

static gsize
uint_size (const Reader *self)
{
  return self->is_wide ? 8 : 4;
}

static guint64
take_uint (Reader *self)
{
  return take (self, uint_size (self));
}

static guint64
take_pointer (Reader *self)
{
  return take (self, self->has_wide_pointers ? 8 : 4);
}

/* @into NULL: skips it. A length of all ones is no text. */
static void
take_text (Reader  *self,
           GString *into)
{
  guint64 length = take_uint (self);

  if (into != NULL)
    g_string_truncate (into, 0);
  if (self->failed || length == (self->is_wide ? G_MAXUINT64 : G_MAXUINT32))
    return;
  if (length > hf_dump_input_limits (self->input)->max_json)
    {
      fail (self, "a text is longer than any file's");
      return;
    }
  if (!need (self, (gsize) length))
    return;
  if (into != NULL)
    g_string_append_len (into, (const char *) self->input->at, (gssize) length);
  self->input->at += length;
}

/* The parts are zero where a record has less than this reader asks for. */
static void
take_fixed (Reader      *self,
            const Sizes *sizes)
{
  memset (self->bytes, 0, sizeof self->bytes);
  memset (self->pointers, 0, sizeof self->pointers);
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_string_truncate (self->texts[i], 0);
  if (!need (self, sizes->bytes))
    return;
  memcpy (self->bytes, self->input->at, sizes->bytes);
  self->input->at += sizes->bytes;
  for (guint i = 0; i < sizes->pointers && !self->failed; i++)
    self->pointers[i] = take_pointer (self);
  for (guint i = 0; i < sizes->texts && !self->failed; i++)
    take_text (self, i < G_N_ELEMENTS (self->texts) ? self->texts[i] : NULL);
}

/* ---- references ------------------------------------------------------------------------------------------------------------------- */

static gboolean
leads_nowhere (const Reader *self,
               guint64       to)
{
  return to == 0 || to == self->immortals[0] || to == self->immortals[1] || to == self->immortals[2];
}

static void
add (Reader    *self,
     guint64    to,
     HfRefKind  kind,
     guint32    name,
     HfRefClass class)
{
  Reference reference = { to, name, (guint8) kind, (guint8) class };

  if (!self->failed && !leads_nowhere (self, to) && !hf_vector_push (&self->references, reference))
    self->no_memory = TRUE;
}

static void
add_named (Reader     *self,
           guint64     to,
           const char *name,
           gboolean    is_weak)
{
  if (!leads_nowhere (self, to))
    add (self, to, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, name, -1), is_weak ? HF_CLASS_WEAK : HF_CLASS_STRONG);
}

static void
add_loose (Reader     *self,
           guint64     from,
           guint64     to,
           const char *name,
           gboolean    is_weak)
{
  LooseReference loose = { from, { to, 0, HF_REF_INTERNAL, is_weak ? HF_CLASS_WEAK : HF_CLASS_STRONG } };

  if (self->failed || leads_nowhere (self, to))
    return;
  loose.reference.name = hf_heap_builder_string (self->builder, name, -1);
  self->no_memory = self->no_memory || !hf_vector_push (&self->loose, loose);
}

static void
take_elements (Reader  *self,
               guint64  n,
               gboolean is_weak)
{
  for (guint64 i = 0; i < n && !self->failed && !self->no_memory; i++)
    add (self, take_pointer (self), HF_REF_INDEX, (guint32) MIN (i, HF_NONE - 1), is_weak ? HF_CLASS_WEAK : HF_CLASS_STRONG);
}

static void
take_pairs (Reader  *self,
            guint64  n)
{
  for (guint64 i = 0; i < n && !self->failed && !self->no_memory; i++)
    {
      guint64 to;
      g_autofree char *key = NULL;

      take_text (self, self->texts[3]);
      to = take_pointer (self);
      key = hf_dump_quote (self->texts[3]->str, self->texts[3]->len, FALSE);
      add (self, to, HF_REF_VALUE, hf_heap_builder_string (self->builder, key, -1), HF_CLASS_STRONG);
    }
}

/* ---- records ------------------------------------------------------------------------------------------------------------------------ */

static void
set_value (Object     *object,
           const char *text,
           gsize       length)
{
  g_free (object->value);
  object->value = g_memdup2 (text, length);
  object->value_length = length;
}

static void
read_glob (Reader *self,
           Object *object)
{
  static const char *const slots[] = { "the scalar", "the array", "the hash", "the code", "egv", "the io", "the form" };
  g_autofree char *value = g_strconcat ("*", self->texts[0]->str, NULL);

  /* The first is the stash that it belongs to, which the dump repeats and the glob does not hold. */
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    add_named (self, self->pointers[i + 1], slots[i], self->pointers[i + 1] == object->address);
  set_value (object, value, strlen (value));
}

static void
read_scalar (Reader *self,
             Object *object)
{
  gsize width = uint_size (self);
  guint8 flags = self->bytes[0];
  guint64 number = number_at (self, self->bytes + 1, width);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *value = NULL;

  add_named (self, self->pointers[0], "the our stash", FALSE);
  if (flags & 0x08)
    {
      guint64 length = number_at (self, self->bytes + 1 + width + (self->has_long_doubles ? 10 : 8), width);

      value = hf_dump_quote (self->texts[0]->str, self->texts[0]->len, length > self->texts[0]->len);
    }
  else if (flags & 0x01)
    value = flags & 0x02 ? g_strdup_printf ("%" G_GUINT64_FORMAT, number)
                         : g_strdup_printf ("%" G_GINT64_FORMAT, self->is_wide ? (gint64) number : (gint64) (gint32) number);
  else if (flags & 0x04 && !self->has_long_doubles)
    {
      guint64 bits = number_at (self, self->bytes + 1 + width, 8);
      double real;

      memcpy (&real, &bits, sizeof real);
      value = g_strdup (g_ascii_dtostr (text, sizeof text, real));
    }
  if (value != NULL)
    set_value (object, value, strlen (value));
}

/* Constants, globs, names and pads of a sub. Where threads are compiled in, constants and globs lie in the first pad. */
static void
read_code_parts (Reader *self)
{
  guint8 part;

  while (!self->failed && !self->no_memory && (part = (guint8) take (self, 1)) != 0)
    switch (part)
      {
      case 1: add_named (self, take_pointer (self), "a constant", FALSE); break;
      case 3: add_named (self, take_pointer (self), "a referenced glob", FALSE); break;
      case 7: add_named (self, take_pointer (self), "the padnames", FALSE); break;
      case 2:
      case 4: take_uint (self); break;

      case 5:
        take_uint (self);
        take_text (self, NULL);
        take_pointer (self);
        break;

      case 6:
        take_uint (self);
        take_uint (self);
        take_pointer (self);
        break;

      case 8:
        {
          g_autofree char *name = g_strdup_printf ("pad at depth %" G_GUINT64_FORMAT, take_uint (self));

          add_named (self, take_pointer (self), name, FALSE);
          break;
        }

      case 9:
        take_uint (self);
        take (self, 1);
        break;

      case 10:
        take_uint (self);
        take_uint (self);
        take_pointer (self);
        break;

      default:
        fail (self, "a part of a sub is of a kind that is not known");
      }
}

static void
read_code (Reader *self,
           Object *object)
{
  guint8 flags = self->bytes[uint_size (self)];

  add_named (self, self->pointers[0], "the stash", TRUE);
  add_named (self, self->pointers[1], "the glob", (flags & 0x10) == 0);
  add_named (self, self->pointers[2], "the scope", (flags & 0x08) != 0);
  add_named (self, self->pointers[3], "the padlist", FALSE);
  add_named (self, self->pointers[4], "the constant value", FALSE);
  if (self->texts[1]->len > 0)
    set_value (object, self->texts[1]->str, self->texts[1]->len);
  read_code_parts (self);
}

/* The list of backrefs is bookkeeping of the interpreter's: what is on it is not kept alive, and it would only hide who is a leak. */
static void
read_stash (Reader *self,
            Object *object)
{
  static const char *const slots[] = { "the backrefs list", "the mro linear all", "the mro linear current", "the mro next::method", "the mro ISA" };
  guint64 n = number_at (self, self->bytes, uint_size (self));

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    add_named (self, self->pointers[i], slots[i], i == 0);
  set_value (object, self->texts[0]->str, self->texts[0]->len);
  take_pairs (self, n);
}

static void
read_body (Reader *self,
           Object *object)
{
  gsize width = uint_size (self);

  switch (object->type)
    {
    case GLOB: read_glob (self, object); break;
    case SCALAR: read_scalar (self, object); break;
    case STASH: read_stash (self, object); break;
    case CODE: read_code (self, object); break;
    case ARRAY: take_elements (self, number_at (self, self->bytes, width), self->bytes[width] & 1); break;
    case OBJECT: take_elements (self, number_at (self, self->bytes, width), FALSE); break;
    case LVALUE: add_named (self, self->pointers[0], "the target", FALSE); break;

    case REF:
      add_named (self, self->pointers[0], "the referrant", self->bytes[0] & 1);
      add_named (self, self->pointers[1], "the our stash", FALSE);
      break;

    case HASH:
      add_named (self, self->pointers[0], "the backrefs list", TRUE);
      take_pairs (self, number_at (self, self->bytes, width));
      break;

    case IO:
      add_named (self, self->pointers[0], "the top GV", FALSE);
      add_named (self, self->pointers[1], "the format GV", FALSE);
      add_named (self, self->pointers[2], "the bottom GV", FALSE);
      break;

    default: break;
    }
}

static void
read_object (Reader *self,
             guint8  type)
{
  gsize pointer = self->has_wide_pointers ? 8 : 4;
  Object object = { .type = type };
  guint32 n = self->numbers.n, number;

  self->references.n = 0;
  take_fixed (self, &self->sizes[0]);
  object.address = number_at (self, self->bytes, pointer);
  object.size = MIN (number_at (self, self->bytes + pointer + 4, uint_size (self)), (guint64) 1 << 48);
  object.package = self->pointers[0];
  add_named (self, object.package, "the bless package", TRUE);
  if (type == UNKNOWN)
    object.type = 0;
  else
    take_fixed (self, &self->sizes[type]);
  read_body (self, &object);
  if (!self->failed && !self->no_memory)
    {
      number = hf_address_table_number (&self->numbers, object.address);
      if (number == n)
        hf_pmat_add_object (self, &object, number);
      self->no_memory = self->no_memory || number == HF_NONE || !hf_heap_builder_check (self->builder, NULL);
    }
  g_free (object.value);
}

/* What local() saved is held by the interpreter's stack of such values and not by what it was saved from. */
static void
read_extension (Reader *self,
                guint8  type)
{
  guint64 from = take_pointer (self);
  g_autofree char *name = NULL;

  if (type - 0x80u >= self->n_extensions)
    {
      fail (self, "an extension is of a kind that is not known");
      return;
    }
  take_fixed (self, &self->extensions[type - 0x80u]);
  switch (type)
    {
    case 0x80:
      name = g_strdup_printf (g_ascii_isgraph (self->bytes[0]) ? "'%c' magic object" : "'\\x%02x' magic object", self->bytes[0]);
      add_loose (self, from, self->pointers[0], name, (self->bytes[1] & 1) == 0);
      add_loose (self, from, self->pointers[1], "the magic pointer", FALSE);
      break;

    case 0x81: add_loose (self, from, self->pointers[0], "saved value of the scalar", TRUE); break;
    case 0x82: add_loose (self, from, self->pointers[0], "saved value of the array", TRUE); break;
    case 0x83: add_loose (self, from, self->pointers[0], "saved value of the hash", TRUE); break;
    case 0x86: add_loose (self, from, self->pointers[0], "saved value of the code", TRUE); break;
    case 0x84: add_loose (self, from, self->pointers[0], "saved value of an element", TRUE); break;
    case 0x85:
      add_loose (self, from, self->pointers[0], "saved key", TRUE);
      add_loose (self, from, self->pointers[1], "saved value of a key", TRUE);
      break;

    case 0x87: add_loose (self, from, self->pointers[0], self->texts[0]->str, FALSE); break;
    default: break;
    }
}

static void
read_heap (Reader *self)
{
  guint8 type;

  while (!self->failed && !self->no_memory && (type = (guint8) take (self, 1)) != 0)
    if (type == 0xF0 || type == C_STRUCT)
      fail (self, "structures of C modules are not known");
    else if (type >= 0x80 && type < 0xF0)
      read_extension (self, type);
    else if (type < N_TYPES || type == UNKNOWN)
      read_object (self, type);
    else
      fail (self, "a record is of a kind that is not known");
}

/* ---- the header, roots and what comes behind the heap -------------------------------------------------------------------------------- */

static guint
take_sizes (Reader *self,
            Sizes  *sizes)
{
  guint n = (guint) take (self, 1);

  for (guint i = 0; i < n && need (self, 3); i++)
    {
      sizes[i] = (Sizes) { self->input->at[0], self->input->at[1], self->input->at[2] };
      self->input->at += 3;
    }

  return n;
}

static gboolean
read_header (Reader *self)
{
  guint8 flags, major;

  if (!need (self, 12))
    return FALSE;
  flags = self->input->at[4];
  major = self->input->at[6];
  self->minor = self->input->at[7];
  self->input->at += 8;
  if ((flags & ~0x1fu) != 0 || major != 0)
    return fail (self, "the format is of a version that is not known");
  self->is_big = (flags & 0x01) != 0;
  self->is_wide = (flags & 0x02) != 0;
  self->has_wide_pointers = (flags & 0x04) != 0;
  self->has_long_doubles = (flags & 0x08) != 0;
  self->version = (guint32) take (self, 4);
  take_sizes (self, self->sizes);
  self->n_extensions = 1;
  self->extensions[0] = (Sizes) { 2, 2, 0 };
  if (self->minor >= 4)
    self->n_extensions = take_sizes (self, self->extensions);
  if (self->minor >= 2)
    self->n_contexts = take_sizes (self, self->contexts);

  return !self->failed;
}

static void
add_root (Reader     *self,
          HfRootKind  kind,
          const char *words,
          guint64     to)
{
  if (!self->failed && !leads_nowhere (self, to))
    hf_heap_builder_add_root_to_address (self->builder, kind, words, to, FALSE);
}

static void
read_roots (Reader *self)
{
  guint64 n;

  for (guint i = 0; i < 3; i++)
    self->immortals[i] = take_pointer (self);
  n = take (self, 4);
  for (guint64 i = 0; i < n && !self->failed; i++)
    {
      take_text (self, self->texts[0]);
      add_root (self, HF_ROOT_INTERPRETER, self->texts[0]->str, take_pointer (self));
    }
  n = take_uint (self);
  for (guint64 i = 0; i < n && !self->failed; i++)
    {
      g_autofree char *words = g_strdup_printf ("argument stack [%" G_GUINT64_FORMAT "]", i);

      add_root (self, HF_ROOT_THREAD, words, take_pointer (self));
    }
}

static void
read_contexts (Reader *self)
{
  guint8 type;

  while (self->minor >= 2 && !self->failed && (type = (guint8) take (self, 1)) != 0)
    {
      g_autofree char *place = NULL;

      if (type >= self->n_contexts)
        {
          fail (self, "a context is of a kind that is not known");
          return;
        }
      take_fixed (self, &self->contexts[0]);
      place = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, self->texts[0]->str, number_at (self, self->bytes + 1, uint_size (self)));
      take_fixed (self, &self->contexts[type]);
      for (guint i = 0; i < self->contexts[type].pointers; i++)
        {
          g_autofree char *words = g_strdup_printf ("%s called at %s", type == 1 && i == 1 ? "arguments of the sub" : "code", place);

          add_root (self, HF_ROOT_THREAD, words, self->pointers[i]);
        }
    }
}

static void
read_mortals (Reader *self)
{
  guint64 n;

  if (self->failed || self->minor < 2 || !hf_dump_input_need (self->input, 1))
    return;
  n = take_uint (self);
  for (guint64 i = 0; i < n && !self->failed; i++)
    add_root (self, HF_ROOT_THREAD, "mortal", take_pointer (self));
  take_uint (self);
}

/* ---- the heap that comes of it ----------------------------------------------------------------------------------------------------------- */

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  g_autofree char *runtime = g_strdup_printf ("Perl %u.%u.%u", self->version >> 24, self->version >> 16 & 0xff, self->version & 0xffff);

  hf_heap_builder_set_format (self->builder, "Devel::MAT");
  hf_heap_builder_set_runtime (self->builder, runtime);
  hf_heap_builder_add_lack (self->builder, "What only the interpreter's stack of saved values holds looks unreachable.");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES | HF_HAS_ADDRESSES);
  if (self->failed || packed != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. %u"
                                                   " objects were read.", packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   hf_dump_input_offset (self->input), self->why != NULL ? self->why : "it is damaged",
                                                   self->numbers.n);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory || self->numbers.n == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED, "%s (byte %" G_GUINT64_FORMAT "%s%s).",
                   self->no_memory ? "There is not enough memory for its objects" : "No object could be read",
                   hf_dump_input_offset (self->input), self->why != NULL ? ": " : "", self->why != NULL ? self->why : "");
      return FALSE;
    }
  hf_pmat_name_classes (self);
  hf_pmat_add_loose_references (self);
  tell (self);

  return !hf_dump_input_failed (self->input, error);
}

gboolean
hf_dump_read_pmat (HfDumpInput   *input,
                   HfHeapBuilder *builder,
                   HfProgress    *progress,
                   GError       **error)
{
  g_autofree Reader *self = g_new0 (Reader, 1);
  gboolean good;

  self->input = input;
  self->builder = builder;
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    self->texts[i] = g_string_new (NULL);
  if (read_header (self))
    {
      read_roots (self);
      read_heap (self);
      read_contexts (self);
      read_mortals (self);
    }
  good = finish (self, error);

  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_string_free (self->texts[i], TRUE);
  hf_address_table_clear (&self->numbers);
  hf_vector_clear (&self->blessed);
  hf_vector_clear (&self->stashes);
  hf_vector_clear (&self->references);
  hf_vector_clear (&self->loose);

  return good;
}
