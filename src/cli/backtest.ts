/** `septet backtest`: the same code as live over recorded or generated candles. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { BacktestProgress } from '../backtest/run.ts';
import { buildInfo } from '../bus/build-info.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { MarketSource } from '../domain/market.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { nameList, wholeNumber } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

interface Options {
  readonly data?: string;
  readonly from: string;
  readonly to: string;
  readonly profile?: string;
  readonly strategies?: readonly string[];
  readonly symbols?: readonly string[];
  readonly config?: string;
  readonly out?: string;
  readonly seed?: number;
  readonly allowGaps?: boolean;
  readonly json?: boolean;
}

export function registerBacktest(root: Command): void {
  root
    .command('backtest')
    .description('replay recorded candles (or the market generator) through the whole system')
    .option('--data <dir>', 'folder of recorded candles; without it the market generator is used')
    .requiredOption('--from <day>', 'first day, UTC, like 2025-05-04')
    .requiredOption('--to <day>', 'day to end before, UTC, like 2025-06-24')
    .option('--profile <name>', 'risk profile (default: as configured)')
    .option('--strategies <ids>', 'only these, like S1,S3', nameList)
    .option('--symbols <symbols>', 'only these, like BTC/USDT:USDT,ETH/USDT:USDT', nameList)
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--out <dir>', 'folder of the report (default: reports/backtest-FROM-TO-PROFILE)')
    .option('--seed <number>', 'seed of the market generator', wholeNumber(0, 4_294_967_295))
    .option('--allow-gaps', 'go on where candles are missing: no prices for that time')
    .option('--json', 'the report as JSON on standard output')
    .action(backtest);
}

async function backtest(options: Options): Promise<void> {
  const { runBacktest } = await import('../backtest/run.ts');
  const { OutputFolder, outputProblem } = await import('../backtest/output-folder.ts');
  const { reportTables, tableText } = await import('../backtest/tables.ts');
  const from = day('--from', options.from);
  const to = day('--to', options.to);
  if (to <= from) throw usageError(`--to ${options.to} must be later than --from ${options.from}`);
  const { config, files } = await configuration(options);
  const { profile } = config.kernel;
  const out = resolve(options.out ?? `reports/backtest-${options.from}-${options.to}-${profile}`);
  const problem = outputProblem(out);
  if (problem !== undefined) throw usageError(problem);
  const { market, data, notes } = await openMarket(options, config, from, to);
  const output = new OutputFolder(out);
  const meter = new ProgressMeter(options.json !== true);
  try {
    const { build } = buildInfo();
    const run = { config, configFiles: files, build, market, to, data, notes, output };
    const report = runBacktest(run, (progress) => meter.show(progress));
    meter.end();
    output.finish();
    if (options.json === true) {
      printJson(report);
    } else {
      for (const note of report.notes) printLine(`note: ${note}`);
      for (const table of reportTables(report)) printLine(`\n${tableText(table)}`);
      printLine(`\nreport: ${out}/report.html`);
    }
    if (!report.ledger.exact) throw new CommandError(EXIT.failed, 'the ledger is not exact');
  } catch (error) {
    output.abandon();
    throw error;
  }
}

async function configuration(options: Options): Promise<{ config: SeptetConfig; files: number }> {
  const { loadConfig } = await import('../config/load.ts');
  const { formatConfigErrors } = await import('../config/errors.ts');
  const loaded = loadConfig(configFolder(options.config), {
    speed: 1,
    ...(options.data === undefined ? {} : { marketCadence: MINUTE_MS }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.strategies === undefined ? {} : { strategies: options.strategies }),
    ...(options.symbols === undefined ? {} : { symbols: options.symbols }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  if (loaded.ok) return { config: loaded.config, files: loaded.files.length };
  for (const line of formatConfigErrors(loaded.errors)) printError(line);
  throw new CommandError(EXIT.usage, `errors in the configuration: ${loaded.errors.length}`);
}

interface OpenedMarket {
  readonly market: MarketSource;
  readonly data: readonly string[];
  readonly notes: readonly string[];
}

async function openMarket(
  options: Options,
  config: SeptetConfig,
  from: EpochMs,
  to: EpochMs,
): Promise<OpenedMarket> {
  const { instruments } = config.kernel;
  if (options.data === undefined) {
    const { GeneratedMarket } = await import('../market/generated-market.ts');
    const market = new GeneratedMarket({ ...config.market, startsAt: from });
    return { market, data: [`generator, seed ${config.market.seed}`], notes: [] };
  }
  const { loadRecordedMarket } = await import('../market/load-recorded-market.ts');
  const { formatDataError } = await import('../market/data-error.ts');
  const loaded = loadRecordedMarket({
    directory: resolve(options.data),
    symbols: instruments.map((instrument) => instrument.symbol),
    from,
    to,
    allowGaps: options.allowGaps === true,
    tickSizes: new Map(instruments.map((each) => [each.symbol, Number(each.tickSize)])),
    assets: config.market.assets,
  });
  if (!loaded.ok) {
    for (const error of loaded.errors) printError(formatDataError(error));
    throw new CommandError(EXIT.usage, `errors in the market data: ${loaded.errors.length}`);
  }
  const { market, notes, files } = loaded.value;
  return { market, notes, data: files.map((path) => basename(path)).sort() };
}

function day(option: string, text: string): EpochMs {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isFinite(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw usageError(`${option} "${text}" is not a day: write it like 2025-05-04`);
  }
  return at;
}

/** Rate and time left on standard error: in place on a terminal, a line now and then elsewhere. */
class ProgressMeter {
  private readonly shown: boolean;
  private readonly startedAt = performance.now();
  private readonly terminal = process.stderr.isTTY === true;
  private lastAt = 0;
  private finished = false;

  constructor(shown: boolean) {
    this.shown = shown;
  }

  show(progress: BacktestProgress): void {
    const now = performance.now();
    const done = (progress.at - progress.from) / (progress.to - progress.from);
    if (!this.shown || this.finished) return;
    this.finished = done >= 1;
    if (now - this.lastAt < (this.terminal ? 100 : 5_000) && done < 1) return;
    this.lastAt = now;
    const seconds = (now - this.startedAt) / 1_000;
    const left = done > 0 ? (seconds / done) * (1 - done) : 0;
    const days = (progress.at - progress.from) / DAY_MS;
    const text =
      `${(done * 100).toFixed(0).padStart(3)} %  ${days.toFixed(0)} days  ` +
      `${Math.round(progress.bars / seconds).toLocaleString('en-US')} bars/s  ` +
      `${progress.decisions} decisions  equity ${progress.equity.toFixed(2)}  ` +
      `${left.toFixed(0)} s left`;
    process.stderr.write(this.terminal ? `\r\u001b[2K${text}` : `${text}\n`);
  }

  end(): void {
    if (this.shown && this.terminal) process.stderr.write('\r\u001b[2K');
  }
}
