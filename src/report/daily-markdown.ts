/** The daily report as Markdown. */
import type { DailyReport } from '../domain/daily-report.ts';
import type { Section } from './section.ts';
import { leadOf, sectionsOf, titleOf } from './sections.ts';

export function dailyMarkdown(report: DailyReport): string {
  const parts = sectionsOf(report).map(markdownSection);
  return `# ${titleOf(report)}\n\n${markdownText(leadOf(report))}\n\n${parts.join('\n\n')}\n`;
}

export function markdownSection({ title, head, rows, note }: Section): string {
  const lines = [`## ${title}`, ''];
  if (rows.length === 0) lines.push('none', '');
  else {
    lines.push(row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row), '');
  }
  if (note !== '') lines.push(markdownText(note), '');
  return lines.join('\n').trimEnd();
}

const row = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;

/** Words of others stay words: no table, heading, link or markup of their own. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('\\', '\\\\')
    .replace(/[|<>*`[\]]/g, (mark) => `\\${mark}`);
