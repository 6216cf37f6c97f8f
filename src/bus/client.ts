import { connect, type Socket } from 'node:net';
import { ownHello } from './build-info.ts';
import type { ServiceName } from './messages.ts';
import { DEFAULT_OUTGOING, Outgoing } from './outgoing.ts';
import {
  BUS_PROTOCOL,
  BusError,
  encodeFrame,
  FrameDecoder,
  protocolRefusal,
  type RequestName,
  type RequestParameters,
  type RequestReply,
  type ServerFrame,
  serverFrame,
  type TopicData,
  type TopicName,
} from './protocol.ts';

export interface BusClientOptions<S extends ServiceName> {
  readonly service: S;
  readonly path: string;
  /** Who is calling, for example `worker:S3`. */
  readonly peer: string;
  readonly topics?: { readonly [T in TopicName<S>]?: (data: TopicData<S, T>) => void };
  /** Connected and welcomed; also after every reconnect: the place to resync. */
  readonly onUp?: () => void;
  /** Lost, in words. */
  readonly onDown?: (reason: string) => void;
  /** Default true; false: one attempt, and a lost connection stays lost. */
  readonly reconnect?: boolean;
}

interface Pending {
  readonly name: string;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: BusError) => void;
  readonly timer: NodeJS.Timeout;
}

const BACKOFF_FIRST_MS = 50;
const BACKOFF_LAST_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_PENDING = 4_096;
export const REQUEST_TIMEOUT_MS = 5_000;

/**
 * One connection to a service. Comes back by itself after a loss, waiting 50 ms doubling to 1 s.
 * Nothing is queued while it is down: a request fails at once, a tell says so.
 */
export class BusClient<S extends ServiceName> {
  private readonly options: BusClientOptions<S>;
  private readonly pending = new Map<number, Pending>();
  private socket: Socket | null = null;
  private outgoing: Outgoing | null = null;
  private welcomed = false;
  private closed = false;
  private refusal: string | null = null;
  private build: string | null = null;
  private backoff = BACKOFF_FIRST_MS;
  private retry: NodeJS.Timeout | null = null;
  private nextId = 1;
  private settled: (() => void)[] = [];

  constructor(options: BusClientOptions<S>) {
    this.options = options;
    this.open();
  }

  get up(): boolean {
    return this.welcomed;
  }

  /** Resolves true once connected, false after `timeout` ms or, without reconnect, on failure. */
  async ready(timeout: number): Promise<boolean> {
    if (this.welcomed || this.closed) return this.welcomed;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout);
      this.settled.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return this.welcomed;
  }

  /** Build of the service as it said; null: not connected yet, or a build that does not say. */
  get peerBuild(): string | null {
    return this.build;
  }

  /** Why the other side would not talk to us (protocol versions differ), or null. */
  get refusedBecause(): string | null {
    return this.refusal;
  }

  /** Asks; rejects with a `BusError`: `down`, `timeout`, `busy`, or `failed` in its words. */
  request<N extends RequestName<S>>(
    name: N,
    parameters: RequestParameters<S, N>,
    timeout = REQUEST_TIMEOUT_MS,
  ): Promise<RequestReply<S, N>> {
    const { service } = this.options;
    return new Promise((resolve, reject) => {
      if (!this.welcomed || this.outgoing === null) {
        reject(new BusError('down', this.refusal ?? `${service} cannot be reached`));
        return;
      }
      if (this.pending.size >= MAX_PENDING) {
        reject(new BusError('busy', `${MAX_PENDING} requests to ${service} are waiting already`));
        return;
      }
      const id = this.nextId;
      this.nextId += 1;
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new BusError('timeout', `${service} did not answer "${name}" in ${timeout} ms`));
      }, timeout);
      this.pending.set(id, {
        name,
        resolve: resolve as (data: unknown) => void,
        reject,
        timer,
      });
      this.outgoing.send(encodeFrame({ t: 'request', id, name, data: parameters }), false);
    });
  }

  /** Says without wanting an answer; false when there is no connection to say it on. */
  tell<N extends RequestName<S>>(name: N, parameters: RequestParameters<S, N>): boolean {
    if (!this.welcomed || this.outgoing === null) return false;
    return this.outgoing.send(encodeFrame({ t: 'tell', name, data: parameters }), false);
  }

  close(): void {
    this.closed = true;
    if (this.retry !== null) clearTimeout(this.retry);
    this.socket?.destroy();
    this.lost('closed');
    this.settle();
  }

  private open(): void {
    const socket = connect(this.options.path);
    const decoder = new FrameDecoder();
    let reason = 'connection lost';
    socket.setEncoding('utf8');
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
      if (!this.welcomed) socket.destroy(new Error('no answer to the hello'));
    });
    this.socket = socket;
    this.outgoing = new Outgoing(socket, DEFAULT_OUTGOING);
    socket.on('connect', () => {
      const topics = Object.keys(this.options.topics ?? {});
      const peer = this.options.peer;
      socket.write(encodeFrame({ t: 'hello', ...ownHello(), peer, topics }));
    });
    socket.on('data', (chunk: string) => {
      let frames: readonly ServerFrame[] = [];
      try {
        frames = decoder.push(chunk).map(knownFrame);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        socket.destroy();
      }
      // Outside the try: a listener that throws is a bug of its owner, not of this connection.
      for (const frame of frames) this.receive(socket, frame);
    });
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      if (this.closed || this.socket !== socket) return;
      this.lost(reason);
      if (this.options.reconnect === false) this.settle();
      else this.retryLater();
    });
  }

  private retryLater(): void {
    this.retry = setTimeout(() => this.open(), this.backoff);
    this.backoff = Math.min(this.backoff * 2, BACKOFF_LAST_MS);
  }

  private lost(reason: string): void {
    const wasUp = this.welcomed;
    this.welcomed = false;
    this.outgoing = null;
    for (const waiting of this.pending.values()) {
      clearTimeout(waiting.timer);
      const text = `${this.options.service} was lost before it answered "${waiting.name}"`;
      waiting.reject(new BusError('down', text));
    }
    this.pending.clear();
    if (wasUp) this.options.onDown?.(reason);
  }

  private settle(): void {
    for (const resolve of this.settled.splice(0)) resolve();
  }

  private receive(socket: Socket, frame: ServerFrame): void {
    if (this.closed || this.socket !== socket) return;
    switch (frame.t) {
      case 'hello':
        if (frame.protocol !== BUS_PROTOCOL) {
          const { peer, service } = this.options;
          this.refusal = protocolRefusal(
            { ...frame, name: service },
            { name: peer, ...ownHello() },
          );
          socket.destroy();
          return;
        }
        this.build = frame.build ?? null;
        this.welcomed = true;
        this.refusal = null;
        this.backoff = BACKOFF_FIRST_MS;
        this.options.onUp?.();
        this.settle();
        return;
      case 'refused':
        this.refusal = frame.text;
        return;
      case 'publish': {
        const topics = this.options.topics as
          | Readonly<Record<string, (data: unknown) => void>>
          | undefined;
        if (topics !== undefined && Object.hasOwn(topics, frame.topic)) {
          topics[frame.topic]?.(frame.data);
        }
        return;
      }
      case 'reply':
      case 'failed': {
        const waiting = this.pending.get(frame.id);
        if (waiting === undefined) return;
        this.pending.delete(frame.id);
        clearTimeout(waiting.timer);
        if (frame.t === 'reply') waiting.resolve(frame.data);
        else waiting.reject(new BusError('failed', frame.text));
        return;
      }
      default:
        frame satisfies never;
    }
  }
}

function knownFrame(value: unknown): ServerFrame {
  const frame = serverFrame(value);
  if (frame === undefined) throw new Error('the service sent a frame that is none of this bus');
  return frame;
}
