/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

/* Array elements are taken from the input in pieces of this many. */
#define PIECE 4096u

guint32
hf_hprof_object_number (HfHprof *self,
                        guint64  id)
{
  guint32 number = hf_id_table_add (self->ids, id);

  if (number == HF_NONE || (number >= self->seen.n && !hf_vector_push (&self->seen, 0)))
    {
      self->no_memory = TRUE;
      return HF_NONE;
    }

  return number;
}

static void
push_ref (HfHprof *self,
          guint64  id)
{
  guint32 number = hf_hprof_object_number (self, id);

  if (number != HF_NONE && !hf_vector_push (&self->refs, number))
    self->no_memory = TRUE;
}

/* FALSE if the id has come before. */
static gboolean
is_new (HfHprof *self,
        guint32  number)
{
  if (number == HF_NONE)
    return FALSE;
  /* Android's classes are also instances of java.lang.Class: one object. */
  if (self->seen.at[number] != 0 || number == 0)
    {
      self->n_twice += self->seen.at[number] & HF_HPROF_SEEN;
      return FALSE;
    }
  self->seen.at[number] |= HF_HPROF_SEEN;

  return TRUE;
}

static void
push_object (HfHprof             *self,
             const HfHprofObject *object,
             guint32              trace)
{
  gsize i = self->objects.n;

  if (!hf_vector_push (&self->objects, *object))
    {
      self->no_memory = TRUE;
      return;
    }
  /* HotSpot gives every object the same trace, number 1, which is empty. */
  if (trace <= 1 && GPOINTER_TO_UINT (g_hash_table_lookup (self->trace_of_serial, GUINT_TO_POINTER (trace))) == 0)
    return;
  if (!hf_vector_reserve (&self->traces_of, i + 1 - self->traces_of.n))
    {
      self->no_memory = TRUE;
      return;
    }
  memset (self->traces_of.at + self->traces_of.n, 0, (i - self->traces_of.n) * sizeof *self->traces_of.at);
  self->traces_of.at[i] = trace;
  self->traces_of.n = i + 1;
}

/* ---- instances ---------------------------------------------------------------------------------------------------------------- */

static void
keep_late (HfHprof       *self,
           HfHprofObject *object,
           guint32        n)
{
  object->kind = HF_HPROF_LATE;
  object->n = n;
  while (n > 0 && !self->no_memory)
    {
      gsize piece = MIN (n, 1u << 16);

      if (!hf_hprof_need (self, piece))
        return;
      if (!hf_vector_reserve (&self->late, piece))
        {
          self->no_memory = TRUE;
          return;
        }
      memcpy (self->late.at + self->late.n, self->input->at, piece);
      self->late.n += piece;
      hf_hprof_skip (self, piece);
      n -= (guint32) piece;
    }
}

static void
read_instance (HfHprof *self)
{
  guint size = self->id_size;
  const guint8 *at;
  guint64 id, class_id;
  guint32 trace, n, number;
  HfHprofObject object = { 0 };

  if (!hf_hprof_need (self, 2 * size + 8))
    return;
  at = self->input->at;
  id = hf_hprof_number (at, size);
  trace = (guint32) hf_hprof_number (at + size, 4);
  class_id = hf_hprof_number (at + size + 4, size);
  n = (guint32) hf_hprof_number (at + 2 * size + 4, 4);
  hf_hprof_skip (self, 2 * size + 8);

  number = hf_hprof_object_number (self, id);
  if (!is_new (self, number))
    {
      hf_hprof_skip (self, n);
      return;
    }
  object.id = number;
  object.class = hf_hprof_class_of_id (self, class_id) & (HF_MAX_OBJECTS - 1);
  object.kind = HF_HPROF_INSTANCE;
  if (self->no_memory)
    return;
  if (!hf_hprof_lay_out (self, object.class, FALSE) || self->classes.at[object.class].size != n)
    keep_late (self, &object, n);
  else if (hf_hprof_need (self, n))
    {
      const HfHprofClass *class = &self->classes.at[object.class];

      at = self->input->at;
      hf_hprof_instance_value (self, class, at, &object);
      for (guint32 i = 0; i < class->n_slots; i++)
        push_ref (self, hf_hprof_number (at + self->slots.at[class->slots + i].offset, size));
      hf_hprof_skip (self, n);
    }
  if (hf_hprof_is_good (self))
    push_object (self, &object, trace);
}

/* All classes that will ever come have come. */
static gsize
settle_one (HfHprof       *self,
            HfHprofObject *object,
            gsize          at)
{
  const guint8 *bytes = object->n > 0 ? self->late.at + at : NULL;
  const HfHprofClass *class;
  guint32 n = object->n;

  hf_hprof_lay_out (self, object->class, TRUE);
  class = &self->classes.at[object->class];
  if (class->size == n && n > 0)
    hf_hprof_instance_value (self, class, bytes, object);
  object->n = 0;
  for (guint32 i = 0; i < class->n_slots && (guint64) self->slots.at[class->slots + i].offset + self->id_size <= n; i++)
    {
      guint32 to = hf_hprof_object_number (self, hf_hprof_number (bytes + self->slots.at[class->slots + i].offset, self->id_size));

      if (to == HF_NONE || !hf_vector_push (&self->late_refs, to))
        self->no_memory = TRUE;
      object->n++;
    }

  return n;
}

void
hf_hprof_settle_late (HfHprof *self)
{
  gsize at = 0;

  for (gsize i = 0; i < self->objects.n && !self->no_memory; i++)
    if (self->objects.at[i].kind == HF_HPROF_LATE)
      at += settle_one (self, &self->objects.at[i], at);
  hf_vector_clear (&self->late);
}

/* ---- arrays ------------------------------------------------------------------------------------------------------------------- */

static void
read_object_array (HfHprof *self)
{
  guint64 id = hf_hprof_take (self, self->id_size);
  guint32 trace = (guint32) hf_hprof_take (self, 4), n = (guint32) hf_hprof_take (self, 4), number, done = 0;
  HfHprofObject object = { .kind = HF_HPROF_OBJECTS };
  gsize first = self->refs.n;

  object.class = hf_hprof_class_of_id (self, hf_hprof_take (self, self->id_size)) & (HF_MAX_OBJECTS - 1);
  number = hf_hprof_object_number (self, id);
  if (!hf_hprof_is_good (self))
    return;
  if (!is_new (self, number))
    {
      hf_hprof_skip (self, (guint64) n * self->id_size);
      return;
    }
  object.id = number;
  while (done < n && hf_hprof_is_good (self))
    {
      guint32 piece = MIN (n - done, PIECE);

      if (!hf_hprof_need (self, (gsize) piece * self->id_size))
        break;
      for (guint32 i = 0; i < piece; i++)
        push_ref (self, hf_hprof_number (self->input->at + i * self->id_size, self->id_size));
      hf_hprof_skip (self, (guint64) piece * self->id_size);
      done += piece;
    }
  /* An array that is cut keeps what is there of it. */
  object.n = (guint32) (self->refs.n - first);
  if (!self->no_memory)
    push_object (self, &object, trace);
}

static void
read_primitive_array (HfHprof *self,
                      gboolean has_data)
{
  guint64 id = hf_hprof_take (self, self->id_size);
  guint32 trace = (guint32) hf_hprof_take (self, 4), n = (guint32) hf_hprof_take (self, 4), number;
  guint type = (guint) hf_hprof_take (self, 1), size = hf_hprof_size_of (self, type);
  HfHprofObject object = { .kind = HF_HPROF_PRIMITIVES, .class = type & 15, .n = n };
  guint32 kept;

  if (hf_hprof_is_good (self) && (size == 0 || type == HF_HPROF_TYPE_OBJECT))
    hf_hprof_spoil (self, "an array has a type that there is not");
  number = hf_hprof_is_good (self) ? hf_hprof_object_number (self, id) : HF_NONE;
  if (!hf_hprof_is_good (self))
    return;
  object.id = number;
  kept = (guint32) MIN ((guint64) n * size, HF_HPROF_KEPT_BYTES);
  if (is_new (self, number))
    {
      if (has_data && hf_hprof_need (self, kept))
        object.value = hf_hprof_keep_value (self, type, self->input->at, kept, n);
      if (hf_hprof_is_good (self))
        push_object (self, &object, trace);
    }
  if (has_data)
    hf_hprof_skip (self, (guint64) n * size);
}

/* ---- sub-records ------------------------------------------------------------------------------------------------------------- */

static void
read_one (HfHprof *self,
          guint    tag)
{
  switch (tag)
    {
    case 0x20:
      hf_hprof_read_class (self);
      break;

    case 0x21:
      read_instance (self);
      break;

    case 0x22:
      read_object_array (self);
      break;

    case 0x23:
    case 0xc3:
      read_primitive_array (self, tag == 0x23);
      break;

    case 0xfe: /* which of Android's heaps the next objects lie in */
      hf_hprof_skip (self, 4 + self->id_size);
      break;

    default:
      hf_hprof_read_root (self, tag);
      break;
    }
}

void
hf_hprof_read_objects (HfHprof *self)
{
  while (hf_hprof_is_good (self) && self->left > 0)
    {
      /* A dump without a length goes to the end of the file. */
      if (self->endless && !hf_dump_input_need (self->input, 1))
        return;
      if (hf_hprof_need (self, 1))
        read_one (self, (guint) hf_hprof_take (self, 1));
    }
}
