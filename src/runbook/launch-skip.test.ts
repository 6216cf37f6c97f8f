import { describe, expect, it } from 'vitest';
import { symbolId } from '../domain/ids.ts';
import { launchStatus, restartLaunch } from './launch-commands.ts';
import { skipStep } from './launch-skip.ts';
import type { LaunchOutput } from './launch-state.ts';
import { allPassed, check, LaunchRig, opened, SETUP } from './testing/launch-rig.ts';

const BTC = symbolId('BTC/USDT:USDT');
const SOL = symbolId('SOL/USDT:USDT');

function launched(): LaunchRig {
  const rig = new LaunchRig();
  rig.preflight();
  rig.tick();
  return rig;
}

const DESK = { actor: 'desk', reason: 'rehearsal' };

function skip(rig: LaunchRig, step: string, said = DESK) {
  const out: LaunchOutput[] = [];
  const reply = skipStep(SETUP, rig.state, rig.view(), step, said, rig.now, out);
  rig.said.push(...out);
  return { ...reply, out };
}

describe('a skip', () => {
  it('LAU-6 ends the time left in a phase, says so, and the next phase counts its own time', () => {
    const rig = launched();
    rig.pass(3);
    const said = skip(rig, 'A');
    expect(said).toMatchObject({ ok: true, text: 'phase A ends now, 12 min early' });
    expect(said.out).toEqual([
      expect.objectContaining({
        kind: 'skip',
        skip: {
          step: 'LAU-5.A',
          kind: 'time',
          what: '12 min of healthy time left',
          at: rig.now,
          ...DESK,
        },
      }),
    ]);
    expect(opened(rig.tick())).toEqual(['S1']);
    expect(rig.step('LAU-5.A')).toMatchObject({
      state: 'passed',
      evidence:
        '3 min of healthy time passed, 12 min of healthy time left skipped by desk: rehearsal',
    });
    expect(opened(rig.pass(14.5))).toEqual([]);
    expect(opened(rig.pass(0.5))).toEqual(['S2', 'S7']);
  });

  it('LAU-6 opens a gated phase without its spread condition, and nothing more', () => {
    const rig = launched();
    rig.pass(29);
    rig.world.spreads.set(SOL, 12);
    expect(opened(rig.pass(5))).toEqual([]);
    rig.world.regime = 'high';
    rig.tick();
    expect(skip(rig, 'LAU-5.C')).toMatchObject({
      ok: false,
      code: 'NOT_SKIPPABLE',
      text: 'phase C is held by what cannot be skipped: volatility regime high: waits for normal',
    });
    rig.world.regime = 'normal';
    rig.world.spreads.set(BTC, null);
    expect(skip(rig, 'C').text).toContain('S2 on BTC/USDT:USDT: median spread not measured yet');
    rig.world.spreads.set(BTC, 2);
    expect(skip(rig, 'C')).toMatchObject({ ok: true });
    rig.world.regime = 'extreme';
    expect(opened(rig.tick())).toEqual([]);
    rig.world.regime = 'normal';
    expect(opened(rig.tick())).toEqual(['S2', 'S7']);
    expect(rig.step('LAU-5.C')?.evidence).toContain('skipped by desk: rehearsal');
    expect(skip(rig, 'C')).toMatchObject({ ok: false, code: 'NOTHING_TO_SKIP' });
  });

  it('LAU-6 of warnings is an acceptance, recorded like any other', () => {
    const rig = new LaunchRig();
    rig.world.riskState = 'WARNING';
    rig.preflight();
    rig.pass(1);
    expect(skip(rig, 'A')).toMatchObject({ ok: false, code: 'PHASE_NOT_REACHED' });
    expect(skip(rig, 'warnings')).toMatchObject({ ok: true });
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(rig.state.skips).toMatchObject([{ step: 'LAU-4', kind: 'warnings', actor: 'desk' }]);
    expect(skip(rig, 'warnings')).toMatchObject({ ok: false, code: 'NOTHING_TO_ACCEPT' });
    rig.world.riskState = 'NORMAL';
    expect(skip(rig, 'warnings')).toMatchObject({ ok: false, code: 'NOTHING_TO_SKIP' });
  });

  it('LAU-6 stands in the status and the acceptance report, and ends with the launch', () => {
    const rig = launched();
    skip(rig, 'A');
    rig.pass(31);
    expect(launchStatus(SETUP, rig.state).skips).toHaveLength(1);
    expect(rig.state.report).toMatchObject({
      passed: true,
      skips: [{ step: 'LAU-5.A', actor: 'desk', reason: 'rehearsal' }],
    });
    restartLaunch(SETUP, rig.state, 'resume', rig.now, 'resumed', []);
    expect(launchStatus(SETUP, rig.state).skips).toEqual([]);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(opened(rig.pass(14.5))).toEqual([]);
  });
});

describe('what cannot be skipped', () => {
  it.each<[string, (rig: LaunchRig) => void, string]>([
    ['a halt', (rig) => (rig.world.halt = { actor: 'desk', reason: 'r' }), 'waits for resume'],
    ['a freeze', (rig) => (rig.world.riskState = 'FROZEN'), 'risk state FROZEN'],
    ['an incident', (rig) => (rig.world.riskState = 'HALTED'), 'risk state HALTED'],
    ['a critical alert', (rig) => (rig.world.critical = ['daily loss']), 'critical alert'],
    ['stale data', (rig) => (rig.world.stale = [SOL]), 'stale market data'],
    ['a difference', (rig) => (rig.world.reconciled = false), 'account differs from the venue'],
    ['no executor', (rig) => (rig.world.connected = false), 'no connection to the executor'],
    ['not caught up', (rig) => (rig.world.caughtUp = false), 'not caught up'],
    ['no feed', (rig) => (rig.world.feedReady = false), 'feed not ready'],
    ['bad equity', (rig) => (rig.world.equityGood = false), 'equity unknown or degraded'],
    [
      'a failed check',
      (rig) => rig.preflight([check('PRE-1', 'failed', 'no answer')]),
      'PRE-1 Venue connectivity and key permissions failed: no answer (put it right)',
    ],
  ])('LAU-6 %s keeps a phase from being skipped, in every phase', (_what, spoil, text) => {
    for (const [phase, minutes] of [
      ['A', 5],
      ['B', 20],
      ['C', 29],
    ] as const) {
      const rig = launched();
      rig.pass(minutes);
      if (phase === 'C') {
        rig.world.spreads.set(SOL, 12);
        rig.pass(2);
      }
      spoil(rig);
      rig.pass(0.5);
      const reply = skip(rig, phase);
      expect(reply).toMatchObject({ ok: false, code: 'NOT_SKIPPABLE', out: [] });
      expect(reply.text).toContain(text);
      expect(opened(rig.pass(20))).toEqual([]);
      expect(rig.state.skips).toEqual([]);
    }
  });

  it.each<[string, string, string]>([
    ['PRE-6', 'NOT_SKIPPABLE', 'PRE-6 cannot be skipped, it has to pass: disk full (put it right)'],
    ['PRE-5', 'NOTHING_TO_SKIP', 'PRE-5 does not hold the launch'],
    ['PRE-8', 'NOT_SKIPPABLE', 'it has not been reported yet'],
    ['LAU-0', 'NOTHING_TO_SKIP', 'LAU-0 does not hold'],
    ['LAU-1', 'NOT_SKIPPABLE', 'waits for fresh books: SOL/USDT:USDT'],
    [
      'LAU-4',
      'NOT_SKIPPABLE',
      'the risk state is NORMAL; it says: PRE-6 Journal and state failed: disk full',
    ],
    ['LAU-5.B', 'PHASE_NOT_REACHED', 'phase B has not begun: no phase has begun'],
    ['D', 'UNKNOWN_STEP', 'what can be skipped is a phase (A, B, C)'],
  ])('LAU-6 says of %s: %s', (step, code, text) => {
    const rig = new LaunchRig();
    rig.world.stale = [SOL];
    const checks = allPassed().filter(({ id }) => id !== 'PRE-8');
    rig.preflight([...checks, check('PRE-5', 'warning'), check('PRE-6', 'failed', 'disk full')]);
    rig.tick();
    const reply = skip(rig, step);
    expect(reply).toMatchObject({ ok: false, code });
    expect(reply.text).toContain(text);
  });

  it('LAU-6 nobody skips without a name and a reason, and nothing of an aborted launch', () => {
    const rig = launched();
    expect(skip(rig, 'A', { actor: ' ', reason: '' })).toMatchObject({
      ok: false,
      code: 'SAID_MISSING',
      text: 'a skip is an override: it names who skips it and why',
    });
    rig.state.aborted = { ...DESK, at: rig.now };
    expect(skip(rig, 'A')).toMatchObject({ ok: false, code: 'LAUNCH_ABORTED' });
  });
});
