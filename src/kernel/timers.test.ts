import { describe, expect, it } from 'vitest';
import {
  BTC,
  ETH,
  kernelConfig,
  S1,
  S2,
  S3,
  S4,
  S5,
  S6,
} from '../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import type { KernelOutput } from './events.ts';
import { nextWake } from './kernel.ts';
import { kernelStatus } from './status.ts';

const defaults = kernelConfig();
const real = { guards: defaults.guards };
const notices = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'notice').map(({ at, severity, code, text }) => [at, severity, code, text]);

/** A closure of the portfolio that ends by itself. */
function closeUntil(scenario: Scenario, id: string, until: number): void {
  const scope = { strategy: null, symbol: null };
  const since = scenario.at;
  const closure = { id, cause: 'maintenance', scope, since, until, reason: 'r' } as const;
  scenario.feed({ kind: 'close', at: scenario.at, closure });
}

describe('closures that end', () => {
  it('hold while t < end, and end by time at their own instant', () => {
    const scenario = Scenario.ready();
    closeUntil(scenario, 'late', T0 + 2_000);
    closeUntil(scenario, 'early', T0 + 1_000);
    scenario.close('journal');
    expect(nextWake(scenario.state)).toBe(T0 + 1_000);
    scenario.wait(999);
    expect(scenario.time()).toEqual([]);
    // Told five seconds late: each at its own instant, in order.
    const outputs = scenario.wait(5_000).time();
    expect(
      only(outputs, 'closure_released').map((each) => [each.closure.id, each.at, each.by]),
    ).toEqual([
      ['early', T0 + 1_000, 'time'],
      ['late', T0 + 2_000, 'time'],
    ]);
    expect(scenario.closed).toEqual(['journal']);
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });

  it('PB-B the end of a drawdown freeze resumes with reduced risk, no other end does', () => {
    const scenario = Scenario.ready();
    closeUntil(scenario, 'x', T0 + 1_000);
    scenario.state.drawdown.frozen = true;
    const scope = { strategy: null, symbol: null };
    const more = { cause: 'freeze_drawdown', scope, since: T0, until: T0 + 2_000 } as const;
    scenario.feed({ kind: 'close', at: T0, closure: { id: 'freeze', ...more, reason: 'r' } });
    expect(only(scenario.wait(1_000).time(), 'breaker')).toEqual([]);
    const outputs = scenario.wait(1_000).time();
    expect(only(outputs, 'breaker').map((each) => each.transition)).toEqual(['recovering']);
    expect(only(outputs, 'risk_state').map((each) => [each.from, each.to])).toEqual([
      ['FROZEN', 'WARNING'],
    ]);
  });
});

describe('marks that do not come', () => {
  it('close entries one millisecond after three minutes, and say since when', () => {
    const scenario = Scenario.ready(real);
    expect(nextWake(scenario.state)).toBe(T0 + 180_001);
    expect(scenario.wait(180_000).time()).toEqual([]);
    const outputs = scenario.wait(1).time();
    expect(notices(outputs)).toEqual([
      [T0 + 180_001, 'warning', 'EQUITY_DEGRADED', 'no equity mark since 2025-05-04 00:00:00 UTC'],
    ]);
    expect(scenario.closed).toEqual(['equity_degraded:*:*']);
    expect(kernelStatus(scenario.state, scenario.at).equityQuality).toBe('stale');
    // Once: it is stale already.
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
    expect(scenario.wait(HOUR_MS).time()).toEqual([]);
  });

  it('are not missed before the first one', () => {
    const scenario = new Scenario(real);
    expect(
      scenario
        .wait(HOUR_MS)
        .time()
        .map((each) => each.kind),
    ).toEqual(['weights']);
    expect(scenario.closed).toEqual([]);
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });

  it('a doubtful mark is one that came: no timer runs after it', () => {
    const scenario = Scenario.ready(real);
    scenario.mark(100_000, { quality: 'implausible' });
    scenario.release('equity_degraded:*:*');
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
    expect(scenario.wait(HOUR_MS).time()).toEqual([]);
  });

  it('a mark from the beginning of time is missed like any other', () => {
    const scenario = new Scenario(real, 0);
    scenario.mark(100_000);
    expect(nextWake(scenario.state)).toBe(180_001);
    expect(scenario.wait(180_001).time().length).toBeGreaterThan(0);
  });
});

describe('ALR-6 funding that stays degraded', () => {
  const feed = (scenario: Scenario, symbol = BTC, status = 'degraded' as 'degraded' | 'ok') =>
    scenario.feed({
      kind: 'funding',
      at: scenario.at,
      symbol,
      status,
      rate: 0,
      nextFundingTime: T0,
      interval: HOUR_MS,
    });

  it('raises one alert for each symbol, one millisecond after two hours', () => {
    const scenario = Scenario.ready();
    feed(scenario, ETH, 'ok');
    feed(scenario, BTC);
    scenario.wait(60_000);
    feed(scenario, ETH);
    expect(scenario.wait(2 * HOUR_MS - 60_000).time()).toEqual([]);
    expect(notices(scenario.wait(1).time())).toEqual([
      [
        T0 + 2 * HOUR_MS + 1,
        'warning',
        'FUNDING_DEGRADED',
        `funding data of ${BTC} degraded since 2025-05-04 00:00:00 UTC`,
      ],
    ]);
    expect(scenario.state.market.unalerted).toBe(1);
    expect(notices(scenario.wait(60_000).time())).toEqual([
      [
        T0 + 2 * HOUR_MS + 60_001,
        'warning',
        'FUNDING_DEGRADED',
        `funding data of ${ETH} degraded since 2025-05-04 00:01:00 UTC`,
      ],
    ]);
    expect(scenario.wait(HOUR_MS).time()).toEqual([]);
    expect(scenario.state.market.unalerted).toBe(0);
  });

  it('raises none when it came back in time', () => {
    const scenario = Scenario.ready();
    feed(scenario);
    scenario.wait(HOUR_MS);
    feed(scenario, BTC, 'ok');
    expect(scenario.wait(2 * HOUR_MS).time()).toEqual([]);
  });
});

describe('fills that no position shows', () => {
  it('are counted for a minute, then given up by name; entries on the way stay', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    scenario.decide({ strategy: S4, symbol: ETH });
    // Progress told of the fill, so that no slippage check is due before the minute is over.
    const { at } = scenario;
    const fill = { decision: 1, filledQuantity: 0.026, averagePrice: 100_010 };
    scenario.feed({ kind: 'entry_progress', at, ...fill });
    scenario.end(1, { end: 'filled', filledQuantity: 0, averagePrice: 0 });
    expect(nextWake(scenario.state)).toBe(T0 + MINUTE_MS);
    expect(scenario.wait(MINUTE_MS - 1).time()).toEqual([]);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(2);
    expect(notices(scenario.wait(1).time())).toEqual([
      [
        T0 + MINUTE_MS,
        'warning',
        'POSITION_MISSING',
        'no position showed the fill of decision 1; it is no longer counted',
      ],
    ]);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(1);
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });

  it('ALR-5 their slippage is checked 15 s after the first of them', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    scenario.end(1, { end: 'filled', filledQuantity: 0.026, averagePrice: 100_300 });
    scenario.position(0, { decision: 1 });
    expect(nextWake(scenario.state)).toBe(T0 + 15_000);
    scenario.wait(15_000).time();
    expect(scenario.state.slippage.runs[1]).toBe(1);
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });
});

describe('PB-C cluster events', () => {
  function cluster(): Scenario {
    const scenario = Scenario.ready();
    [S1, S2, S3, S4, S5, S6].forEach((strategy, i) => {
      scenario.signal({ strategy, symbol: i % 2 === 0 ? BTC : ETH, paused: true, edge: i / 10 });
    });
    return scenario;
  }

  it('a contest ends at its instant, whenever the clock is told', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, symbol: ETH, edge: 0.9 });
    expect(nextWake(scenario.state)).toBe(T0 + 2_000);
    expect(scenario.wait(1_999).time()).toEqual([]);
    const [decision] = only(scenario.wait(10_000).time(), 'decision');
    expect([decision?.at, decision?.verdict]).toEqual([T0 + 2_000, 'allowed']);
    expect(nextWake(scenario.state)).toBe(T0 + DAY_MS);
  });

  it('a closure that ends at the end of a contest is over for it', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, symbol: ETH, edge: 0.9 });
    closeUntil(scenario, 'x', T0 + 2_000);
    const [decision] = only(scenario.wait(2_000).time(), 'decision');
    expect(decision?.verdict).toBe('allowed');
  });

  it('an event ends 30 min after its votes fell below 0.80, at its own instant', () => {
    const scenario = cluster();
    scenario.wait(1_000);
    for (const strategy of [S1, S3])
      scenario.signal({ strategy, symbol: BTC, side: 'short', paused: true });
    expect(nextWake(scenario.state)).toBe(T0 + 1_000 + 30 * MINUTE_MS);
    const outputs = scenario.wait(HOUR_MS).time();
    expect(only(outputs, 'throttle').map((each) => [each.throttle, each.active, each.at])).toEqual([
      ['cluster', false, T0 + 1_000 + 30 * MINUTE_MS],
    ]);
  });

  it('MON-3 votes leave after 24 h, at their own instant', () => {
    const scenario = Scenario.ready({}, T0 + 1_000);
    scenario.signal({ strategy: S1, paused: true });
    scenario.wait(DAY_MS - 1).time();
    expect(nextWake(scenario.state)).toBe(T0 + 1_000 + DAY_MS);
    expect(scenario.state.alignment.long).toBe(1);
    scenario.wait(1).time();
    expect(scenario.state.alignment.long).toBe(0);
  });
});

describe('a timer of another cause at the last instant', () => {
  it('finds marks of exactly three minutes of age good', () => {
    const scenario = Scenario.ready(real);
    closeUntil(scenario, 'x', T0 + 180_000);
    scenario.wait(180_000).time();
    expect(scenario.closed).toEqual([]);
    scenario.wait(1).time();
    expect(scenario.closed).toEqual(['equity_degraded:*:*']);
  });

  it('ALR-6 finds funding of exactly two hours not worth an alert', () => {
    const scenario = Scenario.ready();
    const none = { rate: 0, nextFundingTime: 0, interval: 0 };
    const lost = { kind: 'funding', symbol: BTC, status: 'degraded', ...none } as const;
    scenario.feed({ ...lost, at: T0 });
    closeUntil(scenario, 'x', T0 + 2 * HOUR_MS);
    expect(notices(scenario.wait(2 * HOUR_MS).time())).toEqual([]);
    expect(notices(scenario.wait(1).time()).length).toBe(1);
  });

  it('PB-C ends no contest before its time', () => {
    const scenario = Scenario.ready();
    for (const strategy of [S1, S2, S3, S5, S6])
      scenario.signal({ strategy, symbol: BTC, paused: true, edge: strategy === S1 ? 0.1 : 0.5 });
    scenario.signal({ strategy: S1, symbol: ETH, paused: true, edge: 0.1 });
    const at = scenario.at;
    expect(scenario.signal({ strategy: S4, symbol: ETH })).toEqual([]);
    closeUntil(scenario, 'x', at + 1_000);
    expect(only(scenario.wait(1_000).time(), 'decision')).toEqual([]);
    expect(only(scenario.wait(1_000).time(), 'decision').length).toBe(1);
  });

  it('gives up no fill before its minute', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    scenario.end(1, { end: 'filled', filledQuantity: 0.026, averagePrice: 0 });
    closeUntil(scenario, 'x', T0 + 1_000);
    expect(notices(scenario.wait(1_000).time())).toEqual([]);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(1);
  });
});
