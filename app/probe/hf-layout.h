/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/**
 * HfLayout: where one version of CPython keeps what the probe reads, as byte offsets.
 *
 * An offset into PyInterpreterState has no prefix; the others begin with what they are offsets into: thread_, frame_ (the
 * frame object up to 3.10, the interpreter's own frame since), generator_, code_, function_, class_ (PyHeapTypeObject) …
 * n_ and _size are numbers and sizes. 0 stands for what a version does not have. tests/probe/layouts.py says for each name
 * which C expression it is.
 */
#define HF_LAYOUT_FIELDS(X) \
  X (runtime_gc) X (runtime_tracing) X (interpreter_gc) X (interpreter_gil) X (interpreter_threads) \
  X (gc_generations) X (gc_permanent) X (gc_garbage) X (gc_callbacks) X (gc_collecting) X (modules) \
  X (modules_by_index) X (importlib) X (import_func) X (sysdict) X (builtins) X (interpreter_dict) X (builtins_copy) \
  X (before_forkers) X (after_forkers_parent) X (after_forkers_child) X (warnings_filters) X (warnings_once) \
  X (warnings_action) X (audit_hooks) X (sysdict_copy) X (codec_search_path) X (codec_search_cache) X (codec_errors) \
  X (errnomap) X (exception_group) X (exit_functions) X (n_exit_functions) X (str_replace_inf) X (objreduce) \
  X (type_slots_name) X (generic_type) X (interned) X (type_cache) X (type_cache_entry) X (n_type_cache) \
  X (identifiers) X (n_identifiers) X (syntax_types) X (syntax_types_end) X (latin1) X (small_ints) \
  X (monitoring_callables) X (monitoring_end) X (thread_next) X (thread_interpreter) X (thread_dict) \
  X (thread_async_exc) X (thread_identity) X (thread_context) X (thread_profile) X (thread_trace) \
  X (thread_async_gen_firstiter) X (thread_async_gen_finalizer) X (thread_exc_value) X (thread_exc_type) \
  X (thread_exc_traceback) X (thread_curexc_type) X (thread_curexc_value) X (thread_curexc_traceback) \
  X (thread_current_exception) X (thread_on_delete) X (thread_on_delete_data) X (thread_local_key) \
  X (thread_local_sentinel) X (thread_frame) X (thread_cframe) X (cframe_frame) X (frame_code) X (frame_previous) \
  X (frame_globals) X (frame_builtins) X (frame_locals) X (frame_slots) X (frame_stack_pointer) \
  X (frame_stack_depth) X (frame_value_stack) X (frame_generator) X (frame_instruction) X (frame_function) \
  X (frame_object) X (frame_owner) X (frame_object_trace) X (frame_object_back) X (frame_object_frame) \
  X (frame_object_extra_locals) X (frame_object_locals_cache) X (generator_frame) X (generator_iframe) \
  X (generator_state) X (generator_code) X (generator_name) X (generator_qualname) X (generator_exc_value) \
  X (generator_exc_type) X (generator_exc_traceback) X (generator_origin) X (generator_finalizer) X (code_consts) \
  X (code_names) X (code_filename) X (code_name) X (code_stack_size) X (code_first_line) X (code_n_locals) \
  X (code_line_table) X (code_bytes) X (code_cached) X (code_varnames) X (code_freevars) X (code_cellvars) \
  X (code_cell_arguments) X (code_slot_names) X (code_slot_kinds) X (code_qualname) X (code_exception_table) \
  X (code_n_slots) X (code_n_free) X (code_instructions) X (function_code) X (function_globals) X (function_name) \
  X (function_qualname) X (function_defaults) X (function_kwdefaults) X (function_closure) X (function_doc) \
  X (function_module) X (function_annotations) X (function_builtins) X (function_type_params) X (class_name) \
  X (class_slots) X (class_qualname) X (class_keys) X (class_module) X (type_size) X (static_types) \
  X (static_extension_types) X (n_static_types) X (n_static_extension_types) X (static_type_size) \
  X (static_type_dict) X (static_type_subclasses) X (keys_size) X (keys_entries) X (values_first) X (ascii_size) \
  X (compact_size) X (utf8) X (utf8_length) X (text_data) X (long_digits) X (exception_args) X (exception_traceback) \
  X (exception_context) X (exception_cause) X (exception_notes)

typedef struct
{
  unsigned minor; /* of 3.minor; 0: unknown, and nothing here counts */
#define X(name) uint32_t name;
  HF_LAYOUT_FIELDS (X)
#undef X
} HfLayout;

/* The table's entry for CPython 3.@minor, or NULL. */
const HfLayout *hf_layout_find (unsigned minor);
