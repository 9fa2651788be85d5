import assert from 'node:assert/strict';
import { inRepository } from '../host/repository';
import { FleetUnderTest } from './startFleet';
import type { Theme, Workbench } from './workbench';

const THEMES: readonly Theme[] = ['dark', 'light', 'hc-dark', 'hc-light'];

/** All occur in this fleet. */
const STATES = 12;

/** As much of the DOM as is used here: this project is type-checked without it. */
interface IconElement {
  readonly className: string;
}

describe('the states in every kind of theme', () => {
  let fleet: FleetUnderTest;
  let workbench: Workbench;

  before(async () => {
    fleet = await FleetUnderTest.start({ machines: 1_500, seed: 7 });
    ({ workbench } = fleet);
  });

  after(() => fleet.close());

  for (const theme of THEMES) {
    it(`differ by the shape of their icons, not by colour alone, in ${theme}`, async () => {
      await workbench.setTheme(theme);
      const icons = workbench.sideBar.locator('.monaco-list-row[aria-level="1"] .custom-view-tree-node-item-icon');
      const shapes = await icons.evaluateAll<string[], IconElement>((elements: readonly IconElement[]) =>
        elements.map(({ className }) => /\bcodicon-(?!modifier)[\w-]+/.exec(className)?.[0] ?? ''),
      );
      assert.equal(shapes.length, STATES);
      assert.equal(new Set(shapes).size, STATES, shapes.join(' '));
      await workbench.expand(/^Off track, /);
      await workbench.screenshot(inRepository('out', 'ui-pictures', `states-${theme}.png`));
      await workbench.rowTooltip(/^CON-APP-708, Off track/);
      await workbench.screenshot(inRepository('out', 'ui-pictures', `tooltip-${theme}.png`));
      await workbench.moveMouseAway();
      await workbench.collapse(/^Off track, /);
    });
  }
});
