import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/jsonValues';
import { Contract } from './contract';
import { sharedFile } from './sharedFile';
import { at, GUEST_TENANT, listAt, PRODUCTION, SimulatorUnderTest, textAt, type Answer } from './simulatorUnderTest';

/** Where answers break the contract on purpose, as Azure's do: numbers as text, and where a query went wrong. */
const DELIBERATE = [
  /^\/error\/details\/\d+\/(line|characterPositionInLine|token|expectedToken) must be object$/,
  /^(\/value\/\d+)?\/properties\/detectedProperties\/(coreCount|logicalCoreCount) /,
  /^(\/value\/\d+)?\/properties\/detectedProperties must match/,
  /^(\/value\/\d+)?\/properties\/detectedProperties must be null/,
  /\/patchSettings\/enableHotpatching must be (boolean|null)/,
  /^\/availablePatchCountByClassification\/\w+ must be (integer|null)/,
];

/** `data` is declared an object; what comes is an array of objects, or a Table. */
function withRealData(definitions: JsonObject): JsonObject {
  const text = JSON.stringify(definitions);
  const data = '"data":{"description":"Query output in JObject array or Table format.","type":"object"}';
  const real = '"data":{"anyOf":[{"type":"array","items":{"type":"object"}},{"$ref":"#/definitions/Table"}]}';
  assert.ok(text.includes(data));
  // A cell is declared an object too, and holds any value.
  const cell = '"items":{"type":"object","description":"Cell value."}';
  assert.ok(text.includes(cell));
  return JSON.parse(text.replace(data, real).replace(cell, '"items":{}')) as JsonObject;
}

describe('the simulated answers and the contracts', function () {
  const graph = Contract.read('resourcegraph-2024-04-01.json', withRealData);
  const subscriptions = Contract.read('subscriptions-2022-12-01.json');
  const hybrid = Contract.read('hybridcompute-2025-01-13.json');
  const newestHybrid = Contract.read('hybridcompute-2026-07-15.json');
  const common = Contract.read('arm-common.json');
  if (!graph || !subscriptions || !hybrid || !newestHybrid || !common) {
    it('are not compared: the folder of contracts is absent', function () {
      console.log('      (skipped: no ../shared/contracts beside the repository)');
      this.skip();
    });
    return;
  }

  let azure: SimulatorUnderTest;
  before(async () => {
    azure = await SimulatorUnderTest.start({ machines: 500, quota: null });
  });
  after(() => azure.stop());

  /** A parent whose child may be null reports the child's problem a second time, in other words. */
  function unexpected(problems: readonly string[]): readonly string[] {
    const real = problems.filter((problem) => !DELIBERATE.some((pattern) => pattern.test(problem)));
    const isEcho = (problem: string): boolean => / must (be null|match a schema in anyOf)$/.test(problem);
    return real.every(isEcho) ? [] : real;
  }

  function conforms(contract: Contract, definition: string, value: unknown): void {
    assert.deepEqual(unexpected(contract.problems(definition, value)), []);
  }

  it('agree on what a write answers, and take the bodies of the examples', async () => {
    const list = await azure.ask(
      `/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`,
    );
    const machine = textAt(list.body, 'value', 0, 'id');
    const write = (method: string, path: string, body: unknown): Promise<Answer> =>
      azure.ask(`${path}?api-version=2025-01-13`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const features = [{ name: 'Hotpatch', subscriptionStatus: 'Enable' }];
    const product = { productType: 'WindowsServer', productFeatures: features };
    const profile = `${machine}/licenseProfiles/default`;
    const made = await write('PUT', profile, { location: 'westeurope', properties: { productProfile: product } });
    assert.ok([200, 201].includes(made.status), made.text);
    const folder = 'contracts/examples/hybridcompute-2025-01-13';
    const example = (name: string): unknown => {
      const file: unknown = JSON.parse(sharedFile(`${folder}/${name}.json`)?.text ?? '{}');
      return at(file, 'parameters', 'parameters');
    };
    const changed = await write('PATCH', profile, example('LicenseProfile_Update'));
    assert.equal(changed.status, 202, changed.text);
    const patched = await write('PATCH', machine, example('Machines_Update'));
    assert.equal(patched.status, 200, patched.text);
    for (const contract of [hybrid, newestHybrid]) {
      conforms(contract, 'LicenseProfile', made.body);
      conforms(contract, 'LicenseProfile', changed.body);
      conforms(contract, 'Machine', patched.body);
    }
  });

  it('agree: the checks find what is wrong', () => {
    assert.notDeepEqual(unexpected(graph.problems('QueryResponse', { count: 1, data: [], totalRecords: 1 })), []);
    assert.notDeepEqual(
      unexpected(graph.problems('QueryResponse', { count: 1, data: [], totalRecords: 1, resultTruncated: true })),
      [],
    );
    assert.notDeepEqual(
      unexpected(hybrid.problems('Machine', { location: 'x', properties: { osProfile: { computerName: 7 } } })),
      [],
    );
    assert.notDeepEqual(unexpected(subscriptions.problems('SubscriptionListResult', { value: [{ id: 7 }] })), []);
  });

  it('agree on tenants', async () => {
    const answer = await azure.ask('/tenants?api-version=2022-12-01');
    conforms(subscriptions, 'TenantListResult', answer.body);
    assert.equal(listAt(answer.body, 'value').length, 2);
  });

  it('agree on subscriptions', async () => {
    const answer = await azure.ask('/subscriptions?api-version=2022-12-01');
    conforms(subscriptions, 'SubscriptionListResult', answer.body);
    const one = await azure.ask(`/subscriptions/${PRODUCTION}?api-version=2022-12-01`);
    conforms(subscriptions, 'Subscription', one.body);
  });

  it('agree on lists of machines', async () => {
    for (const tenant of ['placeholder', `placeholder;tenant=${GUEST_TENANT}`]) {
      const list = await azure.ask('/subscriptions?api-version=2022-12-01', {}, tenant);
      for (const subscription of listAt(list.body, 'value')) {
        const path = `${textAt(subscription, 'id')}/providers/Microsoft.HybridCompute/machines`;
        const old = await azure.ask(`${path}?api-version=2025-01-13`, {}, tenant);
        conforms(hybrid, 'MachineListResult', old.body);
        const newest = await azure.ask(`${path}?api-version=2026-07-15`, {}, tenant);
        conforms(newestHybrid, 'MachineListResult', newest.body);
      }
    }
  });

  it('agree on machines and license profiles', async () => {
    const list = await azure.ask(
      `/subscriptions/${PRODUCTION}/providers/Microsoft.HybridCompute/machines?api-version=2025-01-13`,
    );
    let profiles = 0;
    for (const machine of listAt(list.body, 'value').slice(0, 60)) {
      const path = textAt(machine, 'id');
      conforms(hybrid, 'Machine', (await azure.ask(`${path}?api-version=2025-01-13&$expand=instanceView`)).body);
      const profile = await azure.ask(`${path}/licenseProfiles/default?api-version=2025-01-13`);
      if (profile.status === 200) {
        conforms(hybrid, 'LicenseProfile', profile.body);
        profiles += 1;
      } else {
        conforms(hybrid, 'ErrorResponse', profile.body);
      }
      const all = await azure.ask(`${path}/licenseProfiles?api-version=2025-01-13`);
      conforms(hybrid, 'LicenseProfilesListResult', all.body);
    }
    assert.ok(profiles > 20);
  });

  it('agree on queries, as objects and as a table', async () => {
    const query = 'resources | order by id asc';
    for (const resultFormat of ['objectArray', 'table']) {
      const answer = await azure.query({ query, options: { $top: 100, resultFormat } });
      conforms(graph, 'QueryResponse', answer.body);
      assert.equal(answer.status, 200);
    }
  });

  it('agree on the properties of patch assessments and installations', async () => {
    const assessments = await azure.query(
      "patchassessmentresources | where type =~ 'microsoft.hybridcompute/machines/patchassessmentresults' | project id, properties | order by id asc",
    );
    assert.ok(listAt(assessments.body, 'data').length > 200);
    for (const row of listAt(assessments.body, 'data')) {
      conforms(hybrid, 'MachineAssessPatchesResult', at(row, 'properties'));
    }
    const runs = await azure.query(
      "patchinstallationresources | where type =~ 'microsoft.hybridcompute/machines/patchinstallationresults' | project id, properties | order by id asc",
    );
    assert.ok(listAt(runs.body, 'data').length > 200);
    for (const row of listAt(runs.body, 'data')) {
      conforms(hybrid, 'MachineInstallPatchesResult', at(row, 'properties'));
    }
  });

  it('agree on errors', async () => {
    const answers: readonly Answer[] = [
      await azure.query('resources | nonsense'),
      await azure.query({ query: 'resources', subscriptions: ['x'] }),
      await azure.ask('/subscriptions'),
      await azure.ask('/subscriptions?api-version=2022-12-01', {}, null),
      await azure.ask(`/subscriptions/${PRODUCTION}/providers/Microsoft.None/x?api-version=2022-12-01`),
    ];
    for (const answer of answers) {
      assert.ok(answer.status >= 400);
      conforms(common, 'ErrorResponse', answer.body);
    }
    for (const answer of answers.slice(0, 2)) conforms(graph, 'ErrorResponse', answer.body);
  });
});
