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

/** What asking one source of time gave. */
export type TimeObservation =
  /** `source` says which one answered, empty when there is only one. */
  | { readonly kind: 'samples'; readonly source: string; readonly samples: readonly ClockSample[] }
  /** Asked in vain; each attempt in words. */
  | { readonly kind: 'silent'; readonly errors: readonly string[] }
  /** Not asked at all, and nobody wanted it: paper trades on a time of its own. */
  | { readonly kind: 'not_asked' };

export interface ClockObservation {
  readonly mode: TradingMode;
  readonly ntp: TimeObservation;
  readonly venue: TimeObservation;
  /** Warning from, failure from; ms. */
  readonly warning: Ms;
  readonly limit: Ms;
}

/** Each source that was asked must answer with an offset within the limit. */
export function assessClock(observed: ClockObservation): PreflightCheck {
  const findings: Finding[] = [];
  const facts: string[] = [];
  for (const [name, time] of [
    ['NTP', observed.ntp],
    ['venue', observed.venue],
  ] as const) {
    if (time.kind === 'not_asked') {
      if (observed.mode === 'live') findings.push(silent(name, ['it was not asked'], 'live'));
      continue;
    }
    if (time.kind === 'silent') {
      findings.push(silent(name, time.errors, observed.mode));
      continue;
    }
    const offset = clockOffset(time.samples);
    if (offset === null) {
      findings.push(unusable(name, time.samples.length, observed.mode));
      continue;
    }
    const source = time.source === '' ? name : `${name} (${time.source})`;
    const text = `${source} offset ${figure(offset.offset)} ms (${offset.samples} samples, round trip ${figure(offset.roundTrip)} ms)`;
    const finding = offsetFinding(text, Math.abs(offset.offset), observed);
    if (finding === null) facts.push(text);
    else findings.push(finding);
  }
  if (findings.length + facts.length === 0) {
    findings.push(silent('venue', ['no source was asked'], observed.mode));
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

const unusable = (name: SourceName, count: number, mode: TradingMode): Finding => ({
  severity: mode === 'live' ? 'failure' : 'warning',
  text: `${name} time: fewer than ${CLOCK_SAMPLES} usable samples (${count} came)`,
  remedy: REMEDIES[name],
});

type SourceName = 'NTP' | 'venue';

const REMEDIES: Readonly<Record<SourceName, string>> = {
  NTP: 'let UDP port 123 out to the timeServers of launch.yaml, or name servers that answer',
  venue: 'make the time of the venue reachable',
};

const silent = (name: SourceName, errors: readonly string[], mode: TradingMode): Finding => ({
  severity: mode === 'live' ? 'failure' : 'warning',
  text: `no ${name} time: ${errors.length === 0 ? 'no source is configured' : errors.join(', ')}`,
  remedy: REMEDIES[name],
});

/** Median of a non-empty list. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : ((sorted[middle - 1] as number) + sorted[middle]!) / 2;
}
