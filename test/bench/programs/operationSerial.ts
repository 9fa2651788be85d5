// Enrolls machines as the public scripts do: one after the other, GET, PUT, and polls of the operation until it is over.
//   operationSerial.js URL SCALE ID...
import { answerAndExit } from './answer';

/** Simulated milliseconds that each machine took. */
export type SerialAnswer = readonly number[];

const [url = '', scaleText = '1', ...ids] = process.argv.slice(2);
const scale = Number(scaleText);
/** What Azure recommends where it says anything, in simulated milliseconds. */
const POLL_EVERY = 30_000;
const VERSION = 'api-version=2025-01-13';
const HEADERS = { authorization: 'Bearer serial', 'content-type': 'application/json' };
const BODY = JSON.stringify({
  location: 'westeurope',
  properties: {
    productProfile: {
      productType: 'WindowsServer',
      productFeatures: [{ name: 'Hotpatch', subscriptionStatus: 'Enable' }],
    },
  },
});

async function enrollOne(id: string): Promise<number> {
  const begun = performance.now();
  const profile = `${url}${id}/licenseProfiles/default?${VERSION}`;
  await (await fetch(profile, { headers: HEADERS })).text();
  let answer = await fetch(profile, { method: 'PUT', headers: HEADERS, body: BODY });
  await answer.text();
  if (!answer.ok) throw new Error(`PUT was answered ${answer.status}`);
  for (let status = ''; status !== 'Succeeded';) {
    const poll = answer.headers.get('azure-asyncoperation');
    if (poll === null) throw new Error('no operation to poll');
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY / scale));
    answer = await fetch(poll, { headers: HEADERS });
    ({ status } = (await answer.json()) as { status: string });
  }
  return (performance.now() - begun) * scale;
}

async function main(): Promise<SerialAnswer> {
  const times: number[] = [];
  for (const id of ids) times.push(await enrollOne(id));
  return times;
}

answerAndExit(main());
