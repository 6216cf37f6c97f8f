import { describe, expect, it } from 'vitest';
import type { DrillEvent, EventKind, FieldValue } from './event-kinds.ts';
import { type Course, duration, judge } from './judge.ts';
import { parseMoment, resolveMoment } from './moment.ts';
import type { Claim, Expectation } from './scenario.ts';

const T0 = Date.UTC(2025, 0, 6, 9);
const event = (
  seconds: number,
  kind: EventKind,
  fields: Readonly<Record<string, FieldValue>>,
): Omit<DrillEvent, 'sequence'> => ({
  ...{ at: T0 + seconds * 1_000, event: kind, fields, text: `${kind} at ${seconds} s` },
});
const closure = (seconds: number, change: 'opened' | 'released') =>
  event(seconds, 'closure', { id: 'x', change, cause: 'incident', strategy: null, symbol: null });

/** Closed from 10 to 20 s; the loss at 10 s, the fill at 15 s. */
const EVENTS = [
  closure(10, 'opened'),
  event(10, 'breaker', { breaker: 'daily_hard' }),
  event(15, 'fill', { role: 'exit' }),
  closure(20, 'released'),
  event(30, 'fill', { role: 'entry' }),
].map((each, index): DrillEvent => ({ ...each, sequence: index + 1 }));
const COURSE: Course = {
  startsAt: T0,
  endsAt: T0 + 60_000,
  profile: 'balanced',
  instants: new Map([['loss', { at: T0 + 10_000, sequence: 2 }]]),
  events: EVENTS,
};
const at = (text: string) => parseMoment(text)!;
const look = (claim: Claim, rest: Partial<Expectation> = {}) =>
  judge({ proves: ['INC-1'], that: 'it is so', from: null, until: null, claim, ...rest }, COURSE);
const fill = (role: string) =>
  ({ event: 'fill', text: null, fields: { role: { oneOf: [role] } } }) as const;
const happens = (
  role: string,
  within: number | null = null,
  least = 1,
  most = Infinity,
): Claim => ({
  ...{ kind: 'happens', pattern: fill(role), within, least, most },
});

describe('a demand on a drill', () => {
  it('DRILL on an event holds when it comes in time, and says how long it took', () => {
    expect(look(happens('exit', 5_000), { from: at('loss') })).toMatchObject({
      ...{ passed: true, took: 5_000, found: 'fill at 15 s' },
    });
    expect(look(happens('exit', 4_999), { from: at('loss') })).toMatchObject({
      ...{
        passed: false,
        took: 5_000,
        found: 'happened 0 times in time, then after 5 s: fill at 15 s',
      },
    });
    expect(look(happens('stop'))).toMatchObject({
      ...{ passed: false, at: null, found: 'happened 0 times in time, not later either' },
    });
  });

  it('DRILL on a number of events holds within its bounds only', () => {
    expect(look(happens('exit', null, 1, 1)).passed).toBe(true);
    expect(look(happens('exit', null, 2, 3)).passed).toBe(false);
    expect(look(happens('exit', null, 0, 0)).found).toContain('happened 1 times');
  });

  it('DRILL that forbids an event fails at the first, and only inside of its window', () => {
    const never: Claim = { kind: 'never', pattern: fill('exit') };
    expect(look(never)).toMatchObject({ passed: false, took: 15_000 });
    expect(look(never, { until: at('15s') }).passed).toBe(true);
    expect(look(never, { from: at('16s') }).passed).toBe(true);
  });

  it('DRILL on how things stand sees the state after everything of an instant', () => {
    const becomes: Claim = { kind: 'becomes', state: { entries: 'closed' }, within: 0 };
    expect(look(becomes, { from: at('loss') })).toMatchObject({ passed: true, took: 0 });
    expect(look(becomes)).toMatchObject({ passed: false, took: 10_000 });
    const stays: Claim = { kind: 'stays', state: { entries: 'closed' }, except: 0 };
    expect(look(stays, { from: at('loss'), until: at('20s') }).passed).toBe(true);
    expect(look(stays, { from: at('loss'), until: at('21s') })).toMatchObject({ passed: false });
  });

  it('DRILL on what stays so allows no lapse longer than it says', () => {
    const open = (except: number): Claim => ({ kind: 'stays', state: { entries: 'open' }, except });
    expect(look(open(10_000))).toMatchObject({ passed: true, found: 'otherwise for 10 s at most' });
    expect(look(open(9_999))).toMatchObject({
      passed: false,
      found: expect.stringContaining('10 s'),
    });
  });

  it('DRILL on an instant that never came fails, whatever it claims', () => {
    const never: Claim = { kind: 'never', pattern: fill('stop') };
    expect(look(never, { from: at('gone') })).toMatchObject({
      ...{ passed: false, from: null, found: '"gone" never came' },
    });
    expect(look(never, { from: at('loss + 2h') }).found).toContain('after the end of the drill');
  });
});

describe('an instant', () => {
  it('is a time after the start, a time of day, or a time after something', () => {
    const known = { startsAt: T0, instants: COURSE.instants };
    const resolve = (text: string) => resolveMoment(at(text), known);
    expect(resolve('40m')).toBe(T0 + 2_400_000);
    expect(resolve('2025-01-07T04:00Z')).toBe(Date.UTC(2025, 0, 7, 4));
    expect(resolve('loss')).toBe(T0 + 10_000);
    expect(resolve('loss + 2h')).toBe(T0 + 7_210_000);
    expect(resolve('gone + 2h')).toBeNull();
    for (const text of ['', 'Loss', 'loss +', 'loss + 2', '40', '2025-01-07']) {
      expect(parseMoment(text), text).toBeUndefined();
    }
  });

  it('is told in its two largest units', () => {
    expect([0, 2_500, 65_000, 3_600_000, 5_400_000].map(duration)).toEqual([
      ...['0 s', '2.5 s', '1 min 5 s', '1 h', '1 h 30 min'],
    ]);
  });
});
