import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Ends the demo's simulator of a VS Code with this user data folder, which outlives its window on purpose. Else it would
 * write into the folder while that is removed, and on Windows keep it from being removed.
 */
export async function endDemo(userDataDir: string): Promise<void> {
  const storage = path.join(userDataDir, 'User', 'globalStorage', 'hotpatch-fleet.hotpatch-fleet');
  const announcement = path.join(storage, 'demo', 'simulator.json');
  if (!fs.existsSync(announcement)) return;
  const { url, pid } = JSON.parse(fs.readFileSync(announcement, 'utf8')) as { url: string; pid: number };
  await fetch(new URL('/simulator/shutdown', url), { method: 'POST' }).catch(() => undefined); // it has ended already
  for (let looks = 0; isAlive(pid) && looks < 100; looks += 1) await delay(50);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
