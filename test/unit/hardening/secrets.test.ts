import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { bounded } from '../../../src/azure/faultOfResponse';
import type { RequestLogEntry } from '../../../src/azure/requestLog';
import { realCloud } from '../../../src/azure/clouds';
import { ArmConnection } from '../../../src/azure/armConnection';
import { AzureFleetReader } from '../../../src/azure/azureFleetReader';
import { RETRY_DEFAULTS } from '../../../src/azure/retry';
import { TokenTenants } from '../../../src/azure/tokenTenants';
import type { TenantId } from '../../../src/core/ids';
import { instant } from '../../../src/core/instant';
import { COLUMN_IDS, FIRST_QUERY } from '../../../src/core/dashboardContract';
import { succeeded } from '../../../src/core/result';
import { SnapshotFile, snapshotKey } from '../../../src/fleet/snapshotFile';
import { exportFile } from '../../../src/ui/dashboardExport';
import { faultText } from '../../../src/ui/faultText';
import type { Answer, SeenRequest } from '../azure/azureServer';
import { EVERYTHING, InstantClock, machineRow, NEVER_ABORTED, page, worldScript } from '../azure/fixtures';
import { temporaryFolder } from '../fleet/temporaryFolder';
import { englishTexts } from '../messages/englishTexts';
import { modelOf } from '../ui/dashboardFixture';
import { storeOf } from '../ui/sampleFleet';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOiJDQU5BUlkifQ.CANARYCANARYCANARY';
/** What no file, log or text may hold: the token, or a part of it that would do. */
const CANARY = /eyJhbGci|eyJjYW5hcnki|CANARYCANARY/;
const texts = englishTexts('en', 'UTC');

/** A real cloud's connection whose wire leads to a script. Some proxies and gateways quote what they were sent. */
function wireOf(script: (request: SeenRequest) => Answer): HttpClient {
  return {
    sendRequest: (request) => {
      const { pathname } = new URL(request.url);
      const authorization = request.headers.get('authorization') ?? '';
      assert.match(authorization, CANARY);
      const headers = { authorization: 'Bearer placeholder;tenant=00000000-0000-0000-0000-0000000000aa' };
      const body: unknown = typeof request.body === 'string' ? JSON.parse(request.body) : undefined;
      const seen = { method: request.method, path: pathname, query: {}, headers, body };
      const { status = 200, body: answer } = script(seen);
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      return Promise.resolve({
        request,
        status,
        headers: createHttpHeaders(),
        bodyAsText: text.replaceAll('{authorization}', authorization),
      });
    },
  };
}

function readerOf(script: (request: SeenRequest) => Answer, log: RequestLogEntry[]): AzureFleetReader {
  const clock = new InstantClock();
  const cloud = realCloud('AzureCloud');
  const connectionOf = (tenant: TenantId | null): ArmConnection =>
    new ArmConnection(
      {
        cloud,
        tokenSource: { getToken: () => Promise.resolve(succeeded(TOKEN)) },
        httpClient: wireOf(script),
        userAgent: 'test',
        requestLog: { record: (entry) => log.push(entry) },
        clock,
        retry: { ...RETRY_DEFAULTS, clock },
        attemptTimeoutMilliseconds: 1_000,
      },
      tenant,
    );
  const now = (): ReturnType<typeof instant> => instant(Date.UTC(2026, 10, 22));
  return new AzureFleetReader({ endpoint: cloud.endpoint, connectionOf, now, tokenTenants: new TokenTenants() });
}

/** Ways in which a server, a gateway or a proxy gives back what it was sent. */
const ECHOES: readonly (readonly [string, Answer])[] = [
  ['an ARM error', { status: 403, body: { error: { code: 'Forbidden', message: 'You sent {authorization} here' } } }],
  ['a code', { status: 400, body: { error: { code: '{authorization}', message: '' } } }],
  ['a page of a gateway', { status: 502, body: '<html>Authorization: {authorization}</html>' }],
  ['a 401', { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: '{authorization}' } } }],
  ['no JSON', { status: 200, body: '{authorization}' }],
];

describe('a secret', () => {
  const folder = temporaryFolder();

  for (const [what, echo] of ECHOES) {
    it(`that is quoted in ${what} is in no fault, log, text, cache or export`, async () => {
      const log: RequestLogEntry[] = [];
      const script = worldScript({
        graph: (request) =>
          JSON.stringify(request.body).includes('patchassessment') ? echo : page([machineRow('app')]),
      });
      const whole = await readerOf(script, log).readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
      const nothing = await readerOf(() => echo, log).readFleet(EVERYTHING, NEVER_ABORTED, () => undefined);
      const store = storeOf(null);
      if (whole.ok) store.apply(whole.value, EVERYTHING);
      const { snapshot } = store.view;
      assert.ok(snapshot !== null && snapshot.machines.length > 0);
      await new SnapshotFile(folder(), () => undefined).save(
        snapshotKey({ cloud: 'AzureCloud', endpoint: '', tenants: [], account: 'one' }),
        snapshot,
      );
      const cached = readdirSync(folder()).map((name) => readFileSync(join(folder(), name), 'utf8'));
      assert.equal(cached.length, 1);
      const exported = exportFile({ format: 'json', query: FIRST_QUERY, columns: COLUMN_IDS }, modelOf(store)).content;
      const faults = [
        ...(nothing.ok ? [] : [nothing.fault]),
        ...snapshot.tenants.flatMap(({ problem, patchDataProblem }) => [problem ?? [], patchDataProblem ?? []].flat()),
      ];
      assert.ok(faults.length > 0);
      assert.ok(log.length > 0);
      const said = faults.map((fault) => `${JSON.stringify(fault)} ${faultText(texts, fault, false)}`);
      for (const text of [JSON.stringify(log), exported, ...cached, ...said]) assert.doesNotMatch(text, CANARY);
    });
  }

  it('is taken out of a message wherever it stands in it', () => {
    const around = fc.string({ unit: 'binary', maxLength: 100 });
    const secret = fc.constantFrom(
      TOKEN,
      `Bearer ${TOKEN}`,
      `bearer ${TOKEN}`,
      `{"access_token":"${TOKEN}"}`,
      'https://x.example/blob?sv=1&sig=CANARYCANARYCANARY',
      'client_secret=CANARYCANARYCANARY&grant_type=x',
      'refresh_token=CANARYCANARYCANARY',
      '"client_secret":"CANARYCANARYCANARY"',
      '"refresh_token": "CANARYCANARYCANARY"',
      'password=CANARYCANARYCANARY',
      'AccountKey=CANARYCANARYCANARY;',
      'SharedAccessKey=CANARYCANARYCANARY',
      'Authorization: Basic CANARYCANARYCANARY',
    );
    fc.assert(
      fc.property(around, secret, around, (before, inside, after) => {
        assert.doesNotMatch(bounded(`${before} ${inside} ${after}`), CANARY);
      }),
    );
  });
});
