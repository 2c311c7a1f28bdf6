/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-heap.h"

G_BEGIN_DECLS

/**
 * HfReferenceRules: the table in reference-rules.txt, bound to one heap's types and strings.
 *
 * Each rule is one bit. A reference fits the rules in the intersection of three words: those that its kind, its
 * referrer's type, its name and its referent's type fit; so a reference costs four loads whatever the number of rules (at most 64).
 */
typedef struct _HfReferenceRules HfReferenceRules;

/* @type_names: [n_types] string ids of full names; @strings is searched for the rules' names. */
HfReferenceRules *hf_reference_rules_new  (const HfStrings *strings, const guint32 *type_names, guint32 n_types);
void              hf_reference_rules_free (HfReferenceRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfReferenceRules, hf_reference_rules_free)

/* The class of an owning reference from an object of @type to @object, whose type is @types[@object]. @name is a string
 * id (ignored for HF_REF_INDEX). O(1). */
HfRefClass hf_reference_rules_classify (const HfReferenceRules *self, guint32 type, HfRefKind kind, guint32 name,
                                        guint32 object, const guint32 *types);

G_END_DECLS
