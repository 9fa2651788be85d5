import type { FleetFilter } from '../core/fleetFilter';
import { NO_FILTER } from '../core/fleetFilter';
import type { MachineId } from '../core/ids';
import { machineId } from '../core/ids';
import { plainText, SHOWN_LENGTH } from '../core/plainText';
import type { Result } from '../core/result';
import { failed, succeeded } from '../core/result';
import type { StateId } from '../core/stateTable';
import { isStateId } from '../core/stateTable';

/** What a link of ours asks for. Nothing of it changes a machine. */
export type DeepLink =
  | { readonly kind: 'dashboard' }
  | { readonly kind: 'machine'; readonly id: MachineId }
  | { readonly kind: 'filter'; readonly filter: FleetFilter };

/** Why a link is refused (the catalogue has `link.fault.<id>`), and the beginning of the part of it that is wrong. */
export interface DeepLinkFault {
  readonly id: 'tooLong' | 'path' | 'parameter' | 'machineId' | 'text' | 'state' | 'empty';
  readonly value: string;
}

/** Of path and query together. The longest ARM id has less than 300 characters. */
const MOST_CHARACTERS = 1_000;

/** Of a refused link’s own text: enough to find the mistake, too little to say something in our name. */
const MOST_QUOTED = 40;

/** Narrower than what is read from Azure: nothing but letters, digits and the signs that Azure allows in such names. */
const STRICT_MACHINE_ID =
  /^\/subscriptions\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/resourcegroups\/[\p{L}\p{N}_().-]{1,90}\/providers\/microsoft\.hybridcompute\/machines\/[\p{L}\p{N}_.-]{1,64}$/u;

/** Path → names of the parameters that may stand there, each once. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  '/dashboard': [],
  '/machine': ['id'],
  '/filter': ['text', 'state'],
};

/** Reads a link by its path and its query, both decoded as `vscode.Uri` gives them. Refuses whatever is not exactly right. */
export function readDeepLink(path: string, query: string): Result<DeepLink, DeepLinkFault> {
  if (path.length + query.length > MOST_CHARACTERS) return fault('tooLong');
  const names = Object.hasOwn(PARAMETERS, path) ? PARAMETERS[path] : undefined;
  if (names === undefined) return fault('path', path);
  const parameters = new Map<string, string>();
  for (const part of query === '' ? [] : query.split('&')) {
    const [name = '', ...rest] = part.split('=');
    if (rest.length === 0 || !names.includes(name) || parameters.has(name)) return fault('parameter', name);
    parameters.set(name, rest.join('='));
  }
  if (path === '/dashboard') return succeeded({ kind: 'dashboard' });
  return path === '/machine' ? readMachine(parameters.get('id') ?? '') : readFilter(parameters);
}

function readMachine(text: string): Result<DeepLink, DeepLinkFault> {
  const id = machineId(text);
  if (id === undefined || !STRICT_MACHINE_ID.test(id)) return fault('machineId', text);
  return succeeded({ kind: 'machine', id });
}

function readFilter(parameters: ReadonlyMap<string, string>): Result<DeepLink, DeepLinkFault> {
  const text = parameters.get('text');
  // As it would be shown: what is cut or replaced there cannot be confirmed by who reads it.
  if (text !== undefined && (text === '' || text !== plainText(text, SHOWN_LENGTH))) return fault('text');
  const states: StateId[] = [];
  for (const state of parameters.get('state')?.split(',') ?? []) {
    if (!isStateId(state)) return fault('state', state);
    if (!states.includes(state)) states.push(state);
  }
  if (text === undefined && states.length === 0) return fault('empty');
  return succeeded({ kind: 'filter', filter: { ...NO_FILTER, text: text ?? '', states } });
}

function fault(id: DeepLinkFault['id'], value = ''): { readonly ok: false; readonly fault: DeepLinkFault } {
  return failed({ id, value: plainText(value, MOST_QUOTED) });
}
