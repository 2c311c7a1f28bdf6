/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-dump-quote.h"
#include "hf-python-graph.h"

/* PyHeap, version 1: big-endian, no index; a header, threads with frames and locals, names and attributes of common types, the
 * objects, the types' names, and the magic number once more. Attributes come from dir(), class attributes too: they name
 * references that the collector's view of the object has, and are none themselves. */

#define MAGIC G_GUINT64_CONSTANT (123000321)
#define HAS_TEXT 1u /* flag: objects come with their str() */
#define MAX_NAMES (1u << 20)
/* Objects with more references than this have their attributes looked up in a table. */
#define FEW 32u

typedef struct
{
  guint64 dict, list, set, tuple, str;
} WellKnown;

typedef struct
{
  guint64 to;
  char *words;
} Root;

typedef struct
{
  guint32 name;
  guint64 to;
} Attribute;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfPythonGraph *graph;
  HfProgress *progress;
  WellKnown known;
  gboolean has_text;
  char *why;               /* what is wrong, NULL as long as nothing is */
  GHashTable *common;      /* addresses of types whose objects have no attributes of their own */
  HF_VECTOR (guint32) names; /* strings of the builder's: frequent attributes */
  HF_VECTOR (Root) roots;
  HF_VECTOR (Attribute) attributes; /* of one object */
  HF_VECTOR (guint16) lengths; /* by object: characters of its text, to find where texts were cut */
  GHashTable *types;       /* address → bare name */
  GString *text;
  guint16 longest;
  guint32 n_longest;
  guint64 expected;
} Reader;

gboolean
hf_dump_sniff_pyheap (const guint8 *start,
                      gsize         n)
{
  static const guint8 magic[] = { 0, 0, 0, 0, 0x07, 0x54, 0xd6, 0x01 };

  return n >= sizeof magic + 4 && memcmp (start, magic, sizeof magic) == 0;
}

/* ---- numbers and texts -------------------------------------------------------------------------------------------------------- */

static gboolean
fail (Reader     *self,
      const char *why)
{
  if (self->why == NULL)
    self->why = g_strdup_printf ("byte %" G_GUINT64_FORMAT ": %s", hf_dump_input_offset (self->input), why);

  return FALSE;
}

static gboolean
need (Reader *self,
      gsize   n)
{
  if (self->why != NULL)
    return FALSE;
  if (hf_dump_input_need (self->input, n))
    return TRUE;

  return fail (self, "the file ends in the middle");
}

static guint64
take (Reader *self,
      guint   n)
{
  guint64 number = 0;

  if (!need (self, n))
    return 0;
  for (guint i = 0; i < n; i++)
    number = number << 8 | *self->input->at++;

  return number;
}

static gboolean
take_bytes (Reader *self,
            gsize   n)
{
  if (!need (self, n))
    return FALSE;
  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, (const char *) self->input->at, (gssize) n);
  self->input->at += n;

  return TRUE;
}

static gboolean
take_text (Reader *self)
{
  return take_bytes (self, (gsize) take (self, 2));
}

/* A name in full, or one of the frequent ones by its number. */
static guint32
take_name (Reader *self)
{
  gint16 n = (gint16) take (self, 2);

  if (self->why != NULL)
    return 0;
  if (n < 0)
    {
      guint index = (guint) (-n - 1);

      if (index < self->names.n)
        return self->names.at[index];
      fail (self, "a name's number is not among the frequent names");
      return 0;
    }

  return take_bytes (self, (gsize) n) ? hf_heap_builder_string (self->builder, self->text->str, (gssize) self->text->len) : 0;
}

/* How many things follow, each of @least bytes. FALSE where there are none or the file cannot have so many. */
static gboolean
take_count (Reader  *self,
            guint    least,
            guint32 *n)
{
  *n = (guint32) take (self, 4);
  if (self->why == NULL && hf_dump_input_packing (self->input) == NULL && (guint64) *n * least > hf_dump_input_file_size (self->input))
    fail (self, "a count is larger than the file");

  return self->why == NULL && *n > 0;
}

/* ---- before the objects ------------------------------------------------------------------------------------------------------- */

static void
keep_time (Reader *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (self->text->str, utc);

  if (time != NULL)
    hf_heap_builder_set_time (self->builder, g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time));
}

static void
read_known (Reader *self)
{
  guint32 n;
  guint64 address;

  if (!take_count (self, 10, &n))
    return;
  for (guint32 i = 0; i < n && take_text (self); i++)
    {
      g_autofree char *name = g_strdup (self->text->str);

      address = take (self, 8);
      if (strcmp (name, "dict") == 0)
        self->known.dict = address;
      else if (strcmp (name, "list") == 0)
        self->known.list = address;
      else if (strcmp (name, "set") == 0)
        self->known.set = address;
      else if (strcmp (name, "tuple") == 0)
        self->known.tuple = address;
      else if (strcmp (name, "str") == 0)
        self->known.str = address;
    }
}

static void
read_header (Reader *self)
{
  take (self, 8);
  if (take (self, 4) != 1)
    fail (self, "it is not version 1, the only one that is known");
  if (take_text (self))
    keep_time (self);
  self->has_text = (take (self, 8) & HAS_TEXT) != 0;
  read_known (self);
}

static void
add_local (Reader     *self,
           const char *frame)
{
  Root root = { 0 };

  if (!take_text (self))
    return;
  root.words = g_strdup_printf ("%s, local %s", frame, self->text->str);
  root.to = take (self, 8);
  if (self->why != NULL || !hf_vector_push (&self->roots, root))
    {
      g_free (root.words);
      fail (self, "there is not enough memory for its roots");
    }
}

static void
read_frame (Reader     *self,
            const char *thread)
{
  g_autofree char *file = NULL;
  g_autofree char *base = NULL;
  g_autofree char *frame = NULL;
  guint32 line, n;

  if (!take_text (self))
    return;
  file = g_strdup (self->text->str);
  base = g_path_get_basename (file);
  line = (guint32) take (self, 4);
  if (!take_text (self))
    return;
  frame = g_strdup_printf ("thread %s, frame %s() at %s:%u", thread, self->text->str, base, line);
  if (take_count (self, 10, &n))
    for (guint32 i = 0; i < n && self->why == NULL; i++)
      add_local (self, frame);
}

static void
read_threads (Reader *self)
{
  guint32 n, n_frames;

  if (!take_count (self, 8, &n))
    return;
  for (guint32 i = 0; i < n && take_text (self); i++)
    {
      g_autofree char *thread = g_strdup (self->text->str);

      take (self, 2);
      if (take_count (self, 12, &n_frames))
        for (guint32 k = 0; k < n_frames && self->why == NULL; k++)
          read_frame (self, thread);
    }
}

static void
read_names (Reader *self)
{
  guint32 n, name;

  if (!take_count (self, 2, &n))
    return;
  if (n > MAX_NAMES)
    {
      fail (self, "it has more frequent names than there can be");
      return;
    }
  for (guint32 i = 0; i < n && self->why == NULL; i++)
    {
      name = take_name (self);
      if (!hf_vector_push (&self->names, name))
        fail (self, "there is not enough memory for its names");
    }
}

static void
read_common (Reader *self)
{
  guint32 n, n_attributes;

  if (!take_count (self, 12, &n))
    return;
  for (guint32 i = 0; i < n && self->why == NULL; i++)
    {
      guint64 type = take (self, 8);

      g_hash_table_add (self->common, g_memdup2 (&type, sizeof type));
      if (take_count (self, 10, &n_attributes))
        for (guint32 k = 0; k < n_attributes && self->why == NULL; k++)
          {
            take_name (self);
            take (self, 8);
          }
    }
}

/* ---- objects ------------------------------------------------------------------------------------------------------------------- */

static void
read_content (Reader *self,
              guint64 type)
{
  guint32 n;

  if (type == self->known.dict && take_count (self, 16, &n))
    for (guint32 i = 0; i < n && self->why == NULL; i++)
      {
        guint64 key = take (self, 8), value = take (self, 8);

        hf_python_graph_add_entry (self->graph, key, value);
      }
  else if ((type == self->known.list || type == self->known.tuple || type == self->known.set) && take_count (self, 8, &n))
    for (guint32 i = 0; i < n && self->why == NULL; i++)
      hf_python_graph_add_ref (self->graph, take (self, 8), type == self->known.set ? HF_REF_MEMBER : HF_REF_INDEX,
                               type == self->known.set ? 0 : i);
}

static gboolean
is_special (const Reader    *self,
            const Attribute *attribute)
{
  return g_str_has_prefix (hf_heap_builder_get_string (self->builder, attribute->name), "__");
}

static void
name_ref (Reader          *self,
          guint32          i,
          const Attribute *attribute)
{
  const char *name = hf_heap_builder_get_string (self->builder, attribute->name);

  if (strcmp (name, "__class__") == 0)
    hf_python_graph_name_ref (self->graph, i, HF_REF_TYPE, attribute->name);
  else if (strcmp (name, "__dict__") == 0)
    hf_python_graph_name_ref (self->graph, i, HF_REF_DICT, attribute->name);
  else
    hf_python_graph_name_ref (self->graph, i, HF_REF_ATTRIBUTE, attribute->name);
}

/* The place of each reference by its address: the first of those that lead to the same object and have no name yet. */
static void
name_by_table (Reader  *self,
               guint32  first,
               gboolean special)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint32 i = hf_python_graph_n_refs (self->graph); i-- > first;)
    {
      guint64 to = hf_python_graph_ref_to (self->graph, i);

      g_hash_table_replace (places, g_memdup2 (&to, sizeof to), GUINT_TO_POINTER (i + 1));
    }
  for (gsize k = 0; k < self->attributes.n; k++)
    {
      guint32 i = GPOINTER_TO_UINT (g_hash_table_lookup (places, &self->attributes.at[k].to));

      if (i == 0 || is_special (self, &self->attributes.at[k]) != special)
        continue;
      g_hash_table_remove (places, &self->attributes.at[k].to);
      name_ref (self, i - 1, &self->attributes.at[k]);
    }
}

static void
name_one (Reader          *self,
          guint32          first,
          guint64         *named,
          const Attribute *attribute)
{
  for (guint32 i = first; i < hf_python_graph_n_refs (self->graph); i++)
    if (!(*named >> (i - first) & 1) && hf_python_graph_ref_to (self->graph, i) == attribute->to)
      {
        *named |= G_GUINT64_CONSTANT (1) << (i - first);
        name_ref (self, i, attribute);
        return;
      }
}

/* Attributes of the object come before those that every object has: both may lead to None. */
static void
name_refs (Reader *self,
           guint32 first)
{
  guint64 named = 0;

  for (guint special = 0; special < 2; special++)
    if (hf_python_graph_n_refs (self->graph) - first > FEW)
      name_by_table (self, first, special != 0);
    else
      for (gsize k = 0; k < self->attributes.n; k++)
        if (is_special (self, &self->attributes.at[k]) == (special != 0))
          name_one (self, first, &named, &self->attributes.at[k]);
}

static void
read_attributes (Reader *self,
                 guint32 first)
{
  guint32 n;

  self->attributes.n = 0;
  if (!take_count (self, 10, &n))
    return;
  for (guint32 i = 0; i < n && self->why == NULL; i++)
    {
      Attribute attribute = { take_name (self), take (self, 8) };

      if (!hf_vector_push (&self->attributes, attribute))
        fail (self, "there is not enough memory for its attributes");
    }
  if (self->why == NULL)
    name_refs (self, first);
}

/* "Session" of "<class 'app.Session'>", "os" of "<module 'os' (built-in)>", "work" of "<function work at 0x7f…>"; nothing of
 * "<app.Session object at 0x7f…>", which says nothing. */
static void
make_telling (GString *text)
{
  static const char *const before[] = { "<class '", "<module '", "<function ", "<code object ", "<built-in function ", NULL };

  for (guint i = 0; before[i] != NULL; i++)
    if (g_str_has_prefix (text->str, before[i]))
      {
        const char *end;

        g_string_erase (text, 0, (gssize) strlen (before[i]));
        end = strpbrk (text->str, i < 2 ? "'" : " >");
        g_string_truncate (text, end != NULL ? (gsize) (end - text->str) : 0);
        return;
      }
  if (text->str[0] == '<' && strstr (text->str, " object at 0x") != NULL)
    g_string_truncate (text, 0);
}

/* A string of the builder's, 0 for none. */
static guint32
take_value (Reader  *self,
            guint64  type,
            guint16 *length)
{
  g_autofree char *quoted = NULL;

  if (!take_text (self))
    return 0;
  *length = (guint16) g_utf8_strlen (self->text->str, (gssize) self->text->len);
  self->n_longest = *length > self->longest ? 1 : self->n_longest + (*length == self->longest);
  self->longest = MAX (self->longest, *length);
  if (type != self->known.str)
    {
      make_telling (self->text);
      return hf_heap_builder_string (self->builder, self->text->str, (gssize) self->text->len);
    }
  quoted = hf_dump_quote (self->text->str, self->text->len, FALSE);

  return hf_heap_builder_string (self->builder, quoted, -1);
}

static gboolean
is_container (const Reader *self,
              guint64       type)
{
  return type == self->known.dict || type == self->known.list || type == self->known.set || type == self->known.tuple;
}

static void
read_object (Reader *self)
{
  guint64 address = take (self, 8), type = take (self, 8), size = take (self, 4);
  guint32 n, first, value = 0;
  guint16 length = 0;

  if (self->why != NULL)
    return;
  hf_python_graph_add_object (self->graph, address, type, size);
  read_content (self, type);
  first = hf_python_graph_n_refs (self->graph);
  if (take_count (self, 8, &n))
    for (guint32 i = 0; i < n && self->why == NULL; i++)
      hf_python_graph_add_ref (self->graph, take (self, 8), HF_REF_OTHER, 0);
  if (!g_hash_table_contains (self->common, &type))
    read_attributes (self, first);
  if (self->has_text && !is_container (self, type))
    value = take_value (self, type, &length);
  if (!hf_python_graph_check (self->graph, NULL) || !hf_vector_push (&self->lengths, length))
    fail (self, "there is not enough memory for its objects");
  else
    hf_python_graph_set_value (self->graph, hf_python_graph_n_objects (self->graph) - 1, value, 0);
}

static void
read_objects (Reader *self)
{
  guint32 n;

  if (!take_count (self, 24, &n))
    return;
  self->expected = n;
  for (guint32 i = 0; i < n && self->why == NULL; i++)
    read_object (self);
}

/* ---- behind the objects -------------------------------------------------------------------------------------------------------- */

static void
read_types (Reader *self)
{
  guint32 n;

  if (!take_count (self, 10, &n))
    return;
  for (guint32 i = 0; i < n && self->why == NULL; i++)
    {
      guint64 address = take (self, 8);

      if (take_text (self))
        g_hash_table_replace (self->types, g_memdup2 (&address, sizeof address), g_strdup (self->text->str));
    }
  if (take (self, 8) != MAGIC)
    fail (self, "the magic number does not stand at its end");
}

/* The whole name, which a class says of itself, if it is that of the type called @bare. */
static void
name_type (Reader     *self,
           guint64     type,
           const char *whole,
           const char *bare)
{
  gsize length = strlen (whole), end = strlen (bare);
  g_autofree char *module = NULL;

  if (length > end + 1 && whole[length - end - 1] == '.' && strcmp (whole + length - end, bare) == 0)
    module = g_strndup (whole, length - end - 1);
  hf_python_graph_name_type (self->graph, type, module != NULL ? module : "", bare);
}

static void
name_types (Reader *self)
{
  GHashTableIter iter;
  gpointer address, name;

  g_hash_table_iter_init (&iter, self->types);
  while (g_hash_table_iter_next (&iter, &address, &name))
    hf_python_graph_name_type (self->graph, *(const guint64 *) address, "", name);
  for (guint32 i = 0; i < hf_python_graph_n_objects (self->graph); i++)
    {
      guint64 at = hf_python_graph_address (self->graph, i);
      const char *bare = g_hash_table_lookup (self->types, &at);
      g_autofree char *whole = g_strdup (hf_heap_builder_get_string (self->builder, hf_python_graph_value (self->graph, i)));

      if (bare != NULL && *whole != '\0')
        name_type (self, at, whole, bare);
    }
}

/* Texts are as long as the longest where they were cut; a text alone may just be that long. */
static void
mark_cut (Reader *self)
{
  if (self->n_longest < 2)
    return;
  for (guint32 i = 0; i < self->lengths.n; i++)
    if (self->lengths.at[i] == self->longest)
      hf_python_graph_set_value (self->graph, i, hf_python_graph_value (self->graph, i), HF_OBJECT_VALUE_CUT);
}

static void
add_roots (Reader *self)
{
  for (guint32 i = 0; i < hf_python_graph_n_objects (self->graph); i++)
    if (hf_python_graph_kind (self->graph, i) == HF_KIND_MODULE && hf_python_graph_dump_id (self->graph, i) != HF_NONE)
      {
        g_autofree char *words = g_strdup_printf ("module %s", hf_heap_builder_get_string (self->builder, hf_python_graph_value (self->graph, i)));

        hf_heap_builder_add_root (self->builder, HF_ROOT_MODULE, words, hf_python_graph_dump_id (self->graph, i), FALSE);
      }
  for (gsize i = 0; i < self->roots.n; i++)
    hf_heap_builder_add_root_to_address (self->builder, HF_ROOT_THREAD, self->roots.at[i].words, self->roots.at[i].to, FALSE);
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_format (self->builder, "PyHeap");
  hf_heap_builder_set_runtime (self->builder, "CPython");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_ADDRESSES | HF_HAS_ROOTS | HF_HAS_FRAMES | HF_HAS_NAMES |
                                            (self->has_text ? HF_HAS_VALUES : 0));
  hf_heap_builder_add_lack (self->builder, "The dump knows only what the garbage collector sees: no native code, and no reference counts.");
  if (!self->has_text)
    hf_heap_builder_add_lack (self->builder, "It was taken without the objects' text: keys, modules and classes have no names.");
  if (self->why != NULL || packed != NULL)
    {
      g_autofree char *damage = g_strdup_printf ("%s%sDamaged at %s. %u of %" G_GUINT64_FORMAT " objects were read.", packed != NULL ? packed : "",
                                                 packed != NULL ? " " : "", self->why != NULL ? self->why : "its end",
                                                 hf_python_graph_n_objects (self->graph), self->expected);

      hf_heap_builder_set_truncated (self->builder, damage);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  guint32 n_twice;

  if (hf_dump_input_failed (self->input, error) || !hf_python_graph_check (self->graph, error))
    return FALSE;
  if (hf_python_graph_n_objects (self->graph) == 0)
    {
      fail (self, "it has no objects");
      g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "Damaged at %s; no object could be read.", self->why);
      return FALSE;
    }
  name_types (self);
  mark_cut (self);
  if (!hf_python_graph_finish (self->graph, &n_twice, self->progress, error))
    return FALSE;
  add_roots (self);
  tell (self);

  return TRUE;
}

static void
clear_roots (Reader *self)
{
  for (gsize i = 0; i < self->roots.n; i++)
    g_free (self->roots.at[i].words);
  hf_vector_clear (&self->roots);
}

gboolean
hf_dump_read_pyheap (HfDumpInput   *input,
                     HfHeapBuilder *builder,
                     HfProgress    *progress,
                     GError       **error)
{
  g_autoptr (HfPythonGraph) graph = hf_python_graph_new (builder);
  Reader self = { .input = input, .builder = builder, .graph = graph, .progress = progress };
  gboolean good;

  self.common = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.types = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self.text = g_string_new (NULL);
  read_header (&self);
  read_threads (&self);
  read_names (&self);
  read_common (&self);
  read_objects (&self);
  read_types (&self);
  good = finish (&self, error);

  g_hash_table_unref (self.common);
  g_hash_table_unref (self.types);
  g_string_free (self.text, TRUE);
  g_free (self.why);
  hf_vector_clear (&self.names);
  hf_vector_clear (&self.attributes);
  hf_vector_clear (&self.lengths);
  clear_roots (&self);

  return good;
}
