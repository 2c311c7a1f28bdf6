/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

/* From the surest sign to the weakest. */
const HfDumpFormatReader hf_dump_formats[] = {
  { "Holdfast native", hf_dump_sniff_native, hf_dump_read_native },
  { "Holdfast interchange JSON", hf_dump_sniff_json, hf_dump_read_json },
  { "V8 heap snapshot", hf_dump_sniff_v8, hf_dump_read_v8 },
  { "PyHeap", hf_dump_sniff_pyheap, hf_dump_read_pyheap },
  { "Java HPROF", hf_dump_sniff_hprof, hf_dump_read_hprof },
  { "Ruby ObjectSpace", hf_dump_sniff_ruby, hf_dump_read_ruby },
  { "meliae JSON lines", hf_dump_sniff_meliae, hf_dump_read_meliae },
  { "php-meminfo", hf_dump_sniff_php, hf_dump_read_php },
  { "SpiderMonkey heap text", hf_dump_sniff_spidermonkey, hf_dump_read_spidermonkey },
  { "Firefox cycle collector log", hf_dump_sniff_cc_edges, hf_dump_read_cc_edges },
  { "JavaScriptCore heap snapshot", hf_dump_sniff_jsc, hf_dump_read_jsc },
  { "Devel::MAT", hf_dump_sniff_pmat, hf_dump_read_pmat },
  { ".NET gcdump", hf_dump_sniff_gcdump, hf_dump_read_gcdump },
  { "Erlang crash dump", hf_dump_sniff_erlang, hf_dump_read_erlang },
  { "Go heap dump", hf_dump_sniff_go, hf_dump_read_go },
  { "refcycle JSON", hf_dump_sniff_refcycle, hf_dump_read_refcycle },
  { "dump-heap", hf_dump_sniff_dumpheap, hf_dump_read_dumpheap },
  { "Firefox heap snapshot", hf_dump_sniff_fxsnapshot, hf_dump_read_fxsnapshot },
  { "PyPy RPython heap", hf_dump_sniff_rpy, hf_dump_read_rpy },
  { "Graphviz DOT", hf_dump_sniff_dot, hf_dump_read_dot },
  { NULL, NULL, NULL },
};

/* What people open by mistake, so that the sentence can name it. */
static const struct
{
  const char *magic;
  gsize length;
  const char *what;
} known[] = {
  { "\x1f\x8b", 2, "a gzip file inside another packed file" },
  { "\x28\xb5\x2f\xfd", 4, "a zstd file inside another packed file" },
  { "\x7f" "ELF", 4, "a program or a core dump (ELF)" },
  { "PK\x03\x04", 4, "a ZIP archive" },
  { "\x89PNG", 4, "a PNG picture" },
  { "%PDF", 4, "a PDF document" },
  { "BZh", 3, "a bzip2 file; unpack it first" },
  { "\xfd" "7zXZ", 5, "an xz file; unpack it first" },
  { "\xff\xfe", 2, "text in UTF-16; save it as UTF-8" },
  { "\xfe\xff", 2, "text in UTF-16; save it as UTF-8" },
  { "<?xml", 5, "an XML document" },
  { "<svg", 4, "an SVG picture" },
  { "{\"snapshot\"", 11, "a V8 heap snapshot that ends before it says what its columns are" },
  { "{\"head\":", 8, "a sampling heap profile of Chrome (.heapprofile), which has calls and no objects; take a heap snapshot instead" },
  { "memray", 6, "a recording of memray, which has allocations and no objects; take a dump with holdfast-cli snapshot instead" },
  { "\x0a\x04\x08", 3, "a profile of pprof, which has call stacks and no objects" },
  { "heap profile:", 13, "a heap profile of gperftools, which has call stacks and no objects" },
  { "heap_v2/", 8, "a heap profile of jemalloc, which has call stacks and no objects" },
  { "desc: ", 6, "a recording of Valgrind's massif, which has call stacks and no objects" },
  { "Nettrace", 8, "a .NET event trace (nettrace), which has events and no heap" },
  { "\0\x12portable heap dump", 20, "a portable heap dump of OpenJ9 (.phd), which cannot be read; have it write an HPROF file" },
  { "FLR\0", 4, "a Java Flight Recorder file, which has events and no objects; take a heap dump instead" },
  { "MDMP", 4, "a Windows minidump, which is a program's memory and no list of objects" },
  { "bplist00", 8, "a binary property list, as Xcode's memory graphs are, which cannot be read" },
  { "\x80\x04\x95", 3, "a Python pickle; tracemalloc's snapshots are such and have allocations and no objects" },
  { "\x80\x05\x95", 3, "a Python pickle; tracemalloc's snapshots are such and have allocations and no objects" },
  { "SQLite format 3", 15, "an SQLite database" },
  { "{\"traceEvents\"", 14, "a trace of Chrome, which has events and no objects; take a heap snapshot instead" },
  { "{\"nodes\":[{\"id\"", 15, "a CPU profile of Chrome or Node.js, which has calls and no objects; take a heap snapshot instead" },
  { "{", 1, "JSON, but without the member \"holdfast\" of the interchange form near its beginning" },
  { "[", 1, "JSON, but not an object with the member \"holdfast\"" },
};

gboolean
hf_dump_sniff_finds (const guint8 *start,
                     gsize         n,
                     const char   *word)
{
  return n > 0 && memmem (start, n, word, strlen (word)) != NULL;
}

static gboolean
is_text (const guint8 *start,
         gsize         n)
{
  const char *valid;

  if (memchr (start, 0, n) != NULL)
    return FALSE;

  /* The last character may be cut. */
  return g_utf8_validate ((const char *) start, (gssize) n, &valid) || (gsize) (valid - (const char *) start) + 4 > n;
}

const HfDumpFormatReader *
hf_dump_format_of (const guint8 *start,
                   gsize         n,
                   GError      **error)
{
  const char *what = is_text (start, n) ? "some other text" : "some other binary file";

  for (const HfDumpFormatReader *format = hf_dump_formats; format->name != NULL; format++)
    if (format->sniff (start, n))
      return format;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (n >= known[i].length && memcmp (start, known[i].magic, known[i].length) == 0)
      {
        what = known[i].what;
        break;
      }
  g_set_error (error, HF_ERROR, HF_ERROR_NOT_A_DUMP,
               "It is no dump that can be read: from byte 0 on it looks like %s.", what);

  return NULL;
}
