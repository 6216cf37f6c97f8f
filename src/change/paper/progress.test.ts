import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaperProgress } from '../../domain/change.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { type DataSeen, paperComplete, paperEnd, resumePaper, seePaperData } from './progress.ts';

const START = Date.UTC(2025, 3, 4);
const TERMS = { days: 7 * DAY_MS, gap: 5 * MINUTE_MS, counts: true };

const begin = (content = 'a'): PaperProgress => resumePaper(null, content, START, TERMS);

/** Data every `every` for `length`, one process. */
function run(progress: PaperProgress, length: number, every = MINUTE_MS): PaperProgress {
  let now = progress;
  for (let passed = every; passed <= length; passed += every) {
    now = seePaperData(now, { at: now.updatedAt + every, elapsed: every }, TERMS);
  }
  return now;
}

describe('the seven days', () => {
  it('CHG-2 seven days of data without a gap are complete, and a minute less is not', () => {
    const almost = run(begin(), 7 * DAY_MS - MINUTE_MS);
    expect(paperComplete(almost)).toBe(false);
    expect(paperEnd(almost, almost.updatedAt)).toBe(START + 7 * DAY_MS);
    expect(paperComplete(run(almost, MINUTE_MS))).toBe(true);
  });

  it('CHG-2 a change of the candidate resets them', () => {
    const six = run(begin('a'), 6 * DAY_MS);
    const changed = resumePaper(six, 'b', six.updatedAt, TERMS);
    expect(changed).toMatchObject({ content: 'b', counted: 0, startedAt: six.updatedAt });
  });

  it('CHG-2 a restart does not: five minutes without a process count, and the rest goes on', () => {
    const three = run(begin(), 3 * DAY_MS);
    const again = resumePaper(three, 'a', three.updatedAt + 4 * MINUTE_MS, TERMS);
    expect(again).toEqual(three);
    const seen = seePaperData(again, { at: three.updatedAt + 4 * MINUTE_MS, elapsed: null }, TERMS);
    expect(seen.counted).toBe(3 * DAY_MS + 4 * MINUTE_MS);
    expect(seen.gaps).toBe(0);
  });

  it('CHG-2 a data gap beyond five minutes extends them by the gap, one of five minutes does not', () => {
    const day = run(begin(), DAY_MS);
    const short = seePaperData(day, { at: day.updatedAt + 300_000, elapsed: 300_000 }, TERMS);
    expect(short).toMatchObject({ counted: DAY_MS + 300_000, gaps: 0 });
    const long = seePaperData(day, { at: day.updatedAt + 300_001, elapsed: 300_001 }, TERMS);
    expect(long).toMatchObject({ counted: DAY_MS, gaps: 300_001 });
    expect(paperEnd(long, long.updatedAt) - (START + 7 * DAY_MS)).toBe(300_001);
  });

  it('CHG-2 a wall clock that is set forward by a week within a process counts no week', () => {
    const hour = run(begin(), HOUR_MS);
    const jumped = { at: hour.updatedAt + 7 * DAY_MS, elapsed: 5_000 };
    expect(seePaperData(hour, jumped, TERMS)).toMatchObject({ counted: HOUR_MS + 5_000, gaps: 0 });
    const down = { at: hour.updatedAt + 7 * DAY_MS, elapsed: null };
    expect(seePaperData(hour, down, TERMS)).toMatchObject({ counted: HOUR_MS, gaps: 7 * DAY_MS });
  });

  it('CHG-2 a wall clock that is set back neither counts nor takes away', () => {
    const hour = run(begin(), HOUR_MS);
    const back = { at: hour.updatedAt - DAY_MS, elapsed: null };
    expect(seePaperData(hour, back, TERMS)).toMatchObject({ counted: HOUR_MS, gaps: 0 });
  });

  it('CHG-2 time of a preview is never added to time that counts', () => {
    const preview = run(resumePaper(null, 'a', START, { ...TERMS, counts: false }), 6 * DAY_MS);
    expect(preview).toMatchObject({ counts: false, counted: 6 * DAY_MS });
    expect(resumePaper(preview, 'a', preview.updatedAt, TERMS)).toMatchObject({
      counts: true,
      counted: 0,
    });
  });

  it('CHG-2 whatever happens, no more is counted than passed on the machine and five minutes a restart', () => {
    const arrivals = fc.array(
      fc.record({
        // What the wall clock says against the last arrival: it may be set either way.
        wall: fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
        machine: fc.oneof(
          fc.integer({ min: 0, max: 10 * MINUTE_MS }),
          fc.integer({ min: 0, max: DAY_MS }),
        ),
        restart: fc.boolean(),
        content: fc.constantFrom('a', 'a', 'a', 'b'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(arrivals, (steps) => {
        let progress = begin();
        let machine = 0;
        let restarts = 0;
        for (const { wall, machine: passed, restart, content } of steps) {
          const at = progress.updatedAt + wall;
          const before = progress;
          progress = resumePaper(progress, content, at, TERMS);
          if (progress.content !== before.content) {
            machine = 0;
            restarts = 0;
          }
          const seen: DataSeen = { at, elapsed: restart ? null : passed };
          if (restart) restarts += 1;
          else if (passed <= TERMS.gap) machine += passed;
          progress = seePaperData(progress, seen, TERMS);
          expect(progress.counted).toBeGreaterThanOrEqual(0);
          expect(progress.counted).toBeLessThanOrEqual(machine + restarts * TERMS.gap);
          expect(progress.counted).toBeLessThanOrEqual(progress.needed);
          expect(progress.updatedAt).toBe(at);
        }
      }),
    );
  });
});
