/** A venue in virtual time, and an unreliable way from it to a live market's core. */
import type { SymbolId } from '../../src/domain/ids.ts';
import type { Candle, CandleClosed, MarketSource, PriceStep } from '../../src/domain/market.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import { Feed } from '../../src/market/feed.ts';
import { LiveCore } from '../../src/venues/ccxt/market/live-core.ts';
import type { LiveUpdate } from '../../src/venues/ccxt/market/live-messages.ts';

/** [from, to) in ms after the start. */
export type Window = readonly [number, number];

export interface Conditions {
  readonly seed: number;
  readonly minutes: number;
  /** Where in its minute the market is when the reader starts. */
  readonly startOffset: number;
  /** Trades per second of each symbol. */
  readonly activity: readonly number[];
  readonly loss: number;
  readonly repeat: number;
  /** Share of messages that come up to 6 s late, so overtaken by others. */
  readonly late: number;
  /** Nothing comes over the websocket. */
  readonly outages: readonly Window[];
  /** Nothing of the first symbol comes. */
  readonly silent: readonly Window[];
  /** REST answers with an error. */
  readonly restDown: readonly Window[];
  /** Machine's market time less the venue's. */
  readonly skew: number;
  /** Does the venue tell that a minute without a trade has closed? */
  readonly tellsEmpty: boolean;
  readonly patience: number;
}

export const CALM: Conditions = {
  seed: 1,
  minutes: 6,
  startOffset: 0,
  activity: [4, 1],
  loss: 0,
  repeat: 0,
  late: 0,
  outages: [],
  silent: [],
  restDown: [],
  skew: 0,
  tellsEmpty: true,
  patience: Number.POSITIVE_INFINITY,
};

export const EPOCH = Date.UTC(2025, 4, 4);
const TURN = 250;
/** For so long after its end a minute of the venue's REST candles may lack its last second. */
const REST_LAG = 1_500;
/** After the conditions the venue is healthy for this long. */
export const RECOVERY = 4 * MINUTE_MS;

/** mulberry32: enough for a test. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Message {
  readonly at: number;
  readonly update: LiveUpdate;
}

export interface LiveRun {
  readonly core: LiveCore;
  readonly steps: readonly PriceStep[];
  readonly closed: readonly CandleClosed[];
  /** What the feed had closed when, by market time of the venue. */
  readonly closedAt: readonly number[];
  /** The venue's own final minutes from the reader's start on. */
  readonly venue: ReadonlyMap<SymbolId, readonly Candle[]>;
  readonly startsAt: number;
  readonly end: number;
}

export function runLive(symbols: readonly SymbolId[], conditions: Conditions): LiveRun {
  const random = randomOf(conditions.seed);
  const from = EPOCH + conditions.startOffset;
  const startsAt = from - (from % MINUTE_MS);
  const healthyFrom = EPOCH + conditions.minutes * MINUTE_MS;
  const end = healthyFrom + RECOVERY;
  const tapes = symbols.map((symbol, index) =>
    tape(symbol, conditions.activity[index]!, end, random),
  );
  const inbox = tapes
    .flatMap((one) =>
      transmit(messagesOf(one, end, conditions.tellsEmpty), one, conditions, symbols, random),
    )
    .filter(({ at }) => at >= from)
    .sort((a, b) => a.at - b.at);

  const core = new LiveCore({ symbols, startsAt, patience: conditions.patience });
  let now = from + conditions.skew;
  const feed = new Feed(marketOf(core, symbols, startsAt, () => now));
  feed.start();
  const steps: PriceStep[] = [];
  const closed: CandleClosed[] = [];
  const closedAt: number[] = [];
  const answers: { at: number; arrive: () => void }[] = [];
  const busy = new Set<SymbolId>();
  let read = 0;
  for (let t = from; t <= end; t += TURN) {
    now = t + conditions.skew;
    for (; read < inbox.length && inbox[read]!.at <= t; read += 1) {
      core.onUpdate(inbox[read]!.update, now);
    }
    for (const answer of answers.filter(({ at }) => at <= t)) answer.arrive();
    answers.splice(0, answers.length, ...answers.filter(({ at }) => at > t));
    core.tick(now);
    for (const repair of core.repairs(now)) {
      if (busy.has(repair.symbol)) continue;
      busy.add(repair.symbol);
      const down = conditions.restDown.some(([a, b]) => t >= EPOCH + a && t < EPOCH + b);
      const rows = rowsAt(tapes.find((one) => one.symbol === repair.symbol)!, repair.from, t);
      answers.push({
        at: t + (down ? 1_000 : 150),
        arrive: () => {
          busy.delete(repair.symbol);
          if (!down) core.onRows(repair, rows, now);
        },
      });
    }
    for (const output of feed.advance(now)) {
      if (output.kind === 'price') steps.push(output.step);
      if (output.kind !== 'candle') continue;
      closed.push(output.event);
      closedAt.push(t);
    }
  }
  const venue = new Map(
    tapes.map((one) => [one.symbol, one.minutes.filter(({ openTime }) => openTime >= startsAt)]),
  );
  return { core, steps, closed, closedAt, venue, startsAt, end };
}

function marketOf(
  core: LiveCore,
  symbols: readonly SymbolId[],
  startsAt: number,
  now: () => number,
): MarketSource {
  return {
    symbols,
    startsAt,
    endsAt: undefined,
    stepLength: 1_000,
    cadence: 5_000,
    advance: (until) => {
      core.tick(now());
      return core.take(until);
    },
    completeUntil: (symbol) => {
      if (symbol === undefined) core.tick(now());
      return core.completeUntil(symbol);
    },
    funding: () => undefined,
    settlements: () => [],
    history: () => [],
  };
}

interface Trade {
  readonly at: number;
  readonly price: number;
  readonly volume: number;
}
interface Tape {
  readonly symbol: SymbolId;
  readonly trades: readonly Trade[];
  readonly minutes: readonly Candle[];
}

function tape(symbol: SymbolId, perSecond: number, end: number, random: () => number): Tape {
  const trades: Trade[] = [{ at: EPOCH - 30_000, price: 100, volume: 1 }];
  let at = EPOCH;
  let price = 100;
  for (;;) {
    at += Math.ceil((-Math.log(1 - random()) / perSecond) * 1_000);
    if (at >= end) break;
    price = Math.max(1, Math.round((price + (random() - 0.5) * 0.4) * 100) / 100);
    trades.push({ at, price, volume: Math.ceil(random() * 1_000) / 1_000 });
  }
  return { symbol, trades, minutes: minutesOf(trades, end) };
}

/** As the venue makes them: a minute without a trade stands at the last price. */
function minutesOf(trades: readonly Trade[], end: number): Candle[] {
  const minutes: Candle[] = [];
  let last = trades[0]!.price;
  let next = 1;
  for (let openTime = EPOCH; openTime + MINUTE_MS <= end; openTime += MINUTE_MS) {
    let candle: Candle = { openTime, open: last, high: last, low: last, close: last, volume: 0 };
    for (
      let first = true;
      next < trades.length && trades[next]!.at < openTime + MINUTE_MS;
      next += 1
    ) {
      candle = grow(candle, trades[next]!, first);
      first = false;
    }
    last = candle.close;
    minutes.push(candle);
  }
  return minutes;
}

const grow = (candle: Candle, { price, volume }: Trade, first: boolean): Candle => ({
  openTime: candle.openTime,
  open: first ? price : candle.open,
  high: first ? price : Math.max(candle.high, price),
  low: first ? price : Math.min(candle.low, price),
  close: price,
  volume: Math.round((candle.volume + volume) * 1e3) / 1e3,
});

/** The candle that contains `at` as it stands then; undefined: no trade in it yet. */
function runningAt({ trades }: Tape, at: number): Candle | undefined {
  const openTime = at - (at % MINUTE_MS);
  let candle: Candle | undefined;
  for (const trade of trades) {
    if (trade.at < openTime || trade.at < EPOCH || trade.at > at) continue;
    const { price } = trade;
    candle = grow(
      candle ?? { openTime, open: price, high: price, low: price, close: price, volume: 0 },
      trade,
      candle === undefined,
    );
  }
  return candle;
}

function rowsAt(one: Tape, from: number, at: number): Candle[] {
  const running = at - (at % MINUTE_MS);
  const rows = one.minutes
    .filter(({ openTime }) => openTime >= from && openTime < running)
    .map((minute) => {
      const endsAt = minute.openTime + MINUTE_MS;
      return at - endsAt < REST_LAG ? (runningAt(one, endsAt - 1_000) ?? minute) : minute;
    });
  const last = one.minutes.findLast(({ openTime }) => openTime < running)?.close ?? 100;
  const flat = { openTime: running, open: last, high: last, low: last, close: last, volume: 0 };
  if (running >= from) rows.push(runningAt(one, at) ?? flat);
  return rows;
}

function messagesOf(one: Tape, end: number, tellsEmpty: boolean): Message[] {
  const { symbol, trades, minutes } = one;
  const messages: Message[] = [];
  let toldAt = 0;
  let candle: Candle | undefined;
  for (const trade of trades.slice(1)) {
    const openTime = trade.at - (trade.at % MINUTE_MS);
    const { price } = trade;
    const first = candle?.openTime !== openTime;
    const base = { openTime, open: price, high: price, low: price, close: price, volume: 0 };
    candle = grow(first || candle === undefined ? base : candle, trade, first);
    if (trade.at - toldAt < 250 && !first) continue;
    toldAt = trade.at;
    const update = { kind: 'kline', symbol, at: trade.at, closed: false, ...candle } as const;
    messages.push({ at: trade.at, update });
  }
  for (const minute of minutes) {
    if (minute.volume === 0 && !tellsEmpty) continue;
    const at = minute.openTime + MINUTE_MS + 20;
    messages.push({ at, update: { kind: 'kline', symbol, at, closed: true, ...minute } });
  }
  for (let at = EPOCH + 1_000; at <= end; at += 500) {
    const book = { bids: [99, 1], asks: [101, 1] };
    messages.push({ at, update: { kind: 'book', symbol, at, book } });
    if (at % 1_000 !== 0) continue;
    const mark = {
      kind: 'mark',
      symbol,
      at,
      mark: 100,
      rate: 0.0001,
      nextFundingTime: end,
    } as const;
    messages.push({ at, update: mark });
  }
  return messages.sort((a, b) => a.at - b.at);
}

function transmit(
  messages: readonly Message[],
  { symbol }: Tape,
  conditions: Conditions,
  symbols: readonly SymbolId[],
  random: () => number,
): Message[] {
  const healthyFrom = EPOCH + conditions.minutes * MINUTE_MS;
  const within = (at: number, windows: readonly Window[]): boolean =>
    windows.some(([a, b]) => at >= EPOCH + a && at < EPOCH + b);
  const silent = symbol === symbols[0] ? conditions.silent : [];
  return messages.flatMap(({ at, update }) => {
    const usual = { at: at + 20 + Math.floor(random() * 60), update };
    if (at >= healthyFrom) return [usual];
    if (within(at, conditions.outages) || within(at, silent)) return [];
    if (random() < conditions.loss) return [];
    const delayed = random() < conditions.late ? { at: at + random() * 6_000, update } : usual;
    return random() < conditions.repeat
      ? [delayed, { at: delayed.at + random() * 3_000, update }]
      : [delayed];
  });
}
