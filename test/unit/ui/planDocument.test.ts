import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import { approvedMachine } from '../../../src/core/planApproved';
import { planCsv, planMarkdown } from '../../../src/ui/planDocument';
import { FRESH, judgedMachine, plan } from '../core/planBuilder';
import { at } from '../core/machineBuilder';
import { assertGolden } from './golden';
import { PLAN_FLEET, planView, samplePlan } from './planFixture';

const KINDS = ['enroll', 'disenroll', 'turnOn', 'turnOff'] as const;

describe('the document of a plan', () => {
  for (const kind of KINDS) {
    it(`reads well: ${kind}`, () => {
      assertGolden(`plan-${kind}`, planMarkdown(samplePlan(kind), planView()));
    });
  }

  it('says what is out of the ordinary: demo, approval, options, obstacles, missing machines', () => {
    const machines = PLAN_FLEET.filter(({ facts }) => /^APP-(?:1|OFF)$/.test(facts.name));
    const made = samplePlan('enroll', { machines, alsoTurnOn: true, context: { isReadOnly: true } });
    const approval = { ticket: 'CHG-4711', hash: '0123abcd', createdAt: at('2026-05-24T08:00:00Z') };
    const missing = [approvedMachine({ ...(made.included[0] ?? assert.fail()) })];
    assertGolden('plan-special', planMarkdown(made, planView({ isDemo: true, approval }), missing));
  });

  it('of nothing says so', () => {
    const text = planMarkdown(plan('enroll', []), planView());
    assert.match(text, /> No machine is left to be changed/);
    assert.match(text, /## Machines to be changed \(0\)\n\nNone/);
  });

  it('holds every machine of the largest fleet', () => {
    const made = samplePlan('enroll');
    const many = <Item>(items: readonly Item[]): Item[] => new Array<Item>(130_000).fill(items[0] ?? assert.fail());
    const ofOneCause = made.leftOut.filter(({ exclusion }) => exclusion === made.exclusions[0]?.id);
    const text = planMarkdown({ ...made, included: many(made.included), leftOut: many(ofOneCause) }, planView());
    assert.ok(text.split('\n').length > 260_000);
  });

  it('shows any name as it is, in one cell', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...KINDS), (name, kind) => {
        const machines = [
          judgedMachine('a', { ...FRESH, name, resourceGroup: name }),
          judgedMachine('b', { name, resourceGroup: name }),
        ];
        const html = marked.parse(planMarkdown(plan(kind, machines), planView({ accountOf: () => name })), {
          async: false,
        });
        assert.doesNotMatch(html, /<(?!\/?(?:h[1-3]|p|ul|li|table|thead|tbody|tr|th|td|strong|blockquote|a)\b)/);
        for (const [row] of html.matchAll(/<tr>[^]*?<\/tr>/g))
          assert.ok([5, 10].includes(row.match(/<t[hd]/g)?.length ?? 0), row);
      }),
    );
  });
});

describe('the CSV of a plan', () => {
  const csv = planCsv(samplePlan('enroll'), planView());

  it('has every machine once, with what becomes of it', () => {
    assertGolden('plan-csv', csv.replaceAll('\r\n', '\n'));
    assert.equal(csv.split('\r\n').length, PLAN_FLEET.length + 2);
  });

  it('runs nothing in a spreadsheet', () => {
    for (const name of ['=1+1', '+1', '-1', '@x', '\t=1', '＝1']) {
      const text = planCsv(plan('enroll', [judgedMachine('a', { ...FRESH, name, resourceGroup: name })]), planView());
      const cells = (text.split('\r\n')[1] ?? '').split(',');
      for (const cell of cells) assert.doesNotMatch(cell, /^"?[\s]*[=+\-@＝]/u, cell);
    }
  });
});
