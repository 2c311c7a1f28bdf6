/* SPDX-License-Identifier: Apache-2.0 */
/* A helper that misbehaves in the way that $HF_FAKE names. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "graphviz/hf-layout-private.h"
#include "graphviz/hf-layout-wire.h"

static gboolean
read_exactly (gpointer data, gsize length)
{
  guint8 *at = data;

  while (length > 0)
    {
      gssize got = read (0, at, length);

      if (got <= 0)
        return FALSE;
      at += got;
      length -= (gsize) got;
    }

  return TRUE;
}

static void
send_bytes (gconstpointer data, gsize length)
{
  if (write (1, data, length) != (gssize) length)
    exit (1);
}

/* A right answer, all boxes in one place. */
static GByteArray *
honest_answer (const guint8 *body, const HfWireHead *head)
{
  HfEffort effort;
  g_autoptr (HfLayoutRequest) request = hf_wire_read_request (body, head->length, &effort);
  g_autoptr (HfLayout) layout = hf_layout_alloc (request, 0);

  return hf_wire_write_answer (layout, head->serial);
}

int
main (void)
{
  const char *mode = getenv ("HF_FAKE");
  HfWireHead head;

  while (read_exactly (&head, sizeof head))
    {
      g_autofree guint8 *body = g_malloc (head.length + 1);
      g_autoptr (GByteArray) answer = NULL;

      if (!read_exactly (body, head.length))
        return 1;
      if (g_str_equal (mode, "stuck"))
        for (;;)
          pause ();
      if (g_str_equal (mode, "dies"))
        abort ();
      answer = honest_answer (body, &head);
      if (g_str_equal (mode, "garbage"))
        memset (answer->data, 0x5a, answer->len);
      else if (g_str_equal (mode, "wrong-serial"))
        ((HfWireHead *) (gpointer) answer->data)->serial++;
      else if (g_str_equal (mode, "huge"))
        ((HfWireHead *) (gpointer) answer->data)->length = G_MAXUINT32;
      else if (g_str_equal (mode, "wrong-body"))
        memset (answer->data + sizeof head, 0xff, 8);
      else if (g_str_equal (mode, "half"))
        {
          send_bytes (answer->data, answer->len - 5);
          for (;;)
            pause ();
        }
      send_bytes (answer->data, answer->len);
    }

  return 0;
}
