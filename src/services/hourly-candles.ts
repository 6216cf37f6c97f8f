import type { BusClient } from '../bus/client.ts';
import type { KernelConfig } from '../domain/config.ts';
import type { Envelope } from '../domain/envelope.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Journal } from '../domain/journal.ts';
import type { CandleClosed } from '../domain/market.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';

/** Hours beyond the regime's window, so that its averages have settled when the window begins. */
const SETTLING_HOURS = 200;
const TIMEOUT_MS = 20_000;
/** Records at the end of a journal in which the last hourly candles are looked for first. */
const TAIL = 20_000;

/**
 * Hourly candles in order and each once, history included: the volatility regime and the asset
 * correlations rest on some 700 of them, long before the first live one closes.
 */
export class HourlyCandles {
  private readonly last: Map<SymbolId, EpochMs>;
  private readonly symbols: readonly SymbolId[];
  private readonly wanted: number;
  private readonly give: (event: CandleClosed) => void;
  private waiting: CandleClosed[] | null = [];

  constructor(
    config: KernelConfig,
    last: ReadonlyMap<SymbolId, EpochMs>,
    give: (event: CandleClosed) => void,
  ) {
    this.symbols = config.instruments.map((instrument) => instrument.symbol);
    this.wanted = config.breakers.volatility.window + SETTLING_HOURS;
    this.last = new Map(last);
    this.give = give;
  }

  /** Everything there is has been given on. */
  get complete(): boolean {
    return this.waiting === null;
  }

  onCandle(event: CandleClosed): void {
    if (this.waiting === null) this.deliver(event);
    else this.waiting.push(event);
  }

  /** Reads what was missed, on the first connection the whole window. */
  async sync(feed: BusClient<'feed'>, now: EpochMs): Promise<void> {
    this.waiting = [];
    const read: CandleClosed[] = [];
    for (const symbol of this.symbols) {
      const last = this.last.get(symbol);
      const missed = last === undefined ? this.wanted : Math.ceil((now - last) / HOUR_MS) + 1;
      const count = Math.min(Math.max(1, missed), this.wanted);
      const candles = await feed.request('history', { symbol, timeframe: '1h', count }, TIMEOUT_MS);
      for (const candle of candles) read.push({ symbol, timeframe: '1h', candle });
    }
    const waiting = this.waiting ?? [];
    this.waiting = null;
    // Stable: candles of one hour stay in the order of the symbols.
    for (const event of [...read, ...waiting].sort(byOpenTime)) this.deliver(event);
  }

  private deliver(event: CandleClosed): void {
    const last = this.last.get(event.symbol);
    if (last !== undefined && event.candle.openTime <= last) return;
    this.last.set(event.symbol, event.candle.openTime);
    this.give(event);
  }
}

const byOpenTime = (a: CandleClosed, b: CandleClosed): number =>
  a.candle.openTime - b.candle.openTime;

/** Open time of the last hourly candle of each symbol that a journal has consumed. */
export function lastHourlyCandles(journal: Journal): ReadonlyMap<SymbolId, EpochMs> {
  const head = journal.head().sequence;
  const tail = lastIn(journal.read(Math.max(1, head - TAIL + 1)));
  return tail.size > 0 || head <= TAIL ? tail : lastIn(journal.read());
}

function lastIn(records: Iterable<Envelope>): Map<SymbolId, EpochMs> {
  const last = new Map<SymbolId, EpochMs>();
  for (const { type, data } of records) {
    if (type !== 'input.candle_1h') continue;
    const { symbol, openTime } = data as { readonly symbol: SymbolId; readonly openTime: EpochMs };
    last.set(symbol, openTime);
  }
  return last;
}
