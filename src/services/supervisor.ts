import { ownHello } from '../bus/build-info.ts';
import { answers } from '../bus/server.ts';
import type { ProcessStatus } from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { machineMonotonic } from './clock.ts';
import { endProcess } from './end-process.ts';
import type { Home } from './home.ts';
import {
  livingProcess,
  processLockPath,
  readProcessTable,
  writeProcessTable,
} from './process-table.ts';
import { afterCrash, DEFAULT_RESTART_LIMITS, type RestartLimits } from './restart-policy.ts';
import { type ProcessSpec, SupervisedProcess } from './supervised-process.ts';

export type Severity = 'info' | 'warning' | 'critical';

export interface SupervisorOptions {
  readonly home: Home;
  /** In starting order. */
  readonly specs: readonly ProcessSpec[];
  /** Names in ending order; the processes of one group end together. */
  readonly stopOrder: readonly (readonly string[])[];
  /** Build and configuration the processes run with; recorded for who finds them later. */
  readonly build: string;
  readonly config: string;
  /** Commit of the configuration's version; null: there is none. */
  readonly commit?: string | null;
  readonly limits?: RestartLimits;
  /** Machine time a process gets to end by itself, ms. */
  readonly grace?: Ms;
  /** How long a process waits for the socket it needs, ms. */
  readonly socketWait?: Ms;
  readonly now: () => EpochMs;
  readonly onChange?: (processes: readonly ProcessStatus[]) => void;
  readonly onNotice?: (severity: Severity, text: string) => void;
  /** Crashes of a process, machine times, ascending. True: whoever took it restarts it. */
  readonly onCrashed?: (name: string, crashes: readonly Ms[]) => boolean;
}

export interface Changeover {
  readonly specs: readonly ProcessSpec[];
  readonly stopOrder: readonly (readonly string[])[];
  readonly config: string;
  readonly commit: string;
  /** Does the process go by something that differs from what it runs with? */
  readonly concerned: (name: string, from: string | null) => boolean;
}

const WATCH_INTERVAL_MS = 100;
const DEFAULT_GRACE_MS = 5_000;
const DEFAULT_SOCKET_WAIT_MS = 10_000;

/**
 * Starts, watches and restarts the processes of one home. They are no children to die with it:
 * a supervisor that comes back finds and adopts them.
 */
export class Supervisor {
  private options: SupervisorOptions;
  private table: readonly SupervisedProcess[];
  private readonly timer: NodeJS.Timeout;
  private stopping = false;
  private crashCount = 0;
  private found: ReadonlyMap<string, string | null> = new Map();

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.table = options.specs.map((spec) => new SupervisedProcess(spec));
    this.timer = setInterval(() => this.lookAfterAdopted(), WATCH_INTERVAL_MS);
  }

  /** Crashes seen by this supervisor, all processes together. */
  get crashes(): number {
    return this.crashCount;
  }

  processes(): readonly ProcessStatus[] {
    for (const entry of this.table) {
      entry.lookAtVersions(processLockPath(this.options.home, entry.spec.name));
    }
    return this.table.map((entry) => entry.status());
  }

  /** Adopts what already runs, starts the rest in order. Returns the names adopted. */
  async start(): Promise<readonly string[]> {
    // Read before the first one is adopted: from then on the table is written anew.
    this.found = commitsOf(this.options.home);
    const adopted = this.table.filter((entry) => this.adopt(entry));
    for (const entry of this.table) {
      if (this.stopping || entry.identity !== null) continue;
      await this.waitForSocket(entry.spec);
      if (!this.stopping && entry.identity === null) this.launch(entry);
    }
    return adopted.map((entry) => entry.spec.name);
  }

  /**
   * Ends one process and starts it anew, from now on as `spec` says when there is one (another
   * build); one that stays down gets a new chance.
   */
  async restart(
    name: string,
    spec?: ProcessSpec,
  ): Promise<{ readonly ok: boolean; readonly text: string }> {
    const entry = this.table.find((candidate) => candidate.spec.name === name);
    if (entry === undefined) {
      const known = this.table.map((candidate) => candidate.spec.name).join(', ');
      return { ok: false, text: `no process "${name}": there are ${known}` };
    }
    if (this.stopping) return { ok: false, text: 'everything is being stopped' };
    this.cancelRestart(entry);
    entry.crashes = [];
    entry.state = 'stopped';
    if (entry.identity !== null) await endProcess(entry.identity, this.grace);
    entry.identity = null;
    entry.restarts += 1;
    if (spec !== undefined) entry.spec = spec;
    this.launch(entry);
    return { ok: true, text: `${name} was restarted (pid ${entry.status().pid ?? '?'})` };
  }

  /**
   * Goes over to another version: processes that it no longer has end, those that are concerned
   * start anew one after the other, new ones start; the rest goes on. Returns what it did, in words.
   */
  async goOver(to: Changeover): Promise<readonly string[]> {
    const { specs, stopOrder, config, commit, concerned } = to;
    const known = new Map(this.table.map((entry) => [entry.spec.name, entry]));
    const leaving = this.table.filter(
      (entry) => !specs.some(({ name }) => name === entry.spec.name),
    );
    this.options = { ...this.options, specs, stopOrder, config, commit };
    const done: string[] = [];
    for (const entry of leaving) {
      await this.end(entry, false);
      done.push(`${entry.spec.name} ended`);
    }
    this.table = specs.map((spec) => {
      const entry = known.get(spec.name) ?? new SupervisedProcess(spec);
      // What is restarted from now on may be another program.
      entry.spec = spec;
      return entry;
    });
    for (const entry of this.table) {
      if (this.stopping) return done;
      const { name } = entry.spec;
      if (known.get(name) === undefined) {
        await this.waitForSocket(entry.spec);
        if (this.stopping) return done;
        this.launch(entry);
        done.push(`${name} started`);
      } else if (concerned(name, entry.commit)) {
        const { ok, text } = await this.restart(name);
        done.push(ok ? `${name} restarted` : text);
      } else entry.commit = commit;
    }
    this.changed();
    return done;
  }

  /** One more process, that runs for a time only; one of that name that is there stays. */
  include(spec: ProcessSpec): void {
    if (this.stopping || this.table.some((entry) => entry.spec.name === spec.name)) return;
    const entry = new SupervisedProcess(spec);
    this.table = [...this.table, entry];
    if (!this.adopt(entry)) this.launch(entry);
  }

  /** Ends it and forgets it; one that is not there is none. */
  async exclude(name: string): Promise<void> {
    const entry = this.table.find((candidate) => candidate.spec.name === name);
    if (this.stopping || entry === undefined || entry.state === 'stopped') return;
    entry.state = 'stopped';
    await this.end(entry, false);
    this.table = this.table.filter((candidate) => candidate !== entry);
    this.changed();
  }

  /** Ends all in order; `force` skips the waiting. True when none had to be forced. */
  async stop(force = false): Promise<boolean> {
    this.stopping = true;
    clearInterval(this.timer);
    let orderly = true;
    for (const group of this.options.stopOrder) {
      const ending = this.table.filter((entry) => group.includes(entry.spec.name));
      const results = await Promise.all(ending.map((entry) => this.end(entry, force)));
      if (results.includes(false)) orderly = false;
    }
    this.changed();
    return orderly;
  }

  /** Stops watching and leaves everything running: for tests of a supervisor that dies. */
  abandon(): void {
    this.stopping = true;
    clearInterval(this.timer);
    for (const entry of this.table) this.cancelRestart(entry);
  }

  private get grace(): Ms {
    return this.options.grace ?? DEFAULT_GRACE_MS;
  }

  private notice(severity: Severity, text: string): void {
    this.options.onNotice?.(severity, text);
  }

  private changed(): void {
    const { home, build, config } = this.options;
    const processes = this.table.flatMap((entry) => {
      const { spec, identity, commit } = entry;
      return identity === null ? [] : [{ name: spec.name, commit, ...identity }];
    });
    writeProcessTable(home, { build, config, processes });
    this.options.onChange?.(this.processes());
  }

  private adopt(entry: SupervisedProcess): boolean {
    const identity = livingProcess(this.options.home, entry.spec.name);
    if (identity === undefined) return false;
    entry.identity = identity;
    entry.adopted = true;
    entry.commit = this.found.get(entry.spec.name) ?? null;
    this.moved(entry, 'running');
    entry.lookAtVersions(processLockPath(this.options.home, entry.spec.name));
    this.notice('info', `${entry.spec.name} already runs (pid ${identity.pid}): adopted`);
    this.noteVersions(entry);
    return true;
  }

  /** One that speaks another protocol is let live: it may hold positions (requirement OPS-7). */
  private noteVersions({ spec, versions }: SupervisedProcess): void {
    const { build, protocol } = ownHello();
    if (versions === undefined || versions.build === build) return;
    const runs = `${spec.name} runs build ${versions.build}, this is ${build}`;
    if (versions.protocol === protocol) this.notice('warning', `${runs}: see \`septet upgrade\``);
    else {
      const text = `${runs}, and they do not talk (${versions.protocol}, ${protocol}): \`septet upgrade\` brings it over; its exits go on by themselves`;
      this.notice('critical', text);
    }
  }

  private moved(entry: SupervisedProcess, state: ProcessStatus['state']): void {
    entry.state = state;
    entry.since = this.options.now();
    this.changed();
  }

  private async waitForSocket(spec: ProcessSpec): Promise<void> {
    if (spec.waitForSocket === undefined) return;
    const until = machineMonotonic() + (this.options.socketWait ?? DEFAULT_SOCKET_WAIT_MS);
    while (!this.stopping && machineMonotonic() < until) {
      if (await answers(spec.waitForSocket)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private launch(entry: SupervisedProcess): void {
    entry.commit = this.options.commit ?? null;
    const child = entry.spawn(this.options.home.logs, (how) => {
      if (entry.identity === null || entry.identity.pid === child.pid) this.ended(entry, how);
    });
    this.moved(entry, 'running');
  }

  private lookAfterAdopted(): void {
    for (const entry of this.table) {
      if (entry.adopted && entry.state === 'running' && !entry.alive()) {
        this.ended(entry, 'ended, its exit code is unknown because it was adopted');
      }
    }
  }

  private ended(entry: SupervisedProcess, how: string): void {
    if (this.stopping || entry.state !== 'running') return;
    entry.identity = null;
    // Another one of this name may hold its lock: then that is the one to watch.
    if (this.adopt(entry)) return;
    const { name } = entry.spec;
    const now = machineMonotonic();
    this.crashCount += 1;
    entry.crashes = [...entry.crashes.slice(-99), now];
    const verdict = afterCrash(entry.crashes, this.options.limits ?? DEFAULT_RESTART_LIMITS);
    this.moved(entry, 'crashed');
    if (this.options.onCrashed?.(name, entry.crashes) === true) {
      this.notice('warning', `${name} crashed (${how}): a rollback restarts it`);
      return;
    }
    if (verdict.kind === 'stay_down') {
      const text = `${name} crashed ${verdict.crashes} times in a row (${how}) and stays down: see its log, then \`septet restart ${name}\``;
      this.notice('critical', text);
      return;
    }
    this.notice('warning', `${name} crashed (${how}): restart in ${verdict.delay} ms`);
    entry.restartTimer = setTimeout(() => {
      entry.restartTimer = null;
      if (this.stopping) return;
      entry.restarts += 1;
      this.launch(entry);
    }, verdict.delay);
  }

  private cancelRestart(entry: SupervisedProcess): void {
    if (entry.restartTimer !== null) clearTimeout(entry.restartTimer);
    entry.restartTimer = null;
  }

  private async end(entry: SupervisedProcess, force: boolean): Promise<boolean> {
    this.cancelRestart(entry);
    const { identity } = entry;
    if (identity === null) return true;
    const ending = await endProcess(identity, force ? 0 : this.grace);
    if (ending === 'survived') {
      this.notice('critical', `${entry.spec.name} (pid ${identity.pid}) could not be ended`);
      return false;
    }
    if (ending === 'killed' && !force) {
      this.notice('warning', `${entry.spec.name} did not end in ${this.grace} ms and was forced`);
    }
    entry.identity = null;
    this.moved(entry, 'stopped');
    return ending !== 'killed';
  }
}

/** What the processes that already run were started with, when any lives; null when none does. */
export function runningVersions(
  home: Home,
  names: readonly string[],
): { readonly build: string; readonly config: string } | null {
  const living = names.some((name) => livingProcess(home, name) !== undefined);
  const table = readProcessTable(home);
  return living && table !== undefined ? { build: table.build, config: table.config } : null;
}

/** Versions that the processes of the table run with. */
const commitsOf = (home: Home): ReadonlyMap<string, string | null> =>
  new Map(readProcessTable(home)?.processes.map(({ name, commit }) => [name, commit ?? null]));
