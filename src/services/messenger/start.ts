/** The messenger and the chats of a service process: ports, links, what is open. */
import { BusClient } from '../../bus/client.ts';
import { messageOf } from '../../bus/server.ts';
import { socketPath } from '../../bus/socket-path.ts';
import type { ChatDesk } from '../../chat/chat.ts';
import { SlackCommands } from '../../chat/slack.ts';
import { Strangers } from '../../chat/strangers.ts';
import type { MessengerStatus } from '../../domain/channels.ts';
import type { ChannelConfig } from '../../domain/config.ts';
import { readSecret } from '../../secrets/secret.ts';
import { hostClock } from '../clock.ts';
import type { ServiceProcess } from '../service-process.ts';
import { channelId } from './courier.ts';
import { Messenger } from './messenger.ts';

export interface RunningMessenger {
  readonly slack: SlackCommands | null;
  status(): MessengerStatus;
  stop(): Promise<void>;
}

/** What is on its way when the process ends may take this long. */
const STOP_MS = 1_500;

export interface ChatBackend extends Pick<ChatDesk, 'halt' | 'acknowledge'> {
  status(): ReturnType<ChatDesk['status']>['status'];
}

export function startMessenger(service: ServiceProcess, backend: ChatBackend): RunningMessenger {
  const { home, run, clock, log } = service;
  const { kernel, channels, watchdog } = run.config;
  const link: BusClient<'orchestrator'> = new BusClient({
    service: 'orchestrator',
    path: socketPath(home.path, 'orchestrator'),
    peer: 'messenger',
    topics: { message: (message) => messenger.take(message) },
    onUp: () => messenger.linked(),
  });
  const messenger = new Messenger({
    portfolio: kernel.portfolio,
    provenance: { configVersion: kernel.version, build: run.build },
    ...{ channels, watchdog, file: home.channels, environment: process.env, log },
    market: () => clock.now(),
    wall: hostClock.now,
    monotonic: hostClock.monotonic,
    timer: (wait, call) => {
      const timer = setTimeout(call, wait);
      return () => clearTimeout(timer);
    },
    messages: (after, limit) => link.request('messages', { after, limit }),
    report: async (report) => (await link.request('delivered', report)).ok,
  });
  const desk: ChatDesk = {
    ...backend,
    status: () => ({ status: backend.status(), heard: messenger.status().heard }),
  };
  const strangers = new Strangers((text) => log('warn', text), hostClock.monotonic);
  const chat = openChats(service, channels, desk, strangers);
  return {
    slack: chat.slack,
    status: () => ({ ...messenger.status(), chat: chat.open() }),
    stop: async () => {
      await Promise.all([messenger.stop(STOP_MS), chat.stop()]);
      link.close();
    },
  };
}

interface Chats {
  readonly slack: SlackCommands | null;
  open(): readonly string[];
  stop(): Promise<void>;
}

function openChats(
  { log }: ServiceProcess,
  channels: readonly ChannelConfig[],
  desk: ChatDesk,
  strangers: Strangers,
): Chats {
  const open: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  const apps: ConstructorParameters<typeof SlackCommands>[0][number][] = [];
  for (const channel of channels) {
    if (!hasPeople(channel)) continue;
    const id = channelId(channel);
    const secret = readSecret(
      channel.kind === 'slack' ? (channel.commands?.signingSecret ?? '') : channel.token,
      process.env,
    );
    if (!secret.ok) {
      log('error', `no commands by ${id}: ${secret.error}`);
      continue;
    }
    open.push(id);
    if (channel.kind === 'slack') {
      apps.push({ signingSecret: secret.value, people: channel.commands?.people ?? {} });
      continue;
    }
    const { chat, api, people } = channel;
    // Loaded only where it is used: the library takes memory.
    void import('../../chat/telegram.ts')
      .then(({ TelegramChat }) => {
        const telegram = new TelegramChat({
          ...{ token: secret.value, chat, api, people, desk, strangers, pause },
          wall: hostClock.now,
          log: (text) => log('warn', `${id}: ${text}`),
        });
        stops.push(() => telegram.stop());
      })
      .catch((error: unknown) => log('error', `no commands by ${id}: ${messageOf(error)}`));
  }
  return {
    slack: apps.length === 0 ? null : new SlackCommands(apps, desk, strangers, hostClock.now),
    open: () => open,
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

type Chatting = Exclude<ChannelConfig, { readonly kind: 'webhook' }>;

const hasPeople = (channel: ChannelConfig): channel is Chatting =>
  channel.kind === 'slack'
    ? channel.commands !== null
    : channel.kind === 'telegram' && Object.keys(channel.people).length > 0;

/** Waits, or until `stop` is aborted. */
function pause(wait: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(ended, wait);
    function ended(): void {
      clearTimeout(timer);
      stop.removeEventListener('abort', ended);
      done();
    }
    stop.addEventListener('abort', ended);
    if (stop.aborted) ended();
  });
}
