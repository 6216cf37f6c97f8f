/** Placing, cancelling and asking about one order at the venue; the answer as events. */
import { z } from 'zod';
import { marketIdOf } from '../../../domain/ids.ts';
import { type EpochMs, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type {
  CancelOrder,
  PlaceOrder,
  QueryOrder,
  SetCountdown,
  VenueEvent,
} from '../../../domain/venue.ts';
import { algoState } from '../../binance/read-events.ts';
import {
  type AlgoRow,
  algoRow,
  fillOfTrade,
  type OrderRow,
  orderRow,
  statusOf,
  tradeRow,
} from '../../binance/read-order.ts';
import { attempt, CLOCK_CODE, type Outcome, UNKNOWN_ORDER_CODES } from '../call.ts';
import { RECEIVE_WINDOW_MS, type VenueClient } from '../client.ts';
import type { OrderNumbers } from './order-numbers.ts';

/** Trades of one order asked for at once; the venue's own limit. */
const TRADES_LIMIT = 1_000;
const trades = z.array(tradeRow);
/**
 * An order without an answer can still arrive so long after it left: the venue counts its window by
 * its own clock, from a time of ours that may be ahead. Before that "not found" proves nothing.
 */
const MAY_ARRIVE: Ms = RECEIVE_WINDOW_MS + 2 * SECOND_MS;
const MOST_IN_DOUBT = 1_000;

export class OrderCalls {
  private readonly client: VenueClient;
  private readonly numbers: OrderNumbers;
  private readonly now: () => EpochMs;
  private readonly onSkew: () => void;
  /** Orders without an answer so far, and when they left. */
  private readonly inDoubt = new Map<string, EpochMs>();

  /** `onSkew`: a request was refused for its time, the clocks have to be compared. */
  constructor(client: VenueClient, numbers: OrderNumbers, now: () => EpochMs, onSkew: () => void) {
    this.client = client;
    this.numbers = numbers;
    this.now = now;
    this.onSkew = onSkew;
  }

  async place(command: PlaceOrder): Promise<readonly VenueEvent[]> {
    const { clientOrderId } = command;
    const parameters = placeParameters(command);
    const conditional = command.type === 'stop_market';
    this.inDoubt.set(clientOrderId, this.now());
    const answer = await attempt(() =>
      conditional
        ? this.client.fapiPrivatePostAlgoOrder(parameters)
        : this.client.fapiPrivatePostOrder(parameters),
    );
    if (answer.ok ? isAbout(answer.value, clientOrderId) : answer.kind !== 'lost') {
      this.inDoubt.delete(clientOrderId);
    } else this.forgetOldest();
    if (!answer.ok) return this.failure(answer, clientOrderId, 'place');
    // A page of something between us and the venue is no answer, whatever its status.
    if (!isAbout(answer.value, clientOrderId)) return [this.unknown(clientOrderId, 'place')];
    const at = this.now();
    const accepted: VenueEvent = { kind: 'accepted', clientOrderId, at };
    if (conditional) return [accepted];
    const row = orderRow.safeParse(answer.value);
    if (!row.success) return [accepted];
    this.numbers.link(row.data.orderId, clientOrderId);
    return row.data.status === 'NEW' ? [accepted] : [accepted, ...stateOf(row.data, clientOrderId)];
  }

  async cancel({
    clientOrderId,
    symbol,
    conditional,
  }: CancelOrder): Promise<readonly VenueEvent[]> {
    const answer = await attempt(() =>
      conditional
        ? this.client.fapiPrivateDeleteAlgoOrder({ clientAlgoId: clientOrderId })
        : this.client.fapiPrivateDeleteOrder({
            symbol: marketIdOf(symbol),
            origClientOrderId: clientOrderId,
          }),
    );
    if (!answer.ok) return this.failure(answer, clientOrderId, 'cancel');
    // The conditional book confirms in two words only: its order had not triggered, so nothing filled.
    if (conditional) {
      return isAbout(answer.value, clientOrderId)
        ? [cancelled(clientOrderId, this.now())]
        : [this.unknown(clientOrderId, 'cancel')];
    }
    const row = orderRow.safeParse(answer.value);
    return row.success ? stateOf(row.data, clientOrderId) : [];
  }

  /** No event when it could not be set: the executor renews it by its own timer. */
  async countdown({ symbol, after }: SetCountdown): Promise<readonly VenueEvent[]> {
    const answer = await attempt(() =>
      this.client.fapiPrivatePostCountdownCancelAll({
        symbol: marketIdOf(symbol),
        countdownTime: after,
      }),
    );
    return answer.ok ? [{ kind: 'countdown', symbol, after, at: this.now() }] : [];
  }

  /** The order's fills first, then its state, as an executor needs them. */
  async query(command: QueryOrder): Promise<readonly VenueEvent[]> {
    const { clientOrderId, symbol, conditional } = command;
    if (conditional) return await this.queryConditional(command);
    const answer = await attempt(() =>
      this.client.fapiPrivateGetOrder({
        symbol: marketIdOf(symbol),
        origClientOrderId: clientOrderId,
      }),
    );
    if (!answer.ok) return this.failure(answer, clientOrderId, 'query');
    return await this.told(orderRow.parse(answer.value), clientOrderId);
  }

  private async queryConditional(command: QueryOrder): Promise<readonly VenueEvent[]> {
    const { clientOrderId, symbol } = command;
    const answer = await attempt(() =>
      this.client.fapiPrivateGetAlgoOrder({ clientAlgoId: clientOrderId }),
    );
    if (!answer.ok) return this.failure(answer, clientOrderId, 'query');
    const row = algoRow.parse(answer.value);
    if (row.actualOrderId === '' || row.actualOrderId === '0') {
      return this.untriggered(row, clientOrderId);
    }
    const made = await attempt(() =>
      this.client.fapiPrivateGetOrder({
        symbol: marketIdOf(symbol),
        orderId: row.actualOrderId,
      }),
    );
    if (!made.ok) return this.failure(made, clientOrderId, 'query');
    return await this.told(orderRow.parse(made.value), clientOrderId);
  }

  private untriggered(row: AlgoRow, clientOrderId: string): readonly VenueEvent[] {
    // Between trigger and order nothing is known: asked again.
    const status = algoState(row.algoStatus);
    if (status === undefined) return [this.unknown(clientOrderId, 'query')];
    const at = row.updateTime;
    const nothing = { filledQuantity: '0', averagePrice: '0' };
    return [{ kind: 'order', clientOrderId, status, ...nothing, at }];
  }

  private async told(row: OrderRow, clientOrderId: string): Promise<readonly VenueEvent[]> {
    this.numbers.link(row.orderId, clientOrderId);
    const state = stateOf(row, clientOrderId);
    if (row.executedQty === '0') return state;
    const answer = await attempt(() =>
      this.client.fapiPrivateGetUserTrades({
        symbol: row.symbol,
        orderId: row.orderId,
        limit: TRADES_LIMIT,
      }),
    );
    // Without its fills the state would be booked from an average: better asked again.
    if (!answer.ok) return [this.unknown(clientOrderId, 'query')];
    const fills = trades.parse(answer.value).map((trade) => fillOfTrade(trade, clientOrderId));
    return [...fills, ...state];
  }

  private failure(
    outcome: Extract<Outcome<unknown>, { ok: false }>,
    clientOrderId: string,
    operation: 'place' | 'cancel' | 'query',
  ): readonly VenueEvent[] {
    const { kind, code, message } = outcome;
    const at = this.now();
    if (code === CLOCK_CODE) this.onSkew();
    if (operation === 'place') {
      if (kind === 'lost') return [this.unknown(clientOrderId, 'place')];
      return [{ kind: 'rejected', clientOrderId, code, message, at }];
    }
    if (kind === 'refused' && UNKNOWN_ORDER_CODES.has(code)) {
      const leftAt = this.inDoubt.get(clientOrderId);
      if (operation === 'query' && leftAt !== undefined && at - leftAt < MAY_ARRIVE) {
        return [this.unknown(clientOrderId, 'query')];
      }
      return [{ kind: 'not_found', clientOrderId, operation, at }];
    }
    return [this.unknown(clientOrderId, operation)];
  }

  private forgetOldest(): void {
    if (this.inDoubt.size <= MOST_IN_DOUBT) return;
    for (const oldest of this.inDoubt.keys()) {
      this.inDoubt.delete(oldest);
      return;
    }
  }

  private unknown(clientOrderId: string, operation: 'place' | 'cancel' | 'query'): VenueEvent {
    return { kind: 'unknown', clientOrderId, operation, at: this.now() };
  }
}

const named = z.object({ clientOrderId: z.string().nullish(), clientAlgoId: z.string().nullish() });

/** Does the answer name the order that was asked about? */
function isAbout(answer: unknown, clientOrderId: string): boolean {
  const { data } = named.safeParse(answer);
  return data?.clientOrderId === clientOrderId || data?.clientAlgoId === clientOrderId;
}

const cancelled = (clientOrderId: string, at: EpochMs): VenueEvent => ({
  kind: 'order',
  clientOrderId,
  status: 'cancelled',
  filledQuantity: '0',
  averagePrice: '0',
  at,
});

function stateOf(row: OrderRow, clientOrderId: string): readonly VenueEvent[] {
  const status = statusOf(row.status);
  if (status === undefined) return [];
  const { executedQty: filledQuantity, avgPrice: averagePrice, updateTime: at } = row;
  return [{ kind: 'order', clientOrderId, status, filledQuantity, averagePrice, at }];
}

/** Hedge mode: the side itself reduces, the flag `reduceOnly` is refused there (-1106). */
function placeParameters(command: PlaceOrder): Record<string, string> {
  const { clientOrderId, symbol, positionSide, action, type, quantity } = command;
  const common = {
    symbol: marketIdOf(symbol),
    side: (positionSide === 'long') === (action === 'open') ? 'BUY' : 'SELL',
    positionSide: positionSide === 'long' ? 'LONG' : 'SHORT',
    quantity,
  };
  switch (type) {
    case 'stop_market':
      return {
        ...common,
        algoType: 'CONDITIONAL',
        type: 'STOP_MARKET',
        triggerPrice: command.stopPrice ?? '',
        // By traded prices, as backtests and the executor's own watch see a stop.
        workingType: 'CONTRACT_PRICE',
        clientAlgoId: clientOrderId,
      };
    case 'market':
      return {
        ...common,
        type: 'MARKET',
        newClientOrderId: clientOrderId,
        newOrderRespType: 'RESULT',
      };
    case 'limit':
      return {
        ...common,
        type: 'LIMIT',
        timeInForce: command.timeInForce === 'POST_ONLY' ? 'GTX' : command.timeInForce,
        price: command.price ?? '',
        newClientOrderId: clientOrderId,
        newOrderRespType: 'RESULT',
      };
    default:
      return type satisfies never;
  }
}
