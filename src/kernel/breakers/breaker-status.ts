/** Breakers with their distance to the limit, for the status. Reads only. */
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { BreakerStatus } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import { percent, utc } from '../basis/text.ts';
import type { KernelState } from '../state.ts';
import { hardLimit } from './breaker-effects.ts';
import { isOff } from './switched-off.ts';

type Cause = Parameters<typeof closureId>[0];

function untilOf(state: KernelState, cause: Cause): EpochMs | null {
  return state.closures.all.get(closureId(cause, PORTFOLIO))?.until ?? null;
}

export function breakerStatuses(state: KernelState): BreakerStatus[] {
  return [
    ...dailyStatuses(state),
    ...drawdownStatuses(state),
    streakStatus(state),
    volatilityStatus(state),
  ].map((status) => (isOff(state.overrides, status.id) ? switchedOff(state, status) : status));
}

/** At rest, with what it would be. */
function switchedOff({ overrides }: KernelState, status: BreakerStatus): BreakerStatus {
  const held = overrides.held.find(({ breaker }) => breaker === status.id);
  const would = held === undefined ? status.state : 'active';
  const end = held === undefined ? '' : ` until ${utc(held.until)}`;
  const text = `switched off by an override, would be ${would}${end}; ${status.text}`;
  return { ...status, state: 'inactive', until: null, text, off: { would } };
}

function dailyStatuses(state: KernelState): BreakerStatus[] {
  const known = state.equity.lastAt >= 0;
  const value = known ? state.reading.pnl : null;
  const soft = state.config.breakers.dailySoft.limit;
  const hard = hardLimit(state);
  const text = (limit: number): string =>
    value === null ? 'no equity mark yet' : `daily PnL ${percent(value)}, limit ${percent(limit)}`;
  const softUntil = untilOf(state, 'freeze_daily_soft');
  const softIdle = state.daily.softArmed ? 'inactive' : 'warning';
  return [
    {
      id: 'daily_soft',
      state: softUntil === null ? softIdle : 'active',
      value,
      limit: soft,
      distance: value === null ? null : value - soft,
      unit: 'fraction',
      until: softUntil,
      text: text(soft),
    },
    {
      id: 'daily_hard',
      state: state.daily.hardTripped ? 'active' : 'inactive',
      value,
      limit: hard,
      distance: value === null ? null : value - hard,
      unit: 'fraction',
      until: untilOf(state, 'daily_hard'),
      text: text(hard),
    },
  ];
}

function drawdownStatuses(state: KernelState): BreakerStatus[] {
  const { drawdown, config } = state;
  const value = state.equity.lastAt >= 0 ? state.reading.drawdown : null;
  const limits = config.breakers.drawdown;
  const distance = (limit: number): number | null => (value === null ? null : limit - value);
  const idle = drawdown.recovering ? 'recovering' : 'inactive';
  const text = value === null ? 'no equity mark yet' : `drawdown ${percent(value)}`;
  return [
    {
      id: 'drawdown_warning',
      state: drawdown.warning ? 'warning' : 'inactive',
      value,
      limit: limits.warning,
      distance: distance(limits.warning),
      unit: 'fraction',
      until: null,
      text: `${text}, warning ${percent(limits.warning)}`,
    },
    {
      id: 'drawdown_breaker',
      state: drawdown.frozen ? 'active' : idle,
      value,
      limit: drawdown.fireLevel,
      distance: distance(drawdown.fireLevel),
      unit: 'fraction',
      until: untilOf(state, 'freeze_drawdown'),
      text: `${text}, fires at ${percent(drawdown.fireLevel)}`,
    },
  ];
}

function streakStatus(state: KernelState): BreakerStatus {
  const rungs = state.config.breakers.lossStreak;
  const { losses } = state.lossStreak;
  const until = untilOf(state, 'freeze_loss_streak');
  const idle = losses >= rungs.warning ? 'warning' : 'inactive';
  const limit = [rungs.warning, rungs.critical, rungs.severe].find((rung) => losses < rung);
  return {
    id: 'loss_streak',
    state: until === null ? idle : 'active',
    value: losses,
    limit: limit ?? rungs.severe,
    distance: (limit ?? rungs.severe) - losses,
    unit: 'count',
    until,
    text: `${losses} losing closed trades in a row`,
  };
}

function volatilityStatus(state: KernelState): BreakerStatus {
  const { regime, config } = state;
  const limits = config.breakers.volatility;
  const limit = regime.regime === 'normal' ? limits.high : limits.extreme;
  const states = { normal: 'inactive', high: 'warning', extreme: 'active' } as const;
  return {
    id: 'volatility',
    state: states[regime.regime],
    value: regime.z,
    limit,
    distance: regime.z === null ? null : limit - regime.z,
    unit: 'z',
    until: null,
    text:
      regime.z === null
        ? `${regime.values.length} hourly values, needs ${limits.minSamples}`
        : `z ${regime.z.toFixed(4)} over ${regime.values.length} hours: ${regime.regime}`,
  };
}
