import { type PriceGrid, roundPrice } from './price-grid.ts';

/** The smallest number that keeps 24 significant bits in 32-bit floating point (IEEE 754). */
const SMALLEST_PART = 2 ** -126;

/** One piece of a candle's path. */
export interface PathPiece {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * Splits a candle into `pieces` along open, low, high, close when it rose, and open, high, low,
 * close when it fell. Pieces cover equal distance. Put together again they give the candle exactly,
 * volume included.
 */
export function splitCandle(
  grid: PriceGrid,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  pieces: number,
): readonly PathPiece[] {
  const points = close >= open ? [open, low, high, close] : [open, high, low, close];
  const legs = [1, 2, 3].map((index) => Math.abs(points[index]! - points[index - 1]!));
  const total = legs[0]! + legs[1]! + legs[2]!;
  // A part with 24 significant bits: whole multiples of it, and the rest, are exact. Below the range
  // of such numbers rounding could go up past the whole; there all of it is in the last piece.
  const part = volume / pieces < SMALLEST_PART ? 0 : Math.fround(volume / pieces);
  const result: PathPiece[] = [];
  let before = open;
  let leg = 0;
  let walked = 0;
  for (let piece = 1; piece <= pieces; piece += 1) {
    const distance = piece === pieces ? total : (total * piece) / pieces;
    let top = before;
    let bottom = before;
    // Corners that the path turns at within this piece belong to its range.
    while (leg < 2 && walked + legs[leg]! <= distance) {
      walked += legs[leg]!;
      leg += 1;
      top = Math.max(top, points[leg]!);
      bottom = Math.min(bottom, points[leg]!);
    }
    const share = legs[leg]! > 0 ? (distance - walked) / legs[leg]! : 1;
    const exact = points[leg]! + (points[leg + 1]! - points[leg]!) * Math.min(1, share);
    const rounded = Math.min(Math.max(roundPrice(grid, exact), low), high);
    const end = piece === pieces ? close : rounded;
    result.push({
      open: before,
      high: Math.max(top, end),
      low: Math.min(bottom, end),
      close: end,
      volume: piece === pieces ? volume - part * (pieces - 1) : part,
    });
    before = end;
  }
  return result;
}
