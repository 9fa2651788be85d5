import assert from 'node:assert/strict';
import type { ConnectionId } from '../../../src/core/connection';
import { connectionOf } from '../../../src/core/connection';

const statuses: readonly (readonly [string | null, ConnectionId])[] = [
  ['Connected', 'connected'],
  ['Disconnected', 'disconnected'],
  ['Expired', 'expired'],
  ['Error', 'error'],
  ['AwaitingConnection', 'awaiting'],
  ['CONNECTED', 'connected'],
  ['expired', 'expired'],
  ['awaitingconnection', 'awaiting'],
  ['Offline', 'unknown'],
  ['Unknown', 'unknown'],
  ['constructor', 'unknown'],
  ['', 'unknown'],
  [null, 'unknown'],
];

describe('connection', () => {
  for (const [status, connection] of statuses) {
    it(`of status ${String(status)} is ${connection}`, () => {
      assert.equal(connectionOf(status), connection);
    });
  }
});
