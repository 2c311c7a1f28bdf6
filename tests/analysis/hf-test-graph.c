/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include <string.h>

#define FIRST_ADDRESS 0x1000u
#define STEP 0x10u

typedef struct
{
  char *name;
  char *type;
  char *value;
  guint64 size;
} Object;

typedef struct
{
  char *from;
  char *to;
  char *label;
  HfRefClass class;
} Reference;

typedef struct
{
  GPtrArray *objects;    /* of Object */
  GPtrArray *references; /* of Reference */
  GHashTable *places;    /* name -> 1 + place in objects */
} Text;

static void
object_free (gpointer data)
{
  Object *object = data;

  g_free (object->name);
  g_free (object->type);
  g_free (object->value);
  g_free (object);
}

static void
reference_free (gpointer data)
{
  Reference *reference = data;

  g_free (reference->from);
  g_free (reference->to);
  g_free (reference->label);
  g_free (reference);
}

/* ---- reading ---- */

static Object *
text_object (Text *text, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (text->places, name));
  Object *object;

  g_assert_cmpstr (name, !=, "");
  g_assert_cmpstr (name, !=, "r");
  if (place != 0)
    return g_ptr_array_index (text->objects, place - 1);

  object = g_new0 (Object, 1);
  object->name = g_strdup (name);
  object->type = g_strdup ("object");
  object->size = 16;
  g_ptr_array_add (text->objects, object);
  g_hash_table_insert (text->places, object->name, GUINT_TO_POINTER (text->objects->len));

  return object;
}

static void
read_object (Text *text, const char *word, const char *equals)
{
  g_autofree char *name = g_strndup (word, (gsize) (equals - word));
  g_auto (GStrv) parts = g_strsplit (equals + 1, "/", 3);
  Object *object = text_object (text, name);
  guint i = 0;

  if (!g_ascii_isdigit (parts[0][0]))
    {
      g_free (object->type);
      object->type = g_strdup (parts[i++]);
    }
  if (parts[i] != NULL)
    object->size = g_ascii_strtoull (parts[i++], NULL, 10);
  if (parts[i] != NULL)
    object->value = g_strdup (parts[i]);
}

static HfRefClass
class_of_sign (char sign)
{
  switch (sign)
    {
    case '>':
      return HF_CLASS_STRONG;
    case '-':
      return HF_CLASS_STRUCTURAL;
    case '~':
      return HF_CLASS_WEAK;
    default:
      return HF_CLASS_SHARED;
    }
}

static void
read_word (Text *text, const char *word)
{
  const char *sign = strpbrk (word, "=>-~%");
  const char *at;
  Reference *reference;

  if (sign == NULL)
    {
      text_object (text, word);
      return;
    }
  if (*sign == '=')
    {
      read_object (text, word, sign);
      return;
    }

  at = strchr (sign, '@');
  reference = g_new0 (Reference, 1);
  reference->from = g_strndup (word, (gsize) (sign - word));
  reference->to = at != NULL ? g_strndup (sign + 1, (gsize) (at - sign - 1)) : g_strdup (sign + 1);
  reference->label = g_strdup (at != NULL ? at + 1 : "");
  reference->class = class_of_sign (*sign);
  g_ptr_array_add (text->references, reference);
  if (strcmp (reference->from, "r") != 0)
    text_object (text, reference->from);
  text_object (text, reference->to);
}

/* ---- building ---- */

static HfKind
kind_of_type (const char *type)
{
  static const struct
  {
    const char *type;
    HfKind kind;
  } kinds[] = {
    { "module", HF_KIND_MODULE },   { "frame", HF_KIND_FRAME },       { "type", HF_KIND_TYPE },
    { "function", HF_KIND_FUNCTION }, { "method", HF_KIND_FUNCTION }, { "cell", HF_KIND_FUNCTION },
    { "code", HF_KIND_FUNCTION },   { "dict", HF_KIND_CONTAINER },    { "list", HF_KIND_CONTAINER },
    { "tuple", HF_KIND_CONTAINER }, { "set", HF_KIND_CONTAINER },     { "str", HF_KIND_VALUE },
    { "int", HF_KIND_VALUE },       { "bytes", HF_KIND_VALUE },       { "object", HF_KIND_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (type, kinds[i].type) == 0)
      return kinds[i].kind;

  return HF_KIND_INSTANCE;
}

static guint32
add_type (HfHeapBuilder *builder, const char *full)
{
  const char *dot = strrchr (full, '.');
  g_autofree char *module = dot != NULL ? g_strndup (full, (gsize) (dot - full)) : g_strdup ("builtins");
  HfTypeFlags flags = 0;

  if (strcmp (full, "dict") == 0)
    flags |= HF_TYPE_DICT;
  if (strcmp (full, "str") == 0)
    flags |= HF_TYPE_STRING;
  if (g_str_has_prefix (full, "internal."))
    flags |= HF_TYPE_INTERNAL;
  if (g_str_has_suffix (full, "Finalized"))
    flags |= HF_TYPE_FINALIZER;

  return hf_heap_builder_type (builder, module, dot != NULL ? dot + 1 : full, kind_of_type (full), flags);
}

static void
add_object (HfHeapBuilder *builder, const Object *object, guint64 address)
{
  HfObjectSpec spec = {
    .address = address,
    .type = add_type (builder, object->type),
    .shallow = object->size,
    .refcount = HF_REFCOUNT_UNKNOWN,
    .value = object->value,
    .value_length = object->value != NULL ? strlen (object->value) : 0,
    .flags = g_str_has_suffix (object->type, "Finalized") ? HF_OBJECT_FINALIZER : 0,
  };

  hf_heap_builder_add_object (builder, &spec);
}

static HfRefKind
read_label (const char *label, char **name, guint32 *number)
{
  static const struct
  {
    const char *prefix;
    HfRefKind kind;
  } prefixes[] = {
    { "local:", HF_REF_LOCAL },       { "cell:", HF_REF_CELL }, { "key:", HF_REF_KEY },
    { "internal:", HF_REF_INTERNAL }, { "field:", HF_REF_FIELD }, { ".", HF_REF_ATTRIBUTE },
  };

  *name = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (label, prefixes[i].prefix))
      {
        *name = g_strdup (label + strlen (prefixes[i].prefix));
        return prefixes[i].kind;
      }
  if (strcmp (label, "__dict__") == 0)
    return HF_REF_DICT;
  if (strcmp (label, "class") == 0)
    return HF_REF_TYPE;
  if (strcmp (label, "{…}") == 0)
    return HF_REF_MEMBER;
  if (label[0] == '[' && g_ascii_isdigit (label[1]))
    {
      *number = (guint32) g_ascii_strtoull (label + 1, NULL, 10);
      return HF_REF_INDEX;
    }
  if (label[0] == '[')
    {
      *name = g_strndup (label + 1, strlen (label) - 2);
      return HF_REF_VALUE;
    }
  *name = g_strdup (label);

  return HF_REF_OTHER;
}

static void
add_root (HfHeapBuilder *builder, const Reference *reference, guint32 to)
{
  const char *colon = strchr (reference->label, ':');
  g_autofree char *word = colon != NULL ? g_strndup (reference->label, (gsize) (colon - reference->label)) : g_strdup ("module");
  g_autofree char *rest = g_strdup (colon != NULL ? colon + 1 : reference->to);
  g_auto (GStrv) parts = g_strsplit (rest, "__", -1);
  g_autofree char *said = g_strjoinv (" ", parts);
  g_autofree char *words = strcmp (word, "module") == 0 ? g_strconcat ("module ", said, NULL) : g_strdup (said);
  guint kind = 0;

  while (kind < HF_N_ROOT_KINDS && strcmp (hf_root_kind_to_string (kind), word) != 0)
    kind++;
  g_assert_cmpuint (kind, <, HF_N_ROOT_KINDS);
  hf_heap_builder_add_root (builder, kind, words, to, FALSE);
}

static void
add_reference (HfHeapBuilder *builder, Text *text, const Reference *reference)
{
  guint32 to = GPOINTER_TO_UINT (g_hash_table_lookup (text->places, reference->to)) - 1;
  g_autofree char *name = NULL;
  guint32 number = 0;
  HfRefKind kind;
  guint32 from;

  if (strcmp (reference->from, "r") == 0)
    {
      add_root (builder, reference, to);
      return;
    }

  from = GPOINTER_TO_UINT (g_hash_table_lookup (text->places, reference->from)) - 1;
  kind = read_label (reference->label, &name, &number);
  if (kind != HF_REF_INDEX)
    number = hf_heap_builder_string (builder, name != NULL ? name : "", -1);
  hf_heap_builder_add_ref_from (builder, from, to, kind, number, reference->class);
}

static HfHeap *
build_checked (HfHeapBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_heap_builder_build (builder, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (heap);

  return heap;
}

HfTestGraph *
hf_test_graph_new (const char *words)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func (object_free);
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (reference_free);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) split = g_strsplit_set (words, " \n", -1);
  Text text = { objects, references, places };
  HfTestGraph *self = g_new0 (HfTestGraph, 1);

  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; split[i] != NULL; i++)
    if (*split[i] != '\0')
      read_word (&text, split[i]);

  hf_heap_builder_set_runtime (builder, "CPython 3.11.2");
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_NAMES | HF_HAS_ADDRESSES);
  for (guint i = 0; i < objects->len; i++)
    {
      const Object *object = g_ptr_array_index (objects, i);
      guint address = FIRST_ADDRESS + i * STEP;

      add_object (builder, object, address);
      g_hash_table_insert (self->addresses, g_strdup (object->name), GUINT_TO_POINTER (address));
    }
  for (guint i = 0; i < references->len; i++)
    add_reference (builder, &text, g_ptr_array_index (references, i));
  self->heap = build_checked (builder);

  return self;
}

void
hf_test_graph_free (HfTestGraph *self)
{
  if (self == NULL)
    return;

  hf_heap_unref (self->heap);
  g_hash_table_unref (self->addresses);
  g_free (self);
}

guint32
hf_test_graph_id (const HfTestGraph *self, const char *name)
{
  gpointer address = g_hash_table_lookup (self->addresses, name);

  if (strcmp (name, "r") == 0)
    return HF_ROOT;
  g_assert_nonnull (address);

  return hf_heap_find_address (self->heap, GPOINTER_TO_UINT (address));
}

const char *
hf_test_graph_name (const HfTestGraph *self, guint32 id)
{
  GHashTableIter iter;
  gpointer name, address;

  if (id == HF_ROOT)
    return "r";

  g_hash_table_iter_init (&iter, self->addresses);
  while (g_hash_table_iter_next (&iter, &name, &address))
    if (hf_heap_address (self->heap, id) == GPOINTER_TO_UINT (address))
      return name;

  g_assert_not_reached ();
}

guint32
hf_test_graph_ref (const HfTestGraph *self, const char *from, const char *to)
{
  guint32 r = hf_graph_find_ref (hf_heap_graph (self->heap), hf_test_graph_id (self, from), hf_test_graph_id (self, to),
                                 HF_CLASSES_ALL);

  g_assert_cmpuint (r, !=, HF_NONE);

  return r;
}

/* ---- at random ---- */

static HfRefClass
random_class (GRand *rand, const HfTestRandom *shape)
{
  guint roll = (guint) g_rand_int_range (rand, 0, 100);

  if (roll < shape->structural_share)
    return HF_CLASS_STRUCTURAL;
  if (roll < shape->structural_share + shape->weak_share)
    return HF_CLASS_WEAK;
  if (roll < shape->structural_share + shape->weak_share + shape->shared_share)
    return HF_CLASS_SHARED;

  return HF_CLASS_STRONG;
}

static guint32
random_object (GRand *rand, const HfTestRandom *shape)
{
  return (guint32) g_rand_int_range (rand, 0, (gint32) shape->n_objects);
}

HfHeap *
hf_test_random_heap (GRand *rand, const HfTestRandom *shape)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES);
  for (guint32 i = 0; i < shape->n_objects; i++)
    {
      g_autofree char *name = g_strdup_printf ("t%d", g_rand_int_range (rand, 0, (gint32) shape->n_types));
      HfObjectSpec spec = {
        .address = FIRST_ADDRESS + i * STEP,
        .type = hf_heap_builder_type (builder, "app", name, HF_KIND_INSTANCE, g_rand_int_range (rand, 0, 8) == 0 ? HF_TYPE_INTERNAL : 0),
        .shallow = G_GUINT64_CONSTANT (1) << (i % 21),
        .refcount = HF_REFCOUNT_UNKNOWN,
      };

      hf_heap_builder_add_object (builder, &spec);
    }
  for (guint32 i = 0; i < shape->n_refs; i++)
    {
      guint32 from = random_object (rand, shape);
      guint32 to = g_rand_int_range (rand, 0, 20) == 0 ? from : random_object (rand, shape);
      HfRefKind kind = (HfRefKind) g_rand_int_range (rand, HF_REF_OTHER, HF_REF_WEAK);

      hf_heap_builder_add_ref_from (builder, from, to, kind, 0, random_class (rand, shape));
    }
  for (guint32 i = 0; i < shape->n_roots; i++)
    hf_heap_builder_add_root (builder, (HfRootKind) g_rand_int_range (rand, 0, HF_N_ROOT_KINDS), "root",
                              random_object (rand, shape), FALSE);

  return build_checked (builder);
}

HfTestRandom
hf_test_random_shape (GRand *rand)
{
  guint32 n = (guint32) g_rand_int_range (rand, 1, 25);

  return (HfTestRandom) {
    .n_objects = n,
    .n_refs = (guint32) g_rand_int_range (rand, 0, (gint32) (n * (guint32) g_rand_int_range (rand, 1, 5)) + 1),
    .n_roots = (guint32) g_rand_int_range (rand, 0, 4),
    .n_types = (guint32) g_rand_int_range (rand, 1, 6),
    .structural_share = 15,
    .weak_share = (guint) g_rand_int_range (rand, 0, 15),
    .shared_share = (guint) g_rand_int_range (rand, 0, 10),
  };
}

gboolean
hf_test_retained_of_groups (const HfHeap *heap, const HfDominators *dominators, const guint32 *group_of, guint32 n_groups,
                            guint64 *retained, HfProgress *progress, GError **error)
{
  HfPacked packed;
  gboolean done;

  if (!hf_packed_init_from (&packed, group_of, hf_heap_graph (heap)->n, 1))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "no memory for the groups");
      return FALSE;
    }
  done = hf_retained_size_of_groups (heap, dominators, &packed, n_groups, retained, progress, error);
  hf_packed_clear (&packed);

  return done;
}
