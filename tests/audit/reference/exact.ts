/** Decimal text as whole numbers of 1e-8, written apart from the product's own. */
const PLACES = 8;

export function units(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  if (fraction.length > PLACES) throw new RangeError(`finer than ${PLACES} places: ${text}`);
  const value = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return negative ? -value : value;
}

/** A float's exact binary value x 1e8 x 1e8 as a fraction: numerator over a power of two. */
function exactFraction(value: number): {
  readonly numerator: bigint;
  readonly denominator: bigint;
} {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

/**
 * Most whole lots whose notional at `price` is at most `notional` USDT, in units of 1e-8: computed
 * on the exact value of the float, without any rounding in between.
 */
export function lotsWithin(notional: number, price: string, lot: string): bigint {
  if (!(notional > 0)) return 0n;
  const { numerator, denominator } = exactFraction(notional);
  const step = units(lot);
  // notional / price / lot, everything in units: (n/d) * 1e16 / (price * lot).
  const lots = (numerator * 10n ** 16n) / (denominator * units(price) * step);
  return lots * step;
}
