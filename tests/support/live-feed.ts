/** A feed on a live market, and the server it listens to; the test moves market time itself. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SymbolId } from '../../src/domain/ids.ts';
import type { Candle, CandleClosed, PriceStep } from '../../src/domain/market.ts';
import type { Timeframe } from '../../src/domain/timeframe.ts';
import { Feed } from '../../src/market/feed.ts';
import type { SimServer } from '../../src/sim-server/run.ts';
import { LiveMarket } from '../../src/venues/ccxt/market/live-market.ts';

export interface LiveFeed {
  readonly market: LiveMarket;
  readonly feed: Feed;
  readonly log: readonly string[];
  readonly steps: readonly PriceStep[];
  readonly closed: readonly CandleClosed[];
  candles(symbol: SymbolId, timeframe: Timeframe): readonly Candle[];
  /** Moves market time by `seconds`, a step of 10 s at a time, and reads the feed after each. */
  move(seconds: number): Promise<void>;
  /** Lets the machine's clock jump: silences and pauses are measured with it. */
  wind(ms: number): void;
  /** Reads the feed until `met`, without moving market time; fails after 20 s. */
  until(what: string, met: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const TURN_MS = 15;
const PATIENCE_MS = 20_000;

export interface LiveFeedOptions {
  readonly server: SimServer;
  /** Address the market speaks to, where it is not the server's own. */
  readonly address: string;
  readonly symbols: readonly SymbolId[];
  readonly historyKept?: number;
  /** Market time of the machine less that of the venue. */
  readonly skew?: number;
}

export async function liveFeed(options: LiveFeedOptions): Promise<LiveFeed> {
  const { server, address, symbols, historyKept = 50, skew = 0 } = options;
  const log: string[] = [];
  const steps: PriceStep[] = [];
  const closed: CandleClosed[] = [];
  const now = (): number => server.desk.market.now + skew;
  let wound = 0;
  const market = await LiveMarket.open({
    endpoint: { kind: 'sim', server: address },
    symbols,
    at: now(),
    historyKept,
    clock: { now, monotonic: () => performance.now() + wound },
    onLog: (_level, text) => log.push(text),
  });
  const feed = new Feed(market);
  feed.start();
  const read = (): void => {
    for (const output of feed.advance(now())) {
      if (output.kind === 'price') steps.push(output.step);
      else if (output.kind === 'candle') closed.push(output.event);
    }
  };
  return {
    market,
    feed,
    log,
    steps,
    closed,
    candles: (symbol, timeframe) =>
      closed
        .filter((event) => event.symbol === symbol && event.timeframe === timeframe)
        .map((event) => event.candle),
    async move(seconds) {
      for (let moved = 0; moved < seconds; moved += 10) {
        server.desk.advance(server.desk.market.now + 10_000);
        await pause(TURN_MS);
        read();
      }
    },
    wind: (ms) => {
      wound += ms;
    },
    async until(what, met) {
      const end = performance.now() + PATIENCE_MS;
      for (read(); !met(); read()) {
        if (performance.now() > end) throw new Error(`still not: ${what}\n${log.join('\n')}`);
        await pause(TURN_MS);
      }
    },
    close: () => market.close(),
  };
}

/** The server's own closed candles, from `from` on. */
export function venueCandles(
  server: SimServer,
  symbol: SymbolId,
  timeframe: Timeframe,
  from: number,
): readonly Candle[] {
  const { market } = server.desk;
  const all = market.candles(symbol, timeframe);
  const current = market.current(symbol, timeframe);
  return all.filter((candle) => candle.openTime >= from && candle !== current);
}
