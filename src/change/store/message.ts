/** A commit's message: one line, the reason, and trailers that programs read. */

export interface CommitMessage {
  /** First line. */
  readonly title: string;
  readonly reason: string;
  /** `Class: major`, `Approved-by: second operator`: names may repeat. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
}

const TRAILER = /^([A-Z][A-Za-z-]{1,39}): (.+)$/;

export function messageText({ title, reason, trailers }: CommitMessage): string {
  const lines = trailers.map(([name, value]) => `${name}: ${oneLine(value)}`);
  const parts = [oneLine(title), reason.trim(), lines.join('\n')].filter((part) => part !== '');
  return `${parts.join('\n\n')}\n`;
}

/** Reads any commit's message, one made by hand as well: what is no trailer is the reason. */
export function readMessage(text: string): CommitMessage {
  const [title = '', ...rest] = text.trimEnd().split('\n');
  const paragraphs = rest
    .join('\n')
    .trim()
    .split(/\n{2,}/);
  const last = (paragraphs.at(-1) ?? '').split('\n').map((line) => TRAILER.exec(line));
  const isTrailers = last.length > 0 && last.every((match) => match !== null);
  const trailers = isTrailers
    ? last.flatMap((match) => [[match?.[1] ?? '', match?.[2] ?? ''] as const])
    : [];
  const body = isTrailers ? paragraphs.slice(0, -1) : paragraphs;
  return { title, reason: body.join('\n\n'), trailers };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
