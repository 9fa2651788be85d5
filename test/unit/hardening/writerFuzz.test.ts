import assert from 'node:assert/strict';
import type { AzureClients } from '../../../src/azure/azureEntry';
import { AzureServer, type Answer } from '../azure/azureServer';
import { page } from '../azure/fixtures';
import {
  acceptedWith,
  clientsAt,
  featureProfile,
  idOf,
  machineBody,
  OPEN,
  operationUrl,
  targetOf,
} from '../azure/writerFixtures';
import { mutated, type WireAnswer } from './mutations';

const ROUNDS = 40;
/** What Node’s own HTTP server refuses to send is no answer that could come. */
const SENDABLE = /^[\t\x20-\x7e]*$/;

type Call = readonly [name: string, right: Answer, call: (clients: AzureClients) => Promise<unknown>];

function callsAt(origin: string): readonly Call[] {
  const target = targetOf('app');
  const { signal } = new AbortController();
  const polled = { url: operationUrl(origin, 'one') };
  const accepted = acceptedWith(polled.url);
  const row = { id: target.id, enableHotpatching: true, productFeatures: [] };
  const run = { id: 'x', name: 'one', properties: { instanceView: { executionState: 'Succeeded', output: '{}' } } };
  return [
    ['readLicense', { body: featureProfile('Enabled') }, ({ writer }) => writer.readLicense(target, signal, 'before')],
    ['readMachine', { body: machineBody('app') }, ({ writer }) => writer.readMachine(target, signal, 'before')],
    ['createLicense', accepted, ({ writer }) => writer.createLicense(target, 'Enable', OPEN, signal)],
    ['updateLicense', accepted, ({ writer }) => writer.updateLicense(target, 'Disable', OPEN, signal)],
    [
      'readTracking',
      { body: { status: 'InProgress' } },
      ({ writer }) => writer.readTracking(target.tenantId, polled, signal),
    ],
    ['readSwitches', page([row]), ({ writer }) => writer.readSwitches(target.tenantId, [idOf('app')], signal)],
    ['assessPatches', accepted, ({ actor }) => actor.assessPatches(target, OPEN, signal)],
    ['readAction', { body: { status: 'Succeeded' } }, ({ actor }) => actor.readAction(target.tenantId, polled, signal)],
    ['readRunCommand', { body: run }, ({ actor }) => actor.readRunCommand(target, 'one', signal, 'before')],
    ['readPatchRows', page([row]), ({ actor }) => actor.readPatchRows(target.tenantId, [idOf('app')], signal)],
  ];
}

function wireAnswer({ status = 200, headers = {}, body }: Answer): WireAnswer {
  return { status, headers, body: JSON.stringify(body) };
}

/** Null: no server could send it. */
function sendable(answer: WireAnswer): Answer | null {
  const isHeader = Object.values(answer.headers).every((value) => SENDABLE.test(value));
  const hasNoBody = [204, 304].includes(answer.status);
  return isHeader ? { ...answer, body: hasNoBody ? '' : answer.body } : null;
}

/** A result with a value or a fault, or what became of a request. */
function assertAnswered(value: unknown): void {
  assert.ok(typeof value === 'object' && value !== null);
  assert.ok('ok' in value ? typeof value.ok === 'boolean' : 'kind' in value && typeof value.kind === 'string');
}

describe('changed answers to what changes machines', function () {
  this.timeout(60_000);
  let server: AzureServer;
  let clients: AzureClients;
  before(async () => {
    server = await AzureServer.start();
    clients = clientsAt(server.url);
  });
  after(async () => {
    clients.dispose();
    await server.stop();
  });

  for (const [place, name] of [
    'readLicense',
    'readMachine',
    'createLicense',
    'updateLicense',
    'readTracking',
    'readSwitches',
    'assessPatches',
    'readAction',
    'readRunCommand',
    'readPatchRows',
  ].entries()) {
    it(`never throw, and give a result or a fault: ${name}`, async () => {
      const [called, right, call] = callsAt(server.url.origin)[place] ?? assert.fail(name);
      assert.equal(called, name);
      for (let round = 0; round < ROUNDS; round += 1) {
        const answer = sendable(mutated(wireAnswer(right), `${name}-${round}`));
        if (answer === null) continue;
        server.script = () => answer;
        assertAnswered(await call(clients));
      }
    });
  }
});
