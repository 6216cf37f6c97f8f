/**
 * RB-7: at least 30 minutes of stable operation, no cap violation, timeouts and slippage back within
 * baseline; then the rollback is confirmed, else entries are halted again. Pure.
 */
import type { Baseline, BaselineFigure } from '../../domain/rollback.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { baselineRoom } from '../../runbook/review/baseline.ts';

/** A rate over its trailing hour; null: too few samples to say (domain specification 1.10). */
export interface Rate {
  readonly value: number | null;
  readonly samples: number;
}

/** What the orchestrator tells, about every second. */
export interface StabilitySample {
  /** Market time. */
  readonly at: EpochMs;
  /** Run of the process: another one is a restart. */
  readonly writer: number;
  readonly launch: string;
  /** Why entries are closed for everybody, in words; null: they are not. */
  readonly closed: string | null;
  /** Cap violations ever found in decisions, and occurrences of triggers. */
  readonly capViolations: number;
  readonly triggers: number;
  readonly timeouts: Rate;
  readonly slippageBps: Rate;
}

export interface ValidationState {
  /** Stable since; null: not now. */
  readonly since: EpochMs | null;
  /** When it was stable for the first time: rates look back to before it. */
  readonly firstAt: EpochMs | null;
  readonly first: StabilitySample | null;
  readonly last: StabilitySample | null;
  /** How often stability was lost. */
  readonly breaks: number;
}

export type Verdict = {
  readonly kind: 'waiting' | 'confirmed' | 'failed';
  readonly evidence: readonly string[];
};

export const createValidation = (): ValidationState => ({
  since: null,
  firstAt: null,
  first: null,
  last: null,
  breaks: 0,
});

/** Rates look back one hour: samples of before the rollback leave them within it. */
const RATE_WINDOW: Ms = HOUR_MS;
/** No sample for so long is no stable operation. */
const GAP_MAX: Ms = 5 * MINUTE_MS;

export function takeSample(state: ValidationState, sample: StabilitySample): ValidationState {
  const { last, since } = state;
  const first = state.first ?? sample;
  const unstable = unstableBecause(sample, last);
  if (unstable !== null) {
    const breaks = state.breaks + (since === null ? 0 : 1);
    return { ...state, first, last: sample, since: null, breaks };
  }
  const from = since ?? sample.at;
  return { ...state, first, last: sample, since: from, firstAt: state.firstAt ?? from };
}

/** In words; null: stable. */
function unstableBecause(sample: StabilitySample, last: StabilitySample | null): string | null {
  if (sample.closed !== null) return sample.closed;
  if (sample.launch !== 'complete') return `the launch is ${sample.launch}`;
  if (last !== null && last.writer !== sample.writer) return 'the orchestrator was restarted';
  if (last !== null && sample.at - last.at > GAP_MAX) return 'nothing was told for over 5 minutes';
  return null;
}

export function judgeValidation(
  state: ValidationState,
  stableFor: Ms,
  baseline: Baseline,
): Verdict {
  const { first, last, since } = state;
  if (first === null || last === null) {
    return { kind: 'waiting', evidence: ['waits for the orchestrator to tell how it is'] };
  }
  const violations = last.capViolations - first.capViolations;
  if (violations > 0) {
    return { kind: 'failed', evidence: [`${violations} cap violations since the rollback`] };
  }
  if (last.triggers > first.triggers) {
    return { kind: 'failed', evidence: ['a rollback trigger fired again'] };
  }
  const stable = since === null ? 0 : last.at - since;
  const minutes = (time: Ms): string => `${(time / MINUTE_MS).toFixed(0)} min`;
  const breaks = state.breaks === 0 ? '' : `, begun anew ${state.breaks} times`;
  const head = `stable for ${minutes(stable)} of ${minutes(stableFor)}${breaks}`;
  if (since === null) {
    const why = unstableBecause(last, null) ?? 'begins anew';
    return { kind: 'waiting', evidence: [head, why] };
  }
  const rates = [
    held('timeout rate', last.timeouts, baseline.timeouts, percent),
    held('slippage', last.slippageBps, baseline.slippageBps, (bps) => `${bps.toFixed(2)} bps`),
  ];
  const evidence = [head, 'no cap violation', ...rates.map(({ text }) => text)];
  if (stable < stableFor) return { kind: 'waiting', evidence };
  if (rates.every(({ within }) => within)) return { kind: 'confirmed', evidence };
  const patience = Math.max(stableFor, RATE_WINDOW);
  return { kind: stable < patience ? 'waiting' : 'failed', evidence };
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;

/** Too few samples, or no baseline yet, are said and neither hold nor trigger anything. */
function held(
  name: string,
  rate: Rate,
  { median, days, leastDays }: BaselineFigure,
  text: (value: number) => string,
): { readonly within: boolean; readonly text: string } {
  if (rate.value === null) {
    return { within: true, text: `${name}: insufficient (${rate.samples} samples)` };
  }
  if (median === null) {
    const few = `no baseline: ${days} of the 7 days before have a figure, at least ${leastDays} are needed`;
    return { within: true, text: `${name} ${text(rate.value)}, not judged: ${few}` };
  }
  const limit = median + baselineRoom(median);
  const within = rate.value <= limit + 1e-9;
  const verb = within ? 'within' : 'above';
  const basis = `median of ${days} days ${text(median)} + 25 %`;
  return {
    within,
    text: `${name} ${text(rate.value)}, ${verb} baseline ${text(limit)} (${basis})`,
  };
}
