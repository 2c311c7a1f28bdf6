/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-case-keeper.h"

G_BEGIN_DECLS

struct _HfCaseKeeper
{
  GObject parent_instance;

  HfSession *session; /* not owned: it outlives this */
  HfCase *content;    /* names of dumps are absolute */
  HfCase *saved;      /* as it was saved or opened last; NULL: what was saved is not known */
  gboolean saving;    /* a saving is not over */
  HfCase *before;     /* what saved was before it */
  char *path_before;  /* and path */
  char *path;
  char *draft;        /* where a draft is or will be, or NULL */
  char *adopted;      /* the draft that was opened, to be removed once its content is kept elsewhere */
  GArray *missing;    /* of guint: the dumps that were not found */
  gboolean unsaved;
  gboolean draft_again;
  guint source;
  HfJob *job;         /* saving, opening or looking for a dump */
  HfJob *draft_job;
};

/* hf-case-keeper.c */
void hf_case_keeper_set_path     (HfCaseKeeper *self, const char *path);
void hf_case_keeper_set_job      (HfCaseKeeper *self, HfJob *job);  /* takes it */
void hf_case_keeper_end_job      (HfCaseKeeper *self);              /* it is over */
void hf_case_keeper_set_unsaved  (HfCaseKeeper *self, gboolean unsaved);
void hf_case_keeper_compare      (HfCaseKeeper *self);              /* with what was saved; keeps a draft where it differs */
void hf_case_keeper_set_saved    (HfCaseKeeper *self, HfCase *saved); /* takes it */
void hf_case_keeper_forget_draft (HfCaseKeeper *self);
void hf_case_keeper_show_marks   (HfCaseKeeper *self);
void hf_case_keeper_tell         (HfCaseKeeper *self, const char *sentence);

/* hf-case-keeper-names.c */
/* (transfer full) What the object is called in the language, or NULL: nothing leads to it, or keys that the case is not to have. */
char *hf_case_keeper_name_of     (HfCaseKeeper *self, HfSnapshot *snapshot, guint32 object);

G_END_DECLS
