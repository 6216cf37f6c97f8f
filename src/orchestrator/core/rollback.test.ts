/** Rollback triggers RB-T1 to RB-T3, and whose halt a rollback may lift. */
import { describe, expect, it } from 'vitest';
import { BTC, S3 } from '../../../tests/support/kernel-config.ts';
import { rollbackActor } from '../../domain/change.ts';
import type { TradeClosed } from '../../domain/execution.ts';
import type { KernelStatus } from '../../domain/status.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { replay } from '../record/replay.ts';
import { type Measured, measuredKernel } from '../testing/measured-kernel.ts';
import { commandsOf, Rig, reasons, replies, septetConfig } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

function launched(): { readonly rig: Rig; readonly measured: Measured } {
  const measured: Measured = { readings: {}, record: (record) => record };
  const rig = new Rig(septetConfig(), { kernel: measuredKernel(measured) });
  rig.launch();
  return { rig, measured };
}

const triggers = (rig: Rig): readonly string[] =>
  rig.orchestrator.rollback(rig.now).triggers.map(({ number, trigger }) => `${number} ${trigger}`);
const lasting = (rig: Rig): readonly string[] =>
  rig.orchestrator
    .rollback(rig.now)
    .triggers.flatMap(({ trigger, until }) => (until === null ? [trigger] : []));
const alerts = (rig: Rig): readonly string[] =>
  rig
    .status()
    .operations.alerts.filter(
      ({ rule, state }) => rule === 'rollback_trigger' && state === 'firing',
    )
    .map(({ id, severity }) => `${id} ${severity}`);

const rejected = (value: number | null) => ({ rejectedWatched: { value, samples: 40 } });

describe('unexpected rejects', () => {
  it('RB-T1 above 60 % for more than 30 minutes trigger, alert with their basis, once', () => {
    const { rig, measured } = launched();
    measured.readings = rejected(0.61);
    rig.pass(30);
    expect(triggers(rig)).toEqual([]);
    rig.pass(1);
    expect(triggers(rig)).toEqual(['1 rejects']);
    expect(alerts(rig)).toEqual(['rollback_trigger:rejects critical']);
    const [trigger] = rig.orchestrator.rollback(rig.now).triggers;
    expect(trigger?.evidence.join()).toContain('unexpected rejects 61.00 % of 40 attempts');
    rig.pass(60);
    expect(triggers(rig)).toEqual(['1 rejects']);
  });

  it.each([
    ['exactly 60 %', 0.6],
    ['too few samples', null],
  ])('RB-T1 %s do not', (_name, value) => {
    const { rig, measured } = launched();
    measured.readings = rejected(value);
    rig.pass(45);
    expect(triggers(rig)).toEqual([]);
  });

  it('RB-T1 a minute below begins the half hour anew, and after an end it may trigger again', () => {
    const { rig, measured } = launched();
    measured.readings = rejected(0.7);
    rig.pass(25);
    measured.readings = rejected(0.5);
    rig.pass(1);
    measured.readings = rejected(0.7);
    rig.pass(25);
    expect(triggers(rig)).toEqual([]);
    rig.pass(6);
    measured.readings = rejected(0.5);
    rig.pass(2);
    expect(lasting(rig)).toEqual([]);
    expect(alerts(rig)).toEqual([]);
    measured.readings = rejected(0.7);
    rig.pass(31);
    expect(triggers(rig)).toEqual(['1 rejects', '2 rejects']);
  });
});

describe('a cap violation', () => {
  it('RB-T2 found in a decision record triggers at once, and is counted', () => {
    const { rig, measured } = launched();
    measured.record = (record) => ({ ...record, caps: { ...record.caps, total: 0 } });
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual([null]);
    expect(triggers(rig)).toEqual(['1 cap_violation']);
    expect(rig.orchestrator.rollback(rig.now).violations).toBe(1);
    expect(alerts(rig)).toEqual(['rollback_trigger:cap_violation critical']);
    measured.record = (record) => record;
    rig.pass(31);
    expect(lasting(rig)).toEqual([]);
  });
});

/** The kernel's breaker as it would be with a fault in it. */
const faulty =
  (id: string, over: Partial<KernelStatus['breakers'][number]>) =>
  (status: KernelStatus): KernelStatus => ({
    ...status,
    breakers: status.breakers.map((breaker) =>
      breaker.id === id ? { ...breaker, ...over } : breaker,
    ),
  });

const lost = (rig: Rig, netPnl: string) => {
  const trade = {
    strategy: S3,
    symbol: BTC,
    side: 'long',
    quantity: '0.1',
    netPnl,
    exitReason: 'stop',
  } as unknown as TradeClosed;
  rig.step(rig.fact({ kind: 'trade_closed', at: rig.now, trade }));
};

describe('breakers recomputed from what was recorded', () => {
  it('RB-T3 agree with the kernel through losses, freezes, a drawdown, a streak and a new day', () => {
    const { rig } = launched();
    for (const equity of [98_500, 97_900, 98_600, 97_800, 96_900, 95_000, 91_000, 90_500, 94_000]) {
      rig.equity = equity;
      rig.pass(3);
    }
    for (let loss = 0; loss < 9; loss += 1) {
      lost(rig, '-10.5');
      rig.pass(1);
    }
    lost(rig, '3');
    // Past midnight, and past the freezes of six hours.
    for (let minute = 0; minute < 15 * 60; minute += 1) {
      rig.now += MINUTE_MS - 5_000;
      rig.step();
    }
    rig.equity = 92_000;
    rig.pass(5);
    const tripped = rig.status().breakers.filter(({ state }) => state !== 'inactive');
    expect(tripped.map(({ id }) => id)).toContain('drawdown_breaker');
    expect(triggers(rig)).toEqual([]);
  });

  it.each([
    ['a daily limit that does not trip', 'daily_soft', 97_000],
    ['a hard limit that does not trip', 'daily_hard', 96_000],
  ])('RB-T3 %s triggers after two minutes, not at once', (_name, id, equity) => {
    const { rig, measured } = launched();
    rig.equity = equity;
    measured.status = faulty(id, { state: 'inactive' });
    rig.pass(1);
    expect(triggers(rig)).toEqual([]);
    rig.pass(4);
    expect(triggers(rig)).toEqual(['1 breaker_mismatch']);
    expect(alerts(rig)).toEqual(['rollback_trigger:breaker_mismatch critical']);
    const [trigger] = rig.orchestrator.rollback(rig.now).triggers;
    expect(trigger?.evidence[0]).toContain(`${id}: inactive`);
  });

  it('RB-T3 a breaker that is in force without a cause triggers, too', () => {
    const { rig, measured } = launched();
    measured.status = faulty('daily_hard', { state: 'active' });
    rig.pass(5);
    expect(triggers(rig)).toEqual(['1 breaker_mismatch']);
  });

  it('RB-T3 so does a streak that was counted wrong, and ends when it is right', () => {
    const { rig, measured } = launched();
    lost(rig, '-1');
    measured.status = faulty('loss_streak', { value: 0 });
    rig.pass(5);
    expect(lasting(rig)).toEqual(['breaker_mismatch']);
    measured.status = (status) => status;
    rig.pass(2);
    expect(lasting(rig)).toEqual([]);
  });

  it('RB-T3 a difference of one minute is a race and no alarm', () => {
    const { rig, measured } = launched();
    for (let minute = 0; minute < 10; minute += 1) {
      measured.status = minute % 2 === 0 ? faulty('loss_streak', { value: 3 }) : (same) => same;
      rig.pass(1);
    }
    expect(triggers(rig)).toEqual([]);
  });
});

describe('a trigger', () => {
  it('RB-T1 RB-T3 survives a restart, and another version is judged by what it does itself', () => {
    const { rig, measured } = launched();
    measured.readings = rejected(0.9);
    rig.pass(31);
    rig.restart({ kernel: measuredKernel(measured) });
    rig.connect();
    rig.pass(10);
    expect(triggers(rig)).toEqual(['1 rejects']);
    const other = septetConfig({ ...rig.config.kernel, version: 'c-2' });
    rig.restart({ kernel: measuredKernel(measured) }, other);
    expect(lasting(rig)).toEqual([]);
    rig.connect();
    rig.pass(29);
    expect(triggers(rig)).toEqual(['1 rejects']);
    rig.pass(3);
    expect(triggers(rig)).toEqual(['1 rejects', '2 rejects']);
  });

  it('AUD-2 the journal replays with its watch', () => {
    const rig = new Rig();
    rig.launch();
    rig.equity = 97_000;
    lost(rig, '-1');
    rig.pass(5);
    rig.orchestrator.checkpoint(rig.now);
    expect(replay(rig.journal.read(1), { kernel: kernelFactory })).toMatchObject({ ok: true });
  });
});

describe('whose halt it is', () => {
  const ROLLBACK = rollbackActor('rb1');
  const halt = (rig: Rig, actor: string) => rig.say({ kind: 'halt' }, actor, 'rejects');
  const lift = (rig: Rig) =>
    rig.say({ kind: 'rollback_lift', rollback: 'rb1' }, 'septet', 'passed');

  it('RB-5 a rollback lifts its own halt, and all phases run', () => {
    const { rig } = launched();
    halt(rig, ROLLBACK);
    expect(rig.status().entryHalt).toMatchObject({ on: true, actor: ROLLBACK });
    rig.effects.length = 0;
    expect(lift(rig).ok).toBe(true);
    expect(commandsOf(rig.effects, 'halt')).toMatchObject([{ on: false, actor: ROLLBACK }]);
    rig.pass(2);
    expect(rig.status()).toMatchObject({ entryHalt: { on: false }, launch: { phase: 'A' } });
    expect(reasons(rig.step(rig.signal('S1', BTC)))).toEqual(['CLOSED_LAUNCH']);
  });

  it('RB-5 it lifts no halt of a person, also one that was given while it ran', () => {
    for (const order of [
      ['desk', ROLLBACK],
      [ROLLBACK, 'desk'],
    ]) {
      const { rig } = launched();
      for (const actor of order) halt(rig, actor);
      expect(rig.status().entryHalt).toMatchObject({ on: true, actor: 'desk' });
      expect(lift(rig).text).toContain('ENTRY_HALT by desk stays');
      rig.pass(5);
      expect(rig.status().entryHalt.on).toBe(true);
      expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_OPERATOR_HALT']);
    }
  });

  it('RB-5 nor one that was given to the executor directly meanwhile', () => {
    const { rig } = launched();
    halt(rig, ROLLBACK);
    const fact = { kind: 'halt', at: rig.now, on: true, actor: 'desk', reason: 'stop' } as const;
    rig.step(rig.fact(fact));
    lift(rig);
    expect(rig.status().entryHalt).toMatchObject({ on: true, actor: 'desk' });
  });

  it('RB-5 nor an incident, nor a freeze', () => {
    const { rig } = launched();
    rig.say({ kind: 'incident_open', class: 'P1', title: 'looked at by hand', playbook: null });
    halt(rig, ROLLBACK);
    lift(rig);
    expect(rig.closures().some((id) => id.startsWith('incident'))).toBe(true);
  });

  it('RB-1 nobody resumes what a rollback halts while it runs', () => {
    const { rig } = launched();
    halt(rig, ROLLBACK);
    expect(replies(rig.command('resume'))).toMatchObject([{ ok: false, code: 'ROLLBACK_RUNNING' }]);
    expect(rig.status().entryHalt.on).toBe(true);
  });
});
