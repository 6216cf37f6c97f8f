/** Reading an order book: levels flattened [price, quantity, ...], best first. */

/**
 * Average price of taking `quantity` from the levels; NaN when a level is not a number, Infinity
 * when the book is too thin for it.
 */
export function averageTakePrice(levels: readonly number[], quantity: number): number {
  let left = quantity;
  let cost = 0;
  for (let i = 0; i + 1 < levels.length; i += 2) {
    const price = levels[i]!;
    const available = levels[i + 1]!;
    if (!(price > 0) || !(available >= 0)) return Number.NaN;
    if (available >= left) return (cost + left * price) / quantity;
    cost += available * price;
    left -= available;
  }
  return Number.POSITIVE_INFINITY;
}

export const midPrice = (bid: number, ask: number): number => (bid + ask) / 2;

/** Spread in basis points of mid. */
export const spreadBps = (bid: number, ask: number): number =>
  ((ask - bid) / midPrice(bid, ask)) * 10_000;

/** Cost of an average price against mid in basis points; positive is worse than mid. */
export function slippageBps(averagePrice: number, mid: number, isLong: boolean): number {
  const difference = isLong ? averagePrice - mid : mid - averagePrice;
  // A thin book has no price on either side: its cost is without bound, not a gain.
  if (!Number.isFinite(averagePrice)) {
    return Number.isNaN(averagePrice) ? Number.NaN : Number.POSITIVE_INFINITY;
  }
  return (difference / mid) * 10_000;
}
