import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ASSESSMENTS_QUERY, INSTALLATIONS_QUERY, MACHINES_QUERY } from '../../../src/azure/queries';
import { companySubscriptions, CONTOSO } from '../../../src/simulator/companyDirectory';
import { generateFleet } from '../../../src/simulator/fleetGenerator';
import type { FleetSource } from '../../../src/simulator/fleetSource';
import { FleetState } from '../../../src/simulator/fleetState';
import { QueryQuota } from '../../../src/simulator/queryQuota';
import { ResourceGraphEndpoint } from '../../../src/simulator/resourceGraphEndpoint';
import { BENCH_NOW } from './benchNow';

const SEED = 7;
const PAGE = 1000;

/** The subscriptions of the fleet: those of both simulated companies, in one tenant. */
export const TENANT = CONTOSO;
export const SUBSCRIPTIONS = companySubscriptions(0).map((each) => ({ ...each, tenantId: TENANT.id }));

/** What the bytes of an answer are found by: the page's $skipToken, and the query of the first page. */
export type PrebuiltPages = ReadonlyMap<string, Buffer>;

/**
 * The answers to the queries of a fleet's read, made by the simulator's Resource Graph. They are kept in `folder` by a
 * digest of this program, which holds the generator, the query engine and the queries: 100,000 machines take a minute.
 */
export function prebuiltPages(machines: number, folder: string): PrebuiltPages {
  const digest = createHash('sha256').update(fs.readFileSync(__filename)).digest('hex').slice(0, 12);
  const file = path.join(folder, `bench-pages-${machines}-${digest}.ndjson`);
  if (!fs.existsSync(file)) {
    removeOlder(folder, machines);
    const lines = [...buildPages(machines)].flatMap(([key, bytes]) => [Buffer.from(JSON.stringify(key)), bytes]);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(`${file}.${process.pid}`, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    fs.renameSync(`${file}.${process.pid}`, file);
  }
  return readPages(fs.readFileSync(file));
}

function removeOlder(folder: string, machines: number): void {
  if (!fs.existsSync(folder)) return;
  const older = fs.readdirSync(folder).filter((name) => name.startsWith(`bench-pages-${machines}-`));
  for (const name of older) fs.rmSync(path.join(folder, name));
}

function readPages(bytes: Buffer): PrebuiltPages {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf(10, from);
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  const pages = new Map<string, Buffer>();
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const page = lines[at + 1];
    if (page) pages.set(String(JSON.parse(String(lines[at]))), page);
  }
  return pages;
}

function buildPages(machines: number): PrebuiltPages {
  const endpoint = new ResourceGraphEndpoint(
    new FleetState(inOneTenant(generateFleet({ machines, seed: SEED, now: BENCH_NOW, subscriptions: 0 }))),
    new QueryQuota(null, () => 0),
    () => BENCH_NOW,
    () => 0, // time stands still, so each query is evaluated once for all of its pages
  );
  const pages = new Map<string, Buffer>();
  for (const query of [MACHINES_QUERY, ASSESSMENTS_QUERY, INSTALLATIONS_QUERY]) {
    let key: string | undefined = query;
    let skipToken: string | undefined;
    while (key !== undefined) {
      const bytes = pageOf(endpoint, query, skipToken);
      pages.set(key, bytes);
      skipToken = (JSON.parse(bytes.toString()) as { $skipToken?: string }).$skipToken;
      key = skipToken;
    }
  }
  return pages;
}

function inOneTenant(fleet: FleetSource): FleetSource {
  return { tenants: [TENANT], subscriptions: SUBSCRIPTIONS, table: (name) => fleet.table(name) };
}

function pageOf(endpoint: ResourceGraphEndpoint, query: string, skipToken: string | undefined): Buffer {
  const { status, body } = endpoint.answer({
    caller: { principal: 'placeholder', tenantId: TENANT.id, hasClaims: false },
    body: {
      query,
      subscriptions: SUBSCRIPTIONS.map(({ id }) => id),
      options: {
        resultFormat: 'objectArray',
        $top: PAGE,
        ...(skipToken === undefined ? {} : { $skipToken: skipToken }),
      },
    },
    correlationId: '',
    deniedSubscriptions: new Set(),
    mostRows: undefined,
  });
  if (status !== 200) throw new Error(`The simulator answered ${status}: ${JSON.stringify(body)}`);
  return Buffer.from(JSON.stringify(body));
}
