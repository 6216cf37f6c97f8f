import { describe, expect, it } from 'vitest';
import { strategyId, symbolId } from '../domain/ids.ts';
import { launchWake } from './launch.ts';
import { restartLaunch } from './launch-commands.ts';
import { acceptWarnings } from './launch-skip.ts';
import {
  allPassed,
  check,
  healthyStatus,
  LaunchRig,
  opened,
  SETUP,
  START,
} from './testing/launch-rig.ts';

const ETH = symbolId('ETH/USDT:USDT');
const SOL = symbolId('SOL/USDT:USDT');

function launched(): LaunchRig {
  const rig = new LaunchRig();
  rig.preflight();
  rig.tick();
  return rig;
}

describe('the launch from cold to complete', () => {
  it('LAU-5 opens phase A at once, B after 15 minutes, C after 30, and completes', () => {
    const rig = new LaunchRig();
    expect(rig.tick().some((output) => output.kind === 'open')).toBe(false);
    expect(rig.state.state).toBe('starting');
    rig.preflight();
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(rig.state.state).toBe('phasing');
    expect(opened(rig.pass(14.5))).toEqual([]);
    expect(opened(rig.pass(0.5))).toEqual(['S1']);
    expect(opened(rig.pass(14.5))).toEqual([]);
    expect(opened(rig.pass(0.5))).toEqual(['S2', 'S7']);
    expect(rig.state.state).toBe('complete');
    expect(rig.step('LAU-5.A')).toMatchObject({
      state: 'passed',
      evidence: '15 min of healthy time passed',
    });
    expect(rig.step('LAU-5.C')?.evidence).toBe('7 strategies open');
  });

  it('LAU-5 asks to be woken when a phase ends', () => {
    const rig = launched();
    expect(launchWake(SETUP, rig.state)).toBe(START + 15 * 60_000);
    rig.pass(3);
    expect(launchWake(SETUP, rig.state)).toBe(START + 15 * 60_000);
    rig.world.stale = [ETH];
    rig.pass(1);
    // A held phase ends with whatever ends the hold, not with time; the acceptance report does.
    expect(launchWake(SETUP, rig.state)).toBe(START + 30 * 60_000);
  });

  it('says what it waits for, step by step', () => {
    const rig = new LaunchRig();
    rig.world.connected = false;
    rig.world.reconciled = null;
    rig.world.caughtUp = false;
    rig.world.feedReady = false;
    rig.world.workers.delete(strategyId('S4'));
    rig.world.workers.set(strategyId('S5'), { pid: 1, entries: 'open', warm: true, lacking: '' });
    rig.world.workers.set(strategyId('S6'), {
      pid: 1,
      entries: 'paused',
      warm: false,
      lacking: '',
    });
    rig.preflight(allPassed().slice(0, 6));
    rig.tick();
    expect(rig.state.state).toBe('preflight');
    expect(rig.step('LAU-0')?.evidence).toBe('waits for the executor');
    expect(rig.step('LAU-1')?.evidence).toBe('waits for the feed: warming up');
    expect(rig.step('LAU-2')?.evidence).toBe(
      'waits for workers: S4 not up, S5 not paused yet, S6 warming up',
    );
    expect(rig.step('LAU-4')?.evidence).toBe('waits for PRE-7, PRE-8, LAU-0, LAU-1, LAU-2, LAU-3');
  });

  it.each<[string, string, (rig: LaunchRig) => void, string]>([
    ['LAU-0', 'not reconciled', (rig) => (rig.world.reconciled = null), 'clean reconciliation'],
    ['LAU-1', 'a symbol not fresh', (rig) => (rig.world.stale = [SOL]), 'fresh books: SOL'],
    ['LAU-2', 'a worker missing', (rig) => rig.world.workers.clear(), 'S1 not up'],
    ['LAU-3', 'behind', (rig) => (rig.world.caughtUp = false), 'catching up: consumed up to'],
  ])('%s keeps entries closed while %s', (id, _what, spoil, text) => {
    const rig = new LaunchRig();
    spoil(rig);
    rig.preflight();
    expect(opened(rig.tick())).toEqual([]);
    expect(opened(rig.pass(5))).toEqual([]);
    expect(rig.step(id)?.evidence).toContain(text);
  });
});

describe('a strategy without its history', () => {
  it('LAU-2 does not hold up the others and says what it lacks', () => {
    const rig = new LaunchRig();
    const lacking = '1d 155 of 200 candles';
    rig.world.workers.set(strategyId('S5'), { pid: 1, entries: 'paused', warm: true, lacking });
    rig.preflight();
    expect(opened([...rig.tick(), ...rig.pass(1)])).toContain('S3');
    expect(rig.step('LAU-2')?.evidence).toBe(
      `7 workers up, history loaded, entries paused; S5 makes no signals yet: ${lacking}`,
    );
  });
});

describe('the dry health cycle', () => {
  it('LAU-4 passes with its figures', () => {
    const rig = launched();
    expect(rig.step('LAU-4')?.evidence).toBe(
      'weights: HFT 20.00 %, MFT 20.00 %, LFT 20.00 %, EVENT 20.00 %, cash 30.00 %, all within bounds; ' +
        'caps: gross capacity 250000 USDT, risk capacity 1400 USDT, BTC 30.00 %, ETH 25.00 %, SOL 18.00 %; ' +
        'breakers: all 5 inactive; guards: spreads BTC 2.00 of 20.00 bps, ETH 2.00 of 20.00 bps, ' +
        'SOL 2.00 of 20.00 bps, equity good',
    );
  });

  const status = healthyStatus();
  const weights = status.weights.buckets;
  it.each<[string, Partial<typeof status>, string]>([
    ['no weights', { weights: { ...status.weights, buckets: [] } }, 'weights: not computed'],
    [
      'a weight above its cap',
      { weights: { ...status.weights, buckets: [{ ...weights[0]!, weight: 0.41 }] } },
      'HFT 41.00 % outside 10.00 %..40.00 %',
    ],
    ['no capacity', { exposure: { ...status.exposure, gross: 0 } }, 'caps: gross capacity unknown'],
    [
      'a breaker that is not inactive',
      {
        breakers: [
          { ...status.breakers[0]!, state: 'active', text: 'daily PnL -2.10 % since 00:00' },
        ],
      },
      'daily_soft active: daily PnL -2.10 %',
    ],
    ['degraded equity', { equityQuality: 'stale' }, 'equity stale'],
    [
      'a symbol on the cooldown list',
      {
        closures: [
          {
            id: 'symbol_cooldown:*:ETH/USDT:USDT',
            cause: 'symbol_cooldown',
            scope: { strategy: null, symbol: ETH },
            since: START,
            until: null,
            reason: '',
          },
        ],
      },
      'ETH/USDT:USDT on the cooldown list',
    ],
  ])('LAU-4 holds with %s', (_name, change, text) => {
    const rig = new LaunchRig();
    rig.world.status = { ...status, ...change };
    rig.preflight();
    expect(opened(rig.tick())).toEqual([]);
    expect(rig.state.state).toBe('held');
    expect(rig.step('LAU-4')?.evidence).toContain(text);
    rig.world.status = status;
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
  });

  it('LAU-4 holds until every spread has been measured', () => {
    const rig = new LaunchRig();
    rig.world.spreads.set(ETH, null);
    rig.preflight();
    rig.tick();
    expect(rig.step('LAU-4')?.evidence).toContain('ETH/USDT:USDT spread not measured yet');
  });
});

describe('holds', () => {
  it.each<[string, (rig: LaunchRig) => void, (rig: LaunchRig) => void, string]>([
    [
      'stale data',
      (rig) => (rig.world.stale = [ETH]),
      (rig) => (rig.world.stale = []),
      'stale market data on ETH/USDT:USDT: waits for fresh books; 12 min left',
    ],
    [
      'degraded equity',
      (rig) => (rig.world.equityGood = false),
      (rig) => (rig.world.equityGood = true),
      'equity unknown or degraded',
    ],
    [
      'no feed',
      (rig) => (rig.world.feedReady = false),
      (rig) => (rig.world.feedReady = true),
      'feed not ready',
    ],
    [
      'no executor',
      (rig) => (rig.world.connected = false),
      (rig) => (rig.world.connected = true),
      'no connection to the executor',
    ],
    [
      'a reconciliation difference',
      (rig) => (rig.world.reconciled = false),
      (rig) => (rig.world.reconciled = true),
      'account differs from the venue',
    ],
    [
      'a freeze',
      (rig) => (rig.world.riskState = 'FROZEN'),
      (rig) => (rig.world.riskState = 'NORMAL'),
      'risk state FROZEN: waits for NORMAL',
    ],
    [
      'a critical alert',
      (rig) => (rig.world.critical = ['stop missing for S3']),
      (rig) => (rig.world.critical = []),
      'critical alert: stop missing for S3',
    ],
  ])('LAU-6 %s stops the clock of a phase, which goes on by itself', (_name, spoil, mend, text) => {
    const rig = launched();
    rig.pass(3);
    spoil(rig);
    rig.pass(60);
    expect(rig.state.state).toBe('held');
    expect(rig.step('LAU-5.A')?.state).toBe('held');
    expect(rig.step('LAU-5.A')?.evidence).toContain(text.split('; ')[0]);
    expect(rig.step('LAU-5.A')?.evidence).toContain('12 min of healthy time left');
    mend(rig);
    rig.tick();
    expect(rig.state.state).toBe('phasing');
    expect(opened(rig.pass(11.5))).toEqual([]);
    expect(opened(rig.pass(1))).toEqual(['S1']);
  });

  it('LAU-6 a hold says so once, and again when it waits for something else', () => {
    const rig = launched();
    rig.world.stale = [ETH];
    const first = rig.pass(5).filter((output) => output.kind === 'step');
    expect(first).toHaveLength(1);
    rig.world.stale = [ETH, SOL];
    expect(rig.pass(5).filter((output) => output.kind === 'step')).toHaveLength(1);
  });

  it('LAU-6 a cold start in WARNING holds until a named person accepts it', () => {
    const rig = new LaunchRig();
    rig.world.riskState = 'WARNING';
    const breakers = healthyStatus().breakers.map((breaker) =>
      breaker.id === 'drawdown_warning'
        ? { ...breaker, state: 'warning' as const, text: 'drawdown 6.2 %' }
        : breaker,
    );
    rig.world.status = { ...healthyStatus(), breakers, riskState: 'WARNING' };
    rig.preflight();
    rig.tick();
    expect(rig.step('LAU-4')?.evidence).toContain('drawdown_warning warning: drawdown 6.2 %');
    expect(opened(rig.pass(30))).toEqual([]);
    const accept = (risk: 'WARNING' | 'FROZEN', actor: string) =>
      acceptWarnings(rig.state, risk, { actor, reason: 'known' }, rig.now, []);
    expect(accept('WARNING', ' ')).toMatchObject({ ok: false });
    expect(accept('FROZEN', 'desk')).toMatchObject({ ok: false });
    expect(accept('WARNING', 'desk')).toMatchObject({ ok: true });
    expect(accept('WARNING', 'desk')).toMatchObject({ ok: false, code: 'NOTHING_TO_ACCEPT' });
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    rig.world.riskState = 'FROZEN';
    rig.tick();
    expect(rig.state.state).toBe('held');
  });

  it('LAU-6 a resume needs nobody to accept warnings: its playbook has its own conditions', () => {
    const rig = launched();
    rig.world.riskState = 'WARNING';
    const breakers = healthyStatus().breakers.map((breaker) =>
      breaker.id === 'drawdown_warning' ? { ...breaker, state: 'warning' as const } : breaker,
    );
    rig.world.status = { ...healthyStatus(), breakers, riskState: 'WARNING' };
    restartLaunch(SETUP, rig.state, 'resume', rig.now, 'resumed by desk', []);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
  });

  it('LAU-5 LAU-6 a resume in extreme volatility opens phases A and B; C waits for the regime', () => {
    const rig = launched();
    rig.world.riskState = 'WARNING';
    rig.world.regime = 'extreme';
    const breakers = [
      ...healthyStatus().breakers,
      { ...healthyStatus().breakers[0]!, id: 'volatility' as const, state: 'active' as const },
    ];
    rig.world.status = { ...healthyStatus(), breakers, riskState: 'WARNING' };
    restartLaunch(SETUP, rig.state, 'resume', rig.now, 'resumed by desk', []);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(opened(rig.pass(40))).toEqual(['S1']);
  });

  it('LAU-6 an insufficient rejected order rate does not hold', () => {
    const rig = launched();
    const rates = { ...healthyStatus().rates, rejected: { value: 0.9, samples: 19 } };
    rig.world.status = { ...healthyStatus(), rates };
    expect(opened(rig.pass(30))).toEqual(['S1', 'S2', 'S7']);
  });
});

describe('phase C', () => {
  function beforeC(): LaunchRig {
    const rig = launched();
    rig.pass(29);
    return rig;
  }

  it('LAU-5 waits for a normal regime, says so, and goes on by itself', () => {
    const rig = beforeC();
    rig.world.regime = 'high';
    expect(opened(rig.pass(60))).toEqual([]);
    expect(rig.step('LAU-5.C')).toMatchObject({
      state: 'held',
      evidence: 'volatility regime high: waits for normal',
    });
    expect(rig.state.state).toBe('held');
    rig.world.regime = 'normal';
    expect(opened(rig.tick())).toEqual(['S2', 'S7']);
    expect(rig.state.state).toBe('complete');
  });

  it('LAU-5 waits for the spread of each symbol, against the limit of the strategy’s bucket', () => {
    const rig = beforeC();
    rig.world.spreads.set(SOL, 12.345);
    rig.pass(2);
    // 8 bps for S2 (HFT), 18 for S7 (EVENT): only S2 is too wide.
    expect(rig.step('LAU-5.C')?.evidence).toBe(
      'S2 on SOL/USDT:USDT: median spread over 5 min 12.35 bps, waits for 8.00 or less',
    );
    rig.world.spreads.set(SOL, null);
    rig.tick();
    expect(rig.step('LAU-5.C')?.evidence).toContain('median spread not measured yet');
    rig.world.spreads.set(SOL, 8);
    expect(opened(rig.tick())).toEqual(['S2', 'S7']);
  });
});

describe('pre-flight gates entries', () => {
  it('LAU-6 a failed check holds the launch with its remedy until it passes', () => {
    const rig = new LaunchRig();
    const checks = allPassed();
    checks[2] = check('PRE-3', 'failed', 'NTP offset 1200 ms');
    rig.preflight(checks);
    rig.tick();
    expect(opened(rig.pass(30))).toEqual([]);
    expect(rig.state.state).toBe('held');
    expect(rig.step('LAU-4')?.evidence).toBe(
      'PRE-3 Clock failed: NTP offset 1200 ms (put it right)',
    );
    rig.preflight([check('PRE-3')]);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
  });

  it('LAU-6 a warning does not hold', () => {
    const rig = new LaunchRig();
    rig.preflight(allPassed().map((c) => (c.id === 'PRE-5' ? check('PRE-5', 'warning') : c)));
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
  });

  it('PRE-3 a clock that drifts while running closes what had opened, until it is right', () => {
    const rig = launched();
    rig.pass(16);
    rig.preflight([check('PRE-3', 'failed', 'venue offset 2000 ms')]);
    const closing = rig.tick().find((output) => output.kind === 'close');
    expect(closing).toMatchObject({ strategies: ['S3', 'S4', 'S5', 'S6', 'S1'] });
    expect(opened(rig.pass(60))).toEqual([]);
    rig.preflight([check('PRE-3')]);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6', 'S1']);
    // 1 minute of phase B had passed before: 14 remain, and it goes on counting there.
    expect(opened(rig.pass(13.5))).toEqual([]);
    expect(opened(rig.pass(1))).toEqual(['S2', 'S7']);
  });
});
