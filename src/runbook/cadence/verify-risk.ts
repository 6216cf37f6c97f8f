/**
 * CAD-1: what profile, breakers, risk state and gate should be, worked out again from the recorded
 * figures, held against what the kernel says is in force. Two sides that were computed apart: the
 * day book takes equity marks, closed trades and told profiles; the kernel its own state.
 */
import type { Gate } from '../../domain/closure.ts';
import type { KernelConfig } from '../../domain/config.ts';
import type { RiskState } from '../../domain/decision.ts';
import type { BreakerId } from '../../domain/risk.ts';
import type { BreakerStatus, KernelStatus } from '../../domain/status.ts';
import { utc } from '../../kernel/basis/text.ts';

/** What was recorded apart from the kernel. */
export interface RecordedRisk {
  /** Daily PnL and bounds of the rolling drawdown, fractions; null: no good mark yet. */
  readonly dailyPnl: number | null;
  readonly drawdown: { readonly least: number; readonly most: number } | null;
  /** Losing closed trades in a row. */
  readonly losses: number;
  /** The last profile that was told. */
  readonly profile: string;
  /** The gate as last told to the executor. */
  readonly gate: Gate | null;
}

export interface RiskVerdict {
  readonly evidence: readonly string[];
  /** In words with both figures; empty when everything agrees. */
  readonly differences: readonly string[];
  /** Why it cannot be judged now; null when it can. */
  readonly cannot: string | null;
}

/** Of figures that were added up in another order. */
const TOLERANCE = 1e-6;

export function verifyRisk(
  config: KernelConfig,
  status: KernelStatus,
  recorded: RecordedRisk,
): RiskVerdict {
  const evidence = [
    `profile ${status.profile}${status.profileCeiling === null ? '' : `, ceiling ${status.profileCeiling}`}; risk state ${status.riskState}; regime ${status.regime}`,
    ...status.breakers.map((breaker) => breakerLine(breaker)),
    gateLine(status, recorded.gate),
  ];
  const cannot =
    recorded.dailyPnl === null || status.equityQuality !== 'good'
      ? `equity is ${status.equityQuality}: PnL and drawdown cannot be worked out`
      : null;
  const differences = [
    ...profileDifferences(config, status, recorded),
    ...(cannot === null ? equityDifferences(status, recorded) : []),
    ...(cannot === null ? breakerDifferences(config, status) : []),
    ...streakDifferences(status, recorded),
    ...stateDifferences(status),
    ...gateDifferences(status, recorded.gate),
  ];
  return { evidence, differences, cannot };
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(4)} %`;

function breakerLine({ id, state, text, until }: BreakerStatus): string {
  return `${id} ${state}${until === null ? '' : ` until ${utc(until)}`}: ${text}`;
}

function gateLine(status: KernelStatus, gate: Gate | null): string {
  const told = gate === null ? 'never told' : `told at epoch ${gate.epoch}`;
  return `gate epoch ${status.epoch} (executor ${told}), ${status.closures.length} closures in force`;
}

function profileDifferences(
  config: KernelConfig,
  status: KernelStatus,
  recorded: RecordedRisk,
): readonly string[] {
  const names = config.profiles.map(({ name }) => name);
  const differences: string[] = [];
  if (status.profile !== recorded.profile) {
    differences.push(`profile ${status.profile} is in force, ${recorded.profile} was told last`);
  }
  const ceiling = status.profileCeiling;
  if (ceiling !== null && names.indexOf(status.profile) > names.indexOf(ceiling)) {
    differences.push(`profile ${status.profile} is above its ceiling ${ceiling}`);
  }
  const hard = breakerOf(status, 'daily_hard');
  if (hard !== null && !config.profiles.some(({ hardDailyLoss }) => hardDailyLoss === hard.limit)) {
    differences.push(`hard daily limit ${percent(hard.limit)} is of no configured profile`);
  }
  return differences;
}

function equityDifferences(status: KernelStatus, recorded: RecordedRisk): readonly string[] {
  const differences: string[] = [];
  const { dailyPnl, drawdown } = recorded;
  const kernelPnl = status.dailyPnl;
  if (dailyPnl !== null && (kernelPnl === null || Math.abs(kernelPnl - dailyPnl) > TOLERANCE)) {
    const told = kernelPnl === null ? 'unknown' : percent(kernelPnl);
    differences.push(`daily PnL is ${told}, from the marks ${percent(dailyPnl)}`);
  }
  const told = status.drawdown;
  if (drawdown === null || told === null) return differences;
  if (told < drawdown.least - TOLERANCE || told > drawdown.most + TOLERANCE) {
    const range = `${percent(drawdown.least)} to ${percent(drawdown.most)}`;
    differences.push(`drawdown is ${percent(told)}, from the marks ${range}`);
  }
  return differences;
}

const breakerOf = (status: KernelStatus, id: BreakerId): BreakerStatus | null =>
  status.breakers.find((breaker) => breaker.id === id) ?? null;

const closed = (status: KernelStatus, cause: string): boolean =>
  status.closures.some((closure) => closure.cause === cause);

/** Which states of a breaker its own figure allows. */
function breakerDifferences(config: KernelConfig, status: KernelStatus): readonly string[] {
  const { dailySoft, drawdown } = config.breakers;
  const differences: string[] = [];
  const expect = (id: BreakerId, holds: (breaker: BreakerStatus) => string | null): void => {
    const breaker = breakerOf(status, id);
    if (breaker === null) differences.push(`${id} is missing`);
    else if (breaker.value !== null) {
      const wrong = holds(breaker);
      if (wrong !== null)
        differences.push(`${id} is ${breaker.state} at ${breaker.text}: ${wrong}`);
    }
  };
  expect('daily_soft', ({ value, state }) => {
    if (value === null) return null;
    if (value <= dailySoft.limit && state === 'inactive') return 'it should have tripped';
    if (value > dailySoft.rearmAbove + TOLERANCE && state === 'warning') {
      return 'it should have armed again';
    }
    return state === 'active' && !closed(status, 'freeze_daily_soft')
      ? 'no freeze is in force'
      : null;
  });
  expect('daily_hard', ({ value, limit, state }) => {
    if (value !== null && value <= limit && state === 'inactive') return 'it should have tripped';
    return (state === 'active') !== closed(status, 'daily_hard')
      ? 'breaker and closure differ'
      : null;
  });
  expect('drawdown_warning', ({ value, state }) => {
    if (value === null) return null;
    if (value >= drawdown.warning && state === 'inactive') return 'it should warn';
    return value < drawdown.warningEnd - TOLERANCE && state === 'warning'
      ? 'it should have ended'
      : null;
  });
  expect('drawdown_breaker', ({ value, limit, state }) =>
    value !== null && value >= limit && state === 'inactive' ? 'it should have tripped' : null,
  );
  const regimes = { normal: 'inactive', high: 'warning', extreme: 'active' } as const;
  expect('volatility', ({ state }) =>
    state === regimes[status.regime] ? null : `the regime is ${status.regime}`,
  );
  return differences;
}

function streakDifferences(status: KernelStatus, recorded: RecordedRisk): readonly string[] {
  const streak = breakerOf(status, 'loss_streak');
  if (streak === null || streak.value === recorded.losses) return [];
  return [`${streak.value} losing trades in a row, from the closed trades ${recorded.losses}`];
}

const HALTS: readonly string[] = ['operator_halt', 'daily_hard', 'incident'];
const FREEZES: readonly string[] = ['freeze_daily_soft', 'freeze_drawdown', 'freeze_loss_streak'];

/** From what is closed and which tiers are active (domain specification 1.8). */
function stateDifferences(status: KernelStatus): readonly string[] {
  const whole = status.closures.filter(
    ({ scope }) => scope.strategy === null && scope.symbol === null,
  );
  const drawdown = whole.some(({ cause }) => cause === 'freeze_drawdown');
  const halted = whole.some(
    ({ cause, id }) =>
      HALTS.includes(cause) &&
      !(cause === 'incident' && drawdown && id.endsWith(':drawdown_breaker')),
  );
  const frozen = whole.some(({ cause }) => FREEZES.includes(cause));
  const breaker = breakerOf(status, 'drawdown_breaker');
  const reduced =
    breakerOf(status, 'drawdown_warning')?.state === 'warning' ||
    breaker?.state === 'recovering' ||
    status.regime !== 'normal';
  const tier: RiskState = reduced ? 'WARNING' : 'NORMAL';
  const expected: RiskState = halted ? 'HALTED' : frozen ? 'FROZEN' : tier;
  // While the breaker is active its own recovery is not shown.
  const hidden = breaker?.state === 'active' && status.riskState === 'WARNING';
  if (status.riskState === expected || hidden) return [];
  return [`risk state is ${status.riskState}, closures and tiers say ${expected}`];
}

function gateDifferences(status: KernelStatus, gate: Gate | null): readonly string[] {
  if (gate === null) return ['the gate was never told to the executor'];
  const differences: string[] = [];
  if (gate.epoch !== status.epoch) {
    differences.push(`gate epoch is ${status.epoch}, the executor was told ${gate.epoch}`);
  }
  const told = new Set(gate.closures.map(({ id }) => id));
  const inForce = new Set(status.closures.map(({ id }) => id));
  const missing = [...inForce].filter((id) => !told.has(id));
  const surplus = [...told].filter((id) => !inForce.has(id));
  if (missing.length > 0) differences.push(`the executor was not told of ${missing.join(', ')}`);
  if (surplus.length > 0) differences.push(`the executor still has ${surplus.join(', ')}`);
  return differences;
}
