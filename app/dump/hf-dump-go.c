/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-ranges.h"
#include "hf-address-table.h"
#include "hf-dump-quote.h"

/* Go's debug.WriteHeapDump(): the heap's own bytes, and of each object which of its words are pointers. A pointer may lead
 * into the middle of an object that comes later, so pointers are kept as they are until all is read. Contents are never kept:
 * of an object of any size only the words that lie where the heap does, since its list of pointers comes behind them. */

#define MAGIC "go1.7 heap dump\n"
#define PIECE (64u << 10)
#define HEAD 80
#define MAX_TEXT (1u << 20)
#define N_OFFSETS 512
/* Pointers that lie word by word, so many and no gap, are an array's. */
#define MIN_ARRAY 16
#define N_MEMSTATS 281

enum
{
  END,
  OBJECT,
  OTHER_ROOT,
  TYPE,
  GOROUTINE,
  FRAME,
  PARAMETERS,
  FINALIZER,
  ITAB,
  OS_THREAD,
  MEMSTATS,
  QUEUED_FINALIZER,
  DATA,
  BSS,
  DEFER,
  PANIC,
  PROFILE,
  SAMPLE,
};

typedef struct
{
  guint64 at; /* offset in its object */
  guint64 pointer;
} Word;

typedef struct
{
  guint64 to;
  guint32 words;
  guint32 kind;
} Root;

typedef struct
{
  guint64 address;
  guint64 bucket;
} Sample;

typedef struct
{
  guint64 address;
  guint32 value;
} Label;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  guint64 low, span; /* where the heap lies */
  gsize width;       /* of a pointer; 0 as long as it is not known */
  gboolean is_big;
  HF_VECTOR (Word) words; /* of the contents at hand, then those of them that are pointers */
  guint64 n_fields, n_in_row;
  guint8 head[HEAD];
  gsize n_head;
  gboolean is_narrow;          /* the heap is so small that references have their pointers, eighth by eighth */
  HF_VECTOR (guint64) targets; /* of each reference otherwise */
  HF_VECTOR (Root) roots;
  HF_VECTOR (Label) labels;       /* of objects of the runtime */
  HF_VECTOR (guint64) finalizers; /* objects that have one */
  HF_VECTOR (Sample) samples;
  HfAddressTable buckets;
  HF_VECTOR (guint32) sites; /* of each bucket */
  guint32 offsets[N_OFFSETS]; /* strings, 0 where not yet made */
  GString *texts[3];
  GString *goroutine; /* whose frames come */
  gboolean no_memory;
  gboolean failed; /* what comes cannot be read: the file ends, or is damaged */
  gboolean ended;
  const char *why;
} Reader;

gboolean
hf_dump_sniff_go (const guint8 *start,
                  gsize         n)
{
  return n >= strlen (MAGIC) && memcmp (start, MAGIC, strlen (MAGIC)) == 0;
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
take (Reader *self)
{
  guint64 number = 0;

  for (guint shift = 0; shift < 64 && need (self, 1); shift += 7)
    {
      guint8 byte = *self->input->at++;

      if (shift == 63 && byte > 1)
        break;
      number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return number;
    }
  fail (self, "a number is too large");

  return 0;
}

static void
take_many (Reader *self,
           guint   n)
{
  for (guint i = 0; i < n && !self->failed; i++)
    take (self);
}

static void
take_text (Reader  *self,
           GString *into)
{
  guint64 length = take (self);

  g_string_truncate (into, 0);
  if (length > MAX_TEXT)
    fail (self, "a name is longer than any program's");
  if (!need (self, (gsize) length))
    return;
  g_string_append_len (into, (const char *) self->input->at, (gssize) length);
  self->input->at += length;
}

static guint64
load (const Reader *self,
      const guint8 *at)
{
  guint64 word = 0;

  for (gsize i = 0; i < self->width; i++)
    word |= (guint64) at[i] << 8 * (self->is_big ? self->width - 1 - i : i);

  return word;
}

/* ---- contents, and which of its words are pointers ------------------------------------------------------------------------------ */

static void
look_at_words (Reader  *self,
               guint64  offset,
               gsize    n)
{
  for (gsize i = 0; i < n && !self->no_memory; i += self->width)
    {
      Word word = { offset + i, load (self, self->input->at + i) };

      if (word.pointer - self->low < self->span && !hf_vector_push (&self->words, word))
        self->no_memory = TRUE;
    }
}

/* Its length; the words that may be pointers are in self->words then. */
static guint64
take_contents (Reader *self)
{
  guint64 length = take (self), at = 0;

  self->words.n = 0;
  self->n_head = 0;
  if (self->width == 0)
    fail (self, "there are contents before it is said how wide a pointer is");
  while (at < length && !self->failed && !self->no_memory && need (self, (gsize) MIN (length - at, PIECE)))
    {
      gsize n = (gsize) MIN (length - at, (guint64) (self->input->end - self->input->at));

      if (n < length - at)
        n -= n % self->width;
      if (at == 0)
        {
          self->n_head = MIN (n, HEAD);
          memcpy (self->head, self->input->at, self->n_head);
        }
      look_at_words (self, at, n - n % self->width);
      self->input->at += n;
      at += n;
    }

  return length;
}

/* Leaves of the words those that are pointers. */
static void
take_fields (Reader *self)
{
  gsize at = 0, kept = 0;
  guint64 kind;

  self->n_fields = self->n_in_row = 0;
  while (!self->failed && (kind = take (self)) != 0)
    {
      guint64 offset = take (self);

      if (kind != 1)
        fail (self, "a field is of a kind that is not known");
      self->n_in_row += offset == self->n_fields++ * self->width;
      while (at < self->words.n && self->words.at[at].at < offset)
        at++;
      if (at < self->words.n && self->words.at[at].at == offset)
        self->words.at[kept++] = self->words.at[at++];
    }
  self->words.n = kept;
}

static void
add_root (Reader     *self,
          HfRootKind  kind,
          guint64     to,
          const char *words)
{
  Root root = { to, 0, kind };

  if (self->failed || to - self->low >= self->span)
    return;
  root.words = hf_heap_builder_string (self->builder, words, -1);
  self->no_memory = self->no_memory || !hf_vector_push (&self->roots, root);
}

/* ---- objects ---------------------------------------------------------------------------------------------------------------------- */

static guint32
name_of_offset (Reader  *self,
                guint64  offset)
{
  guint32 *kept = &self->offsets[offset / self->width];
  char text[32];

  if (*kept == 0)
    {
      g_snprintf (text, sizeof text, "+0x%" G_GINT64_MODIFIER "x", offset);
      *kept = hf_heap_builder_string (self->builder, text, -1);
    }

  return *kept;
}

/* What is far inside is called by its word's number: arrays of structures would have as many names as words. */
static void
add_reference (Reader     *self,
               const Word *word,
               gboolean    in_array)
{
  /* Objects begin at multiples of eight bytes. */
  guint32 to = self->is_narrow ? (guint32) ((word->pointer - self->low) / 8) : 0;

  if (in_array || word->at / self->width >= N_OFFSETS)
    hf_heap_builder_add_late_ref (self->builder, to, hf_late_kind (HF_REF_INDEX, HF_CLASS_STRONG),
                                  (guint32) MIN (word->at / self->width, HF_NONE - 1));
  else
    hf_heap_builder_add_late_ref (self->builder, to, hf_late_kind (HF_REF_INTERNAL, HF_CLASS_STRONG), name_of_offset (self, word->at));
}

/* Contents without pointers that read as text; what is behind the text of a string's place is zero. */
static guint32
text_of_contents (Reader  *self,
                  guint64  length)
{
  const char *text = (const char *) self->head, *valid;
  gsize n = strnlen (text, self->n_head);
  gboolean is_cut = n == self->n_head && length > n;
  g_autofree char *quoted = NULL;

  for (gsize i = n; i < self->n_head; i++)
    if (text[i] != '\0')
      return 0;
  if (!g_utf8_validate (text, (gssize) n, &valid))
    {
      if (!is_cut || text + n - valid > 3)
        return 0;
      n = (gsize) (valid - text);
    }
  if (n < 3)
    return 0;
  for (gsize i = 0; i < n; i++)
    if (g_ascii_iscntrl (text[i]) && strchr ("\t\n\r", text[i]) == NULL)
      return 0;
  quoted = hf_dump_quote (text, n, is_cut);

  return hf_heap_builder_string (self->builder, quoted, -1);
}

static guint32
type_of (Reader   *self,
         guint64   length)
{
  gboolean is_data = self->n_fields == 0;
  char name[64];

  g_snprintf (name, sizeof name, "%s of %" G_GUINT64_FORMAT " bytes", is_data ? "data" : "object", length);

  return hf_heap_builder_type (self->builder, "", name, is_data ? HF_KIND_VALUE : HF_KIND_OTHER, 0);
}

static void
read_object (Reader *self)
{
  HfLateObject object = { .address = take (self) };
  gboolean in_array;

  object.shallow = take_contents (self);
  take_fields (self);
  if (self->failed || self->no_memory)
    return;
  if (!self->is_narrow && !hf_vector_reserve (&self->targets, self->words.n))
    {
      self->no_memory = TRUE;
      return;
    }

  object.type = type_of (self, object.shallow);
  object.value = self->n_fields == 0 ? text_of_contents (self, object.shallow) : 0;
  object.n_refs = (guint32) MIN (self->words.n, HF_NONE - 1);
  in_array = self->n_fields >= MIN_ARRAY && self->n_in_row == self->n_fields;
  for (gsize i = 0; i < self->words.n; i++)
    {
      if (!self->is_narrow)
        self->targets.at[self->targets.n++] = self->words.at[i].pointer;
      add_reference (self, &self->words.at[i], in_array);
    }
  hf_heap_builder_add_late_object (self->builder, &object);
}

/* ---- roots ------------------------------------------------------------------------------------------------------------------------ */

static void
read_segment (Reader     *self,
              const char *name)
{
  guint64 start = take (self);

  take_contents (self);
  take_fields (self);
  for (gsize i = 0; i < self->words.n && !self->failed && !self->no_memory; i++)
    {
      char words[64];

      g_snprintf (words, sizeof words, "global at 0x%" G_GINT64_MODIFIER "x (%s)", start + self->words.at[i].at, name);
      add_root (self, HF_ROOT_STATIC, self->words.at[i].pointer, words);
    }
}

static void
label (Reader     *self,
       guint64     address,
       const char *text)
{
  Label label = { address, hf_heap_builder_string (self->builder, text, -1) };

  if (!self->failed && !hf_vector_push (&self->labels, label))
    self->no_memory = TRUE;
}

static void
read_goroutine (Reader *self)
{
  static const char *const parts[] = { "closure", "OS thread", "deferred call", "panic" };
  guint64 address = take (self), id;

  take (self);
  id = take (self);
  take_many (self, 5);
  take_text (self, self->texts[0]);
  g_string_printf (self->goroutine, "goroutine %" G_GUINT64_FORMAT, id);
  if (self->texts[0]->len > 0)
    {
      g_autofree char *value = g_strdup_printf ("%s (%s)", self->goroutine->str, self->texts[0]->str);

      label (self, address, value);
    }
  else
    label (self, address, self->goroutine->str);
  for (guint i = 0; i < G_N_ELEMENTS (parts) && !self->failed; i++)
    {
      g_autofree char *words = g_strdup_printf ("%s, %s", self->goroutine->str, parts[i]);

      add_root (self, HF_ROOT_THREAD, take (self), words);
    }
}

/* A frame is its goroutine's that came last. */
static void
read_frame (Reader *self)
{
  take_many (self, 3);
  take_contents (self);
  take_many (self, 3);
  take_text (self, self->texts[0]);
  take_fields (self);
  for (gsize i = 0; i < self->words.n && !self->failed && !self->no_memory; i++)
    {
      g_autofree char *words = g_strdup_printf ("%s, frame %s(), +0x%" G_GINT64_MODIFIER "x", self->goroutine->str, self->texts[0]->str,
                                                self->words.at[i].at);

      add_root (self, HF_ROOT_THREAD, self->words.at[i].pointer, words);
    }
}

static void
read_finalizer (Reader  *self,
                gboolean is_queued)
{
  guint64 object = take (self), function = take (self);

  take_many (self, 3);
  add_root (self, HF_ROOT_INTERPRETER, object, is_queued ? "queued for its finalizer" : "object with a finalizer");
  add_root (self, HF_ROOT_INTERPRETER, function, "finalizer");
  if (!self->failed && !hf_vector_push (&self->finalizers, object))
    self->no_memory = TRUE;
}

static void
read_thread (Reader *self)
{
  guint64 address = take (self), id = take (self);
  g_autofree char *value = g_strdup_printf ("OS thread %" G_GUINT64_FORMAT, id);

  take (self);
  label (self, address, value);
}

/* ---- where objects were made --------------------------------------------------------------------------------------------------------- */

static void
read_profile (Reader *self)
{
  guint64 bucket = take (self), n;
  HF_VECTOR (HfSiteFrame) frames = { 0 };
  guint32 number, site;

  take (self);
  n = take (self);
  for (guint64 i = 0; i < n && !self->failed && !self->no_memory; i++)
    {
      HfSiteFrame frame;
      guint64 line;

      take_text (self, self->texts[0]);
      take_text (self, self->texts[1]);
      line = take (self);
      frame.line = (guint32) MIN (line, G_MAXUINT32);
      frame.function = g_strdup (self->texts[0]->str);
      frame.file = g_strdup (self->texts[1]->str);
      if (!hf_vector_push (&frames, frame))
        self->no_memory = TRUE;
    }
  take_many (self, 2);
  if (!self->failed && !self->no_memory)
    {
      number = hf_address_table_number (&self->buckets, bucket);
      site = hf_heap_builder_add_site (self->builder, frames.at, (guint) frames.n);
      if (number == G_MAXUINT32 || (number == self->sites.n && !hf_vector_push (&self->sites, site)))
        self->no_memory = TRUE;
    }
  for (gsize i = 0; i < frames.n; i++)
    {
      g_free ((char *) frames.at[i].function);
      g_free ((char *) frames.at[i].file);
    }
  hf_vector_clear (&frames);
}

static void
read_sample (Reader *self)
{
  Sample sample = { .address = take (self) };

  sample.bucket = take (self);
  if (!self->failed && !hf_vector_push (&self->samples, sample))
    self->no_memory = TRUE;
}

/* ---- the file -------------------------------------------------------------------------------------------------------------------------- */

static void
read_parameters (Reader *self)
{
  guint64 high, width;
  g_autofree char *runtime = NULL;

  self->is_big = take (self) != 0;
  width = take (self);
  self->width = width == 4 || width == 8 ? (gsize) width : 0;
  self->low = take (self);
  high = take (self);
  self->span = high > self->low ? high - self->low : 0;
  self->is_narrow = self->span / 8 < G_MAXUINT32 - 1;
  take_text (self, self->texts[0]);
  take_text (self, self->texts[1]);
  take (self);
  if (self->width == 0)
    fail (self, "pointers are neither 4 nor 8 bytes wide");
  if (self->failed)
    return;
  runtime = g_strdup_printf ("Go %s (%s)", self->texts[1]->str + (g_str_has_prefix (self->texts[1]->str, "go") ? 2 : 0), self->texts[0]->str);
  hf_heap_builder_set_runtime (self->builder, runtime);
}

static void
read_record (Reader  *self,
             guint64  kind)
{
  switch (kind)
    {
    case END: self->ended = !self->failed; break;
    case OBJECT: read_object (self); break;
    case GOROUTINE: read_goroutine (self); break;
    case FRAME: read_frame (self); break;
    case FINALIZER: read_finalizer (self, FALSE); break;
    case QUEUED_FINALIZER: read_finalizer (self, TRUE); break;
    case OS_THREAD: read_thread (self); break;
    case DATA: read_segment (self, "data"); break;
    case BSS: read_segment (self, "bss"); break;
    case PROFILE: read_profile (self); break;
    case SAMPLE: read_sample (self); break;
    case ITAB: take_many (self, 2); break;
    case MEMSTATS: take_many (self, N_MEMSTATS); break;
    case DEFER: take_many (self, 7); break;
    case PANIC: take_many (self, 6); break;

    case OTHER_ROOT:
      take_text (self, self->texts[0]);
      add_root (self, HF_ROOT_INTERPRETER, take (self), self->texts[0]->str);
      break;

    case TYPE:
      take_many (self, 2);
      take_text (self, self->texts[0]);
      take (self);
      break;

    case PARAMETERS:
      if (self->width != 0)
        fail (self, "the parameters come twice");
      else
        read_parameters (self);
      break;

    default: fail (self, "a record is of a kind that is not known");
    }
}

/* ---- the heap that comes of it ------------------------------------------------------------------------------------------------------- */

/* The object that @address lies in, not only behind. */
static guint32
find (Reader                *self,
      const HfAddressRanges *ranges,
      const HfLateRows      *rows,
      guint64                address)
{
  guint32 object = hf_address_ranges_find (ranges, address);

  if (object == HF_NONE || address - rows->address[object] >= hf_heap_builder_get_shallow (self->builder, object))
    return HF_NONE;

  return object;
}

static void
resolve (Reader                *self,
         const HfAddressRanges *ranges,
         HfLateRows            *rows)
{
  for (guint32 r = 0; r < rows->n_refs && (r % 65536 != 0 || hf_dump_input_poll (self->input)); r++)
    rows->to[r] = find (self, ranges, rows, self->is_narrow ? self->low + rows->to[r] * G_GUINT64_CONSTANT (8) : self->targets.at[r]);
  for (gsize i = 0; i < self->roots.n && (i % 65536 != 0 || hf_dump_input_poll (self->input)); i++)
    {
      const Root *root = &self->roots.at[i];
      guint32 to = find (self, ranges, rows, root->to);
      g_autofree char *words = g_strdup (hf_heap_builder_get_string (self->builder, root->words));

      if (to != HF_NONE)
        hf_heap_builder_add_root (self->builder, (HfRootKind) root->kind, words, to, FALSE);
    }
  for (gsize i = 0; i < self->labels.n; i++)
    {
      guint32 object = find (self, ranges, rows, self->labels.at[i].address);

      if (object != HF_NONE && rows->address[object] == self->labels.at[i].address)
        rows->value[object] = self->labels.at[i].value;
    }
  for (gsize i = 0; i < self->finalizers.n; i++)
    {
      guint32 object = find (self, ranges, rows, self->finalizers.at[i]);

      if (object != HF_NONE)
        rows->flags[object] |= HF_OBJECT_FINALIZER;
    }
  for (gsize i = 0; i < self->samples.n; i++)
    {
      guint32 object = find (self, ranges, rows, self->samples.at[i].address);
      guint32 bucket = hf_address_table_find (&self->buckets, self->samples.at[i].bucket);

      if (object != HF_NONE && bucket != G_MAXUINT32)
        rows->site[object] = self->sites.at[bucket];
    }
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ROOTS | HF_HAS_NAMES | HF_HAS_ADDRESSES | HF_HAS_FRAMES |
                           (self->samples.n > 0 ? HF_HAS_SITES : 0));
  hf_heap_builder_add_lack (self->builder, "Go's dumps do not say of what type an object is: only its size and where its pointers are.");
  hf_heap_builder_add_lack (self->builder, "Global variables have addresses and no names; \"go tool nm\" of the program knows them.");
  if (!self->ended || packed != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. %u objects were read.",
                                                   packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   hf_dump_input_offset (self->input), self->why != NULL ? self->why : "it is damaged",
                                                   hf_heap_builder_n_objects (self->builder));

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  g_autoptr (HfAddressRanges) ranges = NULL;
  HfLateRows rows;
  guint32 n = hf_heap_builder_n_objects (self->builder);

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (n == 0 && !self->no_memory)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "No object could be read (byte %" G_GUINT64_FORMAT "%s%s).",
                   hf_dump_input_offset (self->input), self->why != NULL ? ": " : "", self->why != NULL ? self->why : "");
      return FALSE;
    }
  hf_vector_clear (&self->words);
  if (!self->no_memory && !hf_heap_builder_open (self->builder, &rows, error))
    return FALSE;
  ranges = self->no_memory ? NULL : hf_address_ranges_new (rows.address, n);
  if (ranges == NULL)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for its objects (byte %" G_GUINT64_FORMAT ").",
                   hf_dump_input_offset (self->input));
      return FALSE;
    }
  resolve (self, ranges, &rows);
  tell (self);

  return !hf_dump_input_failed (self->input, error) && hf_heap_builder_check (self->builder, error);
}

gboolean
hf_dump_read_go (HfDumpInput   *input,
                 HfHeapBuilder *builder,
                 HfProgress    *progress,
                 GError       **error)
{
  g_autofree Reader *self = g_new0 (Reader, 1);
  gboolean good;

  self->input = input;
  self->builder = builder;
  self->goroutine = g_string_new ("goroutine");
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    self->texts[i] = g_string_new (NULL);
  input->at += strlen (MAGIC);
  while (!self->ended && !self->failed && !self->no_memory && hf_heap_builder_check (builder, NULL))
    read_record (self, take (self));
  good = finish (self, error);

  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_string_free (self->texts[i], TRUE);
  g_string_free (self->goroutine, TRUE);
  hf_address_table_clear (&self->buckets);
  hf_vector_clear (&self->words);
  hf_vector_clear (&self->targets);
  hf_vector_clear (&self->roots);
  hf_vector_clear (&self->labels);
  hf_vector_clear (&self->finalizers);
  hf_vector_clear (&self->samples);
  hf_vector_clear (&self->sites);

  return good;
}
