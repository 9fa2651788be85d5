import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { parseJson } from './jsonValues';
import { readKeptWrite, type KeptWrite } from './keptWrites';

/**
 * Writes since the state file was last written whole, one JSON line each: of ten thousand machines the whole file is
 * many megabytes, far too much for every request. What a killed process wrote is there; the computer's crash may lose it.
 */
export class WriteJournal {
  private file: number | undefined;
  private lastNumber: number;
  private lines = 0;

  private constructor(
    private readonly path: string,
    last: number,
  ) {
    this.lastNumber = last;
  }

  /** Opens the journal beside a state file, which holds all up to the number `known`, and reads the writes after it. */
  static open(
    statePath: string,
    known: number,
  ): { readonly journal: WriteJournal; readonly writes: readonly KeptWrite[] } {
    const path = `${statePath}.journal`;
    const writes = readLines(path).filter((write) => write.number > known);
    return {
      journal: new WriteJournal(path, Math.max(known, ...writes.slice(-1).map((write) => write.number))),
      writes,
    };
  }

  /** The number of the last write. */
  get last(): number {
    return this.lastNumber;
  }

  /** How many writes were appended since it was last cleared. */
  get length(): number {
    return this.lines;
  }

  append(write: Omit<KeptWrite, 'number'>): void {
    this.lastNumber += 1;
    this.lines += 1;
    this.file ??= openSync(this.path, 'a', 0o600);
    writeSync(this.file, `${JSON.stringify({ number: this.lastNumber, ...write })}\n`);
  }

  /** The state file holds everything now. */
  clear(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.lines = 0;
    rmSync(this.path, { force: true });
  }
}

function readLines(path: string): readonly KeptWrite[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const write = readKeptWrite(parseJson(line));
    return write ? [write] : [];
  });
}
