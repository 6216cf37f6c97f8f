import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import type { KernelOutput } from './events.ts';
import { nextWake } from './kernel.ts';

describe('funding data', () => {
  const lost = { status: 'degraded', rate: 0.5, nextFundingTime: 1, interval: 2 } as const;
  const fine = { status: 'ok', rate: 0.0001, nextFundingTime: T0, interval: HOUR_MS } as const;
  const feed = (scenario: Scenario, data: typeof lost | typeof fine | object, symbol = BTC) =>
    scenario.feed({ kind: 'funding', at: scenario.at, symbol, ...fine, ...data });
  const notices = (outputs: readonly KernelOutput[]) =>
    only(outputs, 'notice').map(({ severity, code, text }) => [severity, code, text]);

  it('ALR-6 says once that it is lost and once that it is back', () => {
    const scenario = Scenario.ready();
    expect(feed(scenario, fine)).toEqual([]);
    expect(notices(feed(scenario, lost))).toEqual([
      ['info', 'FUNDING_LOST', `funding data of ${BTC} is degraded: entries go on without it`],
    ]);
    expect(feed(scenario, lost)).toEqual([]);
    expect(notices(feed(scenario, fine))).toEqual([
      ['info', 'FUNDING_BACK', `funding data of ${BTC} is back`],
    ]);
    expect(feed(scenario, { status: 'absent' })).toEqual([]);
  });

  it('keeps the figures of good data only, and since when it is lost', () => {
    const scenario = Scenario.ready();
    feed(scenario, fine);
    expect(scenario.state.market.funding[0]).toEqual({
      ...fine,
      degradedSince: T0,
      alerted: false,
    });
    const none = { status: 'degraded', rate: 0, nextFundingTime: 0, interval: 0, alerted: false };
    feed(scenario.wait(1_000), lost);
    feed(scenario.wait(1_000), lost);
    expect(scenario.state.market.funding[0]).toEqual({ ...none, degradedSince: T0 + 1_000 });
    feed(scenario, fine);
    feed(scenario.wait(1_000), lost);
    expect(scenario.state.market.funding[0]).toEqual({ ...none, degradedSince: T0 + 3_000 });
  });

  it('ALR-6 sets the clock for its alert, and only while one is due', () => {
    const scenario = Scenario.ready();
    const midnight = T0 + DAY_MS;
    const due = T0 + 2 * HOUR_MS + 1;
    feed(scenario, lost);
    expect(nextWake(scenario.state)).toBe(due);
    feed(scenario, lost);
    feed(scenario.wait(1_000), lost, ETH);
    expect(nextWake(scenario.state)).toBe(due);
    feed(scenario, fine);
    expect(nextWake(scenario.state)).toBe(due + 1_000);
    feed(scenario, fine, ETH);
    expect(nextWake(scenario.state)).toBe(midnight);
    feed(scenario, lost);
    scenario.wait(2 * HOUR_MS + 1).time();
    expect(nextWake(scenario.state)).toBe(midnight);
    // Alerted already: still lost, then back and lost again.
    feed(scenario, lost);
    expect(nextWake(scenario.state)).toBe(midnight);
    feed(scenario, fine);
    feed(scenario, lost);
    expect(nextWake(scenario.state)).toBe(scenario.at + 2 * HOUR_MS + 1);
    expect(scenario.state.market.unalerted).toBe(1);
  });
});
