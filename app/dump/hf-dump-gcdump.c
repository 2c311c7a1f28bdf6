/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"

/* .NET's .gcdump: a MemoryGraph of PerfView's, written by FastSerialization. Types, then for each node where in a blob its
 * record lies, the blob, and the nodes' addresses. Offsets and blob are kept as they are (a few bytes a node), and the heap is
 * made while the addresses come. What follows the graph says of which process it is. */

#define MAGIC "\x14\0\0\0!FastSerialization.1"
#define MAGIC_SIZE 24
#define PIECE (64u << 10)
#define MAX_NAME (64u << 20)
#define NO_RECORD G_MAXUINT32
#define TICKS_TO_EPOCH G_GINT64_CONSTANT (621355968000000000)

enum
{
  NULL_REFERENCE = 1,
  OBJECT_REFERENCE = 2,
  BEGIN_OBJECT = 4,
  END_OBJECT = 6,
  BYTE = 8,
  SKIP_REGION = 12,
};

typedef struct
{
  guint32 type; /* of the builder's */
  guint32 name; /* a string */
  gint32 size;
  gboolean in_brackets;
} Type;

typedef struct
{
  guint32 type; /* index */
  gint64 size;
  guint32 n_children;
  gsize at; /* in the blob: the children */
} Node;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HF_VECTOR (Type) types;
  HF_VECTOR (guint32) offsets;
  HF_VECTOR (guint8) blob;
  guint64 n_types, n_nodes, n_blob; /* as the file says */
  guint64 budget; /* bytes of records that may still be read: each lies in the blob once */
  gint32 root;
  gint32 min_version;
  guint64 n_without;  /* nodes that have no record that can be read */
  gboolean is_damaged; /* a record is no record */
  float count_factor, size_factor;
  guint32 last_word;
  GString *text;
  gboolean no_memory;
  gboolean failed;
  gboolean has_graph;
  gboolean has_root;
  const char *why;
} Reader;

gboolean
hf_dump_sniff_gcdump (const guint8 *start,
                      gsize         n)
{
  return n >= MAGIC_SIZE && memcmp (start, MAGIC, MAGIC_SIZE) == 0;
}

/* ---- the serialization ------------------------------------------------------------------------------------------------------------ */

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
take (Reader *self,
      gsize   size)
{
  guint64 number = 0;

  if (!need (self, size))
    return 0;
  for (gsize i = 0; i < size; i++)
    number |= (guint64) self->input->at[i] << 8 * i;
  self->input->at += size;

  return number;
}

static gint32
take_int (Reader *self)
{
  return (gint32) (guint32) take (self, 4);
}

static float
take_float (Reader *self)
{
  guint32 bits = (guint32) take (self, 4);
  float number;

  memcpy (&number, &bits, sizeof number);

  return number;
}

/* How many there are of something that takes at least a byte each. */
static guint64
take_count (Reader     *self,
            const char *why)
{
  gint32 n = take_int (self);

  if (n < 0)
    fail (self, why);

  return self->failed ? 0 : (guint64) n;
}

static void
skip (Reader  *self,
      guint64  n)
{
  while (n > 0 && need (self, (gsize) MIN (n, PIECE)))
    {
      gsize here = (gsize) MIN (n, (guint64) (self->input->end - self->input->at));

      self->input->at += here;
      n -= here;
    }
}

/* A length of -1 is no text. */
static void
take_text (Reader *self)
{
  gint32 length = take_int (self);

  g_string_truncate (self->text, 0);
  if (length < -1 || length > (gint32) MAX_NAME)
    fail (self, "a text is longer than any name");
  if (length <= 0 || !need (self, (gsize) length))
    return;
  g_string_append_len (self->text, (const char *) self->input->at, length);
  self->input->at += length;
}

static void
skip_text (Reader *self)
{
  gint32 length = take_int (self);

  if (length < -1)
    fail (self, "a text has no length");
  else if (length > 0)
    skip (self, (guint64) length);
}

/* FALSE, too, where the object is none. */
static gboolean
take_type_object (Reader     *self,
                  const char *name,
                  gint32     *version)
{
  guint64 tag = take (self, 1);

  if (tag != BEGIN_OBJECT || take (self, 1) != BEGIN_OBJECT || take (self, 1) != NULL_REFERENCE)
    return fail (self, "an object of another kind was expected");
  *version = take_int (self);
  self->min_version = take_int (self);
  take_text (self);
  if (take (self, 1) != END_OBJECT || strcmp (self->text->str, name) != 0)
    return fail (self, "it is serialized data, but not of a heap");

  return !self->failed;
}

/* ---- types -------------------------------------------------------------------------------------------------------------------------- */

/* Where the namespace ends in "System.Collections.Generic.Dictionary<System.String,System.Object>", or 0. */
static gsize
end_of_namespace (const char *name)
{
  gsize end = 0;

  for (gsize i = 0; name[i] != '\0' && strchr ("<[( ", name[i]) == NULL; i++)
    if (name[i] == '.' && i > 0)
      end = i;

  return name[end] != '\0' && name[end + 1] != '\0' ? end : 0;
}

static HfKind
kind_of (const char *name)
{
  if (strcmp (name, "System.RuntimeType") == 0)
    return HF_KIND_TYPE;
  if (strcmp (name, "System.String") == 0 || g_str_has_prefix (name, "System.Byte[]") || g_str_has_prefix (name, "System.Char[]"))
    return HF_KIND_VALUE;
  if (name[0] == '[')
    return HF_KIND_OTHER;
  if (strstr (name, "[]") != NULL || g_str_has_prefix (name, "System.Collections."))
    return HF_KIND_CONTAINER;

  return HF_KIND_INSTANCE;
}

static void
read_types (Reader *self)
{
  self->n_types = take_count (self, "the number of types is none; graphs of more than 2\302\263\302\271 nodes cannot be read");
  for (guint64 i = 0; i < self->n_types && !self->failed && !self->no_memory; i++)
    {
      g_autofree char *module = NULL;
      Type type;
      gsize end;

      take_text (self);
      if (self->text->len == 0)
        g_string_printf (self->text, "type %" G_GUINT64_FORMAT, i);
      end = end_of_namespace (self->text->str);
      module = g_strndup (self->text->str, end);
      type.type = hf_heap_builder_type (self->builder, module, self->text->str + (end > 0 ? end + 1 : 0), kind_of (self->text->str),
                                        strcmp (self->text->str, "System.String") == 0 ? HF_TYPE_STRING : 0);
      type.name = hf_heap_builder_string (self->builder, self->text->str, (gssize) self->text->len);
      type.in_brackets = self->text->str[0] == '[' && self->text->str[1] != ']';
      type.size = take_int (self);
      skip_text (self);
      if (!self->failed && !hf_vector_push (&self->types, type))
        self->no_memory = TRUE;
    }
}

/* ---- nodes -------------------------------------------------------------------------------------------------------------------------- */

static void
read_offsets (Reader *self)
{
  self->n_nodes = take_count (self, "the number of nodes is none; graphs of more than 2\302\263\302\271 nodes cannot be read");
  for (guint64 i = 0; i < self->n_nodes && !self->no_memory && need (self, 4); i++)
    {
      guint32 offset = (guint32) take (self, 4);

      if (!hf_vector_push (&self->offsets, offset))
        self->no_memory = TRUE;
    }
}

static void
read_blob (Reader *self)
{
  self->n_blob = take_count (self, "the nodes have no bytes");
  while (self->blob.n < self->n_blob && !self->failed && !self->no_memory)
    {
      guint64 rest = self->n_blob - self->blob.n;
      gsize n;

      /* What there is of a file that ends is used as well. */
      if (!hf_dump_input_need (self->input, (gsize) MIN (rest, PIECE)))
        fail (self, "the file ends there");
      n = (gsize) MIN (rest, (guint64) (self->input->end - self->input->at));
      if (n > 0 && !hf_vector_reserve (&self->blob, n))
        self->no_memory = TRUE;
      else if (n > 0)
        memcpy (self->blob.at + self->blob.n, self->input->at, n);
      self->blob.n += self->no_memory ? 0 : n;
      self->input->at += n;
    }
}

/* Groups of seven bits, the highest first; the first has the sign. */
static gboolean
decode (const Reader *self,
        gsize        *at,
        gint64       *number)
{
  guint8 byte;

  for (guint i = 0; i < 5 && *at < self->blob.n; i++)
    {
      byte = self->blob.at[(*at)++];
      if (i == 0)
        *number = (gint64) (byte & 0x3f) - (byte & 0x40);
      else
        *number = *number * 128 + (byte & 0x7f);
      if (byte < 0x80)
        return TRUE;
    }

  return FALSE;
}

/* (transfer full) What stands in "[.NET Roots]". */
static char *
without_brackets (const char *name)
{
  gsize n = strlen (name);

  return n > 2 && name[0] == '[' && name[n - 1] == ']' ? g_strndup (name + 1, n - 2) : g_strdup (name);
}

/* FALSE if it has none: it was never defined, or its bytes are missing. */
static gboolean
find_node (Reader *self,
           guint32 index,
           Node   *node)
{
  gint64 type, n;

  node->at = self->offsets.at[index];
  if (node->at == NO_RECORD || node->at >= self->n_blob || !decode (self, &node->at, &type))
    return FALSE;
  if (type < 0 || type / 2 >= (gint64) self->types.n)
    {
      self->is_damaged = TRUE;
      return FALSE;
    }
  node->type = (guint32) (type / 2);
  node->size = MAX (self->types.at[node->type].size, 0);
  if ((type & 1) != 0 && !decode (self, &node->at, &node->size))
    return FALSE;
  if (!decode (self, &node->at, &n))
    return FALSE;
  if (n < 0 || (guint64) n > self->n_blob)
    {
      self->is_damaged = TRUE;
      return FALSE;
    }
  node->n_children = (guint32) n;

  return TRUE;
}

/* "static vars", where the node is such a group of roots; else 0. */
static guint32
name_of_group (Reader  *self,
               guint32  index)
{
  Node node;
  g_autofree char *name = NULL;

  if (index >= self->offsets.n || !find_node (self, index, &node) || !self->types.at[node.type].in_brackets)
    return 0;
  name = without_brackets (hf_heap_builder_get_string (self->builder, self->types.at[node.type].name));

  return hf_heap_builder_string (self->builder, name, -1);
}

static void
add_children (Reader     *self,
              guint32     index,
              const Node *node)
{
  gboolean is_group = self->types.at[node->type].in_brackets;
  gsize at = node->at;
  gint64 distance;
  guint32 name;

  for (guint32 i = 0; i < node->n_children; i++)
    {
      if (self->budget == 0 || !decode (self, &at, &distance))
        {
          self->is_damaged = self->is_damaged || self->budget == 0;
          self->n_without++;
          return;
        }
      self->budget--;
      distance += index;
      if (distance < 0 || distance >= (gint64) self->offsets.n)
        distance = HF_NONE; /* leads nowhere */
      name = is_group ? name_of_group (self, (guint32) distance) : 0;
      hf_heap_builder_add_ref (self->builder, (guint32) distance, name != 0 ? HF_REF_INTERNAL : HF_REF_OTHER, name, HF_CLASS_STRONG);
    }
}

static void
add_node (Reader  *self,
          guint32  index,
          guint64  address,
          guint32  undefined)
{
  Node node;
  gboolean has_record = find_node (self, index, &node);
  HfObjectSpec spec = { .address = address, .refcount = HF_REFCOUNT_UNKNOWN };

  self->n_without += !has_record && self->offsets.at[index] != NO_RECORD;
  spec.type = has_record ? self->types.at[node.type].type : undefined;
  spec.shallow = has_record ? (guint64) MAX (node.size, 0) : 0;
  if (!has_record)
    spec.flags = HF_OBJECT_UNEXPANDED;
  else if (address == 0 && self->types.at[node.type].in_brackets)
    spec.flags = HF_OBJECT_SYNTHETIC;
  hf_heap_builder_add_object (self->builder, &spec);
  if (has_record)
    add_children (self, index, &node);
}

/* A node without an address is not lost: it is still a node of the graph. */
static void
read_nodes (Reader *self)
{
  guint32 undefined = hf_heap_builder_type (self->builder, "", "UNDEFINED", HF_KIND_OTHER, 0);
  guint64 n = self->failed ? self->n_nodes : take_count (self, "the nodes have no addresses");

  if (!self->failed && n != self->n_nodes)
    fail (self, "there are not as many addresses as nodes");
  self->budget = self->n_blob;
  for (guint32 i = 0; i < self->offsets.n && hf_heap_builder_check (self->builder, NULL); i++)
    {
      guint64 address = self->failed ? 0 : take (self, 8);

      if (i % 65536 == 0 && !hf_dump_input_poll (self->input))
        return;
      add_node (self, i, address, undefined);
    }
}

/* Names that were not known yet: they are not needed for the graph. */
static void
skip_region (Reader *self)
{
  guint64 end, here;

  if (take (self, 1) != SKIP_REGION)
    fail (self, "a region was expected");
  end = take (self, 4);
  here = hf_dump_input_offset (self->input);
  if (!self->failed && end < here)
    fail (self, "a region ends before it begins");
  if (!self->failed)
    skip (self, end - here);
}

static void
read_graph (Reader *self)
{
  take (self, 8);
  self->root = take_int (self);
  read_types (self);
  if (!self->failed && !self->no_memory)
    read_offsets (self);
  if (self->failed || self->no_memory)
    return;
  read_blob (self);
  if (self->no_memory)
    return;
  if (!self->failed && self->min_version >= 1)
    skip_region (self);
  self->has_graph = TRUE;
  read_nodes (self);
  if (take (self, 1) == BYTE)
    take (self, 1);
  if (take (self, 1) != END_OBJECT)
    fail (self, "the graph has no end");
}

/* ---- the process ----------------------------------------------------------------------------------------------------------------------- */

/* What is not understood of it is left out; none of it is needed. */
static void
read_process (Reader *self)
{
  gint64 ticks;

  take (self, 1);
  self->count_factor = take_float (self);
  self->size_factor = take_float (self);
  if (take (self, 1) != NULL_REFERENCE || take (self, 1) != NULL_REFERENCE)
    return;
  skip_text (self);
  ticks = (gint64) take (self, 8);
  if (ticks > TICKS_TO_EPOCH && ticks / 10 < G_MAXINT64 / 10)
    hf_heap_builder_set_time (self->builder, (ticks - TICKS_TO_EPOCH) / 10);
  take_text (self);
  hf_heap_builder_set_host (self->builder, self->text->str);
  take_text (self);
  hf_heap_builder_set_program (self->builder, self->text->str);
  hf_heap_builder_set_pid (self->builder, MAX (take_int (self), 0));
}

/* The file's last word says where itself begins. */
static void
read_end (Reader *self)
{
  guint8 last[8] = { 0 };
  guint64 size;

  do
    while (self->input->end - self->input->at > 8)
      self->input->at = self->input->end - 8;
  while (hf_dump_input_more (self->input));
  size = hf_dump_input_offset (self->input) + (guint64) (self->input->end - self->input->at);
  if (self->input->end - self->input->at == 8)
    memcpy (last, self->input->at, 8);
  self->input->at = self->input->end;
  for (gsize i = 0; i < 4; i++)
    self->last_word |= (guint32) last[4 + i] << 8 * i;
  if (self->last_word != (guint32) (size - 8))
    fail (self, "the end of the file is missing");
}

/* ---- the heap that comes of it ------------------------------------------------------------------------------------------------------- */

/* "[.NET Roots]" */
static void
add_root (Reader *self)
{
  Node node;
  g_autofree char *words = NULL;

  if (self->root < 0 || (guint64) self->root >= self->offsets.n || !find_node (self, (guint32) self->root, &node))
    return;
  words = without_brackets (hf_heap_builder_get_string (self->builder, self->types.at[node.type].name));
  hf_heap_builder_add_root (self->builder, HF_ROOT_INTERPRETER, words, (guint32) self->root, FALSE);
  self->has_root = TRUE;
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_runtime (self->builder, ".NET");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | (self->has_root ? HF_HAS_ROOTS : 0));
  hf_heap_builder_add_lack (self->builder, "References have no names, and there are no values.");
  if (self->has_graph && !self->failed && (self->count_factor > 1.001f || self->size_factor > 1.001f))
    {
      g_autofree char *sentence = g_strdup_printf ("It is a sample: of objects there were about %.1f times as many, of bytes %.1f times.",
                                                   MIN (self->count_factor, 1e9f), MIN (self->size_factor, 1e9f));

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (self->failed || self->is_damaged || self->n_without > 0 || packed != NULL)
    {
      g_autofree char *sentence = NULL;

      sentence = g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. Of %u nodes %" G_GUINT64_FORMAT
                                  " are incomplete.", packed != NULL ? packed : "", packed != NULL ? " " : "",
                                  hf_dump_input_offset (self->input),
                                  self->why != NULL ? self->why : "some of its records are damaged", hf_heap_builder_n_objects (self->builder),
                                  self->n_without);
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
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED, "%s (byte %" G_GUINT64_FORMAT "%s%s).",
                   self->no_memory ? "There is not enough memory for its objects" : "No object could be read",
                   hf_dump_input_offset (self->input), self->why != NULL ? ": " : "", self->why != NULL ? self->why : "");
      return FALSE;
    }
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_gcdump (HfDumpInput   *input,
                     HfHeapBuilder *builder,
                     HfProgress    *progress,
                     GError       **error)
{
  g_autofree Reader *self = g_new0 (Reader, 1);
  gint32 version;
  gboolean good;

  self->input = input;
  self->builder = builder;
  self->text = g_string_new (NULL);
  input->at += MAGIC_SIZE;
  if (take_type_object (self, "GCHeapDump", &version) && version < 8)
    fail (self, "it is of a version before 8, which nobody writes any more");
  if (!self->failed && take_type_object (self, "Graphs.MemoryGraph", &version))
    read_graph (self);
  if (!self->failed && !self->no_memory)
    read_process (self);
  if (!self->failed && !self->no_memory)
    read_end (self);
  if (self->has_graph && hf_heap_builder_check (builder, NULL))
    add_root (self);
  good = finish (self, error);

  g_string_free (self->text, TRUE);
  hf_vector_clear (&self->types);
  hf_vector_clear (&self->offsets);
  hf_vector_clear (&self->blob);

  return good;
}
