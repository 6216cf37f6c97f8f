import { describe, expect, it } from 'vitest';
import { BTC, ETH, SOL } from '../../../tests/support/kernel-config.ts';
import { replay } from '../record/replay.ts';
import {
  commandsOf,
  entries,
  latchesOf,
  passedChecks,
  Rig,
  reasons,
  replies,
  START,
} from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const MINUTE = 60_000;

describe('a launch with the real kernel', () => {
  it('LAU-0 LAU-1 LAU-2 LAU-3 LAU-4 LAU-5 opens phase by phase, and nothing before its phase', () => {
    const rig = new Rig();
    expect(rig.closures().filter((id) => id.startsWith('launch:'))).toHaveLength(7);
    rig.connect();
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_LAUNCH']);
    const a = rig.pass(1);
    expect(latchesOf(a)).toEqual(['S3 open', 'S4 open', 'S5 open', 'S6 open']);
    const began = rig.status().launch.phaseSince!;
    expect(began - START).toBe(15_000);
    const allowed = rig.step(rig.signal('S3', BTC), rig.signal('S1', ETH));
    expect(reasons(allowed)).toEqual([null, 'CLOSED_LAUNCH']);
    expect(entries(allowed)[0]).toMatchObject({ strategy: 'S3', symbol: BTC, writer: 1 });
    while (rig.now < began + 15 * MINUTE - 5_000) rig.step();
    expect(rig.latches.get('S1' as never)).not.toBe('open');
    expect(latchesOf(rig.step())).toEqual(['S1 open']);
    expect(latchesOf(rig.pass(14))).toEqual([]);
    expect(latchesOf(rig.pass(1))).toEqual(['S2 open', 'S7 open']);
    expect(rig.status().launch).toMatchObject({ state: 'complete', phase: 'C' });
    expect(rig.closures()).toEqual([]);
  });

  it('ACC-1 ACC-2 ACC-3 ACC-4 reports after 30 minutes', () => {
    const rig = new Rig();
    rig.launch();
    const { acceptance } = rig.status().launch;
    expect(acceptance).toMatchObject({ passed: true });
    expect(acceptance?.criteria.map((c) => c.id)).toEqual(['ACC-1', 'ACC-2', 'ACC-3', 'ACC-4']);
    expect(rig.orchestrator.events(0, 5_000).map((e) => e.type)).toContain('launch_acceptance');
  });

  it('LAU-6 a stale symbol in phase A closes itself, stops the clock, and fails ACC-2', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(3);
    const remaining = rig.status().launch.phaseRemaining!;
    rig.silent.add(ETH);
    rig.pass(10);
    expect(rig.closures()).toContain('stale_data:*:ETH/USDT:USDT');
    expect(rig.status().launch).toMatchObject({ state: 'held', phase: 'A' });
    const step = rig.status().launch.steps.find((s) => s.id === 'LAU-5.A');
    expect(step?.evidence).toContain('stale market data on ETH/USDT:USDT');
    // 15 s until it counts as stale passed as healthy, then nothing.
    expect(remaining - rig.status().launch.phaseRemaining!).toBeLessThanOrEqual(15_000);
    expect(reasons(rig.step(rig.signal('S3', ETH), rig.signal('S3', BTC)))).toEqual([
      'CLOSED_STALE_DATA',
      null,
    ]);
    rig.silent.clear();
    rig.step();
    expect(rig.closures()).toContain('stale_data:*:ETH/USDT:USDT');
    rig.step();
    expect(rig.closures()).not.toContain('stale_data:*:ETH/USDT:USDT');
    expect(rig.status().launch.state).toBe('phasing');
    rig.pass(35);
    expect(rig.status().launch.acceptance?.criteria[1]).toMatchObject({ passed: false, value: 1 });
  });

  it('LAU-6 a skip is recorded, told, shown, and replays; a skip that names no step is refused', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(3);
    const give = (command: object) =>
      rig.give({ kind: 'command', id: 'skip', command: command as never, at: rig.now });
    const who = { kind: 'launch_skip', actor: 'desk', reason: 'rehearsal' };
    expect(replies(give(who))).toMatchObject([{ ok: false, code: 'COMMAND_INVALID' }]);
    expect(replies(give({ ...who, step: 'C' }))).toMatchObject([{ code: 'PHASE_NOT_REACHED' }]);
    const effects = give({ ...who, step: 'A' });
    expect(replies(effects)).toMatchObject([{ ok: true }]);
    expect(latchesOf(effects)).toEqual(['S1 open']);
    expect(rig.status().launch.skips).toMatchObject([{ step: 'LAU-5.A', actor: 'desk' }]);
    const told = rig.orchestrator.events(0, 5_000).find((event) => event.type === 'launch_skip');
    expect(told).toMatchObject({ severity: 'warning' });
    expect(told?.text).toMatch(/^LAU-5.A skipped by desk \(rehearsal\): 12 min/);
    rig.pass(31);
    expect(rig.status().launch.acceptance?.skips).toHaveLength(1);
    expect(replay(rig.journal.read(1), { kernel: kernelFactory })).toMatchObject({ ok: true });
    rig.restart();
    expect(rig.status().launch.skips).toEqual([]);
  });

  it('LAU-5 phase C waits for the median spread and says for what', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(26);
    rig.spreadBps = 12;
    rig.pass(10);
    const step = rig.status().launch.steps.find((s) => s.id === 'LAU-5.C');
    expect(step).toMatchObject({ state: 'held' });
    expect(step?.evidence).toContain('S2 on BTC/USDT:USDT: median spread over 5 min 12.00 bps');
    expect(step?.evidence).not.toContain('S7');
    expect(rig.closures()).toEqual(['launch:S2:*', 'launch:S7:*']);
    rig.spreadBps = 2;
    expect(latchesOf(rig.pass(2))).toEqual([]);
    // The median is of five minutes: it falls once more than half of them are narrow.
    expect(latchesOf(rig.pass(1))).toEqual(['S2 open', 'S7 open']);
  });

  it('LAU-6 a failed pre-flight never leaves entries open', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(2);
    const checks = passedChecks().map((check) =>
      check.id === 'PRE-3' ? { ...check, state: 'failed' as const, remedy: 'NTP' } : check,
    );
    const effects = rig.give({ kind: 'preflight', checks, at: rig.now });
    expect(latchesOf(effects)).toEqual(['S3 paused', 'S4 paused', 'S5 paused', 'S6 paused']);
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_LAUNCH']);
    rig.give({ kind: 'preflight', checks: passedChecks(), at: rig.now });
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual([null]);
  });

  it('LAU-2 tells a worker that woke up open to pause, and waits until it says so', () => {
    const rig = new Rig();
    const worker = {
      kind: 'worker',
      strategy: 'S3',
      pid: 8,
      entries: 'open',
      warm: true,
      lacking: '',
      evaluated: 0,
      lastCandleAt: null,
      at: rig.now,
    } as never;
    expect(latchesOf(rig.give(worker))).toEqual(['S3 paused']);
    expect(latchesOf(rig.give(worker))).toEqual(['S3 paused']);
    expect(rig.orchestrator.entriesOf('S3' as never)).toBe('paused');
    expect(rig.orchestrator.entriesOf('S99' as never)).toBe('paused');
  });

  it('LAU-6 abort closes everything until a retry', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(2);
    rig.command('launch_abort');
    rig.pass(30);
    expect(rig.status().launch.state).toBe('aborted');
    expect(rig.closures()).toHaveLength(7);
    rig.command('launch_retry');
    rig.pass(1);
    expect(rig.status().launch).toMatchObject({ state: 'phasing', phase: 'A' });
  });

  it('PRE-8 pairs too small for the venue are closed, and open again when equity allows', () => {
    const rig = new Rig();
    rig.equity = 2_000;
    rig.connect();
    rig.pass(1);
    const closed = rig.closures().filter((id) => id.startsWith('infeasible:'));
    expect(closed).toContain('infeasible:S5:BTC/USDT:USDT');
    expect(rig.orchestrator.feasibility().find((row) => row.feasible === false)).toBeDefined();
    expect(closed.some((id) => id.includes(SOL))).toBe(false);
  });
});

describe('whoever must be there', () => {
  it('the executor gets the whole gate first, whenever it connects', () => {
    const rig = new Rig();
    rig.launch();
    const link = { kind: 'link', peer: 'executor', text: 'socket closed', at: rig.now } as const;
    rig.give({ ...link, up: false });
    expect(rig.closures()).toEqual(['no_lease:*:*:executor', 'reconciliation:*:*:catch_up']);
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_NO_LEASE']);
    const effects = rig.give({ ...link, up: true });
    expect(effects[0]).toMatchObject({ kind: 'executor', command: { kind: 'gate' } });
    expect(rig.closures()).toEqual(['reconciliation:*:*:catch_up']);
    rig.step();
    expect(rig.closures()).toEqual([]);
  });

  it('decides nothing while facts of the executor are missing', () => {
    const rig = new Rig();
    rig.launch();
    rig.sequence += 3;
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_RECONCILIATION']);
    expect(rig.closures()).toEqual(['reconciliation:*:*:catch_up']);
    const at = rig.now;
    rig.sequence -= 1;
    rig.give(rig.fact({ kind: 'reconciliation', at, clean: true, differences: [] }));
    expect(rig.closures()).toEqual([]);
    expect(rig.orchestrator.lastExecutorSequence).toBe(rig.sequence);
  });

  it('resting entries are cancelled 5 s after a symbol went stale, unless it came back', () => {
    const rig = new Rig();
    rig.launch();
    rig.silent.add(ETH);
    rig.pass(0.25);
    const stale = rig.step();
    expect(rig.closures()).toEqual(['stale_data:*:ETH/USDT:USDT']);
    expect(commandsOf(stale, 'cancel_entries')).toEqual([]);
    expect(commandsOf(rig.step(), 'cancel_entries')).toEqual([
      { kind: 'cancel_entries', scope: { strategy: null, symbol: ETH }, reason: 'stale_data' },
    ]);
  });

  it('a silent equity mark closes the portfolio and the next one opens it', () => {
    const rig = new Rig();
    rig.launch();
    rig.now += 3 * MINUTE + 1;
    rig.give({ kind: 'time', at: rig.now });
    expect(rig.closures()).toContain('equity_degraded:*:*:silence');
    rig.step();
    expect(rig.closures()).not.toContain('equity_degraded:*:*:silence');
    // The kernel judges the marks themselves and wants some good ones first.
    rig.pass(1);
    expect(rig.closures()).toEqual([]);
  });

  it('a reconciliation difference closes entries until two in a row were clean', () => {
    const rig = new Rig();
    rig.launch();
    const tell = (clean: boolean) =>
      rig.step(
        rig.fact({
          kind: 'reconciliation',
          at: rig.now,
          clean,
          differences: clean ? [] : ['BTC long: ledger 0.1, venue 0.2'],
        }),
      );
    tell(false);
    expect(rig.status()).toMatchObject({ reconciled: false });
    expect(rig.status().closures[0]).toMatchObject({
      id: 'reconciliation:*:*',
      reason: 'account differs from the venue: BTC long: ledger 0.1, venue 0.2',
    });
    tell(true);
    expect(rig.status().reconciled).toBe(false);
    tell(true);
    expect(rig.status().reconciled).toBe(true);
    expect(rig.closures()).toEqual([]);
  });

  it('an approved entry that never reached the executor gives its reservation back', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(rig.signal('S3', BTC));
    expect(rig.status().openTrades.open).toBe(1);
    rig.pass(0.5);
    expect(rig.status().openTrades.open).toBe(0);
    expect(rig.orchestrator.events(0, 5_000).at(-1)?.text).toContain('never reached the executor');
  });
});
