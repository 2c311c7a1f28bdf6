/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <malloc.h>
#include <string.h>

#include "hf-heap-private.h"

#define LARGE_BLOCK (256 * 1024)

/* The allocator learns from the first large blocks that are freed to keep such blocks for later, up to 32 MB each. A heap's
 * arrays come and go by turns, so that would keep a third of them twice. With a threshold of our own it learns nothing. */
static void
give_large_blocks_back (void)
{
#ifdef M_MMAP_THRESHOLD
  static gsize done;

  if (g_once_init_enter (&done))
    {
      mallopt (M_MMAP_THRESHOLD, LARGE_BLOCK);
      g_once_init_leave (&done, 1);
    }
#endif
}

HfHeapBuilder *
hf_heap_builder_new (void)
{
  HfHeapBuilder *self = g_new0 (HfHeapBuilder, 1);

  give_large_blocks_back ();

  self->strings = hf_strings_new ();
  self->type_ids = g_hash_table_new (NULL, NULL);
  self->info.lacks = g_new0 (char *, 1);

  return self;
}

void
hf_heap_builder_free (HfHeapBuilder *self)
{
  if (self == NULL)
    return;

  g_clear_error (&self->error);
  hf_heap_info_clear (&self->info);
  g_clear_pointer (&self->strings, hf_strings_free);
  g_clear_pointer (&self->type_ids, g_hash_table_unref);
  hf_vector_clear (&self->types);
  hf_vector_clear (&self->address);
  hf_vector_clear (&self->type);
  hf_vector_clear (&self->shallow);
  hf_vector_clear (&self->refcount);
  hf_vector_clear (&self->value);
  hf_vector_clear (&self->site);
  hf_vector_clear (&self->born);
  hf_vector_clear (&self->flags);
  hf_vector_clear (&self->out_begin);
  hf_vector_clear (&self->large);
  hf_vector_clear (&self->to);
  hf_vector_clear (&self->ref_name);
  hf_vector_clear (&self->ref_kind);
  hf_vector_clear (&self->loose);
  hf_vector_clear (&self->ref_addresses);
  hf_vector_clear (&self->roots);
  hf_vector_clear (&self->root_addresses);
  hf_vector_clear (&self->site_begin);
  hf_vector_clear (&self->site_words);
  g_free (self);
}

gboolean
hf_heap_builder_no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "The heap does not fit in memory");

  return FALSE;
}

void
hf_heap_builder_fail (HfHeapBuilder *self)
{
  if (self->error == NULL)
    hf_heap_builder_no_memory (&self->error);
}

gboolean
hf_heap_builder_check (HfHeapBuilder *self,
                       GError       **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));

  return FALSE;
}

/* ---- about the dump -------------------------------------------------------------------------------------------- */

static void
set_text (char      **field,
          const char *text)
{
  g_free (*field);
  *field = text != NULL ? hf_utf8_clean (text, strlen (text)) : NULL;
}

void
hf_heap_builder_set_format (HfHeapBuilder *self,
                            const char    *format)
{
  set_text (&self->info.format, format);
}

void
hf_heap_builder_set_runtime (HfHeapBuilder *self,
                             const char    *runtime)
{
  set_text (&self->info.runtime, runtime);
}

void
hf_heap_builder_set_program (HfHeapBuilder *self,
                             const char    *program)
{
  set_text (&self->info.program, program);
}

void
hf_heap_builder_set_host (HfHeapBuilder *self,
                          const char    *host)
{
  set_text (&self->info.host, host);
}

void
hf_heap_builder_set_pid (HfHeapBuilder *self,
                         gint64         pid)
{
  self->info.pid = pid;
}

void
hf_heap_builder_set_drawn_for (HfHeapBuilder *self,
                               guint64        address)
{
  self->info.drawn_for = address;
}

void
hf_heap_builder_set_time (HfHeapBuilder *self,
                          gint64         microseconds)
{
  self->info.time = microseconds;
}

void
hf_heap_builder_set_has (HfHeapBuilder *self,
                         HfHas          has)
{
  self->info.has = has;
}

static void
append_text (char     ***list,
             const char *text)
{
  guint n = *list != NULL ? g_strv_length (*list) : 0;

  *list = g_renew (char *, *list, n + 2);
  (*list)[n] = hf_utf8_clean (text, strlen (text));
  (*list)[n + 1] = NULL;
}

void
hf_heap_builder_add_lack (HfHeapBuilder *self,
                          const char    *sentence)
{
  append_text (&self->info.lacks, sentence);
}

void
hf_heap_builder_set_tracking (HfHeapBuilder *self,
                              const char    *tracking)
{
  set_text (&self->info.tracking, tracking);
}

void
hf_heap_builder_set_tracked_as (HfHeapBuilder *self,
                                guint32        number)
{
  self->info.tracked_as = number;
}

void
hf_heap_builder_add_untracked (HfHeapBuilder *self,
                               const char    *type)
{
  append_text (&self->info.untracked, type);
}

void
hf_heap_builder_set_truncated (HfHeapBuilder *self,
                               const char    *sentence)
{
  set_text (&self->info.truncated, sentence);
}

/* ---- strings and types ------------------------------------------------------------------------------------------ */

guint32
hf_heap_builder_string (HfHeapBuilder *self,
                        const char    *text,
                        gssize         length)
{
  guint32 id = hf_strings_add (self->strings, text, length >= 0 ? (gsize) length : strlen (text));

  if (id == HF_STRINGS_FULL)
    {
      hf_heap_builder_fail (self);
      return 0;
    }

  return id;
}

const char *
hf_heap_builder_get_string (const HfHeapBuilder *self,
                            guint32              id)
{
  return hf_strings_get (self->strings, id);
}

guint32
hf_heap_builder_type (HfHeapBuilder *self,
                      const char    *module,
                      const char    *name,
                      HfKind         kind,
                      HfTypeFlags    flags)
{
  gboolean bare = module == NULL || *module == '\0' || strcmp (module, "builtins") == 0;
  g_autofree char *full = bare ? g_strdup (name) : g_strconcat (module, ".", name, NULL);
  HfBuilderType type = { 0 };
  guint known;

  type.name = hf_heap_builder_string (self, full, -1);
  known = GPOINTER_TO_UINT (g_hash_table_lookup (self->type_ids, GUINT_TO_POINTER (type.name)));
  if (known != 0)
    return known - 1;

  type.module = hf_heap_builder_string (self, module != NULL ? module : "", -1);
  type.object = HF_NONE;
  type.kind = (guint8) kind;
  type.flags = (guint8) flags;
  if (!hf_vector_push (&self->types, type))
    {
      hf_heap_builder_fail (self);
      return 0;
    }
  g_hash_table_insert (self->type_ids, GUINT_TO_POINTER (type.name), GUINT_TO_POINTER ((guint) self->types.n));

  return (guint32) self->types.n - 1;
}

void
hf_heap_builder_set_type_kind (HfHeapBuilder *self,
                               guint32        type,
                               HfKind         kind,
                               HfTypeFlags    flags)
{
  g_return_if_fail (type < self->types.n);

  self->types.at[type].kind = (guint8) kind;
  self->types.at[type].flags = (guint8) flags;
}

void
hf_heap_builder_set_type_object (HfHeapBuilder *self,
                                 guint32        type,
                                 guint32        object)
{
  g_return_if_fail (type < self->types.n);

  if (self->types.at[type].object == HF_NONE)
    self->types.at[type].object = object;
}

/* ---- objects ---------------------------------------------------------------------------------------------------- */

gboolean
hf_heap_builder_push_shallow (HfHeapBuilder *self,
                              guint32        object,
                              guint64        shallow)
{
  if (shallow >= HF_BUILDER_LARGE)
    {
      HfLargeObject large = { object, shallow };

      if (!hf_vector_push (&self->large, large))
        return FALSE;
      shallow = HF_BUILDER_LARGE;
    }

  return hf_vector_push (&self->shallow, (guint32) shallow);
}

guint32
hf_heap_builder_add_object (HfHeapBuilder      *self,
                            const HfObjectSpec *spec)
{
  guint32 object = (guint32) self->address.n;
  guint32 value = 0;

  g_return_val_if_fail (spec->type < self->types.n, HF_NONE);

  if (self->error != NULL)
    return HF_NONE;

  /* Object ids begin at 1 in the finished heap. */
  if (object >= HF_MAX_OBJECTS - 2)
    {
      hf_heap_builder_fail (self);
      return HF_NONE;
    }

  if (spec->value != NULL)
    value = hf_heap_builder_string (self, spec->value, spec->value_length);
  if (!hf_vector_push (&self->address, spec->address) ||
      !hf_vector_push (&self->type, spec->type) ||
      !hf_heap_builder_push_shallow (self, object, spec->shallow) ||
      !hf_vector_push (&self->value, value) ||
      !hf_vector_push (&self->flags, (guint8) spec->flags) ||
      !hf_vector_push (&self->out_begin, (guint32) self->to.n) ||
      !HF_BUILDER_PUSH_RARE (&self->refcount, object, spec->refcount + 1) ||
      !HF_BUILDER_PUSH_RARE (&self->site, object, spec->site) ||
      !HF_BUILDER_PUSH_RARE (&self->born, object, spec->born))
    {
      hf_heap_builder_fail (self);
      return HF_NONE;
    }

  return object;
}

/* ---- references ------------------------------------------------------------------------------------------------- */

static guint8
pack_kind (HfRefKind  kind,
           HfRefClass class)
{
  return (guint8) (kind | (class << HF_BUILDER_CLASS_SHIFT));
}

static void
push_ref (HfHeapBuilder *self,
          guint32        to,
          guint8         kind,
          guint32        name)
{
  g_return_if_fail (self->address.n > 0 || self->error != NULL);

  if (self->error != NULL)
    return;
  if (self->to.n >= G_MAXUINT32 - 1 ||
      !hf_vector_push (&self->to, to) ||
      !hf_vector_push (&self->ref_kind, kind) ||
      !hf_vector_push (&self->ref_name, name))
    hf_heap_builder_fail (self);
}

void
hf_heap_builder_add_ref (HfHeapBuilder *self,
                         guint32        to,
                         HfRefKind      kind,
                         guint32        name,
                         HfRefClass     class)
{
  push_ref (self, to, pack_kind (kind, class), name);
}

void
hf_heap_builder_add_ref_named_by (HfHeapBuilder *self,
                                  guint32        to,
                                  HfRefKind      kind,
                                  guint32        named_by,
                                  HfRefClass     class)
{
  push_ref (self, to, pack_kind (kind, class) | HF_BUILDER_NAMED_BY, named_by);
}

void
hf_heap_builder_add_ref_to_address (HfHeapBuilder *self,
                                    guint64        to,
                                    HfRefKind      kind,
                                    guint32        name,
                                    HfRefClass     class)
{
  HfAddressRef ref = { (guint32) self->to.n, to };

  push_ref (self, HF_NONE, pack_kind (kind, class), name);
  if (self->error == NULL && !hf_vector_push (&self->ref_addresses, ref))
    hf_heap_builder_fail (self);
}

void
hf_heap_builder_add_ref_from (HfHeapBuilder *self,
                              guint32        from,
                              guint32        to,
                              HfRefKind      kind,
                              guint32        name,
                              HfRefClass     class)
{
  HfLooseRef ref = { from, to, name, pack_kind (kind, class) };

  if (self->error == NULL && (self->loose.n >= G_MAXUINT32 - 1 || !hf_vector_push (&self->loose, ref)))
    hf_heap_builder_fail (self);
}

/* ---- roots and sites -------------------------------------------------------------------------------------------- */

void
hf_heap_builder_add_root (HfHeapBuilder *self,
                          HfRootKind     kind,
                          const char    *words,
                          guint32        to,
                          gboolean       owns)
{
  HfRootRecord root = { to, hf_heap_builder_string (self, words, -1), (guint8) kind, (guint8) !!owns };

  if (self->error == NULL && (self->roots.n >= G_MAXUINT32 - 1 || !hf_vector_push (&self->roots, root)))
    hf_heap_builder_fail (self);
}

void
hf_heap_builder_add_root_to_address (HfHeapBuilder *self,
                                     HfRootKind     kind,
                                     const char    *words,
                                     guint64        to,
                                     gboolean       owns)
{
  HfAddressRef ref = { (guint32) self->roots.n, to };

  hf_heap_builder_add_root (self, kind, words, HF_NONE, owns);
  if (self->error == NULL && !hf_vector_push (&self->root_addresses, ref))
    hf_heap_builder_fail (self);
}

guint32
hf_heap_builder_add_site (HfHeapBuilder     *self,
                          const HfSiteFrame *frames,
                          guint              n_frames)
{
  if (self->error != NULL)
    return 0;
  if (!hf_vector_reserve (&self->site_words, (gsize) n_frames * 3) ||
      !hf_vector_push (&self->site_begin, (guint32) (self->site_words.n / 3)))
    {
      hf_heap_builder_fail (self);
      return 0;
    }

  for (guint i = 0; i < n_frames; i++)
    {
      self->site_words.at[self->site_words.n++] = hf_heap_builder_string (self, frames[i].file, -1);
      self->site_words.at[self->site_words.n++] = hf_heap_builder_string (self, frames[i].function, -1);
      self->site_words.at[self->site_words.n++] = frames[i].line;
    }

  return (guint32) self->site_begin.n;
}

guint32
hf_heap_builder_n_objects (const HfHeapBuilder *self)
{
  return (guint32) self->address.n;
}

/* ---- build ------------------------------------------------------------------------------------------------------ */

HfHeap *
hf_heap_builder_build (HfHeapBuilder *self,
                       HfProgress    *progress,
                       GError       **error)
{
  HfHeapBuilder taken = *self;
  HfHeapBuilder *fresh;
  g_autofree guint32 *new_id = NULL;
  guint32 n_reachable = 0;
  HfHeap *heap = NULL;

  g_return_val_if_fail (self != NULL && !self->is_late, NULL);

  /* The caller keeps an empty builder; what was added is freed with the copy. */
  fresh = hf_heap_builder_new ();
  *self = *fresh;
  g_free (fresh);

  fresh = g_new (HfHeapBuilder, 1);
  *fresh = taken;
  if (hf_heap_builder_check (fresh, error) &&
      hf_heap_builder_resolve (fresh, progress, error) &&
      hf_heap_builder_find_roots (fresh, progress, error) &&
      (new_id = hf_heap_builder_order (fresh, &n_reachable, progress, error)) != NULL)
    heap = hf_heap_builder_finish (fresh, new_id, n_reachable, progress, error);
  hf_heap_builder_free (fresh);

  return heap;
}
