/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

#define N_(text) (text)

/* ---- the program's own layout --------------------------------------------------------------------------------------------------
 * The format counts a reference as large as an id. Where both are 8 bytes, the machine's references may still be 4, and the
 * header of an object 8, 12 or 16: how near objects lie to one another shows it. */

static guint64
align (guint64 size)
{
  return (size + 7) & ~G_GUINT64_CONSTANT (7);
}

static gboolean
is_object (const HfHprof *self,
           guint64        id)
{
  guint32 number = hf_id_table_find (self->ids, id);

  return number != HF_NONE && (self->seen.at[number] & HF_HPROF_SEEN);
}

/* An array with an object so close behind it that its elements cannot be 8 bytes each. */
static gboolean
is_compressed (const HfHprof *self)
{
  for (gsize i = 0; i < self->objects.n; i++)
    {
      const HfHprofObject *object = &self->objects.at[i];
      guint64 id = hf_id_table_id (self->ids, object->id);

      if (object->kind == HF_HPROF_OBJECTS && object->n > 3)
        for (guint64 size = align (12 + 4 * (guint64) object->n); size < 16 + 8 * (guint64) object->n && size <= align (24 + 4 * (guint64) object->n); size += 8)
          if (is_object (self, id + size))
            return TRUE;
    }

  return FALSE;
}

static guint32
find_class (const HfHprof *self,
            const char    *name)
{
  for (gsize i = 0; i < self->classes.n; i++)
    {
      g_autofree char *of = hf_hprof_class_name (self, (guint32) i);

      if (strcmp (of, name) == 0)
        return (guint32) i;
    }

  return HF_NONE;
}

/* The least distance from an instance of the class to another object, 8 … 24; 0 if there is no instance. */
static guint
least_gap (const HfHprof *self,
           guint32        class)
{
  guint least = 0;

  for (gsize i = 0; i < self->objects.n; i++)
    if (self->objects.at[i].class == class && self->objects.at[i].kind == HF_HPROF_INSTANCE)
      for (guint gap = 8; gap <= 24 && (least == 0 || gap < least); gap += 8)
        if (is_object (self, hf_id_table_id (self->ids, self->objects.at[i].id) + gap))
          least = gap;

  return least;
}

static void
guess_layout (HfHprof *self)
{
  self->reference = self->id_size;
  self->header = 8;
  if (self->id_size == 4)
    return;
  if (is_compressed (self))
    self->reference = 4;
  self->header = least_gap (self, find_class (self, "java.lang.Integer")) == 24 ? 16 : 12;
  if (least_gap (self, find_class (self, "java.lang.Long")) == 16)
    self->header = 8;
}

static guint64
shallow_of (const HfHprof       *self,
            const HfHprofObject *object,
            guint64              late)
{
  guint64 array = self->header == 16 ? 24 : self->header + 4;
  const HfHprofClass *class;

  if (object->kind == HF_HPROF_OBJECTS)
    return align (array + (guint64) object->n * self->reference);
  if (object->kind == HF_HPROF_PRIMITIVES)
    return align (array + (guint64) object->n * hf_hprof_size_of (self, object->class));
  class = &self->classes.at[object->class];
  if (class->size == 0 && class->id == HF_NONE)
    return align (self->header + late);

  return align (self->header + class->primitives + (guint64) class->n_slots * self->reference);
}

/* ---- objects --------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  HfHprof *self;
  gsize at;      /* in refs */
  gsize late_at; /* in late_refs */
  guint32 words_class;  /* strings of the builder's */
  guint32 primitive_types[12];
} Feeder;

static guint32
dump_id (const Feeder *feeder,
         guint32       number)
{
  return number < hf_id_table_n (feeder->self->ids) ? feeder->self->dump_ids[number] : HF_NONE;
}

static void
give_dump_ids (HfHprof *self)
{
  guint32 n = hf_id_table_n (self->ids), next = 0;

  self->dump_ids = g_try_new (guint32, MAX (n, 1));
  if (self->dump_ids == NULL)
    {
      self->no_memory = TRUE;
      return;
    }
  memset (self->dump_ids, 0xff, n * sizeof (guint32));
  for (gsize i = 0; i < self->classes.n; i++)
    if (self->classes.at[i].id != HF_NONE && !(self->seen.at[self->classes.at[i].id] & HF_HPROF_SEEN))
      self->dump_ids[self->classes.at[i].id] = next++;
  self->n_class_nodes = next;
  for (gsize i = 0; i < self->objects.n; i++)
    self->dump_ids[self->objects.at[i].id] = next++;
}

static void
add_class_refs (Feeder             *feeder,
                const HfHprofClass *class)
{
  HfHprof *self = feeder->self;

  for (guint32 i = 0; i < class->n_refs; i++)
    {
      const HfHprofClassRef *ref = &self->class_refs.at[class->refs + i];
      guint32 name = ref->kind == HF_REF_INTERNAL ? ref->name : hf_hprof_name_string (self, ref->name);

      hf_heap_builder_add_ref (self->builder, dump_id (feeder, ref->to), (HfRefKind) ref->kind, name,
                               ref->structural ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG);
    }
}

static void
feed_classes (Feeder *feeder)
{
  HfHprof *self = feeder->self;
  guint32 type = hf_heap_builder_type (self->builder, "java.lang", "Class", HF_KIND_TYPE, 0);

  for (gsize i = 0; i < self->classes.n; i++)
    {
      const HfHprofClass *class = &self->classes.at[i];
      g_autofree char *name = NULL;
      HfObjectSpec spec = { .type = type, .refcount = HF_REFCOUNT_UNKNOWN };

      if (class->id == HF_NONE)
        continue;
      hf_heap_builder_set_type_object (self->builder, class->type, self->dump_ids[class->id]);
      if (self->dump_ids[class->id] >= self->n_class_nodes)
        continue;
      name = hf_hprof_class_name (self, (guint32) i);
      spec.address = hf_id_table_id (self->ids, class->id);
      spec.value = name;
      spec.value_length = strlen (name);
      if (hf_heap_builder_add_object (self->builder, &spec) == HF_NONE)
        return;
      add_class_refs (feeder, class);
    }
}

static gboolean
is_cut (const Feeder        *feeder,
        const HfHprofObject *object,
        const guint32       *refs,
        gsize                n)
{
  const HfHprof *self = feeder->self;
  const HfHprofObject *array = object;

  if (object->kind == HF_HPROF_INSTANCE || object->kind == HF_HPROF_LATE)
    {
      const HfHprofClass *class = &self->classes.at[object->class];

      if (class->role != HF_HPROF_STRING || class->value >= n || (array = hf_hprof_object (self, refs[class->value])) == NULL)
        return FALSE;
    }

  return array->kind == HF_HPROF_PRIMITIVES && (guint64) array->n * hf_hprof_size_of (self, array->class) > HF_HPROF_KEPT_BYTES;
}

static void
add_refs (Feeder              *feeder,
          const HfHprofObject *object,
          const guint32       *refs,
          gsize                n)
{
  HfHprof *self = feeder->self;
  const HfHprofClass *class = n == 0 || object->kind == HF_HPROF_OBJECTS ? NULL : &self->classes.at[object->class];

  for (gsize i = 0; i < n; i++)
    {
      const HfHprofSlot *slot = class != NULL ? &self->slots.at[class->slots + i] : NULL;

      if (refs[i] == 0)
        continue;
      if (slot == NULL)
        hf_heap_builder_add_ref (self->builder, dump_id (feeder, refs[i]), HF_REF_INDEX, (guint32) i, HF_CLASS_STRONG);
      else
        hf_heap_builder_add_ref (self->builder, dump_id (feeder, refs[i]), slot->weak ? HF_REF_WEAK : HF_REF_ATTRIBUTE, slot->name,
                                 slot->weak ? HF_CLASS_WEAK : HF_CLASS_STRONG);
    }
}

/* Arrays of primitives do not say which object is their class. */
static void
add_class (Feeder              *feeder,
           const HfHprofObject *object)
{
  const HfHprof *self = feeder->self;

  if (object->kind != HF_HPROF_PRIMITIVES && self->classes.at[object->class].id != HF_NONE)
    hf_heap_builder_add_ref (self->builder, dump_id (feeder, self->classes.at[object->class].id), HF_REF_INTERNAL, feeder->words_class,
                             HF_CLASS_STRUCTURAL);
}

/* Android's instances of java.lang.Class. */
static void
add_own_class (Feeder              *feeder,
               const HfHprofObject *object)
{
  HfHprof *self = feeder->self;
  guint32 class;

  if (!(self->seen.at[object->id] & HF_HPROF_CLASS))
    return;
  class = hf_id_table_find (self->class_ids, hf_id_table_id (self->ids, object->id));
  if (class != HF_NONE)
    add_class_refs (feeder, &self->classes.at[class]);
}

static void
feed_object (Feeder *feeder,
             gsize   i)
{
  HfHprof *self = feeder->self;
  HfHprofObject *object = &self->objects.at[i];
  const HfHprofClass *class = object->kind == HF_HPROF_PRIMITIVES ? NULL : &self->classes.at[object->class];
  gsize n = object->kind == HF_HPROF_INSTANCE ? class->n_slots : class == NULL ? 0 : object->n;
  const guint32 *refs = n == 0 ? NULL : object->kind == HF_HPROF_LATE ? self->late_refs.at + feeder->late_at : self->refs.at + feeder->at;
  HfObjectSpec spec = { .address = hf_id_table_id (self->ids, object->id), .refcount = HF_REFCOUNT_UNKNOWN };

  if (class != NULL && object->kind != HF_HPROF_OBJECTS && class->role == HF_HPROF_NAMED && class->value < n)
    {
      const HfHprofObject *name = hf_hprof_object (self, refs[class->value]);

      object->value = name != NULL && name->kind != HF_HPROF_OBJECTS ? name->value : 0;
    }
  spec.type = class != NULL ? class->type : feeder->primitive_types[object->class];
  spec.shallow = shallow_of (self, object, object->n);
  if (object->kind == HF_HPROF_LATE && class->id == HF_NONE)
    spec.flags |= HF_OBJECT_UNEXPANDED;
  if (is_cut (feeder, object, refs, n))
    spec.flags |= HF_OBJECT_VALUE_CUT;
  if (i < self->traces_of.n && self->traces_of.at[i] != 0)
    spec.site = hf_hprof_site (self, self->traces_of.at[i]);
  if (object->value != 0)
    {
      spec.value = hf_heap_builder_get_string (self->builder, object->value);
      spec.value_length = strlen (spec.value);
    }
  if (hf_heap_builder_add_object (self->builder, &spec) == HF_NONE)
    return;
  add_class (feeder, object);
  add_refs (feeder, object, refs, n);
  add_own_class (feeder, object);
  *(object->kind == HF_HPROF_LATE ? &feeder->late_at : &feeder->at) += n;
}

/* What the program's own library says: "17.0.15". */
static void
tell_runtime (HfHprof *self)
{
  static const char *const holders[] = { "java.lang.VersionProps", "sun.misc.Version" };

  for (gsize k = 0; k < G_N_ELEMENTS (holders); k++)
    {
      guint32 class = find_class (self, holders[k]);

      for (guint32 i = 0; class != HF_NONE && i < self->classes.at[class].n_refs; i++)
        {
          const HfHprofClassRef *ref = &self->class_refs.at[self->classes.at[class].refs + i];
          const HfHprofObject *version = ref->kind == HF_REF_ATTRIBUTE ? hf_hprof_object (self, ref->to) : NULL;
          g_autofree char *name = version != NULL ? hf_hprof_name (self, ref->name) : NULL;
          const char *text = version != NULL ? hf_heap_builder_get_string (self->builder, version->value) : "";

          if (version != NULL && strcmp (name, "java_version") == 0 && strlen (text) > 2 && text[0] == '"')
            {
              g_autofree char *runtime = g_strdup_printf ("Java %.*s", (int) strlen (text) - 2, text + 1);

              hf_heap_builder_set_runtime (self->builder, runtime);
              return;
            }
        }
    }
}

void
hf_hprof_feed (HfHprof *self)
{
  Feeder feeder = { .self = self };

  hf_hprof_settle_late (self);
  guess_layout (self);
  give_dump_ids (self);
  if (self->no_memory)
    return;
  hf_id_table_seal (self->ids);
  hf_hprof_make_texts (self);
  hf_hprof_make_types (self);
  for (guint type = HF_HPROF_TYPE_BOOLEAN; type <= HF_HPROF_TYPE_LONG; type++)
    feeder.primitive_types[type] = hf_hprof_primitive_type (self, type);
  feeder.words_class = hf_heap_builder_string (self->builder, "<class>", -1);
  feed_classes (&feeder);
  hf_progress_begin (self->progress, N_("Adding objects"), self->objects.n);
  for (gsize i = 0; i < self->objects.n && hf_heap_builder_check (self->builder, NULL); i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0)
        {
          hf_progress_step (self->progress, i, NULL);
          if (!hf_dump_input_poll (self->input))
            return;
        }
      feed_object (&feeder, i);
    }
  hf_hprof_add_roots (self);
  tell_runtime (self);
}
