/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HF_ERROR: every failure that a person is told of.
 *
 * The message is one clear sentence in the user's words: what could not be done, where (byte offset, line, object),
 * and why. The layer that knows the file's name puts it in front with g_prefix_error(); no layer prints.
 */
#define HF_ERROR (hf_error_quark ())
GQuark hf_error_quark (void);

typedef enum
{
  HF_ERROR_CANCELLED,   /* the person asked to stop; never shown */
  HF_ERROR_NOT_A_DUMP,  /* the content is of no kind that can be read */
  HF_ERROR_CORRUPT,     /* recognised, but the content contradicts itself */
  HF_ERROR_TRUNCATED,   /* ends too early to be of any use */
  HF_ERROR_TOO_LARGE,   /* beyond a stated limit, or memory could not be had */
  HF_ERROR_UNSUPPORTED, /* recognised, but this version or variant cannot be read */
  HF_ERROR_IO,          /* the system refused to read or write */
  HF_ERROR_NO_ANSWER,   /* the question has no answer: no such object, nothing matched */
  HF_ERROR_LAYOUT,      /* the drawing could not be laid out */
} HfError;

G_END_DECLS
