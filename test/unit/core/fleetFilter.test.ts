import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FleetFilter } from '../../../src/core/fleetFilter';
import { isFiltering, matcher, NO_FILTER, readFilter, tagValue } from '../../../src/core/fleetFilter';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { MachineDifferences } from './machineBuilder';
import { BUILD, judge, machine, NOW } from './machineBuilder';

describe('fleet filter', () => {
  it('lets everything pass when it is empty', () => {
    assert.equal(isFiltering(NO_FILTER), false);
    assert.equal(isFiltering({ ...NO_FILTER, text: ' \t' }), false);
    assert.equal(matches({}, {}), true);
    assert.equal(matches({ text: '  ' }, {}), true);
  });

  it('says that it narrows, whichever part does', () => {
    const parts: readonly Partial<FleetFilter>[] = [
      { text: 'a' },
      { states: ['enabled'] },
      { tag: { name: 'env', value: null } },
      { attentionOnly: true },
    ];
    for (const part of parts) assert.equal(isFiltering({ ...NO_FILTER, ...part }), true);
  });

  for (const [where, text] of [
    ['name', 'app01'],
    ['resource group', 'RG-PROD'],
    ['location', 'europe'],
    ['OS', 'server 2025'],
    ['OS type', 'windows'],
    ['build', '26100.32772'],
    ['tag’s name', 'ENV='],
    ['tag’s value', 'prod'],
    ['tag as a whole', 'env=prod'],
    ['tag, however it is written', 'Env: prod'],
    ['tag, however it is parted', 'env:prod'],
    ['tag, with spaces', 'env = prod'],
  ] as const) {
    it(`finds words in the ${where}, in any case`, () => {
      assert.equal(matches({ text }, {}), true);
      assert.equal(matches({ text: `${text} elsewhere` }, {}), false);
    });
  }

  it('finds a machine of which only the kind of OS is known', () => {
    assert.equal(matches({ text: 'linux' }, { osSku: null, osType: 'linux' }), true);
  });

  it('finds a colon that is one', () => {
    const tags = { url: 'https://example.com', window: 'Sun 10:30' };
    assert.equal(matches({ text: 'https://example' }, { tags }), true);
    assert.equal(matches({ text: 'window: sun 10:30' }, { tags }), true);
    assert.equal(matches({ text: 'window: mon' }, { tags }), false);
  });

  it('wants all words, each of them in one field', () => {
    assert.equal(matches({ text: 'app01 westeurope' }, {}), true);
    assert.equal(matches({ text: 'westeurope\tapp01' }, {}), true);
    assert.equal(matches({ text: 'app01rg-prod' }, {}), false);
  });

  it('wants all parts to hold', () => {
    const off = { osVersion: BUILD.offTrack };
    assert.equal(matches({ states: ['offTrack', 'failed'] }, off), true);
    assert.equal(matches({ states: ['enabled'] }, off), false);
    assert.equal(matches({ states: ['offTrack'], text: 'nowhere' }, off), false);
    assert.equal(matches({ attentionOnly: true }, off), true);
    assert.equal(matches({ attentionOnly: true }, {}), false);
    assert.equal(matches({ attentionOnly: true, tag: { name: 'env', value: 'test' } }, off), false);
  });

  it('compares tags and their values without regard to case', () => {
    const tags = { Environment: 'Production' };
    assert.equal(matches({ tag: { name: 'environment', value: null } }, { tags }), true);
    assert.equal(matches({ tag: { name: 'ENVIRONMENT', value: 'production' } }, { tags }), true);
    assert.equal(matches({ tag: { name: 'environment', value: 'test' } }, { tags }), false);
    assert.equal(matches({ tag: { name: 'env', value: null } }, { tags }), false);
  });

  it('takes no inherited property for a tag', () => {
    assert.equal(tagValue({}, 'constructor'), undefined);
    assert.equal(tagValue({}, '__proto__'), undefined);
    assert.equal(tagValue({ constructor: 'x' }, 'CONSTRUCTOR'), 'x');
  });

  it('prefers the tag that is written as asked', () => {
    assert.equal(tagValue({ ENV: 'one', env: 'two' }, 'env'), 'two');
  });

  it('reads back what it was, through JSON', () => {
    const filters: readonly FleetFilter[] = [
      NO_FILTER,
      { text: 'a b', states: ['failed', 'offTrack'], tag: { name: 'env', value: 'prod' }, attentionOnly: true },
      { text: '', states: [], tag: { name: 'env', value: null }, attentionOnly: false },
    ];
    for (const filter of filters) assert.deepEqual(readFilter(JSON.parse(JSON.stringify(filter))), filter);
  });

  it('leaves out what is no filter', () => {
    assert.deepEqual(readFilter(undefined), NO_FILTER);
    assert.deepEqual(
      readFilter({ text: 7, states: ['enabled', 'nonsense', null], tag: { name: '' }, attentionOnly: 'yes' }),
      { ...NO_FILTER, states: ['enabled'] },
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        matcher(readFilter(value))(judged({}));
      }),
    );
  });
});

function matches(filter: Partial<FleetFilter>, differs: MachineDifferences): boolean {
  return matcher({ ...NO_FILTER, ...filter })(judged(differs));
}

function judged(differs: MachineDifferences): JudgedMachine {
  const facts = machine(differs);
  return { facts, asOf: NOW, verdict: judge(facts) };
}
