import { describe, expect, it } from 'vitest';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';
import {
  addCeiling,
  ceilingAt,
  createProfile,
  dropCeilings,
  type ProfileCeiling,
} from './profile.ts';

/** From and until in hours after T0. */
const ceiling = (profile: number, from: number, until: number): ProfileCeiling => ({
  profile,
  from: T0 + from * HOUR_MS,
  until: T0 + until * HOUR_MS,
  cause: 'loss_streak',
});

describe('ceilings', () => {
  const table = [
    { name: 'none', given: [], when: 0, expected: null },
    { name: 'before it begins', given: [ceiling(1, 2, 4)], when: 2 * HOUR_MS - 1, expected: null },
    { name: 'from its first instant', given: [ceiling(1, 2, 4)], when: 2 * HOUR_MS, expected: 1 },
    { name: 'to its last', given: [ceiling(1, 2, 4)], when: 4 * HOUR_MS - 1, expected: 1 },
    { name: 'not at its end', given: [ceiling(1, 2, 4)], when: 4 * HOUR_MS, expected: null },
    {
      name: 'the lowest counts, here the second',
      given: [ceiling(2, 0, 9), ceiling(0, 0, 9)],
      when: 1,
      expected: 0,
    },
    {
      name: 'the lowest counts, here the first',
      given: [ceiling(0, 0, 9), ceiling(2, 0, 9)],
      when: 1,
      expected: 0,
    },
    { name: 'two alike', given: [ceiling(1, 0, 9), ceiling(1, 0, 5)], when: 1, expected: 1 },
    {
      name: 'one that is over does not count',
      given: [ceiling(0, 0, 1), ceiling(2, 0, 9)],
      when: HOUR_MS,
      expected: 2,
    },
  ];
  it.each(table)('PRE-4 $name', ({ given, when, expected }) => {
    const state = createProfile(2);
    for (const each of given) addCeiling(state, each);
    expect(ceilingAt(state, T0 + when)).toBe(expected);
  });

  it('those that are over are forgotten at their very end, and no other', () => {
    const state = createProfile(2);
    const [over, running] = [ceiling(0, 0, 1), ceiling(1, 0, 2)];
    addCeiling(state, over);
    addCeiling(state, running);
    dropCeilings(state, T0 + HOUR_MS - 1);
    expect(state.ceilings).toEqual([over, running]);
    dropCeilings(state, T0 + HOUR_MS);
    expect(state.ceilings).toEqual([running]);
  });
});

describe('profile of the session', () => {
  const choose = (scenario: Scenario, profile: string) =>
    scenario.feed({ kind: 'set_profile', at: scenario.at, profile, actor: 'desk', reason: 'calm' });
  /** `from to (ceiling): why` of each change. */
  const changes = (outputs: ReturnType<Scenario['mark']>) =>
    only(outputs, 'profile').map(
      (each) => `${each.from} ${each.to} (${each.ceiling}): ${each.text}`,
    );
  const lose = (scenario: Scenario, times: number) => {
    for (let i = 0; i < times; i += 1) scenario.trade(-1);
  };

  it('PRE-4 a choice says who and why, and moves caps and weights', () => {
    const scenario = Scenario.ready();
    const outputs = choose(scenario, 'conservative');
    expect(changes(outputs)).toEqual(['balanced conservative (null): desk: calm']);
    // The per-strategy cap falls from 0.18 to 0.12 (specification 1.2).
    const [weights] = only(outputs, 'weights');
    expect(weights?.reason).toBe('profile conservative');
    expect(weights?.strategies.map(({ cap }) => cap)).toEqual(new Array(7).fill(0.12));
    scenario.mark(100_000);
    // G = 100,000 x 1.5, six trades at most.
    const status = kernelStatus(scenario.state, scenario.at);
    expect(status.exposure.gross).toBe(150_000);
    expect(status.openTrades.limit).toBe(6);
  });

  it('choosing what is in force is told and moves nothing', () => {
    const scenario = Scenario.ready();
    const outputs = choose(scenario, 'balanced');
    expect(outputs.map((output) => output.kind)).toEqual(['profile']);
    expect(changes(outputs)).toEqual(['balanced balanced (null): desk: calm']);
  });

  it('a lower profile makes what is open exceed its cap at once, and closes nothing by force', () => {
    const scenario = Scenario.ready();
    // 0.06 BTC at 100,000, stop 3.5 % below: 210 at risk of 0.18 x 1,400 = 252.
    scenario.position(0.06);
    expect(scenario.closed).toEqual([]);
    // Conservative: 0.12 x 800 = 96; BTC 0.30 x 0.85 x 800 = 204, which 210 exceeds by 2.9 %.
    choose(scenario, 'conservative');
    expect(scenario.closed).toEqual(['over_cap:S3:*', 'over_cap:*:BTC/USDT:USDT']);
    expect(scenario.state.holdings.openTrades).toBe(1);
  });

  it('renews at 00:00 UTC: the hard limit of the new day is that of the profile then in force', () => {
    const scenario = Scenario.ready();
    choose(scenario, 'conservative');
    expect(scenario.state.profile).toMatchObject({ current: 0, launched: 1 });
    scenario.at = T0 + DAY_MS;
    expect(changes(scenario.mark(100_000))).toEqual([]);
    expect(scenario.state.profile).toMatchObject({ current: 0, launched: 0 });
    // -2.2 % is the limit of `conservative`.
    const hard = (outputs: ReturnType<Scenario['mark']>) =>
      only(outputs, 'breaker').filter(({ breaker }) => breaker === 'daily_hard');
    expect(hard(scenario.wait(MINUTE_MS).mark(97_801))).toEqual([]);
    expect(hard(scenario.wait(MINUTE_MS).mark(97_800))).toMatchObject([{ limit: -0.022 }]);
  });

  it('INC-1 PB-A a hard loss forces the lowest profile from 00:00 on, and only then', () => {
    const scenario = Scenario.ready({ profile: 'aggressive' });
    // -3.8 % is the limit of `aggressive`.
    scenario.wait(MINUTE_MS).mark(96_200);
    expect(scenario.state.profile).toMatchObject({ current: 2, launched: 2 });
    expect(kernelStatus(scenario.state, scenario.at).profileCeiling).toBeNull();
    scenario.at = T0 + DAY_MS;
    expect(changes(scenario.mark(96_200))).toEqual([
      'aggressive conservative (conservative): a ceiling forces this session to a lower profile',
    ]);
    expect(scenario.state.profile).toMatchObject({ current: 0, launched: 0 });
    expect(scenario.state.profile.ceilings).toHaveLength(1);
    // The end of that session ends the ceiling, and it is forgotten; nothing is raised.
    scenario.at = T0 + 2 * DAY_MS;
    expect(changes(scenario.mark(96_200))).toEqual([]);
    expect(scenario.state.profile).toEqual({ current: 0, launched: 0, ceilings: [] });
  });

  it('at a ceiling or below it a session begins as the one before ended', () => {
    const scenario = Scenario.ready();
    choose(scenario, 'conservative');
    scenario.wait(MINUTE_MS).mark(97_000);
    scenario.at = T0 + DAY_MS;
    expect(changes(scenario.mark(97_000))).toEqual([]);
    expect(kernelStatus(scenario.state, scenario.at).profileCeiling).toBe('conservative');
  });

  const steps = [
    { name: 'aggressive', expected: 'balanced' },
    { name: 'balanced', expected: 'conservative' },
    { name: 'conservative', expected: 'conservative' },
  ];
  it.each(steps)(
    'ALR-3 eight losses step $name down to $expected at once',
    ({ name, expected }) => {
      const scenario = Scenario.ready({ profile: name });
      lose(scenario, 7);
      expect(changes(scenario.outputs)).toEqual([]);
      expect(changes(scenario.trade(-1))).toEqual([
        `${name} ${expected} (${expected}): stepped down: 8 losing closed trades in a row`,
      ]);
      const refused = only(choose(scenario, 'aggressive'), 'rejected_input');
      expect(refused.map(({ code }) => code)).toEqual(['PROFILE_ABOVE_CEILING']);
      // The limit of the day stays that of its launch.
      expect(scenario.state.index.profiles[scenario.state.profile.launched]?.name).toBe(name);
      // Tomorrow's session is the next one; with its end the ceiling ends.
      scenario.at = T0 + 2 * DAY_MS - 1;
      expect(only(choose(scenario, 'aggressive'), 'rejected_input')).toHaveLength(1);
      scenario.wait(1);
      expect(only(choose(scenario, 'aggressive'), 'profile')[0]?.to).toBe('aggressive');
    },
  );

  it('of two ceilings the lower one counts until it ends', () => {
    const scenario = Scenario.ready({ profile: 'aggressive' });
    lose(scenario, 8);
    scenario.wait(MINUTE_MS).mark(96_200);
    const names = [0, DAY_MS, 2 * DAY_MS].map(
      (after) => kernelStatus(scenario.state, T0 + MINUTE_MS + after).profileCeiling,
    );
    // Balanced by the streak now, conservative by playbook A tomorrow, none the day after.
    expect(names).toEqual(['balanced', 'conservative', null]);
  });
});
