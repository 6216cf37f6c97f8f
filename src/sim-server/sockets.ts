/** All websocket connections: which address means what, user-data streams, keep-alive. */
import type { WebSocket } from 'ws';
import { MINUTE_MS, type Ms } from '../domain/time.ts';
import { listenKeyExpired } from '../venues/binance/render-events.ts';
import type { Desk } from './desk.ts';
import { SocketSession } from './socket-session.ts';

export const MAX_CONNECTIONS = 64;
const PING_EVERY: Ms = 3 * MINUTE_MS;
/** Without any sign of life for so long a connection is closed. */
const SILENCE: Ms = 10 * MINUTE_MS;

interface Connection {
  readonly socket: WebSocket;
  readonly session: SocketSession;
  /** Null: market data only. */
  readonly listenKey: string | null;
  lastSeen: Ms;
  lastPing: Ms;
}

/** `/ws/a/b`, `/stream?streams=a/b`, `/private/ws?listenKey=k`, each also with a route in front. */
export function readAddress(url: string): {
  readonly combined: boolean;
  readonly names: readonly string[];
} {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const path = pathname.replace(/^\/(public|market|private)(?=\/)/, '');
  const combined = path.startsWith('/stream');
  const inPath = combined ? [] : path.replace(/^\/ws\/?/, '').split('/');
  const inQuery = (searchParams.get('streams') ?? '').split('/');
  const key = searchParams.get('listenKey') ?? '';
  // Clients number their connections in the path (`/ws/0`): no stream has such a name. A listen key
  // is longer than any such number, also one of digits alone.
  const names = [...inPath, ...inQuery, key].filter((name) => !/^\d{0,9}$/.test(name));
  return { combined, names: names.map((name) => decodeURIComponent(name)) };
}

const LISTEN_KEY = /^[0-9a-f]{64}$/;

export class Sockets {
  /** How a user-data message is delivered. */
  mail: (message: object, tell: () => void) => void = (_message, tell) => tell();
  private readonly desk: Desk;
  private readonly connections = new Set<Connection>();

  constructor(desk: Desk) {
    this.desk = desk;
    desk.onUserMessage = (message) => this.mail(message, () => this.tellUser(message));
  }

  get count(): number {
    return this.connections.size;
  }

  accept(socket: WebSocket, url: string): void {
    if (this.connections.size >= MAX_CONNECTIONS) {
      socket.close(1013, 'too many connections');
      return;
    }
    let address: ReturnType<typeof readAddress>;
    try {
      address = readAddress(url);
    } catch {
      socket.close(1008, 'invalid address');
      return;
    }
    const listenKey = address.names.find((name) => LISTEN_KEY.test(name)) ?? null;
    const now = this.desk.wall();
    if (listenKey !== null && !this.desk.listenKeys.isValid(listenKey, now)) {
      socket.close(1008, 'This listenKey does not exist.');
      return;
    }
    const session = new SocketSession(this.desk, socket, address.combined);
    const connection: Connection = { socket, session, listenKey, lastSeen: now, lastPing: now };
    this.connections.add(connection);
    const seen = (): void => {
      connection.lastSeen = this.desk.wall();
    };
    socket.on('message', (data) => {
      seen();
      session.receive(String(data), this.desk.wall());
    });
    socket.on('ping', seen);
    socket.on('pong', seen);
    const gone = (): void => {
      session.end();
      this.connections.delete(connection);
    };
    socket.on('close', gone);
    socket.on('error', gone);
    session.begin(address.names.filter((name) => name !== listenKey));
  }

  /** Now and then: pings, silent connections, listen keys that have run out. */
  tick(): void {
    const now = this.desk.wall();
    for (const connection of this.connections) {
      const { socket, session, listenKey } = connection;
      if (listenKey !== null && !this.desk.listenKeys.isValid(listenKey, now)) {
        session.sendUser(
          listenKey,
          JSON.stringify(listenKeyExpired(listenKey, this.desk.market.now)),
        );
        session.fail(1000, 'listen key expired');
      } else if (now - connection.lastSeen > SILENCE) {
        session.fail(1008, 'no pong');
        socket.terminate();
      } else if (now - connection.lastPing > PING_EVERY) {
        connection.lastPing = now;
        socket.ping();
      }
    }
  }

  /** Breaks off every connection, without a word. */
  cut(): void {
    for (const { socket, session } of [...this.connections]) {
      session.end();
      socket.terminate();
    }
    this.connections.clear();
  }

  close(): void {
    for (const { socket, session } of this.connections) {
      session.fail(1001, 'going away');
      socket.terminate();
    }
    this.connections.clear();
  }

  private tellUser(message: object): void {
    let text: string | undefined;
    for (const { session, listenKey } of this.connections) {
      if (listenKey === null) continue;
      text ??= JSON.stringify(message);
      session.sendUser(listenKey, text);
    }
  }
}
