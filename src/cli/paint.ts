/** Colours for a terminal; plain text everywhere else, or where NO_COLOR asks for it. */
export type Paint = (text: string) => string;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Palette = Readonly<Record<keyof typeof CODES, Paint>>;

export function palette(enabled: boolean): Palette {
  const paint =
    (code: number): Paint =>
    (text) =>
      enabled ? `\u001b[${code}m${text}\u001b[0m` : text;
  return Object.fromEntries(
    Object.entries(CODES).map(([name, code]) => [name, paint(code)]),
  ) as Palette;
}

export const wantsColour = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
