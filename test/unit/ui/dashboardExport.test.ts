import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import { COLUMN_IDS } from '../../../src/core/dashboardContract';
import { exportFile } from '../../../src/ui/dashboardExport';
import { csvCell, markdownCell } from '../../../src/ui/exportText';
import { filtered, modelOf, queryOf } from './dashboardFixture';
import { SAMPLE, storeOf, UNTROUBLED } from './sampleFleet';

const request = { query: queryOf(), columns: COLUMN_IDS };

describe('exports of the dashboard', () => {
  const store = storeOf(UNTROUBLED);
  const model = modelOf(store);

  describe('as CSV', () => {
    const { content, name } = exportFile({ ...request, format: 'csv' }, model);
    const rows = parseCsv(content);

    it('have a line for each machine shown, each with all columns', () => {
      assert.equal(rows.length, store.view.machines.length + 1);
      assert.equal(new Set(rows.map((row) => row.length)).size, 1);
      assert.equal(name, 'hotpatch-fleet-2026-05-25.csv');
    });

    it('call the day of the connection’s status what it is', () => {
      assert.ok(rows[0]?.includes('Connection since'));
    });

    it('hold numbers as they are', () => {
      const cores = rows[0]?.indexOf('Cores') ?? -1;
      const numbers = rows.slice(1).map((row) => row[cores] ?? '');
      assert.ok(numbers.includes('16'));
      assert.ok(numbers.every((text) => /^\d*$/.test(text)));
    });

    it('hold only what is shown: filter, order and columns', () => {
      const query = { ...filtered({ kind: 'attention' }), sort: { column: 'name', descending: true } } as const;
      const file = exportFile({ format: 'csv', query, columns: ['name'] }, model);
      const lines = parseCsv(file.content);
      assert.deepEqual(lines[0], ['Machine', 'Resource ID']);
      assert.equal(lines.length - 1, model.rows(query, 0, 0).total);
    });

    it('begin with a byte order mark on request only', () => {
      assert.equal(content.charCodeAt(0), 'M'.charCodeAt(0));
      assert.equal(exportFile({ ...request, format: 'csvWithBom' }, model).content.charCodeAt(0), 0xfeff);
    });

    it('hold no text that a spreadsheet would run', () => {
      fc.assert(
        fc.property(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('', ' ', '\t', '\r', '\n', '\u0000'),
          (text, before) => {
            for (const sign of ['=', '+', '-', '@', '＝', '＠', '']) {
              const [[cell = ''] = []] = parseCsv(csvCell(`${before}${sign}${text}`));
              assert.doesNotMatch(cell, /^[\s\u0000-\u001f]*[=+\-@＝＋－＠]/u);
              assert.doesNotMatch(cell, /^[\t\r\n]/);
            }
          },
        ),
      );
    });

    it('hold no formula in a spreadsheet that divides lines elsewhere', () => {
      const pieces = [
        '=',
        '+',
        '-',
        '@',
        '＝',
        '－',
        ';',
        ',',
        '\t',
        '\r',
        '\n',
        '"',
        "'",
        ' ',
        '\u00a0',
        '\u0000',
        'a',
        '1',
      ];
      const text = fc.array(fc.constantFrom('', ...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
      fc.assert(
        fc.property(text, fc.array(fc.oneof(text, fc.integer()), { maxLength: 4 }), (first, others) => {
          // No file begins a line with a number.
          const line = [first, ...others].map(csvCell).join(',');
          for (const separator of [',', ';', '\t']) {
            for (const cell of [
              ...line.split(/[\r\n]/).flatMap((row) => row.split(separator)),
              ...lenient(line, separator),
            ]) {
              if (!isPlainNumber(cell)) assert.doesNotMatch(cell, /^[\s"\u0000-\u001f]*[=+\-@＝＋－＠]/u, line);
            }
          }
        }),
        { numRuns: 3_000 },
      );
    });

    it('defuse a formula behind a semicolon, and leave the text readable', () => {
      assert.equal(csvCell("Contoso;=cmd|' /C calc'!A0;x"), `"Contoso;'=cmd|' /C calc'!A0;x"`);
      assert.equal(csvCell('one; two-three, four'), '"one; two-three, four"');
      assert.equal(csvCell('failed at 2026-11-23; -5 degrees'), `"failed at 2026-11-23; '-5 degrees"`);
    });

    it('hold every other text unchanged', () => {
      fc.assert(
        fc.property(fc.string(), (text) => {
          const plain = `x${text.replaceAll(/[=+@-]/g, '.')}`;
          assert.deepEqual(parseCsv(csvCell(plain)), [[plain]]);
        }),
      );
      assert.equal(csvCell('2026-11-23T10:00:00+07:00=x'), '2026-11-23T10:00:00+07:00=x');
      assert.equal(csvCell(-5), '-5');
      assert.equal(csvCell(null), '');
    });
  });

  describe('as JSON', () => {
    it('say what they are of, and hold values for programs', () => {
      const parsed: unknown = JSON.parse(
        exportFile({ ...request, query: filtered({ kind: 'notEnrolled' }), format: 'json' }, model).content,
      );
      const { isDemo, dataAsOf, filters, currency, machines } = parsed as Record<string, unknown>;
      assert.deepEqual(
        { isDemo, dataAsOf, filters, currency },
        { isDemo: false, dataAsOf: '2026-05-25T12:00:00.000Z', filters: ['Not enrolled'], currency: 'USD' },
      );
      assert.ok(Array.isArray(machines));
      const [first] = machines as readonly Record<string, unknown>[];
      assert.equal(typeof first?.['cores'], 'number');
      assert.match(String(first?.['connectionSince']), /^\d{4}-\d\d-\d\dT/);
    });
  });

  describe('as a report', () => {
    const report = exportFile({ ...request, format: 'markdown' }, modelOf(storeOf(SAMPLE), { isDemo: true })).content;

    it('has totals, assumptions, the age of the data, what is missing, and that it is a demo', () => {
      assert.match(report, /Demo: a simulated fleet/);
      assert.match(report, /Data as of May 25, 2026/);
      assert.match(report, /- \*\*Hotpatched: \d+ of \d+ eligible by OS\*\*/);
      assert.match(report, /An estimate, not a bill/);
      assert.match(report, /> This is a part of the fleet/);
      assert.match(report, /\| May 2026 \| /);
      assert.doesNotMatch(exportFile({ ...request, format: 'markdown' }, model).content, /Demo/);
    });

    it('shows hostile names as text', () => {
      const html = marked.parse(report, { async: false });
      assert.doesNotMatch(html, /<img|<a /);
      assert.match(html, /&lt;img src=x/);
    });

    it('shows any text as it is', () => {
      fc.assert(
        fc.property(fc.string(), (text) => {
          const html = marked.parse(`x ${markdownCell(text)} x`, { async: false });
          assert.doesNotMatch(html.replace(/^<p>|<\/p>\s*$/g, ''), /<(?!br)/);
        }),
      );
    });
  });
});

function isPlainNumber(cell: string): boolean {
  return /^-?\d+$/.test(cell);
}

/** As spreadsheets read: quotes count where a cell begins with one, and what follows the closing one belongs to it. */
function lenient(text: string, separator: string): readonly string[] {
  const cells: string[] = [];
  for (let rest = text; ;) {
    const [whole, quoted = '', plain = ''] = new RegExp(`^(?:"((?:[^"]|"")*)"?)?([^${separator}\\r\\n]*)`).exec(
      rest,
    ) ?? [''];
    cells.push(quoted.replaceAll('""', '"') + plain);
    if (whole.length >= rest.length) return cells;
    rest = rest.slice(whole.length + 1);
  }
}

/** RFC 4180. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[place + 1] === '"') cell += text[(place += 1)] ?? '';
      else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (character === '\r' && text[place + 1] === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      place += 1;
      if (place + 1 < text.length) rows.push([]);
      else return rows;
    } else cell += character;
  }
  rows.at(-1)?.push(cell);
  return rows;
}
