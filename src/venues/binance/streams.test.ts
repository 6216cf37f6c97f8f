import { describe, expect, it } from 'vitest';
import { symbolId } from '../../domain/ids.ts';
import { SymbolTable } from './parameters.ts';
import { parseStream } from './streams.ts';

const BTC = symbolId('BTC/USDT:USDT');
const symbols = new SymbolTable([BTC]);

describe('the name of a market stream', () => {
  it.each([
    ['btcusdt@kline_15m', { kind: 'kline', interval: '15m', symbol: BTC }],
    ['btcusdt@kline_1w', { kind: 'kline', interval: '1w', symbol: BTC }],
    ['btcusdt@aggTrade', { kind: 'aggTrade', symbol: BTC }],
    ['btcusdt@trade', { kind: 'trade', symbol: BTC }],
    ['btcusdt@depth', { kind: 'depth', levels: null }],
    ['btcusdt@depth@100ms', { kind: 'depth', levels: null }],
    ['btcusdt@depth20@500ms', { kind: 'depth', levels: 20 }],
    ['btcusdt@markPrice@1s', { kind: 'markPrice', symbol: BTC }],
    ['btcusdt@bookTicker', { kind: 'bookTicker', symbol: BTC }],
    ['!markPrice@arr@1s', { kind: 'markPrice', symbol: null }],
    ['!miniTicker@arr', { kind: 'miniTicker', symbol: null }],
  ])('%s is understood', (name, stream) => {
    expect(parseStream(name, symbols)).toMatchObject({ name, ...stream });
  });

  it.each([
    'btcusdt',
    'btcusdt@kline_2m',
    'btcusdt@depth7',
    'btcusdt@depth@1ms',
    'btcusdt@aggTrades',
    'btcusdt@kline_constructor',
    'BTCUSDT@depth',
    'dogeusdt@depth',
    '!constructor',
    '@depth',
    '',
  ])('"%s" is none', (name) => {
    expect(parseStream(name, symbols)).toBeUndefined();
  });
});
