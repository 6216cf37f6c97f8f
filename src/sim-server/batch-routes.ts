/** Changing an order, and several orders at once. */
import { engineRefusal, VENUE_ERRORS, VenueError } from '../venues/binance/errors.ts';
import { Parameters } from '../venues/binance/parameters.ts';
import { orderJson } from '../venues/binance/render-order.ts';
import type { Desk } from './desk.ts';
import { cancelOrder, named, PLAIN, placeOrder } from './order-routes.ts';
import { type Route, signed } from './route.ts';

const MOST_PLACED = 5;
const MOST_CANCELLED = 10;

function amendOrder(desk: Desk, parameters: Parameters): unknown {
  const order = named(desk, parameters, PLAIN, true);
  if (order === undefined) throw VENUE_ERRORS.noOrder();
  const side = parameters.mandatory('side');
  if (side !== (order.buy ? 'BUY' : 'SELL')) throw VENUE_ERRORS.side();
  const change = {
    quantity: parameters.mandatory('quantity'),
    price: parameters.mandatory('price'),
  };
  const { now } = desk.market;
  const outcome = desk.exchange.amend(order, change, now, () => {
    desk.userData.amended(desk.orderAfter(order.clientOrderId), now);
  });
  if (!outcome.ok) throw engineRefusal(outcome.rejection);
  desk.tellBook(order.symbol);
  return orderJson(desk.orderAfter(order.clientOrderId));
}

/** The list that a parameter holds as JSON. */
function listOf(parameters: Parameters, name: string, most: number): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(parameters.mandatory(name));
  } catch (error) {
    if (error instanceof VenueError) throw error;
    throw VENUE_ERRORS.invalid(name);
  }
  if (!Array.isArray(list)) throw VENUE_ERRORS.invalid(name);
  if (list.length < 1 || list.length > most) throw VENUE_ERRORS.batchSize(most);
  return list;
}

/** One after the other; what is refused is told in its place. */
const each =
  (answer: Route['answer']) =>
  (desk: Desk, parameters: Parameters): unknown =>
    listOf(parameters, 'batchOrders', MOST_PLACED).map((item) =>
      attempt(() => answer(desk, Parameters.of(item))),
    );

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof VenueError) return error.body();
    throw error;
  }
}

/** The list of numbers, or that of client order ids; clients write both names small as well. */
const NUMBERS = ['orderIdList', 'orderidlist'];
const CLIENTS = ['origClientOrderIdList', 'origclientorderidlist'];

function cancelBatch(desk: Desk, parameters: Parameters): unknown {
  const symbol = parameters.mandatory('symbol');
  const sent = (names: readonly string[]): string | undefined =>
    names.find((name) => parameters.text(name) !== undefined);
  const numbers = sent(NUMBERS);
  const list = numbers ?? sent(CLIENTS);
  if (list === undefined) throw VENUE_ERRORS.oneOf('orderIdList', 'origClientOrderIdList');
  const name = numbers === undefined ? PLAIN.client : PLAIN.number;
  return listOf(parameters, list, MOST_CANCELLED).map((id) =>
    attempt(() => cancelOrder(desk, Parameters.of({ symbol, [name]: String(id) }))),
  );
}

export const BATCH_ROUTES: readonly Route[] = [
  { ...signed('PUT', 'order', 1, amendOrder), order: true },
  { ...signed('POST', 'batchOrders', 5, each(placeOrder)), order: true },
  { ...signed('PUT', 'batchOrders', 5, each(amendOrder)), order: true },
  signed('DELETE', 'batchOrders', 1, cancelBatch),
];
