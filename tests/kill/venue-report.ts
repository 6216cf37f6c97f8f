/** What a venue says of the account, for the comparison with the executor's books. */
import type { EpochMs } from '../../src/domain/time.ts';
import type { VenueOrder, VenuePosition } from '../../src/domain/venue.ts';
import type { SimulatedExchange } from '../../src/venues/simulated/exchange.ts';

export interface VenueReport {
  readonly wallet: string;
  readonly positions: readonly VenuePosition[];
  readonly open: readonly VenueOrder[];
  /** `<client order id> <filled>/<quantity>` of every order there ever was. */
  readonly orders: readonly (readonly [id: string, filled: string, quantity: string])[];
  /** `<trade id> <quantity>` of every trade. */
  readonly trades: readonly string[];
}

export function venueReport(exchange: SimulatedExchange, at: EpochMs): VenueReport {
  const account = exchange.account(at);
  return {
    wallet: account.walletBalance,
    positions: account.positions,
    open: account.openOrders,
    orders: exchange
      .orders({})
      .map(({ clientOrderId, filled, quantity }) => [clientOrderId, filled, quantity] as const),
    trades: exchange
      .walletEvents(0)
      .flatMap((event) => (event.kind === 'fill' ? [`${event.tradeId} ${event.quantity}`] : [])),
  };
}
