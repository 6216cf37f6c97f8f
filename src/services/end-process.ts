import { isAlive, type ProcessIdentity } from './process-identity.ts';

const POLL_MS = 20;

/** Waits until the process has ended; false when it has not after `timeout` ms. */
export async function waitForEnd(target: ProcessIdentity, timeout: number): Promise<boolean> {
  for (let waited = 0; waited < timeout; waited += POLL_MS) {
    if (!isAlive(target)) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return !isAlive(target);
}

export type Ending = 'gone' | 'ended' | 'killed' | 'survived';

/**
 * Asks a process to end and waits; forces it after `grace` ms. Only ever the very process that
 * was meant: another one that got the same id later is left alone.
 */
export async function endProcess(target: ProcessIdentity, grace: number): Promise<Ending> {
  if (!signal(target, 'SIGTERM')) return 'gone';
  if (await waitForEnd(target, grace)) return 'ended';
  if (!signal(target, 'SIGKILL')) return 'ended';
  return (await waitForEnd(target, 2_000)) ? 'killed' : 'survived';
}

function signal(target: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): boolean {
  if (!isAlive(target)) return false;
  try {
    process.kill(target.pid, name);
    return true;
  } catch {
    return false;
  }
}
