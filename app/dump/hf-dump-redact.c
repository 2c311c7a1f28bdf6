/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-redact.h"

#include <string.h>

#include "heap/hf-bitset.h"
#include "heap/hf-heap-builder.h"
#include "hf-dump-write.h"
#include "hf-redact-names.h"

#define N_(s) (s)

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  HfRedactNames *names;
  HfHeapBuilder *builder;
  HfBitset *namespaces; /* [n] dictionaries whose keys are names */
  guint32 modules;      /* sys.modules, or HF_NONE */
  guint32 *rank;        /* [n] object -> dump id */
  guint32 *types;       /* type -> the builder's */
  guint32 *sites;       /* site -> the builder's */
  guint32 *is_type;     /* [n] 1 + the type that the object is, or 0 */
} Redactor;

/* ---- what is what --------------------------------------------------------------------------------------------------------------- */

static gboolean
leads_to_namespace (const HfHeap *heap, guint32 r)
{
  const char *name = hf_heap_ref_name (heap, r);

  return hf_heap_ref_kind (heap, r) == HF_REF_DICT || strcmp (name, "__globals__") == 0 || strcmp (name, "f_globals") == 0 ||
         strcmp (name, "f_builtins") == 0 || strcmp (name, "f_locals") == 0 || strcmp (name, "__builtins__") == 0;
}

static void
find_namespaces (Redactor *self)
{
  for (guint32 r = self->graph->out_begin[1]; r < self->graph->out_begin[self->graph->n]; r++)
    if (leads_to_namespace (self->heap, r))
      hf_bitset_add (self->namespaces, hf_ref_object (self->graph->out[r]));
}

/* Names of modules are the keys there. */
static guint32
find_modules (const HfHeap *heap)
{
  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    if (strcmp (hf_heap_ref_name (heap, r), "sys.modules") == 0)
      return hf_ref_object (hf_heap_graph (heap)->out[r]);

  return HF_NONE;
}

/* ---- about the dump ------------------------------------------------------------------------------------------------------------- */

static void
copy_info (Redactor *self)
{
  const HfHeapInfo *info = hf_heap_info (self->heap);
  HfHeapBuilder *to = self->builder;

  hf_heap_builder_set_format (to, "Holdfast native");
  hf_heap_builder_set_runtime (to, hf_redact_is_plain (info->runtime) ? info->runtime : hf_redact_any (self->names, info->runtime));
  hf_heap_builder_set_time (to, info->time);
  hf_heap_builder_set_has (to, info->has & ~HF_HAS_VALUES);
  hf_heap_builder_add_lack (to, N_("Values, keys and names that came from data were taken out."));
  if (info->lacks != NULL && info->lacks[0] != NULL)
    hf_heap_builder_add_lack (to, N_("The original said more on what it lacks."));
  if (info->truncated != NULL)
    hf_heap_builder_set_truncated (to, N_("The original was only a beginning."));
  if (info->tracking == NULL)
    return;
  hf_heap_builder_set_tracking (to, hf_redact_any (self->names, info->tracking));
  hf_heap_builder_set_tracked_as (to, info->tracked_as);
}

/* Types are named by their full names there. */
static void
copy_untracked (Redactor *self)
{
  const HfHeapInfo *info = hf_heap_info (self->heap);

  for (char **name = info->untracked; name != NULL && *name != NULL; name++)
    {
      guint32 type = hf_heap_find_type (self->heap, *name);
      const char *module = type != HF_NONE ? hf_heap_type_module (self->heap, type) : "";
      const char *told = type != HF_NONE ? hf_redact_type (self->names, module, hf_dump_type_qualname (self->heap, type))
                                         : hf_redact_any (self->names, *name);
      g_autofree char *full = *module != '\0' && strcmp (module, "builtins") != 0
                                ? g_strconcat (hf_redact_module (self->names, module), ".", told, NULL)
                                : g_strdup (told);

      hf_heap_builder_add_untracked (self->builder, full);
    }
}

static void
copy_types (Redactor *self)
{
  for (guint32 type = 0; type < hf_heap_n_types (self->heap); type++)
    {
      const char *module = hf_heap_type_module (self->heap, type);
      guint32 object = hf_heap_type_object (self->heap, type);

      self->types[type] = HF_NONE;
      if (hf_heap_type_kind (self->heap, type) == HF_KIND_ROOT)
        continue;
      self->types[type] = hf_heap_builder_type (self->builder, hf_redact_module (self->names, module),
                                                hf_redact_type (self->names, module, hf_dump_type_qualname (self->heap, type)),
                                                hf_heap_type_kind (self->heap, type), hf_heap_type_flags (self->heap, type));
      if (object == HF_NONE)
        continue;
      self->is_type[object] = type + 1;
      hf_heap_builder_set_type_object (self->builder, self->types[type], self->rank[object]);
    }
}

static void
copy_sites (Redactor *self)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (HfSiteFrame));

  for (guint32 site = 1; site < hf_heap_n_sites (self->heap); site++)
    {
      g_array_set_size (frames, 0);
      for (guint i = 0; i < hf_heap_site_depth (self->heap, site); i++)
        {
          HfSiteFrame frame = hf_heap_site_frame (self->heap, site, i);

          frame.file = hf_redact_file (self->names, frame.file);
          frame.function = hf_redact_name (self->names, frame.function);
          g_array_append_val (frames, frame);
        }
      self->sites[site] = hf_heap_builder_add_site (self->builder, (const HfSiteFrame *) (gpointer) frames->data, frames->len);
    }
}

/* ---- objects ------------------------------------------------------------------------------------------------------------------------ */

static char *
type_title (Redactor *self, guint32 type)
{
  const char *module = hf_heap_type_module (self->heap, type);
  const char *told = hf_redact_type (self->names, module, hf_dump_type_qualname (self->heap, type));

  if (*module == '\0' || strcmp (module, "builtins") == 0)
    return g_strdup (told);

  return g_strconcat (hf_redact_module (self->names, module), ".", told, NULL);
}

static char *
value_of (Redactor *self, guint32 object)
{
  const char *value = hf_heap_value (self->heap, object);
  const char *type = hf_heap_type_name_of (self->heap, object);

  if (*value == '\0')
    return g_strdup ("");
  if (self->is_type[object] != 0)
    return type_title (self, self->is_type[object] - 1);
  if (hf_redact_is_code_name (self->names, object))
    return g_strdup (value);
  if (strcmp (type, "module") == 0)
    return g_strdup (hf_redact_module (self->names, value));
  if (hf_heap_kind (self->heap, object) == HF_KIND_FRAME || strcmp (type, "function") == 0 || strcmp (type, "code") == 0)
    return g_strdup (hf_redact_function (self->names, value, FALSE));
  if (strcmp (type, "builtin_function_or_method") == 0)
    return g_strdup (hf_redact_function (self->names, value, TRUE));

  return g_strdup ("");
}

static const char *
name_of (Redactor *self, guint32 from, guint32 r)
{
  const char *name = hf_heap_ref_name (self->heap, r);
  HfRefKind kind = hf_heap_ref_kind (self->heap, r);

  switch (kind)
    {
    case HF_REF_VALUE:
    case HF_REF_KEY:
      return from == self->modules ? hf_redact_modules_key (self->names, name)
                                   : hf_redact_key (self->names, name, hf_bitset_has (self->namespaces, from));

    case HF_REF_FIELD:
    case HF_REF_INTERNAL:
      return hf_redact_is_plain (name) || *name == '+' ? name : hf_redact_any (self->names, name);

    case HF_REF_ATTRIBUTE:
    case HF_REF_LOCAL:
    case HF_REF_CELL:
      return hf_redact_name (self->names, name);

    case HF_REF_DICT:
    case HF_REF_TYPE:
      return name[0] == '\0' ? "" : hf_redact_name (self->names, name);

    default:
      return *name == '\0' ? "" : hf_redact_any (self->names, name);
    }
}

static void
copy_reference (Redactor *self, guint32 from, guint32 r)
{
  HfRef ref = self->graph->out[r];
  HfRefKind kind = hf_heap_ref_kind (self->heap, r);
  HfRefClass class = hf_ref_class (ref) == HF_CLASS_STRUCTURAL ? HF_CLASS_STRONG : hf_ref_class (ref);
  guint32 id;

  if (kind == HF_REF_INDEX)
    {
      hf_heap_builder_add_ref (self->builder, self->rank[hf_ref_object (ref)], kind, hf_heap_ref_number (self->heap, r), class);
      return;
    }
  id = hf_heap_builder_string (self->builder, name_of (self, from, r), -1);
  hf_heap_builder_add_ref (self->builder, self->rank[hf_ref_object (ref)], kind, id, class);
}

static void
copy_object (Redactor *self, guint32 object)
{
  g_autofree char *value = value_of (self, object);
  HfObjectSpec spec = {
    .address = hf_heap_address (self->heap, object),
    .type = self->types[hf_heap_type (self->heap, object)],
    .shallow = hf_heap_shallow (self->heap, object),
    .refcount = hf_heap_refcount (self->heap, object),
    .flags = hf_heap_flags (self->heap, object) & ~HF_OBJECT_VALUE_CUT,
    .value = value,
    .value_length = strlen (value),
    .site = self->sites[hf_heap_site (self->heap, object)],
    .born = hf_heap_born (self->heap, object),
  };

  hf_heap_builder_add_object (self->builder, &spec);
  for (guint32 r = self->graph->out_begin[object]; r < self->graph->out_begin[object + 1]; r++)
    copy_reference (self, object, r);
}

static gboolean
copy_objects (Redactor *self, HfProgress *progress, GError **error)
{
  hf_progress_begin (progress, N_("Taking values out"), self->graph->n);
  for (guint32 node = 0; node + 1 < self->graph->n; node++)
    {
      if (node % HF_PROGRESS_INTERVAL == 0 && (hf_progress_step (progress, node, error) || !hf_heap_builder_check (self->builder, error)))
        return FALSE;
      copy_object (self, hf_heap_by_address (self->heap, node));
    }

  return TRUE;
}

static void
copy_roots (Redactor *self)
{
  for (guint32 r = 0; r < hf_heap_n_roots (self->heap); r++)
    {
      guint32 object = hf_ref_object (self->graph->out[r]);
      HfRootKind kind = hf_heap_root_kind (self->heap, r);

      if (hf_dump_root_is_given (self->heap, r))
        hf_heap_builder_add_root (self->builder, kind,
                                  hf_redact_root (self->names, kind, hf_heap_ref_name (self->heap, r),
                                                  hf_heap_kind (self->heap, object) == HF_KIND_FRAME),
                                  self->rank[object], hf_heap_root_owns (self->heap, r));
    }
}

/* ---- all of it --------------------------------------------------------------------------------------------------------------------- */

static gboolean
prepare (Redactor *self, GError **error)
{
  guint32 n = self->graph->n;

  self->namespaces = hf_bitset_new (n);
  self->rank = g_try_new0 (guint32, n);
  self->is_type = g_try_new0 (guint32, n);
  self->types = g_try_new0 (guint32, MAX (hf_heap_n_types (self->heap), 1));
  self->sites = g_try_new0 (guint32, MAX (hf_heap_n_sites (self->heap), 1));
  if (self->namespaces == NULL || self->rank == NULL || self->is_type == NULL || self->types == NULL || self->sites == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to copy the dump."));
      return FALSE;
    }
  for (guint32 node = 0; node + 1 < n; node++)
    self->rank[hf_heap_by_address (self->heap, node)] = node;

  return TRUE;
}

HfHeap *
hf_dump_redact (const HfHeap *heap, HfRedact redact, const char *key, HfProgress *progress, GError **error)
{
  Redactor self = { .heap = heap, .graph = hf_heap_graph (heap) };
  HfHeap *copy = NULL;

  g_return_val_if_fail (heap != NULL, NULL);

  self.names = hf_redact_names_new (heap, redact, key);
  self.builder = hf_heap_builder_new ();
  if (prepare (&self, error))
    {
      find_namespaces (&self);
      self.modules = find_modules (heap);
      copy_info (&self);
      copy_untracked (&self);
      copy_types (&self);
      copy_sites (&self);
      if (copy_objects (&self, progress, error))
        {
          copy_roots (&self);
          copy = hf_heap_builder_build (self.builder, progress, error);
        }
    }
  g_clear_pointer (&self.namespaces, hf_bitset_free);
  g_free (self.rank);
  g_free (self.is_type);
  g_free (self.types);
  g_free (self.sites);
  hf_heap_builder_free (self.builder);
  hf_redact_names_free (self.names);

  return copy;
}
