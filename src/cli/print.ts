let brokenPipe: () => void = () => process.exit(0);

/** What happens when nobody reads the output any more; by default the command just ends. */
export function onBrokenPipe(handler: () => void): void {
  brokenPipe = handler;
}

/** A closed pipe (`septet events | head`) is no error. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    brokenPipe();
  });
}

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
