/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-filter.h"

#include <glib/gi18n.h>

HfQuery *
hf_filter_new (const char *filter)
{
  HfQueryFault fault;
  g_autoptr (HfQuery) query = filter != NULL ? hf_query_parse (filter, &fault) : NULL;

  if (filter != NULL && query == NULL)
    hf_query_fault_clear (&fault);

  return query != NULL && !hf_query_is_empty (query) ? g_steal_pointer (&query) : NULL;
}

static const char *
translate (const char *text)
{
  return _(text);
}

HfBitset *
hf_filter_run (const HfQuery *filter, const HfHeap *heap, const HfAnalysis *analysis, const HfHeap *earlier, HfProgress *progress,
               GError **error)
{
  HfQueryFault fault;
  HfBitset *found;

  g_return_val_if_fail (filter != NULL && heap != NULL, NULL);

  if (analysis == NULL && (hf_query_needs (filter) & HF_QUERY_NEEDS_ANALYSIS))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, _("This filter works as soon as the dump is analysed."));
      return NULL;
    }
  found = hf_query_run (filter, heap, analysis, earlier, progress, &fault, error);
  if (found == NULL && fault.sentence != NULL)
    {
      g_autofree char *message = hf_query_fault_message (&fault, translate);

      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, message);
      hf_query_fault_clear (&fault);
    }

  return found;
}
