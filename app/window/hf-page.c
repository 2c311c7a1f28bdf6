/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-page.h"

G_DEFINE_INTERFACE (HfPage, hf_page, GTK_TYPE_WIDGET)

static void
hf_page_default_init (HfPageInterface *iface)
{
}

void
hf_page_set_session (HfPage *self, HfSession *session)
{
  g_return_if_fail (HF_IS_PAGE (self));
  HF_PAGE_GET_IFACE (self)->set_session (self, session);
}

void
hf_page_find (HfPage *self)
{
  g_return_if_fail (HF_IS_PAGE (self));

  if (HF_PAGE_GET_IFACE (self)->find != NULL)
    HF_PAGE_GET_IFACE (self)->find (self);
}

HfTable *
hf_page_dup_table (HfPage *self)
{
  g_return_val_if_fail (HF_IS_PAGE (self), NULL);
  return HF_PAGE_GET_IFACE (self)->dup_table != NULL ? HF_PAGE_GET_IFACE (self)->dup_table (self) : NULL;
}

gboolean
hf_page_sort_by (HfPage *self, const char *column, gboolean descending)
{
  g_return_val_if_fail (HF_IS_PAGE (self), FALSE);
  return HF_PAGE_GET_IFACE (self)->sort_by != NULL && HF_PAGE_GET_IFACE (self)->sort_by (self, column, descending);
}
