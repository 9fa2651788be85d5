import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { bounded, boundedMessage } from '../../../src/core/withoutSecrets';
import { faultOfError } from '../../../src/azure/faultOfResponse';
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
import { sourceFiles } from '../messages/sources';
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

  const SECRET = 'CANARYCANARYCANARY';

  it('is taken out of a message wherever it stands in it', () => {
    const around = fc.string({ unit: 'binary', maxLength: 100 });
    const secret = fc.constantFrom(
      TOKEN,
      `Bearer ${TOKEN}`,
      `bearer ${TOKEN}`,
      `{"access_token":"${TOKEN}"}`,
      `https://x.example/blob?sv=1&sig=${SECRET}`,
      `https%3A%2F%2Fx.example%2Fblob%3Fsv%3D1%26sig%3D${SECRET}`,
      `https%253A%252F%252Fx.example%253Fsig%253D${SECRET}%252F`,
      `client_secret=${SECRET}&grant_type=x`,
      `refresh_token=${SECRET}`,
      `"client_secret":"${SECRET}"`,
      `"refresh_token": "${SECRET}"`,
      `password=${SECRET}`,
      `AccountKey=${SECRET};`,
      `SharedAccessKey=${SECRET}`,
      `SharedAccessKey = "${SECRET}"`,
      `Authorization: Basic ${SECRET}`,
      `Proxy-Authorization: SharedKey account:${SECRET}`,
      `http://user:${SECRET}@proxy.example:8080`,
      `http://${SECRET}@proxy.example`,
      `http://user:a/b${SECRET}@proxy.example`,
      `http%3A%2F%2Fuser%3A${SECRET}%40proxy.example`,
      `password: "p;${SECRET},d"`,
      `password: 'p;${SECRET},d'`,
      `"password":"p\\"${SECRET}"`,
      `{"body":"{\\"clientSecret\\":\\"p;${SECRET},d\\"}"}`,
      `x-api-key: ${SECRET}`,
      `Bearer\u200b ${SECRET}`,
      `0.A${SECRET}CANARY-x`,
      `abc8Q~${SECRET}CANARY${'x'.repeat(12)}`,
    );
    fc.assert(
      fc.property(around, secret, around, (before, inside, after) => {
        assert.doesNotMatch(bounded(`${before} ${inside} ${after}`), CANARY);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is taken out by its name, in any casing, however it is quoted', () => {
    const words = fc.constantFrom(
      ...['client_secret', 'secret', 'access_token', 'refresh_token', 'id_token', 'password', 'passwd', 'api_key'],
      ...['account_key', 'client_assertion', 'subscription-key', 'passphrase', 'secret_text', 'sas_token'],
    );
    const casing = fc.constantFrom<(word: string) => string>(
      (word) => word,
      (word) => word.toUpperCase(),
      (word) => word.replaceAll(/[_-](.)/g, (_, letter: string) => letter.toUpperCase()),
    );
    const form = fc.constantFrom<(name: string, value: string) => string>(
      (name, value) => `${name}=${value}`,
      (name, value) => `${name}: ${value}`,
      (name, value) => `x?a=1&${name}=${value}&b=2`,
      (name, value) => `x%3F${name}%3D${value}`,
      (name, value) => JSON.stringify({ [name]: `${value};,'` }),
      (name, value) => JSON.stringify({ text: JSON.stringify({ [name]: `a;,${value}` }) }),
      (name, value) => `${name} = '${value}'`,
    );
    const unseen = fc.constantFrom('', '\u200b', '\u00ad', '\ufeff', '\u2060', '\u034f', '\ufe0f');
    fc.assert(
      fc.property(words, casing, form, unseen, (word, cased, formed, hidden) => {
        const name = cased(word);
        const split = `${name.slice(0, 3)}${hidden}${name.slice(3)}`;
        const text = formed(split, `x9${SECRET}`);
        assert.doesNotMatch(bounded(`Failed with ${text} in it`), CANARY, text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is no token less for what cannot be seen within it', () => {
    const unseen = fc.constantFrom('\u200b', '\u200d', '\u00ad', '\ufeff', '\u2060', '\u{e0041}', '\u0000', '\u007f');
    fc.assert(
      fc.property(fc.nat(TOKEN.length), unseen, (place, hidden) => {
        const said = bounded(`token ${TOKEN.slice(0, place)}${hidden}${TOKEN.slice(place)} was refused`);
        assert.doesNotMatch(said, CANARY);
        assert.match(said, /was refused$/);
      }),
    );
  });

  it('is all that is taken out: a sentence stays one', () => {
    for (const text of [
      'The access token is from the wrong issuer.',
      'InvalidAuthenticationToken: The token has expired.',
      'Basic authentication is disabled for this tenant.',
      'Password authentication is not allowed; use a certificate.',
      'https://management.azure.com/subscriptions/1/resourceGroups/g?api-version=2024-07-10 was not found',
      'connect ECONNREFUSED 10.0.0.4:443',
      'AADSTS7000215: Invalid client secret provided. Trace ID: 11111111-2222-3333-4444-555555555555',
    ]) {
      assert.equal(bounded(text), text);
    }
  });

  it('is not in what VS Code or a proxy says of a failure', () => {
    const error = new Error(`Sign-in failed: client_secret=${SECRET}\nat http://user:${SECRET}@proxy.example`);
    assert.doesNotMatch(boundedMessage(error), CANARY);
    assert.doesNotMatch(boundedMessage(error), /\n/);
    assert.doesNotMatch(JSON.stringify(faultOfError(error)), CANARY);
  });

  it('passes no other way: what is thrown is quoted through one function', () => {
    const files = sourceFiles('src').filter(({ path }) => /^src\/(?:azure|fleet|ui)\//.test(path));
    const quoting = files
      .filter(({ text }) => /\berrorMessage\(|(?<!\.)\berror\.message\b/.test(text))
      .map(({ path }) => path);
    // Of files on this computer: nothing that was sent can be in what is said of them.
    assert.deepEqual(quoting.toSorted(), [
      'src/fleet/demoSimulator.ts',
      'src/fleet/monthlyRecordFile.ts',
      'src/fleet/snapshotFile.ts',
      'src/ui/releaseSource.ts',
    ]);
  });
});
