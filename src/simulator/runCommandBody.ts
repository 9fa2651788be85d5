import type { RunCommand } from './guest';
import { isObject, textOf, type JsonObject } from './jsonValues';
import type { Json, JsonRow } from './kql/json';
import { boolean, location, object, readingOf, refuse, text, type BodyReading } from './licenceWriteBody';
import { exactTime } from './patchResultRows';

/** What a PUT of a run command asks for. */
export interface RunCommandWrite {
  readonly location: string;
  readonly tags: Json;
  readonly properties: JsonObject;
  readonly inputs: Readonly<Record<string, string>>;
  readonly script: string;
  readonly isAsync: boolean;
  readonly timeoutSeconds: number;
}

/** How long a script may run that says nothing of it. */
const DEFAULT_TIMEOUT = 3600;
const LONGEST_TIMEOUT = 86_400;
/** Longer output is cut, as Azure does. */
const LONGEST_OUTPUT = 4096;

/** Reads the body of PUT …/runCommands/{name} as strictly as ARM does. */
export function readRunCommandWrite(body: Json | undefined): BodyReading<RunCommandWrite> {
  return readingOf(() => {
    const resource = object(body, 'the request body', ['location', 'tags', 'properties', 'id', 'name', 'type']);
    const properties = object(resource['properties'], 'properties', [
      ...['source', 'parameters', 'protectedParameters', 'asyncExecution', 'runAsUser', 'runAsPassword'],
      ...['timeoutInSeconds', 'outputBlobUri', 'errorBlobUri', 'outputBlobManagedIdentity', 'errorBlobManagedIdentity'],
      ...['provisioningState', 'instanceView'],
    ]);
    const { asyncExecution, timeoutInSeconds } = properties;
    const { provisioningState: _state, instanceView: _view, runAsPassword: _password, ...kept } = properties;
    return {
      location: location(resource['location']),
      tags: resource['tags'] ?? null,
      properties: { ...kept, ...(kept['protectedParameters'] === undefined ? {} : { protectedParameters: [] }) },
      inputs: { ...inputs(properties, 'parameters'), ...inputs(properties, 'protectedParameters') },
      script: script(properties['source']),
      isAsync:
        asyncExecution === undefined || asyncExecution === null ? false : boolean(asyncExecution, 'asyncExecution'),
      timeoutSeconds: timeout(timeoutInSeconds),
    };
  });
}

function script(value: Json | undefined): string {
  const source = object(value, 'source', ['script', 'scriptUri', 'commandId', 'scriptUriManagedIdentity']);
  const found = text(source['script'] ?? '', 'script');
  return found.trim() === '' ? refuse("the simulated machine runs only a script in 'source.script'") : found;
}

function inputs(properties: JsonObject, name: string): Record<string, string> {
  const value = properties[name];
  if (value === undefined || value === null) return {};
  if (!Array.isArray(value)) return refuse(`'${name}' must be an array`);
  return Object.fromEntries(
    (value as readonly Json[]).map((each) => {
      const input = object(each, name, ['name', 'value']);
      return [text(input['name'], 'name'), text(input['value'], 'value')];
    }),
  );
}

function timeout(value: Json | undefined): number {
  if (value === undefined || value === null) return DEFAULT_TIMEOUT;
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_TIMEOUT
    ? value
    : refuse(`'timeoutInSeconds' must be a whole number from 1 to ${LONGEST_TIMEOUT}`);
}

/** The resource as PUT answers it: without its instance view. */
export function runCommandResource(command: RunCommand, machine: JsonRow): JsonObject {
  const [, , subscription = '', , group = ''] = textOf(machine['id']).split('/');
  const path = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines`;
  return {
    id: `${path}/${textOf(machine['name'])}/runcommands/${command.name}`,
    name: command.name,
    type: 'Microsoft.HybridCompute/machines/runcommands',
    location: command.location,
    ...(isObject(command.tags) ? { tags: command.tags } : {}),
    properties: { ...command.properties, provisioningState: command.provisioningState },
  };
}

/** The resource as GET answers it. */
export function runCommandView(command: RunCommand, machine: JsonRow): JsonObject {
  const resource = runCommandResource(command, machine);
  const properties = resource['properties'];
  const instanceView = {
    executionState: command.state,
    executionMessage: command.message,
    ...(command.exitCode === null ? {} : { exitCode: command.exitCode }),
    output: command.output.slice(0, LONGEST_OUTPUT),
    error: command.error.slice(0, LONGEST_OUTPUT),
    ...(command.startedAt === null ? {} : { startTime: exactTime(command.startedAt) }),
    ...(command.endedAt === null ? {} : { endTime: exactTime(command.endedAt) }),
  };
  return { ...resource, properties: { ...(isObject(properties) ? properties : {}), instanceView } };
}
