import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessmentOfRow } from '../../../src/azure/assessmentRow';
import { installationOfRow } from '../../../src/azure/installationRow';
import { Interner } from '../../../src/azure/intern';
import { machineOfRow, machineRowContext, type UnjoinedMachine } from '../../../src/azure/machineRow';
import { booleanOf, countOf, instantOf, textOf } from '../../../src/azure/rowValues';
import { softwarePatchOfRow } from '../../../src/azure/softwarePatchRow';
import { machineIdParts } from '../../../src/core/ids';
import { parseInstant } from '../../../src/core/instant';
import { assessmentRow, CONTOSO, FABRIKAM, installationRow, machineIdText, machineRow, sub } from './fixtures';

const context = machineRowContext(() => FABRIKAM);
const CLUSTER = '/subscriptions/s/resourceGroups/Rg/providers/Microsoft.AzureStackHCI/clusters/North';

function machine(more: Readonly<Record<string, unknown>>): UnjoinedMachine {
  const facts = machineOfRow(machineRow('app01', sub(1), more), context);
  assert.ok(facts);
  return facts;
}

describe('machineOfRow', () => {
  it('reads a row that has nothing but an id', () => {
    const facts = machineOfRow({ id: machineIdText(sub(1), 'App01').toUpperCase() }, context);
    assert.deepEqual(facts, {
      id: machineIdText(sub(1), 'app01'),
      name: 'app01',
      tenantId: FABRIKAM,
      subscriptionId: sub(1),
      resourceGroup: 'rg-prod',
      location: '',
      tags: {},
      status: null,
      statusSince: null,
      agentVersion: null,
      agent: null,
      placement: null,
      osType: null,
      osSku: null,
      osEdition: null,
      osVersion: null,
      cores: { physical: null, logical: null },
      manufacturer: null,
      model: null,
      patchSettings: {
        enableHotpatching: null,
        enablementStatus: null,
        error: null,
        assessmentMode: null,
        patchMode: null,
      },
      hotpatchFeature: null,
      assessment: null,
      installation: null,
    });
  });

  it('reads what the agent may do, also where Azure sends texts, and shares what is equal', () => {
    const said = { agentMode: 'monitor', extensionsEnabled: 'false', extensionService: 'running' };
    const expected = { mode: 'monitor', extensionsEnabled: false, extensionService: 'running' };
    assert.deepEqual(machine(said).agent, expected);
    assert.equal(machine(said).agent, machine({ ...said, extensionsEnabled: false }).agent);
    assert.notEqual(machine(said).agent, machine({ ...said, extensionsEnabled: 'true' }).agent);
    assert.deepEqual(machine({ agentMode: 7, extensionsEnabled: {} }).agent, {
      mode: '7',
      extensionsEnabled: null,
      extensionService: null,
    });
  });

  it('reads what the machine is part of, and shares what is equal', () => {
    const said = { kind: 'HCI', parentCluster: CLUSTER };
    assert.deepEqual(machine(said).placement, said);
    assert.equal(machine(said).placement, machine(said).placement);
    assert.notEqual(machine(said).placement, machine({ ...said, kind: 'AWS' }).placement);
    assert.notEqual(machine(said).placement, machine({ ...said, parentCluster: `${CLUSTER}2` }).placement);
    assert.deepEqual(machine({ kind: '', parentCluster: CLUSTER }).placement, { kind: null, parentCluster: CLUSTER });
    assert.deepEqual(machine({ kind: 'VMware' }).placement, { kind: 'VMware', parentCluster: null });
    for (const nothing of [{}, { kind: '', parentCluster: null }, { kind: {}, parentCluster: [] }])
      assert.equal(machine(nothing).placement, null);
  });

  for (const id of [
    undefined,
    null,
    7,
    '',
    'app01',
    {},
    `${machineIdText(sub(1), 'app01')}/licenseProfiles/default`,
    '/subscriptions/x/resourcegroups/y/providers/microsoft.compute/virtualmachines/z',
  ]) {
    it(`drops a row whose id is ${JSON.stringify(id)}`, () => {
      assert.equal(machineOfRow({ ...machineRow('app01'), id }, context), null);
    });
  }

  it('takes the operating system from osName where osType is missing', () => {
    assert.equal(machine({ osType: null, osName: 'linux' }).osType, 'linux');
    assert.equal(machine({ osType: ' ', osName: 'linux' }).osType, 'linux');
  });

  it('lower-cases the tenant and keeps the casing of names', () => {
    assert.equal(machine({ tenantId: CONTOSO.toUpperCase() }).tenantId, CONTOSO);
    assert.equal(machine({ name: 'App01 ' }).name, 'App01');
    assert.equal(machine({ resourceGroup: 'RG-Prod' }).resourceGroup, 'RG-Prod');
  });

  for (const [value, expected] of [
    [true, true],
    ['True', true],
    [1, true],
    ['false', false],
    [0, false],
    [null, null],
    ['', null],
    ['maybe', null],
    [{}, null],
  ] as const) {
    it(`reads enableHotpatching ${JSON.stringify(value)} as ${expected}`, () => {
      assert.equal(machine({ enableHotpatching: value }).patchSettings.enableHotpatching, expected);
    });
  }

  for (const [value, expected] of [
    ['16', 16],
    [16, 16],
    ['', null],
    [' ', null],
    ['sixteen', null],
    [-1, null],
    [1.5, null],
    ['NaN', null],
    [null, null],
    ['0', 0],
  ] as const) {
    it(`reads ${JSON.stringify(value)} cores as ${expected}`, () => {
      assert.deepEqual(machine({ coreCount: value, logicalCoreCount: null }).cores, {
        physical: expected,
        logical: null,
      });
    });
  }

  it('finds the feature named Hotpatch among others, whatever its casing', () => {
    const features = [
      null,
      'x',
      { name: 'WindowsServerAzureArcMgmt', subscriptionStatus: 'Enabled' },
      { name: 'HOTPATCH ', subscriptionStatus: 'Enabling' },
    ];
    assert.equal(machine({ productFeatures: features }).hotpatchFeature?.status, 'Enabling');
    assert.equal(machine({ productFeatures: JSON.stringify(features) }).hotpatchFeature?.status, 'Enabling');
    assert.equal(machine({ productFeatures: features.slice(0, 3) }).hotpatchFeature, null);
    assert.equal(machine({ productFeatures: { name: 'Hotpatch' } }).hotpatchFeature, null);
  });

  it('reads a time without a zone as UTC, and Azure’s errors verbatim', () => {
    const productFeatures = [
      {
        name: 'Hotpatch',
        subscriptionStatus: 'Failed',
        billingStartDate: '2025-02-01T00:00:00',
        error: { code: 'E1', message: 'Because.' },
      },
    ];
    const feature = machine({ productFeatures }).hotpatchFeature;
    assert.equal(feature?.billingStartsAt, Date.UTC(2025, 1, 1));
    assert.deepEqual(feature.error, { code: 'E1', message: 'Because.' });
    assert.deepEqual(machine({ hotpatchErrorCode: null, hotpatchErrorMessage: 'only words' }).patchSettings.error, {
      code: '',
      message: 'only words',
    });
  });

  it('keeps enum values never heard of', () => {
    assert.equal(machine({ status: 'Hibernating' }).status, 'Hibernating');
    assert.equal(machine({ hotpatchEnablementStatus: 'Paused' }).patchSettings.enablementStatus, 'Paused');
  });

  it('makes text of tags that are none', () => {
    assert.deepEqual(machine({ tags: { a: 'x', b: 7, c: null, d: true } }).tags, { a: 'x', b: '7', c: '', d: 'true' });
    for (const tags of [null, 'x', [], 7, {}]) assert.deepEqual(machine({ tags }).tags, {});
  });

  it('reads any JSON without throwing, and never another machine', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('true', '1', '16', '2026-11-20T06:11:42.1234567Z', 'Hotpatch'),
    );
    const keys = Object.keys(machineRow('app01')).filter((key) => key !== 'id');
    const row = fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
    fc.assert(
      fc.property(row, (more) => {
        const facts = machineOfRow({ ...more, id: machineIdText(sub(1), 'app01') }, context);
        assert.ok(facts);
        assert.equal(facts.subscriptionId, machineIdParts(facts.id).subscriptionId);
        for (const text of [facts.name, facts.resourceGroup, facts.location, facts.tenantId])
          assert.equal(typeof text, 'string');
        assert.ok(Object.values(facts.tags).every((text) => typeof text === 'string'));
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        machineOfRow(anything, context);
        assessmentOfRow(anything, context.interner);
        installationOfRow(anything, context.interner);
        softwarePatchOfRow(anything);
      }),
    );
  });
});

describe('assessmentOfRow', () => {
  const facts = (more: Readonly<Record<string, unknown>>) =>
    assessmentOfRow(assessmentRow('App01', sub(1), more), context.interner);

  it('joins on the lower-case machine id', () => {
    assert.equal(facts({})?.machineId, machineIdText(sub(1), 'app01'));
  });

  for (const [counts, sum] of [
    [{ security: 1, other: '2' }, 3],
    [{ security: 0 }, 0],
    [{}, null],
    [null, null],
    ['{"security":4}', 4],
    ['x', null],
    [[1], null],
    [{ security: null }, null],
  ] as const) {
    it(`sums ${JSON.stringify(counts)} to ${sum}`, () => {
      assert.equal(facts({ counts })?.facts.availableCount, sum);
    });
  }

  it('does not take silence for "no reboot"', () => {
    assert.equal(facts({ rebootPending: null })?.facts.rebootPending, null);
  });

  it('has no id, no facts', () => {
    assert.equal(facts({ id: null }), null);
    assert.equal(assessmentOfRow(null, context.interner), null);
  });
});

describe('installationOfRow', () => {
  it('reads a row', () => {
    assert.deepEqual(installationOfRow(installationRow('App01'), context.interner), {
      machineId: machineIdText(sub(1), 'app01'),
      facts: { status: 'Succeeded', rebootStatus: 'NotNeeded', at: Date.UTC(2026, 4, 13, 2, 21, 6, 974) },
    });
  });
});

describe('softwarePatchOfRow', () => {
  const update = (properties: unknown) =>
    softwarePatchOfRow({
      id: `${machineIdText(sub(1), 'App01')}/patchAssessmentResults/latest/softwarePatches/1`,
      properties,
    })?.update;

  for (const [properties, kb] of [
    [{ kbId: '5087423' }, 'KB5087423'],
    [{ kbId: 'KB5087423' }, 'KB5087423'],
    [{ kbId: 5087423 }, 'KB5087423'],
    [{ Kbid: 'kb5087423' }, 'KB5087423'],
    [{ KBID: 'KB 5087423' }, 'KB5087423'],
    [{ patchName: '2026-05 Hotpatch (KB5087423)' }, 'KB5087423'],
    [{ kbId: '', patchName: 'openssl' }, null],
    [{ kbId: null }, null],
    [JSON.stringify({ kbId: '5087423' }), 'KB5087423'],
    [null, null],
  ] as const) {
    it(`finds ${kb} in ${JSON.stringify(properties)}`, () => {
      assert.equal(update(properties)?.kb, kb);
    });
  }

  for (const [classifications, expected] of [
    [
      ['Security', null, 7],
      ['Security', '7'],
    ],
    ['["Security"]', ['Security']],
    ['Security', ['Security']],
    ['[', []],
    [null, []],
    ['', []],
  ] as const) {
    it(`reads classifications ${JSON.stringify(classifications)}`, () => {
      assert.deepEqual(update({ classifications })?.classifications, expected);
    });
  }

  it('always has a title', () => {
    assert.equal(update({ kbId: '5087423' })?.title, 'KB5087423');
    assert.equal(update({})?.title, '');
  });

  it('drops what belongs to no machine', () => {
    assert.equal(softwarePatchOfRow({ id: 'x/patchAssessmentResults/latest/softwarePatches/1', properties: {} }), null);
    assert.equal(softwarePatchOfRow({ id: machineIdText(sub(1), 'a'), properties: {} }), null);
  });

  it('cuts a title that is longer than any update’s, between two characters', () => {
    const title = (patchName: string) => update({ patchName })?.title ?? '';
    assert.equal(title('cumulative '.repeat(100_000)).length, 500);
    assert.equal(title(`${'x'.repeat(499)}\u{1F600}`).length, 499);
    assert.equal(title('x'.repeat(500)).length, 500);
  });
});

describe('row values', () => {
  const two = fc.integer({ min: 0, max: 99 }).map((number) => String(number).padStart(2, '0'));
  const time = fc
    .tuple(
      fc.constantFrom('1899', '1900', '1999', '2000', '2024', '2026', '2100', '0001'),
      two,
      two,
      two,
      two,
      two,
      fc.constantFrom('', '.1', '.12', '.123', '.1234567', '.12345678', '.', '.12a'),
      fc.constantFrom('Z', 'z', '', '+02:00', ' Z'),
    )
    .map(
      ([year, month, day, hour, minute, second, fraction, zone]) =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`,
    );
  const realTime = fc
    .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2399-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());

  it('reads every timestamp as core does', () => {
    fc.assert(
      fc.property(fc.oneof(time, realTime, fc.string()), (text) => {
        assert.equal(instantOf(text), parseInstant(text) ?? null);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads the last days of months as core does', () => {
    for (const day of [
      '2024-02-29',
      '2023-02-29',
      '2026-04-30',
      '2026-04-31',
      '2026-12-31',
      '2000-02-29',
      '2100-02-29',
      '2026-01-32',
    ]) {
      assert.equal(instantOf(`${day}T01:02:03.4567890Z`), parseInstant(`${day}T01:02:03.4567890Z`) ?? null, day);
    }
  });

  it('trims as trim does', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(' ', '\t', '\u00a0', '\ufeff', '\u2028', 'a', 'é') }), (text) => {
        assert.equal(textOf(text), text.trim() === '' ? null : text.trim());
      }),
    );
  });

  it('gives null for what is no value of its kind', () => {
    for (const value of [null, undefined, {}, [], 'x'] as const) {
      assert.equal(booleanOf(value), null);
      assert.equal(countOf(value), null);
      assert.equal(instantOf(value), null);
    }
    for (const value of [null, undefined, {}, [], ' ']) assert.equal(textOf(value), null);
  });
});

describe('Interner', () => {
  it('gives back the same text, always', () => {
    const interner = new Interner();
    fc.assert(fc.property(fc.string(), (text) => assert.equal(interner.intern(text), text)));
  });
});
