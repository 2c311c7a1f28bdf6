/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-child.h"
#include "hf-dumper.h"
#include "hf-sites.h"
#include "hf-static-names.h"
#include "hf-traces.h"
#include "hf-track.h"
#include "hf-trust.h"
#include "hf-types.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* holdfast._holdfast: the dumper as a Python module. */

#define DEFAULT_VALUES 100

static PyStructSequence_Field result_fields[] = {
  { "objects", "objects in the dump" },
  { "references", "references between them" },
  { "bytes", "size of the file" },
  { "seconds", "time that it took" },
  { NULL, NULL },
};

static PyStructSequence_Desc result_description = {
  "holdfast.DumpResult", "What holdfast.dump() wrote.", result_fields, 4,
};

static PyTypeObject *result_type;

/* ---- the file ---------------------------------------------------------------------------------------------------------- */

/* A regular file appears under its name only once it is whole. Devices and pipes are written to as they are. */
typedef struct
{
  const char *path;
  char part[PATH_MAX];
  int fd;
  bool renamed;
} HfTarget;

static int
target_open (HfTarget *self, const char *path)
{
  struct stat status;

  self->path = path;
  self->renamed = stat (path, &status) != 0 || S_ISREG (status.st_mode);
  if (!self->renamed)
    {
      self->fd = open (path, O_WRONLY | O_CLOEXEC);
      return self->fd < 0 ? errno : 0;
    }
  if (snprintf (self->part, sizeof self->part, "%s.%ld.part", path, (long) getpid ()) >= (int) sizeof self->part)
    return ENAMETOOLONG;
  self->fd = open (self->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  return self->fd < 0 ? errno : 0;
}

static int
target_finish (HfTarget *self, int error)
{
  if (close (self->fd) != 0 && error == 0)
    error = errno;
  if (!self->renamed)
    return error;
  if (error == 0 && rename (self->part, self->path) != 0)
    error = errno;
  if (error != 0)
    unlink (self->part);
  return error;
}

/* FALSE if there can be no child: the caller writes by itself then. */
static bool
dump_in_child (int fd, const HfDumpOptions *options, HfDumpResult *result)
{
  HfDumpOptions own = { .values = options->values, .sites = hf_traces_find () ? HF_SITES_FROM_TABLE : HF_SITES_NONE, .tracked_as = hf_track_next (), .pid = getpid () };
  HfChild child = { .fd = fd, .keep = -1, .options = &own, .result = hf_child_result_new () };
  pid_t pid = child.result != NULL ? hf_child_start (&child) : -1;

  if (pid > 0)
    {
      Py_BEGIN_ALLOW_THREADS
      hf_child_wait (pid);
      Py_END_ALLOW_THREADS
      *result = *child.result;
    }
  hf_child_result_free (child.result);
  return pid > 0;
}

/* ---- dump() ------------------------------------------------------------------------------------------------------------------ */

static double
seconds_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static PyObject *
make_result (const HfDumpResult *dump, double seconds)
{
  PyObject *result = PyStructSequence_New (result_type);

  if (result == NULL)
    return NULL;
  PyStructSequence_SetItem (result, 0, PyLong_FromUnsignedLongLong (dump->objects));
  PyStructSequence_SetItem (result, 1, PyLong_FromUnsignedLongLong (dump->references));
  PyStructSequence_SetItem (result, 2, PyLong_FromUnsignedLongLong (dump->bytes));
  PyStructSequence_SetItem (result, 3, PyFloat_FromDouble (seconds));
  if (PyErr_Occurred ())
    Py_CLEAR (result);
  return result;
}

/* With the collector off, since asking for allocation sites makes tuples. */
static void
dump_here (int fd, const HfDumpOptions *options, HfDumpResult *result)
{
  HfDumpOptions here = { .values = options->values, .sites = hf_sites_are_traced () ? HF_SITES_ASKED_FOR : HF_SITES_NONE, .tracked_as = hf_track_next () };
  int enabled = PyGC_Disable != NULL ? PyGC_Disable () : 0;

  hf_dump (fd, &here, result);
  if (enabled)
    PyGC_Enable ();
}

static int
write_dump (const char *path, const HfDumpOptions *options, bool fork_child, HfDumpResult *result)
{
  HfTarget target;
  int error = target_open (&target, path);

  if (error != 0)
    return error;
  hf_static_names_look ();
  if (!fork_child || !dump_in_child (target.fd, options, result))
    dump_here (target.fd, options, result);
  return target_finish (&target, result->error);
}

typedef struct
{
  PyObject *path; /* borrowed */
  HfDumpOptions options;
  bool fork_child;
  bool collect;
} HfCall;

static int
call_set_values (HfCall *self, PyObject *value)
{
  Py_ssize_t n = PyNumber_AsSsize_t (value, PyExc_OverflowError);

  if (n == -1 && PyErr_Occurred ())
    return -1;
  if (n < 0)
    {
      PyErr_SetString (PyExc_ValueError, "values is a number of bytes and cannot be negative");
      return -1;
    }
  self->options.values = (size_t) n;
  return 0;
}

static int
call_set_flag (bool *flag, PyObject *value)
{
  int truth = PyObject_IsTrue (value);

  *flag = truth > 0;
  return truth < 0 ? -1 : 0;
}

static int
call_set (HfCall *self, PyObject *name, PyObject *value)
{
  if (PyUnicode_CompareWithASCIIString (name, "path") == 0 && self->path == NULL)
    {
      self->path = value;
      return 0;
    }
  if (PyUnicode_CompareWithASCIIString (name, "values") == 0)
    return call_set_values (self, value);
  if (PyUnicode_CompareWithASCIIString (name, "fork") == 0)
    return call_set_flag (&self->fork_child, value);
  if (PyUnicode_CompareWithASCIIString (name, "collect") == 0)
    return call_set_flag (&self->collect, value);
  PyErr_Format (PyExc_TypeError, "dump() got an unexpected keyword argument '%U'", name);
  return -1;
}

/* By hand, so that no tuple or dict of arguments is in the heap that is dumped. */
static int
call_parse (HfCall *self, PyObject *const *arguments, Py_ssize_t n, PyObject *names)
{
  self->options.values = DEFAULT_VALUES;
  if (n > 1)
    {
      PyErr_SetString (PyExc_TypeError, "dump() takes one positional argument, the path");
      return -1;
    }
  self->path = n == 1 ? arguments[0] : NULL;
  for (Py_ssize_t i = 0; names != NULL && i < PyTuple_GET_SIZE (names); i++)
    if (call_set (self, PyTuple_GET_ITEM (names, i), arguments[n + i]) < 0)
      return -1;
  if (self->path == NULL)
    PyErr_SetString (PyExc_TypeError, "dump() wants the path of the file to write");
  return self->path == NULL ? -1 : 0;
}

static PyObject *
holdfast_dump (PyObject *module, PyObject *const *arguments, Py_ssize_t n, PyObject *names)
{
  HfCall call = { 0 };
  HfDumpResult result = { 0 };
  PyObject *bytes;
  double start = seconds_now ();
  int error;

  if (call_parse (&call, arguments, n, names) < 0 || !PyUnicode_FSConverter (call.path, &bytes))
    return NULL;
  if (call.collect)
    PyGC_Collect ();
  error = write_dump (PyBytes_AS_STRING (bytes), &call.options, call.fork_child, &result);
  Py_DECREF (bytes);
  if (error == 0)
    return make_result (&result, seconds_now () - start);
  errno = error;
  return PyErr_SetFromErrnoWithFilenameObject (PyExc_OSError, call.path);
}

static const char dump_doc[] =
"dump(path, *, values=100, fork=False, collect=False)\n--\n\n"
"Write a dump of this process's heap to the file path.\n\n"
"values   longest preview of a str, bytes or number, in bytes; 0 leaves all of them out\n"
"fork     write from a cloned child process, so that other threads run on meanwhile\n"
"collect  run the garbage collector first\n\n"
"Returns a DumpResult (objects, references, bytes, seconds). No code of the program runs\n"
"(with collect=True finalizers may). Raises OSError if the file cannot be written; then\n"
"there is none.";

static PyObject *
holdfast_track (PyObject *module, PyObject *nothing)
{
  int error = hf_track_start ();

  if (error != 0)
    {
      errno = error;
      return PyErr_SetFromErrnoWithFilenameObject (PyExc_OSError, NULL);
    }
  Py_IncRef (Py_None);
  return Py_None;
}

static PyObject *
holdfast_untrack (PyObject *module, PyObject *nothing)
{
  hf_track_stop ();
  Py_IncRef (Py_None);
  return Py_None;
}

static const char track_doc[] =
"track()\n--\n\n"
"Record from now on which objects are allocated after which dump.\n\n"
"Growth between two dumps then knows what is new and need not guess from addresses, which are\n"
"used again. Costs a store for each allocation and a sixteenth of the heap in memory.";

static const char untrack_doc[] =
"untrack()\n--\n\n"
"End what track() began. Later dumps are not part of the record.";

static PyMethodDef methods[] = {
  { "dump", (PyCFunction) (void (*) (void)) holdfast_dump, METH_FASTCALL | METH_KEYWORDS, dump_doc },
  { "track", holdfast_track, METH_NOARGS, track_doc },
  { "untrack", holdfast_untrack, METH_NOARGS, untrack_doc },
  { NULL, NULL, 0, NULL },
};

static PyModuleDef definition = {
  { { 1, NULL }, NULL, 0, NULL }, "holdfast._holdfast", "The dumper for this interpreter.", -1, methods, NULL, NULL, NULL, NULL,
};

__attribute__ ((visibility ("default"))) PyObject *PyInit__holdfast (void);

PyObject *
PyInit__holdfast (void)
{
  PyObject *module;

  if (!hf_trust_objects ())
    {
      PyErr_SetString (PyExc_ImportError, "the dumper is not for this Python");
      return NULL;
    }
  if (hf_types_learn () < 0)
    return NULL;
  module = PyModule_Create2 (&definition, HF_MODULE_API);
  if (module == NULL)
    return NULL;
  result_type = PyStructSequence_NewType (&result_description);
  if (result_type == NULL || PyObject_SetAttrString (module, "DumpResult", (PyObject *) result_type) < 0)
    Py_CLEAR (module);
  return module;
}
