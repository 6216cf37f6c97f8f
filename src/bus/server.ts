import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ownHello } from './build-info.ts';
import { DROPPABLE_TOPICS, type ServiceName } from './messages.ts';
import { DEFAULT_OUTGOING, Outgoing, type OutgoingLimits } from './outgoing.ts';
import {
  BUS_PROTOCOL,
  type ClientFrame,
  clientFrame,
  encodeFrame,
  FrameDecoder,
  MAX_FRAME_LENGTH,
  protocolRefusal,
  type RequestName,
  type RequestParameters,
  type RequestReply,
  type TopicData,
  type TopicName,
} from './protocol.ts';
import { prepareSocketDirectory } from './socket-path.ts';

/** One handler for each request of the service. A throw is answered as `failed` with its words. */
export type Handlers<S extends ServiceName> = {
  readonly [N in RequestName<S>]: (
    parameters: RequestParameters<S, N>,
    peer: string,
  ) => RequestReply<S, N> | Promise<RequestReply<S, N>>;
};

export interface BusServerOptions<S extends ServiceName> {
  readonly service: S;
  readonly path: string;
  readonly handlers: Handlers<S>;
  /** Told of peers that break the protocol or cannot keep up, in words. */
  readonly onProblem?: (text: string) => void;
  readonly maxPeers?: number;
  readonly maxFrameLength?: number;
  readonly outgoing?: OutgoingLimits;
}

interface Peer {
  readonly socket: Socket;
  readonly outgoing: Outgoing;
  name: string | null;
  topics: ReadonlySet<string>;
}

const HELLO_TIMEOUT_MS = 5_000;

/** A service's socket: answers requests, publishes topics. */
export class BusServer<S extends ServiceName> {
  private readonly options: BusServerOptions<S>;
  private readonly server: Server;
  private readonly peers = new Set<Peer>();
  private readonly droppable: ReadonlySet<string>;

  constructor(options: BusServerOptions<S>) {
    this.options = options;
    this.droppable = new Set(DROPPABLE_TOPICS[options.service] as readonly string[]);
    this.server = createServer((socket) => this.accept(socket));
  }

  /** Starts to listen; rejects when another live process already serves this path. */
  async listen(): Promise<void> {
    const { path, service } = this.options;
    prepareSocketDirectory(path);
    if (await answers(path)) throw new Error(`another ${service} already listens on ${path}`);
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    chmodSync(path, 0o600);
  }

  /** Sends to every subscriber; the text is made once. */
  publish<T extends TopicName<S>>(topic: T, data: TopicData<S, T>): void {
    let text: string | null = null;
    for (const peer of this.peers) {
      if (!peer.topics.has(topic)) continue;
      text ??= encodeFrame({ t: 'publish', topic, data });
      if (!peer.outgoing.send(text, this.droppable.has(topic))) {
        this.problem(`${peer.name} was disconnected: it could not keep up`);
      }
    }
  }

  /** Names of the peers that said hello. */
  peerNames(): readonly string[] {
    return [...this.peers].flatMap((peer) => (peer.name === null ? [] : [peer.name]));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    for (const peer of this.peers) peer.socket.destroySoon();
    await closed;
  }

  private problem(text: string): void {
    this.options.onProblem?.(text);
  }

  private accept(socket: Socket): void {
    if (this.peers.size >= (this.options.maxPeers ?? 64)) {
      this.refuse(socket, `${this.options.service} has too many connections`);
      return;
    }
    const peer: Peer = {
      socket,
      outgoing: new Outgoing(socket, this.options.outgoing ?? DEFAULT_OUTGOING),
      name: null,
      topics: new Set(),
    };
    const decoder = new FrameDecoder(this.options.maxFrameLength ?? MAX_FRAME_LENGTH);
    const impatience = setTimeout(() => {
      if (peer.name === null) socket.destroy();
    }, HELLO_TIMEOUT_MS);
    this.peers.add(peer);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      try {
        for (const value of decoder.push(chunk)) this.receive(peer, clientFrame(value));
      } catch (error) {
        this.problem(`${peer.name ?? 'a peer'} was disconnected: ${messageOf(error)}`);
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(impatience);
      this.peers.delete(peer);
    });
  }

  private receive(peer: Peer, frame: ClientFrame | undefined): void {
    if (frame === undefined) throw new Error('it sent a frame that is none of this protocol');
    switch (frame.t) {
      case 'hello': {
        const { service } = this.options;
        if (frame.protocol !== BUS_PROTOCOL) {
          const here = { name: service, ...ownHello() };
          const text = protocolRefusal(here, { ...frame, name: frame.peer });
          this.problem(text);
          this.refuse(peer.socket, text);
          return;
        }
        peer.name = frame.peer;
        peer.topics = new Set(frame.topics);
        peer.outgoing.send(encodeFrame({ t: 'hello', ...ownHello(), service }), false);
        return;
      }
      case 'request':
      case 'tell':
        if (peer.name === null) throw new Error('it spoke before its hello');
        void this.serve(peer, frame);
        return;
      default:
        frame satisfies never;
    }
  }

  private async serve(
    peer: Peer,
    frame: Exclude<ClientFrame, { readonly t: 'hello' }>,
  ): Promise<void> {
    const id = frame.t === 'request' ? frame.id : null;
    let text: string;
    try {
      const handlers = this.options.handlers as Readonly<Record<string, AnyHandler>>;
      const handler = Object.hasOwn(handlers, frame.name) ? handlers[frame.name] : undefined;
      if (handler === undefined) {
        throw new Error(`${this.options.service} answers no request "${frame.name}"`);
      }
      const result = handler(frame.data, peer.name ?? '');
      const data = result instanceof Promise ? await result : result;
      if (id === null) return;
      text = encodeFrame({ t: 'reply', id, data });
      if (text.length > (this.options.maxFrameLength ?? MAX_FRAME_LENGTH)) {
        throw new Error(`the reply to "${frame.name}" is too long: ask for less at once`);
      }
    } catch (error) {
      if (id === null) {
        this.problem(`"${frame.name}" from ${peer.name}: ${messageOf(error)}`);
        return;
      }
      text = encodeFrame({ t: 'failed', id, text: messageOf(error) });
    }
    peer.outgoing.send(text, false);
  }

  private refuse(socket: Socket, text: string): void {
    socket.on('error', () => socket.destroy());
    socket.end(encodeFrame({ t: 'refused', text }));
  }
}

type AnyHandler = (parameters: unknown, peer: string) => unknown;

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Does a live process accept connections on this path? */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
