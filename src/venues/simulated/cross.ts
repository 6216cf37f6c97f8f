/**
 * Crossed margin: positions of crossed symbols share what the wallet holds outside of isolated
 * margins. With C that cross wallet, and U and M the unrealised result and the maintenance margin
 * of every crossed position at mark, all of them are liquidated together where C + U = M.
 */
import {
  ceilTo,
  type Decimal,
  decimalOf,
  floorTo,
  multiplyDivide,
  ONE,
  ZERO,
} from '../../domain/decimal.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import { money, notionalOf } from './exact.ts';
import { endOrder, expireOrphans } from './lifecycle.ts';
import { closeForced } from './liquidation.ts';
import { type ExchangeState, holdingOf, type Market } from './state.ts';
import { refreshTriggers } from './watch.ts';

const SIDES: readonly Side[] = ['long', 'short'];

const markOf = (market: Market): Decimal =>
  market.step === null ? ZERO : decimalOf(market.step.mark);

/** Wallet outside of isolated margins, USDT. */
export function crossWallet(state: ExchangeState): Decimal {
  let isolated = 0n;
  for (const { crossed, long, short } of state.markets.values()) {
    if (!crossed) isolated += long.margin + short.margin;
  }
  return (state.wallet - isolated) as Decimal;
}

/** Unrealised result of a symbol's two sides at mark, 1e-16 USDT. */
function resultOf(market: Market): bigint {
  const { long, short } = market;
  const net = (long.quantity - short.quantity) as Decimal;
  return notionalOf(net, markOf(market)) - long.cost + short.cost;
}

/** Maintenance margin of a symbol's two sides at mark, 1e-16 USDT. */
function maintenanceOf(market: Market): bigint {
  const held = (market.long.quantity + market.short.quantity) as Decimal;
  return (notionalOf(held, markOf(market)) * market.terms.maintenanceMarginRate) / ONE;
}

/** Unrealised result of all crossed positions at their last marks, USDT. */
export function crossedResult(state: ExchangeState): Decimal {
  let total = 0n;
  for (const market of state.markets.values()) if (market.crossed) total += resultOf(market);
  return money(total);
}

/**
 * What a new opening order may bind: wallet less the margins of positions and orders, less what
 * crossed positions have lost at mark; what they have won is not counted before it is realised.
 */
export function availableBalance(state: ExchangeState): Decimal {
  const free = state.wallet - state.positionMargin - state.orderMargin;
  const crossed = state.crossing ? crossedResult(state) : ZERO;
  return (free + (crossed < 0n ? crossed : 0n)) as Decimal;
}

/** Mark of this symbol at which all crossed positions are liquidated, the others' marks as they are. */
export function crossedLiquidation(
  state: ExchangeState,
  market: Market,
): { readonly price: Decimal; readonly falling: boolean } | null {
  const { long, short, terms } = market;
  if (!market.crossed || long.quantity + short.quantity === 0n) return null;
  let rest = crossWallet(state) * ONE - long.cost + short.cost;
  for (const other of state.markets.values()) {
    if (other !== market && other.crossed) rest += resultOf(other) - maintenanceOf(other);
  }
  const slope =
    (long.quantity - short.quantity) * ONE -
    terms.maintenanceMarginRate * (long.quantity + short.quantity);
  if (slope === 0n) return rest > 0n ? null : { price: ZERO, falling: false };
  const price = multiplyDivide(-rest as Decimal, ONE, slope as Decimal);
  if (slope > 0n) return price > 0n ? { price, falling: true } : null;
  return { price: price > 0n ? price : ZERO, falling: false };
}

interface Closing {
  readonly market: Market;
  readonly side: Side;
  readonly price: Decimal;
  readonly result: bigint;
}

/**
 * Closes every crossed position, that of `market` at `base`, the others at mark: what won first,
 * so that what lost is never closed beyond the price at which the cross wallet is used up: the
 * venue's insurance fund bears the rest. Their opening orders are cancelled first.
 */
export function liquidateCrossed(
  state: ExchangeState,
  market: Market,
  base: Decimal,
  at: EpochMs,
): void {
  const crossed = [...state.markets.values()].filter((each) => each.crossed);
  for (const each of crossed) {
    const openings = each.resting.filter((order) => order.action === 'open');
    for (const order of openings) endOrder(state, each, order, 'cancelled', at);
  }
  const closings = crossed.flatMap((each) =>
    closingsOf(each, each === market ? base : markOf(each)),
  );
  closings.sort((a, b) => (a.result === b.result ? 0 : a.result > b.result ? -1 : 1));
  for (const closing of closings) close(state, closing, at);
  for (const each of crossed) {
    for (const side of SIDES) expireOrphans(state, each, side, at);
    refreshTriggers(each);
  }
}

function closingsOf(market: Market, base: Decimal): readonly Closing[] {
  const { tickSize } = market.terms;
  return SIDES.flatMap((side): readonly Closing[] => {
    const { quantity, cost } = holdingOf(market, side);
    if (quantity === 0n) return [];
    const price = side === 'long' ? floorTo(base, tickSize) : ceilTo(base, tickSize);
    const value = notionalOf(quantity, price > 0n ? price : tickSize);
    const result = side === 'long' ? value - cost : cost - value;
    return [{ market, side, price: price > 0n ? price : tickSize, result }];
  });
}

function close(state: ExchangeState, { market, side, ...closing }: Closing, at: EpochMs): void {
  const holding = holdingOf(market, side);
  const wallet = crossWallet(state);
  const left = (wallet > 0n ? wallet : ZERO) * ONE;
  const { tickSize } = market.terms;
  let { price } = closing;
  if (-closing.result > left) {
    // Rounded in the holder's favour.
    const used = side === 'long' ? holding.cost - left : holding.cost + left;
    const worst = (used / holding.quantity) as Decimal;
    price = side === 'long' ? ceilTo((worst + 1n) as Decimal, tickSize) : floorTo(worst, tickSize);
  }
  closeForced(state, market, side, price, wallet, at);
}
