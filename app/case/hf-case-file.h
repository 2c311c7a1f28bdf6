/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-case.h"
#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * The case file, ".hfcase", format 1. This header is the specification.
 *
 * UTF-8 JSON, one object. Written so that it can be kept beside the program's sources: members in the order of their names,
 * one item a line, numbers and positions as short as they are exact, no time of writing; saving what was read without a
 * change gives the same bytes.
 *
 *   "holdfast_case"  1, the format. A higher number is refused.
 *   "dumps"          [{"name": file, "sha256": hex, "size": bytes}]: oldest first. The name is relative to the case's
 *                    folder where the dump is inside it, with "/" between folders.
 *   "marks"          [{"place": …} or {"object": …, "address": "0x…", "dump": index, "type": …} and any of
 *                    "note", "verdict" ("leak", "expected", "unknown"), "reason", "allow" (objects), "count" (objects)],
 *                    one a subject, by subject
 *   "drawings"       [{"dump": index, "lists": {word: [text]}, "nodes": [[key, x, y]]}]
 *   "view"           {word: text}
 *   "tolerance"      objects; see hf-case-verdicts.h
 *   "values"         true: the person asked for names that have values in them. Missing: nothing in the file comes from what
 *                    objects hold: places have no keys, and an object that only a key leads to is named by its address alone.
 *
 * Members that are not known, at any of these levels, are kept and written again. A member of a wrong type, a member that
 * comes twice, an index of no dump and two marks of one subject are errors: nothing is guessed.
 *
 * Limits: 16 MiB, 16 levels, 1,000 dumps, 100,000 marks, 1,000 drawings.
 *
 * An unsaved case is written with one more member: "saved_as", the file that it belongs to ("": none yet); see
 * hf_case_save_as_draft().
 */
#define HF_CASE_SUFFIX ".hfcase"
#define HF_CASE_FORMAT 1
#define HF_CASE_MAX_BYTES (16u << 20)
#define HF_CASE_MAX_DEPTH 16u
#define HF_CASE_MAX_DUMPS 1000u
#define HF_CASE_MAX_MARKS 100000u
#define HF_CASE_MAX_DRAWINGS 1000u

/* (transfer full) NULL with HF_ERROR_NOT_A_DUMP (no case file), _CORRUPT, _TOO_LARGE, _UNSUPPORTED or _IO; the message begins with the
 * file's name. Blocks. */
HfCase  *hf_case_load       (const char *path, GError **error);
/* The same from memory: any bytes. */
HfCase  *hf_case_parse      (const char *text, gsize length, GError **error);
/* Whether the file begins as a case does. Reads 4 KiB at most. */
gboolean hf_case_is_case    (const char *path);

/* (transfer full) The file's content. Sorts the marks. */
char    *hf_case_to_text    (HfCase *self);
/* Writes a file that is there whole or not at all: a temporary one beside it, synchronised, renamed over it, and the folder
 * synchronised. An older file stays as it was unless all of that could be done. Any thread. */
gboolean hf_case_write      (const char *text, const char *path, GError **error);
gboolean hf_case_save       (HfCase *self, const char *path, GError **error);

/* ---- the dumps ------------------------------------------------------------------------------------------------------------ */

typedef enum
{
  HF_CASE_DUMP_THERE,   /* under its name, and as it was */
  HF_CASE_DUMP_MOVED,   /* elsewhere: beside the case, as it was */
  HF_CASE_DUMP_CHANGED, /* a file is there, but with another content */
  HF_CASE_DUMP_MISSING,
} HfCaseFound;

/* (transfer full) Where the dump is: under its name, else beside the case (@case_path) under its last name. NULL where it is missing
 * or on cancel (@error set for that alone). Reads the file to compare its checksum. */
char    *hf_case_find_dump  (const HfCaseDump *dump, const char *case_path, HfCaseFound *found, HfProgress *progress, GError **error);
/* Whether the file at @path has the content that the dump had; where the case does not know its checksum, whether it has its size. FALSE
 * with @error set if it could not be read, or on cancel; FALSE alone if its content is another: @digest (may be NULL; transfer full) is
 * its checksum then, where that was needed. */
gboolean hf_case_dump_is    (const HfCaseDump *dump, const char *path, char **digest, HfProgress *progress, GError **error);
/* (transfer full) SHA-256 of a file's content, and its size. NULL with HF_ERROR_IO or _CANCELLED. */
char    *hf_case_checksum   (const char *path, guint64 *size, HfProgress *progress, GError **error);
/* (transfer full) How a case at @case_path names the file: relative to its folder where it is inside it. Both may be relative to the
 * working folder. */
char    *hf_case_name_for   (const char *path, const char *case_path);
/* Changes the names of all dumps for a case that moves from @from to @to (either may be NULL: names are absolute there). */
void     hf_case_rebase     (HfCase *self, const char *from, const char *to);

/* ---- cases that are known here --------------------------------------------------------------------------------------------- */

/* Remembers that there is a case: $XDG_STATE_HOME/holdfast/cases has a URI a line. So what it names is not deleted as old. */
void       hf_case_known_add  (const char *case_path);
/* (transfer full; of char *) The absolute paths, whether they are still there or not. */
GPtrArray *hf_case_known_list (void);

/* ---- drafts: what is not saved yet -------------------------------------------------------------------------------------------- */

/* The folder of drafts: $XDG_STATE_HOME/holdfast/drafts. */
char     *hf_case_drafts_folder (void);
/* (transfer full) The content of a draft of a case that belongs to @saved_as (or NULL). Names of dumps must be absolute. */
char     *hf_case_to_draft      (HfCase *self, const char *saved_as);
/* (transfer full) Reads one; @saved_as (transfer full) becomes NULL where it was never saved. */
HfCase   *hf_case_load_draft    (const char *path, char **saved_as, GError **error);
/* (transfer full; of char *) A new name for a draft of this process. */
char     *hf_case_draft_name    (void);
/* (transfer full; of char *) Drafts whose process is gone, newest first. Removes what writing them left behind. */
GPtrArray *hf_case_find_drafts  (void);

G_END_DECLS
