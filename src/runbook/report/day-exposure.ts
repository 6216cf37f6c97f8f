/** How things stand with every good mark: exposures and their maxima, profile, states. */
import type { ExposureFigure } from '../../domain/daily-report.ts';
import type { ExposureRow, KernelStatus } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { DayBook, DayFigures } from './day-state.ts';

/** `unrealised`: of open positions by symbol at their marks, USDT. */
export function takeStatus(
  { day }: DayBook,
  status: KernelStatus,
  unrealised: Record<string, number>,
  openPositions: number,
  at: EpochMs,
): void {
  const since = day.seen === null ? 0 : at - day.seen.at;
  const { maxima } = day;
  const { exposure } = status;
  maxima.total = largest(maxima.total, exposure.total, at, since);
  maxima.topThree = largest(maxima.topThree, exposure.topThree, at, since);
  for (const row of exposure.assets) put(maxima.assets, row, at, since);
  for (const row of exposure.strategies) put(maxima.strategies, row, at, since);
  day.seen = {
    at,
    profile: status.profile,
    riskState: status.riskState,
    regime: status.regime,
    drawdown: status.drawdown,
    hardLimit: status.breakers.find(({ id }) => id === 'daily_hard')?.limit ?? null,
    gross: exposure.gross,
    riskCapacity: exposure.riskCapacity,
    total: figureOf(exposure.total),
    topThree: figureOf(exposure.topThree),
    strategies: exposure.strategies.filter(holds).map(figureOf),
    assets: exposure.assets.filter(holds).map(figureOf),
    unrealised,
    openPositions,
  };
}

const holds = ({ notional, risk }: ExposureRow): boolean => notional > 0 || risk > 0;

const figureOf = ({ key, notional, risk, cap, overCap }: ExposureRow): ExposureFigure => ({
  key,
  notional,
  risk,
  cap,
  overCap,
});

type Maximum = NonNullable<DayFigures['maxima']['total']>;

function put(rows: Record<string, Maximum>, row: ExposureRow, at: EpochMs, since: number): void {
  const before = rows[row.key];
  if (before === undefined && !holds(row)) return;
  rows[row.key] = largest(before ?? null, row, at, since);
}

function largest(before: Maximum | null, row: ExposureRow, at: EpochMs, since: number): Maximum {
  const { key, cap } = row;
  const overCapFor = (before?.overCapFor ?? 0) + (row.overCap ? since : 0);
  const notional = Math.max(before?.notional ?? 0, row.notional);
  const risk = Math.max(before?.risk ?? 0, row.risk);
  const larger = before === null || notional > before.notional || risk > before.risk;
  return { key, notional, risk, cap, at: larger ? at : before.at, overCapFor };
}
