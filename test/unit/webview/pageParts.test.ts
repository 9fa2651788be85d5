import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FIRST_QUERY, MACHINE_ACTIONS } from '../../../src/core/dashboardContract';
import { FIRST_STATE, readPageState } from '../../../src/webview/pageState';
import { PageTexts } from '../../../src/webview/pageTexts';
import {
  allMatching,
  NO_SELECTION,
  selectedCount,
  selectionActions,
  selectionTest,
  toggled,
} from '../../../src/webview/selection';

describe('the page’s kept state', () => {
  it('is read back as it was', () => {
    const state = { ...FIRST_STATE, scrollTop: 120, query: { ...FIRST_QUERY, text: 'x' }, isCostTable: true };
    assert.deepEqual(readPageState(JSON.parse(JSON.stringify(state))), state);
  });

  it('is a fresh one where it cannot be read', () => {
    fc.assert(fc.property(fc.anything(), (value) => assert.equal(readPageState(value), FIRST_STATE)));
    assert.equal(readPageState({ ...FIRST_STATE, columns: ['secret'] }), FIRST_STATE);
  });
});

describe('the page’s selection', () => {
  it('grows and shrinks row by row', () => {
    const two = toggled(toggled(NO_SELECTION, 'a'), 'b');
    assert.equal(selectedCount(two, 10), 2);
    assert.deepEqual(toggled(two, 'a'), { kind: 'ids', ids: ['b'] });
    assert.equal(selectionTest(two)('a'), true);
    assert.equal(selectionTest(two)('c'), false);
  });

  it('is all that match, but for some', () => {
    const all = allMatching(FIRST_QUERY);
    assert.equal(selectedCount(all, 100_000), 100_000);
    const fewer = toggled(all, 'a');
    assert.equal(selectedCount(fewer, 100_000), 99_999);
    assert.equal(selectionTest(fewer)('a'), false);
    assert.equal(selectionTest(fewer)('b'), true);
    assert.deepEqual(toggled(fewer, 'a'), all);
  });

  it('offers for several machines what is meant for several', () => {
    const { buttons, more } = selectionActions(2);
    assert.deepEqual(buttons, ['enroll', 'disenroll', 'restart']);
    assert.deepEqual(
      MACHINE_ACTIONS.filter((action) => !buttons.includes(action) && !more.flat().includes(action)),
      ['revealInTree', 'openInPortal'],
    );
  });

  it('offers all for one machine', () => {
    const { buttons, more } = selectionActions(1);
    assert.deepEqual([...buttons, ...more.flat()], MACHINE_ACTIONS);
  });
});

describe('the page’s texts', () => {
  const texts = new PageTexts({
    locale: 'de',
    texts: {
      'dash.page.matching': { one: '{count} Maschine', other: '{count} Maschinen' },
      'dash.page.asOf': 'Stand {age}',
      'dash.page.asOf.now': 'Stand jetzt',
    },
  });

  it('count in the language’s forms and numbers', () => {
    assert.equal(texts.text('dash.page.matching', { count: 1 }), '1 Maschine');
    assert.equal(texts.text('dash.page.matching', { count: 12_345 }), '12.345 Maschinen');
  });

  it('say how old the data are', () => {
    assert.equal(texts.age(59_000), 'Stand jetzt');
    assert.equal(texts.age(4 * 60_000), 'Stand vor 4 Min.');
    assert.equal(texts.age(3 * 86_400_000), 'Stand vor 3 Tagen');
  });

  it('leave an unknown text and an unknown place as they are', () => {
    assert.equal(texts.text('dash.page.filter'), 'dash.page.filter');
    assert.equal(texts.text('dash.page.asOf'), 'Stand {age}');
  });
});
