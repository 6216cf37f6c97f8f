/** Open positions and how far each is from its stop and from liquidation (requirement WF-3). */
import { parseDecimal, toNumber } from '../../domain/decimal.ts';
import type { PositionAtRisk } from '../../domain/incidents.ts';
import type { IncidentView } from './view.ts';

/** Rows of the table: far above the most open trades that a profile allows. */
const ROWS_MAX = 200;

const numberOf = (text: string): number => {
  const value = parseDecimal(text);
  return value === undefined ? Number.NaN : toNumber(value);
};

/** Largest loss at stop first; a position without a stop before all others. */
export function positionTable(view: IncidentView): readonly PositionAtRisk[] {
  return view.positions
    .map((position) => rowOf(view, position))
    .sort((a, b) => lossOf(b) - lossOf(a) || (keyOf(a) < keyOf(b) ? -1 : 1))
    .slice(0, ROWS_MAX);
}

/** Without a stop the whole notional is at risk, and it comes before any that has one. */
const lossOf = (row: PositionAtRisk): number => row.lossAtStop ?? Number.MAX_VALUE;

export const keyOf = (row: Pick<PositionAtRisk, 'strategy' | 'symbol' | 'side'>): string =>
  `${row.strategy}|${row.symbol}|${row.side}`;

function rowOf(view: IncidentView, position: IncidentView['positions'][number]): PositionAtRisk {
  const { strategy, symbol, side, mark, stopOnVenue } = position;
  const entryPrice = numberOf(position.entryPrice);
  const stopPrice = position.stopPrice === null ? null : numberOf(position.stopPrice);
  const liquidationPrice = liquidationOf(view, position.symbol, side, entryPrice);
  return {
    strategy,
    symbol,
    side,
    quantity: position.quantity,
    entryPrice,
    mark,
    stopPrice,
    stopOnVenue,
    lossAtStop:
      stopPrice === null ? null : lossAt(position.quantity, side, mark, entryPrice, stopPrice),
    liquidationPrice,
    liquidationDistance:
      liquidationPrice === null || mark === null
        ? null
        : ((side === 'long' ? 1 : -1) * (mark - liquidationPrice)) / mark,
  };
}

/** From mark (from the entry while there is none) to the stop, at least 0 (specification 1.11). */
function lossAt(
  quantity: string,
  side: 'long' | 'short',
  mark: number | null,
  entry: number,
  stop: number,
): number {
  const from = mark ?? entry;
  return Math.max(0, (side === 'long' ? from - stop : stop - from) * numberOf(quantity));
}

/**
 * Isolated margin of 1/leverage at entry: liquidated where what is left of it is the maintenance
 * margin. An estimate: fees, funding and margin that was added by hand are not in it.
 */
function liquidationOf(
  view: IncidentView,
  symbol: string,
  side: 'long' | 'short',
  entry: number,
): number | null {
  const instrument = view.kernel.instruments.find((each) => each.symbol === symbol);
  if (instrument === undefined || !(view.leverage > 0) || !(entry > 0)) return null;
  const maintenance = numberOf(instrument.maintenanceMarginRate);
  const margin = 1 / view.leverage;
  const price =
    side === 'long'
      ? (entry * (1 - margin)) / (1 - maintenance)
      : (entry * (1 + margin)) / (1 + maintenance);
  return Number.isFinite(price) && price > 0 ? price : null;
}
