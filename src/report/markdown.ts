/** A report as Markdown: title, lead, and its tables. */
import type { Section } from './section.ts';

export const markdown = (title: string, lead: string, sections: readonly Section[]): string =>
  `# ${title}\n\n${cell(lead)}\n\n${sections.map(section).join('\n\n')}\n`;

function section({ title, head, rows, note }: Section): string {
  const lines = [`## ${title}`, ''];
  if (rows.length === 0) lines.push('none', '');
  else {
    lines.push(row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row), '');
  }
  if (note !== '') lines.push(cell(note), '');
  return lines.join('\n').trimEnd();
}

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Words of others stay words: no table, heading, link or markup of their own. */
const cell = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('\\', '\\\\')
    .replace(/[|<>*`[\]]/g, (mark) => `\\${mark}`);
