/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

/* No class of a real program derives from so many; a file that claims it does is not believed. */
#define MAX_ANCESTORS 2000u
#define MAX_SLOTS (1u << 23)

guint32
hf_hprof_class_of_id (HfHprof *self,
                      guint64  id)
{
  static const HfHprofClass nothing = { .id = HF_NONE, .name = HF_NONE, .value = HF_NONE, .coder = HF_NONE, .from = HF_NONE, .length = HF_NONE };
  guint32 class;

  if (id == self->last_class_id && self->classes.n > 0)
    return self->last_class;
  class = hf_id_table_add (self->class_ids, id);
  if (class != HF_NONE && class == self->classes.n && !hf_vector_push (&self->classes, nothing))
    class = HF_NONE;
  if (class == HF_NONE)
    {
      self->no_memory = TRUE;
      return HF_NONE;
    }
  self->last_class_id = id;
  self->last_class = class;

  return class;
}

/* ---- CLASS_DUMP ------------------------------------------------------------------------------------------------------------- */

static void
add_ref (HfHprof *self,
         guint64  id,
         HfRefKind kind,
         guint32  name,
         gboolean structural)
{
  HfHprofClassRef ref = { hf_hprof_object_number (self, id), name, (guint8) kind, (guint8) structural };

  if (id != 0 && !self->no_memory && !hf_vector_push (&self->class_refs, ref))
    self->no_memory = TRUE;
}

static void
add_known_ref (HfHprof    *self,
               guint64     id,
               const char *name,
               gboolean    structural)
{
  add_ref (self, id, HF_REF_INTERNAL, hf_heap_builder_string (self->builder, name, -1), structural);
}

/* A type and a value of that type; the value's bits in *@value. */
static guint
take_value (HfHprof *self,
            guint64 *value)
{
  guint type = (guint) hf_hprof_take (self, 1), size = hf_hprof_size_of (self, type);

  *value = 0;
  if (size == 0)
    {
      hf_hprof_spoil (self, "a field of a class has a type that there is not");
      return 0;
    }
  *value = hf_hprof_take (self, size);

  return hf_hprof_is_good (self) ? type : 0;
}

static void
read_pool (HfHprof *self)
{
  guint n = (guint) hf_hprof_take (self, 2);
  guint64 value;

  for (guint i = 0; i < n && hf_hprof_is_good (self); i++)
    {
      guint index = (guint) hf_hprof_take (self, 2);
      char name[40];

      g_snprintf (name, sizeof name, "<constant pool[%u]>", index);
      if (take_value (self, &value) == HF_HPROF_TYPE_OBJECT)
        add_known_ref (self, value, name, FALSE);
    }
}

static void
read_statics (HfHprof *self)
{
  guint n = (guint) hf_hprof_take (self, 2);
  guint64 value;

  for (guint i = 0; i < n && hf_hprof_is_good (self); i++)
    {
      guint32 name = hf_hprof_name_number (self, hf_hprof_take (self, self->id_size));

      if (take_value (self, &value) == HF_HPROF_TYPE_OBJECT)
        add_ref (self, value, HF_REF_ATTRIBUTE, name, FALSE);
    }
}

static void
read_fields (HfHprof *self)
{
  guint n = (guint) hf_hprof_take (self, 2);

  for (guint i = 0; i < n && hf_hprof_is_good (self); i++)
    {
      HfHprofField field = { hf_hprof_name_number (self, hf_hprof_take (self, self->id_size)), (guint8) hf_hprof_take (self, 1) };

      if (hf_hprof_size_of (self, field.type) == 0)
        hf_hprof_spoil (self, "a field of a class has a type that there is not");
      else if (!hf_vector_push (&self->fields, field))
        self->no_memory = TRUE;
    }
}

void
hf_hprof_read_class (HfHprof *self)
{
  guint64 id = hf_hprof_take (self, self->id_size), super, loader, signers, domain;
  HfHprofClass read;
  guint32 class, number;

  hf_hprof_take (self, 4);
  super = hf_hprof_take (self, self->id_size);
  loader = hf_hprof_take (self, self->id_size);
  signers = hf_hprof_take (self, self->id_size);
  domain = hf_hprof_take (self, self->id_size);
  hf_hprof_skip (self, 2 * self->id_size + 4);
  class = hf_hprof_class_of_id (self, id);
  number = hf_hprof_object_number (self, id);
  if (!hf_hprof_is_good (self))
    return;

  read = self->classes.at[class];
  read.super = super;
  read.refs = (guint32) self->class_refs.n;
  read.fields = (guint32) self->fields.n;
  add_known_ref (self, super, "<super>", TRUE);
  add_known_ref (self, loader, "<class loader>", FALSE);
  add_known_ref (self, signers, "<signers>", FALSE);
  add_known_ref (self, domain, "<protection domain>", FALSE);
  read_pool (self);
  read_statics (self);
  read_fields (self);
  read.n_refs = (guint32) self->class_refs.n - read.refs;
  read.n_fields = (guint32) self->fields.n - read.fields;
  if (!hf_hprof_is_good (self))
    return;
  if (read.id != HF_NONE)
    {
      self->n_twice++;
      self->class_refs.n = read.refs;
      self->fields.n = read.fields;
      return;
    }
  read.id = number;
  self->seen.at[number] |= HF_HPROF_CLASS;
  self->classes.at[class] = read;
}

/* ---- the layout of instances ----------------------------------------------------------------------------------------------- */

static HfHprofRole
role_of (const char *name)
{
  static const char *const boxes[] = { "Boolean", "Byte", "Character", "Short", "Integer", "Long", "Float", "Double", NULL };
  static const char *const named[] = { "java.lang.Thread", "java.lang.Enum", "java.lang.Module", "java.lang.ThreadGroup", "java.io.File",
                                       "java.lang.reflect.Method", "java.lang.reflect.Field", "java.net.URI", NULL };

  if (!g_str_has_prefix (name, "java."))
    return HF_HPROF_PLAIN;
  if (strcmp (name, "java.lang.String") == 0)
    return HF_HPROF_STRING;
  if (g_strv_contains (named, name))
    return HF_HPROF_NAMED;

  return g_str_has_prefix (name, "java.lang.") && g_strv_contains (boxes, name + strlen ("java.lang.")) ? HF_HPROF_BOXED : HF_HPROF_PLAIN;
}

static const char *
strength_of (const char *name)
{
  static const char *const strengths[][2] = {
    { "java.lang.ref.WeakReference", "referent" },
    { "java.lang.ref.SoftReference", "referent (soft)" },
    { "java.lang.ref.PhantomReference", "referent (phantom)" },
    { "java.lang.ref.FinalReference", "referent (finalizer)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strengths); i++)
    if (strcmp (name, strengths[i][0]) == 0)
      return strengths[i][1];

  return NULL;
}

static void
note_value (HfHprof      *self,
            HfHprofClass *class,
            HfHprofRole   role,
            const char   *name,
            guint         type)
{
  gboolean is_reference = type == HF_HPROF_TYPE_OBJECT;

  if (role == HF_HPROF_STRING && strcmp (name, "coder") == 0 && type == HF_HPROF_TYPE_BYTE)
    class->coder = class->size;
  else if (role == HF_HPROF_STRING && strcmp (name, "offset") == 0 && type == HF_HPROF_TYPE_INT)
    class->from = class->size;
  else if (role == HF_HPROF_STRING && strcmp (name, "count") == 0 && type == HF_HPROF_TYPE_INT)
    class->length = class->size;
  else if (strcmp (name, "value") == 0 && ((role == HF_HPROF_STRING && is_reference) || (role == HF_HPROF_BOXED && !is_reference)))
    {
      class->value = is_reference ? (guint32) self->slots.n - class->slots : class->size;
      class->value_type = (guint8) type;
      class->role = role;
    }
  else if (role == HF_HPROF_NAMED && is_reference && class->value == HF_NONE &&
           (strcmp (name, "name") == 0 || strcmp (name, "path") == 0 || strcmp (name, "string") == 0))
    {
      class->value = (guint32) self->slots.n - class->slots;
      class->role = role;
    }
}

static void
add_slot (HfHprof            *self,
          const HfHprofClass *class,
          const char         *name,
          const char         *strength)
{
  HfHprofSlot slot = { class->size, 0, strength != NULL && strcmp (name, "referent") == 0 };

  slot.name = hf_heap_builder_string (self->builder, slot.weak ? strength : name, -1);
  if (self->slots.n >= MAX_SLOTS)
    hf_hprof_stop (self, "its classes have more fields than there can be");
  else if (!hf_vector_push (&self->slots, slot))
    self->no_memory = TRUE;
}

/* The fields that one class adds to the layout of another that derives from it. */
static void
lay_out_own (HfHprof            *self,
             HfHprofClass       *class,
             const HfHprofClass *of,
             const char         *name,
             const char         *strength)
{
  HfHprofRole role = role_of (name);
  gboolean is_reference = strcmp (name, "java.lang.ref.Reference") == 0;

  for (guint32 i = 0; i < of->n_fields && self->why == NULL && !self->no_memory; i++)
    {
      const HfHprofField *field = &self->fields.at[of->fields + i];
      g_autofree char *field_name = hf_hprof_name (self, field->name);

      note_value (self, class, role, field_name, field->type);
      if (field->type == HF_HPROF_TYPE_OBJECT)
        add_slot (self, class, field_name, is_reference ? strength : NULL);
      else
        class->primitives += hf_hprof_size_of (self, field->type);
      class->size += hf_hprof_size_of (self, field->type);
    }
}

/* The classes from this one up, as far as they are known. */
static guint
ancestors_of (HfHprof *self,
              guint32  class,
              guint32 *ancestors,
              gboolean *complete)
{
  guint n = 0;

  *complete = TRUE;
  for (guint64 id = hf_id_table_id (self->class_ids, class); id != 0 && n < MAX_ANCESTORS; n++)
    {
      guint32 next = hf_id_table_find (self->class_ids, id);

      if (next == HF_NONE || self->classes.at[next].id == HF_NONE)
        {
          *complete = FALSE;
          break;
        }
      ancestors[n] = next;
      *complete = *complete && self->classes.at[next].name < self->name_at.n && self->name_at.at[self->classes.at[next].name] != 0;
      id = self->classes.at[next].super;
    }

  return n;
}

gboolean
hf_hprof_lay_out (HfHprof *self,
                  guint32  class,
                  gboolean force)
{
  guint32 ancestors[MAX_ANCESTORS];
  HfHprofClass laid = self->classes.at[class];
  const char *strength = NULL;
  gboolean complete;
  guint n;

  if (laid.laid_out)
    return TRUE;
  n = ancestors_of (self, class, ancestors, &complete);
  if (!complete && !force)
    return FALSE;
  laid.slots = (guint32) self->slots.n;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = hf_hprof_class_name (self, ancestors[i]);
      HfHprofClass of = self->classes.at[ancestors[i]];

      if (strength == NULL)
        strength = strength_of (name);
      lay_out_own (self, &laid, &of, name, strength);
    }
  laid.n_slots = (guint32) self->slots.n - laid.slots;
  laid.laid_out = TRUE;
  self->classes.at[class] = laid;

  return TRUE;
}

/* ---- types ------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_of_runtime (const char *name)
{
  static const char *const packages[] = { "java.", "javax.", "jdk.", "sun.", "com.sun.", "dalvik.", "libcore.", "android.", NULL };

  for (guint i = 0; packages[i] != NULL; i++)
    if (g_str_has_prefix (name, packages[i]))
      return TRUE;

  return FALSE;
}

static HfKind
kind_of (const char  *name,
         HfTypeFlags *flags)
{
  static const char *const values[] = { "java.math.BigInteger", "java.math.BigDecimal", "java.util.UUID", NULL };
  HfHprofRole role = role_of (name);

  if (strcmp (name, "java.lang.Class") == 0)
    return HF_KIND_TYPE;
  if (role == HF_HPROF_STRING)
    *flags |= HF_TYPE_STRING;
  if (role == HF_HPROF_STRING || role == HF_HPROF_BOXED || g_strv_contains (values, name))
    return HF_KIND_VALUE;
  if (g_str_has_prefix (name, "java.lang.invoke."))
    *flags |= HF_TYPE_INTERNAL;
  if (g_str_has_suffix (name, "[]") || g_str_has_prefix (name, "java.util."))
    return HF_KIND_CONTAINER;
  if (strstr (name, "$$Lambda") != NULL)
    return HF_KIND_FUNCTION;

  return is_of_runtime (name) ? HF_KIND_OTHER : HF_KIND_INSTANCE;
}

static guint32
type_of_name (HfHprof    *self,
              const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *package = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;
  HfTypeFlags flags = 0;
  HfKind kind = kind_of (name, &flags);

  /* A name of dots alone has no package. */
  if (dot == NULL || dot == name || dot[1] == '\0')
    return hf_heap_builder_type (self->builder, "", name, kind, flags);

  return hf_heap_builder_type (self->builder, package, dot + 1, kind, flags);
}

void
hf_hprof_make_types (HfHprof *self)
{
  for (gsize i = 0; i < self->classes.n; i++)
    {
      g_autofree char *name = hf_hprof_class_name (self, (guint32) i);

      self->classes.at[i].type = type_of_name (self, name);
    }
}

guint32
hf_hprof_primitive_type (HfHprof *self,
                         guint    type)
{
  static const char *const names[] = { "boolean[]", "char[]", "float[]", "double[]", "byte[]", "short[]", "int[]", "long[]" };

  return hf_heap_builder_type (self->builder, "", names[type - HF_HPROF_TYPE_BOOLEAN], HF_KIND_VALUE, 0);
}
