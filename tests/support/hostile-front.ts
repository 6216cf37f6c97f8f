/** A door before the exchange server that behaves as venues do on bad days. */
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import type { SimServer } from '../../src/sim-server/run.ts';
import { parseStream } from '../../src/venues/binance/streams.ts';

type Send = (text: string) => void;

/** Hears from the market as a client's socket does. */
interface Door {
  readonly names: Set<string>;
  readonly send: (stream: string, text: string) => void;
  readonly end: () => void;
}

export class HostileFront {
  /** What becomes of a message; whatever is not sent is lost. */
  deliver: (text: string, send: Send) => void = (text, send) => send(text);
  /** New websockets are closed at once. */
  refusing = false;
  /** Every request, or each that names `about`, gets this answer: a status, and the seconds of `Retry-After`. */
  refusal: {
    readonly status: number;
    readonly retryAfter?: number;
    readonly about?: string;
  } | null = null;
  /** When which address was asked for; machine time. */
  readonly asked: { readonly at: number; readonly url: string; readonly status: number }[] = [];
  /** Subscriptions since the start. */
  subscriptions = 0;
  readonly #server: SimServer;
  readonly #origin: string;
  readonly #doors = new Set<Door>();
  #app: FastifyInstance | null = null;

  constructor(server: SimServer, port: number) {
    this.#server = server;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  get connections(): number {
    return this.#doors.size;
  }

  async listen(): Promise<string> {
    const app = Fastify({ logger: false, forceCloseConnections: true });
    await app.register(websocket);
    const { desk } = this.#server;
    app.get('/:part/ws/0', { websocket: true }, (socket) => {
      if (this.refusing) {
        socket.terminate();
        return;
      }
      const door: Door = {
        names: new Set(),
        send: (_stream, text) => this.deliver(text, (sent) => socket.send(sent)),
        end: () => socket.terminate(),
      };
      this.#doors.add(door);
      socket.on('message', (data) => {
        const { params, id } = JSON.parse(String(data)) as { params: string[]; id: number };
        this.subscriptions += 1;
        for (const name of params) {
          door.names.add(name);
          desk.hub.add(parseStream(name, desk.symbols)!, door);
        }
        socket.send(JSON.stringify({ result: null, id }));
      });
      socket.on('close', () => {
        for (const name of door.names) desk.hub.remove(name, door);
        this.#doors.delete(door);
      });
    });
    app.get('/fapi/*', async (request, reply) => {
      const at = performance.now();
      const { refusal } = this;
      if (refusal !== null && request.url.includes(refusal.about ?? '')) {
        this.asked.push({ at, url: request.url, status: refusal.status });
        if (refusal.retryAfter !== undefined) void reply.header('retry-after', refusal.retryAfter);
        return await reply.code(refusal.status).send({ code: -1003, msg: 'Too many requests.' });
      }
      const answer = await fetch(`${this.#origin}${request.url}`);
      this.asked.push({ at, url: request.url, status: answer.status });
      return await reply
        .code(answer.status)
        .header('content-type', 'application/json')
        .send(await answer.text());
    });
    this.#app = app;
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Ends every websocket, without a word. */
  cut(): void {
    for (const door of this.#doors) door.end();
  }

  async close(): Promise<void> {
    this.cut();
    await this.#app?.close();
  }
}
