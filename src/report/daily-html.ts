/** The daily report as one HTML file: no script, no font, no address; light and dark. */
import type { DailyReport } from '../domain/daily-report.ts';
import { barChart, type Level, lineChart } from './chart.ts';
import { escapeHtml } from './html-text.ts';
import type { Section } from './section.ts';
import { leadOf, sectionsOf, titleOf } from './sections.ts';
import { money, percent, signed } from './text.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #16202b; --soft: #55626f; --line: #d9e0e6; --paper: #ffffff; --blue: #0072b2; --red: #b8430a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7edf3; --soft: #9aa8b5; --line: #2c3843; --paper: #12181e; --blue: #56b4e9; --red: #f0905a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1100px; margin: 0 auto; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 30px 0 8px; }
p.lead, p.note { color: var(--soft); } p.note { font-size: 13px; margin: 6px 0; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; min-width: 120px; }
.card b { display: block; font-size: 19px; } .card span { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { padding: 4px 14px 4px 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
svg { width: 100%; max-width: 860px; height: auto; } svg text { fill: var(--ink); font-size: 12px; }
.grid { stroke: var(--line); } .zero { stroke: var(--soft); } .line { stroke: var(--blue); stroke-width: 1.8; fill: none; }
.dot { fill: var(--blue); } .limit { stroke: var(--red); stroke-width: 1.4; stroke-dasharray: 6 4; } .label { font-weight: 600; }
.gain { fill: var(--blue); } .loss { fill: url(#hatch); stroke: var(--red); } .hatch { stroke: var(--red); stroke-width: 3; }
`;

export function dailyHtml(report: DailyReport): string {
  const title = titleOf(report);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(leadOf(report))}</p>
${cards(report)}
<h2>Equity (USDT)</h2>${equityChart(report)}
<h2>PnL by strategy (USDT)</h2>${pnlChart(report)}
<h2>Rolling drawdown</h2>${drawdownChart(report)}
${sectionsOf(report).map(section).join('\n')}
</body></html>
`;
}

function cards({ equity, drawdown, riskState, entries, cadence, ledger }: DailyReport): string {
  const items: readonly (readonly [string, string])[] = [
    ['PnL, USDT', signed(equity.pnl)],
    ['return', percent(equity.return)],
    ['largest drawdown', percent(drawdown.rolling?.value ?? null)],
    ['risk state at the close', riskState],
    ['entries allowed', `${entries.allowed}`],
    ['entries refused', `${entries.refused}`],
    ['tasks missed', `${cadence.missed}`],
    ['ledger', ledger.exact ? 'exact' : 'NOT EXACT'],
  ];
  const cells = items.map(
    ([name, value]) =>
      `<div class="card"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span></div>`,
  );
  return `<div class="cards">${cells.join('')}</div>`;
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

function section({ title, head, rows, note }: Section): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body =
    rows.length === 0 ? '<tr><td>none</td></tr>' : rows.map((row) => line(row, 'td')).join('');
  const below = note === '' ? '' : `<p class="note">${escapeHtml(note)}</p>`;
  return `<h2>${escapeHtml(title)}</h2><div class="scroll"><table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table></div>${below}`;
}
