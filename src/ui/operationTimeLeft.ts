import type { RunningOperation } from '../fleet/operations';

/** So many machines must have been sent before a rate can be told. */
const ENOUGH = 5;

/**
 * Milliseconds until the operation ends, as far as its own pace tells; null = it does not tell. Sending goes on at the
 * rate seen so far; what is in Azure's hands takes as long as usual.
 */
export function timeLeft({ phases, elapsed, sinceLastSent, settling }: RunningOperation): number | null {
  const toSend = phases.queued + phases.sending;
  if (toSend === 0) return phases.following > 0 && sinceLastSent < settling ? settling - sinceLastSent : null;
  const sent = phases.following + phases.settled;
  return sent < ENOUGH ? null : (elapsed / sent) * toSend + settling;
}
