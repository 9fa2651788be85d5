/** One cell of a table; numbers come out right-aligned. */
export type Cell = string | number;

/** Prints a title and a table with aligned columns. */
export function printTable(title: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map(cellText));
  const widths = heads.map((head, column) => Math.max(head.length, ...texts.map((row) => row[column]?.length ?? 0)));
  const isNumber = heads.map((_, column) => rows.every((row) => typeof row[column] !== 'string' || row[column] === ''));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumber[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  console.log(`\n${title}\n`);
  console.log(line(heads));
  console.log(line(widths.map((width) => '-'.repeat(width))));
  for (const row of texts) console.log(line(row));
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (Number.isNaN(cell)) return '';
  if (Number.isInteger(cell)) return cell.toLocaleString('en');
  return Math.abs(cell) < 10 ? cell.toFixed(2) : cell.toFixed(1);
}

/** The middle value; the mean of the two in the middle of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  return above === undefined || below === undefined ? Number.NaN : (above + below) / 2;
}
