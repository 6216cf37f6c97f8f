/**
 * Prices on a venue's grid. A grid is held as a ratio of whole numbers, because multiplying by a
 * tick like 0.1 leaves noise in the last digit, while dividing whole numbers gives the float
 * nearest to the decimal, which prints clean and parses back to itself.
 */
export interface PriceGrid {
  /** tick = `units / scale`; both whole, `scale` a power of ten. */
  readonly units: number;
  readonly scale: number;
  readonly tick: number;
}

/** `tick` > 0 with at most 8 decimal places. */
export function priceGrid(tick: number): PriceGrid {
  if (!(tick > 0) || !Number.isFinite(tick)) throw new RangeError(`tick size ${tick} is not > 0`);
  let scale = 1;
  for (let places = 0; places <= 8; places += 1) {
    const units = Math.round(tick * scale);
    if (units > 0 && units / scale === tick) return { units, scale, tick };
    scale *= 10;
  }
  throw new RangeError(`tick size ${tick} has more than 8 decimal places`);
}

/** Number of ticks nearest to a price, at least 1. */
export function ticksOf(grid: PriceGrid, price: number): number {
  const ticks = Math.round((price * grid.scale) / grid.units);
  return ticks < 1 ? 1 : ticks;
}

export const priceOf = (grid: PriceGrid, ticks: number): number =>
  (ticks * grid.units) / grid.scale;

export const roundPrice = (grid: PriceGrid, price: number): number =>
  priceOf(grid, ticksOf(grid, price));

/** Tick for an asset whose venue tick is unknown: a power of ten near 1e-6 of the price. */
export function tickFor(price: number): number {
  let scale = 1;
  while (scale < 100_000_000 && 1 / scale > price * 5e-6) scale *= 10;
  return 1 / scale;
}
