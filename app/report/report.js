// A click on a title sorts its table: numbers largest first, text from A; a second click turns it round.
'use strict';

function keyOf(row, column) {
  const cell = row.cells[column];
  return 'value' in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
}

function compare(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return 1;
  if (typeof b === 'number') return -1;
  return a.localeCompare(b, undefined, { numeric: true });
}

function sort(table, column) {
  const head = table.tHead.rows[0].cells[column];
  const before = head.getAttribute('aria-sort');
  const numeric = head.classList.contains('number');
  const down = before === null ? numeric : before === 'ascending';
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: keyOf(row, column) }));
  rows.sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)));
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  body.append(...rows.map((item) => item.row));
}

for (const table of document.querySelectorAll('main table'))
  for (const head of table.tHead.rows[0].cells)
    head.firstElementChild.addEventListener('click', () => sort(table, head.cellIndex));

document.body.classList.add('sortable');
