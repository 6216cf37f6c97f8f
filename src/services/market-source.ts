import type { SeptetConfig } from '../domain/config.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { MarketSource } from '../domain/market.ts';
import { type Clock, DAY_MS, dayStart, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { formatDataError } from '../market/data-error.ts';
import type { Log } from './log.ts';
import type { MarketChoice } from './run-file.ts';

/** What a live market needs of the process that reads it; a service is one. */
export interface MarketReader {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The market of a run from market time `at` on (a whole minute at or before it): what lies before
 * is history, of which `historyKept` candles a timeframe are remembered. Feed and executor each
 * open their own and see the same prices. With `historyKept` 0 the reader makes no candles: prices
 * of a live market then do not wait for a minute that is missing. Throws with words when recorded
 * data cannot be read, or a venue does not answer.
 */
export async function openMarket(
  choice: MarketChoice,
  config: SeptetConfig,
  at: EpochMs,
  historyKept: number,
  reader?: MarketReader,
): Promise<MarketSource> {
  switch (choice.kind) {
    case 'generated': {
      const { GeneratedMarket } = await import('../market/generated-market.ts');
      return new GeneratedMarket(startingAt(config.market, at), { historyKept });
    }
    case 'recorded': {
      const from = Math.min(Math.max(choice.from, wholeMinute(at)), choice.to - MINUTE_MS);
      return await openRecording(choice.directory, config, from, choice.to);
    }
    case 'venue': {
      if (reader === undefined) throw new Error('a live market needs a clock and a log');
      const { LiveMarket } = await import('../venues/ccxt/market/live-market.ts');
      return await LiveMarket.open({
        endpoint: choice.endpoint,
        symbols: config.kernel.instruments.map((instrument) => instrument.symbol),
        at,
        historyKept,
        clock: reader.clock,
        onLog: reader.log,
      });
    }
  }
}

const wholeMinute = (at: EpochMs): EpochMs => at - (at % MINUTE_MS);

/**
 * The same market with a later start: history is drawn from the same first day, so the path is
 * the same bit for bit, and what has passed meanwhile has become history.
 */
export function startingAt(market: SeptetConfig['market'], at: EpochMs): SeptetConfig['market'] {
  const startsAt = Math.max(market.startsAt, wholeMinute(at));
  const passedDays = (dayStart(startsAt) - dayStart(market.startsAt)) / DAY_MS;
  return { ...market, startsAt, historyDays: market.historyDays + passedDays };
}

async function openRecording(
  directory: string,
  config: SeptetConfig,
  from: EpochMs,
  to: EpochMs,
): Promise<MarketSource> {
  const { loadRecordedMarket } = await import('../market/load-recorded-market.ts');
  const { instruments } = config.kernel;
  const loaded = loadRecordedMarket({
    directory,
    symbols: instruments.map((instrument) => instrument.symbol),
    from,
    to,
    stepLength: config.market.stepLength,
    allowGaps: true,
    tickSizes: new Map(instruments.map((each) => [each.symbol, Number(each.tickSize)])),
    assets: config.market.assets,
  });
  if (!loaded.ok) throw new Error(loaded.errors.map(formatDataError).join('\n'));
  return loaded.value.market;
}

/** Period of a recording that all symbols share, or why there is none. */
export type RecordingPeriod =
  | { readonly ok: true; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly ok: false; readonly text: string };

/**
 * Checks a folder of recorded candles before anything starts. Without `wanted` the newest period
 * is taken for which every symbol has 1m candles of one venue.
 */
export async function recordingPeriod(
  directory: string,
  config: SeptetConfig,
  wanted: { readonly from?: EpochMs; readonly to?: EpochMs },
): Promise<RecordingPeriod> {
  const { findFiles } = await import('../market/data-file.ts');
  const catalogue = findFiles(directory);
  if (!catalogue.ok) return { ok: false, text: catalogue.errors.map(formatDataError).join('\n') };
  const symbols = config.kernel.instruments.map((instrument) => instrument.symbol);
  const minutes = catalogue.value.files.filter(
    (file) => file.kind === 'candles' && file.timeframe === '1m' && file.symbol !== undefined,
  );
  const first = symbols[0];
  const candidates = minutes
    .filter((file) => file.symbol === first)
    .map((file) => sharedPeriod(file, symbols, minutes))
    .filter((period) => period.to > period.from)
    .sort((a, b) => b.to - a.to || b.to - b.from - (a.to - a.from));
  const newest = candidates[0];
  const from = wanted.from ?? newest?.from;
  const to = wanted.to ?? newest?.to;
  if (from === undefined || to === undefined || to <= from) {
    const names = symbols.join(', ');
    const text = `${directory} holds no period with 1m candles of all of ${names}: add files, or name --from and --to`;
    return { ok: false, text };
  }
  try {
    const market = await openRecording(directory, config, from, to);
    return { ok: true, from: market.startsAt, to: market.endsAt ?? to };
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}

interface Period {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The longest stretch of `period` that a single file of each other symbol covers, too. */
function sharedPeriod(
  period: Period,
  symbols: readonly SymbolId[],
  files: readonly (Period & { readonly symbol: SymbolId | undefined })[],
): Period {
  let { from, to } = period;
  for (const symbol of symbols) {
    const best = files
      .filter((file) => file.symbol === symbol)
      .map((file) => ({ from: Math.max(from, file.from), to: Math.min(to, file.to) }))
      .sort((a, b) => b.to - b.from - (a.to - a.from))[0];
    if (best === undefined) return { from, to: from };
    ({ from, to } = best);
  }
  return { from, to };
}
