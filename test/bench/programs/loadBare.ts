// The bound: pages through the same queries at the same concurrency with node:http, parses the bytes, and keeps nothing,
// or every row until the end, as whoever wants to show a fleet has to.
//   loadBare.js URL READS [keep]
import http from 'node:http';
import { ASSESSMENTS_QUERY, INSTALLATIONS_QUERY, MACHINES_QUERY } from '../../../src/azure/queries';
import { answerAndExit } from './answer';
import type { LoadCosts } from './loadFleet';
import { type Cost, costOf } from './measure';

interface Page {
  readonly data: readonly unknown[];
  readonly $skipToken?: string;
}

interface Listing {
  readonly value: readonly { readonly subscriptionId: string }[];
}

const [url = '', reads = '2', keep = ''] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });
let queries = 0;
let kept: Page[] = [];

function exchange(path: string, body?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
    const options = { agent, method: body === undefined ? 'GET' : 'POST', headers };
    const request = http.request(`${url}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function readPages(query: string, subscriptions: readonly string[]): Promise<number> {
  let rows = 0;
  let skipToken: string | undefined;
  do {
    const options = {
      $top: 1000,
      resultFormat: 'objectArray',
      ...(skipToken === undefined ? {} : { $skipToken: skipToken }),
    };
    const body = JSON.stringify({ subscriptions, query, options });
    const page = (await exchange('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', body)) as Page;
    queries += 1;
    rows += page.data.length;
    if (keep !== '') kept.push(page);
    skipToken = page.$skipToken;
  } while (skipToken !== undefined);
  return rows;
}

async function read(): Promise<number> {
  kept = [];
  await exchange('/tenants?api-version=2022-12-01');
  const { value } = (await exchange('/subscriptions?api-version=2022-12-01')) as Listing;
  const subscriptions = value.map((each) => each.subscriptionId);
  const all = [MACHINES_QUERY, ASSESSMENTS_QUERY, INSTALLATIONS_QUERY].map((query) => readPages(query, subscriptions));
  return (await Promise.all(all)).reduce((sum, rows) => sum + rows, 0);
}

async function main(): Promise<LoadCosts> {
  const costs: Cost[] = [];
  for (let each = 0; each < Number(reads); each += 1) costs.push(await costOf(read));
  return { costs, queries: queries / Number(reads) };
}

answerAndExit(main());
