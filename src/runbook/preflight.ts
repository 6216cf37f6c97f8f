/**
 * Pre-flight checks (requirements PRE-1..PRE-8): what was observed goes in, a check with its
 * evidence and its remedy comes out. Pure: whoever drives it does the observing. Pre-flight gates
 * entries only; open positions are managed whatever it says.
 */
import type { VenueKind } from '../domain/config.ts';

/** Where the money is. */
export type TradingMode = VenueKind;

export type PreflightId =
  | 'PRE-1'
  | 'PRE-2'
  | 'PRE-3'
  | 'PRE-4'
  | 'PRE-5'
  | 'PRE-6'
  | 'PRE-7'
  | 'PRE-8';

export const PREFLIGHT_IDS: readonly PreflightId[] = [
  'PRE-1',
  'PRE-2',
  'PRE-3',
  'PRE-4',
  'PRE-5',
  'PRE-6',
  'PRE-7',
  'PRE-8',
];

export interface PreflightCheck {
  readonly id: PreflightId;
  readonly title: string;
  readonly state: 'passed' | 'warning' | 'failed';
  /** What was found, in words with figures. */
  readonly evidence: string;
  /** What would make it right; null when it passed. */
  readonly remedy: string | null;
}

export const PREFLIGHT_TITLES: Readonly<Record<PreflightId, string>> = {
  'PRE-1': 'Venue connectivity and key permissions',
  'PRE-2': 'Configuration',
  'PRE-3': 'Clock',
  'PRE-4': 'Profile',
  'PRE-5': 'Kill-switch channel',
  'PRE-6': 'Journal and state',
  'PRE-7': 'Provenance',
  'PRE-8': 'Feasibility',
};

/** One thing found wrong while assessing a check. */
export interface Finding {
  readonly severity: 'warning' | 'failure';
  readonly text: string;
  readonly remedy: string;
}

/** The check that a list of findings makes: the worst of them decides. */
export function checkOf(
  id: PreflightId,
  facts: readonly string[],
  findings: readonly Finding[],
): PreflightCheck {
  const failed = findings.some((finding) => finding.severity === 'failure');
  const state = failed ? 'failed' : findings.length > 0 ? 'warning' : 'passed';
  const evidence = [...findings.map((finding) => finding.text), ...facts].join('; ');
  const remedies = findings.map((finding) => finding.remedy).filter((text) => text !== '');
  return {
    id,
    title: PREFLIGHT_TITLES[id],
    state,
    evidence,
    remedy: findings.length === 0 ? null : [...new Set(remedies)].join('; '),
  };
}

/** Text of a figure that a peer reported: rounded, and never `NaN`. */
export const figure = (value: number, decimals = 0): string =>
  Number.isFinite(value) ? value.toFixed(decimals) : 'unknown';
