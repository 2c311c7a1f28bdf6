/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-cli.h"

G_BEGIN_DECLS

/**
 * Snapshots of one program at a pace: numbered dumps, and a line for each that says what has changed since the one before.
 */
typedef struct
{
  GPid pid;
  const char *output; /* NULL: named after the program; "-0001" and so on comes before the suffix */
  guint values;
  double every;       /* seconds from the beginning of one to that of the next */
  guint count;        /* 0: until the program ends or Ctrl+C */
  guint keep;         /* files of this run; 0: all */
} HfCliLive;

HfCliStatus hf_cli_live (HfCli *cli, const HfCliLive *options);

G_END_DECLS
