import assert from 'node:assert/strict';
import fc from 'fast-check';
import { protectionOf } from '../../../src/core/planProtection';

describe('protection by tags', () => {
  const cases: readonly (readonly [pattern: string, tags: Readonly<Record<string, string>>, isProtected: boolean])[] = [
    ['keep', { keep: '' }, true],
    ['keep', { Keep: 'anything' }, true],
    ['keep', { keeper: '1' }, false],
    ['keep', { other: 'keep' }, false],
    ['env=prod', { env: 'prod' }, true],
    [' ENV = Prod ', { env: 'PROD' }, true],
    ['env=prod', { env: 'production' }, false],
    ['env=prod', { env: '' }, false],
    ['env=', { env: '' }, true],
    ['env=', { env: 'prod' }, false],
    ['a=b', { 'a=b': 'c' }, true],
    ['a=b=c', { 'a=b': 'c' }, true],
    ['a=b=c', { a: 'b=c' }, true],
    ['', { '': 'x', keep: '' }, false],
    [' ', { ' ': '' }, false],
    ['constructor', {}, false],
    ['__proto__', { a: 'b' }, false],
  ];
  for (const [pattern, tags, isProtected] of cases) {
    it(`${JSON.stringify(pattern)} ${isProtected ? 'protects' : 'does not protect'} ${JSON.stringify(tags)}`, () => {
      assert.equal(protectionOf([pattern])(tags) !== null, isProtected);
    });
  }

  it('names the pattern as it was written', () => {
    assert.equal(protectionOf(['x', ' Env = Prod '])({ ENV: 'prod' }), 'Env = Prod');
  });

  it('holds for any tag that is named, in any casing', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        fc.pre(name.trim() !== '');
        const tags = { [name]: value };
        fc.pre(Object.keys(tags).length === 1);
        assert.notEqual(protectionOf([name])(tags), null);
        assert.notEqual(protectionOf([`${name}=${value}`])(tags), null);
        assert.notEqual(protectionOf([name.toLowerCase()])(tags), null);
        assert.equal(protectionOf([])(tags), null);
      }),
    );
  });
});
