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
import type { VenueChoice } from '../services/venue-choice.ts';
import { within } from '../services/within.ts';
import { type LoadedCredentials, loadCredentials } from '../venues/ccxt/credentials.ts';
import { actorName } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, type ExitCode, usageError } from './exit.ts';
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

const DEFAULT_SERVER = 'http://127.0.0.1:8790';
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
  server: string,
): Promise<PreflightReport> {
  const kind = options.venue ?? tradingMode(loaded.config.venue);
  const venue: VenueChoice = { kind, server, credentials: credentialsFor(kind, options) };
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

/** The simulated exchange has a key of its own, which `septet sim` prints; it guards nothing. */
function credentialsFor(kind: TradingMode, options: PreflightCommandOptions): LoadedCredentials {
  const keyFile = options.keyFile ?? null;
  const loaded = loadCredentials({ environment: process.env, keyFile });
  const { SEPTET_API_KEY: key, SEPTET_API_SECRET: secret } = process.env;
  if (loaded.ok || kind !== 'sim' || keyFile !== null || key || secret) return loaded;
  const { SEPTET_SIM_KEY, SEPTET_SIM_SECRET } = process.env;
  const apiKey = SEPTET_SIM_KEY || 'septet-key';
  return { ok: true, credentials: { apiKey, secret: SEPTET_SIM_SECRET || 'septet-secret' } };
}

function serverOf({ server, venue }: PreflightCommandOptions): string {
  if (server === undefined) return DEFAULT_SERVER;
  if (venue !== 'sim') throw usageError('--server is the simulated exchange: add --venue sim');
  const found = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/.test(server);
  if (!found || !URL.canParse(server)) {
    throw usageError(`--server: write an address on this machine, like ${DEFAULT_SERVER}`);
  }
  return server.replace(/\/$/, '');
}

function exitCodeOf({ result }: PreflightReport, loaded: LoadedConfig): ExitCode {
  if (!loaded.ok) return EXIT.usage;
  return result === 'failed' ? EXIT.failed : EXIT.ok;
}

const end = (code: ExitCode): Promise<never> =>
  new Promise(() => process.stdout.write('', () => process.exit(code)));
