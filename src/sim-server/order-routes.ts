/** Orders: limit and market orders, and conditional orders in their own book. */

import { VENUE_ERRORS } from '../venues/binance/errors.ts';
import {
  conditionalCommand,
  placeCommand,
  readResponseType,
} from '../venues/binance/order-request.ts';
import { inPeriod, type Parameters } from '../venues/binance/parameters.ts';
import {
  acknowledged,
  algoOrderJson,
  isTriggered,
  orderJson,
  tradeJson,
} from '../venues/binance/render-order.ts';
import type { OrderView } from '../venues/simulated/views.ts';
import type { Desk } from './desk.ts';
import { bySymbol, type Route, signed } from './route.ts';

export function placeOrder(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const responseType = readResponseType(parameters);
  const command = placeCommand(parameters, desk.context(symbol));
  desk.execute(command);
  const order = desk.orderAfter(command.clientOrderId);
  return orderJson(responseType === 'ACK' ? acknowledged(order) : order);
}

function placeConditional(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const command = conditionalCommand(parameters, desk.context(symbol));
  desk.execute(command);
  return algoOrderJson(desk.orderAfter(command.clientOrderId));
}

/** The names under which requests speak of an order. */
interface Names {
  readonly number: string;
  readonly client: string;
}
export const PLAIN: Names = { number: 'orderId', client: 'origClientOrderId' };
const CONDITIONAL: Names = { number: 'algoId', client: 'clientAlgoId' };

/** Is it told among conditional orders, or among the others? Once triggered, in both books. */
const isIn = (order: OrderView, conditional: boolean): boolean =>
  order.conditional === conditional || (!conditional && isTriggered(order));
/** Does it rest in that book now? */
const restsIn = (order: OrderView, conditional: boolean): boolean =>
  (order.conditional && !isTriggered(order)) === conditional;

/** The newest order that a request names, or undefined; it must name one. */
export function named(
  desk: Desk,
  parameters: Parameters,
  names: Names,
  live: boolean,
): OrderView | undefined {
  const number = parameters.whole(names.number);
  const clientOrderId = parameters.text(names.client);
  if (number === undefined && clientOrderId === undefined) {
    throw VENUE_ERRORS.oneOf(names.client, names.number);
  }
  const conditional = names === CONDITIONAL;
  const symbol = conditional
    ? desk.symbols.optional(parameters)
    : desk.symbols.mandatory(parameters);
  const which = number === undefined ? { clientOrderId: clientOrderId! } : { number };
  return desk.exchange
    .orders({ ...which, ...(symbol === undefined ? {} : { symbol }), live })
    .filter((order) => (live ? restsIn(order, conditional) : isIn(order, conditional)))
    .at(-1);
}

function queryOrder(desk: Desk, parameters: Parameters, live = false): unknown {
  const order = named(desk, parameters, PLAIN, live);
  if (order === undefined) throw VENUE_ERRORS.noOrder();
  return orderJson(order);
}

function queryConditional(desk: Desk, parameters: Parameters): unknown {
  const order = named(desk, parameters, CONDITIONAL, false);
  if (order === undefined) throw VENUE_ERRORS.noOrder();
  return algoOrderJson(order);
}

function cancel(desk: Desk, order: OrderView): OrderView {
  const { clientOrderId, symbol, conditional } = order;
  desk.execute({ kind: 'cancel', clientOrderId, symbol, conditional });
  return desk.orderAfter(clientOrderId);
}

export function cancelOrder(desk: Desk, parameters: Parameters): unknown {
  const order = named(desk, parameters, PLAIN, true);
  if (order === undefined) throw VENUE_ERRORS.unknownOrder();
  return orderJson(cancel(desk, order));
}

function cancelConditional(desk: Desk, parameters: Parameters): unknown {
  const order = named(desk, parameters, CONDITIONAL, true);
  if (order === undefined) throw VENUE_ERRORS.unknownOrder();
  cancel(desk, order);
  const { number, clientOrderId } = order;
  return { algoId: number, clientAlgoId: clientOrderId, code: '200', msg: 'success' };
}

const cancelAll =
  (conditional: boolean) =>
  (desk: Desk, parameters: Parameters): unknown => {
    const symbol = desk.symbols.mandatory(parameters);
    for (const order of desk.exchange.orders({ symbol, live: true })) {
      if (restsIn(order, conditional)) cancel(desk, order);
    }
    return { code: 200, msg: 'The operation of cancel all open order is done.' };
  };

/** Runs in market time; what it cancels are limit orders, conditional ones live on. */
function countdownCancelAll(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const after = parameters.whole('countdownTime');
  if (after === undefined) throw VENUE_ERRORS.mandatory('countdownTime');
  desk.execute({ kind: 'countdown', symbol, after });
  return { symbol: parameters.mandatory('symbol'), countdownTime: String(after) };
}

const openOrders =
  (conditional: boolean) =>
  (desk: Desk, parameters: Parameters): unknown => {
    const symbol = desk.symbols.optional(parameters);
    const filter = { live: true, ...(symbol === undefined ? {} : { symbol }) };
    return desk.exchange
      .orders(filter)
      .filter((order) => restsIn(order, conditional))
      .map((order) => (conditional ? algoOrderJson(order) : orderJson(order)));
  };

/** A conditional order is told among the others once it trades. */
const allOrders =
  (conditional: boolean) =>
  (desk: Desk, parameters: Parameters): unknown => {
    const symbol = desk.symbols.mandatory(parameters);
    const limit = parameters.limit(500, 1_000);
    const from = parameters.whole(conditional ? 'algoId' : 'orderId');
    const orders = desk.exchange
      .orders({ symbol })
      .filter((order) => isIn(order, conditional))
      .filter((order) => order.number >= (from ?? 0));
    const period = parameters.period();
    const asked = { ...period, fromGiven: period.fromGiven || from !== undefined };
    return inPeriod(orders, (order) => order.createdAt, asked, limit).map((order) =>
      conditional ? algoOrderJson(order) : orderJson(order),
    );
  };

function userTrades(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const limit = parameters.limit(500, 1_000);
  const fromId = parameters.whole('fromId');
  const orderId = parameters.whole('orderId');
  const period = parameters.period();
  const trades = desk.exchange
    .walletEvents(0)
    .filter((event) => event.kind === 'fill')
    .filter((fill) => fill.symbol === symbol && Number(fill.tradeId) >= (fromId ?? 0))
    .map((fill) => ({ fill, number: desk.userData.orderNumber(fill.tradeId) }))
    .filter(({ number }) => number === (orderId ?? number));
  const asked = { ...period, fromGiven: period.fromGiven || fromId !== undefined };
  return inPeriod(trades, ({ fill }) => fill.at, asked, limit).map(({ fill, number }) =>
    tradeJson(fill, number),
  );
}

export const ORDER_ROUTES: readonly Route[] = [
  { ...signed('POST', 'order', 0, placeOrder), order: true },
  signed('GET', 'order', 1, (desk, parameters) => queryOrder(desk, parameters)),
  signed('DELETE', 'order', 1, cancelOrder),
  signed('GET', 'openOrder', 1, (desk, parameters) => queryOrder(desk, parameters, true)),
  signed('GET', 'openOrders', bySymbol(1, 40), openOrders(false)),
  signed('GET', 'allOrders', 5, allOrders(false)),
  signed('DELETE', 'allOpenOrders', 1, cancelAll(false)),
  signed('POST', 'countdownCancelAll', 10, countdownCancelAll),
  { ...signed('POST', 'algoOrder', 0, placeConditional), order: true },
  signed('GET', 'algoOrder', 1, queryConditional),
  signed('DELETE', 'algoOrder', 1, cancelConditional),
  signed('GET', 'openAlgoOrders', bySymbol(1, 40), openOrders(true)),
  signed('GET', 'allAlgoOrders', 5, allOrders(true)),
  signed('DELETE', 'algoOpenOrders', 1, cancelAll(true)),
  signed('GET', 'userTrades', 5, userTrades),
];
