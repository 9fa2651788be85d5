import type { FrameLocator } from 'playwright-core';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface TextRange {
  selectNodeContents(node: PageElement): void;
  getBoundingClientRect(): Box;
}

/** As much of the DOM as is used here: this project is type-checked without it. */
interface PageElement {
  readonly textContent: string;
  readonly className: unknown;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
  readonly ownerDocument: {
    createRange(): TextRange;
    readonly defaultView: { getComputedStyle(element: PageElement): { readonly overflowX: string } };
  };
  getBoundingClientRect(): Box;
}

/** Everything but what is for ears only, drawings, and the cells of the table: names there may be cut, with a tooltip. */
const TEXTS = 'body *:not(.hidden, .hidden *, svg, svg *, .cell:not(.head), .cell:not(.head) *, option, script)';

/** Texts of a page of which a part is hidden by the box that they stand in, each once. */
export async function cutTexts(page: FrameLocator): Promise<readonly string[]> {
  const cut = await page.locator(TEXTS).evaluateAll((elements: readonly PageElement[]) =>
    elements
      .filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== ''),
      )
      .filter((element) => {
        const range = element.ownerDocument.createRange();
        range.selectNodeContents(element);
        const text = range.getBoundingClientRect();
        for (let box: PageElement | null = element; box !== null; box = box.parentElement) {
          const { overflowX } = element.ownerDocument.defaultView.getComputedStyle(box);
          // What a part that scrolls does not show can be scrolled to.
          if (overflowX === 'auto' || overflowX === 'scroll') return false;
          if (overflowX === 'visible') continue;
          const { left, right } = box.getBoundingClientRect();
          if (text.left < left - 1 || text.right > right + 1) return true;
        }
        return false;
      })
      .map(({ className, textContent }) => `${String(className)}: ${textContent}`),
  );
  return [...new Set(cut)];
}

/** Texts that stand in one row and run into one another. */
export function textsThatMeet(page: FrameLocator, selector: string): Promise<readonly string[]> {
  return page.locator(selector).evaluateAll((elements: readonly PageElement[]) =>
    elements
      .map((element) => {
        const range = element.ownerDocument.createRange();
        range.selectNodeContents(element);
        return { name: element.textContent, box: range.getBoundingClientRect() };
      })
      .flatMap(({ name, box }, place, all) => {
        const next = all[place + 1];
        const isBeside = next !== undefined && Math.abs(next.box.top - box.top) < 2;
        return isBeside && next.box.left < box.right ? [`${name} and ${next.name}`] : [];
      }),
  );
}
