/** A report as Markdown: title, lead, and its tables. */
import type { Section } from './section.ts';

export const markdown = (title: string, lead: string, sections: readonly Section[]): string =>
  `# ${title}\n\n${markdownText(lead)}\n\n${sections.map(markdownSection).join('\n\n')}\n`;

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
