/** Funding and transfers: each booked once, to the last digit. */
import { type Decimal, decimal } from '../domain/decimal.ts';
import { EXTERNAL } from '../domain/ids.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { proRata } from './accounting.ts';
import type { Session } from './session.ts';
import { symbolState } from './state.ts';

/** Split pro rata over what is held on the side, the rest to the largest; EXTERNAL when nobody holds. */
export function onFunding(session: Session, event: Extract<VenueEvent, { kind: 'funding' }>): void {
  const { state } = session;
  const reference = `${event.symbol} ${event.positionSide} ${event.id}`;
  if (state.balance === null || isOld(session, `funding ${reference}`, event.at)) return;
  const amount = decimal(event.amount);
  if (amount === 0n) return;
  const holders = symbolState(state, event.symbol).positions.filter(
    (p) => p.side === event.positionSide && p.quantity > 0n,
  );
  const shares =
    holders.length === 0
      ? [amount]
      : proRata(
          amount,
          holders.map((p) => p.quantity),
        );
  shares.forEach((share, i) => {
    // A share of nothing is booked too when it is the only trace of this settlement.
    if (share === 0n && shares.length > 1) return;
    session.book('funding', share, reference, {
      strategy: holders[i]?.strategy ?? EXTERNAL,
      symbol: event.symbol,
      positionSide: event.positionSide,
    });
  });
}

export function onTransfer(
  session: Session,
  event: Extract<VenueEvent, { kind: 'transfer' }>,
): void {
  if (session.state.balance === null || isOld(session, `transfer ${event.id}`, event.at)) return;
  const amount = decimal(event.amount) as Decimal;
  if (amount !== 0n) session.book('transfer', amount, event.id, null);
}

/** Booked before, or so old that it may have been: then reconciliation compares the sums. */
function isOld(session: Session, id: string, at: number): boolean {
  if (session.state.seen.has(id)) return true;
  if (at > session.state.seenFrom) return false;
  session.reconciler.nextAt = Math.min(session.reconciler.nextAt, session.now);
  return true;
}
