/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "hf-pattern.h"

#define N_(s) (s)

typedef struct
{
  const char *id;
  const char *name;
  const char *remedy;
} Words;

static const Words all_words[] = {
  { "traceback", N_("Exception kept with its traceback"),
    N_("Keep str(error) in {holder}, or set error.__traceback__ = None first: the traceback keeps the frames and all their locals.") },
  { "cached-method", N_("lru_cache on a method"),
    N_("Each call's self is a key of the cache {holder}: cache a function of what it needs, or use functools.cached_property on the instance.") },
  { "weakref-callback", N_("Weak reference whose callback holds its object"),
    N_("The callback must not mention the object that it waits for: give it a name or a number instead of {what}, or use a static method.") },
  { "task", N_("asyncio task that never ends or is never retrieved"),
    N_("Cancel and await the tasks behind {holder} when their work is over, or run them in a TaskGroup or with a timeout.") },
  { "logging", N_("Logging handler, logger or record that is kept"),
    N_("Attach handlers once, or call removeHandler() and close() when their object is done; one logger a module, not one an object ({holder}).") },
  { "exit", N_("Function registered with atexit"),
    N_("Call atexit.unregister() when the object is closed, or register one function that closes what is still open in a WeakSet.") },
  { "callback", N_("Bound method or closure in a list of callbacks"),
    N_("Take the callback out of {holder} when its object is done, or keep it there weakly (weakref.WeakMethod).") },
  { "generator", N_("Generator that was never finished"),
    N_("Close generators that are given up (contextlib.closing), and take them out of {holder}: a suspended one keeps its locals.") },
  { "thread-local", N_("Thread-local or context variable"),
    N_("Clear the variable when a piece of work ends: a pool's threads live on, and with them what {holder} keeps.") },
  { "default", N_("Mutable default argument"),
    N_("{holder} is made once and shared by all calls: let the default be None, and make a fresh one inside the function.") },
  { "thread", N_("Thread that never ends"),
    N_("Let the thread's target return (an event or a time limit to wait for), or give it a weak reference to what it serves: {what} holds it.") },
  { "finalizer", N_("__del__ on a cycle"),
    N_("Nothing but the collector can free these cycles: make the reference back to the owner a weak one, and close explicitly instead of in __del__.") },
  { "class", N_("Class attribute used as instance state"),
    N_("{holder} belongs to the class and is shared by all instances: create it in __init__ (self.…), or take entries out when they are done.") },
  { "local", N_("Variable of a function that is still running"),
    N_("{holder} lives as long as the function runs: take out what is done, or bound it (collections.deque with maxlen).") },
  { "native", N_("Native code that keeps references"),
    N_("An extension module holds these {entry} objects where Python cannot see it: look for the call that hands them over, and for its counterpart that takes them back.") },
  { "registry", N_("Registry that is never emptied"),
    N_("Take entries out of {holder} when they are done, bound it, or make it a weakref.WeakValueDictionary.") },
};

static const Words *
find_words (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_words); i++)
    if (strcmp (all_words[i].id, id) == 0)
      return &all_words[i];

  return NULL;
}

const char *
hf_pattern_name (const char *id)
{
  const Words *words = find_words (id);

  return words != NULL ? words->name : NULL;
}

const char *
hf_pattern_remedy (const char *id)
{
  const Words *words = find_words (id);

  return words != NULL ? words->remedy : NULL;
}

char *
hf_pattern_fill (const char *remedy, const char *holder, const char *entry, const char *what)
{
  const char *const slots[][2] = { { "{holder}", holder }, { "{entry}", entry }, { "{what}", what } };
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (remedy != NULL, NULL);

  for (const char *at = remedy; *at != '\0';)
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (slots); i++)
        if (g_str_has_prefix (at, slots[i][0]))
          break;
      if (i < G_N_ELEMENTS (slots))
        {
          g_string_append (text, slots[i][1] != NULL ? slots[i][1] : "");
          at += strlen (slots[i][0]);
        }
      else
        g_string_append_c (text, *at++);
    }

  return g_string_free (text, FALSE);
}
