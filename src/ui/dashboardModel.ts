import type {
  DashboardParts,
  MachineRowView,
  RowsAnswer,
  Selection,
  TableQuery,
  WhatIfAnswer,
  WhatIfRequest,
} from '../core/dashboardContract';
import { MOST_ROWS } from '../core/dashboardContract';
import type { Instant } from '../core/instant';
import { HOUR, MINUTE } from '../core/instant';
import type { JudgedMachine } from '../core/judgedMachine';
import { utcDay } from '../core/utcDay';
import type { DashboardContext } from './dashboardContext';
import { costPart } from './dashboardCost';
import { figuresPart, rebootsPart, tablePart } from './dashboardFigures';
import { filterLabel } from './dashboardFilterLabel';
import { DashboardFleet } from './dashboardFleet';
import { headPart } from './dashboardHead';
import { releasesPart } from './dashboardReleases';
import { dashboardRow } from './dashboardRow';
import { DashboardTable } from './dashboardTable';
import { whatIfAnswer } from './dashboardWhatIf';

/** How often a view whose machines have not changed is worked out anew, because days and months go on. */
const GOES_STALE = HOUR;
/** How often ages in the rows are told anew. */
const GROWS_OLDER = MINUTE;

/**
 * The dashboard as a projection of the fleet's view: its parts, and windows of the table's rows. Knows no VS Code. What
 * it has worked out is kept as long as the machines and the settings stay the same.
 */
export class DashboardModel {
  readonly #context: () => DashboardContext;
  #fleet: DashboardFleet;
  readonly #table: DashboardTable;
  #revision = 1;
  #madeAt: Instant;
  #parts: Omit<DashboardParts, 'head'> | null = null;

  constructor(context: () => DashboardContext) {
    this.#context = context;
    this.#fleet = new DashboardFleet(context());
    this.#madeAt = this.#fleet.context.now;
    this.#table = new DashboardTable(this.#fleet);
  }

  /** All that the page shows, but for the rows. */
  parts(): DashboardParts {
    const fleet = this.#current();
    this.#parts ??= {
      figures: fleet.machines.length === 0 ? [] : figuresPart(fleet),
      cost: fleet.machines.length === 0 ? null : costPart(fleet),
      releases: releasesPart(fleet),
      reboots: rebootsPart(fleet),
      table: tablePart(fleet, this.#revision),
    };
    return { head: headPart(this.#context()), ...this.#parts };
  }

  /** A window of the rows. */
  rows(query: TableQuery, from: number, count: number): RowsAnswer {
    const fleet = this.#current();
    const places = this.#table.places(query);
    const rows: MachineRowView[] = [];
    for (const place of places.subarray(from, from + Math.min(count, MOST_ROWS))) {
      const row = dashboardRow(place, fleet);
      if (row) rows.push(row);
    }
    const labels = query.filters.map((filter) => filterLabel(filter, fleet.context));
    return { revision: this.#revision, total: places.length, from, rows, labels };
  }

  /** The ids of a range of rows. */
  ids(query: TableQuery, from: number, count: number): readonly string[] {
    const { machines } = this.#current();
    const places = this.#table.places(query).subarray(from, from + count);
    return [...places].flatMap((place) => machines[place]?.facts.id ?? []);
  }

  /** The machines that match, in the query's order, with what the dashboard knows of them. */
  matching(query: TableQuery): { readonly fleet: DashboardFleet; readonly places: Uint32Array } {
    const fleet = this.#current();
    return { fleet, places: this.#table.places(query) };
  }

  selected(selection: Selection): readonly JudgedMachine[] {
    this.#current();
    return this.#table.selected(selection);
  }

  whatIf(request: WhatIfRequest): WhatIfAnswer {
    const fleet = this.#current();
    const selected = request.selection === null ? [] : this.#table.selected(request.selection);
    return whatIfAnswer(request, selected, fleet);
  }

  #growOlder(now: Instant): void {
    this.#fleet.moveTo(now);
    this.#revision += 1;
    if (this.#parts !== null) {
      this.#parts = { ...this.#parts, table: { ...this.#parts.table, revision: this.#revision } };
    }
  }

  /** The fleet as it is now; worked out anew where something has changed. */
  #current(): DashboardFleet {
    const context = this.#context();
    const before = this.#fleet.context;
    const isSame =
      context.view.machines === before.view.machines &&
      context.view.snapshot === before.view.snapshot &&
      context.settings.card === before.settings.card &&
      costSettings(context) === costSettings(before) &&
      context.settings.offlineDays === before.settings.offlineDays &&
      context.releases === before.releases &&
      context.records === before.records &&
      context.installed === before.installed &&
      context.now - this.#madeAt < GOES_STALE &&
      utcDay(context.now) === utcDay(this.#madeAt);
    if (isSame) {
      if (context.now - before.now >= GROWS_OLDER) this.#growOlder(context.now);
      return this.#fleet;
    }
    this.#madeAt = context.now;
    this.#fleet = new DashboardFleet(context);
    this.#table.use(this.#fleet);
    this.#revision += 1;
    this.#parts = null;
    return this.#fleet;
  }
}

function costSettings({ settings }: DashboardContext): string {
  return JSON.stringify([settings.assumptions, settings.updateManager]);
}
