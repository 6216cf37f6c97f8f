/** Up to where a channel has been served, so that a restart neither forgets nor starts over. */
import { holds, NO_NUMBERS, type NumberRanges, union } from './numbers.ts';

export interface Cursor {
  /** Everything up to this number is settled: delivered, not wanted here, or given up. */
  readonly through: number;
  /** Settled beyond it, ascending. */
  readonly also: NumberRanges;
}

/** More than these are forgotten, the highest first: a restart then repeats, and loses nothing. */
const ALSO_MAX = 200;

export const cursorAt = (through: number): Cursor => ({ through, also: NO_NUMBERS });

export const isSettled = ({ through, also }: Cursor, number: number): boolean =>
  number <= through || holds(also, number);

export function settle(cursor: Cursor, numbers: NumberRanges): Cursor {
  let { through } = cursor;
  const also = [...union(cursor.also, numbers)];
  while (also[0] !== undefined && also[0][0] <= through + 1) {
    through = Math.max(through, also[0][1]);
    also.shift();
  }
  return { through, also: also.slice(0, ALSO_MAX) };
}

/** Undefined when it is none. */
export function parseCursor(value: unknown): Cursor | undefined {
  const { through, also } = (value ?? {}) as {
    readonly through?: unknown;
    readonly also?: unknown;
  };
  if (!isNumber(through) || !Array.isArray(also) || also.length > ALSO_MAX) return undefined;
  let cursor = cursorAt(through);
  for (const range of also as readonly unknown[]) {
    const [from, to] = (Array.isArray(range) ? range : []) as readonly unknown[];
    if (!isNumber(from) || !isNumber(to) || from > to) return undefined;
    cursor = settle(cursor, [[from, to]]);
  }
  return cursor;
}

const isNumber = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
