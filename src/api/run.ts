/** The API process: listens to the services, keeps the desk current, serves the page. */
import { BusClient } from '../bus/client.ts';
import type { CommandReply } from '../bus/messages.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { ChatDesk } from '../chat/chat.ts';
import type { SlackCommands } from '../chat/slack.ts';
import type { MessengerStatus } from '../domain/channels.ts';
import { explainText } from '../orchestrator/explain.ts';
import { Desk } from './desk.ts';
import { type Backend, buildServer } from './server.ts';

export interface ApiOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly webRoot: string | undefined;
  readonly build: string;
  readonly messenger: () => MessengerStatus;
  /** Null: no slash commands. */
  readonly slack: SlackCommands | null;
}

export interface RunningApi {
  readonly url: string;
  close(): Promise<void>;
}

/** What the process knows and can do, before and without any HTTP. */
export interface OpenDesk {
  readonly desk: Desk;
  readonly backend: Backend;
  readonly acknowledge: ChatDesk['acknowledge'];
  close(): void;
}

/** A halt left in the home for an executor that does not answer. */
export type LeaveLatch = (latch: { readonly actor: string; readonly reason: string }) => void;

const RECENT = 200;
/** A halt is answered within this, whoever is dead. */
const HALT_LIMIT_MS = 2_000;

export function openDesk(home: string, leaveLatch: LeaveLatch): OpenDesk {
  const desk = new Desk();
  const clients = connect(home, desk);
  return {
    desk,
    backend: backendOf(clients, leaveLatch),
    acknowledge: (command) => clients.orchestrator.request('command', command),
    close: () => {
      for (const client of Object.values(clients)) client.close();
    },
  };
}

export async function runApi(
  { desk, backend }: OpenDesk,
  { port, ...options }: ApiOptions,
): Promise<RunningApi> {
  const app = await buildServer({ desk, backend, ...options });
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
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

function backendOf(clients: Clients, leaveLatch: LeaveLatch): Backend {
  return {
    decisions: (before, limit) => clients.orchestrator.request('decisions', { before, limit }),
    events: (after, limit) => clients.orchestrator.request('events', { after, limit }),
    decision: async (id) => {
      const record = await clients.orchestrator.request('explain', { id });
      return record === null ? null : { record, text: explainText(record) };
    },
    halt: (actor, reason) => haltBoth(clients, leaveLatch, actor, reason),
  };
}

/**
 * To the executor directly as well, so that it works with the orchestrator dead. An executor that
 * does not confirm finds the halt in its home.
 */
async function haltBoth(
  { executor, orchestrator }: Clients,
  leaveLatch: LeaveLatch,
  actor: string,
  reason: string,
): Promise<CommandReply> {
  const latch = { kind: 'halt', on: true, actor, reason } as const;
  const [first, second] = await Promise.allSettled([
    executor.request('command', latch, HALT_LIMIT_MS),
    orchestrator.request('command', { kind: 'halt', actor, reason }, HALT_LIMIT_MS),
  ]);
  const said = [`executor: ${wordsOf(first)}`, `orchestrator: ${wordsOf(second)}`];
  const confirmed = isDone(first);
  let left = false;
  if (!confirmed) {
    try {
      leaveLatch({ actor, reason });
      left = true;
      said.push('ENTRY_HALT left in the home: the executor takes it over when it runs');
    } catch (error) {
      said.push(`no halt could be left in the home: ${String(error)}`);
    }
  }
  return confirmed || left || isDone(second)
    ? { ok: true, text: `ENTRY_HALT is on. ${said.join('; ')}` }
    : { ok: false, code: 'HALT_NOT_REACHED', text: `the halt reached nobody: ${said.join('; ')}` };
}

type Settled = PromiseSettledResult<CommandReply>;

const isDone = (answer: Settled): boolean => answer.status === 'fulfilled' && answer.value.ok;

const wordsOf = (answer: Settled): string =>
  answer.status === 'fulfilled'
    ? answer.value.text
    : String((answer.reason as Partial<Error>)?.message ?? answer.reason);
