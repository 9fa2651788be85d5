import { randomUUID } from 'node:crypto';
import fs from 'node:fs';

/**
 * A mark in the environment, by which processes are found again that have left the process group of the one that was
 * started: the demo's simulator outlives its window on purpose. Elsewhere than on Linux none is found, and it ends by itself
 * some minutes later.
 */
export class ProcessMark {
  readonly environment: Readonly<Record<string, string>> = { HOTPATCH_HOST_MARK: randomUUID() };

  /** Ends every process that carries this mark. */
  endProcesses(): void {
    if (process.platform !== 'linux') return;
    for (const entry of fs.readdirSync('/proc')) {
      if (/^\d+$/.test(entry) && this.isOn(entry)) terminate(Number(entry));
    }
  }

  private isOn(pid: string): boolean {
    const [[name, value] = []] = Object.entries(this.environment);
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${name}=${value}`);
    } catch {
      return false; // gone by now, or another user's
    }
  }
}

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // gone by now
  }
}
