/** One question to a service of a home, within its time; null when it does not answer. */
import { BusClient } from '../../bus/client.ts';
import type { CommandReply, OperatorCommand, ServiceName } from '../../bus/messages.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { Ms } from '../../domain/time.ts';
import type { Home } from '../home.ts';

const CONNECT_MS: Ms = 1_000;

export async function ask<S extends ServiceName, T>(
  home: Home,
  service: S,
  question: (client: BusClient<S>) => Promise<T>,
): Promise<T | null> {
  const path = socketPath(home.path, service);
  const peer = `rollback:${process.pid}`;
  const client = new BusClient({ service, path, peer, reconnect: false });
  try {
    return (await client.ready(CONNECT_MS)) ? await question(client) : null;
  } catch {
    return null;
  } finally {
    client.close();
  }
}

const COMMAND_MS: Ms = 4_500;

export const tell = (home: Home, command: OperatorCommand): Promise<CommandReply | null> =>
  ask(home, 'orchestrator', (client) => client.request('command', command, COMMAND_MS));
