import { describe, expect, it } from 'vitest';
import { symbolId } from '../../domain/ids.ts';
import { VenueError } from './errors.ts';
import { conditionalCommand, placeCommand } from './order-request.ts';
import { Parameters } from './parameters.ts';

const BTC = symbolId('BTC/USDT:USDT');
const LIMIT =
  'side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC&quantity=1&price=100&newClientOrderId=a';
const STOP = 'side=SELL&positionSide=LONG&type=STOP_MARKET&quantity=1&triggerPrice=90';

const place = (text: string) => placeCommand(Parameters.read(text, ''), BTC, () => 'own');
const stop = (text: string) => conditionalCommand(Parameters.read(text, ''), BTC, () => 'own');
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
    [LIMIT.replace('GTC', 'GTD'), -1115],
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

  it.each([
    [STOP.replace('STOP_MARKET', 'TAKE_PROFIT_MARKET'), -1116],
    [STOP.replace('STOP_MARKET', 'TRAILING_STOP_MARKET'), -1116],
    [STOP.replace('&triggerPrice=90', ''), -1102],
    [`${STOP}&closePosition=true`, -4084],
    [`${STOP}&priceProtect=TRUE`, -4084],
    [`${STOP}&price=90`, -1106],
    [`${STOP}&algoType=VP`, -1130],
    [`${STOP}&timeInForce=IOC`, -1115],
  ])('for the book of conditional orders is refused: %s', (text, code) => {
    expect(codeOf(() => stop(text))).toBe(code);
  });
});
