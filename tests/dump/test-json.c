/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dump/hf-dump.h"
#include "dump/hf-json-label.h"
#include "dump/hf-json-scanner.h"
#include "heap-check.h"
#include "heap-compare.h"

static HfHeap *
load (const char *text,
      gssize      length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length >= 0 ? (gsize) length : strlen (text));
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_dump_load_bytes ("a.json", bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  heap_check (heap);

  return heap;
}

static void
assert_error (const char *text,
              gssize      length,
              HfError     code,
              const char *part)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length >= 0 ? (gsize) length : strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = hf_dump_load_bytes ("dir/a.json", bytes, NULL, NULL, &error);

  g_assert_null (heap);
  g_assert_error (error, HF_ERROR, (gint) code);
  g_assert_true (g_str_has_prefix (error->message, "dir/a.json: "));
  g_assert_nonnull (strstr (error->message, "byte "));
  if (strstr (error->message, part) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, part);
}

static guint32
at (const HfHeap *heap,
    guint64       address)
{
  guint32 object = hf_heap_find_address (heap, address);

  g_assert_cmpuint (object, !=, HF_NONE);

  return object;
}

static char *
labels (const HfHeap *heap,
        guint64       address)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 object = at (heap, address);
  GString *text = g_string_new (NULL);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      g_string_append_printf (text, "%d ", hf_heap_ref_kind (heap, r));
      hf_heap_ref_append_label (heap, r, text);
      g_string_append_c (text, ';');
    }

  return g_string_free (text, FALSE);
}

/* ---- the form ------------------------------------------------------------------------------------------------------------------- */

/* The example that the project's documentation shows. */
static void
test_example (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1,\"runtime\":\"Lua 5.4\",\"objects\":[{\"id\":1,\"type\":\"app.Session\",\"size\":64,\"value\":\"s\","
    "\"refs\":[{\"to\":2,\"name\":\".data\",\"kind\":\"strong\"}]},{\"id\":2,\"type\":\"table\",\"refs\":[1,1]}],"
    "\"roots\":[{\"to\":1,\"kind\":\"module\",\"name\":\"app\"}]}", -1);
  const HfHeapInfo *info = hf_heap_info (heap);
  g_autofree char *first = labels (heap, 1);
  g_autofree char *second = labels (heap, 2);

  g_assert_cmpstr (info->format, ==, "Holdfast interchange JSON");
  g_assert_cmpstr (info->runtime, ==, "Lua 5.4");
  g_assert_cmpint (info->has, ==, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_NAMES | HF_HAS_ROOTS);
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 2);
  g_assert_cmpstr (first, ==, "1 .data;");
  g_assert_cmpstr (second, ==, "0 ;0 ;");
  g_assert_cmpstr (hf_heap_type_module (heap, hf_heap_type (heap, at (heap, 1))), ==, "app");
  g_assert_cmpint (hf_heap_root_kind (heap, 0), ==, HF_ROOT_MODULE);
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "app");
  g_assert_cmpuint (hf_heap_bytes (heap), ==, 64);
}

static const char lines[] =
  "{\"holdfast\":1,\"runtime\":\"r\"}\n"
  "{\"types\":[{\"name\":\"m.T\",\"module\":\"m\",\"kind\":\"instance\",\"flags\":[\"finalizer\"],\"object\":2}]}\n"
  "{\"sites\":[[{\"file\":\"f.py\",\"function\":\"g\",\"line\":3}]]}\n"
  "{\"id\":1,\"type\":\"m.T\",\"size\":10,\"site\":1,\"refs\":[2]}\n"
  "\n"
  "{\"refs\":[{\"kind\":\"weak\",\"name\":\"['k']\",\"to\":1}],\"size\":20,\"type\":\"type\",\"id\":2}\n"
  "{\"roots\":[1]}\n";

static void
test_lines (void)
{
  g_autoptr (HfHeap) heap = load (lines, -1);
  g_autofree char *second = labels (heap, 2);

  g_assert_cmpstr (hf_heap_info (heap)->format, ==, "Holdfast interchange JSON Lines");
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 2);
  g_assert_cmpuint (hf_heap_type_object (heap, hf_heap_type (heap, at (heap, 1))), ==, at (heap, 2));
  g_assert_cmpint (hf_heap_type_kind (heap, hf_heap_type (heap, at (heap, 1))), ==, HF_KIND_INSTANCE);
  g_assert_cmpint (hf_heap_type_flags (heap, hf_heap_type (heap, at (heap, 1))), ==, HF_TYPE_FINALIZER);
  g_assert_cmpuint (hf_heap_site_frame (heap, hf_heap_site (heap, at (heap, 1)), 0).line, ==, 3);
  g_assert_cmpstr (second, ==, "3 ['k'];");
  g_assert_cmpint (hf_ref_class (hf_heap_graph (heap)->out[hf_heap_graph (heap)->out_begin[at (heap, 2)]]), ==, HF_CLASS_WEAK);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
}

/* Windows line ends, a byte order mark, no line break at the end: all the same dump. */
static void
test_line_ends (void)
{
  g_autoptr (HfHeap) plain = load (lines, -1);
  g_auto (GStrv) split = g_strsplit (lines, "\n", -1);
  g_autofree char *joined = g_strjoinv ("\r\n", split);
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", joined, NULL);
  g_autoptr (HfHeap) windows = load (marked, -1);
  g_autoptr (HfHeap) open_ended = load (lines, (gssize) strlen (lines) - 1);
  g_autofree char *first = heap_compare (plain, windows, COMPARE_ALL);
  g_autofree char *second = heap_compare (plain, open_ended, COMPARE_ALL);

  g_assert_cmpstr (first, ==, NULL);
  g_assert_cmpstr (second, ==, NULL);
}

static void
test_ids (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1,\"objects\":[{\"id\":\"0x7f00\"},{\"id\":\"12\"},{\"id\":18446744073709551615},{\"id\":0},{\"id\":1e3},"
    "{\"id\":64.0,\"refs\":[\"0X7F00\",12,18446744073709551615,0,1000,{\"to\":\"0xffffffffffffffff\"}]}]}", -1);
  g_autofree char *all = labels (heap, 64);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 6);
  at (heap, 0x7f00);
  at (heap, 12);
  at (heap, G_MAXUINT64);
  at (heap, 1000);
  g_assert_cmpstr (all, ==, "0 ;0 ;0 ;0 ;0 ;0 ;");
  g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, 0);
}

static gboolean
has_addresses (const char *head,
               const char *first,
               const char *second)
{
  g_autofree char *text = g_strdup_printf ("{\"holdfast\":1,%s\"objects\":[{\"id\":%s},{\"id\":%s}]}", head, first, second);
  g_autoptr (HfHeap) heap = load (text, -1);

  return (hf_heap_info (heap)->has & HF_HAS_ADDRESSES) != 0;
}

/* Ids that the form defines to be addresses are, unless the dump says what it has. */
static void
test_addresses (void)
{
  g_assert_true (has_addresses ("", "\"0x7f00\"", "\"0X7f08\""));
  g_assert_true (has_addresses ("\"runtime\":\"Ruby 3.1\",", "\"0x7f01\"", "\"0x8\""));
  g_assert_false (has_addresses ("", "\"0x7f00\"", "\"32520\""));
  g_assert_false (has_addresses ("\"runtime\":\"Ruby 3.1\",", "32512", "32520"));
  g_assert_true (has_addresses ("\"runtime\":\"CPython 3.11.2\",", "32512", "32520"));
  g_assert_false (has_addresses ("\"runtime\":\"CPython 3.11.2\",", "32512", "32521"));
  g_assert_false (has_addresses ("\"runtime\":\"CPython 3.11.2\",", "8", "16"));
  g_assert_false (has_addresses ("\"runtime\":\"CPython 3.11.2\",\"has\":[\"sizes\"],", "\"0x7f00\"", "\"0x7f08\""));
  g_assert_true (has_addresses ("\"runtime\":\"Lua 5.4\",\"has\":[\"addresses\"],", "1", "2"));
}

static void
test_lenient (void)
{
  g_autoptr (HfHeap) heap = load (
    " {\"extra\": {\"deep\": [[{\"x\": [null, true, false, -1.5e-3, \"\\u00e9\"]}]]}, \"holdfast\" : 1 , \"runtime\": null,"
    " \"has\": null, \"lacks\": null, \"roots\": null, \"sites\": [], \"objects\" : [ { \"id\" : 1 , \"type\" : null, \"value\": null,"
    " \"size\": null, \"refs\": null, \"refcount\": null, \"flags\": null, \"site\": null, \"cut\": null, \"other\": [1, {}] } ] } ", -1);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 1);
  g_assert_cmpstr (hf_heap_type_name_of (heap, 1), ==, "unknown");
  g_assert_cmpstr (hf_heap_info (heap)->truncated, ==, NULL);
}

static void
test_escapes (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1,\"objects\":[{\"id\":1,\"value\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\ud800x\\udc00\"}]}", -1);

  g_assert_cmpstr (hf_heap_value (heap, 1), ==, "\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbdx\xef\xbf\xbd");
}

static void
test_places (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1,\"objects\":[{\"id\":1,\"refs\":[{\"to\":1,\"name\":\".x\"},{\"to\":1,\"name\":\"[3]\"},{\"to\":1,\"name\":\"['k']\"},"
    "{\"to\":1,\"name\":\"[03]\"},{\"to\":1,\"name\":\"[4294967296]\"},{\"to\":1,\"name\":\"key 2\"},{\"to\":1,\"name\":\"local a\"},"
    "{\"to\":1,\"name\":\"closure a\"},{\"to\":1,\"name\":\"{\xe2\x80\xa6}\"},{\"to\":1,\"name\":\".__dict__\"},{\"to\":1,\"name\":\".__class__\"},"
    "{\"to\":1,\"name\":\"whatever\"},{\"to\":1,\"name\":7,\"in\":\"index\"},{\"in\":\"field\",\"to\":1,\"name\":\"f\"},"
    "{\"to\":1,\"in\":\"stack\"},{\"to\":1,\"in\":\"no such\",\"name\":\".y\"},{\"to\":1,\"in\":\"value\",\"name\":\"3\"}]}]}", -1);
  g_autofree char *all = labels (heap, 1);

  g_assert_cmpstr (all, ==, "1 .x;2 [3];3 ['k'];3 [03];3 [4294967296];4 key 2;6 local a;7 closure a;5 {\xe2\x80\xa6};11 .__dict__;"
                            "12 .__class__;0 whatever;2 [7];9 .f;8 value stack;1 .y;3 [3];");
}

static void
test_type_names (void)
{
  static const char *const names[][3] = {
    { "app.models.T", "app.models", "app.models.T" }, { "T", "", "T" }, { ".T", "", ".T" }, { "T.", "", "T." },
    { "java.util.Map<java.lang.String>", "java.util", "java.util.Map<java.lang.String>" }, { "", "", "" }, { "(a.b)", "", "(a.b)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"%s\"}]}", names[i][0]);
      g_autoptr (HfHeap) heap = load (text, -1);

      g_assert_cmpstr (hf_heap_type_module (heap, hf_heap_type (heap, 1)), ==, names[i][1]);
      g_assert_cmpstr (hf_heap_type_name_of (heap, 1), ==, names[i][2]);
    }
}

/* Objects "dict", "list", "app.A", "function", "collections.deque" and "str" in that order, without and with declarations. */
static void
check_kinds (const char *head,
             const char *types,
             HfKind      dict,
             HfKind      application,
             HfKind      function)
{
  g_autofree char *text = g_strdup_printf ("{\"holdfast\":1,%s\"types\":[%s],\"objects\":[{\"id\":1,\"type\":\"dict\"},"
                                           "{\"id\":2,\"type\":\"app.A\",\"refs\":[{\"to\":1,\"name\":\".__dict__\"}]},"
                                           "{\"id\":3,\"type\":\"function\"},{\"id\":4,\"type\":\"str\"},"
                                           "{\"id\":5,\"type\":\"collections.deque\"},{\"id\":6,\"type\":\"app.dict\"}]}",
                                           head, types);
  g_autoptr (HfHeap) heap = load (text, -1);
  gboolean is_python = application == HF_KIND_INSTANCE;

  g_assert_cmpint (hf_heap_kind (heap, at (heap, 1)), ==, dict);
  g_assert_cmpint (hf_heap_kind (heap, at (heap, 2)), ==, application);
  g_assert_cmpint (hf_heap_kind (heap, at (heap, 3)), ==, function);
  g_assert_cmpint (hf_heap_kind (heap, at (heap, 4)), ==, is_python ? HF_KIND_VALUE : HF_KIND_OTHER);
  g_assert_cmpint (hf_heap_kind (heap, at (heap, 5)), ==, is_python ? HF_KIND_CONTAINER : HF_KIND_OTHER);
  g_assert_cmpint (hf_heap_kind (heap, at (heap, 6)), ==, application);
  g_assert_cmpint (!!(hf_heap_type_flags (heap, hf_heap_type (heap, at (heap, 1))) & HF_TYPE_DICT), ==, dict == HF_KIND_CONTAINER);
  g_assert_cmpint (!!(hf_heap_type_flags (heap, hf_heap_type (heap, at (heap, 4))) & HF_TYPE_STRING), ==, is_python);
}

/* Kinds of Python's own types are known by their names, wherever the runtime stands in the document; what is declared
 * stays as it is, and other runtimes' types of the same names are left alone. */
static void
test_kinds (void)
{
  g_autoptr (HfHeap) late = load ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"list\"}],\"runtime\":\"PyPy 7.3\"}", -1);
  g_autoptr (HfHeap) line_by_line = load ("{\"holdfast\":1}\n{\"id\":1,\"type\":\"list\"}\n{\"runtime\":\"python\"}\n", -1);
  g_autoptr (HfHeap) vague = load ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"list\"}]}", -1);

  check_kinds ("\"runtime\":\"CPython 3.11.2\",", "", HF_KIND_CONTAINER, HF_KIND_INSTANCE, HF_KIND_FUNCTION);
  check_kinds ("", "", HF_KIND_CONTAINER, HF_KIND_INSTANCE, HF_KIND_FUNCTION);
  check_kinds ("\"runtime\":null,", "", HF_KIND_CONTAINER, HF_KIND_INSTANCE, HF_KIND_FUNCTION);
  check_kinds ("\"runtime\":\"Lua 5.4\",", "", HF_KIND_OTHER, HF_KIND_OTHER, HF_KIND_OTHER);
  check_kinds ("\"runtime\":\"CPython 3.11.2\",", "{\"name\":\"dict\"},{\"name\":\"function\",\"kind\":\"other\"}", HF_KIND_CONTAINER,
               HF_KIND_INSTANCE, HF_KIND_OTHER);
  check_kinds ("", "{\"name\":\"dict\",\"kind\":\"value\"}", HF_KIND_VALUE, HF_KIND_OTHER, HF_KIND_OTHER);
  g_assert_cmpint (hf_heap_kind (late, 1), ==, HF_KIND_CONTAINER);
  g_assert_cmpint (hf_heap_kind (line_by_line, 1), ==, HF_KIND_CONTAINER);
  g_assert_cmpint (hf_heap_kind (vague, 1), ==, HF_KIND_OTHER);
}

/* ---- what is wrong in it -------------------------------------------------------------------------------------------------------- */

static void
test_errors (void)
{
  assert_error ("{\"holdfast\":1,\"objects\":[{\"type\":\"x\"}]}", -1, HF_ERROR_CORRUPT, "an object has no \"id\"");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":-1}]}", -1, HF_ERROR_CORRUPT, "not negative");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1.5}]}", -1, HF_ERROR_CORRUPT, "whole number");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":18446744073709551616}]}", -1, HF_ERROR_CORRUPT, "below 2^64");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":\"seven\"}]}", -1, HF_ERROR_CORRUPT, "an id is neither");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1 \"type\":2}]}", -1, HF_ERROR_CORRUPT, "a comma or } belongs here");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\" 1}]}", -1, HF_ERROR_CORRUPT, "a colon belongs here");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,}]}", -1, HF_ERROR_CORRUPT, "a member's name");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"refs\":[{\"name\":\"x\"}]}]}", -1, HF_ERROR_CORRUPT, "\"to\" which object");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"value\":\"a\nb\"}]}", -1, HF_ERROR_CORRUPT, "not closed on its line");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"value\":\"\\x\"}]}", -1, HF_ERROR_CORRUPT, "backslash");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"value\":\"\\u12g4\"}]}", -1, HF_ERROR_CORRUPT, "hexadecimal");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":nul}]}", -1, HF_ERROR_CORRUPT, "belongs here");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"x\":trux}]}", -1, HF_ERROR_CORRUPT, "no value begins like this");
  assert_error ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"x\":\0}]}", 42, HF_ERROR_CORRUPT, "no value begins like this");
  assert_error ("{\"holdfast\":1,\"objects\":{\"id\":1}}", -1, HF_ERROR_CORRUPT, "an array ([…]) belongs here");
  assert_error ("{\"holdfast\":\"1\"}", -1, HF_ERROR_CORRUPT, "a number belongs here");
  assert_error ("{\"holdfast\":1,\"objects\":[", -1, HF_ERROR_TRUNCATED, "the data ends here");
  assert_error ("{\"holdfast\":1,\"count\":3}", -1, HF_ERROR_TRUNCATED, "before the first of 3 objects");
  assert_error ("{\"a\":\"holdfast\",\"holdfast", -1, HF_ERROR_TRUNCATED, "the data ends here");
}

static void
test_damaged_lines (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1}\n{\"id\":1,\"refs\":[3]}\n{\"id\":2,\n{\"id\":3}\nrubbish\n[{\"id\":9}]\n{\"id\":4}\n{\"roots\":[4]}\n", -1);
  const char *truncated = hf_heap_info (heap)->truncated;

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 2);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
  g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, 1);
  g_assert_true (g_str_has_prefix (truncated, "Damaged at line 4 (byte 44): a member's name in quotes belongs here; 3 lines in all were left out."));
}

static void
test_missing_and_double (void)
{
  g_autoptr (HfHeap) heap = load (
    "{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"a\",\"refs\":[2,3,99]},{\"id\":2},{\"id\":2,\"refs\":[2]}],\"roots\":[{\"to\":7},1]}", -1);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 3);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 2);
  g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, 3);
}

/* Deep nesting costs no stack: neither where it is skipped nor where something else belongs. */
static void
test_deep (void)
{
  static const char *const beginnings[] = { "{\"holdfast\":1,\"x\":", "{\"holdfast\":1,\"objects\":", "{\"holdfast\":1}\n", "" };
  gsize depth = 1000000;

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (guint kind = 0; kind < 2; kind++)
      {
        GString *text = g_string_new (beginnings[i]);
        g_autoptr (GBytes) bytes = NULL;
        g_autofree char *sentence = NULL;

        for (gsize k = 0; k < depth; k++)
          g_string_append (text, kind == 0 ? "[" : "{\"a\":");
        if (kind == 0)
          for (gsize k = 0; k < depth; k++)
            g_string_append_c (text, ']');
        bytes = g_string_free_to_bytes (text);
        g_assert_cmpint (load_and_check ("deep.json", bytes, &sentence), ==, -1);
      }
  {
    GString *text = g_string_new ("{\"holdfast\":1,\"x\":");
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *sentence = NULL;

    for (gsize k = 0; k < depth; k++)
      g_string_append_c (text, '[');
    bytes = g_string_free_to_bytes (text);
    load_and_check ("deep.json", bytes, &sentence);
    g_assert_nonnull (strstr (sentence, "nested deeper than 128 levels"));
  }
}

static void
test_long_names (void)
{
  gsize n = 10 * 1000 * 1000;
  g_autofree char *name = g_strnfill (n, 'n');
  g_autofree char *text = g_strdup_printf ("{\"holdfast\":1,\"runtime\":\"%s\",\"objects\":[{\"id\":1,\"type\":\"m.%s\",\"value\":\"%s\","
                                           "\"refs\":[{\"to\":1,\"name\":\".%s\"}]}],\"roots\":[{\"to\":1,\"name\":\"%s\"}]}",
                                           name, name, name, name, name);
  g_autoptr (HfHeap) heap = load (text, -1);

  g_assert_cmpuint (strlen (hf_heap_value (heap, 1)), ==, n);
  g_assert_cmpuint (strlen (hf_heap_type_name_of (heap, 1)), ==, n + 2);
  g_assert_cmpuint (strlen (hf_heap_ref_name (heap, 1)), ==, n);
  g_assert_cmpuint (strlen (hf_heap_ref_name (heap, 0)), ==, n);
}

/* A list of a million sentences is read in no time, and cut. */
static void
test_many_lacks (void)
{
  GString *text = g_string_new ("{\"holdfast\":1,\"objects\":[{\"id\":1}],\"lacks\":[\"s\"");
  g_autoptr (HfHeap) heap = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, ",\"s\"");
  g_string_append (text, "]}");
  heap = load (text->str, (gssize) text->len);
  g_assert_cmpuint (g_strv_length (hf_heap_info (heap)->lacks), ==, 100);
  g_string_free (text, TRUE);
}

static void
test_too_long_string (void)
{
  HfDumpLimits limits = hf_dump_default_limits;
  g_autofree char *name = g_strnfill (100000, 'n');
  g_autofree char *text = g_strdup_printf ("{\"holdfast\":1,\"objects\":[{\"id\":1,\"value\":\"%s\"}]}", name);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  limits.max_json = 50000;
  g_assert_null (hf_dump_load_bytes ("a.json", bytes, &limits, NULL, &error));
  g_assert_nonnull (strstr (error->message, "a string is longer than 48.8"));
}

static void
test_odd_names (void)
{
  const char text[] = "{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"nul\\u0000.\xff.T\",\"value\":\"\0raw \xe2\x80\xae \x1b[31m \xc3\",\"refs\":"
                      "[{\"to\":1,\"name\":\".a\\u0000b\"}]}]}";
  g_autoptr (HfHeap) heap = load (text, sizeof text - 1);

  g_assert_cmpstr (hf_heap_type_name_of (heap, 1), ==, "nul\xef\xbf\xbd.\xef\xbf\xbd.T");
  g_assert_cmpstr (hf_heap_value (heap, 1), ==, "\xef\xbf\xbdraw \xe2\x80\xae \x1b[31m \xef\xbf\xbd");
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "a\xef\xbf\xbd" "b");
}

/* ---- the scanner where blocks meet ------------------------------------------------------------------------------------------------ */

/* Every kind of token at every place around the ends of the blocks that are read at a time. */
static void
test_block_ends (void)
{
  static const char token[] = "{\"key\":\"va\\\"l\\u00e9ue\",\"n\" : 1234567890123456789 , \"d\":-1.5e3,\"t\":true,\"x\":null,\"a\":[1,[],{}]}";
  gsize block = 256 << 10;

  for (gsize shift = 0; shift < sizeof token + 40; shift++)
    {
      GString *text = g_string_new (NULL);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (HfDumpInput) input = NULL;
      g_autoptr (HfJsonScanner) scanner = NULL;
      HfJsonText key;
      HfJsonText value;
      guint64 number;
      double real;
      gboolean truth;

      g_string_set_size (text, block - shift);
      memset (text->str, ' ', text->len);
      g_string_append (text, token);
      bytes = g_string_free_to_bytes (text);
      input = hf_dump_input_new_bytes (bytes, NULL, NULL);
      scanner = hf_json_scanner_new (input);

      g_assert_true (hf_json_scanner_enter_object (scanner));
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_text_is (&key, "key"));
      g_assert_true (hf_json_scanner_string (scanner, &value));
      g_assert_true (hf_json_text_is (&value, "va\"l\xc3\xa9ue"));
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_text_is (&key, "n"));
      g_assert_true (hf_json_scanner_uint64 (scanner, &number));
      g_assert_cmpuint (number, ==, G_GUINT64_CONSTANT (1234567890123456789));
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_scanner_double (scanner, &real));
      g_assert_cmpfloat (real, ==, -1500);
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_scanner_boolean (scanner, &truth) && truth);
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_text_is (&key, "x"));
      g_assert_true (hf_json_scanner_skip (scanner));
      g_assert_true (hf_json_scanner_next_member (scanner, &key));
      g_assert_true (hf_json_scanner_skip (scanner));
      g_assert_false (hf_json_scanner_next_member (scanner, &key));
      g_assert_cmpint (hf_json_scanner_peek (scanner), ==, HF_JSON_END);
      g_assert_false (hf_json_scanner_failed (scanner));
    }
}

/* Strings of every length against a plain search: quotes, backslashes and control characters at every place of a 16-byte word. */
static void
test_string_lengths (void)
{
  for (gsize n = 0; n < 70; n++)
    for (gsize special = 0; special <= n; special++)
      {
        GString *text = g_string_new ("\"");
        g_autofree char *wanted = g_strnfill (n, 'x');
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (HfDumpInput) input = NULL;
        g_autoptr (HfJsonScanner) scanner = NULL;
        HfJsonText value;

        if (special < n)
          wanted[special] = special % 2 ? '"' : '\x01';
        for (gsize i = 0; i < n; i++)
          g_string_append (text, wanted[i] == '"' ? "\\\"" : (char[]) { wanted[i], '\0' });
        g_string_append (text, "\" ");
        bytes = g_string_free_to_bytes (text);
        input = hf_dump_input_new_bytes (bytes, NULL, NULL);
        scanner = hf_json_scanner_new (input);
        g_assert_true (hf_json_scanner_string (scanner, &value));
        g_assert_cmpmem (value.text, value.length, wanted, n);
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dump/json/example", test_example);
  g_test_add_func ("/dump/json/lines", test_lines);
  g_test_add_func ("/dump/json/line-ends", test_line_ends);
  g_test_add_func ("/dump/json/ids", test_ids);
  g_test_add_func ("/dump/json/addresses", test_addresses);
  g_test_add_func ("/dump/json/lenient", test_lenient);
  g_test_add_func ("/dump/json/escapes", test_escapes);
  g_test_add_func ("/dump/json/places", test_places);
  g_test_add_func ("/dump/json/type-names", test_type_names);
  g_test_add_func ("/dump/json/kinds", test_kinds);
  g_test_add_func ("/dump/json/errors", test_errors);
  g_test_add_func ("/dump/json/damaged-lines", test_damaged_lines);
  g_test_add_func ("/dump/json/missing-and-double", test_missing_and_double);
  g_test_add_func ("/dump/json/deep", test_deep);
  g_test_add_func ("/dump/json/long-names", test_long_names);
  g_test_add_func ("/dump/json/many-lacks", test_many_lacks);
  g_test_add_func ("/dump/json/too-long-string", test_too_long_string);
  g_test_add_func ("/dump/json/odd-names", test_odd_names);
  g_test_add_func ("/dump/json/block-ends", test_block_ends);
  g_test_add_func ("/dump/json/string-lengths", test_string_lengths);

  return g_test_run ();
}
