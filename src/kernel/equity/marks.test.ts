import { describe, expect, it } from 'vitest';
import { breakerMoves, breakerReports } from '../../../tests/support/breaker-reports.ts';
import { kernelConfig, S1, S2, S3 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { KernelOutput } from '../events.ts';
import { nextWake } from '../kernel.ts';
import { kernelStatus } from '../status.ts';

const DEGRADED = 'equity_degraded:*:*';

describe('what good marks end', () => {
  it('ALR-1 the daily limit is armed again above -1.5 %', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(96_900);
    expect(breakerReports(scenario.wait(MINUTE_MS).mark(98_600))).toEqual([
      {
        what: 'daily_soft rearmed info',
        value: -0.014,
        limit: -0.015,
        until: null,
        text: 'daily PnL -1.40 % is above -1.50 % again',
      },
    ]);
  });

  it('ALR-2 drawdown: the ends of warning, raised level and recovery', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(104_000);
    scenario.at = T0 + DAY_MS;
    const drawdowns = (outputs: readonly KernelOutput[]) =>
      breakerReports(outputs).filter(({ what }) => what.startsWith('drawdown'));
    scenario.mark(93_600);
    scenario.wait(DAY_MS).mark(93_600);
    // 98,904 / 104,000 = 0.951: below 5 % and below 8 %; twelve hours later the risk is whole again.
    const text = 'drawdown 4.90 %: index 1.040000 at 2025-05-04 01:00:00 UTC to 0.989040';
    expect(drawdowns(scenario.wait(MINUTE_MS).mark(98_904))).toEqual([
      { what: 'drawdown_warning cleared info', value: 0.049, limit: 0.05, until: null, text },
      { what: 'drawdown_breaker rearmed info', value: 0.049, limit: 0.08, until: null, text },
    ]);
    expect(drawdowns(scenario.wait(12 * HOUR_MS - MINUTE_MS).mark(98_904))).toEqual([
      {
        what: 'drawdown_breaker recovered info',
        value: 0.049,
        limit: 0.09,
        until: null,
        text: `cumulative PnL since the resume stayed >= 0: baseline risk restored; ${text}`,
      },
    ]);
  });
});

describe('quality of marks', () => {
  it('a doubtful mark closes entries with a notice, once, and says which mark', () => {
    const scenario = Scenario.ready();
    const stale = { quality: 'stale' } as const;
    const outputs = scenario.wait(MINUTE_MS).mark(100_000, stale);
    const text = 'the equity mark at 2025-05-04 00:01:00 UTC is stale';
    expect(only(outputs, 'notice')).toEqual([
      { kind: 'notice', at: scenario.at, severity: 'warning', code: 'EQUITY_DEGRADED', text },
    ]);
    expect(scenario.state.closures.all.get(DEGRADED)).toMatchObject({ until: null, reason: text });
    expect(kernelStatus(scenario.state, scenario.at).equityQuality).toBe('stale');
    expect(scenario.wait(MINUTE_MS).mark(100_000, stale)).toEqual([]);
  });

  // Each letter is a mark a minute after the last: g good, d doubtful; - is none for four minutes.
  const runs = [
    { name: 'three good marks in a row open entries again', given: 'dggg', expected: [] },
    { name: 'two do not', given: 'dgg', expected: [DEGRADED] },
    {
      name: 'a doubtful mark in between starts the count over',
      given: 'dggdgg',
      expected: [DEGRADED],
    },
    { name: 'and three after it are enough', given: 'dggdggg', expected: [] },
    { name: 'so does a mark that did not come', given: 'dgg-gg', expected: [DEGRADED] },
    { name: 'and three after that are enough', given: 'dgg-ggg', expected: [] },
    { name: 'good marks before it do not count', given: 'gggd', expected: [DEGRADED] },
    { name: 'nor those before a gap', given: 'ggg-gg', expected: [DEGRADED] },
  ];
  it.each(runs)('$name', ({ given, expected }) => {
    const scenario = Scenario.ready({ guards: kernelConfig().guards });
    for (const letter of given) {
      if (letter === '-') scenario.wait(4 * MINUTE_MS).time();
      else scenario.wait(MINUTE_MS).mark(100_000, letter === 'g' ? {} : { quality: 'implausible' });
    }
    expect(scenario.closed).toEqual(expected);
  });

  it('entries open again with words that say why', () => {
    const scenario = Scenario.ready();
    scenario.wait(1).mark(100_000, { quality: 'stale' });
    for (let i = 0; i < 2; i += 1) scenario.wait(1).mark(100_000);
    expect(only(scenario.wait(1).mark(100_000), 'closure_released')[0]).toMatchObject({
      by: '3 good marks in a row',
      closure: { id: DEGRADED },
    });
  });

  it('before the first good mark a doubtful one closes entries and trips nothing', () => {
    const scenario = new Scenario();
    const doubtful = { quality: 'stale', walletBalance: -5 } as const;
    for (let i = 0; i < 4; i += 1)
      expect(breakerMoves(scenario.wait(1).mark(-5, doubtful))).toEqual([]);
    expect(scenario.closed).toEqual([DEGRADED]);
    // -5 would be a drawdown beyond any limit; the first good mark is 1 whatever it is.
    expect(breakerMoves(scenario.wait(1).mark(100_000))).toEqual([]);
    expect(kernelStatus(scenario.state, scenario.at)).toMatchObject({ dailyPnl: 0, drawdown: 0 });
  });

  // -9 % of the day and of the peak: beyond all four limits.
  const all = ['daily_soft', 'daily_hard', 'drawdown_warning', 'drawdown_breaker'];
  const trips = [
    { name: 'a good one at once', given: ['good'], wallet: 91_000 },
    {
      name: 'the third of doubtful ones',
      given: ['stale', 'implausible', 'stale'],
      wallet: 100_000,
    },
    { name: 'a doubtful one at once by realised money alone', given: ['stale'], wallet: 91_000 },
  ] as const;
  it.each(trips)('ALR-1 ALR-2 all breakers trip on one mark: $name', ({ given, wallet }) => {
    const scenario = Scenario.ready();
    const told = given.map((quality) =>
      breakerMoves(scenario.wait(1).mark(91_000, { quality, walletBalance: wallet })),
    );
    const before = told.slice(1).map(() => []);
    expect(told).toEqual([...before, all.map((breaker) => `${breaker} tripped`)]);
  });

  it('a doubtful mark leaves the figures in force as they were', () => {
    const scenario = Scenario.ready();
    scenario.wait(1).mark(99_000);
    scenario.wait(1).mark(70_000, { quality: 'implausible', walletBalance: 99_500 });
    // 99,000 / 100,000 - 1, and the same below the peak.
    expect(scenario.state.reading.pnl).toBeCloseTo(-0.01, 12);
    expect(scenario.state.reading.drawdown).toBeCloseTo(0.01, 12);
    expect(scenario.state.equity).toMatchObject({ lastAt: T0 + 1, heardAt: T0 + 2 });
  });

  it('the kernel wants to be woken when the next mark is overdue: three cadences and a millisecond', () => {
    const scenario = Scenario.ready({ guards: kernelConfig().guards });
    expect(nextWake(scenario.state)).toBe(T0 + 3 * MINUTE_MS + 1);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(nextWake(scenario.state)).toBe(T0 + 4 * MINUTE_MS + 1);
    // After a doubtful one there is nothing to wait for but 00:00.
    scenario.wait(MINUTE_MS).mark(100_000, { quality: 'stale' });
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });

  it('over cap is judged on good marks only', () => {
    const scenario = Scenario.ready();
    scenario.position(0.02);
    expect(scenario.closed).toEqual([]);
    // 0.02 BTC: 2,000 x 3.5 % = 70 of 0.18 x 1,400 = 252. At equity 25,000 the cap is 63; 70 is 11 % over it.
    scenario.wait(1).mark(25_000, { transfers: -75_000, quality: 'stale' });
    expect(scenario.closed).toEqual([DEGRADED]);
    scenario.wait(1).mark(25_000, { transfers: -75_000 });
    expect(scenario.closed).toEqual([DEGRADED, `over_cap:${S3}:*`]);
    // Back at 100,000 it is within; the doubtful mark is none of the three that open again.
    const transfers = 0;
    scenario.wait(1).mark(100_000, { transfers });
    scenario.wait(1).mark(100_000, { transfers });
    scenario.wait(1).mark(100_000, { transfers, quality: 'stale' });
    expect(scenario.closed).toContain(`over_cap:${S3}:*`);
    scenario.wait(1).mark(100_000, { transfers });
    expect(scenario.closed).toEqual([DEGRADED]);
  });
});

describe('PnL of strategies', () => {
  it('what was earned before the first mark belongs to no hour and no day', () => {
    const scenario = new Scenario({}, T0 + 30 * MINUTE_MS);
    scenario.mark(100_000, { strategyPnl: { [S1]: 500, [S2]: -20 } });
    expect(scenario.state.strategyPnl.last.slice(0, 3)).toEqual([500, -20, 0]);
    expect(scenario.state.strategyPnl.atHour.slice(0, 3)).toEqual([500, -20, 0]);
    expect(scenario.state.strategyPnl.atDay.slice(0, 3)).toEqual([500, -20, 0]);
    scenario.wait(10 * MINUTE_MS).mark(100_000, { strategyPnl: { [S1]: 530 } });
    // S2 said nothing: its PnL is what it was.
    expect(scenario.state.strategyPnl.last.slice(0, 2)).toEqual([530, -20]);
    expect(scenario.state.strategyPnl.atHour.slice(0, 2)).toEqual([500, -20]);
    // 00:30 to 01:00: S1 earned 30.
    scenario.wait(30 * MINUTE_MS).mark(100_000, { strategyPnl: { [S1]: 540 } });
    expect(scenario.state.strategyPnl.hours.slice(0, 2)).toEqual([[30], [0]]);
    // A doubtful mark's PnL counts nowhere.
    scenario.wait(1).mark(1, { strategyPnl: { [S1]: 999 }, quality: 'implausible' });
    expect(scenario.state.strategyPnl.last[0]).toBe(540);
  });

  it('the second mark of a kernel that began at the epoch is not its first', () => {
    const scenario = new Scenario({}, 0);
    scenario.mark(100_000, { strategyPnl: { [S1]: 5 } });
    scenario.wait(1).mark(100_000, { strategyPnl: { [S1]: 8 } });
    expect(scenario.state.strategyPnl).toMatchObject({ last: [8, 0, 0, 0, 0, 0, 0] });
    expect(scenario.state.strategyPnl.atDay[0]).toBe(5);
  });

  // The hours a kernel has seen by 02:30, when its first mark came at `given` minutes after 00:00.
  const first = [
    {
      name: 'a first mark on the full hour begins the hour that follows',
      given: 0,
      expected: [7, 7],
    },
    { name: 'a first mark within an hour begins that one', given: 1, expected: [7, 7] },
    { name: 'a first mark on the next full hour has one hour less', given: 60, expected: [7] },
    { name: 'a first mark just before it has seen that hour', given: 59, expected: [0, 7] },
  ];
  it.each(first)('MON-3 $name', ({ given, expected }) => {
    const scenario = new Scenario({}, T0 + given * MINUTE_MS);
    let pnl = 100;
    const mark = () => scenario.mark(100_000, { strategyPnl: { [S1]: pnl } });
    mark();
    // Seven USDT at each half hour from then on.
    for (let half = HOUR_MS / 2; half <= 2.5 * HOUR_MS; half += HOUR_MS) {
      if (T0 + half < scenario.at) continue;
      scenario.at = T0 + half;
      pnl += 7;
      mark();
    }
    expect(scenario.state.strategyPnl.hours[0]).toEqual(expected);
  });

  it('a closed hour brings the correlation up to date before the mark is taken', () => {
    const scenario = new Scenario({}, T0);
    // S1, S2 and S3 earn 1 and 2 in turn: three pairs, each with correlation 1.
    const total = [0, 0, 0];
    for (let hour = 0; hour <= 24; hour += 1) {
      scenario.at = T0 + hour * HOUR_MS;
      scenario.mark(100_000, {
        strategyPnl: { [S1]: total[0]!, [S2]: total[1]!, [S3]: total[2]! },
      });
      for (let s = 0; s < 3; s += 1) total[s]! += 1 + (hour % 2);
    }
    expect(scenario.state.strategyPnl.mean).toBeNull();
    const throttles = only(scenario.wait(1).mark(100_000), 'throttle');
    expect(throttles).toMatchObject([{ throttle: 'correlation_guard', active: true }]);
    expect(scenario.state.strategyPnl).toMatchObject({ pairs: 3 });
    expect(scenario.state.strategyPnl.mean).toBeCloseTo(1, 12);
  });
});
