/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "analysis/hf-analysis.h"

G_BEGIN_DECLS

/**
 * holdfast-cli: the answers of analysis/ as text or as one JSON document. One file a command or a small group.
 *
 * Text goes to a person (a terminal: aligned columns with titles, sizes like "12.3 MB", at most HF_CLI_SHOWN rows unless
 * --limit says otherwise) or to a program (anything else: one row a line, cells separated by one tab, exact numbers, no titles,
 * every row). What comes from a dump never reaches a terminal as it is: see hf_cli_escape().
 */
typedef enum
{
  HF_CLI_DONE = 0,
  HF_CLI_NO_ANSWER = 1,   /* no such object, nothing matched */
  HF_CLI_USAGE = 2,
  HF_CLI_FILE = 3,        /* a file cannot be read or written */
  HF_CLI_CANCELLED = 130, /* Ctrl+C, as shells say it */
} HfCliStatus;

#define HF_CLI_SHOWN 50

typedef struct
{
  const char *command;
  gboolean json;
  gboolean chrome;      /* count as Chrome does */
  gboolean no_values;   /* print nothing of what objects hold */
  gboolean terminal;    /* standard output is one */
  HfProgress *progress; /* cancelled by Ctrl+C */
} HfCli;

typedef struct
{
  const char *name;
  const char *operands; /* "DUMP OBJECT", for the usage line */
  const char *summary;  /* marked N_() */
  HfCliStatus (*run) (HfCli *cli, int argc, char **argv); /* argv[0] is the command */
} HfCliCommand;

extern const HfCliCommand hf_cli_info, hf_cli_types, hf_cli_growth, hf_cli_suspects, hf_cli_objects, hf_cli_object, hf_cli_chain, hf_cli_holders,
  hf_cli_cycles, hf_cli_dominators, hf_cli_cut, hf_cli_draw, hf_cli_convert, hf_cli_case, hf_cli_check, hf_cli_report,
  hf_cli_snapshot, hf_cli_processes, hf_cli_waste;

/* ---- options ------------------------------------------------------------------------------------------------------- */

/* Parses @entries and --json; what is left must be @min … @max operands, which start at argv[1] afterwards. FALSE after a
 * usage error, which has been printed. --help prints and exits. */
gboolean hf_cli_parse (HfCli *cli, const HfCliCommand *command, const GOptionEntry *entries, int *argc, char ***argv, guint min, guint max);

/* Prints "holdfast-cli COMMAND: sentence" and a hint; returns HF_CLI_USAGE. */
HfCliStatus hf_cli_usage (HfCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Prints the error's sentence; the status that belongs to it. Takes @error. */
HfCliStatus hf_cli_fail  (HfCli *cli, GError *error);
/* The question has no answer: prints the sentence; returns HF_CLI_NO_ANSWER. */
HfCliStatus hf_cli_nothing (HfCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* TRUE if @value is one of @words (NULL-terminated); else a usage error has been printed. */
gboolean hf_cli_one_of (HfCli *cli, const char *option, const char *value, const char *const *words);
/* How many rows to print of @n: @limit, or what the medium takes where @limit is negative; 0 means all. */
guint    hf_cli_shown  (const HfCli *cli, int limit, guint n);
/* FALSE after a usage error: a limit below 0 that was given. */
gboolean hf_cli_check_limit (HfCli *cli, int limit);
#define HF_CLI_NO_LIMIT (-1)

/* ---- heaps ---------------------------------------------------------------------------------------------------------- */

/* (transfer full) NULL after a failure, which has been printed; then @status is set. */
HfHeap     *hf_cli_load    (HfCli *cli, const char *path, HfCliStatus *status);
HfAnalysis *hf_cli_analyse (HfCli *cli, const char *path, HfCliStatus *status);
/* An object by what was typed; HF_NONE after a failure, which has been printed. */
guint32     hf_cli_find    (HfCli *cli, const HfHeap *heap, const char *text, HfCliStatus *status);

/* Appends the owning references (of guint32, indices into out[]) that "FROM→TO", "FROM->TO" or "FROM:NAME" means; what an own
 * __dict__ holds counts as the object's. FALSE after a failure, which has been printed. */
gboolean    hf_cli_find_refs (HfCli *cli, const HfHeap *heap, const char *text, GArray *refs, HfCliStatus *status);

/* Types by glob, against the full name ("app.*") or the name without its module ("Session"). */
gboolean    hf_cli_type_matches (const HfHeap *heap, guint32 type, GPatternSpec *glob);
gboolean    hf_cli_name_matches (const char *name, GPatternSpec *glob);
/* (transfer full; of guint32) Objects of the types that match @glob and, where @before is not NULL, that it does not have.
 * NULL on cancel, which has been printed. */
GArray     *hf_cli_select (HfCli *cli, const HfHeap *heap, const char *glob, const HfHeap *before, HfCliStatus *status);

/* ---- text ----------------------------------------------------------------------------------------------------------- */

typedef enum
{
  HF_CLI_TEXT,
  HF_CLI_NUMBER,
  HF_CLI_SIGNED,  /* a number with its sign */
  HF_CLI_SIZE,    /* bytes; "12.3 MB" on a terminal */
  HF_CLI_ADDRESS,
} HfCliColumn;

typedef struct _HfCliTable HfCliTable;

HfCliTable *hf_cli_table_new    (const HfCli *cli);
/* @title: translated. All columns come before the first cell. */
void        hf_cli_table_column (HfCliTable *self, const char *title, HfCliColumn column);
void        hf_cli_table_text   (HfCliTable *self, const char *text);
void        hf_cli_table_number (HfCliTable *self, gint64 number); /* also sizes and addresses */
void        hf_cli_table_none   (HfCliTable *self);                /* an empty cell */
/* Prints the rows, then frees the table. On a terminal, says how many of @n rows were left out. */
void        hf_cli_table_print  (HfCliTable *self, guint n);

/* (transfer full) @text as it may be written to a terminal: control characters and those that turn the direction of writing
 * as \x1b, \u202e …; tabs and line ends as \t, \n. */
char       *hf_cli_escape       (const char *text);
/* (transfer full) "12.3 MB" on a terminal, "12300000" elsewhere. */
char       *hf_cli_size         (const HfCli *cli, guint64 bytes);
void        hf_cli_print        (const char *text); /* standard output, UTF-8, as it is */
void        hf_cli_printf       (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

/* Prints what was built, then frees it. */
void hf_cli_json_print   (JsonBuilder *builder);
void hf_cli_json_line    (JsonBuilder *builder); /* the same, one line */
void hf_cli_json_string  (JsonBuilder *builder, const char *key, const char *value); /* NULL: null */
void hf_cli_json_int     (JsonBuilder *builder, const char *key, gint64 value);
void hf_cli_json_bool    (JsonBuilder *builder, const char *key, gboolean value);
void hf_cli_json_null    (JsonBuilder *builder, const char *key);
void hf_cli_json_address (JsonBuilder *builder, const char *key, const HfHeap *heap, guint32 object);
/* "address", "id", "type", "value" */
void hf_cli_json_object  (JsonBuilder *builder, const HfHeap *heap, guint32 object);
/* The above and "shallow", "retained", "refcount", "unaccounted", "distance". */
void hf_cli_json_object_full (JsonBuilder *builder, const HfAnalysis *analysis, guint32 object);
const char *hf_cli_class_name (HfRefClass class); /* "strong" … */

/* ---- progress --------------------------------------------------------------------------------------------------------- */

/* Shows @progress, always the same one, on standard error while it is a terminal, and lets Ctrl+C cancel it; a second one ends the
 * program. Nothing if it is shown already. */
void hf_cli_progress_start (HfProgress *progress);
void hf_cli_progress_stop  (void);

G_END_DECLS
