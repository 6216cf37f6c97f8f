import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { describeLimits, limitKeys, limitValue, readLimit, withLimit } from './limits.ts';
import {
  beginOverride,
  createOverrides,
  effectiveKernel,
  endDue,
  judgeOverride,
  OVERRIDE_MAX,
  OVERRIDES_MAX,
} from './overrides.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const BY = { actor: 'desk', role: null, reason: 'drill', confirmedBy: null };
const CONFIG = kernelConfig();

describe('limits that can be overridden', () => {
  it('CHG-3 are all there in the configuration, and within their bounds', () => {
    const keys = limitKeys(CONFIG);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    for (const key of keys) {
      const value = limitValue(CONFIG, key);
      expect(`${key.key} ${value >= key.min && value <= key.max}`).toBe(`${key.key} true`);
      expect(limitValue(withLimit(CONFIG, key, key.min), key)).toBe(key.min);
    }
    expect(describeLimits(CONFIG)[0]?.text).toContain('loosens');
  });

  it('CHG-3 change one figure and no other', () => {
    for (const key of limitKeys(CONFIG)) {
      const changed = withLimit(CONFIG, key, key.max);
      expect(withLimit(changed, key, limitValue(CONFIG, key))).toEqual(CONFIG);
    }
  });

  it.each([
    ['risk.yaml:caps.total', '35%', 0.35],
    ['risk.yaml:caps.total', '0.35', 0.35],
    ['risk.yaml:breakers.dailySoft.limit', '-2.2%', -0.022],
    ['risk.yaml:breakers.dailySoft.freeze', '90m', 5_400_000],
    ['risk.yaml:breakers.lossStreak.severe', '9', 9],
    ['risk.yaml:breakers.lossStreak.severe', '9.5', 'no whole number'],
    ['risk.yaml:breakers.dailySoft.freeze', '90', 'no duration'],
    ['risk.yaml:caps.total', '', 'no fraction'],
    ['risk.yaml:caps.total', '1e9', 'no fraction'],
    ['risk.yaml:sizing.maxOrderNotional', '50%', 'no number'],
  ])('CHG-3 %s reads %j as its file would', (name, text, wanted) => {
    const key = limitKeys(CONFIG).find((each) => each.key === name)!;
    const read = readLimit(key, text);
    if (typeof wanted === 'number') expect(read).toBe(wanted);
    else expect(read).toContain(wanted);
  });
});

describe('overrides', () => {
  it('CHG-3 whatever is begun, ended and awaited, none is in force for more than 12 hours', () => {
    const breakers = ['daily_soft', 'daily_hard', 'loss_streak'] as const;
    const act = fc.record({
      wait: fc.integer({ min: 0, max: 5 * HOUR_MS }),
      length: fc.integer({ min: 0, max: 15 * HOUR_MS }),
      breaker: fc.constantFrom(...breakers),
      end: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const state = createOverrides();
        let now = AT;
        for (const { wait, length, breaker, end } of acts) {
          now += wait;
          endDue(state, now);
          if (end) state.inForce = state.inForce.slice(1);
          const judged = judgeOverride(state, CONFIG, { kind: 'breaker_off', breaker }, length);
          if (judged.ok) beginOverride(state, judged, BY, length, now);
          for (const { since, until } of state.inForce) {
            expect(until - since).toBeLessThanOrEqual(OVERRIDE_MAX);
            expect(now).toBeLessThan(until);
          }
          expect(state.inForce.length).toBeLessThanOrEqual(breakers.length);
        }
      }),
    );
  });

  it('CHG-3 are twenty at most', () => {
    const state = createOverrides();
    const keys = limitKeys(CONFIG).filter(({ key }) => key.includes('maxS'));
    const wanted = limitKeys(CONFIG)
      .filter((key) => !key.key.startsWith('profiles') && !keys.includes(key))
      .map(
        (key) => ({ kind: 'limit', key: key.key, value: String(limitValue(CONFIG, key)) }) as const,
      );
    for (let n = 0; n < OVERRIDES_MAX; n += 1) {
      const target = { kind: 'limit', key: wanted[n]!.key, value: 1 } as const;
      beginOverride(state, { ok: true, target, what: 'x', loosens: false }, BY, HOUR_MS, AT);
    }
    const more = { kind: 'breaker_off', breaker: 'daily_soft' } as const;
    expect(judgeOverride(state, CONFIG, more, HOUR_MS)).toMatchObject({
      code: 'TOO_MANY_OVERRIDES',
    });
  });

  it('CHG-3 of limits add up, and the version names each', () => {
    const state = createOverrides();
    for (const [key, value] of [
      ['risk.yaml:caps.asset.BTC', '20%'],
      ['buckets.yaml:buckets.HFT.maxSpreadBps', '6'],
    ] as const) {
      const { config } = effectiveKernel(CONFIG, state.inForce);
      const judged = judgeOverride(state, config, { kind: 'limit', key, value }, HOUR_MS);
      if (!judged.ok) throw new Error(judged.text);
      expect(judged.loosens).toBe(false);
      beginOverride(state, judged, BY, HOUR_MS, AT);
    }
    const { config, unfit } = effectiveKernel(CONFIG, state.inForce);
    expect(unfit).toEqual([]);
    expect(config.version).toBe(`${CONFIG.version}+O1+O2`);
    expect(config.caps.asset).toMatchObject({ BTC: 0.2 });
    expect(config.buckets.find(({ id }) => id === 'HFT')?.maxSpreadBps).toBe(6);
  });
});
