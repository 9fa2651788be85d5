/** Any JSON value, as a stored row holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A row of a table, or of an answer: column name → value. A column that is absent is null. */
export interface JsonRow {
  readonly [column: string]: Json;
}
