/** Sets of message numbers as ascending ranges that do not touch, both ends included. */
export type NumberRanges = readonly (readonly [from: number, to: number])[];

export const NO_NUMBERS: NumberRanges = [];

export const oneNumber = (number: number): NumberRanges => [[number, number]];

export const holds = (ranges: NumberRanges, number: number): boolean =>
  ranges.some(([from, to]) => number >= from && number <= to);

export const sizeOf = (ranges: NumberRanges): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);

export function union(a: NumberRanges, b: NumberRanges): NumberRanges {
  const sorted = [...a, ...b].sort((x, y) => x[0] - y[0]);
  const made: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = made.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else made.push([from, to]);
  }
  return made;
}

/** Those of `ranges` for which `keep` holds. */
export function only(ranges: NumberRanges, keep: (number: number) => boolean): NumberRanges {
  let made: NumberRanges = NO_NUMBERS;
  let start: number | null = null;
  for (const [from, to] of ranges) {
    for (let number = from; number <= to; number += 1) {
      if (keep(number)) start ??= number;
      else if (start !== null) {
        made = [...made, [start, number - 1]];
        start = null;
      }
    }
    if (start !== null) made = [...made, [start, to]];
    start = null;
  }
  return made;
}
