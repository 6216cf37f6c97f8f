/** Fills that an order's state counts and nobody told. */
import { type Decimal, decimal, formatDecimal, multiplyDivide, ZERO } from '../domain/decimal.ts';
import { notionalOf, realisedBy } from './accounting.ts';
import { onFill, RECOVERED } from './fills.ts';
import type { Session } from './session.ts';
import { findPosition, NEVER, type OrderState, symbolState } from './state.ts';

/**
 * Fills that the venue counts but never told: asked for once more (an answer to a query repeats an
 * order's fills), then booked from the order's own figures at the taker fee. What the estimate
 * misses shows up as a difference of the wallet and is booked as an adjustment.
 */
export function tendMissingFills(session: Session, order: OrderState): void {
  if (order.filled >= order.reported) {
    order.fillsDueAt = NEVER;
    return;
  }
  if (session.now < order.fillsDueAt) return;
  order.fillsDueAt = session.now + session.config.lateFillWindow;
  if (!order.fillsAsked && !order.recovered) {
    order.fillsAsked = true;
    const conditional = order.type === 'stop_market';
    session.send.push({
      kind: 'query',
      clientOrderId: order.id,
      symbol: order.symbol,
      conditional,
    });
    return;
  }
  recoverFill(session, order);
}

function recoverFill(session: Session, order: OrderState): void {
  const quantity = (order.reported - order.filled) as Decimal;
  const whole = notionalOf(order.reported, order.reportedAverage);
  const rest = (whole - order.filledNotional) as Decimal;
  const symbol = symbolState(session.state, order.symbol);
  const price = rest > 0n ? multiplyDivide(rest, decimal('1'), quantity) : order.reportedAverage;
  const fee = multiplyDivide(
    notionalOf(quantity, price),
    decimal(symbol.instrument?.takerFee ?? '0'),
    decimal('1'),
  );
  const held = findPosition(session.state, order.strategy, order.symbol, order.side);
  const closing = held && order.action === 'reduce' && held.quantity >= quantity;
  const realised = closing ? realisedBy(held, order.side, 'reduce', quantity, price) : ZERO;
  // The estimate of fee and PnL is to be compared with the wallet soon.
  session.reconciler.nextAt = Math.min(session.reconciler.nextAt, session.now);
  session.trouble(
    'UNKNOWN_ORDER',
    order.strategy,
    order.symbol,
    `order ${order.id}: the venue reports ${formatDecimal(order.reported)} filled but told fills of ${formatDecimal(order.filled)}: the rest is booked from the order's average`,
  );
  onFill(session, {
    kind: 'fill',
    tradeId: `${RECOVERED}${order.id}:${formatDecimal(order.filled)}`,
    clientOrderId: order.id,
    symbol: order.symbol,
    positionSide: order.side,
    action: order.action,
    quantity: formatDecimal(quantity),
    price: formatDecimal(price),
    fee: formatDecimal(fee),
    realisedPnl: formatDecimal(realised),
    maker: false,
    cause: 'order',
    at: session.now,
  });
}
