/** Automatic deleveraging by plan: the venue takes from positions while a window is open. */
import { decimal, decimalOf, floorTo, formatDecimal, multiply } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SimulatedExchange } from '../simulated/exchange.ts';
import type { FaultSet } from './fault-set.ts';

/** Once for each fault in force and each call; a side without position is left for later. */
export function deleverageByPlan(set: FaultSet, exchange: SimulatedExchange, now: EpochMs): void {
  for (const fault of set.inForce('adl', now)) {
    const { symbol, side, fraction } = fault;
    const held = exchange.sides().find((each) => each.symbol === symbol && each.side === side);
    const lot = exchange.instruments.find((each) => each.symbol === symbol)?.lotSize;
    if (held === undefined || lot === undefined || held.quantity === '0') continue;
    const part = multiply(decimal(held.quantity), decimalOf(fraction));
    const taken = floorTo(part, decimal(lot));
    if (taken <= 0n || !set.strikes(fault, now, `${symbol} ${side}`)) continue;
    exchange.autoDeleverage(symbol, side, formatDecimal(taken), now);
  }
}
