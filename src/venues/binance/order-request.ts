/** Requests for orders as commands of the venue port; what the engine cannot do is refused. */
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { OrderAction, PlaceOrder, TimeInForce } from '../../domain/venue.ts';
import { VENUE_ERRORS } from './errors.ts';
import type { Parameters } from './parameters.ts';

export type ResponseType = 'ACK' | 'RESULT';
export type WorkingType = 'CONTRACT_PRICE' | 'MARK_PRICE';

const TIME_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  GTC: 'GTC',
  IOC: 'IOC',
  FOK: 'FOK',
  GTX: 'POST_ONLY',
};
/** Types the real venue knows and this one does not. */
const CONDITIONAL_TYPES = [
  'STOP',
  'STOP_MARKET',
  'TAKE_PROFIT',
  'TAKE_PROFIT_MARKET',
  'TRAILING_STOP_MARKET',
];
const SELF_TRADE_MODES = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'];

/** `POST order`: limit and market orders. `ownId` names the order when the client did not. */
export function placeCommand(
  parameters: Parameters,
  symbol: SymbolId,
  ownId: () => string,
): PlaceOrder {
  const direction = readDirection(parameters);
  const type = parameters.mandatory('type');
  if (CONDITIONAL_TYPES.includes(type)) throw VENUE_ERRORS.algoOrderInstead();
  if (type !== 'LIMIT' && type !== 'MARKET') throw VENUE_ERRORS.orderType();
  refuseExtras(parameters, ['stopPrice', 'activationPrice', 'callbackRate', 'closePosition']);
  const limit = type === 'LIMIT';
  if (!limit) refuseExtras(parameters, ['price', 'timeInForce']);
  return {
    kind: 'place',
    clientOrderId: parameters.text('newClientOrderId') ?? ownId(),
    symbol,
    ...direction,
    type: limit ? 'limit' : 'market',
    timeInForce: limit ? readTimeInForce(parameters.mandatory('timeInForce')) : 'GTC',
    quantity: plain(parameters.mandatory('quantity')),
    price: limit ? plain(parameters.mandatory('price')) : null,
    stopPrice: null,
  };
}

/** `POST algoOrder`: stop-market orders, which rest in a book of their own. */
export function conditionalCommand(
  parameters: Parameters,
  symbol: SymbolId,
  ownId: () => string,
): PlaceOrder {
  // Sent by some clients only; absent it can be nothing else.
  if ((parameters.text('algoType') ?? 'CONDITIONAL') !== 'CONDITIONAL') {
    throw VENUE_ERRORS.invalid('algoType');
  }
  const direction = readDirection(parameters);
  if (parameters.mandatory('type') !== 'STOP_MARKET') throw VENUE_ERRORS.orderType();
  refuseExtras(parameters, ['price', 'callbackRate', 'activatePrice', 'activationPrice']);
  if (parameters.flag('closePosition') === true) throw VENUE_ERRORS.notHere('closePosition');
  if (parameters.flag('priceProtect') === true) throw VENUE_ERRORS.notHere('priceProtect');
  const timeInForce = parameters.text('timeInForce') ?? 'GTC';
  if (timeInForce !== 'GTC') throw VENUE_ERRORS.timeInForce();
  return {
    kind: 'place',
    clientOrderId: parameters.text('clientAlgoId') ?? ownId(),
    symbol,
    ...direction,
    type: 'stop_market',
    timeInForce: 'GTC',
    quantity: plain(parameters.mandatory('quantity')),
    price: null,
    stopPrice: plain(parameters.mandatory('triggerPrice')),
  };
}

export function readResponseType(parameters: Parameters): ResponseType {
  const type = parameters.text('newOrderRespType') ?? 'ACK';
  if (type !== 'ACK' && type !== 'RESULT') throw VENUE_ERRORS.responseType();
  return type;
}

export function readWorkingType(parameters: Parameters): WorkingType {
  const type = parameters.text('workingType') ?? 'CONTRACT_PRICE';
  if (type !== 'CONTRACT_PRICE' && type !== 'MARK_PRICE') throw VENUE_ERRORS.invalid('workingType');
  return type;
}

/** Hedge mode: side and position side together say whether an order opens or reduces. */
function readDirection(parameters: Parameters): {
  readonly positionSide: Side;
  readonly action: OrderAction;
} {
  const side = parameters.mandatory('side');
  if (side !== 'BUY' && side !== 'SELL') throw VENUE_ERRORS.side();
  const position = parameters.text('positionSide') ?? 'BOTH';
  if (position !== 'LONG' && position !== 'SHORT') throw VENUE_ERRORS.positionSide();
  refuseExtras(parameters, ['reduceOnly']);
  readRest(parameters);
  const opens = (side === 'BUY') === (position === 'LONG');
  return {
    positionSide: position === 'LONG' ? 'long' : 'short',
    action: opens ? 'open' : 'reduce',
  };
}

/** Our orders never meet each other, so every mode of preventing it is kept. */
function readRest(parameters: Parameters): void {
  const mode = parameters.text('selfTradePreventionMode') ?? 'NONE';
  if (!SELF_TRADE_MODES.includes(mode)) throw VENUE_ERRORS.invalid('selfTradePreventionMode');
  if ((parameters.text('priceMatch') ?? 'NONE') !== 'NONE')
    throw VENUE_ERRORS.notHere('priceMatch');
  refuseExtras(parameters, ['goodTillDate']);
}

function readTimeInForce(text: string): TimeInForce {
  const found = Object.hasOwn(TIME_IN_FORCE, text) ? TIME_IN_FORCE[text] : undefined;
  if (found === undefined) throw VENUE_ERRORS.timeInForce();
  return found;
}

function refuseExtras(parameters: Parameters, names: readonly string[]): void {
  for (const name of names) {
    if (parameters.text(name) !== undefined) throw VENUE_ERRORS.notRequired(name);
  }
}

/** `1.` and `.5` as decimals are written here; anything else is left for the engine to refuse. */
const plain = (text: string): string =>
  text.replace(/^(-?)\./, '$10.').replace(/^(-?\d+)\.$/, '$1');
