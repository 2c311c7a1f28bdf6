/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-lines.h"

#include <string.h>

gboolean
hf_dump_next_line (HfDumpInput *input,
                   HfLine      *line)
{
  gsize searched = 0;

  for (;;)
    {
      gsize n = (gsize) (input->end - input->at);
      const guint8 *end = n > searched ? memchr (input->at + searched, '\n', n - searched) : NULL;

      if (end != NULL)
        {
          line->at = (const char *) input->at;
          line->length = (gsize) (end - input->at);
          if (line->length > 0 && line->at[line->length - 1] == '\r')
            line->length--;
          input->at = end + 1;
          return TRUE;
        }
      searched = n;
      if (n > hf_dump_input_limits (input)->max_json || !hf_dump_input_more (input))
        return FALSE;
    }
}

gboolean
hf_line_starts (const HfLine *line,
                const char   *word)
{
  gsize n = strlen (word);

  return line->length >= n && memcmp (line->at, word, n) == 0;
}

gboolean
hf_line_word (HfLine *line,
              HfLine *word)
{
  const char *space = line->length > 0 ? memchr (line->at, ' ', line->length) : NULL;
  gsize n = space != NULL ? (gsize) (space - line->at) : line->length;

  word->at = line->at;
  word->length = n;
  line->at += n + (space != NULL);
  line->length -= n + (space != NULL);

  return n > 0;
}

gboolean
hf_line_address (const HfLine *word,
                 guint64      *address)
{
  gsize at = word->length > 2 && word->at[0] == '0' && (word->at[1] == 'x' || word->at[1] == 'X') ? 2 : 0;

  *address = 0;
  if (word->length == 5 && memcmp (word->at, "(nil)", 5) == 0)
    return TRUE;
  if (word->length == at || word->length - at > 16)
    return FALSE;
  for (; at < word->length; at++)
    {
      gint digit = g_ascii_xdigit_value (word->at[at]);

      if (digit < 0)
        return FALSE;
      *address = *address << 4 | (guint64) digit;
    }

  return TRUE;
}

gboolean
hf_line_number (const HfLine *word,
                guint64      *number)
{
  *number = 0;
  if (word->length == 0 || word->length > 18)
    return FALSE;
  for (gsize at = 0; at < word->length; at++)
    {
      if (!g_ascii_isdigit (word->at[at]))
        return FALSE;
      *number = *number * 10 + (guint64) (word->at[at] - '0');
    }

  return TRUE;
}
