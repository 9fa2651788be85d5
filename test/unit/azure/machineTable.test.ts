import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Interner } from '../../../src/azure/intern';
import { machineOfRow, machineRowContext, type UnjoinedMachine } from '../../../src/azure/machineRow';
import { MachineCursor, MachineTable } from '../../../src/azure/machineTable';
import { PatchJoin, type PatchKind } from '../../../src/azure/patchJoin';
import type { AssessmentFacts } from '../../../src/core/machineFacts';
import { instant } from '../../../src/core/instant';
import { CONTOSO, machineIdText, machineRow, NEVER_ABORTED, sub } from './fixtures';

const KIND: PatchKind<AssessmentFacts> = {
  read: (row) => row as { machineId: string; facts: AssessmentFacts } | null,
  of: (machine) => machine.assessment,
  put: (machine, facts) => {
    machine.assessment = facts;
  },
};
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'é', '~');

function machineNamed(text: string): UnjoinedMachine {
  const machine = machineOfRow(
    machineRow(text),
    machineRowContext(() => CONTOSO),
  );
  assert.ok(machine);
  return machine;
}

function patchRow(text: string, at: number): { machineId: string; facts: AssessmentFacts } {
  const facts = { status: null, rebootPending: null, at: instant(at), availableCount: null };
  return { machineId: machineIdText(sub(1), text), facts };
}

describe('MachineTable', () => {
  it('does what a map does, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(name)), fc.array(name), fc.boolean(), (pages, asked, isSorted) => {
        const table = new MachineTable();
        const cursor = new MachineCursor(table);
        const map = new Map<string, UnjoinedMachine>();
        const ordered = isSorted ? [[...new Set(pages.flat())].toSorted()] : pages;
        for (const page of ordered) {
          const machines = page.map(machineNamed);
          const fresh = machines.filter(({ id }) => !map.has(id) && map.set(id, machineNamed('x')));
          assert.equal(table.addPage(machines), fresh.length);
          for (const machine of fresh) map.set(machine.id, machine);
        }
        assert.deepEqual(table.machines, [...map.values()]);
        for (const text of isSorted ? asked.toSorted() : asked) {
          const id = machineIdText(sub(1), text);
          assert.equal(cursor.find(id), map.get(id));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('knows how far the machines have come only while they are in order', () => {
    const table = new MachineTable();
    table.addPage(['b'].map(machineNamed));
    assert.ok(table.hasReached(machineIdText(sub(1), 'a')));
    assert.ok(!table.hasReached(machineIdText(sub(1), 'c')));
    table.addPage(['a'].map(machineNamed));
    assert.ok(!table.hasReached(machineIdText(sub(1), 'a')));
    table.complete();
    assert.ok(table.hasReached(machineIdText(sub(1), 'z')));
  });
});

describe('PatchJoin', () => {
  it('gives every machine its newest facts, whatever comes in whatever order', async () => {
    const rows = fc.array(fc.tuple(name, fc.integer({ min: 0, max: 3 })));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(name)),
        fc.array(rows),
        fc.boolean(),
        async (machinePages, patchPages, machinesFirst) => {
          const table = new MachineTable();
          const join = new PatchJoin(KIND, table, new Interner());
          const machines = async (): Promise<void> => {
            for (const page of machinePages) {
              await new Promise((resolve) => setImmediate(resolve));
              table.addPage(page.map(machineNamed));
            }
            table.complete();
          };
          const patches = async (): Promise<void> => {
            for (const page of patchPages)
              await join.addPage(
                page.map(([text, at]) => patchRow(text, at)),
                NEVER_ABORTED,
              );
          };
          if (machinesFirst) await machines();
          await Promise.all([patches(), machinesFirst ? undefined : machines()]);
          join.finish();

          for (const machine of table.machines) {
            const times = patchPages.flat().filter(([text]) => machineIdText(sub(1), text) === machine.id);
            const newest = times.length === 0 ? null : Math.max(...times.map(([, at]) => at));
            assert.equal(machine.assessment?.at ?? null, newest);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts a row that comes again once', async () => {
    const table = new MachineTable();
    table.addPage([machineNamed('a'), machineNamed('b')]);
    const join = new PatchJoin(KIND, table, new Interner());
    table.complete();
    assert.equal(await join.addPage([patchRow('a', 1), patchRow('b', 1)], NEVER_ABORTED), 2);
    assert.equal(await join.addPage([patchRow('b', 2), patchRow('gone', 1), null], NEVER_ABORTED), 1);
  });

  it('waits for machines, but not beyond an abort', async () => {
    const table = new MachineTable();
    const join = new PatchJoin(KIND, table, new Interner());
    const controller = new AbortController();
    const waiting = join.addPage([patchRow('a', 1)], controller.signal);
    controller.abort();
    assert.equal(await waiting, 1);
    table.addPage([machineNamed('a')]);
    table.complete();
    join.finish();
    assert.equal(table.machines[0]?.assessment?.at, 1);
  });

  it('comes to an end where the machines never came: cancelled, with rows of machines that are not there', async () => {
    const table = new MachineTable();
    table.addPage([machineNamed('b')]);
    const join = new PatchJoin(KIND, table, new Interner());
    const aborted = new AbortController();
    await join.addPage([patchRow('a', 1), patchRow('b', 1)], aborted.signal);
    aborted.abort();
    join.finish();
    assert.equal(table.machines[0]?.assessment?.at, 1);
  });
});
