import { marketIdOf, type SymbolId } from '../domain/ids.ts';
import { DAY_MS, dayStart, type EpochMs } from '../domain/time.ts';
import { type DataError, formatDay } from './data-error.ts';
import { type Catalogue, type DataFile, describeFile, NAME_FORMAT } from './data-file.ts';

/** Venues in the order of preference: the perpetual that is traded, its spot, another perpetual. */
export const VENUE_PREFERENCE = ['um', 'spot', 'okxswap'] as const;

export interface ReplayFiles {
  readonly symbol: SymbolId;
  readonly venue: string;
  /** 1m candle files, in time order, that cover the days of the replay. */
  readonly candles: readonly DataFile[];
}

export type Selection =
  | { readonly ok: true; readonly value: ReplayFiles; readonly note: string | null }
  | { readonly ok: false; readonly error: DataError };

/** Chooses the 1m files of a symbol that cover the days of [from, to), by names alone. */
export function selectReplayFiles(
  catalogue: Catalogue,
  symbol: SymbolId,
  from: EpochMs,
  to: EpochMs,
): Selection {
  const minutes = catalogue.files.filter(
    (file) => file.symbol === symbol && file.kind === 'candles' && file.timeframe === '1m',
  );
  const venues = [...VENUE_PREFERENCE, ...minutes.map((file) => file.venue)];
  for (const venue of new Set<string>(venues)) {
    const candles = covering(
      minutes.filter((file) => file.venue === venue),
      from,
      to,
    );
    if (!candles) continue;
    const note =
      venue === VENUE_PREFERENCE[0]
        ? null
        : `${symbol}: ${venue} prices stand in for the perpetual, whose 1m candles are not there for these days`;
    return { ok: true, value: { symbol, venue, candles }, note };
  }
  return { ok: false, error: notCovered(catalogue, symbol, from, to) };
}

/** The fewest files, in time order, whose days cover those of [from, to); undefined: none do. */
function covering(
  files: readonly DataFile[],
  from: EpochMs,
  to: EpochMs,
): readonly DataFile[] | undefined {
  const chosen: DataFile[] = [];
  let day = dayStart(from);
  while (day < to) {
    let best: DataFile | undefined;
    for (const file of files) {
      if (file.from <= day && file.to > day && (!best || file.to > best.to)) best = file;
    }
    if (!best) return undefined;
    chosen.push(best);
    day = best.to;
  }
  return chosen;
}

function notCovered(catalogue: Catalogue, symbol: SymbolId, from: EpochMs, to: EpochMs): DataError {
  const id = marketIdOf(symbol);
  const minutes = catalogue.files.filter(
    (file) => file.symbol === symbol && file.kind === 'candles' && file.timeframe === '1m',
  );
  const wanted = `${formatDay(from)} – ${formatDay(Math.max(from, to - 1))}`;
  const there = minutes.length
    ? `there is ${minutes.map(describeFile).join(', ')}`
    : `there is no 1m file of ${id}`;
  const example = `${id}-um-1m-${formatDay(from)}_${formatDay(Math.max(from, to - DAY_MS))}.csv.gz`;
  return {
    code: 'missing_file',
    file: catalogue.directory,
    line: null,
    message: `no 1m candles of ${symbol} for all of ${wanted}; ${there}`,
    remedy: minutes.length
      ? 'choose --from and --to inside one of these periods, or leave the symbol out'
      : `add a file named ${NAME_FORMAT}, for example ${example}, or leave the symbol out`,
  };
}

/** Funding files of a symbol with days in [from, to), preferred venue first, in time order. */
export function selectFundingFiles(
  catalogue: Catalogue,
  symbol: SymbolId,
  from: EpochMs,
  to: EpochMs,
): readonly DataFile[] {
  const all = catalogue.files.filter(
    (file) => file.symbol === symbol && file.kind === 'funding' && file.from < to && file.to > from,
  );
  const venues = new Set<string>([...VENUE_PREFERENCE, ...all.map((file) => file.venue)]);
  for (const venue of venues) {
    const files = all.filter((file) => file.venue === venue);
    if (files.length > 0) return files.sort((a, b) => a.from - b.from);
  }
  return [];
}
