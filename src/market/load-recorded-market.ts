import type { SymbolId } from '../domain/ids.ts';
import type { MarketAssetConfig } from '../domain/market-config.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';
import { type CandleColumns, firstFrom } from './candle-columns.ts';
import { CandleLibrary } from './candle-library.ts';
import type { DataError, DataResult } from './data-error.ts';
import { formatTime } from './data-error.ts';
import { type Catalogue, findFiles } from './data-file.ts';
import { type FundingColumns, readFundingFile } from './funding-file.ts';
import { RecordedFunding } from './recorded-funding.ts';
import { RecordedMarket, type RecordedSeries } from './recorded-market.ts';
import { selectFundingFiles, selectReplayFiles } from './replay-selection.ts';
import { loadWarmUp } from './warm-up-history.ts';

export interface RecordedMarketRequest {
  readonly directory: string;
  readonly symbols: readonly SymbolId[];
  /** Replayed is [from, to), as far as the data of its days reach. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Default 60 s, one step a candle. */
  readonly stepLength?: Ms;
  readonly allowGaps?: boolean;
  /** Warm-up may use candles from before a hole between files; default true. */
  readonly bridgeWarmUpHoles?: boolean;
  /** Price steps by symbol as the instruments state them; default: as fine as the data. */
  readonly tickSizes?: ReadonlyMap<SymbolId, number>;
  /** Calm spreads (and fixed depth); default: by asset class, depth from turnover. */
  readonly assets?: readonly Pick<MarketAssetConfig, 'symbol' | 'spreadBps'>[];
}

export interface LoadedMarket {
  readonly market: RecordedMarket;
  /** What was chosen, what stands in for what, what is missing: one sentence each. */
  readonly notes: readonly string[];
  /** Paths of all files that were read. */
  readonly files: readonly string[];
}

/** Spread of an asset without figures of its own, bps. */
const DEFAULT_SPREAD_BPS = 2;

/**
 * Chooses, reads and checks everything a replay needs before its first step, so that a run either
 * starts whole or reports all that is wrong at once.
 */
export function loadRecordedMarket(request: RecordedMarketRequest): DataResult<LoadedMarket> {
  const catalogue = findFiles(request.directory);
  if (!catalogue.ok) return catalogue;
  if (!(request.from < request.to)) return { ok: false, errors: [noData(request)] };
  const errors: DataError[] = [];
  const notes: string[] = [];
  const library = new CandleLibrary();
  const loaded: { symbol: SymbolId; candles: CandleColumns }[] = [];
  const files: string[] = [];
  for (const symbol of request.symbols) {
    const chosen = selectReplayFiles(catalogue.value, symbol, request.from, request.to);
    if (!chosen.ok) {
      errors.push(chosen.error);
      continue;
    }
    if (chosen.note) notes.push(chosen.note);
    files.push(...chosen.value.candles.map((file) => file.path));
    const candles = library.readAll(chosen.value.candles, request.allowGaps === true);
    if (candles) loaded.push({ symbol, candles });
    for (const gap of candles?.gaps ?? []) {
      if (gap.to < request.from || gap.from >= request.to) continue;
      notes.push(
        `${symbol}: ${gap.bars} candles missing, ${formatTime(gap.from)} – ${formatTime(gap.to)}; no prices for that time`,
      );
    }
  }
  const period = commonPeriod(request, loaded, errors);
  if (!period || errors.length + library.errors.length > 0) {
    return { ok: false, errors: [...errors, ...library.errors] };
  }
  if (period.startsAt > request.from) {
    notes.push(`the candles begin at ${formatTime(period.startsAt)}; the replay starts there`);
  }
  const series = loaded.map(({ symbol, candles }) =>
    loadSeries(catalogue.value, library, request, symbol, candles, period.startsAt, {
      errors,
      notes,
      files,
    }),
  );
  if (errors.length + library.errors.length > 0) {
    return { ok: false, errors: [...errors, ...library.errors] };
  }
  const stepLength = request.stepLength ?? MINUTE_MS;
  const market = new RecordedMarket(series, { ...period, stepLength });
  return { ok: true, value: { market, notes, files: [...new Set(files)] } };
}

interface Sink {
  readonly errors: DataError[];
  readonly notes: string[];
  readonly files: string[];
}

function loadSeries(
  catalogue: Catalogue,
  library: CandleLibrary,
  request: RecordedMarketRequest,
  symbol: SymbolId,
  candles: CandleColumns,
  startsAt: EpochMs,
  sink: Sink,
): RecordedSeries {
  const bridgeHoles = request.bridgeWarmUpHoles !== false;
  const warmUp = loadWarmUp(catalogue, library, symbol, startsAt, { bridgeHoles });
  sink.notes.push(...warmUp.notes);
  const asset = request.assets?.find((each) => each.symbol === symbol);
  return {
    symbol,
    candles,
    tickSize: request.tickSizes?.get(symbol) ?? 1 / 10 ** candles.places,
    liquidity: { spreadBps: asset?.spreadBps ?? DEFAULT_SPREAD_BPS, levelNotional: null },
    funding: loadFunding(catalogue, request, symbol, startsAt, sink),
    history: warmUp.history,
  };
}

function loadFunding(
  catalogue: Catalogue,
  request: RecordedMarketRequest,
  symbol: SymbolId,
  startsAt: EpochMs,
  sink: Sink,
): RecordedFunding | null {
  const files = selectFundingFiles(catalogue, symbol, startsAt, request.to);
  if (files.length === 0) {
    sink.notes.push(`${symbol}: no funding file for this period; the replay has no funding for it`);
    return null;
  }
  const at: number[] = [];
  const rate: number[] = [];
  for (const file of files) {
    sink.files.push(file.path);
    const result = readFundingFile(file, { allowGaps: request.allowGaps === true });
    if (!result.ok) {
      sink.errors.push(...result.errors);
      continue;
    }
    append(at, rate, result.value);
  }
  return new RecordedFunding(symbol, { at: Float64Array.from(at), rate: Float64Array.from(rate) });
}

function append(at: number[], rate: number[], columns: FundingColumns): void {
  for (let index = 0; index < columns.at.length; index += 1) {
    if (columns.at[index]! <= (at.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
    at.push(columns.at[index]!);
    rate.push(columns.rate[index]!);
  }
}

/** From where all symbols have candles to where the last one ends, inside [from, to). */
function commonPeriod(
  request: RecordedMarketRequest,
  loaded: readonly { symbol: SymbolId; candles: CandleColumns }[],
  errors: DataError[],
): { startsAt: EpochMs; endsAt: EpochMs } | undefined {
  let startsAt = Math.ceil(request.from / MINUTE_MS) * MINUTE_MS;
  let endsAt = Number.NEGATIVE_INFINITY;
  for (const { candles } of loaded) {
    const first = firstFrom(candles, request.from);
    const end = firstFrom(candles, request.to);
    if (first >= end) continue;
    startsAt = Math.max(startsAt, candles.openTime[first]!);
    endsAt = Math.max(endsAt, candles.openTime[end - 1]! + MINUTE_MS);
  }
  if (endsAt > startsAt) return { startsAt, endsAt };
  // With nothing loaded, the files' own errors say why.
  if (loaded.length > 0) errors.push(noData(request));
  return undefined;
}

const noData = (request: RecordedMarketRequest): DataError => ({
  code: 'no_data',
  file: request.directory,
  line: null,
  message: `no candles from ${formatTime(request.from)} to ${formatTime(request.to)}`,
  remedy: '--from must lie before --to, and both in the period of the files',
});
