/** The API process: listens to the services, keeps the desk current, serves the page. */
import { BusClient } from '../bus/client.ts';
import type { CommandReply } from '../bus/messages.ts';
import { socketPath } from '../bus/socket-path.ts';
import { explainText } from '../orchestrator/explain.ts';
import { Desk } from './desk.ts';
import { type Backend, buildServer } from './server.ts';

export interface ApiOptions {
  readonly home: string;
  /** 0: any free port. */
  readonly port: number;
  readonly webRoot: string;
  readonly build: string;
}

export interface RunningApi {
  readonly url: string;
  close(): Promise<void>;
}

const RECENT = 200;

export async function runApi(options: ApiOptions): Promise<RunningApi> {
  const desk = new Desk();
  const clients = connect(options.home, desk);
  const app = await buildServer({
    desk,
    backend: backendOf(clients),
    webRoot: options.webRoot,
    build: options.build,
  });
  const url = await app.listen({ host: '127.0.0.1', port: options.port });
  return {
    url,
    close: async () => {
      await app.close();
      for (const client of Object.values(clients)) client.close();
    },
  };
}

interface Clients {
  readonly orchestrator: BusClient<'orchestrator'>;
  readonly executor: BusClient<'executor'>;
  readonly supervisor: BusClient<'supervisor'>;
}

function connect(home: string, desk: Desk): Clients {
  const orchestrator: BusClient<'orchestrator'> = new BusClient({
    service: 'orchestrator',
    path: socketPath(home, 'orchestrator'),
    peer: 'api',
    topics: {
      status: (status) => desk.putStatus(status),
      decision: (record) => desk.putDecision(record),
      event: (event) => desk.putEvent(event),
    },
    onUp: () => {
      desk.putLink('orchestrator', true);
      void catchUp(orchestrator, desk);
    },
    onDown: () => desk.putLink('orchestrator', false),
  });
  const executor = new BusClient({
    service: 'executor',
    path: socketPath(home, 'executor'),
    peer: 'api',
    onUp: () => desk.putLink('executor', true),
    onDown: () => desk.putLink('executor', false),
  });
  const supervisor = new BusClient({
    service: 'supervisor',
    path: socketPath(home, 'supervisor'),
    peer: 'api',
    topics: { processes: (processes) => desk.putProcesses(processes) },
    onUp: () => desk.putLink('supervisor', true),
    onDown: () => desk.putLink('supervisor', false),
  });
  return { orchestrator, executor, supervisor };
}

/** What was said before this connection: the newest decisions and events, and the state now. */
async function catchUp(orchestrator: BusClient<'orchestrator'>, desk: Desk): Promise<void> {
  try {
    desk.putStatus(await orchestrator.request('status', {}));
    const decisions = await orchestrator.request('decisions', { before: null, limit: RECENT });
    for (const record of decisions) desk.putDecision(record);
    for (const event of await orchestrator.request('events', { after: 0, limit: RECENT })) {
      desk.putEvent(event);
    }
  } catch {
    // Lost again: the next connection catches up.
    desk.putLink('orchestrator', orchestrator.up);
  }
}

function backendOf(clients: Clients): Backend {
  return {
    decisions: (before, limit) => clients.orchestrator.request('decisions', { before, limit }),
    events: (after, limit) => clients.orchestrator.request('events', { after, limit }),
    decision: async (id) => {
      const record = await clients.orchestrator.request('explain', { id });
      return record === null ? null : { record, text: explainText(record) };
    },
    halt: (actor, reason) => haltBoth(clients, actor, reason),
  };
}

/** To the executor directly as well, so that it works with the orchestrator dead. */
async function haltBoth(clients: Clients, actor: string, reason: string): Promise<CommandReply> {
  const answers = await Promise.allSettled([
    clients.executor.request('command', { kind: 'halt', on: true, actor, reason }),
    clients.orchestrator.request('command', { kind: 'halt', actor, reason }),
  ]);
  const said = answers.map((answer, i) => {
    const who = i === 0 ? 'executor' : 'orchestrator';
    if (answer.status === 'rejected')
      return `${who}: ${String(answer.reason?.message ?? answer.reason)}`;
    return `${who}: ${answer.value.text}`;
  });
  const reached = answers.some((answer) => answer.status === 'fulfilled' && answer.value.ok);
  return reached
    ? { ok: true, text: `ENTRY_HALT is on. ${said.join('; ')}` }
    : { ok: false, code: 'HALT_NOT_REACHED', text: `the halt reached nobody: ${said.join('; ')}` };
}
