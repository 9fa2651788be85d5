/** What a user writes for a price, in the numbers of their language. */
export class PriceInput {
  readonly #format: Intl.NumberFormat;
  readonly #decimal: string;

  constructor(locale: string) {
    this.#format = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 4 });
    this.#decimal = this.#format.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  }

  /** A price as it stands in the field: 1.5, or 1,5. */
  write(price: number): string {
    return this.#format.format(price);
  }

  /**
   * Undefined for what is no price. The other of `.` and `,` is a decimal separator as well, unless three digits follow it:
   * then it may be meant for thousands.
   */
  read(typed: string): number | undefined {
    const [, whole = '', separator = '', decimals = ''] = /^(\d{1,9})(?:([.,])(\d{1,4}))?$/.exec(typed.trim()) ?? [];
    if (whole === '') return undefined;
    if (separator !== '' && separator !== this.#decimal && decimals.length === 3) return undefined;
    return Number(`${whole}.${decimals === '' ? '0' : decimals}`);
  }
}
