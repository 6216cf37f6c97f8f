/** Sections of the daily report about exposure and execution. */
import type { DailyReport, ExposureFigure, ExposureMaximum } from '../domain/daily-report.ts';
import { type Section, table } from './section.ts';
import { bps, money, percent, ratio, span, utc } from './text.ts';

export function exposureAtClose({ exposure: e }: DailyReport): Section {
  const line = (kind: string, row: ExposureFigure): readonly string[] => [
    kind,
    row.key,
    percent(row.notional),
    percent(row.risk),
    percent(row.cap),
    row.overCap ? 'OVER CAP' : '',
  ];
  const { total, topThree, assets, strategies } = e.atClose;
  const rows = [
    ...(total === null ? [] : [line('all', total)]),
    ...(topThree === null ? [] : [line('top three', topThree)]),
    ...byLoad(assets).map((row) => line('asset', row)),
    ...byLoad(strategies).map((row) => line('strategy', row)),
  ];
  const note = `${e.openPositions} positions open; gross capacity ${money(e.gross)} USDT, risk capacity ${money(e.riskCapacity)} USDT.`;
  return table(
    'exposure_at_close',
    'Exposure at the close',
    ['kind', 'name', 'notional', 'at risk', 'cap', ''],
    rows,
    note,
  );
}

const byLoad = <T extends { readonly notional: number; readonly risk: number }>(
  rows: readonly T[],
): readonly T[] =>
  [...rows].sort((a, b) => Math.max(b.notional, b.risk) - Math.max(a.notional, a.risk));

export function exposureMaxima({ exposure: e }: DailyReport): Section {
  const line = (kind: string, row: ExposureMaximum): readonly string[] => [
    kind,
    row.key,
    percent(row.notional),
    percent(row.risk),
    percent(row.cap),
    utc(row.at),
    row.overCapFor === 0 ? '' : `over cap for ${span(row.overCapFor)}`,
  ];
  const { total, topThree, assets, strategies } = e.maxima;
  const rows = [
    ...(total === null ? [] : [line('all', total)]),
    ...(topThree === null ? [] : [line('top three', topThree)]),
    ...byLoad(assets).map((row) => line('asset', row)),
    ...byLoad(strategies).map((row) => line('strategy', row)),
  ];
  return table(
    'exposure_maxima',
    'Largest exposures of the day',
    ['kind', 'name', 'notional', 'at risk', 'cap', 'when', ''],
    rows,
    'The two measures need not be of one instant.',
  );
}

export function executionQuality({ execution: e }: DailyReport): Section {
  const rows = [
    ['fill ratio', ratio(e.fillRatio, percent)],
    ['average slippage, above 0 is worse', ratio(e.slippageBps, bps)],
    ['rejected order rate', ratio(e.rejectedRate, percent)],
    ['timeout failure rate', ratio(e.timeoutRate, percent)],
    ...e.ends.map(({ end, count }) => [`orders ${end.replaceAll('_', ' ')}`, `${count}`]),
  ];
  return table('execution', 'Execution quality', ['figure', 'value'], rows);
}

export function executionRows({ execution: e }: DailyReport): Section {
  const rows = e.rows.map((row) => [
    row.bucket,
    row.symbol,
    `${row.orders}`,
    money(row.submitted),
    money(row.filled),
    ratio(row.fillRatio, percent),
    ratio(row.slippageBps, bps),
  ]);
  return table(
    'execution_by_symbol',
    'Execution by bucket and symbol',
    ['bucket', 'symbol', 'orders', 'submitted', 'filled', 'fill ratio', 'slippage'],
    rows,
  );
}
