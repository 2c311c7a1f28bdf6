/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "graphviz/helper/hf-dot.h"
#include "graphviz/helper/hf-sandbox.h"

static gboolean
read_all (guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize got = read (STDIN_FILENO, data, length);

      if (got == 0 || (got < 0 && errno != EINTR))
        return FALSE;
      data += MAX (got, 0);
      length -= (gsize) MAX (got, 0);
    }

  return TRUE;
}

static gboolean
write_all (const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize put = write (STDOUT_FILENO, data, length);

      if (put < 0 && errno != EINTR)
        return FALSE;
      data += MAX (put, 0);
      length -= (gsize) MAX (put, 0);
    }

  return TRUE;
}

/* A small layout of every kind: whatever Graphviz loads, allocates or computes once, it does now. */
static void
warm_up (HfDot *dot)
{
  g_autoptr (HfLayoutRequest) request = hf_layout_request_new ();

  hf_layout_request_add_cluster (request);
  for (guint i = 0; i < 4; i++)
    hf_layout_request_add_box (request, 80, 40, i < 2 ? 0 : HF_LAYOUT_NO_CLUSTER);
  for (guint i = 0; i < 4; i++)
    hf_layout_request_add_edge (request, i, (i + 1) % 4, 40, 18, 1);
  for (HfEffort effort = 0; effort < HF_N_EFFORTS; effort++)
    {
      HfLayout *layout = hf_dot_layout (dot, request, effort);

      g_clear_pointer (&layout, hf_layout_unref);
    }
}

static GByteArray *
answer (HfDot *dot, const HfWireHead *head, const guint8 *body)
{
  g_autoptr (HfLayoutRequest) request = NULL;
  g_autoptr (HfLayout) layout = NULL;
  GByteArray *message = NULL;
  HfEffort effort;

  if (head->kind == HF_WIRE_LAYOUT)
    request = hf_wire_read_request (body, head->length, &effort);
  if (request != NULL)
    {
      hf_sandbox_arm ();
      layout = hf_dot_layout (dot, request, effort);
    }
  if (layout != NULL)
    message = hf_wire_write_answer (layout, head->serial);

  return message ? message : hf_wire_write_refusal (head->serial);
}

static int
serve (HfDot *dot)
{
  HfWireHead head;

  while (read_all ((guint8 *) &head, sizeof head))
    {
      g_autofree guint8 *body = NULL;
      g_autoptr (GByteArray) message = NULL;

      if (!hf_wire_check_head (&head, 0))
        return 1;
      body = g_malloc ((gsize) head.length + 1);
      if (!read_all (body, head.length))
        return 1;
      message = answer (dot, &head, body);
      if (!write_all (message->data, message->len))
        return 1;
    }

  return 0;
}

int
main (int argc, char **argv)
{
  HfDot *dot;

  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      puts ("holdfast-graphviz " HF_VERSION);
      return 0;
    }
  if (argc != 2 || strcmp (argv[1], "--serve") != 0)
    {
      fputs ("holdfast-graphviz lays out graphs for Holdfast, which starts it; it is of no use by itself.\n", stderr);
      return 2;
    }

  hf_sandbox_limit ();
  dot = hf_dot_new ();
  if (dot == NULL)
    return 1;
  warm_up (dot);
  if (!hf_sandbox_close ())
    return 1;

  /* What Graphviz leaves behind is not worth a clean end. */
  _exit (serve (dot));
}
