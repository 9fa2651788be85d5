/*
 * How Kusto names a column after the function that makes it. Read from Microsoft's own language service
 * (FunctionSymbol.ResultNameKind); a list, not a principle: tostring(b) is b, tolower(b) is Column1.
 */

/** The column is named as the first argument would be. */
export const NAME_OF_FIRST_ARGUMENT: ReadonlySet<string> = new Set(
  (
    'split tostring todynamic tolong toint toreal todouble todatetime totimespan tobool toboolean parse_json ' +
    'startofday bin floor round abs'
  ).split(' '),
);

/** The column is named prefix_argument. */
export const NAME_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['strlen', 'strlen'],
  ['gettype', 'type'],
  ['count', 'count'],
  ['countif', 'countif'],
  ['dcount', 'dcount'],
  ['dcountif', 'dcountif'],
  ['sum', 'sum'],
  ['sumif', 'sumif'],
  ['avg', 'avg'],
  ['min', 'min'],
  ['max', 'max'],
  ['make_list', 'list'],
  ['make_set', 'set'],
  ['any', 'any'],
]);

const AGGREGATES = new Set(
  (
    'any arg_max arg_min avg avgif binary_all_and buildschema count count_distinct count_distinctif countif dcount ' +
    'dcountif hll make_bag make_list make_list_if make_set make_set_if makelist makeset max maxif min minif ' +
    'percentile percentiles stdev stdevif sum sumif take_any take_anyif tdigest variance varianceif argmax argmin'
  ).split(' '),
);

/** Whether a name is an aggregate of Kusto's, served here or not. */
export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}
