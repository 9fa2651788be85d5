import type { FleetFilter } from '../core/fleetFilter';
import type { Grouping } from '../core/grouping';
import type { JudgedMachine } from '../core/judgedMachine';
import type { ReleaseCatalogue } from '../core/release';
import { picks } from '../messages/pickEnglish';
import type { Texts } from '../messages/texts';

import { pickFilter } from './filterPick';
import { pickGrouping } from './groupingPick';
import type { ReleaseEntry } from './releaseMonthInput';
import { askReleaseMonth } from './releaseMonthInput';

/** What a person is asked about the tree and the release data. Undefined = turned away. */
export interface Picks {
  filter(current: FleetFilter, machines: readonly JudgedMachine[]): Promise<FleetFilter | undefined>;
  grouping(current: Grouping, machines: readonly JudgedMachine[]): Promise<Grouping | undefined>;
  releaseMonth(known: ReleaseCatalogue): Promise<ReleaseEntry | undefined>;
}

/** Makes the picks. This is all that their bundle, which is loaded with the first of them, gives away. */
export function openPicks(texts: Texts): Picks {
  texts.learn(picks);
  return {
    filter: (current, machines) => pickFilter(current, machines, texts),
    grouping: (current, machines) => pickGrouping(current, machines, texts),
    releaseMonth: (known) => askReleaseMonth(known, texts),
  };
}
