import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import type { StrategyConfig } from '../domain/config.ts';
import { assetOf, marketIdOf, type SymbolId, symbolOfMarketId } from '../domain/ids.ts';
import { isTimeframe, TIMEFRAMES, type Timeframe, timeframeMs } from '../domain/timeframe.ts';
import { CandleLibrary } from '../market/candle-library.ts';
import { type DataError, formatDataError } from '../market/data-error.ts';
import { type DataFile, findFiles } from '../market/data-file.ts';
import { VENUE_PREFERENCE } from '../market/replay-selection.ts';
import { writeFileAtomic } from '../services/json-file.ts';
import { Evaluator } from '../strategies/evaluator.ts';
import { rawSignals } from '../strategies/raw-signals.ts';
import { usageError } from './exit.ts';
import { printJson, printLine } from './print.ts';
import { closedCandles, type SymbolCandles, unbrokenRuns } from './signal-candles.ts';

export interface SignalsOptions {
  readonly data: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly timeframeSource?: string;
  readonly allowGaps?: boolean;
  readonly out: string;
  readonly config?: string;
  readonly json?: boolean;
}

const HEADER = 'strategy,symbol,candle_close_time_ms,side,edge';

/** Reads everything and checks it before the first byte is written; exit code 2 when it cannot. */
export function writeSignals(options: SignalsOptions, configDirectory: string): void {
  const out = resolve(options.out);
  if (!existsSync(dirname(out))) throw usageError(`--out: there is no folder ${dirname(out)}`);
  if (existsSync(out) && !statSync(out).isFile()) throw usageError(`--out: ${out} is no file`);
  const { strategy, basket } = strategyOf(options, configDirectory);
  const symbols = symbolsRead(strategy, basket);
  const files = candleFiles(options.data);
  const source = sourceTimeframe(options, strategy, symbols, files);
  const rows: string[] = [];
  for (const candles of loadRuns(options, symbols, source, files)) {
    for (const signal of rawSignals(strategy, { basket }, closedCandles(source, candles))) {
      const { symbol, candleCloseTime, side, edge } = signal;
      rows.push(`${signal.strategy},${marketIdOf(symbol)},${candleCloseTime},${side},${edge}`);
    }
  }
  writeFileAtomic(out, `${[HEADER, ...rows].join('\n')}\n`, 0o644);
  const result = { out, signals: rows.length, timeframeSource: source };
  if (options.json === true) printJson(result);
  else printLine(`${rows.length} signals of ${strategy.id} from ${source} candles: ${out}`);
}

function strategyOf(
  options: SignalsOptions,
  directory: string,
): { readonly strategy: StrategyConfig; readonly basket: readonly SymbolId[] } {
  const loaded = loadConfig(directory);
  if (!loaded.ok) throw usageError(formatConfigErrors(loaded.errors).join('\n'));
  const { kernel } = loaded.config;
  const found = kernel.strategies.find((candidate) => candidate.id === options.strategy);
  if (found === undefined) {
    const known = kernel.strategies.map((strategy) => strategy.id).join(', ');
    throw usageError(`--strategy: there is no ${options.strategy}: there are ${known}`);
  }
  const symbol =
    symbolOfMarketId(options.symbol, kernel.quote) ??
    kernel.instruments.find((each) => each.symbol === options.symbol)?.symbol;
  if (symbol === undefined) {
    throw usageError(`--symbol: "${options.symbol}" is none: write it like ETHUSDT`);
  }
  const assets = new Set<string>(kernel.correlation.alignmentAssets);
  const basket = kernel.instruments
    .map((instrument) => instrument.symbol)
    .filter((candidate) => assets.has(assetOf(candidate)));
  return { strategy: { ...found, symbols: [symbol] }, basket };
}

/** The symbol itself first, then those of the basket that the strategy reads. */
function symbolsRead(strategy: StrategyConfig, basket: readonly SymbolId[]): readonly SymbolId[] {
  const needed = new Evaluator(strategy, { basket }).requiredHistory();
  return [...new Set(needed.map((need) => need.symbol))];
}

function candleFiles(directory: string): readonly DataFile[] {
  const catalogue = findFiles(directory);
  if (!catalogue.ok) throw dataErrors(catalogue.errors);
  return catalogue.value.files.filter((file) => file.kind === 'candles');
}

const dataErrors = (errors: readonly DataError[]) =>
  usageError(errors.map(formatDataError).join('\n'));

/** Files of a symbol and timeframe of the preferred venue that has any. */
function filesOf(
  files: readonly DataFile[],
  symbol: SymbolId,
  timeframe: Timeframe,
): readonly DataFile[] {
  const own = files.filter((file) => file.symbol === symbol && file.timeframe === timeframe);
  for (const venue of new Set<string>([...VENUE_PREFERENCE, ...own.map((file) => file.venue)])) {
    const chosen = own.filter((file) => file.venue === venue);
    if (chosen.length > 0) return chosen;
  }
  return [];
}

/** The timeframe asked for, or the finest that all symbols have, up to the strategy's own. */
function sourceTimeframe(
  options: SignalsOptions,
  strategy: StrategyConfig,
  symbols: readonly SymbolId[],
  files: readonly DataFile[],
): Timeframe {
  const longest = timeframeMs(strategy.timeframe);
  const possible = TIMEFRAMES.filter((timeframe) => longest % timeframeMs(timeframe) === 0);
  const there = possible.filter((timeframe) =>
    symbols.every((symbol) => filesOf(files, symbol, timeframe).length > 0),
  );
  const wanted = options.timeframeSource;
  const names = symbols.map((symbol) => marketIdOf(symbol)).join(', ');
  if (wanted === undefined) {
    const [finest] = there;
    if (finest !== undefined) return finest;
    const text = `${options.data} holds no candles of ${names} in ${possible.join(', ')}`;
    throw usageError(`${text}: ${strategy.id} runs on ${strategy.timeframe}`);
  }
  if (!isTimeframe(wanted) || !possible.includes(wanted)) {
    const text = `${wanted} candles give no ${strategy.timeframe} ones`;
    throw usageError(`--timeframe-source: ${text}: choose one of ${possible.join(', ')}`);
  }
  if (!there.includes(wanted)) {
    const text = there.length === 0 ? 'nor of a finer timeframe' : `there is ${there.join(', ')}`;
    throw usageError(
      `--timeframe-source: ${options.data} holds no ${wanted} candles of ${names}; ${text}`,
    );
  }
  return wanted;
}

/** Unbroken stretches of candles; several symbols only where all of them have candles. */
function loadRuns(
  options: SignalsOptions,
  symbols: readonly SymbolId[],
  source: Timeframe,
  files: readonly DataFile[],
): readonly (readonly SymbolCandles[])[] {
  const library = new CandleLibrary();
  const [first, ...others] = symbols;
  const runs: SymbolCandles[][] = [];
  if (first === undefined) return runs;
  for (const run of unbrokenRuns(filesOf(files, first, source))) {
    const from = run[0]!.from;
    const to = run.at(-1)!.to;
    const parts = [{ symbol: first, files: run }];
    for (const symbol of others) {
      const own = filesOf(files, symbol, source).filter((file) => file.from < to && file.to > from);
      parts.push({ symbol, files: own });
    }
    const loaded = parts.flatMap(({ symbol, files: own }) => {
      const columns = library.readAll(own, options.allowGaps === true);
      return columns === undefined ? [] : [{ symbol, columns }];
    });
    runs.push(loaded);
  }
  if (library.errors.length > 0) throw dataErrors(library.errors);
  return runs;
}
