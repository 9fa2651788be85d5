import type { SnapshotKey } from './snapshotFile';
import type { FleetScope } from '../azure/fleetReading';
import { MonthlyRecorder, recordKey } from './monthlyRecorder';
import { MonthlyRecordFile } from './monthlyRecordFile';

/** The recorder, and under which key a fleet is recorded. */
export interface Recording {
  readonly recorder: MonthlyRecorder;
  readonly keyOf: (key: SnapshotKey, scope: FleetScope) => SnapshotKey;
}

/** Makes what keeps the monthly records. This is all that its bundle, which is loaded at the first read, gives away. */
export function openRecording(folder: string, warn: (message: string) => void): Recording {
  return { recorder: new MonthlyRecorder(new MonthlyRecordFile(folder, warn)), keyOf: recordKey };
}
