/** Messages about one thing that wait for one channel: they leave as one. */
import type { DeskMessage } from '../../domain/alerts.ts';
import { type NumberRanges, oneNumber, only, sizeOf, union } from './numbers.ts';

export interface Group {
  readonly about: string;
  /** The newest of them. */
  readonly message: DeskMessage;
  /** The worst of them. */
  readonly severity: DeskMessage['severity'];
  readonly numbers: NumberRanges;
  /** Titles of the others, oldest first. */
  readonly earlier: readonly {
    readonly severity: DeskMessage['severity'];
    readonly title: string;
  }[];
  /** How often the carrier refused it for what it is. */
  readonly refusals: number;
}

export const RANK: Readonly<Record<DeskMessage['severity'], number>> = {
  info: 0,
  warning: 1,
  critical: 2,
};
const EARLIER_MAX = 5;

export const groupOf = (message: DeskMessage, number: number): Group => ({
  about: message.about,
  message,
  severity: message.severity,
  numbers: oneNumber(number),
  earlier: [],
  refusals: 0,
});

export const countOf = (group: Group): number => sizeOf(group.numbers);
export const firstOf = (group: Group): number => group.numbers[0]?.[0] ?? 0;

/** `newer` behind `older`, of the same thing. */
export function joined(older: Group, newer: Group): Group {
  const { severity, title } = older.message;
  return {
    about: older.about,
    message: newer.message,
    severity: RANK[newer.severity] > RANK[older.severity] ? newer.severity : older.severity,
    numbers: union(older.numbers, newer.numbers),
    earlier: fewest([...older.earlier, { severity, title }, ...newer.earlier]),
    refusals: Math.max(older.refusals, newer.refusals),
  };
}

/** The mildest go first, and of these the oldest. */
function fewest(titles: Group['earlier']): Group['earlier'] {
  const kept = [...titles];
  while (kept.length > EARLIER_MAX) {
    const mildest = Math.min(...kept.map(({ severity }) => RANK[severity]));
    kept.splice(
      kept.findIndex(({ severity }) => RANK[severity] === mildest),
      1,
    );
  }
  return kept;
}

/** Without the numbers that need no delivery any more; undefined: nothing is left. */
export function without(group: Group, settled: (number: number) => boolean): Group | undefined {
  const numbers = only(group.numbers, (number) => !settled(number));
  return numbers.length === 0 ? undefined : { ...group, numbers };
}
