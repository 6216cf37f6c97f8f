/**
 * Lots and ticks as whole numbers of a decimal mantissa: exact, and as fast as floats. A price is
 * `ticks x tick.mantissa / 10^tick.places`; nothing is ever rounded in binary.
 */
import { type DecimalText, parseDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/market.ts';

/** `mantissa / 10^places`, mantissa a whole number > 0. */
export interface Step {
  readonly mantissa: number;
  readonly places: number;
  readonly power: number;
}

/** Contract data in whole steps. */
export interface ExactInstrument {
  readonly tick: Step;
  readonly lot: Step;
  readonly minLots: number;
  readonly maxLots: number;
  readonly minNotional: number;
  /** Divisor of (quantity mantissa x price mantissa) to USDT. */
  readonly notionalScale: number;
}

/** Throws a RangeError on contract data that is not a positive decimal: configuration is checked. */
export function exactInstrument(instrument: Instrument): ExactInstrument {
  const tick = stepOf(instrument.tickSize);
  const lot = stepOf(instrument.lotSize);
  return {
    tick,
    lot,
    minLots: Math.max(1, ceilSteps(Number(instrument.minQuantity), lot)),
    maxLots: floorSteps(Number(instrument.maxQuantity), lot),
    minNotional: Number(instrument.minNotional),
    notionalScale: tick.power * lot.power,
  };
}

function stepOf(text: DecimalText): Step {
  const value = parseDecimal(text);
  if (value === undefined || value <= 0n) throw new RangeError(`not a positive step: "${text}"`);
  let mantissa = value as bigint;
  let places = 8;
  while (places > 0 && mantissa % 10n === 0n) {
    mantissa /= 10n;
    places -= 1;
  }
  return { mantissa: Number(mantissa), places, power: powerOfTen(places) };
}

/** A quotient this near to a whole number is that number: the float stood for an exact decimal. */
const GRID_TOLERANCE = 1e-6;

/** Most whole steps not above the value (a price or quantity read as the decimal it stands for). */
export function floorSteps(value: number, step: Step): number {
  const quotient = (value * step.power) / step.mantissa;
  return nearGrid(quotient) ?? Math.floor(quotient);
}

/** Fewest whole steps not below the value. */
export const ceilSteps = (value: number, step: Step): number =>
  wholeUp((value * step.power) / step.mantissa);

function wholeUp(quotient: number): number {
  return nearGrid(quotient) ?? Math.ceil(quotient);
}

function nearGrid(quotient: number): number | null {
  const nearest = Math.round(quotient);
  return Math.abs(quotient - nearest) < GRID_TOLERANCE ? nearest : null;
}

/**
 * Relative error of a quotient of two floats that stand for decimals, with room to spare; far below
 * the tolerance that caps are held with.
 */
const FLOAT_NOISE = 1e-12;

/** Of a quotient that is nearer to a whole number than floats can tell, that number; else down. */
export function wholeSteps(quotient: number): number {
  const nearest = Math.round(quotient);
  return Math.abs(quotient - nearest) < nearest * FLOAT_NOISE ? nearest : Math.floor(quotient);
}

/** Float nearest to `count` steps. */
export const stepsToNumber = (count: number, step: Step): number =>
  (count * step.mantissa) / step.power;

/** Decimal text of `count` steps, exact: `0.037`, `64210.5`, without trailing zeros. */
export function stepsToText(count: number, step: Step): DecimalText {
  const mantissa = count * step.mantissa;
  const whole = Math.floor(mantissa / step.power);
  let rest = mantissa - whole * step.power;
  if (rest === 0) return `${whole}`;
  let places = step.places;
  while (rest % 10 === 0) {
    rest /= 10;
    places -= 1;
  }
  return `${whole}.${`${rest}`.padStart(places, '0')}`;
}

/** Is lots x ticks at least the venue's smallest notional, decided exactly? */
export function meetsMinimum(instrument: ExactInstrument, lots: number, ticks: number): boolean {
  if (lots < instrument.minLots) return false;
  const quantity = lots * instrument.lot.mantissa;
  const price = ticks * instrument.tick.mantissa;
  const product = quantity * price;
  const needed = wholeUp(instrument.minNotional * instrument.notionalScale);
  // Below 2^53 products are exact as floats; one at or beyond it may have been rounded.
  if (product <= Number.MAX_SAFE_INTEGER) return product >= needed;
  return BigInt(quantity) * BigInt(price) >= BigInt(needed);
}

/** 10^places by multiplication: exact for the few places a decimal has. */
function powerOfTen(places: number): number {
  let power = 1;
  for (let i = 0; i < places; i += 1) power *= 10;
  return power;
}
