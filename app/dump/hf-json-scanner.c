/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-json-scanner.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct _HfJsonScanner
{
  HfDumpInput *input;
  guint max_depth;
  gsize max_string;
  guint depth;
  gboolean fresh;      /* just entered: no comma before the next member or item */
  guint64 *is_object;  /* one bit a level */
  guint64 line;
  GString *unescaped;
  char *message;
  gboolean cut;
};

HfJsonScanner *
hf_json_scanner_new (HfDumpInput *input)
{
  HfJsonScanner *self = g_new0 (HfJsonScanner, 1);

  self->input = input;
  self->max_depth = hf_dump_input_limits (input)->max_depth;
  self->max_string = hf_dump_input_limits (input)->max_json;
  self->is_object = g_new0 (guint64, self->max_depth / 64 + 1);
  self->line = 1;
  self->unescaped = g_string_new (NULL);

  return self;
}

void
hf_json_scanner_free (HfJsonScanner *self)
{
  if (self == NULL)
    return;

  g_free (self->is_object);
  g_string_free (self->unescaped, TRUE);
  g_free (self->message);
  g_free (self);
}

gboolean
hf_json_scanner_failed (const HfJsonScanner *self)
{
  return self->message != NULL;
}

const char *
hf_json_scanner_message (const HfJsonScanner *self)
{
  return self->message;
}

gboolean
hf_json_scanner_is_cut (const HfJsonScanner *self)
{
  return self->cut;
}

guint64
hf_json_scanner_line (const HfJsonScanner *self)
{
  return self->line;
}

gboolean
hf_json_scanner_fail (HfJsonScanner *self,
                      const char    *why)
{
  if (self->message == NULL)
    self->message = g_strdup_printf ("line %" G_GUINT64_FORMAT " (byte %" G_GUINT64_FORMAT "): %s", self->line,
                                     hf_dump_input_offset (self->input), why);

  return FALSE;
}

static gboolean
fail_cut (HfJsonScanner *self)
{
  self->cut = self->message == NULL;

  return hf_json_scanner_fail (self, "the data ends here, in the middle of a value");
}

gboolean
hf_json_scanner_next_line (HfJsonScanner *self)
{
  HfDumpInput *input = self->input;

  for (;;)
    {
      const guint8 *found = memchr (input->at, '\n', input->end - input->at);

      if (found != NULL)
        {
          input->at = found + 1;
          break;
        }
      input->at = input->end;
      if (!hf_dump_input_more (input))
        return FALSE;
    }

  g_clear_pointer (&self->message, g_free);
  self->cut = FALSE;
  self->depth = 0;
  self->fresh = FALSE;
  self->line++;

  return TRUE;
}

/* ---- between values --------------------------------------------------------------------------------------------- */

static gboolean
is_space (guint8 c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Returns the next byte that is no white space, without using it; 0 at the end of the data. */
static guint8
next_byte (HfJsonScanner *self)
{
  HfDumpInput *input = self->input;

  for (;;)
    {
      guint8 c = *input->at;

      if (G_LIKELY (c > ' '))
        return c;
      if (is_space (c))
        {
          self->line += c == '\n';
          input->at++;
        }
      else if (input->at < input->end)
        return c;
      else if (!hf_dump_input_more (input))
        return 0;
    }
}

static gboolean
at_end (const HfJsonScanner *self)
{
  return self->input->at == self->input->end;
}

HfJsonType
hf_json_scanner_peek (HfJsonScanner *self)
{
  if (self->message != NULL)
    return HF_JSON_END;

  switch (next_byte (self))
    {
    case '{':
      return HF_JSON_OBJECT;

    case '[':
      return HF_JSON_ARRAY;

    case '"':
      return HF_JSON_STRING;

    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return HF_JSON_NUMBER;

    case 't':
    case 'f':
      return HF_JSON_BOOLEAN;

    case 'n':
      return HF_JSON_NULL;

    default:
      if (!at_end (self))
        hf_json_scanner_fail (self, "no value begins like this");
      else if (self->depth > 0)
        fail_cut (self);
      return HF_JSON_END;
    }
}

/* ---- objects and arrays --------------------------------------------------------------------------------------------- */

static gboolean
expect (HfJsonScanner *self,
        HfJsonType     type,
        const char    *otherwise)
{
  if (self->message != NULL)
    return FALSE;
  if (hf_json_scanner_peek (self) == type)
    return TRUE;
  if (self->cut)
    return FALSE;

  /* What belongs here says more than that no value begins like this. */
  g_clear_pointer (&self->message, g_free);

  return at_end (self) ? fail_cut (self) : hf_json_scanner_fail (self, otherwise);
}

static gboolean
enter (HfJsonScanner *self,
       gboolean       is_object)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (self->depth % 64);
  guint64 *word = &self->is_object[self->depth / 64];

  if (self->depth >= self->max_depth)
    {
      g_autofree char *why = g_strdup_printf ("nested deeper than %u levels", self->max_depth);

      return hf_json_scanner_fail (self, why);
    }

  *word = is_object ? *word | bit : *word & ~bit;
  self->depth++;
  self->fresh = TRUE;
  self->input->at++;

  return TRUE;
}

gboolean
hf_json_scanner_enter_object (HfJsonScanner *self)
{
  return expect (self, HF_JSON_OBJECT, "an object ({…}) belongs here") && enter (self, TRUE);
}

gboolean
hf_json_scanner_enter_array (HfJsonScanner *self)
{
  return expect (self, HF_JSON_ARRAY, "an array ([…]) belongs here") && enter (self, FALSE);
}

/* To the next member or item, behind its comma; FALSE where @closing ends them. */
static gboolean
go_on (HfJsonScanner *self,
       guint8         closing,
       const char    *otherwise)
{
  guint8 c;

  if (self->message != NULL)
    return FALSE;

  c = next_byte (self);
  if (c == closing)
    {
      self->input->at++;
      self->depth--;
      self->fresh = FALSE;
      return FALSE;
    }
  if (self->fresh)
    {
      self->fresh = FALSE;
      return TRUE;
    }
  if (c != ',')
    return c == 0 && at_end (self) ? fail_cut (self) : hf_json_scanner_fail (self, otherwise);
  self->input->at++;

  return TRUE;
}

gboolean
hf_json_scanner_next_member (HfJsonScanner *self,
                             HfJsonText    *key)
{
  HfDumpInput *input = self->input;

  g_assert (self->message != NULL || self->depth > 0);

  if (!go_on (self, '}', "a comma or } belongs here") ||
      !expect (self, HF_JSON_STRING, "a member's name in quotes belongs here") ||
      !hf_json_scanner_string (self, key))
    return FALSE;

  /* Nearly always the colon follows at once; else the name must be kept, since looking further may move it. */
  if (G_UNLIKELY (*input->at != ':'))
    {
      if (key->text != self->unescaped->str)
        {
          g_string_truncate (self->unescaped, 0);
          g_string_append_len (self->unescaped, key->text, key->length);
          key->text = self->unescaped->str;
        }
      if (next_byte (self) != ':')
        return at_end (self) ? fail_cut (self) : hf_json_scanner_fail (self, "a colon belongs here");
    }
  input->at++;

  return TRUE;
}

gboolean
hf_json_scanner_next_item (HfJsonScanner *self)
{
  g_assert (self->message != NULL || self->depth > 0);

  return go_on (self, ']', "a comma or ] belongs here");
}

/* ---- strings --------------------------------------------------------------------------------------------------------- */

/* The number of bytes from @from on that are neither a quote, a backslash nor a control character. */
static inline gsize
plain_bytes (const guint8 *from)
{
  const guint8 *at = from;

#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"');
  const __m128i backslash = _mm_set1_epi8 ('\\');
  const __m128i control = _mm_set1_epi8 (0x1f);

  G_STATIC_ASSERT (HF_DUMP_INPUT_PADDING >= 32);
  for (;; at += 16)
    {
      __m128i bytes = _mm_loadu_si128 ((const __m128i_u *) at);
      __m128i special = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (bytes, quote), _mm_cmpeq_epi8 (bytes, backslash)),
                                      _mm_cmpeq_epi8 (_mm_min_epu8 (bytes, control), bytes));
      guint mask = (guint) _mm_movemask_epi8 (special);

      /* The zeros behind the end stop it. */
      if (mask != 0)
        return at + __builtin_ctz (mask) - from;
    }
#else
  while (*at != '"' && *at != '\\' && *at >= 0x20)
    at++;

  return at - from;
#endif
}

static gboolean
fail_too_long (HfJsonScanner *self)
{
  g_autofree char *limit = g_format_size_full (self->max_string, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *why = g_strdup_printf ("a string is longer than %s", limit);

  return hf_json_scanner_fail (self, why);
}

/* From the opening quote at `at`: finds the closing one, with everything between them in the window. */
static gboolean
find_string (HfJsonScanner *self,
             gsize         *length,
             gboolean      *has_escapes)
{
  HfDumpInput *input = self->input;
  gsize i = 1;

  *has_escapes = FALSE;
  for (;;)
    {
      guint8 c;

      i += plain_bytes (input->at + i);
      if (i > self->max_string)
        return fail_too_long (self);
      if (input->at + i >= input->end)
        {
          i = input->end - input->at;
          if (!hf_dump_input_more (input))
            return fail_cut (self);
          continue;
        }

      c = input->at[i];
      if (G_LIKELY (c == '"'))
        break;
      if (c == '\n' || c == '\r')
        return hf_json_scanner_fail (self, "a string is not closed on its line");
      if (c == '\\')
        {
          *has_escapes = TRUE;
          if (!hf_dump_input_need (input, i + 2))
            return fail_cut (self);
          i++;
        }
      i++;
    }
  *length = i - 1;

  return TRUE;
}

static gboolean
take_hex4 (const guint8 *from,
           const guint8 *end,
           gunichar     *c)
{
  if (end - from < 4)
    return FALSE;

  *c = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value ((char) from[i]);

      if (digit < 0)
        return FALSE;
      *c = *c << 4 | (guint) digit;
    }

  return TRUE;
}

/* @from: behind "\u". Returns the end of what was used, or NULL. A surrogate without its partner becomes U+FFFD. */
static const guint8 *
unescape_unicode (GString      *to,
                  const guint8 *from,
                  const guint8 *end)
{
  gunichar c;
  gunichar low;

  if (!take_hex4 (from, end, &c))
    return NULL;
  from += 4;
  if (c >= 0xD800 && c < 0xDC00 && end - from >= 6 && from[0] == '\\' && from[1] == 'u' &&
      take_hex4 (from + 2, end, &low) && low >= 0xDC00 && low < 0xE000)
    {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      from += 6;
    }
  if (c >= 0xD800 && c < 0xE000)
    c = 0xFFFD;
  if (c == 0)
    g_string_append_c (to, '\0');
  else
    g_string_append_unichar (to, c);

  return from;
}

static gboolean
unescape (HfJsonScanner *self,
          const guint8  *from,
          const guint8  *end)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";

  g_string_truncate (self->unescaped, 0);
  while (from < end)
    {
      const guint8 *backslash = memchr (from, '\\', end - from);
      const char *known;

      if (backslash == NULL)
        backslash = end;
      g_string_append_len (self->unescaped, (const char *) from, backslash - from);
      if (backslash == end)
        break;
      from = backslash + 2;
      if (backslash[1] == 'u')
        {
          from = unescape_unicode (self->unescaped, from, end);
          if (from == NULL)
            return hf_json_scanner_fail (self, "a string has a \\u without four hexadecimal digits");
          continue;
        }
      known = backslash[1] != 0 ? strchr (escapes, backslash[1]) : NULL;
      if (known == NULL)
        return hf_json_scanner_fail (self, "a string has a backslash before something that needs none");
      g_string_append_c (self->unescaped, meanings[known - escapes]);
    }

  return TRUE;
}

gboolean
hf_json_scanner_string (HfJsonScanner *self,
                        HfJsonText    *text)
{
  gboolean has_escapes;
  gsize length = 0;

  if (!expect (self, HF_JSON_STRING, "a string belongs here") || !find_string (self, &length, &has_escapes))
    return FALSE;

  text->text = (const char *) self->input->at + 1;
  text->length = length;
  if (G_UNLIKELY (has_escapes))
    {
      if (!unescape (self, self->input->at + 1, self->input->at + 1 + length))
        return FALSE;
      text->text = self->unescaped->str;
      text->length = self->unescaped->len;
    }
  self->input->at += length + 2;

  return TRUE;
}

/* ---- numbers and words ------------------------------------------------------------------------------------------------ */

#define MAX_NUMBER_LENGTH 400

static gboolean
is_number_byte (guint8 c)
{
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* Brings a whole number into the window. */
static gboolean
find_number (HfJsonScanner *self,
             gsize         *length)
{
  HfDumpInput *input = self->input;
  gsize i = 0;

  for (;;)
    {
      while (is_number_byte (input->at[i]))
        i++;
      if (i > MAX_NUMBER_LENGTH)
        return hf_json_scanner_fail (self, "a number is too long");
      if (input->at + i < input->end || !hf_dump_input_more (input))
        break;
    }
  *length = i;

  return TRUE;
}

gboolean
hf_json_scanner_double (HfJsonScanner *self,
                        double        *number)
{
  char text[MAX_NUMBER_LENGTH + 1];
  gsize length = 0;
  char *end;

  if (!expect (self, HF_JSON_NUMBER, "a number belongs here") || !find_number (self, &length))
    return FALSE;

  memcpy (text, self->input->at, length);
  text[length] = '\0';
  *number = g_ascii_strtod (text, &end);
  if (*end != '\0' || !isfinite (*number))
    return hf_json_scanner_fail (self, "this is not a number");
  self->input->at += length;

  return TRUE;
}

gboolean
hf_json_scanner_number (HfJsonScanner *self,
                        GString       *text)
{
  gsize length = 0;

  if (!expect (self, HF_JSON_NUMBER, "a number belongs here") || !find_number (self, &length))
    return FALSE;
  g_string_truncate (text, 0);
  g_string_append_len (text, (const char *) self->input->at, (gssize) length);
  self->input->at += length;

  return TRUE;
}

/* "64.0" and "1e3" are whole numbers too; languages that know only floating point write such. */
static gboolean
uint64_from_double (HfJsonScanner *self,
                    guint64       *number)
{
  double value;

  if (!hf_json_scanner_double (self, &value))
    return FALSE;
  if (value < 0 || value >= 18446744073709551616.0 || value != floor (value))
    return hf_json_scanner_fail (self, "a whole number that is not negative, below 2^64, belongs here");
  *number = (guint64) value;

  return TRUE;
}

gboolean
hf_json_scanner_uint64 (HfJsonScanner *self,
                        guint64       *number)
{
  HfDumpInput *input = self->input;
  guint64 value = 0;
  const guint8 *at;

  if (!expect (self, HF_JSON_NUMBER, "a number belongs here"))
    return FALSE;

  /* 19 digits always fit; whatever is not plainly that goes the long way. */
  for (at = input->at; *at >= '0' && *at <= '9'; at++)
    value = value * 10 + (*at - '0');
  if (G_LIKELY (at < input->end && at > input->at && at - input->at <= 19 && !is_number_byte (*at)))
    {
      *number = value;
      input->at = at;
      return TRUE;
    }

  {
    char text[MAX_NUMBER_LENGTH + 1];
    gsize length = 0;
    guint64 exact;

    if (!find_number (self, &length))
      return FALSE;
    memcpy (text, input->at, length);
    text[length] = '\0';
    if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &exact, NULL))
      {
        *number = exact;
        input->at += length;
        return TRUE;
      }
  }

  return uint64_from_double (self, number);
}

/* As long as ",digits" follows ",digits" and none reaches the window's end; a line break may stand before a comma. */
static gsize
take_plain_items (HfJsonScanner *self,
                  guint64       *numbers,
                  gsize          max)
{
  const guint8 *at = self->input->at;
  const guint8 *end = self->input->end;
  gsize n = 0;

  while (n < max && end - at > 32)
    {
      const guint8 *comma = at + (*at == '\n');
      const guint8 *digit = comma + 1;
      guint64 value = 0;

      for (; (guint8) (*digit - '0') <= 9; digit++)
        value = value * 10 + (*digit - '0');
      if (G_UNLIKELY (*comma != ',' || digit == comma + 1 || digit - comma > 20 || (*digit > ',' && *digit != ']')))
        break;
      self->line += comma != at;
      numbers[n++] = value;
      at = digit;
    }
  self->input->at = at;

  return n;
}

gsize
hf_json_scanner_uint64_items (HfJsonScanner *self,
                              guint64       *numbers,
                              gsize          max)
{
  gsize n = 0;

  while (n < max)
    {
      if (!self->fresh && self->message == NULL)
        n += take_plain_items (self, numbers + n, max - n);
      if (n == max || !hf_json_scanner_next_item (self) || !hf_json_scanner_uint64 (self, &numbers[n]))
        break;
      n++;
    }

  return n;
}

static gboolean
take_word (HfJsonScanner *self,
           const char    *word)
{
  gsize length = strlen (word);

  if (!hf_dump_input_need (self->input, length))
    return fail_cut (self);
  if (memcmp (self->input->at, word, length) != 0)
    return hf_json_scanner_fail (self, "no value begins like this");
  self->input->at += length;

  return TRUE;
}

gboolean
hf_json_scanner_boolean (HfJsonScanner *self,
                         gboolean      *value)
{
  if (!expect (self, HF_JSON_BOOLEAN, "true or false belongs here"))
    return FALSE;
  *value = *self->input->at == 't';

  return take_word (self, *value ? "true" : "false");
}

/* ---- whatever it is ------------------------------------------------------------------------------------------------------ */

static gboolean
skip_scalar (HfJsonScanner *self,
             HfJsonType     type)
{
  gsize length = 0;
  gboolean has_escapes;

  switch (type)
    {
    case HF_JSON_STRING:
      if (!find_string (self, &length, &has_escapes))
        return FALSE;
      self->input->at += length + 2;
      return TRUE;

    case HF_JSON_NUMBER:
      if (!find_number (self, &length))
        return FALSE;
      self->input->at += length;
      return TRUE;

    case HF_JSON_BOOLEAN:
      return take_word (self, *self->input->at == 't' ? "true" : "false");

    case HF_JSON_NULL:
      return take_word (self, "null");

    case HF_JSON_OBJECT:
    case HF_JSON_ARRAY:
    case HF_JSON_END:
    default:
      return self->message == NULL ? fail_cut (self) : FALSE;
    }
}

static gboolean
next_of_level (HfJsonScanner *self)
{
  guint level = self->depth - 1;
  HfJsonText key;

  if (self->is_object[level / 64] >> (level % 64) & 1)
    return hf_json_scanner_next_member (self, &key);

  return hf_json_scanner_next_item (self);
}

gboolean
hf_json_scanner_skip (HfJsonScanner *self)
{
  guint base = self->depth;

  if (self->message != NULL)
    return FALSE;

  do
    {
      HfJsonType type = hf_json_scanner_peek (self);

      if (type == HF_JSON_OBJECT || type == HF_JSON_ARRAY)
        {
          if (!enter (self, type == HF_JSON_OBJECT))
            return FALSE;
        }
      else if (!skip_scalar (self, type))
        return FALSE;
      while (self->depth > base && !next_of_level (self))
        if (self->message != NULL)
          return FALSE;
    }
  while (self->depth > base);

  return TRUE;
}
