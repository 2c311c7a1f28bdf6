/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*HfQueryHelpTake) (gpointer data, const char *example);

/* (transfer floating) A popover that explains the language of queries, with an example of each word: a click on one calls @take.
 * @data must live as long as the popover. */
GtkWidget *hf_query_help_new (HfQueryHelpTake take, gpointer data);

G_END_DECLS
