import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { smokeTest } from './smoke.ts';

describe('smoke test of a version', () => {
  it('RB-4 weights, caps and breakers pass with the configuration of the specification', () => {
    const report = smokeTest(kernelConfig(), 'b1');
    expect(report.checks.map(({ id, ok, text }) => `${id} ${ok ? 'ok' : text}`)).toEqual([
      'weights ok',
      'caps ok',
      'breakers ok',
    ]);
    expect(report.passed).toBe(true);
    expect(report.figures.length).toBeGreaterThan(30);
    expect(report.figures.join()).not.toContain('NaN');
  });

  it('RB-4 gives the same figures each time, and others when a cap or a limit is another', () => {
    const base = kernelConfig();
    const { figures } = smokeTest(base, 'b1');
    expect(smokeTest(kernelConfig(), 'b1').figures).toEqual(figures);
    const caps = { ...base.caps, asset: { ...base.caps.asset, BTC: 0.05 } };
    expect(smokeTest({ ...base, caps }, 'b1').figures).not.toEqual(figures);
    const lossStreak = { ...base.breakers.lossStreak, criticalFreeze: 1 };
    const breakers = { ...base.breakers, lossStreak };
    expect(smokeTest({ ...base, breakers }, 'b1').figures).not.toEqual(figures);
  });

  it('RB-4 a configuration that trips before its limit does not pass, with the breaker named', () => {
    const base = kernelConfig();
    const breakers = {
      ...base.breakers,
      lossStreak: { ...base.breakers.lossStreak, critical: 20 },
    };
    const report = smokeTest({ ...base, breakers }, 'b1');
    expect(report.passed).toBe(false);
    expect(report.checks[2]?.text).toContain('losses in a row freeze already');
  });
});
