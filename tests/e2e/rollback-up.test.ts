/** A rollback with the whole program: its repository, its journal of changes, its processes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeReply } from '../../src/domain/change-office.ts';
import type { RollbackReply, RollbackStatus } from '../../src/domain/rollback.ts';
import { livingProcesses } from '../../src/services/process-table.ts';
import { configCopy, SHORT_PHASES } from './support/config-copy.ts';
import { removeFolders, temporaryFolder } from './support/program.ts';
import { Stack } from './support/stack.ts';
import { until } from './support/waiting.ts';

describe('a version that was promoted is rolled back', () => {
  const stack = new Stack(temporaryFolder('rollback-up'));
  const first = configCopy(SHORT_PHASES);
  const second = configCopy(SHORT_PHASES, ['risk.yaml', 'BTC: 30%', 'BTC: 40%']);

  const pids = (): Readonly<Record<string, number>> =>
    Object.fromEntries(livingProcesses(stack.home).map(({ name, pid }) => [name, pid]));
  const done = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await stack.septet(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const office = async (verb: 'status' | 'history') => {
    const reply = JSON.parse(await done('config', verb, '--json')) as ChangeReply;
    if (!reply.ok) throw new Error(reply.text);
    return reply.answer;
  };
  const rollback = async (): Promise<RollbackStatus> => {
    const reply = JSON.parse(await done('rollback', '--json')) as RollbackReply;
    if (!reply.ok) throw new Error(reply.text);
    return reply.status;
  };

  beforeAll(async () => {
    const up = stack.up(['--config', first, '--speed', '60']);
    await up.line('the first status', 60_000, ({ kind }) => kind === 'status');
  }, 70_000);
  afterAll(async () => {
    await stack.dispose();
    removeFolders();
  }, 30_000);

  it('RB-2 without a known-good version a rollback is refused in words, and nothing is halted', async () => {
    const { code, stderr } = await stack.septet('rollback', 'start', '--reason', 'a try');
    expect(code).toBe(1);
    expect(stderr).toMatch(/no known-good version to go back to.*NO_KNOWN_GOOD/);
    expect(await done('rollback')).toMatch(/no rollback is under way/);
    expect((await stack.status())?.entryHalt.on).toBe(false);
  }, 30_000);

  it('RB-1 RB-2 RB-3 RB-4 RB-5 RB-6 entries are halted, the version pinned is in force again, and only the orchestrator was restarted', async () => {
    await done('config', 'pin', 'in-force', '--reason', 'a quiet month');
    const pinned = (await rollback()).inForce;
    await done('config', 'propose', '--from', second, '--reason', 'more of BTC');
    await done('config', 'promote', 'p-1', '--reason', 'all agree');
    const promoted = await rollback();
    expect(promoted.inForce?.commit).not.toBe(pinned?.commit);
    expect(promoted.target?.commit).toBe(pinned?.commit);
    const before = pids();

    const begun = await done('rollback', 'start', '--reason', 'BTC fills look wrong');
    expect(begun).toMatch(/rollback rb1 begins/);
    const { open, inForce } = await until('its validation', 60_000, async () => {
      const now = await rollback();
      if (now.open?.state === 'held') throw new Error(JSON.stringify(now.open.steps));
      return now.open?.steps.some(({ id }) => id === 'RB-7') === true && now;
    });

    expect(inForce?.commit).toBe(pinned?.commit);
    expect(open?.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...['RB-1', 'RB-2', 'RB-3', 'RB-4', 'RB-5', 'RB-6'].map((id) => `${id} done`),
      'RB-7 begun',
    ]);
    expect(open?.steps[0]?.evidence[0]).toMatch(/^executor: .*ENTRY_HALT/);
    const after = pids();
    expect(after['orchestrator']).not.toBe(before['orchestrator']);
    expect({ ...after, orchestrator: 0 }).toEqual({ ...before, orchestrator: 0 });
    const ticket = readFileSync(join(stack.home.reports, 'rollback-rb1.md'), 'utf8');
    expect(ticket).toMatch(/risk\.yaml caps\.asset\.BTC: .* -> /);
    expect(readFileSync(join(stack.home.versions, 'risk.yaml'), 'utf8')).toContain('BTC: 30%');

    const status = await office('status');
    expect(status).toMatchObject({
      inForce: { commit: pinned?.commit, by: 'rollback' },
      quarantined: [{ commit: promoted.inForce?.commit, reason: 'BTC fills look wrong' }],
      rollback: 'rb1',
      drift: [],
    });
    const history = await office('history');
    expect(history).toMatchObject({
      entries: [
        { by: 'rollback', id: 'rb1', marks: expect.arrayContaining(['in force', 'pinned']) },
        { by: 'promotion', id: 'p-1', marks: ['quarantined'] },
        { by: 'import' },
      ],
    });
  }, 120_000);

  it('RB-7 while it is validated nothing is promoted and no other one begins; a person confirms it', async () => {
    const third = configCopy(SHORT_PHASES, ['risk.yaml', 'BTC: 30%', 'BTC: 29%']);
    await done('config', 'propose', '--from', third, '--reason', 'a little less of BTC');
    const promote = await stack.septet('config', 'promote', 'p-2', '--reason', 'small');
    expect(promote.code).toBe(1);
    expect(promote.stderr).toMatch(/rollback rb1 is under way/);
    const again = await stack.septet('rollback', 'start', '--reason', 'once more');
    expect(again.stderr).toMatch(/ROLLBACK_RUNNING/);
    expect(await done('rollback', 'confirm', '--reason', 'watched it')).toMatch(/rb1 is confirmed/);
    expect(await done('rollback')).toMatch(/no rollback is under way\npast +rb1 confirmed/);
  }, 60_000);
});
