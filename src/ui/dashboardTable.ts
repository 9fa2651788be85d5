import type { Selection, TableQuery } from '../core/dashboardContract';
import { wordTest } from '../core/fleetFilter';
import type { JudgedMachine } from '../core/judgedMachine';
import type { DashboardFleet } from './dashboardFleet';
import { filterTest } from './dashboardFleet';

/** What the table shows: a query's machines in its order, as places in the fleet. Kept until the query or the fleet changes. */
export class DashboardTable {
  #fleet: DashboardFleet;
  #key = '';
  #places: Uint32Array = new Uint32Array();

  constructor(fleet: DashboardFleet) {
    this.#fleet = fleet;
  }

  use(fleet: DashboardFleet): void {
    this.#fleet = fleet;
    this.#key = '';
  }

  /** Places of the machines that match, in the query's order. */
  places(query: TableQuery): Uint32Array {
    const key = JSON.stringify(query);
    if (key !== this.#key) {
      this.#places = matchingPlaces(query, this.#fleet);
      this.#key = key;
    }
    return this.#places;
  }

  /** The machines that are selected and still there; in the order of the query where that selected them. */
  selected(selection: Selection): readonly JudgedMachine[] {
    const { machines } = this.#fleet;
    if (selection.kind === 'ids') {
      const ids: ReadonlySet<string> = new Set(selection.ids);
      return machines.filter(({ facts }) => ids.has(facts.id));
    }
    const except: ReadonlySet<string> = new Set(selection.except);
    return [...this.places(selection.query)]
      .flatMap((place) => machines[place] ?? [])
      .filter(({ facts }) => !except.has(facts.id));
  }
}

function matchingPlaces(query: TableQuery, fleet: DashboardFleet): Uint32Array {
  const order = fleet.order(query.sort.column);
  const test = queryTest(query, fleet);
  const matching = order.filter(test);
  return query.sort.descending ? matching.reverse() : matching;
}

function queryTest(query: TableQuery, fleet: DashboardFleet): (place: number) => boolean {
  const hasWords = wordTest(query.text);
  const hasText = query.text.trim() !== '';
  const states = new Set(query.states);
  const tests = query.filters.map((filter) => filterTest(filter, fleet));
  return (place) => {
    const state = fleet.machines[place]?.verdict.state;
    if (states.size > 0 && (state === undefined || !states.has(state))) return false;
    if (!tests.every((test) => test(place))) return false;
    return !hasText || hasWords(fleet.text(place));
  };
}
