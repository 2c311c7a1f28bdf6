# SPDX-License-Identifier: Apache-2.0
"""What a C compiler says of CPython's structures, from the headers of an interpreter on this machine.

    python3 tests/probe/layouts.py PYTHON...

prints the rows of app/probe/hf-layouts.c for these interpreters. test_layouts.py compares the table with what is measured.
"""
import os
import subprocess
import sys
import tempfile

MEASURED = (8, 9, 10, 11, 12, 13)

PROLOGUE = """
#define Py_BUILD_CORE 1
#define Py_BUILD_CORE_MODULE 1
#include <Python.h>
#include <frameobject.h>
#include <structmember.h>
#include <stddef.h>
#include <stdio.h>
#include <internal/pycore_pystate.h>
#include <internal/pycore_object.h>
#include <internal/pycore_context.h>
#if PY_MINOR_VERSION >= 9
#include <internal/pycore_interp.h>
#include <internal/pycore_gc.h>
#include <internal/pycore_runtime.h>
#endif
#if PY_MINOR_VERSION >= 11
#include <internal/pycore_code.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_moduleobject.h>
#include <internal/pycore_exceptions.h>
#endif
#if PY_MINOR_VERSION == 10
#include <internal/pycore_ast.h>
#endif
#if PY_MINOR_VERSION >= 13
#include <internal/pycore_typeobject.h>
#endif
"""


def of(structure, *members):
    """{minor: expression} of a member that had different names; each is (member, first minor, last minor) or a name."""
    found = {}
    for member in members:
        name, first, last = (member, 8, 13) if isinstance(member, str) else member
        for minor in range(first, last + 1):
            found[minor] = f"offsetof ({structure}, {name})"
    return found


def value(expression, first=8, last=13):
    return {minor: expression for minor in range(first, last + 1)}


def member(prefix, structure, names, first=8, last=13):
    """Fields that are called the same in the table, after a prefix."""
    return [(prefix + ours, of(structure, (theirs, first, last)))
            for ours, theirs in (pair if isinstance(pair, tuple) else (pair, pair) for pair in names)]


INTERPRETER, THREAD, CODE, FUNCTION = "PyInterpreterState", "PyThreadState", "PyCodeObject", "PyFunctionObject"

# name in HfLayout: {minor version of CPython: C expression}. A version without the field has 0 in the table.
FIELDS = [
    # The runtime and its interpreters.
    ("runtime_gc", of("_PyRuntimeState", ("gc", 8, 8))),
    ("runtime_tracing", of("_PyRuntimeState", ("tracemalloc.config.tracing", 12, 13))),
    ("interpreter_gc", of(INTERPRETER, ("gc", 9, 13))),
    ("interpreter_gil", of(INTERPRETER, ("ceval.gil", 12, 13))),
    ("interpreter_threads", of(INTERPRETER, ("tstate_head", 8, 10), ("threads.head", 11, 13))),
    ("gc_generations", of("struct _gc_runtime_state", "generations")),
    ("gc_permanent", of("struct _gc_runtime_state", "permanent_generation")),
    ("gc_garbage", of("struct _gc_runtime_state", "garbage")),
    ("gc_callbacks", of("struct _gc_runtime_state", "callbacks")),
    ("gc_collecting", of("struct _gc_runtime_state", "collecting")),
    ("modules", of(INTERPRETER, ("modules", 8, 11), ("imports.modules", 12, 13))),
    ("modules_by_index", of(INTERPRETER, ("modules_by_index", 8, 11), ("imports.modules_by_index", 12, 13))),
    ("importlib", of(INTERPRETER, ("importlib", 8, 11), ("imports.importlib", 12, 13))),
    ("import_func", of(INTERPRETER, ("import_func", 8, 11), ("imports.import_func", 12, 13))),
    *member("", INTERPRETER, ["sysdict", "builtins", ("interpreter_dict", "dict"), "builtins_copy", "before_forkers",
                              "after_forkers_parent", "after_forkers_child", ("warnings_filters", "warnings.filters"),
                              ("warnings_once", "warnings.once_registry"), ("warnings_action", "warnings.default_action"),
                              "audit_hooks"]),
    ("sysdict_copy", of(INTERPRETER, ("sysdict_copy", 12, 13))),
    ("codec_search_path", of(INTERPRETER, ("codec_search_path", 8, 12), ("codecs.search_path", 13, 13))),
    ("codec_search_cache", of(INTERPRETER, ("codec_search_cache", 8, 12), ("codecs.search_cache", 13, 13))),
    ("codec_errors", of(INTERPRETER, ("codec_error_registry", 8, 12), ("codecs.error_registry", 13, 13))),
    ("errnomap", of(INTERPRETER, ("exc_state.errnomap", 10, 13))),
    ("exception_group", of(INTERPRETER, ("exc_state.PyExc_ExceptionGroup", 11, 13))),
    ("exit_functions", of(INTERPRETER, ("atexit.callbacks", 10, 13))),
    ("n_exit_functions", of(INTERPRETER, ("atexit.ncallbacks", 10, 13))),
    *member("", INTERPRETER, [("str_replace_inf", "cached_objects.str_replace_inf"), ("objreduce", "cached_objects.objreduce"),
                              ("type_slots_name", "cached_objects.type_slots_pname"), ("generic_type", "cached_objects.generic_type")],
            12, 13),
    ("interned", of(INTERPRETER, ("cached_objects.interned_strings", 12, 13))),

    # Tables of the interpreter's.
    ("type_cache", {**of(INTERPRETER, ("type_cache.hashtable[0].name", 10, 11), ("types.type_cache.hashtable[0].name", 12, 13))}),
    ("type_cache_entry", value("sizeof (struct type_cache_entry)", 10)),
    ("n_type_cache", value("1 << MCACHE_SIZE_EXP", 10)),
    ("identifiers", of(INTERPRETER, ("unicode.ids.array", 10, 13))),
    ("n_identifiers", of(INTERPRETER, ("unicode.ids.size", 10, 13))),
    ("syntax_types", of(INTERPRETER, ("ast.AST_type", 10, 13))),
    ("syntax_types_end", value("offsetof (PyInterpreterState, ast) + sizeof (struct ast_state)", 10)),
    ("latin1", of(INTERPRETER, ("unicode.latin1", 10, 10))),
    ("small_ints", of(INTERPRETER, ("small_ints", 9, 10))),
    ("monitoring_callables", of(INTERPRETER, ("monitoring_callables", 12, 13))),
    ("monitoring_end", value("offsetof (PyInterpreterState, monitoring_tool_names) + sizeof (((PyInterpreterState *) 0)->monitoring_tool_names)",
                             12)),

    # Threads.
    *member("thread_", THREAD, ["next", ("interpreter", "interp"), "dict", "async_exc", ("identity", "thread_id"), "context",
                                ("profile", "c_profileobj"), ("trace", "c_traceobj"), "async_gen_firstiter", "async_gen_finalizer",
                                ("exc_value", "exc_state.exc_value")]),
    *member("thread_", THREAD, [("exc_type", "exc_state.exc_type"), ("exc_traceback", "exc_state.exc_traceback")], 8, 10),
    *member("thread_", THREAD, ["curexc_type", "curexc_value", "curexc_traceback"], 8, 11),
    ("thread_current_exception", of(THREAD, ("current_exception", 12, 13))),
    *member("thread_", THREAD, ["on_delete", "on_delete_data"], 8, 12),
    *member("thread_", THREAD, [("local_key", "threading_local_key"), ("local_sentinel", "threading_local_sentinel")], 13, 13),
    ("thread_frame", of(THREAD, ("frame", 8, 10), ("current_frame", 13, 13))),
    ("thread_cframe", of(THREAD, ("cframe", 11, 12))),
    ("cframe_frame", {**of("_PyCFrame", ("current_frame", 11, 12))}),

    # Frames: the frame object up to 3.10, the interpreter's own frame since.
    ("frame_code", {**of("PyFrameObject", ("f_code", 8, 10)), **of("_PyInterpreterFrame", ("f_code", 11, 12), ("f_executable", 13, 13))}),
    ("frame_previous", {**of("PyFrameObject", ("f_back", 8, 10)), **of("_PyInterpreterFrame", ("previous", 11, 13))}),
    ("frame_globals", {**of("PyFrameObject", ("f_globals", 8, 10)), **of("_PyInterpreterFrame", ("f_globals", 11, 13))}),
    ("frame_builtins", {**of("PyFrameObject", ("f_builtins", 8, 10)), **of("_PyInterpreterFrame", ("f_builtins", 11, 13))}),
    ("frame_locals", {**of("PyFrameObject", ("f_locals", 8, 10)), **of("_PyInterpreterFrame", ("f_locals", 11, 13))}),
    ("frame_slots", {**of("PyFrameObject", ("f_localsplus", 8, 10)), **of("_PyInterpreterFrame", ("localsplus", 11, 13))}),
    ("frame_stack_pointer", of("PyFrameObject", ("f_stacktop", 8, 9))),
    ("frame_stack_depth", {**of("PyFrameObject", ("f_stackdepth", 10, 10)), **of("_PyInterpreterFrame", ("stacktop", 11, 13))}),
    ("frame_value_stack", of("PyFrameObject", ("f_valuestack", 8, 10))),
    ("frame_generator", of("PyFrameObject", ("f_gen", 8, 10))),
    ("frame_instruction", {**of("PyFrameObject", ("f_lasti", 8, 10)),
                           **of("_PyInterpreterFrame", ("prev_instr", 11, 12), ("instr_ptr", 13, 13))}),
    ("frame_function", of("_PyInterpreterFrame", ("f_func", 11, 11), ("f_funcobj", 12, 13))),
    ("frame_object", of("_PyInterpreterFrame", ("frame_obj", 11, 13))),
    ("frame_owner", of("_PyInterpreterFrame", ("owner", 11, 13))),
    ("frame_object_trace", {**of("PyFrameObject", ("f_trace", 8, 10)), **of("struct _frame", ("f_trace", 11, 13))}),
    ("frame_object_back", of("struct _frame", ("f_back", 11, 13))),
    ("frame_object_frame", of("struct _frame", ("f_frame", 11, 13))),
    ("frame_object_extra_locals", of("struct _frame", ("f_extra_locals", 13, 13))),
    ("frame_object_locals_cache", of("struct _frame", ("f_locals_cache", 13, 13))),

    # Generators.
    ("generator_frame", of("PyGenObject", ("gi_frame", 8, 10))),
    ("generator_iframe", of("PyGenObject", ("gi_iframe", 11, 13))),
    ("generator_state", of("PyGenObject", ("gi_frame_state", 11, 13))),
    ("generator_code", of("PyGenObject", ("gi_code", 8, 11))),
    *member("generator_", "PyGenObject", [("name", "gi_name"), ("qualname", "gi_qualname"), ("exc_value", "gi_exc_state.exc_value")]),
    *member("generator_", "PyGenObject", [("exc_type", "gi_exc_state.exc_type"), ("exc_traceback", "gi_exc_state.exc_traceback")], 8, 10),
    ("generator_origin", of("PyCoroObject", ("cr_origin", 8, 10), ("cr_origin_or_finalizer", 11, 13))),
    ("generator_finalizer", of("PyAsyncGenObject", ("ag_finalizer", 8, 10), ("ag_origin_or_finalizer", 11, 13))),

    # Code and functions.
    *member("code_", CODE, [("consts", "co_consts"), ("names", "co_names"), ("filename", "co_filename"), ("name", "co_name"),
                            ("stack_size", "co_stacksize"), ("first_line", "co_firstlineno"), ("n_locals", "co_nlocals")]),
    ("code_line_table", of(CODE, ("co_lnotab", 8, 9), ("co_linetable", 10, 13))),
    ("code_bytes", of(CODE, ("co_code", 8, 10), ("_co_code", 11, 11))),
    ("code_cached", of(CODE, ("_co_cached", 12, 13))),
    *member("code_", CODE, [("varnames", "co_varnames"), ("freevars", "co_freevars"), ("cellvars", "co_cellvars"),
                            ("cell_arguments", "co_cell2arg")], 8, 10),
    *member("code_", CODE, [("slot_names", "co_localsplusnames"), ("slot_kinds", "co_localspluskinds"), ("qualname", "co_qualname"),
                            ("exception_table", "co_exceptiontable"), ("n_slots", "co_nlocalsplus"), ("n_free", "co_nfreevars"),
                            ("instructions", "co_code_adaptive")], 11, 13),
    *member("function_", FUNCTION, [("code", "func_code"), ("globals", "func_globals"), ("name", "func_name"),
                                    ("qualname", "func_qualname"), ("defaults", "func_defaults"), ("kwdefaults", "func_kwdefaults"),
                                    ("closure", "func_closure"), ("doc", "func_doc"), ("module", "func_module"),
                                    ("annotations", "func_annotations")]),
    ("function_builtins", of(FUNCTION, ("func_builtins", 10, 13))),
    ("function_type_params", of(FUNCTION, ("func_typeparams", 12, 13))),

    # Classes.
    *member("class_", "PyHeapTypeObject", [("name", "ht_name"), ("slots", "ht_slots"), ("qualname", "ht_qualname"), ("keys", "ht_cached_keys")]),
    ("class_module", of("PyHeapTypeObject", ("ht_module", 9, 13))),
    ("type_size", value("sizeof (PyTypeObject)")),
    ("static_types", of(INTERPRETER, ("types.builtins", 12, 12), ("types.builtins.initialized", 13, 13))),
    ("static_extension_types", of(INTERPRETER, ("types.for_extensions.initialized", 13, 13))),
    ("n_static_types", {12: "_Py_MAX_STATIC_BUILTIN_TYPES", 13: "_Py_MAX_MANAGED_STATIC_BUILTIN_TYPES"}),
    ("n_static_extension_types", {13: "_Py_MAX_MANAGED_STATIC_EXT_TYPES"}),
    ("static_type_size", {12: "sizeof (static_builtin_state)", 13: "sizeof (managed_static_type_state)"}),
    ("static_type_dict", {12: "offsetof (static_builtin_state, tp_dict)", 13: "offsetof (managed_static_type_state, tp_dict)"}),
    ("static_type_subclasses", {12: "offsetof (static_builtin_state, tp_subclasses)",
                                13: "offsetof (managed_static_type_state, tp_subclasses)"}),

    # Instances, dicts, text, exceptions.
    ("keys_size", {**value("sizeof (struct { Py_ssize_t fields[5]; })", 8, 10), **value("sizeof (PyDictKeysObject)", 11)}),
    ("keys_entries", of("PyDictKeysObject", ("dk_nentries", 11, 13))),
    ("values_first", of("PyDictValues", ("values", 11, 13))),
    ("ascii_size", value("sizeof (PyASCIIObject)")),
    ("compact_size", value("sizeof (PyCompactUnicodeObject)")),
    ("utf8", of("PyCompactUnicodeObject", "utf8")),
    ("utf8_length", of("PyCompactUnicodeObject", "utf8_length")),
    ("text_data", of("PyUnicodeObject", "data")),
    ("long_digits", {**of("PyLongObject", ("ob_digit", 8, 11), ("long_value.ob_digit", 12, 13))}),
    *member("exception_", "PyBaseExceptionObject", ["args", "traceback", "context", "cause"]),
    ("exception_notes", of("PyBaseExceptionObject", ("notes", 11, 13))),
]

# What is the same everywhere: members of the probe's own structures and of the interpreter's.
SAME = [
    ("PyObject", "ob_refcnt"), ("PyObject", "ob_type"), ("PyVarObject", "ob_size"),
    *(("PyTypeObject", name) for name in (
        "tp_name", "tp_basicsize", "tp_itemsize", "tp_dealloc", "tp_flags", "tp_doc", "tp_traverse", "tp_clear", "tp_weaklistoffset",
        "tp_members", "tp_base", "tp_dict", "tp_dictoffset", "tp_is_gc", "tp_bases", "tp_mro", "tp_cache", "tp_subclasses", "tp_del",
        "tp_finalize")),
    ("PyListObject", "ob_item"), ("PyListObject", "allocated"), ("PyTupleObject", "ob_item"), ("PyBytesObject", "ob_sval"),
    ("PyByteArrayObject", "ob_alloc"), ("PyFloatObject", "ob_fval"), ("PyComplexObject", "cval"),
    ("PyDictObject", "ma_used"), ("PyDictObject", "ma_keys"), ("PyDictObject", "ma_values"),
    ("PySetObject", "mask"), ("PySetObject", "table"), ("PySetObject", "smalltable"),
    ("PyWeakReference", "wr_object"), ("PyWeakReference", "wr_callback"),
    ("PyMethodObject", "im_func"), ("PyMethodObject", "im_self"), ("PyInstanceMethodObject", "func"),
    ("PyCFunctionObject", "m_ml"), ("PyCFunctionObject", "m_self"), ("PyCFunctionObject", "m_module"),
    ("PyDescrObject", "d_type"), ("PyDescrObject", "d_name"), ("PyDescrObject", "d_qualname"), ("PyCellObject", "ob_ref"),
    ("PySliceObject", "start"), ("PySliceObject", "stop"), ("PySliceObject", "step"),
    ("PyTracebackObject", "tb_next"), ("PyTracebackObject", "tb_frame"), ("PyMemberDef", "name"), ("PyMemberDef", "type"), ("PyMemberDef", "offset"),
    ("PyMethodDef", "ml_name"), ("PyModuleDef", "m_name"), ("PyModuleDef", "m_size"), ("PyModuleDef", "m_methods"),
]
INTERNALLY_SAME = [
    ("PyGC_Head", "_gc_next"), ("PyGC_Head", "_gc_prev"), ("PyASCIIObject", "length"), ("PyASCIIObject", "state"),
    ("PyContext", "ctx_prev"), ("PyContext", "ctx_vars"), ("PyContextVar", "var_name"), ("PyContextVar", "var_default"),
    ("PyContextToken", "tok_ctx"), ("PyContextToken", "tok_var"), ("PyContextToken", "tok_oldval"),
]


class Unmeasured(Exception):
    pass


def about(python):
    """(minor version, debug build, folder of headers) of an interpreter."""
    source = "import sys, sysconfig as s; print(sys.version_info[1], hasattr(sys, 'gettotalrefcount'), s.get_paths()['include'])"
    done = subprocess.run([python, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if done.returncode != 0:
        raise Unmeasured(f"{python} does not run")
    minor, debug, headers = done.stdout.strip().split(" ", 2)
    if int(minor) not in MEASURED:
        raise Unmeasured(f"{python} is a version without a table")
    if not os.path.exists(os.path.join(headers, "internal", "pycore_pystate.h")):
        raise Unmeasured(f"{python} has no headers")
    return int(minor), debug == "True", headers


def run_program(text, *options):
    """What a C program prints: {name: number}."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        source, program = os.path.join(folder, "measure.c"), os.path.join(folder, "measure")
        with open(source, "w") as file:
            file.write(text)
        done = subprocess.run(["cc", "-std=gnu11", "-w", *options, source, "-o", program], stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stderr[:4000])
        lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {name: int(number) for name, number in map(str.split, lines)}


def prints(pairs):
    return "".join(f'  printf ("{name} %ld\\n", (long) ({expression}));\n' for name, expression in pairs)


def measure(python):
    """{field: offset} for one interpreter, from its own headers."""
    minor, _, headers = about(python)
    pairs = [(name, by_minor[minor]) for name, by_minor in FIELDS if minor in by_minor]
    pairs += [(f"{structure}.{member}", f"offsetof ({structure}, {member})") for structure, member in SAME + INTERNALLY_SAME]
    text = PROLOGUE + "int\nmain (void)\n{\n" + prints(pairs) + "  return 0;\n}\n"
    return run_program(text, "-I" + headers, "-I" + os.path.join(headers, "internal"))


def row(python):
    minor, debug, _ = about(python)
    measured = measure(python)
    words = [f".{name} = {measured[name]}," for name, _ in FIELDS if name in measured]
    lines = [f"  {{ /* {os.path.basename(os.path.realpath(python))} */", f"    .minor = {minor},"]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > 120:
            lines.append("   ")
        lines[-1] += " " + word
    return "\n".join([*lines, "  },"])


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(row(path))
