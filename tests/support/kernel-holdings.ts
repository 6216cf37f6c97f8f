/** Positions and entries with round figures, for tests of what counts in exposure. */
import type { Signal } from '../../src/domain/signal.ts';
import type { HoldingsState, OpenEntry, Position } from '../../src/kernel/exposure/holdings.ts';
import { createHoldings } from '../../src/kernel/exposure/holdings.ts';
import { BTC, S3, SYMBOLS } from './kernel-config.ts';

/** Three strategies on three symbols of three assets. */
export const holdings = () => createHoldings(3, 3, 3);

/** Two lots bought at 100 USDT with a stop at 95. */
export function position(more: Partial<Position> = {}): Position {
  const { side = 'long', symbol = 0 } = more;
  return {
    strategyId: S3,
    symbolId: SYMBOLS[symbol] ?? BTC,
    strategy: 0,
    symbol,
    asset: symbol,
    decision: 1,
    quantity: 2,
    entryPrice: 100,
    stopPrice: 95,
    notional: 0,
    risk: 0,
    side,
    isLong: side === 'long',
    ...more,
  };
}

/** Four lots at 50 USDT with a stop of 10 %: 200 USDT, 20 at risk. */
export function entry(more: Partial<OpenEntry> = {}): OpenEntry {
  return {
    decision: 1,
    strategy: 0,
    symbol: 0,
    asset: 0,
    isLong: true,
    attempt: 0,
    signal: { stopDistance: 0.1 } as Signal,
    quantity: 4,
    price: 50,
    mid: 50,
    filled: 0,
    booked: 0,
    notional: 200,
    risk: 20,
    waitsUntil: null,
    ...more,
  };
}
export const totals = ({ exposure, openTrades }: HoldingsState) => ({
  notional: exposure.notional,
  risk: exposure.risk,
  items: exposure.items,
  trades: openTrades,
});
