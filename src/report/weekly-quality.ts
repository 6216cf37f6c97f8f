/** Execution quality of a week against the days before it. */
import type { QualityFigure, WeeklyReport } from '../domain/weekly-report.ts';
import { type Section, table } from './section.ts';
import { bps, money, percent, ratio } from './text.ts';

export function qualitySections({ execution: e }: WeeklyReport): readonly Section[] {
  const line = (
    name: string,
    figure: QualityFigure,
    show: (value: number) => string,
  ): readonly string[] => [name, ratio(figure, show), baseline(figure, show), judged(figure)];
  const figures = table(
    'execution',
    'Execution quality',
    ['figure', 'the week', 'baseline', ''],
    [
      line('fill ratio', e.fillRatio, percent),
      line('average slippage, above 0 is worse', e.slippageBps, bps),
      line('rejected order rate', e.rejectedRate, percent),
      line('timeout failure rate', e.timeoutRate, percent),
    ],
    'Baseline: median of the daily values of the seven days before; worse: beyond it by more than a quarter.',
  );
  const rows = e.rows.map((row) => [
    row.bucket,
    row.symbol,
    `${row.orders}`,
    money(row.submitted),
    ratio(row.fillRatio, percent),
    baseline(row.fillRatio, percent),
    ratio(row.slippageBps, bps),
    baseline(row.slippageBps, bps),
    judged(row.fillRatio) || judged(row.slippageBps),
  ]);
  const head = [
    'bucket',
    'symbol',
    'orders',
    'submitted',
    'fill ratio',
    'baseline of it',
    'slippage',
    'baseline',
    '',
  ];
  return [figures, table('execution_by_symbol', 'Execution by bucket and symbol', head, rows)];
}

const baseline = ({ baseline: value }: QualityFigure, show: (value: number) => string): string =>
  value === null ? 'none' : show(value);

const judged = ({ worse }: QualityFigure): string => (worse ? 'WORSE' : '');
