/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"

G_BEGIN_DECLS

/**
 * HfDotScanner: the tokens of a Graphviz DOT file, after the grammar at graphviz.org/doc/info/lang.html: comments and
 * preprocessor lines left out, quoted strings joined by + in one piece, HTML strings with their inner brackets.
 */
typedef struct _HfDotScanner HfDotScanner;

typedef enum
{
  HF_DOT_END,    /* of the data, or a failure */
  HF_DOT_WORD,   /* an unquoted name or number */
  HF_DOT_STRING, /* "…": \" is undone, other escapes are left to whoever knows what the string means */
  HF_DOT_HTML,   /* <…> without the outer brackets */
  HF_DOT_ARROW,  /* -> */
  HF_DOT_LINE,   /* -- */
  HF_DOT_MARK,   /* one of {}[]=;,: */
} HfDotTokenType;

typedef struct
{
  HfDotTokenType type;
  char mark;
  const char *text; /* WORD, STRING, HTML: any bytes, NUL-terminated besides; good until the next token */
  gsize length;
} HfDotToken;

HfDotScanner *hf_dot_scanner_new  (HfDumpInput *input);
void          hf_dot_scanner_free (HfDotScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDotScanner, hf_dot_scanner_free)

/* The token at hand; the same until hf_dot_scanner_next(). */
const HfDotToken *hf_dot_scanner_peek (HfDotScanner *self);
void              hf_dot_scanner_next (HfDotScanner *self);

gboolean    hf_dot_scanner_is_mark (HfDotScanner *self, char mark);
/* WORD, STRING or HTML. */
gboolean    hf_dot_scanner_is_id   (HfDotScanner *self);
/* An unquoted @word in any case. */
gboolean    hf_dot_scanner_is_word (HfDotScanner *self, const char *word);

gboolean    hf_dot_scanner_fail    (HfDotScanner *self, const char *why);
/* The file ends inside @what. */
gboolean    hf_dot_scanner_fail_cut (HfDotScanner *self, const char *what);
/* "line 3 (byte 120): …", or NULL. */
const char *hf_dot_scanner_message (const HfDotScanner *self);
gboolean    hf_dot_scanner_is_cut  (const HfDotScanner *self);
/* The first comment of the file, or "". */
const char *hf_dot_scanner_comment (const HfDotScanner *self);

G_END_DECLS
