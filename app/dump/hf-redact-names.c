/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-redact-names.h"

#include <string.h>

struct _HfRedactNames
{
  char *key;
  GHashTable *known;   /* names in code, stems of files: set of char * */
  GHashTable *objects; /* strings that are names in code: set of object ids */
  GHashTable *given;   /* what was answered, so that it lives: set of char * */
};

/* Modules of the runtime and its library, by their first part, whose classes are written there or in C. Not "types" and the like,
 * where classes are made for others. */
static const char *const library[] = {
  "_abc", "_asyncio", "_bisect", "_bz2", "_codecs", "_collections", "_collections_abc", "_contextvars", "_csv", "_ctypes", "_datetime",
  "_decimal", "_frozen_importlib", "_frozen_importlib_external", "_functools", "_hashlib", "_heapq", "_imp", "_io", "_json", "_locale",
  "_lsprof", "_lzma", "_operator", "_pickle", "_posixsubprocess", "_queue", "_random", "_sha256", "_signal", "_sitebuiltins", "_socket",
  "_sqlite3", "_sre", "_ssl", "_stat", "_string", "_struct", "_thread", "_tkinter", "_tracemalloc", "_uuid", "_warnings", "_weakref",
  "_weakrefset", "argparse", "array", "ast", "asyncio", "atexit", "builtins", "bz2", "calendar", "cmd", "codecs", "collections",
  "concurrent", "configparser", "contextlib", "contextvars", "copy", "copyreg", "csv", "ctypes", "datetime", "decimal", "difflib", "dis",
  "email", "encodings", "errno", "faulthandler", "fcntl", "fnmatch", "fractions", "functools", "gc", "genericpath", "getopt", "gettext",
  "glob", "grp", "gzip", "hashlib", "heapq", "hmac", "html", "http", "importlib", "inspect", "io", "ipaddress", "itertools", "json",
  "keyword", "linecache", "locale", "logging", "lzma", "marshal", "math", "mimetypes", "mmap", "multiprocessing", "ntpath", "numbers", "numpy",
  "opcode", "operator", "optparse", "os", "pathlib", "pickle", "pkgutil", "platform", "posix", "posixpath", "pprint", "pwd", "queue",
  "random", "re", "reprlib", "resource", "runpy", "sched", "select", "selectors", "shlex", "shutil", "signal", "site", "smtplib", "socket",
  "socketserver", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "stat", "string", "struct", "subprocess", "sys",
  "sysconfig", "tarfile", "tempfile", "termios", "textwrap", "threading", "time", "timeit", "token", "tokenize", "traceback", "tracemalloc",
  "unittest", "urllib", "uuid", "warnings", "weakref", "xml", "zipfile", "zipimport", "zlib", "zoneinfo",
};

/* Namespaces of the library that are seen in names of modules, but make classes for others. */
static const char *const makers[] = { "abc", "dataclasses", "enum", "types", "typing" };

/* Types that files name without a module. */
static const char *const builtin[] = {
  "NoneType", "bool", "builtin_function_or_method", "bytearray", "bytes", "cell", "code", "complex", "coroutine", "dict", "ellipsis", "float",
  "frame", "frozenset", "function", "generator", "getset_descriptor", "int", "interpreter table", "list", "mappingproxy", "method", "module", "object", "property",
  "set", "slice", "str", "traceback", "tuple", "type", "weakref",
};

static const char *const specials[] = {
  "<lambda>", "<module>", "<listcomp>", "<genexpr>", "<dictcomp>", "<setcomp>", "<locals>", ".0", "MainThread", "holdfast",
};

/* ---- small questions ------------------------------------------------------------------------------------------------------- */

static gboolean
is_one_of (const char *text, const char *const *words, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (words[i], text) == 0)
      return TRUE;

  return FALSE;
}

gboolean
hf_redact_is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_-. ", *p) == NULL)
      return FALSE;

  return *text != '\0' && strlen (text) <= 60;
}

/* "__init__": what the language gives a meaning to. */
static gboolean
is_special (const char *text)
{
  gsize n = strlen (text);

  if (is_one_of (text, specials, G_N_ELEMENTS (specials)))
    return TRUE;
  if (n < 5 || n > 24 || !g_str_has_prefix (text, "__") || !g_str_has_suffix (text, "__"))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && *p != '_')
      return FALSE;

  return TRUE;
}

static gboolean
is_identifier (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return TRUE;
}

static gboolean
may_tell (const HfRedactNames *self, const char *word)
{
  return is_special (word) || g_hash_table_contains (self->known, word);
}

static gboolean
is_library (const char *module)
{
  g_autofree char *first = g_strndup (module, strcspn (module, "."));

  return is_one_of (first, library, G_N_ELEMENTS (library)) && hf_redact_is_plain (module);
}

static const char *
give (HfRedactNames *self, char *text)
{
  const char *there = g_hash_table_lookup (self->given, text);

  if (there != NULL)
    {
      g_free (text);
      return there;
    }
  g_hash_table_add (self->given, text);

  return text;
}

/* ---- what the code says --------------------------------------------------------------------------------------------------------- */

/* "'x'" of a str object; NULL if it is no whole literal of an identifier. */
static char *
identifier_of (const HfHeap *heap, guint32 object)
{
  const char *value = hf_heap_value (heap, object);
  gsize n = strlen (value);
  g_autofree char *name = NULL;

  if (n < 3 || value[0] != '\'' || value[n - 1] != '\'' || (hf_heap_flags (heap, object) & HF_OBJECT_VALUE_CUT))
    return NULL;
  name = g_strndup (value + 1, n - 2);

  return is_identifier (name) || is_special (name) ? g_steal_pointer (&name) : NULL;
}

static void
learn_name (HfRedactNames *self, const HfHeap *heap, guint32 object)
{
  char *name = identifier_of (heap, object);

  if (name == NULL)
    return;
  g_hash_table_add (self->known, name);
  g_hash_table_add (self->objects, GUINT_TO_POINTER (object));
}

/* The stem of "/a/b/shop.py" names a module; so does its folder where the file is the package's own. */
static void
learn_file (HfRedactNames *self, const char *file)
{
  g_auto (GStrv) parts = g_strsplit (file, "/", -1);
  guint n = g_strv_length (parts);
  char *dot = n > 0 ? strchr (parts[n - 1], '.') : NULL;

  if (dot == NULL || strcmp (dot, ".py") != 0)
    return;
  *dot = '\0';
  if (is_identifier (parts[n - 1]))
    g_hash_table_add (self->known, g_strdup (parts[n - 1]));
  if (n > 1 && strcmp (parts[n - 1], "__init__") == 0 && is_identifier (parts[n - 2]))
    g_hash_table_add (self->known, g_strdup (parts[n - 2]));
}

static void
learn_tuple (HfRedactNames *self, const HfHeap *heap, guint32 tuple)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[tuple]; r < graph->out_begin[tuple + 1]; r++)
    if (hf_heap_ref_kind (heap, r) == HF_REF_INDEX)
      learn_name (self, heap, hf_ref_object (graph->out[r]));
}

/* (transfer full) The file of a code object, NULL where it is not known. */
static char *
file_of_code (const HfHeap *heap, guint32 code)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[code]; r < graph->out_begin[code + 1]; r++)
    if (strcmp (hf_heap_ref_name (heap, r), "co_filename") == 0)
      {
        const char *value = hf_heap_value (heap, hf_ref_object (graph->out[r]));
        gsize n = strlen (value);

        return n > 2 ? g_strndup (value + 1, n - 2) : NULL;
      }

  return NULL;
}

static void
learn_code (HfRedactNames *self, const HfHeap *heap, guint32 code)
{
  static const char *const tuples[] = { "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_localsplusnames" };
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[code]; r < graph->out_begin[code + 1]; r++)
    {
      const char *name = hf_heap_ref_name (heap, r);
      guint32 object = hf_ref_object (graph->out[r]);

      if (is_one_of (name, tuples, G_N_ELEMENTS (tuples)))
        learn_tuple (self, heap, object);
      else if (strcmp (name, "co_name") == 0)
        learn_name (self, heap, object);
    }
}

/* Classes are named by what their methods are called: "Session.close". */
static void
learn_qualname (HfRedactNames *self, const HfHeap *heap, guint32 code)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[code]; r < graph->out_begin[code + 1]; r++)
    if (strcmp (hf_heap_ref_name (heap, r), "co_qualname") == 0)
      {
        const char *value = hf_heap_value (heap, hf_ref_object (graph->out[r]));
        g_auto (GStrv) parts = strlen (value) > 2 ? g_strsplit_set (value, "'.", -1) : NULL;

        for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
          if (is_identifier (parts[i]))
            g_hash_table_add (self->known, g_strdup (parts[i]));
      }
}

static void
learn (HfRedactNames *self, const HfHeap *heap)
{
  guint32 type = hf_heap_find_type (heap, "code");

  for (guint32 v = 1; type != HF_NONE && v < hf_heap_graph (heap)->n; v++)
    if (hf_heap_type (heap, v) == type)
      {
        g_autofree char *file = file_of_code (heap, v);

        /* Code of no file was made while the program ran, of who knows what. A preview that was cut ends in no ".py". */
        if (file == NULL || (!g_str_has_suffix (file, ".py") && !g_str_has_prefix (file, "<frozen ")))
          continue;
        learn_file (self, file);
        learn_code (self, heap, v);
        learn_qualname (self, heap, v);
      }
  for (guint32 site = 1; site < hf_heap_n_sites (heap); site++)
    for (guint i = 0; i < hf_heap_site_depth (heap, site); i++)
      learn_file (self, hf_heap_site_frame (heap, site, i).file);
}

HfRedactNames *
hf_redact_names_new (const HfHeap *heap, HfRedact redact, const char *key)
{
  HfRedactNames *self = g_new0 (HfRedactNames, 1);

  self->key = key != NULL ? g_strdup (key) : g_uuid_string_random ();
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->objects = g_hash_table_new (NULL, NULL);
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (redact == HF_REDACT_DATA)
    learn (self, heap);

  return self;
}

void
hf_redact_names_free (HfRedactNames *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->given);
  g_free (self);
}

gboolean
hf_redact_is_code_name (const HfRedactNames *self, guint32 object)
{
  return g_hash_table_contains (self->objects, GUINT_TO_POINTER (object));
}

/* ---- answers ---------------------------------------------------------------------------------------------------------------------- */

static char *
digest (const HfRedactNames *self, const char *text)
{
  g_autofree char *hex = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) self->key, strlen (self->key), text, -1);

  return g_strdup_printf ("x%.10s", hex);
}

const char *
hf_redact_any (HfRedactNames *self, const char *text)
{
  return give (self, *text == '\0' ? g_strdup ("") : digest (self, text));
}

/* Part by part; what lies between dots is told or replaced. */
static char *
parts_of (HfRedactNames *self, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !may_tell (self, parts[i]))
      {
        char *replaced = digest (self, parts[i]);

        g_free (parts[i]);
        parts[i] = replaced;
      }

  return g_strjoinv (".", parts);
}

const char *
hf_redact_name (HfRedactNames *self, const char *name)
{
  return give (self, may_tell (self, name) ? g_strdup (name) : parts_of (self, name));
}

const char *
hf_redact_module (HfRedactNames *self, const char *module)
{
  gboolean told = is_library (module) || is_one_of (module, makers, G_N_ELEMENTS (makers));

  return give (self, told ? g_strdup (module) : parts_of (self, module));
}

const char *
hf_redact_type (HfRedactNames *self, const char *module, const char *qualname)
{
  gboolean told = *module == '\0' ? is_one_of (qualname, builtin, G_N_ELEMENTS (builtin))
                                  : is_library (module) && hf_redact_is_plain (qualname);

  return give (self, told ? g_strdup (qualname) : parts_of (self, qualname));
}

const char *
hf_redact_file (HfRedactNames *self, const char *file)
{
  const char *slash = strrchr (file, '/');
  const char *last = slash != NULL ? slash + 1 : file;
  g_autofree char *stem = g_strndup (last, strcspn (last, "."));
  gboolean told = g_str_has_prefix (file, "<frozen ") && hf_redact_is_plain (stem + strspn (stem, "<"));

  told = told || (g_str_has_suffix (last, ".py") && (may_tell (self, stem) || is_library (stem)));

  return give (self, told ? g_strdup (last) : digest (self, file));
}

const char *
hf_redact_key (HfRedactNames *self, const char *key, gboolean is_namespace)
{
  gsize n = strlen (key);
  gboolean quoted = n > 2 && key[0] == '\'' && key[n - 1] == '\'';
  g_autofree char *inner = quoted ? g_strndup (key + 1, n - 2) : NULL;
  g_autofree char *replaced = NULL;

  if (*key == '\0' || (quoted && (is_special (inner) || (is_namespace && may_tell (self, inner)))))
    return give (self, g_strdup (key));
  replaced = digest (self, key);

  return give (self, quoted ? g_strdup_printf ("'%s'", replaced) : g_steal_pointer (&replaced));
}

const char *
hf_redact_modules_key (HfRedactNames *self, const char *key)
{
  gsize n = strlen (key);
  g_autofree char *module = n > 2 && key[0] == '\'' && key[n - 1] == '\'' ? g_strndup (key + 1, n - 2) : NULL;

  return module == NULL ? hf_redact_key (self, key, FALSE) : give (self, g_strdup_printf ("'%s'", hf_redact_module (self, module)));
}

/* "NAME() at FILE:LINE", "NAME at FILE:LINE", "NAME". */
const char *
hf_redact_function (HfRedactNames *self, const char *value, gboolean is_runtime)
{
  const char *at = g_strrstr (value, " at "), *colon = at != NULL ? strrchr (at, ':') : NULL;
  g_autofree char *name = at != NULL ? g_strndup (value, at - value) : g_strdup (value);
  gboolean called = g_str_has_suffix (name, "()");
  g_autofree char *file = colon != NULL ? g_strndup (at + 4, colon - at - 4) : NULL;
  const char *told;

  if (*value == '\0' || (at != NULL && (colon == NULL || strspn (colon + 1, "0123456789") != strlen (colon + 1))))
    return "";
  if (called)
    name[strlen (name) - 2] = '\0';
  told = is_runtime && is_identifier (name) ? name : hf_redact_name (self, name);

  return give (self, file == NULL ? g_strconcat (told, called ? "()" : "", NULL)
                                  : g_strconcat (told, called ? "()" : "", " at ", hf_redact_file (self, file), colon, NULL));
}

const char *
hf_redact_root (HfRedactNames *self, HfRootKind kind, const char *words, gboolean is_frame)
{
  const char *field = is_frame ? NULL : g_strrstr (words, ": ");
  g_autofree char *name = NULL;

  if (kind == HF_ROOT_MODULE)
    {
      gboolean prefixed = g_str_has_prefix (words, "module ");

      return give (self, g_strconcat (prefixed ? "module " : "", hf_redact_module (self, words + (prefixed ? 7 : 0)), NULL));
    }
  if (kind == HF_ROOT_THREAD && g_str_has_prefix (words, "thread "))
    {
      if (field != NULL && !hf_redact_is_plain (field + 2))
        field = NULL;
      name = g_strndup (words + 7, field != NULL ? (gsize) (field - words - 7) : strlen (words + 7));
      return give (self, g_strconcat ("thread ", is_special (name) ? name : hf_redact_any (self, name), field, NULL));
    }
  if ((kind == HF_ROOT_INTERPRETER || kind == HF_ROOT_STATIC) && hf_redact_is_plain (words))
    return give (self, g_strdup (words));

  return hf_redact_any (self, words);
}
