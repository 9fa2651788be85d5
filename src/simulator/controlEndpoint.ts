import { armError, methodNotAllowed, ok, type Reply } from './armReply';
import { readBehaviour, readChances } from './enrolmentOutcomes';
import { readFaultRule, type FaultRule, type FaultRules } from './faultRules';
import { rowKey, subscriptionOf, type FleetChange, type FleetState } from './fleetState';
import { isObject, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import type { ProcessLease } from './processLease';
import type { RequestLog } from './requestLog';
import type { SimulatorClock } from './simulatorClock';
import { readAccess } from './subscriptionAccess';
import { readSwitches } from './switches';
import type { WrittenWorld } from './writtenWorld';

/** What /simulator/health tells beside the clock. */
export interface ProcessFacts {
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  /** The instance: another process at the same address has another key. */
  readonly key: string;
  readonly seed: number | null;
  /** ISO 8601, real time. */
  readonly startedAt: string;
}

export interface ControlParts {
  readonly facts: ProcessFacts;
  readonly state: FleetState;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly clock: SimulatorClock;
  readonly lease: ProcessLease;
  readonly world: WrittenWorld;
  readonly realTokensRefused: () => number;
  /** Called after everything that a restart must remember. */
  readonly onChange: () => void;
  readonly onShutdown: () => void;
}

const MOST_LEASED_SECONDS = 7 * 24 * 3600;

/** /simulator/…: how whoever runs the simulator looks at it and changes it. Nothing here is Azure's. */
export class ControlEndpoint {
  constructor(private readonly parts: ControlParts) {}

  answer(method: string, url: URL, body: Json | undefined): Reply {
    switch (url.pathname.slice('/simulator/'.length)) {
      case 'health':
        return method === 'GET' ? this.health() : methodNotAllowed(method);
      case 'requests':
        return this.requests(method);
      case 'faults':
        return this.faults(method, url, body);
      case 'machines':
        return method === 'POST' ? this.machines(body) : methodNotAllowed(method);
      case 'lease':
        return method === 'POST' ? this.lease(body) : methodNotAllowed(method);
      case 'clock':
        return this.clock(method, body);
      case 'switches':
        return this.switches(method, body);
      case 'behaviours':
        return this.behaviours(method, body);
      case 'effects':
        return this.effects(method, url);
      case 'shutdown':
        return method === 'POST' ? this.shutdown() : methodNotAllowed(method);
      default:
        return armError(404, 'NotFound', `The simulator has nothing at '${url.pathname}'.`);
    }
  }

  private health(): Reply {
    const { facts, state, clock, realTokensRefused } = this.parts;
    return ok({
      ...facts,
      machines: state.machineCount(),
      now: new Date(clock.now()).toISOString(),
      realTokensRefused: realTokensRefused(),
    });
  }

  private requests(method: string): Reply {
    if (method === 'DELETE') this.parts.log.clear();
    else if (method !== 'GET') return methodNotAllowed(method);
    return ok({ requests: this.parts.log.list().map((entry) => ({ ...entry })) });
  }

  private faults(method: string, url: URL, body: Json | undefined): Reply {
    const { faults, onChange } = this.parts;
    if (method === 'DELETE') {
      const id = url.searchParams.get('id');
      faults.clear(id === null ? undefined : Number(id));
      onChange();
    } else if (method === 'POST') {
      const readings = (Array.isArray(body) ? body : [body]).map(readFaultRule);
      const rules: FaultRule[] = [];
      for (const reading of readings) {
        if (!reading.ok) return badRequest(reading.message);
        rules.push(reading.rule);
      }
      for (const rule of rules) faults.add(rule, false);
      onChange();
    } else if (method !== 'GET') {
      return methodNotAllowed(method);
    }
    // The rules came from JSON or are built of nothing else.
    return ok({ faults: faults.list().map((rule) => ({ ...rule })) as unknown as Json });
  }

  private machines(body: Json | undefined): Reply {
    const reading = readChanges(body);
    if (typeof reading === 'string') return badRequest(reading);
    const { state, onChange } = this.parts;
    const known = new Set(state.subscriptions.map((each) => each.id.toLowerCase()));
    for (const change of reading) {
      if (change.kind !== 'put') {
        if (!state.has(change.id)) return armError(404, 'NotFound', `No row has the id '${change.id}'.`);
      } else if (!change.rows.every((row) => known.has(subscriptionOf(row)))) {
        return badRequest('Every row must be of a subscription that is there.');
      }
    }
    for (const change of reading) {
      state.apply(change);
      this.tellGuests(change);
    }
    onChange();
    return ok({ changes: reading.length, machines: state.machineCount() });
  }

  private tellGuests(change: FleetChange): void {
    const { guests, writes } = this.parts.world;
    if (change.kind === 'put') for (const row of change.rows) guests.rowReplaced(rowKey(row));
    else if (change.kind === 'remove') guests.rowReplaced(change.id);
    else {
      writes.machineChanged(change.id);
      guests.rowChanged(change.id, change.patch);
    }
  }

  private lease(body: Json | undefined): Reply {
    const seconds = isObject(body) ? body['seconds'] : undefined;
    if (typeof seconds !== 'number' || !(seconds >= 0) || seconds > MOST_LEASED_SECONDS) {
      return badRequest(`"seconds" must be a number from 0 to ${MOST_LEASED_SECONDS}.`);
    }
    this.parts.lease.lease(seconds);
    return ok({ seconds });
  }

  private clock(method: string, body: Json | undefined): Reply {
    if (method === 'POST') {
      const text = isObject(body) ? body['now'] : undefined;
      const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
      if (Number.isNaN(at)) return badRequest('"now" must be an ISO time, e.g. 2026-09-18T08:00:00Z.');
      this.parts.clock.set(at);
      this.parts.state.clockMoved();
      this.parts.onChange();
    } else if (method !== 'GET') {
      return methodNotAllowed(method);
    }
    return ok({ now: new Date(this.parts.clock.now()).toISOString() });
  }

  /** What is open about Azure, set while it runs. */
  private switches(method: string, body: Json | undefined): Reply {
    const { world, onChange } = this.parts;
    if (method === 'POST') {
      const reading = readSwitches(body);
      if (!reading.ok) return badRequest(reading.message);
      world.setSwitches(reading.switches);
      onChange();
    } else if (method !== 'GET') {
      return methodNotAllowed(method);
    }
    return ok({ switches: { ...world.switches() } });
  }

  /**
   * What no read shows: `{"id", "enrolment": "fails", "comesBack": false, …}` of one machine, `{"chances": {"failed": 5,
   * …}}` of all; and of a subscription `{"subscriptionId", "notRegistered": […], "actions": […], "notActions": […]}`.
   */
  private behaviours(method: string, body: Json | undefined): Reply {
    const { outcomes } = this.parts.world;
    if (method === 'DELETE') outcomes.clear();
    else if (method === 'POST') {
      for (const each of Array.isArray(body) ? (body as readonly Json[]) : [body]) {
        const problem = this.setBehaviour(each);
        if (problem !== undefined) return badRequest(problem);
      }
    } else if (method !== 'GET') return methodNotAllowed(method);
    if (method !== 'GET') this.parts.onChange();
    const subscriptions = { ...this.parts.world.access.kept() } as unknown as Json;
    return ok({
      chances: { ...outcomes.chances },
      machines: { ...outcomes.list() } as unknown as Json,
      subscriptions,
    });
  }

  private setBehaviour(value: Json | undefined): string | undefined {
    const { outcomes } = this.parts.world;
    if (!isObject(value)) return 'A behaviour is {"id", …}, {"subscriptionId", …} or {"chances": {…}}.';
    const { id, chances, subscriptionId, ...rest } = value;
    if (subscriptionId !== undefined) return this.setAccess(subscriptionId, rest);
    if (chances !== undefined) {
      const reading = readChances(chances);
      if (typeof reading === 'string') return reading;
      outcomes.setChances(reading);
      return undefined;
    }
    const behaviour = readBehaviour(rest);
    if (typeof behaviour === 'string') return behaviour;
    if (typeof id !== 'string' || !this.parts.state.machine(id))
      return `No machine has the id ${JSON.stringify(id ?? null)}.`;
    outcomes.setBehaviour(id, behaviour);
    this.parts.world.guests.behaviourSet(id);
    return undefined;
  }

  private setAccess(id: Json, value: JsonObject): string | undefined {
    const { state, world } = this.parts;
    const subscription = state.subscriptions.find((each) => each.id === id);
    const access = readAccess(value);
    if (typeof access === 'string') return access;
    if (!subscription) return `No subscription has the id ${JSON.stringify(id)}.`;
    world.access.set(subscription.id, access);
    return undefined;
  }

  /** `?machines=false` leaves out the list of machines. */
  private effects(method: string, url: URL): Reply {
    const { effects } = this.parts.world;
    if (method === 'DELETE') {
      effects.clear();
      this.parts.onChange();
    } else if (method !== 'GET') {
      return methodNotAllowed(method);
    }
    return ok(effects.report(url.searchParams.get('machines') !== 'false'));
  }

  private shutdown(): Reply {
    this.parts.onShutdown();
    return { status: 202, headers: {}, body: { status: 'stopping' } };
  }
}

function badRequest(message: string): Reply {
  return armError(400, 'BadRequest', message);
}

/** A change, or an array of them; a text says what is wrong. */
function readChanges(body: Json | undefined): readonly FleetChange[] | string {
  const changes: FleetChange[] = [];
  for (const each of Array.isArray(body) ? (body as readonly Json[]) : [body]) {
    const change = readChange(each);
    if (typeof change === 'string') return change;
    changes.push(change);
  }
  return changes;
}

function readChange(value: Json | undefined): FleetChange | string {
  const shape = 'A change is {"id", "merge": {…}}, {"id", "remove": true} or {"rows": [{…}]}.';
  if (!isObject(value)) return shape;
  const { id, merge, remove, rows } = value;
  if (rows !== undefined) {
    const read = Array.isArray(rows) ? rows.filter((row): row is JsonRow => isObject(row) && rowKey(row) !== '') : [];
    const isWhole = Array.isArray(rows) && read.length === rows.length;
    return isWhole ? { kind: 'put', rows: read } : '"rows" must be an array of objects that have an id.';
  }
  if (typeof id !== 'string') return shape;
  if (remove === true) return { kind: 'remove', id };
  return isObject(merge) ? { kind: 'merge', id, patch: merge } : shape;
}
