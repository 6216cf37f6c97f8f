/** Two sides over one tape, held against the limits of the version in force: pure. */
import type { PaperVerdict } from '../../domain/change.ts';
import type {
  Measured,
  PaperCheck,
  PaperConfig,
  PaperLimit,
  ReturnDifference,
  SideFigures,
} from '../../domain/paper.ts';
import { sumInterval } from '../../domain/stationary-bootstrap.ts';

export interface Comparison {
  readonly difference: ReturnDifference;
  readonly checks: readonly PaperCheck[];
  /** The worst of the checks; few samples are marginal, never a pass. */
  readonly verdict: PaperVerdict;
}

/** Comparisons of fractions bear this much of rounding. */
const TOLERANCE = 1e-9;
const RANK: Readonly<Record<PaperVerdict, number>> = { pass: 0, marginal: 1, fail: 2 };

export function compareSides(
  inForce: SideFigures,
  candidate: SideFigures,
  limits: PaperConfig,
): Comparison {
  const difference = returnDifference(
    hourlyDifference(inForce, candidate),
    candidate.return - inForce.return,
    limits.blockHours,
  );
  const checks = [
    samples(inForce, candidate, limits.minTrades),
    returns(difference, limits.returnBehind),
    drawdown(inForce, candidate, limits.drawdown),
    exposure(inForce, candidate, limits.exposure),
    rate('rejected', 'Rejected order rate', inForce.rejected, candidate.rejected, limits.rejected),
    rate('timeouts', 'Timeout failure rate', inForce.timeouts, candidate.timeouts, limits.timeouts),
    slippage(inForce.slippage, candidate.slippage, limits.slippage),
    breakers(inForce, candidate, limits.breakers),
    troubles(inForce, candidate),
    ledger(inForce, candidate),
  ];
  const verdict = checks.reduce<PaperVerdict>(
    (worst, check) => (RANK[check.verdict] > RANK[worst] ? check.verdict : worst),
    'pass',
  );
  return { difference, checks, verdict };
}

const RESAMPLES = 2_000;
const LEVEL = 0.95;
/** Any: fixed, so that the same hours give the same interval. */
const SEED = 20_250_404;

/** `hourly`: candidate - version in force, as fractions of the equity at the start. */
export function returnDifference(
  hourly: readonly number[],
  value: number,
  blockHours: number,
): ReturnDifference {
  const about = { block: blockHours, resamples: RESAMPLES, level: LEVEL, seed: SEED };
  const interval = sumInterval(hourly, about) ?? { low: null, high: null };
  const resamples = interval.low === null ? 0 : RESAMPLES;
  return { value, ...interval, hours: hourly.length, resamples };
}

/** Change of equity in each hour that both were marked in, as a fraction of the start. */
function hourlyDifference(inForce: SideFigures, candidate: SideFigures): readonly number[] {
  const hours = Math.min(inForce.points.length, candidate.points.length);
  const differences: number[] = [];
  for (let index = 0; index < hours; index += 1) {
    differences.push(hourly(candidate, index) - hourly(inForce, index));
  }
  return differences;
}

function hourly({ points, initialEquity }: SideFigures, index: number): number {
  const before = index === 0 ? initialEquity : points[index - 1]!.equity;
  return initialEquity > 0 ? (points[index]!.equity - before) / initialEquity : 0;
}

const verdictOf = (value: number, { marginal, fail }: PaperLimit): PaperVerdict =>
  value >= fail - TOLERANCE ? 'fail' : value >= marginal - TOLERANCE ? 'marginal' : 'pass';

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;
const signed = (fraction: number): string => `${fraction >= 0 ? '+' : ''}${percent(fraction)}`;

function samples(inForce: SideFigures, candidate: SideFigures, least: number): PaperCheck {
  const fewest = Math.min(inForce.trades.closed, candidate.trades.closed);
  return {
    id: 'samples',
    title: 'Enough trades to compare',
    verdict: fewest < least ? 'marginal' : 'pass',
    text: `closed trades ${inForce.trades.closed} in force, ${candidate.trades.closed} candidate; at least ${least} of each`,
  };
}

/**
 * Non-inferiority: passes when even the low end of the interval is not behind by the margin, fails
 * when the candidate is behind by the margin and the whole interval is below zero.
 */
function returns(difference: ReturnDifference, margin: number): PaperCheck {
  const { value, low, high, hours } = difference;
  const about = { id: 'return', title: 'Return not behind' } as const;
  if (low === null || high === null) {
    const text = `difference ${signed(value)} over ${hours} hours, too few for an interval`;
    return { ...about, verdict: value <= -margin ? 'fail' : 'marginal', text };
  }
  const failed = value <= -margin + TOLERANCE && high < 0;
  const passed = low > -margin;
  return {
    ...about,
    verdict: failed ? 'fail' : passed ? 'pass' : 'marginal',
    text: `difference ${signed(value)}, 95 % interval ${signed(low)} to ${signed(high)} over ${hours} hours; behind by at most ${percent(margin)}`,
  };
}

function drawdown(inForce: SideFigures, candidate: SideFigures, limit: PaperLimit): PaperCheck {
  const beyond = candidate.maxDrawdown - inForce.maxDrawdown;
  return {
    id: 'drawdown',
    title: 'Drawdown',
    verdict: verdictOf(beyond, limit),
    text: `${percent(inForce.maxDrawdown)} in force, ${percent(candidate.maxDrawdown)} candidate; beyond it by less than ${percent(limit.marginal)}, ${percent(limit.fail)} fails`,
  };
}

/** A candidate that holds something where the version in force held nothing is for a person. */
function exposure(inForce: SideFigures, candidate: SideFigures, limit: PaperLimit): PaperCheck {
  const [before, after] = [inForce.exposure.peak, candidate.exposure.peak];
  const verdict = before > 0 ? verdictOf(after / before, limit) : after > 0 ? 'marginal' : 'pass';
  return {
    id: 'exposure',
    title: 'Peak gross exposure',
    verdict,
    text: `${before.toFixed(2)} x equity in force, ${after.toFixed(2)} candidate; less than ${limit.marginal} times, ${limit.fail} fails`,
  };
}

const shown = ({ value, samples: count }: Measured, show: (value: number) => string): string =>
  value === null ? `insufficient (${count})` : `${show(value)} (${count})`;

/** Too few attempts for a rate are said by the check of samples, not twice. */
function rate(
  id: string,
  title: string,
  inForce: Measured,
  candidate: Measured,
  limit: PaperLimit,
): PaperCheck {
  const { value } = candidate;
  return {
    id,
    title,
    verdict: value === null ? 'marginal' : verdictOf(value, limit),
    text: `${shown(inForce, percent)} in force, ${shown(candidate, percent)} candidate; below ${percent(limit.marginal)}, ${percent(limit.fail)} fails`,
  };
}

function slippage(inForce: Measured, candidate: Measured, limit: PaperLimit): PaperCheck {
  const known = inForce.value !== null && candidate.value !== null;
  const beyond = (candidate.value ?? 0) - (inForce.value ?? 0);
  const show = (value: number): string => `${value.toFixed(2)} bps`;
  return {
    id: 'slippage',
    title: 'Slippage of entries',
    verdict: known ? verdictOf(beyond, limit) : 'marginal',
    text: `${shown(inForce, show)} in force, ${shown(candidate, show)} candidate; beyond it by less than ${limit.marginal} bps, ${limit.fail} fails`,
  };
}

const tripsOf = ({ breakers: trips }: SideFigures): number =>
  Object.values(trips).reduce((sum, count) => sum + count, 0);

function breakers(inForce: SideFigures, candidate: SideFigures, limit: PaperLimit): PaperCheck {
  const [before, after] = [tripsOf(inForce), tripsOf(candidate)];
  const named = Object.entries(candidate.breakers).map(([name, count]) => `${name} ${count}`);
  const which = named.length === 0 ? '' : ` (${named.join(', ')})`;
  return {
    id: 'breakers',
    title: 'Breaker trips',
    verdict: after <= before ? 'pass' : verdictOf(after - before, limit),
    text: `${before} in force, ${after} candidate${which}; beyond it by less than ${limit.marginal}, ${limit.fail} fails`,
  };
}

/** Failed exits and missing stops have no margin: one more than in force is for a person. */
function troubles(inForce: SideFigures, candidate: SideFigures): PaperCheck {
  const [before, after] = [inForce.troubles, candidate.troubles];
  return {
    id: 'troubles',
    title: 'Failed exits, missing stops and the like',
    verdict: after > before ? 'marginal' : 'pass',
    text: `${before} in force, ${after} candidate`,
  };
}

function ledger(inForce: SideFigures, candidate: SideFigures): PaperCheck {
  const exact = candidate.ledgerExact;
  return {
    id: 'ledger',
    title: 'Ledger exact to the last digit',
    verdict: exact && inForce.ledgerExact ? 'pass' : exact ? 'marginal' : 'fail',
    text: `in force ${inForce.ledgerExact ? 'exact' : 'NOT EXACT'}, candidate ${exact ? 'exact' : 'NOT EXACT'}`,
  };
}
