/** A request over HTTP as the fault plan looks at it. */
import type { SymbolId } from '../domain/ids.ts';
import type { OrderType, PlaceOrder } from '../domain/venue.ts';
import { placeCommand } from '../venues/binance/order-request.ts';
import { Parameters } from '../venues/binance/parameters.ts';
import type { RouteClass } from '../venues/faults/plan.ts';
import type { FaultRequest } from '../venues/faults/request-fate.ts';
import type { OrderView } from '../venues/simulated/views.ts';
import type { Desk } from './desk.ts';
import type { RestRequest } from './rest.ts';
import type { Route } from './route.ts';

const ORDERS =
  /\/(order|algoOrder|openOrders?|allOrders|openAlgoOrders|allAlgoOrders|userTrades|batchOrders)$/;
const CANCELS = /\/(order|algoOrder|allOpenOrders|algoOpenOrders|batchOrders|countdownCancelAll)$/;
const TYPES: Readonly<Record<string, OrderType>> = {
  LIMIT: 'limit',
  MARKET: 'market',
  STOP_MARKET: 'stop_market',
};

export function routeClass({ method, path }: RestRequest, route: Route | undefined): RouteClass {
  if (route === undefined || route.security === 'none') return 'market';
  if (method === 'DELETE' && CANCELS.test(path)) return 'cancel';
  if (path.endsWith('/countdownCancelAll')) return 'cancel';
  if (!ORDERS.test(path)) return 'account';
  return method === 'GET' ? 'query' : 'order';
}

export function faultRequest(
  desk: Desk,
  request: RestRequest,
  route: Route | undefined,
): FaultRequest {
  const { method, path } = request;
  const kind = routeClass(request, route);
  const parameters = parametersOf(request);
  const text = (name: string): string | undefined => parameters?.text(name);
  const symbol: SymbolId | null = desk.symbols.ofId(text('symbol') ?? '') ?? null;
  const about = { route: kind, name: `${method} ${path}`, symbol };
  const changes = method !== 'GET' && route?.security === 'signed';
  if (kind === 'order') {
    const long = text('positionSide') === 'LONG';
    const hedged = long || text('positionSide') === 'SHORT';
    const opens = (text('side') === 'BUY') === long;
    return {
      ...{ ...about, changes, type: TYPES[text('type') ?? ''] ?? null },
      side: hedged ? (long ? 'long' : 'short') : null,
      action: hedged ? (opens ? 'open' : 'reduce') : null,
      clientOrderId: text('newClientOrderId') ?? text('clientAlgoId') ?? null,
    };
  }
  const order = parameters === undefined ? undefined : namedOrder(desk, parameters);
  return {
    ...{ ...about, changes, type: order?.type ?? null, side: order?.positionSide ?? null },
    ...{ action: order?.action ?? null, clientOrderId: order?.clientOrderId ?? null },
    symbol: symbol ?? order?.symbol ?? null,
  };
}

/** The order that a request places; undefined when it places none, or none that makes sense. */
export function orderOf(desk: Desk, request: RestRequest): PlaceOrder | undefined {
  const parameters = parametersOf(request);
  const symbol = desk.symbols.ofId(parameters?.text('symbol') ?? '');
  if (parameters === undefined || symbol === undefined) return undefined;
  try {
    const command = placeCommand(parameters, { ...desk.context(symbol), ownId: () => 'unnamed' });
    return command as PlaceOrder;
  } catch {
    return undefined;
  }
}

function parametersOf({ query, body }: RestRequest): Parameters | undefined {
  try {
    return Parameters.read(query, body);
  } catch {
    return undefined;
  }
}

function namedOrder(desk: Desk, parameters: Parameters): OrderView | undefined {
  const client = parameters.text('origClientOrderId') ?? parameters.text('clientAlgoId');
  const number = Number(parameters.text('orderId') ?? parameters.text('algoId'));
  if (client !== undefined) return desk.exchange.order(client);
  return Number.isSafeInteger(number) ? desk.exchange.orders({ number }).at(-1) : undefined;
}
