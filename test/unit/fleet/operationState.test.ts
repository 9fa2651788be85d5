import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MachineId } from '../../../src/core/ids';
import type { JournalEntry, OperationMachine } from '../../../src/fleet/journalEntry';
import type { MachineProgress, OperationState } from '../../../src/fleet/operationState';
import {
  countMachines,
  foldJournal,
  hasUnansweredSend,
  isUnfinished,
  machinesToResume,
  wasSent,
} from '../../../src/fleet/operationState';
import {
  answeredOf,
  BEFORE,
  BEGUN,
  ENABLED,
  headOf,
  IDS,
  machineOf,
  machinesOf,
  priorOf,
  sendingOf,
  settledOf,
  someEntry,
  someJournal,
  wholeJournal,
} from './journalBuilder';
import { after } from './fleetBuilder';
import { MINUTE } from '../../../src/core/instant';

const MACHINE = machineOf('m0');
const { id: ID } = MACHINE;
const LATER = after(BEGUN, MINUTE);

/** An operation of one machine, and then what happened. */
function stateAfter(...entries: readonly JournalEntry[]): OperationState {
  return stateOf([...opening([MACHINE]), ...entries]);
}

function stateOf(entries: readonly JournalEntry[]): OperationState {
  const state = foldJournal(entries);
  assert.ok(state);
  return state;
}

function opening(machines: readonly OperationMachine[]): readonly JournalEntry[] {
  return [
    { type: 'begun', at: BEGUN, head: headOf({ machineCount: machines.length }) },
    ...machines.map((machine): JournalEntry => ({ type: 'machine', at: BEGUN, machine })),
    { type: 'ready', at: BEGUN },
  ];
}

function progressAfter(...entries: readonly JournalEntry[]): MachineProgress {
  const progress = stateAfter(...entries).machines.get(ID);
  assert.ok(progress);
  return progress;
}

describe('the state of an operation', () => {
  it('is none before the head', () => {
    assert.equal(foldJournal([]), null);
    assert.equal(foldJournal([{ type: 'ready', at: BEGUN }]), null);
  });

  it('has nothing to resume before the list of machines is whole', () => {
    const state = stateOf(opening([MACHINE]).slice(0, -1));
    assert.equal(state.isReady, false);
    assert.equal(isUnfinished(state), false);
    assert.deepEqual(machinesToResume(state), []);
  });

  it('knows a whole operation', () => {
    const state = stateOf(wholeJournal(headOf({ machineCount: 3 }), machinesOf(3)));
    assert.equal(state.endedAt, BEGUN);
    assert.equal(state.epoch, 1);
    assert.equal(isUnfinished(state), false);
    assert.deepEqual(machinesToResume(state), []);
    const counts = countMachines(state);
    assert.equal(counts.done, 3);
    assert.equal(counts.total, 3);
    assert.equal(counts.inFlight + counts.waiting, 0);
    for (const { requestIds } of state.machines.values()) assert.deepEqual(requestIds, [IDS]);
  });

  it('tells what was sent without an answer from what was not sent', () => {
    assert.equal(wasSent(progressAfter(priorOf(ID))), false);
    const sent = progressAfter(priorOf(ID), sendingOf(ID, LATER));
    assert.equal(sent.steps.license.standing, 'sentWithoutAnswer');
    assert.equal(sent.steps.license.request, 'create');
    assert.equal(sent.steps.patchSettings.standing, 'notSent');
    assert.equal(sent.sentAt, LATER);
    assert.ok(hasUnansweredSend(sent));
    const accepted = progressAfter(sendingOf(ID), answeredOf(ID));
    assert.equal(accepted.steps.license.standing, 'accepted');
    assert.equal(accepted.steps.license.status, 202);
    assert.ok(wasSent(accepted) && !hasUnansweredSend(accepted));
    const refused = progressAfter(sendingOf(ID), answeredOf(ID, 'refused'));
    assert.equal(refused.steps.license.standing, 'refused');
    assert.ok(!wasSent(refused) && !hasUnansweredSend(refused));
    assert.equal(refused.sentAt, null);
    const lost = progressAfter(sendingOf(ID), answeredOf(ID, 'noAnswer'));
    assert.ok(wasSent(lost) && hasUnansweredSend(lost));
  });

  it('does not forget a send without an answer because a later one did not leave or was refused', () => {
    for (const answer of ['notSent', 'refused'] as const) {
      const progress = progressAfter(sendingOf(ID), sendingOf(ID, LATER), answeredOf(ID, answer, LATER));
      assert.equal(progress.steps.license.standing, 'sentWithoutAnswer', answer);
      assert.equal(progress.sentAt, BEGUN);
    }
    const progress = progressAfter(sendingOf(ID), sendingOf(ID, LATER), answeredOf(ID, 'accepted', LATER));
    assert.equal(progress.steps.license.standing, 'accepted');
    assert.equal(progress.sentAt, LATER);
  });

  it('keeps as prior what was before our own change', () => {
    const first = progressAfter(priorOf(ID, BEFORE), priorOf(ID, ENABLED), sendingOf(ID));
    assert.deepEqual(first.prior?.values, ENABLED);
    const own = progressAfter(priorOf(ID, BEFORE), sendingOf(ID), priorOf(ID, ENABLED));
    assert.deepEqual(own.prior?.values, BEFORE);
    const refused = progressAfter(priorOf(ID, BEFORE), sendingOf(ID), answeredOf(ID, 'refused'), priorOf(ID, ENABLED));
    assert.deepEqual(refused.prior?.values, ENABLED);
  });

  it('is not settled any more when something is sent again', () => {
    const failure = settledOf(ID, { kind: 'failed', cause: { kind: 'collateral', paths: ['esuProfile'], ids: null } });
    assert.equal(progressAfter(failure).outcome?.kind, 'failed');
    assert.equal(progressAfter(failure, sendingOf(ID)).outcome, null);
    assert.equal(progressAfter(failure, sendingOf(ID), settledOf(ID)).outcome?.kind, 'done');
  });

  it('remembers that it was to be cancelled, and who opened it last', () => {
    const opened = (epoch: number): JournalEntry => ({ type: 'opened', at: BEGUN, epoch });
    const state = stateAfter(opened(1), { type: 'cancelRequested', at: BEGUN }, opened(2));
    assert.equal(state.cancelRequested, true);
    assert.equal(state.epoch, 2);
    assert.equal(machinesToResume(state).length, 1);
    assert.equal(countMachines(state).waiting, 1);
  });

  it('is told by any entries, in any order, without throwing', () => {
    fc.assert(
      fc.property(fc.array(someEntry, { maxLength: 60 }), (entries) => {
        const state = foldJournal(entries);
        assert.equal(state === null, !entries.some(({ type }) => type === 'begun'));
        if (state) countMachines(state);
      }),
      { numRuns: 500 },
    );
  });

  it('claims after any part of a journal only outcomes that are in it, and none that a send came after', () => {
    fc.assert(
      fc.property(someJournal, fc.nat(60), (journal, length) => {
        const read = journal.slice(0, Math.max(1, length));
        const state = stateOf(read);
        for (const [id, { outcome, prior }] of state.machines) {
          assert.deepEqual(outcome, lastOutcome(read, id));
          if (prior) assert.ok(read.some((entry) => entry.type === 'prior' && entry.prior === prior));
        }
        assert.equal(
          state.endedAt !== null,
          read.some(({ type }) => type === 'ended'),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('says that nothing was sent only where nothing can have been', () => {
    fc.assert(
      fc.property(someJournal, (journal) => {
        for (const [id, progress] of stateOf(journal).machines) {
          const about = journal.filter((entry) => 'machine' in entry && entry.machine === id);
          // The runner writes an answer after its send; a send that another send follows has none.
          const isOpen = about.some(
            (entry, place) => entry.type === 'sending' && about[place + 1]?.type !== 'answered',
          );
          const last = about.findLast(({ type }) => type === 'sending' || type === 'answered');
          if (isOpen && last?.type === 'sending') assert.ok(wasSent(progress) && hasUnansweredSend(progress));
          if (!about.some(({ type }) => type === 'sending' || type === 'answered')) assert.ok(!wasSent(progress));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('has every machine in exactly one count, and resumes exactly those that are not settled', () => {
    fc.assert(
      fc.property(someJournal, (journal) => {
        const state = stateOf(journal);
        const { total, failedBy, ...kinds } = countMachines(state);
        assert.equal(total, state.machines.size);
        assert.equal(sum(Object.values(kinds)), total);
        assert.equal(sum(Object.values(failedBy)), kinds.failed);
        const resumed = state.endedAt === null ? kinds.inFlight + kinds.waiting : 0;
        assert.equal(machinesToResume(state).length, resumed);
      }),
      { numRuns: 500 },
    );
  });
});

function lastOutcome(entries: readonly JournalEntry[], id: MachineId) {
  const last = entries.findLast(
    (entry) => (entry.type === 'settled' || entry.type === 'sending') && entry.machine === id,
  );
  return last?.type === 'settled' ? last.outcome : null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
