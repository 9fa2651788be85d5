import type * as vscode from 'vscode';
import type { AzureFault } from '../azure/azureFault';
import type { Disposable } from '../core/eventEmitter';
import type { Instant } from '../core/instant';
import { scopeFaults } from '../fleet/fleetSnapshot';
import type { FleetStore, FleetView } from '../fleet/fleetStore';

/** A read of the fleet that has ended. */
export interface EndedRead {
  readonly at: Instant;
  readonly milliseconds: number;
  /** Null: it gave something. */
  readonly fault: AzureFault['kind'] | null;
}

/** Writes to the log when a read of the fleet begins and how it ended, and remembers the last one for a report. */
export class RefreshLog implements Disposable {
  readonly #log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>;
  readonly #watch: Disposable;
  /** By a clock that nobody can set; null = none is under way. */
  #begunAt: number | null = null;
  #last: EndedRead | null = null;

  constructor(store: FleetStore, log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>) {
    this.#log = log;
    this.#watch = store.onDidChange((view) => this.#see(view, store.now()));
  }

  /** Null = none has ended in this window. */
  get last(): EndedRead | null {
    return this.#last;
  }

  dispose(): void {
    this.#watch.dispose();
  }

  #see(view: FleetView, now: Instant): void {
    if (view.reading !== null) {
      if (this.#begunAt === null) this.#log.info('Reading the fleet');
      this.#begunAt ??= performance.now();
      return;
    }
    if (this.#begunAt === null) return;
    const milliseconds = Math.round(performance.now() - this.#begunAt);
    this.#begunAt = null;
    this.#last = { at: now, milliseconds, fault: view.fault?.kind ?? null };
    if (view.fault === null) this.#log.info(`The fleet was read in ${milliseconds} ms: ${extent(view)}`);
    else this.#log.warn(`The fleet was not read, after ${milliseconds} ms: ${faultWords(view.fault)}`);
  }
}

function extent({ snapshot }: FleetView): string {
  if (snapshot === null) return 'nothing';
  const { machines, tenants, subscriptions, missingRows } = snapshot;
  const faults = scopeFaults(snapshot).length;
  return `machines ${machines.length}, tenants ${tenants.length}, subscriptions ${subscriptions.length}, not read ${faults}, rows missing ${missingRows}`;
}

function faultWords(fault: AzureFault): string {
  return 'code' in fault ? `${fault.kind} (${fault.code})` : fault.kind;
}
