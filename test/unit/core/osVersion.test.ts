import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildText, parseOsVersion } from '../../../src/core/osVersion';

const versions: readonly (readonly [string, number, number | null, string])[] = [
  ['10.0.26100.33438', 26100, 33438, '26100.33438'],
  ['10.0.26100.1742', 26100, 1742, '26100.1742'],
  ['10.0.26100.0', 26100, 0, '26100.0'],
  ['10.0.26100', 26100, null, '26100'],
  ['10.0.26100.', 26100, null, '26100'],
  [' 10.0.20348.5074\n', 20348, 5074, '20348.5074'],
  ['10.0.17763.8027', 17763, 8027, '17763.8027'],
  ['6.3.9600.22824', 9600, 22824, '9600.22824'],
  ['10.0.26100.33438.amd64fre', 26100, 33438, '26100.33438'],
  ['Microsoft Windows NT 10.0.26100.33438', 26100, 33438, '26100.33438'],
];

describe('an OS version', () => {
  for (const [text, build, revision, shown] of versions) {
    it(`${JSON.stringify(text)} has build ${build} and revision ${String(revision)}`, () => {
      assert.deepEqual(parseOsVersion(text), { build, revision });
      assert.equal(buildText({ build, revision }), shown);
    });
  }

  for (const text of [
    null,
    '',
    '26100.33438',
    '10.0',
    '22.04',
    '6.8.0-45-generic',
    'unknown',
    `10.0.26100.${'1'.repeat(60)}`,
  ]) {
    it(`${JSON.stringify(text)} is none of Windows`, () => {
      assert.equal(parseOsVersion(text), undefined);
    });
  }

  it('never throws, and gives whole numbers', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d. ]{0,40}$/));
    fc.assert(
      fc.property(text, (outside) => {
        const version = parseOsVersion(outside);
        assert.ok(version === undefined || Number.isSafeInteger(version.build));
        assert.ok(version === undefined || version.revision === null || Number.isSafeInteger(version.revision));
      }),
    );
  });
});
