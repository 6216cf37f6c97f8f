import { describe, expect, it } from 'vitest';
import { symbolId } from '../../../domain/ids.ts';
import { parseBook, parseLiveMessage, symbolTable } from './live-messages.ts';

const BTC = symbolId('BTC/USDT:USDT');
const table = symbolTable([BTC]);
const k = { t: 60_000, i: '1m', o: '1', h: '3', l: '0.5', c: '2', v: '10', x: true };
const kline = { e: 'kline', E: 61_000, s: 'BTCUSDT', k };

describe('messages of the market streams', () => {
  it('are read alone and in the envelope of a combined stream', () => {
    const expected = {
      kind: 'kline',
      symbol: BTC,
      at: 61_000,
      closed: true,
      openTime: 60_000,
      open: 1,
      high: 3,
      low: 0.5,
      close: 2,
      volume: 10,
    };
    expect(parseLiveMessage(kline, table)).toEqual(expected);
    expect(parseLiveMessage({ stream: 'btcusdt@kline_1m', data: kline }, table)).toEqual(expected);
  });

  it('other symbols, other intervals, answers and anything else are not ours', () => {
    const others = [
      { ...kline, s: 'ETHUSDT' },
      { ...kline, k: { ...k, i: '5m' } },
      { result: null, id: 1 },
      { e: 'aggTrade', s: 'BTCUSDT' },
      [kline],
      null,
      'ping',
    ];
    expect(others.map((message) => parseLiveMessage(message, table))).toEqual(
      others.map(() => null),
    );
  });

  it('ours that make no sense are broken', () => {
    const broken = [
      { ...kline, E: 'now' },
      { ...kline, k: null },
      { ...kline, k: { ...k, h: '1.5' } },
      { ...kline, k: { ...k, l: '0' } },
      { ...kline, k: { ...k, v: '-1' } },
      { ...kline, k: { ...k, c: '' } },
      { ...kline, k: { ...k, t: 1.5 } },
      { e: 'markPriceUpdate', E: 1, s: 'BTCUSDT', p: '0' },
      { e: 'markPriceUpdate', E: 1, s: 'BTCUSDT' },
    ];
    expect(broken.map((message) => parseLiveMessage(message, table))).toEqual(
      broken.map(() => 'broken'),
    );
  });

  it('a mark without funding has none, not a rate of 0', () => {
    const mark = { e: 'markPriceUpdate', E: 5, s: 'BTCUSDT', p: '100', r: '', T: 0 };
    expect(parseLiveMessage(mark, table)).toMatchObject({ rate: null, nextFundingTime: null });
    const funded = parseLiveMessage({ ...mark, r: '-0.0001', T: 9 }, table);
    expect(funded).toMatchObject({ rate: -0.0001, nextFundingTime: 9 });
  });

  it('an empty, crossed, unsorted or broken book is none', () => {
    const bids = [
      ['99', '1'],
      ['98', '2'],
    ];
    const asks = [
      ['100', '1'],
      ['101', '2'],
    ];
    expect(parseBook(bids, asks)).toEqual({ bids: [99, 1, 98, 2], asks: [100, 1, 101, 2] });
    const faulty: [unknown, unknown][] = [
      [[], asks],
      [bids, []],
      [bids, undefined],
      [asks, bids],
      [[['100', '1']], asks],
      [[...bids].reverse(), asks],
      [bids, [['100', '0']]],
      [bids, [['x', '1']]],
      [bids, [['100', '1'], null]],
    ];
    expect(faulty.map(([b, a]) => parseBook(b, a))).toEqual(faulty.map(() => null));
  });
});
