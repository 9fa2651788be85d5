/** Whether Azure hears from the machine's Arc agent. */
export type ConnectionId = 'connected' | 'disconnected' | 'expired' | 'error' | 'awaiting' | 'unknown';

/**
 * Reads `properties.status`. Expired is not in the contract's enum, but Resource Graph answers it (credential run out
 * after 45 to 90 days without contact; the agent must be connected anew).
 */
export function connectionOf(status: string | null): ConnectionId {
  switch ((status ?? '').toLowerCase()) {
    case 'connected':
      return 'connected';
    case 'disconnected':
      return 'disconnected';
    case 'expired':
      return 'expired';
    case 'error':
      return 'error';
    case 'awaitingconnection':
      return 'awaiting';
    default:
      return 'unknown';
  }
}
