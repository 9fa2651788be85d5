import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AzureClients, AzureClientsOptions } from '../../../src/azure/azureEntry';
import { systemClock } from '../../../src/azure/clock';
import { realCloud } from '../../../src/azure/clouds';
import type { ActionProgress, InstallWish, MachineActor, RunCommandWish } from '../../../src/azure/machineActing';
import type { RequestIds, SendAnswer, Tracking } from '../../../src/azure/machineWriting';
import type { RequestLogEntry } from '../../../src/azure/requestLog';
import { instant } from '../../../src/core/instant';
import { failed, succeeded } from '../../../src/core/result';
import { AzureServer, type Answer } from './azureServer';
import {
  armError,
  assessmentRow,
  CONTOSO,
  EVERYTHING,
  FABRIKAM,
  graphBody,
  InstantClock,
  installationRow,
  isGraph,
  NEVER_ABORTED,
  page,
  sub,
  subscriptionItem,
  tokenTenant,
  worldScript,
} from './fixtures';
import { clientsAt, idOf, OPEN, operationUrl, requestTranscript, targetOf } from './writerFixtures';

const APP01 = targetOf('app01');
const SCRIPT = '(Get-CimInstance Win32_DeviceGuard).VirtualizationBasedSecurityStatus # it’s “read”\r\n';
const COMMAND: RunCommandWish = {
  name: 'hotpatch-fleet-check-1',
  script: SCRIPT,
  parameters: [{ name: 'notAfter', value: '2026-11-22T10:00:00Z' }],
  timeoutSeconds: 300,
};
/** The preset: nothing that needs a restart. */
const REBOOTLESS: InstallWish = {
  maximumDuration: 'PT2H',
  rebootSetting: 'Never',
  classifications: ['Critical', 'Security'],
  kbsToInclude: [],
  kbsToExclude: ['5122871'],
  excludeKbsRequiringReboot: true,
};
const RAN = {
  properties: {
    provisioningState: 'Succeeded',
    instanceView: { executionState: 'Succeeded', exitCode: 0, output: '2' },
  },
};

describe('AzureMachineActor', () => {
  let server: AzureServer;
  let clients: AzureClients;
  let clock: InstantClock;
  let actor: MachineActor;
  let log: RequestLogEntry[];

  const connect = (options: Partial<AzureClientsOptions> = {}): void => {
    clients = clientsAt(server.url, { clock, requestLog: { record: (entry) => void log.push(entry) }, ...options });
    actor = clients.actor;
  };
  beforeEach(async () => {
    server = await AzureServer.start();
    clock = new InstantClock();
    log = [];
    connect();
  });
  afterEach(async () => {
    clients.dispose();
    await server.stop();
  });

  const answerInTurn = (...answers: readonly Answer[]): void => {
    server.script = (_, index) => answers[index] ?? { status: 500 };
  };
  const reconnect = (options: Partial<AzureClientsOptions>): void => {
    clients.dispose();
    connect(options);
  };
  const resultsUrl = (signature: string): string =>
    operationUrl(server.url.origin, signature).replace('operationstatus', 'operationresults');
  const read = (tracking: Tracking): ReturnType<MachineActor['readAction']> =>
    actor.readAction(CONTOSO, tracking, NEVER_ABORTED);
  const polled = async (tracking: Tracking): Promise<ActionProgress> => {
    const progress = await read(tracking);
    assert.ok(progress.ok, JSON.stringify(progress));
    return progress.value;
  };
  const trackingOf = (answer: SendAnswer): Tracking => {
    assert.ok(answer.kind === 'accepted' && answer.tracking !== null, JSON.stringify(answer));
    return answer.tracking;
  };

  describe('sends exactly the requests of the transcripts', () => {
    const compare = async (name: string): Promise<void> => {
      const file = join(import.meta.dirname, `${name}.transcript.txt`);
      const sent = requestTranscript(server.requests);
      // UPDATE_TRANSCRIPTS=1 writes what is sent now; look at the difference before keeping it.
      if (process.env['UPDATE_TRANSCRIPTS'] === '1') await writeFile(file, sent);
      assert.equal(sent, await readFile(file, 'utf8'));
    };

    it('to assess a machine, and to follow it by Location', async () => {
      answerInTurn(
        { status: 202, headers: { location: resultsUrl('one') }, body: '' },
        { status: 202, headers: { location: resultsUrl('two') }, body: '' },
        { body: { status: 'Succeeded', assessmentActivityId: 'activity', rebootPending: false } },
      );
      const tracking = trackingOf(await actor.assessPatches(APP01, OPEN, NEVER_ABORTED));
      // What has no body says so, as ARM asks of a POST.
      assert.equal(server.requests[0]?.headers['content-length'], '0');
      const first = await polled(tracking);
      assert.equal(first.status, 'InProgress');
      const second = await polled(first.tracking);
      assert.deepEqual([second.status, second.result?.rebootPending], ['Succeeded', false]);
      await compare('assessPatches');
    });

    it('to install what needs no restart, and to follow it by Azure-AsyncOperation to its result', async () => {
      const origin = server.url.origin;
      answerInTurn(
        { status: 202, headers: { 'azure-asyncoperation': operationUrl(origin, 'one'), location: resultsUrl('one') } },
        { headers: { 'azure-asyncoperation': operationUrl(origin, 'two') }, body: { status: 'InProgress' } },
        { body: { status: 'Succeeded' } },
        {
          body: {
            status: 'CompletedWithWarnings',
            rebootStatus: 'NotNeeded',
            installedPatchCount: 2,
            failedPatchCount: 1,
          },
        },
      );
      const tracking = trackingOf(await actor.installPatches(APP01, REBOOTLESS, OPEN, NEVER_ABORTED));
      const first = await polled(tracking);
      assert.deepEqual([first.status, first.result], ['InProgress', null]);
      const second = await polled(first.tracking);
      assert.deepEqual(
        [second.status, second.result?.installed, second.result?.failed, second.result?.rebootStatus],
        ['CompletedWithWarnings', 2, 1, 'NotNeeded'],
      );
      await compare('installRebootless');
    });

    it('to create, read and delete a run command', async () => {
      answerInTurn(
        { status: 201, headers: { 'azure-asyncoperation': operationUrl(server.url.origin, 'one') }, body: {} },
        { body: { properties: { provisioningState: 'Creating' } } },
        { body: RAN },
        { status: 202, body: '' },
        armError(404, 'ResourceNotFound'),
      );
      assert.equal((await actor.createRunCommand(APP01, COMMAND, OPEN, NEVER_ABORTED)).kind, 'accepted');
      const early = await actor.readRunCommand(APP01, COMMAND.name, NEVER_ABORTED, 'after');
      assert.ok(early.ok && early.value.kind === 'present' && early.value.executionState === null);
      const ran = await actor.readRunCommand(APP01, COMMAND.name, NEVER_ABORTED, 'after');
      assert.ok(ran.ok && ran.value.kind === 'present' && ran.value.output === '2');
      for (let count = 0; count < 2; count += 1) {
        const deleted = await actor.deleteRunCommand(APP01, COMMAND.name, NEVER_ABORTED);
        assert.deepEqual(deleted, succeeded(undefined));
      }
      await compare('runCommand');
    });
  });

  const sends: readonly (readonly [string, () => Promise<SendAnswer>])[] = [
    ['assessPatches', () => actor.assessPatches(APP01, OPEN, NEVER_ABORTED)],
    ['installPatches', () => actor.installPatches(APP01, REBOOTLESS, OPEN, NEVER_ABORTED)],
    ['createRunCommand', () => actor.createRunCommand(APP01, COMMAND, OPEN, NEVER_ABORTED)],
  ];
  for (const [name, send] of sends) {
    describe(`${name} is sent once`, () => {
      for (const given of [
        armError(400, 'InvalidParameter'),
        armError(403, 'AuthorizationFailed'),
        armError(404, 'ResourceNotFound'),
        armError(409, 'Conflict'),
        { status: 401, body: '' },
      ]) {
        it(`refused: ${given.status}`, async () => {
          server.script = () => given;
          assert.equal((await send()).kind, 'refused');
          assert.equal(server.requests.length, 1);
        });
      }

      const riddles: readonly (readonly [string, Answer])[] = [
        ['500', armError(500, 'InternalServerError')],
        ['503 with Retry-After', armError(503, 'ServerBusy', 'busy', { 'retry-after': '1' })],
        ['408', armError(408, 'RequestTimeout')],
        ['a redirect', { status: 307, headers: { location: `http://127.0.0.1:9/` } }],
        ['a reset', { silent: 'reset' }],
        ['an answer cut off', { status: 202, body: { status: 'InProgress' }, cutAt: 5, afterCut: 'reset' }],
        ['gzip that is none', { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'no' }],
      ];
      for (const [riddle, given] of riddles) {
        it(`no answer: ${riddle}`, async () => {
          // A connection that was used before: a reset of it must not be taken for one that was stale.
          server.script = () => ({ body: RAN });
          await actor.readRunCommand(APP01, COMMAND.name, NEVER_ABORTED, 'before');
          server.script = () => given;
          const answer = await send();
          assert.ok(answer.kind === 'noAnswer', answer.kind);
          assert.equal(server.requests.length, 2);
          assert.equal(answer.ids.client, server.requests[1]?.headers['x-ms-client-request-id']);
        });
      }

      it('no answer: none in time', async () => {
        reconnect({ attemptTimeoutMilliseconds: 50 });
        server.script = () => ({ silent: 'stall' });
        const answer = await send();
        assert.ok(answer.kind === 'noAnswer' && answer.fault.kind === 'timedOut', JSON.stringify(answer));
        assert.equal(server.requests.length, 1);
      });
    });
  }

  it('waits a 429 out, tells of it, asks the gate again, and sends what did nothing once more', async () => {
    answerInTurn(armError(429, 'TooManyRequests', 'slow', { 'retry-after': '17', 'x-ms-request-id': 'server-1' }), {
      status: 202,
      headers: { location: resultsUrl('one') },
    });
    let gates = 0;
    const throttled: RequestIds[] = [];
    const gate = (): Promise<boolean> => {
      gates += 1;
      return Promise.resolve(true);
    };
    const answer = await actor.installPatches(APP01, REBOOTLESS, gate, NEVER_ABORTED, (ids) => throttled.push(ids));
    assert.equal(answer.kind, 'accepted');
    assert.deepEqual([gates, server.requests.length, throttled.map(({ server: id }) => id)], [2, 2, ['server-1']]);
    assert.ok(clock.monotonic() >= 17_000);
  });

  it('sends nothing while the gate is shut, after an abort, and for a wish that says nothing', async () => {
    const shut = (): Promise<boolean> => Promise.resolve(false);
    assert.deepEqual(await actor.installPatches(APP01, REBOOTLESS, shut, NEVER_ABORTED), { kind: 'notSent' });
    assert.deepEqual(await actor.assessPatches(APP01, OPEN, AbortSignal.abort()), { kind: 'notSent' });
    const nothing = { ...REBOOTLESS, classifications: [] };
    const refused = await actor.installPatches(APP01, nothing, OPEN, NEVER_ABORTED);
    assert.ok(refused.kind === 'refused' && refused.fault.kind === 'rejected');
    assert.deepEqual([refused.fault.status, refused.fault.code], [0, 'NothingToInstall']);
    for (const name of ['..', 'a/b', '']) {
      const answers = [
        await actor.createRunCommand(APP01, { ...COMMAND, name }, OPEN, NEVER_ABORTED),
        await actor.readRunCommand(APP01, name, NEVER_ABORTED, 'before'),
        await actor.deleteRunCommand(APP01, name, NEVER_ABORTED),
      ];
      assert.ok(answers.every((answer) => ('kind' in answer ? answer.kind === 'refused' : !answer.ok)));
    }
    assert.equal(server.requests.length, 0);
    // KBs alone are a wish.
    server.script = () => ({ status: 202, body: '' });
    const one = { ...nothing, kbsToInclude: ['5122871'] };
    assert.equal((await actor.installPatches(APP01, one, OPEN, NEVER_ABORTED)).kind, 'accepted');
  });

  it('puts neither a script nor a token into the log', async () => {
    server.script = () => ({
      status: 400,
      body: { error: { code: 'Bad', message: 'Bearer eyJhbGciOi.J9.x refused' } },
    });
    const answer = await actor.createRunCommand(APP01, COMMAND, OPEN, NEVER_ABORTED);
    assert.ok(answer.kind === 'refused');
    assert.equal(log.length, 1);
    const said = JSON.stringify([log, answer]);
    for (const secret of ['DeviceGuard', 'notAfter', 'placeholder', 'eyJ']) assert.ok(!said.includes(secret), secret);
  });

  describe('lanes', () => {
    it('are the writer’s for POST and PUT, and another for DELETE', async () => {
      reconnect({ clock: systemClock });
      server.script = ({ method }) =>
        method === 'POST'
          ? armError(429, 'TooManyRequests', 'no', { 'retry-after': '3600' })
          : { body: { properties: {} } };
      const abort = new AbortController();
      let noteThrottled = (): void => undefined;
      const throttled = new Promise<void>((resolve) => {
        noteThrottled = resolve;
      });
      const stuck = actor.assessPatches(APP01, OPEN, abort.signal, noteThrottled);
      await throttled;
      assert.ok((await actor.deleteRunCommand(APP01, COMMAND.name, NEVER_ABORTED)).ok);
      assert.ok((await actor.readRunCommand(APP01, COMMAND.name, NEVER_ABORTED, 'before')).ok);
      const other = targetOf('app02', sub(2));
      assert.equal((await actor.createRunCommand(other, COMMAND, OPEN, NEVER_ABORTED)).kind, 'accepted');
      const alsoStuck = clients.writer.updateLicense(APP01, 'Enable', OPEN, abort.signal);
      abort.abort();
      assert.deepEqual([await stuck, await alsoStuck], [{ kind: 'notSent' }, { kind: 'notSent' }]);
      assert.deepEqual(
        server.requests.map(({ method }) => method),
        ['POST', 'DELETE', 'GET', 'PUT'],
      );
    });
  });

  describe('readAction', () => {
    it('asks for no token and sends nothing for a URL on another host', async () => {
      const foreign = await AzureServer.start();
      let tokens = 0;
      const azure = clientsAt(server.url, {
        cloud: realCloud('AzureCloud'),
        tokenSource: {
          getToken: () => {
            tokens += 1;
            return Promise.resolve(succeeded('token'));
          },
        },
      });
      for (const url of [`${foreign.url.origin}/x`, 'https://management.azure.com.example.com/x', 'nonsense']) {
        const answer = await azure.actor.readAction(CONTOSO, { url }, NEVER_ABORTED);
        assert.ok(!answer.ok && answer.fault.kind === 'hostRefused', url);
      }
      assert.deepEqual([tokens, foreign.requests.length], [0, 0]);
      azure.dispose();
      // One whose result is elsewhere has ended all the same.
      server.script = () => ({ body: { status: 'Succeeded' } });
      const tracking = { url: operationUrl(server.url.origin, 'one'), resultUrl: `${foreign.url.origin}/x` };
      assert.deepEqual(await read(tracking), succeeded({ status: 'Succeeded', error: null, result: null, tracking }));
      assert.equal(foreign.requests.length, 0);
      await foreign.stop();
    });

    it('gives an end without its result where the result cannot be read', async () => {
      const tracking = { url: operationUrl(server.url.origin, 'one'), resultUrl: resultsUrl('one') };
      for (const given of [
        armError(404, 'Gone'),
        { status: 202, body: '' },
        { status: 204, body: '' },
        { body: '[]' },
      ]) {
        server.script = ({ path }) => (path.includes('operationresults') ? given : { body: { status: 'Failed' } });
        const progress = await polled(tracking);
        assert.deepEqual([progress.status, progress.result], ['Failed', null]);
      }
      // Nothing is asked for while it lasts.
      const before = server.requests.length;
      server.script = () => ({ body: { status: 'InProgress' } });
      await polled(tracking);
      assert.equal(server.requests.length, before + 1);
    });

    it('repeats a poll after faults that pass, and gives others', async () => {
      answerInTurn({ silent: 'reset' }, armError(429, 'TooMany'), armError(502, 'Bad'), { status: 202, body: '' });
      assert.equal((await polled({ url: resultsUrl('one') })).status, 'InProgress');
      assert.equal(server.requests.length, 4);
      server.script = () => armError(404, 'OperationNotFound', 'no');
      assert.deepEqual(
        await read({ url: resultsUrl('one') }),
        failed({ kind: 'notFound', code: 'OperationNotFound', message: 'no' }),
      );
    });
  });

  describe('readRunCommand and deleteRunCommand', () => {
    const command = (): ReturnType<MachineActor['readRunCommand']> =>
      actor.readRunCommand(APP01, COMMAND.name, NEVER_ABORTED, 'before');

    it('tell a run command that is not there from a machine that is not', async () => {
      server.script = () => armError(404, 'ResourceNotFound', 'The requested resource was not found.');
      assert.deepEqual(await command(), succeeded({ kind: 'absent' }));
      server.script = () => armError(404, 'ParentResourceNotFound', 'no machine');
      assert.deepEqual(
        await command(),
        failed({ kind: 'notFound', code: 'ParentResourceNotFound', message: 'no machine' }),
      );
      assert.equal(server.requests.length, 2);
      assert.ok((await actor.deleteRunCommand(APP01, COMMAND.name, NEVER_ABORTED)).ok);
    });

    it('repeat after faults that pass: a delete is harmless', async () => {
      answerInTurn(
        { silent: 'reset' },
        armError(503, 'Busy'),
        { status: 200, body: '{}' },
        { body: '[]' },
        { body: RAN },
      );
      assert.ok((await actor.deleteRunCommand(APP01, COMMAND.name, NEVER_ABORTED)).ok);
      const ran = await command();
      assert.ok(ran.ok && ran.value.kind === 'present');
      assert.equal(server.requests.length, 5);
      server.script = () => armError(409, 'Conflict', 'running');
      assert.deepEqual(
        await actor.deleteRunCommand(APP01, COMMAND.name, NEVER_ABORTED),
        failed({ kind: 'rejected', status: 409, code: 'Conflict', message: 'running' }),
      );
    });
  });

  describe('readPatchRows', () => {
    const NO_ROWS = { assessment: null, installation: null, installationBegan: null };

    it('reads the newest rows of many machines in few queries, nulls where there are none', async () => {
      const names = ["o'brien", ...Array.from({ length: 900 }, (_, index) => `app${index}`)];
      server.script = (request) => {
        const { query } = graphBody(request);
        const rowOf = query.startsWith('patchassessmentresources') ? assessmentRow : installationRow;
        const asked = names.slice(1).filter((name) => query.includes(`/${name}'`));
        const old = { lastModified: '2020-01-01T00:00:00Z', started: '2020-01-01T00:00:00Z', status: 'Failed' };
        const newest = { started: '2026-05-13T02:11:06Z' };
        return page([
          ...asked.flatMap((name) => [rowOf(name, sub(1), newest), rowOf(name, sub(1), old)]),
          null,
          { id: 7 },
        ]);
      };
      const rows = await actor.readPatchRows(
        CONTOSO,
        names.map((name) => idOf(name)),
        NEVER_ABORTED,
      );
      assert.ok(rows.ok);
      assert.ok(server.requests.length <= 8, `${server.requests.length} queries`);
      assert.equal(rows.value.size, names.length);
      assert.deepEqual(rows.value.get(idOf("o'brien")), NO_ROWS);
      assert.deepEqual(rows.value.get(idOf('app7')), {
        assessment: {
          status: 'Succeeded',
          rebootPending: true,
          at: instant(Date.UTC(2026, 10, 21, 2, 16, 6, 974)),
          availableCount: 3,
        },
        installation: {
          status: 'Succeeded',
          rebootStatus: 'NotNeeded',
          at: instant(Date.UTC(2026, 4, 13, 2, 21, 6, 974)),
        },
        installationBegan: instant(Date.UTC(2026, 4, 13, 2, 11, 6)),
      });
    });

    it('says nothing of machines that may not be read, and gives any other fault', async () => {
      const [allowed, hidden] = [idOf('app01', sub(1)), idOf('app02', sub(2))];
      server.script = (request) =>
        graphBody(request).subscriptions.includes(sub(2)) ? armError(403, 'AuthorizationFailed') : page([]);
      const rows = await actor.readPatchRows(CONTOSO, [allowed, hidden], NEVER_ABORTED);
      assert.deepEqual(rows, succeeded(new Map([[allowed, NO_ROWS]])));
      server.script = (request) =>
        graphBody(request).query.startsWith('patchinstallation') ? armError(400, 'BadRequest', 'no') : page([]);
      assert.deepEqual(
        await actor.readPatchRows(CONTOSO, [allowed], NEVER_ABORTED),
        failed({ kind: 'rejected', status: 400, code: 'BadRequest', message: 'no' }),
      );
      assert.deepEqual(await actor.readPatchRows(CONTOSO, [], NEVER_ABORTED), succeeded(new Map()));
    });
  });

  it('knows whether a provider is registered', async () => {
    const registered = (): ReturnType<MachineActor['isRegistered']> =>
      actor.isRegistered(CONTOSO, sub(1), 'Microsoft.Compute', NEVER_ABORTED);
    for (const [state, expected] of [
      ['Registered', true],
      ['registered', true],
      ['NotRegistered', false],
      ['Registering', false],
      ['Unregistering', false],
    ] as const) {
      server.script = () => ({ body: { namespace: 'Microsoft.Compute', registrationState: state } });
      assert.deepEqual(await registered(), succeeded(expected), state);
    }
    assert.equal(server.requests[0]?.path, `/subscriptions/${sub(1)}/providers/Microsoft.Compute`);
    assert.deepEqual(server.requests[0].query, { 'api-version': '2021-04-01' });
    server.script = () => ({ body: {} });
    const unknown = await registered();
    assert.ok(!unknown.ok && unknown.fault.kind === 'unreadable');
    server.script = () => armError(403, 'AuthorizationFailed');
    const forbidden = await registered();
    assert.ok(!forbidden.ok && forbidden.fault.kind === 'forbidden');
  });

  describe('readPermissions', () => {
    const SCOPE = `/subscriptions/${sub(1)}/resourceGroups/rg prod`;
    const WRITE = 'Microsoft.HybridCompute/machines/runCommands/write';
    const reader = { actions: ['*/read'], notActions: [] };

    it('reads all pages of a scope', async () => {
      const next = `${server.url.origin}/next?page=2`;
      answerInTurn(
        { body: { value: [reader], nextLink: next } },
        { body: { value: [{ actions: ['microsoft.hybridcompute/machines/*'], notActions: [], dataActions: [] }] } },
      );
      const permissions = await actor.readPermissions(CONTOSO, SCOPE, NEVER_ABORTED);
      assert.equal(permissions?.may(WRITE), true);
      assert.equal(permissions.may('Microsoft.Compute/virtualMachines/write'), false);
      const [first, second] = server.requests;
      assert.equal(
        first?.path,
        `/subscriptions/${sub(1)}/resourceGroups/rg%20prod/providers/Microsoft.Authorization/permissions`,
      );
      assert.deepEqual(first.query, { 'api-version': '2022-04-01' });
      assert.equal(second?.path, '/next');
    });

    it('are not known after any failure, which is neither yes nor no', async () => {
      const foreign = await AzureServer.start();
      const failures: readonly Answer[] = [
        armError(403, 'AuthorizationFailed'),
        armError(404, 'ResourceNotFound'),
        armError(500, 'InternalServerError'),
        { silent: 'reset' },
        { body: '<html>' },
        { body: { value: 'none' } },
        { body: { value: [reader, { actions: 'all' }] } },
        { body: { value: [reader], nextLink: `${foreign.url.origin}/next` } },
        { body: { value: [reader], nextLink: 'nonsense' } },
      ];
      for (const given of failures) {
        server.script = () => given;
        assert.equal(await actor.readPermissions(CONTOSO, SCOPE, NEVER_ABORTED), null, JSON.stringify(given));
      }
      assert.equal(await actor.readPermissions(CONTOSO, SCOPE, AbortSignal.abort()), null);
      assert.equal(foreign.requests.length, 0);
      await foreign.stop();
      server.script = () => ({ body: { value: [] } });
      assert.equal((await actor.readPermissions(CONTOSO, SCOPE, NEVER_ABORTED))?.may(WRITE), false);
    });
  });

  it('lists the resource groups of a subscription over all pages, and follows no link to a foreign host', async () => {
    const foreign = await AzureServer.start();
    const list = (): ReturnType<MachineActor['listResourceGroups']> =>
      actor.listResourceGroups(CONTOSO, sub(1), NEVER_ABORTED);
    answerInTurn(
      { body: { value: [{ name: 'rg-a', location: 'westeurope' }, null, {}], nextLink: `${server.url.origin}/two` } },
      { body: { value: [{ name: 'rg-b' }], nextLink: '' } },
    );
    assert.deepEqual(
      await list(),
      succeeded([
        { name: 'rg-a', location: 'westeurope' },
        { name: 'rg-b', location: '' },
      ]),
    );
    assert.equal(server.requests[0]?.path, `/subscriptions/${sub(1)}/resourcegroups`);
    server.script = () => ({ body: { value: [], nextLink: `${foreign.url.origin}/two` } });
    assert.deepEqual(await list(), failed({ kind: 'hostRefused', host: foreign.url.host }));
    server.script = ({ path }) => ({ body: { value: [], nextLink: `${server.url.origin}${path}` } });
    const circle = await list();
    assert.ok(!circle.ok && circle.fault.kind === 'unreadable');
    assert.equal(foreign.requests.length, 0);
    await foreign.stop();
  });

  it('uses the token of the tenant that reaches a subscription, as the reader has learned it', async () => {
    const world = worldScript({
      tenants: [{ id: CONTOSO, name: 'Contoso', category: 'Home' }],
      subscriptions: { [CONTOSO]: [subscriptionItem(1, FABRIKAM)] },
    });
    server.script = world;
    assert.ok((await clients.reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined)).ok);
    server.script = (request) => (isGraph(request) ? page([]) : { body: { value: [], registrationState: 'x' } });
    const target = { ...APP01, tenantId: FABRIKAM };
    const before = server.requests.length;
    await actor.assessPatches(target, OPEN, NEVER_ABORTED);
    await actor.deleteRunCommand(target, COMMAND.name, NEVER_ABORTED);
    await actor.readAction(FABRIKAM, { url: operationUrl(server.url.origin, 'one') }, NEVER_ABORTED);
    await actor.readPatchRows(FABRIKAM, [target.id], NEVER_ABORTED);
    await actor.isRegistered(FABRIKAM, sub(1), 'Microsoft.Compute', NEVER_ABORTED);
    await actor.readPermissions(FABRIKAM, `/subscriptions/${sub(1)}`, NEVER_ABORTED);
    await actor.listResourceGroups(FABRIKAM, sub(1), NEVER_ABORTED);
    const tenants = server.requests.slice(before).map(tokenTenant);
    assert.deepEqual(
      tenants,
      Array.from({ length: 8 }, () => CONTOSO),
    );
  });
});
