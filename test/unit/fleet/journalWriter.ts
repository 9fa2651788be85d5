import { writeSync } from 'node:fs';
import { OperationJournal } from '../../../src/fleet/operationJournal';
import { answeredOf, headOf, machinesOf, priorOf, sendingOf } from './journalBuilder';

/*
 * A process that journals until it is killed: many at once append and commit, and say on standard output what is on disk.
 * Arguments: the folder, and the number of those who append.
 */

const [root = '', lanes = '1'] = process.argv.slice(2);
const MACHINES = 100_000;

async function main(): Promise<void> {
  const head = headOf({ machineCount: 1 });
  const journal = await OperationJournal.create(root, head, machinesOf(1));
  if (!journal.ok) throw new Error(JSON.stringify(journal.fault));
  say(head.id);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < MACHINES) await journalOne(journal.value, (next += 1));
  };
  await Promise.all(Array.from({ length: Number(lanes) }, lane));
}

async function journalOne(journal: OperationJournal, place: number): Promise<void> {
  const [machine] = machinesOf(1);
  if (!machine) return;
  // The status carries the place, so that each entry can be told from the others.
  journal.append(priorOf(machine.id));
  journal.append(sendingOf(machine.id));
  journal.append({ ...answeredOf(machine.id), status: place } as ReturnType<typeof answeredOf>);
  const outcome = await journal.commit();
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  say(String(place));
}

/** At once and whole: what is still in a buffer when the process is killed was not said. A full pipe is tried again. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EAGAIN') throw error;
    }
  }
}

void main();
