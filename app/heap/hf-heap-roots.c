/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include "hf-reference-rules-private.h"

#define N_(text) (text)

static HfRefClass
class_of (const HfHeapBuilder *self,
          guint32              r)
{
  return (HfRefClass) ((self->ref_kind.at[r] >> HF_BUILDER_CLASS_SHIFT) & 3);
}

static gboolean
classify (HfHeapBuilder *self,
          HfProgress    *progress,
          GError       **error)
{
  g_autofree guint32 *names = g_new (guint32, MAX (self->types.n, 1));
  g_autoptr (HfReferenceRules) rules = NULL;
  guint32 n = (guint32) self->address.n;

  for (gsize i = 0; i < self->types.n; i++)
    names[i] = self->types.at[i].name;
  rules = hf_reference_rules_new (self->strings, names, (guint32) self->types.n);

  hf_progress_begin (progress, N_("Sorting references"), n);
  for (guint32 v = 0; v < n; v++)
    {
      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      for (guint32 r = self->out_begin.at[v]; r < self->out_begin.at[v + 1]; r++)
        if (class_of (self, r) == HF_CLASS_STRONG)
          {
            HfRefKind kind = (HfRefKind) (self->ref_kind.at[r] & 0x0F);
            HfRefClass class = hf_reference_rules_classify (rules, self->type.at[v], kind, self->ref_name.at[r],
                                                            self->to.at[r], self->type.at);

            self->ref_kind.at[r] |= (guint8) (class << HF_BUILDER_CLASS_SHIFT);
          }
    }

  return TRUE;
}

static gboolean
push_root (HfHeapBuilder *self,
           HfRootKind     kind,
           const char    *words,
           guint32        object,
           GError       **error)
{
  hf_heap_builder_add_root (self, kind, words, object, FALSE);

  return hf_heap_builder_check (self, error);
}

static gboolean
add_native_root (HfHeapBuilder *self,
                 guint32        object,
                 guint32        n,
                 GError       **error)
{
  char words[48];

  g_snprintf (words, sizeof words, n == 1 ? "native code (%u reference)" : "native code (%u references)", n);

  return push_root (self, HF_ROOT_NATIVE, words, object, error);
}

/* A truncated dump lacks references, so a count proves nothing. */
static gboolean
has_proof (const HfHeapBuilder *self)
{
  return (self->info.has & HF_HAS_REFCOUNTS) && self->info.truncated == NULL;
}

/* How many references to @object the runtime counts that are not among the @known ones. */
static guint32
missing (const HfHeapBuilder *self,
         const guint32       *known,
         guint32              object)
{
  guint32 refcount = object < self->refcount.n ? self->refcount.at[object] - 1 : HF_REFCOUNT_UNKNOWN;

  if (refcount == HF_REFCOUNT_UNKNOWN || (self->flags.at[object] & (HF_OBJECT_IMMORTAL | HF_OBJECT_SYNTHETIC)))
    return 0;

  return refcount > known[object] ? refcount - known[object] : 0;
}

/* A running frame does not say how far its value stack is filled, so a slot may hold what was there before. But where the
 * object's count has a reference that nothing else explains, the slot does: a loop's iterator, a list that is being made. */
static void
prove_stack_slots (HfHeapBuilder *self,
                   guint32       *known)
{
  const guint8 slot = HF_REF_STACK | (HF_CLASS_SHARED << HF_BUILDER_CLASS_SHIFT);

  for (guint32 r = 0; has_proof (self) && r < self->to.n; r++)
    if (self->ref_kind.at[r] == slot && missing (self, known, self->to.at[r]) > 0)
      {
        self->ref_kind.at[r] = HF_REF_STACK;
        known[self->to.at[r]]++;
      }
}

/* @known: owning references of each object. What the runtime counts beyond them is held by native code; what is
 * immortal is held by the program image. */
static gboolean
add_proven_roots (HfHeapBuilder *self,
                  const guint32 *known,
                  GError       **error)
{
  gboolean counts = has_proof (self);

  for (guint32 v = 0; v < self->address.n; v++)
    {
      if (self->flags.at[v] & HF_OBJECT_IMMORTAL)
        {
          if (!push_root (self, HF_ROOT_STATIC, "immortal object", v, error))
            return FALSE;
        }
      else if (counts && missing (self, known, v) > 0)
        {
          if (!add_native_root (self, v, missing (self, known, v), error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
add_assumed_roots (HfHeapBuilder *self,
                   const guint32 *known,
                   GError       **error)
{
  for (guint32 v = 0; v < self->address.n; v++)
    if (known[v] == 0 && !push_root (self, HF_ROOT_ASSUMED, "no known referrer", v, error))
      return FALSE;

  return TRUE;
}

gboolean
hf_heap_builder_find_roots (HfHeapBuilder *self,
                            HfProgress    *progress,
                            GError       **error)
{
  g_autofree guint32 *known = NULL;

  if (!classify (self, progress, error))
    return FALSE;

  known = g_try_new0 (guint32, MAX (self->address.n, 1));
  if (known == NULL)
    return hf_heap_builder_no_memory (error);
  for (guint32 r = 0; r < self->to.n; r++)
    if (HF_CLASSES_OWNING & HF_CLASS_BIT (class_of (self, r)))
      known[self->to.at[r]]++;

  if (self->roots.n == 0 && !(self->info.has & HF_HAS_ROOTS))
    return add_assumed_roots (self, known, error);

  for (gsize i = 0; i < self->roots.n; i++)
    known[self->roots.at[i].to] += self->roots.at[i].owns;
  prove_stack_slots (self, known);

  return add_proven_roots (self, known, error);
}
