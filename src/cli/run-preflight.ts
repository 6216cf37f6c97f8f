import { formatConfigErrors } from '../config/errors.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { PreflightReport } from '../formats/preflight-report.ts';
import type { TradingMode } from '../runbook/preflight.ts';
import { buildInfo } from '../services/build-info.ts';
import { hostClock } from '../services/clock.ts';
import { homeAt } from '../services/home.ts';
import { observePreflight } from '../services/observe-preflight.ts';
import { tradingMode } from '../services/preflight.ts';
import { brokenConfigReport } from '../services/preflight-report.ts';
import { credentialsFor, type VenueChoice } from '../services/venue-choice.ts';
import { within } from '../services/within.ts';
import { actorName } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, type ExitCode, usageError } from './exit.ts';
import { exchangeServer } from './outside-venue.ts';
import { palette, wantsColour } from './paint.ts';
import { preflightLines } from './preflight-view.ts';
import { printError, printJson, printLines } from './print.ts';

export interface PreflightCommandOptions {
  readonly config?: string;
  readonly home?: string;
  readonly venue?: TradingMode;
  readonly server?: string;
  readonly keyFile?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** Every part ends sooner by itself; this is for what nobody thought of. */
const LIMIT_MS = 29_000;

/** Prints the report and ends the process: a question still on its way holds nobody up. */
export async function runPreflight(home: string, options: PreflightCommandOptions): Promise<void> {
  const server = serverOf(options);
  const folder = configFolder(options.config);
  const { profile } = options;
  const loaded = loadConfig(folder, profile === undefined ? {} : { profile });
  const report = loaded.ok
    ? await within(LIMIT_MS, 'pre-flight', observe(home, folder, loaded, options, server)).catch(
        (error: Error) => {
          throw new CommandError(EXIT.failed, error.message);
        },
      )
    : brokenConfigReport(
        {
          at: hostClock.now(),
          build: buildInfo().build,
          mode: options.venue ?? 'paper',
          home: homeAt(home).path,
          folder,
          elapsedMs: 0,
        },
        loaded,
      );
  if (options.json === true) printJson(report);
  else {
    const colours = palette(wantsColour(process.stdout));
    printLines(preflightLines(report, colours));
    if (!loaded.ok) for (const line of formatConfigErrors(loaded.errors)) printError(line);
  }
  await end(exitCodeOf(report, loaded));
}

function observe(
  home: string,
  folder: string,
  loaded: Extract<LoadedConfig, { ok: true }>,
  options: PreflightCommandOptions,
  server: string | undefined,
): Promise<PreflightReport> {
  const kind = options.venue ?? tradingMode(loaded.config.venue);
  const keyFile = options.keyFile ?? loaded.config.venue.keyFile;
  const credentials = credentialsFor(kind, keyFile, process.env);
  const venue: VenueChoice = { kind, server: server ?? loaded.config.venue.server, credentials };
  return observePreflight({
    loaded,
    folder,
    home: homeAt(home),
    venue,
    environment: process.env,
    actor: actorName(),
    build: buildInfo().build,
  });
}

function serverOf({ server, venue }: PreflightCommandOptions): string | undefined {
  if (server === undefined) return undefined;
  if (venue !== 'sim') throw usageError('--server is the simulated exchange: add --venue sim');
  return exchangeServer(server);
}

function exitCodeOf({ result }: PreflightReport, loaded: LoadedConfig): ExitCode {
  if (!loaded.ok) return EXIT.usage;
  return result === 'failed' ? EXIT.failed : EXIT.ok;
}

const end = (code: ExitCode): Promise<never> =>
  new Promise(() => process.stdout.write('', () => process.exit(code)));
