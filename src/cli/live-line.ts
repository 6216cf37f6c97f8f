/**
 * Lines that scroll, and one line below them that is kept current. On a terminal the last line is
 * rewritten in place; anywhere else it is printed as a line of its own now and then.
 */
export interface LiveLine {
  /** A line that stays. */
  print(line: string): void;
  /** The newest text of the line that is kept current. */
  update(text: string): void;
  /** Leaves the last text standing. */
  end(): void;
}

const PLAIN_INTERVAL_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

export function liveLine(stream: NodeJS.WriteStream, now: () => number): LiveLine {
  return stream.isTTY === true ? terminalLine(stream) : plainLine(stream, now);
}

function terminalLine(stream: NodeJS.WriteStream): LiveLine {
  let current = '';
  return {
    print: (line) => stream.write(`${CLEAR_LINE}${line}\n${current}`),
    update: (text) => {
      current = cut(text, Math.max(20, stream.columns ?? 80) - 1);
      stream.write(`${CLEAR_LINE}${current}`);
    },
    end: () => {
      if (current !== '') stream.write('\n');
      current = '';
    },
  };
}

function plainLine(stream: NodeJS.WriteStream, now: () => number): LiveLine {
  let last = now();
  let pending: string | null = null;
  return {
    print: (line) => stream.write(`${line}\n`),
    update: (text) => {
      pending = text;
      if (now() - last < PLAIN_INTERVAL_MS) return;
      last = now();
      pending = null;
      stream.write(`${text}\n`);
    },
    end: () => {
      if (pending !== null) stream.write(`${pending}\n`);
      pending = null;
    },
  };
}

/** At most `width` visible characters; colour codes take none, and are closed at the cut. */
export function cut(text: string, width: number): string {
  let visible = 0;
  let index = 0;
  while (index < text.length) {
    if (text[index] === '\u001b') {
      const end = text.indexOf('m', index);
      if (end < 0) break;
      index = end + 1;
      continue;
    }
    if (visible === width) return `${text.slice(0, index)}\u001b[0m`;
    visible += 1;
    index += 1;
  }
  return text;
}
