import { describe, expect, it } from 'vitest';
import { symbolId } from '../../domain/ids.ts';
import { VenueError } from './errors.ts';
import { conditionalCommand, placeCommand } from './order-request.ts';
import { Parameters } from './parameters.ts';

const BTC = symbolId('BTC/USDT:USDT');
const LIMIT =
  'side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId=a';
const STOP = 'side=SELL&positionSide=LONG&type=STOP_MARKET&quantity=1&triggerPrice=90';

const TRAILING = 'side=SELL&positionSide=LONG&type=TRAILING_STOP_MARKET&quantity=1';

const context = (oneWay: boolean) => ({ symbol: BTC, oneWay, ownId: () => 'own' });
const place = (text: string, oneWay = false) =>
  placeCommand(Parameters.read(text, ''), context(oneWay));
const stop = (text: string, oneWay = false) =>
  conditionalCommand(Parameters.read(text, ''), context(oneWay));
function codeOf(work: () => unknown): number | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof VenueError) return error.code;
    throw error;
  }
}

describe('an order request', () => {
  it('becomes the command it means', () => {
    expect(place(LIMIT)).toEqual({
      kind: 'place',
      clientOrderId: 'a',
      symbol: BTC,
      positionSide: 'long',
      action: 'open',
      type: 'limit',
      timeInForce: 'GTC',
      quantity: '1',
      price: '100',
      stopPrice: null,
    });
    expect(stop(STOP)).toMatchObject({
      clientOrderId: 'own',
      action: 'reduce',
      type: 'stop_market',
      stopPrice: '90',
    });
  });

  it.each([
    ['BUY', 'LONG', 'long', 'open'],
    ['SELL', 'LONG', 'long', 'reduce'],
    ['SELL', 'SHORT', 'short', 'open'],
    ['BUY', 'SHORT', 'short', 'reduce'],
  ])('%s on %s means: %s, %s', (side, position, positionSide, action) => {
    const text = `side=${side}&positionSide=${position}&type=MARKET&quantity=.5`;
    expect(place(text)).toMatchObject({ positionSide, action, quantity: '0.5' });
  });

  it.each([
    [LIMIT.replace('&price=100', ''), -1102],
    [LIMIT.replace('GTC', 'GTD'), -1102],
    [`${LIMIT}&selfTradePreventionMode=EXPIRE_ALL`, -5039],
    [LIMIT.replace('GTC', 'constructor'), -1115],
    [LIMIT.replace('BUY', 'HOLD'), -1117],
    [LIMIT.replace('=LIMIT', '=ICEBERG'), -1116],
    [LIMIT.replace('LONG', 'BOTH'), -4061],
    [LIMIT.replace('&positionSide=LONG', ''), -4061],
    [`${LIMIT}&reduceOnly=true`, -1106],
    [`${LIMIT}&stopPrice=90`, -1106],
    [`${LIMIT}&priceMatch=QUEUE`, -4084],
    [`${LIMIT}&goodTillDate=1`, -1106],
    [LIMIT.replace('=LIMIT', '=MARKET'), -1106],
    [LIMIT.replace('=LIMIT', '=STOP_MARKET'), -4120],
  ])('is refused: %s', (text, code) => {
    expect(codeOf(() => place(text))).toBe(code);
  });

  it.each<[string, object]>([
    [STOP, { type: 'stop_market', special: { aim: 'stop', working: 'contract' } }],
    [`${STOP}&workingType=MARK_PRICE`, { special: { working: 'mark' } }],
    [`${STOP}&priceProtect=TRUE`, { special: { priceProtect: true } }],
    [
      STOP.replace('STOP_MARKET', 'TAKE_PROFIT_MARKET'),
      { type: 'stop_market', special: { aim: 'take_profit' } },
    ],
    [
      `${STOP.replace('STOP_MARKET', 'STOP')}&price=89&timeInForce=IOC`,
      { type: 'limit', price: '89', stopPrice: '90', timeInForce: 'IOC' },
    ],
    [
      `${STOP.replace('STOP_MARKET', 'TAKE_PROFIT')}&price=91`,
      { type: 'limit', price: '91', special: { aim: 'take_profit' } },
    ],
    [
      `${TRAILING}&callbackRate=1.5`,
      { stopPrice: null, special: { aim: 'trailing', callback: '0.015', activation: null } },
    ],
    [`${TRAILING}&callbackRate=1&activatePrice=95`, { special: { activation: '95' } }],
    [`${TRAILING}&callbackRate=1&activationPrice=95`, { special: { activation: '95' } }],
    [
      `${STOP.replace('&quantity=1', '')}&closePosition=true`,
      { quantity: '0', action: 'reduce', special: { closePosition: true } },
    ],
    [
      `${STOP}&timeInForce=GTD&goodTillDate=123`,
      { timeInForce: 'GTC', special: { goodTill: 123 } },
    ],
  ])('for the book of conditional orders means: %s', (text, command) => {
    expect(stop(text)).toMatchObject(command);
  });

  it.each([
    [STOP.replace('STOP_MARKET', 'ICEBERG'), -1116],
    [STOP.replace('STOP_MARKET', 'STOP'), -1102],
    [STOP.replace('&triggerPrice=90', ''), -1102],
    [`${STOP}&closePosition=true`, -4137],
    [`${STOP.replace('&quantity=1', '').replace('SELL', 'BUY')}&closePosition=true`, -4136],
    [`${TRAILING}&closePosition=true`, -4136],
    [TRAILING, -1102],
    [`${TRAILING}&callbackRate=x`, -2007],
    [`${TRAILING}&callbackRate=1&triggerPrice=90`, -1106],
    [`${STOP}&callbackRate=1`, -1106],
    [`${STOP}&price=90`, -1106],
    [`${STOP}&algoType=VP`, -1130],
    [`${STOP}&workingType=LAST`, -1130],
    [`${STOP}&timeInForce=IOC`, -1115],
  ])('for the book of conditional orders is refused: %s', (text, code) => {
    expect(codeOf(() => stop(text))).toBe(code);
  });
});

describe('an order request in one-way mode', () => {
  const text = (side: string, rest = '') => `side=${side}&type=MARKET&quantity=1${rest}`;

  it.each([
    ['BUY', '', 'long', 'open'],
    ['SELL', '&positionSide=BOTH', 'short', 'open'],
    ['SELL', '&reduceOnly=true', 'long', 'reduce'],
    ['BUY', '&reduceOnly=true', 'short', 'reduce'],
    ['BUY', '&reduceOnly=false', 'long', 'open'],
  ])('%s%s means: %s, %s', (side, rest, positionSide, action) => {
    const special = { oneWay: true };
    expect(place(text(side, rest), true)).toMatchObject({ positionSide, action, special });
  });

  it('is refused with the side of hedge mode', () => {
    expect(codeOf(() => place(text('BUY', '&positionSide=LONG'), true))).toBe(-4061);
  });

  it('closes the position with what would stop it', () => {
    const closing = 'side=SELL&type=STOP_MARKET&triggerPrice=90&closePosition=true';
    expect(stop(closing, true)).toMatchObject({ positionSide: 'long', action: 'reduce' });
  });
});
