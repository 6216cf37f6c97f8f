/** Instants of a drill: so long after the start, a time of day, or so long after something. */
import { formatDuration, parseDuration } from '../config/scalars.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

/** `after` null: the start of the drill. `at`: a fixed instant instead. */
export type Moment =
  | { readonly after: string | null; readonly plus: Ms }
  | { readonly at: EpochMs };

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/;
const NAMED = /^([a-z][a-zA-Z0-9]*)(?:\s*\+\s*(.+))?$/;

/** `40m`, `2025-01-07T04:00Z`, `loss`, `loss + 2h`; undefined when the text is none of them. */
export function parseMoment(text: string): Moment | undefined {
  const trimmed = text.trim();
  if (INSTANT.test(trimmed)) {
    const at = Date.parse(trimmed);
    return Number.isSafeInteger(at) ? { at } : undefined;
  }
  const plain = parseDuration(trimmed);
  if (plain !== undefined) return { after: null, plus: plain };
  const match = NAMED.exec(trimmed);
  if (match?.[1] === undefined) return undefined;
  const plus = match[2] === undefined ? 0 : parseDuration(match[2]);
  return plus === undefined ? undefined : { after: match[1], plus };
}

export function momentText(moment: Moment): string {
  if ('at' in moment) return new Date(moment.at).toISOString();
  const { after, plus } = moment;
  if (after === null) return plus === 0 ? 'the start' : formatDuration(plus);
  return plus === 0 ? `"${after}"` : `"${after}" + ${formatDuration(plus)}`;
}

/** Where the named instants lie; a name that has not come yet is not in it. */
export interface Known {
  readonly startsAt: EpochMs;
  readonly instants: ReadonlyMap<string, { readonly at: EpochMs; readonly sequence: number }>;
}

/** Null while what it waits for has not come. */
export function resolveMoment(moment: Moment, known: Known): EpochMs | null {
  if ('at' in moment) return moment.at;
  if (moment.after === null) return known.startsAt + moment.plus;
  const instant = known.instants.get(moment.after);
  return instant === undefined ? null : instant.at + moment.plus;
}
