/** What is laid before whoever checks a task off, in lines with figures (requirements CAD-2, CAD-3). */
import type { DayBreaker } from '../../domain/daily-report.ts';
import type { ExposureRow, KernelStatus } from '../../domain/status.ts';
import { utc } from '../../kernel/basis/text.ts';

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;
/** The larger of both measures against the cap: what a row is sorted by. */
const load = (row: ExposureRow): number => Math.max(row.notional, row.risk);

/** The largest rows that hold anything, three at most. */
export const largest = (rows: readonly ExposureRow[]): readonly ExposureRow[] =>
  rows
    .filter((row) => load(row) > 0)
    .sort((a, b) => load(b) - load(a) || (a.key < b.key ? -1 : 1))
    .slice(0, 3);

const rowText = (kind: string, row: ExposureRow): string =>
  `${kind} ${row.key}: notional ${percent(row.notional)} and at risk ${percent(row.risk)}, cap ${percent(row.cap)}${row.overCap ? ', OVER CAP' : ''}; long ${row.longNotional.toFixed(2)}, short ${row.shortNotional.toFixed(2)} USDT`;

/** CAD-2: the three largest assets and strategies with both measures against their caps. */
export function concentrationEvidence({ exposure }: KernelStatus): readonly string[] {
  const assets = largest(exposure.assets);
  const strategies = largest(exposure.strategies);
  return [
    rowText('all:', exposure.total),
    rowText('the', exposure.topThree),
    ...(assets.length === 0 ? ['no exposure on any asset'] : []),
    ...assets.map((row) => rowText('asset', row)),
    ...strategies.map((row) => rowText('strategy', row)),
  ];
}

/** CAD-3: what tripped, renewed or cleared on the day that closed. */
export function breakerEvidence(
  day: string,
  breakers: readonly DayBreaker[],
  omitted: number,
): readonly string[] {
  if (breakers.length === 0) return [`${day}: no breaker tripped, renewed or cleared`];
  const lines = breakers.map(
    ({ at, breaker, transition, text }) => `${utc(at)} ${breaker} ${transition}: ${text}`,
  );
  return omitted === 0 ? lines : [...lines, `and ${omitted} more`];
}
