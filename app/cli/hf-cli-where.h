/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-query.h"
#include "hf-cli.h"

G_BEGIN_DECLS

/* Which objects a command is about: all of those, as far as they are given. */
typedef struct
{
  const char *type;     /* glob, or NULL */
  const char *where;    /* query, or NULL */
  const HfHeap *before; /* an earlier dump, or NULL: only objects that it does not have, unless the query itself says "new" */
  HfQuery *query;       /* of where; owned */
} HfCliWanted;

/* Reads @where. FALSE after a usage error: it has been printed, with a caret under its column. */
gboolean  hf_cli_wanted_init  (HfCliWanted *self, HfCli *cli, const char *type, const char *where);
void      hf_cli_wanted_clear (HfCliWanted *self);

/* What the person asked for, to say that there is none: the query, or the glob. */
const char *hf_cli_wanted_words (const HfCliWanted *self);

/* (transfer full) The objects. NULL after a failure, which has been printed; then @status is set. */
HfBitset *hf_cli_wanted_find  (const HfCliWanted *self, HfCli *cli, const HfAnalysis *analysis, HfCliStatus *status);
/* (transfer full; of guint32) The same, ascending. */
GArray   *hf_cli_wanted_list  (const HfCliWanted *self, HfCli *cli, const HfAnalysis *analysis, HfCliStatus *status);

G_END_DECLS
