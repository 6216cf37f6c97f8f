/** The new supervisor takes the place of the old one; what runs goes on and is adopted. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { buildInfo } from '../../bus/build-info.ts';
import { waitForEnd } from '../end-process.ts';
import type { Home } from '../home.ts';
import { holderVersions, lockHolder } from '../process-lock.ts';
import { ask } from '../rollback/ask.ts';
import { type RunFile, readRunFile } from '../run-file.ts';
import type { StepOutcome } from './drive.ts';
import type { UpgradeRecord } from './record.ts';

export interface NewSupervisor {
  /** Puts in force what this build asks for, while nobody supervises; null: nothing to do. */
  readonly complete: () => Promise<StepOutcome | null>;
}

const LEAVE_MS = 15_000;
const COME_UP_MS = 60_000;
const LOOK_MS = 50;

export async function replaceSupervisor(
  home: Home,
  { complete }: NewSupervisor,
  { actor, to }: UpgradeRecord,
): Promise<StepOutcome> {
  const left = await letGo(home, `${actor}: upgrade to build ${to}`);
  if (!left.ok) return left;
  const completed = await complete();
  if (completed !== null && !completed.ok) {
    const text = `${completed.text}. Nobody supervises now: \`septet up\` of the build before takes it back, what runs goes on meanwhile`;
    return { ok: false, text };
  }
  const run = readRunFile(home);
  if (run === undefined) return { ok: false, text: `${home.config} cannot be read` };
  const log = startUp(home, run);
  const until = performance.now() + COME_UP_MS;
  while (performance.now() < until) {
    const processes = await ask(home, 'supervisor', (client) => client.request('processes', {}));
    const ours = holderVersions(home.lock)?.build === buildInfo().build;
    if (ours && processes?.every(({ pid }) => pid !== null) === true) {
      const adopted = `${processes.length} processes went on and are adopted`;
      return { ok: true, evidence: [...left.evidence, ...(completed?.evidence ?? []), adopted] };
    }
    if (log.ended() && lockHolder(home.lock) === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const text = `the new supervisor did not come up: ${log.tail()} (${log.path}). What runs goes on; \`septet up\` of the build before takes it back`;
  return { ok: false, text };
}

/** Asks it to leave what runs alone; one of a build that knows no such question is ended where it stands. */
async function letGo(home: Home, reason: string): Promise<StepOutcome> {
  const holder = lockHolder(home.lock);
  if (holder === undefined) return { ok: true, evidence: ['nobody supervised'] };
  const reply = await ask(home, 'supervisor', (client) => client.request('hand_over', { reason }));
  if (reply?.ok === true && (await waitForEnd(holder, LEAVE_MS))) {
    return {
      ok: true,
      evidence: [`the old one (pid ${holder.pid}) left what runs to the new one`],
    };
  }
  // Not asked to end: that would end everything. Killed, it leaves everything running.
  try {
    process.kill(holder.pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
  if (await waitForEnd(holder, LEAVE_MS)) {
    return {
      ok: true,
      evidence: [`the old one (pid ${holder.pid}) was killed; what runs goes on`],
    };
  }
  return { ok: false, text: `the old supervisor (pid ${holder.pid}) could not be ended` };
}

/** As the one before was started, apart from the terminal. */
function startUp(home: Home, run: RunFile) {
  const path = join(home.logs, 'supervisor.log');
  // Of this supervisor and of the one before: a log of a supervisor grows by some lines a minute.
  if (existsSync(path)) renameSync(path, `${path}.1`);
  const output = openSync(path, 'a', 0o600);
  const program = join(buildInfo().folder, '..', 'bin', 'septet.mjs');
  const { SEPTET_CONFIG: _config, ENTRY_HALT: _halt, ...env } = process.env;
  const child = spawn(process.execPath, [program, ...upArguments(home, run)], {
    detached: true,
    env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let ended = false;
  child.once('error', () => {
    ended = true;
  });
  child.once('exit', () => {
    ended = true;
  });
  child.unref();
  return {
    path,
    ended: () => ended,
    tail: () => readFileSync(path, 'utf8').trim().split('\n').slice(-3).join(' / '),
  };
}

/** The command line that stands for what the start before was given. */
export function upArguments(home: Home, { options, market, config }: RunFile): readonly string[] {
  const given = options ?? {};
  const option = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${name}`, String(value)];
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return [
    'up',
    ...option('home', home.path),
    '--no-browser',
    ...option('speed', given.speed),
    ...option('profile', given.profile),
    ...option('venue', given.venue),
    ...option('server', given.server),
    ...option('seed', given.seed),
    ...option('port', given.apiPort),
    ...(market.kind === 'recorded'
      ? ['--data', market.directory, '--from', day(market.from), '--to', day(market.to)]
      : []),
    ...(config.venue.kind === 'live' ? ['--live'] : []),
  ];
}
