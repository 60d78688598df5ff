// A table as CSV: RFC 4180, with CRLF after every line.
//
// Cells are what the stream said, to the letter: a cell that begins with "=" stays so, since a
// program that reads the file must get what the record held. SQL's null is an empty field, and an
// empty text is "", as in PostgreSQL's COPY.

const NEEDS_QUOTES = /["\r\n,]|^\s|\s$|^$/;

function field(cell) {
  if (cell === null) return '';
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** @param {string[]} heads  @param {Iterable<(string|null)[]>} rows */
export function csvText(heads, rows) {
  const lines = [heads.map(field).join(',')];
  for (const cells of rows) {
    // A line that is empty altogether would be read as none.
    lines.push(cells.length === 1 && cells[0] === null ? '""' : cells.map(field).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
