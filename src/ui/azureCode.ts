import { plainText } from '../core/plainText';
import type { Reason } from '../core/reason';

const LONGEST = 60;

/** Azure’s own code of why a machine failed or needs a hand, as it may stand in a row; empty where Azure gives none. */
export function azureCode(reasons: readonly Reason[]): string {
  const code = reasons.find(({ id }) => id === 'azureError')?.values['code'];
  return typeof code === 'string' ? plainText(code, LONGEST) : '';
}
