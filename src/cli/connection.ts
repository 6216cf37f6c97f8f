import { BusClient } from '../bus/client.ts';
import type { ServiceName } from '../bus/messages.ts';
import { BusError } from '../bus/protocol.ts';
import { socketPath } from '../bus/socket-path.ts';
import { CommandError, EXIT } from './exit.ts';

const CONNECT_TIMEOUT_MS = 2_000;

/** A connection for one command, or undefined when the service does not run on this home. */
export async function connectTo<S extends ServiceName>(
  home: string,
  service: S,
): Promise<BusClient<S> | undefined> {
  const path = socketPath(home, service);
  const client = new BusClient({ service, path, peer: `cli:${process.pid}`, reconnect: false });
  if (await client.ready(CONNECT_TIMEOUT_MS)) return client;
  const refused = client.refusedBecause;
  client.close();
  if (refused !== null) throw new CommandError(EXIT.failed, refused);
  return undefined;
}

/** Works with a service and closes the connection; exit code 3 when it does not run. */
export async function withService<S extends ServiceName, T>(
  home: string,
  service: S,
  work: (client: BusClient<S>) => Promise<T>,
): Promise<T> {
  const client = await connectTo(home, service);
  if (client === undefined) {
    const text = `no ${service} runs on ${home}: start it with \`septet up\`, or name another --home`;
    throw new CommandError(EXIT.notRunning, text);
  }
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof BusError) throw new CommandError(EXIT.failed, error.message);
    throw error;
  } finally {
    client.close();
  }
}
