import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AzureClients, AzureClientsOptions } from '../../../src/azure/azureEntry';
import type { AzureFault } from '../../../src/azure/azureFault';
import { realCloud } from '../../../src/azure/clouds';
import type { MachineWriter, SendAnswer } from '../../../src/azure/machineWriting';
import type { TokenRequest } from '../../../src/azure/tokenSource';
import { systemClock } from '../../../src/azure/clock';
import { failed, succeeded, type Result } from '../../../src/core/result';
import { AzureServer, type Answer } from './azureServer';
import {
  armError,
  CONTOSO,
  EVERYTHING,
  FABRIKAM,
  graphBody,
  InstantClock,
  isGraph,
  machineIdText,
  NEVER_ABORTED,
  page,
  sub,
  subscriptionItem,
  tokenTenant,
  worldScript,
} from './fixtures';
import {
  acceptedWith,
  clientsAt,
  featureProfile,
  idOf,
  isProfile,
  machineBody,
  OPEN,
  operationUrl,
  profileBody,
  requestTranscript,
  targetOf,
} from './writerFixtures';

const APP01 = targetOf('app01');

describe('AzureMachineWriter', () => {
  let server: AzureServer;
  let clients: AzureClients;
  let clock: InstantClock;
  let writer: MachineWriter;

  const connect = (options: Partial<AzureClientsOptions> = {}): void => {
    clients = clientsAt(server.url, { clock, ...options });
    writer = clients.writer;
  };
  beforeEach(async () => {
    server = await AzureServer.start();
    clock = new InstantClock();
    connect();
  });
  afterEach(async () => {
    clients.dispose();
    await server.stop();
  });

  const update = (gate = OPEN, signal = NEVER_ABORTED): Promise<SendAnswer> =>
    writer.updateLicense(APP01, 'Enable', gate, signal);
  const answerInTurn = (...answers: readonly Answer[]): void => {
    server.script = (_, index) => answers[index] ?? { status: 500 };
  };
  const reconnect = (options: Partial<AzureClientsOptions>): void => {
    clients.dispose();
    connect(options);
  };

  describe('sends exactly the requests of the transcripts', () => {
    const compare = async (name: string): Promise<void> => {
      const file = join(import.meta.dirname, `${name}.transcript.txt`);
      const sent = requestTranscript(server.requests);
      // UPDATE_TRANSCRIPTS=1 writes what is sent now; look at the difference before keeping it.
      if (process.env['UPDATE_TRANSCRIPTS'] === '1') await writeFile(file, sent);
      assert.equal(sent, await readFile(file, 'utf8'));
    };

    it('to enroll a machine without a license profile, and to follow the operation', async () => {
      const origin = server.url.origin;
      answerInTurn(
        armError(404, 'ResourceNotFound'),
        { body: machineBody('app01') },
        acceptedWith(operationUrl(origin, 'one'), 201),
        { headers: { 'azure-asyncoperation': operationUrl(origin, 'two') }, body: { status: 'InProgress' } },
        { body: { status: 'Succeeded' } },
        { body: featureProfile('Enabled') },
      );
      assert.deepEqual(await writer.readLicense(APP01, NEVER_ABORTED, 'before'), succeeded({ kind: 'absent' }));
      assert.ok((await writer.readMachine(APP01, NEVER_ABORTED, 'before')).ok);
      const answer = await writer.createLicense(APP01, 'Enable', OPEN, NEVER_ABORTED);
      assert.ok(answer.kind === 'accepted' && answer.tracking !== null);
      const first = await writer.readTracking(CONTOSO, answer.tracking, NEVER_ABORTED);
      assert.ok(first.ok);
      assert.equal(first.value.status, 'InProgress');
      const second = await writer.readTracking(CONTOSO, first.value.tracking, NEVER_ABORTED);
      assert.deepEqual(
        second,
        succeeded({ status: 'Succeeded', error: null, tracking: { url: operationUrl(origin, 'two') } }),
      );
      const after = await writer.readLicense(APP01, NEVER_ABORTED, 'after');
      assert.ok(after.ok && after.value.kind === 'present');
      assert.equal(after.value.feature?.status, 'Enabled');
      await compare('enrollWithoutProfile');
    });

    it('to enroll and to disenroll a machine that has one', async () => {
      answerInTurn({ body: featureProfile('Disabled') }, acceptedWith(operationUrl(server.url.origin, 'one')), {
        status: 200,
        body: featureProfile('Disabling'),
      });
      assert.ok((await writer.readLicense(APP01, NEVER_ABORTED, 'before')).ok);
      assert.equal((await writer.updateLicense(APP01, 'Enable', OPEN, NEVER_ABORTED)).kind, 'accepted');
      const answer = await writer.updateLicense(APP01, 'Disable', OPEN, NEVER_ABORTED);
      assert.ok(answer.kind === 'accepted');
      assert.equal(answer.tracking, null);
      await compare('enrollAndDisenroll');
    });

    it('to turn hotpatching on and off, with the modes that are set', async () => {
      server.script = () => ({ body: machineBody('app01') });
      const wish = { enableHotpatching: true, assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual' };
      assert.equal((await writer.updatePatchSettings(APP01, wish, OPEN, NEVER_ABORTED)).kind, 'accepted');
      const bare = { enableHotpatching: false, assessmentMode: null, patchMode: null };
      assert.equal((await writer.updatePatchSettings(APP01, bare, OPEN, NEVER_ABORTED)).kind, 'accepted');
      await compare('turnOnAndOff');
    });
  });

  describe('what became of a write', () => {
    it('accepted: with the ids of both sides and the URL to follow', async () => {
      const url = operationUrl(server.url.origin, 'one');
      answerInTurn(acceptedWith(url));
      const answer = await update();
      assert.deepEqual(answer, {
        kind: 'accepted',
        status: 202,
        ids: {
          client: server.requests[0]?.headers['x-ms-client-request-id'],
          server: 'server-1',
          correlation: 'correlation-1',
        },
        tracking: { url },
      });
    });

    it('accepted: follows no URL on a foreign host, and takes Location where there is nothing else', async () => {
      const foreign = operationUrl('http://127.0.0.1:9', 'one');
      const own = operationUrl(server.url.origin, 'two');
      answerInTurn(
        { status: 202, headers: { 'azure-asyncoperation': foreign, location: foreign } },
        { status: 202, headers: { location: own } },
        { status: 202, headers: { 'azure-asyncoperation': 'not a url' } },
      );
      const trackings: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        const answer = await update();
        trackings.push(answer.kind === 'accepted' ? answer.tracking : answer.kind);
      }
      assert.deepEqual(trackings, [null, { url: own }, null]);
    });

    const refusals: readonly (readonly [Answer, AzureFault['kind']])[] = [
      [armError(400, 'InvalidParameter'), 'rejected'],
      [armError(403, 'AuthorizationFailed'), 'forbidden'],
      [armError(404, 'ResourceNotFound'), 'notFound'],
      [armError(409, 'Conflict'), 'rejected'],
      [{ status: 401, body: '' }, 'signInNeeded'],
    ];
    for (const [given, kind] of refusals) {
      it(`refused: ${given.status}, once`, async () => {
        server.script = () => given;
        const answer = await update();
        assert.ok(answer.kind === 'refused', answer.kind);
        assert.equal(answer.fault.kind, kind);
        assert.equal(server.requests.length, 1);
      });
    }

    const riddles: readonly (readonly [string, Answer, AzureFault['kind']])[] = [
      ['500', armError(500, 'InternalServerError'), 'rejected'],
      ['503 with Retry-After', armError(503, 'ServerBusy', 'busy', { 'retry-after': '1' }), 'rejected'],
      ['408', armError(408, 'RequestTimeout'), 'rejected'],
      ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'rejected'],
      ['a reset', { silent: 'reset' }, 'unreachable'],
      [
        'an answer cut off',
        { status: 200, body: featureProfile('Enabling'), cutAt: 10, afterCut: 'reset' },
        'unreachable',
      ],
      ['gzip that is none', { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'no' }, 'unreadable'],
    ];
    for (const [name, given, kind] of riddles) {
      it(`no answer: ${name}, and nothing is sent again`, async () => {
        server.script = () => given;
        const answer = await update();
        assert.ok(answer.kind === 'noAnswer', answer.kind);
        assert.equal(answer.fault.kind, kind);
        assert.equal(server.requests.length, 1);
        assert.equal(answer.ids.client, server.requests[0]?.headers['x-ms-client-request-id']);
      });
    }

    it('no answer: one that does not come in time', async () => {
      reconnect({ attemptTimeoutMilliseconds: 50 });
      server.script = () => ({ silent: 'stall' });
      const answer = await update();
      assert.ok(answer.kind === 'noAnswer');
      assert.equal(answer.fault.kind, 'timedOut');
    });

    it('no answer: aborted on the wire', async () => {
      const abort = new AbortController();
      server.script = () => ({ silent: 'stall' });
      const sent = update(OPEN, abort.signal);
      await server.until(() => server.requests.length === 1);
      abort.abort();
      const answer = await sent;
      assert.ok(answer.kind === 'noAnswer');
      assert.equal(answer.fault.kind, 'cancelled');
      await server.until(() => server.closedEarly === 1);
    });

    it('refused: what surely never left', async () => {
      const gone = await AzureServer.start();
      const nobodyThere = clientsAt(gone.url);
      await gone.stop();
      const answer = await nobodyThere.writer.updateLicense(APP01, 'Enable', OPEN, NEVER_ABORTED);
      nobodyThere.dispose();
      assert.ok(answer.kind === 'refused', answer.kind);
      assert.ok(answer.fault.kind === 'unreachable' && answer.fault.code === 'ECONNREFUSED');
      assert.equal(answer.ids.server, null);

      const noToken: AzureFault = { kind: 'signInNeeded', tenantId: CONTOSO, claims: null, message: '' };
      const signedOut = clientsAt(server.url, {
        cloud: realCloud('AzureCloud'),
        tokenSource: { getToken: () => Promise.resolve(failed(noToken)) },
      });
      const refused = await signedOut.writer.updateLicense(APP01, 'Enable', OPEN, NEVER_ABORTED);
      signedOut.dispose();
      assert.ok(refused.kind === 'refused', refused.kind);
      assert.deepEqual(refused.fault, noToken);
    });

    it('not sent: the gate stays shut, breaks, or the signal was aborted before', async () => {
      const aborted = AbortSignal.abort();
      assert.deepEqual(await update(() => Promise.resolve(false)), { kind: 'notSent' });
      assert.deepEqual(await update(() => Promise.reject(new Error('disk full'))), { kind: 'notSent' });
      assert.deepEqual(await update(OPEN, aborted), { kind: 'notSent' });
      const late = new AbortController();
      const abortsInGate = (): Promise<boolean> => {
        late.abort();
        return Promise.resolve(true);
      };
      assert.deepEqual(await update(abortsInGate, late.signal), { kind: 'notSent' });
      assert.equal(server.requests.length, 0);
    });
  });

  it('waits a 429 out and sends again, asking the gate each time', async () => {
    answerInTurn(
      armError(429, 'TooManyRequests', 'slow down', { 'retry-after': '17' }),
      armError(429, 'TooManyRequests'),
      acceptedWith(operationUrl(server.url.origin, 'one')),
    );
    let asked = 0;
    const answer = await update(() => {
      asked += 1;
      return Promise.resolve(true);
    });
    assert.ok(answer.kind === 'accepted', answer.kind);
    assert.equal(asked, 3);
    assert.equal(server.requests.length, 3);
    const ids = server.requests.map(({ headers }) => headers['x-ms-client-request-id']);
    assert.equal(new Set(ids).size, 3);
    assert.equal(answer.ids.client, ids[2]);
    assert.ok(clock.monotonic() >= 17_000);
  });

  it('stops waiting for a 429 at once when it is aborted', async () => {
    reconnect({ clock: systemClock });
    server.script = () => armError(429, 'TooManyRequests', 'no', { 'retry-after': '3600' });
    const abort = new AbortController();
    const sent = update(OPEN, abort.signal);
    const read = writer.readLicense(APP01, abort.signal, 'before');
    await server.until(() => server.requests.length === 2);
    const waiting = update(OPEN, abort.signal);
    abort.abort();
    assert.deepEqual((await waiting).kind, 'notSent');
    // The abort may come before or after their 429 does.
    assert.ok(['notSent', 'noAnswer'].includes((await sent).kind));
    assert.deepEqual(await read, failed({ kind: 'cancelled' }));
  });

  it('says that a lane is paused to nobody else: reads and other subscriptions go on', async () => {
    reconnect({ clock: systemClock });
    server.script = ({ method, path }) =>
      method === 'PATCH' && path.includes(sub(1))
        ? armError(429, 'TooManyRequests', 'no', { 'retry-after': '3600' })
        : { body: featureProfile('Enabled') };
    const abort = new AbortController();
    const stuck = update(OPEN, abort.signal);
    await server.until(() => server.requests.length === 1);
    const other = targetOf('app02', sub(2));
    assert.equal((await writer.updateLicense(other, 'Enable', OPEN, NEVER_ABORTED)).kind, 'accepted');
    assert.ok((await writer.readLicense(APP01, NEVER_ABORTED, 'before')).ok);
    abort.abort();
    await stuck;
  });

  it('warns of nothing however many wait on one signal', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    server.script = () => acceptedWith(operationUrl(server.url.origin, 'one'));
    const { signal } = new AbortController();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => writer.updateLicense(targetOf(`app${index}`), 'Enable', OPEN, signal)),
    );
    process.off('warning', note);
    assert.deepEqual(new Set(answers.map(({ kind }) => kind)), new Set(['accepted']));
    assert.deepEqual(warnings, []);
  });

  describe('reads', () => {
    const license = (): ReturnType<MachineWriter['readLicense']> => writer.readLicense(APP01, NEVER_ABORTED, 'before');

    for (const [name, given] of [
      ['404', armError(404, 'ResourceNotFound')],
      ['200 without a body', { body: '' }],
      ['200 with null', { body: 'null' }],
      ['200 with an empty object', { body: {} }],
      ['204', { status: 204, body: '' }],
    ] as const) {
      it(`a license profile that is absent: ${name}`, async () => {
        server.script = () => given;
        assert.deepEqual(await license(), succeeded({ kind: 'absent' }));
      });
    }

    it('repeats after faults that pass, waits 429 out however often, and gives up on others', async () => {
      answerInTurn(
        { silent: 'reset' },
        ...Array.from({ length: 8 }, () => armError(429, 'TooManyRequests', 'no', { 'retry-after': '60' })),
        armError(502, 'BadGateway'),
        { body: '[]' },
        { body: featureProfile('Enabled') },
      );
      const read = await license();
      assert.ok(read.ok && read.value.kind === 'present');
      assert.equal(server.requests.length, 12);

      server.script = () => armError(403, 'AuthorizationFailed', 'no');
      assert.deepEqual(await license(), failed({ kind: 'forbidden', code: 'AuthorizationFailed', message: 'no' }));
      assert.equal(server.requests.length, 13);
    });

    it('a machine with its modes and what else its license profile holds', async () => {
      const patchSettings = { enableHotpatching: false, assessmentMode: 'AutomaticByPlatform', patchMode: 'Manual' };
      server.script = () => ({
        body: machineBody('APP01', {
          osProfile: { windowsConfiguration: { patchSettings } },
          licenseProfile: { licenseStatus: 'Licensed', softwareAssurance: { softwareAssuranceCustomer: true } },
        }),
      });
      const read = await writer.readMachine(APP01, NEVER_ABORTED, 'before');
      assert.ok(read.ok);
      assert.equal(read.value.facts.id, APP01.id);
      assert.equal(read.value.facts.tenantId, CONTOSO);
      assert.equal(read.value.facts.patchSettings.enableHotpatching, false);
      assert.equal(read.value.facts.patchSettings.patchMode, 'Manual');
      assert.deepEqual(read.value.others, { 'softwareAssurance.softwareAssuranceCustomer': 'true' });
    });

    it('a machine that is gone, and one that was not asked for', async () => {
      answerInTurn(
        armError(404, 'ResourceNotFound', 'gone'),
        ...Array.from({ length: 5 }, () => ({ body: machineBody('app02') })),
      );
      const gone = await writer.readMachine(APP01, NEVER_ABORTED, 'before');
      assert.deepEqual(gone, failed({ kind: 'notFound', code: 'ResourceNotFound', message: 'gone' }));
      const other = await writer.readMachine(APP01, NEVER_ABORTED, 'before');
      assert.ok(!other.ok && other.fault.kind === 'unreadable');
    });
  });

  describe('tracking', () => {
    const track = (url: string): ReturnType<MachineWriter['readTracking']> =>
      writer.readTracking(CONTOSO, { url }, NEVER_ABORTED);
    const own = (): string => operationUrl(server.url.origin, 'one');

    it('asks for no token and sends nothing for a URL on another host', async () => {
      const requests: TokenRequest[] = [];
      const foreign = await AzureServer.start();
      const azure = clientsAt(server.url, {
        cloud: realCloud('AzureCloud'),
        tokenSource: {
          getToken: (request) => {
            requests.push(request);
            return Promise.resolve(succeeded('token'));
          },
        },
      });
      const urls = [
        `${foreign.url.origin}/subscriptions/x`,
        'https://management.azure.com.example.com/x',
        'https://user:password@management.azure.com/x',
        'http://management.azure.com/x',
        'https://management.azure.com:8443/x',
        'nonsense',
      ];
      for (const url of urls) {
        const read = await azure.writer.readTracking(CONTOSO, { url }, NEVER_ABORTED);
        assert.ok(!read.ok && read.fault.kind === 'hostRefused', url);
      }
      assert.deepEqual(requests, []);
      assert.equal(foreign.requests.length, 0);
      azure.dispose();
      await foreign.stop();
    });

    it('gives the error in Azure’s words, and a URL that vanished as not found', async () => {
      answerInTurn(
        {
          body: { status: 'Failed', error: { code: 'Outer', message: 'outer', details: [{ code: 'VsmNotRunning' }] } },
        },
        armError(404, 'OperationNotFound', 'gone'),
      );
      const failedStatus = await track(own());
      assert.ok(failedStatus.ok);
      assert.equal(failedStatus.value.status, 'Failed');
      assert.deepEqual(failedStatus.value.error, { code: 'VsmNotRunning', message: 'outer' });
      const vanished = await track(own());
      assert.ok(!vanished.ok && vanished.fault.kind === 'notFound');
    });

    it('keeps its URL where the next one is foreign, and reads Location’s way of telling', async () => {
      answerInTurn(
        { status: 202, body: '', headers: { location: operationUrl('http://127.0.0.1:9', 'two') } },
        { status: 200, body: featureProfile('Enabled') },
        { status: 204, body: '' },
      );
      const statuses: unknown[] = [];
      for (let count = 0; count < 3; count += 1) {
        const read = await track(own());
        statuses.push(read.ok ? [read.value.status, read.value.tracking.url] : read.fault);
      }
      assert.deepEqual(statuses, [
        ['InProgress', own()],
        ['Succeeded', own()],
        ['Succeeded', own()],
      ]);
    });
  });

  describe('switches', () => {
    it('reads many machines in few queries, whatever is in their names, and drops what was not asked for', async () => {
      const names = ["o'brien", 'back\\slash', ...Array.from({ length: 900 }, (_, index) => `app${index}`)];
      const ids = names.map((name) => idOf(name));
      server.script = (request) => {
        const { query } = graphBody(request);
        const asked = ids.filter((id) => query.includes(`'${id.replace(/['\\]/g, '\\$&')}'`));
        return page([
          ...asked.slice(1).map((id) => ({
            id,
            enableHotpatching: 'true',
            productFeatures: [{ name: 'hotpatch', subscriptionStatus: 'Enabling' }],
          })),
          { id: machineIdText(sub(1), 'stranger') },
          null,
        ]);
      };
      const read = await writer.readSwitches(CONTOSO, ids, NEVER_ABORTED);
      assert.ok(read.ok);
      assert.ok(server.requests.length <= 4, `${server.requests.length} queries`);
      assert.equal(read.value.size, ids.length - server.requests.length);
      assert.deepEqual(read.value.get(idOf('app7')), { license: 'Enabling', hotpatching: true });
      assert.equal(read.value.has(idOf('stranger')), false);
    });

    it('does without the subscriptions that may not be read, and says any other fault', async () => {
      const [allowed, refused] = [idOf('app01', sub(1)), idOf('app02', sub(2))];
      server.script = (request) =>
        graphBody(request).subscriptions.includes(sub(2))
          ? armError(403, 'AuthorizationFailed')
          : page([{ id: allowed, productFeatures: null }]);
      const read = await writer.readSwitches(CONTOSO, [allowed, refused], NEVER_ABORTED);
      assert.deepEqual(read, succeeded(new Map([[allowed, { license: null, hotpatching: null }]])));
      server.script = () => armError(400, 'BadRequest', 'no');
      assert.deepEqual(
        await writer.readSwitches(CONTOSO, [allowed], NEVER_ABORTED),
        failed({ kind: 'rejected', status: 400, code: 'BadRequest', message: 'no' }),
      );
    });
  });

  it('uses the token of the tenant that reaches a subscription, as the reader has learned it', async () => {
    const delegated = subscriptionItem(1, FABRIKAM);
    const world = worldScript({
      tenants: [{ id: CONTOSO, name: 'Contoso', category: 'Home' }],
      subscriptions: { [CONTOSO]: [delegated] },
    });
    server.script = (request) => (isProfile(request) ? { body: featureProfile('Enabled') } : world(request));
    assert.ok((await clients.reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined)).ok);
    const target = { ...APP01, tenantId: FABRIKAM };
    const before = server.requests.length;
    assert.ok((await writer.readLicense(target, NEVER_ABORTED, 'before')).ok);
    await writer.updateLicense(target, 'Enable', OPEN, NEVER_ABORTED);
    await writer.readSwitches(FABRIKAM, [target.id], NEVER_ABORTED);
    await writer.readTracking(FABRIKAM, { url: operationUrl(server.url.origin, 'one') }, NEVER_ABORTED);
    const tenants = server.requests.slice(before).map(tokenTenant);
    assert.deepEqual(tenants, [CONTOSO, CONTOSO, CONTOSO, CONTOSO]);
    assert.ok(server.requests.slice(before).some(isGraph));
  });

  describe('the acting account', () => {
    const accountWith = async (token: Result<string, AzureFault>, accountName?: string): Promise<unknown> => {
      const requests: TokenRequest[] = [];
      const azure = clientsAt(server.url, {
        cloud: realCloud('AzureCloud'),
        tokenSource: {
          getToken: (request) => {
            requests.push(request);
            return Promise.resolve(token);
          },
        },
        ...(accountName === undefined ? {} : { accountName }),
      });
      const account = await azure.writer.actingAccount(CONTOSO, NEVER_ABORTED);
      azure.dispose();
      assert.deepEqual(
        requests.map(({ tenantId }) => tenantId),
        [CONTOSO],
      );
      return account.ok ? account.value : account.fault.kind;
    };
    const jwt = (claims: object): string =>
      `${Buffer.from('{}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

    it('is what the token says, without a request', async () => {
      const person = jwt({ oid: 'object-1', upn: 'admin@contoso.example', sub: 'subject' });
      assert.deepEqual(await accountWith(succeeded(person)), { id: 'object-1', name: 'admin@contoso.example' });
      assert.deepEqual(await accountWith(succeeded(jwt({ appid: 'app-1', sub: 'subject' }))), {
        id: 'app-1',
        name: 'app-1',
      });
      assert.deepEqual(
        await writer.actingAccount(CONTOSO, NEVER_ABORTED),
        succeeded({ id: 'placeholder', name: 'Simulated account' }),
      );
      assert.equal(server.requests.length, 0);
    });

    it('is the name of the token source where the token says nothing; without that, nobody', async () => {
      for (const token of ['opaque', 'a.b.c', jwt([]), jwt({})]) {
        assert.deepEqual(await accountWith(succeeded(token), 'azureCli'), {
          id: `azureCli ${CONTOSO}`,
          name: 'azureCli',
        });
        assert.equal(await accountWith(succeeded(token)), 'unreadable');
      }
      assert.equal(await accountWith(failed({ kind: 'cancelled' }), 'azureCli'), 'cancelled');
    });
  });

  it('takes a profile that holds nothing but others’ data as present', async () => {
    server.script = () => ({ body: profileBody({ softwareAssurance: { softwareAssuranceCustomer: true } }) });
    const read = await writer.readLicense(APP01, NEVER_ABORTED, 'before');
    assert.deepEqual(
      read,
      succeeded({
        kind: 'present',
        feature: null,
        others: { 'softwareAssurance.softwareAssuranceCustomer': 'true' },
      }),
    );
  });
});
