/** What the exchange says about the account, as messages of the user-data stream. */
import { add, decimal, divide, formatDecimal, ZERO } from '../domain/decimal.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import type { VenueEvent } from '../domain/venue.ts';
import {
  type AccountReason,
  accountUpdate,
  algoUpdate,
  forcedUpdate,
  notionalOf,
  type OrderMoment,
  orderUpdate,
} from '../venues/binance/render-events.ts';
import { isTriggered, statusText } from '../venues/binance/render-order.ts';
import type { SimulatedExchange } from '../venues/simulated/exchange.ts';
import type { FillEvent } from '../venues/simulated/state.ts';
import type { OrderView } from '../venues/simulated/views.ts';

interface Progress {
  filled: string;
  turnover: string;
}

const keyOf = (symbol: SymbolId, side: Side, oneWay: boolean): string =>
  `${symbol} ${oneWay ? 'both' : side}`;
type OrderEvent = Extract<VenueEvent, { kind: 'order' }>;

export class UserData {
  /** When the wallet changed last. */
  updatedAt: EpochMs;
  private readonly exchange: SimulatedExchange;
  private readonly send: (message: object) => void;
  /** Fills told so far of orders that trade; forgotten when they end. */
  private readonly progress = new Map<number, Progress>();
  private readonly sideUpdates = new Map<string, EpochMs>();
  private readonly realised = new Map<string, string>();
  /** Order numbers by trade number, the newest `limit`. */
  private readonly orderOfTrade = new Map<string, number>();

  constructor(exchange: SimulatedExchange, startsAt: EpochMs, send: (message: object) => void) {
    this.exchange = exchange;
    this.updatedAt = startsAt;
    this.send = send;
  }

  /** When a side changed last, 0 when it never did. */
  sideUpdatedAt(symbol: SymbolId, side: Side): EpochMs {
    return this.sideUpdates.get(keyOf(symbol, side, this.exchange.oneWay)) ?? 0;
  }

  /** Number of the order that a trade belongs to; 0 when nobody ordered it. */
  orderNumber(tradeId: string): number {
    return this.orderOfTrade.get(tradeId) ?? 0;
  }

  onEvent(event: VenueEvent): void {
    switch (event.kind) {
      case 'accepted':
        this.accepted(event.clientOrderId, event.at);
        break;
      case 'fill':
        this.filled(event);
        break;
      case 'order':
        this.changed(event);
        break;
      case 'funding':
        this.account('FUNDING_FEE', event.amount, event.at, null);
        break;
      case 'transfer': {
        const reason = event.amount.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT';
        this.account(reason, event.amount, event.at, null);
        break;
      }
      default:
        break;
    }
  }

  private accepted(clientOrderId: string, at: EpochMs): void {
    const order = this.exchange.order(clientOrderId);
    if (order === undefined) return;
    if (order.conditional) this.send(algoUpdate(order, 'NEW', at));
    else this.tell({ order, execution: 'NEW', status: 'NEW', at });
  }

  private filled(fill: FillEvent): void {
    const key = keyOf(fill.symbol, fill.positionSide, this.exchange.oneWay);
    this.sideUpdates.set(key, fill.at);
    const before = this.realised.get(key) ?? '0';
    this.realised.set(key, formatDecimal(add(decimal(before), decimal(fill.realisedPnl))));
    const order = fill.clientOrderId === '' ? undefined : this.exchange.order(fill.clientOrderId);
    this.account('ORDER', '0', fill.at, key, fill.symbol);
    if (order === undefined) {
      this.send(forcedUpdate(fill));
      return;
    }
    this.remember(fill.tradeId, order.number);
    const known = this.progress.get(order.number);
    if (order.conditional && known === undefined) {
      this.send(algoUpdate(order, 'TRIGGERED', fill.at));
      this.tell({ order, execution: 'NEW', status: 'NEW', at: fill.at });
    }
    const progress = known ?? { filled: '0', turnover: '0' };
    progress.filled = formatDecimal(add(decimal(progress.filled), decimal(fill.quantity)));
    const turnover = decimal(notionalOf(fill.quantity, fill.price));
    progress.turnover = formatDecimal(add(decimal(progress.turnover), turnover));
    this.progress.set(order.number, progress);
    const whole = decimal(progress.filled) === decimal(order.quantity);
    const status = whole ? 'FILLED' : 'PARTIALLY_FILLED';
    this.tell({ order, execution: 'TRADE', status, fill, at: fill.at });
  }

  /** An order's state after its fills: what fills alone do not say is that it ended otherwise. */
  private changed({ clientOrderId, status, at }: OrderEvent): void {
    const order = this.exchange.order(clientOrderId);
    if (order === undefined || status === 'partially_filled') return;
    if (status === 'new') {
      // A conditional order became a limit order.
      this.send(algoUpdate(order, 'TRIGGERED', at));
      this.tell({ order, execution: 'NEW', status: 'NEW', at });
      this.progress.set(order.number, { filled: '0', turnover: '0' });
      return;
    }
    const traded = !order.conditional || isTriggered(order);
    if (traded && status !== 'filled') {
      const execution = status === 'cancelled' ? 'CANCELED' : 'EXPIRED';
      this.tell({ order, execution, status: statusText(order), at });
    }
    if (order.conditional) this.send(algoUpdate(order, 'final', at));
    this.progress.delete(order.number);
  }

  /** Price or quantity of a resting order changed. */
  amended(order: OrderView, at: EpochMs): void {
    const filled = this.progress.get(order.number)?.filled ?? '0';
    const status = Number(filled) > 0 ? 'PARTIALLY_FILLED' : 'NEW';
    this.tell({ order, execution: 'AMENDMENT', status, at });
  }

  /** Margin was put into a side, or taken out. */
  marginMoved(symbol: SymbolId, side: Side, at: EpochMs): void {
    const key = keyOf(symbol, side, this.exchange.oneWay);
    this.sideUpdates.set(key, at);
    this.account('MARGIN_TRANSFER', '0', at, key, symbol);
  }

  private tell(
    moment: Pick<OrderMoment, 'order' | 'execution' | 'status' | 'at'> & {
      readonly fill?: FillEvent;
    },
  ): void {
    const { filled, turnover } = this.progress.get(moment.order.number) ?? {
      filled: '0',
      turnover: '0',
    };
    const quantity = decimal(filled);
    const averagePrice =
      quantity === ZERO ? '0' : formatDecimal(divide(decimal(turnover), quantity));
    this.send(orderUpdate({ fill: null, ...moment, filled, averagePrice }));
  }

  /** Wallet now, and the side of `symbol` that changed (null: none). */
  private account(
    reason: AccountReason,
    change: string,
    at: EpochMs,
    changed: string | null,
    symbol?: SymbolId,
  ): void {
    this.updatedAt = at;
    const { wallet, crossWallet: cross } = this.exchange.books();
    const told = (symbol === undefined ? [] : this.exchange.sides(symbol))
      .map((side) => ({ key: keyOf(side.symbol, side.side, side.oneWay), side }))
      .filter(({ key }) => key === changed)
      .map(({ key, side }) => ({ ...side, realised: this.realised.get(key) ?? '0' }));
    this.send(accountUpdate({ reason, wallet, cross, change, sides: told, at }));
  }

  private remember(tradeId: string, number: number): void {
    this.orderOfTrade.set(tradeId, number);
    if (this.orderOfTrade.size <= this.exchange.historyLimit) return;
    for (const oldest of this.orderOfTrade.keys()) {
      this.orderOfTrade.delete(oldest);
      break;
    }
  }
}
