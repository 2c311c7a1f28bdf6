/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <string.h>

#include "report/hf-report.h"

/* What a dump may hold to get out of the text that it is. */
static const char hostile[] = "<script>alert(1)</script> \"quoted\" 'single' & | `code` *star* _under_ [link](x) ~~ # \n| \xe2\x80\xae turned \x1b[31m";

static char *
html (const HfReport *report)
{
  g_autoptr (GBytes) bytes = hf_report_to_html (report);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
markdown (const HfReport *report, const char *const *pictures)
{
  g_autoptr (GBytes) bytes = hf_report_to_markdown (report, pictures);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;

  return n;
}

static HfReport *
make_hostile (void)
{
  HfReport *report = hf_report_new (hostile, "Holdfast");
  g_autoptr (GBytes) svg = g_bytes_new_static ("<svg></svg>", 11);

  hf_report_heading (report, 2, hostile);
  hf_report_text (report, hostile);
  hf_report_code (report, hostile);
  hf_report_finding (report, hostile, hostile, hostile);
  hf_report_picture (report, svg, hostile);
  hf_report_table (report, hostile);
  hf_report_column (report, hostile, HF_REPORT_TEXT);
  hf_report_column (report, hostile, HF_REPORT_CODE);
  hf_report_column (report, "n", HF_REPORT_COUNT);
  for (guint i = 0; i < 3; i++)
    {
      hf_report_cell (report, hostile);
      hf_report_cell (report, hostile);
      hf_report_number (report, i);
    }
  hf_report_end (report, 7);

  return report;
}

static void
test_hostile_html (void)
{
  g_autoptr (HfReport) report = make_hostile ();
  g_autofree char *text = html (report);

  g_assert_cmpuint (count (text, "<script"), ==, 1);
  g_assert_cmpuint (count (text, "</script"), ==, 1);
  g_assert_cmpuint (count (text, "&lt;script&gt;alert(1)"), ==, 18);
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  g_assert_null (strchr (text, '\x1b'));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* Bars that are not escaped. */
static guint
bars (const char *line)
{
  guint n = 0;

  for (gsize i = 0; line[i] != '\0'; i++)
    n += line[i] == '|' && (i == 0 || line[i - 1] != '\\');

  return n;
}

static void
test_hostile_markdown (void)
{
  g_autoptr (HfReport) report = make_hostile ();
  const char *names[] = { "a b(1).svg", NULL };
  g_autofree char *text = markdown (report, names);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint rows = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == '|')
      {
        g_assert_cmpuint (bars (lines[i]), ==, 4);
        rows++;
      }
  g_assert_cmpuint (rows, ==, 5);
  /* as HTML only where it is code, where Markdown shows it */
  g_assert_cmpuint (count (text, "<script"), ==, 4);
  g_assert_cmpuint (count (text, "    <script>"), ==, 1);
  g_assert_nonnull (strstr (text, "](a%20b%281%29.svg)"));
  g_assert_null (strstr (text, "\xe2\x80\xae"));
}

static void
test_numbers (void)
{
  static const guint32 steps[] = { 1, 20, 1234 };
  g_autoptr (HfReport) report = hf_report_new ("t", "p");
  g_autofree char *text = NULL;
  g_autofree char *plain = NULL;

  hf_report_table (report, NULL);
  hf_report_column (report, "count", HF_REPORT_COUNT);
  hf_report_column (report, "delta", HF_REPORT_DELTA);
  hf_report_column (report, "bytes", HF_REPORT_BYTES);
  hf_report_column (report, "delta bytes", HF_REPORT_DELTA_BYTES);
  hf_report_column (report, "trend", HF_REPORT_TREND);
  hf_report_number (report, 1234567);
  hf_report_number (report, -1000);
  hf_report_number (report, 12345);
  hf_report_number (report, 999);
  hf_report_series (report, steps, G_N_ELEMENTS (steps));
  hf_report_number (report, G_MAXINT64);
  hf_report_number (report, 0);
  hf_report_number (report, 0);
  hf_report_number (report, G_MININT64);
  hf_report_series (report, steps, 1);
  hf_report_end (report, 0);

  plain = markdown (report, NULL);
  g_assert_nonnull (strstr (plain, "| 1\xe2\x80\xaf" "234\xe2\x80\xaf" "567 | \xe2\x88\x92" "1\xe2\x80\xaf" "000 | 12.3 kB | +999 B | 1 \xe2\x86\x92 20 \xe2\x86\x92 1\xe2\x80\xaf" "234 |"));
  g_assert_nonnull (strstr (plain, "036\xe2\x80\xaf" "854\xe2\x80\xaf" "775\xe2\x80\xaf" "807 | 0 | 0 B | \xe2\x88\x92" "9.2 EB | 1 |"));
  text = html (report);
  g_assert_nonnull (strstr (text, "data-value=\"-1000\""));
  g_assert_nonnull (strstr (text, "data-value=\"12345\" title=\"12345 B\""));
  g_assert_nonnull (strstr (text, "data-value=\"1234\"><svg class=\"trend\""));
  g_assert_cmpuint (count (text, "<polyline"), ==, 2);
}

static void
test_tables (void)
{
  g_autoptr (HfReport) report = hf_report_new ("t", "p");
  g_autofree char *text = NULL;
  g_autofree char *page = NULL;

  hf_report_table (report, "nothing in it");
  hf_report_column (report, "a", HF_REPORT_TEXT);
  hf_report_end (report, 0);
  hf_report_table (report, "more");
  hf_report_column (report, "a", HF_REPORT_TEXT);
  hf_report_cell (report, "");
  hf_report_end (report, 1);
  text = markdown (report, NULL);
  page = html (report);

  g_assert_null (strstr (text, "nothing in it"));
  g_assert_null (strstr (page, "nothing in it"));
  g_assert_nonnull (strstr (text, "and 1 more row\n"));
  g_assert_cmpuint (count (page, "<table>"), ==, 1);
}

static void
test_beginnings (void)
{
  g_autoptr (HfReport) report = hf_report_new ("t", "p");
  g_autofree char *text = NULL;

  hf_report_text (report, "1. no list");
  hf_report_text (report, "- no list");
  hf_report_text (report, "12 bytes - and 1.5 more");
  text = markdown (report, NULL);

  g_assert_nonnull (strstr (text, "\n1\\. no list\n"));
  g_assert_nonnull (strstr (text, "\n\\- no list\n"));
  g_assert_nonnull (strstr (text, "\n12 bytes - and 1.5 more\n"));
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hf-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "r.md", NULL);
  g_autofree char *picture = g_build_filename (folder, "r-1.svg", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "r.html", NULL);
  g_autoptr (HfReport) report = make_hostile ();
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = NULL;

  g_assert_true (hf_report_write (report, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (picture, &svg, NULL, &error));
  g_assert_cmpstr (svg, ==, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg></svg>");

  g_assert_false (hf_report_write (report, nowhere, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, "The report could not be saved: "));
  g_clear_error (&error);
  g_assert_false (hf_report_write (report, "r.docx", &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED);

  g_remove (path);
  g_remove (picture);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/hostile-html", test_hostile_html);
  g_test_add_func ("/report/hostile-markdown", test_hostile_markdown);
  g_test_add_func ("/report/numbers", test_numbers);
  g_test_add_func ("/report/tables", test_tables);
  g_test_add_func ("/report/beginnings", test_beginnings);
  g_test_add_func ("/report/files", test_files);

  return g_test_run ();
}
