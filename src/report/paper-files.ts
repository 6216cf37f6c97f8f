/** The report of a paper validation in every form. */
import type { PaperReport } from '../domain/paper.ts';
import { lineChart, linesChart, type Point } from './chart.ts';
import { markdownSection, markdownText } from './markdown.ts';
import { cards, heading, htmlPage, htmlSection } from './page.ts';
import { paperLead, paperSections, paperTitle } from './paper-sections.ts';
import { money, percent, signed } from './text.ts';

export const PAPER_FORMATS = ['md', 'json', 'html'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

export function renderPaper(report: PaperReport, format: PaperFormat): string {
  switch (format) {
    case 'md': {
      const parts = paperSections(report).map(markdownSection);
      return `# ${paperTitle(report)}\n\n${markdownText(paperLead(report))}\n\n${parts.join('\n\n')}\n`;
    }
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'html':
      return html(report);
  }
}

function html(report: PaperReport): string {
  const { inForce, candidate, difference } = report;
  const curve = (side: typeof inForce): readonly Point[] =>
    side.points.map(({ at, equity }) => ({ at, value: equity }));
  const exposure = (side: typeof inForce): readonly Point[] =>
    side.points.map(({ at, exposure: value }) => ({ at, value }));
  const apart = candidate.points.flatMap(({ at, equity }, index) => {
    const other = inForce.points[index];
    return other === undefined ? [] : [{ at, value: equity - other.equity }];
  });
  const interval =
    difference.low === null || difference.high === null
      ? 'too few hours'
      : `${percent(difference.low)} to ${percent(difference.high)}`;
  return htmlPage(paperTitle(report), paperLead(report), [
    cards([
      ['verdict', report.verdict],
      ['PnL in force, USDT', signed(inForce.pnl)],
      ['PnL candidate, USDT', signed(candidate.pnl)],
      ['difference of returns', percent(difference.value)],
      ['95 % interval', interval],
      ['closed trades', `${inForce.trades.closed} / ${candidate.trades.closed}`],
    ]),
    heading('Equity (USDT)'),
    linesChart(
      'Equity of both',
      [
        { name: 'in force', points: curve(inForce) },
        { name: 'candidate', points: curve(candidate) },
      ],
      [],
      money,
    ),
    heading('Candidate less in force (USDT)'),
    lineChart('Difference of equity', apart, [{ value: 0, label: 'no difference' }], signed),
    heading('Gross exposure (x equity)'),
    linesChart(
      'Exposure of both',
      [
        { name: 'in force', points: exposure(inForce) },
        { name: 'candidate', points: exposure(candidate) },
      ],
      [],
      (value) => value.toFixed(2),
    ),
    ...paperSections(report).map(htmlSection),
  ]);
}
