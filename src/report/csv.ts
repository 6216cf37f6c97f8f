/** Reports as CSV: one row a figure, `section,row,column,value`, for spreadsheets. */
import type { Section } from './section.ts';

export const CSV_HEAD = 'section,row,column,value';

export function sectionRows({ id, head, rows }: Section): readonly string[] {
  return rows.flatMap((cells, index) =>
    cells.map((value, column) =>
      line(id, `${index + 1}`, head[column] || `column ${column + 1}`, value),
    ),
  );
}

export const line = (...cells: readonly string[]): string => cells.map(cell).join(',');

/** Quoted where it has to be; what a spreadsheet would run as a formula stays text. */
function cell(text: string): string {
  const plain = /^[=@]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
