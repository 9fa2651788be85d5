import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ask, column, rowOf } from './querying';

const FLEET = [
  {
    id: '/a',
    name: 'A',
    type: 'Microsoft.HybridCompute/machines',
    location: 'weu',
    properties: { n: 3 },
    tags: { env: 'prod' },
  },
  { id: '/b', name: 'B', type: 'microsoft.hybridcompute/machines', location: 'neu', properties: { n: 1 }, tags: {} },
  { id: '/c', name: 'C', type: 'microsoft.compute/virtualmachines', location: 'weu', properties: { n: 2 } },
];

const STANDARD =
  'id name type tenantId kind location resourceGroup subscriptionId managedBy sku plan properties tags identity zones extendedLocation';

function names(query: string): string {
  return ask(query, FLEET)
    .columns.map((item) => item.name)
    .join(' ');
}

describe('KQL: operators', () => {
  it('gives every table the standard columns', () => {
    assert.equal(names('resources'), STANDARD);
    assert.deepEqual(ask('resources', [{ id: '/a', unheard: 5 }]).rows[0], {
      id: '/a',
      name: '',
      type: '',
      tenantId: '',
      kind: '',
      location: '',
      resourceGroup: '',
      subscriptionId: '',
      managedBy: '',
      sku: null,
      plan: null,
      properties: null,
      tags: null,
      identity: null,
      zones: null,
      extendedLocation: null,
    });
  });

  it('finds a table in any case, and the default table when none is named', () => {
    assert.equal(ask('ReSources | take 1', FLEET).rows.length, 1);
    assert.equal(ask("where type =~ 'microsoft.hybridcompute/machines'", FLEET).rows.length, 2);
    assert.equal(ask('count', FLEET).rows[0]?.['Count'], 3);
  });

  it('where, with comments and line breaks', () => {
    const query = `// machines
      resources // the table
      | where type =~ 'microsoft.hybridcompute/machines' // any case
          and tags.env == 'prod'
      ;`;
    assert.deepEqual(column(ask(query, FLEET), 'name'), ['A']);
  });

  it('project names columns as Kusto does', () => {
    assert.equal(
      names(
        "resources | project name, x = 1, properties.a.b, tags['a b'], tostring(properties.c), tolower(id), zones[0]",
      ),
      'name x properties_a_b tags_a b properties_c Column1 zones_0',
    );
  });

  it('extend adds at the end, and replaces in place', () => {
    assert.equal(names('resources | extend x = 1'), `${STANDARD} x`);
    assert.equal(names("resources | extend name = 'x'"), STANDARD);
    assert.deepEqual(ask('resources | extend type = name, name = type | project name, type', FLEET).rows[0], {
      name: 'Microsoft.HybridCompute/machines',
      type: 'A',
    });
  });

  it('project-away, project-keep, project-rename', () => {
    assert.equal(names('resources | project a = 1, b = 2, ab = 3 | project-away a*'), 'b');
    assert.equal(names('resources | project a = 1, b = 2, ab = 3 | project-keep *b'), 'b ab');
    assert.equal(names('resources | project a = 1, b = 2 | project-rename c = a'), 'c b');
  });

  it('order by several keys is stable, and take cuts', () => {
    assert.deepEqual(column(ask('resources | order by location asc, name desc', FLEET), 'name'), ['B', 'C', 'A']);
    assert.deepEqual(column(ask('resources | order by location', FLEET), 'name'), ['A', 'C', 'B']);
    assert.deepEqual(column(ask('resources | sort by name asc | limit 2', FLEET), 'name'), ['A', 'B']);
    assert.deepEqual(column(ask('resources | top 2 by toint(properties.n)', FLEET), 'name'), ['A', 'C']);
    assert.deepEqual(column(ask('let n = 1; resources | top n by name desc', FLEET), 'name'), ['C']);
    assert.equal(ask('resources | take 0', FLEET).rows.length, 0);
    assert.equal(ask('resources | sample 2', FLEET).rows.length, 2);
  });

  it('tells whether the query limits its rows, and whether they are in order', () => {
    const flags = (query: string): readonly boolean[] => {
      const { limitsRows, isOrdered } = ask(query, FLEET);
      return [limitsRows, isOrdered];
    };
    assert.deepEqual(flags('resources'), [false, false]);
    assert.deepEqual(flags('resources | order by id'), [false, true]);
    assert.deepEqual(flags('resources | order by id | extend x = 1 | project id, x | where x == 1'), [false, true]);
    assert.deepEqual(flags('resources | take 5'), [true, false]);
    assert.deepEqual(flags('resources | order by id | limit 5'), [true, true]);
    assert.deepEqual(flags('resources | top 5 by id'), [true, true]);
    assert.deepEqual(flags('resources | sample 5'), [true, false]);
    assert.deepEqual(flags('resources | order by id | summarize count() by name'), [false, false]);
    assert.deepEqual(flags('resources | order by id | distinct name'), [false, false]);
  });

  it('types the columns of an answer', () => {
    const { columns } = ask(
      'resources | project a = 1, b = 1.5, c = true, d = now(), e = 1d, f = name, g = tags, h = toint("1")',
    );
    assert.deepEqual(
      columns.map((item) => item.type),
      ['integer', 'number', 'boolean', 'datetime', 'string', 'string', 'object', 'integer'],
    );
  });

  it('count and distinct', () => {
    assert.deepEqual(ask('resources | where name == "x" | count', FLEET).rows, [{ Count: 0 }]);
    assert.deepEqual(ask('resources | count as n', FLEET).rows, [{ n: 3 }]);
    assert.deepEqual(ask('resources | distinct location', FLEET).rows, [{ location: 'weu' }, { location: 'neu' }]);
    assert.deepEqual(ask('resources | distinct location, t = tolower(type)', FLEET).rows.length, 3);
    assert.equal(ask('resources | project name, id | distinct *', [...FLEET, ...FLEET]).rows.length, 3);
  });

  it('let names constants', () => {
    const query = `let machines = 'microsoft.hybridcompute/machines'; let wanted = dynamic(['A', 'C']);
      resources | where type =~ machines and name in (wanted)`;
    assert.deepEqual(column(ask(query, FLEET), 'name'), ['A']);
    assert.deepEqual(column(ask("let name = 'x'; resources | where name == 'A'", FLEET), 'name'), ['A']);
  });

  it('gives rows whose columns have the worst of names', () => {
    const { rows } = ask("resources | project ['__proto__'] = 1, ['constructor'] = 2 | take 1", FLEET);
    assert.deepEqual(Object.entries(rows[0] ?? {}), [
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('order by puts what it is given in order, and loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const rows = texts.map((name) => ({ name }));
        assert.deepEqual(column(ask('resources | order by name asc', rows), 'name'), [...texts].sort());
        assert.deepEqual(column(ask('resources | order by name', rows), 'name'), [...texts].sort().reverse());
      }),
    );
  });

  it('leaves the rows that it was given alone', () => {
    const before = JSON.stringify(FLEET);
    ask('resources | extend properties = tags, name = "x" | mv-expand properties | order by name asc', FLEET);
    assert.equal(JSON.stringify(FLEET), before);
  });
});

describe('KQL: mv-expand', () => {
  const only = (query: string, of: string, properties: object): unknown =>
    column(ask(`resources | mv-expand ${query}`, [rowOf({ properties })]), of);

  it('makes a row of each element, of null one, of an empty array none', () => {
    assert.deepEqual(only('x = properties.list', 'x', { list: [1, 'a', null] }), [1, 'a', null]);
    assert.deepEqual(only('x = properties.list', 'x', { list: [] }), []);
    assert.deepEqual(only('x = properties.list', 'x', {}), [null]);
    assert.deepEqual(only('x = properties.list', 'x', { list: 'text' }), ['text']);
  });

  it('makes bags of one, or pairs', () => {
    assert.deepEqual(only('x = properties.bag', 'x', { bag: { a: 1, b: 2 } }), [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(only('kind=array x = properties.bag', 'x', { bag: { a: 1, b: 2 } }), [
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('puts several columns side by side and fills up with null', () => {
    const rows = ask('resources | mv-expand a = properties.a, b = properties.b | project a, b', [
      { properties: { a: [10, 20, 30], b: ['p'] } },
      { properties: { a: [], b: ['p'] } },
    ]).rows;
    assert.deepEqual(rows, [
      { a: 10, b: 'p' },
      { a: 20, b: null },
      { a: 30, b: null },
      { a: null, b: 'p' },
    ]);
  });

  it('replaces a column of its name, and numbers the elements on demand', () => {
    assert.equal(names('resources | project id, zones, name | mv-expand zones'), 'id zones name');
    assert.equal(names('resources | project id, zones, name | mv-expand name = zones'), 'id zones name');
    assert.equal(names('resources | project id, zones | mv-expand with_itemindex=i z = zones'), 'id zones z i');
    assert.deepEqual(only('with_itemindex=i x = properties.list', 'i', { list: ['a', 'b'] }), [0, 1]);
  });

  it('to typeof() converts by the kind of the element', () => {
    const list = [1, 2.5, -2.5, '2', true, null];
    assert.deepEqual(only('x = properties.list to typeof(long)', 'x', { list }), [1, 2, -2, null, null, null]);
    assert.deepEqual(only('x = properties.list to typeof(real)', 'x', { list }), [1, 2.5, -2.5, null, null, null]);
    assert.deepEqual(only('x = properties.list to typeof(bool)', 'x', { list }), [true, null, null, null, true, null]);
    assert.deepEqual(only('x = properties.list to typeof(string)', 'x', { list }), [
      '1',
      '2.5',
      '-2.5',
      '2',
      'true',
      '',
    ]);
  });

  it('stops at 128 rows, or at the limit that is given', () => {
    const list = Array.from({ length: 500 }, (_, index) => index);
    const count = (query: string): number =>
      ask(`resources | mv-expand ${query}`, [{ properties: { list } }]).rows.length;
    assert.equal(count('x = properties.list'), 128);
    assert.equal(count('x = properties.list limit 400'), 400);
    assert.equal(count('x = properties.list limit 0'), 0);
  });
});

describe('KQL: summarize', () => {
  it('counts, adds and compares, leaving nulls out', () => {
    const rows = [1, 2, null, 3].map((n, index) => ({ name: `m${index}`, properties: { n } }));
    const query = `resources | extend n = toint(properties.n)
      | summarize count(), countif(n > 1), dcount(n), sum(n), avg(n), min(n), max(n), make_list(n), make_set(n), max(name)`;
    assert.deepEqual(ask(query, rows).rows, [
      {
        count_: 4,
        countif_: 2,
        dcount_n: 3,
        sum_n: 6,
        avg_n: 2,
        min_n: 1,
        max_n: 3,
        list_n: [1, 2, 3],
        set_n: [1, 2, 3],
        max_name: 'm3',
      },
    ]);
  });

  it('of nothing gives one row without keys, and none with', () => {
    const query =
      'resources | summarize count(), sum(1), make_list(name), max(toint(properties.n)), avg(1), take_any(name)';
    assert.deepEqual(ask(query, []).rows, [
      { count_: 0, sum_: 0, list_name: [], max_properties_n: null, avg_: null, name: '' },
    ]);
    assert.deepEqual(ask('resources | summarize count() by name', []).rows, []);
  });

  it('groups by expressions, with null as a group of its own', () => {
    const rows = [{ properties: { n: 1 } }, { properties: {} }, { properties: { n: 1.5 } }, { properties: {} }];
    assert.deepEqual(ask('resources | summarize count() by n = toint(properties.n)', rows).rows, [
      { n: 1, count_: 2 },
      { n: null, count_: 2 },
    ]);
    assert.deepEqual(ask('resources | summarize by tolower(type)', FLEET).rows.length, 2);
    assert.deepEqual(ask('resources | summarize machines = count() by location | order by machines', FLEET).rows, [
      { location: 'weu', machines: 2 },
      { location: 'neu', machines: 1 },
    ]);
  });

  it('keeps keys apart that only look alike', () => {
    const rows = [
      { name: 'a', kind: 'bc' },
      { name: 'ab', kind: 'c' },
      { name: '', kind: 'abc' },
    ];
    assert.equal(ask('resources | summarize count() by name, kind', rows).rows.length, 3);
  });

  it('arg_max(at, *) by machineId: the newest row of each, whole', () => {
    const install = (
      machine: string,
      at: string | null,
      status: string,
    ): { readonly [key: string]: string | object } => ({
      id: `${machine}/patchInstallationResults/${status}`,
      type: 'microsoft.hybridcompute/machines/patchinstallationresults',
      properties: { lastModifiedDateTime: at, status },
    });
    const rows = [
      install('/M/One', '2026-11-01T00:00:00Z', 'old'),
      install('/m/one', '2026-11-02T00:00:00.0000001Z', 'new'),
      install('/m/one', null, 'undated'),
      install('/m/two', null, 'undated'),
    ];
    const query = `resources
      | extend machineId = tostring(split(tolower(id), '/patchinstallationresults')[0]), at = todatetime(properties.lastModifiedDateTime)
      | summarize arg_max(at, *) by machineId
      | project machineId, at, status = tostring(properties.status) | order by machineId asc`;
    assert.deepEqual(ask(query, rows.map(rowOf)).rows, [
      { machineId: '/m/one', at: '2026-11-02T00:00:00.0000001Z', status: 'new' },
      { machineId: '/m/two', at: null, status: 'undated' },
    ]);
    assert.equal(
      names('resources | extend at = now(), machineId = id | summarize arg_max(at, *) by machineId'),
      `machineId at ${STANDARD}`,
    );
  });

  it('arg_min, take_any, and scalar functions around aggregates', () => {
    const query = `resources | extend n = toint(properties.n)
      | summarize arg_min(n, name), take_any(location), big = countif(n > 1) * 100 / count(), toupper(max(location))`;
    assert.deepEqual(ask(query, FLEET).rows, [{ n: 1, name: 'B', location: 'weu', big: 66, Column1: 'WEU' }]);
    assert.deepEqual(ask('resources | summarize take_any(kind)', [{}, { kind: 'HCI' }]).rows, [{ kind: 'HCI' }]);
  });

  it('make_set takes arrays apart and keeps each value once', () => {
    const rows = [['A1', 'A2'], ['A2', 'C1'], null].map((list) => ({ properties: { list } }));
    assert.deepEqual(ask('resources | summarize s = make_set(properties.list)', rows).rows, [
      { s: ['A1', 'A2', 'C1'] },
    ]);
    assert.deepEqual(ask('resources | summarize s = make_list(properties.list, 1)', rows).rows, [
      { s: [['A1', 'A2']] },
    ]);
  });

  it('agrees with counting by hand', () => {
    const machine = fc.record({
      name: fc.constantFrom('a', 'b', 'c', ''),
      n: fc.option(fc.integer({ min: -5, max: 5 })),
    });
    fc.assert(
      fc.property(fc.array(machine), (machines) => {
        const rows = machines.map(({ name, n }) => ({ name, properties: { n } }));
        const answer = ask('resources | summarize c = count(), s = sum(toint(properties.n)) by name', rows).rows;
        const expected = new Map<string, { name: string; c: number; s: number }>();
        for (const { name, n } of machines) {
          const group = expected.get(name) ?? { name, c: 0, s: 0 };
          expected.set(name, { name, c: group.c + 1, s: group.s + (n ?? 0) });
        }
        assert.deepEqual(answer, [...expected.values()]);
      }),
    );
  });
});
