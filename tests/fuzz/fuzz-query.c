/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "analysis/hf-query.h"

/* Whatever is typed, it is a query that reads the same once printed, or there is a sentence about a place inside it. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_fault (HfQueryFault *fault, const char *text)
{
  const char *end;
  g_autofree char *message = hf_query_fault_message (fault, NULL);

  g_utf8_validate (text, -1, &end);
  g_assert_true (fault->column + fault->length <= g_utf8_strlen (text, end - text));
  g_assert_true (strlen (message) > 0);
  hf_query_fault_clear (fault);
}

static void
check_query (const HfQuery *query)
{
  g_autofree char *printed = hf_query_to_string (query);
  g_autoptr (HfQuery) again = hf_query_parse (printed, NULL);
  g_autofree char *twice = NULL;

  g_assert_nonnull (again);
  twice = hf_query_to_string (again);
  g_assert_cmpstr (twice, ==, printed);
  g_assert_true (hf_query_fits_name (query, "app.Session") == hf_query_fits_name (again, "app.Session"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  HfQueryFault fault;
  g_autoptr (HfQuery) query = hf_query_parse (text, &fault);

  if (query == NULL)
    check_fault (&fault, text);
  else
    check_query (query);

  return 0;
}
