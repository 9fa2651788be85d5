import assert from 'node:assert/strict';
import { runQuery } from '../../../../src/simulator/kql/runQuery';
import type { QueryOutcome } from '../../../../src/simulator/kql/runQuery';
import { kustoAnalysis, kustoDiagnostics } from '../../kusto/kustoLanguage';
import { ACCEPTED_QUERIES, REFUSED_QUERIES } from './queryCorpus';

const TABLES = new Set([
  'resources',
  'resourcecontainers',
  'patchassessmentresources',
  'patchinstallationresources',
  'maintenanceresources',
]);

function run(query: string): QueryOutcome {
  return runQuery(query, { table: (name) => (TABLES.has(name) ? [] : undefined), now: 0 });
}

const RESULT_TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int: 'integer',
  long: 'integer',
  real: 'number',
  timespan: 'string',
  dynamic: 'object',
};

/** Microsoft's "name:type" in Resource Graph's names for types. */
function asResultColumn(column: string): string {
  const split = column.lastIndexOf(':');
  const type = column.slice(split + 1);
  return `${column.slice(0, split)}:${RESULT_TYPES[type] ?? type}`;
}

/** What Microsoft's parser lets pass and a cluster, or Resource Graph, refuses. */
const STRICTER_HERE: readonly string[] = [
  'resources | where name == 5',
  "resources | where 'a' == 5",
  "resources | where name in ('a', 5)",
  'resources | where tags == tags',
  'resources | where properties.a > properties.b',
  'resources | top 5 by properties.a',
  "resources | project extract('(a)', 1, properties.x)",
  "resources | project replace_string(properties.a, 'a', 'b')",
  "resources | where name matches regex '('",
];

/** KQL that Kusto knows and the simulator does not serve. */
const NOT_SERVED: readonly string[] = [
  'resources | join kind=inner (resources) on id',
  'resources | union resources',
  "resources | parse name with * 'a'",
  'resources | render piechart',
  'resources | evaluate bag_unpack(tags)',
  'resources | serialize',
  'resources | where name in ((resources | project name))',
  'resources | project guid(null)',
  'resources | project todecimal(1)',
  'resources | summarize sumif(1, true)',
  "let t = resources | where name == 'x'; t | project name",
  'print 1',
];

describe('KQL, next to the parser of Microsoft', function () {
  this.timeout(60_000);

  before(function () {
    kustoDiagnostics('resources');
  });

  it('accepts what Kusto accepts, with the same columns', () => {
    for (const query of ACCEPTED_QUERIES) {
      const expected = kustoAnalysis(query);
      assert.deepEqual(expected.errors, [], query);
      const outcome = run(query);
      if (!outcome.ok) assert.fail(`${query}\n${JSON.stringify(outcome.errors)}`);
      const columns = outcome.answer.columns.map(({ name, type }) => `${name}:${type}`);
      assert.deepEqual(columns, expected.columns.map(asResultColumn), query);
    }
  });

  it('refuses what Kusto refuses', () => {
    for (const query of REFUSED_QUERIES) {
      assert.notDeepEqual(kustoDiagnostics(query), [], query);
      assert.equal(run(query).ok, false, query);
    }
  });

  it('is stricter only where a cluster is', () => {
    for (const query of STRICTER_HERE) {
      assert.deepEqual(kustoDiagnostics(query), [], query);
      assert.equal(run(query).ok, false, query);
    }
  });

  it('refuses by name what it does not serve', () => {
    for (const query of NOT_SERVED) {
      assert.deepEqual(kustoDiagnostics(query), [], query);
      assert.equal(run(query).ok, false, query);
    }
  });

  it('is more lenient only where Resource Graph is', () => {
    for (const query of ['RESOURCES | take 1', "where type =~ 'x'", 'PatchassessmentResources | take 1']) {
      assert.notDeepEqual(kustoDiagnostics(query), [], query);
      assert.equal(run(query).ok, true, query);
    }
  });
});
