/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dump/hf-dump.h"
#include "dump/hf-dump-input.h"
#include "dump/hf-javascript.h"
#include "dump/hf-json-scanner.h"
#include "heap-check.h"

/* ---- snapshots, written by hand ------------------------------------------------------------------------------------------- */

#define META_OF(node_fields, edge_types)                                                                                     \
  "{\"snapshot\":{\"meta\":{\"node_fields\":[" node_fields "],"                                                              \
  "\"node_types\":[[\"hidden\",\"array\",\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\",\"native\","       \
  "\"synthetic\"],\"string\",\"number\",\"number\",\"number\"],\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"    \
  "\"edge_types\":[[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\",\"weak\"]," edge_types "],"     \
  "\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\",\"line\",\"column\"],"              \
  "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\",\"children\"],"                                   \
  "\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]}}"
#define META META_OF ("\"type\",\"name\",\"id\",\"self_size\",\"edge_count\"", "\"string_or_number\",\"node\"")

static HfHeap *
load (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_dump_load_bytes ("a.heapsnapshot", bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  heap_check (heap);

  return heap;
}

static void
assert_error (const char *text,
              HfError     code,
              const char *part)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = hf_dump_load_bytes ("a.heapsnapshot", bytes, NULL, NULL, &error);

  g_assert_null (heap);
  g_assert_error (error, HF_ERROR, (gint) code);
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

/* "label>address:class" of each reference. */
static void
assert_refs (const HfHeap *heap,
             guint64       address,
             const char   *wanted)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (GString) got = g_string_new (NULL);
  guint32 v = at (heap, address);

  for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
    {
      g_string_append (got, got->len > 0 ? " " : "");
      hf_heap_ref_append_label (heap, r, got);
      g_string_append_printf (got, ">%u:%c", (guint) hf_heap_address (heap, hf_ref_object (graph->out[r])),
                              "STWH"[hf_ref_class (graph->out[r])]);
    }
  g_assert_cmpstr (got->str, ==, wanted);
}

static void
test_strings_first (void)
{
  /* In an order that no program is known to write, with a member that nobody knows. */
  g_autoptr (HfHeap) heap = load (META ",\"strings\":[\"\",\"Foo\",\"x\",\"b \\\"c\"],\"new\":{\"a\":[1,{}]},\"edges\":[1,1,5,2,2,10,2,3,10],"
                                       "\"nodes\":[9,0,1,0,1, 3,1,3,16,2, 2,3,5,9,0]}");

  g_assert_cmpstr (hf_heap_info (heap)->truncated, ==, NULL);
  assert_refs (heap, 1, "[1]>3:T");
  assert_refs (heap, 3, ".x>5:S [\"b \\\"c\"]>5:S");
  g_assert_cmpstr (hf_heap_type_name_of (heap, at (heap, 3)), ==, "Foo");
  g_assert_cmpstr (hf_heap_value (heap, at (heap, 5)), ==, "\"b \\\"c\"");
}

#define NODES ",\"nodes\":[9,0,1,0,1,3,1,3,16,2,2,3,5,9,0]"
#define EDGES ",\"edges\":[1,1,5,2,2,10,3,4,10]"

static void
test_strings_missing (void)
{
  g_autoptr (HfHeap) none = load (META NODES EDGES ",\"samples\":[");
  g_autoptr (HfHeap) some = load (META NODES EDGES ",\"strings\":[\"\",\"Foo\",\"x\",\"half");

  g_assert_nonnull (strstr (hf_heap_info (none)->truncated, "strings at the file's end are missing:"));
  g_assert_cmpstr (hf_heap_type_name_of (none, at (none, 3)), ==, "name #1");
  assert_refs (none, 3, "[\"name #2\"]>5:S [[name #4]]>5:S");
  g_assert_nonnull (strstr (hf_heap_info (some)->truncated, "strings at the file's end are missing in part"));
  g_assert_cmpstr (hf_heap_type_name_of (some, at (some, 3)), ==, "Foo");
  assert_refs (some, 3, ".x>5:S [[name #4]]>5:S");
}

static void
test_cut_in_references (void)
{
  g_autoptr (HfHeap) heap = load (META NODES ",\"edges\":[1,1,5,2,2,10,3,4");

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 3);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 2);
  g_assert_nonnull (strstr (hf_heap_info (heap)->truncated, "Of 3 references 2 are there."));
  assert_error (META ",\"nodes\":[9,0,1,0,1,3,1,3,16", HF_ERROR_TRUNCATED, "its objects are not complete");
  assert_error (META NODES, HF_ERROR_TRUNCATED, "none of its references is there");
}

static void
test_misfit (void)
{
  g_autoptr (HfHeap) many = load (META NODES ",\"edges\":[1,1,5,2,2,10,3,4,10,3,4,0,3,4,0],\"strings\":[]}");
  g_autoptr (HfHeap) nowhere = load (META NODES ",\"edges\":[1,1,5,2,2,11,3,4,5000],\"strings\":[]}");
  g_autoptr (HfHeap) far = load (META NODES ",\"edges\":[1,1,5,2,2,18446744073709551615,3,4,21474836480],\"strings\":[]}");

  g_assert_nonnull (strstr (hf_heap_info (many)->truncated, "2 references that belong to no object"));
  g_assert_cmpuint (hf_heap_n_references (many), ==, 3);
  g_assert_cmpuint (hf_heap_info (nowhere)->dangling, ==, 2);
  g_assert_cmpuint (hf_heap_info (far)->dangling, ==, 2);
  assert_error (META ",\"nodes\":[],\"edges\":[],\"strings\":[]}", HF_ERROR_CORRUPT, "without objects");
  assert_error (META ",\"nodes\":[9,0,1,0,-1],\"edges\":[]}", HF_ERROR_CORRUPT, "not negative");
  assert_error (META ",\"nodes\":[9,0,1,0,NaN],\"edges\":[]}", HF_ERROR_CORRUPT, "a number belongs here");
  assert_error (META ",\"nodes\":[9,0,1,0.5,1],\"edges\":[]}", HF_ERROR_CORRUPT, "whole number");
  assert_error (META ",\"nodes\":[9,0,1,0,1,9],\"edges\":[]}", HF_ERROR_CORRUPT, "not complete");
  assert_error ("{\"nodes\":[9,0,1],\"snapshot\":{\"meta\":{}}}", HF_ERROR_CORRUPT, "stands before \"snapshot\"");
}

static void
test_unknown_type (void)
{
  /* A type without a word (Node 8 has one), and an edge of a kind to come. */
  g_autoptr (HfHeap) heap = load (META ",\"nodes\":[9,0,1,0,1,12,1,4294967295,16,0],\"edges\":[77,1,5],\"strings\":[\"\",\"Foo\"]}");

  g_assert_cmpstr (hf_heap_type_name_of (heap, at (heap, G_MAXUINT32)), ==, "(unknown type 12)");
  assert_refs (heap, 1, "Foo>4294967295:S");
}

static void
test_names_of_pairs (void)
{
  /* The key's name looks like the sentence itself. */
  g_autoptr (HfHeap) heap = load (META ",\"nodes\":[9,0,1,0,2,3,0,3,8,1,1,0,5,8,1,3,0,7,8,0],\"edges\":[1,1,5,1,2,10,3,1,15,3,1,15],\"strings\":[\"\","
                                       "\"7 / part of key ( pair in WeakMap (table @3) @3) -> value (x @7) pair in WeakMap (table @5)\"]}");

  g_assert_cmpuint (hf_ref_class (hf_heap_graph (heap)->out[hf_heap_graph (heap)->out_begin[at (heap, 3)]]), ==, HF_CLASS_STRONG);
  g_assert_cmpuint (hf_ref_class (hf_heap_graph (heap)->out[hf_heap_graph (heap)->out_begin[at (heap, 5)]]), ==, HF_CLASS_SHARED);
}

static void
test_other_programs (void)
{
  g_autoptr (HfHeap) hermes = load (META ",\"nodes\":[9,0,1,0,1,9,1,3,0,1,3,2,5,8,2,7,3,7,8,0],\"edges\":[1,1,5,1,1,10,2,5,15,3,4,15],"
                                         "\"strings\":[\"\",\"(GC Roots)\",\"Object(a, b)\",\"3.5\",\"directProp0\",\"a\"]}");
  g_autoptr (HfHeap) bun = load (META ",\"nodes\":[9,0,0,0,1,3,1,2,16,0],\"edges\":[1,1,5],\"strings\":[\"\",\"Foo\"]}");
  g_autoptr (HfHeap) julia = load (META_OF ("\"type\",\"name\",\"id\",\"self_size\",\"edge_count\"", "\"string_or_number\",\"from_node\"")
                                   ",\"nodes\":[9,0,140737488355328,0,1,3,1,140737488355336,16,0],\"edges\":[1,1,5],\"strings\":[\"\",\"F\xff\"]}");

  g_assert_cmpstr (hf_heap_info (hermes)->runtime, ==, "JavaScript (Hermes)");
  assert_refs (hermes, 5, ".a>7:S [[directProp0]]>7:H");
  g_assert_cmpstr (hf_heap_value (hermes, at (hermes, 7)), ==, "3.5");
  g_assert_cmpstr (hf_heap_info (bun)->runtime, ==, "JavaScript (Bun)");
  g_assert_false (hf_heap_info (bun)->has & HF_HAS_ADDRESSES);
  g_assert_cmpstr (hf_heap_info (julia)->runtime, ==, "Julia");
  g_assert_true (hf_heap_info (julia)->has & HF_HAS_ADDRESSES);
  g_assert_cmpstr (hf_heap_type_name_of (julia, at (julia, G_GUINT64_CONSTANT (140737488355336))), ==, "F\357\277\275");
}

/* ---- sites ------------------------------------------------------------------------------------------------------------------ */

static HfHeap *
load_seed (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), "seeds", name, NULL);
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_dump_load (path, NULL, NULL, &error);

  g_assert_no_error (error);

  return heap;
}

static void
assert_site (const HfHeap *heap,
             guint64       address,
             const char   *wanted)
{
  guint32 site = hf_heap_site (heap, at (heap, address));
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < hf_heap_site_depth (heap, site); i++)
    {
      HfSiteFrame frame = hf_heap_site_frame (heap, site, i);

      g_string_append_printf (got, "%s%s %s:%u", i > 0 ? ", " : "", frame.function, frame.file, frame.line);
    }
  g_assert_cmpstr (got->str, ==, wanted);
}

static void
test_sites (void)
{
  g_autoptr (HfHeap) heap = load_seed ("stacks.heapsnapshot");

  g_assert_true (hf_heap_info (heap)->has & HF_HAS_SITES);
  assert_site (heap, 7, "main file:///srv/app.js:3");
  assert_site (heap, 9, "(anonymous) script 13:40, main file:///srv/app.js:3");
  assert_site (heap, 27, "main file:///srv/app.js:3");
  /* The place of the function itself, for it has no stack. */
  assert_site (heap, 13, "work file:///srv/app.js:3");
  assert_site (heap, 23, "");
}

/* A stack of a hundred thousand calls: nothing may recurse, and no limit on nesting holds here. */
static void
test_deep_stack (void)
{
  g_autoptr (GString) text = g_string_new (META_OF ("\"type\",\"name\",\"id\",\"self_size\",\"edge_count\",\"trace_node_id\"", "\"string_or_number\",\"node\"")
                                           ",\"nodes\":[9,0,1,0,1,0,3,1,3,16,0,100000],\"edges\":[1,1,6],\"trace_function_infos\":[1,1,1,1,5,1],\"trace_tree\":");
  g_autoptr (HfHeap) heap = NULL;

  for (guint i = 1; i <= 100000; i++)
    g_string_append_printf (text, i == 1 ? "[%u,0,1,16,[" : "%u,0,1,16,[", i);
  for (guint i = 1; i <= 100000; i++)
    g_string_append_c (text, ']');
  g_string_append (text, "],\"strings\":[\"\",\"f\"]}");
  heap = load (text->str);
  g_assert_cmpstr (hf_heap_info (heap)->truncated, ==, NULL);
  g_assert_cmpuint (hf_heap_site_depth (heap, hf_heap_site (heap, at (heap, 3))), ==, 256);
}

/* ---- names and values ---------------------------------------------------------------------------------------------------------- */

static void
test_values (void)
{
  g_autoptr (HfHeap) heap = load_seed ("small.heapsnapshot");

  g_assert_cmpstr (hf_heap_value (heap, at (heap, 15)), ==, "1.5");
  g_assert_cmpstr (hf_heap_value (heap, at (heap, 13)), ==, "work()");
  g_assert_cmpstr (hf_heap_value (heap, at (heap, 35)), ==, "/a/b/");
  g_assert_true (g_str_has_prefix (hf_heap_value (heap, at (heap, 11)), "\"it's\\n\303\251x"));
  g_assert_true (hf_heap_flags (heap, at (heap, 11)) & HF_OBJECT_VALUE_CUT);
  g_assert_cmpstr (hf_heap_type_name_of (heap, at (heap, 18)), ==, "Detached HTMLDivElement");
  g_assert_cmpstr (hf_heap_type_name_of (heap, at (heap, 29)), ==, "system / Script");
  g_assert_cmpstr (hf_heap_value (heap, at (heap, 29)), ==, "file:///srv/app.js");
  assert_refs (heap, 1, "(GC roots)>3:T global>7:S");
  assert_refs (heap, 7, ".app>9:S [\"two words\"]>11:S [Symbol.iterator]>13:S .cache>23:S");
  assert_refs (heap, 13, "closure i>15:S [[shared]]>31:T");
  assert_refs (heap, 27, "get x>13:S .name>33:S .rule>35:S");
}

static void
test_javascript (void)
{
  static const struct
  {
    const char *name;
    HfRefKind kind;
    const char *shown;
  } properties[] = {
    { "x", HF_REF_ATTRIBUTE, "x" },
    { "#secret", HF_REF_ATTRIBUTE, "#secret" },
    { "$_9", HF_REF_ATTRIBUTE, "$_9" },
    { "\303\251t\303\251", HF_REF_ATTRIBUTE, "\303\251t\303\251" },
    { "9x", HF_REF_VALUE, "\"9x\"" },
    { "", HF_REF_VALUE, "\"\"" },
    { "#", HF_REF_VALUE, "\"#\"" },
    { "a-b", HF_REF_VALUE, "\"a-b\"" },
    { "\"", HF_REF_VALUE, "\"\\\"\"" },
    { "<symbol>", HF_REF_VALUE, "Symbol()" },
    { "<symbol mine>", HF_REF_VALUE, "Symbol(mine)" },
    { "<symbol Symbol.iterator>", HF_REF_VALUE, "Symbol.iterator" },
    { "<symbols>", HF_REF_VALUE, "\"<symbols>\"" },
    { "get size", HF_REF_OTHER, "get size" },
    { "get ", HF_REF_VALUE, "\"get \"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      HfJavascriptName got = hf_javascript_property (properties[i].name);

      g_assert_cmpstr (got.name, ==, properties[i].shown);
      g_assert_cmpuint (got.kind, ==, properties[i].kind);
      g_free (got.name);
    }
  g_assert_cmpuint (hf_javascript_length ("a\303\251\360\237\230\200"), ==, 4);
}

/* ---- as Chrome counts ------------------------------------------------------------------------------------------------------------- */

static HfHeap *
load_as_chrome (const void *text,
                gsize       length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  HfDumpLimits limits = hf_dump_default_limits;
  HfHeap *heap;

  limits.chrome_numbers = TRUE;
  heap = hf_dump_load_bytes ("a.heapsnapshot", bytes, &limits, NULL, NULL);
  if (heap != NULL)
    heap_check (heap);

  return heap;
}

static void
test_chrome (void)
{
  /* root: (GC roots) 3, shortcut to the global 5; both hold 7, whose array 9 is its own; the array 11 is held by two; 13 is
   * held weakly, and holds 15. */
  static const char text[] = META ",\"nodes\":[9,0,1,0,2, 9,1,3,0,2, 3,2,5,16,1, 3,2,7,16,3, 1,0,9,4294967295,0, 1,0,11,100,0, 3,2,13,8,1, 3,2,15,8,0],"
                                  "\"edges\":[1,1,5,5,2,10, 1,1,15,1,2,25, 2,2,15, 3,2,20,3,2,25,6,2,30, 2,2,35],\"strings\":[\"\",\"(GC roots)\",\"x\"]}";
  g_autoptr (HfHeap) heap = load_as_chrome (text, strlen (text));

  assert_refs (heap, 1, "(GC roots)>3:T x>5:S held weakly alone>13:S");
  assert_refs (heap, 3, "[1]>7:H [2]>11:H");
  g_assert_cmpuint (hf_heap_shallow (heap, at (heap, 7)), ==, G_GUINT64_CONSTANT (16) + 4294967295);
  g_assert_cmpuint (hf_heap_shallow (heap, at (heap, 9)), ==, 0);
  g_assert_cmpuint (hf_heap_shallow (heap, at (heap, 11)), ==, 100);
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, ==, 8);
}

static void
test_chrome_damaged (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), "seeds", "small.heapsnapshot", NULL);
  g_autofree char *text = NULL;
  guint n_loaded = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = 0; i < length; i++)
    {
      char kept = text[i];
      g_autoptr (HfHeap) heap = NULL;

      text[i] = (char) (g_ascii_isdigit (kept) ? '0' + (kept + (int) i) % 10 : kept ^ 1);
      heap = load_as_chrome (text, length);
      n_loaded += heap != NULL;
      text[i] = kept;
    }
  g_assert_cmpuint (n_loaded, >, 100);
}

/* ---- whole numbers of an array --------------------------------------------------------------------------------------------------- */

static void
test_items (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (GString) text = g_string_new ("[");
      g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (guint64));
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (HfDumpInput) input = NULL;
      g_autoptr (HfJsonScanner) scanner = NULL;
      guint64 numbers[64];
      gsize piece = (gsize) g_rand_int_range (rand, 1, 64);
      gsize done = 0, n;

      for (gint i = g_rand_int_range (rand, 0, 200); i > 0; i--)
        {
          guint64 number = ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)) >> g_rand_int_range (rand, 0, 64);
          static const char *const commas[] = { ",", ",", ",", "\n,", ",\n", " , ", "\r\n," };

          g_string_append_printf (text, "%s%" G_GUINT64_FORMAT "%s", wanted->len > 0 ? commas[g_rand_int_range (rand, 0, 7)] : "", number,
                                  number < 1000 && g_rand_int_range (rand, 0, 9) == 0 ? ".0" : "");
          g_array_append_val (wanted, number);
        }
      g_string_append (text, "]");
      bytes = g_bytes_new (text->str, text->len);
      input = hf_dump_input_new_bytes (bytes, NULL, NULL);
      scanner = hf_json_scanner_new (input);
      g_assert_true (hf_json_scanner_enter_array (scanner));
      do
        {
          n = hf_json_scanner_uint64_items (scanner, numbers, piece);
          g_assert_cmpuint (done + n, <=, wanted->len);
          g_assert_true (n == 0 || memcmp (numbers, &g_array_index (wanted, guint64, done), n * sizeof *numbers) == 0);
          done += n;
        }
      while (n == piece);
      g_assert_cmpuint (done, ==, wanted->len);
      g_assert_false (hf_json_scanner_failed (scanner));
      g_assert_cmpint (hf_json_scanner_peek (scanner), ==, HF_JSON_END);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dump/v8/strings-first", test_strings_first);
  g_test_add_func ("/dump/v8/strings-missing", test_strings_missing);
  g_test_add_func ("/dump/v8/cut-in-references", test_cut_in_references);
  g_test_add_func ("/dump/v8/misfit", test_misfit);
  g_test_add_func ("/dump/v8/unknown-type", test_unknown_type);
  g_test_add_func ("/dump/v8/names-of-pairs", test_names_of_pairs);
  g_test_add_func ("/dump/v8/other-programs", test_other_programs);
  g_test_add_func ("/dump/v8/sites", test_sites);
  g_test_add_func ("/dump/v8/deep-stack", test_deep_stack);
  g_test_add_func ("/dump/v8/values", test_values);
  g_test_add_func ("/dump/v8/javascript", test_javascript);
  g_test_add_func ("/dump/v8/chrome", test_chrome);
  g_test_add_func ("/dump/v8/chrome-damaged", test_chrome_damaged);
  g_test_add_func ("/dump/v8/items", test_items);

  return g_test_run ();
}
