import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role, Standing } from '../domain/people.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { confirmRefusal, createRequests, expireRequests, openRequest } from './two-people.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const WAIT = 10 * MINUTE_MS;

const who = (
  name: string,
  role: Role | null,
  registered: number,
  confirmers: number,
): Standing => ({
  name,
  role,
  registered,
  confirmers,
  problem: null,
});
const FIRST = who('first operator', 'risk', 3, 2);
const SECOND = who('second operator', 'risk', 3, 2);
const ALONE = who('desk', 'admin', 1, 1);
const UNKNOWN = who('shell', null, 0, 0);

function asked(by: Standing) {
  const state = createRequests<string>();
  return openRequest(state, { what: 'resume', reason: 'drill', command: 'x' }, by, WAIT, AT);
}

describe('what needs two people', () => {
  it('CHG-4 is confirmed by another one at once, and never by whoever asked', () => {
    const request = asked(FIRST);
    expect(request.aloneFrom).toBeNull();
    expect(confirmRefusal(request, SECOND, AT)).toBeNull();
    expect(confirmRefusal(request, FIRST, AT)).toContain('another person');
    expect(confirmRefusal(request, FIRST, AT + HOUR_MS - 1)).toContain('another person');
  });

  it('CHG-4 one operator confirms it again after the waiting time, to the millisecond', () => {
    for (const one of [ALONE, UNKNOWN]) {
      const request = asked(one);
      expect(confirmRefusal(request, one, AT + WAIT - 1)).toContain('from 2026-01-05 09:10');
      expect(confirmRefusal(request, one, AT + WAIT)).toBeNull();
    }
  });

  it('CHG-4 an operator’s request is confirmed at once by the only one who may', () => {
    const request = asked(who('junior', 'operator', 2, 1));
    expect(confirmRefusal(request, who('desk', 'admin', 2, 1), AT)).toBeNull();
  });

  it('CHG-4 two names that nobody verified are no two people', () => {
    const request = asked(UNKNOWN);
    expect(confirmRefusal(request, { ...UNKNOWN, name: 'other' }, AT)).toContain('from 2026');
  });

  it('CHG-4 what somebody unknown asked for nobody confirms once people are registered', () => {
    expect(confirmRefusal(asked(UNKNOWN), SECOND, AT + WAIT)).toContain('ask for it again');
  });

  it('CHG-4 one who was alone is not any more once another is registered', () => {
    const request = asked(ALONE);
    const now = who('desk', 'admin', 2, 2);
    expect(confirmRefusal(request, now, AT + WAIT)).toContain('another person');
  });

  it('CHG-4 is forgotten after an hour, and after the waiting time and an hour', () => {
    const state = createRequests<string>();
    const of = { what: 'resume', reason: 'drill', command: 'x' };
    openRequest(state, of, FIRST, WAIT, AT);
    openRequest(state, of, ALONE, WAIT, AT);
    expect(expireRequests(state, AT + HOUR_MS - 1)).toEqual([]);
    expect(expireRequests(state, AT + HOUR_MS).map(({ id }) => id)).toEqual(['T1']);
    expect(expireRequests(state, AT + HOUR_MS + WAIT).map(({ id }) => id)).toEqual(['T2']);
    expect(state.open).toEqual([]);
  });

  it('CHG-4 whoever asks and whoever confirms: two people, or one after the waiting time', () => {
    const role = fc.constantFrom<Role>('operator', 'risk', 'admin');
    const person = fc.record({ name: fc.constantFrom('a', 'b'), role });
    fc.assert(
      fc.property(
        person,
        person,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 2 * WAIT }),
        (first, second, confirmers, later) => {
          const registered = 3;
          const request = asked({ ...first, registered, confirmers, problem: null });
          const by = { ...second, registered, confirmers, problem: null };
          if (confirmRefusal(request, by, AT + later) !== null) return;
          expect(first.name !== second.name || later >= WAIT).toBe(true);
        },
      ),
    );
  });
});
