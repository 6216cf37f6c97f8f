/** `septet config paper preview`: a candidate beside the configuration, over recorded or generated data. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { buildInfo } from '../bus/build-info.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { MarketSource } from '../domain/market.ts';
import type { PaperReport } from '../domain/paper.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

export interface PreviewOptions {
  readonly candidate: string;
  readonly over?: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly config?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export async function previewPaper(options: PreviewOptions): Promise<void> {
  const { from, to, over } = options;
  if (to <= from) throw usageError('--to must be later than --from');
  const inForce = await configuration(configFolder(options.config), over);
  const candidate = await configuration(resolve(options.candidate), over);
  const { market, notes } = await marketOf(options, inForce.config, candidate.config);
  const { runPreview } = await import('../change/paper/preview.ts');
  const meter = progressLine(options.json !== true);
  const report = runPreview(
    {
      inForce: inForce.config,
      candidate: candidate.config,
      configFiles: inForce.files,
      build: buildInfo().build,
      ...{ market, to, notes },
    },
    ({ at }) => meter((at - from) / (to - from), `${((at - from) / DAY_MS).toFixed(1)} days`),
  );
  const { renderPaper } = await import('../report/paper-files.ts');
  if (options.out !== undefined) await writeAll(resolve(options.out), report);
  if (options.json === true) printJson(report);
  else {
    process.stdout.write(renderPaper(report, 'md'));
    printLine('\na preview: it does not count towards the seven days of a promotion');
    if (options.out !== undefined) printLine(`report: ${join(resolve(options.out), 'paper.html')}`);
  }
}

async function writeAll(folder: string, report: PaperReport): Promise<void> {
  const { PAPER_FORMATS, renderPaper } = await import('../report/paper-files.ts');
  try {
    mkdirSync(folder, { recursive: true });
    for (const format of PAPER_FORMATS) {
      writeFileSync(join(folder, `paper.${format}`), renderPaper(report, format));
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.failed, `${folder} cannot be written: ${why}`);
  }
}

async function configuration(
  folder: string,
  over: string | undefined,
): Promise<{ readonly config: SeptetConfig; readonly files: number }> {
  const { loadConfig } = await import('../config/load.ts');
  const { formatConfigErrors } = await import('../config/errors.ts');
  const cadence = over === undefined ? {} : { marketCadence: MINUTE_MS };
  const loaded = loadConfig(folder, { speed: 1, ...cadence });
  if (loaded.ok) return { config: loaded.config, files: loaded.files.length };
  for (const line of formatConfigErrors(loaded.errors)) printError(line);
  throw new CommandError(EXIT.usage, `errors in ${folder}: ${loaded.errors.length}`);
}

/** Of the symbols of both; a generated one is that of the version in force. */
async function marketOf(
  { over, from, to }: PreviewOptions,
  inForce: SeptetConfig,
  candidate: SeptetConfig,
): Promise<{ readonly market: MarketSource; readonly notes: readonly string[] }> {
  if (over === undefined) {
    const { GeneratedMarket } = await import('../market/generated-market.ts');
    const { startingAt } = await import('../services/market-source.ts');
    if (from < inForce.market.startsAt) {
      const first = new Date(inForce.market.startsAt).toISOString();
      throw usageError(`the generated market begins at ${first}: choose a later --from`);
    }
    return { market: new GeneratedMarket(startingAt(inForce.market, from)), notes: [] };
  }
  const { loadRecordedMarket } = await import('../market/load-recorded-market.ts');
  const { formatDataError } = await import('../market/data-error.ts');
  const instruments = new Map(
    [...inForce.kernel.instruments, ...candidate.kernel.instruments].map((each) => [
      each.symbol,
      Number(each.tickSize),
    ]),
  );
  const loaded = loadRecordedMarket({
    directory: resolve(over),
    symbols: [...instruments.keys()] satisfies readonly SymbolId[],
    ...{ from, to, allowGaps: true, tickSizes: instruments, assets: inForce.market.assets },
  });
  if (!loaded.ok) {
    for (const error of loaded.errors) printError(formatDataError(error));
    throw new CommandError(EXIT.usage, `errors in the market data: ${loaded.errors.length}`);
  }
  const { market, notes, files } = loaded.value;
  return {
    market,
    notes: [
      ...notes,
      `data: ${files
        .map((path) => basename(path))
        .sort()
        .join(', ')}`,
    ],
  };
}

/** On standard error: in place on a terminal, a line now and then elsewhere. */
function progressLine(shown: boolean): (done: number, text: string) => void {
  const terminal = process.stderr.isTTY === true;
  let last = performance.now();
  return (done, text) => {
    const now = performance.now();
    if (!shown || (now - last < (terminal ? 100 : 5_000) && !(terminal && done >= 1))) return;
    last = now;
    const line = `${(done * 100).toFixed(0).padStart(3)} %  ${text} of both configurations`;
    const end = done >= 1 ? '\r\u001b[2K' : `\r\u001b[2K${line}`;
    process.stderr.write(terminal ? end : `${line}\n`);
  };
}
