/** The frame of every report in HTML: one file, no script, no font, no address; light, dark, and on paper. */
import { escapeHtml } from './html-text.ts';
import type { Section } from './section.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #16202b; --soft: #55626f; --line: #d9e0e6; --paper: #ffffff; --blue: #0072b2; --red: #b8430a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7edf3; --soft: #9aa8b5; --line: #2c3843; --paper: #12181e; --blue: #56b4e9; --red: #f0905a; } }
@media print { :root { color-scheme: light; --ink: #000000; --soft: #444444; --line: #bbbbbb; --paper: #ffffff; --blue: #0072b2; --red: #b8430a; } body { max-width: none; padding: 0; } h2 { break-after: avoid; } svg, .card, tr { break-inside: avoid; } }
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
.line.second { stroke: var(--red); stroke-dasharray: 7 3; } .line.third { stroke: var(--soft); stroke-dasharray: 2 3; }
.dot { fill: var(--blue); } .limit { stroke: var(--red); stroke-width: 1.4; stroke-dasharray: 6 4; } .label { font-weight: 600; }
.gain { fill: var(--blue); } .loss { fill: url(#hatch); stroke: var(--red); } .hatch { stroke: var(--red); stroke-width: 3; }
`;

/** `body`: HTML. */
export const htmlPage = (title: string, lead: string, body: readonly string[]): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
${body.join('\n')}
</body></html>
`;

export const heading = (text: string): string => `<h2>${escapeHtml(text)}</h2>`;

/** Figures that matter first: what it is, and the figure in words. */
export function cards(items: readonly (readonly [name: string, value: string])[]): string {
  const cells = items.map(
    ([name, value]) =>
      `<div class="card"><b>${escapeHtml(value)}</b><span>${escapeHtml(name)}</span></div>`,
  );
  return `<div class="cards">${cells.join('')}</div>`;
}

export function htmlSection({ title, head, rows, note }: Section): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body =
    rows.length === 0 ? '<tr><td>none</td></tr>' : rows.map((row) => line(row, 'td')).join('');
  const below = note === '' ? '' : `<p class="note">${escapeHtml(note)}</p>`;
  return `${heading(title)}<div class="scroll"><table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table></div>${below}`;
}
