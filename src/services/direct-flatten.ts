/** `septet flatten --direct`: the venue opened by this process alone, and the account of what it did. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeptetConfig } from '../domain/config.ts';
import { decimal } from '../domain/decimal.ts';
import type { SymbolId } from '../domain/ids.ts';
import { type Ms, SECOND_MS } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import { DirectFlatten, type DirectResult } from '../execution/direct/direct-flatten.ts';
import type { VenueCredentials, VenueEndpoint } from '../venues/ccxt/client.ts';
import { openLiveVenue } from '../venues/ccxt/trading/open-live-venue.ts';
import { hostClock } from './clock.ts';
import type { Home } from './home.ts';

export interface DirectFlattenOptions {
  readonly home: Home;
  readonly config: SeptetConfig;
  readonly endpoint: VenueEndpoint;
  readonly credentials: VenueCredentials;
  /** Null: every contract of the account. */
  readonly symbols: readonly SymbolId[] | null;
  readonly log: (text: string) => void;
}

/** Between two looks at whether something is due. */
const TICK: Ms = 25;
/** The first answer of the venue is waited for this long. */
const FIRST_LOOK: Ms = 20 * SECOND_MS;

/** One run against one venue. `look` first, then `run`, then `close`. */
export class DirectSession {
  readonly accountFile: string;
  readonly machine: DirectFlatten;
  private readonly venue: Awaited<ReturnType<typeof openLiveVenue>>['venue'];
  private readonly options: DirectFlattenOptions;
  private fileFailed = false;

  private constructor(
    options: DirectFlattenOptions,
    venue: Awaited<ReturnType<typeof openLiveVenue>>['venue'],
  ) {
    const { config, home, symbols } = options;
    const now = Date.now();
    this.options = options;
    this.venue = venue;
    const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    this.accountFile = join(home.path, `direct-flatten-${stamp}.ndjson`);
    const sizes = new Map(
      config.kernel.instruments.map((each) => [each.symbol, decimal(each.maxQuantity)]),
    );
    this.machine = new DirectFlatten(
      {
        portfolio: config.kernel.portfolio,
        symbols,
        maxQuantity: (symbol) => sizes.get(symbol),
        run: now.toString(36),
      },
      hostClock.monotonic(),
    );
    venue.onEvent((event) => this.onEvent(event));
  }

  static async open(options: DirectFlattenOptions): Promise<DirectSession> {
    const { endpoint, credentials, config } = options;
    const { venue } = await openLiveVenue(endpoint, credentials, {
      symbols: config.kernel.instruments.map((each) => each.symbol),
      // The account stays as it is: only reductions and cancels leave.
      leverage: null,
      clock: hostClock,
      random: Math.random,
      log: (_level, text) => options.log(text),
      onWake: () => undefined,
    });
    return new DirectSession(options, venue);
  }

  /** What is held, as the venue tells it; throws in words when it does not answer. */
  async look(): Promise<void> {
    const end = hostClock.monotonic() + FIRST_LOOK;
    while (this.machine.seen === null) {
      if (hostClock.monotonic() >= end) {
        throw new Error(`the venue did not tell what is held within ${FIRST_LOOK / 1_000} s`);
      }
      await this.tick();
    }
  }

  /** To the end, which is bounded; nothing of it may be interrupted by a failing disk. */
  async run(started: Readonly<Record<string, unknown>>): Promise<DirectResult> {
    const { machine } = this;
    this.write({ kind: 'started', ...started, seen: machine.seen });
    machine.begin(hostClock.monotonic());
    while (machine.result === null) await this.tick();
    this.write({ kind: 'ended', ...machine.result });
    return machine.result;
  }

  close(): Promise<void> {
    return this.venue.close();
  }

  private async tick(): Promise<void> {
    this.send(this.machine.tend(hostClock.monotonic()));
    this.venue.advance(hostClock.now());
    if (!this.venue.busy) this.machine.idle(hostClock.monotonic());
    await new Promise((resolve) => setTimeout(resolve, TICK));
  }

  private onEvent(event: VenueEvent): void {
    if (event.kind === 'account') this.write({ kind: 'seen', account: event });
    else if ('clientOrderId' in event) this.onOrderEvent(event);
    this.send(this.machine.onEvent(event, hostClock.monotonic()));
  }

  private onOrderEvent(event: Extract<VenueEvent, { clientOrderId: string }>): void {
    this.write({ kind: 'told', event });
    const text = wordsOf(event);
    if (text !== null) this.options.log(text);
  }

  private send(commands: readonly VenueCommand[]): void {
    for (const command of commands) {
      if (command.kind !== 'account') this.write({ kind: 'sent', command });
      if (command.kind === 'place') {
        const { quantity, symbol, positionSide } = command;
        this.options.log(`reducing ${symbol} ${positionSide} by ${quantity} at the market`);
      }
      this.venue.send(command);
    }
  }

  /** A disk that is full stops no exit: said once, and it goes on. */
  private write(line: Readonly<Record<string, unknown>>): void {
    try {
      const text = JSON.stringify({ at: new Date().toISOString(), ...line });
      appendFileSync(this.accountFile, `${text}\n`, { mode: 0o600, flush: true });
    } catch (error) {
      if (!this.fileFailed) this.options.log(`${this.accountFile}: ${String(error)}; going on`);
      this.fileFailed = true;
    }
  }
}

function wordsOf(event: Extract<VenueEvent, { clientOrderId: string }>): string | null {
  switch (event.kind) {
    case 'rejected':
      return `refused: ${event.code} ${event.message}`;
    case 'unknown':
      return `no answer to ${event.operation} of ${event.clientOrderId}: looking again`;
    case 'order':
      return Number(event.filledQuantity) === 0
        ? `${event.clientOrderId}: ${event.status}`
        : `${event.clientOrderId}: ${event.status}, ${event.filledQuantity} at ${event.averagePrice}`;
    default:
      return null;
  }
}
