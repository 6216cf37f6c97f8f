import type { CommandReply } from '../bus/messages.ts';
import { BusServer, messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { ChangeOffice } from '../change/office.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ConfigOptions } from '../config/options.ts';
import type { ProcessStatus } from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { canonicalText } from '../journal/canonical.ts';
import { orchestratorFolder } from './builds/home-builds.ts';
import { changeOver, installInForce, watchDrift } from './change-over.ts';
import {
  CLOCK_SAVE_INTERVAL_MS,
  type ClockAnchor,
  loadClock,
  machineMonotonic,
  marketTime,
  saveClock,
  startAnchor,
} from './clock.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import type { OfficeHost } from './home-office.ts';
import { PaperKeeper } from './paper/paper-keeper.ts';
import { takeLock } from './process-lock.ts';
import { rollbackCommand } from './rollback/command.ts';
import { houseOf } from './rollback/house.ts';
import { RollbackKeeper } from './rollback/keeper.ts';
import {
  checkHomeIdentity,
  type MarketChoice,
  marketIdentity,
  readRunFile,
  writeRunFile,
} from './run-file.ts';
import { shadowSpec, stackSpecs, stackStopOrder } from './stack.ts';
import { standingAt } from './standing.ts';
import { runningVersions, type Severity, Supervisor } from './supervisor.ts';

export interface StackOptions {
  readonly home: string;
  readonly loaded: Extract<LoadedConfig, { ok: true }>;
  readonly market: MarketChoice;
  /** First live instant of the market. */
  readonly marketStartsAt: EpochMs;
  /** Version in force, full. */
  readonly configCommit: string;
  readonly office: ChangeOffice;
  readonly officeHost: OfficeHost;
  /** What the start was given on top of the version in force. */
  readonly runOptions: ConfigOptions;
  readonly profileChosenBy: string;
  readonly build: string;
  /** Folder of the built program. */
  readonly folder: string;
  readonly onNotice: (severity: Severity, text: string) => void;
  /** Somebody asked over the socket to stop everything. */
  readonly onStopAsked: (reason: string) => void;
  /** Another supervisor is about to take over what runs. */
  readonly onHandOver: (reason: string) => void;
}

export interface RunningStack {
  readonly home: Home;
  readonly anchor: ClockAnchor;
  /** Everything has been started; the names of processes that ran already. */
  readonly started: Promise<readonly string[]>;
  /** Crashes of processes seen since the start. */
  crashes(): number;
  processes(): readonly ProcessStatus[];
  /** Market time now. */
  now(): EpochMs;
  /** Ends all in order; `force` skips the waiting. True when none had to be forced. */
  stop(force?: boolean): Promise<boolean>;
  /** Ends the supervisor alone: everything runs on, for the next one to adopt. */
  leave(): Promise<void>;
}

/** `refused`: the start makes no sense as asked; `busy`: somebody else supervises this home. */
export type StartResult =
  | { readonly ok: true; readonly stack: RunningStack }
  | { readonly ok: false; readonly kind: 'refused' | 'busy'; readonly text: string };

const PROCESSES_INTERVAL_MS = 2_000;
const PAPER_INTERVAL_MS = 1_000;

/**
 * Becomes the supervisor of a home: takes its lock, adopts the processes that already run there,
 * starts the others.
 */
export async function startStack(options: StackOptions): Promise<StartResult> {
  const home = homeAt(options.home);
  try {
    makeHome(home);
  } catch (error) {
    const text = `${home.path} cannot be made a home (${messageOf(error)}): name a folder that can be written with --home`;
    return { ok: false, kind: 'refused', text };
  }
  const lock = takeLock(home.lock, 'septet supervisor');
  if (!lock.ok) return { ok: false, kind: 'busy', text: lock.text };
  try {
    const { config, version } = options.loaded;
    const { office, officeHost, folder, onNotice: say } = options;
    const program = orchestratorFolder({ home, office, folder, say });
    const specs = stackSpecs(home, config, folder, program);
    const names = specs.map((spec) => spec.name);
    const refusal = refusalOf(home, options, names);
    if (refusal !== null) {
      lock.release();
      return { ok: false, kind: 'refused', text: refusal };
    }
    noteOtherBuild(home, options, names);
    const anchor = prepareRun(home, options, names);
    // What is started now beside what lives reads it: a promotion or a rollback may have ended before it.
    await installInForce(home, office);
    const now = (): EpochMs => marketTime(anchor, machineMonotonic());
    const announce: { publish: (processes: readonly ProcessStatus[]) => void } = {
      publish: () => {},
    };
    const supervisor = new Supervisor({
      home,
      specs,
      stopOrder: stackStopOrder(specs),
      build: options.build,
      config: version,
      commit: options.configCommit,
      now,
      onChange: (processes) => announce.publish(processes),
      onNotice: options.onNotice,
      onCrashed: (name, crashes) => crashed(keeper, options, name, crashes),
    });
    const goOver = (anew?: readonly string[]) => changeOver(home, office, supervisor, folder, anew);
    const house = houseOf(home, office, { folder, goOver, say });
    const keeper = new RollbackKeeper(house);
    const server = await serve(home, supervisor, keeper, options);
    announce.publish = (processes) => server.publish('processes', processes);
    const timers = [
      setInterval(() => saveClock(home.clock, anchor, machineMonotonic()), CLOCK_SAVE_INTERVAL_MS),
      setInterval(() => announce.publish(supervisor.processes()), PROCESSES_INTERVAL_MS),
    ];
    saveClock(home.clock, anchor, machineMonotonic());
    const started = supervisor.start().then(async (adopted) => {
      // A promotion whose end nobody lived to see: what runs is brought over to what is in force.
      if (adopted.length > 0) for (const text of await goOver()) options.onNotice('info', text);
      keeper.start();
      return adopted;
    });
    officeHost.apply = () => goOver();
    officeHost.say = options.onNotice;
    const endWatch = watchDrift(office, options.onNotice);
    const paper = new PaperKeeper({
      ...{ home, office, supervisor, spec: shadowSpec(home, options.folder) },
      say: options.onNotice,
    });
    timers.push(setInterval(() => paper.look(), PAPER_INTERVAL_MS));
    const end = async (endProcesses: () => Promise<boolean>): Promise<boolean> => {
      keeper.stop();
      endWatch();
      const orderly = await endProcesses();
      await started;
      for (const timer of timers) clearInterval(timer);
      saveClock(home.clock, anchor, machineMonotonic(), true);
      await server.close();
      await paper.close();
      office.close();
      lock.release();
      return orderly;
    };
    const stack: RunningStack = {
      home,
      anchor,
      started,
      crashes: () => supervisor.crashes,
      processes: () => supervisor.processes(),
      now,
      stop: (force = false) => end(() => supervisor.stop(force)),
      leave: async () => {
        await end(() => {
          supervisor.abandon();
          return Promise.resolve(true);
        });
      },
    };
    return { ok: true, stack };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Why this start makes no sense on this home; null when it does. */
function refusalOf(home: Home, options: StackOptions, names: readonly string[]): string | null {
  const { config, version } = options.loaded;
  const identity = checkHomeIdentity(home, {
    portfolio: config.kernel.portfolio,
    market: marketIdentity(options.market, config),
  });
  if (identity !== null) return identity;
  const running = runningVersions(home, names);
  if (running === null) return null;
  if (running.config !== version && !isOtherVersion(home, options)) {
    return `processes of this home run with configuration ${running.config}, not ${version}: end them with \`septet down\`, or start with what they run with`;
  }
  return null;
}

/** Started with the same options, they differ because another version came in force since. */
function isOtherVersion(home: Home, { runOptions }: StackOptions): boolean {
  const run = readRunFile(home);
  return run?.options !== undefined && canonicalText(run.options) === canonicalText(runOptions);
}

/** Processes of another build go on as they are: said, because a restart changes their program. */
function noteOtherBuild(home: Home, options: StackOptions, names: readonly string[]): void {
  const running = runningVersions(home, names);
  if (running === null || running.build === options.build) return;
  const text = `the processes that run are of build ${running.build}, this is ${options.build}: each changes over when it is restarted`;
  options.onNotice('warning', text);
}

/** True: a rollback has it. What goes wrong here must not keep the process from its restart. */
function crashed(
  keeper: RollbackKeeper,
  { onNotice }: StackOptions,
  name: string,
  crashes: readonly Ms[],
): boolean {
  try {
    return keeper.crashed(name, crashes);
  } catch (error) {
    onNotice('critical', `no rollback could begin: ${messageOf(error)}`);
    return false;
  }
}

/** The clock goes on where it stands: with living processes by their anchor, else by a new one. */
function prepareRun(home: Home, options: StackOptions, names: readonly string[]): ClockAnchor {
  const { config, files } = options.loaded;
  const saved = loadClock(home.clock);
  const living = runningVersions(home, names) !== null;
  if (living && saved !== undefined) return saved.anchor;
  const anchor = startAnchor(
    saved,
    options.marketStartsAt,
    config.runtime.speed,
    machineMonotonic(),
  );
  writeRunFile(home, {
    build: options.build,
    config,
    configCommit: options.configCommit,
    options: options.runOptions,
    configFiles: files.length,
    profileChosenBy: options.profileChosenBy,
    market: options.market,
    anchor,
  });
  return anchor;
}

async function serve(
  home: Home,
  supervisor: Supervisor,
  keeper: RollbackKeeper,
  options: StackOptions,
): Promise<BusServer<'supervisor'>> {
  const server = new BusServer({
    service: 'supervisor',
    path: socketPath(home.path, 'supervisor'),
    handlers: {
      processes: () => supervisor.processes(),
      restart: async ({ name }): Promise<CommandReply> => {
        const { ok, text } = await supervisor.restart(name);
        return ok ? { ok: true, text } : { ok: false, code: 'RESTART_REFUSED', text };
      },
      change: ({ command, token, name }) =>
        options.office.command(command, standingAt(home.path, { token, name })),
      rollback: (asked) => rollbackCommand(home, options.office, keeper, asked),
      copy: ({ into }) => options.officeHost.copy(into),
      hand_over: ({ reason }): CommandReply => {
        options.onHandOver(reason);
        return { ok: true, text: 'leaving everything to the next supervisor' };
      },
      stop: ({ reason }): CommandReply => {
        options.onStopAsked(reason);
        return { ok: true, text: 'stopping everything in order' };
      },
    },
    onProblem: (text) => options.onNotice('warning', text),
  });
  await server.listen();
  return server;
}
