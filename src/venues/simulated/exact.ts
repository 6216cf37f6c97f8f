/**
 * Exact products of quantity and price. A product of two decimals (1e-8 each) is a whole number of
 * 1e-16; it is kept whole until one rounding, half to even, makes money of it.
 */
import { type Decimal, multiplyDivide, ONE } from '../../domain/decimal.ts';
import type { Brand } from '../../domain/ids.ts';

/** Quantity x price, whole number of 1e-16 USDT. */
export type Notional = Brand<bigint, 'Notional'>;

const UNIT = 1n as Decimal;
const ONE_SQUARED = (ONE * ONE) as Decimal;

export const NO_NOTIONAL = 0n as Notional;

export const notionalOf = (quantity: Decimal, price: Decimal): Notional =>
  (quantity * price) as Notional;

export const sum = (a: Notional, b: Notional): Notional => (a + b) as Notional;

/** USDT at 8 places. */
export const money = (value: Notional | bigint): Decimal =>
  multiplyDivide(value as bigint as Decimal, UNIT, ONE);

/** Average price of `quantity` (> 0), 8 places. */
export const averagePrice = (value: Notional, quantity: Decimal): Decimal =>
  multiplyDivide(value as bigint as Decimal, UNIT, quantity);

/** The share part/whole of a notional, rounded at 1e-16. */
export const shareOf = (value: Notional, part: Decimal, whole: Decimal): Notional =>
  multiplyDivide(value as bigint as Decimal, part, whole) as bigint as Notional;

/** Notional x rate (fraction), USDT at 8 places, one rounding. */
export const charge = (value: Notional, rate: Decimal): Decimal =>
  multiplyDivide(value as bigint as Decimal, rate, ONE_SQUARED);

/** Notional / leverage, USDT at 8 places, one rounding. */
export const initialMargin = (value: Notional, leverage: number): Decimal =>
  multiplyDivide(value as bigint as Decimal, UNIT, (ONE * BigInt(leverage)) as Decimal);
