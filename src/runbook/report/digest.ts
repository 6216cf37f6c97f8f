/** A day in a few lines, for the desk. */
import type { DailyReport } from '../../domain/daily-report.ts';
import { percent } from '../../kernel/basis/text.ts';

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;

export const headline = ({ equity }: DailyReport): string =>
  `PnL ${signed(equity.pnl)} USDT (${percent(equity.return)})`;

export function digest(report: DailyReport): readonly string[] {
  const { equity, drawdown, pnl, entries, execution, cadence, breakers } = report;
  const rows = pnl.byStrategy.map(({ key, net }) => `${key} ${signed(net)}`);
  const worst = drawdown.rolling === null ? 'unknown' : percent(drawdown.rolling.value);
  const fill = execution.fillRatio;
  const ratio = fill.value === null ? 'insufficient' : percent(fill.value);
  return [
    `Equity ${equity.open?.equity.toFixed(2) ?? 'unknown'} to ${equity.close?.equity.toFixed(2) ?? 'unknown'} USDT, largest drawdown ${worst}, risk state ${report.riskState}.`,
    `By strategy: ${rows.length === 0 ? 'none' : rows.join(', ')}.`,
    `Entries ${entries.allowed} allowed, ${entries.refused} refused; fill ratio ${ratio} of ${fill.samples} orders.`,
    `${breakers.length} breaker transitions, ${report.incidents.length} incidents, tasks ${cadence.done} done and ${cadence.missed} missed.`,
    `Whole report: septet report daily ${report.day}.`,
  ];
}
