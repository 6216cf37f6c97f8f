/**
 * A newer build on a home that trades, and a reboot of its host: with the whole program, its real
 * processes, and positions whose stops are executed meanwhile.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirtualPosition } from '../../src/domain/execution.ts';
import { lockHolder } from '../../src/services/process-lock.ts';
import { livingProcesses } from '../../src/services/process-table.ts';
import { ask } from '../../src/services/rollback/ask.ts';
import { lookAtUpgrade } from '../../src/services/upgrade/look.ts';
import { readUpgrade } from '../../src/services/upgrade/record.ts';
import { configCopy, EAGER_S2, type Edit, SHORT_PHASES } from './support/config-copy.ts';
import { makeFallingData } from './support/made-data.ts';
import { environment, PROGRAM, removeFolders, septet, temporaryFolder } from './support/program.ts';
import { type FullStatus, Stack } from './support/stack.ts';
import { until } from './support/waiting.ts';

const NEW = '9.0.0+another0000';

/** The same program as another build: its name is what differs. */
function anotherBuild(): string {
  const folder = temporaryFolder('another-build');
  const root = dirname(dirname(PROGRAM));
  for (const part of ['dist', 'bin', 'config', 'package.json']) {
    cpSync(join(root, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.map'),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'dist', 'build.json'), JSON.stringify({ build: NEW }));
  return join(folder, 'dist', 'cli.js');
}

/** What falls all day is one loss after the other. */
const NO_STREAK: readonly Edit[] = [
  ['risk.yaml', 'critical: 6\n    criticalFreeze', 'critical: 600\n    criticalFreeze'],
  ['risk.yaml', 'severe: 8', 'severe: 800'],
];

const opening = ({ launch, entryHalt }: FullStatus): boolean =>
  !entryHalt.on && (launch.state === 'phasing' || launch.state === 'complete');

describe('a newer build', () => {
  const stack = new Stack(temporaryFolder('upgrade'));
  let program: string;
  let data: string;
  const upgrade = (...words: readonly string[]) =>
    septet(['upgrade', ...words, '--home', stack.home.path], {}, 120_000, program);
  const positions = (): Promise<readonly VirtualPosition[]> =>
    until('an answer of the executor', 20_000, () =>
      ask(stack.home, 'executor', (client) => client.request('positions', {}, 2_000)),
    );
  const pids = (): Readonly<Record<string, number>> =>
    Object.fromEntries(livingProcesses(stack.home).map(({ name, pid }) => [name, pid]));
  const builds = async (): Promise<ReadonlySet<string | undefined>> => {
    const { supervisor, processes } = await lookAtUpgrade(stack.home);
    return new Set([supervisor, ...processes].map(({ versions }) => versions?.build));
  };

  beforeAll(async () => {
    program = anotherBuild();
    data = temporaryFolder('falling');
    makeFallingData(data, [
      { symbol: 'BTC/USDT:USDT', price: 95_000, perMinute: 0.0008 },
      { symbol: 'ETH/USDT:USDT', price: 3_300, perMinute: 0.0006 },
      { symbol: 'SOL/USDT:USDT', price: 190, perMinute: 0.0004 },
    ]);
    const config = configCopy(SHORT_PHASES, ...NO_STREAK, ...EAGER_S2);
    const up = stack.up(['--config', config, '--data', data, '--speed', '240']);
    await up.line('the first status', 60_000, ({ kind }) => kind === 'status');
    await until('positions', 60_000, async () => (await positions()).length >= 2);
  }, 130_000);
  afterAll(async () => {
    await stack.dispose();
    removeFolders();
  }, 30_000);

  it('OPS-7 EXIT-1 says what would change; killed half-way everything runs on, entries halted; asked for again it comes to its end, and a stop is executed meanwhile', async () => {
    const before = pids();
    const check = await upgrade('--check');
    expect({ code: check.code, stderr: check.stderr }).toEqual({ code: 0, stderr: '' });
    expect(check.stdout).toMatch(/position +S2 \S+ long [\d.]+, stop [\d.]+ at the venue/);
    expect(pids()).toEqual(before);

    const held = await positions();
    const old = lockHolder(stack.home.lock);
    const reason = 'release of the week';
    const words = ['upgrade', '--yes', '--reason', reason, '--home', stack.home.path];
    const torn = spawn(process.execPath, [program, ...words], {
      env: environment(),
      stdio: 'ignore',
    });
    await until('its middle', 60_000, () =>
      readUpgrade(stack.home)?.steps.some(
        ({ id, state }) => id === 'orchestrator' && state === 'begun',
      ),
    );
    torn.kill('SIGKILL');
    await once(torn, 'exit');
    expect(lockHolder(stack.home.lock)?.pid).not.toBe(old?.pid);
    expect(pids()['executor']).toBe(before['executor']);
    const halted = await until('an answer of the executor', 20_000, () =>
      ask(stack.home, 'executor', (client) => client.request('health', {}, 2_000)),
    );
    expect(halted).toMatchObject({ halted: true });

    const { code, stdout, stderr } = await upgrade('--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/goes on with the upgrade begun by operator/);
    expect(stdout.match(/^\w+ +ok$/gm)?.map((line) => line.split(' ')[0])).toEqual([
      ...['halt', 'supervisor', 'orchestrator', 'workers', 'feed', 'api', 'executor'],
      ...['smoke', 'phases'],
    ]);
    expect(await builds()).toEqual(new Set([NEW]));
    expect(pids()['executor']).not.toBe(before['executor']);
    const report = /report +(\S+)/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(report, 'utf8')).toMatch(/Outcome: done/);
    await until('a stop', 60_000, async () => isLeft(held, await positions()));
  }, 240_000);

  it('OPS-6 after a reboot it comes back closed for entries, positions protected, exits on', async () => {
    await until('positions', 60_000, async () => (await positions()).length >= 1);
    // Everything at once, the supervisor first: as the power goes.
    await stack.dispose();
    const again = stack.up(['--data', data, '--speed', '240']);
    const first = await again.line('the first status', 60_000, ({ kind }) => kind === 'status');
    expect((first as unknown as FullStatus).launch.state).not.toBe('complete');
    expect(JSON.stringify(first['closures'])).toContain('launch');
    const kept = await positions();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every(({ stopOnVenue }) => stopOnVenue)).toBe(true);
    await until('a stop', 60_000, async () => isLeft(kept, await positions()));
    const done = await stack.statusWhen('its phases', 60_000, opening);
    expect(done.reconciled).toBe(true);
  }, 240_000);
});

/** Is one of these positions no more? */
const isLeft = (before: readonly VirtualPosition[], now: readonly VirtualPosition[]): boolean =>
  before.some((each) => !now.some(({ decision }) => decision === each.decision));
