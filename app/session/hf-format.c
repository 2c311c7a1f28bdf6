/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-format.h"

#include <glib/gi18n.h>
#include <langinfo.h>

#define NARROW_SPACE "\u202f"
#define MINUS "\u2212"

static const char *
group_separator (void)
{
  const char *separator = nl_langinfo (THOUSEP);

  return separator != NULL && *separator != '\0' && g_utf8_validate (separator, -1, NULL) ? separator : NARROW_SPACE;
}

static void
append_grouped (GString *text, guint64 value)
{
  char digits[24];
  int n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);

  for (int i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, group_separator ());
      g_string_append_c (text, digits[i]);
    }
}

char *
hf_format_count (guint64 count)
{
  GString *text = g_string_new (NULL);

  append_grouped (text, count);
  return g_string_free (text, FALSE);
}

static guint64
magnitude (gint64 value)
{
  return value < 0 ? (guint64) 0 - (guint64) value : (guint64) value;
}

static const char *
sign_of (gint64 value)
{
  return value > 0 ? "+" : value < 0 ? MINUS : "";
}

char *
hf_format_delta (gint64 count)
{
  GString *text = g_string_new (sign_of (count));

  append_grouped (text, magnitude (count));
  return g_string_free (text, FALSE);
}

char *
hf_format_size (guint64 bytes)
{
  static const char *const units[] = { N_("kB"), N_("MB"), N_("GB"), N_("TB"), N_("PB"), N_("EB") };
  double value = (double) bytes;
  guint unit = 0;

  if (bytes < 1000)
    /* Translators: a size in bytes, short form */
    return g_strdup_printf (_("%u B"), (guint) bytes);

  value /= 1000.0;
  /* 999.5 would be shown as 1000 of the smaller unit */
  while (value >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1000.0;
      unit++;
    }
  return g_strdup_printf (value >= 99.95 ? "%.0f %s" : "%.1f %s", value, _(units[unit]));
}

char *
hf_format_delta_size (gint64 bytes)
{
  g_autofree char *size = hf_format_size (magnitude (bytes));

  return g_strconcat (sign_of (bytes), size, NULL);
}

char *
hf_format_exact_size (guint64 bytes)
{
  g_autofree char *count = hf_format_count (bytes);

  return g_strdup_printf (ngettext ("%s byte", "%s bytes", bytes > G_MAXULONG ? G_MAXULONG : (gulong) bytes), count);
}

char *
hf_format_share (guint permille)
{
  if (permille == 0)
    return g_strdup ("< 0.1" "\u00a0" "%");
  if (permille < 100)
    return g_strdup_printf ("%.1f" "\u00a0" "%%", permille / 10.0);
  return g_strdup_printf ("%.0f" "\u00a0" "%%", permille / 10.0);
}

char *
hf_format_address (guint64 address)
{
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", address);
}
