/** Holdings below zero are settled inside the account, between those who share its side. */
import { type Decimal, formatDecimal, ZERO } from '../domain/decimal.ts';
import { EXTERNAL, type SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { averagePrice, proRata } from './accounting.ts';
import { bookPiece, expectsFills, holders } from './pieces.ts';
import type { Session } from './session.ts';
import { type PositionState, symbolState } from './state.ts';

type Cause = Extract<VenueEvent, { kind: 'fill' }>['cause'];

/**
 * Negative holdings are settled against what others hold on the side, pro rata, at the negative
 * holding's own price: a crossing inside the account that the venue does not see. One whose
 * openings may still be told waits for the late-fill window.
 */
export function settleSide(
  session: Session,
  symbol: SymbolId,
  side: Side,
  cause: Cause = 'order',
): void {
  const { positions, lot } = symbolState(session.state, symbol);
  const negative = positions.filter((p) => p.side === side && p.quantity < 0n);
  for (const short of negative) {
    const { strategy } = short;
    const waits =
      expectsFills(session, strategy, symbol, side) &&
      session.now - short.openedAt < session.config.lateFillWindow;
    if (waits) continue;
    const others = holders(session, symbol, side, strategy);
    const room = others.reduce((sum, p) => sum + p.quantity, 0n);
    const owed = -short.quantity;
    const amount = (owed < room ? owed : room) as Decimal;
    if (amount <= 0n) continue;
    cross(session, short, others, amount, lot, cause);
  }
}

function cross(
  session: Session,
  short: PositionState,
  others: readonly PositionState[],
  amount: Decimal,
  lot: Decimal,
  cause: Cause,
): void {
  const price = averagePrice(short);
  const shares = proRata(
    amount,
    others.map((p) => p.quantity),
    lot,
  );
  const external = short.strategy === EXTERNAL;
  const common = {
    tradeId: `settle:${session.state.nextSequence}:${session.state.ledgerEntries}:${session.now}`,
    clientOrderId: '',
    role: 'external',
    symbol: short.symbol,
    side: short.side,
    price,
    fee: ZERO,
    maker: false,
    reason: cause !== 'order' ? cause : external ? 'external' : 'stop_overfill',
    order: undefined,
  } as const;
  const words = others.map((p, i) => `${p.strategy} ${formatDecimal(shares[i]!)}`).join(', ');
  session.trouble(
    external ? 'UNKNOWN_ORDER' : 'STOP_OVERFILL',
    short.strategy,
    short.symbol,
    `${short.symbol} ${short.side} was reduced by ${formatDecimal(amount)} more than ${short.strategy} held: taken from ${words}`,
  );
  others.forEach((p, i) => {
    if (shares[i]! <= 0n) return;
    const part = { strategy: p.strategy, decision: p.decision, quantity: shares[i]! };
    bookPiece(session, { ...common, ...part, action: 'reduce' });
  });
  const own = { strategy: short.strategy, decision: short.decision, quantity: amount };
  bookPiece(session, { ...common, ...own, action: 'open' });
}
