import type { Bound } from './bound';
import { CHOICE_FUNCTIONS } from './choiceFunctions';
import { CONVERSION_FUNCTIONS } from './conversionFunctions';
import type { FunctionCall, FunctionSpec } from './functionCall';
import { semanticFailure, unknownFunction } from './queryFailure';
import { TEXT_FUNCTIONS } from './textFunctions';
import { TIME_FUNCTIONS } from './timeFunctions';

const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [CHOICE_FUNCTIONS, CONVERSION_FUNCTIONS, TEXT_FUNCTIONS, TIME_FUNCTIONS].flatMap((table) => Object.entries(table)),
);

/** Binds a call of a scalar function. Names are case-sensitive, as in Kusto. */
export function bindFunction(call: FunctionCall): Bound {
  const spec = FUNCTIONS.get(call.name);
  if (!spec) throw unknownFunction(call.name);
  const count = call.args.length;
  if (count < spec.least || count > spec.most) {
    const expected = spec.least === spec.most ? `${spec.least}` : `between ${spec.least} and ${spec.most}`;
    throw semanticFailure(`${call.name}(): function expects ${expected} argument(s).`);
  }
  return spec.bind(call);
}
