/** `report.html`: one file with everything in it, charts drawn by the embedded uPlot library. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { count, instant, percent, signedMoney } from './format.ts';
import type { BacktestReport, EquityPoint } from './report.ts';
import { reportTables, type Table } from './tables.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #16202b; --soft: #5b6875; --line: #d9e0e6; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7edf3; --soft: #9aa8b5; --line: #2c3843; --paper: #12181e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 0 auto; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; }
p.lead { color: var(--soft); margin: 0 0 20px; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; min-width: 130px; }
.card b { display: block; font-size: 20px; } .card span { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { padding: 4px 12px 4px 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; }
.note { color: var(--soft); font-size: 13px; } .chart { margin: 8px 0 4px; }
.timeline td { text-align: left; white-space: normal; } .critical { font-weight: 600; }
.u-legend { color: var(--ink); font-size: 13px; }
`;

/** Colours that people with colour-blindness can tell apart (Okabe-Ito). */
const PALETTE = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#8c6d1f',
  '#666666',
];

export function renderHtml(report: BacktestReport, points: readonly EquityPoint[]): string {
  const require = createRequire(import.meta.url);
  const script = readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
  const style = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');
  const title = `Septet backtest ${instant(report.from).slice(0, 10)} to ${instant(report.to).slice(0, 10)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(leadText(report))}</p>
${cards(report)}
<h2>Equity (USDT)</h2><div class="chart" id="equity"></div>
<h2>Drawdown from the 30-day peak (%)</h2><div class="chart" id="drawdown"></div>
<h2>Cumulative net PnL by strategy (USDT)</h2><div class="chart" id="strategies"></div>
<h2>Gross exposure (x equity)</h2><div class="chart" id="exposure"></div>
${reportTables(report).map(tableHtml).join('\n')}
${timelineHtml(report)}
<script>${script}</script>
<script>const data = ${chartData(report, points)};${DRAW}</script>
</body></html>
`;
}

const leadText = (report: BacktestReport): string =>
  `${report.symbols.join(', ')} · ${count(report.bars)} one-minute candles · profile ${report.profile} · ` +
  `configuration ${report.configVersion} · build ${report.build} · all times UTC`;

function cards(report: BacktestReport): string {
  const p = report.portfolio;
  const items: [string, string][] = [
    ['total return', percent(p.totalReturn)],
    ['net PnL, USDT', signedMoney(p.finalEquity - p.initialEquity)],
    ['max drawdown', percent(p.maxDrawdownFraction)],
    ['closed trades', count(p.trades)],
    ['won', percent(p.winRate, 1)],
    ['entries allowed', count(report.decisions.allowed)],
    ['entries refused', count(report.decisions.refused)],
    ['ledger', report.ledger.exact ? 'exact' : 'NOT EXACT'],
  ];
  const cells = items.map(
    ([name, value]) =>
      `<div class="card"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span></div>`,
  );
  return `<div class="cards">${cells.join('')}</div>`;
}

function tableHtml(table: Table): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body =
    table.rows.length === 0
      ? '<tr><td>(none)</td></tr>'
      : table.rows.map((r) => row(r, 'td')).join('');
  const note = table.note ? `<p class="note">${escapeHtml(table.note)}</p>` : '';
  return `<h2>${escapeHtml(table.title)}</h2><div class="scroll"><table><thead>${row(table.head, 'th')}</thead><tbody>${body}</tbody></table></div>${note}`;
}

function timelineHtml(report: BacktestReport): string {
  const rows = report.timeline.map(
    (e) =>
      `<tr class="${e.severity}"><td>${instant(e.at)}</td><td>${escapeHtml(e.severity)}</td><td>${escapeHtml(e.kind)}</td><td>${escapeHtml(e.text)}</td></tr>`,
  );
  return `<h2>Timeline</h2><div class="scroll"><table class="timeline"><thead><tr><th>time</th><th>severity</th><th>event</th><th>basis</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function chartData(report: BacktestReport, points: readonly EquityPoint[]): string {
  const column = (pick: (point: EquityPoint) => number | null): (number | null)[] =>
    points.map(pick);
  const data = {
    time: column((p) => p.at / 1_000),
    equity: column((p) => Number(p.equity.toFixed(2))),
    drawdown: column((p) => (p.drawdown === null ? null : Number((-100 * p.drawdown).toFixed(4)))),
    exposure: column((p) => Number(p.exposure.toFixed(4))),
    names: report.strategies.map((s) => s.strategy),
    strategies: report.strategies.map((_, i) =>
      column((p) => Number((p.strategyPnl[i] ?? 0).toFixed(2))),
    ),
    palette: PALETTE,
  };
  // "<" is written as an escape, so that no text can end the script element.
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

const DRAW = `
const ink = getComputedStyle(document.body).color, grid = { stroke: 'rgba(128,128,128,.2)' };
const day = (u, ticks) => ticks.map((t) => new Date(t * 1e3).toISOString().slice(5, 16).replace('T', ' ').replace(' 00:00', ''));
const axes = [{ stroke: ink, grid, values: day, space: 90 }, { stroke: ink, grid, size: 80 }];
const all = [];
const draw = (id, names, columns) => {
  const node = document.getElementById(id);
  const series = [{}].concat(names.map((label, i) => ({ label, stroke: data.palette[i % data.palette.length], width: 1.5, dash: i > 6 ? [4, 3] : [] })));
  const width = Math.max(320, Math.min(1130, document.body.clientWidth - 48));
  all.push(new uPlot({ width, height: 260, series, axes, tzDate: (t) => uPlot.tzDate(new Date(t * 1e3), 'Etc/UTC'), cursor: { sync: { key: 'run' } } }, [data.time].concat(columns), node));
};
draw('equity', ['equity'], [data.equity]);
draw('drawdown', ['drawdown %'], [data.drawdown]);
draw('strategies', data.names, data.strategies);
draw('exposure', ['gross / equity'], [data.exposure]);
addEventListener('resize', () => { for (const plot of all) plot.setSize({ width: Math.max(320, Math.min(1130, document.body.clientWidth - 48)), height: 260 }); });
`;

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
