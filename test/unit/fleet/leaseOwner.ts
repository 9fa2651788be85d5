import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { acquireLease } from '../../../src/fleet/operationLease';

/*
 * A process that takes a lease, says its epoch, and for each line on standard input whether the lease is still its own.
 * Arguments: the folder, the heartbeat and the time to stale in milliseconds.
 */

const [folder = '', heartbeat = '', stale = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const times = { heartbeat: Number(heartbeat), stale: Number(stale) };
  const lease = await acquireLease(folder, new AbortController().signal, { times });
  writeSync(1, `${lease.ok ? lease.value.epoch : lease.fault.kind}\n`);
  for await (const _line of createInterface(process.stdin)) {
    writeSync(1, `${lease.ok && (await lease.value.isStillMine()) ? 'mine' : 'lost'}\n`);
  }
}

void main();
