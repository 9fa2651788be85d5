import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { CloudId } from '../../../src/azure/clouds';
import { CLOUD_IDS } from '../../../src/azure/clouds';
import { DAY, instant, MINUTE } from '../../../src/core/instant';
import { approvedMachine } from '../../../src/core/planApproved';
import type { PlanFileOptions } from '../../../src/fleet/planFile';
import { readPlanFile, writePlanFile } from '../../../src/fleet/planFile';
import { BRANCH } from '../core/costBuilder';
import { NOW } from '../core/machineBuilder';
import { FRESH, judgedMachine, plan } from '../core/planBuilder';

const HERE = { cloud: 'AzureCloud', endpoint: 'https://management.azure.com' } as const;
const OPTIONS: PlanFileOptions = { ...HERE, now: NOW, account: 'ada@contoso.example', ticket: 'CHG-4711' };
const PLAN = plan('enroll', [
  judgedMachine('app-1', FRESH),
  judgedMachine('app-2', { ...FRESH, subscriptionId: BRANCH, hotpatchFeature: { status: 'Failed' } }),
  judgedMachine('app-3', { ...FRESH, status: 'Disconnected' }),
]);
const TEXT = writePlanFile(PLAN, OPTIONS);

type Json = Readonly<Record<string, unknown>>;

function read(text: string, now = NOW, here: Parameters<typeof readPlanFile>[2] = HERE) {
  const result = readPlanFile(text, now, here);
  return result.ok ? result.value : result.fault.kind;
}

/** The same file with something else in it, and a hash that fits: what somebody makes who knows how. */
function forged(change: (content: Json) => Json): string {
  const { hash: _hash, ...content } = JSON.parse(TEXT) as Json;
  const changed = change(content);
  return JSON.stringify({ ...changed, hash: createHash('sha256').update(sorted(changed)).digest('hex') });
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${sorted((value as Json)[name])}`).join(',')}}`;
}

/** With another first machine. */
function withMachine(change: (machine: Json) => unknown): string {
  return forged((content) => {
    const [first = {}, ...others] = content['machines'] as readonly Json[];
    return { ...content, machines: [change(first), ...others] };
  });
}

describe('an exported plan', () => {
  it('comes back as it was written', () => {
    const back = read(TEXT);
    assert.ok(typeof back === 'object');
    const { hash, ...rest } = back;
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      ...HERE,
      kind: 'enroll',
      createdAt: NOW,
      expiresAt: instant(NOW + 7 * DAY),
      ticket: 'CHG-4711',
      account: 'ada@contoso.example',
      machines: PLAN.included.map(approvedMachine),
    });
  });

  it('holds only what is included', () => {
    assert.doesNotMatch(TEXT, /app-3/);
  });

  it('comes back whatever the names are, and for every kind', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('enroll', 'disenroll', 'turnOn', 'turnOff'),
        fc.array(fc.record({ name: fc.string({ unit: 'binary', maxLength: 40 }), isOff: fc.boolean() }), {
          maxLength: 8,
        }),
        fc.string(),
        fc.boolean(),
        (kind, entries, ticket, alsoTurnOn) => {
          const machines = entries.flatMap(({ name, isOff }, place) => [
            judgedMachine(`m${place}`, { name, patchSettings: { enableHotpatching: !isOff } }),
            judgedMachine(`f${place}`, {
              ...FRESH,
              name,
              patchSettings: { enableHotpatching: isOff ? false : null, enablementStatus: null },
            }),
          ]);
          const made = plan(kind, machines, { alsoTurnOn });
          const back = read(writePlanFile(made, { ...OPTIONS, ticket }));
          assert.ok(typeof back === 'object');
          assert.deepEqual(back.machines, made.included.map(approvedMachine));
          assert.equal(back.ticket, ticket);
        },
      ),
    );
  });

  it('may be laid out otherwise', () => {
    const { hash, ...content } = JSON.parse(TEXT) as Json;
    const turned = Object.fromEntries([['hash', hash], ...Object.entries(content).toReversed()]);
    assert.deepEqual(read(JSON.stringify(turned)), read(TEXT));
    assert.deepEqual(read(`\ufeff${TEXT.replaceAll('\n', '\r\n')}`), read(TEXT));
  });

  it('is refused, or the same, after any flip of a bit', () => {
    const whole = Buffer.from(TEXT, 'utf8');
    const good = read(TEXT);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (place, bit) => {
        const flipped = Buffer.from(whole);
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
        const back = read(flipped.toString('utf8'));
        if (typeof back === 'object') assert.deepEqual(back, good);
        else assert.match(back, /^(?:notJson|notAPlan|wrongVersion|damaged|hashWrong)$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused when it is cut short anywhere', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.trimEnd().length - 1), (length) => {
        assert.equal(read(TEXT.slice(0, length)), 'notJson');
      }),
    );
  });

  it('never makes reading throw, whatever the file is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(typeof read(text), 'string');
      }),
    );
  });

  it('is refused where it is no plan, of another version, or changed', () => {
    assert.equal(read(''), 'notJson');
    assert.equal(read('null'), 'notAPlan');
    assert.equal(read('[]'), 'notAPlan');
    assert.equal(read('{"format":"other"}'), 'notAPlan');
    assert.equal(read(forged((content) => ({ ...content, version: 2 }))), 'wrongVersion');
    assert.equal(read(TEXT.replace('CHG-4711', 'CHG-4712')), 'hashWrong');
    assert.equal(typeof read(forged((content) => content)), 'object');
  });

  it('is refused where a field is wrong, missing or too much, whatever its hash', () => {
    const damages: readonly string[] = [
      forged((content) => ({ ...content, kind: 'revert' })),
      forged((content) => ({ ...content, kind: 'constructor' })),
      forged((content) => ({ ...content, more: 1 })),
      forged(({ ticket: _ticket, ...content }) => content),
      forged((content) => ({ ...content, ticket: 'x'.repeat(201) })),
      forged((content) => ({ ...content, createdAt: '2026-05-25' })),
      forged((content) => ({ ...content, expiresAt: '2026-05-25T11:00:00.000Z' })),
      forged((content) => ({ ...content, expiresAt: '2027-05-25T12:00:00.000Z' })),
      forged((content) => ({ ...content, machines: {} })),
      forged((content) => ({
        ...content,
        machines: [...(content['machines'] as unknown[]), (content['machines'] as unknown[])[0]],
      })),
      withMachine(() => null),
      withMachine((machine) => ({ ...machine, id: '/subscriptions/x' })),
      withMachine((machine) => ({ ...machine, id: String(machine['id']).toUpperCase() })),
      withMachine((machine) => ({ ...machine, subscriptionId: BRANCH })),
      withMachine((machine) => ({ ...machine, location: 7 })),
      withMachine((machine) => ({ ...machine, before: { license: null } })),
      withMachine((machine) => ({ ...machine, wanted: { license: 'Disable', hotpatching: null } })),
      withMachine((machine) => ({ ...machine, wanted: { license: 'Enabled', hotpatching: null } })),
      withMachine((machine) => ({ ...machine, wanted: { license: 'Enable', hotpatching: false } })),
      withMachine((machine) => ({ ...machine, wanted: { license: null, hotpatching: true } })),
      withMachine((machine) => ({ ...machine, wanted: { license: 'Enable', hotpatching: null, productProfile: {} } })),
    ];
    for (const [place, text] of damages.entries()) assert.equal(read(text), 'damaged', String(place));
  });

  it('is not taken in by a field named __proto__', () => {
    const text = TEXT.replace('"format"', '"__proto__": {"version": 1}, "format"');
    assert.equal(read(text), 'damaged');
    const inherited = TEXT.replace('"ticket": "CHG-4711"', '"__proto__": {"ticket": "CHG-4711"}');
    assert.notEqual(inherited, TEXT);
    assert.equal(read(inherited), 'damaged');
  });

  it('is run only until it expires', () => {
    assert.equal(typeof read(TEXT, instant(NOW + 7 * DAY - 1)), 'object');
    assert.equal(read(TEXT, instant(NOW + 7 * DAY)), 'expired');
    const short = writePlanFile(PLAN, { ...OPTIONS, days: 1 });
    assert.equal(read(short, instant(NOW + DAY)), 'expired');
    const longest = writePlanFile(PLAN, { ...OPTIONS, days: 1_000 });
    assert.equal(typeof read(longest, instant(NOW + 90 * DAY - 1)), 'object');
    assert.equal(read(longest, instant(NOW + 90 * DAY)), 'expired');
  });

  it('is run by a clock that is a little behind, not by one that is far', () => {
    assert.equal(typeof read(TEXT, instant(NOW - 5 * MINUTE)), 'object');
    assert.equal(read(TEXT, instant(NOW - 6 * MINUTE)), 'notYetMade');
  });

  it('is run only on the Azure that it was made for', () => {
    assert.equal(read(TEXT, NOW, { cloud: 'AzureUSGovernment', endpoint: HERE.endpoint }), 'otherCloud');
    assert.equal(read(TEXT, NOW, { cloud: 'Demo', endpoint: 'http://127.0.0.1:1' }), 'otherCloud');
    const loopback = { cloud: 'Loopback', endpoint: 'http://127.0.0.1:1' } as const;
    const simulated = writePlanFile(PLAN, { ...OPTIONS, ...loopback });
    assert.equal(typeof read(simulated, NOW, loopback), 'object');
    assert.equal(read(simulated, NOW, { ...loopback, endpoint: 'http://127.0.0.1:2' }), 'otherCloud');
    const demo = writePlanFile(PLAN, { ...OPTIONS, cloud: 'Demo', endpoint: 'http://127.0.0.1:1' });
    assert.equal(typeof read(demo, NOW, { cloud: 'Demo', endpoint: 'http://127.0.0.1:2' }), 'object');
  });

  it('does not say where it was made where that is no cloud that is known', () => {
    const elsewhere = (cloud: CloudId, endpoint: string) => read(writePlanFile(PLAN, { ...OPTIONS, cloud, endpoint }));
    const evil = '[details](command:workbench.action.quit)';
    for (const cloud of CLOUD_IDS) {
      assert.equal(elsewhere(cloud, evil), 'unknownCloud', cloud);
      assert.equal(elsewhere(cloud, 'https://management.azure.com.evil.example'), 'unknownCloud', cloud);
    }
    assert.equal(elsewhere('AzureCloud', 'https://management.usgovcloudapi.net'), 'unknownCloud');
    assert.equal(elsewhere('AzureUSGovernment', 'https://management.usgovcloudapi.net'), 'otherCloud');
    assert.equal(elsewhere('Loopback', 'http://127.0.0.1:7'), 'otherCloud');
    assert.equal(elsewhere('Demo', 'http://127.0.0.1:7'), 'otherCloud');
    assert.equal(elsewhere('Loopback', 'http://127.0.0.1:7/?[x](command:y)'), 'unknownCloud');
  });

  it('is bounded: the ticket, and names of any length', () => {
    const made = plan('enroll', [judgedMachine('a', { ...FRESH, name: 'x'.repeat(100_000) })]);
    const back = read(writePlanFile(made, { ...OPTIONS, ticket: '\ud83d\ude00'.repeat(150) }));
    assert.ok(typeof back === 'object');
    assert.equal(back.ticket, '\ud83d\ude00'.repeat(100));
    assert.equal(back.machines[0]?.name.length, 300);
    assert.equal(read(' '.repeat(100_000_001)), 'tooLarge');
  });
});
