import { resolve } from 'node:path';
import { buildInfo } from '../bus/build-info.ts';
import { BusClient } from '../bus/client.ts';
import type { PublicEvent } from '../bus/messages.ts';
import { socketPath } from '../bus/socket-path.ts';
import { completed } from '../config/complete/complete.ts';
import { completionHint } from '../config/complete/hint.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { type LoadedConfig, loadConfigFiles } from '../config/load.ts';
import type { ConfigOptions } from '../config/options.ts';
import type { SeptetConfig, VenueKind } from '../domain/config.ts';
import type { PortfolioStatus, ProcessStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { apiAddress } from '../services/api-address.ts';
import { machineMonotonic } from '../services/clock.ts';
import { endpointOf } from '../services/executor-venue.ts';
import { defaultFiles } from '../services/home-office.ts';
import { recordingPeriod } from '../services/market-source.ts';
import { returnMemory } from '../services/return-memory.ts';
import type { MarketChoice } from '../services/run-file.ts';
import { isBuilt } from '../services/stack.ts';
import { type RunningStack, startStack } from '../services/start-stack.ts';
import type { VenueEndpoint } from '../venues/ccxt/client.ts';
import { actorName } from './arguments.ts';
import { openBrowser } from './browser.ts';
import { type ChosenFiles, chooseFiles } from './choose-files.ts';
import { closingChecks, memoryText, type RunOutcome } from './closing-summary.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { admitLive, type FirstLiveOptions } from './first-live.ts';
import { checkMarket, exchangeServer, venueOffset, venueWarning } from './outside-venue.ts';
import { onBrokenPipe } from './print.ts';
import { RunConsole } from './run-console.ts';

export interface UpOptions extends FirstLiveOptions {
  readonly speed?: number;
  readonly for?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly from?: number;
  readonly to?: number;
  readonly venue?: VenueKind;
  readonly server?: string;
  readonly live?: boolean;
  readonly profile?: string;
  readonly config?: string;
  readonly home?: string;
  readonly port?: number;
  readonly browser: boolean;
  readonly json?: boolean;
}

type Loaded = Extract<LoadedConfig, { ok: true }>;

const TIME_IS_UP = 'the time is up';
const API_WAIT_MS = 15_000;
const POLL_MS = 100;
/** By then everything has been started: what loading the configuration left behind can go. */
const SETTLED_MS = 5_000;

/** Starts, shows, and ends the stack; throws a `CommandError` unless everything held. */
export async function runUp(home: string, options: UpOptions): Promise<void> {
  const { build, folder } = buildInfo();
  if (!isBuilt(folder)) throw usageError(`${folder} holds no built program: run \`npm run build\``);
  const chosen = await chooseFiles(home, build, options);
  const given = load(chosen, options);
  const screen = new RunConsole(options.json === true, process.stdout, machineMonotonic);
  venueWarning(given.config, options.live === true);
  const { loaded, notices } = admitLive(home, options, given);
  const warning = [...venueWarning(loaded.config, options.live === true), ...notices];
  const market = await chooseMarket(options, loaded);
  screen.header(loaded, build, home, market.choice);
  for (const line of warning) screen.notice('critical', line);
  const stopping = new StopSignal();
  const { office, host, commit, told } = await chosen.inForce();
  for (const line of told) screen.notice('warning', line);
  const started = await startStack({
    home,
    loaded,
    market: market.choice,
    marketStartsAt: market.startsAt,
    configCommit: commit,
    office,
    officeHost: host,
    runOptions: runOptionsOf(options),
    profileChosenBy: actorName(),
    build,
    folder,
    onNotice: (severity, text) => screen.notice(severity, text),
    onStopAsked: (reason) => stopping.ask(reason),
    onHandOver: (reason) => stopping.handOver(reason),
  });
  if (!started.ok) {
    office.close();
    throw new CommandError(started.kind === 'busy' ? EXIT.failed : EXIT.usage, started.text);
  }
  const { stack } = started;
  let forced = false;
  const restoreSignals = stopping.onSignals(() => {
    forced = true;
    void stack.stop(true);
  });
  // Whoever read the output has gone: nothing is left running unattended because of it.
  onBrokenPipe(() => stopping.ask('nobody reads the output any more'));
  const watch = new StackWatch(stack, screen);
  setTimeout(returnMemory, SETTLED_MS).unref();
  if (options.browser && process.stdout.isTTY === true) void openPage(stack, screen, true);
  else void openPage(stack, screen, false);
  const from = stack.now();
  const until = Math.min(
    options.for === undefined ? Number.POSITIVE_INFINITY : from + options.for,
    market.endsAt ?? Number.POSITIVE_INFINITY,
  );
  const reason = await stopping.wait(() => (stack.now() >= until ? TIME_IS_UP : null));
  if (stopping.leaves) {
    watch.close();
    screen.notice('info', `${reason}: everything runs on, this supervisor ends`);
    await stack.leave();
    restoreSignals();
    return;
  }
  const ended = await end(stack, watch, screen, reason, stack.now() - from);
  const outcome = { ...ended, orderly: ended.orderly && !forced };
  restoreSignals();
  const checks = closingChecks(loaded.config, outcome);
  screen.summary(checks, outcome);
  const failed = checks.filter((check) => !check.ok);
  if (failed.length > 0) {
    const names = failed.map((check) => check.title.toLowerCase()).join(', ');
    throw new CommandError(EXIT.failed, `not everything held: ${names}`);
  }
}

function load(chosen: ChosenFiles, options: UpOptions): Loaded {
  const loaded = loadConfigFiles(chosen.files, chosen.name, runOptionsOf(options));
  if (!loaded.ok) {
    const hint = completionHint(completed(chosen.files, defaultFiles()).done, chosen.name);
    const lines = [...formatConfigErrors(loaded.errors), ...hint];
    throw usageError(`configuration\n${lines.join('\n')}`);
  }
  return loaded;
}

/** What a start puts on top of the version in force. */
const runOptionsOf = (options: UpOptions): ConfigOptions => ({
  ...(options.speed === undefined ? {} : { speed: options.speed }),
  ...(options.profile === undefined ? {} : { profile: options.profile }),
  ...(options.venue === undefined ? {} : { venue: options.venue }),
  ...(options.server === undefined ? {} : { server: exchangeServer(options.server) }),
  ...(options.seed === undefined ? {} : { seed: options.seed }),
  ...(options.port === undefined ? {} : { apiPort: options.port }),
});

interface ChosenMarket {
  readonly choice: MarketChoice;
  readonly startsAt: EpochMs;
  /** Undefined for a market without end. */
  readonly endsAt: EpochMs | undefined;
}

async function chooseMarket(options: UpOptions, loaded: Loaded): Promise<ChosenMarket> {
  const { config } = loaded;
  const endpoint = endpointOf(config.venue);
  if (endpoint !== undefined) return await outsideMarket(options, config, endpoint);
  if (options.data === undefined) {
    if (options.from !== undefined || options.to !== undefined) {
      throw usageError('--from and --to choose from recorded data: name their folder with --data');
    }
    const { seed, startsAt } = config.market;
    return { choice: { kind: 'generated', seed }, startsAt, endsAt: undefined };
  }
  if (options.seed !== undefined) throw usageError('--seed and --data: recorded data need no seed');
  const directory = resolve(options.data);
  const period = await recordingPeriod(directory, config, {
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.to === undefined ? {} : { to: options.to }),
  });
  if (!period.ok) throw usageError(`--data: ${period.text}`);
  const { from, to } = period;
  return { choice: { kind: 'recorded', directory, from, to }, startsAt: from, endsAt: to };
}

/** The market of a venue outside begins now, whatever its clock says: pre-flight compares them. */
async function outsideMarket(
  options: UpOptions,
  config: SeptetConfig,
  endpoint: VenueEndpoint,
): Promise<ChosenMarket> {
  const paperOnly = ['data', 'from', 'to', 'seed'] as const;
  const given = paperOnly.filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    const names = given.map((name) => `--${name}`).join(', ');
    throw usageError(`${names}: of the paper market; ${config.venue.kind} has a market of its own`);
  }
  const startsAt = Math.round(Date.now() + (await venueOffset(config)));
  await checkMarket(config, endpoint, startsAt);
  return { choice: { kind: 'venue', endpoint }, startsAt, endsAt: undefined };
}

/** Says where the page is as soon as it answers, and opens it where there is somebody to see it. */
async function openPage(stack: RunningStack, screen: RunConsole, browser: boolean): Promise<void> {
  for (let waited = 0; waited < API_WAIT_MS; waited += POLL_MS) {
    const url = apiAddress(stack.home);
    if (url !== undefined) {
      screen.page(url);
      if (browser) openBrowser(url);
      return;
    }
    await sleep(POLL_MS);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Why and when to stop: Ctrl-C, a request over the socket, or the time being up. */
class StopSignal {
  private reason: string | null = null;
  /** Nothing is to be stopped: another supervisor takes over. */
  leaves = false;

  handOver(reason: string): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.leaves = true;
  }

  ask(reason: string): void {
    this.reason ??= reason;
  }

  /** Ctrl-C once stops in order, twice at once. Returns how to take the handlers back. */
  onSignals(force: () => void): () => void {
    const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
      const handler = (): void => {
        if (this.reason !== null && name === 'SIGINT') force();
        this.ask(name === 'SIGINT' ? 'Ctrl-C' : name);
      };
      process.on(name, handler);
      return () => process.off(name, handler);
    });
    return () => {
      for (const restore of handlers) restore();
    };
  }

  async wait(other: () => string | null): Promise<string> {
    for (;;) {
      const reason = this.reason ?? other();
      if (reason !== null) {
        this.reason = reason;
        return reason;
      }
      await sleep(POLL_MS);
    }
  }
}

/** Listens to the orchestrator for as long as the stack runs; comes back after its restarts. */
class StackWatch {
  status: PortfolioStatus | null = null;
  processes: readonly ProcessStatus[] = [];
  private readonly client: BusClient<'orchestrator'>;

  constructor(stack: RunningStack, screen: RunConsole) {
    const see = (status: PortfolioStatus): void => {
      this.status = status;
      screen.status(status);
    };
    this.client = new BusClient({
      service: 'orchestrator',
      path: socketPath(stack.home.path, 'orchestrator'),
      peer: `up:${process.pid}`,
      topics: { status: see, event: (event: PublicEvent) => screen.event(event) },
    });
  }

  /** The last word before the end. */
  async lastStatus(): Promise<PortfolioStatus | null> {
    const status = await this.client.request('status', {}, 3_000).catch(() => null);
    return status ?? this.status;
  }

  close(): void {
    this.client.close();
  }
}

async function end(
  stack: RunningStack,
  watch: StackWatch,
  screen: RunConsole,
  reason: string,
  marketTime: number,
): Promise<RunOutcome> {
  const status = await watch.lastStatus();
  const processes = stack.processes();
  const memory = memoryText(processes);
  watch.close();
  screen.stopping(reason);
  const orderly = await stack.stop();
  const { verifyHome } = await import('../services/verify-home.ts');
  let report: RunOutcome['report'];
  try {
    report = verifyHome(stack.home);
  } catch (error) {
    report = error instanceof Error ? error.message : String(error);
  }
  const crashes = stack.crashes();
  const timed = reason === TIME_IS_UP;
  return { status, processes, memory, orderly, crashes, report, marketTime, timed };
}
