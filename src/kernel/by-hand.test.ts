/** What a breaker or a throttle does by itself, begun by a person in an incident. */
import { describe, expect, it } from 'vitest';
import { only, Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { kernelInsight } from './insight.ts';
import { MAX_CEILINGS } from './profile/profile.ts';
import { loadKernel, saveKernel, stateTexts } from './snapshot.ts';
import { kernelStatus } from './status.ts';

const who = { actor: 'desk', reason: 'drill' };
const status = (scenario: Scenario) => kernelStatus(scenario.state, scenario.at);
/** Factor of a multiplier in a decision; a contest of a cluster event ends first. */
function multiplier(scenario: Scenario, name: string): number | undefined {
  const outputs = scenario.signal();
  const decided = only(outputs, 'decision').length > 0 ? outputs : scenario.wait(2_000).time();
  return scenario.record(decided).size.find((step) => step.step === name)?.factor ?? undefined;
}

function ceiling(scenario: Scenario, profile: string, from: number, until: number) {
  const at = scenario.at;
  return scenario.feed({
    kind: 'set_ceiling',
    at,
    profile: profile as 'balanced',
    from,
    until,
    ...who,
  });
}

describe('a ceiling of an incident', () => {
  it('WF-4 steps the profile down at once, and holds until its end', () => {
    const scenario = Scenario.ready();
    const outputs = ceiling(scenario, 'conservative', T0, T0 + 2 * DAY_MS);
    expect(only(outputs, 'profile')).toMatchObject([
      { from: 'balanced', to: 'conservative', text: 'stepped down: desk: drill' },
    ]);
    expect(status(scenario)).toMatchObject({
      profile: 'conservative',
      profileCeiling: 'conservative',
    });
    scenario.wait(2 * DAY_MS - 1);
    expect(status(scenario).profileCeiling).toBe('conservative');
    scenario.wait(1).time();
    // A ceiling that ends raises nothing by itself.
    expect(status(scenario)).toMatchObject({ profile: 'conservative', profileCeiling: null });
  });

  it('PB-A one that begins tomorrow leaves today as it is, and forces the next session', () => {
    const scenario = Scenario.ready();
    expect(
      only(ceiling(scenario, 'conservative', T0 + DAY_MS, T0 + 2 * DAY_MS), 'profile'),
    ).toEqual([]);
    expect(status(scenario).profile).toBe('balanced');
    scenario.wait(DAY_MS).time();
    expect(status(scenario).profile).toBe('conservative');
  });

  it('WF-4 one above the profile in force changes no profile', () => {
    const scenario = Scenario.ready();
    expect(only(ceiling(scenario, 'aggressive', T0, T0 + DAY_MS), 'profile')).toEqual([]);
    expect(status(scenario).profile).toBe('balanced');
  });

  it('WF-4 the same again changes nothing, and their number is bounded', () => {
    const scenario = Scenario.ready();
    ceiling(scenario, 'balanced', T0, T0 + 1_000);
    const before = stateTexts(scenario.state);
    expect(ceiling(scenario, 'balanced', T0, T0 + 1_000)).toEqual([]);
    expect(stateTexts(scenario.state)).toEqual(before);
    for (let i = 1; i < MAX_CEILINGS; i += 1) {
      expect(ceiling(scenario, 'balanced', T0, T0 + 1_000 + i)).toEqual([]);
    }
    expect(ceiling(scenario, 'balanced', T0, T0 + 9_999)).toMatchObject([
      { kind: 'rejected_input', code: 'COMMAND_INVALID', text: '32 ceilings are set already' },
    ]);
    expect(kernelInsight(scenario.state).ceilings).toHaveLength(MAX_CEILINGS);
  });
});

describe('the drawdown breaker by hand', () => {
  it('PB-B freezes for the configured window, then risk x0.60 once entries open', () => {
    const scenario = Scenario.ready();
    const outputs = scenario.feed({ kind: 'trip_drawdown', at: T0, ...who });
    expect(only(outputs, 'breaker')).toMatchObject([
      { breaker: 'drawdown_breaker', transition: 'tripped', until: T0 + DAY_MS },
    ]);
    expect(status(scenario).riskState).toBe('FROZEN');
    scenario.close('incident', 'incident:*:*:I1');
    scenario.wait(DAY_MS).time();
    expect(kernelInsight(scenario.state)).toMatchObject({
      drawdownFrozen: true,
      recovering: false,
    });
    expect(only(scenario.release('incident:*:*:I1'), 'breaker')).toMatchObject([
      { breaker: 'drawdown_breaker', transition: 'recovering' },
    ]);
    scenario.mark(100_000);
    scenario.books();
    expect(multiplier(scenario, 'drawdown_recovery')).toBe(0.6);
  });

  it('PB-B a breaker that is tripped already stays as it is', () => {
    const scenario = Scenario.ready();
    scenario.feed({ kind: 'trip_drawdown', at: T0, ...who });
    scenario.wait(HOUR_MS).time();
    const before = stateTexts(scenario.state);
    const again = scenario.feed({ kind: 'trip_drawdown', at: scenario.at, ...who });
    expect(again).toEqual([]);
    expect(stateTexts(scenario.state)).toEqual(before);
  });
});

describe('a cluster event by hand', () => {
  it('PB-C throttles like any other, and ends after 30 min below the exit level', () => {
    const scenario = Scenario.ready();
    const outputs = scenario.feed({ kind: 'start_cluster', at: T0, ...who });
    expect(only(outputs, 'throttle')).toMatchObject([{ throttle: 'cluster', active: true }]);
    expect(kernelInsight(scenario.state).cluster).toEqual({
      active: true,
      since: T0,
      belowSince: T0,
    });
    expect(multiplier(scenario, 'cluster')).toBe(0.6);
    expect(
      scenario.wait(1_000).decide({ strategy: scenario.config.strategies[3]!.id }).reason,
    ).toBe('CLUSTER_ENTRY_RATE');
    scenario.at = T0 + 30 * MINUTE_MS - 1;
    scenario.time();
    expect(kernelInsight(scenario.state).cluster.active).toBe(true);
    scenario.wait(1).time();
    expect(kernelInsight(scenario.state).cluster.active).toBe(false);
  });

  it('PB-C one that runs already goes on as it is', () => {
    const scenario = Scenario.ready();
    scenario.feed({ kind: 'start_cluster', at: T0, ...who });
    scenario.wait(MINUTE_MS).time();
    const before = stateTexts(scenario.state);
    expect(scenario.feed({ kind: 'start_cluster', at: scenario.at, ...who })).toEqual([]);
    expect(stateTexts(scenario.state)).toEqual(before);
  });

  it('AUD-2 what was begun by hand survives a snapshot', () => {
    const scenario = Scenario.ready();
    scenario.feed({ kind: 'start_cluster', at: T0, ...who });
    scenario.feed({ kind: 'trip_drawdown', at: T0, ...who });
    ceiling(scenario, 'conservative', T0, T0 + DAY_MS);
    const loaded = loadKernel(scenario.config, saveKernel(scenario.state));
    expect(stateTexts(loaded)).toEqual(stateTexts(scenario.state));
    expect(kernelInsight(loaded)).toEqual(kernelInsight(scenario.state));
  });
});

describe('what the runbook sees', () => {
  it('WF-5 the spread of each last book, none before it', () => {
    const scenario = new Scenario();
    expect(kernelInsight(scenario.state).spreads.map(({ bps }) => bps)).toEqual([null, null, null]);
    scenario.book(undefined, undefined, 5);
    expect(kernelInsight(scenario.state).spreads[0]?.bps).toBeCloseTo(5, 6);
  });
});
