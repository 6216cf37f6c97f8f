import { BusClient } from '../bus/client.ts';
import { socketPath } from '../bus/socket-path.ts';
import { type Ending, endProcess, waitForEnd } from './end-process.ts';
import { homeAt } from './home.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { lockHolder } from './process-lock.ts';
import { livingProcesses } from './process-table.ts';

export interface EndedProcess {
  readonly name: string;
  readonly pid: number;
  readonly ending: Ending;
}

const SUPERVISOR_WAIT_MS = 60_000;
const GRACE_MS = 5_000;

/** Who ends first: entries close, then what proposes, then what holds the money, then the rest. */
const RANK: readonly RegExp[] = [/^orchestrator$/, /^worker/, /^executor$/, /^feed$/, /./];
const rankOf = (name: string): number => RANK.findIndex((pattern) => pattern.test(name));

/**
 * Ends all processes of a home and only those: by its supervisor when one lives, else directly,
 * found by process id and start time. Returns what was ended, empty when nothing ran.
 */
export async function stopHome(
  path: string,
  say: (text: string) => void,
): Promise<readonly EndedProcess[]> {
  const home = homeAt(path);
  const before = livingProcesses(home);
  const ended: EndedProcess[] = [];
  const supervisor = lockHolder(home.lock);
  if (supervisor !== undefined) {
    say(`asking the supervisor (pid ${supervisor.pid}) to stop`);
    const ending = await stopSupervisor(home.path, supervisor);
    ended.push({ name: 'supervisor', pid: supervisor.pid, ending });
  }
  const left = new Set(livingProcesses(home).map((entry) => entry.pid));
  for (const entry of before) {
    if (!left.has(entry.pid)) ended.push({ name: entry.name, pid: entry.pid, ending: 'ended' });
  }
  const remaining = [...livingProcesses(home)].sort((a, b) => rankOf(a.name) - rankOf(b.name));
  for (const entry of remaining) {
    const ending = await endProcess(entry, GRACE_MS);
    say(`${entry.name} (pid ${entry.pid}) ${ending}`);
    ended.push({ name: entry.name, pid: entry.pid, ending });
  }
  return ended;
}

async function stopSupervisor(home: string, supervisor: ProcessIdentity): Promise<Ending> {
  const client = new BusClient({
    service: 'supervisor',
    path: socketPath(home, 'supervisor'),
    peer: `cli:${process.pid}`,
    reconnect: false,
  });
  try {
    if (await client.ready(2_000)) {
      await client.request('stop', { reason: 'septet down' }).catch(() => {});
      if (await waitForEnd(supervisor, SUPERVISOR_WAIT_MS)) return 'ended';
    }
  } finally {
    client.close();
  }
  return endProcess(supervisor, SUPERVISOR_WAIT_MS);
}
