import type { BusClient } from '../bus/client.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import { type EpochMs, MINUTE_MS } from '../domain/time.ts';

const TIMEOUT_MS = 20_000;
/** The feed keeps so many; what is older stays unknown, and is counted so. */
const MOST = 2_000;

/**
 * 1m candles in order, those included that closed while feed or orchestrator were away: entries that
 * throttling refused walk them (requirement CHG-5). Told twice, the throttle book takes one once.
 */
export class MinuteCandles {
  private readonly give: (event: CandleClosed) => void;
  private waiting: CandleClosed[] | null = null;

  constructor(give: (event: CandleClosed) => void) {
    this.give = give;
  }

  onCandle(event: CandleClosed): void {
    if (this.waiting === null) this.give(event);
    else this.waiting.push(event);
  }

  /** Reads what was missed since then, by symbol; gives what waited whether or not it could. */
  async sync(
    feed: Pick<BusClient<'feed'>, 'request'>,
    now: EpochMs,
    wanted: ReadonlyMap<SymbolId, EpochMs>,
  ): Promise<void> {
    if (wanted.size === 0) return;
    const waiting: CandleClosed[] = [];
    this.waiting = waiting;
    try {
      for (const [symbol, since] of wanted) {
        const count = Math.min(MOST, Math.max(1, Math.ceil((now - since) / MINUTE_MS) + 1));
        const about = { symbol, timeframe: '1m' as const, count };
        const candles = await feed.request('history', about, TIMEOUT_MS);
        for (const candle of candles) this.give({ symbol, timeframe: '1m', candle });
      }
    } finally {
      if (this.waiting === waiting) {
        this.waiting = null;
        for (const event of waiting) this.give(event);
      }
    }
  }
}
