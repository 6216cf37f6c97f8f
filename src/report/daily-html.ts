/** The daily report as one HTML file. */
import type { DailyReport } from '../domain/daily-report.ts';
import { barChart, type Level, lineChart } from './chart.ts';
import { cards, heading, htmlPage, htmlSection } from './page.ts';
import { leadOf, sectionsOf, titleOf } from './sections.ts';
import { money, percent, signed } from './text.ts';

export function dailyHtml(report: DailyReport): string {
  return htmlPage(titleOf(report), leadOf(report), [
    cards(figuresOf(report)),
    `${heading('Equity (USDT)')}${equityChart(report)}`,
    `${heading('PnL by strategy (USDT)')}${pnlChart(report)}`,
    `${heading('Rolling drawdown')}${drawdownChart(report)}`,
    ...sectionsOf(report).map(htmlSection),
  ]);
}

function figuresOf({
  equity,
  drawdown,
  riskState,
  entries,
  cadence,
  ledger,
}: DailyReport): readonly (readonly [string, string])[] {
  return [
    ['PnL, USDT', signed(equity.pnl)],
    ['return', percent(equity.return)],
    ['largest drawdown', percent(drawdown.rolling?.value ?? null)],
    ['risk state at the close', riskState],
    ['entries allowed', `${entries.allowed}`],
    ['entries refused', `${entries.refused}`],
    ['tasks missed', `${cadence.missed}`],
    ['ledger', ledger.exact ? 'exact' : 'NOT EXACT'],
  ];
}

/** Limits are drawn where equity would reach them; a transfer of the day moves equity, not the limit's meaning. */
function equityChart({ equity }: DailyReport): string {
  const { open, limits, samples, close } = equity;
  const level = (limit: number | null, name: string): readonly Level[] =>
    limit === null || open === null
      ? []
      : [
          {
            value: (open.equity + equity.transfers) * (1 + limit),
            label: `${name} ${percent(limit)}`,
          },
        ];
  const points = samples.map(({ at, equity: value }) => ({ at, value }));
  if (open !== null) points.unshift({ at: open.at, value: open.equity });
  if (close !== null && close.at > (points.at(-1)?.at ?? 0)) {
    points.push({ at: close.at, value: close.equity });
  }
  const levels = [
    ...level(limits.dailySoft, 'soft limit'),
    ...level(limits.dailyHard, 'hard limit'),
  ];
  return lineChart('Equity of the day with its limits', points, levels, money);
}

function pnlChart({ pnl }: DailyReport): string {
  const bars = pnl.byStrategy.map(({ key, net }) => ({ name: key, value: net }));
  return barChart('PnL by strategy', bars, signed);
}

function drawdownChart({ equity }: DailyReport): string {
  const { drawdownWarning, drawdownBreaker } = equity.limits;
  const levels = [
    { value: -drawdownWarning, label: `warning ${percent(drawdownWarning)}` },
    { value: -drawdownBreaker, label: `breaker ${percent(drawdownBreaker)}` },
  ];
  const points = equity.samples.map(({ at, drawdown }) => ({ at, value: -drawdown }));
  return lineChart('Rolling drawdown with its limits', points, levels, percent);
}
