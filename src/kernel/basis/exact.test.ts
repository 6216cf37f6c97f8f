import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../../tests/support/kernel-config.ts';
import type { Instrument } from '../../domain/market.ts';
import {
  ceilSteps,
  exactInstrument,
  floorSteps,
  meetsMinimum,
  stepsToNumber,
  stepsToText,
  wholeSteps,
} from './exact.ts';

const contract = (more: Partial<Instrument>) => exactInstrument({ ...INSTRUMENTS[0]!, ...more });
const stepOf = (lotSize: string) => contract({ lotSize }).lot;

describe('whole steps of a quotient', () => {
  it.each([
    [2.9999999999999996, 3],
    [3, 3],
    [3.0000000000000004, 3],
    [2.999999, 2],
    [0.9, 0],
    [0, 0],
    [Number.NaN, Number.NaN],
  ])('%f are %f', (quotient, expected) => {
    expect(wholeSteps(quotient)).toBe(expected);
  });
});

describe('steps', () => {
  const steps = [
    { name: 'a tenth', given: '0.1', expected: { mantissa: 1, places: 1, power: 10 } },
    {
      name: 'a hundredth written longer',
      given: '0.0100',
      expected: { mantissa: 1, places: 2, power: 100 },
    },
    {
      name: 'five thousandths',
      given: '0.005',
      expected: { mantissa: 5, places: 3, power: 1_000 },
    },
    { name: 'one', given: '1', expected: { mantissa: 1, places: 0, power: 1 } },
    { name: 'ten is ten whole ones', given: '10', expected: { mantissa: 10, places: 0, power: 1 } },
    { name: 'the finest', given: '0.00000001', expected: { mantissa: 1, places: 8, power: 1e8 } },
    { name: 'two and a half', given: '2.5', expected: { mantissa: 25, places: 1, power: 10 } },
  ];
  it.each(steps)('$name', ({ given, expected }) => {
    expect(stepOf(given)).toEqual(expected);
  });

  it.each(['0', '-0.1', '', '1e-3', '0.000000001'])(
    '%s is no step and is refused with words',
    (given) => {
      expect(() => stepOf(given)).toThrow(RangeError);
      expect(() => stepOf(given)).toThrow(`not a positive step: "${given}"`);
    },
  );

  // value / step, by hand; what is within 1e-6 of a whole number is that number.
  const counts = [
    { name: 'on the grid', value: 0.3, step: '0.1', floor: 3, ceil: 3 },
    { name: 'a float just under the grid', value: 0.1 + 0.7, step: '0.1', floor: 8, ceil: 8 },
    { name: 'a float just over it', value: 0.1 + 0.2, step: '0.1', floor: 3, ceil: 3 },
    { name: 'between two steps, nearer below', value: 1.01, step: '0.025', floor: 40, ceil: 41 },
    { name: 'between two steps, nearer above', value: 1.02, step: '0.025', floor: 40, ceil: 41 },
    { name: 'two millionths of a step over', value: 3.000_002, step: '1', floor: 3, ceil: 4 },
    { name: 'two millionths of a step under', value: 2.999_998, step: '1', floor: 2, ceil: 3 },
    { name: 'half a millionth over', value: 3.000_000_5, step: '1', floor: 3, ceil: 3 },
    { name: 'half a millionth under', value: 2.999_999_5, step: '1', floor: 3, ceil: 3 },
    { name: 'a large price', value: 64_210.5, step: '0.1', floor: 642_105, ceil: 642_105 },
    {
      name: 'exactly a millionth of a step is not nothing',
      value: 1,
      step: '1000000',
      floor: 0,
      ceil: 1,
    },
    // 64 / 5 = 12.8.
    { name: 'steps of five', value: 64, step: '5', floor: 12, ceil: 13 },
  ];
  it.each(counts)('$name: whole steps below and above', ({ value, step, floor, ceil }) => {
    expect(floorSteps(value, stepOf(step))).toBe(floor);
    expect(ceilSteps(value, stepOf(step))).toBe(ceil);
  });

  const texts = [
    { name: 'whole steps of one', count: 642, step: '1', text: '642', number: 642 },
    { name: 'tens stay whole', count: 7, step: '10', text: '70', number: 70 },
    { name: 'places', count: 37, step: '0.001', text: '0.037', number: 0.037 },
    { name: 'no zeros at the end', count: 642_100, step: '0.001', text: '642.1', number: 642.1 },
    { name: 'no point without a rest', count: 5_000, step: '0.001', text: '5', number: 5 },
    { name: 'zeros inside stay', count: 100_050, step: '0.001', text: '100.05', number: 100.05 },
    { name: 'steps of five thousandths', count: 3, step: '0.005', text: '0.015', number: 0.015 },
    { name: 'nothing', count: 0, step: '0.1', text: '0', number: 0 },
    {
      name: 'the finest',
      count: 123,
      step: '0.00000001',
      text: '0.00000123',
      number: 0.000_001_23,
    },
  ];
  it.each(texts)('$name, as text and as the nearest float', ({ count, step, text, number }) => {
    expect(stepsToText(count, stepOf(step))).toBe(text);
    expect(stepsToNumber(count, stepOf(step))).toBe(number);
  });
});

describe('contract data in whole steps', () => {
  it('counts quantities in lots, the smallest up and the largest down', () => {
    // 0.0125 / 0.005 = 2.5 up to 3; 1.004 / 0.005 = 200.8 down to 200; 10 x 1,000 to USDT.
    const given = {
      lotSize: '0.005',
      minQuantity: '0.0125',
      maxQuantity: '1.004',
      tickSize: '0.1',
    };
    expect(contract({ ...given, minNotional: '5.5' })).toEqual({
      tick: { mantissa: 1, places: 1, power: 10 },
      lot: { mantissa: 5, places: 3, power: 1_000 },
      minLots: 3,
      maxLots: 200,
      minNotional: 5.5,
      notionalScale: 10_000,
    });
  });

  it('an order is at least one lot, even where the venue states no smallest quantity', () => {
    expect(contract({ minQuantity: '0' }).minLots).toBe(1);
  });

  // lot 0.001, tick 0.1, smallest notional 100: lots x ticks / 10,000 >= 100.
  const coarse = { tickSize: '1', lotSize: '1', minQuantity: '1', minNotional: '5.4' };
  const fine = { tickSize: '0.00000001', lotSize: '0.00000001', minQuantity: '0.00000001' };
  const minimum = [
    { name: 'exactly the smallest notional', given: {}, lots: 1_000, ticks: 1_000, expected: true },
    { name: 'one tick less', given: {}, lots: 1_000, ticks: 999, expected: false },
    { name: 'one lot less', given: {}, lots: 999, ticks: 1_000, expected: false },
    {
      name: 'enough notional in too few lots',
      given: { minQuantity: '0.003' },
      lots: 2,
      ticks: 1e6,
      expected: false,
    },
    {
      name: 'exactly the smallest quantity',
      given: { minQuantity: '0.003' },
      lots: 3,
      ticks: 1e6,
      expected: true,
    },
    {
      name: 'lots of five count fivefold',
      given: { lotSize: '0.005' },
      lots: 200,
      ticks: 1_000,
      expected: true,
    },
    {
      name: 'ticks of five count fivefold',
      given: { tickSize: '0.5' },
      lots: 1_000,
      ticks: 200,
      expected: true,
    },
    // 5 < 5.4 although 5.4 is no whole number of steps.
    {
      name: 'a notional between two whole ones is not rounded down',
      given: coarse,
      lots: 5,
      ticks: 1,
      expected: false,
    },
    { name: 'and the next one is enough', given: coarse, lots: 6, ticks: 1, expected: true },
    // 0.1 x 0.3 scaled by 100 is 3 although the float product 0.3 x 100 is a little off.
    {
      name: 'a decimal that floats cannot hold',
      given: { tickSize: '0.1', lotSize: '0.1', minQuantity: '0.1', minNotional: '1.1' },
      lots: 11,
      ticks: 10,
      expected: true,
    },
    // Beyond 2^53: 134,217,729^2 = 2^54 + 2^28 + 1 is 1 above 18,014,398,777,917,440, a float's neighbour.
    {
      name: 'beyond the whole floats, equal',
      given: { ...fine, minNotional: '1.80143987' },
      lots: 180_143_987,
      ticks: 1e8,
      expected: true,
    },
    {
      name: 'beyond the whole floats, one lot less',
      given: { ...fine, minNotional: '1.80143987' },
      lots: 180_143_986,
      ticks: 1e8,
      expected: false,
    },
    // (10^8 + 1) x (10^8 - 1) = 10^16 - 1, and 10^16 is asked for: no float tells the two apart.
    {
      name: 'beyond the whole floats, one part in 10^16 less',
      given: { ...fine, minNotional: '1' },
      lots: 100_000_001,
      ticks: 99_999_999,
      expected: false,
    },
    {
      name: 'beyond the whole floats, exactly it',
      given: { ...fine, minNotional: '1' },
      lots: 1e8,
      ticks: 1e8,
      expected: true,
    },
    {
      name: 'a small order against a large minimum',
      given: { ...fine, minNotional: '1' },
      lots: 1,
      ticks: 1,
      expected: false,
    },
    {
      name: 'a large order against a small minimum',
      given: { ...fine, minNotional: '0.00000001' },
      lots: 1e8,
      ticks: 1e9,
      expected: true,
    },
  ];
  it.each(minimum)(
    '$name: meets the venue’s minimum $expected',
    ({ given, lots, ticks, expected }) => {
      expect(meetsMinimum(contract({ minNotional: '100', ...given }), lots, ticks)).toBe(expected);
    },
  );
});
