/* SPDX-License-Identifier: Apache-2.0 */
#include "heap-check.h"

#include <string.h>

#include "dump/hf-dump.h"

static void
check_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_info (const HfHeapInfo *info)
{
  check_text (info->format);
  check_text (info->runtime);
  check_text (info->program);
  check_text (info->host);
  for (char **lack = info->lacks; *lack != NULL; lack++)
    check_text (*lack);
  if (info->truncated != NULL)
    check_text (info->truncated);
}

static void
check_rows (const HfGraph *graph)
{
  guint64 out_sum = 0;
  guint64 in_sum = 0;

  g_assert_cmpuint (graph->out_begin[0], ==, 0);
  g_assert_cmpuint (graph->in_begin[0], ==, 0);
  g_assert_cmpuint (graph->out_begin[graph->n], ==, graph->m);
  g_assert_cmpuint (graph->in_begin[graph->n], ==, graph->m);
  g_assert_cmpuint (graph->n_reachable, <, graph->n);
  for (guint32 v = 0; v < graph->n; v++)
    {
      g_assert_cmpuint (graph->out_begin[v], <=, graph->out_begin[v + 1]);
      g_assert_cmpuint (graph->in_begin[v], <=, graph->in_begin[v + 1]);
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          g_assert_cmpuint (hf_ref_object (graph->out[r]), <, graph->n);
          g_assert_cmpuint (hf_ref_object (graph->out[r]), >, 0);
          out_sum += ((guint64) v + 1) * (graph->out[r] + G_GUINT64_CONSTANT (1));
        }
      for (guint32 r = graph->in_begin[v]; r < graph->in_begin[v + 1]; r++)
        in_sum += ((guint64) hf_ref_object (graph->in[r]) + 1) * (hf_ref_pack (v, hf_ref_class (graph->in[r])) + G_GUINT64_CONSTANT (1));
    }
  g_assert_cmpuint (out_sum, ==, in_sum);
}

void
heap_check (const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint64 bytes = 0;

  check_info (hf_heap_info (heap));
  check_rows (graph);
  for (guint32 r = 0; r < graph->m; r++)
    {
      check_text (hf_heap_ref_name (heap, r));
      g_assert_cmpint (hf_heap_ref_kind (heap, r), <, HF_N_REF_KINDS);
    }
  for (guint32 i = 1; i < graph->n; i++)
    {
      guint32 site = hf_heap_site (heap, i);

      check_text (hf_heap_value (heap, i));
      g_assert_cmpuint (hf_heap_type (heap, i), <, hf_heap_n_types (heap));
      g_assert_cmpuint (site, <, hf_heap_n_sites (heap));
      for (guint k = 0; k < hf_heap_site_depth (heap, site); k++)
        check_text (hf_heap_site_frame (heap, site, k).file);
      bytes = bytes > G_MAXUINT64 - hf_heap_shallow (heap, i) ? G_MAXUINT64 : bytes + hf_heap_shallow (heap, i);
      g_assert_cmpuint (hf_heap_by_address (heap, i - 1), <, graph->n);
    }
  g_assert_cmpuint (bytes, ==, hf_heap_bytes (heap));
  for (guint32 type = 0; type < hf_heap_n_types (heap); type++)
    {
      check_text (hf_heap_type_name (heap, type));
      check_text (hf_heap_type_module (heap, type));
      g_assert_true (hf_heap_type_object (heap, type) == HF_NONE || hf_heap_type_object (heap, type) < graph->n);
    }
}

static void
check_sentence (const char *sentence)
{
  check_text (sentence);
  g_assert_true (strstr (sentence, "byte") != NULL || strstr (sentence, "line") != NULL);
  g_assert_true (g_str_has_suffix (sentence, "."));
  if (strstr (sentence, "  ") != NULL)
    g_error ("two spaces: %s", sentence);
  g_assert_null (strstr (sentence, "(null)"));
}

gint64
load_and_check (const char *name,
                GBytes     *bytes,
                char      **sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = hf_dump_load_bytes (name, bytes, NULL, NULL, &error);
  const char *said;

  if (heap == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == HF_ERROR);
      g_assert_true (g_str_has_prefix (error->message, name));
      check_sentence (error->message);
    }
  else
    {
      g_assert_no_error (error);
      heap_check (heap);
      if (hf_heap_info (heap)->truncated != NULL)
        check_sentence (hf_heap_info (heap)->truncated);
    }

  said = heap != NULL ? hf_heap_info (heap)->truncated : error->message;
  if (sentence != NULL)
    *sentence = g_strdup (said);

  return heap != NULL ? (gint64) hf_heap_n_objects (heap) : -1;
}
