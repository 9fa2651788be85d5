import { DAY, HOUR, MINUTE, someTime } from './azureTime';
import type { Json } from './kql/json';
import type { ConnectionKind } from './machineStory';
import type { SeededRandom } from './seededRandom';

/** How a machine's agent is doing. */
export interface ConnectionFacts {
  readonly isConnected: boolean;
  readonly status: string | null;
  readonly lastStatusChange: string | null;
  readonly errorDetails: Json;
}

/** Draws the connection. One in thirty machines of a healthy shop is off at any time. */
export function drawConnection(kind: ConnectionKind, now: number, random: SeededRandom): ConnectionFacts {
  switch (kind) {
    case 'any':
      return random.chance(97)
        ? connected(now, random)
        : since('Disconnected', now - random.between(1, 11 * 24) * HOUR, random);
    case 'connected':
      return connected(now, random);
    case 'expired':
      return since('Expired', now - random.between(46, 160) * DAY, random);
    case 'longGone':
      return since('Disconnected', now - random.between(17, 44) * DAY, random);
    case 'error':
      return {
        ...since('Error', now - random.between(1, 30) * HOUR, random),
        errorDetails: [{ code: 'AgentServiceStopped', message: 'The extension service of the agent is not running.' }],
      };
    case 'awaiting':
      return { isConnected: false, status: 'AwaitingConnection', lastStatusChange: null, errorDetails: null };
    case 'unheardOf':
      return since('Hibernated', now - random.between(1, 5) * DAY, random);
  }
}

function connected(now: number, random: SeededRandom): ConnectionFacts {
  const changed = random.chance(10) ? now - random.between(1, 50) * MINUTE : now - random.between(1, 60 * 24) * HOUR;
  return { ...since('Connected', changed, random), isConnected: true };
}

function since(status: string, at: number, random: SeededRandom): ConnectionFacts {
  return { isConnected: false, status, lastStatusChange: someTime(at, random), errorDetails: [] };
}
