/**
 * The user-data stream, kept alive: connects, listens, connects again. The library renews the
 * listen key and answers pings; whatever ends it, a new one is opened after a pause.
 */
import { MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { VenueClient } from '../client.ts';
import { wordsOf } from '../words.ts';

export interface UserStreamOptions {
  readonly client: VenueClient;
  /** Uniform in [0, 1): spreads those who come back after an outage. */
  readonly random: () => number;
  /** So long, ms, nothing may leave: opening a stream in a ban would make the ban longer. */
  readonly silence: () => Ms;
  /** Between two connections, doubled each time. */
  readonly pause?: ReconnectPause;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
}

export interface ReconnectPause {
  readonly first: Ms;
  readonly longest: Ms;
}

const DEFAULT_PAUSE: ReconnectPause = { first: 500, longest: 10 * SECOND_MS };
/** Ping by the client; two that stay unanswered end the connection. */
const KEEP_ALIVE_MS: Ms = 10 * SECOND_MS;
const CLOSE_LIMIT_MS: Ms = SECOND_MS;
/** A connection that lived this long was a good one: the next pause is short again. */
const GOOD_AFTER: Ms = MINUTE_MS;

export class UserStream {
  private readonly options: UserStreamOptions;
  private url: string | null = null;
  private upSince: number | null = null;
  private failures = 0;
  private ended = false;
  private wake: (() => void) | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: UserStreamOptions) {
    this.options = options;
    options.client.options['ws'] = {
      ...(options.client.options['ws'] as object | undefined),
      keepAlive: KEEP_ALIVE_MS,
      // The pauses are ours; the library's own would come on top of them.
      backoff: { base: 1, factor: 1, max: 1 },
    };
  }

  /** Runs until `close`. */
  async run(): Promise<void> {
    const { client } = this.options;
    while (!this.ended) {
      try {
        // A first failure stays cached in the library: asked for anew.
        if (client.markets === undefined) await client.loadMarkets(true);
        // Each message ends one wait; what it says was heard before, message by message.
        await client.watchOrders();
      } catch (error) {
        this.down(wordsOf(error));
        await this.reset();
        await this.pause();
      }
    }
  }

  /** For the client's hook: a websocket with that address is open. */
  connected(url: string): void {
    if (!isPrivate(url) || this.ended) return;
    this.url = url;
    this.upSince = performance.now();
    this.options.onUp();
  }

  disconnected(url: string): void {
    if (url === this.url) this.down('the connection was closed');
  }

  /** Opens a new one now: the key of this one has expired. */
  async renew(reason: string): Promise<void> {
    this.down(reason);
    await this.reset();
  }

  async close(): Promise<void> {
    this.ended = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.wake?.();
    await this.closeSockets();
  }

  private down(reason: string): void {
    if (this.upSince === null) return;
    if (performance.now() - this.upSince >= GOOD_AFTER) this.failures = 0;
    this.upSince = null;
    this.url = null;
    if (!this.ended) this.options.onDown(reason);
  }

  /** Lets go of the key and of every websocket of this client; it has no others. */
  private async reset(): Promise<void> {
    const { client } = this.options;
    client.options['future'] = {
      ...(client.options['future'] as object | undefined),
      listenKey: undefined,
      lastAuthenticatedTime: 0,
    };
    await this.closeSockets();
  }

  /** The library waits without end for a websocket that was lost while it was being opened. */
  private async closeSockets(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    });
    const { client } = this.options;
    const closing = Object.entries(client.clients);
    await Promise.race([client.close().catch(() => undefined), enough]);
    clearTimeout(timer);
    // What it left behind must not be taken for a connection that lives; a new one does.
    for (const [url, each] of closing) if (client.clients[url] === each) delete client.clients[url];
  }

  private async pause(): Promise<void> {
    if (this.ended) return;
    const { first, longest: most } = this.options.pause ?? DEFAULT_PAUSE;
    const longest = Math.min(most, first * 2 ** Math.min(this.failures, 10));
    this.failures += 1;
    const wait = Math.max(this.options.silence(), longest * (0.5 + this.options.random() / 2));
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.timer = setTimeout(resolve, wait);
    });
  }
}

const isPrivate = (url: string): boolean => url.includes('listenKey=') || url.includes('/private');
