import assert from 'node:assert/strict';
import fc from 'fast-check';
import { marked } from 'marked';
import { diagnose } from '../../../src/core/diagnosis';
import { diagnoseFleet } from '../../../src/core/diagnosisSummary';
import type { JudgedMachine } from '../../../src/core/judgedMachine';
import type { GuestFacts } from '../../../src/core/machineAction';
import type { DiagnosisView } from '../../../src/ui/diagnosisDocument';
import {
  diagnosisMarkdown,
  diagnosisText,
  fleetDiagnosisMarkdown,
  fleetDiagnosisText,
} from '../../../src/ui/diagnosisDocument';
import { at, judge, machine, NOW } from '../core/machineBuilder';
import { englishTexts } from '../messages/englishTexts';
import { assertGolden } from './golden';
import { SAMPLE, storeOf } from './sampleFleet';

const texts = englishTexts('en', 'UTC');
const VIEW: DiagnosisView = { texts, isDemo: false, subscriptionName: () => 'Contoso Production' };
const GUEST: GuestFacts = {
  vbsStatus: 1,
  secureBoot: false,
  firmware: 'Uefi',
  lastBootAt: null,
  at: at('2026-05-25T11:30:00Z'),
};

const machines = storeOf(SAMPLE).view.machines;

function named(name: string): JudgedMachine {
  return machines.find(({ facts }) => facts.name.toLowerCase() === name) ?? assert.fail(name);
}

function documentOf(one: JudgedMachine, guest: GuestFacts | null = null): string {
  return diagnosisMarkdown({ machine: one, diagnosis: diagnose(one, guest) }, VIEW);
}

describe('the document of a diagnosis', () => {
  for (const name of ['action-required', 'enabled-1', 'ineligible-linux', 'built-in-behind', 'pending-stuck']) {
    it(`reads well: ${name}`, () => {
      assertGolden(`diagnosis-${name}`, documentOf(named(name)));
    });
  }

  it('reads well after a look into the machine', () => {
    assertGolden('diagnosis-guest', documentOf(named('action-required'), GUEST));
  });

  it('reads well as text', () => {
    const texted = ['action-required', 'offline', 'off-track'].map((name) => {
      const one = named(name);
      return diagnosisText({ machine: one, diagnosis: diagnose(one, null) }, texts);
    });
    assertGolden('diagnosis-text', texted.join('\n\n'));
  });

  it('reads well for a fleet, as document and as text', () => {
    const fleet = diagnoseFleet(machines, () => null);
    assertGolden('diagnosis-fleet', fleetDiagnosisMarkdown(fleet, NOW, { ...VIEW, isDemo: true }));
    assertGolden('diagnosis-fleet-text', fleetDiagnosisText(fleet, NOW, texts));
  });

  it('says that nothing is blocked where nothing is', () => {
    const fleet = diagnoseFleet([named('enabled-1')], () => null);
    const text = fleetDiagnosisMarkdown(fleet, null, VIEW);
    assert.match(text, /0 of 1 machines are blocked\. No machine is blocked by anything that is known\./);
    assert.doesNotMatch(text, /## Blocked machines|## Causes/);
  });

  it('lists a thousand machines and says how many there are more; the text has all', () => {
    const one = named('action-required');
    const many = diagnoseFleet(
      Array.from({ length: 1_500 }, () => one),
      () => null,
    );
    const text = fleetDiagnosisMarkdown(many, NOW, VIEW);
    assert.match(text, /500 more machines are not listed/);
    assert.equal(text.match(/^\| ACTION-REQUIRED/gm)?.length, 1_000);
    assert.equal(fleetDiagnosisText(many, NOW, texts).match(/^ACTION-REQUIRED/gm)?.length, 1_500);
  });

  it('shows any name and any words of Azure’s as they are, in one cell', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, message) => {
        const error = { code: name, message };
        const facts = machine({
          name,
          osSku: `Windows Server 2025 Standard ${name}`,
          patchSettings: { enablementStatus: 'ActionRequired', error },
          hotpatchFeature: { status: 'Failed', error },
        });
        const one: JudgedMachine = { facts, asOf: NOW, verdict: judge(facts) };
        const view = { ...VIEW, subscriptionName: () => name };
        const fleet = fleetDiagnosisMarkdown(
          diagnoseFleet([one], () => null),
          NOW,
          view,
        );
        for (const [text, cells] of [
          [documentOf(one), [4]],
          [fleet, [2, 3, 4]],
        ] as const) {
          const html = marked.parse(text, { async: false });
          assert.doesNotMatch(html, /<(?!\/?(?:h[1-2]|p|ul|li|table|thead|tbody|tr|th|td|strong)\b)/);
          for (const [row] of html.matchAll(/<tr>[^]*?<\/tr>/g)) {
            assert.ok((cells as readonly number[]).includes(row.match(/<t[hd]/g)?.length ?? 0), row);
          }
        }
      }),
    );
  });
});
