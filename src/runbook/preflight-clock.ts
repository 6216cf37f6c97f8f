/** PRE-3: offset of this host's clock against a time source and against the venue. */
import type { EpochMs, Ms } from '../domain/time.ts';
import {
  checkOf,
  type Finding,
  figure,
  type PreflightCheck,
  type TradingMode,
} from './preflight.ts';

/** One question for the time: own clock when asked and when answered, and the answer. */
export interface ClockSample {
  readonly sentAt: EpochMs;
  readonly receivedAt: EpochMs;
  readonly serverTime: EpochMs;
}

/** How many samples an offset rests on. */
export const CLOCK_SAMPLES = 5;

export interface ClockOffset {
  /** Server time minus own time, ms; positive: this host is behind. */
  readonly offset: Ms;
  readonly roundTrip: Ms;
  readonly samples: number;
}

/**
 * Median offset over the usable samples, half the round trip of each taken off; null when fewer
 * than five are usable. A sample whose answer came before its question, or with a figure that is
 * not finite, is not usable.
 */
export function clockOffset(samples: readonly ClockSample[]): ClockOffset | null {
  const usable = samples.filter(
    (s) =>
      Number.isFinite(s.sentAt) &&
      Number.isFinite(s.receivedAt) &&
      Number.isFinite(s.serverTime) &&
      s.receivedAt >= s.sentAt,
  );
  if (usable.length < CLOCK_SAMPLES) return null;
  const offsets = usable.map((s) => s.serverTime - (s.sentAt + (s.receivedAt - s.sentAt) / 2));
  const trips = usable.map((s) => s.receivedAt - s.sentAt);
  return { offset: median(offsets), roundTrip: median(trips), samples: usable.length };
}

export interface ClockObservation {
  readonly mode: TradingMode;
  /** Null: no such source could be asked (its error is in `errors`). */
  readonly ntp: readonly ClockSample[] | null;
  readonly venue: readonly ClockSample[] | null;
  readonly errors: readonly string[];
  /** Warning from, failure from; ms. */
  readonly warning: Ms;
  readonly limit: Ms;
}

export function assessClock(observed: ClockObservation): PreflightCheck {
  const findings: Finding[] = [];
  const facts: string[] = [];
  let measured = 0;
  for (const [name, samples] of [
    ['NTP', observed.ntp],
    ['venue', observed.venue],
  ] as const) {
    if (samples === null) continue;
    const offset = clockOffset(samples);
    if (offset === null) {
      findings.push(unusable(name, samples.length, observed.mode));
      continue;
    }
    measured += 1;
    const text = `${name} offset ${figure(offset.offset)} ms (${offset.samples} samples, round trip ${figure(offset.roundTrip)} ms)`;
    const finding = offsetFinding(text, Math.abs(offset.offset), observed);
    if (finding === null) facts.push(text);
    else findings.push(finding);
  }
  if (measured === 0) findings.push(noSource(observed));
  else if (observed.mode === 'live' && (observed.ntp === null || observed.venue === null)) {
    findings.push({
      severity: 'warning',
      text: `no ${observed.ntp === null ? 'NTP' : 'venue'} time: ${reasonOf(observed)}`,
      remedy: 'make both time sources reachable',
    });
  }
  return checkOf('PRE-3', facts, findings);
}

function offsetFinding(text: string, size: Ms, observed: ClockObservation): Finding | null {
  const remedy = 'synchronise the clock of this host (NTP)';
  if (size >= observed.limit) {
    return { severity: 'failure', text: `${text}, limit ${observed.limit} ms`, remedy };
  }
  if (size >= observed.warning) {
    return { severity: 'warning', text: `${text}, warning from ${observed.warning} ms`, remedy };
  }
  return null;
}

const unusable = (name: string, count: number, mode: TradingMode): Finding => ({
  severity: mode === 'live' ? 'failure' : 'warning',
  text: `${name} time: fewer than ${CLOCK_SAMPLES} usable samples of ${count}`,
  remedy: 'make the time source reachable and repeat the check',
});

const noSource = (observed: ClockObservation): Finding => ({
  severity: observed.mode === 'live' ? 'failure' : 'warning',
  text: `no time source could be measured: ${reasonOf(observed)}`,
  remedy: 'make an NTP server or the venue reachable',
});

const reasonOf = (observed: ClockObservation): string =>
  observed.errors.length === 0 ? 'none is configured' : observed.errors.join(', ');

/** Median of a non-empty list. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : ((sorted[middle - 1] as number) + sorted[middle]!) / 2;
}
