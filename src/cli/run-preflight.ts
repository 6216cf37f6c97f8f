import { buildInfo } from '../bus/build-info.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { type LoadedConfig, loadConfig, loadConfigFiles } from '../config/load.ts';
import type { PreflightReport } from '../formats/preflight-report.ts';
import type { TradingMode } from '../runbook/preflight.ts';
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
import { filesInForce, notInForce } from './preflight-files.ts';
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
  const chosen = await chooseFiles(home, options);
  const { folder, loaded } = chosen;
  const report = loaded.ok
    ? await within(LIMIT_MS, 'pre-flight', observe(home, chosen, loaded, options, server)).catch(
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
          drift: chosen.drift,
          inForce: chosen.commit !== null,
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

interface Chosen {
  readonly folder: string;
  readonly loaded: LoadedConfig;
  /** Version in force that was read; null: the folder was. */
  readonly commit: string | null;
  /** Files that lie there and are not what is in force. */
  readonly drift: readonly string[];
}

/** What is in force on the home, unless a folder is named; on a home without versions the folder. */
async function chooseFiles(path: string, options: PreflightCommandOptions): Promise<Chosen> {
  const { config, profile } = options;
  const home = homeAt(path);
  const given = configFolder(config);
  const named = config !== undefined || Boolean(process.env['SEPTET_CONFIG']);
  const wanted = profile === undefined ? {} : { profile };
  const inForce = await filesInForce(home);
  if (inForce === null || named) {
    const drift = inForce === null ? [] : notInForce(inForce, given);
    return { folder: given, loaded: loadConfig(given, wanted), commit: null, drift };
  }
  const { commit, files } = inForce;
  const loaded = loadConfigFiles(files, `version ${commit.slice(0, 10)}`, wanted);
  return { folder: home.versions, loaded, commit, drift: notInForce(inForce, home.versions) };
}

function observe(
  home: string,
  { folder, commit, drift }: Chosen,
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
    ...{ folder, drift, inForce: commit },
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
