/** Requests for orders as commands of the engine; what it cannot do is refused. */
import { decimalOf, divide, formatDecimal, parseDecimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OrderAction, TimeInForce } from '../../domain/venue.ts';
import {
  type Aim,
  type ExchangeOrder,
  PLAIN,
  type SelfTradeMode,
  type SpecialTerms,
} from '../simulated/special.ts';
import { VENUE_ERRORS } from './errors.ts';
import type { Parameters } from './parameters.ts';

export type ResponseType = 'ACK' | 'RESULT';
export type WorkingType = 'CONTRACT_PRICE' | 'MARK_PRICE';

/** What a request means depends on the account it is for, too. */
export interface RequestContext {
  readonly symbol: SymbolId;
  readonly oneWay: boolean;
  /** Names the order when the client did not. */
  readonly ownId: () => string;
}

const TIME_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  GTC: 'GTC',
  IOC: 'IOC',
  FOK: 'FOK',
  GTX: 'POST_ONLY',
  GTD: 'GTC',
};
const CONDITIONAL_TYPES: Readonly<Record<string, { readonly aim: Aim; readonly limit: boolean }>> =
  {
    STOP: { aim: 'stop', limit: true },
    STOP_MARKET: { aim: 'stop', limit: false },
    TAKE_PROFIT: { aim: 'take_profit', limit: true },
    TAKE_PROFIT_MARKET: { aim: 'take_profit', limit: false },
    TRAILING_STOP_MARKET: { aim: 'trailing', limit: false },
  };
const SELF_TRADE_MODES: Readonly<Record<string, SelfTradeMode>> = {
  NONE: 'none',
  EXPIRE_TAKER: 'expire_taker',
  EXPIRE_MAKER: 'expire_maker',
  EXPIRE_BOTH: 'expire_both',
};
const HUNDRED = decimalOf(100);

/** `POST order`: limit and market orders. */
export function placeCommand(parameters: Parameters, context: RequestContext): ExchangeOrder {
  const direction = readDirection(parameters, context.oneWay);
  const rest = readRest(parameters);
  const type = parameters.mandatory('type');
  if (Object.hasOwn(CONDITIONAL_TYPES, type)) throw VENUE_ERRORS.algoOrderInstead();
  if (type !== 'LIMIT' && type !== 'MARKET') throw VENUE_ERRORS.orderType();
  refuseExtras(parameters, ['stopPrice', 'activationPrice', 'callbackRate', 'closePosition']);
  const limit = type === 'LIMIT';
  if (!limit) refuseExtras(parameters, ['price', 'timeInForce', 'goodTillDate']);
  return {
    kind: 'place',
    clientOrderId: parameters.text('newClientOrderId') ?? context.ownId(),
    symbol: context.symbol,
    ...direction,
    type: limit ? 'limit' : 'market',
    timeInForce: limit ? readTimeInForce(parameters.mandatory('timeInForce')) : 'GTC',
    quantity: plain(parameters.mandatory('quantity')),
    price: limit ? plain(parameters.mandatory('price')) : null,
    stopPrice: null,
    ...specialOf({ ...PLAIN, ...rest, oneWay: context.oneWay }),
  };
}

/** Nothing, when it says nothing beyond what every order does. */
const specialOf = (special: SpecialTerms): Pick<ExchangeOrder, 'special'> =>
  special.oneWay || special.selfTrade !== 'none' || special.goodTill !== null ? { special } : {};

/** `POST algoOrder`: conditional orders, which rest in a book of their own. */
export function conditionalCommand(parameters: Parameters, context: RequestContext): ExchangeOrder {
  // Sent by some clients only; absent it can be nothing else.
  if ((parameters.text('algoType') ?? 'CONDITIONAL') !== 'CONDITIONAL') {
    throw VENUE_ERRORS.invalid('algoType');
  }
  const type = parameters.mandatory('type');
  if (!Object.hasOwn(CONDITIONAL_TYPES, type)) throw VENUE_ERRORS.orderType();
  const { aim, limit } = CONDITIONAL_TYPES[type]!;
  const trailing = aim === 'trailing';
  const rest = readRest(parameters);
  if (!limit) refuseExtras(parameters, ['price']);
  refuseExtras(parameters, trailing ? ['triggerPrice'] : TRAILING_ONLY);
  const closePosition = parameters.flag('closePosition') === true;
  if (closePosition) {
    if (limit || trailing) throw VENUE_ERRORS.closePosition(type);
    if (parameters.text('quantity') !== undefined) throw VENUE_ERRORS.closeQuantity();
    refuseExtras(parameters, ['reduceOnly']);
  }
  const direction = readDirection(parameters, context.oneWay, closePosition);
  if (closePosition && direction.action === 'open') throw VENUE_ERRORS.closePosition(type);
  return {
    kind: 'place',
    clientOrderId: parameters.text('clientAlgoId') ?? context.ownId(),
    symbol: context.symbol,
    ...direction,
    type: limit ? 'limit' : 'stop_market',
    timeInForce: conditionalTimeInForce(parameters, limit),
    quantity: closePosition ? '0' : plain(parameters.mandatory('quantity')),
    price: limit ? plain(parameters.mandatory('price')) : null,
    stopPrice: trailing ? null : plain(parameters.mandatory('triggerPrice')),
    special: {
      aim,
      working: readWorkingType(parameters) === 'MARK_PRICE' ? 'mark' : 'contract',
      closePosition,
      priceProtect: parameters.flag('priceProtect') === true,
      ...rest,
      oneWay: context.oneWay,
      callback: trailing ? readCallback(parameters) : null,
      activation: trailing ? readActivation(parameters) : null,
    },
  };
}

const TRAILING_ONLY = ['callbackRate', 'activatePrice', 'activationPrice'];

/** Of market orders once triggered there is nothing to say but when they end untriggered. */
function conditionalTimeInForce(parameters: Parameters, limit: boolean): TimeInForce {
  const text = parameters.text('timeInForce') ?? 'GTC';
  if (!limit && text !== 'GTC' && text !== 'GTD') throw VENUE_ERRORS.timeInForce();
  return readTimeInForce(text);
}

/** Percent in the request, a fraction in the engine. */
function readCallback(parameters: Parameters): string {
  const value = parseDecimal(plain(parameters.mandatory('callbackRate')));
  if (value === undefined || value > HUNDRED) throw VENUE_ERRORS.callbackRate();
  return formatDecimal(divide(value, HUNDRED));
}

/** Documented under one name, sent by clients under the other. */
function readActivation(parameters: Parameters): string | null {
  const text = parameters.text('activatePrice') ?? parameters.text('activationPrice');
  return text === undefined ? null : plain(text);
}

export function readResponseType(parameters: Parameters): ResponseType {
  const type = parameters.text('newOrderRespType') ?? 'ACK';
  if (type !== 'ACK' && type !== 'RESULT') throw VENUE_ERRORS.responseType();
  return type;
}

function readWorkingType(parameters: Parameters): WorkingType {
  const type = parameters.text('workingType') ?? 'CONTRACT_PRICE';
  if (type !== 'CONTRACT_PRICE' && type !== 'MARK_PRICE') throw VENUE_ERRORS.invalid('workingType');
  return type;
}

/**
 * Hedge mode: side and position side together say whether an order opens or reduces. One-way mode:
 * it opens (after closing what stands against it), unless it may only reduce.
 */
function readDirection(
  parameters: Parameters,
  oneWay: boolean,
  closes = false,
): { readonly positionSide: Side; readonly action: OrderAction } {
  const side = parameters.mandatory('side');
  if (side !== 'BUY' && side !== 'SELL') throw VENUE_ERRORS.side();
  const buy = side === 'BUY';
  const position = parameters.text('positionSide') ?? 'BOTH';
  if (oneWay) {
    if (position !== 'BOTH') throw VENUE_ERRORS.positionSide();
    const reduces = parameters.flag('reduceOnly') === true || closes;
    return {
      positionSide: buy === reduces ? 'short' : 'long',
      action: reduces ? 'reduce' : 'open',
    };
  }
  if (position !== 'LONG' && position !== 'SHORT') throw VENUE_ERRORS.positionSide();
  refuseExtras(parameters, ['reduceOnly']);
  return {
    positionSide: position === 'LONG' ? 'long' : 'short',
    action: buy === (position === 'LONG') ? 'open' : 'reduce',
  };
}

/** How long it lives, and what it does when it meets one of our own. */
function readRest(parameters: Parameters): Pick<SpecialTerms, 'selfTrade' | 'goodTill'> {
  const mode = parameters.text('selfTradePreventionMode') ?? 'NONE';
  if (!Object.hasOwn(SELF_TRADE_MODES, mode)) throw VENUE_ERRORS.selfTradeMode();
  if ((parameters.text('priceMatch') ?? 'NONE') !== 'NONE')
    throw VENUE_ERRORS.notHere('priceMatch');
  return { selfTrade: SELF_TRADE_MODES[mode]!, goodTill: readGoodTill(parameters) };
}

function readGoodTill(parameters: Parameters): EpochMs | null {
  if (parameters.text('timeInForce') !== 'GTD') {
    if ((parameters.whole('goodTillDate') ?? 0) > 0) throw VENUE_ERRORS.notRequired('goodTillDate');
    return null;
  }
  const date = parameters.whole('goodTillDate');
  if (date === undefined) throw VENUE_ERRORS.mandatory('goodTillDate');
  return date;
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
