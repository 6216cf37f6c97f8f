import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessStatus } from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { KEY_NAME, SECRET_NAME } from '../venues/ccxt/credentials.ts';
import { identityOf, isAlive, type ProcessIdentity, residentBytes } from './process-identity.ts';
import { holderVersions, type ProgramVersions } from './process-lock.ts';

/** How one process of the stack is started. */
export interface ProcessSpec {
  /** `feed`, `executor`, `worker:S3`; also names its log and lock files. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Started only once this socket answers, or after a bounded wait. */
  readonly waitForSocket?: string;
}

export const fileNameOf = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '-');

/** One process under supervision: started here, or adopted because it already ran. */
export class SupervisedProcess {
  spec: ProcessSpec;
  state: ProcessStatus['state'] = 'waiting';
  identity: ProcessIdentity | null = null;
  restarts = 0;
  since: EpochMs = 0;
  /** Machine times of its crashes, ascending. */
  crashes: Ms[] = [];
  /** Not ours to get an exit event from: found by looking. */
  adopted = false;
  restartTimer: NodeJS.Timeout | null = null;
  /** Version of the configuration it was started with, or brought over to. */
  commit: string | null = null;

  /** What the process of `versionsOf` said of its program. */
  versions: ProgramVersions | undefined;
  private versionsOf: string | null = null;

  /** Its program's versions, read once they are there. */
  lookAtVersions(lock: string): void {
    const of = this.identity === null ? null : `${this.identity.pid} ${this.identity.startedAt}`;
    if (of === this.versionsOf && this.versions !== undefined) return;
    this.versionsOf = of;
    this.versions = of === null ? undefined : holderVersions(lock);
  }

  constructor(spec: ProcessSpec) {
    this.spec = spec;
  }

  /** Runs on after its supervisor dies: own process group, output to its log file. */
  spawn(logs: string, onExit: (how: string) => void): ChildProcess {
    const log = openSync(join(logs, `${fileNameOf(this.spec.name)}.log`), 'a', 0o600);
    const child = spawn(this.spec.command, this.spec.args, {
      detached: true,
      env: { ...(this.spec.name === 'executor' ? process.env : withoutKey()), ...this.spec.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.adopted = false;
    this.identity = child.pid === undefined ? null : identityOf(child.pid);
    let ended = false;
    const end = (how: string): void => {
      if (!ended) onExit(how);
      ended = true;
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) =>
      end(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
    child.unref();
    return child;
  }

  alive(): boolean {
    return this.identity !== null && isAlive(this.identity);
  }

  status(): ProcessStatus {
    const pid = this.identity?.pid ?? null;
    return {
      name: this.spec.name,
      pid,
      state: this.state,
      restarts: this.restarts,
      since: this.since,
      residentBytes: pid === null ? null : residentBytes(pid),
      ...(this.versions === undefined ? {} : { build: this.versions.build }),
    };
  }
}

/** The key of the venue is for the one process that speaks to it. */
function withoutKey(): NodeJS.ProcessEnv {
  const { [KEY_NAME]: _key, [SECRET_NAME]: _secret, ...others } = process.env;
  return others;
}
