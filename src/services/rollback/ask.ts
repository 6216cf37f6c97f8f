/** Questions to services of a home, each within its time; null when there is no answer. */
import { BusClient } from '../../bus/client.ts';
import type { CommandReply, OperatorCommand, ServiceName } from '../../bus/messages.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { RollbackReading } from '../../domain/rollback.ts';
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

const READING_MS: Ms = 2_000;

/** What is asked every second goes over one connection, which comes back by itself. */
export class OrchestratorEye {
  private readonly client: BusClient<'orchestrator'>;
  private first: Promise<boolean> | null = null;

  constructor({ path: home }: Home) {
    const path = socketPath(home, 'orchestrator');
    const peer = `rollback:${process.pid}`;
    this.client = new BusClient({ service: 'orchestrator', path, peer });
  }

  async reading(): Promise<RollbackReading | null> {
    try {
      // Waited for once; later it is there, or comes back by itself.
      this.first ??= this.client.ready(CONNECT_MS);
      await this.first;
      if (!this.client.up) return null;
      return await this.client.request('rollback', {}, READING_MS);
    } catch {
      return null;
    }
  }

  close(): void {
    this.client.close();
  }
}

const COMMAND_MS: Ms = 4_500;

export const tell = (home: Home, command: OperatorCommand): Promise<CommandReply | null> =>
  ask(home, 'orchestrator', (client) => client.request('command', command, COMMAND_MS));
