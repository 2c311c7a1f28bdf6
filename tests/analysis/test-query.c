/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-query.h"

#include <string.h>

/* ---- what is understood, in one spelling ---- */

static void
test_spellings (void)
{
  static const struct
  {
    const char *text;
    const char *printed;
  } table[] = {
    { "", "" },
    { "  \t\n ", "" },
    { "\u3000", "" },
    { "Session", "Session" },
    { "app.Session", "app.Session" },
    { "app.*", "app.*" },
    { "a b", "a b" },
    { "a and b", "a b" },
    { "a AND b", "a b" },
    { "a or b", "a or b" },
    { "a OR b or c", "a or b or c" },
    { "a b or c d", "(a b) or (c d)" },
    { "a (b or c)", "a (b or c)" },
    { "(a b) c", "a b c" },
    { "((a))", "a" },
    { "a or (b or c)", "a or b or c" },
    { "-a", "-a" },
    { "not a", "-a" },
    { "not not a", "a" },
    { "-(a b)", "-(a b)" },
    { "not(a or b)", "-(a or b)" },
    { "-not -a", "-a" },
    { "a -b", "a -b" },
    { "a-b", "\"a-b\"" },
    { "type:app.*", "type:app.*" },
    { "type=app.Session", "type=app.Session" },
    { "type != Session", "type!=Session" },
    { "type~sess", "type~sess" },
    { "type !~ sess", "type!~sess" },
    { "type:dict or kind:frame", "type:dict or kind:frame" },
    { "size>1k", "size>1k" },
    { "size > 1k", "size>1k" },
    { "shallow>=1.5KiB", "size>=1.5KiB" },
    { "size==5", "size=5" },
    { "size!=5", "size!=5" },
    { "retained<2MB", "retained<2MB" },
    { "refs>10 referents>10", "refs>10 refs>10" },
    { "length>3 items<=7", "items>3 items<=7" },
    { "referrers>10k", "referrers>10k" },
    { "value~\"foo\"", "value~foo" },
    { "value~\"foo bar\"", "value~\"foo bar\"" },
    { "value~'foo \"bar\"'", "value~\"foo \\\"bar\\\"\"" },
    { "value=\"\"", "value=\"\"" },
    { "value:print(x)", "value:\"print(x)\"" },
    { "(value:print(x))", "value:\"print(x)\"" },
    { "held-by:app.CACHE['a b'][0]", "held-by:\"app.CACHE['a b'][0]\"" },
    { "(held-by:type(app.X))", "held-by:\"type(app.X)\"" },
    { "held-by:\"module app › .CACHE\"", "held-by:\"module app › .CACHE\"" },
    { "reachable-from:0x7f00 new", "reachable-from:0x7f00 new" },
    { "new cycle garbage", "new cycle garbage" },
    { "\"new\"", "\"new\"" },
    { "'not'", "\"not\"" },
    { "New", "New" },
    { "newer", "newer" },
    { "orange", "orange" },
    { "not-a", "\"not-a\"" },
    { "size", "size" },
    { "app.f.<locals>.Session", "\"app.f.<locals>.Session\"" },
    { "web.py:31", "\"web.py:31\"" },
    { "Makefile:31", "\"Makefile:31\"" },
    { "(no module)", "no module" },
    { "list → [*]", "list \"→\" \"[*]\"" },
    { "name:_x*", "name:_x*" },
    { "日本 or 语言", "\"日本\" or \"语言\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      HfQueryFault fault;
      g_autoptr (HfQuery) query = hf_query_parse (table[i].text, &fault);
      g_autofree char *printed = NULL;

      g_assert_cmpstr (fault.sentence, ==, NULL);
      g_assert_nonnull (query);
      printed = hf_query_to_string (query);
      g_assert_cmpstr (printed, ==, table[i].printed);
    }
}

/* ---- what is not ---- */

/* In @text a caret stands before the column. */
static void
assert_fault (const char *text, guint length, const char *part)
{
  const char *caret = strchr (text, '^');
  g_autofree char *query_text = g_strdup_printf ("%.*s%s", (int) (caret - text), text, caret + 1);
  guint column = (guint) g_utf8_strlen (text, caret - text);
  g_autofree char *message = NULL;
  HfQueryFault fault;

  g_test_message ("%s", text);
  g_assert_null (hf_query_parse (query_text, &fault));
  g_assert_nonnull (fault.sentence);
  message = hf_query_fault_message (&fault, NULL);
  g_test_message ("  %s", message);
  g_assert_cmpuint (fault.column, ==, column);
  g_assert_cmpuint (fault.length, ==, length);
  if (strstr (message, part) == NULL)
    g_error ("“%s” does not say “%s”", message, part);
  hf_query_fault_clear (&fault);
}

static void
test_faults (void)
{
  static const struct
  {
    const char *text;
    guint length;
    const char *part;
  } table[] = {
    { "^or a", 2, "before “or”" },
    { "^and a", 3, "before “or”" },
    { "a or^", 0, "after “or”" },
    { "a or ^", 0, "after “or”" },
    { "a and ^", 0, "after “and”" },
    { "a and ^or b", 0, "after “and”" },
    { "a or ^or b", 0, "after “or”" },
    { "not ^", 0, "after “not”" },
    { "a not ^", 0, "after “not”" },
    { "not ^or a", 0, "after “not”" },
    { "-^", 0, "after “-”" },
    { "a -^ b", 0, "after “-”" },
    { "(^", 0, "after “(”" },
    { "(^)", 0, "after “(”" },
    { "a ( ^)", 0, "after “(”" },
    { "^(a", 1, "not closed" },
    { "a ^(b or (c)", 1, "not closed" },
    { "a^)", 1, "not opened" },
    { "^)", 1, "not opened" },
    { "(a) ^) b", 1, "not opened" },
    { "(a or ^)", 0, "after “or”" },
    { "size>^", 0, "missing after “size”" },
    { "size > ^", 0, "missing after “size”" },
    { "size> ^or a", 2, "“or”" },
    { "size>^abc", 3, "“abc”" },
    { "size>^1x", 2, "like 500" },
    { "refs>^1kB", 3, "like 10" },
    { "size>^-5", 2, "“-5”" },
    { "size>^1.5", 3, "whole" },
    { "size>^1.0005k", 7, "whole" },
    { "size>^1.5.5", 5, "“1.5.5”" },
    { "size>^1,000", 5, "“1,000”" },
    { "size>^99999999999999999999", 20, "larger" },
    { "size>^9999999999T", 11, "larger" },
    { "size^:1k", 1, "compared with a number" },
    { "size^~1", 1, ">=" },
    { "refs^!~1", 2, "compared with a number" },
    { "type^>5", 1, "compared with text" },
    { "type:^", 0, "missing after “type”" },
    { "type:^ dict", 0, "missing after “type”" },
    { "a value~^", 0, "missing after “value”" },
    { "kind:^thing", 5, "no kind “thing”" },
    { "kind=^fram", 4, "module, frame" },
    { "new^:x", 1, "stands alone" },
    { "garbage^>3", 1, "stands alone" },
    { "held-by:^", 0, "missing after “held-by”" },
    { "held-by^=app", 1, "takes an object" },
    { "held-by:^\"\"", 2, "missing after “held-by”" },
    { "reaches^>5", 1, "takes an object" },
    { "^sizee>1k", 5, "(size)" },
    { "^Size>1k", 4, "size" },
    { "a ^heldby:x", 6, "held-by" },
    { "^wombat:x", 6, "no keyword “wombat”" },
    { "^foo=1", 3, "no keyword “foo”" },
    { "a ^> 5", 1, "before “>”" },
    { "^==", 2, "before “==”" },
    { "^\"abc", 4, "not closed" },
    { "a value~^'b c", 4, "not closed" },
    { "type ^<= 5", 2, "compared with text" },
    { "日本 or^", 0, "after “or”" },
    { "日本 (语 size>^x)", 1, "“x”" },
    { "\"a\"^b", 0, "blank is missing" },
    { "type:\"a\"^b", 0, "blank is missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    assert_fault (table[i].text, table[i].length, table[i].part);
}

static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("a");
  g_autoptr (GString) negated = g_string_new (NULL);
  g_autoptr (HfQuery) query = NULL;
  g_autoptr (HfQuery) third = NULL;
  HfQueryFault fault;

  for (guint i = 0; i < 100000; i++)
    {
      g_string_append_c (deep, '(');
      g_string_append (wide, i % 2 ? " or a" : " b");
      g_string_append (negated, "not -");
    }
  g_assert_null (hf_query_parse (deep->str, &fault));
  g_assert_cmpuint (fault.column, ==, 64);
  hf_query_fault_clear (&fault);
  query = hf_query_parse (wide->str, &fault);
  g_assert_nonnull (query);
  g_string_append (negated, "x");
  third = hf_query_parse (negated->str, &fault);
  g_assert_nonnull (third);
  g_assert_null (hf_query_parse ("ab\xff\xfe", &fault));
  g_assert_cmpuint (fault.column, ==, 2);
  hf_query_fault_clear (&fault);
}

/* ---- whatever is written ---- */

static const char *const bits[] = {
  "a", "Session", "app.*", " ", " ", " ", "(", ")", "-", "not ", " or ", " and ", "size", "refs>", "type:", "value~", "\"", "'", "\\", "k", "1", "10",
  "1.5", "M", "Ki", "B", ":", "~", "!~", "!=", "=", "<", "<=", ">", "new", "cycle", "held-by:", "app.X['a b']", "[", "]", "日", "\u3000", "\t", "kind:frame",
  "name=", ".", "*", "?", "#1", "0x", "\xff", "\xc3", "›", "-(", "length", "site:x.py:3",
};

static char *
scribble (GRand *rand)
{
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (rand, 0, 24);
  gboolean bytes = g_rand_int_range (rand, 0, 4) == 0;

  for (guint i = 0; i < n; i++)
    {
      if (bytes)
        g_string_append_c (text, (char) g_rand_int_range (rand, 1, 256));
      else
        g_string_append (text, bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]);
    }

  return g_string_free (text, FALSE);
}

/* There is always an answer or a fault inside the text; what is understood reads the same once printed. */
static void
test_anything (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  guint n_good = 0, n_bad = 0;

  for (guint round = 0; round < 200000; round++)
    {
      g_autofree char *text = scribble (rand);
      HfQueryFault fault;
      g_autoptr (HfQuery) query = hf_query_parse (text, &fault);

      if (query == NULL)
        {
          const char *end;
          glong length;
          g_autofree char *message = hf_query_fault_message (&fault, NULL);

          g_utf8_validate (text, -1, &end);
          length = g_utf8_strlen (text, end - text);
          g_assert_cmpuint (fault.column + fault.length, <=, length);
          g_assert_cmpuint (strlen (message), >, 10);
          g_assert_null (strstr (message, "%s"));
          hf_query_fault_clear (&fault);
          n_bad++;
        }
      else
        {
          g_autofree char *printed = hf_query_to_string (query);
          g_autoptr (HfQuery) again = hf_query_parse (printed, &fault);
          g_autofree char *twice = NULL;

          g_assert_cmpstr (fault.sentence, ==, NULL);
          g_assert_nonnull (again);
          twice = hf_query_to_string (again);
          g_assert_cmpstr (twice, ==, printed);
          g_assert_cmpint (hf_query_is_words (query), ==, hf_query_is_words (again));
          g_assert_cmpuint (hf_query_needs (query), ==, hf_query_needs (again));
          n_good++;
        }
    }
  g_assert_cmpuint (n_good, >, 10000);
  g_assert_cmpuint (n_bad, >, 10000);
}

/* ---- words alone ---- */

static gboolean
fits (const char *text, const char *name)
{
  g_autoptr (HfQuery) query = hf_query_parse (text, NULL);

  g_assert_nonnull (query);

  return hf_query_fits_name (query, name);
}

static void
test_names (void)
{
  g_assert_true (fits ("", "app.Session"));
  g_assert_true (fits ("Sess", "app.Session"));
  g_assert_true (fits ("sess", "app.Session"));
  g_assert_true (fits ("APP.", "app.Session"));
  g_assert_false (fits ("apps", "app.Session"));
  g_assert_true (fits ("app.*", "app.Session"));
  g_assert_true (fits ("App.S*n", "app.Session"));
  g_assert_false (fits ("Sess*", "app.Session"));
  g_assert_true (fits ("*Sess*", "app.Session"));
  g_assert_true (fits ("sess app", "app.Session"));
  g_assert_false (fits ("sess -app", "app.Session"));
  g_assert_true (fits ("list or sess", "app.Session"));
  g_assert_false (fits ("list or dict", "app.Session"));
  g_assert_true (fits ("-(list or dict)", "app.Session"));
  g_assert_true (fits ("\"new\"", "app.newest"));
  g_assert_true (fits ("sess size>10", "app.Session"));
  g_assert_false (fits ("list size>10", "app.Session"));
}

/* ---- the words of the language ---- */

static void
test_words (void)
{
  guint n;
  const HfQueryWord *words = hf_query_words (&n);

  g_assert_cmpuint (n, >, 25);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HfQuery) query = hf_query_parse (words[i].example, NULL);
      g_autofree char *alone = words[i].takes == HF_QUERY_FLAG ? g_strdup (words[i].name) : g_strdup_printf ("%s%s1", words[i].name, words[i].takes == HF_QUERY_OBJECT ? ":" : "=");
      g_autoptr (HfQuery) second = hf_query_parse (g_str_equal (words[i].name, "kind") ? "kind:frame" : alone, NULL);

      g_assert_nonnull (query);
      g_assert_nonnull (strstr (words[i].example, words[i].name));
      g_assert_nonnull (second);
      g_assert_false (hf_query_is_words (second));
      g_assert_cmpuint (strlen (words[i].summary), >, 5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/spellings", test_spellings);
  g_test_add_func ("/query/faults", test_faults);
  g_test_add_func ("/query/limits", test_limits);
  g_test_add_func ("/query/anything", test_anything);
  g_test_add_func ("/query/names", test_names);
  g_test_add_func ("/query/words", test_words);

  return g_test_run ();
}
