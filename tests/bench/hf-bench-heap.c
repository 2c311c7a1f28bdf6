/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-bench-heap.h"

#define SEED 20
#define N_NAMES 3000u /* attributes and variables of a large program */

typedef struct
{
  HfHeapBuilder *builder;
  GRand *rand;
  guint32 n;
  guint32 *types;
  guint32 n_types;
  guint32 *names;    /* [N_NAMES] */
  guint32 n_added;   /* references of the object that was added last */
  guint32 next;      /* the first object that nobody owns yet */
  guint32 list_left; /* cells to come of the linked list that is being made */
} Maker;

static void
maker_init (Maker *self, guint32 n, guint32 n_types)
{
  *self = (Maker) { .n = n, .n_types = n_types };
  self->builder = hf_heap_builder_new ();
  self->rand = g_rand_new_with_seed (SEED);
  self->types = g_new (guint32, n_types);
  hf_heap_builder_set_has (self->builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES);
  for (guint32 t = 0; t < n_types; t++)
    {
      g_autofree char *name = g_strdup_printf ("Type%u", t);

      self->types[t] = hf_heap_builder_type (self->builder, "app", name, HF_KIND_INSTANCE, 0);
    }
  self->names = g_new (guint32, N_NAMES);
  for (guint32 i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("attribute_%u", i);

      self->names[i] = hf_heap_builder_string (self->builder, name, -1);
    }
}

/* Every draw from here on is independent of those that make the graph. */
static guint32
scramble (guint32 i)
{
  i = (i ^ (i >> 16)) * 0x45d9f3bu;
  i = (i ^ (i >> 16)) * 0x45d9f3bu;

  return i ^ (i >> 16);
}

static HfHeap *
maker_finish (Maker *self)
{
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_heap_builder_build (self->builder, NULL, &error);

  if (heap == NULL)
    g_error ("%s", error->message);
  hf_heap_builder_free (self->builder);
  g_rand_free (self->rand);
  g_free (self->types);
  g_free (self->names);

  return heap;
}

/* Small numbers are likely, with a long tail: 0 … @limit - 1. */
static guint32
skewed (Maker *self, guint32 limit, guint power)
{
  double x = 1;

  for (guint i = 0; i < power; i++)
    x *= g_rand_double (self->rand);

  return MIN ((guint32) (x * limit), limit - 1);
}

static void
add_object (Maker *self, guint32 i, guint32 type)
{
  HfObjectSpec spec = {
    .address = G_GUINT64_CONSTANT (0x7f0000000000) + i * G_GUINT64_CONSTANT (64),
    .type = self->types[type],
    .shallow = 48 + skewed (self, 512, 4),
    .refcount = HF_REFCOUNT_UNKNOWN,
  };

  char value[32];

  if (scramble (i) % 4 == 0) /* what a string or a number reads like */
    {
      g_snprintf (value, sizeof value, "'item %u'", i);
      spec.value = value;
      spec.value_length = -1;
    }
  hf_heap_builder_add_object (self->builder, &spec);
  self->n_added = 0;
}

static void
refer (Maker *self, guint32 to)
{
  guint32 number = self->n_added++;
  guint32 name = scramble (hf_heap_builder_n_objects (self->builder) + number * 7919) % N_NAMES;

  if (number < 12)
    hf_heap_builder_add_ref (self->builder, MIN (to, self->n - 1), HF_REF_ATTRIBUTE, self->names[name], HF_CLASS_STRONG);
  else
    hf_heap_builder_add_ref (self->builder, MIN (to, self->n - 1), HF_REF_INDEX, number, HF_CLASS_STRONG);
}

/* Owns @n objects that nobody has owned yet. */
static void
own (Maker *self, guint32 i, guint32 n)
{
  self->next = MAX (self->next, i + 1);
  for (guint32 k = 0; k < n && self->next < self->n; k++)
    refer (self, self->next++);
}

static void
add_heap_like_refs (Maker *self, guint32 i)
{
  GRand *rand = self->rand;

  guint32 n_common = self->n / 50 + 1; /* types, names, small values: they refer only to each other */

  refer (self, skewed (self, n_common / 20 + 1, 3)); /* its type */
  if (i < n_common)
    {
      refer (self, skewed (self, n_common, 2));
      return;
    }
  if (self->list_left == 0 && g_rand_int_range (rand, 0, 4000) == 0)
    self->list_left = skewed (self, self->n / 40 + 2, 3);
  if (self->list_left > 0)
    {
      self->list_left--;
      refer (self, i + 1);
    }
  if (self->next > i + 1 && g_rand_int_range (rand, 0, 20) < 11)
    return; /* a leaf */

  own (self, i, self->next > i + 50000 ? 1 : 1 + skewed (self, 8, 2));
  if (g_rand_int_range (rand, 0, 2000) == 0)
    own (self, i, skewed (self, 3000, 2));
  for (guint k = 0; k < 3; k++)
    refer (self, skewed (self, n_common, 4));
  if (g_rand_int_range (rand, 0, 10) < 3)
    refer (self, i - MIN (i, 1 + skewed (self, 64, 2)));
  if (g_rand_int_range (rand, 0, 10) < 5)
    refer (self, i + 1 + skewed (self, 200, 3));
  if (g_rand_int_range (rand, 0, 10) < 1)
    refer (self, (guint32) g_rand_int_range (rand, 0, (gint32) self->n));
}

HfHeap *
hf_bench_heap_like (guint32 n_objects, guint32 n_types)
{
  Maker self;

  maker_init (&self, n_objects, n_types);
  for (guint32 i = 0; i < n_objects; i++)
    {
      add_object (&self, i, skewed (&self, n_types, 3));
      add_heap_like_refs (&self, i);
    }
  for (guint32 k = 0; k < 300; k++)
    hf_heap_builder_add_root (self.builder, HF_ROOT_MODULE, "module app",
                              k == 0 ? n_objects / 50 + 1 : (guint32) g_rand_int_range (self.rand, 0, (gint32) n_objects), FALSE);

  return maker_finish (&self);
}

HfHeap *
hf_bench_heap_list (guint32 n_objects)
{
  Maker self;

  maker_init (&self, n_objects, 1);
  for (guint32 i = 0; i < n_objects; i++)
    {
      add_object (&self, i, 0);
      if (i + 1 < n_objects)
        refer (&self, i + 1);
    }
  hf_heap_builder_add_root (self.builder, HF_ROOT_MODULE, "module app", 0, FALSE);

  return maker_finish (&self);
}

HfHeap *
hf_bench_heap_shared_payloads (guint32 n_objects)
{
  guint32 n = n_objects / 3;
  Maker self;

  maker_init (&self, 3 * n, 3);
  for (guint32 i = 0; i < 3 * n; i++)
    {
      guint32 cell = i % n;

      add_object (&self, i, i / n);
      if (i < 2 * n && cell + 1 < n)
        refer (&self, i + 1);
      if (i < n)
        refer (&self, 2 * n + cell);
      else if (i < 2 * n)
        refer (&self, 3 * n - 1 - cell);
    }
  hf_heap_builder_add_root (self.builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  hf_heap_builder_add_root (self.builder, HF_ROOT_MODULE, "module cache", n, FALSE);

  return maker_finish (&self);
}

/* ---- a program ------------------------------------------------------------------------------------------------------------ */

#define N_MODULES 200u
#define N_REGISTERS 7u

typedef struct
{
  HfHeapBuilder *builder;
  guint32 module, function, code, tuple, dict, session, list, text;
} Program;

static guint32
add_one (const Program *self, guint32 type, guint32 place)
{
  HfObjectSpec spec = { .address = 0x100000 + 64 * (guint64) place, .type = type, .shallow = 64, .refcount = HF_REFCOUNT_UNKNOWN };

  return hf_heap_builder_add_object (self->builder, &spec);
}

static void
name_ref (const Program *self, guint32 from, guint32 to, HfRefKind kind, const char *name)
{
  hf_heap_builder_add_ref_from (self->builder, from, to, kind, hf_heap_builder_string (self->builder, name, -1), HF_CLASS_STRONG);
}

static void
add_functions (const Program *self, guint32 module, guint32 n, guint32 *place)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 function = add_one (self, self->function, (*place)++), code = add_one (self, self->code, (*place)++);
      guint32 tuple = add_one (self, self->tuple, (*place)++);
      g_autofree char *name = g_strdup_printf ("function_%u", i);

      name_ref (self, module, function, HF_REF_ATTRIBUTE, name);
      name_ref (self, function, code, HF_REF_FIELD, "__code__");
      name_ref (self, code, tuple, HF_REF_FIELD, "co_consts");
    }
}

static void
add_sessions (const Program *self, guint32 registry, guint32 n, guint32 *place)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 session = add_one (self, self->session, (*place)++), list = add_one (self, self->list, (*place)++);
      guint32 dict = add_one (self, self->dict, (*place)++), text = add_one (self, self->text, (*place)++);
      g_autofree char *name = g_strdup_printf ("'user-%u'", i);

      name_ref (self, registry, session, HF_REF_VALUE, name);
      name_ref (self, session, list, HF_REF_ATTRIBUTE, "messages");
      hf_heap_builder_add_ref_from (self->builder, list, dict, HF_REF_INDEX, 0, HF_CLASS_STRONG);
      name_ref (self, session, text, HF_REF_ATTRIBUTE, "name");
    }
}

HfHeap *
hf_bench_heap_program (guint32 n_objects, guint32 round)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  Program self = { .builder = builder };
  guint32 n_functions = n_objects / 3 / 3 / N_MODULES, n_sessions = n_objects * 2 / 3 / 4 / N_REGISTERS, place = 0;
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES);
  self.module = hf_heap_builder_type (builder, "", "module", HF_KIND_MODULE, 0);
  self.function = hf_heap_builder_type (builder, "", "function", HF_KIND_FUNCTION, 0);
  self.code = hf_heap_builder_type (builder, "", "code", HF_KIND_INSTANCE, HF_TYPE_INTERNAL);
  self.tuple = hf_heap_builder_type (builder, "", "tuple", HF_KIND_CONTAINER, 0);
  self.dict = hf_heap_builder_type (builder, "", "dict", HF_KIND_CONTAINER, 0);
  self.list = hf_heap_builder_type (builder, "", "list", HF_KIND_CONTAINER, 0);
  self.text = hf_heap_builder_type (builder, "", "str", HF_KIND_VALUE, HF_TYPE_STRING);
  self.session = hf_heap_builder_type (builder, "app", "Session", HF_KIND_INSTANCE, 0);
  for (guint32 m = 0; m < N_MODULES; m++)
    {
      g_autofree char *words = g_strdup_printf ("module app.part_%u", m);
      guint32 module = add_one (&self, self.module, place++);

      hf_heap_builder_add_root (builder, HF_ROOT_MODULE, words, module, FALSE);
      add_functions (&self, module, n_functions, &place);
      if (m < N_REGISTERS)
        {
          guint32 registry = add_one (&self, self.dict, place++);

          name_ref (&self, module, registry, HF_REF_ATTRIBUTE, "REGISTRY");
          if (m > 0)
            add_sessions (&self, registry, n_sessions, &place);
          else
            add_sessions (&self, registry, n_sessions + round * (n_objects / 400), &place);
        }
    }
  heap = hf_heap_builder_build (builder, NULL, &error);
  if (heap == NULL)
    g_error ("%s", error->message);

  return heap;
}

HfHeap *
hf_bench_heap_unique (guint32 n_objects, guint32 round)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  Program self = { .builder = builder };
  guint32 n_functions = (n_objects + round * (n_objects / 100)) / 3 / N_MODULES, place = 0;
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES);
  self.module = hf_heap_builder_type (builder, "", "module", HF_KIND_MODULE, 0);
  self.function = hf_heap_builder_type (builder, "", "function", HF_KIND_FUNCTION, 0);
  self.code = hf_heap_builder_type (builder, "", "code", HF_KIND_INSTANCE, HF_TYPE_INTERNAL);
  self.tuple = hf_heap_builder_type (builder, "", "tuple", HF_KIND_CONTAINER, 0);
  for (guint32 m = 0; m < N_MODULES; m++)
    {
      g_autofree char *words = g_strdup_printf ("module app.part_%u", m);
      guint32 module = add_one (&self, self.module, place++);

      hf_heap_builder_add_root (builder, HF_ROOT_MODULE, words, module, FALSE);
      add_functions (&self, module, n_functions, &place);
    }
  heap = hf_heap_builder_build (builder, NULL, &error);
  if (heap == NULL)
    g_error ("%s", error->message);

  return heap;
}
