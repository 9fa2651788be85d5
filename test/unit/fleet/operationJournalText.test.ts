import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { JournalEntry } from '../../../src/fleet/journalEntry';
import type { JournalReading } from '../../../src/fleet/journalText';
import { CHAIN_START, journalLine, readJournal } from '../../../src/fleet/journalText';
import { begunAtOf, newOperationId, readOperationId } from '../../../src/fleet/operationId';
import { instant } from '../../../src/core/instant';
import { answeredOf, BEGUN, headOf, IDS, machineOf, machinesOf, someEntry, wholeJournal } from './journalBuilder';

function textOf(entries: readonly JournalEntry[]): Buffer {
  let end = CHAIN_START;
  const lines = entries.map((entry) => {
    const line = journalLine(entry, end);
    end = line.end;
    return line.text;
  });
  return Buffer.from(lines.join(''));
}

async function read(bytes: Buffer): Promise<JournalReading & { readonly entries: readonly JournalEntry[] }> {
  const entries: JournalEntry[] = [];
  const reading = await readJournal(bytes, (entry) => entries.push(entry));
  return { ...reading, entries };
}

/** A journal whose last line is of a later version, whole and in the chain. */
function textWithLater(entries: readonly JournalEntry[], body: object): Buffer {
  const text = textOf(entries);
  const hash = /"h":"([0-9a-f]{64})"[^\n]*\n$/.exec(text.toString())?.[1] ?? CHAIN_START.hash;
  const rest = JSON.stringify({ n: entries.length, ...body }).slice(1);
  const next = createHash('sha256').update(hash).update(rest).digest('hex');
  return Buffer.concat([text, Buffer.from(`{"v":1,"h":"${next}",${rest}\n`)]);
}

const SAMPLE = wholeJournal(headOf({ machineCount: 2 }), machinesOf(2));

describe('the text of a journal', () => {
  it('gives back every entry, hostile names and all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someEntry, { maxLength: 12 }), async (entries) => {
        const bytes = textOf(entries);
        const reading = await read(bytes);
        assert.equal(reading.tail, 'whole');
        assert.equal(reading.length, bytes.length);
        assert.deepEqual(reading.entries, entries);
      }),
      { numRuns: 500 },
    );
  });

  it('is one line an entry, whatever the names hold', () => {
    fc.assert(
      fc.property(someEntry, (entry) => {
        const { text } = journalLine(entry, CHAIN_START);
        assert.equal(text.indexOf('\n'), text.length - 1);
        assert.doesNotThrow(() => JSON.parse(text) as unknown);
      }),
    );
  });

  it('can be checked with a dozen lines of anybody’s code', () => {
    let before = '0'.repeat(64);
    for (const line of textOf(SAMPLE).toString().trimEnd().split('\n')) {
      const [, hash = '', rest = ''] = /^\{"v":1,"h":"(.{64})",(.*)$/.exec(line) ?? [];
      assert.equal(
        hash,
        createHash('sha256')
          .update(before + rest)
          .digest('hex'),
      );
      before = hash;
    }
  });

  it('is read up to the line that was cut short, wherever it was cut', async () => {
    const bytes = textOf(SAMPLE);
    for (let length = 0; length <= bytes.length; length += 1) {
      const reading = await read(bytes.subarray(0, length));
      const whole = bytes.subarray(0, length).lastIndexOf('\n') + 1;
      assert.equal(reading.length, whole);
      assert.equal(reading.tail, whole === length ? 'whole' : 'torn', `${length} bytes`);
      assert.deepEqual(reading.entries, SAMPLE.slice(0, reading.entries.length));
    }
  });

  it('is torn, not damaged, where zeros were left at its end', async () => {
    const bytes = textOf(SAMPLE);
    for (const kept of [bytes.length, bytes.length - 50]) {
      const reading = await read(Buffer.concat([bytes.subarray(0, kept), Buffer.alloc(5000)]));
      assert.equal(reading.tail, 'torn');
      assert.equal(reading.length, bytes.subarray(0, kept).lastIndexOf('\n') + 1);
    }
  });

  it('is damaged where any byte of a line was changed', async () => {
    const bytes = textOf(SAMPLE);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8((bytes[place] ?? 0) ^ change, place);
        const reading = await read(changed);
        const isLastBreak = place === bytes.length - 1;
        const isVersion = bytes.subarray(0, place).toString().endsWith('{"v":') && /\d/.test(charAt(changed, place));
        assert.equal(reading.tail, isLastBreak ? 'torn' : isVersion ? 'newer' : 'damaged');
        assert.ok(reading.entries.length < SAMPLE.length);
        assert.deepEqual(reading.entries, SAMPLE.slice(0, reading.entries.length));
      }),
      { numRuns: 1000 },
    );
  });

  it('is damaged where a line is missing, doubled or moved', async () => {
    const lines = textOf(SAMPLE).toString().trimEnd().split('\n');
    const [first = '', second = '', ...rest] = lines;
    for (const wrong of [
      [second, ...rest],
      [first, ...rest],
      [first, first, second, ...rest],
      [second, first, ...rest],
    ]) {
      assert.equal((await read(Buffer.from(`${wrong.join('\n')}\n`))).tail, 'damaged');
    }
  });

  it('is of a later version, not misread, where it holds what this version does not know', async () => {
    const at = BEGUN;
    const LATER: readonly object[] = [
      { type: 'approvedBy', at, name: 'grace' },
      { type: 'constructor', at },
      { at },
      { type: 'settled', at, machine: machineOf('m0').id, outcome: { kind: 'halfDone' } },
      { type: 'begun', at, head: { ...headOf(), kind: 'updateNow' } },
      { ...answeredOf(machineOf('m0').id), step: 'extension' },
      { ...answeredOf(machineOf('m0').id), answer: 'maybe' },
    ];
    for (const body of LATER) {
      const reading = await read(textWithLater(SAMPLE, body));
      assert.equal(reading.tail, 'newer', JSON.stringify(body));
      assert.equal(reading.entries.length, SAMPLE.length);
    }
    assert.equal((await read(textWithLater(SAMPLE, { type: 'ready', at }))).tail, 'whole');
    assert.equal((await read(textWithLater(SAMPLE, { type: 'ready', at, n: 0 }))).tail, 'damaged');
    const other = textOf(SAMPLE).toString().replaceAll('{"v":1,', '{"v":2,');
    assert.equal((await read(Buffer.from(other))).tail, 'newer');
  });

  it('is refused where a field is not what it should be', async () => {
    const { id } = machineOf('m0');
    const WRONG: readonly object[] = [
      { type: 'ready', at: '2026-09-18' },
      { type: 'ready', at: 9e15 },
      { type: 'sending', at: BEGUN, machine: id.toUpperCase(), step: 'license', request: 'create' },
      { type: 'sending', at: BEGUN, machine: '/etc/passwd', step: 'license', request: 'create' },
      { type: 'begun', at: BEGUN, head: { ...headOf(), id: '../../other' } },
      { type: 'begun', at: BEGUN, head: { ...headOf(), owner: null } },
      {
        type: 'machine',
        at: BEGUN,
        machine: { ...machineOf('m0'), wanted: { license: 'Enabled', hotpatching: null } },
      },
      { ...answeredOf(id), ids: { client: 'x' } },
      { ...answeredOf(id), status: -1 },
    ];
    for (const body of WRONG) assert.equal((await read(textWithLater([], body))).tail, 'newer', JSON.stringify(body));
  });

  it('holds no token and no signed URL, even where an answer is handed over as it came', () => {
    const url = 'https://management.azure.com/subscriptions/x/operationStatuses/y?t=638&c=MIIH&s=signature&h=hash';
    const headers = { authorization: 'Bearer eyJ0eXAi' };
    const ids = { ...IDS, headers };
    const entry = { ...answeredOf(machineOf('m0').id), tracking: { url }, headers, ids };
    const { text } = journalLine(entry, CHAIN_START);
    assert.match(text, /"answer":"accepted","status":202,"ids":\{"client":"client-1"/);
    assert.doesNotMatch(text, /bearer|eyJ|https:|signature|tracking|headers/i);
  });
});

function charAt(bytes: Buffer, place: number): string {
  return String.fromCharCode(bytes[place] ?? 0);
}

describe('an operation’s id', () => {
  it('sorts by time, tells it, and is a file name on every system', () => {
    const moment = fc.integer({ min: 0, max: 4e12 }).map(instant);
    fc.assert(
      fc.property(moment, moment, (first, second) => {
        const [one, other] = [newOperationId(first), newOperationId(second)];
        assert.match(one, /^\d{8}-\d{6}-\d{3}-[0-9a-f]{12}$/);
        assert.equal(begunAtOf(one), first);
        assert.equal(readOperationId(one), one);
        if (first !== second) assert.equal(one < other, first < second);
      }),
    );
  });

  it('is another each time', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => newOperationId(BEGUN))).size, 1000);
  });

  it('is never read from a path, or from what is nearly one', () => {
    const id = newOperationId(BEGUN);
    const WRONG = [
      '',
      '..',
      '.',
      `../${id}`,
      `${id}/..`,
      `${id}\n`,
      `${id} `,
      ` ${id}`,
      id.toUpperCase(),
      `${id}\u0000`,
    ];
    for (const text of [...WRONG, id.slice(1), id.replace('20260918', '20261318'), 'con', '/etc'])
      assert.equal(readOperationId(text), undefined, JSON.stringify(text));
  });
});
