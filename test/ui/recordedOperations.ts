import assert from 'node:assert/strict';
import path from 'node:path';
import { machineId, subscriptionId, tenantId } from '../../src/core/ids';
import type { Instant } from '../../src/core/instant';
import type { JournalEntry, MachineOutcome, OperationHead, OperationMachine } from '../../src/fleet/journalEntry';
import { newOperationId } from '../../src/fleet/operationId';
import { operationFolder } from '../../src/fleet/journalDisk';
import { acquireLease } from '../../src/fleet/operationLease';
import { OperationJournal } from '../../src/fleet/operationJournal';
import { machineId as idText, PRODUCTION, TENANT } from '../simulatedAzure/fleetRows';
import type { FleetUnderTest } from './startFleet';

/** An operation that was recorded on this computer before the test: what is on disk is all that VS Code knows of it. */
export interface RecordedOperation {
  readonly names: readonly string[];
  readonly begunAt: Instant;
  /** Names of the machines that were enrolled by it. */
  readonly done?: readonly string[];
  /** Names of those on which it failed. */
  readonly failed?: readonly string[];
  /** Names of those to which something was sent that nobody has seen the end of. */
  readonly sent?: readonly string[];
  readonly isEnded?: boolean;
  readonly owner?: Partial<OperationHead['owner']>;
}

/** Puts an enrollment on disk, as a window that is gone would have left it. */
export async function recordEnrollment(fleet: FleetUnderTest, recorded: RecordedOperation): Promise<OperationHead> {
  const { names, begunAt, done = [], failed = [], sent = [], isEnded = false, owner = {} } = recorded;
  const head: OperationHead = {
    id: newOperationId(begunAt),
    kind: 'enroll',
    begunAt,
    owner: { cloud: 'Loopback', endpoint: new URL(fleet.azure.url).origin, accounts: [], ...owner },
    machineCount: names.length,
    ticket: null,
    revertOf: null,
  };
  // As the window did that began it: its journal is of the first lease's epoch.
  const lease = await acquireLease(operationFolder(folderOf(fleet), head.id), new AbortController().signal);
  assert.ok(lease.ok, JSON.stringify(lease));
  await lease.value.release();
  const created = await OperationJournal.create(folderOf(fleet), head, names.map(machineOf));
  assert.ok(created.ok, JSON.stringify(created));
  const journal = created.value;
  for (const name of [...done, ...failed, ...sent]) for (const entry of sentTo(name, begunAt)) journal.append(entry);
  for (const name of done) journal.append(settledOn(name, begunAt, DONE));
  for (const name of failed) journal.append(settledOn(name, begunAt, FAILED));
  if (isEnded) journal.append({ type: 'ended', at: begunAt });
  const closed = await journal.close();
  assert.ok(closed.ok, JSON.stringify(closed));
  return head;
}

function folderOf({ started }: FleetUnderTest): string {
  const storage = path.join(started.host.profile.folder, 'User', 'globalStorage', 'hotpatch-fleet.hotpatch-fleet');
  return path.join(storage, 'operations');
}

function idOf(name: string): OperationMachine['id'] {
  const id = machineId(idText(name));
  assert.ok(id !== undefined);
  return id;
}

function machineOf(name: string): OperationMachine {
  return {
    id: idOf(name),
    name,
    tenantId: tenantId(TENANT),
    subscriptionId: subscriptionId(PRODUCTION),
    location: 'westeurope',
    wanted: { license: 'Enable', hotpatching: null },
    before: { license: null, hotpatching: true },
    refuseDrift: false,
  };
}

function sentTo(name: string, at: Instant): readonly JournalEntry[] {
  const machine = idOf(name);
  const values = { license: null, hotpatching: true };
  const prior = { values, assessmentMode: null, patchMode: null, others: null };
  return [
    { type: 'prior', at, machine, prior },
    { type: 'sending', at, machine, step: 'license', request: 'create' },
    { type: 'answered', at, machine, step: 'license', answer: 'accepted', status: 201, ids: null },
  ];
}

const DONE: MachineOutcome = { kind: 'done', values: { license: 'Enabled', hotpatching: true } };
const FAILED: MachineOutcome = { kind: 'failed', cause: { kind: 'collateral', paths: [], ids: null } };

function settledOn(name: string, at: Instant, outcome: MachineOutcome): JournalEntry {
  return { type: 'settled', at, machine: idOf(name), outcome };
}
