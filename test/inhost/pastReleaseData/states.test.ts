import assert from 'node:assert/strict';
import type { FleetApi } from '../../../src/ui/fleetApi';
import { fleetExtension, machineOf, statesOf } from '../fleetApi';

describe('the API past the end of the release data', () => {
  let api: FleetApi;

  before(async () => {
    api = await fleetExtension().activate();
    await api.refresh();
  });

  it('leaves a machine with the newest known baseline enabled, its track unknown, and says why', () => {
    const { state, track, releasesBehind, build, reasons } = machineOf(api, 'app01');
    assert.deepEqual(
      { state, track, releasesBehind, build },
      { state: 'enabled', track: 'unknown', releasesBehind: null, build: '26100.33438' },
    );
    assert.deepEqual(
      reasons.map(({ id }) => id),
      ['releaseDataEnded'],
    );
    assert.match(reasons[0]?.text ?? '', /release data ends with 2026-09/);
  });

  it('still knows one that is behind the baseline for certain', () => {
    assert.equal(machineOf(api, 'br-old').state, 'behindBaseline');
  });

  it('changes no state that does not depend on releases', () => {
    const { app02, app03, file02, 'br-dc1': dc, 'br-2019': old, 'br-azure': azure } = statesOf(api);
    assert.deepEqual(
      [app02, app03, file02, dc, old, azure],
      ['failed', 'cancelled', 'notEnrolled', 'actionRequired', 'ineligible', 'builtIn'],
    );
  });

  it('reads the time that was set, and lets it run on', () => {
    for (const { dataAsOf } of api.machines()) assert.match(dataAsOf, /^2026-11-22T08:0\d:\d\d\.\d{3}Z$/);
  });
});
