// Reads the fleet and leaves its snapshot where the extension looks for it.
//   makeSnapshot.js URL FOLDER ENDPOINT
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { answerAndExit } from './answer';
import { emptyStore, EVERYTHING, openReader } from './openReader';

const [url = '', folder = '', endpoint = ''] = process.argv.slice(2);

async function makeSnapshot(): Promise<number> {
  const reader = await openReader(url);
  const snapshot = emptyStore().apply(await reader.read(), EVERYTHING);
  reader.dispose();
  const warn = (message: string): never => {
    throw new Error(message);
  };
  const key = snapshotKey({ cloud: 'Loopback', endpoint, tenants: [], account: 'loopback' });
  await new SnapshotFile(folder, warn).save(key, snapshot);
  return snapshot.machines.length;
}

answerAndExit(makeSnapshot());
