/** The only places a command writes to. A closed pipe (`septet events | head`) is no error. */
export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function printLines(lines: readonly string[]): void {
  for (const line of lines) printLine(line);
}

export const printJson = (value: unknown): void => printLine(JSON.stringify(value, null, 2));
/** One value a line, for streams. */
export const printJsonLine = (value: unknown): void => printLine(JSON.stringify(value));

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
