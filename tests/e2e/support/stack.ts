/** A real running stack in a home of its own, and what a test does to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { SupervisorView } from '../../../src/cli/status-changes.ts';
import type { PortfolioStatus } from '../../../src/domain/status.ts';
import { apiAddress } from '../../../src/services/api-address.ts';
import { type Home, homeAt } from '../../../src/services/home.ts';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '../../../src/services/process-identity.ts';
import { lockHolder } from '../../../src/services/process-lock.ts';
import { livingProcess, livingProcesses } from '../../../src/services/process-table.ts';
import { environment, PROGRAM, type Result, septet } from './program.ts';
import { pause, until } from './waiting.ts';

export type FullStatus = PortfolioStatus & SupervisorView;

/** One line of `septet up --json`. */
export type UpLine = Readonly<Record<string, unknown>> & { readonly kind: string };

/** A supervisor that nobody ends gives up by itself after this much market time. */
const LONGEST_RUN = '12h';
const BETWEEN_COMMANDS_MS = 300;

export class Stack {
  readonly home: Home;
  private readonly ups: Up[] = [];

  constructor(home: string) {
    this.home = homeAt(home);
    // Whatever becomes of this test run, no process outlives it.
    process.once('exit', () => this.killAll());
  }

  /** `septet up` in the background. */
  up(options: readonly string[], extra: Readonly<Record<string, string>> = {}): Up {
    const up = new Up(this.home.path, options, extra);
    this.ups.push(up);
    return up;
  }

  /** A command about this home. */
  septet(...commandLine: readonly string[]): Promise<Result> {
    return septet([...commandLine, '--home', this.home.path]);
  }

  /** `septet status --json`; null when nobody answers. */
  async status(): Promise<FullStatus | null> {
    const { code, stdout } = await this.septet('status', '--json');
    return code === 0 ? (JSON.parse(stdout) as FullStatus) : null;
  }

  /** Asks the command line again and again: every question is a process of its own. */
  statusWhen(
    what: string,
    timeout: number,
    holds: (status: FullStatus) => boolean,
  ): Promise<FullStatus> {
    const ask = async (): Promise<FullStatus | null> => {
      const status = await this.status();
      return status !== null && holds(status) ? status : null;
    };
    return until(what, timeout, ask, BETWEEN_COMMANDS_MS);
  }

  page(): Promise<string> {
    return until('the page', 10_000, () => apiAddress(this.home));
  }

  /** The living process of this name. */
  process(name: string): ProcessIdentity {
    const found = livingProcess(this.home, name);
    if (found === undefined) throw new Error(`${name} does not run`);
    return found;
  }

  /** Names of all that live, the supervisor excepted, sorted. */
  living(): readonly string[] {
    return livingProcesses(this.home)
      .map(({ name }) => name.replace(/^worker-/, 'worker:'))
      .sort();
  }

  /** `kill -9`, and waits until it is gone. */
  async kill(target: ProcessIdentity): Promise<void> {
    signal(target, 'SIGKILL');
    await until(`the end of ${target.pid}`, 5_000, () => !isAlive(target));
  }

  /** Forces everything of this home to end: in the order that restarts nothing. */
  killAll(): void {
    for (const up of this.ups) {
      if (up.identity !== null) signal(up.identity, 'SIGKILL');
    }
    const supervisor = lockHolder(this.home.lock);
    if (supervisor !== undefined) signal(supervisor, 'SIGKILL');
    for (const entry of livingProcesses(this.home)) signal(entry, 'SIGKILL');
  }

  /** As `killAll`, and waits; a process that started meanwhile is found again. */
  async dispose(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      this.killAll();
      if (livingProcesses(this.home).length === 0) return;
      await pause(50);
    }
    throw new Error(`processes of ${this.home.path} survive: ${this.living().join(', ')}`);
  }
}

/** One `septet up --json` and what it says. */
export class Up {
  readonly lines: UpLine[] = [];
  readonly identity: ProcessIdentity | null;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  private readonly child: ChildProcess;
  private stderr = '';
  private rest = '';

  constructor(
    home: string,
    options: readonly string[],
    extra: Readonly<Record<string, string>> = {},
  ) {
    const fixed = ['up', '--json', '--no-browser', '--port', '0', '--home', home];
    const child = spawn(process.execPath, [PROGRAM, ...fixed, '--for', LONGEST_RUN, ...options], {
      env: environment(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.identity = child.pid === undefined ? null : identityOf(child.pid);
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.read(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((done) => {
      child.once('close', (code) => done({ code, stderr: this.stderr }));
    });
  }

  signal(name: NodeJS.Signals): void {
    if (this.identity !== null) signal(this.identity, name);
  }

  /** Exit code and standard error; fails when it has not ended after `timeout` ms. */
  async end(timeout: number): Promise<{ readonly code: number | null; readonly stderr: string }> {
    const waited = pause(timeout).then(() => null);
    const ended = await Promise.race([this.ended, waited]);
    if (ended === null) throw new Error(`\`septet up\` did not end in ${timeout} ms`);
    return ended;
  }

  /** What it said so far of one kind. */
  said(kind: string): readonly UpLine[] {
    return this.lines.filter((line) => line.kind === kind);
  }

  /** Waits for a line; an early end is reported with its words. */
  line(what: string, timeout: number, is: (line: UpLine) => boolean): Promise<UpLine> {
    return until(what, timeout, () => {
      const found = this.lines.find(is);
      if (found === undefined && this.child.exitCode !== null) {
        throw new Error(`septet up ended with ${this.child.exitCode}: ${this.stderr}`);
      }
      return found;
    });
  }

  private read(text: string): void {
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) this.lines.push(JSON.parse(part) as UpLine);
  }
}

/** Only ever the very process that was meant. */
export function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch {
    // It ended in between.
  }
}
