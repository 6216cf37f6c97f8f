/** Holds what happened in a drill against what the runbook demands. */
import { formatDuration } from '../config/scalars.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { type DrillEvent, matches, patternText } from './event-kinds.ts';
import { type Known, momentText, resolveMoment } from './moment.ts';
import type { Claim, Expectation } from './scenario.ts';
import { stateText, WorldState } from './world-state.ts';

export interface Verdict {
  readonly proves: readonly string[];
  readonly that: string;
  /** What was looked for, in words. */
  readonly demands: string;
  readonly passed: boolean;
  /** Where its window began; null: that never came. */
  readonly from: EpochMs | null;
  /** When it was met, or broken; null: neither has an instant. */
  readonly at: EpochMs | null;
  /** From the beginning of the window to there, ms. */
  readonly took: Ms | null;
  readonly found: string;
}

export interface Course extends Known {
  readonly endsAt: EpochMs;
  readonly profile: string;
  readonly events: readonly DrillEvent[];
}

interface Window {
  readonly from: EpochMs;
  /** Events up to this one belong to what came before. */
  readonly after: number;
  readonly until: EpochMs;
}

type Finding = Pick<Verdict, 'passed' | 'found'> & { readonly at: EpochMs | null };

export function judge(expectation: Expectation, course: Course): Verdict {
  const { proves, that, claim } = expectation;
  const demands = demandText(expectation);
  const window = windowOf(expectation, course);
  if (typeof window === 'string') {
    return {
      proves,
      that,
      demands,
      passed: false,
      from: null,
      at: null,
      took: null,
      found: window,
    };
  }
  const finding = look(claim, window, course);
  const took = finding.at === null ? null : finding.at - window.from;
  return { proves, that, demands, from: window.from, took, ...finding };
}

/** The window, or what never came in words. */
function windowOf({ from, until }: Expectation, course: Course): Window | string {
  const begin = from === null ? course.startsAt : resolveMoment(from, course);
  if (begin === null) return `${momentText(from!)} never came`;
  if (begin > course.endsAt) return `${momentText(from!)} is after the end of the drill`;
  const end = until === null ? course.endsAt : resolveMoment(until, course);
  if (end === null) return `${momentText(until!)} never came`;
  const named = from !== null && 'after' in from && from.plus === 0 ? from.after : null;
  const after = named === null ? 0 : (course.instants.get(named)?.sequence ?? 0);
  return { from: begin, after, until: end };
}

function look(claim: Claim, window: Window, course: Course): Finding {
  switch (claim.kind) {
    case 'happens':
      return lookForEvents(claim, window, course);
    case 'never':
      return lookForNone(claim, window, course);
    case 'becomes':
      return lookForState(claim, window, course);
    case 'stays':
      return lookForLapses(claim, window, course);
  }
}

type ClaimOf<K extends Claim['kind']> = Extract<Claim, { kind: K }>;

function lookForEvents(claim: ClaimOf<'happens'>, window: Window, course: Course): Finding {
  const { pattern, within, least, most } = claim;
  const until = within === null ? window.until : Math.min(window.until, window.from + within);
  const found = course.events.filter(
    (event) => event.at >= window.from && event.at <= until && matches(pattern, event),
  );
  const count = found.length;
  if (count > most) {
    const event = found[most]!;
    return { passed: false, at: event.at, found: `happened ${count} times: ${event.text}` };
  }
  if (count >= least) {
    const event = found[Math.max(0, least - 1)];
    if (event === undefined) return { passed: true, at: null, found: 'did not happen' };
    return { passed: true, at: event.at, found: times(count, event.text) };
  }
  const late = course.events.find(
    (event) => event.at > until && event.at <= course.endsAt && matches(pattern, event),
  );
  if (late === undefined) {
    return { passed: false, at: null, found: `happened ${count} times in time, not later either` };
  }
  const text = `happened ${count} times in time, then after ${duration(late.at - window.from)}`;
  return { passed: false, at: late.at, found: `${text}: ${late.text}` };
}

const times = (count: number, text: string): string =>
  count === 1 ? text : `${count} times; ${text}`;

function lookForNone({ pattern }: ClaimOf<'never'>, window: Window, course: Course): Finding {
  const broken = course.events.find(
    (event) =>
      event.at >= window.from &&
      event.sequence > window.after &&
      event.at < Math.max(window.until, window.from + 1) &&
      matches(pattern, event),
  );
  if (broken === undefined) return { passed: true, at: null, found: 'did not happen' };
  return { passed: false, at: broken.at, found: `happened: ${broken.text}` };
}

/** How things stood after everything of each instant, from the window on. */
function* standings(
  wanted: ClaimOf<'becomes' | 'stays'>['state'],
  window: Window,
  course: Course,
): Generator<{ readonly at: EpochMs; readonly differences: readonly string[] }> {
  const state = new WorldState(course.profile);
  const { events } = course;
  let index = 0;
  const apply = (until: EpochMs): void => {
    while (index < events.length && events[index]!.at <= until) {
      state.apply(events[index]!);
      index += 1;
    }
  };
  apply(window.from);
  yield { at: window.from, differences: state.differences(wanted) };
  while (index < events.length && events[index]!.at <= window.until) {
    const { at } = events[index]!;
    apply(at);
    yield { at, differences: state.differences(wanted) };
  }
}

function lookForState(claim: ClaimOf<'becomes'>, window: Window, course: Course): Finding {
  const { state, within } = claim;
  const until = within === null ? window.until : Math.min(window.until, window.from + within);
  let last = '';
  for (const { at, differences } of standings(state, window, course)) {
    if (differences.length === 0) {
      const found = at <= until ? 'so it was' : `only after ${duration(at - window.from)}: ${last}`;
      return { passed: at <= until, at, found };
    }
    last = differences.join('; ');
  }
  return { passed: false, at: null, found: `never in the window: ${last}` };
}

function lookForLapses(claim: ClaimOf<'stays'>, window: Window, course: Course): Finding {
  const { state, except } = claim;
  let since: EpochMs | null = null;
  let why = '';
  let longest: Ms = 0;
  const close = (at: EpochMs): Finding | null => {
    if (since === null) return null;
    longest = Math.max(longest, at - since);
    if (at - since <= except && (except > 0 || at === since)) return null;
    return { passed: false, at: since, found: `not so for ${duration(at - since)}: ${why}` };
  };
  for (const { at, differences } of standings(state, window, course)) {
    if (at >= window.until && at > window.from) break;
    if (differences.length > 0) {
      since ??= at;
      why = differences.join('; ');
      if (except === 0) return { passed: false, at, found: `not so: ${why}` };
    } else {
      const broken = close(at);
      if (broken !== null) return broken;
      since = null;
    }
  }
  const broken = close(window.until);
  if (broken !== null) return broken;
  const found = longest > 0 ? `otherwise for ${duration(longest)} at most` : 'all the time';
  return { passed: true, at: null, found };
}

function demandText({ from, until, claim }: Expectation): string {
  const begin = from === null ? '' : `from ${momentText(from)} `;
  const end = until === null ? '' : `until ${momentText(until)} `;
  const window = `${begin}${end}`.trim();
  const what = claimText(claim);
  return window === '' ? what : `${what} (${window})`;
}

function claimText(claim: Claim): string {
  switch (claim.kind) {
    case 'happens': {
      const { least, most, within } = claim;
      const often =
        most === Number.POSITIVE_INFINITY
          ? least === 1
            ? ''
            : ` at least ${least} times`
          : ` ${least === most ? least : `${least} to ${most}`} times`;
      const soon = within === null ? '' : ` within ${formatDuration(within)}`;
      return `${patternText(claim.pattern)}${often}${soon}`;
    }
    case 'never':
      return `never: ${patternText(claim.pattern)}`;
    case 'becomes': {
      const soon = claim.within === null ? '' : ` within ${formatDuration(claim.within)}`;
      return `${stateText(claim.state)}${soon}`;
    }
    case 'stays': {
      const except = claim.except === 0 ? '' : `, except for ${formatDuration(claim.except)}`;
      return `always: ${stateText(claim.state)}${except}`;
    }
  }
}

/** `1 h 5 min`, `2.5 s`: the two largest units. */
export function duration(ms: Ms): string {
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(3))} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 1_000);
  if (minutes < 60) return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
