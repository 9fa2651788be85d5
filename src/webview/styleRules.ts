/**
 * Places on the screen that are known only at run time. They are written into rules of a style sheet of the page's own:
 * the policy allows no style in the markup.
 */
export class StyleRules {
  readonly #sheet = new CSSStyleSheet();
  readonly #rules = new Map<string, CSSStyleRule>();

  constructor() {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
  }

  /** Sets properties for a selector; those set before stay. */
  set(selector: string, properties: Readonly<Record<string, string>>): void {
    const rule = this.#rules.get(selector) ?? this.#add(selector);
    for (const [name, value] of Object.entries(properties)) {
      if (rule.style.getPropertyValue(name) !== value) rule.style.setProperty(name, value);
    }
  }

  #add(selector: string): CSSStyleRule {
    const place = this.#sheet.insertRule(`${selector} {}`, this.#sheet.cssRules.length);
    const rule = this.#sheet.cssRules[place];
    if (!(rule instanceof CSSStyleRule)) throw new Error(`${selector} made no rule`);
    this.#rules.set(selector, rule);
    return rule;
  }
}
