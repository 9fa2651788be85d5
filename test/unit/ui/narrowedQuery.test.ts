import assert from 'node:assert/strict';
import { ASSESSMENTS_QUERY, INSTALLATIONS_QUERY, MACHINES_QUERY } from '../../../src/azure/queries';
import { narrowedQuery } from '../../../src/ui/narrowedQuery';
import { idIn, PRODUCTION } from '../fleet/fleetBuilder';
import { kustoAnalysis } from '../kusto/kustoLanguage';

describe('the query to copy', () => {
  before(function () {
    // Microsoft's parser is several megabytes of script.
    this.timeout(60_000);
    kustoAnalysis(MACHINES_QUERY);
  });

  for (const [name, query] of Object.entries({ MACHINES_QUERY, ASSESSMENTS_QUERY, INSTALLATIONS_QUERY })) {
    it(`${name}: is the view's own where no machine is meant`, () => {
      assert.equal(narrowedQuery(query, null), query);
    });

    it(`${name}: names the machines that are meant, and Microsoft's parser finds nothing wrong`, () => {
      const narrowed = narrowedQuery(query, [idIn(PRODUCTION, 'app01'), idIn(PRODUCTION, "it's $& here")]);
      assert.match(
        narrowed,
        /\n\| where id in \('\/subscriptions\/[^']+\/app01', '[^']+\/it\\'s \$& here'\)\n\| order by id asc$/,
      );
      assert.deepEqual(kustoAnalysis(narrowed), { ...kustoAnalysis(query), errors: [] });
    });
  }
});
