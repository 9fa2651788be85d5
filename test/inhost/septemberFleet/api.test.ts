import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FleetApi, FleetMachine } from '../../../src/ui/fleetApi';
import { fleetExtension, machineOf, statesOf } from '../fleetApi';
import { SimulatorControl } from '../simulatorControl';

const STRINGS = ['resourceId', 'name', 'tenantId', 'subscriptionId', 'resourceGroup', 'location', 'dataAsOf'] as const;
const KEYS = [
  ...STRINGS,
  ...['state', 'reasons', 'connection', 'reboot', 'track', 'releasesBehind', 'build', 'cores', 'enrolledSince'],
  'assessedAt',
];

describe('the API for other extensions', () => {
  const azure = new SimulatorControl();
  let api: FleetApi;

  before(async () => {
    api = await fleetExtension().activate();
    await api.refresh();
  });

  it('has a version, and cannot be changed', () => {
    assert.equal(api.apiVersion, 1);
    assert.ok(Object.isFrozen(api));
  });

  it('gives the states of a known fleet', () => {
    assert.deepEqual(statesOf(api), {
      app01: 'enabled',
      app02: 'failed',
      app03: 'cancelled',
      'br-2019': 'ineligible',
      'br-azure': 'builtIn',
      'br-dc1': 'actionRequired',
      'br-old': 'behindBaseline',
      file02: 'notEnrolled',
    });
  });

  it('gives every field of a machine', () => {
    const machine = machineOf(api, 'app01');
    const { dataAsOf, reasons, ...others } = machine;
    assert.match(dataAsOf, /^2026-09-18T08:0\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(
      reasons.map(({ id }) => id),
      ['onTrack'],
    );
    assert.deepEqual(others, {
      resourceId:
        '/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg-prod/providers/microsoft.hybridcompute/machines/app01',
      name: 'app01',
      tenantId: '00000000-0000-0000-0000-0000000000aa',
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'rg-prod',
      location: 'westeurope',
      state: 'enabled',
      connection: 'connected',
      reboot: 'pending',
      track: 'onTrack',
      releasesBehind: 0,
      build: '26100.33438',
      cores: { physical: 8, logical: 16 },
      enrolledSince: '2026-06-02T09:14:05.111Z',
      assessedAt: '2026-09-17T02:16:06.000Z',
    });
  });

  it('gives all machines the same shape, and says what is not known', () => {
    for (const machine of api.machines()) {
      assert.deepEqual(Object.keys(machine).sort(), [...KEYS].sort());
      for (const key of STRINGS) assert.equal(typeof machine[key], 'string', `${machine.name} ${key}`);
      assert.ok(machine.reasons.length > 0);
      for (const { id, text } of machine.reasons) assert.ok(id !== '' && text !== '' && !text.includes('{'), text);
    }
    const { reboot, assessedAt, enrolledSince, connection, track } = machineOf(api, 'file02');
    assert.deepEqual(
      { reboot, assessedAt, enrolledSince, connection },
      { reboot: 'neverAssessed', assessedAt: null, enrolledSince: null, connection: 'disconnected' },
    );
    assert.equal(track, 'behindBaseline');
  });

  it('keeps Azure’s own code and words', () => {
    const texts = machineOf(api, 'br-dc1').reasons.map(({ text }) => text);
    assert.ok(
      texts.some((text) => text.includes('VbsNotRunning') && text.includes('VBS is not running.')),
      texts.join('\n'),
    );
  });

  it('cannot be used to change the fleet', () => {
    const machines = api.machines();
    assert.throws(() => {
      (machines as FleetMachine[]).pop();
    }, TypeError);
    assert.throws(() => {
      Object.assign(machineOf(api, 'app01'), { state: 'failed' });
    }, TypeError);
    assert.throws(() => {
      Object.assign(machineOf(api, 'app01').cores, { physical: 1 });
    }, TypeError);
    assert.equal(machineOf(api, 'app01').state, 'enabled');
  });

  it('tells when the fleet has changed', async () => {
    const id = machineOf(api, 'app01').resourceId;
    let fired = 0;
    const listening = api.onDidChange(() => (fired += 1));
    await azure.merge(id, { properties: { osVersion: '10.0.26100.32772' } });
    await api.refresh();
    assert.ok(fired > 0);
    assert.equal(machineOf(api, 'app01').state, 'behindBaseline');
    listening.dispose();
    fired = 0;
    await azure.merge(id, { properties: { osVersion: '10.0.26100.33438' } });
    await api.refresh();
    assert.equal(fired, 0);
    assert.equal(machineOf(api, 'app01').state, 'enabled');
  });

  it('settles a refresh that fails, and keeps the machines', async () => {
    const before = machineOf(api, 'app01');
    await azure.addFault({}, { kind: 'status', status: 400, code: 'BadRequest' });
    await api.refresh();
    assert.deepEqual(machineOf(api, 'app01'), before);
    await azure.clearFaults();
  });

  it('settles a refresh that is cancelled, and ends its request', async () => {
    await azure.addFault({}, { kind: 'stall' });
    await azure.forgetRequests();
    const settled = api.refresh();
    await azure.faultIsUsed();
    await vscode.commands.executeCommand('hotpatchFleet.cancelRefresh');
    await settled;
    assert.equal(api.machines().length, 8);
    await azure.requestsAre([0]);
    await azure.clearFaults();
    await api.refresh();
  });

  it('makes one read of refreshes that come together', async () => {
    await azure.forgetRequests();
    await Promise.all([api.refresh(), api.refresh(), api.refresh()]);
    const requests = await azure.requests();
    assert.equal(requests.filter(({ url }) => url.startsWith('/tenants')).length, 1);
  });
});
