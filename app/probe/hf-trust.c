/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-trust.h"

#include "hf-types.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GENERATOR \
  "def holdfast_probe(first):\n" \
  "  second = first\n" \
  "  yield second\n"

HfLayout hf_layout;

static char reason[200];

const char *
hf_trust_reason (void)
{
  return reason[0] != '\0' ? reason : NULL;
}

/* The 8 of "3.8.18", or 0. */
static unsigned
minor_version (void)
{
  const char *version = Py_GetVersion ();

  return strncmp (version, "3.", 2) == 0 ? (unsigned) strtoul (version + 2, NULL, 10) : 0;
}

bool
hf_trust_objects (void)
{
  return minor_version () >= 8 && PyBaseObject_Type.tp_basicsize == (Py_ssize_t) sizeof (PyObject);
}

/* ---- memory ----------------------------------------------------------------------------------------------------------- */

static int tried[2] = { -1, -1 };

/* A pipe takes only what can be read. */
static bool
is_readable (const void *at, size_t n)
{
  char taken[64];

  for (size_t done = 0; done < n;)
    {
      size_t more = n - done < sizeof taken ? n - done : sizeof taken;

      if (write (tried[1], (const char *) at + done, more) != (ssize_t) more || read (tried[0], taken, more) != (ssize_t) more)
        return false;
      done += more;
    }
  return true;
}

static bool
is_object_of_something (const void *object)
{
  return object != NULL && ((uintptr_t) object & 7) == 0 && is_readable (object, sizeof (PyObject));
}

bool
hf_trust_is_object (const void *object)
{
  PyTypeObject *type, *meta;

  if (!is_object_of_something (object))
    return false;
  type = ((const PyObject *) object)->ob_type;
  if (!is_object_of_something (type))
    return false;
  meta = Py_TYPE (type);
  return is_object_of_something (meta) && is_readable (&meta->tp_flags, sizeof meta->tp_flags)
         && PyType_FastSubclass (meta, Py_TPFLAGS_TYPE_SUBCLASS);
}

/* Old versions make some objects only when their module is imported. */
static bool
is_object_or_null (const void *object)
{
  return object == NULL || hf_trust_is_object (object);
}

/* What a structure has at a place of the table's; NULL if it cannot be read. */
static void *
word_at (const void *structure, uint32_t offset)
{
  const char *at = (const char *) structure + offset;

  return is_readable (at, sizeof (void *)) ? *(void *const *) (const void *) at : NULL;
}

#define WORD(structure, place) word_at (structure, hf_layout.place)

/* ---- checks ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  PyTypeObject *plain;
  PyInterpreterState *interpreter;
  PyObject *list;
  PyObject *function;  /* of GENERATOR */
  PyObject *generator; /* given the list, waiting */
} HfTrial;

/* TRUE if @object's attribute @name is the very object @found. */
static bool
attribute_is (PyObject *object, const char *name, void *found)
{
  PyObject *value = PyObject_GetAttrString (object, name);
  bool same = value != NULL && value == found;

  Py_XDECREF (value);
  return same;
}

static bool
check_interpreter (HfTrial *self)
{
  PyThreadState *thread = PyThreadState_Get ();
  PyThreadState *at;

  self->interpreter = PyInterpreterState_Head != NULL && PyInterpreterState_Next != NULL ? PyInterpreterState_Head () : NULL;
  while (self->interpreter != NULL && WORD (thread, thread_interpreter) != self->interpreter)
    self->interpreter = PyInterpreterState_Next (self->interpreter);
  if (self->interpreter == NULL)
    return false;
  at = WORD (self->interpreter, interpreter_threads);
  while (at != NULL && at != thread)
    at = WORD (at, thread_next);
  return at == thread && WORD (self->interpreter, modules) == PyImport_GetModuleDict ();
}

static bool
check_collector (HfTrial *self)
{
  PyObject *fresh;
  void *collector;
  PyGC_Head *youngest;
  bool right;

  if (hf_layout.runtime_gc != 0 && &_PyRuntime == NULL)
    return false;
  collector = hf_py_collector (self->interpreter);
  youngest = hf_py_generation (collector, 0);
  fresh = PyList_New (0);
  right = is_readable (youngest, sizeof *youngest) && youngest->_gc_prev == (uintptr_t) ((PyGC_Head *) (void *) fresh - 1);
  Py_XDECREF (fresh);
  return right && is_object_or_null (WORD (collector, gc_garbage)) && is_object_or_null (WORD (collector, gc_callbacks));
}

static bool
check_class (HfTrial *self)
{
  PyObject *instance;
  bool found;

  if (!attribute_is ((PyObject *) self->plain, "__name__", WORD (self->plain, class_name))
      || !attribute_is ((PyObject *) self->plain, "__qualname__", WORD (self->plain, class_qualname)))
    return false;
  instance = PyObject_CallFunction ((PyObject *) self->plain, NULL);
  found = instance != NULL && PyObject_SetAttrString (instance, "holdfast_probe", self->list) == 0
          && hf_attribute_peek (instance, "holdfast_probe") == self->list;
  Py_XDECREF (instance);
  return found && hf_dict_peek (hf_py_class_dict (&PyList_Type), "append") != NULL;
}

static bool
check_dict (HfTrial *self)
{
  PyObject *dict = PyDict_New ();
  bool found = dict != NULL && PyDict_SetItemString (dict, "holdfast_probe", self->list) == 0
               && hf_dict_peek (dict, "holdfast_probe") == self->list && hf_dict_peek (dict, "holdfast_prob") == NULL;

  Py_XDECREF (dict);
  return found;
}

static bool
check_values (HfTrial *self)
{
  PyObject *text = PyUnicode_FromString ("\xc3\xa9\xe2\x82\xac");
  PyObject *number = PyLong_FromUnsignedLongLong ((7ULL << 40) + 5);
  const uint32_t *digits;
  Py_ssize_t n;
  bool negative = true, right;

  right = text != NULL && number != NULL && hf_py_text_is_ready (text) && hf_py_text_is_compact (text) && hf_py_text_length (text) == 2
          && hf_py_text_kind (text) == 2 && hf_py_text_at (text, 0) == 0xe9 && hf_py_text_at (text, 1) == 0x20ac;
  if (right)
    {
      digits = hf_py_int_digits (number, &n, &negative);
      right = n == 2 && !negative && digits[0] == 5 && digits[1] == 7 << 10;
    }
  Py_XDECREF (text);
  Py_XDECREF (number);
  return right;
}

static bool
text_is (PyObject *text, const char *ascii)
{
  return text != NULL && hf_trust_is_object (text) && PyUnicode_Check (text) && PyUnicode_CompareWithASCIIString (text, ascii) == 0;
}

/* A function, its code and a frame that waits. */
static bool
check_frame (HfTrial *self)
{
  PyCodeObject *code = WORD (self->function, function_code);
  HfFrame *frame;
  bool is_cell;

  if (!attribute_is (self->function, "__code__", code) || !attribute_is (self->function, "__qualname__", WORD (self->function, function_qualname))
      || !attribute_is (self->function, "__globals__", WORD (self->function, function_globals))
      || !attribute_is ((PyObject *) code, "co_filename", WORD (code, code_filename))
      || !attribute_is ((PyObject *) code, "co_name", WORD (code, code_name))
      || !attribute_is ((PyObject *) code, "co_consts", WORD (code, code_consts)))
    return false;
  if (hf_py_code_slots (code) != 2 || !text_is (hf_py_code_slot_name (code, 0, &is_cell), "first")
      || !text_is (hf_py_code_slot_name (code, 1, &is_cell), "second") || is_cell)
    return false;
  if (!attribute_is (self->generator, "__name__", WORD (self->generator, generator_name)))
    return false;
  frame = hf_py_generator_frame (self->generator);
  return is_readable (frame, hf_layout.frame_slots + 2 * sizeof (void *)) && hf_py_frame_code (frame) == code
         && hf_py_frame_slots (frame)[0] == self->list && hf_py_frame_slots (frame)[1] == self->list;
}

static bool
check_exception (HfTrial *self)
{
  PyObject *exception = PyObject_CallFunction (PyExc_ValueError, "O", self->list);
  bool right = exception != NULL && attribute_is (exception, "args", WORD (exception, exception_args))
               && WORD (exception, exception_cause) == NULL && WORD (exception, exception_traceback) == NULL;

  Py_XDECREF (exception);
  return right;
}

/* The frame that runs, if this is called from Python. */
static bool
check_running (HfTrial *self)
{
  HfFrame *frame = hf_py_thread_frame (PyThreadState_Get ());

  return frame == NULL || hf_trust_is_object (hf_py_frame_code (frame));
}

/* ---- all of them ------------------------------------------------------------------------------------------------------------ */

/* What the program of a name of ours binds it to, new; NULL on failure. */
static PyObject *
make_function (void)
{
  PyObject *names = PyDict_New ();
  PyObject *code = NULL, *done = NULL, *function = NULL;

  if (names != NULL && PyDict_SetItemString (names, "__builtins__", PyEval_GetBuiltins ()) == 0)
    code = Py_CompileString (GENERATOR, "holdfast", HF_FILE_INPUT);
  if (code != NULL)
    done = PyEval_EvalCode (code, names, names);
  if (done != NULL)
    function = PyDict_GetItemString (names, "holdfast_probe");
  if (function != NULL)
    Py_IncRef (function);
  if (names != NULL)
    PyDict_Clear (names); /* the function has it, and it the function */
  Py_XDECREF (done);
  Py_XDECREF (code);
  Py_XDECREF (names);
  return function;
}

static bool
trial_make (HfTrial *self)
{
  PyObject *yielded = NULL;

  self->list = PyList_New (0);
  self->function = make_function ();
  if (self->function != NULL && self->list != NULL)
    self->generator = PyObject_CallFunction (self->function, "O", self->list);
  if (self->generator != NULL)
    yielded = PyObject_CallMethod (self->generator, "__next__", NULL);
  Py_XDECREF (yielded);
  return yielded != NULL && yielded == self->list;
}

static void
trial_end (HfTrial *self)
{
  Py_XDECREF (self->generator);
  Py_XDECREF (self->function);
  Py_XDECREF (self->list);
}

/* What does not hold, or NULL. */
static const char *
trial_run (HfTrial *self)
{
  static const struct { bool (*holds) (HfTrial *self); const char *words; } checks[] = {
    { check_interpreter, "of threads and modules" }, { check_collector, "of the collector" }, { check_dict, "of dicts" },
    { check_values, "of text and numbers" }, { check_class, "of classes and attributes" },
    { check_exception, "of exceptions" }, { check_frame, "of functions and generators" }, { check_running, "of frames" },
  };

  if (!trial_make (self))
    return "of anything, since Python code did not run";
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
    if (!checks[i].holds (self))
      return checks[i].words;
  return NULL;
}

static void
doubt (const char *words)
{
  snprintf (reason, sizeof reason, "Roots are partial: %s", words);
  hf_layout.minor = 0;
}

static void
try_layout (PyTypeObject *plain, const HfLayout *layout)
{
  HfTrial trial = { .plain = plain };
  const char *wrong;
  char words[120];
  unsigned n;

  hf_layout = *layout;
  wrong = trial_run (&trial);
  trial_end (&trial);
  PyErr_Clear ();
  if (wrong != NULL)
    {
      snprintf (words, sizeof words, "this build of Python %.*s keeps other structures %s than were measured.",
                (int) strcspn (Py_GetVersion (), " "), Py_GetVersion (), wrong);
      doubt (words);
      return;
    }
  n = hf_roots_learn (trial.interpreter);
  if (n != 0)
    snprintf (reason, sizeof reason, "Roots are partial: %u fields of the interpreter are not where they were measured.", n);
}

void
hf_trust_learn (PyTypeObject *plain)
{
  const char *version = Py_GetVersion ();
  const HfLayout *layout = hf_layout_find (minor_version ());
  char words[120];

  snprintf (words, sizeof words, "the structures of Python %.*s are not known.", (int) strcspn (version, " "), version);
  if (layout == NULL || !hf_trust_objects () || getenv ("HOLDFAST_DISTRUST") != NULL)
    {
      doubt (layout == NULL || !hf_trust_objects () ? words : "HOLDFAST_DISTRUST is set.");
      return;
    }
  if (pipe2 (tried, O_CLOEXEC) != 0)
    {
      doubt ("there was no pipe to try memory with.");
      return;
    }
  try_layout (plain, layout);
  close (tried[0]);
  close (tried[1]);
}
