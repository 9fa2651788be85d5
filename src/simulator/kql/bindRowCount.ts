import { bindExpression } from './bindExpression';
import { constantValue } from './bound';
import { isInteger } from './kqlValue';
import { semanticFailure } from './queryFailure';
import type { Scope } from './scope';
import type { Expression } from './syntax';

/** A whole number that does not depend on the row, such as the count of take. */
export function bindRowCount(expression: Expression, scope: Scope): number {
  const count = bindExpression(expression, { ...scope, columns: [] });
  const value = constantValue(count);
  if (!isInteger(count.type) || typeof value !== 'number') {
    throw semanticFailure('The expression value must be an integer.');
  }
  return Math.max(0, value);
}
