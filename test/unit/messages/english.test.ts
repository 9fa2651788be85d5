import assert from 'node:assert/strict';
import type { Message } from '../../../src/messages/message';
import { english } from '../../../src/messages/english';
import { sourceFiles } from './sources';

const messages: readonly (readonly [string, Message])[] = Object.entries(english);

describe('the catalogue of messages', () => {
  it('has no message that nobody shows', () => {
    const files = sourceFiles('src').filter(({ path }) => !path.startsWith('src/messages/'));
    const text = files.map((file) => file.text).join('\n');
    const named = new Set([...text.matchAll(/'([\w.]+)'/g)].map(([, id]) => id));
    const families = familiesIn(text);
    const unused = messages
      .map(([id]) => id)
      .filter((id) => !named.has(id) && !families.some((family) => family.test(id)));
    assert.deepEqual(unused, []);
  });

  it('has a sentence for the test above to miss', () => {
    // The families must not be so wide that they hold everything.
    const families = familiesIn(
      sourceFiles('src')
        .map((file) => file.text)
        .join('\n'),
    );
    assert.ok(families.length > 5);
    assert.equal(
      families.some((family) => family.test('nobody.uses.this')),
      false,
    );
    assert.equal(
      families.some((family) => family.test('tree.nonsense')),
      false,
    );
  });

  it('holds text that can be shown: no blank ends, no half places, no straight quotes', () => {
    for (const [id, form] of forms()) {
      assert.equal(form, form.trim(), id);
      assert.notEqual(form, '', id);
      assert.doesNotMatch(form.replaceAll(/\{\w+\}/g, ''), /[{}]/, id);
      assert.doesNotMatch(form, /["']/, `${id} has a straight quote`);
      assert.doesNotMatch(form, /\s\s|\.\.\.|\s[,;:!?)]|\s\.(?!NET)/, id);
    }
  });

  it('counts in both forms of what it counts', () => {
    const plurals = messages.filter(([, message]) => typeof message !== 'string');
    assert.ok(plurals.length > 0);
    for (const [id, message] of plurals) {
      if (typeof message === 'string') continue;
      assert.deepEqual(placesOf(message.one), placesOf(message.other), id);
      assert.ok(placesOf(message.other).includes('count'), id);
    }
  });

  it('writes what has a verb and an end as a sentence, everything else without a full stop', () => {
    const sentences = /^(?:reason|next|fault)\./;
    for (const [id, form] of forms()) {
      if (sentences.test(id)) assert.match(form, /[.)”]$|\{message\}$/, id);
      if (/^(?:state|track|connection|groupBy|status\.label)/.test(id)) assert.doesNotMatch(form, /\.$/, id);
    }
  });
});

/** `reason.${id}` in the code stands for every id of that form, 'dash.page.' for every id that begins so. */
function familiesIn(text: string): readonly RegExp[] {
  const templates = [...text.matchAll(/`([a-zA-Z]+\.(?:[a-zA-Z.]|\$\{[^}`]*\})*)`/g)].map(([, form = '']) => form);
  const prefixes = [...text.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)'/g)].map(([, form = '']) => form);
  return [
    ...templates
      .filter((form) => form.includes('$'))
      .map((form) => new RegExp(`^${form.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[A-Za-z0-9]+')}$`)),
    ...prefixes.map((form) => new RegExp(`^${form.replaceAll('.', '\\.')}`)),
  ];
}

function forms(): readonly (readonly [string, string])[] {
  return messages.flatMap(([id, message]) =>
    typeof message === 'string' ? [[id, message] as const] : [[id, message.one] as const, [id, message.other] as const],
  );
}

function placesOf(form: string): readonly string[] {
  return [...form.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
}
