/**
 * Exact decimals: whole numbers of 1e-8 held in a bigint. One scale for money (USDT), quantities
 * (base units) and prices (quote per base), because no supported venue quotes finer than that.
 * On wires and in files they travel as decimal text (`DecimalText`), never as floats.
 */
import type { Brand } from './ids.ts';

export type Decimal = Brand<bigint, 'Decimal'>;
/** Plain decimal notation, for example `-0.00125`; no exponent, no leading plus. */
export type DecimalText = string;

export const DECIMAL_PLACES = 8;
const SCALE = 100_000_000n;
export const ZERO = 0n as Decimal;
export const ONE = SCALE as Decimal;

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Parses decimal text; undefined when it is not one, or finer than 8 places (beyond zeros). */
export function parseDecimal(text: string): Decimal | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  if (fraction.length > DECIMAL_PLACES && /[1-9]/.test(fraction.slice(DECIMAL_PLACES))) {
    return undefined;
  }
  const places = fraction.slice(0, DECIMAL_PLACES).padEnd(DECIMAL_PLACES, '0');
  const magnitude = BigInt(whole) * SCALE + BigInt(places);
  return (sign === '-' ? -magnitude : magnitude) as Decimal;
}

/** Parses decimal text that this system wrote itself; anything else is a bug and throws. */
export function decimal(text: DecimalText): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`not a decimal with at most 8 places: "${text}"`);
  return value;
}

/** Shortest decimal text: `1.5`, `-0.00000001`, `0`. */
export function formatDecimal(value: Decimal): DecimalText {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const whole = magnitude / SCALE;
  const rest = magnitude % SCALE;
  const sign = negative ? '-' : '';
  if (rest === 0n) return `${sign}${whole}`;
  const fraction = rest.toString().padStart(DECIMAL_PLACES, '0').replace(/0+$/, '');
  return `${sign}${whole}.${fraction}`;
}

/** Nearest decimal of a finite float (ties away from zero); NaN, infinities and |v| >= 1e13 throw. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e13) {
    throw new RangeError(`no exact decimal for ${value}`);
  }
  return decimal(value.toFixed(DECIMAL_PLACES));
}

/** Float nearest to the decimal: for ratios, statistics and display only. */
export const toNumber = (value: Decimal): number => Number(value) / 1e8;

export const add = (a: Decimal, b: Decimal): Decimal => (a + b) as Decimal;
export const subtract = (a: Decimal, b: Decimal): Decimal => (a - b) as Decimal;
export const negate = (a: Decimal): Decimal => -a as Decimal;
export const absolute = (a: Decimal): Decimal => (a < 0n ? -a : a) as Decimal;
export const minimum = (a: Decimal, b: Decimal): Decimal => (a < b ? a : b);

/** a x b, rounded half to even at 8 places. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * b, SCALE);
}

/** a / b, rounded half to even at 8 places; b = 0 throws. */
export function divide(a: Decimal, b: Decimal): Decimal {
  return divideHalfEven(a * SCALE, b);
}

/** a x b / c with one rounding (half to even): pro-rata shares. */
export function multiplyDivide(a: Decimal, b: Decimal, c: Decimal): Decimal {
  return divideHalfEven(a * b, c);
}

/** Largest multiple of `step` (> 0) not above `value` (towards minus infinity). */
export function floorTo(value: Decimal, step: Decimal): Decimal {
  const rest = value % step;
  const lower = value - rest;
  return (rest < 0n ? lower - step : lower) as Decimal;
}

/** Smallest multiple of `step` (> 0) not below `value`. */
export function ceilTo(value: Decimal, step: Decimal): Decimal {
  return negate(floorTo(negate(value), step));
}

function divideHalfEven(numerator: bigint, denominator: bigint): Decimal {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n !== 0n);
  if (!up) return quotient as Decimal;
  return (numerator < 0n ? quotient - 1n : quotient + 1n) as Decimal;
}
