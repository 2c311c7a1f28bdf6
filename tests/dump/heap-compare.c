/* SPDX-License-Identifier: Apache-2.0 */
#include "heap-compare.h"

#include <string.h>

#define DIFFER(...) return g_strdup_printf (__VA_ARGS__)

static char *
compare_text (const char *what,
              const char *left,
              const char *right)
{
  if (g_strcmp0 (left, right) == 0)
    return NULL;

  return g_strdup_printf ("%s: \"%.200s\" and \"%.200s\"", what, left != NULL ? left : "(null)", right != NULL ? right : "(null)");
}

static char *
compare_number (const char *what,
                guint32     place,
                guint64     left,
                guint64     right)
{
  if (left == right)
    return NULL;

  return g_strdup_printf ("%s of %u: %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT, what, place, left, right);
}

#define CHECK(call)                            \
  G_STMT_START                                 \
  {                                            \
    char *difference_ = (call);                \
                                               \
    if (difference_ != NULL)                   \
      return difference_;                      \
  }                                            \
  G_STMT_END

static guint32 *
ranks_of (const HfHeap *heap)
{
  guint32 n = hf_heap_n_objects (heap);
  guint32 *rank = g_new0 (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    rank[hf_heap_by_address (heap, i)] = i + 1;

  return rank;
}

static char *
compare_info (const HfHeapInfo *left,
              const HfHeapInfo *right)
{
  CHECK (compare_text ("runtime", left->runtime, right->runtime));
  CHECK (compare_text ("program", left->program, right->program));
  CHECK (compare_text ("host", left->host, right->host));
  CHECK (compare_text ("truncated", left->truncated, right->truncated));
  CHECK (compare_number ("pid", 0, left->pid, right->pid));
  CHECK (compare_number ("time", 0, left->time, right->time));
  CHECK (compare_number ("has", 0, left->has, right->has));
  CHECK (compare_text ("tracking", left->tracking, right->tracking));
  CHECK (compare_number ("tracked as", 0, left->tracked_as, right->tracked_as));
  CHECK (compare_number ("untracked", 0, left->untracked != NULL, right->untracked != NULL));
  for (guint i = 0; left->untracked != NULL && (i == 0 || left->untracked[i - 1] != NULL); i++)
    CHECK (compare_text ("untracked", left->untracked[i], right->untracked[i]));
  CHECK (compare_number ("lacks", 0, g_strv_length (left->lacks), g_strv_length (right->lacks)));
  for (guint i = 0; left->lacks[i] != NULL; i++)
    CHECK (compare_text ("lack", left->lacks[i], right->lacks[i]));

  return NULL;
}

static char *
describe_type (const HfHeap  *heap,
               guint32        type,
               const guint32 *rank)
{
  guint32 object = hf_heap_type_object (heap, type);

  return g_strdup_printf ("%s|%s|%d|%d|%u", hf_heap_type_name (heap, type), hf_heap_type_module (heap, type),
                          hf_heap_type_kind (heap, type), hf_heap_type_flags (heap, type),
                          object != HF_NONE ? rank[object] : 0);
}

static char *
compare_types (const HfHeap  *left,
               const HfHeap  *right,
               const guint32 *left_rank,
               const guint32 *right_rank)
{
  CHECK (compare_number ("number of types", 0, hf_heap_n_types (left), hf_heap_n_types (right)));
  for (guint32 type = 0; type < hf_heap_n_types (left); type++)
    {
      guint32 other = hf_heap_find_type (right, hf_heap_type_name (left, type));
      g_autofree char *left_words = describe_type (left, type, left_rank);
      g_autofree char *right_words = other != HF_NONE ? describe_type (right, other, right_rank) : NULL;

      CHECK (compare_text ("type", left_words, right_words));
    }

  return NULL;
}

static char *
describe_site (const HfHeap *heap,
               guint32       object)
{
  GString *text = g_string_new (NULL);
  guint32 site = hf_heap_site (heap, object);

  for (guint i = 0; i < hf_heap_site_depth (heap, site); i++)
    {
      HfSiteFrame frame = hf_heap_site_frame (heap, site, i);

      g_string_append_printf (text, "%s:%u %s;", frame.file, frame.line, frame.function);
    }

  return g_string_free (text, FALSE);
}

static char *
describe_ref (const HfHeap  *heap,
              guint32        r,
              const guint32 *rank)
{
  HfRef ref = hf_heap_graph (heap)->out[r];

  return g_strdup_printf ("%d %s %u class %d -> %u", hf_heap_ref_kind (heap, r), hf_heap_ref_name (heap, r),
                          hf_heap_ref_number (heap, r), hf_ref_class (ref), rank[hf_ref_object (ref)]);
}

static char *
compare_objects (const HfHeap  *left,
                 const HfHeap  *right,
                 const guint32 *left_rank,
                 const guint32 *right_rank)
{
  const HfGraph *a = hf_heap_graph (left);
  const HfGraph *b = hf_heap_graph (right);

  for (guint32 i = 0; i + 1 < a->n; i++)
    {
      guint32 l = hf_heap_by_address (left, i);
      guint32 r = hf_heap_by_address (right, i);
      g_autofree char *left_site = describe_site (left, l);
      g_autofree char *right_site = describe_site (right, r);

      CHECK (compare_number ("address", i, hf_heap_address (left, l), hf_heap_address (right, r)));
      CHECK (compare_number ("size", i, hf_heap_shallow (left, l), hf_heap_shallow (right, r)));
      CHECK (compare_number ("refcount", i, hf_heap_refcount (left, l), hf_heap_refcount (right, r)));
      CHECK (compare_number ("born", i, hf_heap_born (left, l), hf_heap_born (right, r)));
      CHECK (compare_number ("flags", i, hf_heap_flags (left, l), hf_heap_flags (right, r)));
      CHECK (compare_number ("kind", i, hf_heap_kind (left, l), hf_heap_kind (right, r)));
      CHECK (compare_number ("unaccounted", i, hf_heap_unaccounted (left, l), hf_heap_unaccounted (right, r)));
      CHECK (compare_number ("reachable", i, hf_graph_is_reachable (a, l), hf_graph_is_reachable (b, r)));
      CHECK (compare_text ("type", hf_heap_type_name_of (left, l), hf_heap_type_name_of (right, r)));
      CHECK (compare_text ("value", hf_heap_value (left, l), hf_heap_value (right, r)));
      CHECK (compare_text ("site", left_site, right_site));
      CHECK (compare_number ("out-degree", i, a->out_begin[l + 1] - a->out_begin[l], b->out_begin[r + 1] - b->out_begin[r]));
      CHECK (compare_number ("in-degree", i, a->in_begin[l + 1] - a->in_begin[l], b->in_begin[r + 1] - b->in_begin[r]));
      for (guint32 k = 0; k < a->out_begin[l + 1] - a->out_begin[l]; k++)
        {
          g_autofree char *left_words = describe_ref (left, a->out_begin[l] + k, left_rank);
          g_autofree char *right_words = describe_ref (right, b->out_begin[r] + k, right_rank);

          CHECK (compare_text ("reference", left_words, right_words));
        }
    }

  return NULL;
}

static char *
describe_roots (const HfHeap  *heap,
                const guint32 *rank)
{
  GString *text = g_string_new (NULL);

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    g_string_append_printf (text, "%d '%s' owns %d -> %u\n", hf_heap_root_kind (heap, r), hf_heap_ref_name (heap, r),
                            hf_heap_root_owns (heap, r), rank[hf_ref_object (hf_heap_graph (heap)->out[r])]);

  return g_string_free (text, FALSE);
}

char *
heap_compare (const HfHeap *left,
              const HfHeap *right,
              CompareFlags  flags)
{
  g_autofree guint32 *left_rank = ranks_of (left);
  g_autofree guint32 *right_rank = ranks_of (right);
  g_autofree char *left_roots = describe_roots (left, left_rank);
  g_autofree char *right_roots = describe_roots (right, right_rank);

  CHECK (compare_number ("objects", 0, hf_heap_n_objects (left), hf_heap_n_objects (right)));
  CHECK (compare_number ("references", 0, hf_heap_n_references (left), hf_heap_n_references (right)));
  CHECK (compare_number ("bytes", 0, hf_heap_bytes (left), hf_heap_bytes (right)));
  CHECK (compare_number ("reachable objects", 0, hf_heap_graph (left)->n_reachable, hf_heap_graph (right)->n_reachable));
  if (flags & COMPARE_FORMAT_NAME)
    CHECK (compare_text ("format", hf_heap_info (left)->format, hf_heap_info (right)->format));
  if (flags & COMPARE_INFO)
    CHECK (compare_info (hf_heap_info (left), hf_heap_info (right)));
  if (flags & COMPARE_UNUSED_TYPES)
    CHECK (compare_types (left, right, left_rank, right_rank));
  CHECK (compare_objects (left, right, left_rank, right_rank));

  return compare_text ("roots", left_roots, right_roots);
}
