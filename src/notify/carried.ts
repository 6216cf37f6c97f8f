/** What a channel carries in one go: a message, or several about one thing in one. */
import type { DeskMessage } from '../domain/alerts.ts';
import type { EpochMs } from '../domain/time.ts';
import type { NumberRanges } from './delivery/numbers.ts';

export interface Carried {
  readonly portfolio: string;
  /** By the clock of this machine. */
  readonly sentAt: EpochMs;
  /** The newest of them. */
  readonly message: DeskMessage;
  /** The worst of them. */
  readonly severity: DeskMessage['severity'];
  /** Numbers of all of them; empty: the carrier's own words. */
  readonly numbers: NumberRanges;
  readonly count: number;
  /** Titles of the others, oldest first: five at most, the worst before all. */
  readonly earlier: readonly string[];
  /** Messages before it that this channel will never carry. */
  readonly missing: number;
}

/** The longest parts of a text that are sent; what is beyond is cut, and that is said. */
const TITLE_MAX = 140;
const LINE_MAX = 400;
const LINES_MAX = 12;

export interface CarriedText {
  /** `[CRITICAL] main: title`; `OVER` for what is over. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Numbers, instant, incident, version and build. */
  readonly foot: string;
}

/** The words of it, bounded: a title of 200 characters, 21 lines of 400 at most. */
export function textOf(carried: Carried): CarriedText {
  const { message, portfolio, severity, count, earlier, missing } = carried;
  const lines = message.lines.slice(0, LINES_MAX).map((line) => cut(line, LINE_MAX));
  const beyond = message.lines.length - LINES_MAX;
  if (beyond > 0) lines.push(`... and ${beyond} more lines: \`septet events\``);
  if (count > 1) {
    lines.push(`${count} messages about ${cut(message.about, TITLE_MAX)} in one. Before it:`);
    for (const each of earlier) lines.push(`- ${cut(each, TITLE_MAX)}`);
  }
  if (missing > 0) {
    const many = missing === 1 ? '1 message' : `${missing} messages`;
    lines.push(`${many} before this one never came here: \`septet events\` has them all`);
  }
  const over = message.kind === 'over' && count === 1;
  return {
    title: `[${over ? 'OVER' : severity.toUpperCase()}] ${portfolio}: ${cut(bare(message.title), TITLE_MAX)}`,
    lines,
    foot: footOf(carried),
  };
}

/** The severity stands in front already. */
const bare = (title: string): string => title.replace(/^(INFO|WARNING|CRITICAL) /, '');

function footOf({ numbers, message }: Carried): string {
  const shown = numbers
    .slice(0, 3)
    .map(([from, to]) => (from === to ? `#${from}` : `#${from} to #${to}`));
  const numbered = `${shown.join(', ')}${numbers.length > 3 ? ', ...' : ''}`;
  const parts = [numbered || 'from the messenger itself', instantText(message.at)];
  if (message.incident !== null) parts.push(`incident ${cut(message.incident, 20)}`);
  if (message.configVersion !== undefined) parts.push(cut(message.configVersion, 60));
  if (message.build !== undefined) parts.push(`build ${cut(message.build, 60)}`);
  return parts.join(' · ');
}

const instantText = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;
