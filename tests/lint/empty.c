/* SPDX-License-Identifier: Apache-2.0 */

/* Linked with one room as a whole: a call into a room to its right does not link. */
int
main (void)
{
  return 0;
}
