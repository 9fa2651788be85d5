// Reads the fleet from a page server with the extension's own reader.
//   loadFleet.js URL READS cost|block
import type { FleetReading } from '../../../src/azure/fleetReading';
import { answerAndExit } from './answer';
import { type Cost, costOf, longestBlock, milliseconds } from './measure';
import { emptyStore, EVERYTHING, openReader } from './openReader';

/** The first read of the process, and the ones after it. */
export interface LoadCosts {
  readonly costs: readonly Cost[];
  readonly queries: number;
}

/** Of the first read, and of a second one onto the same store: a refresh compares with what it had. In milliseconds. */
export interface LoadBlocks {
  readonly firstRead: number;
  readonly firstApply: number;
  readonly refreshRead: number;
  readonly refreshApply: number;
}

async function costs(url: string, reads: number): Promise<LoadCosts> {
  const reader = await openReader(url);
  const measured: Cost[] = [];
  for (let read = 0; read < reads; read += 1) measured.push(await costOf(() => reader.read()));
  const queries = reader.queries() / reads;
  reader.dispose();
  return { costs: measured, queries };
}

async function blocks(url: string): Promise<LoadBlocks> {
  const reader = await openReader(url);
  const store = emptyStore();
  const once = async (): Promise<readonly [number, number]> => {
    const readings: FleetReading[] = [];
    const read = await longestBlock(async () => readings.push(await reader.read()));
    const apply = milliseconds(() => readings.map((reading) => store.apply(reading, EVERYTHING)));
    return [read, apply];
  };
  const [firstRead, firstApply] = await once();
  const [refreshRead, refreshApply] = await once();
  reader.dispose();
  return { firstRead, firstApply, refreshRead, refreshApply };
}

const [url = '', reads = '2', mode = 'cost'] = process.argv.slice(2);
answerAndExit(mode === 'block' ? blocks(url) : costs(url, Number(reads)));
