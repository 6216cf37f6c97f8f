/** What runs on a home, asked over its sockets. */
import { BusClient } from '../bus/client.ts';
import type { ExecutorProbe, ServiceName } from '../bus/messages.ts';
import { messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { Home } from './home.ts';
import { livingProcess } from './process-table.ts';
import { PROBE_LIMIT_MS } from './venue-probe.ts';

const CONNECT_LIMIT_MS = 2_000;

export interface RunningHome {
  /** Null: no executor runs. */
  readonly executor:
    | { readonly ok: true; readonly probe: ExecutorProbe }
    | { readonly ok: false; readonly error: string }
    | null;
  /** Null: no orchestrator answers. */
  readonly status: PortfolioStatus | null;
}

export async function askRunning(home: Home): Promise<RunningHome> {
  const [executor, status] = await Promise.all([
    askExecutor(home),
    withClient(home, 'orchestrator', (client) => client.request('status', {})).catch(() => null),
  ]);
  return { executor, status };
}

async function askExecutor(home: Home): Promise<RunningHome['executor']> {
  try {
    const probe = await withClient(home, 'executor', (client) =>
      client.request('probe', {}, PROBE_LIMIT_MS),
    );
    if (probe !== null) return { ok: true, probe };
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
  const living = livingProcess(home, 'executor');
  if (living === undefined) return null;
  return { ok: false, error: `the executor (pid ${living.pid}) runs on this home and is silent` };
}

/** Null when nobody listens. */
async function withClient<S extends ServiceName, T>(
  home: Home,
  service: S,
  ask: (client: BusClient<S>) => Promise<T>,
): Promise<T | null> {
  const path = socketPath(home.path, service);
  const client = new BusClient({
    service,
    path,
    peer: `preflight:${process.pid}`,
    reconnect: false,
  });
  try {
    return (await client.ready(CONNECT_LIMIT_MS)) ? await ask(client) : null;
  } finally {
    client.close();
  }
}
