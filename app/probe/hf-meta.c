/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-meta.h"

#include "hf-trust.h"
#include "hf-track.h"
#include "hf-types.h"
#include "hf-values.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void
put (HfBuffer *out, const char *text)
{
  hf_buffer_bytes (out, text, strlen (text));
}

static void
put_json (HfBuffer *out, const char *text)
{
  char escaped[8];

  put (out, "\"");
  for (; *text != '\0'; text++)
    {
      unsigned char c = (unsigned char) *text;

      if (c < 32 || c == '"' || c == '\\' || c == 127)
        snprintf (escaped, sizeof escaped, "\\u%04x", c);
      else
        snprintf (escaped, sizeof escaped, "%c", c);
      put (out, escaped);
    }
  put (out, "\"");
}

static void
put_arguments (HfBuffer *out)
{
  PyObject *arguments = NULL;
  char text[1024];
  bool begun = false;

  put (out, "[");
  if (hf_layout.minor != 0)
    arguments = hf_dict_peek (HF_AT (PyObject *, PyInterpreterState_Head (), sysdict), hf_layout.minor >= 10 ? "orig_argv" : "argv");
  for (Py_ssize_t i = 0; arguments != NULL && PyList_CheckExact (arguments) && i < PyList_GET_SIZE (arguments); i++)
    {
      PyObject *argument = PyList_GET_ITEM (arguments, i);

      if (!PyUnicode_CheckExact (argument))
        continue;
      hf_utf8_copy (argument, text, sizeof text);
      if (begun)
        put (out, ", ");
      put_json (out, text);
      begun = true;
    }
  put (out, "]");
}

void
hf_meta_append (HfBuffer *out, const HfDumpOptions *options)
{
  char text[256], host[256] = "";
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  gethostname (host, sizeof host - 1);
  snprintf (text, sizeof text, "{\"format\": 1, \"runtime\": \"CPython\", \"version\": \"%.*s\", \"pid\": %ld, \"argv\": ",
            (int) strspn (Py_GetVersion (), "0123456789."), Py_GetVersion (), options->pid != 0 ? options->pid : (long) getpid ());
  put (out, text);
  put_arguments (out);
  snprintf (text, sizeof text, ", \"time\": %lld.%06ld, \"host\": ", (long long) now.tv_sec, now.tv_nsec / 1000);
  put (out, text);
  put_json (out, host);
  snprintf (text, sizeof text, ", \"pagesize\": %ld, \"has\": [\"refcounts\", \"sizes\", \"blocks\", \"frames\", \"roots\", \"names\", \"addresses\"%s%s], ",
            sysconf (_SC_PAGESIZE), options->values > 0 ? ", \"values\"" : "", options->sites ? ", \"sites\"" : "");
  put (out, text);
  put (out, "\"lacks\": [");
  if (options->values == 0)
    put_json (out, "Values were left out when the dump was written.");
  if (options->values == 0 && hf_trust_reason () != NULL)
    put (out, ", ");
  if (hf_trust_reason () != NULL)
    put_json (out, hf_trust_reason ());
  put (out, "]");
  if (options->tracked_as != 0)
    hf_track_append_meta (out, options->tracked_as);
  put (out, ", \"writer\": \"holdfast " HF_VERSION " (C)\"}");
}
