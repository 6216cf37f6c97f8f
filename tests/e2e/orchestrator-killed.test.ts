/** The orchestrator dies while positions are open: exits go on, entries stay closed until all phases ran. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { PortfolioStatus } from '../../src/domain/status.ts';
import { isAlive, type ProcessIdentity } from '../../src/services/process-identity.ts';
import { configCopy, SHORT_PHASES, startingAtHour } from './support/config-copy.ts';
import { ExecutorListener, type Fact, OrchestratorListener } from './support/listener.ts';
import { removeFolders, temporaryFolder } from './support/program.ts';
import { Stack, type Up } from './support/stack.ts';
import { until } from './support/waiting.ts';

/** On this market S1 opens soon after the launch, and holds for some minutes. */
const SEED = '16';
const HOUR = '04';
const SPEED = 120;
const LEASE_MS = 2_000;
const SERVICES = [
  'api',
  'executor',
  'feed',
  'orchestrator',
  ...['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'].map((id) => `worker:${id}`),
];

describe('kill -9 of the orchestrator while positions are open', () => {
  const stack = new Stack(temporaryFolder('home'));
  const executor = new ExecutorListener(stack.home.path);
  const orchestrator = new OrchestratorListener(stack.home.path);
  let up: Up;
  let position: Fact<'position'>['position'];
  let others: readonly ProcessIdentity[];
  /** What stood when it died. */
  let before: { readonly status: PortfolioStatus; readonly decisions: readonly DecisionRecord[] };
  /** The executor's newest fact when the orchestrator was gone, and the market time then. */
  let factsBefore: number;
  let killedAt: number;
  let statusesBefore: number;

  beforeAll(() => {
    const config = configCopy(SHORT_PHASES, startingAtHour(HOUR));
    up = stack.up(['--seed', SEED, '--speed', String(SPEED), '--config', config]);
  });
  afterAll(async () => {
    executor.close();
    orchestrator.close();
    await stack.dispose();
    removeFolders();
  });

  it('LAU-5 the stack launches by itself and S1 opens a position', {
    timeout: 90_000,
  }, async () => {
    await up.line('the start', 10_000, ({ kind }) => kind === 'start');
    const opened = await executor.when(
      'position',
      'a position of S1',
      75_000,
      ({ position: { strategy, quantity } }) => strategy === 'S1' && Number(quantity) > 0,
    );
    position = opened.position;
    expect(stack.living()).toEqual(SERVICES);
  });

  it('EXIT-1 workers and executor go on with the orchestrator dead', async () => {
    // Stopped, the supervisor cannot restart it at once.
    up.signal('SIGSTOP');
    const victim = stack.process('orchestrator');
    others = SERVICES.filter((name) => name !== 'orchestrator').map((name) => stack.process(name));
    const decisions = await orchestrator.decisions();
    const status = await orchestrator.client.request('status', {});
    before = { status, decisions };
    await stack.kill(victim);
    factsBefore = await executor.readAll();
    killedAt = executor.lastMark!.at;
    statusesBefore = orchestrator.statuses.length;
    expect(status.positions).toContainEqual(expect.objectContaining({ strategy: 'S1' }));
    await until('marks of ten minutes', 20_000, () => executor.lastMark!.at > killedAt + 600_000);
    expect(others.filter((each) => !isAlive(each))).toEqual([]);
    expect(stack.living()).toEqual(SERVICES.filter((name) => name !== 'orchestrator'));
    const { code, stderr } = await stack.septet('status');
    expect(code).toBe(3);
    expect(stderr).toContain('no orchestrator runs');
  });

  it('EXIT-1 an exit that falls due meanwhile is executed', { timeout: 90_000 }, async () => {
    const { strategy, symbol, side, decision } = position;
    const closed = await executor.when(
      'trade_closed',
      `the exit of ${strategy} ${symbol}`,
      75_000,
      ({ trade }) => trade.strategy === strategy && trade.symbol === symbol && trade.side === side,
    );
    expect(closed.trade.decision).toBe(decision);
    expect(closed.at).toBeGreaterThan(killedAt);
    const exits = executor.of('intent', factsBefore).filter(({ role }) => role === 'exit');
    expect(exits).toContainEqual(expect.objectContaining({ strategy, symbol, action: 'reduce' }));
    const held = await executor.client.request('positions', {});
    expect(held.filter((each) => each.decision === decision)).toEqual([]);
  });

  it('EXIT-1 no entry leaves: the dead lease refuses even a whole, fresh order', async () => {
    const [intent] = executor.of('intent').filter(({ entry }) => entry !== null);
    const at = executor.lastMark!.at;
    const order = {
      ...intent!.entry!,
      decision: 1_000_000,
      decidedAt: at,
      expiresAt: at + 3_600_000,
      epoch: before.status.epoch,
    };
    const reply = await executor.client.request('command', { kind: 'entry', order });
    expect(reply).toMatchObject({ ok: false, code: 'LEASE_DEAD' });
    await executor.readAll();
    const entries = executor.of('intent', factsBefore).filter(({ role }) => role === 'entry');
    expect(entries).toEqual([]);
    const [ended] = executor.of('entry_ended', factsBefore);
    expect(ended).toMatchObject({ decision: 1_000_000, end: 'refused', reason: 'LEASE_DEAD' });
    expect((executor.lastMark!.at - killedAt) / SPEED).toBeGreaterThan(LEASE_MS);
  });

  it('AUD-2 the supervisor restarts it and it recovers from its journal', async () => {
    expect(() => stack.process('orchestrator')).toThrow('does not run');
    up.signal('SIGCONT');
    const first = await orchestrator.when('its first status', 20_000, () => true, statusesBefore);
    expect(first.launch.state).not.toBe('complete');
    expect(writers()).toEqual([1, 2]);

    const { status, decisions } = before;
    expect(first.journal.sequence).toBeGreaterThan(status.journal.sequence);
    expect(first.epoch).toBeGreaterThan(status.epoch);
    expect(first.entries.allowed).toBe(status.entries.allowed);
    expect(first.entries.refused).toBeGreaterThanOrEqual(status.entries.refused);
    const again = await orchestrator.decisions();
    expect(again.slice(0, decisions.length)).toEqual(decisions);
    // The day's opening equity was recovered: nothing was traded on another day.
    const caughtUp = await orchestrator.when(
      'equity',
      10_000,
      ({ equity, at }) => equity !== null && at > killedAt,
      statusesBefore,
    );
    expect(caughtUp.dailyPnl).toBeCloseTo(caughtUp.equity! / 100_000 - 1, 9);
  });

  it('LAU-6 entries stay closed until the phases ran again', { timeout: 60_000 }, async () => {
    const complete = await orchestrator.when(
      'the launch',
      45_000,
      ({ launch }) => launch.state === 'complete',
      statusesBefore,
    );
    expect(complete.closures).toEqual([]);
    for (const { launch, closures } of orchestrator.statuses.slice(statusesBefore)) {
      const closed = closures.filter(({ id }) => id.startsWith('launch:')).length;
      expect(closed).toBe({ A: 3, B: 2, C: 0 }[launch.phase ?? ''] ?? 7);
    }

    // As journaled: start, phases, and no entry allowed in between but by those a phase opened.
    const events = await orchestrator.eventsAfter(before.status.journal.sequence);
    const story = events.filter(({ type }) => type === 'start' || type === 'launch_open');
    expect(story[0]?.text).toContain('orchestrator started: writer 2');
    expect(story.slice(1).map(({ text }) => text)).toEqual([
      'phase A: entries open for S3 S4 S5 S6',
      'phase B: entries open for S1',
      'phase C: entries open for S2 S7',
    ]);
    const opened = story[1]!.at;
    const allowed = (await orchestrator.decisions()).filter(
      ({ at, verdict }) => at > killedAt && verdict === 'allowed',
    );
    expect(allowed.filter(({ at }) => at < opened)).toEqual([]);
    await executor.readAll();
    const entries = executor.of('intent', factsBefore).filter(({ role }) => role === 'entry');
    expect(entries.filter(({ at }) => at < opened)).toEqual([]);

    const { processes } = (await stack.status())!;
    expect(processes.find(({ name }) => name === 'orchestrator')).toMatchObject({
      state: 'running',
      restarts: 1,
    });
    expect(others.filter((each) => !isAlive(each))).toEqual([]);
  });

  it('AUD-2 both journals verify after the end', { timeout: 60_000 }, async () => {
    const running = await stack.septet('verify');
    expect(running).toMatchObject({ code: 1 });
    expect(running.stderr).toContain('own the journals');

    expect(await stack.septet('down')).toMatchObject({ code: 0, stderr: '' });
    expect(stack.living()).toEqual([]);
    // It saw a crash: not everything held.
    const { code, stderr } = await up.end(20_000);
    expect(code).toBe(1);
    expect(stderr).toContain('not everything held: processes');

    const { code: verified, stdout } = await stack.septet('verify', '--json');
    expect(verified).toBe(0);
    const { ok, checks } = JSON.parse(stdout) as {
      readonly ok: boolean;
      readonly checks: readonly { readonly id: string; readonly ok: boolean }[];
    };
    expect(ok).toBe(true);
    expect(checks.map((check) => [check.id, check.ok])).toEqual([
      ['executor_chain', true],
      ['ledger', true],
      ['reconciliation', true],
      ['orchestrator_chain', true],
      ['replay', true],
      ['caps', true],
    ]);
  });

  it('AUD-2 a record changed afterwards is found, and named', async () => {
    const journal = new Database(stack.home.executorJournal);
    const { sequence } = journal
      .prepare("SELECT sequence FROM records WHERE data LIKE '%trade_closed%'")
      .get() as { readonly sequence: number };
    journal
      .prepare("UPDATE records SET data = replace(data, 'netPnl', 'nettPnl') WHERE sequence = ?")
      .run(sequence);
    journal.close();
    const { code, stdout } = await stack.septet('verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`FAIL Executor journal .*\\b${sequence}\\b`));
  });

  /** Writers the orchestrator's log names, one for each of its starts. */
  function writers(): readonly number[] {
    const log = readFileSync(join(stack.home.logs, 'orchestrator.log'), 'utf8');
    return [...log.matchAll(/, writer (\d+)"/g)].map((match) => Number(match[1]));
  }
});
