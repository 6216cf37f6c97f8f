/** What a client may set: leverage, margin, mode; what its key may do; who is deleveraged first. */
import { formatDecimal, negate, parseDecimal } from '../domain/decimal.ts';
import { marketIdOf } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import { engineRefusal, VENUE_ERRORS } from '../venues/binance/errors.ts';
import { inPeriod, type Parameters } from '../venues/binance/parameters.ts';
import { leverageUpdate } from '../venues/binance/render-events.ts';
import type { Outcome } from '../venues/simulated/account.ts';
import type { SideView } from '../venues/simulated/views.ts';
import type { Desk } from './desk.ts';
import { type Route, signed } from './route.ts';

/** One bracket without tiers: its end is the widest amount the engine counts with. */
export const NOTIONAL_CAP = 9_999_999_999_999;
const DONE = { code: 200, msg: 'success' };

function check(outcome: Outcome): void {
  if (!outcome.ok) throw engineRefusal(outcome.rejection);
}

function setLeverage(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const leverage = parameters.whole('leverage');
  if (leverage === undefined) throw VENUE_ERRORS.mandatory('leverage');
  check(desk.exchange.setLeverage(symbol, leverage));
  desk.onUserMessage(leverageUpdate(marketIdOf(symbol), leverage, desk.market.now));
  return { symbol: marketIdOf(symbol), leverage, maxNotionalValue: String(NOTIONAL_CAP) };
}

function setMarginType(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const type = parameters.mandatory('marginType');
  if (type !== 'ISOLATED' && type !== 'CROSSED') throw VENUE_ERRORS.invalid('marginType');
  check(desk.exchange.setMarginType(symbol, type === 'CROSSED'));
  return DONE;
}

function setPositionMode(desk: Desk, parameters: Parameters): unknown {
  const dual = parameters.flag('dualSidePosition');
  if (dual === undefined) throw VENUE_ERRORS.mandatory('dualSidePosition');
  check(desk.exchange.setPositionMode(!dual));
  return DONE;
}

/** The side a request speaks of: in one-way mode that of the position there is. */
function sideOf(desk: Desk, parameters: Parameters): SideView {
  const symbol = desk.symbols.mandatory(parameters);
  const named = parameters.text('positionSide') ?? 'BOTH';
  const sides: Readonly<Record<string, Side>> = { LONG: 'long', SHORT: 'short' };
  const wanted = Object.hasOwn(sides, named) ? sides[named] : undefined;
  const fits = desk.exchange.oneWay ? named === 'BOTH' : wanted !== undefined;
  const found = desk.exchange
    .sides()
    .find((side) => side.symbol === symbol && side.side === (wanted ?? side.side));
  if (!fits || found === undefined) throw VENUE_ERRORS.positionSide();
  return found;
}

function changeMargin(desk: Desk, parameters: Parameters): unknown {
  const { symbol, side, oneWay } = sideOf(desk, parameters);
  const amount = parameters.mandatory('amount');
  const type = parameters.whole('type');
  if (type !== 1 && type !== 2) throw VENUE_ERRORS.invalid('type');
  const value = parseDecimal(amount);
  if (value === undefined || value <= 0n) throw VENUE_ERRORS.invalid('amount');
  const moved = formatDecimal(type === 1 ? value : negate(value));
  check(desk.exchange.changeMargin(symbol, side, moved));
  const { now } = desk.market;
  desk.marginChanges.append({ symbol, side, oneWay, type, amount: formatDecimal(value), at: now });
  desk.userData.marginMoved(symbol, side, now);
  return { amount: Number(amount), code: 200, msg: 'Successfully modify position margin.', type };
}

function marginHistory(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.mandatory(parameters);
  const type = parameters.whole('type');
  const changes = [...desk.marginChanges.after(0)]
    .map(([, change]) => change)
    .filter((change) => change.symbol === symbol && change.type === (type ?? change.type));
  const limit = parameters.limit(100, 500);
  return inPeriod(changes, (change) => change.at, parameters.period(), limit).map((change) => ({
    symbol: marketIdOf(symbol),
    type: change.type,
    deltaType: 'USER_ADJUST',
    amount: change.amount,
    asset: 'USDT',
    time: change.at,
    positionSide: change.oneWay ? 'BOTH' : change.side.toUpperCase(),
  }));
}

/** 0 (last) to 4 (first): there are no others to rank against, so profit per margin stands for it. */
function quantileOf(side: SideView): number {
  const profit = Number(side.margin) > 0 ? Number(side.unrealised) / Number(side.margin) : 0;
  return [0, 0.25, 0.5, 1].filter((bound) => profit > bound).length;
}

function adlQuantile(desk: Desk, parameters: Parameters): unknown {
  const symbol = desk.symbols.optional(parameters);
  const offered = symbol === undefined ? desk.symbols.symbols : [symbol];
  const sides = desk.exchange.sides();
  const told = offered.map((each) => {
    const own = sides.filter((side) => side.symbol === each);
    const quantiles = own.map((side) => [
      side.oneWay ? 'BOTH' : side.side.toUpperCase(),
      quantileOf(side),
    ]);
    return { symbol: marketIdOf(each), adlQuantile: Object.fromEntries(quantiles) };
  });
  return symbol === undefined ? told : told[0];
}

function apiRestrictions(desk: Desk): unknown {
  const { canTradeFutures, canWithdraw, canTransfer, ipRestricted } = desk.permissions;
  return {
    ipRestrict: ipRestricted,
    createTime: desk.market.source.startsAt,
    enableReading: true,
    enableWithdrawals: canWithdraw,
    enableInternalTransfer: canTransfer,
    enableMargin: false,
    enableFutures: canTradeFutures,
    permitsUniversalTransfer: canTransfer,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: false,
    enablePortfolioMarginTrading: false,
  };
}

export const SETTINGS_ROUTES: readonly Route[] = [
  signed('GET', 'positionSide/dual', 30, (desk) => ({ dualSidePosition: !desk.exchange.oneWay })),
  signed('POST', 'positionSide/dual', 1, setPositionMode),
  signed('POST', 'marginType', 1, setMarginType),
  signed('POST', 'leverage', 1, setLeverage),
  signed('POST', 'positionMargin', 1, changeMargin),
  signed('GET', 'positionMargin/history', 1, marginHistory),
  signed('GET', 'adlQuantile', 5, adlQuantile),
  {
    method: 'GET',
    path: '/sapi/v1/account/apiRestrictions',
    security: 'signed',
    weight: 1,
    answer: apiRestrictions,
  },
];
