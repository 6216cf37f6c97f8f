/** The API process: listens to the services, keeps the desk current, serves the page. */
import { BusClient } from '../bus/client.ts';
import type { CommandReply } from '../bus/messages.ts';
import { BusError } from '../bus/protocol.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { ChatDesk } from '../chat/chat.ts';
import { decisionRow } from '../domain/decision-row.ts';
import { DecisionSearch } from './decisions/decision-search.ts';
import { Desk } from './desk.ts';
import { History, type HistoryFile } from './history.ts';
import type { ApiPorts, Ask } from './ports.ts';
import { buildServer, type ServerOptions } from './server.ts';

export interface RunningApi {
  readonly url: string;
  close(): Promise<void>;
}

/** What the process knows and can do, before and without any HTTP. */
export interface OpenDesk
  extends Pick<ApiPorts, 'desk' | 'history' | 'search' | 'ask' | 'halt' | 'command'> {
  readonly acknowledge: ChatDesk['acknowledge'];
  close(): void;
}

/** A halt left in the home for an executor that does not answer. */
export type LeaveLatch = (latch: { readonly actor: string; readonly reason: string }) => void;

const RECENT = 200;
/** A page of old decisions may have to be found in the journal first. */
const PAGE_LIMIT_MS = 15_000;
/** A halt is answered within this, whoever is dead. */
const HALT_LIMIT_MS = 2_000;

/** Files of the home in which the desk keeps what it shows. */
export interface DeskFiles {
  readonly history: HistoryFile;
  /** Path of the searchable list of decisions. */
  readonly decisions: string;
}

export function openDesk(home: string, leaveLatch: LeaveLatch, files: DeskFiles): OpenDesk {
  const desk = new Desk(Date.now().toString(36));
  const history = new History(files.history);
  const search = new DecisionSearch({
    path: files.decisions,
    page: (before, limit) =>
      clients.orchestrator.request('decisionRows', { before, limit }, PAGE_LIMIT_MS),
    pause: (length) => new Promise((done) => setTimeout(done, length).unref()),
  });
  desk.subscribe((update) => {
    if (update.kind === 'status') history.put(update.status);
  });
  const clients = connect(home, desk, search);
  const ask: Ask = (service, name, parameters, limit) => {
    const client = clients[service as keyof Clients] as unknown as BusClient<typeof service>;
    if (client === undefined) {
      return Promise.reject(new BusError('down', `nobody here asks the ${service}`));
    }
    return client.request(name, parameters, limit);
  };
  return {
    desk,
    history,
    search,
    ask,
    halt: (actor, reason) => haltBoth(clients, leaveLatch, actor, reason),
    command: (command, token) =>
      clients.orchestrator.request('command', token === null ? command : { ...command, token }),
    acknowledge: (command) => clients.orchestrator.request('command', command),
    close: () => {
      for (const client of Object.values(clients)) client.close();
      search.close();
    },
  };
}

export async function runApi(options: ServerOptions, port: number): Promise<RunningApi> {
  const app = await buildServer(options);
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}

interface Clients {
  readonly orchestrator: BusClient<'orchestrator'>;
  readonly executor: BusClient<'executor'>;
  readonly supervisor: BusClient<'supervisor'>;
  readonly feed: BusClient<'feed'>;
}

function connect(home: string, desk: Desk, search: DecisionSearch): Clients {
  const about = <S extends 'orchestrator' | 'executor' | 'supervisor' | 'feed'>(service: S) => ({
    ...{ service, path: socketPath(home, service), peer: 'api' },
    onDown: () => desk.putLink(service, false),
  });
  const up = (service: string) => () => desk.putLink(service, true);
  const orchestrator: BusClient<'orchestrator'> = new BusClient({
    ...about('orchestrator'),
    topics: {
      status: (status) => desk.putStatus(status),
      decision: (record) => {
        desk.putDecision(record);
        search.put(decisionRow(record));
      },
      event: (event) => desk.putEvent(event),
    },
    onUp: () => {
      desk.putLink('orchestrator', true);
      search.connected();
      void catchUp(orchestrator, desk);
    },
  });
  return {
    orchestrator,
    executor: new BusClient({ ...about('executor'), onUp: up('executor') }),
    supervisor: new BusClient({
      ...about('supervisor'),
      topics: { processes: (processes) => desk.putProcesses(processes) },
      onUp: up('supervisor'),
    }),
    feed: new BusClient({ ...about('feed'), onUp: up('feed') }),
  };
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
