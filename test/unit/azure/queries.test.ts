import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kqlLiteral } from '../../../src/azure/kqlLiteral';
import {
  ASSESSMENTS_QUERY,
  INSTALLATIONS_QUERY,
  installedUpdatesQuery,
  MACHINES_QUERY,
  pendingUpdatesQuery,
} from '../../../src/azure/queries';
import { assessmentsQuery, installationsQuery } from '../../../src/azure/patchRowsQuery';
import { machineId, type MachineId } from '../../../src/core/ids';
import { kustoAnalysis } from '../kusto/kustoLanguage';
import { machineIdText, sub } from './fixtures';

const nastyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '\n', '\r', '\u2028', 'u', '0', '|', '`', ' ') }),
);

before(function () {
  // Microsoft's parser is several megabytes of script.
  this.timeout(60_000);
  kustoAnalysis(MACHINES_QUERY);
});

describe('queries', () => {
  const all = {
    machines: MACHINES_QUERY,
    assessments: ASSESSMENTS_QUERY,
    installations: INSTALLATIONS_QUERY,
    'assessments of some machines': assessmentsQuery([idOf('app01'), idOf("it's \\ here")]),
    'installations of some machines': installationsQuery([idOf('app01'), idOf("it's \\ here")]),
    'installed updates': installedUpdatesQuery([idOf('app01'), idOf("it's \\ here")]),
    'pending updates': pendingUpdatesQuery([idOf('app01'), idOf("it's \\ here")]),
  };
  for (const [name, query] of Object.entries(all)) {
    it(`${name}: Microsoft's parser finds nothing wrong, and id is a string`, () => {
      const { errors, columns } = kustoAnalysis(query);
      assert.deepEqual(errors, []);
      assert.ok(columns.includes('id:string'), columns.join());
      assert.match(query, /\| order by id asc$/);
    });
  }

  it('asks for every column that the machine rows are read from', () => {
    assert.deepEqual(
      kustoAnalysis(MACHINES_QUERY).columns.map((column) => column.split(':')[0]),
      [
        'id',
        'name',
        'tenantId',
        'subscriptionId',
        'resourceGroup',
        'location',
        'tags',
        'status',
        'lastStatusChange',
        'kind',
        'parentCluster',
        'agentVersion',
        'agentMode',
        'extensionsEnabled',
        'extensionService',
        'osType',
        'osName',
        'osSku',
        'osEdition',
        'osVersion',
        'coreCount',
        'logicalCoreCount',
        'manufacturer',
        'model',
        'enableHotpatching',
        'hotpatchEnablementStatus',
        'hotpatchErrorCode',
        'hotpatchErrorMessage',
        'assessmentMode',
        'patchMode',
        'productFeatures',
      ],
    );
  });
});

describe('kqlLiteral', () => {
  it('writes plain text as it is', () => {
    assert.equal(kqlLiteral('rg-münchen (prod)'), "'rg-münchen (prod)'");
  });

  it('escapes what could end a literal', () => {
    assert.equal(kqlLiteral("a'b\\c\nd"), "'a\\'b\\\\c\\u000ad'");
  });

  it("round-trips through Kusto's own escapes and never ends early", () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const literal = kqlLiteral(text);
        const inner = literal.slice(1, -1);
        assert.doesNotMatch(inner, /(?<!\\)(?:\\\\)*'/);
        assert.equal(unescaped(inner), text);
      }),
    );
  });

  it("is one string to Microsoft's parser, whatever the text", () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        assert.deepEqual(kustoAnalysis(`resources | where name == ${kqlLiteral(text)} | project id`), {
          errors: [],
          columns: ['id:string'],
        });
      }),
      { numRuns: 50 },
    );
  });
});

function unescaped(inner: string): string {
  return inner.replace(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, code: string | undefined, other: string | undefined) =>
    code === undefined ? (other ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function idOf(name: string): MachineId {
  const id = machineId(machineIdText(sub(1), name));
  assert.ok(id);
  return id;
}
