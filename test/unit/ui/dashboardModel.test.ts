import assert from 'node:assert/strict';
import { costSubject, DEFAULT_ASSUMPTIONS, machineMonth } from '../../../src/core/cost';
import { COLUMN_IDS, hostMessage, rowsAnswer } from '../../../src/core/dashboardContract';
import type { DashboardParts, Piece, TableFilter } from '../../../src/core/dashboardContract';
import { summarize } from '../../../src/core/fleetSummary';
import { DAY, HOUR, instant, MINUTE } from '../../../src/core/instant';
import type { MonthlyRecord } from '../../../src/core/monthlyRecord';
import { recordObservation } from '../../../src/core/monthlyRecord';
import { sum, toCurrency } from '../../../src/core/money';
import { bundledRateCard } from '../../../src/core/rateCard';
import { rebootFigures } from '../../../src/core/rebootReasons';
import { releaseOutlook } from '../../../src/core/releaseOutlook';
import { updateManagerEstimate } from '../../../src/core/updateManager';
import { readMonthName, utcMonth } from '../../../src/core/utcDay';
import { machineIn, PRODUCTION, reading, STORES, UNREACHABLE, WHOLE } from '../fleet/fleetBuilder';
import { at, judge } from '../core/machineBuilder';
import { DashboardModel } from '../../../src/ui/dashboardModel';
import { contextOf, filtered, modelOf, queryOf } from './dashboardFixture';
import { FAULTS, SAMPLE, storeOf, UNTROUBLED } from './sampleFleet';

const store = storeOf(UNTROUBLED);
const { machines } = store.view;
const summary = summarize(machines, store.now(), 15);

describe('the dashboard’s parts', () => {
  const parts = modelOf(store).parts();

  it('have the shape that both sides have agreed on, whatever the fleet', () => {
    const all = [parts, modelOf(storeOf(null)).parts(), modelOf(storeOf(SAMPLE, UNREACHABLE)).parts()];
    for (const some of all) assert.equal(hostMessage({ type: 'parts', now: 0, parts: some }), true);
  });

  it('have the figures of the core', () => {
    const { releases } = store;
    const reboots = rebootFigures(machines, { releases, now: store.now(), outOfSightDays: 15 });
    assert.equal(value(parts, 'hotpatched'), String(summary.hotpatched));
    assert.equal(figureOf(parts, 'hotpatched').of, `of ${summary.eligible} eligible by OS`);
    assert.equal(value(parts, 'attention'), String(summary.needsAttention));
    assert.equal(value(parts, 'reboots'), String(reboots.pending));
    assert.equal(parts.reboots.rows.at(-1)?.count, reboots.neverAssessed);
    assert.deepEqual(
      parts.reboots.rows.slice(0, -1).map(({ count }) => count),
      reboots.byReason.map(({ count }) => count),
    );
  });

  it('call pending machines so, whatever they wait for', () => {
    const { length: count } = machines.filter(({ verdict }) => verdict.state === 'pending');
    const pending = figureOf(parts, 'hotpatched').lines[0]?.[0];
    assert.equal(pending?.text, `${count} pending`);
    assert.deepEqual(pending.filter, { kind: 'pending' });
  });

  it('share the eligible out without a rest', () => {
    const { bar } = figureOf(parts, 'hotpatched');
    assert.equal(
      bar.reduce((total, { count }) => total + count, 0),
      summary.eligible,
    );
  });

  it('cost what the machines cost, month by month', () => {
    for (const month of parts.cost?.months ?? []) {
      const utc = readMonthName(month.month);
      assert.ok(utc !== undefined);
      const costs = machines.map((machine) =>
        machineMonth(costSubject(machine, DEFAULT_ASSUMPTIONS), utc, bundledRateCard, DEFAULT_ASSUMPTIONS),
      );
      const known = costs.filter((cost) => cost !== null);
      assert.equal(
        month.texts.cost.replace('≥ ', ''),
        usd(toCurrency(sum(known.map(({ cost }) => cost)))),
        month.month,
      );
      assert.equal(month.list, toCurrency(sum(known.map(({ atListPrice }) => atListPrice))), month.month);
    }
  });

  it('say of which machines each amount is', () => {
    const said = figureOf(parts, 'cost').lines.map((line) => line.map(({ text }) => text).join(' · '));
    assert.match(said.join('\n'), /^Free since May 15, 2026$/m);
    assert.match(said.join('\n'), /^\$[\d,.]+ a whole month at list price · [\d,]+ cores enrolled now$/m);
    assert.match(said.join('\n'), /^\d+ enrolled machines? with unknown cores, not in it$/m);
    const assumptions = parts.cost?.assumptions.join('\n') ?? '';
    assert.match(
      assumptions,
      /^A month counts every machine that was enrolled in it, those that have left among them/m,
    );
    assert.match(assumptions, /^\d+ eligible machines?, enrolled or not, ha(?:s|ve) no core count/m);
  });

  it('mark both price steps in their months', () => {
    const { months = [], steps = [] } = parts.cost ?? {};
    assert.deepEqual(
      steps.map(({ place, text }) => [months[place]?.month, text]),
      [
        ['2025-07', '$1.50 from Jul 16, 2025'],
        ['2026-05', 'free from May 15, 2026'],
      ],
    );
    assert.equal(steps[0]?.share, 15 / 31);
  });

  it('have no bar higher than the axis', () => {
    const { months = [], ticks = [] } = parts.cost ?? {};
    const top = ticks.at(-1)?.value ?? 0;
    for (const { list, shares } of months) {
      assert.ok(list <= top);
      assert.ok(shares.reduce((total, share) => total + share, 0) <= top);
    }
  });

  it('frame the current month of the calendar, twelve after its first', () => {
    assert.equal(parts.releases.months.length, 16);
    assert.deepEqual(
      parts.releases.months.filter(({ isCurrent }) => isCurrent).map(({ month }) => month),
      [parts.releases.months[12]?.month],
    );
  });

  it('say of the next release and its month the same, and outline all that is not confirmed', () => {
    const { next, months } = parts.releases;
    assert.equal(next, 'next: Tue, Jun 9, reported as unplanned baseline with restart, not confirmed');
    assert.match(months.find(({ month }) => month === '2026-06')?.says ?? '', /unplanned baseline.*reported, not/);
    for (const { says, isConfirmed } of months) assert.equal(isConfirmed, says.endsWith(' · confirmed'), says);
    const beyond = { ...contextOf(store), now: at('2026-11-22T12:00:00Z') };
    assert.equal(new DashboardModel(() => beyond).parts().releases.next, 'next: Tue, Dec 8, planned as hotpatch');
  });

  it('call past months a lower bound, and say why', () => {
    const april = parts.cost?.months.find(({ month }) => month === '2026-04');
    assert.match(april?.texts.cost ?? '', /^≥ \$/);
    assert.match(april?.texts.note ?? '', /last dates only/);
  });
});

describe('the dashboard’s past', () => {
  const since = { hotpatchFeature: { enrolledAt: at('2026-05-01T00:00:00Z') }, manufacturer: null, model: null };
  const [kept, gone] = ['kept', 'gone'].map((name) =>
    machineIn(PRODUCTION, name, { ...since, cores: { physical: 20 } }),
  );
  const today = storeOf(null);
  if (kept) today.apply(reading([kept]), WHOLE);

  /** Both machines, read each week from 30 March on, enrolled since before that. */
  function records(): readonly MonthlyRecord[] {
    const all = new Map<number, MonthlyRecord>();
    for (
      let moment = at('2026-03-30T06:00:00Z');
      moment <= at('2026-05-05T06:00:00Z');
      moment = instant(moment + 5 * DAY)
    ) {
      const seen = [kept, gone]
        .flatMap((facts) => facts ?? [])
        .map((facts) => {
          const then = {
            ...facts,
            hotpatchFeature: machineIn(PRODUCTION, 'x', { hotpatchFeature: { enrolledAt: at('2026-03-01T00:00:00Z') } })
              .hotpatchFeature,
          };
          return { facts: then, asOf: moment, verdict: judge(then, { now: moment }) };
        });
      const before = all.get(utcMonth(moment)) ?? null;
      const record = recordObservation(before, { at: moment, machines: seen, isComplete: true });
      all.set(record.month, record);
    }
    return [...all.values()];
  }
  const april = (parts: DashboardParts) => parts.cost?.months.find(({ month }) => month === '2026-04');

  it('is by Azure’s last dates where nothing was recorded', () => {
    const parts = modelOf(today).parts();
    assert.equal(april(parts)?.texts.cost, '≥ $0.00');
    assert.equal(april(parts)?.texts.machines, '0 enrolled machines');
  });

  it('is by the record where there is one, machines that are gone among it, and then no lower bound', () => {
    const model = modelOf(today, {}, records());
    const parts = model.parts();
    // Two machines of 20 cores at 1.50.
    assert.equal(april(parts)?.texts.cost, '$60.00');
    assert.equal(april(parts)?.texts.note, '');
    assert.equal(april(parts)?.texts.machines, '2 enrolled machines · 1 of them is no longer there');
    assert.equal(model.rows(filtered({ kind: 'enrolledIn', month: '2026-04' }), 0, 10).total, 1);
    // March was recorded at its end only.
    const march = parts.cost?.months.find(({ month }) => month === '2026-03');
    assert.equal(march?.texts.cost, '≥ $60.00');
  });

  it('is worked out anew when the records change, and only then', () => {
    let now: readonly MonthlyRecord[] = [];
    const model = new DashboardModel(() => contextOf(today, {}, now));
    const before = model.parts().cost;
    assert.equal(model.parts().cost, before);
    now = records();
    assert.notEqual(model.parts().cost, before);
  });
});

describe('Azure Update Manager beside the cost', () => {
  const updateManager = { exemptSubscriptions: [] };

  it('is left out unless it is asked for', () => {
    const { cost } = modelOf(store).parts();
    assert.equal(cost?.beside, '');
    assert.ok(cost.assumptions.every((assumption) => !assumption.includes('Update Manager')));
  });

  it('is a line of its own, called an assumption, with what the data do not show', () => {
    const estimate = updateManagerEstimate(machines, { month: utcMonth(store.now()), exemptSubscriptions: new Set() });
    const { cost, figures } = modelOf(store, { updateManager }).parts();
    const expected = usd(toCurrency(estimate.expected));
    assert.ok(estimate.machines > 0);
    assert.ok(cost);
    assert.ok(cost.beside.startsWith(`Beside it, assumed: ${expected} for Azure Update Manager in May`), cost.beside);
    assert.match(cost.assumptions.join('\n'), /Assumed: Azure Update Manager charges \$5\.00/);
    assert.match(cost.assumptions.join('\n'), /Defender for Servers Plan 2, Software Assurance/);
    assert.deepEqual(figures, modelOf(store).parts().figures, 'never added to the cost of hotpatch');
  });

  it('leaves exempt subscriptions out, and says how many machines that are', () => {
    const exempt = { exemptSubscriptions: [PRODUCTION, STORES] };
    const { cost } = modelOf(store, { updateManager: exempt }).parts();
    const left = machines.filter(
      ({ facts, verdict }) => verdict.state === 'builtIn' || exempt.exemptSubscriptions.includes(facts.subscriptionId),
    ).length;
    assert.ok(cost?.assumptions.includes(`${left} machines are left out of it as exempt.`));
  });
});

describe('the dashboard’s reasons', () => {
  const facts = machineIn(PRODUCTION, 'owing', {
    assessment: { rebootPending: false, at: at('2026-05-20T05:00:00Z') },
    installation: { rebootStatus: 'Required', at: at('2026-05-25T05:00:00Z') },
  });
  const owing = storeOf(null);
  owing.apply(reading([facts]), WHOLE);
  const net = { kb: 'KB5126052', title: '.NET Framework', classifications: ['Security'], rebootBehavior: null };

  it('are likely ones where no update is known', () => {
    const [row] = modelOf(owing).rows(queryOf(), 0, 1).rows;
    assert.equal(row?.reboot, 'Pending · likely .NET or other');
  });

  it('are certain where the installation’s updates say so: in figure, card, filter and row', () => {
    const model = modelOf(owing, {}, [], new Map([[facts.id, [net]]]));
    const parts = model.parts();
    assert.equal(figureOf(parts, 'reboots').lines[0]?.[0]?.text, '1 .NET');
    assert.equal(parts.reboots.rows[0]?.label, '.NET update');
    const { rows } = model.rows(filtered({ kind: 'rebootReason', reason: 'dotNet' }), 0, 10);
    assert.deepEqual(
      rows.map(({ reboot, rebootAt }) => [reboot, rebootAt]),
      [['Pending · .NET', 'Owed since May 25, 2026, 5:00 AM · by the installation of May 25, 2026, 5:00 AM']],
    );
  });

  it('are found by the KB that owes the restart, and by the KB of the release that a machine has', () => {
    const model = modelOf(owing, {}, [], new Map([[facts.id, [net]]]));
    assert.equal(model.rows(queryOf({ text: 'kb5126052' }), 0, 1).total, 1);
    assert.equal(modelOf(owing).rows(queryOf({ text: 'kb5126052' }), 0, 1).total, 0);
    const having = machines.filter(
      ({ verdict }) => verdict.track.track === 'onTrack' && verdict.track.release?.kb === 'KB5087423',
    ).length;
    assert.ok(having > 0);
    assert.ok(modelOf(store).rows(queryOf({ text: 'KB5087423' }), 0, 1).total >= having);
  });

  it('say which source won also where no restart is owed', () => {
    const [row] = modelOf(store).rows(queryOf({ text: 'enabled-1' }), 0, 1).rows;
    assert.match(row?.rebootAt ?? '', /^by the assessment of /);
  });
});

describe('what is behind a figure', () => {
  const model = modelOf(store);
  const parts = model.parts();

  const total = (filter: TableFilter): number => model.rows(filtered(filter), 0, 0).total;

  it('is as many machines as the figure says', () => {
    for (const { id, value: text, filter, lines } of parts.figures) {
      if (id !== 'cost' && filter !== null) assert.equal(total(filter), Number(text), id);
      for (const piece of lines.flat()) assertCounted(piece);
    }
    for (const { label, count, filter } of parts.reboots.rows) assert.equal(total(filter), count, label);
    for (const { label, count, filter } of parts.table.facets) {
      if (filter !== null) assert.equal(total(filter), count, label);
    }
    for (const piece of parts.releases.notes.flat()) assertCounted(piece);
    for (const { month, texts } of parts.cost?.months ?? []) {
      assert.equal(total({ kind: 'enrolledIn', month }), Number.parseInt(texts.machines, 10), month);
    }
  });

  it('restarts with the next release as the core foretells', () => {
    const outlook = releaseOutlook(machines, { releases: store.releases, now: store.now(), outOfSightDays: 15 });
    assert.equal(total({ kind: 'restartsNext' }), outlook.restarts.restart);
  });

  function assertCounted({ text, filter }: Piece): void {
    if (filter === null || !/^\d/.test(text)) return;
    assert.equal(total(filter), Number.parseInt(text, 10), text);
  }
});

describe('the dashboard’s rows', () => {
  const model = modelOf(store);
  const all = model.rows(queryOf(), 0, 500);

  it('have the shape that both sides have agreed on', () => {
    assert.equal(rowsAnswer(all), true);
    assert.equal(all.total, machines.length);
  });

  it('come in windows that fit together', () => {
    const parts = [0, 7, 14, 21, 28, 35, 42].flatMap((from) => model.rows(queryOf(), from, 7).rows);
    assert.deepEqual(
      parts.map(({ id }) => id),
      all.rows.slice(0, parts.length).map(({ id }) => id),
    );
    assert.deepEqual(model.rows(queryOf(), 10_000, 7).rows, []);
  });

  it('stand with what needs a hand first', () => {
    const needs = all.rows.map(({ needsAttention }) => needsAttention);
    assert.equal(needs.lastIndexOf(true), summary.needsAttention - 1);
  });

  for (const column of COLUMN_IDS) {
    it(`are sorted by ${column}, both ways, each machine once`, () => {
      const up = model.rows(queryOf({ sort: { column, descending: false } }), 0, 500).rows;
      const down = model.rows(queryOf({ sort: { column, descending: true } }), 0, 500).rows;
      assert.equal(new Set(up.map(({ id }) => id)).size, machines.length);
      assert.deepEqual(
        down.map(({ id }) => id),
        up.map(({ id }) => id).toReversed(),
      );
    });
  }

  it('tell one failure from the next, and leave out what Azure does not say', () => {
    const failed = all.rows.filter(({ state }) => state === 'Failed');
    assert.ok(failed.some(({ detail }) => detail === 'LicenseFailed'));
    assert.ok(failed.some(({ detail }) => detail === ''));
    for (const { why } of failed) assert.doesNotMatch(why, /\(\)|“”/);
  });

  it('show hostile names as one line of text', () => {
    const hostile = all.rows.find(({ id }) => id.endsWith('/hostile'));
    assert.ok(hostile);
    assert.match(hostile.name, /<img/);
    assert.doesNotMatch(hostile.name, /[\u0000-\u001f\u202e]/);
    assert.ok(all.rows.every(({ name }) => name.length > 0 && name.length <= 200));
  });

  it('tell unknown cores from none', () => {
    const unknown = all.rows.find(({ id }) => id.endsWith('/assessed-at-no-time'));
    assert.equal(unknown?.cores, '?');
    assert.equal(unknown.cost, '?');
  });

  it('are found by words in names, groups, tags, codes and subscriptions, all of which must occur', () => {
    const found = (text: string): readonly string[] =>
      model.rows(queryOf({ text }), 0, 100).rows.map(({ id }) => id.slice(id.lastIndexOf('/') + 1));
    assert.deepEqual(found('vbsnotrunning'), ['action-required']);
    assert.ok(found('stores').length > 3);
    assert.deepEqual(found('stores vbsnotrunning enabled-1'), []);
    assert.equal(found('').length, machines.length);
  });

  it('are selected one by one, or all that match but some', () => {
    const ids = all.rows.slice(0, 3).map(({ id }) => id);
    assert.deepEqual(
      model
        .selected({ kind: 'ids', ids: [...ids, 'no such id'] })
        .map(({ facts }) => facts.id)
        .toSorted(),
      ids.toSorted(),
    );
    const matching = filtered({ kind: 'attention' });
    const [first = ''] = model.ids(matching, 0, 1);
    const chosen = model.selected({ kind: 'matching', query: matching, except: [first] });
    assert.equal(chosen.length, summary.needsAttention - 1);
    assert.ok(chosen.every(({ facts }) => facts.id !== first));
  });

  it('grow older by the minute; figures are worked out anew by the hour', () => {
    const growing = storeOf(UNTROUBLED);
    let now = growing.now();
    const other = new DashboardModel(() => ({ ...contextOf(growing), now }));
    const first = other.parts();
    const enrolling = (): string | undefined => {
      const { rows } = other.rows(queryOf(), 0, 500);
      return rows.find(({ id }) => id.endsWith('/pending'))?.detail;
    };
    assert.equal(enrolling(), 'enrolling, 10 of about 15 min');
    now = instant(now + 30 * MINUTE);
    const later = other.parts();
    assert.equal(later.figures, first.figures);
    assert.equal(later.table.revision, first.table.revision + 1);
    assert.equal(enrolling(), 'enrolling, 40 of about 15 min');
    now = instant(now + HOUR);
    assert.notEqual(other.parts().figures, first.figures);
  });

  it('are numbered anew when the fleet changes, and only then', () => {
    const changing = storeOf(UNTROUBLED);
    const other = modelOf(changing);
    const before = other.rows(queryOf(), 0, 1).revision;
    assert.equal(other.rows(queryOf(), 0, 1).revision, before);
    changing.progress({ machines: 1, totalMachines: 2 });
    assert.equal(other.parts().table.revision, before);
    changing.apply(reading([machineIn(PRODUCTION, 'app01')]), WHOLE);
    assert.equal(other.rows(queryOf(), 0, 1).revision, before + 1);
    assert.equal(other.parts().table.total, 1);
  });
});

describe('the dashboard’s head', () => {
  const noticesOf = (...args: Parameters<typeof storeOf>): readonly string[] =>
    modelOf(storeOf(...args))
      .parts()
      .head.notices.map(({ kind }) => kind);

  it('has no notice where nothing is wrong', () => {
    assert.deepEqual(noticesOf(UNTROUBLED), []);
  });

  it('tells an unread fleet, a fault without data, old data, a part and an empty fleet apart', () => {
    assert.deepEqual(noticesOf(null), ['signedOut']);
    assert.deepEqual(noticesOf(null, UNREACHABLE), ['error']);
    assert.deepEqual(noticesOf(UNTROUBLED, UNREACHABLE), ['offline']);
    assert.deepEqual(noticesOf(SAMPLE), ['partial']);
    assert.deepEqual(noticesOf({ ...UNTROUBLED, machines: [] }), ['noMachines']);
  });

  it('has a notice with a way out for every fault', () => {
    for (const fault of FAULTS) {
      if (fault.kind === 'cancelled') continue;
      const [notice] = modelOf(storeOf(UNTROUBLED, fault)).parts().head.notices;
      assert.ok(notice !== undefined && notice.actions.length > 0, fault.kind);
    }
  });

  it('says that it loads while there is nothing to show', () => {
    const loading = storeOf(null);
    loading.progress({ machines: 0, totalMachines: null });
    assert.equal(modelOf(loading).parts().head.content, 'loading');
    loading.progress({ machines: 5, totalMachines: 10 });
    assert.equal(modelOf(loading).parts().head.reading, 'Reading: 5 of 10 machines');
  });
});

describe('the dashboard’s what-if', () => {
  const two = storeOf(null);
  const enrolledSince = at('2026-02-02T00:00:00Z');
  two.apply(
    reading([
      machineIn(PRODUCTION, 'a', {
        model: null,
        manufacturer: null,
        cores: { physical: 10 },
        hotpatchFeature: { enrolledAt: enrolledSince },
      }),
      machineIn(STORES, 'b', { model: null, manufacturer: null, cores: { physical: 6 }, hotpatchFeature: null }),
    ]),
    WHOLE,
  );
  const model = modelOf(two);

  it('puts a price on the machines that are enrolled', () => {
    const { summary: says, months } = model.whatIf({
      kind: 'whatIf',
      price: 2,
      machines: 'enrolledNow',
      selection: null,
    });
    assert.equal(months.length, 12);
    assert.deepEqual(months[0], { title: 'June 2026', now: '$0.00', cost: '$20.00', difference: '+$20.00' });
    assert.equal(says, '+$240.00 over 12 months');
  });

  it('adds all eligible, or takes the selected away', () => {
    const all = model.whatIf({ kind: 'whatIf', price: 1.5, machines: 'allEligible', selection: null });
    assert.equal(all.summary, '+$288.00 over 12 months · 1 machine enrolled');
    const ids = model.ids(queryOf(), 0, 2);
    const without = model.whatIf({
      kind: 'whatIf',
      price: 1.5,
      machines: 'withoutSelection',
      selection: { kind: 'ids', ids },
    });
    assert.match(without.summary, /^\$0\.00 over 12 months · 1 machine disenrolled/);
  });
});

function figureOf(parts: DashboardParts, id: string): DashboardParts['figures'][number] {
  const figure = parts.figures.find((one) => one.id === id);
  assert.ok(figure, id);
  return figure;
}

function value(parts: DashboardParts, id: string): string {
  return figureOf(parts, id).value;
}

function usd(amount: number): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(amount);
}
