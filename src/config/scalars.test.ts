import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, parsePercent } from './scalars.ts';

describe('durations', () => {
  const CASES: readonly (readonly [text: string, ms: number | undefined])[] = [
    ['500ms', 500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['2 h', 7_200_000],
    ['90', undefined],
    ['-5s', undefined],
    ['1h30m', undefined],
    ['5 minutes', undefined],
    ['0.5ms', undefined],
    ['', undefined],
    ['1e3s', undefined],
  ];
  for (const [text, ms] of CASES) {
    it(`PRE-2 "${text}" is ${ms === undefined ? 'refused' : `${ms} ms`}`, () => {
      expect(parseDuration(text)).toBe(ms);
    });
  }
  it('PRE-2 what is written reads back to the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('percentages', () => {
  const CASES: readonly (readonly [text: string, value: number | undefined])[] = [
    ['2.2%', 0.022],
    ['-3.8%', -0.038],
    ['0.07%', 0.0007],
    ['100 %', 1],
    ['+5%', 0.05],
    ['2.2', undefined],
    ['%', undefined],
    ['2,2%', undefined],
    ['1e2%', undefined],
  ];
  for (const [text, value] of CASES) {
    it(`PRE-2 "${text}" is ${value === undefined ? 'refused' : value}`, () => {
      expect(parsePercent(text)).toBe(value);
    });
  }
  it('PRE-2 are the float nearest to the exact value, as if written as a fraction', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999, max: 99_999 }),
        fc.integer({ min: 0, max: 4 }),
        (n, places) => {
          const percent = (n / 10 ** places).toFixed(places);
          const exact = Number(`${n}e-${places + 2}`);
          expect(parsePercent(`${percent}%`)).toBe(
            exact === 0 ? parsePercent(`${percent}%`) : exact,
          );
        },
      ),
    );
  });
});
