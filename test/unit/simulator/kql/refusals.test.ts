import assert from 'node:assert/strict';
import { runQuery } from '../../../../src/simulator/kql/runQuery';
import { ask, refusal } from './querying';

describe('KQL: what is refused, and how', () => {
  it('names line, column and token of what it cannot parse', () => {
    assert.deepEqual(refusal("resources\n| where name == 'a' syntax error"), {
      code: 'ParserFailure',
      message: 'ParserFailure',
      line: 2,
      characterPositionInLine: 20,
      token: 'syntax',
    });
    assert.equal(refusal('resources | where').token, '<EOF>');
    assert.equal(refusal('resources | where').characterPositionInLine, 17);
    assert.equal(refusal('resources | where name == <').token, '<');
    assert.deepEqual(
      [refusal("resources | where name == 'a").token, refusal("resources | where name == 'a").expectedToken],
      ["'a", "'"],
    );
    assert.equal(refusal('resources | where (name == "a"').expectedToken, ')');
  });

  it('names an operator that it does not serve as Resource Graph names parse', () => {
    for (const operator of ['join', 'union', 'parse', 'render', 'mv-apply', 'make-series', 'project-reorder']) {
      assert.deepEqual(refusal(`resources | ${operator} x`), {
        code: 'InvalidQueryLanguage',
        message: 'InvalidQueryLanguage',
        line: -1,
        characterPositionInLine: -1,
        token: operator,
      });
    }
  });

  it('names a function that it does not know', () => {
    assert.deepEqual(refusal('resources | extend x = cout()'), {
      code: 'UnknownFunction',
      message: "Unknown function: 'cout'.",
    });
    assert.equal(refusal('resources | extend x = ToLower(name)').code, 'UnknownFunction');
    assert.equal(refusal('resources | extend x = constructor(name)').code, 'UnknownFunction');
  });

  it('knows no column of another case, and no table of another name', () => {
    assert.match(refusal('resources | project Name').message, /scalar expression named 'Name'/);
    assert.match(refusal('nosuch | take 1').message, /table or column expression named 'nosuch'/);
    assert.match(refusal('resources | project name | where id == "x"').message, /named 'id'/);
  });

  it('says what Kusto says of dynamic values where they cannot stand', () => {
    assert.equal(refusal('resources | order by properties.x').message, "order operator: key can't be of dynamic type");
    assert.equal(
      refusal('resources | summarize count() by properties.x').message,
      "Summarize group key 'properties_x' is of a 'dynamic' type. Please use an explicit cast (for example, " +
        "'summarize ... by tostring(properties_x)') as grouping by a 'dynamic' type is not supported.",
    );
    assert.match(refusal('resources | where tags == tags').message, /Cannot compare dynamic values/);
    assert.match(refusal("resources | where name < 'a'").message, /Cannot compare values of types string and string/);
    assert.match(refusal('resources | distinct properties').message, /dynamic/);
    assert.equal(refusal('resources | mv-expand name').code, 'SemanticError');
  });

  it('keeps the limits of Resource Graph', () => {
    const expansions = (count: number): string => 'resources' + ' | mv-expand zones'.repeat(count);
    ask(expansions(3));
    assert.equal(refusal(expansions(4)).code, 'DisallowedMaxNumberOfMvExpand');
    ask('resources | mv-expand zones limit 400');
    assert.equal(refusal('resources | mv-expand zones limit 401').code, 'DisallowedMvExpandRowLimit');
    assert.equal(refusal(`resources // ${'x'.repeat(1_000_000)}`).code, 'QueryTooLong');
  });

  it('ends politely on text that nests or goes on without end', () => {
    const texts = [
      `resources | where ${'('.repeat(5_000)}`,
      `resources | where ${'not('.repeat(5_000)}true${')'.repeat(5_000)}`,
      `resources | project x = ${'1+'.repeat(100_000)}1`,
      `resources | project x = properties${'.a'.repeat(100_000)}`,
      `resources | project x = dynamic(${'['.repeat(10_000)}`,
      `resources | where ${'int('.repeat(100_000)}`,
      `resources ${'| take 1 '.repeat(50_000)}`,
      `resources | where name == '${'\\'.repeat(99_999)}`,
      `resources | project x = ${'-'.repeat(10_000)}5`,
    ];
    for (const text of texts) {
      const start = performance.now();
      assert.equal(runQuery(text, { table: () => [], now: 0 }).ok, false, text.slice(0, 60));
      assert.ok(performance.now() - start < 3_000, text.slice(0, 60));
    }
  });

  it('takes long lists and long conditions', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `'/subscriptions/s/machines/m${index}'`);
    assert.equal(
      ask(`resources | where id in (${ids.join(', ')})`, [{ id: '/subscriptions/s/machines/m4999' }]).rows.length,
      1,
    );
    const conditions = Array.from({ length: 5_000 }, (_, index) => `name == 'n${index}'`);
    assert.equal(
      ask(`resources | where ${conditions.join(' or ')}`, [{ name: 'n4999' }, { name: 'x' }]).rows.length,
      1,
    );
  });
});
