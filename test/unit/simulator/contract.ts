import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../../../src/simulator/jsonValues';
import { isObject } from '../../../src/simulator/jsonValues';
import type { Json } from '../../../src/simulator/kql/json';
import { sharedFile } from './sharedFile';

/** The definitions of one contract, ready to hold answers against. */
export class Contract {
  private readonly ajv: Ajv;

  private constructor(
    private readonly name: string,
    definitions: JsonObject,
  ) {
    // Times are not checked: that Azure writes some without a zone is among the things that are simulated.
    this.ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    this.ajv.addSchema({ $id: name, definitions: lenient(definitions) });
  }

  /** Undefined where the folder of contracts is absent. */
  static read(file: string, change: (definitions: JsonObject) => JsonObject = (same) => same): Contract | undefined {
    const found = sharedFile(`contracts/${file}`);
    if (found === undefined) return undefined;
    // The contract files are JSON.
    const swagger = JSON.parse(found.text) as JsonObject;
    const definitions = swagger['definitions'];
    return isObject(definitions) ? new Contract(file, change(definitions)) : undefined;
  }

  /** What is wrong with a value, as `path problem`; empty = nothing. */
  problems(definition: string, value: unknown): readonly string[] {
    const validate: ValidateFunction | undefined = this.ajv.getSchema(`${this.name}#/definitions/${definition}`);
    if (!validate) throw new Error(`${this.name} has no ${definition}.`);
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  }
}

/**
 * Swagger 2.0 definitions as JSON schema, read as the contracts' own notes say: every property may be null, and an enum
 * is open unless it is marked as closed.
 */
function lenient(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(lenient);
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'discriminator' || key === 'example' || key === 'default') continue;
    if (key === 'enum' && !isClosed(value)) continue;
    result[key] = key === 'properties' && isObject(child) ? nullable(child) : lenient(child);
  }
  return result;
}

function isClosed(schema: JsonObject): boolean {
  const kind = schema['x-ms-enum'];
  return isObject(kind) && kind['modelAsString'] === false;
}

function nullable(properties: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, { anyOf: [lenient(schema), { type: 'null' }] }]),
  );
}
