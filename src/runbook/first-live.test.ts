import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Standing, unregistered } from '../domain/people.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { admitFirstLive, type FirstLiveInput, NEVER_LIVE, RunTime } from './first-live.ts';

const risk = (name: string): Standing => ({
  ...{ name, role: 'risk', registered: 2, confirmers: 2, problem: null },
});
const input = (about: Partial<FirstLiveInput> = {}): FirstLiveInput => ({
  now: 0,
  who: unregistered('operator'),
  history: null,
  required: 7 * DAY_MS,
  waive: null,
  wait: 10 * MINUTE_MS,
  ...about,
});

describe('the first start with real money', () => {
  it('OPS-1 is refused without seven days of paper history, with what would be right, and admitted with them', () => {
    const none = admitFirstLive(NEVER_LIVE, input());
    expect(none).toMatchObject({ admitted: false, state: NEVER_LIVE });
    expect(none.text).toContain('--paper-history');
    const short = { proven: 7 * DAY_MS - 1, text: 'paper proves 6.99 days' };
    expect(admitFirstLive(NEVER_LIVE, input({ history: short })).text).toContain('6.99 days');
    const enough = admitFirstLive(NEVER_LIVE, input({ history: { ...short, proven: 7 * DAY_MS } }));
    expect(enough.admitted).toBe(true);
    const later = admitFirstLive(enough.state, input({ now: 99 * DAY_MS }));
    expect(later).toMatchObject({ admitted: true, state: enough.state });
  });

  it('OPS-1 CHG-4 a waiver needs a second person where there is one, whoever repeats it', () => {
    const waive = 'moved from another system';
    const first = admitFirstLive(NEVER_LIVE, input({ who: risk('first operator'), waive }));
    expect(first).toMatchObject({ admitted: false });
    expect(first.text).toContain('a second person');
    const again = input({ who: risk('first operator'), waive, now: 30 * MINUTE_MS });
    expect(admitFirstLive(first.state, again).admitted).toBe(false);
    const other = input({ who: risk('second operator'), waive, now: MINUTE_MS });
    const done = admitFirstLive(first.state, other);
    expect(done.text).toBe(
      'waiver of the paper history by first operator (moved from another system), confirmed by second operator',
    );
    const late = admitFirstLive(first.state, { ...other, now: HOUR_MS });
    expect(late).toMatchObject({ admitted: false, state: { waiver: { by: 'second operator' } } });
  });

  it('OPS-1 CHG-4 one operator alone confirms after ten minutes, and it shows; an operator without the role cannot', () => {
    const waive = 'no time';
    const first = admitFirstLive(NEVER_LIVE, input({ waive }));
    const early = input({ waive, now: 10 * MINUTE_MS - 1 });
    expect(admitFirstLive(first.state, early).text).toContain('too soon');
    const done = admitFirstLive(first.state, input({ waive, now: 10 * MINUTE_MS }));
    expect(done.text).toContain('confirmed by operator alone after 10 min');
    const low: Standing = { ...risk('first operator'), role: 'operator' };
    const refused = admitFirstLive(NEVER_LIVE, input({ who: low, waive }));
    expect(refused).toMatchObject({ admitted: false, state: NEVER_LIVE });
  });

  it('OPS-1 where nobody is registered another name at once is no second person', () => {
    const waive = 'no time';
    const first = admitFirstLive(NEVER_LIVE, input({ waive }));
    const other = input({ waive, who: unregistered('somebody'), now: MINUTE_MS });
    expect(admitFirstLive(first.state, other).admitted).toBe(false);
  });

  it('OPS-1 time that ran counts without gaps, and never more than passed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (minutes) => {
        const time = new RunTime();
        let at = 0;
        let expected = 0;
        time.note(at, true);
        for (const passed of minutes) {
          at += passed * MINUTE_MS;
          if (passed <= 5) expected += passed * MINUTE_MS;
          time.note(at, true);
        }
        expect(time.total).toBe(expected);
        expect(time.total).toBeLessThanOrEqual(at);
      }),
    );
  });
});
