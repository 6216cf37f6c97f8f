import { describe, expect, it } from 'vitest';
import { breakerMoves } from '../../../tests/support/breaker-reports.ts';
import { S2, S7 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { strategyId } from '../../domain/ids.ts';
import type { BreakerId } from '../../domain/risk.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { loadKernel, saveKernel, stateTexts } from '../snapshot.ts';
import { kernelStatus } from '../status.ts';

const off = (scenario: Scenario, breakersOff: readonly BreakerId[], exempt: string[] = []) =>
  scenario.feed({
    kind: 'set_overrides',
    at: scenario.at,
    breakersOff,
    exempt: exempt.map(strategyId),
    text: 'O1 by desk',
  });

const shown = (scenario: Scenario, id: BreakerId) =>
  kernelStatus(scenario.state, scenario.at).breakers.find((breaker) => breaker.id === id);

function losses(scenario: Scenario, times: number) {
  let last: ReturnType<Scenario['trade']> = [];
  for (let i = 0; i < times; i += 1) last = scenario.trade(-1);
  return last;
}

/** A minute into the day, so that the day's mark is that of its beginning. */
function begun(): Scenario {
  return Scenario.ready().wait(MINUTE_MS);
}

const FREEZES = [
  {
    breaker: 'daily_soft',
    id: 'freeze_daily_soft:*:*',
    length: 2 * HOUR_MS,
    trip: (scenario: Scenario) => scenario.mark(98_000),
  },
  {
    breaker: 'daily_hard',
    id: 'daily_hard:*:*',
    length: DAY_MS - MINUTE_MS,
    trip: (scenario: Scenario) => scenario.mark(97_000),
  },
  {
    breaker: 'drawdown_breaker',
    id: 'freeze_drawdown:*:*',
    length: DAY_MS,
    trip: (scenario: Scenario) => scenario.mark(91_000),
  },
  {
    breaker: 'loss_streak',
    id: 'freeze_loss_streak:*:*',
    length: 90 * MINUTE_MS,
    trip: (scenario: Scenario) => losses(scenario, 6),
  },
] as const;

describe('a breaker that an override has switched off', () => {
  it.each(FREEZES)(
    'CHG-3 $breaker is computed and told, and closes nothing',
    ({ breaker, id, length, trip }) => {
      const scenario = begun();
      off(scenario, [breaker]);
      const outputs = trip(scenario);
      const told = only(outputs, 'breaker').find((output) => output.breaker === breaker);
      expect(told).toMatchObject({ transition: 'tripped', severity: 'warning' });
      expect(told?.text).toMatch(
        /^switched off by an override, without effect: .*; would hold until /,
      );
      expect(scenario.closed).not.toContain(id);
      const end = new Date(T0 + MINUTE_MS + length).toISOString().slice(0, 16).replace('T', ' ');
      expect(shown(scenario, breaker)).toMatchObject({
        state: 'inactive',
        until: null,
        off: { would: 'active' },
      });
      expect(shown(scenario, breaker)?.text).toContain(`would be active until ${end}`);
    },
  );

  it.each(FREEZES)(
    'CHG-3 $breaker while its freeze runs: that closure is released and no other',
    ({ breaker, id, trip }) => {
      const scenario = begun();
      scenario.close('operator_halt', 'operator_halt:*:*');
      trip(scenario);
      const before = scenario.closed;
      expect(before).toContain(id);
      const outputs = off(scenario, [breaker]);
      expect(only(outputs, 'closure_released').map(({ closure }) => closure.id)).toEqual([id]);
      expect(scenario.closed).toEqual(before.filter((each) => each !== id));
    },
  );

  it.each(FREEZES)(
    'CHG-3 $breaker switched on again freezes for what is left, to the millisecond',
    ({ breaker, id, length, trip }) => {
      const scenario = begun();
      off(scenario, [breaker]);
      trip(scenario);
      scenario.wait(30 * MINUTE_MS);
      off(scenario, []);
      expect(scenario.state.closures.all.get(id)?.until).toBe(T0 + MINUTE_MS + length);
      expect(shown(scenario, breaker)?.off).toBeUndefined();
      scenario.wait(length - 30 * MINUTE_MS - 1).time();
      expect(scenario.closed).toContain(id);
      scenario.wait(1).time();
      expect(scenario.closed).not.toContain(id);
    },
  );

  it.each(FREEZES)(
    'CHG-3 $breaker switched on after its freeze would have ended closes nothing',
    ({ breaker, id, length, trip }) => {
      const scenario = begun();
      off(scenario, [breaker]);
      trip(scenario);
      scenario.wait(length).time();
      off(scenario, []);
      expect(scenario.closed).not.toContain(id);
      expect(scenario.state.overrides).toEqual({ off: [], exempt: [], held: [] });
    },
  );

  it('CHG-3 the day after a hard loss is conservative only if the breaker is on by then', () => {
    const through = begun();
    off(through, ['daily_hard']);
    through.mark(97_000);
    through.wait(DAY_MS - MINUTE_MS).time();
    expect(kernelStatus(through.state, through.at).profile).toBe('balanced');
    const back = begun();
    off(back, ['daily_hard']);
    back.mark(97_000);
    back.wait(HOUR_MS);
    off(back, []);
    back.wait(DAY_MS - HOUR_MS - MINUTE_MS).time();
    expect(kernelStatus(back.state, back.at).profile).toBe('conservative');
    expect(back.closed).toEqual([
      `playbook:${S2}:*:hard_daily_loss`,
      `playbook:${S7}:*:hard_daily_loss`,
    ]);
  });

  it('CHG-3 eight losses step the profile down when the breaker is switched on again', () => {
    const scenario = begun();
    off(scenario, ['loss_streak']);
    losses(scenario, 8);
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('balanced');
    off(scenario, []);
    expect(kernelStatus(scenario.state, scenario.at).profile).toBe('conservative');
  });

  it('CHG-3 the size of the drawdown warning and the risk of the recovery are not reduced', () => {
    const warned = begun();
    off(warned, ['daily_soft', 'daily_hard']);
    warned.mark(94_000);
    expect(warned.decide().multipliers.size).toMatchObject({ drawdown_warning: 0.5 });
    off(warned, ['daily_soft', 'daily_hard', 'drawdown_warning']);
    expect(warned.decide().multipliers.size).not.toMatchObject({ drawdown_warning: 0.5 });
    expect(shown(warned, 'drawdown_warning')).toMatchObject({ off: { would: 'warning' } });
    expect(warned.state.core.riskState).toBe('WARNING');
  });

  it('CHG-3 a drawdown freeze that is held back is still a freeze: no resume, no second trip', () => {
    const scenario = begun();
    off(scenario, ['daily_soft', 'daily_hard', 'drawdown_breaker']);
    scenario.mark(91_000);
    scenario.close('incident', 'incident:*:*:I1');
    expect(breakerMoves(scenario.release('incident:*:*:I1'))).toEqual([]);
    expect(breakerMoves(scenario.mark(90_500))).toEqual([]);
    scenario.wait(DAY_MS);
    expect(breakerMoves(scenario.time())).toContain('drawdown_breaker recovering');
  });

  it('CHG-3 tripping the drawdown breaker by hand is refused while it is switched off', () => {
    const scenario = begun();
    off(scenario, ['drawdown_breaker']);
    const outputs = scenario.feed({
      kind: 'trip_drawdown',
      at: scenario.at,
      actor: 'desk',
      reason: 'drill',
    });
    expect(only(outputs, 'rejected_input')[0]?.text).toContain('switched the drawdown breaker off');
  });

  function extreme(breakersOff: readonly BreakerId[], exempt: string[]): Scenario {
    const scenario = Scenario.ready();
    for (let i = 0; i < 200; i += 1) {
      scenario.wait(HOUR_MS).candle(i % 2 === 0 ? 0.01 : 0.011);
    }
    off(scenario, breakersOff, exempt);
    scenario.wait(HOUR_MS).candle(0.2);
    expect(kernelStatus(scenario.state, scenario.at).regime).toBe('extreme');
    return scenario;
  }
  const closed = (id: string): string => `volatility_extreme:${id}:*`;

  it('CHG-3 extreme volatility closes S2 and S7 unless an override names them', () => {
    expect(extreme([], []).closed).toEqual([closed(S2), closed(S7)]);
    const named = extreme([], [S2]);
    expect(named.closed).toEqual([closed(S7)]);
    off(named, [], [S7]);
    expect(named.closed).toEqual([closed(S2)]);
    off(named, []);
    expect(named.closed).toEqual([closed(S2), closed(S7)]);
  });

  it('CHG-3 volatility switched off changes neither leverage nor trades nor closures', () => {
    const scenario = extreme(['volatility'], []);
    expect(scenario.closed).toEqual([]);
    const status = kernelStatus(scenario.state, scenario.at);
    expect(status.openTrades.limit).toBe(10);
    expect(shown(scenario, 'volatility')).toMatchObject({ off: { would: 'active' } });
    off(scenario, []);
    expect(scenario.closed).toEqual([closed(S2), closed(S7)]);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.limit).toBe(6);
  });

  it.each([
    [{ breakersOff: ['weather'] }, 'no breaker "weather"'],
    [{ breakersOff: ['daily_soft', 'daily_soft'] }, 'breakersOff is'],
    [{ breakersOff: null }, 'breakersOff is'],
    [{ exempt: ['S99'] }, 'S99'],
    [{ text: 7 }, 'text is'],
  ])('CHG-3 a list that makes no sense (%j) is refused and changes nothing', (change, words) => {
    const scenario = begun();
    off(scenario, ['daily_soft']);
    const before = saveKernel(scenario.state);
    const event = {
      kind: 'set_overrides',
      at: scenario.at,
      breakersOff: [],
      exempt: [],
      text: 'x',
    };
    const outputs = scenario.feed({ ...event, ...change } as never);
    expect(only(outputs, 'rejected_input')[0]?.text).toContain(words);
    const { counters: _, ...after } = JSON.parse(saveKernel(scenario.state)).modules;
    const { counters: __, ...was } = JSON.parse(before).modules;
    expect(after).toEqual(was);
  });

  it('CHG-3 it is saved with the rest; without any, states hash as before there were overrides', () => {
    const scenario = begun();
    expect(stateTexts(scenario.state)['overrides']).toBeUndefined();
    off(scenario, ['daily_soft']);
    scenario.mark(98_000);
    const saved = saveKernel(scenario.state);
    expect(saveKernel(loadKernel(scenario.config, saved))).toBe(saved);
    expect(stateTexts(scenario.state)['overrides']).toContain('freeze_daily_soft');
    expect(JSON.parse(saved).schema).toBe('septet.kernel-snapshot/3');
    const { overrides: _, ...modules } = JSON.parse(saved).modules;
    const cut = JSON.stringify({ ...JSON.parse(saved), modules });
    expect(() => loadKernel(scenario.config, cut)).toThrow('snapshot lacks module overrides');
    expect(JSON.parse(saveKernel(begun().state)).schema).toBe('septet.kernel-snapshot/2');
  });
});
