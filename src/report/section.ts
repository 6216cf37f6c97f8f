/** One titled table of a report. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Below the table. */
  readonly note: string;
}

export function table(
  id: string,
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  note = '',
): Section {
  return { id, title, head, rows, note };
}
