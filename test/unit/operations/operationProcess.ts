import { writeSync } from 'node:fs';
import type { OperationKind } from '../../../src/core/operation';
import { isOperationKind } from '../../../src/core/operation';
import type { JournalDisk, JournalHandle } from '../../../src/fleet/journalDisk';
import { localDisk } from '../../../src/fleet/journalDisk';
import type { OperationId } from '../../../src/fleet/journalEntry';
import { readOperationId } from '../../../src/fleet/operationId';
import { crashMachines } from './crashFleet';
import { OperationWorld } from './operationWorld';

/*
 * A window of VS Code in a process of its own: begins an operation or resumes one, says its id on standard output, and at a given step of
 * its journal is killed, as by a power cut. Arguments: the simulator's URL, the folder, the kind or the id, the step (0 = never), and
 * the heartbeat and time to stale of its lease.
 */

const [url = '', folder = '', kind = '', step = '0', heartbeat = '5000', stale = '20000'] = process.argv.slice(2);

/** Dies at the given step: every write is one before it, one in its middle and one after it, every sync one. */
class MortalDisk implements JournalDisk {
  #left: number;

  constructor(steps: number) {
    this.#left = steps === 0 ? Infinity : steps;
  }

  async open(path: string, flags: 'wx' | 'a'): Promise<JournalHandle> {
    const handle = await localDisk.open(path, flags);
    // Making the journal is no step: nothing was sent yet.
    if (flags === 'wx') return handle;
    return {
      write: async (buffer, offset, length) => {
        this.#step();
        if (this.#left === 1) await handle.write(buffer, offset, Math.ceil(length / 2));
        this.#step();
        const written = await handle.write(buffer, offset, length);
        this.#step();
        return written;
      },
      datasync: async () => {
        await handle.datasync();
        this.#step();
      },
      stat: () => handle.stat(),
      close: () => handle.close(),
    };
  }

  #step(): void {
    this.#left -= 1;
    if (this.#left === 0) process.kill(process.pid, 'SIGKILL');
  }
}

async function main(): Promise<void> {
  const world = await OperationWorld.attach(url, folder);
  const window = world.window({
    disk: new MortalDisk(Number(step)),
    leaseTimes: { heartbeat: Number(heartbeat), stale: Number(stale) },
  });
  const interrupted = readOperationId(kind);
  const begun = (_window: unknown, id: OperationId): void => say(id);
  const { end } =
    interrupted === undefined
      ? await world.run(kindOf(kind), crashMachines(kindOf(kind)), begun, window)
      : await world.resume(interrupted, window, begun);
  say(JSON.stringify(end));
  process.exit(0);
}

function kindOf(text: string): OperationKind {
  if (!isOperationKind(text)) throw new Error(`no kind of operation: ${text}`);
  return text;
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
