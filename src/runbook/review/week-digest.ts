/** A week in a few lines, for the desk and for whoever reviews it. */
import type { WeeklyReport } from '../../domain/weekly-report.ts';
import { percent } from '../../kernel/basis/text.ts';

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;

export function weekDigest(report: WeeklyReport): readonly string[] {
  const { equity, drawdown, throttle, entries, breakers, incidents, concentration } = report;
  const tripped = breakers.reduce((sum, { count }) => sum + count, 0);
  const top = entries.refusedByReason.slice(0, 3).map(({ reason, count }) => `${reason} ${count}`);
  const over = concentration.filter(({ overCapFor }) => overCapFor > 0);
  const worst = drawdown.leg?.byStrategy[0];
  return [
    `PnL ${signed(equity.pnl)} USDT (${percent(equity.return)}), largest drawdown ${drawdown.rolling === null ? 'unknown' : percent(drawdown.rolling.value)}${worst === undefined ? '' : `; most of the deepest fall by ${worst.key}: ${signed(worst.pnl)}`}.`,
    `Correlation throttling: net ${signed(throttle.byPlan)} USDT left by plan, ${signed(throttle.byHolding)} by holding time.`,
    `Entries ${entries.allowed} allowed, ${entries.refused} refused${top.length === 0 ? '' : `: ${top.join(', ')}`}.`,
    `${tripped} breaker transitions, ${incidents.length} incidents, ${over.length} exposures were over their cap at some time.`,
    ...report.notes.map((text) => `Note: ${text}.`),
    `Whole review: septet report weekly --week ${report.week}.`,
  ];
}
