/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-values.h"

#include "hf-structures.h"
#include "hf-types.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TUPLE_DEPTH 3

typedef struct
{
  HfBuffer *out;
  size_t end; /* where out may reach */
  bool cut;
} HfPreview;

/* ---- characters -------------------------------------------------------------------------------------------------------- */

static size_t
utf8_encode (Py_UCS4 c, char *to)
{
  if (c >= 0xD800 && c < 0xE000)
    c = 0xFFFD;
  if (c < 0x80)
    {
      to[0] = (char) c;
      return 1;
    }
  if (c < 0x800)
    {
      to[0] = (char) (0xC0 | (c >> 6));
      to[1] = (char) (0x80 | (c & 63));
      return 2;
    }
  if (c < 0x10000)
    {
      to[0] = (char) (0xE0 | (c >> 12));
      to[1] = (char) (0x80 | ((c >> 6) & 63));
      to[2] = (char) (0x80 | (c & 63));
      return 3;
    }
  to[0] = (char) (0xF0 | (c >> 18));
  to[1] = (char) (0x80 | ((c >> 12) & 63));
  to[2] = (char) (0x80 | ((c >> 6) & 63));
  to[3] = (char) (0x80 | (c & 63));
  return 4;
}

static inline bool
is_readable (PyObject *text)
{
  return hf_layout.minor == 0 || hf_py_text_is_ready (text);
}

static inline Py_ssize_t
text_length (PyObject *text)
{
  return hf_layout.minor == 0 ? PyUnicode_GetLength (text) : hf_py_text_length (text);
}

static inline Py_UCS4
text_at (PyObject *text, Py_ssize_t i)
{
  return hf_layout.minor == 0 ? PyUnicode_ReadChar (text, i) : hf_py_text_at (text, i);
}

void
hf_utf8_append (HfBuffer *out, PyObject *text)
{
  char bytes[4];

  if (!is_readable (text))
    return;
  if (hf_layout.minor != 0 && hf_py_text_is_ascii (text))
    {
      hf_buffer_bytes (out, hf_py_text_data (text), (size_t) text_length (text));
      return;
    }
  for (Py_ssize_t i = 0; i < text_length (text); i++)
    hf_buffer_bytes (out, bytes, utf8_encode (text_at (text, i), bytes));
}

void
hf_utf8_copy (PyObject *text, char *to, size_t bytes)
{
  char *at = to;

  for (Py_ssize_t i = 0; is_readable (text) && i < text_length (text); i++)
    {
      if ((size_t) (at - to) + 5 > bytes)
        break;
      at += utf8_encode (text_at (text, i), at);
    }
  *at = '\0';
}

/* ---- literals ------------------------------------------------------------------------------------------------------------ */

static bool
put (HfPreview *preview, const char *bytes, size_t n)
{
  if (preview->cut || preview->out->length + n > preview->end)
    preview->cut = true;
  else
    hf_buffer_bytes (preview->out, bytes, n);
  return !preview->cut;
}

static bool
put_text (HfPreview *preview, const char *text)
{
  return put (preview, text, strlen (text));
}

static size_t
escape (Py_UCS4 c, Py_UCS4 quote, bool bytes, char to[12])
{
  static const char plain[] = "\t\n\r\\", letters[] = "tnr\\";
  const char *found = c != 0 && c < 128 ? strchr (plain, (int) c) : NULL;

  if (found != NULL || c == quote)
    return (size_t) snprintf (to, 12, "\\%c", found != NULL ? letters[found - plain] : (char) quote);
  if (c >= 32 && c < 127)
    return utf8_encode (c, to);
  if (!bytes && _PyUnicode_IsPrintable != NULL && _PyUnicode_IsPrintable (c))
    return utf8_encode (c, to);
  return (size_t) snprintf (to, 12, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned) c);
}

static char
str_quote (PyObject *text)
{
  bool single = false;

  for (Py_ssize_t i = 0; i < text_length (text); i++)
    {
      Py_UCS4 c = text_at (text, i);

      if (c == '"')
        return '\'';
      single = single || c == '\'';
    }
  return single ? '"' : '\'';
}

static void
put_str (HfPreview *preview, PyObject *text)
{
  char bytes[12], quote;

  if (!is_readable (text))
    return;
  quote = text_length (text) <= 4096 ? str_quote (text) : '\'';
  put (preview, &quote, 1);
  for (Py_ssize_t i = 0; i < text_length (text); i++)
    if (!put (preview, bytes, escape (text_at (text, i), (Py_UCS4) quote, false, bytes)))
      return;
  put (preview, &quote, 1);
}

static void
put_bytes (HfPreview *preview, PyObject *object)
{
  const char *data = PyBytes_AS_STRING (object);
  size_t n = (size_t) PyBytes_GET_SIZE (object);
  char quote = memchr (data, '\'', n) != NULL && memchr (data, '"', n) == NULL ? '"' : '\'';
  char bytes[12];

  put (preview, "b", 1);
  put (preview, &quote, 1);
  for (size_t i = 0; i < n; i++)
    if (!put (preview, bytes, escape ((unsigned char) data[i], (Py_UCS4) quote, true, bytes)))
      return;
  put (preview, &quote, 1);
}

/* Beyond 60 bits in hexadecimal, which is a literal too and needs no division. */
static void
put_int (HfPreview *preview, PyObject *object)
{
  Py_ssize_t n, bits;
  bool negative, begun = false;
  const uint32_t *digits = hf_py_int_digits (object, &n, &negative);
  char text[32];

  bits = n * HF_DIGIT_BITS;
  if (negative)
    put (preview, "-", 1);
  if (n <= 2)
    {
      snprintf (text, sizeof text, "%llu",
                (n > 0 ? digits[0] : 0ULL) + (n > 1 ? (unsigned long long) digits[1] << HF_DIGIT_BITS : 0ULL));
      put_text (preview, text);
      return;
    }
  put_text (preview, "0x");
  for (Py_ssize_t at = (bits + 3) / 4 * 4 - 4; at >= 0 && !preview->cut; at -= 4)
    {
      unsigned nibble = (unsigned) (digits[at / HF_DIGIT_BITS] >> (at % HF_DIGIT_BITS));

      if (at % HF_DIGIT_BITS > HF_DIGIT_BITS - 4 && at / HF_DIGIT_BITS + 1 < n)
        nibble |= (unsigned) digits[at / HF_DIGIT_BITS + 1] << (HF_DIGIT_BITS - at % HF_DIGIT_BITS);
      nibble &= 15;
      begun = begun || nibble != 0;
      if (begun)
        put (preview, &"0123456789abcdef"[nibble], 1);
    }
}

static void
put_double (HfPreview *preview, double value)
{
  char text[48];

  for (int digits = 15; digits <= 17; digits++)
    {
      snprintf (text, sizeof text, "%.*g", digits, value);
      if (strtod (text, NULL) == value)
        break;
    }
  if (fabs (value) < 1e16 && fabs (value) >= 1 && strchr (text, 'e') != NULL)
    snprintf (text, sizeof text, "%.1f", value);
  for (char *at = text; *at != '\0'; at++)
    if (*at == ',')
      *at = '.';
  if (isfinite (value) && strpbrk (text, ".e") == NULL)
    strcat (text, ".0");
  put_text (preview, text);
}

static void put_literal (HfPreview *preview, PyObject *object, int depth);

static bool
is_literal (PyObject *object, int depth)
{
  PyTypeObject *type = Py_TYPE (object);

  if (type == &PyTuple_Type && depth > 0)
    {
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (object) && i < 16; i++)
        if (PyTuple_GET_ITEM (object, i) == NULL || !is_literal (PyTuple_GET_ITEM (object, i), depth - 1))
          return false;
      return PyTuple_GET_SIZE (object) <= 16;
    }
  return type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyLong_Type || type == &PyBool_Type
         || type == &PyFloat_Type || type == &PyComplex_Type || object == Py_None || object == Py_Ellipsis;
}

static void
put_tuple (HfPreview *preview, PyObject *object, int depth)
{
  Py_ssize_t n = PyTuple_GET_SIZE (object);

  put (preview, "(", 1);
  for (Py_ssize_t i = 0; i < n && !preview->cut; i++)
    {
      if (i > 0)
        put (preview, ", ", 2);
      put_literal (preview, PyTuple_GET_ITEM (object, i), depth - 1);
    }
  put_text (preview, n == 1 ? ",)" : ")");
}

static void
put_complex (HfPreview *preview, Py_complex value)
{
  put (preview, "(", 1);
  put_double (preview, value.real);
  if (!(value.imag < 0) && !signbit (value.imag))
    put (preview, "+", 1);
  put_double (preview, value.imag);
  put (preview, "j)", 2);
}

static void
put_literal (HfPreview *preview, PyObject *object, int depth)
{
  PyTypeObject *type = Py_TYPE (object);

  if (type == &PyUnicode_Type)
    put_str (preview, object);
  else if (type == &PyLong_Type)
    put_int (preview, object);
  else if (type == &PyFloat_Type)
    put_double (preview, ((PyFloatObject *) object)->ob_fval);
  else if (type == &PyBytes_Type)
    put_bytes (preview, object);
  else if (type == &PyTuple_Type)
    put_tuple (preview, object, depth);
  else if (type == &PyComplex_Type)
    put_complex (preview, ((PyComplexObject *) object)->cval);
  else if (type == &PyBool_Type)
    put_text (preview, object == Py_True ? "True" : "False");
  else
    put_text (preview, object == Py_None ? "None" : "...");
}

/* ---- names ------------------------------------------------------------------------------------------------------------------ */

static void
append_word (HfBuffer *out, const char *word)
{
  hf_buffer_bytes (out, word, strlen (word));
}

static void
append_str (HfBuffer *out, PyObject *text)
{
  if (text != NULL && PyUnicode_CheckExact (text))
    hf_utf8_append (out, text);
}

static void
append_file_name (HfBuffer *out, PyObject *path)
{
  size_t start = out->length, n;
  const uint8_t *slash;

  append_str (out, path);
  n = out->length - start;
  slash = n > 0 ? memrchr (out->data + start, '/', n) : NULL;
  if (slash == NULL)
    return;
  n = (size_t) (out->data + out->length - (slash + 1));
  memmove (out->data + start, slash + 1, n);
  out->length = start + n;
}

static void
append_place (HfBuffer *out, PyObject *path, int line)
{
  char text[16];

  append_word (out, " at ");
  append_file_name (out, path);
  snprintf (text, sizeof text, ":%d", line);
  append_word (out, text);
}

void
hf_frame_value_append (HfBuffer *out, HfFrame *frame)
{
  PyCodeObject *code = hf_py_frame_code (frame);

  append_str (out, hf_py_code_name (code));
  append_word (out, "()");
  append_place (out, HF_AT (PyObject *, code, code_filename), hf_py_frame_line (frame));
}

static void
append_function (HfBuffer *out, PyObject *function)
{
  PyCodeObject *code = HF_AT (PyCodeObject *, function, function_code);

  append_str (out, HF_AT (PyObject *, function, function_qualname));
  append_word (out, "()");
  append_place (out, HF_AT (PyObject *, code, code_filename), HF_AT (int, code, code_first_line));
}

static void
append_code (HfBuffer *out, PyCodeObject *code)
{
  append_str (out, hf_py_code_name (code));
  append_place (out, HF_AT (PyObject *, code, code_filename), HF_AT (int, code, code_first_line));
}

static void
append_class (HfBuffer *out, PyTypeObject *type)
{
  if (hf_py_is_heap_type (type))
    {
      PyObject *module = hf_dict_peek (type->tp_dict, "__module__");

      if (module != NULL && PyUnicode_CheckExact (module))
        {
          append_str (out, module);
          append_word (out, ".");
        }
      append_str (out, HF_AT (PyObject *, type, class_qualname));
    }
  else
    append_word (out, type->tp_name);
}

void
hf_builtin_name_append (HfBuffer *out, PyObject *object)
{
  const PyMethodDef *definition = ((PyCFunctionObject *) (void *) object)->m_ml;

  if (definition != NULL && definition->ml_name != NULL)
    append_word (out, definition->ml_name);
}

/* What tells a full deque from one that grows without end. */
static void
append_bound (HfBuffer *out, Py_ssize_t bound)
{
  char text[32];

  if (bound < 0)
    return;
  snprintf (text, sizeof text, "maxlen=%zd", bound);
  append_word (out, text);
}

static void
append_name (HfBuffer *out, PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  if (PyType_FastSubclass (type, Py_TPFLAGS_TYPE_SUBCLASS))
    append_class (out, (PyTypeObject *) object);
  else if (type == &PyFunction_Type)
    append_function (out, object);
  else if (type == &PyCFunction_Type)
    hf_builtin_name_append (out, object);
  else if (type == &PyCode_Type)
    append_code (out, (PyCodeObject *) object);
  else if (type == &PyModule_Type)
    append_str (out, ((PyModuleObject *) object)->md_name);
  else if (type == &PyFrame_Type && hf_py_frame_of (object) != NULL)
    hf_frame_value_append (out, hf_py_frame_of (object));
  else if (type->tp_name[0] == 'c' && strcmp (type->tp_name, "collections.deque") == 0)
    append_bound (out, ((HfDeque *) (void *) object)->max_length);
}

/* What can be read where structures are not known. */
static void
append_public (HfPreview *preview, PyObject *object)
{
  PyTypeObject *type = Py_TYPE (object);

  if (PyType_FastSubclass (type, Py_TPFLAGS_TYPE_SUBCLASS))
    append_word (preview->out, ((PyTypeObject *) (void *) object)->tp_name);
  else if (type == &PyUnicode_Type && preview->end > preview->out->length)
    put_str (preview, object);
}

bool
hf_value_append (HfBuffer *out, PyObject *object, size_t limit)
{
  HfPreview preview = { out, out->length + limit, false };

  if (hf_layout.minor == 0)
    append_public (&preview, object);
  else if (!is_literal (object, TUPLE_DEPTH))
    append_name (out, object);
  else if (limit > 0)
    put_literal (&preview, object, TUPLE_DEPTH);
  return preview.cut;
}
