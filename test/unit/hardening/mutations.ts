import { SeededRandom } from '../../../src/simulator/seededRandom';

/** An HTTP answer as the wire has it. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where something stands in a JSON value. */
type Path = readonly (string | number)[];

/** Every kind of text that a name must not bring about: markup, command links, formulas, ends of literals, unseen letters. */
export const HOSTILE_TEXTS: readonly [string, ...string[]] = [
  '',
  ' ',
  'null',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '[x](command:workbench.action.terminal.new) **b** `c` | d',
  '$(alert) &lt;b&gt; {0} {name} %s',
  '=HYPERLINK("http://example.com","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '+1\t-2\r\n=3',
  '\'; | take 0 //"\\',
  '\u202Eevil\u2066\u200B\u0000\u0007\u001b[31m',
  '\u2028\u2029\uFEFF\uD800',
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}e\u0301',
  '__proto__',
  'constructor',
  '10.0.26100.',
  '10.0.99999999999999999999.1',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  '2026-02-30T25:61:61Z',
  '-1',
  '1e309',
  '١٢٣',
  'x'.repeat(20_000),
  'cumulative '.repeat(20_000),
  `windows server ${'cumulative KB '.repeat(10_000)}`,
  `azure${' '.repeat(50_000)}=`,
];

const VALUES: readonly [() => Json, ...(() => Json)[]] = [
  () => null,
  () => true,
  () => false,
  () => 0,
  () => -1,
  () => 1.5,
  () => Number.MAX_SAFE_INTEGER,
  () => 1e308,
  () => [],
  () => ({}),
  () => [null, [], {}, 'x', 1],
  () => deep(200),
  () => parsed('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}'),
];

const STATUSES: readonly [number, ...number[]] = [
  200, 201, 202, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 412, 413, 429, 500, 502, 503, 504, 600,
];

const HEADERS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['retry-after', '0'],
  ['retry-after', '-5'],
  ['retry-after', '1e400'],
  ['retry-after', 'Thu, 32 Nov 2026 99:99:99 GMT'],
  ['retry-after', '31536000'],
  ['date', 'soon'],
  ['location', 'https://management.example.com/steal'],
  ['www-authenticate', 'Bearer claims="%%%", error="insufficient_claims"'],
  ['x-ms-user-quota-remaining', 'NaN'],
  ['x-ms-user-quota-remaining', '-7'],
  ['x-ms-user-quota-resets-after', '99:99:99'],
  ['x-ms-request-id', '\u00e9'.repeat(300)],
  ['content-type', 'text/html'],
];

/** Changes one answer; the same seed changes the same answer in the same way. */
export function mutated(answer: WireAnswer, seed: string): WireAnswer {
  const random = new SeededRandom('mutation', seed);
  const kind = random.below(100);
  if (kind < 78) return { ...answer, body: mutatedJson(answer.body, random) };
  if (kind < 86) return { ...answer, body: mutatedText(answer.body, random) };
  if (kind < 93) return { ...answer, status: random.pick(STATUSES) };
  const [name, value] = random.pick(HEADERS);
  const status = random.chance(60) ? random.pick(STATUSES) : answer.status;
  return { ...answer, status, headers: { ...answer.headers, [name]: value } };
}

function mutatedJson(body: string, random: SeededRandom): string {
  const root = parsed(body);
  const path = somePath(root, random);
  const parent = path.length === 0 ? null : valueAt(root, path.slice(0, -1));
  if (parent === null || typeof parent !== 'object') return JSON.stringify(someValue(random));
  const key = path.at(-1) ?? '';
  if (Array.isArray(parent)) changeItem(parent, Number(key), random);
  else changeField(parent, String(key), random);
  return JSON.stringify(root);
}

function changeItem(items: Json[], place: number, random: SeededRandom): void {
  const item = items[place] ?? null;
  switch (random.below(5)) {
    case 0:
      items.splice(place, 1);
      return;
    case 1:
      items.splice(random.below(items.length + 1), 0, structuredClone(item));
      return;
    case 2:
      items.push(...Array.from({ length: 1 + random.below(30) }, () => structuredClone(item)));
      return;
    default:
      items[place] = someValue(random);
  }
}

function changeField(object: { [key: string]: Json }, key: string, random: SeededRandom): void {
  const value = object[key] ?? null;
  switch (random.below(8)) {
    case 0:
      Reflect.deleteProperty(object, key);
      return;
    case 1:
      define(object, random.pick(HOSTILE_TEXTS), value);
      return;
    case 2:
      Reflect.deleteProperty(object, key);
      define(object, random.chance(50) ? key.toUpperCase() : key.toLowerCase(), value);
      return;
    case 3:
      define(object, key, [structuredClone(value)]);
      return;
    case 4:
      define(object, key, typeof value === 'string' ? `${value}${random.pick(HOSTILE_TEXTS)}` : someValue(random));
      return;
    default:
      define(object, key, someValue(random));
  }
}

/** Also for __proto__, which an assignment would take as something else. */
function define(object: object, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutatedText(text: string, random: SeededRandom): string {
  const place = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, place);
    case 1:
      return text.slice(0, place) + random.pick(HOSTILE_TEXTS) + text.slice(place);
    case 2:
      return text.slice(0, place) + text.slice(place + 1 + random.below(20));
    case 3:
      return `${text.slice(0, place)}${String.fromCharCode(random.below(0x1_0000))}${text.slice(place + 1)}`;
    default:
      return random.pick(HOSTILE_TEXTS);
  }
}

function someValue(random: SeededRandom): Json {
  return random.chance(60) ? random.pick(HOSTILE_TEXTS) : random.pick(VALUES)();
}

/** Goes down from the root, each time into one of the children, and stops anywhere below it. */
function somePath(root: Json, random: SeededRandom): Path {
  const path: (string | number)[] = [];
  for (let at: Json = root; typeof at === 'object' && at !== null;) {
    const keys: readonly (string | number)[] = Array.isArray(at) ? at.map((_, place) => place) : Object.keys(at);
    const key = keys[random.below(keys.length)];
    if (key === undefined) break;
    path.push(key);
    at = child(at, key);
    if (path.length > 2 && random.chance(25)) break;
    if (path.length <= 2 && random.chance(3)) break;
  }
  return path;
}

function valueAt(root: Json, path: Path): Json {
  return path.reduce<Json>((at, key) => child(at, key), root);
}

function child(value: Json, key: string | number): Json {
  if (typeof value !== 'object' || value === null) return null;
  return (Array.isArray(value) ? value[Number(key)] : value[String(key)]) ?? null;
}

function deep(levels: number): Json {
  let value: Json = 'deep';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function parsed(text: string): Json {
  return JSON.parse(text) as Json;
}
