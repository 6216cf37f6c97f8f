import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../domain/time.ts';
import { percent, show, utc } from './text.ts';

describe('times in words', () => {
  // Epoch days by the Gregorian rule: 365 a year, one more every 4, not every 100, but every 400.
  const day = (days: number, ms = 0): number => days * DAY_MS + ms;
  const table = [
    { name: 'the epoch', given: day(0), expected: '1970-01-01 00:00:00 UTC' },
    { name: 'the last second of a day', given: day(1) - 1, expected: '1970-01-01 23:59:59 UTC' },
    { name: 'the first of the next', given: day(1), expected: '1970-01-02 00:00:00 UTC' },
    // 31 + 28 days.
    { name: 'March without a leap day', given: day(59), expected: '1970-03-01 00:00:00 UTC' },
    // 1968 was the last leap year: 1972 has 366 days from day 730 on.
    { name: 'a leap day', given: day(730 + 59), expected: '1972-02-29 00:00:00 UTC' },
    { name: 'the end of a leap year', given: day(730 + 365), expected: '1972-12-31 00:00:00 UTC' },
    // 30 years, leap days of 72, 76, 80, 84, 88, 92, 96: 30 x 365 + 7 = 10,957.
    { name: 'the year 2000', given: day(10_957), expected: '2000-01-01 00:00:00 UTC' },
    { name: 'its leap day', given: day(10_957 + 59), expected: '2000-02-29 00:00:00 UTC' },
    { name: 'the day after', given: day(10_957 + 60), expected: '2000-03-01 00:00:00 UTC' },
    // 100 years with 25 leap days after 2000: 10,957 + 36,525 = 47,482; 2100 has no leap day.
    {
      name: 'the end of February 2100',
      given: day(47_482 + 58),
      expected: '2100-02-28 00:00:00 UTC',
    },
    { name: 'and its next day', given: day(47_482 + 59), expected: '2100-03-01 00:00:00 UTC' },
    // 400 years are 146,097 days.
    {
      name: 'the leap day of 2400',
      given: day(10_957 + 146_097 + 59),
      expected: '2400-02-29 00:00:00 UTC',
    },
    // 13 x 3,600 + 5 x 60 + 9 seconds and a part of one.
    {
      name: 'hours, minutes and seconds',
      given: day(0, 47_109_999),
      expected: '1970-01-01 13:05:09 UTC',
    },
  ];
  it.each(table)('$name', ({ given, expected }) => {
    expect(utc(given)).toBe(expected);
  });

  it('agree with the calendar of the platform on every day of four centuries', () => {
    for (let days = 0; days <= 146_097 + 366; days += 1) {
      const at = days * DAY_MS + ((days * 7_919) % 86_400) * 1_000;
      const iso = new Date(at).toISOString();
      if (utc(at) !== `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`) expect(utc(at)).toBe(iso);
    }
  });
});

describe('figures in words', () => {
  const table = [
    { name: 'a fraction as per cent', words: percent(-0.02), expected: '-2.00 %' },
    { name: 'two places of it', words: percent(0.123_45), expected: '12.35 %' },
    { name: 'text in quotes', words: show('BTC'), expected: '"BTC"' },
    {
      name: 'at most 60 letters of it',
      words: show('x'.repeat(61)),
      expected: `"${'x'.repeat(60)}"`,
    },
    { name: 'a number', words: show(1.5), expected: '1.5' },
    { name: 'no number', words: show(Number.NaN), expected: 'NaN' },
    { name: 'a truth value', words: show(false), expected: 'false' },
    { name: 'nothing', words: show(null), expected: 'missing' },
    { name: 'what is not there', words: show(undefined), expected: 'missing' },
    { name: 'anything else by its kind', words: show({ toString: null }), expected: 'a object' },
  ];
  it.each(table)('$name', ({ words, expected }) => {
    expect(words).toBe(expected);
  });
});
