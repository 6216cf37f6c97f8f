/** One websocket connection: its subscriptions, its requests, its bounds; no input or output. */
import type { Ms } from '../domain/time.ts';
import { parseStream } from '../venues/binance/streams.ts';
import type { Desk } from './desk.ts';
import type { Sink } from './stream-hub.ts';

/** What a session needs of its socket. */
export interface SocketPort {
  send(text: string): void;
  /** Bytes that wait to be read by the other side. */
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
}

export const SOCKET_LIMITS = {
  streams: 200,
  /** Incoming messages in one second of machine time. */
  messagesPerSecond: 10,
  bufferedBytes: 8 * 1024 * 1024,
  messageBytes: 32 * 1024,
} as const;

type Id = number | string | null;
/** Close codes: policy violation, try again later. */
const POLICY = 1008;
const TOO_SLOW = 1013;

export class SocketSession implements Sink {
  private readonly desk: Desk;
  private readonly port: SocketPort;
  /** Wraps every message as `{ stream, data }`. */
  private combined: boolean;
  private readonly names = new Set<string>();
  private second = -1;
  private inSecond = 0;
  private open = true;

  constructor(desk: Desk, port: SocketPort, combined: boolean) {
    this.desk = desk;
    this.port = port;
    this.combined = combined;
  }

  /** Streams named in the address; closes when there is one that does not exist. */
  begin(names: readonly string[]): void {
    const problem = this.subscribe(names);
    if (problem !== null) this.fail(POLICY, problem);
  }

  /** A message of a market stream. */
  send(stream: string, text: string): void {
    this.write(this.combined ? `{"stream":${JSON.stringify(stream)},"data":${text}}` : text);
  }

  /** A message of the user-data stream. */
  sendUser(listenKey: string, text: string): void {
    this.send(listenKey, text);
  }

  /** A request of the client, at machine time `now`. */
  receive(text: string, now: Ms): void {
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.inSecond = 0;
    }
    this.inSecond += 1;
    if (this.inSecond > SOCKET_LIMITS.messagesPerSecond) {
      this.fail(POLICY, 'Too many requests');
      return;
    }
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch {
      this.error(null, 3, 'Invalid JSON');
      return;
    }
    this.run(request);
  }

  end(): void {
    this.open = false;
    for (const name of this.names) this.desk.hub.remove(name, this);
    this.names.clear();
  }

  fail(code: number, reason: string): void {
    if (!this.open) return;
    this.end();
    this.port.close(code, reason);
  }

  private run(request: unknown): void {
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      this.error(null, 2, 'Invalid request: request must be an object');
      return;
    }
    const { method, params, id } = request as Readonly<Record<string, unknown>>;
    const known = typeof id === 'number' || typeof id === 'string' ? id : null;
    const names = Array.isArray(params) ? params : [];
    if (method !== 'SET_PROPERTY' && names.some((name) => typeof name !== 'string')) {
      this.error(known, 2, 'Invalid request: params must be strings');
      return;
    }
    switch (method) {
      case 'SUBSCRIBE': {
        const problem = this.subscribe(names as readonly string[]);
        if (problem === null) this.result(known, null);
        else this.error(known, 2, problem);
        break;
      }
      case 'UNSUBSCRIBE':
        this.unsubscribe(names as readonly string[]);
        this.result(known, null);
        break;
      case 'LIST_SUBSCRIPTIONS':
        this.result(known, [...this.names]);
        break;
      case 'SET_PROPERTY':
        this.setProperty(known, params);
        break;
      case 'GET_PROPERTY':
        this.result(known, this.combined);
        break;
      default:
        this.error(known, 2, 'Invalid request: unknown variant of method');
    }
  }

  private setProperty(id: Id, params: unknown): void {
    const [name, value] = Array.isArray(params) ? params : [];
    if (name !== 'combined' || typeof value !== 'boolean') {
      this.error(id, 2, 'Invalid request: unknown property');
      return;
    }
    this.combined = value;
    this.result(id, null);
  }

  /** All or none of them; null when it went well. */
  private subscribe(names: readonly string[]): string | null {
    const streams = names.map((name) => parseStream(name, this.desk.symbols));
    const wrong = names.find((_, index) => streams[index] === undefined);
    if (wrong !== undefined) return `Invalid request: invalid stream ${wrong.slice(0, 100)}`;
    const all = new Set([...this.names, ...names]);
    if (all.size > SOCKET_LIMITS.streams) {
      return `Invalid request: more than ${SOCKET_LIMITS.streams} streams on one connection`;
    }
    for (const stream of streams) {
      this.names.add(stream!.name);
      this.desk.hub.add(stream!, this);
    }
    return null;
  }

  private unsubscribe(names: readonly string[]): void {
    for (const name of names) {
      if (this.names.delete(name)) this.desk.hub.remove(name, this);
    }
  }

  private result(id: Id, result: unknown): void {
    this.write(JSON.stringify({ result, id }));
  }

  private error(id: Id, code: number, msg: string): void {
    this.write(JSON.stringify({ error: { code, msg }, id }));
  }

  private write(text: string): void {
    if (!this.open) return;
    if (this.port.bufferedAmount > SOCKET_LIMITS.bufferedBytes) {
      this.fail(TOO_SLOW, 'too slow');
      return;
    }
    this.port.send(text);
  }
}
