import assert from 'node:assert/strict';
import fc from 'fast-check';
import { realCloud } from '../../../src/azure/clouds';
import { LaneClient } from '../../../src/azure/laneClient';
import { ARM_RATES } from '../../../src/azure/machineWriting';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import { ThrottleLanes } from '../../../src/azure/throttleLanes';
import { TokenTenants } from '../../../src/azure/tokenTenants';
import { machineId } from '../../../src/core/ids';
import { InstantClock } from './fixtures';

describe('the address of a machine', () => {
  const clock = new InstantClock();
  const client = new LaneClient({
    cloud: realCloud('AzureCloud'),
    exchangeOf: () => assert.fail('nothing is sent'),
    lanes: new ThrottleLanes(ARM_RATES, clock),
    tokenTenants: new TokenTenants(),
    retry: { ...RETRY_DEFAULTS, clock },
  });
  const piece = fc.constantFrom(
    '..',
    '.',
    '?',
    '#',
    '\\',
    '%2e',
    '/',
    'a',
    'é',
    ' ',
    '@',
    '(',
    '00000000-0000-0000-0000-000000000001',
  );
  const part = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));

  it('is that of the machine and of nothing else, whatever its id', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant('00000000-0000-0000-0000-000000000001'), part),
        part,
        part,
        (own, group, name) => {
          const text = `/subscriptions/${own}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`;
          const id = machineId(text);
          if (id === undefined) return;
          const { origin, pathname, search } = new URL(client.machineUrl(id, '/licenseProfiles/default'));
          assert.equal(origin, 'https://management.azure.com');
          assert.equal(decodeURIComponent(pathname).toLowerCase(), `${id}/licenseprofiles/default`);
          assert.match(search, /^\?api-version=[\d-]+(?:preview)?$/);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is that of a machine with letters of any language', () => {
    const id = machineId(
      '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/nhóm/providers/Microsoft.HybridCompute/machines/máy',
    );
    assert.ok(id);
    assert.match(client.machineUrl(id), /\/resourceGroups\/nh%C3%B3m\/.*\/machines\/m%C3%A1y\?/);
  });
});
