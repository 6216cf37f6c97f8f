import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUS_PROTOCOL } from '../bus/protocol.ts';
import { endProcess } from './end-process.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { isAlive } from './process-identity.ts';
import { takeLock } from './process-lock.ts';
import { livingProcess, livingProcesses, processLockPath } from './process-table.ts';
import { afterCrash, type RestartLimits } from './restart-policy.ts';
import type { ProcessSpec } from './supervised-process.ts';
import { Supervisor, type SupervisorOptions } from './supervisor.ts';

let home: Home;
let made: Supervisor[];
let notices: string[];

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'septet-supervisor-')));
  makeHome(home);
  made = [];
  notices = [];
});
afterEach(async () => {
  for (const supervisor of made) supervisor.abandon();
  for (const process of livingProcesses(home)) await endProcess(process, 500);
  rmSync(home.path, { recursive: true, force: true });
});

const STAYS = 'setInterval(() => {}, 1000)';
const CRASHES = 'process.exit(3)';
const READY = `require('node:fs').appendFileSync(process.env.READY, process.env.NAME);`;
const DEAF = `process.on('SIGTERM', () => {}); ${READY} ${STAYS}`;
const NOTES_ITS_END = `process.on('SIGTERM', () => {
  require('node:fs').appendFileSync(process.env.ENDED, process.env.NAME + ' ');
  process.exit(0);
}); ${READY} ${STAYS}`;

function spec(name: string, script: string): ProcessSpec {
  const env = { NAME: name, ENDED: join(home.path, 'ended'), READY: join(home.path, 'ready') };
  return { name, command: process.execPath, args: ['-e', script], env };
}

const LIMITS: RestartLimits = { firstDelay: 1, lastDelay: 5, crashes: 3, window: 60_000 };

function supervise(specs: ProcessSpec[], options: Partial<SupervisorOptions> = {}): Supervisor {
  const supervisor = new Supervisor({
    home,
    specs,
    stopOrder: specs.map((entry) => [entry.name]),
    build: 'b1',
    config: 'c1',
    limits: LIMITS,
    grace: 10_000,
    now: () => 0,
    onNotice: (_severity, text) => notices.push(text),
    ...options,
  });
  made.push(supervisor);
  return supervisor;
}

async function until(what: () => boolean, timeout = 20_000): Promise<void> {
  for (let waited = 0; !what(); waited += 10) {
    if (waited > timeout) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until so many scripts have installed their signal handlers. */
const ready = (text: string): Promise<void> =>
  until(() => {
    const path = join(home.path, 'ready');
    return existsSync(path) && readFileSync(path, 'utf8').length === text.length;
  });

const pidOf = (supervisor: Supervisor, name: string): number | null =>
  supervisor.processes().find((entry) => entry.name === name)?.pid ?? null;

describe('restart policy', () => {
  it('doubles the wait and stays down at the bound', () => {
    const limits = { firstDelay: 100, lastDelay: 300, crashes: 5, window: 60_000 };
    expect(afterCrash([0], limits)).toEqual({ kind: 'restart', delay: 100, crashes: 1 });
    expect(afterCrash([0, 10], limits)).toMatchObject({ delay: 200 });
    expect(afterCrash([0, 10, 20], limits)).toMatchObject({ delay: 300 });
    expect(afterCrash([0, 1, 2, 3, 4], limits)).toEqual({ kind: 'stay_down', crashes: 5 });
  });

  it('forgets crashes older than the window', () => {
    const limits = { firstDelay: 100, lastDelay: 300, crashes: 2, window: 1_000 };
    expect(afterCrash([0, 1_000], limits)).toMatchObject({ kind: 'restart', crashes: 1 });
    expect(afterCrash([1, 1_000], limits)).toMatchObject({ kind: 'stay_down' });
  });
});

describe('supervisor', () => {
  it('starts a process and restarts it when it is killed', async () => {
    const supervisor = supervise([spec('one', STAYS)]);
    await supervisor.start();
    const first = pidOf(supervisor, 'one')!;
    process.kill(first, 'SIGKILL');
    await until(() => {
      const pid = pidOf(supervisor, 'one');
      return pid !== null && pid !== first;
    });
    expect(supervisor.processes()[0]).toMatchObject({ state: 'running', restarts: 1 });
    expect(supervisor.crashes).toBe(1);
    expect(notices[0]).toContain('one crashed (ended by SIGKILL)');
  });

  it('leaves a crash-looping process down and says so, and tries again when told', async () => {
    const supervisor = supervise([spec('looper', CRASHES)]);
    await supervisor.start();
    await until(() => notices.some((text) => text.includes('stays down')));
    expect(supervisor.processes()[0]).toMatchObject({ state: 'crashed', restarts: 2, pid: null });
    expect(await supervisor.restart('looper')).toMatchObject({ ok: true });
    expect(await supervisor.restart('nobody')).toEqual({
      ok: false,
      text: 'no process "nobody": there are looper',
    });
  });

  it('adopts what survived the supervisor before, and looks after it', async () => {
    const first = supervise([spec('survivor', STAYS)]);
    await first.start();
    const pid = pidOf(first, 'survivor')!;
    first.abandon();
    const second = supervise([spec('survivor', STAYS)]);
    expect(await second.start()).toEqual(['survivor']);
    expect(pidOf(second, 'survivor')).toBe(pid);
    process.kill(pid, 'SIGKILL');
    await until(() => second.processes()[0]!.restarts === 1);
    expect(pidOf(second, 'survivor')).not.toBe(pid);
  });

  it('OPS-7 adopts processes of another build, shows it, and lets live one that does not talk to it', async () => {
    const first = supervise([spec('same', STAYS), spec('other', STAYS)]);
    await first.start();
    const protocols = { same: BUS_PROTOCOL, other: 'septet.bus/0' };
    for (const [name, protocol] of Object.entries(protocols)) {
      const said = { ...livingProcess(home, name), protocol, build: '0.9.0+old', journal: '' };
      writeFileSync(processLockPath(home, name), JSON.stringify(said));
    }
    first.abandon();
    const second = supervise([spec('same', STAYS), spec('other', STAYS)]);
    expect(await second.start()).toEqual(['same', 'other']);
    expect(second.processes().map(({ name, build }) => `${name} ${build}`)).toEqual([
      'same 0.9.0+old',
      'other 0.9.0+old',
    ]);
    expect(notices).toContain(
      'same runs build 0.9.0+old, this is development: see `septet upgrade`',
    );
    expect(notices.at(-1)).toContain(
      'other runs build 0.9.0+old, this is development, and they do not talk',
    );
    // A restart is a process of this build, whatever the one before said.
    await second.restart('same');
    expect(second.processes()[0]?.build).toBeUndefined();
  });

  it('ends processes in order', async () => {
    const specs = ['a', 'b', 'c'].map((name) => spec(name, NOTES_ITS_END));
    const supervisor = supervise(specs, { stopOrder: [['c'], ['a'], ['b']] });
    await supervisor.start();
    await ready('abc');
    expect(await supervisor.stop()).toBe(true);
    expect(readFileSync(join(home.path, 'ended'), 'utf8')).toBe('c a b ');
    expect(livingProcesses(home)).toEqual([]);
  });

  it('forces a process that does not end in time', async () => {
    const supervisor = supervise([spec('deaf', DEAF)], { grace: 100 });
    await supervisor.start();
    await ready('deaf');
    expect(await supervisor.stop()).toBe(false);
    expect(livingProcesses(home)).toEqual([]);
    expect(notices.at(-1)).toContain('was forced');
  });

  it('OPS-6 finds the processes of a home without its supervisor, and only those of this boot of the host', async () => {
    const supervisor = supervise([spec('left', STAYS)]);
    await supervisor.start();
    supervisor.abandon();
    const [left] = livingProcesses(home);
    expect(left).toMatchObject({ name: 'left' });
    expect(livingProcess(home, 'other')).toBeUndefined();
    expect(isAlive({ pid: left!.pid, startedAt: 'another time' })).toBe(false);
    const { pid, startedAt, boot } = left!;
    expect(isAlive({ pid, startedAt })).toBe(true);
    if (boot !== undefined)
      expect(isAlive({ pid, startedAt, boot: 'the boot before' })).toBe(false);
    expect(await endProcess(left!, 2_000)).toBe('ended');
    expect(await endProcess(left!, 2_000)).toBe('gone');
  });

  it('refuses a second holder of a lock in words, and takes over that of a dead one', async () => {
    const lock = takeLock(home.lock, 'supervisor');
    expect(lock.ok).toBe(true);
    const second = takeLock(home.lock, 'supervisor');
    expect(second).toMatchObject({ ok: false });
    expect(second.ok ? '' : second.text).toContain('septet down');
    writeFileSync(home.lock, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    expect(takeLock(home.lock, 'supervisor').ok).toBe(true);
    expect(existsSync(`${home.lock}.${process.pid}.new`)).toBe(false);
  });
});
