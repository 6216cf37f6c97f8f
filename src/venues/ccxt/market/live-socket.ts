/**
 * One supervised subscription: streams of one part of the venue over one websocket. An error, a
 * close or a silence ends the connection, and a new one is opened after a pause that grows while
 * nothing comes of it.
 */
import type { Ms } from '../../../domain/time.ts';
import type { VenueClient } from '../client.ts';

export interface LiveSocketOptions {
  readonly client: Pick<VenueClient, 'watchMultiple' | 'clients'>;
  readonly url: string;
  readonly streams: readonly string[];
  /** A kind of message that does not come for this long means that the connection is dead. */
  readonly silence: Readonly<Record<string, Ms>>;
  readonly monotonic: () => Ms;
  readonly wait: (delay: Ms) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onProblem: (text: string) => void;
}

const FIRST_PAUSE: Ms = 250;
const LONGEST_PAUSE: Ms = 30_000;

/** Pause before the attempt after `failures` in a row: doubled each time, half of it at random. */
export const pauseAfter = (failures: number, random: number): Ms =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 10)) * (0.5 + 0.5 * random);

export class LiveSocket {
  readonly #options: LiveSocketOptions;
  readonly #heard = new Map<string, Ms>();
  #failures = 0;
  #stopped = false;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
  }

  /** Connects and stays connected until `stop`; the pauses bound how often it tries. */
  async run(): Promise<void> {
    const { client, url, streams, wait, random, onProblem } = this.#options;
    const request = { method: 'SUBSCRIBE', params: streams, id: 1 };
    while (!this.#stopped) {
      this.#renew();
      try {
        // Messages are heard through the client's hooks; this only ever ends with an error.
        await client.watchMultiple(url, [url], request, [url], { id: request.id });
      } catch (error) {
        if (this.#stopped) return;
        onProblem(`${url}: ${error instanceof Error ? error.message : String(error)}`);
      }
      await wait(pauseAfter(this.#failures, random()));
      this.#failures += 1;
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  heard(kind: string): void {
    this.#heard.set(kind, this.#options.monotonic());
    this.#failures = 0;
  }

  /** Ends a connection that has fallen silent. */
  check(): void {
    const now = this.#options.monotonic();
    for (const [kind, limit] of Object.entries(this.#options.silence)) {
      if (now - (this.#heard.get(kind) ?? now) <= limit) continue;
      this.drop(`no ${kind} for ${limit / 1_000} s`);
      return;
    }
  }

  /** Ends the connection; `run` opens the next one. */
  drop(reason: string): void {
    this.#renew();
    const socket = this.#options.client.clients[this.#options.url];
    // As the library itself does on a missing pong: first whoever waits, then the socket.
    socket?.onError(new Error(reason));
    void Promise.resolve(socket?.close()).catch(() => undefined);
  }

  #renew(): void {
    const now = this.#options.monotonic();
    for (const kind of Object.keys(this.#options.silence)) this.#heard.set(kind, now);
  }
}
