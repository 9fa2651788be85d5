import type { SubscriptionId } from './ids';
import type { Instant } from './instant';
import type { JudgedMachine } from './judgedMachine';
import type { Amount, Price } from './money';
import { amountOf, price } from './money';
import type { UtcDay, UtcMonth } from './utcDay';
import { daysIn, monthOfDay, utcDay } from './utcDay';

/** Why Azure Update Manager may cost nothing for a server though Azure’s machine data does not tell; the catalogue has a sentence for each. */
export const UNSEEN_EXEMPTIONS = [
  'defenderForServersPlan2',
  'softwareAssurance',
  'payAsYouGo',
  'extendedSecurityUpdates',
  'azureLocal',
] as const;

export type UnseenExemption = (typeof UNSEEN_EXEMPTIONS)[number];

/**
 * USD 5 per Arc server and month, charged by the day as a 31st: a day counts on which the server was connected and an
 * operation ran or a schedule was attached. Hotpatch itself does not need Update Manager.
 */
export const UPDATE_MANAGER_PRICE = required(price(5));
export const CHARGED_DAYS = 31;

export interface UpdateManagerOptions {
  readonly month: UtcMonth;
  /** Subscriptions that the user knows to be exempt (Defender for Servers Plan 2 is bought by subscription). */
  readonly exemptSubscriptions: ReadonlySet<SubscriptionId>;
}

/**
 * What Azure Update Manager may cost in a month; all of it an assumption, since exemptions are not in the data. Always
 * in USD, apart from the rate card.
 */
export interface UpdateManagerEstimate {
  readonly currency: 'USD';
  /** Days on which the newest assessment or installation of each machine proves an operation. */
  readonly proven: Amount;
  /** The same, with every day of the month for connected machines that are assessed daily (periodic assessment is on). */
  readonly expected: Amount;
  /** Machines that are counted on at least one day. */
  readonly machines: number;
  /** Of these: assessed daily. */
  readonly assessedDaily: number;
  /** Left out: in an exempt subscription, or Azure Edition (it runs on Azure Local, whose machines are free). */
  readonly exempt: number;
  readonly isAssumption: true;
  readonly unseenExemptions: readonly UnseenExemption[];
}

/** Azure keeps only the newest assessment and installation, and no days on which a machine was connected. */
export function updateManagerEstimate(
  machines: readonly JudgedMachine[],
  { month, exemptSubscriptions }: UpdateManagerOptions,
): UpdateManagerEstimate {
  const counts = { machines: 0, assessedDaily: 0, exempt: 0 };
  let provenDays = 0;
  let expectedDays = 0;
  for (const machine of machines) {
    if (machine.verdict.state === 'builtIn' || exemptSubscriptions.has(machine.facts.subscriptionId)) {
      counts.exempt += 1;
      continue;
    }
    const proven = operationDays(machine, month);
    const isDaily = isAssessedDaily(machine);
    if (proven > 0 || isDaily) counts.machines += 1;
    if (isDaily) counts.assessedDaily += 1;
    provenDays += proven;
    expectedDays += isDaily ? daysIn(month) : proven;
  }
  return {
    currency: 'USD',
    proven: amountOfDays(provenDays),
    expected: amountOfDays(expectedDays),
    ...counts,
    isAssumption: true,
    unseenExemptions: UNSEEN_EXEMPTIONS,
  };
}

function operationDays({ facts }: JudgedMachine, month: UtcMonth): number {
  const days = [facts.assessment?.at, facts.installation?.at]
    .filter((at): at is Instant => at !== null && at !== undefined)
    .map((at): UtcDay => utcDay(at))
    .filter((day) => monthOfDay(day) === month);
  return new Set(days).size;
}

/** Periodic assessment is on, and the machine is there to be assessed. */
export function isAssessedDaily({ facts, verdict }: JudgedMachine): boolean {
  const mode = (facts.patchSettings.assessmentMode ?? '').toLowerCase();
  return verdict.connection === 'connected' && mode === 'automaticbyplatform';
}

function amountOfDays(days: number): Amount {
  return amountOf(UPDATE_MANAGER_PRICE, days, CHARGED_DAYS);
}

function required(value: Price | undefined): Price {
  if (value === undefined) throw new Error('The price of Azure Update Manager is none');
  return value;
}
