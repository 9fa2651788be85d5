import { HOUR, MINUTE } from '../core/instant';
import type { MessageId } from '../messages/english';
import type { Texts } from '../messages/texts';

/** “about 13 minutes”, rounded up; never less than a second. */
export function durationText(milliseconds: number, texts: Texts): string {
  const [id, unit] = unitOf(milliseconds);
  return texts.text(id, { count: Math.max(1, Math.ceil(milliseconds / unit)) });
}

function unitOf(milliseconds: number): readonly [MessageId, number] {
  if (milliseconds <= 90_000) return ['plan.duration.seconds', 1_000];
  if (milliseconds <= 2 * HOUR) return ['plan.duration.minutes', MINUTE];
  return ['plan.duration.hours', HOUR];
}
