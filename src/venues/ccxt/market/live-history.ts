/** What is read of a live market before it starts: closed candles of all timeframes, and funding. */
import { marketIdOf, type SymbolId } from '../../../domain/ids.ts';
import type { Candle } from '../../../domain/market.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../../../domain/timeframe.ts';
import { type LiveRest, MOST_ROWS } from './live-rest.ts';

type History = ReadonlyMap<SymbolId, ReadonlyMap<Timeframe, readonly Candle[]>>;

/** Farther apart than this the venue's market and our clock do not belong together. */
const MOST_APART: Ms = 2 * MINUTE_MS;
const USUAL_FUNDING: Ms = 8 * HOUR_MS;

/** The last `kept` candles of each timeframe that closed at or before `startsAt`. */
export async function readHistory(
  rest: Pick<LiveRest, 'candles'>,
  symbols: readonly SymbolId[],
  startsAt: EpochMs,
  kept: number,
): Promise<History> {
  const history = new Map<SymbolId, ReadonlyMap<Timeframe, readonly Candle[]>>();
  for (const symbol of symbols) {
    const own = new Map<Timeframe, readonly Candle[]>();
    for (const timeframe of TIMEFRAMES) {
      own.set(timeframe, await readClosed(rest, symbol, timeframe, startsAt, kept));
    }
    history.set(symbol, own);
  }
  return history;
}

async function readClosed(
  rest: Pick<LiveRest, 'candles'>,
  symbol: SymbolId,
  timeframe: Timeframe,
  startsAt: EpochMs,
  kept: number,
): Promise<readonly Candle[]> {
  const length = timeframeMs(timeframe);
  const end = startsAt - (startsAt % length);
  const found: Candle[] = [];
  let from = Math.max(0, end - kept * length);
  while (from < end) {
    const rows = await rest.candles(
      symbol,
      timeframe,
      from,
      Math.min(MOST_ROWS, (end - from) / length),
    );
    found.push(...rows.filter((row) => row.openTime + length <= end));
    const last = rows.at(-1);
    // Fewer than asked for: there are no later ones. Each page begins after the one before.
    if (last === undefined || last.openTime + length >= end) break;
    from = last.openTime + length;
  }
  return found;
}

/** Why candles read now cannot be followed with a clock that says `now`; null: they can. */
export async function clockFault(
  rest: Pick<LiveRest, 'candles'>,
  symbol: SymbolId,
  now: EpochMs,
): Promise<string | null> {
  const from = now - (now % MINUTE_MS) - MOST_APART;
  const rows = await rest.candles(symbol, '1m', from, 2 * MOST_ROWS);
  const newest = rows.at(-1)?.openTime;
  const own = new Date(now).toISOString();
  if (newest === undefined) {
    return `the venue has no candle of ${symbol} near ${own}, the market time of this machine: its market stands earlier, or the clock is wrong`;
  }
  if (newest - now <= MOST_APART) return null;
  return `the venue's market stands at ${new Date(newest).toISOString()}, the market time of this machine is ${own}: set the clock`;
}

/** Time between settlements by symbol; the usual eight hours where the venue does not say. */
export async function fundingIntervals(
  rest: Pick<LiveRest, 'fundingHours'>,
  symbols: readonly SymbolId[],
): Promise<ReadonlyMap<SymbolId, Ms>> {
  // Not every venue answers this, and nobody else's figures depend on it.
  const hours = await rest.fundingHours().catch(() => new Map<string, number>());
  return new Map(
    symbols.map((symbol) => {
      const own = hours.get(marketIdOf(symbol)) ?? Number.NaN;
      return [symbol, own > 0 && own <= 24 ? own * HOUR_MS : USUAL_FUNDING];
    }),
  );
}
