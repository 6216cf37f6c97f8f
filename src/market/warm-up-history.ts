import type { SymbolId } from '../domain/ids.ts';
import type { Candle } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { resample } from './candle-columns.ts';
import type { CandleLibrary } from './candle-library.ts';
import { formatTime } from './data-error.ts';
import { type Catalogue, type DataFile, intervalText } from './data-file.ts';
import { VENUE_PREFERENCE } from './replay-selection.ts';

/** Candles kept per timeframe before the replay: enough for averages of 200 to settle. */
export const WARM_UP_COUNT: Readonly<Record<Timeframe, number>> = {
  '1m': 1_500,
  '3m': 1_000,
  '5m': 1_000,
  '15m': 1_500,
  '1h': 1_500,
  '4h': 1_000,
  '1d': 400,
};
/**
 * A hole between files is looked across up to this many candles: a quarter of the longest average
 * (200). Beyond it an average would mostly hold prices from before the hole, so that only the
 * candles after the hole count.
 */
const BRIDGED_MAX = 50;

export type WarmUpHistory = ReadonlyMap<Timeframe, readonly Candle[]>;

export interface WarmUp {
  readonly history: WarmUpHistory;
  /** What was used per timeframe and where it has holes, one sentence each. */
  readonly notes: readonly string[];
}

export interface WarmUpOptions {
  /** False: only the candles after the last hole, however small. Default true. */
  readonly bridgeHoles?: boolean;
}

/**
 * Candles that closed at or before `startsAt`, from whatever files reach back: a longer timeframe
 * is read from its own files or built from shorter ones. Preferred are complete candles, then the
 * venue (um, spot, okxswap), then the longest base timeframe.
 */
export function loadWarmUp(
  catalogue: Catalogue,
  library: CandleLibrary,
  symbol: SymbolId,
  startsAt: EpochMs,
  options: WarmUpOptions = {},
): WarmUp {
  const history = new Map<Timeframe, readonly Candle[]>();
  const notes: string[] = [];
  for (const timeframe of TIMEFRAMES) {
    const found = collect(catalogue, library, symbol, timeframe, startsAt);
    const last = found.candles.slice(-WARM_UP_COUNT[timeframe]);
    const holes = findHoles(last, timeframe, startsAt);
    const bridged = options.bridgeHoles === false ? 0 : BRIDGED_MAX;
    const cut = holes.findLast((hole) => hole.bars > bridged);
    const candles = last.slice(cut?.index ?? 0);
    if (candles.length > 0) history.set(timeframe, candles);
    const kept = holes.filter((hole) => hole.index > (cut?.index ?? 0));
    notes.push(describe(symbol, timeframe, candles, found.sources, kept));
  }
  return { history, notes };
}

interface Collected {
  readonly candles: readonly Candle[];
  /** `um 15m` and so on, in the order used. */
  readonly sources: readonly string[];
}

function collect(
  catalogue: Catalogue,
  library: CandleLibrary,
  symbol: SymbolId,
  timeframe: Timeframe,
  startsAt: EpochMs,
): Collected {
  const length = timeframeMs(timeframe);
  const windowStart = startsAt - (WARM_UP_COUNT[timeframe] + 2 * BRIDGED_MAX) * length;
  const complete = new Map<EpochMs, Candle>();
  const incomplete = new Map<EpochMs, Candle>();
  const sources = new Set<string>();
  const files = candidates(catalogue, symbol, timeframe).filter(
    (file) => file.from < startsAt && file.to > windowStart,
  );
  for (const file of files) {
    const from = Math.max(file.from, windowStart);
    const to = Math.min(file.to, startsAt);
    if (isFilled(complete, length, from, to)) continue;
    const columns = library.read(file, true);
    if (!columns) continue;
    const before = complete.size + incomplete.size;
    for (const each of resample(columns, timeframe, from, to)) {
      const target = each.complete ? complete : incomplete;
      if (!target.has(each.candle.openTime)) target.set(each.candle.openTime, each.candle);
    }
    const used = complete.size + incomplete.size > before;
    if (used) sources.add(`${file.venue} ${intervalText(file.interval)}`);
  }
  // An incomplete candle (around an outage, or where a file begins) is better than a hole.
  for (const [openTime, candle] of incomplete) {
    if (!complete.has(openTime)) complete.set(openTime, candle);
  }
  const candles = [...complete.values()].sort((a, b) => a.openTime - b.openTime);
  return { candles, sources: [...sources] };
}

/** Files that candles of `timeframe` can come from, best first. */
function candidates(catalogue: Catalogue, symbol: SymbolId, timeframe: Timeframe): DataFile[] {
  const length = timeframeMs(timeframe);
  const rank = (file: DataFile): number => {
    const index = (VENUE_PREFERENCE as readonly string[]).indexOf(file.venue);
    return index < 0 ? VENUE_PREFERENCE.length : index;
  };
  return catalogue.files
    .filter((file) => file.symbol === symbol && file.kind === 'candles')
    .filter((file) => file.interval <= length && length % file.interval === 0)
    .sort((a, b) => rank(a) - rank(b) || b.interval - a.interval || b.from - a.from);
}

function isFilled(
  candles: ReadonlyMap<EpochMs, Candle>,
  length: number,
  from: EpochMs,
  to: EpochMs,
): boolean {
  for (let at = Math.ceil(from / length) * length; at + length <= to; at += length) {
    if (!candles.has(at)) return false;
  }
  return true;
}

interface Hole {
  /** Index of the first candle after it; the count of candles for a hole at the end. */
  readonly index: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly bars: number;
}

function findHoles(candles: readonly Candle[], timeframe: Timeframe, startsAt: EpochMs): Hole[] {
  const length = timeframeMs(timeframe);
  const holes: Hole[] = [];
  for (let index = 1; index <= candles.length; index += 1) {
    const from = candles[index - 1]!.openTime + length;
    const next = candles[index]?.openTime ?? Math.floor(startsAt / length) * length;
    if (next > from) holes.push({ index, from, to: next, bars: (next - from) / length });
  }
  return holes;
}

function describe(
  symbol: SymbolId,
  timeframe: Timeframe,
  candles: readonly Candle[],
  sources: readonly string[],
  holes: readonly Hole[],
): string {
  const first = candles[0];
  const last = candles.at(-1);
  if (!first || !last) return `${symbol} ${timeframe} warm-up: no candles before the start`;
  const listed = holes
    .slice(-3)
    .map((hole) => `${hole.bars} missing from ${formatTime(hole.from)} to ${formatTime(hole.to)}`);
  const more = holes.length > 3 ? ` (and ${holes.length - 3} earlier holes)` : '';
  const missing = listed.length > 0 ? `; ${listed.join(', ')}${more}` : '';
  const span = `${formatTime(first.openTime)} – ${formatTime(last.openTime)}`;
  return `${symbol} ${timeframe} warm-up: ${candles.length} candles, ${span}, from ${sources.join(', ')}${missing}`;
}
