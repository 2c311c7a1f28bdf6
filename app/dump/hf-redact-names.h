/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-dump-redact.h"

G_BEGIN_DECLS

/**
 * HfRedactNames: which names may be told, and what stands for the others. Private to hf-dump-redact.c.
 *
 * What is returned lives as long as this.
 */
typedef struct _HfRedactNames HfRedactNames;

HfRedactNames *hf_redact_names_new  (const HfHeap *heap, HfRedact redact, const char *key);
void           hf_redact_names_free (HfRedactNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfRedactNames, hf_redact_names_free)

/* Whether an object is a string that code has as a name: its value may be told. */
gboolean    hf_redact_is_code_name (const HfRedactNames *self, guint32 object);
/* Something else in the place of any text. */
const char *hf_redact_any      (HfRedactNames *self, const char *text);
const char *hf_redact_name     (HfRedactNames *self, const char *name);   /* attribute, variable, function; with dots, too */
const char *hf_redact_module   (HfRedactNames *self, const char *module);
const char *hf_redact_type     (HfRedactNames *self, const char *module, const char *qualname);
const char *hf_redact_file     (HfRedactNames *self, const char *file);   /* never with a folder */
const char *hf_redact_key      (HfRedactNames *self, const char *key, gboolean is_namespace); /* as written in the language */
const char *hf_redact_modules_key (HfRedactNames *self, const char *key);  /* of sys.modules */
const char *hf_redact_function (HfRedactNames *self, const char *value, gboolean is_runtime); /* "work() at app.py:12" */
const char *hf_redact_root     (HfRedactNames *self, HfRootKind kind, const char *words, gboolean is_frame);
/* Only letters, digits, _ - . and blanks. */
gboolean    hf_redact_is_plain (const char *text);

G_END_DECLS
