import { drawConnection, type ConnectionFacts } from './connectionFacts';
import type { Estate } from './companyDirectory';
import { drawHardware, type Hardware } from './hardwareFacts';
import type { Json } from './kql/json';
import type { Story } from './machineStory';
import { drawOs, type OsFacts } from './osFacts';
import { SeededRandom } from './seededRandom';

/** What a server is for: part of its name, its resource group and its tags. */
interface Role {
  readonly code: string;
  readonly group: string;
  readonly app: string;
  readonly weight: number;
  readonly runsSql?: boolean;
}

const ROLES: readonly Role[] = [
  { code: 'APP', group: 'apps', app: 'Order desk', weight: 22 },
  { code: 'WEB', group: 'web', app: 'Customer portal', weight: 14 },
  { code: 'SQL', group: 'data', app: 'ERP', weight: 14, runsSql: true },
  { code: 'FS', group: 'files', app: 'File services', weight: 10 },
  { code: 'DC', group: 'identity', app: 'Active Directory', weight: 9 },
  { code: 'RDS', group: 'desktops', app: 'Remote desktops', weight: 9 },
  { code: 'MON', group: 'ops', app: 'Monitoring', weight: 5 },
  { code: 'BKP', group: 'ops', app: 'Backup', weight: 5 },
  { code: 'PRT', group: 'files', app: 'Print services', weight: 4 },
  { code: 'MES', group: 'plant', app: 'Manufacturing execution', weight: 8 },
];

const ROLE_DECK: readonly Role[] = ROLES.flatMap((role) => Array<Role>(role.weight).fill(role));
const APP_ROLE: Role = { code: 'APP', group: 'apps', app: 'Order desk', weight: 1 };

const AGENTS: readonly [string, ...string[]] = [
  '1.67.03300.2500',
  '1.67.03300.2500',
  '1.67.03300.2500',
  '1.66.03250.2441',
  '1.66.03250.2441',
  '1.63.03107.1980',
  '1.61.02999.1111',
  '1.52.02767.1234',
  '1.44.02508.899',
];

const OWNERS: readonly [string, ...string[]] = [
  'platform-team',
  'erp-team',
  'web-team',
  'workplace',
  'branch-it',
  "d'Amico & Sons",
  'Müller (extern)',
  '<unassigned>',
];

/** Free text as people really leave it in tags; harmless, but every character that has ever broken a tooltip is here. */
const NOTES: readonly [string, ...string[]] = [
  'reboot only after 22:00',
  'see [runbook](https://contoso.com/runbook)',
  '<b>do not reboot</b>',
  '$(shield) PCI zone',
  '**legacy** `do not touch`',
  'Wartung: täglich ☕ 06:00',
  'C:\\temp\\%PATH%; ../..',
  '{{owner}} | 100% "quoted"',
];

/** One generated machine before it becomes rows: every draw is made, nothing is formatted for a table yet. */
export interface MachineBlueprint {
  readonly seed: number;
  readonly index: number;
  readonly story: Story;
  readonly estate: Estate;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: Json;
  readonly runsSql: boolean;
  readonly agentVersion: string;
  readonly os: OsFacts;
  readonly hardware: Hardware;
  readonly connection: ConnectionFacts;
  readonly vmId: string;
  /** The rest of the machine's own numbers, for its row in `resources`. The other tables draw their own from the seed. */
  readonly random: SeededRandom;
}

/** Draws machine number `index` of a fleet. */
export function drawMachine(seed: number, index: number, story: Story, estate: Estate, now: number): MachineBlueprint {
  const random = new SeededRandom(seed, 'machine', index);
  const role = ROLE_DECK[random.below(ROLE_DECK.length)] ?? APP_ROLE;
  const os = drawOs(story, now, random);
  return {
    seed,
    index,
    story,
    estate,
    name: machineName(estate, role, os, index),
    resourceGroup: `rg-${role.group}-${estate.environment}`,
    location: random.pick(estate.locations),
    tags: drawTags(estate, role, random),
    runsSql: role.runsSql === true && !os.isLinux,
    agentVersion: random.pick(AGENTS),
    os,
    hardware: drawHardware(os.isLinux ? 10 : estate.metalPercent, random),
    connection: drawConnection(story.connection, now, random),
    vmId: random.guid(),
    random,
  };
}

function machineName(estate: Estate, role: Role, os: OsFacts, index: number): string {
  const number = String(index + 1).padStart(3, '0');
  if (os.isLinux) return `${estate.prefix}-${role.code}-lx${number}`.toLowerCase();
  return [estate.prefix, os.osSku.startsWith('Windows 11') ? 'PAW' : role.code, number].join('-');
}

function drawTags(estate: Estate, role: Role, random: SeededRandom): Json {
  if (random.chance(6)) return null;
  if (random.chance(4)) return {};
  const tags: Record<string, Json> = { env: estate.environment };
  if (random.chance(85)) tags['owner'] = random.pick(OWNERS);
  if (random.chance(70)) tags['app'] = role.app;
  if (random.chance(45)) tags['patch-window'] = random.pick(['Sun 02:00', 'Sat 22:00', 'Tue 04:00']);
  if (random.chance(12)) tags['Note (ops)'] = random.pick(NOTES);
  if (random.chance(5)) tags['costCenter'] = '';
  return tags;
}
