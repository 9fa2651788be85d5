import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DisposableFleetReader } from '../../../src/azure/azureEntry';
import type { FleetReading, ReadProgress } from '../../../src/azure/fleetReading';
import type { RequestLogEntry, RetryLogEntry } from '../../../src/azure/requestLog';
import { machineId, tenantId, type MachineId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import type { Result } from '../../../src/core/result';
import { AzureServer, type SeenRequest } from './azureServer';
import {
  armError,
  assessmentRow,
  CONTOSO,
  EVERYTHING,
  FABRIKAM,
  graphBody,
  installationRow,
  isGraph,
  machineIdText,
  machineRow,
  NEVER_ABORTED,
  page,
  readerAt,
  sub,
  subscriptionItem,
  tableOf,
  tokenTenant,
  worldScript,
} from './fixtures';

describe('AzureFleetReader', () => {
  let server: AzureServer;
  let reader: DisposableFleetReader;

  beforeEach(async () => {
    server = await AzureServer.start();
    reader = readerAt(server.url);
  });
  afterEach(async () => {
    reader.dispose();
    await server.stop();
  });

  const read = async (scope = EVERYTHING): Promise<FleetReading> =>
    valueOf(await reader.readFleet(scope, NEVER_ABORTED, () => undefined));

  it('reads a small fleet with exactly the requests of the transcript', async () => {
    server.script = worldScript({
      graph: (request) => {
        const token = graphBody(request).options.$skipToken;
        if (tableOf(request) === 'assessments') return page([assessmentRow('app01')]);
        if (tableOf(request) === 'installations') return page([installationRow('app01')]);
        return token === undefined
          ? page([machineRow('app01')], { total: 2, token: 'second' })
          : page([machineRow('app02')], { total: 2 });
      },
    });
    await read();
    const file = join(import.meta.dirname, 'readFleet.transcript.txt');
    // UPDATE_TRANSCRIPTS=1 writes what is sent now; look at the difference before keeping it.
    if (process.env['UPDATE_TRANSCRIPTS'] === '1') await writeFile(file, transcript(server.requests));
    assert.equal(transcript(server.requests), await readFile(file, 'utf8'));
  });

  it('joins machines, assessments and installations on the lower-case id', async () => {
    server.script = worldScript({
      graph: (request) => {
        const upper = (row: Readonly<Record<string, unknown>>): unknown => ({
          ...row,
          id: String(row['id']).toUpperCase(),
        });
        if (tableOf(request) === 'assessments') return page([upper(assessmentRow('app01'))]);
        if (tableOf(request) === 'installations') return page([upper(installationRow('app01'))]);
        return page([machineRow('app01'), machineRow('app02', sub(1), { tags: null })]);
      },
    });
    const reading = await read();
    assert.equal(reading.at, instant(Date.UTC(2026, 10, 22)));
    assert.equal(reading.missingRows, 0);
    assert.deepEqual(reading.tenants, [{ id: CONTOSO, name: 'Contoso', problem: null, patchDataProblem: null }]);
    assert.deepEqual(reading.subscriptions, [{ id: sub(1), tenantId: CONTOSO, name: 'Sub 1', problem: null }]);
    const [first, second] = reading.machines;
    assert.deepEqual(first, {
      id: machineIdText(sub(1), 'app01'),
      name: 'APP01',
      tenantId: CONTOSO,
      subscriptionId: sub(1),
      resourceGroup: 'rg-prod',
      location: 'westeurope',
      tags: { env: 'prod' },
      status: 'Connected',
      statusSince: Date.UTC(2026, 10, 20, 6, 11, 42, 123),
      agentVersion: '1.67.03300.2500',
      agent: null,
      placement: null,
      osType: 'windows',
      osSku: 'Windows Server 2025 Datacenter',
      osEdition: 'Datacenter',
      osVersion: '10.0.26100.33438',
      cores: { physical: 8, logical: 16 },
      manufacturer: 'VMware, Inc.',
      model: 'VMware20,1',
      patchSettings: {
        enableHotpatching: true,
        enablementStatus: 'Enabled',
        error: null,
        assessmentMode: 'AutomaticByPlatform',
        patchMode: null,
      },
      hotpatchFeature: {
        status: 'Enabled',
        enrolledAt: Date.UTC(2026, 5, 2, 9, 14, 5, 111),
        disenrolledAt: null,
        billingStartsAt: null,
        billingEndsAt: null,
        error: null,
      },
      assessment: {
        status: 'Succeeded',
        rebootPending: true,
        at: Date.UTC(2026, 10, 21, 2, 16, 6, 974),
        availableCount: 3,
      },
      installation: { status: 'Succeeded', rebootStatus: 'NotNeeded', at: Date.UTC(2026, 4, 13, 2, 21, 6, 974) },
    });
    assert.equal(second?.assessment, null);
    assert.equal(second.installation, null);
    assert.deepEqual(second.tags, {});
  });

  it('costs 10,000 machines of one tenant at most 35 requests', async () => {
    const rows = {
      machines: Array.from({ length: 10_000 }, (_, index) => machineRow(`m${index}`)),
      assessments: Array.from({ length: 10_000 }, (_, index) => assessmentRow(`m${index}`)),
      installations: Array.from({ length: 10_000 }, (_, index) => installationRow(`m${index}`)),
      softwarePatches: [],
    };
    server.script = worldScript({ graph: (request) => slice(rows[tableOf(request)], request) });
    const progress: ReadProgress[] = [];
    const reading = valueOf(await reader.readFleet(EVERYTHING, NEVER_ABORTED, (step) => progress.push(step)));
    assert.equal(reading.machines.length, 10_000);
    assert.ok(reading.machines.every((machine) => machine.assessment !== null && machine.installation !== null));
    assert.equal(server.requests.filter(isGraph).length, 30);
    assert.deepEqual(progress.at(0), { machines: 1000, totalMachines: 10_000 });
    assert.deepEqual(progress.at(-1), { machines: 10_000, totalMachines: 10_000 });
  });

  it('asks again for half the rows when the answer is too large, and goes on from the same place', async () => {
    const rows = Array.from({ length: 900 }, (_, index) => machineRow(`m${index}`));
    server.script = worldScript({
      graph: (request) => {
        if (tableOf(request) !== 'machines') return undefined;
        const { $top } = graphBody(request).options;
        if ($top > 250)
          return armError(
            400,
            'ResponsePayloadTooLarge',
            'Response payload size is 17000000, and has exceeded the limit of 16777216',
          );
        return slice(rows, request);
      },
    });
    const reading = await read();
    assert.equal(reading.machines.length, 900);
    const asked = server.requests
      .filter((each) => isGraph(each) && tableOf(each) === 'machines')
      .map((each) => graphBody(each).options);
    assert.deepEqual(
      asked.map(({ $top, $skipToken }) => [$top, $skipToken]),
      [
        [1000, undefined],
        [500, undefined],
        [250, undefined],
        [250, 'at 250'],
        [250, 'at 500'],
        [250, 'at 750'],
      ],
    );
  });

  it('reads a row once when rows shift between pages, and counts what is missing', async () => {
    server.script = worldScript({
      graph: (request) => {
        if (tableOf(request) !== 'machines') return undefined;
        return graphBody(request).options.$skipToken === undefined
          ? page([machineRow('a'), machineRow('b')], { total: 4, token: 'next' })
          : page([machineRow('b'), machineRow('c'), { id: 'not a machine' }], { total: 5 });
      },
    });
    const reading = await read();
    assert.deepEqual(
      reading.machines.map(({ name }) => name),
      ['A', 'B', 'C'],
    );
    assert.equal(reading.missingRows, 2);
  });

  it('reports rows that Azure cut off', async () => {
    server.script = worldScript({
      graph: (request) =>
        tableOf(request) === 'machines' ? page([machineRow('a')], { total: 1, truncated: true }) : undefined,
    });
    assert.equal((await read()).missingRows, 1);
  });

  for (const stuck of ['the same token again', 'empty pages for ever'] as const) {
    it(`stops when paging makes no progress: ${stuck}`, async () => {
      let pages = 0;
      server.script = worldScript({
        graph: (request) => {
          if (tableOf(request) !== 'machines') return undefined;
          pages += 1;
          if (stuck === 'the same token again') return page([machineRow(`m${pages}`)], { total: 99, token: 'same' });
          return page(pages === 1 ? [machineRow('m1')] : [], { total: 99, token: `token ${pages}` });
        },
      });
      const reading = await read();
      assert.deepEqual(reading.subscriptions[0]?.problem, { kind: 'unreadable', message: 'paging makes no progress' });
      assert.equal(reading.machines[0]?.name, 'M1');
      assert.ok(pages <= 5, `${pages} pages`);
    });
  }

  it('isolates the subscriptions that Azure refuses and reads the others, patch data included', async () => {
    const refused = new Set([sub(3), sub(6)]);
    const subscriptions = { [CONTOSO]: Array.from({ length: 8 }, (_, index) => subscriptionItem(index, CONTOSO)) };
    server.script = worldScript({
      subscriptions,
      graph: (request) => {
        const asked = graphBody(request).subscriptions.map((id) => sub(Number(id.slice(-12))));
        if (asked.some((id) => refused.has(id))) return armError(403, 'AuthorizationFailed', 'no right to read');
        return page(
          asked.map((id) => (tableOf(request) === 'assessments' ? assessmentRow('m', id) : machineRow('m', id))),
        );
      },
    });
    const reading = await read();
    assert.deepEqual(
      reading.subscriptions.filter(({ problem }) => problem !== null).map(({ id, problem }) => ({ id, problem })),
      [...refused].map((id) => ({
        id,
        problem: { kind: 'forbidden', code: 'AuthorizationFailed', message: 'no right to read' },
      })),
    );
    assert.equal(reading.tenants[0]?.problem, null);
    assert.equal(reading.tenants[0].patchDataProblem, null);
    assert.equal(reading.machines.length, 6);
    assert.ok(reading.machines.every(({ assessment }) => assessment !== null));
  });

  it('keeps the machines when patch data cannot be read, and says why', async () => {
    server.script = worldScript({
      graph: (request) =>
        tableOf(request) === 'machines' ? page([machineRow('a')]) : armError(400, 'BadRequest', 'no such table'),
    });
    const reading = await read();
    assert.equal(reading.machines.length, 1);
    assert.equal(reading.subscriptions[0]?.problem, null);
    assert.deepEqual(reading.tenants[0]?.patchDataProblem, {
      kind: 'rejected',
      status: 400,
      code: 'BadRequest',
      message: 'no such table',
    });
  });

  it('keeps what it got when a later page fails, and marks the subscription', async () => {
    server.script = worldScript({
      graph: (request) => {
        if (tableOf(request) !== 'machines') return undefined;
        if (graphBody(request).options.$skipToken === undefined)
          return page([machineRow('a')], { total: 2, token: 'next' });
        return armError(503, 'ServerBusy', 'later');
      },
    });
    const reading = await read();
    assert.equal(reading.machines.length, 1);
    assert.deepEqual(reading.subscriptions[0]?.problem, {
      kind: 'rejected',
      status: 503,
      code: 'ServerBusy',
      message: 'later',
    });
    assert.deepEqual(reading.tenants[0]?.problem, reading.subscriptions[0].problem);
  });

  it('reads the other tenants when one fails', async () => {
    const world = worldScript({
      tenants: [{ id: CONTOSO, name: 'Contoso' }, { id: FABRIKAM }],
      subscriptions: { [CONTOSO]: [subscriptionItem(1, CONTOSO)] },
      graph: (request) => (tableOf(request) === 'machines' ? page([machineRow('a')]) : undefined),
    });
    server.script = (request) =>
      tokenTenant(request) === FABRIKAM ? armError(403, 'AuthorizationFailed', 'guests may not') : world(request);
    const reading = await read();
    assert.deepEqual(
      reading.tenants.map(({ id, problem }) => [id, problem?.kind]),
      [
        [CONTOSO, undefined],
        [FABRIKAM, 'forbidden'],
      ],
    );
    assert.equal(reading.machines.length, 1);
  });

  it('sends tokens of the tenant that is read', async () => {
    server.script = worldScript({
      tenants: [{ id: CONTOSO }, { id: FABRIKAM }],
      subscriptions: { [CONTOSO]: [subscriptionItem(1, CONTOSO)], [FABRIKAM]: [subscriptionItem(2, FABRIKAM)] },
    });
    await read();
    const graph = server.requests.filter(isGraph).map((each) => [tokenTenant(each), ...graphBody(each).subscriptions]);
    assert.equal(graph.length, 6);
    assert.ok(graph.every(([tenant, subscription]) => subscription === (tenant === CONTOSO ? sub(1) : sub(2))));
  });

  it('causes no warning about listeners, however much runs at the same time', async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', note);
    const ids = Array.from({ length: 8 }, (_, index) => tenantId(`00000000-0000-0000-0000-0000000000${index}0`));
    server.script = worldScript({
      tenants: ids.map((id) => ({ id })),
      subscriptions: Object.fromEntries(ids.map((id, index) => [id, [subscriptionItem(index, id)]])),
    });
    const result = await reader.readFleet(EVERYTHING, new AbortController().signal, () => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    assert.ok(result.ok);
    assert.equal(server.requests.filter(isGraph).length, 24);
    assert.deepEqual(warnings, []);
  });

  it('reads only what was chosen and names a chosen thing that nobody shows', async () => {
    server.script = worldScript({
      tenants: [{ id: CONTOSO, category: 'Home' }, { id: FABRIKAM }],
      subscriptions: {
        [CONTOSO]: [subscriptionItem(1, CONTOSO), subscriptionItem(2, CONTOSO)],
        [FABRIKAM]: [subscriptionItem(3, FABRIKAM)],
      },
    });
    const reading = await read({ tenants: [CONTOSO], subscriptions: [sub(2), sub(9)] });
    assert.deepEqual(
      reading.tenants.map(({ id }) => id),
      [CONTOSO],
    );
    assert.deepEqual(
      reading.subscriptions.map(({ id, tenantId, problem }) => [id, tenantId, problem?.kind]),
      [
        [sub(2), CONTOSO, undefined],
        [sub(9), CONTOSO, 'notFound'],
      ],
    );
    assert.ok(server.requests.every((each) => tokenTenant(each) !== FABRIKAM));
  });

  it('skips deleted subscriptions and reads disabled ones', async () => {
    server.script = worldScript({
      subscriptions: {
        [CONTOSO]: [
          subscriptionItem(1, CONTOSO, { state: 'Deleted' }),
          subscriptionItem(2, CONTOSO, { state: 'Disabled' }),
        ],
      },
    });
    assert.deepEqual(
      (await read()).subscriptions.map(({ id }) => id),
      [sub(2)],
    );
  });

  it('reads a subscription that two tenants show once, and updates of it with the token that can', async () => {
    server.script = worldScript({
      tenants: [{ id: CONTOSO }],
      subscriptions: { [CONTOSO]: [subscriptionItem(1, FABRIKAM, { managedByTenants: [{ tenantId: CONTOSO }] })] },
      graph: (request) =>
        tableOf(request) === 'machines' ? page([machineRow('a', sub(1), { tenantId: FABRIKAM })]) : undefined,
    });
    const reading = await read();
    assert.equal(reading.subscriptions[0]?.tenantId, FABRIKAM);
    assert.equal(reading.machines[0]?.tenantId, FABRIKAM);
    await reader.readPendingUpdates(FABRIKAM, [reading.machines[0].id], NEVER_ABORTED);
    const last = server.requests.at(-1);
    assert.ok(last);
    assert.equal(tableOf(last), 'softwarePatches');
    assert.equal(tokenTenant(last), CONTOSO);
  });

  it('asks for at most 300 subscriptions at a time', async () => {
    server.script = worldScript({
      subscriptions: { [CONTOSO]: Array.from({ length: 301 }, (_, index) => subscriptionItem(index, CONTOSO)) },
    });
    await read();
    const machines = server.requests.filter((each) => isGraph(each) && tableOf(each) === 'machines');
    assert.deepEqual(
      machines.map((each) => graphBody(each).subscriptions.length),
      [300, 1],
    );
  });

  it('asks nothing of Resource Graph where there is no subscription', async () => {
    server.script = worldScript({ subscriptions: {} });
    assert.deepEqual((await read()).machines, []);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/tenants', '/subscriptions'],
    );
  });

  it('fails when the tenants cannot be listed', async () => {
    server.script = () => armError(403, 'AuthorizationFailed', 'no');
    const result = await reader.readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
    assert.deepEqual(result, { ok: false, fault: { kind: 'forbidden', code: 'AuthorizationFailed', message: 'no' } });
  });

  it('cancels at once, down to the socket', async () => {
    const world = worldScript();
    server.script = (request) => (isGraph(request) ? { body: {}, cutAt: 1, afterCut: 'stall' } : world(request));
    const controller = new AbortController();
    const result = reader.readFleet(EVERYTHING, controller.signal, () => undefined);
    await server.until(() => server.requests.filter(isGraph).length === 3);
    controller.abort();
    assert.deepEqual(await result, { ok: false, fault: { kind: 'cancelled' } });
    await server.until(() => server.closedEarly === 3);
  });

  it('reads the pending updates of several machines in one query', async () => {
    const [app, file] = [idOf('app01'), idOf("file'02")];
    server.script = worldScript({
      graph: () =>
        page(
          [
            {
              id: `${app.toUpperCase()}/patchAssessmentResults/latest/softwarePatches/1`,
              properties: {
                patchName: 'Hotpatch (KB5087423)',
                kbId: '5087423',
                classifications: ['Security'],
                rebootBehavior: 'NeverReboots',
              },
            },
            {
              id: `${app}/patchassessmentresults/latest/softwarepatches/2`,
              properties: {
                patchName: '.NET',
                Kbid: 'KB5126052',
                classifications: '["Security"]',
                rebootBehavior: 'CanRequestReboot',
              },
            },
            {
              id: `${app}/patchassessmentresults/latest/softwarepatches/2`,
              properties: { patchName: 'the same row again' },
            },
          ],
          { total: 2 },
        ),
    });
    const updates = valueOf(await reader.readPendingUpdates(CONTOSO, [app, file], NEVER_ABORTED));
    assert.equal(server.requests.length, 1);
    const [request] = server.requests;
    assert.ok(request);
    assert.deepEqual(graphBody(request).subscriptions, [sub(1)]);
    assert.match(graphBody(request).query, /machines\/file\\'02'\)/);
    assert.deepEqual(updates.get(file), []);
    assert.deepEqual(updates.get(app), [
      { kb: 'KB5087423', title: 'Hotpatch (KB5087423)', classifications: ['Security'], rebootBehavior: 'NeverReboots' },
      { kb: 'KB5126052', title: '.NET', classifications: ['Security'], rebootBehavior: 'CanRequestReboot' },
    ]);
  });

  it('reads what the newest runs of several machines have installed in one query', async () => {
    const [app, file] = [idOf('app01'), idOf("file'02")];
    const runs = `${app}/patchInstallationResults`;
    const update = (run: string, name: string, properties: object): object => ({
      id: `${runs}/${run}/softwarePatches/${name}`,
      properties: { installationState: 'Installed', ...properties },
    });
    const net = {
      patchName: '.NET',
      kbId: '5126052',
      classifications: ['Security'],
      rebootBehavior: 'CanRequestReboot',
    };
    server.script = worldScript({
      graph: () =>
        page(
          [
            update('new', '1', net),
            update('new', '1', { ...net, patchName: 'the same row again' }),
            update('new', '2', { patchName: 'failed', installationState: 'Failed' }),
            update('old', '3', { patchName: 'of an older run' }),
            { id: `${runs}/old`, properties: { lastModifiedDateTime: '2026-08-01T01:00:00Z' } },
            { id: `${runs.toUpperCase()}/NEW`, properties: '{"lastModifiedDateTime":"2026-08-20T01:00:00.1234567Z"}' },
            {
              id: `${file}/patchInstallationResults/none/softwarePatches/4`,
              properties: { installationState: 'Installed' },
            },
            { id: 'no machine/patchinstallationresults/x', properties: {} },
            'no row',
          ],
          { total: 6 },
        ),
    });
    const installed = valueOf(await reader.readInstalledUpdates(CONTOSO, [app, file, app], NEVER_ABORTED));
    assert.equal(server.requests.length, 1);
    const [request] = server.requests;
    assert.ok(request);
    assert.deepEqual(graphBody(request).subscriptions, [sub(1)]);
    assert.deepEqual(
      [...installed],
      [
        [
          app,
          {
            at: instant(Date.parse('2026-08-20T01:00:00.123Z')),
            updates: [
              { kb: 'KB5126052', title: '.NET', classifications: ['Security'], rebootBehavior: 'CanRequestReboot' },
            ],
          },
        ],
      ],
    );
  });

  it('gives no installed updates where rows are missing', async () => {
    server.script = worldScript({ graph: () => page([], { total: 5 }) });
    const read = await reader.readInstalledUpdates(CONTOSO, [idOf('app01')], NEVER_ABORTED);
    assert.equal(read.ok ? 'read' : read.fault.kind, 'unreadable');
  });

  it('gives no pending updates where rows are missing: a plan would list less than Azure installs', async () => {
    for (const graph of [() => page([], { total: 5 }), () => page([], { truncated: true })]) {
      server.script = worldScript({ graph });
      const read = await reader.readPendingUpdates(CONTOSO, [idOf('app01')], NEVER_ABORTED);
      assert.equal(read.ok ? 'read' : read.fault.kind, 'unreadable');
    }
  });

  it('logs every request without its query string and without a token', async () => {
    const entries: RequestLogEntry[] = [];
    reader.dispose();
    reader = readerAt(server.url, { requestLog: { record: (entry) => entries.push(entry) } });
    const world = worldScript();
    server.script = (request) => ({ ...world(request), headers: { 'x-ms-request-id': 'azure-1' } });
    await read();
    assert.equal(entries.length, 5);
    assert.deepEqual(
      { ...entries[0], milliseconds: 0 },
      {
        method: 'GET',
        host: server.url.host,
        path: '/tenants',
        status: 200,
        code: null,
        milliseconds: 0,
        requestId: 'azure-1',
      },
    );
    assert.doesNotMatch(JSON.stringify(entries), /placeholder|api-version/);
  });

  it('logs Azure’s code of a failure where it is a code, and that a request is sent again', async () => {
    const entries: RequestLogEntry[] = [];
    const retries: RetryLogEntry[] = [];
    reader.dispose();
    const requestLog = {
      record: (entry: RequestLogEntry) => entries.push(entry),
      retrying: (entry: RetryLogEntry) => retries.push(entry),
    };
    reader = readerAt(server.url, { requestLog });
    const world = worldScript();
    const codes = ['ServerBusy', 'busy at https://evil.example'];
    server.script = (request) => {
      const code = codes.shift();
      return code === undefined ? world(request) : { status: 503, body: { error: { code, message: 'wait' } } };
    };
    await read();
    assert.deepEqual(
      entries.slice(0, 3).map(({ status, code }) => [status, code]),
      [
        [503, 'ServerBusy'],
        [503, null],
        [200, null],
      ],
    );
    assert.deepEqual(
      retries.map(({ fault, tries }) => [fault, tries]),
      [
        ['rejected', 1],
        ['rejected', 2],
      ],
    );
  });
});

function valueOf<Value, Fault>(result: Result<Value, Fault>): Value {
  assert.ok(result.ok, `failed: ${JSON.stringify(result)}`);
  return result.value;
}

function idOf(name: string): MachineId {
  const id = machineId(machineIdText(sub(1), name));
  assert.ok(id);
  return id;
}

/** Serves `rows` in pages of the size asked for, with a token that is the place of the next row. */
function slice(rows: readonly unknown[], request: SeenRequest): ReturnType<typeof page> {
  const { $top, $skipToken } = graphBody(request).options;
  const start = Number($skipToken?.slice('at '.length) ?? 0);
  const end = start + $top;
  return page(rows.slice(start, end), { total: rows.length, ...(end < rows.length ? { token: `at ${end}` } : {}) });
}

/** Requests in their order; those of Resource Graph, which run side by side, by table. */
function transcript(requests: readonly SeenRequest[]): string {
  const order = ['machines', 'assessments', 'installations'];
  const rank = (request: SeenRequest): number => (isGraph(request) ? 1 + order.indexOf(tableOf(request)) : 0);
  return [...requests]
    .sort((one, other) => rank(one) - rank(other))
    .map((request) => {
      const version = request.query['api-version'] ?? '';
      const head = `${request.method} ${request.path}?api-version=${version}\nAuthorization: ${request.headers.authorization ?? ''}\n`;
      if (!isGraph(request)) return `${head}\n`;
      const { query, ...rest } = graphBody(request);
      return `${head}${JSON.stringify(rest)}\n${query}\n\n`;
    })
    .join('');
}
