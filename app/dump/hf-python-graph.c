/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-python-graph.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-python-types.h"

#define N_(text) (text)

/* Kinds of this file's own, behind the heap's: the two of an entry whose order is not known. */
enum
{
  KIND_FIRST = HF_N_REF_KINDS,
  KIND_SECOND,
};

typedef struct
{
  guint64 address;
  guint64 type;
  guint64 size;
  guint32 value;
  guint32 first_ref;
  guint32 dump_id; /* HF_NONE: came before */
  guint8 flags;
  guint8 held;     /* 0, 1, 2: by nobody, by one object, by several */
} Object;

typedef struct
{
  guint32 id;      /* in the builder */
  guint32 name;    /* bare, a string's id */
  HfKind kind;
  HfTypeFlags flags;
} Type;

struct _HfPythonGraph
{
  HfHeapBuilder *builder;
  gboolean failed;
  HF_VECTOR (Object) objects;
  HF_VECTOR (guint64) to;
  HF_VECTOR (guint32) name;
  HF_VECTOR (guint8) kind;
  GHashTable *types; /* guint64 → Type */
  Type unknown;
  guint32 n_key_first;  /* entries that look so */
  guint32 n_key_second;
  guint32 words[8];     /* ids of the names below */
};

enum { CODE, GLOBALS, F_CODE, F_BUILTINS, F_GLOBALS, DICT, CLASS, SOMETHING };
static const char *const words[] = { "__code__", "__globals__", "f_code", "f_builtins", "f_globals", "__dict__", "__class__", "…" };

HfPythonGraph *
hf_python_graph_new (HfHeapBuilder *builder)
{
  HfPythonGraph *self = g_new0 (HfPythonGraph, 1);

  self->builder = builder;
  self->types = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    self->words[i] = hf_heap_builder_string (builder, words[i], -1);

  return self;
}

void
hf_python_graph_free (HfPythonGraph *self)
{
  if (self == NULL)
    return;
  hf_vector_clear (&self->objects);
  hf_vector_clear (&self->to);
  hf_vector_clear (&self->name);
  hf_vector_clear (&self->kind);
  g_hash_table_unref (self->types);
  g_free (self);
}

gboolean
hf_python_graph_check (HfPythonGraph *self,
                       GError       **error)
{
  if (!self->failed)
    return hf_heap_builder_check (self->builder, error);
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory for what the dump holds."));

  return FALSE;
}

/* ---- what the reader finds --------------------------------------------------------------------------------------------- */

void
hf_python_graph_add_object (HfPythonGraph *self,
                            guint64        address,
                            guint64        type,
                            guint64        size)
{
  Object object = { address, type, size, 0, (guint32) self->to.n, HF_NONE, 0, 0 };

  self->failed = self->failed || self->objects.n >= G_MAXUINT32 - 2 || !hf_vector_push (&self->objects, object);
}

void
hf_python_graph_set_value (HfPythonGraph *self,
                           guint32        i,
                           guint32        value,
                           HfObjectFlags  flags)
{
  if (self->failed)
    return;
  self->objects.at[i].value = value;
  self->objects.at[i].flags = (guint8) flags;
}

void
hf_python_graph_add_ref (HfPythonGraph *self,
                         guint64        to,
                         HfRefKind      kind,
                         guint32        name)
{
  self->failed = self->failed || self->to.n >= G_MAXUINT32 - 2 || !hf_vector_push (&self->to, to) ||
                 !hf_vector_push (&self->name, name) || !hf_vector_push (&self->kind, (guint8) kind);
}

void
hf_python_graph_add_entry (HfPythonGraph *self,
                           guint64        key,
                           guint64        value)
{
  hf_python_graph_add_ref (self, key, HF_REF_KEY, 0);
  hf_python_graph_add_ref (self, value, HF_REF_VALUE, 0);
}

void
hf_python_graph_add_pair (HfPythonGraph *self,
                          guint64        first,
                          guint64        second)
{
  hf_python_graph_add_ref (self, first, (HfRefKind) KIND_FIRST, 0);
  hf_python_graph_add_ref (self, second, (HfRefKind) KIND_SECOND, 0);
}

static guint32
last_begin (const HfPythonGraph *self)
{
  return self->failed || self->objects.n == 0 ? (guint32) self->to.n : self->objects.at[self->objects.n - 1].first_ref;
}

guint32
hf_python_graph_n_refs (const HfPythonGraph *self)
{
  return self->failed ? 0 : (guint32) self->to.n - last_begin (self);
}

guint64
hf_python_graph_ref_to (const HfPythonGraph *self,
                        guint32              i)
{
  return self->to.at[last_begin (self) + i];
}

void
hf_python_graph_name_ref (HfPythonGraph *self,
                          guint32        i,
                          HfRefKind      kind,
                          guint32        name)
{
  self->kind.at[last_begin (self) + i] = (guint8) kind;
  self->name.at[last_begin (self) + i] = name;
}

void
hf_python_graph_name_type (HfPythonGraph *self,
                           guint64        type,
                           const char    *module,
                           const char    *name)
{
  Type *known = g_new0 (Type, 1);

  known->kind = hf_python_types_kind (module, name, &known->flags);
  known->id = hf_heap_builder_type (self->builder, module, name, known->kind, known->flags);
  known->name = hf_heap_builder_string (self->builder, name, -1);
  g_hash_table_replace (self->types, g_memdup2 (&type, sizeof type), known);
}

guint64
hf_python_graph_address (const HfPythonGraph *self,
                         guint32              i)
{
  return self->objects.at[i].address;
}

guint32
hf_python_graph_value (const HfPythonGraph *self,
                       guint32              i)
{
  return self->objects.at[i].value;
}

guint32
hf_python_graph_n_objects (const HfPythonGraph *self)
{
  return (guint32) self->objects.n;
}

/* ---- what can be told once all are there --------------------------------------------------------------------------------- */

static const Type *
type_of (const HfPythonGraph *self,
         const Object        *object)
{
  const Type *type = g_hash_table_lookup (self->types, &object->type);

  return type != NULL ? type : &self->unknown;
}

static int
by_address (gconstpointer a,
            gconstpointer b,
            gpointer      data)
{
  const HfPythonGraph *self = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  guint64 left = self->objects.at[x].address, right = self->objects.at[y].address;

  if (left != right)
    return left < right ? -1 : 1;

  return x < y ? -1 : x > y;
}

/* Object numbers by address. Of equal addresses only the first object gets a dump id. NULL without memory. */
static guint32 *
sort (HfPythonGraph *self)
{
  gsize n = self->objects.n;
  guint32 *order = g_try_new (guint32, MAX (n, 1));
  gboolean sorted = TRUE;

  for (guint32 i = 0; order != NULL && i < n; i++)
    {
      order[i] = i;
      sorted = sorted && (i == 0 || self->objects.at[i - 1].address < self->objects.at[i].address);
    }
  if (order != NULL && !sorted)
    g_qsort_with_data (order, (gint) n, sizeof *order, by_address, self);

  return order;
}

static guint32
give_dump_ids (HfPythonGraph *self,
               const guint32 *order)
{
  guint32 next = 0;

  for (gsize i = 0; i < self->objects.n; i++)
    if (i == 0 || self->objects.at[order[i]].address != self->objects.at[order[i - 1]].address)
      self->objects.at[order[i]].dump_id = 0;
  for (gsize i = 0; i < self->objects.n; i++)
    if (self->objects.at[i].dump_id == 0)
      self->objects.at[i].dump_id = next++;

  return (guint32) self->objects.n - next;
}

/* The first object at @address, or G_MAXUINT64. */
static guint64
find (const HfPythonGraph *self,
      const guint32       *order,
      guint64              address)
{
  gsize low = 0, high = self->objects.n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->objects.at[order[middle]].address < address)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->objects.n && self->objects.at[order[low]].address == address ? order[low] : G_MAXUINT64;
}

static guint32
end_of (const HfPythonGraph *self,
        gsize                i)
{
  return i + 1 < self->objects.n ? self->objects.at[i + 1].first_ref : (guint32) self->to.n;
}

static const Type *
target_type (const HfPythonGraph *self,
             guint32              r)
{
  return self->to.at[r] != G_MAXUINT64 ? type_of (self, &self->objects.at[self->to.at[r]]) : &self->unknown;
}

/* What a dictionary is looked up by, most of the time. */
static gboolean
is_like_key (const Type *type)
{
  return type->kind == HF_KIND_VALUE && type->flags == HF_TYPE_STRING;
}

static gboolean
resolve (HfPythonGraph *self,
         const guint32 *order,
         HfProgress    *progress,
         GError       **error)
{
  hf_progress_begin (progress, N_("Finding referents"), self->objects.n);
  for (gsize i = 0; i < self->objects.n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      for (guint32 r = self->objects.at[i].first_ref; r < end_of (self, i); r++)
        {
          self->to.at[r] = find (self, order, self->to.at[r]);
          if (self->objects.at[i].dump_id == HF_NONE || self->to.at[r] == G_MAXUINT64)
            continue;
          self->objects.at[self->to.at[r]].held += self->to.at[r] != i && self->objects.at[self->to.at[r]].held < 2;
          self->n_key_first += self->kind.at[r] == KIND_FIRST && is_like_key (target_type (self, r));
          self->n_key_second += self->kind.at[r] == KIND_SECOND && is_like_key (target_type (self, r));
        }
    }

  return TRUE;
}

static gboolean
is_class_of (const HfPythonGraph *self,
             const Object        *object,
             guint32              r)
{
  const Object *target = self->to.at[r] != G_MAXUINT64 ? &self->objects.at[self->to.at[r]] : NULL;

  return target != NULL && target_type (self, r)->kind == HF_KIND_TYPE && target != object &&
         (target->address == object->type || (target->value != 0 && target->value == type_of (self, object)->name));
}

static void
set_name (HfPythonGraph *self,
          guint32        r,
          HfRefKind      kind,
          guint          word)
{
  self->kind.at[r] = (guint8) kind;
  self->name.at[r] = self->words[word];
}

/* The @n-th dictionary that @object refers to. */
static void
name_dict (HfPythonGraph *self,
           const Object  *object,
           guint32        r,
           guint          n)
{
  HfKind kind = type_of (self, object)->kind;
  gboolean alone = self->objects.at[self->to.at[r]].held < 2;

  if (n == 0 && (kind == HF_KIND_MODULE || kind == HF_KIND_TYPE || (kind == HF_KIND_INSTANCE && alone)))
    set_name (self, r, HF_REF_DICT, DICT);
  else if (n == 0 && kind == HF_KIND_FUNCTION)
    set_name (self, r, HF_REF_FIELD, GLOBALS);
  else if (n < 2 && kind == HF_KIND_FRAME)
    set_name (self, r, HF_REF_FIELD, n == 0 ? F_BUILTINS : F_GLOBALS);
}

static void
name_refs (HfPythonGraph *self,
           gsize          i)
{
  const Object *object = &self->objects.at[i];
  HfKind kind = type_of (self, object)->kind;
  guint n_dicts = 0;

  if (kind == HF_KIND_CONTAINER || kind == HF_KIND_VALUE)
    return;
  for (guint32 r = object->first_ref; r < end_of (self, i); r++)
    {
      const Type *target = target_type (self, r);

      if (self->kind.at[r] != HF_REF_OTHER || self->name.at[r] != 0 || self->to.at[r] == G_MAXUINT64)
        continue;
      if (is_class_of (self, object, r))
        set_name (self, r, HF_REF_TYPE, CLASS);
      else if (target->flags & HF_TYPE_DICT)
        name_dict (self, object, r, n_dicts++);
      else if (target->name != 0 && strcmp (hf_heap_builder_get_string (self->builder, target->name), "code") == 0)
        set_name (self, r, HF_REF_FIELD, kind == HF_KIND_FRAME ? F_CODE : CODE);
    }
}

/* ---- into the builder -------------------------------------------------------------------------------------------------------- */

static void
add_named_by (HfPythonGraph *self,
              guint32        r,
              HfRefKind      kind,
              guint32        key)
{
  guint64 named = self->to.at[key];
  guint32 to = self->objects.at[self->to.at[r]].dump_id;

  if (named != G_MAXUINT64 && self->objects.at[named].value != 0)
    hf_heap_builder_add_ref_named_by (self->builder, to, kind, self->objects.at[named].dump_id, HF_CLASS_STRONG);
  else
    hf_heap_builder_add_ref (self->builder, to, kind, self->words[SOMETHING], HF_CLASS_STRONG);
}

static void
add_ref (HfPythonGraph *self,
         guint32        r)
{
  gboolean key_first = self->n_key_first >= self->n_key_second;
  guint8 kind = self->kind.at[r];

  /* An address that is nobody's is left to the builder, which counts it. */
  if (self->to.at[r] == G_MAXUINT64)
    hf_heap_builder_add_ref (self->builder, HF_NONE, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  else if (kind == HF_REF_KEY || kind == (key_first ? KIND_FIRST : KIND_SECOND))
    add_named_by (self, r, HF_REF_KEY, r);
  else if (kind == KIND_FIRST)
    add_named_by (self, r, HF_REF_VALUE, r + 1);
  else if (kind == HF_REF_VALUE || kind == KIND_SECOND)
    add_named_by (self, r, HF_REF_VALUE, r - 1);
  else
    hf_heap_builder_add_ref (self->builder, self->objects.at[self->to.at[r]].dump_id, (HfRefKind) kind, self->name.at[r], HF_CLASS_STRONG);
}

static void
add_object (HfPythonGraph *self,
            gsize          i)
{
  const Object *object = &self->objects.at[i];
  g_autofree char *value = g_strdup (hf_heap_builder_get_string (self->builder, object->value));
  HfObjectSpec spec = {
    .address = object->address,
    .type = type_of (self, object)->id,
    .shallow = object->size,
    .refcount = HF_REFCOUNT_UNKNOWN,
    .flags = object->flags,
    .value = value,
    .value_length = strlen (value),
  };

  hf_heap_builder_add_object (self->builder, &spec);
  for (guint32 r = object->first_ref; r < end_of (self, i); r++)
    add_ref (self, r);
}

gboolean
hf_python_graph_finish (HfPythonGraph *self,
                        guint32       *n_twice,
                        HfProgress    *progress,
                        GError       **error)
{
  g_autofree guint32 *order = NULL;

  if (!hf_python_graph_check (self, error))
    return FALSE;
  self->unknown.id = hf_heap_builder_type (self->builder, "", "?", HF_KIND_OTHER, 0);
  order = sort (self);
  self->failed = order == NULL;
  if (!hf_python_graph_check (self, error))
    return FALSE;
  *n_twice = give_dump_ids (self, order);
  if (!resolve (self, order, progress, error))
    return FALSE;

  hf_progress_begin (progress, N_("Naming references"), self->objects.n);
  for (gsize i = 0; i < self->objects.n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      if (self->objects.at[i].dump_id == HF_NONE)
        continue;
      name_refs (self, i);
      add_object (self, i);
    }

  return hf_heap_builder_check (self->builder, error);
}

guint32
hf_python_graph_dump_id (const HfPythonGraph *self,
                         guint32              i)
{
  return self->objects.at[i].dump_id;
}

HfKind
hf_python_graph_kind (const HfPythonGraph *self,
                      guint32              i)
{
  return type_of (self, &self->objects.at[i])->kind;
}

static void
add_root (HfPythonGraph *self,
          const Object  *object)
{
  HfKind kind = type_of (self, object)->kind;
  const char *value = hf_heap_builder_get_string (self->builder, object->value);
  g_autofree char *said = NULL;

  if (kind == HF_KIND_MODULE)
    said = g_strdup_printf ("module %s", value);
  else if (kind == HF_KIND_FRAME)
    said = g_strdup_printf ("frame %s%s", value, strchr (value, ' ') != NULL ? "" : "()");
  if (said != NULL)
    hf_heap_builder_add_root (self->builder, kind == HF_KIND_MODULE ? HF_ROOT_MODULE : HF_ROOT_THREAD, said, object->dump_id, FALSE);
  else if (object->held == 0)
    hf_heap_builder_add_root (self->builder, HF_ROOT_ASSUMED, "no known referrer", object->dump_id, FALSE);
}

void
hf_python_graph_add_roots (HfPythonGraph *self)
{
  for (gsize i = 0; i < self->objects.n; i++)
    if (self->objects.at[i].dump_id != HF_NONE)
      add_root (self, &self->objects.at[i]);
}
