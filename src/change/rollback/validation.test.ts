import { describe, expect, it } from 'vitest';
import type { Baseline } from '../../domain/rollback.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { baselineFigure } from '../../runbook/review/baseline.ts';
import {
  createValidation,
  judgeValidation,
  type StabilitySample,
  takeSample,
  type ValidationState,
} from './validation.ts';

const few = { value: null, samples: 3 };
const sample = (minute: number, over: Partial<StabilitySample> = {}): StabilitySample => ({
  at: minute * MINUTE_MS,
  writer: 4,
  launch: 'complete',
  closed: null,
  capViolations: 2,
  triggers: 1,
  timeouts: few,
  slippageBps: few,
  ...over,
});
const baselineOf = (timeouts: number, slippageBps: number): Baseline => ({
  timeouts: baselineFigure([timeouts, timeouts, timeouts]),
  slippageBps: baselineFigure([slippageBps, slippageBps, slippageBps]),
});
const NONE: Baseline = {
  timeouts: baselineFigure([0.04, null, 0.05]),
  slippageBps: baselineFigure([]),
};
const STABLE_FOR = 30 * MINUTE_MS;

/** One sample a minute. */
const observed = (minutes: number, at: (minute: number) => Partial<StabilitySample>) => {
  let state: ValidationState = createValidation();
  for (let minute = 0; minute <= minutes; minute += 1) {
    state = takeSample(state, sample(minute, at(minute)));
  }
  return state;
};
const judged = (state: ValidationState, baseline = NONE) =>
  judgeValidation(state, STABLE_FOR, baseline);

describe('validation after a rollback', () => {
  it('RB-7 confirms after 30 minutes in a row, not before', () => {
    expect(judged(createValidation()).kind).toBe('waiting');
    expect(judged(observed(29, () => ({}))).kind).toBe('waiting');
    expect(judged(observed(30, () => ({}))).kind).toBe('confirmed');
  });

  it.each([
    ['a halt', { closed: 'ENTRY_HALT by desk' }],
    ['phases that run', { launch: 'phasing' }],
  ])('RB-7 %s begins the 30 minutes anew, and is said', (_name, over) => {
    const state = observed(40, (minute) => (minute === 20 ? over : {}));
    expect(judged(state)).toMatchObject({ kind: 'waiting' });
    expect(judged(state).evidence[0]).toContain('stable for 19 min of 30 min');
    expect(judged(observed(51, (minute) => (minute === 20 ? over : {}))).kind).toBe('confirmed');
  });

  it('RB-7 so does a restart of the orchestrator, and a silence of over five minutes', () => {
    expect(judged(observed(40, (minute) => ({ writer: minute < 20 ? 4 : 5 }))).kind).toBe(
      'waiting',
    );
    const state = takeSample(
      observed(20, () => ({})),
      sample(26),
    );
    expect(judged(takeSample(state, sample(31))).kind).toBe('waiting');
  });

  it('RB-7 a cap violation fails it at once, as does a trigger', () => {
    const violated = observed(5, (minute) => ({ capViolations: minute < 5 ? 2 : 3 }));
    expect(judged(violated)).toEqual({
      kind: 'failed',
      evidence: ['1 cap violations since the rollback'],
    });
    expect(judged(observed(5, (minute) => ({ triggers: minute < 5 ? 1 : 2 }))).kind).toBe('failed');
  });

  it('RB-7 timeouts above the 7-day median + 25 % wait for the hour of the rate, then fail', () => {
    const at = (value: number) => () => ({ timeouts: { value, samples: 40 } });
    const baseline = baselineOf(0.04, 3);
    expect(judged(observed(30, at(0.05)), baseline).kind).toBe('confirmed');
    expect(judged(observed(30, at(0.0501)), baseline).kind).toBe('waiting');
    expect(judged(observed(60, at(0.0501)), baseline).kind).toBe('failed');
    expect(judged(observed(60, at(0.0501)), baseline).evidence).toContain(
      'timeout rate 5.01 %, above baseline 5.00 % (median of 3 days 4.00 % + 25 %)',
    );
  });

  it('RB-7 slippage in our favour counts by its size, too', () => {
    const at = (value: number) => () => ({ slippageBps: { value, samples: 40 } });
    const baseline = baselineOf(0.04, -4);
    expect(judged(observed(30, at(-3)), baseline).kind).toBe('confirmed');
    expect(judged(observed(60, at(-2.9)), baseline).kind).toBe('failed');
  });

  it('RB-7 too few samples, or no baseline, neither hold nor confirm by themselves', () => {
    const state = observed(30, () => ({ timeouts: { value: 0.5, samples: 40 } }));
    expect(judged(state)).toMatchObject({ kind: 'confirmed' });
    expect(judged(state).evidence).toContain(
      'timeout rate 50.00 %, not judged: no baseline: 2 of the 7 days before have a figure, at least 3 are needed',
    );
  });
});
