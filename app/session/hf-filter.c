/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-filter.h"

#include <string.h>

GPatternSpec *
hf_filter_new (const char *filter)
{
  g_autofree char *anywhere = NULL;

  if (filter == NULL || *filter == '\0')
    return NULL;
  if (strpbrk (filter, "*?") != NULL)
    return g_pattern_spec_new (filter);
  anywhere = g_strconcat ("*", filter, "*", NULL);

  return g_pattern_spec_new (anywhere);
}
